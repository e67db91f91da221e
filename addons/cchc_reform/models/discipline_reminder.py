from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, discipline
from .discipline_workflow import IN_FORCE

BATCH = 200
HANDLING, LIMITATION, HOLD, APPEAL = "handling", "limitation", "hold", "appeal"
SALARY, BARRED, PROMOTION = "salary", "barred", "promotion"
CLOCKS = [
    (HANDLING, "Time to handle the case"),
    (LIMITATION, "Limitation"),
    (HOLD, "Ground to hold"),
    (APPEAL, "Time to settle the appeal"),
    (SALARY, "Time without a raise of salary"),
    (BARRED, "Time without promotion"),
    (PROMOTION, "Post of a leader in the time without promotion"),
]
#: Days before the end from which on those who handle the case are reminded; of itself no law.
AHEAD = {
    HANDLING: (30, 10, 3),
    LIMITATION: (90, 30),
    HOLD: (7,),
    APPEAL: (10, 3),
    SALARY: (),
    BARRED: (),
}
#: Of what just comes to its end nobody is reminded long afterwards.
ONCE_OVER = (HOLD, SALARY, BARRED)
RECENT = timedelta(days=30)


class DisciplineReminder(models.Model):
    """A clock of a discipline case was brought to one who handles it; written by the system.

    It is read by that person alone, and only as long as the person handles the case: in the list
    of reminders and by the bell, which is counted for each reader anew. There is no mail, message
    or activity, for these are stored where others read them.
    """

    _name = "cchc.discipline.reminder"
    _description = "Reminder of a discipline case"
    _inherit = ["cchc.closed.mixin", "cchc.system.record.mixin"]
    _order = "seen, day desc, id desc"
    _log_access = False
    _rec_name = "clock"

    case_id = fields.Many2one(
        "cchc.discipline.case",
        string="Discipline case",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", string="Reminded", required=True, index=True, ondelete="cascade"
    )
    clock = fields.Selection(CLOCKS, required=True)
    last_on = fields.Date(string="Last day", required=True)
    step = fields.Integer(required=True, aggregator=None)
    day = fields.Date(string="Reminded on", required=True)
    sentence = fields.Char(string="What it reminds of", compute="_compute_sentence")
    seen = fields.Boolean()

    _once = models.UniqueIndex("(case_id, user_id, clock, last_on, step)")

    def _kept_by_system(self):
        return self.env._("Reminders are recorded by the system.")

    @api.depends("clock", "last_on", "step")
    def _compute_sentence(self):
        clocks = dict(self._fields["clock"]._description_selection(self.env))
        for row in self:
            values = {"clock": clocks.get(row.clock), "date": dates.format_date(row.last_on)}
            if row.clock == PROMOTION:
                row.sentence = self.env._("%(clock)s: from %(date)s", **values)
            elif row.step == discipline.PASSED:
                row.sentence = self.env._("%(clock)s: ended on %(date)s", **values)
            else:
                row.sentence = self.env._("%(clock)s: ends on %(date)s", **values)

    @api.depends("sentence")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.sentence

    def action_seen(self):
        """Take the reminder off the bell."""
        self.check_access("read")
        # Only the mark, of the own reminders: others are not read.
        self.sudo().write({"seen": True})

    def action_open_case(self):
        """Open the case, and take the reminder off the bell."""
        self.ensure_one()
        self.action_seen()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cchc.discipline.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    # -- the job -------------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind of the clocks of cases, some at a time; may be killed and run again anywhere.

        What is kept of a run of the job is read by administrators: it counts no cases.
        """
        Case, today, last_id = self.env["cchc.discipline.case"].sudo(), dates.today(), 0
        reminded = Domain("state", "in", ("draft", "open", *IN_FORCE))
        more = True
        while more:
            cases = Case.search(reminded & Domain("id", ">", last_id), order="id", limit=BATCH)
            self._remind(cases, today)
            last_id, more = cases[-1:].id, len(cases) == BATCH
            if not self.env["ir.cron"]._commit_progress(1, remaining=int(more)):
                return

    @api.model
    def _remind(self, cases, today):
        rules = self.env["cchc.discipline.rule"].sudo()._by_code()
        wanted = []
        for case in cases:
            for clock, last in case._terms(rules, today):
                step = discipline.step(last, today, AHEAD[clock])
                stale = clock in ONCE_OVER and last + RECENT < today
                if step is not None and not stale:
                    wanted.append((case, clock, last, step))
        promotions = cases._promotions()
        wanted += [
            (case, PROMOTION, post.date_from, discipline.PASSED)
            for case in cases
            for post in promotions
            if case.barred_until and case._bars(post)
        ]
        return self._add(wanted)

    @api.model
    def _add(self, wanted):
        """Remind those who handle the cases, of what they were not reminded of yet.

        :param wanted: list of (case as superuser, clock, last day, step)
        """
        if not wanted:
            return self.browse()
        cases = self.env["cchc.discipline.case"].sudo().union(*(row[0] for row in wanted))
        handlers, today = cases._handlers(), dates.today()
        # Written by the system, for whoever handles the case.
        kept = self.sudo().search_fetch([("case_id", "in", cases.ids)])
        there = {(row.case_id, row.user_id, row.clock, row.last_on, row.step) for row in kept}
        keys = {
            (case, user, clock, last, step): None
            for case, clock, last, step in wanted
            for user in handlers[case]
        }
        return self.sudo().create(
            [
                {
                    "case_id": case.id,
                    "user_id": user.id,
                    "clock": clock,
                    "last_on": last,
                    "step": step,
                    "day": today,
                }
                for case, user, clock, last, step in keys
                if (case, user, clock, last, step) not in there
            ]
        )


class DisciplineCase(models.Model):
    _inherit = "cchc.discipline.case"

    def _terms(self, rules, day):
        """Pairs (clock, last day) that run for the case on ``day``."""
        self.ensure_one()
        terms = []
        if self.state in ("draft", "open"):
            clocks = self._clocks(rules, day)
            terms += [(HANDLING, clocks["handle_until"]), (LIMITATION, clocks["limit_on"])]
            terms += [(HOLD, line.last) for line in self.hold_ids._lines()]
        if self.state == "appealed":
            settling = rules.get(discipline.SETTLING, self.env["cchc.discipline.rule"])
            days = settling._on(self.appeal_on)[:1].number or None
            terms.append((APPEAL, discipline.handling_deadline(self.appeal_on, days)))
        if self.state in IN_FORCE:
            terms += [(SALARY, self.salary_until), (BARRED, self.barred_until)]
        return [(clock, last) for clock, last in terms if last]


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_activity_groups(self):
        """The bell counts the reminders of discipline that the user has not seen."""
        groups = super()._get_activity_groups()
        Reminder = self.env["cchc.discipline.reminder"]
        if not Reminder.has_access("read"):
            return groups
        count = Reminder.search_count([("user_id", "=", self.env.uid), ("seen", "=", False)])
        if count:
            groups.append(
                {
                    "id": self.env["ir.model"]._get_id(Reminder._name),
                    "name": self.env._("Discipline: reminders"),
                    "model": Reminder._name,
                    "type": "activity",
                    "icon": "/cchc_reform/static/description/icon.png",
                    "domain": [("seen", "=", False)],
                    "total_count": count,
                    "today_count": count,
                    "overdue_count": 0,
                    "planned_count": 0,
                    "view_type": "list",
                }
            )
        return groups
