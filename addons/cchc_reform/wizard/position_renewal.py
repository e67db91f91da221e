from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import dates

#: What the new version has in common with the one that it replaces.
KEPT = ("code", "name", "group", "number", "description", "competency", "qualification", "note")


class PositionRenewal(models.TransientModel):
    """The decision by which positions are approved again, from a day on.

    Each present version holds until the day before, and who holds the position holds the new one.
    """

    _name = "cchc.staff.position.renewal"
    _description = "Positions approved again"
    _inherit = ["cchc.dialog.mixin"]

    position_ids = fields.Many2many(
        "cchc.staff.position",
        string="Positions",
        default=lambda self: self.env.context.get("active_ids"),
    )
    first_day = fields.Date(
        string="From", required=True, help="The present version holds until the day before."
    )
    decision_number = fields.Char(required=True, help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision")
    is_one = fields.Boolean(string="One position", compute="_compute_is_one")
    name = fields.Char(
        string="Position", compute="_compute_present", store=True, readonly=False, precompute=True
    )
    number = fields.Integer(
        string="Approved", compute="_compute_present", store=True, readonly=False, precompute=True
    )

    @api.depends("position_ids")
    def _compute_is_one(self):
        for dialog in self:
            dialog.is_one = len(dialog.position_ids) == 1

    @api.depends("position_ids")
    def _compute_present(self):
        for dialog in self:
            one = dialog.position_ids if len(dialog.position_ids) == 1 else False
            dialog.name = one and one.name
            dialog.number = one and one.number

    def action_confirm(self):
        """End the present versions and begin the new ones, all or none, under the user's rights."""
        self.ensure_one()
        number = (self.decision_number or "").strip()
        if not number:
            raise UserError(self.env._("Give the number of the decision."))
        if not self.position_ids:
            raise UserError(self.env._("Choose the positions."))
        reason = self.env._("Decision %(number)s", number=number)
        new = [self._renewed(position, number) for position in self.position_ids]
        last = self.first_day - timedelta(days=1)
        for position in self.position_ids:
            if not position.date_to or position.date_to > last:
                position.write({"date_to": last, "change_reason": reason})
        # The database compares versions as they are written: those that end go first.
        self.position_ids.flush_recordset()
        self.env["cchc.staff.position"].create(new)
        return {"type": "ir.actions.act_window_close"}

    def _renewed(self, position, number):
        """Values of the version that replaces ``position``."""
        if self.first_day <= position.date_from:
            raise UserError(
                self.env._(
                    "“%(position)s” holds since %(date)s: another version begins after that day.",
                    position=position.name,
                    date=dates.format_date(position.date_from),
                )
            )
        values = {name: position[name] for name in KEPT}
        if self.is_one:
            values |= {"name": self.name or position.name, "number": self.number}
        return {
            **values,
            "unit_id": position.unit_id.id,
            "origin_id": (position.origin_id or position).id,
            "date_from": self.first_day,
            "decision_number": number,
            "decision_date": self.decision_date,
            "share_ids": [
                (0, 0, {"rank_id": share.rank_id.id, "percent": share.percent})
                for share in position.share_ids
            ],
        }
