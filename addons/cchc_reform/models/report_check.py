from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import reporting
from .report_indicator import check_formula


class ReportCheck(models.Model):
    """How figures of a report must stand to each other, with the sentence where they do not."""

    _name = "cchc.report.check"
    _description = "Check between figures"
    _order = "template_id, id"
    _rec_name = "message"

    template_id = fields.Many2one(
        "cchc.report.template", required=True, index=True, ondelete="cascade"
    )
    left = fields.Char(string="Figure", required=True, help="A code, or a formula of codes.")
    comparison = fields.Selection(
        [("=", "is equal to"), ("<=", "is at most"), (">=", "is at least")],
        required=True,
        default="<=",
    )
    right = fields.Char(
        string="Compared with", required=True, help="A code, or a formula of codes."
    )
    message = fields.Char(string="What to say", required=True)

    @api.constrains("left", "right")
    def _check_formulas(self):
        for check in self:
            for formula in (check.left, check.right):
                check_formula(self.env, formula, check.message)

    def _check_codes(self, known):
        self.ensure_one()
        for formula in (self.left, self.right):
            _tree, codes = reporting.parse_formula(formula)
            if unknown := codes - known:
                raise UserError(
                    self.env._(
                        "The check “%(check)s” reads %(codes)s, which the outline does not have.",
                        check=self.message,
                        codes=", ".join(sorted(unknown)),
                    )
                )

    def _broken(self, values):
        """Whether figures (code -> Decimal or None) fail the check; a report without them passes."""
        self.ensure_one()
        left, _codes = reporting.parse_formula(self.left)
        right, _codes = reporting.parse_formula(self.right)
        return not reporting.holds(
            reporting.evaluate(left, values), self.comparison, reporting.evaluate(right, values)
        )
