from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates


class AwardCheck(models.TransientModel):
    """What the register tells of a person's or collective's conditions for a title in a year."""

    _name = "cchc.award.check"
    _description = "Check of the conditions for a title"
    _inherit = ["cchc.dialog.mixin"]

    title_id = fields.Many2one("cchc.award.title", string="Title or form", required=True)
    subject = fields.Selection(related="title_id.subject")
    employee_id = fields.Many2one("hr.employee", string="Person")
    unit_id = fields.Many2one("hr.department")
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    result = fields.Text(string="Found", compute="_compute_result")

    @api.constrains("year")
    def _check_year(self):
        for check in self:
            if not 1945 <= check.year <= 2999:
                raise ValidationError(self.env._("The year lies between 1945 and 2999."))

    @api.depends("title_id", "employee_id", "unit_id", "year")
    def _compute_result(self):
        for check in self:
            person = check.title_id.subject == "person" and check.employee_id
            unit = check.title_id.subject == "unit" and check.unit_id
            if not (person or unit) or not 1945 <= check.year <= 2999:
                check.result = False
                continue
            findings = check.title_id._findings(check.year, person, unit)
            check.result = "\n".join(
                f"• {finding.ref._told(finding)}" for finding in findings
            ) or self.env._("No condition is entered that was in force in that year.")
