from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import vietnamese
from .entered_values import refuse_wild
from .task_workflow import (
    DEADLINE_KINDS,
    FACT_FIELDS,
    TASK_STATES,
    TASK_WORKFLOW,
    UNIT_ROLES,
)


class Task(models.Model):
    """A task that a plan assigns to a lead unit, from assignment to confirmed completion.

    The unit's own act counts: a task is on time if its unit *reported* it by the deadline and
    the report was confirmed, however long the confirmation took. How a task stood on any day is
    kept in ``cchc.task.fact``; who did what is kept in the history.
    """

    _name = "cchc.task"
    _description = "Task"
    _inherit = [
        "cchc.workflow.mixin",
        "cchc.scoped.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_on, sequence, id"
    _parent_store = True
    # Who may read a task may comment on it, the verifier among them.
    _mail_post_access = "read"

    name = fields.Char(string="Task", required=True, tracking=True)
    name_folded = fields.Char(
        compute="_compute_name_folded", store=True, precompute=True, index="trigram"
    )
    code = fields.Char(readonly=True, copy=False, index=True)
    sequence = fields.Integer(default=10)
    description = fields.Html(sanitize=True)
    plan_id = fields.Many2one(
        "cchc.plan",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', 'in', ('draft', 'issued'))]",
    )
    domain_id = fields.Many2one(
        "cchc.plan.domain", string="Reform domain", required=True, ondelete="restrict", index=True
    )
    source_document_id = fields.Many2one(
        "cchc.legal.document", string="Source document", ondelete="restrict", index=True
    )
    clause = fields.Char(help="Clause of the source document, for instance 2đ.")
    output = fields.Char(string="Expected output")

    lead_unit_id = fields.Many2one(
        "hr.department", string="Lead unit", required=True, index=True, ondelete="restrict"
    )
    coop_unit_ids = fields.Many2many(
        "hr.department",
        "cchc_task_coop_unit_rel",
        "task_id",
        "unit_id",
        string="Co-operating units",
    )
    assigning_unit_id = fields.Many2one(
        related="plan_id.unit_id", string="Assigned by", store=True, index=True
    )
    verifier_unit_id = fields.Many2one(
        "hr.department",
        string="Verifier",
        compute="_compute_verifier_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        help="Unit that confirms that the task is done. Nobody verifies the own work.",
    )
    officer_id = fields.Many2one(
        "res.users",
        string="Person in charge",
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )

    date_start = fields.Date(string="Start")
    deadline_text = fields.Char(
        string="Deadline as written",
        help="In the words of the document: “Trước ngày 01/4”, “Quý II”, “Thường xuyên”.",
    )
    deadline_kind = fields.Selection(
        DEADLINE_KINDS, string="Kind of deadline", required=True, default="date"
    )
    deadline = fields.Date(help="The last day on time: “before 1 April” is 31 March.")
    waiting_for = fields.Char(help="What must happen before a deadline can be set.")
    due_on = fields.Date(
        string="Due on",
        compute="_compute_due_on",
        store=True,
        index=True,
        help="Day on which the task falls due; a standing task at the end of its plan.",
    )
    first_deadline = fields.Date(
        readonly=True, copy=False, help="Day on which it was due before any extension."
    )
    extension_count = fields.Integer(string="Times extended", readonly=True, copy=False)
    weight = fields.Float(
        default=1.0, required=True, digits=(6, 2), help="Share in the plan, against the others."
    )
    priority = fields.Selection([("0", "Normal"), ("1", "Urgent")], default="0")

    parent_id = fields.Many2one("cchc.task", string="Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cchc.task", "parent_id", string="Sub-tasks")
    is_leaf = fields.Boolean(compute="_compute_is_leaf", store=True, index=True)

    state = fields.Selection(
        TASK_STATES, default="draft", required=True, readonly=True, copy=False, tracking=True,
        index=True,
    )  # fmt: skip
    explanation = fields.Text(help="What was done, where there is no document to prove it.")
    evidence_ids = fields.Many2many(
        "cchc.evidence",
        "cchc_evidence_task_rel",
        "task_id",
        "evidence_id",
        copy=False,
        domain=[("current_id", "=", False)],
    )
    evidence_count = fields.Integer(compute="_compute_evidence_count")
    assigned_on = fields.Date(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reported_on = fields.Date(
        readonly=True, copy=False, help="Day on which the unit last reported the task done."
    )
    first_reported_on = fields.Date(readonly=True, copy=False)
    reported_late = fields.Boolean(
        compute="_compute_reported_late", store=True, help="Reported after it was due."
    )
    reported_late_first = fields.Boolean(
        compute="_compute_reported_late",
        store=True,
        help="Reported after its first deadline, whatever was agreed later.",
    )
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    taken_up_on = fields.Date(
        readonly=True, copy=False, help="Day on which the receiver opened the report."
    )
    verified_on = fields.Date(string="Confirmed on", readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", string="Confirmed by", readonly=True, copy=False)
    exempt_reason = fields.Text(string="Why it is exempt", readonly=True, copy=False)
    return_count = fields.Integer(string="Times returned", readonly=True, copy=False)
    return_reason = fields.Text(string="Why it was returned", readonly=True, copy=False)
    fact_ids = fields.One2many("cchc.task.fact", "task_id", string="How it stood")
    active = fields.Boolean(default=True)

    cell = fields.Selection(
        [
            ("done_on_time", "Done on time"),
            ("done_late", "Done late"),
            ("in_progress", "In progress, within the deadline"),
            ("overdue", "In progress, overdue"),
        ],
        string="Progress",
        compute="_compute_cell",
        help="The four cells that officials read, today.",
    )
    awaits_confirmation = fields.Boolean(compute="_compute_cell")
    is_overdue = fields.Boolean(compute="_compute_cell", search="_search_is_overdue")
    waits_for_me = fields.Boolean(
        string="Waits for my decision", search="_search_waits_for_me", store=False
    )
    can_verify = fields.Boolean(compute="_compute_can")
    can_lead = fields.Boolean(compute="_compute_can")
    can_work = fields.Boolean(compute="_compute_can")
    can_assign = fields.Boolean(compute="_compute_can")

    _workflow = TASK_WORKFLOW

    # NaN compares greater than any number in PostgreSQL, so the upper bound refuses it too.
    _weight_in_range = models.Constraint(
        "CHECK (weight > 0 AND weight <= 1000)",
        "The weight of a task must be above 0 and at most 1000.",
    )
    _deadline_after_start = models.Constraint(
        "CHECK (deadline IS NULL OR date_start IS NULL OR deadline >= date_start)",
        "The deadline of a task cannot be before its start.",
    )
    _deadline_by_kind = models.Constraint(
        "CHECK ((deadline_kind = 'date') = (deadline IS NOT NULL) OR state = 'draft')",
        "An assigned task has a date as its deadline, or is standing, or waits for something.",
    )

    # -- computes ------------------------------------------------------------------------------

    def _party_fields(self):
        return ("lead_unit_id", "coop_unit_ids", "assigning_unit_id", "verifier_unit_id")

    @api.depends("name", "code")
    def _compute_name_folded(self):
        for task in self:
            task.name_folded = vietnamese.fold(f"{task.code or ''} {task.name or ''}")

    @api.depends("name", "clause")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"[{task.clause}] {task.name}" if task.clause else task.name or ""

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("name_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    @api.depends("plan_id", "lead_unit_id")
    def _compute_verifier_unit_id(self):
        """The plan's verifier, or its substitute where the verifier would judge its own work."""
        for task in self:
            plan = task.plan_id.sudo()
            verifier = plan.default_verifier_unit_id
            if verifier._is_within(task.lead_unit_id.sudo()):
                verifier = plan.substitute_verifier_unit_id
            task.verifier_unit_id = verifier

    @api.depends("deadline_kind", "deadline", "plan_id.date_end")
    def _compute_due_on(self):
        for task in self:
            task.due_on = {
                "date": task.deadline,
                "standing": task.plan_id.date_end,
            }.get(task.deadline_kind, False)

    @api.depends("due_on", "first_deadline", "reported_on")
    def _compute_reported_late(self):
        for task in self:
            day = task.reported_on
            task.reported_late = bool(task.due_on and day and day > task.due_on)
            task.reported_late_first = bool(
                task.first_deadline and day and day > task.first_deadline
            )

    @api.depends("child_ids.state", "child_ids.plan_id", "plan_id", "recurrence")
    def _compute_is_leaf(self):
        """A task is counted itself unless sub-tasks of the same plan are counted for it.

        Sub-tasks that a unit makes in its own plan do not count in the plan above: else a unit
        could move the province's figure by splitting its task. A recurring task is counted by
        its occurrences.
        """
        for task in self:
            task.is_leaf = not task.recurrence and not any(
                child.plan_id == task.plan_id and child.state not in ("draft", "cancelled")
                for child in task.sudo().child_ids
            )

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        for task in self:
            task.evidence_count = len(task.evidence_ids)

    @api.onchange("deadline_text")
    def _onchange_deadline_text(self):
        """Read the words of the document; what is not understood is left to the person."""
        if not self.deadline_text:
            return None
        read = self.plan_id._read_deadline(self.deadline_text)
        if not read:
            # A date read from what stood there before would contradict the words.
            self.deadline = False
            return {
                "warning": {
                    "title": self.env._("Deadline not understood"),
                    "message": self.env._(
                        "“%(text)s” was not understood: choose the deadline yourself.",
                        text=self.deadline_text,
                    ),
                }
            }
        self.deadline_kind = read.kind
        self.deadline = read.day
        self.waiting_for = read.waiting_for
        return None

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("parent_id", "plan_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A task cannot be a part of itself."))
        for task in self.sudo():
            parent = task.parent_id
            if (
                parent
                and parent.plan_id != task.plan_id
                and not task.plan_id.unit_id._is_within(parent.lead_unit_id)
                # A unit that ended may have led it, whose plan another one carries on.
                and not any(
                    unit._is_within(parent.lead_unit_id)
                    for unit in task.plan_id._versions().unit_id
                )
            ):
                raise ValidationError(
                    self.env._(
                        "“%(task)s” can only be a part of a task of the same plan, or of one "
                        "that %(unit)s itself leads.",
                        task=task.name,
                        unit=task.plan_id.unit_id.name,
                    )
                )

    @api.constrains("lead_unit_id", "verifier_unit_id")
    def _check_verifier_is_another(self):
        for task in self:
            verifier, lead = task.verifier_unit_id.sudo(), task.lead_unit_id.sudo()
            if verifier._is_within(lead):
                raise ValidationError(
                    self.env._(
                        "%(verifier)s cannot confirm the task “%(task)s”: "
                        "nobody verifies the own unit's work.",
                        verifier=verifier.name,
                        task=task.name,
                    )
                )

    @api.constrains("officer_id", "lead_unit_id")
    def _check_person_in_charge(self):
        """Who is in charge works for the lead unit; an outsider would get its activities."""
        Role = self.env["cchc.unit.role"]
        for officer, tasks in self.filtered("officer_id").grouped("officer_id").items():
            grants = Role._scope(UNIT_ROLES, user=officer)
            for task in tasks.sudo():
                if not any(grant.covers(task.lead_unit_id) for grant in grants):
                    raise ValidationError(
                        self.env._(
                            "%(person)s is no officer of %(unit)s and cannot be in charge "
                            "of “%(task)s”.",
                            person=officer.sudo().name,
                            unit=task.lead_unit_id.name,
                            task=task.name,
                        )
                    )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        codes = self.env["ir.sequence"]._next_codes("cchc.task", len(vals_list))
        # Copies: the caller may use its values again, at the same time even, for other tasks.
        vals_list = [{**vals, "code": code} for vals, code in zip(vals_list, codes, strict=True)]
        for vals in vals_list:
            refuse_wild(self, vals, {"weight"})
            self._drop_leftover_deadline(vals)
        tasks = super().create(vals_list)
        # Asked of the result: a parent may come from a default of the caller.
        tasks.parent_id._check_takes_sub_tasks()
        tasks._check_creator()
        for task in tasks.sudo():
            task._check_units_are_open(task.date_start or task._effective_day())
        return tasks

    def write(self, vals):
        refuse_wild(self, vals, {"weight"})
        if "code" in vals and not self.env.su:
            raise UserError(self.env._("The code of a task is given by the system."))
        vals = dict(vals)
        self._drop_leftover_deadline(vals)
        self._check_who_names_the_person(vals)
        if vals.get("parent_id"):
            self.browse(vals["parent_id"])._check_takes_sub_tasks()
        parents = self.parent_id if "parent_id" in vals else self.browse()
        result = super().write(vals)
        if not self.env.su and vals.keys() & {"plan_id", "lead_unit_id", "parent_id"}:
            self._check_creator()
        if not vals.keys().isdisjoint(FACT_FIELDS):
            # Whether a parent is counted itself depends on its parts.
            (self | parents | self.sudo().parent_id).sudo()._keep_facts()
        return result

    @staticmethod
    def _drop_leftover_deadline(vals):
        """A standing or waiting task has no date, whatever a form still held."""
        if vals.get("deadline_kind") in ("standing", "waiting"):
            vals["deadline"] = False

    def _check_who_names_the_person(self, vals):
        """The head says who is in charge; an officer may only take what nobody has."""
        if self.env.su or "officer_id" not in vals:
            return
        grants = self._user_grants()
        for task in self.sudo():
            if task.officer_id.id == vals["officer_id"]:
                continue
            takes_free = not task.officer_id and vals["officer_id"] == self.env.uid
            if not (
                takes_free
                or task._grant_in_unit(grants, ("head",))
                or task._grant_to_assign(grants)
            ):
                raise AccessError(
                    self.env._(
                        "Only the head of the unit says who else is in charge of “%(task)s”.",
                        task=task.name,
                    )
                )

    def _check_takes_sub_tasks(self):
        self.check_access("read")
        for task in self:
            if task.state in ("reported", "verified", "cancelled", "exempt"):
                raise UserError(
                    self.env._(
                        "“%(task)s” is “%(state)s”: no sub-task can be added to it.",
                        task=task.display_name,
                        state=task._state_label(),
                    )
                )

    def _check_creator(self):
        """A draft may only be prepared by who may assign it, for the units it names."""
        if not self.env.su:
            self._require_assigner()

    def _move_to_plan(self, plan, on):
        """Bring tasks under the next version of their plan (called by the plan only).

        The verifier is kept: else it would be chosen anew, against what was named. All are
        written at once, as a task and its parts are in one plan.
        """
        verifier = [self._fields["verifier_unit_id"]]
        with self._effective_on(on), self.env.protecting(verifier, self), self._permit({"plan_id"}):
            self.write({"plan_id": plan.id})
