from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, metrics
from .task_workflow import COPIED_BY_FACTS, TASK_STATES

# A row that is still true ends on the last day of the calendar, so that "on day D" is one
# comparison that an index serves.
END_OF_TIME = fields.Date.to_date("9999-12-31")


class TaskFact(models.Model):
    """How a task stood, from one day to another: what every figure as of a day is read from.

    One row holds from ``date_from`` to ``date_to``, both inclusive; the rows of a task do not
    overlap. Rows begin when the task is assigned. Only the server writes them, as tasks move.
    """

    _name = "cchc.task.fact"
    _description = "How a task stood"
    _inherit = ["cchc.system.record.mixin"]
    _order = "task_id, date_from"
    _log_access = False

    task_id = fields.Many2one("cchc.task", required=True, ondelete="cascade", index=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    unit_id = fields.Many2one("hr.department", required=True, ondelete="restrict")
    plan_id = fields.Many2one("cchc.plan", required=True, ondelete="restrict")
    domain_id = fields.Many2one("cchc.plan.domain", required=True, ondelete="restrict")
    verifier_unit_id = fields.Many2one("hr.department", ondelete="restrict")
    officer_id = fields.Many2one("res.users", ondelete="restrict")
    leaf = fields.Boolean()
    state = fields.Selection(TASK_STATES, required=True)
    weight = fields.Float(digits=(6, 2))
    deadline = fields.Date()
    first_deadline = fields.Date()
    reported_on = fields.Date()
    reported_late = fields.Boolean()
    reported_late_first = fields.Boolean()
    verified_on = fields.Date()
    return_count = fields.Integer()

    _one_row_a_day = models.Constraint(
        "EXCLUDE USING gist (task_id WITH =, daterange(date_from, date_to, '[]') WITH &&)",
        "A task stands in one way on any day.",
    )
    _as_of_index = models.Index("(plan_id, date_to, date_from) WHERE leaf IS TRUE")
    _unit_index = models.Index("(unit_id, date_to, date_from) WHERE leaf IS TRUE")

    def _kept_by_system(self):
        return self.env._("How a task stood is recorded by the system.")

    # -- domains: the kernel's predicates, for lists that a figure opens ------------------------

    @api.model
    def _domain_on(self, day):
        """Rows that were true on ``day``."""
        return Domain("date_from", "<=", day) & Domain("date_to", ">=", day)

    @api.model
    def _domain_of(self, scope, day):
        """Rows that the kernel counts in ``scope`` (one of ``metrics.SCOPES``) on ``day``."""
        assigned = Domain("leaf", "=", True) & Domain(
            "state", "not in", metrics.STATES_NOT_ASSIGNED
        )
        due = Domain("deadline", "<=", day)
        verified = Domain("state", "=", metrics.VERIFIED)
        in_time = Domain("deadline", "=", False) | (
            Domain("reported_on", "!=", False) & Domain("reported_late", "=", False)
        )
        due_first = Domain("first_deadline", "<=", day)
        in_time_first = Domain("reported_on", "!=", False) & Domain(
            "reported_late_first", "=", False
        )
        awaiting = Domain("state", "=", metrics.REPORTED) & in_time
        overdue = ~verified & Domain("deadline", "<", day) & ~awaiting
        return (
            self._domain_on(day)
            & assigned
            & {
                "assigned": Domain.TRUE,
                "due": due,
                "verified": verified,
                "verified_due": verified & due,
                "on_time": verified & due & in_time,
                "due_first": due_first,
                "on_time_first": verified & due_first & in_time_first,
                "awaiting": awaiting,
                metrics.CELL_DONE_ON_TIME: verified & in_time,
                metrics.CELL_DONE_LATE: verified & ~in_time,
                metrics.CELL_IN_PROGRESS: ~verified & ~overdue,
                metrics.CELL_OVERDUE: overdue,
            }[scope]
        )


class Task(models.Model):
    _inherit = "cchc.task"

    def _as_fact(self):
        """The task as it stands now, as the kernel reads it to tell its cell.

        The weight does not matter for that, and may be nonsense while it is being typed.
        """
        self.ensure_one()
        return metrics.TaskFact(
            leaf=True,
            state=self.state,
            weight=1,
            deadline=self.due_on or None,
            reported_on=self.reported_on or None,
            verified_on=self.verified_on or None,
        )

    def _keep_facts(self):
        """Write how these tasks stand from the effective day on; a draft has no facts yet."""
        day = self._effective_day()
        Fact = self.env["cchc.task.fact"].sudo()
        current = {
            fact.task_id.id: fact
            for fact in Fact.search(
                [("task_id", "in", self.ids), ("date_to", "=", END_OF_TIME)], order="id"
            )
        }
        to_close, to_create = Fact.browse(), []
        for task in self.sudo():
            fact = current.get(task.id)
            if not fact and task.state == "draft":
                continue
            values = {
                name: task[source].id if task._fields[source].relational else task[source]
                for name, source in COPIED_BY_FACTS.items()
            }
            if fact:
                changed = {
                    name: value
                    for name, value in values.items()
                    if (fact[name].id if fact._fields[name].relational else fact[name]) != value
                }
                if not changed:
                    continue
                if fact.date_from > day:
                    raise UserError(
                        self.env._(
                            "“%(task)s” already changed on %(date)s; an earlier day cannot be "
                            "entered after it.",
                            task=task.name,
                            date=dates.format_date(fact.date_from),
                        )
                    )
                if fact.date_from == day:
                    fact.write(changed)
                    continue
                to_close |= fact
            to_create.append(dict(values, task_id=task.id, date_from=day, date_to=END_OF_TIME))
        if to_close:
            to_close.write({"date_to": fields.Date.subtract(day, days=1)})
            to_close.flush_recordset()
        Fact.create(to_create)
