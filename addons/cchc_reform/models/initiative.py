from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates, vietnamese
from .entered_values import derived_fields, entered_day, refuse_derived
from .evidence import EVIDENCE_READERS
from .initiative_workflow import (
    ASSESSED_AT,
    COUNCIL_ROLES,
    INITIATIVE_WORKFLOW,
    LEVEL_OF,
    LEVELS,
    STATES,
    UNIT_ROLES,
)

ORIGINS = [("inside", "Inside the province"), ("outside", "Outside the province")]
PROVINCE_STEPS = ("recognise_province", "decline", "record_province")


class Initiative(models.Model):
    """An initiative: what was wrong, what was thought of, and what it brought.

    Authors or their unit submit it; the initiative council of the unit assesses it, the unit
    recognises it by a decision and may propose it to the province. What is recognised is open to
    all inside, so that other units take it over; before, only the authors, the unit and those who
    handle it read it. Authors neither vote on it nor handle it. One from outside the province has
    no authors here: it is registered to be taken over.
    """

    _name = "cchc.initiative"
    _description = "Initiative"
    _inherit = ["cchc.workflow.mixin"]
    _order = "year desc, id desc"

    name = fields.Char(required=True)
    words_folded = fields.Char(
        string="Words to search by",
        compute="_compute_words_folded",
        store=True,
        index="trigram",
    )
    origin = fields.Selection(ORIGINS, required=True, default="inside")
    origin_place = fields.Char(
        string="Comes from", help="Province or agency that has applied it, with its document."
    )
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_unit_id(),
    )
    domain_id = fields.Many2one(
        "cchc.plan.domain", string="Reform domain", required=True, index=True, ondelete="restrict"
    )
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    author_ids = fields.One2many("cchc.initiative.author", "initiative_id", string="Authors")
    authors = fields.Char(string="Names of the authors", compute="_compute_authors", store=True)
    problem = fields.Text(help="What was before, and what was wrong with it.")
    solution = fields.Text(help="What is new, and how it is done.")
    effect = fields.Text()
    saving = fields.Float(string="Money saved (VND)", digits=(16, 0), help="In a year.")
    served = fields.Integer(string="People served", help="In a year.")
    pilot_place = fields.Char(string="Tried out at")
    pilot_from = fields.Date(string="Tried out from")
    pilot_to = fields.Date(string="Tried out until")
    pilot_result = fields.Text(string="Result of the trial")
    document_ids = fields.Many2many("cchc.legal.document", string="Documents")
    evidence_ids = fields.Many2many("cchc.evidence", groups=EVIDENCE_READERS)
    assessment_ids = fields.One2many(
        "cchc.initiative.assessment", "initiative_id", string="Assessments", readonly=True
    )
    replication_ids = fields.One2many("cchc.initiative.replication", "initiative_id", readonly=True)
    replication_count = fields.Integer(
        string="Units that took it over", compute="_compute_replications", store=True
    )
    replication_saving = fields.Float(
        string="Money saved there (VND)",
        digits=(16, 0),
        compute="_compute_replications",
        store=True,
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    unit_number = fields.Char(string="Unit's decision", readonly=True, copy=False)
    unit_date = fields.Date(string="Date of the unit's decision", readonly=True, copy=False)
    province_number = fields.Char(string="Province's decision", readonly=True, copy=False)
    province_date = fields.Date(string="Date of the province's decision", readonly=True, copy=False)
    return_reason = fields.Char(string="Why it was returned", readonly=True, copy=False)
    level = fields.Selection(LEVELS, string="Recognised at", compute="_compute_level", store=True)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )
    may_handle = fields.Boolean(compute="_compute_may_handle")
    in_my_units = fields.Boolean(string="Of my units", search="_search_in_my_units", store=False)

    _workflow = INITIATIVE_WORKFLOW

    _year_makes_sense = models.Constraint(
        "CHECK (year BETWEEN 1945 AND 2999)", "An initiative is of a year since 1945."
    )
    _effect_not_negative = models.Constraint(
        "CHECK (saving >= 0 AND saving < 1e15 AND served >= 0)",
        "Money saved and people served are 0 or more.",
    )
    _trial_ordered = models.Constraint(
        "CHECK (pilot_to >= pilot_from)", "A trial cannot end before the day it starts."
    )

    # -- defaults and computes -----------------------------------------------------------------

    @api.model
    def _default_unit_id(self):
        """The unit for which the user enters initiatives, where it is one only."""
        return self.env["cchc.unit.role"]._only_unit(UNIT_ROLES)

    @api.depends("author_ids.employee_id.name", "author_ids.outside_name")
    def _compute_authors(self):
        for one in self:
            # Names of staff are public inside.
            authors = one.sudo().author_ids
            one.authors = ", ".join(author._full_name() for author in authors)

    @api.depends("name", "authors", "problem", "solution", "effect")
    def _compute_words_folded(self):
        for one in self:
            said = (one.name, one.authors, one.problem, one.solution, one.effect)
            one.words_folded = vietnamese.fold(" ".join(filter(None, said)))

    @api.depends("state")
    def _compute_level(self):
        for one in self:
            one.level = LEVEL_OF.get(one.state, False)

    @api.depends("replication_ids.state", "replication_ids.saving")
    def _compute_replications(self):
        # Counted beside the fields of these records: read into ``replication_ids`` by superuser,
        # drafts of other units would be shown to all.
        rows = self.env["cchc.initiative.replication"]._read_group(
            [("initiative_id", "in", self.ids), ("state", "=", "confirmed")],
            ["initiative_id"],
            ["__count", "saving:sum"],
        )
        found = {one.id: (count, saving) for one, count, saving in rows}
        for one in self:
            one.replication_count, one.replication_saving = found.get(one._origin.id, (0, 0))

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "domain_id", "author_ids.employee_id")
    def _compute_may_handle(self):
        """Whether the user handles it at the level where it stands: for the buttons of the form."""
        for one in self:
            level = "province" if one.state in ("proposed", "recognised_province") else "unit"
            one.may_handle = not one._is_of(self.env.user) and bool(one._council_grant(level))

    def _is_of(self, user):
        """Whether ``user`` is an author: of the personnel card only that link is read."""
        self.ensure_one()
        return user in self.sudo().author_ids.employee_id.user_id

    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return Domain("words_folded", "ilike", vietnamese.fold(value))
        return super()._search_display_name(operator, value)

    def _search_in_my_units(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("unit_id", "child_of", self.env.user.role_unit_ids(*UNIT_ROLES))

    @api.constrains("pilot_from", "pilot_to")
    def _check_days(self):
        for one in self:
            entered_day(self.env, one.pilot_from)
            entered_day(self.env, one.pilot_to)

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Defaults of the caller never reach what follows from other fields."""
        defaults = super().default_get(fields)
        return {name: one for name, one in defaults.items() if name not in derived_fields(self)}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals and not self.env.su:
            # An author writes the own draft wherever it is, but enters it for no other unit.
            for one in self:
                self.env["cchc.unit.role"]._require(UNIT_ROLES, one.unit_id)
        return result

    # -- who -----------------------------------------------------------------------------------

    def _authorise(self, name):
        if name == "hand_over":
            # Follows from a rearrangement of units, which was checked; no method leads here.
            return [None] * len(self)
        return [one._grant_for(name) for one in self]

    def _grant_for(self, name):
        """Grant under which the user does the step; an author submits and recalls, no more."""
        self.ensure_one()
        if name in ("submit", "recall"):
            if self._is_of(self.env.user):
                return None
            return self.env["cchc.unit.role"]._require(UNIT_ROLES, self.sudo().unit_id)
        if name in PROVINCE_STEPS or (name == "cancel" and self.level == "province"):
            return self._require_council("province")
        return self._require_council("unit")

    def _require_council(self, level):
        """Grant of the user to handle the council of ``level``, who is no author.

        :raises AccessError: the user holds no such role, or is an author
        """
        self.ensure_one()
        if self._is_of(self.env.user):
            raise AccessError(self.env._("Another person handles your own initiative."))
        unit, domain, exact = self._council_scope(level)
        return self.env["cchc.unit.role"]._require(COUNCIL_ROLES[level], unit, domain, exact)

    def _council_grant(self, level):
        """As :meth:`_require_council`, but None where the user holds no such role."""
        unit, domain, exact = self._council_scope(level)
        return self.env["cchc.unit.role"]._find_grant(COUNCIL_ROLES[level], unit, domain, exact)

    def _council_scope(self, level):
        """Unit and domain of the role that handles the council, and whether for that unit only."""
        this = self.sudo()
        if level == "unit" or not this.unit_id:
            return this.unit_id, this.domain_id, False
        return this.unit_id.browse(this.unit_id._ancestors_and_self()[0]), this.domain_id, True

    def _audit_unit(self):
        return self.unit_id

    # -- steps ---------------------------------------------------------------------------------

    def action_submit(self):
        """Submit it to the council of the unit."""
        self._transition("submit", {"submitted_on": dates.today(), "return_reason": False})

    def _guard_submit(self, _on, _reason):
        for one in self:
            if one.origin == "outside":
                raise UserError(
                    self.env._("An initiative from outside is registered, not submitted.")
                )
            if not (one.problem and one.solution):
                raise UserError(
                    self.env._("Describe the problem and the solution of “%s”.", one.name)
                )
            one._check_shares()

    def _check_shares(self):
        """Refuse an initiative without authors, or whose shares do not add up to 100."""
        self.ensure_one()
        if not self.author_ids:
            raise UserError(
                self.env._("Name the authors of “%s” and their shares.", self.display_name)
            )
        # Hundredths of a percent are whole numbers: 33.33 and the like are added exactly.
        total = sum(round(author.share * 100) for author in self.author_ids)
        if total != 100_00:
            raise UserError(
                self.env._(
                    "The shares of the authors of “%(initiative)s” add up to %(total)s%%, not 100%%.",
                    initiative=self.name,
                    total=f"{total / 100:g}".replace(".", ","),
                )
            )

    def action_return(self, reason):
        """Send it back to the authors, with the reason."""
        self._transition("return", {"return_reason": reason}, reason)

    def action_recall(self, reason):
        """Take it back to the draft for the unit, before the council has met on it."""
        self._transition("recall", {"submitted_on": False}, reason)

    def _guard_recall(self, _on, _reason):
        for one in self:
            if one._assessment():
                raise UserError(
                    self.env._(
                        "The council has met on “%s”: it returns it, or assesses it.", one.name
                    )
                )

    def action_register(self):
        """Register one that comes from outside the province, to be taken over here."""
        self._transition("register")

    def _guard_register(self, _on, _reason):
        for one in self:
            if one.origin != "outside" or not one.origin_place:
                raise UserError(
                    self.env._("Say from which province or agency “%s” comes.", one.name)
                )
            if one.author_ids:
                raise UserError(
                    self.env._("An initiative from outside has no authors here: remove them.")
                )

    def action_assess(self):
        """Record that the council of the unit has assessed it."""
        self._transition("assess")

    def _guard_assess(self, on, _reason):
        for one in self:
            one._assessment()._check_complete(on)

    def action_recognise(self):
        """Recognise it at the unit, by the decision entered beside the assessment."""
        self._decide("recognise", "unit_number", "unit_date")

    def _guard_recognise(self, on, _reason):
        for one in self:
            one._assessment()._check_complete(on, passed=True)

    def action_refuse(self):
        """Record that it is not recognised, for the reason entered beside the assessment."""
        for one in self:
            one._transition("refuse", reason=one._assessment().reason)

    def _guard_refuse(self, on, _reason):
        for one in self:
            one._assessment()._check_complete(on, passed=False)

    def action_propose(self):
        """Propose it to the council of the province."""
        self._transition("propose")

    def action_recognise_province(self):
        """Recognise it at the province, by the decision entered beside the assessment."""
        self._decide("recognise_province", "province_number", "province_date")

    def _guard_recognise_province(self, on, reason):
        self._guard_recognise(on, reason)

    def action_decline(self):
        """Record that the province does not recognise it; it stays recognised by the unit."""
        for one in self:
            one._transition("decline", reason=one._assessment().reason)

    def _guard_decline(self, on, reason):
        self._guard_refuse(on, reason)

    def action_cancel(self, reason):
        """Take the recognition back, with the reason; it stays in the records."""
        self._transition("cancel", {"return_reason": reason}, reason)

    def _decide(self, name, number_field, date_field):
        self.check_access("read")
        for one in self:
            assessment = one._assessment()
            one._transition(
                name,
                {
                    number_field: assessment.decision_number,
                    date_field: assessment.decision_date,
                },
            )

    def _record(self, decisions):
        """Take in what was decided before: the steps without a council of the system.

        :param dict decisions: level -> number and date of its decision
        """
        days = [day for _number, day in decisions.values()]
        if max(days) > dates.today() or days != sorted(days):
            raise UserError(
                self.env._("The province decides after the unit, and neither on a day to come.")
            )
        number, day = decisions["unit"]
        self._transition("record", {"submitted_on": day, "unit_number": number, "unit_date": day})
        if "province" in decisions:
            number, day = decisions["province"]
            self._transition("record_province", {"province_number": number, "province_date": day})

    def _guard_record(self, on, reason):
        self._guard_submit(on, reason)

    def _assessment(self):
        """Assessment by the council of the level at which it stands; empty where there is none."""
        self.ensure_one()
        level = ASSESSED_AT.get(self.state)
        return self.assessment_ids.filtered(lambda one: one.level == level)

    def action_open_assessment(self):
        """Open the assessment of the council that it stands before, or a new one."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assessment by the council"),
            "res_model": "cchc.initiative.assessment",
            "res_id": self._assessment().id,
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_initiative_id": self.id},
        }

    # -- for awards ----------------------------------------------------------------------------

    @api.model
    def _recognised(self, employee_ids, year_from, year_to):
        """Recognitions of the initiatives of people, for the conditions of awards.

        One recognised by the province was recognised by the unit too, and is told of both; the
        year is the one that it was entered for. What was cancelled is not told.

        :return: dict of employee id -> list of (year, level "unit" or "province")
        """
        # That somebody has a recognised initiative is announced: only this is told.
        found = (
            self.env["cchc.initiative.author"]
            .sudo()
            .search(
                Domain("employee_id", "in", list(employee_ids))
                & Domain("initiative_id.level", "!=", False)
                & Domain("initiative_id.year", ">=", year_from)
                & Domain("initiative_id.year", "<=", year_to),
                order="id",
            )
        )
        recognised = {employee_id: [] for employee_id in employee_ids}
        for author in found:
            initiative = author.initiative_id
            levels = ("unit", "province") if initiative.level == "province" else ("unit",)
            recognised[author.employee_id.id] += [(initiative.year, level) for level in levels]
        return recognised
