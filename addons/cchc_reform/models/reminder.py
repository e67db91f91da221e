from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, reminders
from ..kernel.working_days import working_days_between
from .reminder_rule import AUDIENCES

BATCH = 200
# Farther away than the longest rule can look: 250 working days are less than this.
HORIZON = timedelta(days=400)
OPEN = ("assigned", "in_progress", "for_approval")


class Reminder(models.Model):
    """One person was reminded of one task on one day; only ever added to, by the job.

    The unique indexes keep a job that was killed, or two jobs, from reminding twice.
    """

    _name = "cchc.reminder"
    _description = "Reminder that was sent"
    _inherit = ["cchc.system.record.mixin"]
    _order = "day desc, id desc"
    _log_access = False
    _rec_name = "task_id"

    task_id = fields.Many2one("cchc.task", required=True, index=True, ondelete="cascade")
    unit_id = fields.Many2one("hr.department", string="Lead unit", required=True, index=True)
    user_id = fields.Many2one("res.users", string="Reminded", required=True, ondelete="restrict")
    audience = fields.Selection(AUDIENCES, string="As", required=True)
    rule_id = fields.Many2one("cchc.reminder.rule", required=True, ondelete="restrict")
    day = fields.Date(required=True)
    deadline = fields.Date(required=True)
    remaining = fields.Integer(
        string="Working days left", help="Negative: working days overdue.", aggregator=None
    )
    mailed = fields.Boolean(help="Told in the mail of the day as well.")

    _once_a_day = models.UniqueIndex("(user_id, task_id, day)")
    _once_a_rule = models.UniqueIndex("(task_id, rule_id, user_id, deadline)")
    _to_mail = models.Index("(user_id) WHERE mailed IS NOT TRUE")

    def _kept_by_system(self):
        return self.env._("Reminders are recorded by the system.")

    def _sentence(self):
        """What the person reads: how far the deadline is."""
        self.ensure_one()
        if self.remaining > 0:
            return self.env._("%(days)s working days left", days=self.remaining)
        if not self.remaining and self.deadline >= self.day:
            return self.env._("Due today")
        return self.env._("Overdue by %(days)s working days", days=-self.remaining)

    # -- the job -------------------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind of open tasks, some at a time; may be killed and run again at any point."""
        rules = self.env["cchc.reminder.rule"].search([("active", "=", True)])
        today = dates.today()
        is_working = self.env["cchc.work.calendar"]._is_working(
            today - 3 * HORIZON, today + HORIZON
        )
        cron, last_id = self.env["ir.cron"], 0
        while rules and is_working(today):
            tasks = self.env["cchc.task"].search(
                self._domain_reminded(today) & Domain("id", ">", last_id), order="id", limit=BATCH
            )
            if not tasks:
                break
            last_id = tasks[-1].id
            self._remind(tasks, rules, today, is_working)
            if not cron._commit_progress(len(tasks), remaining=int(len(tasks) == BATCH)):
                return
        self._mail_the_day(today)

    @api.model
    def _domain_reminded(self, today):
        """Counted tasks that somebody still works on; a report that waits is not urged."""
        return (
            Domain("is_leaf", "=", True)
            & Domain("state", "in", OPEN)
            & Domain("due_on", "!=", False)
            & Domain("due_on", "<=", today + HORIZON)
            & Domain("deadline_kind", "=", "date")
        )

    @api.model
    def _remind(self, tasks, rules, today, is_working):
        """Record and tell the reminders of ``tasks`` that are due ``today`` and not sent yet."""
        oldest = today - 3 * HORIZON
        plain = rules._plain()
        holders = self._holders_of(tasks)
        wanted = []
        for task in tasks:
            remaining = working_days_between(today, max(task.due_on, oldest), is_working)
            if task.due_on < today and not remaining:
                continue  # overdue since a day that is not worked: from the next working day on
            told = set()
            for audience, rule in reminders.reached(plain, remaining).items():
                user_id = holders(task, audience)
                if user_id and user_id not in told:
                    told.add(user_id)
                    wanted.append((task, rule.key, audience, user_id, remaining))
        sent = self._sent(tasks, today)
        rows = self.sudo().create(
            [
                {
                    "task_id": task.id,
                    "unit_id": task.lead_unit_id.id,
                    "user_id": user_id,
                    "audience": audience,
                    "rule_id": rule.id,
                    "day": today,
                    "deadline": task.due_on,
                    "remaining": remaining,
                }
                for task, rule, audience, user_id, remaining in wanted
                if (task.id, user_id, today) not in sent
                and (task.id, user_id, rule.id, task.due_on) not in sent
            ]
        )
        rows._tell()
        self.env["cchc.notification.message"]._queue(rows.user_id)
        return rows

    @api.model
    def _sent(self, tasks, today):
        """What was sent already: by day, and by rule and deadline."""
        rows = self.sudo().search_fetch(
            [("task_id", "in", tasks.ids)], ["task_id", "user_id", "rule_id", "deadline", "day"]
        )
        return {(row.task_id.id, row.user_id.id, row.day) for row in rows} | {
            (row.task_id.id, row.user_id.id, row.rule_id.id, row.deadline) for row in rows
        }

    @api.model
    def _holders_of(self, tasks):
        """Function (task, audience) -> id of the user who is told, or None."""
        heads = tasks._holders(("head",), tasks.lead_unit_id)
        above = {
            role: tasks._holders((role,), tasks.assigning_unit_id)
            for role in ("standing_office", "leader")
        }
        able = {}

        def in_charge(task):
            key = (task.officer_id.id, task.lead_unit_id.id)
            if key not in able:
                able[key] = task._is_officer(task.officer_id)
            return able[key]

        def holder(task, audience):
            if audience == "officer":
                # Who was in charge may have left by now; then whoever heads the unit is told.
                if task.officer_id and in_charge(task):
                    return task.officer_id.id
                return heads.get(task.lead_unit_id.id)
            if audience == "head":
                return heads.get(task.lead_unit_id.id)
            return above[audience].get(task.assigning_unit_id.id)

        return holder

    def _tell(self):
        """One open activity a person and task: the one that is there says how far it is now."""
        Activity = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        there = {}
        for activity in Activity.search(
            [
                ("res_model", "=", "cchc.task"),
                ("res_id", "in", self.task_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("automated", "=", True),
            ]
        ):
            there.setdefault((activity.res_id, activity.user_id.id), activity)
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id("cchc.task")
        created, changed = [], {}
        for row in self:
            values = {"summary": row._sentence(), "date_deadline": row.deadline}
            activity = there.get((row.task_id.id, row.user_id.id))
            if activity:
                key = tuple(values.items())
                changed[key] = changed.get(key, Activity.browse()) | activity
            else:
                created.append(
                    values
                    | {
                        "res_model_id": model_id,
                        "res_id": row.task_id.id,
                        "activity_type_id": todo.id,
                        "user_id": row.user_id.id,
                        "automated": True,
                    }
                )
        for values, activities in changed.items():
            activities.write(dict(values))
        Activity.create(created)

    # -- the mail of the day -------------------------------------------------------------------

    @api.model
    def _mail_the_day(self, today):
        """One mail a person and day to those who read by mail; it lists the day's reminders."""
        pending = self.sudo().search([("mailed", "=", False)], order="user_id, deadline, id")
        for user, rows in pending.grouped("user_id").items():
            fresh = rows.filtered(lambda row: row.day == today)
            if fresh and user.active and user.notification_type == "email" and user.email:
                fresh._mail(user)
            rows.write({"mailed": True})
            self.env["ir.cron"]._commit_progress(0)

    def _mail(self, user):
        self = self.with_context(lang=user.lang)
        self.env["cchc.reminder.digest"]._send(
            user,
            self.env._("Tasks that need attention on %(day)s", day=dates.format_date(self[0].day)),
            "cchc_reform.reminder_mail",
            {"rows": self},
        )
