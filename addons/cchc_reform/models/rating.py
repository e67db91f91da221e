from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, rating
from .entered_values import refuse_wild
from .rating_line import exact_points
from .rating_scheme import LEVELS, SUBJECTS
from .rating_workflow import (
    DECIDERS,
    ENTERED,
    HANDLERS,
    OTHERS_OF,
    OWN_OF,
    RATING_WORKFLOW,
    STATES,
)

CAUSES = [
    (rating.TOO_SHORT, "Too short a service: not rated"),
    (rating.DISCIPLINED, "Disciplined for a breach of duty"),
    (rating.LONG_LEAVE, "Long leave"),
    (rating.NOT_DONE, "Not all work was done"),
    (rating.NOT_ON_TIME, "Work was late"),
]
OWN_FIELDS = frozenset().union(*OWN_OF.values())
DECIDERS_FIELDS = frozenset({"other_level", "other_reason"})
SET_BY_SYSTEM = frozenset(
    {
        "scheme_id", "is_head", "deciding_unit_id", "head_ids",
        "has_figures", "done_percent", "on_time_percent", "figures_on", "discipline_found",
    }
)  # fmt: skip


class Rating(models.Model):
    """The rating of one person or unit for a year, from the self-rating to the announcement.

    Strictly confidential: until it is announced, only the rated person, the HR officers and head
    of the unit, and those who decide read it, by roles held for exactly these units; afterwards
    also the standing office and the leaders. It has no chatter, for mail would tell of it. Who
    is the head of the unit is decided on by the unit above; nobody decides on his own. A unit's
    rating is handled in the unit and decided by the unit above.
    """

    _name = "cchc.rating"
    _description = "Yearly rating"
    _inherit = ["cchc.workflow.mixin"]
    _order = "year desc, unit_id, id"

    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    subject = fields.Selection(SUBJECTS, string="What is rated", required=True, default="person")
    employee_id = fields.Many2one(
        "hr.employee", string="Person", index="btree_not_null", ondelete="restrict"
    )
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    scheme_id = fields.Many2one(
        "cchc.rating.scheme", string="Rating scheme", readonly=True, ondelete="restrict"
    )
    is_head = fields.Boolean(
        string="Head of the unit", readonly=True, help="In that year; decided on by the unit above."
    )
    deciding_unit_id = fields.Many2one(
        "hr.department", string="Decided by", readonly=True, index=True, ondelete="restrict"
    )
    months = fields.Integer(
        string="Months of service",
        default=12,
        help="In the year, with leave. Maternity leave is service.",
    )
    leave_months = fields.Integer(
        string="Months of leave", help="Of these, of leave other than maternity leave."
    )
    is_disciplined = fields.Boolean(
        string="Disciplined for duty", help="By a decision of the year, for a breach of duty."
    )
    line_ids = fields.One2many("cchc.rating.line", "rating_id", string="Criteria")
    points = fields.Float(digits=(6, 2), compute="_compute_points")
    by_points = fields.Boolean(string="Level by points", compute="_compute_by_points")
    self_text = fields.Text(string="Self-rating")
    meeting_on = fields.Date(string="Date of the meeting")
    minutes = fields.Text(string="Opinions of the meeting")
    opinion = fields.Text(string="Opinion of the Party committee")
    given_level = fields.Selection(
        LEVELS,
        string="Level given by hand",
        help="Where the scheme does not say which level points give.",
    )
    proposed_level = fields.Selection(LEVELS, readonly=True, copy=False)
    level_cause = fields.Selection(CAUSES, string="Why this level", readonly=True, copy=False)
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    explanation = fields.Text(string="Explanation of the rated person", copy=False)
    other_level = fields.Selection(
        LEVELS, string="Another level", copy=False, help="Where the proposed one is not followed."
    )
    other_reason = fields.Char(string="Why another level", copy=False)
    level = fields.Selection(LEVELS, string="Decided level", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    announced_on = fields.Date(readonly=True, copy=False)
    return_reason = fields.Char(string="Why it was returned", readonly=True, copy=False)
    state = fields.Selection(STATES, default="draft", required=True, readonly=True, copy=False)
    is_own = fields.Boolean(string="My own", compute="_compute_is_own")
    is_rated_side = fields.Boolean(string="I speak for who is rated", compute="_compute_is_own")

    _workflow = RATING_WORKFLOW

    _one_a_year = models.UniqueIndex(
        "(employee_id, subject, year)", "The person is already rated for this year."
    )
    _one_a_year_of_unit = models.UniqueIndex(
        "(unit_id, year) WHERE subject = 'unit'", "The unit is already rated for this year."
    )
    _person_or_unit = models.Constraint(
        "CHECK ((subject = 'unit') = (employee_id IS NULL))",
        "A rating names the person, and that of a unit names none.",
    )
    _months_make_sense = models.Constraint(
        "CHECK (0 <= leave_months AND leave_months <= months AND months <= 12)",
        "Leave is a part of the months of service, and these are 12 at most.",
    )
    _year_makes_sense = models.Constraint(
        "CHECK (year BETWEEN 1900 AND 2999)", "A year lies between 1900 and 2999."
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("line_ids.given_points")
    def _compute_points(self):
        for one in self:
            one.points = sum(one.line_ids.mapped("given_points"))

    @api.depends("line_ids", "scheme_id.completed_from")
    def _compute_by_points(self):
        """A level follows from points where there are criteria, and bands of their points."""
        for one in self:
            one.by_points = bool(one.line_ids and one.scheme_id.completed_from)

    @api.depends_context("uid")
    @api.depends("employee_id.user_id", "subject")
    def _compute_is_own(self):
        for one in self:
            one.is_own = one._is_of(self.env.user)
            one.is_rated_side = one.is_own or one._is_spoken_for()

    @api.depends("employee_id.name", "unit_id.name", "subject", "year")
    def _compute_display_name(self):
        for one in self:
            name = one._rated_name()
            one.display_name = name and self.env._(
                "%(person)s, %(year)s", person=name, year=one.year
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Search by who is rated: a rating has no name of its own. What is found, the rules say."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("employee_id.name", operator, value) | Domain("unit_id.name", operator, value)

    def _rated_name(self):
        """Name of who is rated: who may read the rating may read that on the personnel card."""
        self.ensure_one()
        this = self.sudo()
        return this.unit_id.name if this.subject == "unit" else this.employee_id.name

    def _is_of(self, user):
        """Whether ``user`` is the rated person: of the personnel card only that link is read."""
        self.ensure_one()
        return bool(self.sudo().employee_id.user_id & user)

    def _is_spoken_for(self):
        """Whether those who handle the rating speak for who is rated.

        So it is for a unit, and for a person without an account, whose words come on paper.
        """
        self.ensure_one()
        return self.subject == "unit" or not self.sudo().employee_id.user_id.active

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_set_by_system(vals)
            if vals.get("line_ids"):
                raise AccessError(self.env._("The criteria of a rating follow from its scheme."))
        ratings = super().create(vals_list)
        # Of the result: values may be defaults of the caller.
        own = {name for name in OWN_FIELDS if any(ratings.mapped(name))}
        later = {
            name for name in ENTERED - OTHERS_OF["draft"] - OWN_FIELDS if any(ratings.mapped(name))
        }
        if later and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a rating is entered at a later step.",
                    fields=ratings._labels_of(later),
                )
            )
        ratings._open()  # first: who may handle it follows from who decides
        ratings._check_hand({"year"} | own)
        return ratings

    def write(self, vals):
        self._refuse_set_by_system(vals)
        if not self.env.su:
            self.check_access("write")
            refuse_wild(self, vals, {"other_done", "other_on_time"})
            self._check_hand(vals.keys())
        result = super().write(vals)
        if not vals.keys().isdisjoint(("year", "subject", "employee_id", "unit_id")):
            self._open()
            self._check_hand({"year"})
        return result

    def unlink(self):
        self._check_hand({"year"})
        return super().unlink()

    def _refuse_set_by_system(self, vals):
        names = SET_BY_SYSTEM & vals.keys()
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s of a rating is set by the system.", fields=self._labels_of(names)
                )
            )

    def _check_hand(self, names):
        """The rated person writes the self-rating and the explanation, the others the rest.

        Those who handle it write for a unit, and for a person without an account.
        """
        if self.env.su:
            return
        names = set(names) & ENTERED  # a line checks by itself who writes it
        own = self.filtered(lambda one: one._is_of(self.env.user))
        if own and names - OWN_FIELDS:
            raise AccessError(self.env._("Another person handles your own rating."))
        others = self - own
        if names & OWN_FIELDS and not all(one._is_spoken_for() for one in others):
            raise AccessError(self.env._("Only the rated person writes this."))
        Role = self.env["cchc.unit.role"]
        if names & DECIDERS_FIELDS:
            for unit in others.deciding_unit_id:
                Role._require(DECIDERS, unit, exact=True)
        if names - DECIDERS_FIELDS:
            for ratings in others.grouped(
                lambda one: (one.unit_id, one.handling_unit_id, one.deciding_unit_id)
            ).values():
                ratings[0]._handling_grant()

    def _handling_grant(self):
        """Role by which the user handles the rating: in the unit, or where it is decided.

        The HR officer above handles that of a head or unit as well: where a unit has nobody but
        its head, the head's rating would be left to nobody.
        """
        self.ensure_one()
        Role, this = self.env["cchc.unit.role"], self.sudo()
        if this.deciding_unit_id != this.unit_id:
            grant = Role._find_grant(("hr",), this.deciding_unit_id, exact=True)
            if grant:
                return grant
        return Role._require(HANDLERS, this.handling_unit_id or this.unit_id, exact=True)

    # -- who -----------------------------------------------------------------------------------

    def _authorise(self, name):
        if name == "hand_over":
            # Follows from a rearrangement of units, which was checked; no method leads here.
            return [None] * len(self)
        return [one._grant_for(name) for one in self]

    def _grant_for(self, name):
        """Grant under which the user does the step; the rated person does the self-rating only."""
        self.ensure_one()
        own = self._is_of(self.env.user)
        Role, this = self.env["cchc.unit.role"], self.sudo()
        if name == "self_rate" and not this._is_spoken_for():
            if not own:
                raise AccessError(self.env._("Only the rated person rates himself or herself."))
            return None
        if own:
            raise AccessError(self.env._("Another person handles your own rating."))
        if name in ("decide", "reopen") or (
            name == "return"
            and Role._find_grant(DECIDERS, this.deciding_unit_id, exact=True) is not None
        ):
            return Role._require(DECIDERS, this.deciding_unit_id, exact=True)
        return self._handling_grant()

    def _audit_unit(self):
        return self.unit_id

    def _audit_row(self, action, old, new, on, reason, grant=None):
        """History names the rating, not the person."""
        row = super()._audit_row(action, old, new, on, reason, grant)
        row["res_name"] = self.env._("Rating no. %s", self.id)
        return row

    # -- steps ---------------------------------------------------------------------------------

    def action_self_rate(self):
        """Hand in the self-rating."""
        self._self_rate()

    def _self_rate(self, on=None):
        self._transition("self_rate", {"return_reason": False}, on=on)

    def _guard_self_rate(self, on, _reason):
        for one in self:
            if not (one.self_text or "").strip():
                raise UserError(
                    self.env._("Write the self-rating of “%s” first.", one.display_name)
                )

    def action_meet(self):
        """Record that the meeting of the collective discussed it."""
        self._meet()

    def _meet(self, on=None):
        self._transition("meet", on=on)

    def _guard_meet(self, on, _reason):
        for one in self:
            if not (one.meeting_on and one.minutes):
                raise UserError(self.env._("Enter the date and the opinions of the meeting."))
            if one.meeting_on > on:
                raise UserError(self.env._("A meeting that is recorded is not on a day to come."))

    def action_propose(self):
        """Propose the level that follows from the points, or the one given where there are none."""
        self._propose()

    def _propose(self, on=None):
        self.check_access("read")
        barred = self._barred()
        # The step that follows checks who proposes: nothing stays of one that is refused.
        with barred._permit({"is_disciplined"}):
            barred.write({"is_disciplined": True, "discipline_found": True})
        units = self._units_to_decide()
        for (found, unit), ratings in self.grouped(
            lambda one: (one._proposal(), units[one])
        ).items():
            ratings._transition(
                "propose",
                {
                    "proposed_level": found.level or False,
                    "level_cause": found.reason or False,
                    "proposed_by_id": self.env.uid,
                    "deciding_unit_id": unit.id,
                },
                on=on,
            )

    def _units_to_decide(self):
        """Dict of each rating -> unit that decides: one above, where nobody else is left in it.

        Nobody decides on what he proposes. In a commune with nobody but its head, what the head
        proposes would be decided by nobody.
        """
        these = self.sudo()  # units, and who holds a role there, are no secret
        nearest = {one: one._nearest_deciding_unit(one.is_head) for one in these}
        chains = {
            one: unit.browse(int(part) for part in reversed(unit.parent_path.split("/")[:-1]))
            for one, unit in nearest.items()
        }
        units = self.env["hr.department"].union(*chains.values())
        holders = self.env["cchc.unit.role"]._holders(DECIDERS, units)
        found = {}
        for one, chain in chains.items():
            not_these = self.env.user | one.employee_id.user_id
            able = [unit for unit in chain if holders[unit.id] - not_these]
            found[one] = able[0] if able else nearest[one]
        return found

    def _nearest_deciding_unit(self, is_head):
        """The unit itself, or the one above of a head and of a unit."""
        self.ensure_one()
        above = is_head or self.subject == "unit"
        unit = self.handling_unit_id or self.unit_id
        return above and unit.parent_id or unit

    def _barred(self):
        """Those disciplined for a breach of duty in the year, by what is decided, and not so marked.

        A mark entered by hand stays: the case may be kept elsewhere.
        """
        barred = self.browse().sudo()
        for year, ratings in self.sudo().filtered("employee_id").grouped("year").items():
            known = self.env["cchc.discipline.case"]._disciplined_for_duty(
                ratings.employee_id.ids, year
            )
            barred |= ratings.filtered(
                lambda one, known=known: one.employee_id.id in known and not one.is_disciplined
            )
        return barred

    def _proposal(self, disciplined=False):
        self.ensure_one()
        rules = self.scheme_id._rules()
        points = None
        if self.by_points:
            points = sum(exact_points(line.given_points) for line in self.line_ids)
        else:
            # A level given by hand goes through the same limits as one from points: each level
            # is a band of its own, the best with the most points.
            ranks = {level: Decimal(-at) for at, level in enumerate(rating.LEVELS)}
            rules = rules._replace(bands=tuple((rank, level) for level, rank in ranks.items()))
            points = ranks.get(self.given_level)
        if self.subject == "unit":
            return rating.unit(rules, points, *self._work_percents())
        return rating.person(
            rules,
            points,
            Decimal(self.months),
            Decimal(self.leave_months),
            disciplined or self.is_disciplined,
        )

    def _guard_propose(self, _on, _reason):
        for one in self:
            if not one.opinion:
                raise UserError(self.env._("Enter the opinion of the Party committee."))
            found = one._proposal()
            if not (found.level or found.reason):
                if one.subject == "unit" and (one.points or one.given_level):
                    raise UserError(
                        self.env._(
                            "Enter how much of the work was done and done on time, with the "
                            "reason: the system has no figures of it."
                        )
                    )
                raise UserError(
                    self.env._("Give the level: the scheme does not say which level points give.")
                )
            one.line_ids._check_reasons()

    def action_return(self, reason):
        """Send it back to the rated person, with the reason."""
        self._transition(
            "return",
            {
                "proposed_level": False,
                "level_cause": False,
                "proposed_by_id": False,
                "return_reason": reason,
            },
            reason,
        )

    def action_decide(self):
        """Decide on the level: the proposed one, or another with a reason.

        Decided together, the ratings of a group keep the share of "excellent" together.
        """
        self._decide()

    def _decide(self, on=None):
        self.check_access("read")
        self._lock_shares()
        for one in self.filtered("other_level"):
            one._check_other_level()
        levels = self.grouped(lambda one: one.other_level or one.proposed_level)
        for level, ratings in levels.items():
            ratings._transition(
                "decide",
                {
                    "level": level,
                    "decided_by_id": self.env.uid,
                    "decided_on": on or dates.today(),
                },
                on=on,
            )
        self._check_share()

    def _guard_decide(self, _on, _reason):
        """A discipline decided since the proposal bars as one decided before it."""
        for one in self._barred():
            decided = one.other_level or one.proposed_level
            found = one._proposal(disciplined=True)
            if found.level != decided and found.reason == rating.DISCIPLINED:
                raise UserError(
                    self.env._(
                        "“%s” was disciplined for a breach of duty since the proposal, and the "
                        "level would be another: return the rating.",
                        one.display_name,
                    )
                )

    def _lock_shares(self):
        """Let decisions on one share follow each other, in whatever sessions they are taken.

        A lock alone would not do: the second session goes on with what it saw when it began. A
        row that both write makes the second begin again, and count the first.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE hr_department SET write_date = write_date WHERE id IN %s",
                tuple((self.deciding_unit_id | self.unit_id).ids) or (0,),
            )
        )

    def _check_other_level(self):
        """Another level has a reason, and is no way around points, discipline or leave."""
        self.ensure_one()
        proposed, other = self.proposed_level, self.other_level
        if other == proposed:
            return
        if not proposed or rating.at_most(proposed, other) != other:
            raise UserError(
                self.env._(
                    "Another level is not better than the proposed one: return the rating instead."
                )
            )
        if not self.other_reason:
            raise UserError(self.env._("Give the reason for another level than proposed."))

    def _check_share(self):
        """Refuse more "excellent" than the scheme allows, naming who may fall out.

        Like is compared with like: heads of the units below one unit, or the staff of one unit,
        whoever decides on them.
        """
        groups = self.grouped(
            lambda one: (
                one.scheme_id,
                one.year,
                one.is_head,
                *one._group_of_share(),
            )
        )
        for (scheme, year, is_head, field, unit), _ratings in groups.items():
            # Where some of the staff were proposed by the head, two units decide: all count, but
            # only those are named whom the user reads.
            group = (
                Domain("scheme_id", "=", scheme.id)
                & Domain("year", "=", year)
                & Domain("is_head", "=", is_head)
                & Domain(field, "=", unit.id)
            )
            rated = self.sudo().search(group & Domain("state", "in", ("decided", "announced")))
            best = rated.filtered(lambda one: one.level == rating.EXCELLENT)
            points = {one: exact_points(one.points) if one.line_ids else None for one in best}
            good = len(rated.filtered(lambda one: one.level == rating.GOOD))
            excess = rating.excess(points, good, scheme._rules().excellent_percent)
            if excess:
                refusal = self.env._(
                    "“Excellent” is at most %(percent)s%% of “good”. Beside %(good)s good, "
                    "%(number)s of %(best)s must fall out, among: %(people)s.",
                    percent=scheme.excellent_percent,
                    good=good,
                    number=excess.number,
                    best=len(best),
                    people=", ".join(
                        one._rated_name()
                        for one in self.browse().union(*excess.among)._filtered_access("read")
                    ),
                )
                # As the user, who learns of nobody else's rating.
                if self.search_count(group & Domain("state", "=", "proposed"), limit=1):
                    together = self.env._(
                        "Others of the group wait for the decision: choose the whole group in the "
                        "list and decide on it together."
                    )
                    refusal = f"{refusal} {together}"
                raise UserError(refusal)

    def _group_of_share(self):
        """Field and unit of those with whom the rating shares "excellent"."""
        self.ensure_one()
        staff = self.subject == "person" and not self.is_head
        field = "unit_id" if staff else "deciding_unit_id"
        return field, self[field]

    def action_announce(self):
        """Record that the decided level was announced in the unit."""
        self._announce()

    def _announce(self, on=None):
        self._transition("announce", {"announced_on": on or dates.today()}, on=on)

    def action_reopen(self, reason):
        """Take the decided level back, with the reason: it is to be decided anew."""
        self._transition(
            "reopen",
            {
                "level": False,
                "decided_by_id": False,
                "decided_on": False,
                "announced_on": False,
            },
            reason,
        )
