from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, posts, staffing
from .entered_values import entered_day
from .staff_quota import STAFF_KINDS
from .staff_streamlining_workflow import (
    ABOVE,
    COST_SOURCES,
    NOT_ONE_S_OWN,
    OPEN_STATES,
    ROLES_OF,
    STATES,
    STREAMLINING_WORKFLOW,
)

LARGEST_COST = 10**12


class StaffStreamlining(models.Model):
    """One person who leaves by a policy of streamlining, from the unit's list to the settlement.

    It is personal: only the HR officers and heads of the unit and above see it, and, from the
    day it is listed on, the standing office, leaders and auditors. It never moves the cut of
    assigned numbers (``cchc.staff.streamlining.programme``), and it ends no post by itself.
    """

    _name = "cchc.staff.streamlining"
    _description = "Streamlining case"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "employee_id"

    employee_id = fields.Many2one(
        "hr.employee", string="Person", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    title = fields.Char(
        string="Post title",
        compute="_compute_from_post",
        store=True,
        precompute=True,
        readonly=False,
    )
    kind = fields.Selection(
        STAFF_KINDS,
        string="Kind of staff",
        compute="_compute_from_post",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    category_id = fields.Many2one(
        "cchc.staff.streamlining.category", index=True, ondelete="restrict"
    )
    policy_id = fields.Many2one("cchc.staff.streamlining.policy", index=True, ondelete="restrict")
    basis_id = fields.Many2one(
        "cchc.staff.streamlining.basis", string="Legal basis", index=True, ondelete="restrict"
    )
    is_certain = fields.Boolean(string="Confirmed", compute="_compute_is_certain")
    leaving_on = fields.Date(string="Leaving date", help="The last day in the post.")
    cost = fields.Float(string="Cost (VND)", digits=(15, 0), help="As estimated, in whole VND.")
    cost_source = fields.Selection(COST_SOURCES, string="Source of money")
    cost_note = fields.Char(string="Note on the money")
    list_number = fields.Char(string="List or period", help="For instance “Đợt 1/2026”.")
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    note = fields.Text()
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True, tracking=True
    )
    proposed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.uid
    )
    listed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    listed_on = fields.Date(readonly=True, copy=False)
    return_reason = fields.Char(string="Why it was returned", readonly=True, copy=False)
    appraised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    appraised_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", string="Decision recorded by", readonly=True, copy=False
    )
    decision_number = fields.Char(readonly=True, copy=False)
    decision_date = fields.Date(string="Date of the decision", readonly=True, copy=False)
    decided_cost = fields.Float(
        string="Cost decided (VND)", digits=(15, 0), readonly=True, copy=False
    )
    settled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    settled_on = fields.Date(string="Paid on", readonly=True, copy=False)
    settled_cost = fields.Float(string="Paid (VND)", digits=(15, 0), readonly=True, copy=False)
    open_post_ids = fields.Many2many(
        "cchc.staff.appointment", string="Posts that go on", compute="_compute_open_post_ids"
    )

    _workflow = STREAMLINING_WORKFLOW

    _cost_not_negative = models.Constraint(
        "CHECK (cost >= 0 AND decided_cost >= 0 AND settled_cost >= 0)",
        "A cost is not below zero.",
    )
    # The same is checked with a sentence before; this holds when two sessions write at once.
    _one_open_case = models.UniqueIndex(
        "(employee_id) WHERE state IN ('draft', 'listed', 'appraised', 'decided')",
        "The person already has an open streamlining case.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("employee_id", "unit_id")
    def _compute_from_post(self):
        """Title and kind of staff follow from the post that the person holds in the unit."""
        for case in self:
            post = case._posts_on(case.leaving_on or dates.today())[:1]
            case.title = post.title or case.title
            case.kind = post.staff_kind or case.kind or staffing.CIVIL_SERVANT

    @api.onchange("employee_id")
    def _onchange_employee_id(self):
        """The unit is that of the post under which the person is counted on the day."""
        Post = self.env["cchc.staff.appointment"]
        held = self.employee_id and Post.search(
            Domain("employee_id", "=", self.employee_id.id)
            & Domain("mode", "not in", posts.BESIDES)
            & Post._domain_on(self.leaving_on or dates.today()),
            limit=1,
        )
        if held:
            self.unit_id = held.unit_id

    @api.depends("category_id.confirmation", "policy_id.confirmation", "basis_id.confirmation")
    def _compute_is_certain(self):
        for case in self:
            terms = (case.category_id, case.policy_id, case.basis_id)
            case.is_certain = all(term.confirmation == "confirmed" for term in terms)

    @api.depends("employee_id", "unit_id", "leaving_on", "state")
    def _compute_open_post_ids(self):
        for case in self:
            decided = case.state in ("decided", "settled") and case.leaving_on
            case.open_post_ids = decided and case._posts_on(case.leaving_on).filtered(
                lambda post, day=case.leaving_on: not post.date_to or post.date_to > day
            )

    @api.depends("employee_id.name", "unit_id.name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = self.env._(
                "%(person)s (%(unit)s)",
                person=case.employee_id.name or "",
                unit=case.unit_id.name or "",
            )

    def _posts_on(self, day):
        """Posts of the person in the unit, or below it, on ``day``; those counted there first."""
        self.ensure_one()
        Post = self.env["cchc.staff.appointment"]
        if not (self.employee_id and self.unit_id):
            return Post
        return Post.search(
            Domain("employee_id", "=", self.employee_id.id)
            & Domain("unit_id", "child_of", self.unit_id.id)
            & Post._domain_on(day)
        ).sorted(lambda post: (post.mode in ("concurrent", "seconded"), post.id))

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        names = ["employee_id", "unit_id", "leaving_on"]
        defaults = self.default_get(names)
        planned = [{**defaults, **vals} for vals in vals_list]
        self._check_people([[values.get(name) for name in names] for values in planned])
        return super().create([self._with_money(vals) for vals in vals_list])

    def write(self, vals):
        names = ["employee_id", "unit_id", "leaving_on"]
        if not vals.keys().isdisjoint(names):
            self.check_access("write")
            self._check_people([[vals.get(name, case[name]) for name in names] for case in self])
        return super().write(self._with_money(vals))

    def _check_people(self, planned):
        """Refuse people who hold no post in the unit, and those who have an open case.

        Whether somebody has a case is told only to who keeps the cases of the unit in which that
        person is counted: a concurrent post, or one of other days, any HR officer can enter.

        :param planned: lists of a person, a unit and a leaving date, as records or values
        """
        seen = set()
        for person, unit, day in planned:
            person = self.env["hr.employee"].browse(_id_of(person))
            unit = self.env["hr.department"].browse(_id_of(unit)).exists()
            if not (person and unit):
                continue  # what is required is missing, and said by the field
            if not self.env.su:
                self.env["cchc.unit.role"]._require(("hr",), unit)
            day = entered_day(self.env, day) or dates.today()
            values = {"employee_id": person.id, "unit_id": unit.id}
            names = {
                "person": person.sudo().name or "",
                "unit": unit.name,
                "day": dates.format_date(day),
            }
            if not self.new(values)._posts_on(day):
                raise ValidationError(
                    self.env._("%(person)s holds no post in %(unit)s on %(day)s.", **names)
                )
            if other := not self.env.su and self._counted_elsewhere(person, unit):
                raise ValidationError(
                    self.env._(
                        "%(person)s is counted in %(other)s, whose HR officer proposes the case.",
                        other=other.name,
                        **names,
                    )
                )
            # Cases of other units are not the user's to read; only that there is one is told.
            others = self.sudo().search_count(
                Domain("employee_id", "=", person.id)
                & Domain("state", "in", OPEN_STATES)
                & Domain("id", "not in", self.ids),
                limit=1,
            )
            if others or person in seen:
                raise ValidationError(
                    self.env._("%(person)s already has an open streamlining case.", **names)
                )
            seen.add(person)

    @api.model
    def _counted_elsewhere(self, person, unit):
        """Unit outside of ``unit`` in which the person is counted today; empty if in none."""
        Post = self.env["cchc.staff.appointment"]
        return Post.search(
            Domain("employee_id", "=", person.id)
            & Domain("mode", "not in", posts.BESIDES)
            & ~Domain("unit_id", "child_of", unit.id)
            & Post._domain_on(dates.today()),
            limit=1,
        ).unit_id

    def _with_money(self, vals):
        if "cost" not in vals:
            return vals
        return {**vals, "cost": self._whole_money(vals["cost"], "cost")}

    @api.model
    def _whole_money(self, value, name):
        """``value`` as a whole number of VND.

        :raises ValidationError: it is none, or lies below zero or beyond all measure
        """
        try:
            number = float(value or 0)
            sound = 0 <= number <= LARGEST_COST and number == int(number)
        except (TypeError, ValueError, OverflowError):
            sound = False
        if not sound:
            raise ValidationError(
                self.env._(
                    "“%(field)s” is a whole number of VND from 0 to %(largest)s.",
                    field=self._fields[name]._description_string(self.env),
                    largest=f"{LARGEST_COST:,}".replace(",", "."),
                )
            )
        return number

    # -- who -----------------------------------------------------------------------------------

    def _authorise(self, name):
        return [case.sudo()._grant_for(name) for case in self]

    def _grant_for(self, name):
        """Grant under which the user does the step; another person does it in one's own case."""
        self.ensure_one()
        Role, unit = self.env["cchc.unit.role"], self.unit_id
        if name in NOT_ONE_S_OWN and self.employee_id.user_id == self.env.user:
            raise AccessError(
                self.env._("Another person decides on your own case: “%s”.", self.display_name)
            )
        if name in ABOVE:
            for grant in Role._scope(("hr",)):
                if grant.unit_id != unit.id and grant.covers(unit):
                    return grant
        roles = ROLES_OF[name]
        if name == "cancel" and self.state == "decided":
            roles = ROLES_OF["decide"]
        return Role._require(roles, unit)

    def _audit_unit(self):
        return self.unit_id

    def _audit_row(self, action, old, new, on, reason, grant=None):
        """History names the case, not the person: more people read it than the case."""
        row = super()._audit_row(action, old, new, on, reason, grant)
        row["res_name"] = self.env._("Streamlining case no. %s", self.id)
        return row

    # -- steps ---------------------------------------------------------------------------------

    def action_list(self):
        """Submit for the unit what its HR officer proposed."""
        self._transition(
            "list",
            {"listed_by_id": self.env.uid, "listed_on": dates.today(), "return_reason": False},
        )

    def action_return(self, reason):
        """Send it back to the unit, with the reason."""
        self._transition(
            "return",
            {
                "listed_by_id": False,
                "listed_on": False,
                "appraised_by_id": False,
                "appraised_on": False,
                "return_reason": reason,
            },
            reason,
        )

    def action_appraise(self):
        """Confirm that category, policy, basis and cost are right."""
        self._transition(
            "appraise", {"appraised_by_id": self.env.uid, "appraised_on": dates.today()}
        )

    def action_reject(self, reason):
        """Refuse it, with the reason."""
        self._transition("reject", reason=reason)

    def action_decide(self, number, date, cost=None):
        """Record the signed decision.

        :param str number: as printed
        :param date: day of the decision (ISO)
        :param cost: whole VND that it grants; the estimate where none is given
        """
        day = entered_day(self.env, date)
        number = number.strip() if isinstance(number, str) else ""
        if not number or not day:
            raise UserError(self.env._("Give the number and date of the decision, as printed."))
        if day > dates.today():
            raise UserError(self.env._("A decision that is recorded is not of a day to come."))
        for case in self:
            case.check_access("read")
            granted = case.cost if cost is None else cost
            case._transition(
                "decide",
                {
                    "decided_by_id": self.env.uid,
                    "decision_number": number,
                    "decision_date": day,
                    "decided_cost": self._whole_money(granted, "decided_cost"),
                },
            )

    def action_settle(self, date, cost=None):
        """Record that it was paid.

        :param date: day of the payment (ISO)
        :param cost: whole VND paid; what was decided where none is given
        """
        day = entered_day(self.env, date)
        if not day or day > dates.today():
            raise UserError(self.env._("Give the day of the payment, not one to come."))
        for case in self:
            case.check_access("read")
            if case.decision_date and day < case.decision_date:
                raise UserError(
                    self.env._(
                        "“%(case)s” is not paid before its decision of %(date)s.",
                        case=case.display_name,
                        date=dates.format_date(case.decision_date),
                    )
                )
            paid = case.decided_cost if cost is None else cost
            case._transition(
                "settle",
                {
                    "settled_by_id": self.env.uid,
                    "settled_on": day,
                    "settled_cost": self._whole_money(paid, "settled_cost"),
                },
            )

    def action_cancel(self, reason):
        """Give it up, with the reason."""
        for case in self:  # who may depends on the state
            case._transition("cancel", reason=reason)

    def _guard_list(self, on, reason):
        self._check_complete()

    def _guard_appraise(self, on, reason):
        self._check_complete()

    def _guard_decide(self, on, reason):
        self._check_complete()

    def _check_complete(self):
        for case in self:
            needed = ("category_id", "policy_id", "basis_id", "leaving_on", "cost_source")
            missing = [name for name in needed if not case[name]]
            if missing:
                raise UserError(
                    self.env._(
                        "“%(case)s” is not complete: %(fields)s.",
                        case=case.display_name,
                        fields=case._labels_of(missing),
                    )
                )
            fault = case.basis_id._fault_on(case.leaving_on)
            if fault:
                raise UserError(
                    self.env._("%(case)s: %(fault)s", case=case.display_name, fault=fault)
                )

    # -- posts ---------------------------------------------------------------------------------

    def action_end_posts(self):
        """End the person's posts in the unit on the leaving date, by the user's right on posts."""
        for case in self:
            case.check_access("read")
            if not case.open_post_ids:
                raise UserError(
                    self.env._(
                        "“%(case)s” is not decided, or no post goes on after the leaving date.",
                        case=case.display_name,
                    )
                )
            case.open_post_ids.write(
                {
                    "date_to": case.leaving_on,
                    # Posts are a public directory: the reason does not tell the policy.
                    "change_reason": self.env._(
                        "Decision %(number)s of %(date)s",
                        number=case.decision_number,
                        date=dates.format_date(case.decision_date),
                    ),
                }
            )
            case.invalidate_recordset(["open_post_ids"])

    # -- the list ------------------------------------------------------------------------------

    def action_print_list(self):
        """Download the list of these cases as a workbook; the history tells of it."""
        return self.env["cchc.staff.streamlining.workbook"]._print_list(self)


def _id_of(value):
    return value.id if isinstance(value, models.BaseModel) else value
