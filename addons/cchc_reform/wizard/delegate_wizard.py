from odoo import api, fields, models

from ..kernel import dates
from ..models.unit_role import DELEGABLE


class DelegateWizard(models.TransientModel):
    """Lend one's own role to a deputy for some days.

    What the deputy decides meanwhile is recorded with "on behalf of". The role model checks
    that the role is the user's own and may be lent.
    """

    _name = "cchc.delegate.wizard"
    _description = "Lend a role to a deputy"

    role = fields.Selection(
        "_selection_role",
        string="Role to lend",
        required=True,
        default=lambda self: self._default_role(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        domain="[('share', '=', False), ('id', '!=', uid)]",
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", required=True, help="The last day, inclusive.")
    note = fields.Char(string="Reason", help="For instance: on a mission in Ha Noi.")

    @api.model
    def _own_roles(self):
        """The user's own roles in force that may be lent."""
        roles = self.env["cchc.unit.role"].search(
            [
                ("user_id", "=", self.env.uid),
                ("role", "in", DELEGABLE),
                ("delegated_by_id", "=", False),
            ]
        )
        return roles.filtered("is_current")

    @api.model
    def _selection_role(self):
        roles = self._own_roles()
        labels = dict(roles._fields["role"]._description_selection(self.env))
        return [(str(role.id), f"{labels[role.role]} – {role.unit_id.name}") for role in roles]

    @api.model
    def _default_role(self):
        ids = [str(role_id) for role_id in self._own_roles().ids]
        asked = str(self.env.context.get("active_id"))
        if self.env.context.get("active_model") == "cchc.unit.role" and asked in ids:
            return asked
        return ids[0] if len(ids) == 1 else False

    def action_confirm(self):
        """Lend the role and say so."""
        self.ensure_one()
        self.env["cchc.unit.role"].browse(int(self.role)).action_delegate(
            self.user_id.id,
            fields.Date.to_string(self.date_from),
            fields.Date.to_string(self.date_to),
            self.note,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(deputy)s acts for you from %(start)s to %(end)s.",
                    deputy=self.user_id.name,
                    start=dates.format_date(self.date_from),
                    end=dates.format_date(self.date_to),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
