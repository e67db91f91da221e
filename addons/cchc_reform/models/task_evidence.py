from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates, metrics
from .evidence import OPEN_TASK_STATES
from .task_workflow import UNIT_ROLES


class Task(models.Model):
    """Proof of a task: who may attach and detach evidence, and until when."""

    _inherit = "cchc.task"

    misses_evidence = fields.Boolean(
        compute="_compute_misses_evidence",
        search="_search_misses_evidence",
        help="Due or reported, and there is no evidence.",
    )

    @api.depends("evidence_ids", "state", "due_on", "is_leaf")
    def _compute_misses_evidence(self):
        today = dates.today()
        # Whether there is a piece counts, also where its reader may not see it.
        with_evidence = {task_id for _evidence_id, task_id in self._evidence_links()}
        for task in self:
            task.misses_evidence = task.is_leaf and metrics.misses_evidence(
                task._as_fact(), task._origin.id in with_evidence, today
            )

    def _search_misses_evidence(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("is_leaf", "=", True)
            & Domain("state", "not in", metrics.STATES_NOT_ASSIGNED)
            & (
                Domain("state", "in", (metrics.REPORTED, metrics.VERIFIED))
                | Domain("due_on", "<=", dates.today())
            )
            & ~Domain("evidence_ids", "any!", Domain.TRUE)
        )

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        # Asked of the result: links may have come from defaults of the caller.
        self._check_evidence_links(set(), tasks._evidence_links())
        return tasks

    def write(self, vals):
        if "evidence_ids" not in vals:
            return super().write(vals)
        before = self._evidence_links()
        result = super().write(vals)
        self._check_evidence_links(before, self._evidence_links())
        return result

    def _evidence_links(self):
        """Pairs (id of the evidence, id of the task) that exist, whoever may see them."""
        pairs = (
            self.env["cchc.evidence"]
            .sudo()
            ._read_group(Domain("task_ids", "in", self.ids), ["task_ids", "id"])
        )
        return {(evidence.id, task.id) for task, evidence in pairs if task in self.sudo()}

    @api.model
    def _check_evidence_links(self, before, after):
        """Check the links to evidence that came or went, and record them.

        Both sides of the relation come here. That the user may read what is linked is checked
        by the ORM; here, that the task is still open and the user's to work on.

        :param set before: pairs (id of the evidence, id of the task)
        :param set after: the same, afterwards
        """
        changed = before ^ after
        if not changed:
            return
        tasks = self.sudo().browse(sorted({task_id for _evidence_id, task_id in changed})).exists()
        grants = self._user_grants()
        for task in tasks:
            if task.state not in OPEN_TASK_STATES:
                raise UserError(
                    self.env._(
                        "“%(task)s” is “%(state)s”: its evidence no longer changes.",
                        task=task.display_name,
                        state=task._state_label(),
                    )
                )
            if not self.env.su and not (
                task._grant_in_unit(grants, UNIT_ROLES)
                or (task.state == "draft" and task._grant_to_assign(grants))
            ):
                raise AccessError(
                    self.env._(
                        "Evidence for “%(task)s” is attached by %(unit)s.",
                        task=task.display_name,
                        unit=task.lead_unit_id.name,
                    )
                )
        pieces = self.env["cchc.evidence"].sudo().browse({pair[0] for pair in after - before})
        for piece in pieces.exists().filtered("current_id"):
            raise UserError(
                self.env._(
                    "“%(evidence)s” is an earlier version: attach the present one.",
                    evidence=piece.display_name,
                )
            )
        self._record_evidence_links(before, after)
        # A search by the rules does not flush a pending many2many, and would miss the piece.
        pieces = self.env["cchc.evidence"].sudo().browse({pair[0] for pair in changed}).exists()
        pieces._recompute_recordset(["party_unit_ids", "domain_ids"])

    def _record_evidence_links(self, before, after):
        changed = before ^ after
        pieces = self.env["cchc.evidence"].sudo().browse({pair[0] for pair in changed}).exists()
        marks = {piece.id: f"{piece.id} {piece.checksum or ''}".strip() for piece in pieces}
        rows = []
        for task in self.sudo().browse(sorted({pair[1] for pair in changed})).exists():
            old = sorted(marks.get(e, str(e)) for e, t in before - after if t == task.id)
            new = sorted(marks.get(e, str(e)) for e, t in after - before if t == task.id)
            rows.append(
                {
                    "model": "cchc.task",
                    "res_id": task.id,
                    "res_name": task.display_name,
                    "action": "evidence",
                    "unit_id": task.lead_unit_id.id,
                    "effective_on": False,
                    "old": {"evidence": old} if old else {},
                    "new": {"evidence": new} if new else {},
                    "reason": "",
                    "on_behalf_of_id": False,
                }
            )
        self.env["cchc.audit.entry"]._append(rows)
