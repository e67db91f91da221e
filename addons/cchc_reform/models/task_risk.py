from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, metrics, risk


class Task(models.Model):
    """Whether a task endangers the 100% of its plan, by the rules of risk, and why.

    Told of today, or of the day that the reader looks at (``cchc_as_of``), from how the task
    stood on that day.
    """

    _inherit = "cchc.task"

    is_at_risk = fields.Boolean(
        string="At risk", compute="_compute_risk", search="_search_is_at_risk"
    )
    risk_reasons = fields.Text(string="Why it is at risk", compute="_compute_risk")

    def _search_is_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = self._as_of_day() or dates.today()
        return Domain("fact_ids", "any", self.env["cchc.risk.rule"]._domain_at_risk(day))

    @api.depends_context("uid", "lang", "cchc_as_of")
    @api.depends("state", "due_on", "reported_on", "return_count", "wait_ids.state")
    def _compute_risk(self):
        day = self._as_of_day() or dates.today()
        found = self._risk_reasons(day)
        for task in self:
            reasons = found.get(task._origin.id, [])
            task.is_at_risk = bool(reasons)
            task.risk_reasons = "\n".join(reasons) or False

    def _risk_reasons(self, day):
        """For each task at risk on ``day`` by its id, one sentence for each rule that says so."""
        rules = self.env["cchc.risk.rule"]._in_force()
        standings = self._standings(day, rules)
        first = min(
            (wait.due_on for standing in standings.values() for wait in standing.waits),
            default=day,
        )
        is_working = rules._is_working(day, first)
        plain = [(rule, rule._plain()) for rule in rules]
        reasons = {}
        for task_id, standing in standings.items():
            for rule, one in plain:
                numbers = risk.reason(one, standing, day, is_working)
                if numbers:
                    reasons.setdefault(task_id, []).append(rule._reason(numbers, self))
        return reasons

    def _standings(self, day, rules):
        """By id of the task, what the rules read of it on ``day``, as far as the user may read."""
        Fact, Wait = self.env["cchc.task.fact"], self.env["cchc.task.wait"]
        facts = Fact.search(Fact._domain_on(day) & Domain("task_id", "in", self._origin.ids))
        waits = Wait.search(Wait._domain_open_on(day) & Domain("task_id", "in", facts.task_id.ids))
        asked = {task.id: some for task, some in waits.grouped("task_id").items()}
        months = {rule.months for rule in rules if rule.kind == risk.UNIT_HISTORY}
        histories = {
            span: self.env["cchc.risk.rule"]._histories(day, span, facts.unit_id.ids)
            for span in months
        }
        return {
            fact.task_id.id: risk.Standing(
                fact=metrics.TaskFact(
                    leaf=fact.leaf,
                    state=fact.state,
                    weight=Decimal(str(fact.weight)),
                    deadline=fact.deadline or None,
                    reported_on=fact.reported_on or None,
                    verified_on=fact.verified_on or None,
                ),
                return_count=fact.return_count,
                waits=tuple(wait._plain() for wait in asked.get(fact.task_id.id, ())),
                # The last day of a plan is no secret of whoever may read its task.
                plan_end=fact.plan_id.sudo().date_end or None,
                histories={
                    span: by_unit.get(fact.unit_id.id, risk.History())
                    for span, by_unit in histories.items()
                },
            )
            for fact in facts
        }
