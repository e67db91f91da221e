from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates

VOTES = [
    ("favour", "Votes in favour"),
    ("against", "Not in favour"),
    ("absent", "Absent"),
    ("aside", "Stepped aside"),
]


class AwardVote(models.Model):
    """How a member of the council voted on a nomination; whose own interest it is does not vote."""

    _name = "cchc.award.vote"
    _description = "Vote on a nomination"
    _inherit = ["cchc.award.nomination.part"]
    _order = "id"

    employee_id = fields.Many2one(
        "hr.employee", string="Member", required=True, index=True, ondelete="restrict"
    )
    has_interest = fields.Boolean(
        string="Direct interest", help="A relative of the nominated, or otherwise concerned."
    )
    vote = fields.Selection(VOTES, required=True, default="favour")

    _once = models.UniqueIndex("(nomination_id, employee_id)", "The member has voted already.")

    @api.constrains("vote", "has_interest", "employee_id", "nomination_id")
    def _check_interest(self):
        Post = self.env["cchc.staff.appointment"].sudo()  # where somebody is in post is public
        places = Post._places_of(self.employee_id, dates.today())
        for one in self:
            nominated = one.nomination_id
            own = (
                one.employee_id == nominated.employee_id
                if nominated.employee_id
                else any(
                    unit._is_within(nominated.unit_id) for unit in places.get(one.employee_id, ())
                )
            )
            if (own or one.has_interest) and one.vote != "aside":
                raise ValidationError(
                    self.env._(
                        "%(member)s has an interest of the own in this nomination and steps aside.",
                        member=one.employee_id.name,
                    )
                )
