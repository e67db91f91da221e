from odoo import api, fields, models

from ..kernel import dates


class AwardDecide(models.TransientModel):
    """Record the decision on nominations: one decision often names many people."""

    _name = "cchc.award.decide"
    _description = "Decision on nominations"
    _inherit = ["cchc.dialog.mixin"]

    nomination_ids = fields.Many2many(
        "cchc.award.nomination",
        string="Nominations",
        default=lambda self: self.env.context.get("active_ids"),
    )
    number = fields.Char(
        string="Decision number", required=True, help="As printed. The system invents none."
    )
    date = fields.Date(required=True, default=lambda self: dates.today())
    authority = fields.Selection("_authorities", string="Decided by")

    @api.model
    def _authorities(self):
        return self.env["cchc.award"]._fields["authority"]._description_selection(self.env)

    def action_confirm(self):
        """Record it for all, or for none; the step decides whether the user may."""
        for dialog in self:
            dialog.nomination_ids.action_decide(dialog.number, dialog.date, dialog.authority)
        return {"type": "ir.actions.act_window_close"}
