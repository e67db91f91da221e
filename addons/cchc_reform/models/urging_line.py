from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SNAPSHOT = frozenset({"name", "clause", "output", "due_on", "days_late", "progress"})


class UrgingLine(models.Model):
    """A late task in a letter, as it stood on the day of the letter."""

    _name = "cchc.urging.line"
    _description = "Late task in an urging letter"
    _order = "urging_id, unit_order, due_on, id"

    urging_id = fields.Many2one("cchc.urging", required=True, index=True, ondelete="cascade")
    task_id = fields.Many2one("cchc.task", required=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one("hr.department", required=True, ondelete="restrict")
    unit_order = fields.Integer(related="unit_id.protocol_order", store=True)
    name = fields.Char(string="Task as urged", readonly=True)
    clause = fields.Char(readonly=True)
    output = fields.Char(string="Expected output", readonly=True)
    due_on = fields.Date(string="Due on", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator=None)
    progress = fields.Char(readonly=True, help="State in words, on the day of the letter.")

    _once_a_letter = models.UniqueIndex(
        "(urging_id, task_id, unit_id)", "The letter names this task of the unit already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # The rows are a snapshot by the server: whoever prepares a letter takes rows out.
            vals_list = [self._from_task(vals) for vals in vals_list]
        lines = super().create(vals_list)
        lines.urging_id._require_draft()
        lines.urging_id._require_urger()
        return lines

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("The rows of a letter are taken out, not edited."))
        return super().write(vals)

    def unlink(self):
        self.urging_id._require_draft()
        return super().unlink()

    @api.model
    def _from_task(self, vals):
        """Values of a row whose snapshot is made here, whatever the caller sends for it."""
        task = self.env["cchc.task"].browse(vals.get("task_id")).exists()
        task.check_access("read")
        unit = self.env["hr.department"].browse(vals.get("unit_id")).exists()
        if not task or not unit:
            raise UserError(self.env._("A row of a letter names a task and a unit."))
        urging = self.env["cchc.urging"].browse(vals.get("urging_id"))
        made = urging._line_values(task, unit, urging.day)
        return {"urging_id": urging.id, **made}


class Urging(models.Model):
    _inherit = "cchc.urging"

    def _require_draft(self):
        for urging in self:
            if urging.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(letter)s” is “%(state)s”: its annex is fixed.",
                        letter=urging.subject,
                        state=urging._state_label(),
                    )
                )
