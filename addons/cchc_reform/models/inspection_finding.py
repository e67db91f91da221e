from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates
from .entered_values import check_references, entered_day, refuse_derived
from .inspection_steps import remedy_text

GRADES = [
    ("praise", "Praise"),
    ("minor", "Minor"),
    ("serious", "Serious"),
    ("very_serious", "Very serious"),
]
#: States of the inspection in which its findings are worked on.
OPEN_STATES = ("under_way", "minutes")
SET_BY_SYSTEM = frozenset(
    {
        "task_id",
        "earlier_count",
        "remedy_reported_on",
        "remedy_reported_by_id",
        "remedy_confirmed_on",
        "remedy_note",
    }
)
#: What the inspecting unit still writes once the minutes are signed.
AFTER_MINUTES = frozenset({"recommendation", "term"})
#: What only the responsible unit writes, each in its time.
OF_THE_UNIT = frozenset({"explanation"})
#: Of these, how it remedied what was found.
REMEDY = frozenset({"remedy", "remedy_on", "remedy_evidence_ids"})


class InspectionFinding(models.Model):
    """What an inspection found, and what the responsible unit is to do about it.

    The remedy is a task in the ordinary list: the finding is remedied when the task is confirmed,
    and open again when that is undone. Where no task was given, the responsible unit reports how
    it remedied the finding, and the inspecting unit confirms it. The inspected unit explains it
    after the minutes.
    """

    _name = "cchc.inspection.finding"
    _description = "Finding of an inspection"
    _order = "inspection_id desc, id"

    inspection_id = fields.Many2one(
        "cchc.inspection", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="What was found", required=True)
    item_id = fields.Many2one(
        "cchc.inspection.item", string="Item of the checklist", index=True, ondelete="restrict"
    )
    domain_id = fields.Many2one(
        "cchc.plan.domain",
        string="Reform domain",
        compute="_compute_domain_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
    )
    grade = fields.Selection(GRADES, string="Seriousness", required=True, default="minor")
    legal_basis = fields.Char(
        compute="_compute_legal_basis", store=True, readonly=False, precompute=True
    )
    unit_id = fields.Many2one(
        "hr.department",
        string="Responsible unit",
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    inspected_unit_id = fields.Many2one(
        related="inspection_id.unit_id", string="Inspected unit", store=True, index=True
    )
    concluded_on = fields.Date(related="inspection_id.concluded_on", store=True, index=True)
    recommendation = fields.Char(
        string="What must be remedied", help="Becomes a task. Empty: nothing is to be remedied."
    )
    term = fields.Date(string="To be done by", help="The last day on time.")
    explanation = fields.Text(
        string="Explanation of the inspected unit", help="Given after the minutes are signed."
    )
    task_id = fields.Many2one(
        "cchc.task", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    due_on = fields.Date(
        string="Due on", compute="_compute_from_task", store=True, help="With later deadlines."
    )
    remedied_on = fields.Date(compute="_compute_from_task", store=True)
    state = fields.Selection(
        [
            ("noted", "Nothing to be done"),
            ("proposed", "To be given as a task"),
            ("open", "Being remedied"),
            ("reported", "Remedy to be confirmed"),
            ("remedied", "Remedied"),
            ("waived", "No longer asked for"),
        ],
        string="Remedy",
        compute="_compute_from_task",
        store=True,
        index=True,
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    earlier_count = fields.Integer(
        string="Found before",
        readonly=True,
        copy=False,
        help="Earlier inspections, of all years and by the unit itself too, that found the item "
        "wrong in this unit.",
    )
    can_inspect = fields.Boolean(related="inspection_id.can_inspect")
    inspection_state = fields.Selection(related="inspection_id.state", string="Inspection is")

    # -- computes ------------------------------------------------------------------------------

    @api.depends("item_id")
    def _compute_domain_id(self):
        for one in self:
            domains = one.inspection_id.domain_ids
            one.domain_id = (
                one.item_id.domain_id or one.domain_id or (domains if len(domains) == 1 else False)
            )

    @api.depends("item_id")
    def _compute_legal_basis(self):
        for one in self:
            one.legal_basis = one.item_id.legal_basis or one.legal_basis

    @api.depends("inspection_id")
    def _compute_unit_id(self):
        for one in self:
            one.unit_id = one.unit_id or one.inspection_id.unit_id

    @api.depends(
        "recommendation", "term", "task_id.state", "task_id.due_on", "task_id.verified_on",
        "remedy_reported_on", "remedy_confirmed_on",
    )  # fmt: skip
    def _compute_from_task(self):
        for one in self:
            task = one.task_id
            one.due_on = task.due_on or one.term
            one.remedied_on = (
                task.verified_on if task.state == "verified" else one.remedy_confirmed_on
            )
            if not one.recommendation:
                one.state = "noted"
            elif not task:
                one.state = one._state_of_remedy()
            else:
                one.state = {
                    "verified": "remedied",
                    "cancelled": "waived",
                    "exempt": "waived",
                }.get(task.state, "open")

    @api.depends("state", "due_on")
    def _compute_is_overdue(self):
        overdue = self.filtered_domain(self._domain_overdue())
        for one in self:
            one.is_overdue = one in overdue

    @api.model
    def _domain_overdue(self):
        # What is reported waits for the inspecting unit.
        return Domain("state", "in", ("proposed", "open")) & Domain("due_on", "<", dates.today())

    def _search_is_overdue(self, operator, value):
        return self._domain_overdue() if operator == "in" else NotImplemented

    def _open(self):
        """Those that are still to be remedied."""
        return self.filtered(lambda one: one.state in ("proposed", "open", "reported"))

    def _to_give(self):
        """Those that are to be given as tasks."""
        return self.filtered(lambda one: one.state == "proposed")

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("unit_id", "inspection_id")
    def _check_unit(self):
        for one in self.sudo():
            inspected = one.inspection_id.unit_id
            if not inspected._is_open_on(dates.today()):
                continue  # another unit took over
            if not one.unit_id._is_within(inspected):
                raise ValidationError(
                    self.env._(
                        "%(unit)s is no part of %(inspected)s, which was inspected.",
                        unit=one.unit_id.name,
                        inspected=inspected.name,
                    )
                )

    @api.constrains("term")
    def _check_term(self):
        for one in self:
            term, signed = entered_day(self.env, one.term), one.inspection_id.conclusion_date
            if term and signed and term < signed:
                raise ValidationError(
                    self.env._(
                        "The term of “%(finding)s” lies before the conclusion, of %(date)s.",
                        finding=one.recommendation or one.name,
                        date=dates.format_date(signed),
                    )
                )

    @api.constrains("grade", "recommendation")
    def _check_praise(self):
        for one in self:
            if one.grade == "praise" and one.recommendation:
                raise ValidationError(self.env._("Praise needs no remedy."))

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals, SET_BY_SYSTEM)
        findings = super().create(vals_list)
        findings._check_inspector()
        # Of the result: values may be defaults of the caller.
        theirs = SET_BY_SYSTEM | OF_THE_UNIT | REMEDY
        given = {name for name in theirs if any(findings.mapped(name))}
        if given and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a new finding is not given by who enters it.",
                    fields=", ".join(
                        sorted(self._fields[name]._description_string(self.env) for name in given)
                    ),
                )
            )
        check_references(findings)
        return findings

    def write(self, vals):
        if not self.env.su:
            refuse_derived(self, vals, SET_BY_SYSTEM)
            self.check_access("write")
            if vals.keys() == {"term"}:
                self._check_inspector(vals.keys(), (*OPEN_STATES, "concluded"))
                self._check_not_given()
            elif vals.keys() == {"explanation"}:
                self._check_explains()
            elif vals and vals.keys() <= REMEDY:
                self._check_remedies()
            else:
                self._check_inspector(vals.keys())
        result = super().write(vals)
        if "inspection_id" in vals:
            self._check_inspector()
        check_references(self, vals.keys())
        return result

    def unlink(self):
        self._check_inspector()
        return super().unlink()

    def _check_inspector(self, names=(), states=OPEN_STATES):
        """The inspecting unit says what was found, until the conclusion; it explains nothing."""
        if self.env.su:
            return
        inspections = self.sudo().inspection_id
        inspections.sudo(False)._require_inspector()
        if not (OF_THE_UNIT | REMEDY).isdisjoint(names):
            self._refuse_explanation()
        self._check_state(states)
        if not names or not AFTER_MINUTES.issuperset(names):
            self._check_unsigned(inspections)

    def _check_unsigned(self, inspections):
        """What was signed stays: the unit explains what it was shown."""
        signed = inspections.filtered(lambda one: one.state == "minutes")
        if signed:
            raise UserError(
                self.env._(
                    "The minutes of “%s” are signed: of a finding only recommendation and term can "
                    "still be changed.",
                    signed[0].display_name,
                )
            )

    def _check_not_given(self):
        if self.task_id:
            raise UserError(
                self.env._("The remedy is a task already: its deadline is changed there.")
            )
        if any(one.remedy_reported_on for one in self):
            raise UserError(self.env._("The remedy is reported already: its term stays."))

    def _refuse_explanation(self):
        raise AccessError(self.env._("The inspected unit itself explains a finding."))

    def _check_explains(self):
        """The inspected unit explains between the minutes and the conclusion; no inspector does."""
        Role = self.env["cchc.unit.role"]
        for one in self.sudo():
            Role._require(("officer", "head"), one.inspected_unit_id)
            inspection = one.inspection_id
            if inspection.kind != "self" and inspection._grant_of_inspector(
                inspection._user_grants()
            ):
                self._refuse_explanation()
        self._check_state(("minutes",))

    def _check_state(self, states):
        for one in self.sudo().inspection_id:
            if one.state not in states:
                raise UserError(
                    self.env._(
                        "Findings cannot be changed while the inspection is “%s”.",
                        one._state_label(),
                    )
                )

    # -- what follows --------------------------------------------------------------------------

    def _count_earlier(self):
        """Count how often the same item was found wrong in the unit before (at conclusion).

        By whatever inspection of whatever year, by the unit itself too.
        """
        earlier = {
            (item.id, unit.id): count
            for item, unit, count in self._read_group(
                Domain("item_id", "in", self.item_id.ids)
                & Domain("inspected_unit_id", "in", self.inspected_unit_id.ids)
                & Domain("grade", "!=", "praise")
                & Domain("concluded_on", "!=", False)
                & Domain("inspection_id", "not in", self.inspection_id.ids),
                ["item_id", "inspected_unit_id"],
                ["inspection_id:count_distinct"],
            )
        }
        for one in self:
            key = one.item_id.id, one.inspected_unit_id.id
            one.earlier_count = earlier.get(key, 0) if one.grade != "praise" else 0

    def _task_values(self, plan, document):
        """Values of the task that remedies this finding."""
        self.ensure_one()
        inspecting = self.inspection_id.inspecting_unit_id
        values = {
            "name": self.recommendation,
            "description": remedy_text(self),
            "plan_id": plan.id,
            "domain_id": self.domain_id.id,
            "source_document_id": document.id,
            "lead_unit_id": self.unit_id.id,
            "deadline": self.term,
        }
        # A committee confirms by the office that its plan names; nobody the own unit's work.
        if not inspecting.is_committee and not inspecting._is_within(self.unit_id):
            values["verifier_unit_id"] = inspecting.id
        return values
