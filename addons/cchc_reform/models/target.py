from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..kernel import dates, metrics, vietnamese
from .entered_values import LARGEST, exact, refuse_derived, refuse_wild
from .task_workflow import ASSIGNER_ROLES, UNIT_ROLES
from .unit_role import grant_to_plan
from .workflow_mixin import Transition, Workflow

TARGET_STATES = [
    ("draft", "Draft"),
    ("assigned", "Assigned"),
    ("cancelled", "Cancelled"),
    ("handed_over", "Ended with its unit"),
]
DIRECTIONS = [
    (metrics.INCREASE, "Reach at least"),
    (metrics.DECREASE, "Come down to at most"),
]
PROGRESS = [
    ("no_data", "No data"),
    ("below", "Below 100%"),
    ("reached", "Reached"),
]
FIGURES = frozenset({"baseline", "target_value", "weight"})

# What defines a target and moves its figures: fixed from assignment on.
DEFINITION = frozenset(
    {
        "name",
        "description",
        "plan_id",
        "domain_id",
        "parent_id",
        "child_ids",
        "unit_id",
        "coop_unit_ids",
        "uom",
        "baseline",
        "has_baseline",
        "target_value",
        "direction",
        "due_on",
        "weight",
    }
)


class Target(models.Model):
    """A figure that a plan sets to a unit, and how far the unit has come.

    The dated measures are the history: on day D the target stands where the last measure up to
    D puts it. A target without a measure has *no data*, which is not 0%.
    """

    _name = "cchc.target"
    _description = "Target"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin", "mail.thread"]
    _order = "due_on, sequence, id"
    # Who sees a target may ask and answer about it; content is changed by other rights.
    _mail_post_access = "read"

    name = fields.Char(string="Target", required=True, tracking=True)
    name_folded = fields.Char(
        compute="_compute_name_folded", store=True, precompute=True, index="trigram"
    )
    code = fields.Char(readonly=True, copy=False, index=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(string="How it is measured")
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
    parent_id = fields.Many2one(
        "cchc.target",
        string="Part of",
        index=True,
        ondelete="restrict",
        help="Target of the programme of which this is the share of a year or of a unit.",
    )
    child_ids = fields.One2many("cchc.target", "parent_id", string="Split into")

    unit_id = fields.Many2one(
        "hr.department", string="Responsible unit", required=True, index=True, ondelete="restrict"
    )
    coop_unit_ids = fields.Many2many(
        "hr.department",
        "cchc_target_coop_unit_rel",
        "target_id",
        "unit_id",
        string="Co-operating units",
    )
    assigning_unit_id = fields.Many2one(
        related="plan_id.unit_id", string="Assigned by", store=True, index=True
    )
    in_my_unit = fields.Boolean(string="My unit", search="_search_in_my_unit", store=False)

    uom = fields.Char(string="Unit of measure", default="%", required=True)
    has_baseline = fields.Boolean(
        string="Baseline known", help="The value before the plan; the way to go starts from it."
    )
    baseline = fields.Float(min_display_digits=1, aggregator=None)
    direction = fields.Selection(DIRECTIONS, required=True, default=metrics.INCREASE)
    target_value = fields.Float(
        string="Value to reach", required=True, min_display_digits=1, aggregator=None
    )
    due_on = fields.Date(
        string="Due on",
        compute="_compute_due_on",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="The last day; without another date, the end of the plan.",
    )
    weight = fields.Float(
        default=1.0, required=True, digits=(6, 2), help="Share in the plan, against the others."
    )

    measure_ids = fields.One2many("cchc.target.measure", "target_id", string="Measured values")
    has_measure = fields.Boolean(compute="_compute_achieved", store=True)
    latest_value = fields.Float(
        compute="_compute_achieved", store=True, min_display_digits=1, aggregator=None
    )
    latest_on = fields.Date(string="Measured on", compute="_compute_achieved", store=True)
    latest_is_estimate = fields.Boolean(string="Estimate", compute="_compute_achieved", store=True)
    # Rates are sums over sums, so this share is never summed up nor averaged.
    achieved_share = fields.Float(
        string="Achieved (%)",
        compute="_compute_achieved",
        store=True,
        digits=(5, 1),
        aggregator=None,
        help="Share of the way from the baseline to the value to reach, at most 100%. "
        "Where nothing was measured it means nothing: see “Progress”.",
    )
    achieved_label = fields.Char(string="Achieved", compute="_compute_achieved_label")
    progress = fields.Selection(PROGRESS, compute="_compute_achieved", store=True, index=True)

    state = fields.Selection(
        TARGET_STATES, default="draft", required=True, readonly=True, copy=False, tracking=True,
        index=True,
    )  # fmt: skip
    assigned_on = fields.Date(readonly=True, copy=False)
    cancelled_on = fields.Date(readonly=True, copy=False)
    active = fields.Boolean(default=True)
    can_assign = fields.Boolean(compute="_compute_can")
    can_measure = fields.Boolean(compute="_compute_can")

    _workflow = Workflow(
        initial="draft",
        transitions={
            "assign": Transition(("draft",), "assigned"),
            "cancel": Transition(("assigned",), "cancelled", reason=True),
            # By the server alone: the unit ended; another one may have the same target from then.
            "hand_over": Transition(("assigned",), "handed_over"),
            "take_over": Transition(("draft",), "assigned"),
        },
        owned=frozenset({"assigned_on", "cancelled_on"}),
        locked=lambda state: frozenset() if state == "draft" else DEFINITION,
    )

    # NaN compares greater than any number in PostgreSQL, so the upper bound refuses it too.
    _weight_in_range = models.Constraint(
        "CHECK (weight > 0 AND weight <= 1000)",
        "The weight of a target must be above 0 and at most 1000.",
    )
    _figures_in_range = models.Constraint(
        f"CHECK (baseline BETWEEN -{LARGEST} AND {LARGEST}"
        f" AND target_value BETWEEN -{LARGEST} AND {LARGEST})",
        "The baseline and the value to reach of a target must be numbers of a sane size.",
    )

    # -- defaults, computes --------------------------------------------------------------------

    def _party_fields(self):
        return ("unit_id", "coop_unit_ids", "assigning_unit_id")

    @api.depends("name", "code")
    def _compute_name_folded(self):
        for target in self:
            target.name_folded = vietnamese.fold(f"{target.code or ''} {target.name or ''}")

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("name_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    def _server_owned_fields(self):
        return super()._server_owned_fields() | {"code"}

    def _search_in_my_unit(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("unit_id", "child_of", self.env.user.role_unit_ids(*UNIT_ROLES))

    @api.depends("plan_id")
    def _compute_due_on(self):
        for target in self:
            target.due_on = target.due_on or target.plan_id.date_end

    @api.depends(
        "measure_ids.value",
        "measure_ids.measured_on",
        "target_value",
        "baseline",
        "has_baseline",
        "direction",
    )
    def _compute_achieved(self):
        # No measure lies in the future, so the last one is the last one of any later day too.
        latest = self._latest_measures()
        for target in self:
            measure = latest.get(target._origin.id)
            share = target._share_at(measure.value) if measure else None
            target.has_measure = bool(measure)
            target.latest_value = measure.value if measure else 0.0
            target.latest_on = measure.measured_on if measure else False
            target.latest_is_estimate = bool(measure and measure.is_estimate)
            target.achieved_share = float(share or 0)
            target.progress = "no_data" if share is None else "reached" if share == 100 else "below"

    @api.depends_context("lang")
    @api.depends("has_measure", "achieved_share")
    def _compute_achieved_label(self):
        for target in self:
            target.achieved_label = (
                f"{formatLang(self.env, target.achieved_share, digits=1)}%"
                if target.has_measure
                else self.env._("no data")
            )

    @api.depends_context("uid")
    @api.depends("state", "plan_id", "unit_id", "domain_id")
    def _compute_can(self):
        grants = self._user_grants()
        for target in self:
            plain = target.sudo()
            target.can_assign = bool(plain._grant_to_assign(grants))
            target.can_measure = plain.state == "assigned" and bool(plain._grant_to_measure(grants))

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("parent_id", "plan_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A target cannot be a part of itself."))
        for target in self.filtered("parent_id"):
            if target.parent_id.sudo().plan_id == target.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(target)s” and the target it is part of belong to the same plan, "
                        "where both would be counted: split it into the plans that carry it out.",
                        target=target.name,
                    )
                )

    @api.constrains("direction", "has_baseline", "baseline", "target_value")
    def _check_direction(self):
        for target in self.filtered("has_baseline"):
            way = exact(target.target_value) - exact(target.baseline)
            if way < 0 if target.direction == metrics.INCREASE else way > 0:
                raise ValidationError(
                    self.env._(
                        "The value to reach of “%(target)s” lies behind its baseline: "
                        "check the values or the direction.",
                        target=target.name,
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals, {"code"})
            refuse_wild(self, vals, FIGURES)
        self.browse(
            {vals["parent_id"] for vals in vals_list if vals.get("parent_id")}
        )._check_takes_parts()
        # The number is drawn for who may create; that is checked below, and a gap is no harm.
        sequence = self.env["ir.sequence"].sudo().search([("code", "=", "cchc.target")], limit=1)
        targets = super().create([{**vals, "code": sequence.next_by_id()} for vals in vals_list])
        targets._require_assigner()
        return targets

    def write(self, vals):
        refuse_derived(self, vals, {"code"})
        refuse_wild(self, vals, FIGURES)
        if vals.get("parent_id"):
            self.browse(vals["parent_id"])._check_takes_parts()
        planned = not vals.keys().isdisjoint(DEFINITION)
        if planned:
            self._require_assigner()
        result = super().write(vals)
        if planned:
            # A target that moves must be the user's to assign where it came from and where it goes.
            self._require_assigner()
        return result

    def _check_takes_parts(self):
        self.check_access("read")
        for target in self:
            if target.state == "cancelled":
                raise UserError(
                    self.env._(
                        "“%(target)s” is cancelled and is not split.", target=target.display_name
                    )
                )

    def _move_to_plan(self, plan, on):
        """Bring targets under the next version of their plan (called by the plan only)."""
        with self._permit({"plan_id"}):
            self.write({"plan_id": plan.id})

    # -- workflow ------------------------------------------------------------------------------

    def _user_grants(self):
        return self.env["cchc.unit.role"]._scope({*ASSIGNER_ROLES, *UNIT_ROLES})

    def _grant_to_assign(self, grants):
        """Grant under which the user assigns this target: within a plan the user answers for."""
        return grant_to_plan(
            grants, self.plan_id.sudo().unit_id, self.unit_id.sudo(), self.domain_id
        )

    def _grant_to_measure(self, grants):
        """Grant under which the user enters a measured value: held in the responsible unit."""
        unit = self.unit_id.sudo()
        return next(
            (grant for grant in grants if grant.role in UNIT_ROLES and grant.covers(unit)), None
        )

    def _authorise(self, name):
        if name in ("hand_over", "take_over"):
            # Follows from a rearrangement of units, which was checked; no method leads here.
            return [None] * len(self)
        grants = self._user_grants()
        allowed = []
        for target in self.sudo():
            grant = target._grant_to_assign(grants)
            if not grant:
                raise AccessError(
                    self.env._(
                        "You have no role that allows this step of “%(target)s”.",
                        target=target.name,
                    )
                )
            allowed.append(grant)
        return allowed

    def _require_assigner(self):
        if self.env.su:
            return
        grants = self._user_grants()
        for target in self.sudo():
            if not target._grant_to_assign(grants):
                raise AccessError(
                    self.env._(
                        "You cannot set targets of the plan “%(plan)s” to %(unit)s.",
                        plan=target.plan_id.name,
                        unit=target.unit_id.name,
                    )
                )

    def _audit_unit(self):
        return self.unit_id

    def _guard_assign(self, on, reason):
        for target in self:
            if target.plan_id.state != "issued":
                raise UserError(
                    self.env._(
                        "The plan “%(plan)s” is not issued yet: its targets cannot be assigned.",
                        plan=target.plan_id.name,
                    )
                )
            if not target.unit_id._is_open_on(on):
                raise UserError(
                    self.env._(
                        "%(unit)s does not exist on %(date)s: it takes no new target.",
                        unit=target.unit_id.name,
                        date=dates.format_date(on),
                    )
                )
            if not target.due_on:
                raise UserError(
                    self.env._("Give the date by which “%(target)s” is due.", target=target.name)
                )

    def action_assign(self):
        """Assign drafts to their responsible units."""
        self._assign()

    def _assign(self, on=None):
        on = on or dates.today()
        self._transition("assign", {"assigned_on": on}, on=on)

    def action_cancel(self, reason):
        """Cancel targets, with the reason."""
        self._cancel(reason)

    def _cancel(self, reason, on=None):
        on = on or dates.today()
        self._transition("cancel", {"cancelled_on": on}, reason, on)

    # -- how far -------------------------------------------------------------------------------

    def _share_at(self, value):
        """Share of the target that ``value`` achieves, in per cent, as the kernel defines it."""
        self.ensure_one()
        return metrics.achieved_share(
            exact(value),
            exact(self.target_value),
            exact(self.baseline) if self.has_baseline else None,
            self.direction,
        )

    def _latest_measures(self, day=None):
        """The measure that counts on ``day``: the last day measured, of that day the last entry.

        :param date day: None for the last of all
        :rtype: dict[int, cchc.target.measure]
        """
        # The measures concern the units that their target concerns: who reads it may know them.
        Measure = self.env["cchc.target.measure"].sudo()
        known = Domain("target_id", "in", self.ids)
        if day:
            known &= Domain("measured_on", "<=", day)
        last_days = {
            target.id: last
            for target, last in Measure._read_group(known, ["target_id"], ["measured_on:max"])
        }
        if not last_days:
            return {}
        entries = Measure._read_group(
            known & Domain("measured_on", "in", set(last_days.values())),
            ["target_id", "measured_on:day"],
            ["id:max"],
        )
        measures = Measure.browse(
            [entry for target, on, entry in entries if last_days[target.id] == on]
        )
        return {measure.target_id.id: measure for measure in measures}

    def _achieved_on(self, day):
        """Share achieved as of the end of ``day``, in per cent with one decimal.

        :rtype: dict[int, Decimal | None]
        :return: by id of the target; None is "no data": nothing was measured by then
        """
        latest = self._latest_measures(day)
        return {
            target.id: target._share_at(latest[target.id].value) if target.id in latest else None
            for target in self
        }

    def _achieved_in_all(self, day):
        """Share achieved by these targets together as of ``day``.

        :return: dict with ``achieved`` (per cent as Decimal, None: no data) and ``no_data``, the
            number of targets without a measurement
        """
        shares = self._achieved_on(day)
        achieved, no_data = metrics.achieved_in_all(
            (shares[target.id], exact(target.weight)) for target in self
        )
        return {"achieved": achieved, "no_data": no_data}
