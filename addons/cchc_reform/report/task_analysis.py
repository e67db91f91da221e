from odoo import api, fields, models
from odoo.tools import SQL

from ..kernel import dates, metrics
from ..models.metrics import scope_conditions
from ..models.task_workflow import TASK_STATES

# Measures that are counts of tasks, and of their weights, by the kernel's scopes.
RATES = {
    "completion": ("weight_verified", "weight_assigned"),
    "due_completion": ("weight_verified_due", "weight_due"),
    "on_time_rate": ("on_time", "due"),
    "on_time_first_rate": ("on_time_first", "due_first"),
    "expected": ("weight_due", "weight_assigned"),
}


class TaskAnalysis(models.Model):
    """Tasks as they stand, counted by the kernel's scopes, for pivot and graph.

    One row a task that is counted on the day: ``cchc_as_of`` of the context (it chooses what is
    shown, never what may be seen), or today. A rate is a sum over a sum, never an average.
    """

    _name = "cchc.task.analysis"
    _description = "Analysis of tasks"
    _auto = False
    _order = "deadline, id"
    _rec_name = "task_id"

    task_id = fields.Many2one("cchc.task", readonly=True)
    unit_id = fields.Many2one("hr.department", string="Lead unit", readonly=True)
    ranking_block = fields.Selection(
        related="unit_id.ranking_block", string="Ranking block", readonly=True
    )
    plan_id = fields.Many2one("cchc.plan", readonly=True)
    domain_id = fields.Many2one("cchc.plan.domain", string="Reform domain", readonly=True)
    clause = fields.Char(readonly=True)
    source_document_id = fields.Many2one("cchc.legal.document", readonly=True)
    officer_id = fields.Many2one("res.users", string="Person in charge", readonly=True)
    state = fields.Selection(TASK_STATES, readonly=True)
    deadline = fields.Date(readonly=True)
    cell = fields.Selection(
        [
            (metrics.CELL_DONE_ON_TIME, "Done on time"),
            (metrics.CELL_DONE_LATE, "Done late"),
            (metrics.CELL_IN_PROGRESS, "In progress, within the deadline"),
            (metrics.CELL_OVERDUE, "In progress, overdue"),
        ],
        string="Progress",
        readonly=True,
    )
    assigned = fields.Integer(readonly=True)
    due = fields.Integer(readonly=True)
    verified = fields.Integer("Confirmed", readonly=True)
    verified_due = fields.Integer("Due and confirmed", readonly=True)
    on_time = fields.Integer("On time", readonly=True)
    due_first = fields.Integer("Due by the first deadline", readonly=True)
    on_time_first = fields.Integer("On time by the first deadline", readonly=True)
    awaiting = fields.Integer("Awaiting confirmation", readonly=True)
    done_on_time = fields.Integer("Done on time", readonly=True)
    done_late = fields.Integer("Done late", readonly=True)
    in_progress = fields.Integer("In progress, within the deadline", readonly=True)
    overdue = fields.Integer(readonly=True)
    weight_assigned = fields.Float("Weight assigned", readonly=True)
    weight_due = fields.Float("Weight due", readonly=True)
    weight_verified = fields.Float("Weight confirmed", readonly=True)
    weight_verified_due = fields.Float("Weight due and confirmed", readonly=True)
    completion = fields.Float("Completion (%)", readonly=True, aggregator="avg", digits=(5, 1))
    due_completion = fields.Float(
        "Completion of what is due (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )
    on_time_rate = fields.Float("On time (%)", readonly=True, aggregator="avg", digits=(5, 1))
    on_time_first_rate = fields.Float(
        "On time by the first deadline (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )
    expected = fields.Float("Expected (%)", readonly=True, aggregator="avg", digits=(5, 1))

    @api.model
    def _as_of(self):
        return fields.Date.to_date(self.env.context.get("cchc_as_of") or False) or dates.today()

    @property
    def _table_query(self):
        """Facts of the day with one column a scope, by the predicates of the metrics module."""
        day = self._as_of()
        columns = []
        for scope, condition in scope_conditions("fact", day).items():
            columns.append(
                SQL("CASE WHEN %s THEN 1 ELSE 0 END AS %s", condition, SQL.identifier(scope))
            )
            if f"weight_{scope}" in self._fields:
                columns.append(
                    SQL(
                        "CASE WHEN %s THEN fact.weight ELSE 0 END AS %s",
                        condition,
                        SQL.identifier(f"weight_{scope}"),
                    )
                )
            if scope in metrics.CELLS:
                columns.append(SQL("(%s) AS %s", condition, SQL.identifier(f"is_{scope}")))
        cell = SQL(" ").join(
            SQL("WHEN is_%s THEN %s", SQL(scope), scope) for scope in metrics.CELLS
        )
        rates = SQL(", ").join(SQL("NULL::numeric AS %s", SQL.identifier(name)) for name in RATES)
        return SQL(
            """
            SELECT counted.*, CASE %s END AS cell, %s
            FROM (
                SELECT fact.id, fact.task_id, fact.unit_id, fact.plan_id, fact.domain_id,
                       fact.officer_id, fact.state, fact.deadline, task.clause,
                       task.source_document_id, %s
                FROM cchc_task_fact fact
                JOIN cchc_task task ON task.id = fact.task_id
                WHERE fact.leaf AND fact.state NOT IN %s
                  AND fact.date_from <= %s AND fact.date_to >= %s
            ) counted
            """,
            cell,
            rates,
            SQL(", ").join(columns),
            metrics.STATES_NOT_ASSIGNED,
            day,
            day,
        )

    def _read_group_select(self, aggregate_spec, query):
        """A rate of a group is the sum of its numerators over the sum of its denominators."""
        name = aggregate_spec.split(":")[0]
        if name not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        numerator, denominator = (
            SQL("SUM(%s)", self._field_to_sql(self._table, part, query)) for part in RATES[name]
        )
        # The rule of kernel.metrics.rate: half up, one decimal, 100 only if all is done.
        return SQL(
            """CASE WHEN %(of)s = 0 THEN NULL
                    WHEN %(part)s = %(of)s THEN 100.0
                    ELSE LEAST(ROUND((100 * %(part)s)::numeric / %(of)s::numeric, 1), 99.9)
               END""",
            part=numerator,
            of=denominator,
        )
