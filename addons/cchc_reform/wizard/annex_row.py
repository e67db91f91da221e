from odoo import api, fields, models

from ..kernel import deadline
from ..models.task_recurrence import RECURRENCES
from ..models.task_workflow import DEADLINE_KINDS
from .annex_term import KEPT_HOURS


class AnnexRow(models.TransientModel):
    """One row of an annex: as it is written, and how it was understood."""

    _name = "cchc.annex.row"
    _description = "Row of an annex"
    _inherit = ["cchc.dialog.mixin"]
    _order = "number, id"
    _transient_max_hours = KEPT_HOURS

    annex_id = fields.Many2one("cchc.annex.import", required=True, ondelete="cascade", index=True)
    number = fields.Integer(string="Row", readonly=True)
    is_title = fields.Boolean(readonly=True)
    skip = fields.Boolean(help="Not a task: a title, a note, a row that is not wanted.")
    name = fields.Text(string="Task")
    output = fields.Text(string="Expected output")
    note = fields.Text()
    domain_id = fields.Many2one("cchc.plan.domain", string="Reform domain", ondelete="cascade")
    lead_text = fields.Text(string="Lead unit as written", readonly=True)
    coop_text = fields.Text(string="Co-operating units as written", readonly=True)
    deadline_text = fields.Text(string="Deadline as written")
    lead_unit_ids = fields.Many2many(
        "hr.department", "cchc_annex_row_lead_rel", "row_id", "unit_id", string="Lead units"
    )
    coop_unit_ids = fields.Many2many(
        "hr.department",
        "cchc_annex_row_coop_rel",
        "row_id",
        "unit_id",
        string="Co-operating units",
    )
    lead_term_ids = fields.Many2many(
        "cchc.annex.term", "cchc_annex_row_lead_term_rel", string="Lead groups and names"
    )
    coop_term_ids = fields.Many2many(
        "cchc.annex.term", "cchc_annex_row_coop_term_rel", string="Co-operating groups and names"
    )
    deadline_kind = fields.Selection(DEADLINE_KINDS, string="Kind of deadline")
    deadline = fields.Date()
    waiting_for = fields.Text()
    recurrence = fields.Selection(RECURRENCES, string="Recurs")
    question = fields.Text(compute="_compute_question")

    @api.depends(
        "skip",
        "name",
        "domain_id",
        "annex_id.default_domain_id",
        "lead_unit_ids",
        "lead_term_ids.is_settled",
        "lead_term_ids.is_ignored",
        "coop_term_ids.is_settled",
        "deadline_kind",
        "deadline",
        "waiting_for",
    )
    def _compute_question(self):
        for row in self:
            row.question = False if row.skip else " ".join(row._questions()) or False

    def _questions(self):
        terms = self.lead_term_ids | self.coop_term_ids
        for term in terms.filtered(lambda term: not term.is_settled):
            yield self.env._("Who is “%s”?", term.text)
        if not self.lead_unit_ids and not self.lead_term_ids.filtered(
            lambda term: not term.is_ignored
        ):
            yield self.env._("Who leads?")
        if not (self.name or "").strip():
            yield self.env._("What is the task?")
        if not self.domain_id and not self.annex_id.default_domain_id:
            yield self.env._("Which reform domain?")
        if (
            not self.deadline_kind
            or (self.deadline_kind == deadline.DATE and not self.deadline)
            or (self.deadline_kind == deadline.WAITING and not self.waiting_for)
        ):
            yield self.env._("When is it due?")

    def _task_values(self):
        """Values of the task, the units that get a part of it, and the block they make up."""
        plan = self.annex_id.plan_id
        leads = self.lead_unit_ids | self.lead_term_ids._units()
        coop = (self.coop_unit_ids | self.coop_term_ids._units()) - leads
        several = len(leads) > 1
        blocks = self.lead_term_ids.filtered(lambda term: term.block and not term.is_ignored)
        alone = several and len(blocks) == 1 and leads == blocks._units()
        return (
            {
                "plan_id": plan.id,
                "name": " ".join(self.name.split()),
                "clause": False,
                "output": self.output or False,
                "description": self.note or False,
                "domain_id": (self.domain_id or self.annex_id.default_domain_id).id,
                "source_document_id": self.annex_id.source_document_id.id,
                "lead_unit_id": plan._coordinator(leads).id if several else leads.id,
                "coop_unit_ids": [(6, 0, coop.ids)],
                "deadline_text": self.deadline_text or False,
                "deadline_kind": self.deadline_kind,
                "deadline": self.deadline if self.deadline_kind == deadline.DATE else False,
                "waiting_for": self.waiting_for
                if self.deadline_kind == deadline.WAITING
                else False,
                "recurrence": self.recurrence if self.deadline_kind == deadline.STANDING else False,
            },
            leads if several else leads.browse(),
            blocks.block if alone else False,
        )
