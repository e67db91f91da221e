from odoo import api, fields, models

from .staff_quota import MOST


class StaffSchemeYear(models.Model):
    """How many bodies of one kind are to be left at the end of one year."""

    _name = "cchc.staff.scheme.year"
    _description = "Number of bodies of one year"
    _inherit = ["cchc.draft.part.mixin"]
    _order = "line_id, year"
    _rec_name = "year"

    line_id = fields.Many2one(
        "cchc.staff.scheme.line", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(required=True)
    number = fields.Integer(string="At the end of the year", required=True)

    _one_a_year = models.UniqueIndex("(line_id, year)", "A year stands in a scheme once.")
    _number_between = models.Constraint(
        f"CHECK (number BETWEEN 0 AND {MOST})",
        "A number of bodies lies between 0 and 1,000,000.",
    )

    @api.constrains("year", "line_id")
    def _check_year(self):
        for row in self:
            row.line_id.scheme_id._check_year(row.year)

    def _document_path(self):
        return "line_id.scheme_id"
