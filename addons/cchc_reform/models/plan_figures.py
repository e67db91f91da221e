from urllib.parse import urlencode as url_encode

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates


class Plan(models.Model):
    """Figures of a plan today, from the one place where figures are computed."""

    _inherit = "cchc.plan"

    task_count = fields.Integer(string="Tasks assigned", compute="_compute_figures")
    overdue_count = fields.Integer(string="Overdue", compute="_compute_figures")
    awaiting_count = fields.Integer(string="Awaiting confirmation", compute="_compute_figures")
    missing_evidence_count = fields.Integer(
        string="Without evidence", compute="_compute_missing_evidence_count"
    )
    has_figures = fields.Boolean(compute="_compute_figures")
    completion_rate = fields.Float(
        string="Completion", compute="_compute_figures", digits=(5, 1), aggregator=None
    )
    expected_rate = fields.Float(
        string="Expected", compute="_compute_figures", digits=(5, 1), aggregator=None
    )
    units_without_plan_ids = fields.Many2many(
        "hr.department", string="Units without a plan", compute="_compute_units_without_plan"
    )

    @api.depends("task_ids.state", "task_ids.weight", "task_ids.due_on")
    @api.depends_context("uid")
    def _compute_figures(self):
        rates = self.env["cchc.metrics"]._task_rates(
            dates.today(), Domain("plan_id", "in", self.ids), ["plan_id"]
        )
        for plan in self:
            figures = rates.get((plan.id,))
            plan.has_figures = bool(figures)
            plan.task_count = figures.assigned if figures else 0
            plan.overdue_count = figures.overdue if figures else 0
            plan.awaiting_count = figures.awaiting if figures else 0
            plan.completion_rate = (figures and figures.completion) or 0
            plan.expected_rate = (figures and figures.expected) or 0

    @api.depends("task_ids.state", "task_ids.evidence_ids")
    @api.depends_context("uid")
    def _compute_missing_evidence_count(self):
        counts = dict(
            self.env["cchc.task"]._read_group(
                [("plan_id", "in", self.ids), ("misses_evidence", "=", True)],
                ["plan_id"],
                ["__count"],
            )
        )
        for plan in self:
            plan.missing_evidence_count = counts.get(plan._origin, 0)

    def action_print_docx(self):
        """Download the plan with its state as a Word document."""
        return self._print("docx")

    def action_print_xlsx(self):
        """Download the plan with its state as a workbook."""
        return self._print("xlsx")

    def _print(self, kind):
        self.ensure_one()
        day = self.env.context.get("cchc_as_of") or ""  # display only; checked where it is read
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/plan/{self.id}/print/{kind}?{url_encode({'as_of': day})}",
        }

    def _compute_units_without_plan(self):
        for plan in self:
            plan.units_without_plan_ids = (
                self.env["cchc.metrics"]._units_without_plan(dates.today(), plan)[0]
                if plan.unit_id.is_committee and plan.kind == "annual"
                else False
            )
