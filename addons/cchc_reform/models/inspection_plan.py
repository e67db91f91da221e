from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .entered_values import entered_day
from .inspection_workflow import PLAN_WORKFLOW, WIDER_ROLES
from .task_workflow import UNIT_ROLES


class InspectionPlan(models.Model):
    """Which units one unit inspects in a year, against the share that it is to inspect.

    The signed document comes back with its number and date; then the plan is issued, and the
    units that it names read it. Unannounced inspections stand in no plan.
    """

    _name = "cchc.inspection.plan"
    _description = "Yearly inspection plan"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin"]
    _order = "year desc, unit_id, id"

    name = fields.Char(required=True)
    year = fields.Integer(required=True, default=lambda self: dates.today().year, aggregator=None)
    unit_id = fields.Many2one(
        "hr.department",
        string="Inspecting unit",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_unit_id(),
    )
    scope_unit_id = fields.Many2one(
        "hr.department",
        string="Of the units below",
        compute="_compute_scope_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="The share is counted of the units directly below this one.",
    )
    share = fields.Float(
        string="Share to inspect (%)", digits=(5, 1), help="As the document asks for, if it does."
    )
    unit_ids = fields.Many2many(
        "hr.department", "cchc_inspection_plan_unit_rel", string="Units to inspect"
    )
    number = fields.Char(copy=False, help="As printed. The system invents none.")
    date = fields.Date(string="Date of the document", copy=False)
    inspection_ids = fields.One2many("cchc.inspection", "plan_id", string="Inspections")
    unit_count = fields.Integer(string="Units below", compute="_compute_shares")
    planned_share = fields.Float(
        string="Planned share (%)", digits=(5, 1), compute="_compute_shares"
    )
    inspected_count = fields.Integer(string="Units inspected", compute="_compute_shares")
    inspected_share = fields.Float(
        string="Inspected share (%)", digits=(5, 1), compute="_compute_shares"
    )
    reached = fields.Char(
        string="Inspected against the share",
        compute="_compute_reached",
        help="Of the units that the share is counted of: inspections that have begun, and what is "
        "asked for.",
    )
    is_short = fields.Boolean(
        string="Below the share", compute="_compute_shares", help="Fewer units than asked for."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    issued_on = fields.Date(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _workflow = PLAN_WORKFLOW

    _share_is_one = models.Constraint(
        "CHECK (share BETWEEN 0 AND 100)", "A share lies between 0 and 100 percent."
    )
    _year_makes_sense = models.Constraint(
        "CHECK (year BETWEEN 1900 AND 2999)", "A year lies between 1900 and 2999."
    )

    # -- defaults, computes --------------------------------------------------------------------

    def _default_unit_id(self):
        """The unit in which the user works, before those that a role reaches."""
        roles = (*UNIT_ROLES, "verifier", "standing_office")
        scope = self.env["cchc.unit.role"]._scope(roles)
        return min(scope, key=lambda grant: roles.index(grant.role)).unit_id if scope else False

    def _party_fields(self):
        return ("unit_id", "unit_ids")

    @api.depends("unit_id")
    def _compute_scope_unit_id(self):
        for plan in self:
            unit = plan.unit_id
            parent = unit.parent_id
            above = parent.is_committee and unit.level != "inner" and not unit.is_committee
            plan.scope_unit_id = parent if above else unit

    @api.depends(
        "scope_unit_id", "unit_id", "share", "unit_ids",
        "inspection_ids.begun_on", "inspection_ids.state", "inspection_ids.unit_id",
    )  # fmt: skip
    def _compute_shares(self):
        below = self._units_below()
        for plan in self:
            units = below.get(plan.scope_unit_id.id, set()) - {plan.unit_id.id}
            named = units & set(plan.unit_ids._origin.ids)
            plan.unit_count = len(units)
            plan.planned_share = 100 * len(named) / len(units) if units else 0
            plan.is_short = bool(units) and plan.planned_share < plan.share
            begun = plan.inspection_ids.filtered(
                lambda one: one.begun_on and one.state != "cancelled"
            ).unit_id
            plan.inspected_count = len(begun & plan.unit_ids)
            counted = units & set(begun.ids) & named
            plan.inspected_share = 100 * len(counted) / len(units) if units else 0

    @api.depends("inspected_share", "inspected_count", "share", "unit_count", "unit_ids")
    def _compute_reached(self):
        for plan in self:
            numbers = {
                "done": plan.inspected_count,
                "planned": len(plan.unit_ids),
                "reached": f"{plan.inspected_share:.1f}".replace(".", ","),
                "share": f"{plan.share:.1f}".replace(".", ","),
            }
            plan.reached = (
                self.env._("%(done)s of %(planned)s units; %(reached)s%% of %(share)s%%", **numbers)
                if plan.share
                else self.env._("%(done)s of %(planned)s units", **numbers)
            )

    def _units_below(self):
        """Dict of a unit that plans count below -> ids of the units directly below it today."""
        Unit = self.env["hr.department"]
        scopes = self.scope_unit_id
        domain = Unit._domain_open_on(dates.today())
        below = {}
        for unit in Unit.search([("parent_id", "in", scopes.ids), *domain]):
            # A committee's own divisions are no units that it inspects.
            if unit.level != "inner" or not unit.parent_id.is_committee:
                below.setdefault(unit.parent_id.id, set()).add(unit.id)
        return below

    @api.constrains("date")
    def _check_date(self):
        for plan in self:
            entered_day(self.env, plan.date)

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._require_planner()
        return plans

    def write(self, vals):
        self._require_planner()
        result = super().write(vals)
        if "unit_id" in vals:
            self._require_planner()
        return result

    # -- workflow ------------------------------------------------------------------------------

    def _planner(self, roles):
        """Grant under which the user plans for the inspecting unit, or None.

        Who holds the role of the standing office does so for the unit in which he works, too: it
        is that office of the committee for which the role is held.
        """
        unit = self.sudo().unit_id
        works_there = unit.id in self.env.user.role_unit_ids(*UNIT_ROLES)
        return next(
            (
                grant
                for grant in self.env["cchc.unit.role"]._scope(roles)
                if grant.covers(unit)
                and (
                    grant.role in UNIT_ROLES
                    or grant.unit_id == unit.id
                    or (grant.role == "standing_office" and works_there)
                )
            ),
            None,
        )

    def _require_planner(self, roles=(*UNIT_ROLES, *WIDER_ROLES)):
        if self.env.su:
            return []
        found = [plan._planner(roles) for plan in self]
        if not all(found):
            raise AccessError(self.env._("Only the inspecting unit itself plans its inspections."))
        return found

    def _authorise(self, name):
        return self._require_planner(("head", "standing_office")) or [None] * len(self)

    def _audit_unit(self):
        return self.unit_id

    def _guard_issue(self, on, reason):
        for plan in self:
            if not (plan.number and plan.date):
                raise UserError(
                    self.env._(
                        "Give number and date of the signed document of “%(plan)s”.",
                        plan=plan.name,
                    )
                )
            if not plan.unit_ids:
                raise UserError(self.env._("“%(plan)s” names no unit.", plan=plan.name))

    def action_issue(self):
        """Record that the plan is signed and in force."""
        self._issue()

    def _issue(self, on=None):
        on = on or dates.today()
        self._transition("issue", {"issued_on": on, "issued_by_id": self.env.uid}, on=on)

    def action_cancel(self, reason):
        """Do without the plan, with the reason."""
        self._transition("cancel", reason=reason)

    def action_open_inspections(self):
        """Prepare an inspection of each unit of the plan that has none yet."""
        self.ensure_one()
        self.check_access("write")
        self._require_planner()
        if self.state != "issued":
            raise UserError(self.env._("Only an issued plan is carried out."))
        there = self.inspection_ids.filtered(lambda one: one.state != "cancelled").unit_id
        self.env["cchc.inspection"].create(
            [
                {
                    "plan_id": self.id,
                    "kind": "planned",
                    "inspecting_unit_id": self.unit_id.id,
                    "unit_id": unit.id,
                    "domain_ids": [(6, 0, self.env["cchc.inspection"]._all_domain_ids())],
                }
                for unit in self.unit_ids - there
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspections"),
            "res_model": "cchc.inspection",
            "views": [(False, "list"), (False, "form")],
            "domain": [("plan_id", "=", self.id)],
        }
