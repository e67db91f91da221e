from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, rating

#: So many days before the last one the heads are reminded: a choice of ours, not of the law.
REMINDED = timedelta(days=15)


class Rating(models.Model):
    """The day before which the ratings of a year are done and announced, by their scheme."""

    _inherit = "cchc.rating"

    due_on = fields.Date(
        string="To be announced before",
        compute="_compute_due",
        help="By the scheme; empty where it says none.",
    )
    is_late = fields.Boolean(string="Late", compute="_compute_due", search="_search_is_late")

    @api.depends("scheme_id.before_day", "scheme_id.before_month", "year", "announced_on")
    def _compute_due(self):
        today = dates.today()
        for one in self:
            scheme = one.scheme_id
            sound = 1900 <= one.year <= 2999  # on the screen anything may stand there
            day = sound and rating.done_before(scheme.before_day, scheme.before_month, one.year)
            one.due_on = day
            one.is_late = bool(day) and (one.announced_on or today) >= day

    @api.model
    def _search_is_late(self, operator, value):
        """Those that are not announced yet, or were too late."""
        if operator != "in":
            return NotImplemented
        today, late = dates.today(), Domain.FALSE
        for scheme in self.env["cchc.rating.scheme"].search(Domain("before_day", "!=", 0)):
            first = scheme.date_from.year
            for year in range(first, today.year + 1):
                day = rating.done_before(scheme.before_day, scheme.before_month, year)
                if day <= today:
                    late |= (
                        Domain("scheme_id", "=", scheme.id)
                        & Domain("year", "=", year)
                        & (Domain("announced_on", "=", False) | Domain("announced_on", ">=", day))
                    )
        return late if True in value else ~late

    # -- the job -------------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the heads of units in which ratings of the year are not announced yet.

        One activity a person and unit, on the unit, which is public: it says that ratings are to be
        finished, and nothing of anybody's. As all is written at once, a job that is killed leaves
        nothing, and one that runs again finds what is there.
        """
        today = dates.today()
        for scheme in self.env["cchc.rating.scheme"].search(Domain("before_day", "!=", 0)):
            before = rating.done_before(scheme.before_day, scheme.before_month, today.year)
            if today >= before - REMINDED:
                rows = self.sudo()._read_group(
                    Domain("scheme_id", "=", scheme.id)
                    & Domain("year", "=", today.year)
                    & Domain("state", "!=", "announced"),
                    ["unit_id", "handling_unit_id"],
                )
                # Of a unit that ended another one handles them.
                units = self.env["hr.department"].union(*(other or unit for unit, other in rows))
                self._remind_heads(units, before)

    @api.model
    def _remind_heads(self, units, before):
        """One activity for each head of ``units``, unless there was one for that day already."""
        last = before - timedelta(days=1)
        Activity = self.env["mail.activity"].sudo()
        there = Activity.with_context(active_test=False).search(
            Domain("res_model", "=", "hr.department")
            & Domain("res_id", "in", units.ids)
            & Domain("automated", "=", True)
            & Domain("date_deadline", "=", last)
        )
        told = {(activity.res_id, activity.user_id.id) for activity in there}
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id("hr.department")
        holders = self.env["cchc.unit.role"]._holders(("head",), units)
        # No mail a piece: what waits is on the landing page and in the activity menu.
        Activity.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": unit.id,
                    "activity_type_id": todo.id,
                    "summary": self.with_context(lang=user.lang).env._(
                        "Ratings of %(year)s: to be announced before %(date)s",
                        year=before.year,
                        date=dates.format_date(before),
                    ),
                    "user_id": user.id,
                    "date_deadline": last,
                    "automated": True,
                }
                for unit in units
                for user in holders[unit.id]
                if (unit.id, user.id) not in told
            ]
        )
