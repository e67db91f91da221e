from odoo import api, fields, models


class DeadlineWizard(models.TransientModel):
    """Set the deadline of tasks that waited for something, once it has happened."""

    _name = "cchc.deadline.wizard"
    _description = "Deadline of a waiting task"

    task_ids = fields.Many2many(
        "cchc.task", string="Tasks", default=lambda self: self._default_task_ids()
    )
    waiting_for = fields.Char(string="It waited for", compute="_compute_waiting_for")
    deadline = fields.Date(
        required=True, help="The last day on time: “before 1 April” is 31 March."
    )
    reason = fields.Char(string="What has happened", help="For instance the number of the guide.")

    @api.model
    def _default_task_ids(self):
        if self.env.context.get("active_model") != "cchc.task":
            return []
        return [(6, 0, self.env.context.get("active_ids") or [])]

    @api.depends("task_ids")
    def _compute_waiting_for(self):
        for wizard in self:
            wizard.waiting_for = ", ".join(
                task.waiting_for for task in wizard.task_ids if task.waiting_for
            )

    def action_confirm(self):
        """Set the date; the step of the task checks state and role."""
        for wizard in self:
            wizard.task_ids.action_settle_deadline(
                fields.Date.to_string(wizard.deadline), wizard.reason
            )
        return {"type": "ir.actions.act_window_close"}
