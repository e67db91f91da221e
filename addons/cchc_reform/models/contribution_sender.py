from odoo import api, fields, models

from .entered_values import check_references


class ContributionSender(models.Model):
    """Who sent a contribution, where the answer needs it: for the handling unit alone.

    It is a record of its own, so that no list, search, grouping or export of contributions
    reaches it.
    """

    _name = "cchc.contribution.sender"
    _description = "Sender of a contribution"
    _order = "contribution_id, id"

    contribution_id = fields.Many2one(
        "cchc.contribution", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    contact = fields.Char(string="How to reach the sender")

    @api.model_create_multi
    def create(self, vals_list):
        senders = super().create(vals_list)
        senders._check_handler()
        return senders

    def write(self, vals):
        self._check_handler()
        result = super().write(vals)
        if "contribution_id" in vals:
            self._check_handler()
        return result

    def unlink(self):
        self._check_handler()
        return super().unlink()

    def _check_handler(self):
        check_references(self, {"contribution_id"})
        if not self.env.su:
            self.contribution_id._require_own()
