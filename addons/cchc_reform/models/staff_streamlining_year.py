from odoo import api, fields, models

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
            row.line_id.programme_id._check_year(row.year)

    def _document_path(self):
        return "line_id.programme_id"
