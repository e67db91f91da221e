from odoo import fields, models

from ..kernel import dates


class TrainingApproval(models.TransientModel):
    """Approve training needs: one decision names those of many units."""

    _name = "cchc.staff.training.approval"
    _description = "Approval of training needs"
    _inherit = ["cchc.dialog.mixin"]

    need_ids = fields.Many2many(
        "cchc.staff.training.need",
        string="Training needs",
        default=lambda self: self.env.context.get("active_ids"),
    )
    number = fields.Char(string="Decision number", help="As printed. The system invents none.")
    date = fields.Date(required=True, default=lambda self: dates.today())

    def action_confirm(self):
        """Approve all of them or none; the step itself decides whether the user may."""
        for dialog in self:
            dialog.need_ids.action_approve(dialog.number, dialog.date)
        return {"type": "ir.actions.act_window_close"}
