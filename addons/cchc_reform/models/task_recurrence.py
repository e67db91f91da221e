import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, periods

_logger = logging.getLogger(__name__)

DAYS_AHEAD = 15
BATCH = 50
# What each occurrence takes over from the recurring task.
TAKEN_OVER = (
    "domain_id",
    "source_document_id",
    "clause",
    "output",
    "description",
    "plan_id",
    "lead_unit_id",
    "verifier_unit_id",
    "officer_id",
    "weight",
    "priority",
)

RECURRENCES = [
    (periods.MONTH, "Each month"),
    (periods.QUARTER, "Each quarter"),
    (periods.HALF_YEAR, "Each half-year"),
    (periods.YEAR, "Each year"),
]


class Task(models.Model):
    """A standing task that recurs: each month, quarter, half-year or year an occurrence is due.

    The occurrences are parts of the recurring task and count instead of it. A job makes them
    ahead; a unique index keeps two jobs, or one that was killed, from making one twice.
    """

    _inherit = "cchc.task"

    recurrence = fields.Selection(
        RECURRENCES,
        string="Recurs",
        help="A standing task that recurs is counted once for each period.",
    )
    recurrence_due_days = fields.Integer(
        string="Due days after the period",
        help="0: on the last day of the period; 5: five days later; -5: five days before.",
    )
    period_from = fields.Date(copy=False)
    period_to = fields.Date(copy=False)

    _recurs_when_standing = models.Constraint(
        "CHECK (recurrence IS NULL OR deadline_kind = 'standing')",
        "Only a standing task recurs.",
    )
    _due_near_the_period = models.Constraint(
        "CHECK (recurrence_due_days BETWEEN -366 AND 366)",
        "An occurrence is due at most a year before or after the end of its period.",
    )
    _one_occurrence_a_period = models.UniqueIndex(
        "(parent_id, lead_unit_id, period_from) WHERE period_from IS NOT NULL",
        "The occurrence of this period is there already.",
    )

    @api.constrains("recurrence", "recurrence_due_days")
    def _check_due_within_period(self):
        for task in self.filtered("recurrence"):
            period = periods.period_of(task.recurrence, dates.today())
            if -task.recurrence_due_days > (period.last - period.first).days:
                raise ValidationError(
                    self.env._(
                        "“%(task)s” would be due before its period begins.", task=task.display_name
                    )
                )

    @api.onchange("deadline_kind")
    def _onchange_deadline_kind(self):
        if self.deadline_kind != "standing":
            self.recurrence = False

    @api.model
    def _recurrence_days_ahead(self):
        parameter = self.env["ir.config_parameter"].sudo()
        try:
            return max(int(parameter.get_param("cchc_reform.recurrence_days_ahead", DAYS_AHEAD)), 0)
        except ValueError:
            return DAYS_AHEAD

    def _domain_recurring(self):
        """Recurring tasks at work that make occurrences themselves: not given on to others."""
        return (
            Domain("recurrence", "!=", False)
            & Domain("state", "in", ("assigned", "in_progress"))
            & Domain("plan_id.state", "=", "issued")
            & ~Domain("child_ids", "any", [("recurrence", "!=", False)])
        )

    def _periods_to_make(self, day):
        """Periods of this task that begin by ``day`` and were not over when it was assigned."""
        self.ensure_one()
        plan = self.plan_id
        since = max(self.assigned_on, self.date_start or plan.date_start, plan.date_start)
        return periods.periods_between(self.recurrence, since, min(day, plan.date_end))

    def _make_occurrences(self, today=None):
        """Create and assign the occurrences of these tasks that are due to be made.

        Those that are there, whatever became of them, are not made again.

        :return: the new occurrences
        """
        today = today or dates.today()
        until = today + timedelta(days=self._recurrence_days_ahead())
        made = {
            (part.parent_id.id, part.period_from)
            for part in self.sudo()
            .with_context(active_test=False)
            .search([("parent_id", "in", self.ids), ("period_from", "!=", False)])
        }
        values = [
            task._occurrence_values(period)
            for task in self
            for period in task._periods_to_make(until)
            if (task.id, period.first) not in made
        ]
        occurrences = self.create(values)
        occurrences._assign(on=today)
        return occurrences

    def _occurrence_values(self, period):
        self.ensure_one()
        values = {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in TAKEN_OVER
        }
        if values["officer_id"] and not self._is_officer(self.officer_id):
            values["officer_id"] = False  # has left meanwhile; the head names another
        return values | {
            "name": f"{self.name} ({period.name})",
            "parent_id": self.id,
            "coop_unit_ids": [(6, 0, self.coop_unit_ids.ids)],
            "deadline_kind": "date",
            "deadline": period.last + timedelta(days=self.recurrence_due_days),
            "date_start": period.first,
            "period_from": period.first,
            "period_to": period.last,
        }

    def _after_assign(self, on):
        """The current occurrence is there at once; the job makes the later ones."""
        result = super()._after_assign(on)
        recurring = self.filtered(
            lambda task: task.recurrence and not any(task.child_ids.mapped("recurrence"))
        )
        if recurring:
            recurring._make_occurrences(on)
        return result

    def _authorise(self, name):
        # The job that makes occurrences assigns them as the system, which holds no role: the
        # recurring task was assigned by who may. No client can become this user.
        if name == "assign" and self.env.uid == SUPERUSER_ID and all(self.mapped("period_from")):
            return [None] * len(self)
        return super()._authorise(name)

    @api.model
    def _cron_make_occurrences(self):
        """Make the occurrences of coming periods, some tasks at a time; resumes where it was."""
        last_id = 0
        remaining = self.search_count(self._domain_recurring())
        while tasks := self.search(
            self._domain_recurring() & Domain("id", ">", last_id), order="id", limit=BATCH
        ):
            last_id = tasks[-1].id
            # A unit that has ended takes no new work: its head is gone, the rest goes on.
            able = tasks.filtered(lambda task: task.lead_unit_id._is_open_on(dates.today()))
            able._make_occurrences_one_by_one_if_needed()
            remaining = max(remaining - len(tasks), 0)
            if not self.env["ir.cron"]._commit_progress(len(tasks), remaining=remaining):
                break

    def _make_occurrences_one_by_one_if_needed(self):
        """Make them together; one task that cannot does not keep the others from theirs."""
        try:
            with self.env.cr.savepoint():
                self._make_occurrences()
        except UserError as error:
            if len(self) == 1:
                _logger.warning("No occurrence of task %s could be made: %s", self.code, error)
                return
            for task in self:
                task._make_occurrences_one_by_one_if_needed()
