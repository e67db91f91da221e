from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates
from .task_wait import TASK_STATES_WAITING


class Task(models.Model):
    """What a task waits for, and which requests of others its own report answers."""

    _inherit = "cchc.task"

    wait_ids = fields.One2many("cchc.task.wait", "task_id", string="Requests to other units")
    awaiting_ids = fields.One2many("cchc.task.wait", "awaited_task_id", string="Awaited by")
    is_waiting_for_others = fields.Boolean(
        compute="_compute_is_waiting_for_others", search="_search_is_waiting_for_others"
    )

    @api.depends_context("uid", "cchc_as_of")
    @api.depends("wait_ids.state", "wait_ids.came_on")
    def _compute_is_waiting_for_others(self):
        Wait = self.env["cchc.task.wait"]
        day = self._as_of_day() or dates.today()
        # A search: the reader sees only the requests that concern the own units.
        waiting = Wait.search(Wait._domain_open_on(day) & Domain("task_id", "in", self.ids)).task_id
        for task in self:
            task.is_waiting_for_others = task._origin in waiting

    def _search_is_waiting_for_others(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = self._as_of_day() or dates.today()
        return Domain("wait_ids", "any", self.env["cchc.task.wait"]._domain_open_on(day))

    def _after_report(self, on):
        """A report answers who waited for it, and a task that is done waits for nobody."""
        result = super()._after_report(on)
        waits = self._open_waits()
        waits.filtered(lambda wait: wait.asked_on <= on)._answer(on=on, by_report=True)
        self._lapse_waits(on)
        return result

    def _after_recall(self, on):
        result = super()._after_recall(on)
        answered = (
            self.env["cchc.task.wait"]
            .sudo()
            .search(
                Domain("awaited_task_id", "in", self.ids)
                & Domain("state", "=", "answered")
                & Domain("answered_by_report", "=", True)
                & Domain("task_id.state", "in", TASK_STATES_WAITING)
            )
        )
        answered._resume(self.env._("The report of the task that is awaited was recalled."), on=on)
        return result

    def _after_cancel(self, on):
        result = super()._after_cancel(on)
        self._lapse_waits(on)
        return result

    def _after_exempt(self, on):
        result = super()._after_exempt(on)
        self._lapse_waits(on)
        return result

    def _open_waits(self):
        """Requests that these tasks are to answer; of all units, whose figures rest on them."""
        return (
            self.env["cchc.task.wait"]
            .sudo()
            .search([("awaited_task_id", "in", self.ids), ("state", "=", "asked")])
        )

    def _lapse_waits(self, on):
        waits = (
            self.env["cchc.task.wait"]
            .sudo()
            .search([("task_id", "in", self.ids), ("state", "=", "asked")])
        )
        waits._transition("lapse", {"withdrawn_on": on}, on=on)
