from odoo import api, fields, models
from odoo.exceptions import UserError


class ReasonWizard(models.TransientModel):
    """Ask for the reason of a step that needs one, then do the step as the user.

    It serves every model of the workflow mixin: the buttons give model and step by
    ``default_res_model`` and ``default_step``. The step itself checks state and role; here only
    steps are called that the model declares and that take a reason.
    """

    _name = "cchc.reason.wizard"
    _description = "Reason for a step"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(string="Records", default=lambda self: self._default_res_ids())
    step = fields.Char(required=True)
    document = fields.Char(string="Concerns", compute="_compute_document")
    question = fields.Char(compute="_compute_question")
    reason = fields.Text()

    @api.model
    def _default_res_ids(self):
        return self.env.context.get("active_ids") or []

    def _questions(self):
        """What the dialog asks, by step; by model and step, where that is another question."""
        return {
            "send_back": self.env._("What must still be done? The person in charge reads this."),
            "return": self.env._("What must be corrected? The unit reads this."),
            "cchc.contribution.return": self.env._(
                "Why is it not for this unit? Whoever handed it on reads this."
            ),
            "return_remedy": self.env._("What is still missing? The unit reads this."),
            "cancel": self.env._("Why is it cancelled? The history keeps this."),
            "exempt": self.env._("Why is the unit exempt? Everybody reads this beside the unit."),
            "undo": self.env._("Why is it undone? Its tasks are deleted, the history keeps this."),
            "withdraw": self.env._("Why is it taken back? The history keeps this."),
            "unpublish": self.env._("Why are the figures taken back? The history keeps this."),
            "reopen": self.env._("Why is it taken up again? The history keeps this."),
            "resume": self.env._("Why is this not the answer? The other unit reads this."),
        }

    @api.depends("res_model", "step")
    def _compute_question(self):
        questions = self._questions()
        for wizard in self:
            wizard.question = (
                questions.get(f"{wizard.res_model}.{wizard.step}")
                or questions.get(wizard.step)
                or self.env._("Give the reason.")
            )

    @api.depends("res_model", "res_ids", "step")
    def _compute_document(self):
        for wizard in self:
            records = wizard._records()
            wizard.document = (
                records.display_name
                if len(records) == 1
                else self.env._("%(count)s documents", count=len(records))
            )

    def _records(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        workflow = getattr(model, "_workflow", None)
        step = workflow and workflow.transitions.get(self.step)
        named = self.step in getattr(model, "_reason_steps", ())
        if not named and not (step and step.reason):
            raise UserError(self.env._("This step takes no reason."))
        ids = [record_id for record_id in self.res_ids or [] if isinstance(record_id, int)]
        return self.env[self.res_model].browse(ids)

    def action_confirm(self):
        """Do the step with the reason; its own checks decide whether the user may."""
        for wizard in self:
            if not (wizard.reason or "").strip():
                raise UserError(self.env._("Give the reason for this step."))
            getattr(wizard._records(), f"action_{wizard.step}")(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
