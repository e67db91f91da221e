from odoo import api, fields, models

from ..kernel import dates


class AnswerWizard(models.TransientModel):
    """Record the answer to requests; the step of the request checks the day and the role."""

    _name = "cchc.answer.wizard"
    _inherit = ["cchc.dialog.mixin"]
    _description = "Answer to a request"

    wait_ids = fields.Many2many(
        "cchc.task.wait", string="Requests", default=lambda self: self._default_wait_ids()
    )
    may_date_back = fields.Boolean(compute="_compute_may_date_back")
    came_on = fields.Date(
        string="Answered on",
        compute="_compute_came_on",
        store=True,
        readonly=False,
        help="Only the unit that asked may say that the answer came on an earlier day.",
    )
    answer = fields.Char(help="Its number and date, or what it says.")

    @api.model
    def _default_wait_ids(self):
        if self.env.context.get("active_model") != "cchc.task.wait":
            return []
        return [(6, 0, self.env.context.get("active_ids") or [])]

    @api.depends("wait_ids")
    def _compute_may_date_back(self):
        for wizard in self:
            wizard.may_date_back = all(wizard.wait_ids.mapped("can_ask"))

    @api.depends("wait_ids")
    def _compute_came_on(self):
        """Today, or the day on which the task that is awaited was reported."""
        for wizard in self:
            # The day alone is read: whoever asked need not see the task of the other unit.
            waits = wizard.wait_ids._filtered_access("read").sudo()
            reported = waits.awaited_task_id.mapped("reported_on")
            wizard.came_on = reported[0] if len(reported) == 1 and reported[0] else dates.today()

    def action_confirm(self):
        """Record the answer as the user."""
        for wizard in self:
            wizard.wait_ids.action_answer(fields.Date.to_string(wizard.came_on), wizard.answer)
        return {"type": "ir.actions.act_window_close"}
