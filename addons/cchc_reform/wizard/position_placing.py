from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, posts

#: What a post keeps where the person goes on in another position of the unit.
KEPT = ("title", "capacity", "mode", "staff_kind", "date_to", "note")


class PositionPlacing(models.TransientModel):
    """People are placed in an approved position of their unit, as of a day.

    What was before that day stays as it was: who held another position holds it until the day
    before, in a post that ends then.
    """

    _name = "cchc.staff.position.placing"
    _description = "Placing in an approved position"
    _inherit = ["cchc.dialog.mixin"]

    post_ids = fields.Many2many(
        "cchc.staff.appointment",
        string="Posts",
        default=lambda self: self.env.context.get("active_ids"),
    )
    unit_id = fields.Many2one("hr.department", compute="_compute_unit_id")
    first_day = fields.Date(string="From", required=True, default=lambda self: dates.today())
    position_id = fields.Many2one(
        "cchc.staff.position", string="Approved position", required=True, ondelete="cascade"
    )
    decision_number = fields.Char(help="Needed where the day has passed; as printed.")
    decision_date = fields.Date(string="Date of the decision")

    @api.depends("post_ids")
    def _compute_unit_id(self):
        for dialog in self:
            units = dialog.post_ids.unit_id
            dialog.unit_id = units if len(units) == 1 else False

    def action_confirm(self):
        """Place all of them or none, under the user's rights."""
        self.ensure_one()
        if not self.post_ids:
            raise UserError(self.env._("Choose the posts of the people to place."))
        if self.post_ids.unit_id != self.position_id.unit_id:
            raise UserError(
                self.env._(
                    "“%(position)s” is approved for another unit than %(unit)s.",
                    position=self.position_id.name,
                    unit=", ".join(
                        (self.post_ids.unit_id - self.position_id.unit_id).mapped("name")
                    )
                    or self.position_id.unit_id.name,
                )
            )
        number = (self.decision_number or "").strip()
        decision = {"decision_number": number or False, "decision_date": self.decision_date}
        reason = (
            {"change_reason": self.env._("Decision %(number)s", number=number)} if number else {}
        )
        for post in self.post_ids:
            day = max(self.first_day, post.date_from)
            self._check_can_be_placed(post, day)
            begun = post.position_id and (post.position_from or post.date_from) < day
            if begun and post.position_id not in self.position_id._versions():
                self._go_on(post, day, decision, reason)
            elif not begun:
                start = day if day > post.date_from else False
                values = {"position_id": self.position_id.id, "position_from": start}
                post.write({**values, **reason})
        return {"type": "ir.actions.act_window_close"}

    def _check_can_be_placed(self, post, day):
        """Refuse a day on which the post has ended or the position is not approved.

        Nor is a placement to come dropped without a word.
        """
        about = {"person": post.employee_id.name, "date": dates.format_date(day)}
        if post.date_to and post.date_to < day:
            raise UserError(
                self.env._(
                    "%(person)s does not hold the post on %(date)s and is not placed then.", **about
                )
            )
        coming = post.position_id and post.position_from and post.position_from > day
        if coming and post.position_id not in self.position_id._versions():
            raise UserError(
                self.env._(
                    "%(person)s is to be placed in “%(position)s” on %(coming)s: take that back "
                    "in the post first.",
                    person=post.employee_id.name,
                    position=post.position_id.name,
                    coming=dates.format_date(post.position_from),
                )
            )
        versions = self.position_id._versions()
        if not versions.filtered_domain(
            Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        ):
            raise UserError(
                self.env._(
                    "“%(position)s” is not approved on %(date)s.",
                    position=self.position_id.name,
                    date=dates.format_date(day),
                )
            )

    def _go_on(self, post, day, decision, reason):
        """End ``post`` and let the person go on in the new position, the rest as it is."""
        values = {
            name: post[name].id if post._fields[name].relational else post[name]
            for name in (*KEPT, "employee_id", "unit_id", "job_id")
        }
        post.write({"date_to": day - timedelta(days=1), **reason})
        # The database compares posts as they are written: the one that ends goes first.
        post.flush_recordset()
        going_on = {}
        if post.capacity == posts.DEPUTY:  # who goes on is no deputy proposed anew
            reason_kept = post.ceiling_reason or self.env._("Placed in another position")
            going_on["ceiling_reason"] = reason_kept
        new = post.create(
            {
                **values,
                **decision,
                **reason,
                "date_from": day,
                "position_id": self.position_id.id,
                **going_on,
            }
        )
        # Who is to leave by a roadmap still is.
        self.env["cchc.staff.surplus.step"].search(
            Domain("post_id", "=", post.id)
            & Domain("surplus_id.state", "=", "open")
            & Domain("planned_on", ">=", day)
        ).post_id = new
