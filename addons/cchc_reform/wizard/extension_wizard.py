from odoo import api, fields, models
from odoo.exceptions import UserError

ACTS = [
    ("advise", "Give an opinion"),
    ("grant", "Grant"),
    ("refuse", "Refuse"),
]


class ExtensionWizard(models.TransientModel):
    """What the standing office and the leader enter about a request for a later deadline.

    The steps of the request check who may do them.
    """

    _name = "cchc.extension.wizard"
    _inherit = ["cchc.dialog.mixin"]
    _description = "Opinion or decision on a later deadline"

    extension_id = fields.Many2one(
        "cchc.task.extension", required=True, default=lambda self: self.env.context.get("active_id")
    )
    act = fields.Selection(ACTS, required=True)
    is_supported = fields.Selection(
        [("yes", "In favour"), ("no", "Against")], string="The standing office is"
    )
    text = fields.Text(string="Opinion or reason")
    requested_deadline = fields.Date(related="extension_id.requested_deadline")
    opinion = fields.Text(related="extension_id.opinion")
    granted_deadline = fields.Date(
        string="Deadline granted", compute="_compute_granted_deadline", store=True, readonly=False
    )
    decision_number = fields.Char(string="Number of the deciding document")
    decision_date = fields.Date(string="Date of the deciding document")
    decision_signer = fields.Char(string="Signed by")

    @api.depends("extension_id")
    def _compute_granted_deadline(self):
        for wizard in self:
            wizard.granted_deadline = wizard.extension_id.requested_deadline

    def action_confirm(self):
        """Do the step with what was entered."""
        self.ensure_one()
        request = self.extension_id
        decision = {
            "granted_deadline": self.granted_deadline,
            "decision_number": (self.decision_number or "").strip(),
            "decision_date": self.decision_date,
            "decision_signer": self.decision_signer,
        }
        if self.act == "advise":
            request.action_advise(self.is_supported, self.text)
        elif self.act == "grant":
            request._grant(decision)
        elif self.act == "refuse":
            request._refuse_request(decision, self.text)
        else:
            raise UserError(self.env._("Choose what to do."))
        return {"type": "ir.actions.act_window_close"}
