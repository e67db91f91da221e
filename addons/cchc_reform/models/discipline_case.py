from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, discipline, posts, staffing
from .discipline_form import STAFF_KINDS
from .discipline_workflow import (
    APPEAL_RESULTS,
    DECIDERS,
    DISCIPLINE_WORKFLOW,
    ENTERED,
    IN_FORCE,
    STATES,
    check_days,
)
from .legal_document import SECRECY_LEVELS

SOURCES = [
    ("inspection", "Inspection or check"),
    ("harassment", "Complaint of a citizen: harassment"),
    ("delay", "Complaint of a citizen: delay"),
    ("audit", "Audit"),
    ("party", "Decision of the Party"),
    ("own", "Own report"),
    ("other", "Other"),
]
#: What a state secret is told by: from "Mật" up only number and date have a place here.
CONTENT = (
    "file", "facts", "review_exempt_reason", "review_minutes", "council_members",
    "council_minutes",
)  # fmt: skip
#: Days that have passed when they are entered, and others, which the steps look at.
PASSED = ("breached_on", "detected_on")
DAYS = (
    *PASSED, "decision_date", "appeal_on", "appeal_date", "review_on", "council_on", "party_date",
    "effective_on",
)  # fmt: skip


class DisciplineCase(models.Model):
    """A case of discipline of one person, from its detection to the end of its effects.

    Strictly confidential. It is read by the HR officers of the unit and of the deciding unit, by
    the head or leader who decides, by roles held for exactly these units, by those who are named
    in it, and by an auditor with a named decision; never by the person, who reads the own
    decision as ``cchc.discipline.decision``. It has no chatter and no activities, for mail would
    tell of it, and its name names nobody. Who is the head of the unit is decided on by a unit
    above; so is, once it is referred there, a case that nobody else of the unit may decide.
    """

    _name = "cchc.discipline.case"
    _description = "Discipline case"
    _inherit = ["cchc.closed.mixin", "cchc.checked.file.mixin", "cchc.workflow.mixin"]
    _order = "detected_on desc, id desc"

    employee_id = fields.Many2one(
        "hr.employee", string="Person", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    deciding_unit_id = fields.Many2one(
        "hr.department",
        string="Decided by",
        compute="_compute_deciding_unit_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
        help="The unit or one above it; of the head of the unit, one above it.",
    )
    staff_kind = fields.Selection(STAFF_KINDS, string="Kind of staff", required=True)
    detected_on = fields.Date(
        string="Detected on", required=True, help="From this day the time to handle it runs."
    )
    breached_on = fields.Date(string="Day of the breach", help="Of a lasting one, its last day.")
    may_refer = fields.Boolean(compute="_compute_may_refer", help="Whether a unit lies above.")
    for_duty = fields.Boolean(string="Breach of duty", default=True)
    source = fields.Selection(SOURCES, string="How it was found", required=True, default="own")
    source_document = fields.Char(
        string="Document it was found by", help="Its number and date, as printed."
    )
    secrecy = fields.Selection(
        SECRECY_LEVELS,
        required=True,
        default="none",
        help="From “Mật” up enter numbers and dates only; texts and files stay where they are.",
    )
    is_complicated = fields.Boolean(string="Complicated case")
    facts = fields.Text(string="What happened")
    hold_ids = fields.One2many("cchc.discipline.hold", "case_id", string="Grounds to hold")
    handler_ids = fields.Many2many(
        "res.users",
        "cchc_discipline_handler_rel",
        string="Others who take part",
        copy=False,
        domain=[("share", "=", False)],
        help="Members of the council, for instance: they read this case.",
    )

    review_on = fields.Date(string="Date of the review meeting")
    review_exempt = fields.Boolean(string="No review meeting")
    review_exempt_reason = fields.Char(string="Why there is none")
    review_minutes = fields.Text(string="Opinions of the meeting")
    council_on = fields.Date(string="Date of the council")
    council_members = fields.Text(string="Members of the council")
    council_minutes = fields.Text(string="Opinions of the council")
    party_number = fields.Char(string="Decision of the Party", help="As printed.")
    party_date = fields.Date(string="Date of the Party's decision")

    form_id = fields.Many2one(
        "cchc.discipline.form", string="Form of discipline", copy=False, ondelete="restrict"
    )
    decision_number = fields.Char(copy=False, help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision", copy=False)
    signer = fields.Char(copy=False)
    effective_on = fields.Date(string="In force from", copy=False)
    drop_reason = fields.Char(string="Why there is no discipline", readonly=True, copy=False)
    appeal_on = fields.Date(string="Day of the appeal", copy=False)
    appeal_result = fields.Selection(APPEAL_RESULTS, string="Result of the appeal", copy=False)
    appeal_number = fields.Char(string="Decision on the appeal", copy=False)
    appeal_date = fields.Date(string="Date of the decision on the appeal", copy=False)
    appeal_form_id = fields.Many2one(
        "cchc.discipline.form", string="Changed into", copy=False, ondelete="restrict"
    )
    final_form_id = fields.Many2one(
        "cchc.discipline.form",
        string="Form in force",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    salary_until = fields.Date(string="No raise of salary until", readonly=True, copy=False)
    barred_until = fields.Date(string="No promotion until", readonly=True, copy=False)

    opened_on = fields.Date(string="Opened on", readonly=True, copy=False)
    opened_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_on = fields.Date(string="Closed on", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )

    handle_until = fields.Date(string="To be handled until", compute="_compute_clocks")
    limit_on = fields.Date(string="Limitation ends on", compute="_compute_clocks")
    warning = fields.Text(string="To be noted", compute="_compute_clocks")
    effects = fields.Text(compute="_compute_effects")
    is_overdue = fields.Boolean(
        string="Beyond the time", compute="_compute_clocks", search="_search_is_overdue"
    )

    _workflow = DISCIPLINE_WORKFLOW

    # -- computes ------------------------------------------------------------------------------

    def _compute_display_name(self):
        """A name that names nobody: names travel further than records do."""
        for case in self:
            case.display_name = self.env._("Discipline case no. %s", case._origin.id or "…")

    @api.model
    def _search_display_name(self, operator, value):
        """Handlers look for the person."""
        return Domain("employee_id.name", operator, value)

    @api.depends("employee_id", "unit_id", "detected_on")
    def _compute_deciding_unit_id(self):
        of_heads = self._of_heads()
        for case in self:
            above = case.unit_id.parent_id
            case.deciding_unit_id = above if above and case in of_heads else case.unit_id

    def _of_heads(self):
        """Those whose person answers for the unit since the detection; who does is no secret."""
        told = self.filtered(lambda case: case.employee_id and case.unit_id and case.detected_on)
        if not told:
            return told
        posts = self.env["cchc.staff.appointment"].search(
            Domain("employee_id", "in", told.employee_id.ids)
            & Domain("unit_id", "in", told.unit_id.ids)
            & (Domain("capacity", "=", "head") | Domain("mode", "=", "in_charge"))
        )
        return told.filtered(
            lambda case: any(
                post.employee_id == case.employee_id._origin
                and post.unit_id == case.unit_id._origin
                and (not post.date_to or post.date_to >= case.detected_on)
                for post in posts
            )
        )

    @api.depends(
        "detected_on", "breached_on", "is_complicated", "state", "closed_on", "decision_date",
        "form_id", "hold_ids.date_from", "hold_ids.date_to", "hold_ids.asked_in_writing",
    )  # fmt: skip
    def _compute_clocks(self):
        rules, today = self.env["cchc.discipline.rule"]._by_code(), dates.today()
        for case in self:
            clocks = case._clocks(rules, today)
            case.handle_until = clocks["handle_until"]
            case.limit_on = clocks["limit_on"]
            case.is_overdue = clocks["is_overdue"]
            case.warning = "\n".join(clocks["notes"])

    def _clocks(self, rules, day):
        """Clocks of the case on ``day`` by the rules in force when it was detected.

        Whether days on hold run was not read in a confirmed text: the deadline counts them, and
        a note says until when it would be if they do not.
        """
        self.ensure_one()
        found = {"handle_until": False, "limit_on": False, "is_overdue": False, "notes": []}
        notes = found["notes"]
        if not self.detected_on:
            return found

        def rule(code):
            return rules.get(code, self.env["cchc.discipline.rule"])._on(self.detected_on)[:1]

        complicated = self.is_complicated
        handling = rule(discipline.HANDLING_COMPLICATED if complicated else discipline.HANDLING)
        last = discipline.handling_deadline(self.detected_on, handling.number or None)
        if not last:
            notes.append(
                self.env._("No rule is known on the time to handle a case detected on that day.")
            )
        else:
            found["handle_until"] = last
            # While it is considered a date that is entered for the decision stops no clock.
            end = (self.decision_date or self.closed_on) if self.closed_on else day
            found["is_overdue"] = self.state != "dropped" and end > last
            if found["is_overdue"]:
                notes.append(
                    self.env._(
                        "Beyond the time to handle it, which ended on %(date)s (%(basis)s).",
                        date=dates.format_date(last),
                        basis=handling._basis(),
                    )
                )
            held = discipline.handling_deadline(
                self.detected_on, handling.number, self.hold_ids._plain()
            )
            if held != last:
                notes.append(
                    self.env._(
                        "If days on hold do not run (to verify), the time ends on %s.",
                        dates.format_date(held),
                    )
                    if held
                    else self.env._(
                        "If days on hold do not run (to verify), the time does not end yet."
                    )
                )
        limit = rule(discipline.limit_rule(self.form_id.code or discipline.REPRIMAND))
        if self.breached_on and limit:
            found["limit_on"] = discipline.limitation(self.breached_on, limit.number)
            if self.detected_on > found["limit_on"]:
                notes.append(
                    self.env._(
                        "Detected after the limitation, which ended on %(date)s (%(basis)s).",
                        date=dates.format_date(found["limit_on"]),
                        basis=limit._basis(),
                    )
                )
        return found

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Under the rules of who asks: only cases that the user reads are looked at.
        late = self.search(Domain("state", "!=", "dropped")).filtered("is_overdue")
        return Domain("id", "in" if True in value else "not in", late.ids)

    @api.depends("state", "final_form_id", "salary_until", "barred_until", "for_duty")
    def _compute_effects(self):
        for case in self:
            case.effects = "\n".join(case._effect_sentences())

    def _effect_sentences(self):
        self.ensure_one()
        if self.state not in IN_FORCE or not self.final_form_id:
            return []
        year = self.decision_date.year
        sentences = []
        if self.for_duty:
            sentences.append(
                self.env._(
                    "Rating of %s: the tasks are not completed, where the scheme says so.", year
                )
            )
        sentences.append(self.env._("Awards of %s: not proposed.", year))
        flag = (
            ""
            if self.final_form_id.effect_confirmation == "confirmed"
            else " " + self.env._("(to verify)")
        )
        for label, until in (
            (self.env._("No raise of salary until"), self.salary_until),
            (self.env._("No promotion, planning or training for it until"), self.barred_until),
        ):
            told = dates.format_date(until) + flag if until else self.env._("not known, to verify")
            sentences.append(f"{label}: {told}")
        return sentences

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("employee_id", "unit_id", "deciding_unit_id", "detected_on")
    def _check_units(self):
        # Of any day: of the time before the province worked here posts are not all entered.
        posts = self.env["cchc.staff.appointment"]._read_group(
            Domain("employee_id", "in", self.employee_id.ids), ["employee_id", "unit_id"]
        )
        of_heads = self._of_heads()
        for case in self:
            if not any(
                person == case.employee_id
                and (where.parent_path or "").startswith(case.unit_id.parent_path)
                for person, where in posts
            ):
                raise ValidationError(
                    self.env._("The person never held a post in %s.", case.unit_id.name)
                )
            deciding, unit = case.deciding_unit_id, case.unit_id
            # Of a unit that ended also the one where it is gathered now.
            paths = (unit.parent_path or "", unit.sudo().gathered_path or "")
            if not any(path.startswith(deciding.parent_path or "?") for path in paths):
                raise ValidationError(
                    self.env._("A case is decided by the unit of the person or one above it.")
                )
            if deciding == unit and unit.parent_id and case in of_heads:
                raise ValidationError(
                    self.env._("The case of the head of a unit is decided by a unit above it.")
                )

    @api.constrains(*DAYS)
    def _check_days(self):
        check_days(self, DAYS, PASSED)

    @api.constrains("employee_id", "handler_ids")
    def _check_handlers(self):
        for case in self:
            # Of the personnel card only the account is read.
            if case.sudo().employee_id.user_id & case.handler_ids:
                raise ValidationError(self.env._("Nobody takes part in the own case."))
            if any(case.handler_ids.mapped("share")):
                raise ValidationError(self.env._("Only people of the province take part."))

    @api.constrains("secrecy", *CONTENT)
    def _check_secret_has_no_content(self):
        for case in self.with_context(bin_size=True):
            if case.secrecy != "none" and any(case[name] for name in CONTENT):
                raise ValidationError(
                    self.env._(
                        "A state secret is kept by numbers and dates only: no text and no file."
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._check_hand()
        return cases

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_hand()
        readers = {case: case.handler_ids for case in self.sudo()} if "handler_ids" in vals else {}
        result = super().write(vals)
        self._keep_trace_of_readers(readers)
        if not self.env.su and not vals.keys().isdisjoint(ENTERED):
            self.check_access("write")  # moved: allowed on the new units too
            self._check_hand()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_hand()
        return super().unlink()

    def _keep_trace_of_readers(self, before):
        """History of to whom a case was opened; of itself it changes no state."""
        rows = [
            case._audit_row(
                "readers",
                {"handler_ids": readers.mapped("login")},
                {"handler_ids": case.handler_ids.mapped("login")},
                dates.today(),
                "",
            )
            for case, readers in before.items()
            if readers != case.handler_ids
        ]
        if rows:
            self.env["cchc.audit.entry"]._append(rows)

    def _file_secrecy(self, vals):
        return vals.get("secrecy") or self[:1].secrecy or "none"

    def _check_hand(self):
        """Who reads a case as one who is named in it, or as an auditor, changes nothing."""
        if not self.env.su:
            # Of the personnel card only the account is read.
            if self.env.user in self.sudo().employee_id.user_id:
                raise AccessError(self.env._("Nobody handles the own case."))
            # Who handles one case of a unit handles all of them: asked once, of any number.
            units = self.sudo().grouped(lambda case: (case.unit_id, case.deciding_unit_id))
            for cases in units.values():
                cases[0].sudo(False)._handling_grant()

    def _handling_grant(self):
        """Grant under which the user handles the case.

        :raises AccessError: the user does not, or it is the own case
        """
        self.ensure_one()
        this, Role = self.sudo(), self.env["cchc.unit.role"]
        if this.employee_id.user_id == self.env.user:
            raise AccessError(self.env._("Nobody handles the own case."))
        grant = Role._find_grant(("hr",), this.unit_id, exact=True) or Role._find_grant(
            ("hr",), this.deciding_unit_id, exact=True
        )
        return grant or Role._require(DECIDERS, this.deciding_unit_id, exact=True)

    # -- who -----------------------------------------------------------------------------------

    def _handlers(self):
        """Dict of case -> users who handle it by a role held today; never the person concerned."""
        holders = self.env["cchc.unit.role"]._holders
        units = self.unit_id | self.deciding_unit_id
        officers, deciders = holders(("hr",), units), holders(DECIDERS, self.deciding_unit_id)
        return {
            case: (
                officers[case.unit_id.id]
                | officers[case.deciding_unit_id.id]
                | deciders[case.deciding_unit_id.id]
            )
            - case.sudo().employee_id.user_id  # of the personnel card only the account is read
            for case in self
        }

    def _authorise(self, name):
        if name == "hand_over":
            return [None] * len(self)  # follows from a rearrangement; no method leads here
        return [case._grant_for(name) for case in self]

    def _grant_for(self, name):
        grant = self._handling_grant()
        if name in ("decide", "drop"):
            return self.env["cchc.unit.role"]._require(
                DECIDERS, self.sudo().deciding_unit_id, exact=True
            )
        return grant

    def _audit_unit(self):
        return self.unit_id

    # -- steps ---------------------------------------------------------------------------------

    def action_open(self):
        """Take up the consideration."""
        self._open()

    def _open(self, on=None):
        self._transition(
            "open",
            {"opened_on": on or dates.today(), "opened_by_id": self.env.uid},
            on=on,
        )

    def _guard_open(self, on, _reason):
        for case in self:
            if case.detected_on > on:
                raise UserError(self.env._("A breach is not detected on a day to come."))

    def action_decide(self):
        """Record the signed decision on the form of discipline."""
        self._decide()

    def _decide(self, on=None):
        self.check_access("read")
        for case in self:
            case._transition(
                "decide",
                {
                    "closed_on": on or dates.today(),
                    "decided_by_id": self.env.uid,
                    **case._effect_values(case.form_id),
                },
                on=on,
            )

    def _effect_values(self, form):
        self.ensure_one()

        def until(months):
            return bool(self.effective_on) and discipline.effect_until(self.effective_on, months)

        return {
            "final_form_id": form.id,
            "salary_until": until(form.salary_months) or False,
            "barred_until": until(form.barred_months) or False,
        }

    def _guard_decide(self, on, _reason):
        for case in self:
            case._check_entered(
                "form_id", "decision_number", "decision_date", "signer", "effective_on"
            )
            if not case.detected_on <= case.decision_date <= on:
                raise UserError(self.env._("The decision lies between the detection and today."))
            if any(day and day > case.decision_date for day in (case.review_on, case.council_on)):
                raise UserError(
                    self.env._("The review meeting and the council come before the decision.")
                )
            if case.effective_on < case.decision_date:
                raise UserError(self.env._("A decision is not in force before its day."))
            case._check_form(case.form_id)
            if not (case.review_on or case.review_exempt):
                raise UserError(
                    self.env._("Enter the review meeting, or that there is none and why.")
                )
            if case.review_exempt and not case.review_exempt_reason and case.secrecy == "none":
                raise UserError(self.env._("Enter why there is no review meeting."))
            if any(hold.holds(case.decision_date) for hold in case.hold_ids._lines()):
                raise UserError(
                    self.env._("On the day of the decision there is a ground to hold the case.")
                )

    def _check_form(self, form):
        """A form is open to the kind of staff on the day of the decision."""
        self.ensure_one()
        kinds = dict(self._fields["staff_kind"]._description_selection(self.env))
        if form not in form._open_to(self.staff_kind, self.decision_date):
            raise UserError(
                self.env._(
                    "“%(form)s” is not open to “%(kind)s” on %(date)s.",
                    form=form.display_name,
                    kind=kinds.get(self.staff_kind),
                    date=dates.format_date(self.decision_date),
                )
            )

    def _check_entered(self, *names):
        self.ensure_one()
        missing = [name for name in names if not self[name]]
        if missing:
            raise UserError(self.env._("Enter first: %s.", self._labels_of(missing)))

    @api.onchange("employee_id")
    def _onchange_employee_id(self):
        """Agency and kind of staff as the person's post has them; both may be chosen otherwise."""
        Post = self.env["cchc.staff.appointment"]
        held = Post.search(
            Domain("employee_id", "=", self.employee_id._origin.id)
            & Post._domain_on(dates.today()),
            order="date_from desc, id desc",
        )
        post = held.filtered(lambda one: one.mode == posts.REGULAR)[:1] or held[:1]
        if not post:
            return
        unit = post.unit_id
        while unit.level == "inner" and unit.parent_id:
            unit = unit.parent_id
        self.unit_id = unit
        leads = post.capacity in (posts.HEAD, posts.DEPUTY)
        if post.staff_kind == staffing.CIVIL_SERVANT:
            self.staff_kind = discipline.CIVIL_LEADER if leads else discipline.CIVIL_SERVANT
        elif post.staff_kind in (staffing.PUBLIC_STATE, staffing.PUBLIC_REVENUE):
            self.staff_kind = discipline.PUBLIC_MANAGER if leads else discipline.PUBLIC_EMPLOYEE

    @api.depends("deciding_unit_id")
    def _compute_may_refer(self):
        for case in self:
            case.may_refer = bool(case.deciding_unit_id.sudo().parent_id)

    def action_refer(self, reason):
        """Leave the decision to a unit above, with the reason.

        So a case ends where who took it up is the only one who could decide. Who refers it goes
        on reading it, as one who is named in it.
        """
        self.check_access("read")
        for case in self:
            case._transition(
                "refer",
                {
                    "deciding_unit_id": case._next_to_decide().id,
                    "handler_ids": [(4, self.env.uid)],
                },
                reason,
            )

    def _next_to_decide(self):
        """Nearest unit above the deciding one in which somebody may decide on the case."""
        self.ensure_one()
        this = self.sudo()  # of roles and accounts: only whether there is anybody
        above = [int(key) for key in this.deciding_unit_id.parent_path.split("/")[:-2]]
        barred = this.opened_by_id | this.employee_id.user_id
        roles = this.env["cchc.unit.role"].search(
            Domain("unit_id", "in", above)
            & Domain("role", "in", DECIDERS)
            & Domain("user_id", "not in", barred.ids)
            & Domain("user_id.active", "=", True)
        )
        served = roles.filtered(lambda role: role._is_in_force(dates.today())).unit_id
        for unit_id in reversed(above):
            if unit_id in served.ids:
                return self.env["hr.department"].browse(unit_id)
        raise UserError(self.env._("In no unit above is there anybody who could decide."))

    def action_drop(self, reason):
        """Close the case without discipline, with the reason."""
        self._drop(reason)

    def _drop(self, reason, on=None):
        self._transition(
            "drop",
            {
                "closed_on": on or dates.today(),
                "decided_by_id": self.env.uid,
                "drop_reason": reason,
            },
            reason,
            on,
        )

    def action_appeal(self):
        """Record that the person appealed."""
        self._transition("appeal")

    def _guard_appeal(self, on, _reason):
        for case in self:
            case._check_entered("appeal_on")
            if not case.decision_date <= case.appeal_on <= on:
                raise UserError(self.env._("An appeal lies between the decision and today."))

    def action_settle(self):
        """Record the result of the appeal: upheld, changed into another form, or annulled."""
        self.check_access("read")
        for case in self:
            form = case.appeal_form_id if case.appeal_result == "changed" else case.form_id
            if case.appeal_result == "annulled":
                case._transition(
                    "annul",
                    {"final_form_id": False, "salary_until": False, "barred_until": False},
                )
            else:
                case._transition("settle", case._effect_values(form))

    def _guard_settle(self, on, _reason):
        for case in self:
            case._check_entered("appeal_result", "appeal_number", "appeal_date")
            if not case.appeal_on <= case.appeal_date <= on:
                raise UserError(
                    self.env._("The decision on an appeal lies between the appeal and today.")
                )
            if case.appeal_result == "changed":
                case._check_entered("appeal_form_id")
                case._check_form(case.appeal_form_id)

    def _guard_annul(self, on, reason):
        self._guard_settle(on, reason)

    def _after_annul(self, _on):
        """What the decision did to the rating of its year is undone, or looked at again."""
        for case in self.filtered("for_duty"):
            self.env["cchc.rating"]._discipline_annulled(
                case.employee_id.ids, case.decision_date.year
            )

    # -- facts for others ----------------------------------------------------------------------

    @api.model
    def _domain_open_on(self, day):
        """Cases under consideration on ``day``."""
        return (
            Domain("opened_on", "<=", day)
            & Domain("state", "!=", "draft")
            & (Domain("closed_on", "=", False) | Domain("closed_on", ">", day))
        )

    @api.model
    def _domain_decided(self, first, last):
        """Cases with a decision of these days that was not annulled."""
        return (
            Domain("state", "in", IN_FORCE)
            & Domain("decision_date", ">=", first)
            & Domain("decision_date", "<=", last)
        )

    @api.model
    def _bars_awards(self, employee_ids, year, on, first=None):
        """Ids of those under consideration on day ``on``, or disciplined in ``year``.

        :param int first: disciplined since that year, where an award counts more than one
        """
        decided = self._domain_decided(f"{first or year:04d}-01-01", f"{year:04d}-12-31")
        return self._people(employee_ids, self._domain_open_on(on) | decided)

    @api.model
    def _disciplined_for_duty(self, employee_ids, year):
        """Ids of those with a decision of ``year`` for a breach of duty."""
        return self._people(
            employee_ids, self._domain_decided_in(year) & Domain("for_duty", "=", True)
        )

    @api.model
    def _domain_decided_in(self, year):
        return self._domain_decided(f"{year:04d}-01-01", f"{year:04d}-12-31")

    @api.model
    def _people(self, employee_ids, domain):
        # Without the rules: who asks learns of a person that there is something, and no more.
        rows = self.sudo()._read_group(
            Domain("employee_id", "in", list(employee_ids)) & domain, ["employee_id"]
        )
        return {person.id for (person,) in rows}
