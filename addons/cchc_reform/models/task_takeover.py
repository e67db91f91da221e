from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates
from .task_workflow import COPIED_BY_FACTS
from .workflow_mixin import Transition, Workflow

#: States in which a running task can be taken over, in the order in which it went through them.
TAKEN_STATES = ("assigned", "in_progress", "reported", "verified")
STEP_DAYS = ("assigned_on", "reported_on", "verified_on")
# What the step back clears of a task.
OWNED_BY_TASK = (
    "assigned_on",
    "first_deadline",
    "reported_on",
    "first_reported_on",
    "verified_on",
    "takeover_id",
)


class TaskTakeover(models.Model):
    """Tasks that ran before this system kept them, brought in from an older list as one batch.

    Each task moves by one recorded step to where it stood. The batch can be undone as a whole
    until somebody works on one of its tasks.
    """

    _name = "cchc.task.takeover"
    _description = "Take-over of running tasks"
    _inherit = ["cchc.workflow.mixin"]
    _order = "id desc"

    name = fields.Char(string="List", required=True, readonly=True)
    plan_id = fields.Many2one(
        "cchc.plan", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(related="plan_id.unit_id", store=True, index=True)
    day = fields.Date(string="Taken over on", readonly=True, default=lambda self: dates.today())
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    task_ids = fields.One2many("cchc.task", "takeover_id", string="Tasks", readonly=True)
    task_count = fields.Integer(string="Number of tasks", readonly=True)
    evidence_ids = fields.Many2many(
        "cchc.evidence", "cchc_task_takeover_evidence_rel", readonly=True
    )
    drafts = fields.Json(
        readonly=True,
        help="Drafts that were in the plan before: their explanation then, by id.",
    )
    footprint = fields.Json(readonly=True, help="How the tasks were left by the take-over.")
    state = fields.Selection(
        [("taken", "Taken over"), ("undone", "Undone")],
        default="taken",
        required=True,
        readonly=True,
        copy=False,
    )
    can_undo = fields.Boolean(compute="_compute_can_undo")

    _workflow = Workflow(
        initial="taken",
        transitions={"undo": Transition(("taken",), "undone", reason=True)},
        owned=frozenset({"drafts", "footprint", "task_count", "evidence_ids", "user_id", "day"}),
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        grants = self.env["cchc.unit.role"]._scope(("standing_office",))
        for one in self:
            one.can_undo = one.state == "taken" and any(
                grant.unit_id == one.unit_id.id for grant in grants
            )

    def _authorise(self, name):
        grants = self.env["cchc.unit.role"]._scope(("standing_office",))
        found = [
            next((grant for grant in grants if grant.unit_id == one.unit_id.id), None)
            for one in self.sudo()
        ]
        if not all(found):
            raise AccessError(
                self.env._("Running tasks are taken over by the standing office of the plan.")
            )
        return found

    def _audit_unit(self):
        return self.unit_id

    # -- taking over ---------------------------------------------------------------------------

    @api.model
    def _take_over(self, plan, name, running, drafts=None):
        """Move drafts of ``plan`` to where they stood, as one batch.

        :param str name: what the list was called
        :param dict running: task -> dict of ``state`` (one of :data:`TAKEN_STATES`),
            ``assigned_on``, ``reported_on``, ``verified_on`` (dates or False) and ``evidence``,
            pairs of number and date of documents that prove it
        :param dict drafts: those of the tasks that were in the plan before -> what explained them
        :return: the batch
        """
        batch = self.sudo().create({"name": name, "plan_id": plan.id})
        batch.sudo(False)._authorise("take_over")
        evidence = self._evidence(running)
        groups = {}
        for task, about in running.items():
            key = tuple(about[name] for name in ("state", *STEP_DAYS))
            groups.setdefault(key, self.env["cchc.task"])
            groups[key] |= task
        for (state, assigned_on, reported_on, verified_on), tasks in groups.items():
            tasks._take_over(batch, state, assigned_on, reported_on, verified_on)
        values = {
            "task_count": len(running),
            "user_id": self.env.uid,
            "evidence_ids": [(6, 0, evidence.ids)],
            "footprint": batch.task_ids._footprint(),
            "drafts": {str(task.id): text or "" for task, text in (drafts or {}).items()},
        }
        with batch._permit(values) as permitted:
            permitted.write(values)
        return batch

    def _evidence(self, running):
        """One piece of evidence, by reference, for each document and lead unit."""
        proven = {}
        for task, about in running.items():
            for number, day in about["evidence"]:
                proven.setdefault((task.lead_unit_id.id, number, day), []).append(task.id)
        # Evidence is its unit's to attach; that the standing office takes over these tasks was
        # checked before, and each step is recorded.
        return (
            self.env["cchc.evidence"]
            .sudo()
            .create(
                [
                    {
                        "name": number,
                        "number": number,
                        "date": day,
                        "unit_id": unit_id,
                        "task_ids": [(6, 0, task_ids)],
                    }
                    for (unit_id, number, day), task_ids in proven.items()
                ]
            )
        )

    # -- undoing -------------------------------------------------------------------------------

    def action_undo(self, reason):
        """Take the batch back: its tasks and its evidence are deleted, the history stays.

        What was a draft of the plan before is a draft again.
        """
        self._transition("undo", reason=reason)

    def _guard_undo(self, on, reason):
        for batch in self:
            tasks = batch.task_ids
            kept = batch.footprint or {}
            now = tasks._footprint()
            touched = tasks._with_history_since("take_over") | batch._tasks_of_touched_evidence()
            for task in tasks | touched:
                if task in touched or now[str(task.id)] != kept.get(str(task.id)):
                    raise UserError(
                        self.env._(
                            "“%(task)s” has changed since: what was taken over is no longer undone "
                            "as a whole.",
                            task=task.display_name,
                        )
                    )

    def _tasks_of_touched_evidence(self):
        """Tasks with evidence of this batch that was worked on, or that proves something else."""
        changed = set(
            self.env["cchc.audit.entry"]
            .sudo()
            .search(
                Domain("model", "=", "cchc.evidence")
                & Domain("res_id", "in", self.evidence_ids.ids)
                & Domain("action", "!=", "create")
            )
            .mapped("res_id")
        )
        tasks = self.env["cchc.task"]
        for piece in self.evidence_ids.with_context(active_test=False):
            if piece.id in changed or piece.measure_ids or piece.task_ids - self.task_ids:
                tasks |= piece.task_ids
        return tasks

    def _after_undo(self, on):
        reason = self.env._("Taking over was undone")
        for batch in self.sudo():  # the step above has asked who may
            tasks = batch.task_ids
            evidence = batch.evidence_ids
            tasks._transition(
                "undo_take_over",
                {"state": "draft", **dict.fromkeys(OWNED_BY_TASK, False)},
                reason=reason,
            )
            # What was undone never was: no figure of a past day counts it.
            self.env["cchc.task.fact"].sudo().search([("task_id", "in", tasks.ids)]).unlink()
            tasks.activity_ids.unlink()
            evidence.unlink()
            drafts = batch.drafts or {}
            before = tasks.filtered(lambda task, drafts=drafts: str(task.id) in drafts)
            for task in before:
                task.explanation = drafts[str(task.id)] or False
            (tasks - before).sorted(lambda task: -len(task.parent_path)).unlink()


class Task(models.Model):
    """A task that ran before, and how it comes to where it stood."""

    _inherit = "cchc.task"

    takeover_id = fields.Many2one(
        "cchc.task.takeover",
        string="Taken over with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _take_over(self, batch, state, assigned_on, reported_on, verified_on):
        """Move these drafts to ``state`` by one step, with facts for each day of their way."""
        last = verified_on or reported_on or assigned_on
        for due_on, tasks in self.grouped("due_on").items():
            tasks._transition(
                "take_over",
                {
                    "state": state,
                    "takeover_id": batch.id,
                    "assigned_on": assigned_on,
                    "first_deadline": due_on,
                    "reported_on": reported_on,
                    "first_reported_on": reported_on,
                    "verified_on": verified_on,
                },
                on=last,
            )
        self.sudo()._keep_facts_before(last, assigned_on, reported_on)

    def _keep_facts_before(self, last, assigned_on, reported_on):
        """Facts of the days from assignment until ``last``, from which the present ones hold."""
        ways = [("assigned", assigned_on, False)]
        if reported_on and reported_on != last:
            ways.append(("reported", reported_on, reported_on))
        Fact = self.env["cchc.task.fact"].sudo()
        rows = []
        for task in self:
            now = {
                name: task[source].id if task._fields[source].relational else task[source]
                for name, source in COPIED_BY_FACTS.items()
            }
            for place, (state, first, reported) in enumerate(ways):
                until = ways[place + 1][1] if place + 1 < len(ways) else last
                if first == until:
                    continue
                late = bool(reported)
                rows.append(
                    {
                        **now,
                        "task_id": task.id,
                        "date_from": first,
                        "date_to": until - timedelta(days=1),
                        "state": state,
                        "reported_on": reported,
                        "reported_late": late and now["reported_late"],
                        "reported_late_first": late and now["reported_late_first"],
                        "verified_on": False,
                    }
                )
        Fact.create(rows)

    def _guard_take_over(self, on, reason):
        self._guard_assign(on, reason)
        for task in self:
            if on > dates.today():
                raise UserError(
                    self.env._("“%(task)s” was not done in the future.", task=task.display_name)
                )

    def _after_take_over(self, on):
        self.filtered(lambda task: task.state in ("assigned", "in_progress"))._after_assign(on)
        self.filtered(lambda task: task.state == "reported")._after_report(on)

    def _with_history_since(self, action):
        """Those of these tasks that some step moved after their last step ``action``."""
        entries = (
            self.env["cchc.audit.entry"]
            .sudo()
            .search(
                Domain("model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                # Proof that was added and taken away again is none.
                & Domain("action", "!=", "evidence"),
                order="id",
            )
        )
        last = {entry.res_id: entry.action for entry in entries}
        return self.filtered(lambda task: last.get(task.id, action) != action)

    def _footprint(self):
        """What shows that somebody has worked on these tasks: values by id, as text."""
        beside = {}
        for model in ("cchc.task.extension", "cchc.task.wait"):
            counted = (
                self.env[model]
                .sudo()
                ._read_group([("task_id", "in", self.ids)], ["task_id"], ["__count"])
            )
            for task, count in counted:
                beside[task.id] = beside.get(task.id, 0) + count
        return {
            str(task.id): [
                task.state,
                task.explanation or "",
                str(task.due_on or ""),
                task.officer_id.id or 0,
                sorted(task.evidence_ids.ids),
                sorted(task.child_ids.ids),
                task.urged_count,
                beside.get(task.id, 0),
            ]
            for task in self.sudo()
        }
