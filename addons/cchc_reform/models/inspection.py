from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..kernel import dates
from .entered_values import entered_day
from .inspection_workflow import (
    CONCLUDED_STATES,
    INSPECTION_WORKFLOW,
    INSPECTORS,
    KINDS,
    SIGNED_STATES,
    STATES,
    WIDER_ROLES,
)
from .task_workflow import UNIT_ROLES
from .unit_role import ROLES


class Inspection(models.Model):
    """One unit inspects another one: the team, the checklist, the minutes, the conclusion.

    A unit inspects those below it; the standing office those of its level, a lead department
    those of its domain. Nobody inspects the own unit but by a self-inspection, in the same form.
    The inspected unit sees an inspection from its announcement on, an unannounced one from the
    day on which it began, its checklist and findings once the minutes are signed.
    """

    _name = "cchc.inspection"
    _description = "Inspection"
    _inherit = ["cchc.closed.mixin", "cchc.workflow.mixin", "cchc.scoped.mixin"]
    _order = "date_from desc, id desc"
    _rec_names_search = ("unit_id", "conclusion_number")

    kind = fields.Selection(KINDS, required=True, default="planned")
    plan_id = fields.Many2one(
        "cchc.inspection.plan", string="Inspection plan", index=True, ondelete="restrict"
    )
    inspecting_unit_id = fields.Many2one(
        "hr.department",
        string="Inspecting unit",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["cchc.inspection.plan"]._default_unit_id(),
    )
    unit_id = fields.Many2one(
        "hr.department", string="Inspected unit", required=True, index=True, ondelete="restrict"
    )
    domain_ids = fields.Many2many(
        "cchc.plan.domain",
        "cchc_inspection_domain_rel",
        string="Reform domains",
        default=lambda self: self._all_domain_ids(),
        help="The checklist holds the items of these domains.",
    )
    purpose = fields.Char(string="What it is about")
    leader_id = fields.Many2one("hr.employee", string="Head of the team", ondelete="restrict")
    # Of the public directory: a relation to the personnel cards takes a right on them.
    member_ids = fields.Many2many(
        "hr.employee.public",
        "cchc_inspection_member_rel",
        "inspection_id",
        "employee_id",
        string="Members of the team",
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until")
    answer_ids = fields.One2many("cchc.inspection.answer", "inspection_id", string="Checklist")
    finding_ids = fields.One2many("cchc.inspection.finding", "inspection_id", string="Findings")
    minutes = fields.Text(compute="_compute_drafts", inverse="_inverse_minutes", copy=False)
    kept_minutes = fields.Text(string="Minutes, as kept", groups=fields.NO_ACCESS, copy=False)
    minutes_on = fields.Date(string="Minutes signed on", copy=False)
    conclusion = fields.Text(
        string="General remarks",
        compute="_compute_drafts",
        inverse="_inverse_conclusion",
        copy=False,
        help="What the conclusion says before its findings.",
    )
    kept_conclusion = fields.Text(
        string="General remarks, as kept", groups=fields.NO_ACCESS, copy=False
    )
    conclusion_number = fields.Char(
        string="Number of the conclusion", copy=False, help="As printed. The system invents none."
    )
    conclusion_date = fields.Date(string="Date of the conclusion", copy=False)
    document_id = fields.Many2one(
        "cchc.legal.document",
        string="Conclusion",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Source of the tasks by which the findings are remedied.",
    )
    known_on = fields.Date(
        string="Known to the unit since",
        readonly=True,
        copy=False,
        help="Day of the announcement, or of the beginning of an unannounced inspection.",
    )
    announced_on = fields.Date(readonly=True, copy=False)
    begun_on = fields.Date(readonly=True, copy=False, index=True)
    concluded_on = fields.Date(
        string="Recorded as concluded on", readonly=True, copy=False, index=True
    )
    concluded_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    finding_count = fields.Integer(
        string="Number of findings", compute="_compute_counts", help="Praise is not counted."
    )
    open_count = fields.Integer(string="Open remedies", compute="_compute_counts")
    state = fields.Selection(
        STATES, default="planned", required=True, readonly=True, copy=False, index=True
    )
    can_inspect = fields.Boolean(compute="_compute_can")
    can_give = fields.Boolean(compute="_compute_can")
    give_hint = fields.Char(string="Why the remedies are no tasks yet", compute="_compute_can")

    _workflow = INSPECTION_WORKFLOW

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An inspection cannot end before it starts.",
    )

    # -- defaults, computes --------------------------------------------------------------------

    @api.model
    def _all_domain_ids(self):
        return self.env["cchc.plan.domain"].search([("code", "!=", False)]).ids

    def _party_fields(self):
        return ("inspecting_unit_id", "unit_id")

    @api.depends("kind", "unit_id", "date_from")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            year = f" ({one.date_from.year})" if one.date_from else ""
            one.display_name = f"{kinds.get(one.kind, '')}: {one.unit_id.name or ''}{year}"

    @api.depends("finding_ids.state", "finding_ids.grade")
    def _compute_counts(self):
        for one in self:
            one.finding_count = len(one.finding_ids.filtered(lambda f: f.grade != "praise"))
            one.open_count = len(one.finding_ids._open())

    @api.depends_context("uid")
    @api.depends(
        "kind", "inspecting_unit_id", "unit_id", "domain_ids", "state", "finding_ids.state"
    )
    def _compute_can(self):
        grants = self._user_grants()
        plans = self.filtered(lambda one: one.state == "concluded").sudo()._plans_in_force()
        for one in self:
            known = one.sudo()  # the user's grants decide, on what the units and plans are
            one.can_inspect = bool(known._grant_of_inspector(grants))
            one.can_give = one.state == "concluded" and bool(known._plan_to_give(grants, plans)[0])
            one.give_hint = one.can_inspect and not one.can_give and known._hint_to_give(plans)

    @api.depends("kept_minutes", "kept_conclusion", "state")
    @api.depends_context("uid")
    def _compute_drafts(self):
        """Minutes until they are signed, remarks until the conclusion: not for the inspected."""
        grants = [] if self.env.su else self.env["cchc.unit.role"]._scope(tuple(dict(ROLES)))
        for one in self:
            known = one.sudo()  # kept apart from the reader, who is asked for here
            drafts = self.env.su or known._reads_drafts(grants)
            one.minutes = (drafts or one.state in SIGNED_STATES) and known.kept_minutes
            one.conclusion = (drafts or one.state in CONCLUDED_STATES) and known.kept_conclusion

    def _inverse_minutes(self):
        self._keep_drafts("minutes")

    def _inverse_conclusion(self):
        self._keep_drafts("conclusion")

    def _keep_drafts(self, name):
        for one in self:
            one.sudo()[f"kept_{name}"] = one[name]  # hidden, not protected: the write was checked
        # An inverse leaves what was read before as it was, for the server as for other users.
        self.invalidate_recordset([name], flush=False)

    # -- who -----------------------------------------------------------------------------------

    def _user_grants(self):
        return self.env["cchc.unit.role"]._scope((*INSPECTORS, "leader"))

    def _reads_drafts(self, grants):
        """Whether the user reads what is not signed yet, as the rules of the checklist have it."""
        own, unit = self.inspecting_unit_id, self.unit_id
        if self.kind == "self" or not unit:
            return True
        if any(grant.path.startswith(unit.parent_path) for grant in grants):
            return False
        return any(
            grant.covers(own) or (grant.role not in UNIT_ROLES and grant.covers(unit))
            for grant in grants
        )

    def _works_there(self, grants):
        """Whether the user works in the inspected unit itself or below it."""
        path = self.unit_id.parent_path
        return bool(path) and any(
            grant.role in INSPECTORS and grant.path.startswith(path) for grant in grants
        )

    def _reaches(self, grant, grants):
        """Whether the user inspects the unit in the name of the inspecting unit by ``grant``."""
        own, unit = self.inspecting_unit_id, self.unit_id
        if grant.role in UNIT_ROLES:
            return grant.covers(own) and unit._is_within(own)
        if grant.role not in WIDER_ROLES:
            return False
        acts = any(
            other.unit_id == own.id or (other.role in UNIT_ROLES and other.covers(own))
            for other in grants
        )
        fields_covered = not grant.domain_ids or (
            self.domain_ids and grant.domain_ids.issuperset(self.domain_ids.ids)
        )
        return acts and grant.covers(unit) and grant.unit_id != unit.id and fields_covered

    def _grant_to_open(self, grants):
        """Grant under which the user may inspect this unit at all, or None."""
        if self.kind == "self":
            return next(
                (g for g in grants if g.role in UNIT_ROLES and g.covers(self.unit_id)), None
            )
        if self._works_there(grants):
            return None
        return next((grant for grant in grants if self._reaches(grant, grants)), None)

    def _grant_of_inspector(self, grants, roles=INSPECTORS):
        """Grant under which the user works on this inspection, or None.

        Once a unit may inspect, whoever works in it helps: that it may was checked when the
        inspection was opened.
        """
        if self.kind != "self" and self._works_there(grants):
            return None
        for grant in grants:
            if grant.role not in roles:
                continue
            if grant.role in UNIT_ROLES and grant.covers(self.inspecting_unit_id):
                return grant
            if self.kind != "self" and self._reaches(grant, grants):
                return grant
        return None

    def _require_inspector(self):
        if self.env.su:
            return
        grants = self._user_grants()
        for one in self.sudo():
            if not one._grant_of_inspector(grants):
                raise AccessError(self.env._("Only the inspecting unit works on its inspection."))

    def _require_opener(self):
        if self.env.su:
            return
        grants = self._user_grants()
        for one in self.sudo():
            if not one._grant_to_open(grants):
                raise AccessError(
                    self.env._(
                        "%(own)s cannot inspect %(unit)s by any role of yours: a unit inspects "
                        "those below it, of its level as standing office, or of its domain.",
                        own=one.inspecting_unit_id.name,
                        unit=one.unit_id.name,
                    )
                )

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("kind", "inspecting_unit_id", "unit_id")
    def _check_units(self):
        for one in self.sudo():
            own, unit = one.inspecting_unit_id, one.unit_id
            if one.kind == "self" and own != unit:
                raise ValidationError(
                    self.env._("In a self-inspection the unit inspects itself: name it twice.")
                )
            if one.kind != "self" and own._is_within(unit):
                raise ValidationError(
                    self.env._("Nobody inspects the own unit but by a self-inspection.")
                )

    @api.constrains("domain_ids")
    def _check_domains(self):
        for one in self:
            if not one.domain_ids:
                raise ValidationError(self.env._("Name at least one reform domain."))

    @api.constrains("date_from", "date_to", "minutes_on", "conclusion_date")
    def _check_days(self):
        for one in self:
            for day in (one.date_from, one.date_to, one.minutes_on, one.conclusion_date):
                entered_day(self.env, day)

    @api.constrains("plan_id", "inspecting_unit_id")
    def _check_plan(self):
        # Once it is under way both are fixed; its unit may be taken over by another since.
        for one in self.sudo().filtered(lambda one: one.state == "planned"):
            if one.plan_id and one.plan_id.unit_id != one.inspecting_unit_id:
                raise ValidationError(self.env._("The plan is that of another inspecting unit."))

    @api.onchange("kind", "unit_id")
    def _onchange_kind(self):
        if self.kind == "self":
            self.unit_id = self.unit_id or self.inspecting_unit_id
            self.inspecting_unit_id = self.unit_id
        elif self.kind == "domain":
            grants = [grant for grant in self._user_grants() if grant.role == "verifier"]
            led = frozenset().union(*(grant.domain_ids for grant in grants))
            if led:
                self.domain_ids = self.domain_ids.browse(sorted(led))

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        inspections = super().create(vals_list)
        inspections._require_opener()
        inspections._fill_checklist()
        return inspections

    def write(self, vals):
        self._require_inspector()
        result = super().write(vals)
        if not vals.keys().isdisjoint({"kind", "inspecting_unit_id", "unit_id", "domain_ids"}):
            self._require_opener()
        if "domain_ids" in vals:
            self._fill_checklist()
        if vals.get("date_from"):
            self._correct_begun_on()
        return result

    def _correct_begun_on(self):
        """The day of the beginning is the one entered, until the minutes are signed."""
        begun = self.filtered(
            lambda one: one.state == "under_way" and one.date_from <= dates.today()
        )
        for one in begun:
            with one._permit({"begun_on"}):
                one.begun_on = one.date_from

    def _fill_checklist(self):
        """Hold the items of the domains, and no unanswered ones of others."""
        items = self.env["cchc.inspection.item"].search([("domain_id", "in", self.domain_ids.ids)])
        by_domain = items.grouped("domain_id")
        lines = []
        # The lines follow from the catalogue; that the user inspects was checked.
        for one in self.sudo():
            wanted = items.browse().union(
                *(by_domain.get(d, items.browse()) for d in one.domain_ids)
            )
            one.answer_ids.filtered(
                lambda line, wanted=wanted: line.item_id not in wanted and not line.answer
            ).unlink()
            lines += [
                {"inspection_id": one.id, "item_id": item.id}
                for item in wanted - one.answer_ids.item_id
            ]
        self.env["cchc.inspection.answer"].sudo().create(lines)

    def unlink(self):
        self._require_inspector()
        return super().unlink()
