from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import awards, dates
from ..report.nomination_documents import DECISION, LIST, SUBMISSION, issuer_of
from .award_authority import AUTHORITIES
from .award_nomination_workflow import (
    ENTERED,
    ENTERERS,
    MOST_PRINTED,
    NOMINATION_WORKFLOW,
    OF_UNIT,
    OFFICE,
    STATES,
    UNIT_ROLES,
)
from .award_title import FIRST_YEAR
from .entered_values import entered_day

COUNTS = (
    ("unit_members", "unit_present", "unit_favour"),
    ("council_members", "council_present", "council_favour"),
)


class AwardNomination(models.Model):
    """A person or a collective proposed for a title for a year, from registration to decision.

    Who handles it sees it: HR officers and heads of the unit and above, the standing office, and
    leaders from the day it is proposed; the findings tell of ratings and discipline. It has no
    chatter, for mail would tell of them. The short way, for sudden achievements, has neither
    councils nor consultation. What is decided goes to the register (``cchc.award``).
    """

    _name = "cchc.award.nomination"
    _description = "Nomination for an award"
    _inherit = [
        "cchc.unit.move.mixin",
        "cchc.award.subject.mixin",
        "cchc.checked.file.mixin",
        "cchc.workflow.mixin",
    ]
    _order = "year desc, unit_id, id"

    unit_id = fields.Many2one(default=lambda self: self._default_unit_id())
    campaign_id = fields.Many2one(
        "cchc.award.campaign",
        index="btree_not_null",
        ondelete="restrict",
        help="In which it was earned, of a thematic one.",
    )
    block_id = fields.Many2one(
        "cchc.award.block",
        string="Proposed by the block",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    registered_on = fields.Date(
        required=True, default=lambda self: dates.today(), copy=False, help="With the unit's list."
    )
    late_note = fields.Char(string="Registration", compute="_compute_late_note")
    achievements = fields.Text(help="What was achieved in the year, with figures.")
    evidence = fields.Text(help="Documents that prove it, by number and date.")
    file = fields.Binary(string="Report of achievements (file)")
    unit_council_on = fields.Date(string="Unit's council met on", copy=False)
    unit_minutes = fields.Text(string="Minutes of the unit's council", copy=False)
    unit_members = fields.Integer(string="Number of members of the unit's council", copy=False)
    unit_present = fields.Integer(string="Present in the unit's council", copy=False)
    unit_favour = fields.Integer(string="In favour in the unit's council", copy=False)
    appraisal = fields.Text(string="Opinion of the emulation office", copy=False)
    consultation_ids = fields.One2many("cchc.award.consultation", "nomination_id")
    no_consultation_reason = fields.Char(string="Why nobody was consulted", copy=False)
    council_on = fields.Date(string="Council met on", copy=False)
    council_minutes = fields.Text(string="Minutes of the council", copy=False)
    vote_ids = fields.One2many("cchc.award.vote", "nomination_id", string="Votes by member")
    council_members = fields.Integer(
        string="Number of members of the council",
        compute="_compute_council",
        store=True,
        readonly=False,
        copy=False,
        help="Without those who step aside. Entered, or counted from the votes by member.",
    )
    council_present = fields.Integer(
        string="Present in the council",
        compute="_compute_council",
        store=True,
        readonly=False,
        copy=False,
    )
    council_favour = fields.Integer(
        string="In favour in the council",
        compute="_compute_council",
        store=True,
        readonly=False,
        copy=False,
    )
    check_ids = fields.One2many("cchc.award.nomination.check", "nomination_id", string="Conditions")
    unmet_count = fields.Integer(string="Conditions not met", compute="_compute_counts")
    unexplained_count = fields.Integer(
        string="Conditions not met, without a reason", compute="_compute_counts"
    )
    open_count = fields.Integer(string="Still to be confirmed", compute="_compute_counts")
    check_note = fields.Char(string="Check of the conditions", compute="_compute_counts")
    registered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    proposed_on = fields.Date(readonly=True, copy=False)
    appraised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    appraised_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", string="Decision recorded by", readonly=True, copy=False
    )
    decision_number = fields.Char(readonly=True, copy=False)
    decision_date = fields.Date(string="Date of the decision", readonly=True, copy=False)
    authority = fields.Selection(AUTHORITIES, string="Decided by", readonly=True, copy=False)
    award_id = fields.Many2one("cchc.award", readonly=True, copy=False, ondelete="restrict")
    return_reason = fields.Char(string="Why it was returned", readonly=True, copy=False)
    end_reason = fields.Char(string="Why it ended", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="registered", required=True, readonly=True, copy=False, index=True
    )

    _workflow = NOMINATION_WORKFLOW

    _year_sound = models.Constraint(
        "CHECK (year BETWEEN 1945 AND 2999)", "The year lies between 1945 and 2999."
    )
    _person_once = models.UniqueIndex(
        "(title_id, employee_id, year) WHERE state NOT IN ('rejected', 'withdrawn')"
        " AND kind = 'merit' AND employee_id IS NOT NULL",
        "This person is nominated for this title for this year already.",
    )
    _unit_once = models.UniqueIndex(
        "(title_id, unit_id, year) WHERE state NOT IN ('rejected', 'withdrawn')"
        " AND kind = 'merit' AND employee_id IS NULL",
        "This collective is nominated for this title for this year already.",
    )

    # -- defaults, computes --------------------------------------------------------------------

    def _default_unit_id(self):
        return self.env["cchc.unit.role"]._first_unit(UNIT_ROLES)

    @api.depends("registered_on", "year", "kind", "block_id")
    def _compute_late_note(self):
        for one in self:
            one.late_note = False
            # A block ends with the year: whom it proposes could not register before.
            if one.block_id:
                continue
            if one.kind == "merit" and one.registered_on and 1945 <= one.year <= 2999:
                last = date(one.year, 3, 31)
                if one.registered_on > last:
                    one.late_note = self.env._(
                        "Registered after the first quarter (until %(date)s; to verify).",
                        date=dates.format_date(last),
                    )

    @api.depends("vote_ids.vote")
    def _compute_council(self):
        for one in self:
            votes = one.vote_ids.mapped("vote")
            if not votes:  # counted by hand
                one.council_members = one.council_members
                one.council_present = one.council_present
                one.council_favour = one.council_favour
                continue
            one.council_members = len(votes) - votes.count("aside")
            one.council_present = votes.count("favour") + votes.count("against")
            one.council_favour = votes.count("favour")

    @api.depends("check_ids.status", "check_ids.state")
    def _compute_counts(self):
        # That there are lines is no secret, what they say is: the rules hide it at first.
        Check = self.env["cchc.award.nomination.check"].sudo()
        checked = {
            one.id
            for (one,) in Check._read_group([("nomination_id", "in", self.ids)], ["nomination_id"])
        }
        for one in self:
            lines = one.check_ids
            one.unmet_count = len(lines.filtered(lambda line: line.status == awards.UNMET))
            one.unexplained_count = len(
                lines.filtered(lambda line: (line.status, line.state) == (awards.UNMET, "found"))
            )
            one.open_count = len(lines.filtered(lambda line: line._is_open()))
            if one.unexplained_count:
                one.check_note = self.env._("%s not met", one.unmet_count)
            elif one.unmet_count and not one.open_count:
                one.check_note = self.env._("%s not met, each with a reason", one.unmet_count)
            elif one.open_count:
                one.check_note = self.env._("%s to be confirmed by hand", one.open_count)
            elif lines:
                one.check_note = self.env._("All met or confirmed")
            elif one._origin.id in checked:
                one.check_note = self.env._("Shown once it is proposed")
            else:
                one.check_note = self.env._(
                    "No condition is entered that was in force in that year."
                )

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("campaign_id", "kind", "unit_id")
    def _check_campaign(self):
        for one in self.filtered("campaign_id"):
            if one.kind != "thematic":
                raise ValidationError(self.env._("A nomination of a campaign is thematic."))

    @api.constrains("registered_on", "unit_council_on", "council_on")
    def _check_days(self):
        for one in self:
            for name in ("registered_on", "unit_council_on", "council_on"):
                day = entered_day(self.env, one[name])
                if day and day > dates.today():
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” is not a day to come.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains(*(name for names in COUNTS for name in names))
    def _check_counts(self):
        for one in self:
            for members, present, favour in COUNTS:
                if not 0 <= one[favour] <= one[present] <= one[members] <= 1000:
                    raise ValidationError(
                        self.env._(
                            "In a council no more are in favour than present, and no more present "
                            "than there are members."
                        )
                    )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        nominations = super().create(vals_list)
        for one in nominations:
            # Of the result: values may be defaults of the caller.
            one._check_hand({"unit_id"} | {name for name in OFFICE if one[name]})
        with nominations._permit({"registered_by_id"}):
            # The system keeps who registered it; the caller gives no such value.
            nominations.sudo().write({"registered_by_id": self.env.uid})
        nominations._keep_trace("create")
        nominations._check_anew()
        return nominations

    def unlink(self):
        self._keep_trace("unlink")
        return super().unlink()

    def _keep_trace(self, action):
        """History of who asked about whom: the check tells of discipline."""
        names = ("title_id", "employee_id", "unit_id", "year")
        nothing = dict.fromkeys(names, False)
        rows = []
        for one in self.sudo():
            old, new = nothing, one._audit_values(names)
            if action == "unlink":
                old, new = new, old
            rows.append(one._audit_row(action, old, new, dates.today(), ""))
        self.env["cchc.audit.entry"]._append(rows)

    def write(self, vals):
        names = vals.keys() & ENTERED
        if names and not self.env.su:
            self.check_access("write")
            if not names.isdisjoint(COUNTS[1]) and self.sudo().vote_ids:
                raise UserError(
                    self.env._("The votes by member are counted: change them, not their sums.")
                )
            for one in self:
                one._check_hand(names)
        result = super().write(vals)
        if "unit_id" in vals:
            for one in self:
                one._check_hand({"unit_id"})
        if not vals.keys().isdisjoint(("title_id", "employee_id", "unit_id", "year")):
            # What was confirmed was so of another. The lines are the system's.
            self.sudo().check_ids._unconfirm()
            self._check_anew()
        return result

    def _check_hand(self, names):
        """The unit writes what it proposes, the emulation office what it appraises."""
        self.ensure_one()
        if self.env.su:
            return
        self._refuse_own()
        if names & OFFICE:
            self._require_office()
        if names & OF_UNIT:
            self.env["cchc.unit.role"]._require(UNIT_ROLES, self.unit_id)

    # -- who -----------------------------------------------------------------------------------

    def _is_of(self, user):
        """Whether ``user`` is nominated: of the personnel card only that link is read."""
        self.ensure_one()
        return bool(self.sudo().employee_id.user_id & user)

    def _office_grant(self):
        """Grant of the emulation office for this nomination, or None.

        It is the standing office of the level; of base titles, which the agency's head decides
        on, also the agency's HR officer.
        """
        self.ensure_one()
        this = self.sudo()
        base = this.title_id.level == "base"
        roles = ("standing_office", "hr") if base else ("standing_office",)
        return self.env["cchc.unit.role"]._find_grant(roles, this.unit_id)

    def _require_office(self):
        """Grant of the emulation office; the nominated person is not in charge of the own case."""
        self._refuse_own()
        grant = self._office_grant()
        if not grant:
            raise AccessError(
                self.env._("Only the emulation office of the level (standing office) does this.")
            )
        return grant

    def _require_of_unit(self):
        """Grant of who answers for exactly the unit, or for the agency that it is a division of.

        Whoever stands above would be told of people of others by proposing them.
        """
        unit = self.sudo().unit_id
        own = unit.id in self.env.user.answering_unit_ids(*UNIT_ROLES)
        return self.env["cchc.unit.role"]._require(UNIT_ROLES, unit, exact=not own)

    def _refuse_own(self):
        if self._is_of(self.env.user):
            raise AccessError(self.env._("Another person handles your own nomination."))

    def _authorise(self, name):
        return [one._grant_for(name) for one in self]

    def _grant_for(self, name):
        self.ensure_one()
        Role, unit = self.env["cchc.unit.role"], self.sudo().unit_id
        if name == "withdraw":
            return Role._require(UNIT_ROLES, unit)
        self._refuse_own()
        if name == "propose":
            return self._require_of_unit()
        if name in ("decide", "reject") and self.sudo().title_id.level == "base":
            return Role._require(ENTERERS, unit)
        return self._require_office()

    def _audit_unit(self):
        return self.unit_id

    def _audit_row(self, action, old, new, on, reason, grant=None):
        """History names the nomination, not the person: more people read it."""
        row = super()._audit_row(action, old, new, on, reason, grant)
        row["res_name"] = self.env._("Nomination no. %s", self.id)
        return row

    # -- the check -----------------------------------------------------------------------------

    @api.model
    def _facts(self, nominations):
        """What other registers tell of the nominated: rating, initiatives, discipline.

        Of ratings and discipline it is told of who is in post in the unit, and before the
        proposal only to those who answer for exactly that unit: a nomination is no way to ask
        about the people of others. So it is with the reform rating of the unit's head, which is
        announced inside. Of reviews of a collective it is always told: whoever reads the findings
        holds, for the unit, a role that reads the reviews.

        :return: dict nomination -> ``kernel.awards.Facts``; what is not told is confirmed by hand
        """
        Rating, Initiative = self.env["cchc.rating"], self.env["cchc.initiative"]
        facts, today = {}, dates.today()
        told = self._told_of(nominations, today)
        by_years = nominations.grouped(lambda one: (one._first_year(), one.year))
        for (first, year), ones in by_years.items():
            people, units = ones.employee_id.ids, (ones - ones.filtered("employee_id")).unit_id.ids
            levels = Rating._announced_levels(people, [year])
            unit_levels = Rating._announced_unit_levels(units, [year])
            reform = Rating._announced_reform_levels(ones.unit_id.ids, [year])
            recognised = Initiative._recognised(people, FIRST_YEAR, year)
            barred = self.env["cchc.discipline.case"]._bars_awards(people, year, today, first)
            reviewed = self.env["cchc.discipline.review"]._bars_awards(units, year, first)
            for one in ones:
                person, unit = one.employee_id.id, one.unit_id.id
                known = (
                    awards.Facts(
                        levels.get((person, year)) if one in told else None,
                        tuple(recognised[person]),
                        person in barred if one in told else None,
                    )
                    if person
                    else awards.Facts(unit_levels.get((unit, year)), barred=unit in reviewed)
                )
                facts[one] = known._replace(
                    reform=reform.get((unit, year)) if one in told else None
                )
        return facts

    def _first_year(self):
        """The first of the years that the title counts."""
        self.ensure_one()
        conditions = self.title_id._conditions_of(self.year)
        return awards.first_year([one._plain() for one in conditions], self.year)

    @api.model
    def _told_of(self, nominations, today):
        """Those of ``nominations`` whose check may use ratings and discipline, see :meth:`_facts`."""
        own = set(self.env.user.answering_unit_ids(*UNIT_ROLES))
        Post = self.env["cchc.staff.appointment"].sudo()  # where somebody is in post is public
        places = Post._places_of(nominations.employee_id, today)
        return nominations.filtered(
            lambda one: (
                (
                    one.state != "registered"
                    or one.unit_id.id in own
                    or self.env.user._is_superuser()
                )
                and (
                    not one.employee_id
                    or any(unit._is_within(one.unit_id) for unit in places.get(one.employee_id, ()))
                )
            )
        )

    def _check_anew(self):
        """Find again what is met, and keep it; what was confirmed or excused stays so.

        The findings belong to the system: who writes the nomination does not write them.
        """
        nominations = self.sudo()
        titles = nominations.title_id.condition_ids.earlier_title_id
        held = {
            **titles._held(nominations.employee_id),
            **titles._held(nominations.filtered(lambda one: not one.employee_id).unit_id),
        }
        facts = self._facts(nominations)
        Check = self.env["cchc.award.nomination.check"].sudo()
        wanted = [
            values
            for one in nominations
            for values in one._findings(held[one.employee_id or one.unit_id], facts[one])
        ]
        Check._keep(nominations, wanted)

    def _findings(self, held, facts):
        """Values of the lines of the check, in order."""
        self.ensure_one()
        facts = facts._replace(
            members=self.council_members,
            present=self.council_present,
            favour=self.council_favour,
        )
        conditions = self.title_id._conditions_of(self.year, self.council_on)
        found = awards.check([one._plain() for one in conditions], held, self.year, facts)
        lines = [
            {
                "condition_id": finding.ref.id,
                "kind": finding.ref.kind,
                "status": finding.status,
                "missing": ", ".join(map(str, finding.missing or (finding.found or "",))),
                "sentence": finding.ref._told(finding),
            }
            for finding in found
        ]
        kinds = set(conditions.mapped("kind"))
        if awards.DISCIPLINE not in kinds:
            # Whatever the title asks for, who is under discipline is not passed unseen.
            plain = awards.Condition(None, awards.DISCIPLINE)
            (finding,) = awards.check([plain], {}, self.year, facts)
            years = awards.span(self._first_year(), self.year)
            lines.append(
                {
                    "condition_id": False,
                    "kind": awards.DISCIPLINE,
                    "status": finding.status,
                    "missing": "",
                    "sentence": self._told_of_discipline(finding.status, years),
                }
            )
        if self.kind == "sudden":  # the short way has no council
            lines = [line for line in lines if line["kind"] not in awards.OF_COUNCIL]
        return [
            {**line, "nomination_id": self.id, "sequence": number}
            for number, line in enumerate(lines, 1)
        ]

    def _told_of_discipline(self, status, years):
        """Sentence on discipline where the title itself asks for nothing."""
        self.ensure_one()
        if status != awards.UNMET:
            return self.env._(
                "To be checked by hand: no discipline or investigation, %(years)s (no condition "
                "of the title itself: what the law says is to verify).",
                years=years,
            )
        if self.employee_id:
            return self.env._(
                "Not met: no discipline or investigation; one of %(years)s, or one going on, is "
                "registered (no condition of the title itself: what the law says is to verify).",
                years=years,
            )
        return self.env._(
            "Not met: no review or criticism of the collective; one of %(years)s is registered "
            "(no condition of the title itself: what the law says is to verify).",
            years=years,
        )

    def action_check(self):
        """Find again what is met today."""
        self.check_access("read")
        Role = self.env["cchc.unit.role"]
        for one in self:
            if one.state in ("decided", "rejected", "withdrawn"):
                raise UserError(self.env._("The nomination has ended: its check is kept."))
            one._refuse_own()
            # At first it is the unit's own, who alone is told of ratings and discipline.
            if one.state == "registered":
                one._require_of_unit()
            elif not one._office_grant():
                Role._require(UNIT_ROLES, one.sudo().unit_id)
        self._check_anew()

    def _require_checked(self, later=(), by_hand=True):
        """Refuse a step while conditions are unmet without a reason, or not yet confirmed.

        :param later: kinds of conditions that only a later step shows
        """
        self._check_anew()
        for one in self:
            lines = one.check_ids.filtered(lambda line: line.kind not in later)
            unmet = lines.filtered(lambda line: line.standing == awards.UNMET)
            lost = unmet.filtered(lambda line: line.kind in awards.OF_COUNCIL)
            if lost:
                raise UserError(
                    self.env._(
                        "The council did not carry “%(nomination)s”: it is not approved, or "
                        "returned to the unit.\n%(unmet)s",
                        nomination=one.display_name,
                        unmet="\n".join(lost.mapped("sentence")),
                    )
                )
            if unmet:
                raise UserError(
                    self.env._(
                        "Give, for each of these conditions, the reason why “%(nomination)s” goes "
                        "on all the same:\n%(unmet)s",
                        nomination=one.display_name,
                        unmet="\n".join(unmet.mapped("sentence")),
                    )
                )
            still = lines.filtered(lambda line: line._is_open())
            if by_hand and still:
                raise UserError(
                    self.env._(
                        "Confirm by hand first, of “%(nomination)s”:\n%(open)s",
                        nomination=one.display_name,
                        open="\n".join(still.mapped("sentence")),
                    )
                )

    # -- steps ---------------------------------------------------------------------------------

    def action_propose(self):
        """Propose it for the unit, after the unit's council; a sudden one without it."""
        self._propose()

    def _propose(self, on=None):
        day = on or dates.today()
        values = {"proposed_by_id": self.env.uid, "proposed_on": day, "return_reason": False}
        self._transition("propose", values, on=day)

    def _guard_propose(self, on, reason):
        for one in self:
            if not one.achievements:
                raise UserError(
                    self.env._("Enter the achievements of “%s” first.", one.display_name)
                )
            if one.kind != "sudden" and not (
                one.unit_council_on and one.unit_minutes and one.unit_present
            ):
                raise UserError(
                    self.env._(
                        "Enter date, minutes and votes of the unit's council on “%s” first.",
                        one.display_name,
                    )
                )
            if one.unit_present and one.unit_favour * 2 <= one.unit_present:
                raise UserError(
                    self.env._(
                        "In the unit's council not more than half of those present are in favour "
                        "of “%s” (a plain majority, no figure of the law).",
                        one.display_name,
                    )
                )
        self._require_checked(later=awards.OF_COUNCIL, by_hand=False)

    def action_appraise(self):
        """Confirm the appraisal: each condition is met, confirmed, or has a reason of its own."""
        self._appraise()

    def _appraise(self, on=None):
        day = on or dates.today()
        values = {"appraised_by_id": self.env.uid, "appraised_on": day}
        self._transition("appraise", values, on=day)

    def _guard_appraise(self, on, reason):
        for one in self:
            if not one.appraisal:
                raise UserError(
                    self.env._(
                        "Enter the opinion of the emulation office on “%s” first.", one.display_name
                    )
                )
        self._require_checked(later=awards.OF_COUNCIL)

    def action_vote(self):
        """Record the meeting of the council, after the consultation."""
        self._transition("vote")

    def _guard_vote(self, on, reason):
        for one in self:
            name = one.display_name
            if one.kind == "sudden":
                raise UserError(self.env._("“%s” goes the short way: no council.", name))
            if not (one.consultation_ids or one.no_consultation_reason):
                raise UserError(
                    self.env._("Consult on “%s” first, or say why nobody was consulted.", name)
                )
            waiting = one.consultation_ids.filtered(lambda line: not line.answered_on)
            if waiting:
                raise UserError(
                    self.env._(
                        "Not answered yet on “%(nomination)s”: %(bodies)s.",
                        nomination=name,
                        bodies=", ".join(waiting.mapped("body")),
                    )
                )
            if not (one.council_on and one.council_minutes and one.council_present):
                raise UserError(
                    self.env._("Enter date, minutes and votes of the council on “%s” first.", name)
                )
        self._require_checked()

    def action_decide(self, number, date, authority=None):
        """Record the signed decision, and enter the awards in the register.

        :param str number: as printed
        :param date: day of the decision (ISO)
        :param authority: who decided
        """
        day = entered_day(self.env, date)
        number = number.strip() if isinstance(number, str) else ""
        if not number or not day:
            raise UserError(self.env._("Give the number and date of the decision, as printed."))
        if authority and authority not in dict(AUTHORITIES):
            raise UserError(self.env._("There is no such authority."))
        for one in self:
            if one.council_on and day < one.council_on:
                raise UserError(
                    self.env._(
                        "“%(nomination)s” is not decided before the council met on it (%(date)s).",
                        nomination=one.display_name,
                        date=dates.format_date(one.council_on),
                    )
                )
        by_authority = self.grouped(lambda one: authority or one._only_authority(day))
        for known, ones in by_authority.items():
            ones._transition(
                "decide",
                {
                    "decided_by_id": self.env.uid,
                    "decision_number": number,
                    "decision_date": day,
                    "authority": known,
                },
            )

    def _only_authority(self, day):
        """Who decides on the title on ``day``, where that is one authority only."""
        found = set(self.title_id.authority_ids._on(day).mapped("authority"))
        return found.pop() if len(found) == 1 else False

    def _guard_decide(self, on, reason):
        for one in self:
            if one.state == "appraised" and one.kind != "sudden":
                raise UserError(
                    self.env._("The council has not voted on “%s” yet.", one.display_name)
                )
        self._require_checked()

    def _after_decide(self, on):
        # As the user, who must be allowed to enter awards.
        given = (
            self.env["cchc.award"]
            .sudo(False)
            .create(
                [
                    {
                        "title_id": one.title_id.id,
                        "kind": one.kind,
                        "employee_id": one.employee_id.id,
                        "unit_id": one.unit_id.id,
                        "year": one.year,
                        "decision_number": one.decision_number,
                        "decision_date": one.decision_date,
                        "authority": one.authority,
                    }
                    for one in self
                ]
            )
        )
        for one, award in zip(self, given, strict=True):
            with one._permit({"award_id"}):
                one.award_id = award

    def action_reject(self, reason):
        """Record that it was not approved, and why."""
        self._transition("reject", {"end_reason": reason}, reason)

    def action_return(self, reason):
        """Send it back to the unit, with the reason."""
        self._transition(
            "return",
            {
                "proposed_by_id": False,
                "proposed_on": False,
                "appraised_by_id": False,
                "appraised_on": False,
                "return_reason": reason,
            },
            reason,
        )

    def action_withdraw(self, reason):
        """Take it back for the unit, before it is decided."""
        self._transition("withdraw", {"end_reason": reason}, reason)

    def action_open_award(self):
        """Open the award in the register."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cchc.award",
            "res_id": self.award_id.id,
            "views": [(False, "form")],
        }

    # -- on paper ------------------------------------------------------------------------------

    @api.model
    def _standing_office_of(self, committee):
        """Unit below ``committee`` that is its standing office: where who holds the role works."""
        # The role table is closed to most: only which unit it is, which everybody knows, is told.
        Role = self.env["cchc.unit.role"].sudo()
        office = Domain("role", "=", "standing_office") & Domain("unit_id", "=", committee.id)
        holders = Role.search(office).filtered("is_current").user_id
        theirs = Domain("user_id", "in", holders.ids)
        below = Domain("unit_id.parent_id", "=", committee.id)
        held = Role.search(theirs & below).filtered("is_current").unit_id.sudo(False)
        return held if len(held) == 1 else held.browse()

    def action_print_list(self):
        """Download the list as a workbook."""
        return self._print(LIST)

    def action_print_submission(self):
        """Download a draft of the submission."""
        return self._print(SUBMISSION)

    def action_print_decision(self):
        """Download a draft of the decision."""
        return self._print(DECISION)

    def _print(self, document):
        if not self:
            raise UserError(self.env._("There is no nomination to print."))
        if len(self) > MOST_PRINTED:
            raise UserError(self.env._("Choose %s nominations at most.", MOST_PRINTED))
        self.check_access("read")
        if document != LIST:
            issuer_of(self, document)  # says in a dialog what the address would answer bare
        numbers = ",".join(str(number) for number in self.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/nominations/{document}/{numbers}",
            "target": "self",
        }

    def _record_print(self, document):
        """That it was taken out goes to the history: it is personal."""
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": self._name,
                    "res_id": 0,
                    "res_name": self.env["ir.model"]._get(self._name).name,
                    "action": "export",
                    "new": {"document": document, "count": len(self), "ids": sorted(self.ids)},
                }
            ]
        )
