from decimal import Decimal

from odoo import api, fields, models

from ..kernel import metrics


class Task(models.Model):
    """How a task stood on the day that the landing page describes, where a list came from there.

    Without it the list behind "in progress, within the deadline" of a past day would show
    what became overdue since.
    """

    _inherit = "cchc.task"

    def _as_of_day(self):
        """Day that the reader looks at, or None for today: display only, it opens nothing."""
        try:
            return fields.Date.to_date(self.env.context.get("cchc_as_of") or None)
        except (TypeError, ValueError):
            return None

    @api.depends_context("cchc_as_of")
    def _compute_cell(self):
        day = self._as_of_day()
        if not day:
            return super()._compute_cell()
        # The rules of the facts decide which of them the reader sees, as for the figures.
        Fact = self.env["cchc.task.fact"]
        rows = Fact.search(Fact._domain_on(day) & fields.Domain("task_id", "in", self.ids))
        stood = {row.task_id.id: row for row in rows}
        for task in self:
            row = stood.get(task._origin.id)
            fact = row and metrics.TaskFact(
                leaf=True,
                state=row.state,
                weight=Decimal(str(row.weight)),
                deadline=row.deadline or None,
                first_deadline=row.first_deadline or None,
                reported_on=row.reported_on or None,
                verified_on=row.verified_on or None,
            )
            task.cell = fact and metrics.cell(fact, day)
            task.is_overdue = task.cell == metrics.CELL_OVERDUE
            task.awaits_confirmation = bool(fact and metrics.awaits_confirmation(fact))
        return None
