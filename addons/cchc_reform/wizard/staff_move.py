from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import dates
from ..models.staff_appointment import CAPACITIES


class StaffMove(models.TransientModel):
    """The decision by which a person leaves a post, and perhaps takes another, from a day on.

    Both posts are written with the user's own rights: who may not enter a post in the new unit
    leaves that to the unit which receives.
    """

    _name = "cchc.staff.move"
    _inherit = ["cchc.dialog.mixin"]
    _description = "Decision on a post"

    post_id = fields.Many2one("cchc.staff.appointment", string="Post left", required=True)
    first_day = fields.Date(
        string="From", required=True, help="The post is held until the day before."
    )
    decision_number = fields.Char(required=True, help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision")
    new_unit_id = fields.Many2one(
        "hr.department",
        string="New unit",
        help="Empty: the person leaves, or the unit that receives enters the new post.",
    )
    new_capacity = fields.Selection(CAPACITIES, string="As", default="staff")
    new_title = fields.Char(string="New post title")

    def action_confirm(self):
        """Write the end of the post, and the new post."""
        self.ensure_one()
        post = self.post_id
        number = (self.decision_number or "").strip()
        if not number:
            raise UserError(self.env._("Give the number of the decision."))
        if self.first_day <= post.date_from:
            raise UserError(
                self.env._(
                    "%(person)s holds the post since %(date)s and can leave it after that only.",
                    person=post.employee_id.name,
                    date=dates.format_date(post.date_from),
                )
            )
        if post.date_to and post.date_to < self.first_day:
            raise UserError(
                self.env._(
                    "The post ended on %(date)s already.", date=dates.format_date(post.date_to)
                )
            )
        reason = self.env._("Decision %(number)s", number=number)
        post.write(
            {
                "date_to": self.first_day - timedelta(days=1),
                "end_decision_number": number,
                "change_reason": reason,
            }
        )
        # The database compares posts as they are written: the one that ends goes first.
        post.flush_recordset()
        if self.new_unit_id:
            self.env["cchc.staff.appointment"].create(
                {
                    "employee_id": post.employee_id.id,
                    "unit_id": self.new_unit_id.id,
                    "capacity": self.new_capacity,
                    "title": self.new_title,
                    "staff_kind": post.staff_kind,
                    "date_from": self.first_day,
                    "decision_number": number,
                    "decision_date": self.decision_date,
                }
            )
        return {"type": "ir.actions.act_window_close"}
