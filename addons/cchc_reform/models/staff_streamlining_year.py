from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .staff_quota import MOST


class StaffStreamliningYear(models.Model):
    """How many staff one unit is to cut in one year; it falls due on the year's last day."""

    _name = "cchc.staff.streamlining.year"
    _description = "Cut of one year"
    _inherit = ["cchc.draft.part.mixin"]
    _order = "line_id, year"
    _rec_name = "year"

    line_id = fields.Many2one(
        "cchc.staff.streamlining.line", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(required=True)
    number = fields.Integer(string="To be cut", required=True)

    _one_a_year = models.UniqueIndex("(line_id, year)", "A year stands in a schedule once.")
    _number_between = models.Constraint(
        f"CHECK (number BETWEEN 0 AND {MOST})",
        "The number to be cut in a year lies between 0 and 1,000,000.",
    )

    @api.constrains("year", "line_id")
    def _check_year(self):
        for row in self:
            programme = row.line_id.programme_id
            if not programme.year_from <= row.year <= programme.year_to:
                raise ValidationError(
                    self.env._(
                        "%(year)s lies outside of %(from)s–%(to)s, the period of “%(name)s”.",
                        year=row.year,
                        **{"from": programme.year_from},
                        to=programme.year_to,
                        name=programme.name,
                    )
                )

    def _document_path(self):
        return "line_id.programme_id"
