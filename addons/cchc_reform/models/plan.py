from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, metrics, vietnamese
from ..kernel.deadline import parse_deadline
from .task_workflow import OPEN_STATES
from .workflow_mixin import Transition, Workflow

DEFINITION = frozenset(
    {
        "name",
        "kind",
        "unit_id",
        "parent_id",
        "date_start",
        "date_end",
        "content",
        "default_verifier_unit_id",
        "substitute_verifier_unit_id",
        "roll_up",
    }
)


class Plan(models.Model):
    """A reform plan: a programme of several years, or the plan of one year, of one unit.

    Its text is prepared here; when the signed document comes back, its reference is recorded
    and the plan is issued. An adjusted plan is a new version that replaces the former one.
    """

    _name = "cchc.plan"
    _description = "Reform plan"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, unit_id, version desc, id desc"

    name = fields.Char(required=True, tracking=True)
    name_folded = fields.Char(
        compute="_compute_name_folded", store=True, precompute=True, index="trigram"
    )
    kind = fields.Selection(
        [("programme", "Programme of several years"), ("annual", "Annual plan")],
        required=True,
        default="annual",
    )
    date_start = fields.Date(
        string="From", required=True, default=lambda self: dates.today().replace(month=1, day=1)
    )
    date_end = fields.Date(
        string="Until", required=True, default=lambda self: dates.today().replace(month=12, day=31)
    )
    year = fields.Integer(compute="_compute_year", store=True, index=True)
    unit_id = fields.Many2one(
        "hr.department", string="Plan of", required=True, index=True, ondelete="restrict"
    )
    parent_id = fields.Many2one("cchc.plan", string="Carries out", index=True, ondelete="restrict")
    child_ids = fields.One2many("cchc.plan", "parent_id", string="Plans that carry it out")
    legal_basis_ids = fields.Many2many("cchc.legal.document", string="Legal basis")
    default_verifier_unit_id = fields.Many2one(
        "hr.department",
        string="Verifier",
        ondelete="restrict",
        help="Unit that confirms the tasks of this plan, unless a task names another.",
    )
    substitute_verifier_unit_id = fields.Many2one(
        "hr.department",
        string="Verifier of the verifier",
        ondelete="restrict",
        help="Unit that confirms the verifier's own tasks: nobody verifies the own work.",
    )
    roll_up = fields.Selection(
        [(metrics.WEIGHTED, "By weight"), (metrics.PLAIN, "By number")],
        string="Completion of a task with parts",
        required=True,
        default=metrics.WEIGHTED,
        help="How the parts of a task make up its completion.",
    )
    units_issue_by = fields.Date(
        string="Units issue their plans by",
        help="Day by which each unit directly below is to have issued its own plan.",
    )
    content = fields.Html(string="Text", sanitize=True)
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_version_id = fields.Many2one(
        "cchc.plan", string="Replaces", readonly=True, copy=False, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("replaced", "Replaced by a new version"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    legal_document_id = fields.Many2one(
        "cchc.legal.document",
        string="Signed document",
        copy=False,
        ondelete="restrict",
        help="Number, date, signer and file of the plan as signed. The system invents none.",
    )
    issued_on = fields.Date(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    handed_over_on = fields.Date(
        readonly=True,
        copy=False,
        help="First day of the unit that carries it on, as the one whose plan it was has ended.",
    )
    sent_for_information_on = fields.Date(
        copy=False, help="Day on which the unit sent its plan to the level above."
    )
    task_ids = fields.One2many("cchc.task", "plan_id", string="Tasks")
    target_ids = fields.One2many("cchc.target", "plan_id", string="Targets")
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_end >= date_start)", "A plan cannot end before it starts."
    )

    _workflow = Workflow(
        initial="draft",
        transitions={
            "issue": Transition(("draft",), "issued"),
            "replace": Transition(("issued",), "replaced"),
            "cancel": Transition(("draft", "issued"), "cancelled", reason=True),
            # By the server alone: the unit ended, and its plan goes on as that of another one.
            "hand_over": Transition(("issued",), "replaced"),
            "take_over": Transition(("draft",), "issued"),
        },
        owned=frozenset(
            {"issued_on", "issued_by_id", "version", "previous_version_id", "handed_over_on"}
        ),
        locked=lambda state: frozenset() if state == "draft" else DEFINITION,
    )

    @api.depends("date_start")
    def _compute_year(self):
        for plan in self:
            plan.year = plan.date_start.year if plan.date_start else 0

    def _read_deadline(self, text):
        """What the words of a deadline say in this plan; None where they are not understood.

        In a plan of several years a day without its year could be in each of them.
        """
        year = self.year or dates.today().year
        read = parse_deadline(text, year)
        last_year = self.date_end.year if self.date_end else year
        return read if read == parse_deadline(text, last_year) else None

    @api.depends("name")
    def _compute_name_folded(self):
        for plan in self:
            plan.name_folded = vietnamese.fold(plan.name or "")

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("name_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    @api.constrains("kind", "date_start", "date_end")
    def _check_annual_is_one_year(self):
        for plan in self.filtered(lambda plan: plan.kind == "annual"):
            if plan.date_start.year != plan.date_end.year:
                raise ValidationError(
                    self.env._(
                        "The annual plan “%(plan)s” must lie within one year.", plan=plan.name
                    )
                )

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A plan cannot carry out itself."))

    @api.constrains("default_verifier_unit_id", "substitute_verifier_unit_id")
    def _check_verifiers_differ(self):
        for plan in self:
            if (
                plan.default_verifier_unit_id
                and plan.default_verifier_unit_id == plan.substitute_verifier_unit_id
            ):
                raise ValidationError(
                    self.env._("The verifier of the verifier's own tasks must be another unit.")
                )

    # -- workflow ------------------------------------------------------------------------------

    def _authorise(self, name):
        """Its head decides on a plan; for the plan of its own level, standing office or leader."""
        if name in ("hand_over", "take_over"):
            # Follows from a rearrangement of units, which was checked; no method leads here.
            return [None] * len(self)
        Role = self.env["cchc.unit.role"]
        return [
            Role._find_grant(("head",), unit)
            or Role._require(("standing_office", "leader"), unit, exact=True)
            for unit in (plan.sudo().unit_id for plan in self)
        ]

    def _audit_unit(self):
        return self.unit_id

    def _guard_issue(self, on, reason):
        for plan in self:
            if not plan.unit_id._is_open_on(on):
                raise UserError(
                    self.env._("%(unit)s has ended: it issues no plan.", unit=plan.unit_id.name)
                )

            previous = plan.previous_version_id
            if previous and previous.state != "issued":
                raise UserError(
                    self.env._(
                        "“%(plan)s” adjusts a version that is no longer in force.", plan=plan.name
                    )
                )

    def _guard_cancel(self, on, reason):
        for plan in self:
            open_tasks = plan.task_ids.filtered(lambda task: task.state in OPEN_STATES)
            if open_tasks:
                raise UserError(
                    self.env._(
                        "“%(plan)s” still has %(count)s open tasks: cancel them first.",
                        plan=plan.name,
                        count=len(open_tasks),
                    )
                )

    def _versions(self):
        """These plans with all their earlier and later versions."""
        chain = self.sudo()
        while earlier := chain.previous_version_id - chain:
            chain |= earlier
        while later := self.sudo().search([("previous_version_id", "in", chain.ids)]) - chain:
            chain |= later
        return chain

    def action_issue(self):
        """Record that the plan is signed and in force."""
        self._issue()

    def _issue(self, on=None):
        on = on or dates.today()
        for plan in self:
            signed_on = plan.sudo().legal_document_id.date or on
            plan._transition(
                "issue", {"issued_on": min(signed_on, on), "issued_by_id": self.env.uid}, on=on
            )
            previous = plan.sudo().previous_version_id
            if previous.state == "issued":
                plan.previous_version_id._transition("replace", on=on)
                # The work goes on under the new version; the dated facts keep the old one.
                previous.task_ids._move_to_plan(plan, on)
                previous.target_ids._move_to_plan(plan, on)

    def action_cancel(self, reason):
        """Cancel the plan, with the reason."""
        self._transition("cancel", reason=reason)

    def action_new_version(self):
        """Open a draft of the adjusted plan (điều chỉnh, bổ sung) as its next version."""
        self.ensure_one()
        if self.state != "issued":
            raise UserError(self.env._("Only an issued plan is adjusted."))
        self._authorise("replace")
        draft = self.copy()
        chain = {"version": self.version + 1, "previous_version_id": self.id}
        with draft._permit(chain):
            draft.write(chain)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }
