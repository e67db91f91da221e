from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, posts
from .discipline_workflow import IN_FORCE


class StaffAppointment(models.Model):
    """A post of a leader is said to lie in a time without promotion, to who handles the case."""

    _inherit = "cchc.staff.appointment"

    discipline_note = fields.Text(compute="_compute_discipline_note")

    @api.depends("employee_id", "capacity", "mode", "date_from")
    @api.depends_context("uid")
    def _compute_discipline_note(self):
        self.discipline_note = False
        led = self.filtered(
            lambda post: (
                post.employee_id
                and post.date_from
                and (post.capacity != posts.STAFF or post.mode == posts.IN_CHARGE)
            )
        )
        Case = self.env["cchc.discipline.case"]
        # Under the rules of cases: who may not read one learns nothing. Nor does the system look,
        # for what it computes may be shown to anybody.
        if not led or self.env.su or not Case.has_access("read"):
            return
        cases = Case.search(
            Domain("employee_id", "in", led.employee_id.ids)
            & Domain("state", "in", IN_FORCE)
            & Domain("barred_until", "!=", False)
        )
        for post in led:
            until = max(
                (
                    case.barred_until
                    for case in cases
                    if case.employee_id == post.employee_id._origin
                    and case.effective_on <= post.date_from <= case.barred_until
                ),
                default=None,
            )
            if until:
                post.discipline_note = self.env._(
                    "The person is not to be promoted until %s, by a decision of discipline. Only "
                    "who handles that case reads this sentence.",
                    dates.format_date(until),
                )
