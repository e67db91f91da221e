from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates
from .award_campaign import LAUNCHERS
from .entered_values import entered_day, refuse_derived

OF_SYSTEM = frozenset({"mid_figures", "final_figures"})


class AwardCampaignUnit(models.Model):
    """A unit that takes part in a campaign: what it registered, and what came of it."""

    _name = "cchc.award.campaign.unit"
    _description = "Unit in a campaign"
    _order = "campaign_id, unit_id, id"

    campaign_id = fields.Many2one(
        "cchc.award.campaign", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="campaign_id.state")
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    registered_on = fields.Date(required=True, default=lambda self: dates.today())
    commitment = fields.Text(string="Registered works")
    mid_result = fields.Text(string="Result at mid-term")
    mid_figures = fields.Text(string="Figures at mid-term", readonly=True)
    final_result = fields.Text(string="Final result")
    final_figures = fields.Text(readonly=True)

    _once = models.UniqueIndex("(campaign_id, unit_id)", "The unit takes part already.")

    @api.constrains("registered_on")
    def _check_day(self):
        for line in self:
            if entered_day(self.env, line.registered_on) > dates.today():
                raise ValidationError(self.env._("What is recorded is not of a day to come."))

    @api.constrains("campaign_id", "unit_id")
    def _check_below(self):
        for line in self:
            above = line.campaign_id.unit_id
            if not line.unit_id.parent_path.startswith(above.parent_path):
                raise ValidationError(
                    self.env._(
                        "%(units)s do not lie below %(unit)s.",
                        units=line.unit_id.name,
                        unit=above.name,
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_figures(vals)
        lines = super().create(vals_list)
        for line in lines:
            line._refuse_figures({name: True for name in OF_SYSTEM if line[name]})
        lines._check_hand()
        return lines

    def write(self, vals):
        self._refuse_figures(vals)
        self._check_hand()
        result = super().write(vals)
        if not vals.keys().isdisjoint(("campaign_id", "unit_id")):
            self._check_hand()
        return result

    def unlink(self):
        self._check_hand()
        return super().unlink()

    def _refuse_figures(self, vals):
        if not self.env.su:
            refuse_derived(self, vals, OF_SYSTEM)

    def _check_hand(self):
        """The unit and who launched the campaign write it, until the campaign has ended."""
        if self.env.su:
            return
        for line in self:
            if line.campaign_id.state == "ended":
                raise UserError(self.env._("The campaign has ended: its lines are kept."))
            self.env["cchc.unit.role"]._require(LAUNCHERS, line.unit_id)
