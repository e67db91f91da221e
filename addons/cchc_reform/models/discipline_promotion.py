from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, posts
from .discipline_workflow import IN_FORCE

BARRING = Domain("state", "in", IN_FORCE) & Domain("barred_until", "!=", False)


class StaffAppointment(models.Model):
    """A post of a leader that begins in a time without promotion does not pass unseen.

    Who handles the case reads so on the post, and is reminded by the daily job; anybody else who
    enters the post learns nothing, and the entry itself does nothing by which it could be told.
    The post is a fact and is entered either way.
    """

    _inherit = "cchc.staff.appointment"

    discipline_note = fields.Text(compute="_compute_discipline_note")

    @api.depends("employee_id", "capacity", "mode", "date_from")
    @api.depends_context("uid")
    def _compute_discipline_note(self):
        self.discipline_note = False
        led = self._led()
        Case = self.env["cchc.discipline.case"]
        # Under the rules of cases: who may not read one learns nothing. Nor does the system look,
        # for what it computes may be shown to anybody.
        if not led or self.env.su or not Case.has_access("read"):
            return
        cases = Case.search(Domain("employee_id", "in", led.employee_id.ids) & BARRING)
        for post in led:
            case = max(
                (case for case in cases if case._bars(post)),
                key=lambda case: case.barred_until,
                default=None,
            )
            if case:
                post.discipline_note = self.env._(
                    "The person is not to be promoted until %(date)s, by a decision of discipline "
                    "(%(basis)s). Only who handles that case reads this sentence.",
                    date=dates.format_date(case.barred_until),
                    basis=case.final_form_id._effect_basis(),
                )

    def _led(self):
        """Those by which the person leads a unit or a part of it."""
        return self.filtered(
            lambda post: (
                post.employee_id
                and post.date_from
                and (post.capacity != posts.STAFF or post.mode == posts.IN_CHARGE)
            )
        )


class DisciplineCase(models.Model):
    _inherit = "cchc.discipline.case"

    def _bars(self, post):
        """Whether ``post`` begins in the time without promotion."""
        self.ensure_one()
        return (
            self.employee_id._origin == post.employee_id._origin
            and self.effective_on <= post.date_from <= self.barred_until
        )

    def _promotions(self):
        """Posts of leaders that begin in the time without promotion of one of the cases."""
        barring = self.filtered_domain(BARRING)
        # What post somebody holds is no secret, and who handles the case is told of all.
        led = (
            self.env["cchc.staff.appointment"]
            .sudo()
            .search(Domain("employee_id", "in", barring.employee_id.ids))
            ._led()
        )
        return led.filtered(lambda post: any(case._bars(post) for case in barring))

    @api.depends("barred_until")
    def _compute_clocks(self):
        """Of promotions the case tells as well."""
        result = super()._compute_clocks()
        promotions = self._promotions()
        for case in self:
            for post in promotions:
                if case.barred_until and case._bars(post):
                    note = self.env._(
                        "From %(date)s the person holds the post “%(post)s”, in the time without "
                        "promotion until %(until)s (%(basis)s).",
                        date=dates.format_date(post.date_from),
                        post=f"{post.title or ''}, {post.unit_id.name}".strip(", "),
                        until=dates.format_date(case.barred_until),
                        basis=case.final_form_id._effect_basis(),
                    )
                    case.warning = "\n".join(filter(None, (case.warning, note)))
        return result
