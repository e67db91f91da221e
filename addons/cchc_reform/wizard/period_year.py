from odoo import fields, models

from ..kernel import dates
from ..models.period import OPENERS


class PeriodYear(models.TransientModel):
    """Ask for which year and committee the regular reporting periods are prepared."""

    _name = "cchc.period.year"
    _description = "Reporting periods of a year"
    _inherit = "cchc.dialog.mixin"

    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    unit_id = fields.Many2one(
        "hr.department",
        string="Committee",
        required=True,
        domain=[("is_committee", "=", True)],
        default=lambda self: self._default_unit_id(),
    )

    def _default_unit_id(self):
        """The highest committee for which the user opens periods."""
        return self.env["cchc.unit.role"]._highest_unit(OPENERS)

    def action_confirm(self):
        """Prepare the periods that are not there yet, and show those of the year."""
        self.ensure_one()
        self.env["cchc.period"].make_year(self.year, self.unit_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id("cchc_reform.action_cchc_period")
        action["domain"] = [("year", "=", self.year), ("unit_id", "=", self.unit_id.id)]
        return action
