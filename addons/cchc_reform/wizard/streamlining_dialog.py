from odoo import fields, models

from ..kernel import dates


class StreamliningDialog(models.TransientModel):
    """Record the decision on cases, or their payment: one decision often names many people."""

    _name = "cchc.staff.streamlining.dialog"
    _description = "Decision or payment of streamlining"
    _inherit = ["cchc.dialog.mixin"]

    case_ids = fields.Many2many(
        "cchc.staff.streamlining",
        string="Cases",
        default=lambda self: self.env.context.get("active_ids"),
    )
    act = fields.Selection(
        [("decide", "Record the decision"), ("settle", "Record the payment")],
        required=True,
        default="decide",
    )
    number = fields.Char(string="Decision number", help="As printed. The system invents none.")
    date = fields.Date(required=True, default=lambda self: dates.today())
    has_own_cost = fields.Boolean(
        string="Another sum", help="Off: the sum of the step before is taken for each person."
    )
    cost = fields.Float(string="Sum (VND)", digits=(15, 0), help="For each of the cases.")

    def action_confirm(self):
        """Do the step for all the cases, or for none; its own checks decide whether the user may."""
        for dialog in self:
            cost = dialog.cost if dialog.has_own_cost else None
            if dialog.act == "decide":
                dialog.case_ids.action_decide(dialog.number, dialog.date, cost)
            else:
                dialog.case_ids.action_settle(dialog.date, cost)
        return {"type": "ir.actions.act_window_close"}
