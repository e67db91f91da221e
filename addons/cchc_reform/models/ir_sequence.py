from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    """Many numbers at once: a plan of thousands of tasks asks once, not for each."""

    _inherit = "ir.sequence"

    @api.model
    def _next_codes(self, code, count):
        """The next ``count`` numbers of the sequence with this code, in order.

        :raises ValueError: there is no such sequence, or it is not of PostgreSQL's own kind
        """
        sequence = self.sudo().search([("code", "=", code)], limit=1)  # only counts up
        if sequence.implementation != "standard" or sequence.use_date_range:
            raise ValueError(f"no plain sequence {code!r}")
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in numbers]
