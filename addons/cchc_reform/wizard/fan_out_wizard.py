from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.task_parts import FAN_OUT_BLOCKS


class FanOutWizard(models.TransientModel):
    """Give a task to many units in one step: a block, or a chosen set; say who is exempt, and why.

    Opened again it offers the units of the block that have no part yet, for instance one that
    joined later.
    """

    _name = "cchc.fan.out.wizard"
    _inherit = ["cchc.dialog.mixin"]
    _description = "Give a task to many units"

    task_id = fields.Many2one(
        "cchc.task", required=True, default=lambda self: self.env.context.get("active_id")
    )
    plan_id = fields.Many2one("cchc.plan", compute="_compute_plan_id")
    plan_unit_id = fields.Many2one("hr.department", compute="_compute_plan_id")
    block = fields.Selection(FAN_OUT_BLOCKS, string="All units of a block")
    unit_ids = fields.Many2many(
        "hr.department",
        "cchc_fan_out_wizard_unit_rel",
        string="Units",
        compute="_compute_unit_ids",
        store=True,
        readonly=False,
    )
    unit_count = fields.Integer(string="Number of units", compute="_compute_unit_count")
    exemption_ids = fields.One2many(
        "cchc.fan.out.exemption", "wizard_id", string="Units that are exempt"
    )

    @api.depends("task_id")
    def _compute_plan_id(self):
        for wizard in self:
            wizard.plan_id = wizard.task_id._fan_out_plan() if wizard.task_id else False
            wizard.plan_unit_id = wizard.plan_id.sudo().unit_id.sudo(False)

    @api.depends("block", "task_id")
    def _compute_unit_ids(self):
        for wizard in self:
            wizard.unit_ids = (
                wizard.task_id._fan_out_candidates(wizard.plan_id, wizard.block)
                if wizard.block and wizard.task_id
                else wizard.unit_ids
            )

    @api.depends("unit_ids", "exemption_ids.unit_id")
    def _compute_unit_count(self):
        for wizard in self:
            wizard.unit_count = len(wizard.unit_ids - wizard.exemption_ids.unit_id)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        task = self.env["cchc.task"].browse(values.get("task_id")).exists()
        if task and "block" in fields:
            # Opened again: the units that joined the block since.
            values.setdefault("block", task.fan_out_block)
        return values

    def action_fan_out(self):
        """Create and assign the parts, and open the whole with them."""
        self.ensure_one()
        exempt = {}
        for line in self.exemption_ids:
            if not (line.reason or "").strip():
                raise UserError(self.env._("Say why %(unit)s is exempt.", unit=line.unit_id.name))
            exempt[line.unit_id] = line.reason
        units = self.unit_ids - self.exemption_ids.unit_id
        self.task_id._fan_out(units, exempt, self.plan_id, self.block)
        return {
            "type": "ir.actions.act_window",
            "res_model": "cchc.task",
            "res_id": self.task_id.id,
            "views": [(False, "form")],
        }


class FanOutExemption(models.TransientModel):
    """A unit that is released from a task while it is given to its block, with the reason."""

    _name = "cchc.fan.out.exemption"
    _description = "Unit that is exempt from a task"

    wizard_id = fields.Many2one("cchc.fan.out.wizard", required=True, ondelete="cascade")
    unit_id = fields.Many2one("hr.department", required=True, ondelete="cascade")
    reason = fields.Char(required=True)
