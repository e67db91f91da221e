from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, reporting
from .asked_activities import ask
from .period_rule import REGULAR_KINDS
from .report_workflow import OPEN_STATES
from .workflow_mixin import Transition, Workflow

KINDS = [*REGULAR_KINDS, (reporting.AD_HOC, "On request")]
OPENERS = ("standing_office", "leader")
BATCH = 100
DUE_FIELDS = tuple(f"due_{body}" for body in reporting.BODIES)
#: What an opened period has fixed: reports were made and counted by it.
DEFINITION = frozenset(
    {
        "name", "kind", "year", "unit_id", "date_from", "date_to", "is_cumulative", "rule_id",
        "template_id", "unit_ids", "issuing_unit_id", *DUE_FIELDS,
    }
)  # fmt: skip


class Period(models.Model):
    """One reporting period of a committee: its days, its outline, and one report a unit.

    The four regular periods of a year follow from dated rules, whose days they take over; a
    report on request has its own outline, days and units. Opening makes the reports of all units
    below in the background, a batch at a time: killed, it goes on where it was.
    """

    _name = "cchc.period"
    _description = "Reporting period"
    _inherit = ["cchc.workflow.mixin", "mail.thread"]
    _order = "date_to desc, id desc"

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default=reporting.AD_HOC)
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    unit_id = fields.Many2one(
        "hr.department",
        string="Committee",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_committee", "=", True)],
        help="The committee that asks for the reports and puts them together.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Cut-off", required=True)
    is_cumulative = fields.Boolean(string="Cumulative")
    due_province = fields.Date(string="Due from the province")
    due_agency = fields.Date(string="Due from departments")
    due_district = fields.Date(string="Due from districts")
    due_commune = fields.Date(string="Due from communes")
    rule_id = fields.Many2one("cchc.period.rule", ondelete="restrict", readonly=True)
    template_id = fields.Many2one("cchc.report.template", string="Outline", ondelete="restrict")
    document_id = fields.Many2one(
        "cchc.legal.document", string="Asked for by", ondelete="restrict", copy=False
    )
    issuing_unit_id = fields.Many2one(
        "hr.department",
        string="Put together by",
        ondelete="restrict",
        help="The agency in whose name the gathered report goes to the committee's leader, for "
        "instance Sở Nội vụ. Empty: it is the committee's own report.",
    )
    unit_ids = fields.Many2many(
        "hr.department", string="Units asked", help="Empty: all units that report regularly."
    )
    report_ids = fields.One2many("cchc.report", "period_id", string="Reports")
    state = fields.Selection(
        [
            ("draft", "Not opened"),
            ("opening", "Being opened"),
            ("open", "Being reported"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    opened_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    opened_on = fields.Date(readonly=True, copy=False)
    expected_count = fields.Integer(string="Units", compute="_compute_counts")
    opened_count = fields.Integer(string="Reports opened", compute="_compute_counts")
    submitted_count = fields.Integer(string="Submitted", compute="_compute_counts")
    accepted_count = fields.Integer(string="Taken in", compute="_compute_counts")
    missing_count = fields.Integer(string="Missing", compute="_compute_counts")
    late_count = fields.Integer(string="Late", compute="_compute_counts")

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it begins."
    )
    _one_regular = models.UniqueIndex(
        "(unit_id, year, kind) WHERE kind <> 'ad_hoc' AND state <> 'cancelled'",
        "The committee already has this period of the year.",
    )

    _workflow = Workflow(
        initial="draft",
        transitions={
            "open": Transition(("draft",), "opening"),
            # By the server alone, when each unit has its report.
            "opened": Transition(("opening",), "open"),
            "close": Transition(("open",), "closed"),
            "reopen": Transition(("closed",), "open", reason=True),
            "cancel": Transition(("draft",), "cancelled", reason=True),
            "publish": Transition(("open", "closed"), None),
            "unpublish": Transition(("open", "closed"), None, reason=True),
        },
        owned=frozenset(
            {
                "opened_by_id",
                "opened_on",
                "archive_asked_by_id",
                "archive",
                "archive_name",
                "archive_made_on",
                "published_on",
                "published_by_id",
                "published_table",
                "published_hash",
            }
        ),  # fmt: skip
        locked=lambda state: frozenset() if state == "draft" else DEFINITION,
    )

    # -- counts --------------------------------------------------------------------------------

    @api.depends("report_ids.state", "report_ids.was_late")
    def _compute_counts(self):
        # How many there are is no secret among those who may read the period.
        Report = self.env["cchc.report"].sudo()
        within = Domain("period_id", "in", self.ids)
        counts = defaultdict(Counter)
        for period, state, count in Report._read_group(within, ["period_id", "state"], ["__count"]):
            counts[period.id][state] = count
        late = Report._read_group(within & Domain("is_late", "=", True), ["period_id"], ["__count"])
        late = {period.id: count for period, count in late}
        for period in self:
            states = counts[period.id]
            period.opened_count = states.total()
            period.expected_count = (
                len(period._units())
                if period.state in ("draft", "opening")
                else period.opened_count
            )
            period.missing_count = sum(states[state] for state in OPEN_STATES)
            period.submitted_count = states.total() - states["closed"] - period.missing_count
            period.accepted_count = states["accepted"] + states["consolidated"]
            period.late_count = late.get(period.id, 0)

    # -- CRUD ----------------------------------------------------------------------------------

    @api.constrains("unit_id")
    def _check_committee(self):
        for period in self:
            if not period.unit_id.is_committee:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is no people's committee: it opens no reporting period.",
                        unit=period.unit_id.name,
                    )
                )

    @api.constrains("unit_ids", "issuing_unit_id", "unit_id")
    def _check_units_below(self):
        for period in self:
            for unit in period.unit_ids | period.issuing_unit_id:
                if not unit._is_within(period.unit_id):
                    raise ValidationError(
                        self.env._(
                            "%(unit)s does not belong to %(committee)s.",
                            unit=unit.name,
                            committee=period.unit_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        periods._require_opener()
        return periods

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            self._require_opener()
        return result

    def _require_opener(self):
        if not self.env.su:
            for period in self:
                self.env["cchc.unit.role"]._require(OPENERS, period.unit_id, exact=True)

    @api.model
    def make_year(self, year, unit_id):
        """Prepare the regular periods of ``year`` for a committee, those that it has not yet.

        :param int year: of the reports
        :param int unit_id: committee for which the user is the standing office or a leader
        :return: ids of the periods made
        :raises UserError: no rule is known for the year
        """
        # A number or nothing: whatever else a caller sends is no unit.
        unit = self.env["hr.department"].browse(unit_id if type(unit_id) is int else ()).exists()
        self.env["cchc.unit.role"]._require(OPENERS, unit, exact=True)
        if type(year) is not int or not 1990 <= year <= 2999:
            raise UserError(self.env._("Give the year of the reports, for instance 2026."))
        present = self.search(
            Domain("unit_id", "=", unit.id)
            & Domain("year", "=", year)
            & Domain("state", "!=", "cancelled")
        ).mapped("kind")
        planned = []
        for kind in reporting.REGULAR:
            rule = self.env["cchc.period.rule"]._in_force(kind, year)
            if kind in present or not rule:
                continue
            first, cut_off = rule._span(year)
            planned.append(
                {
                    "name": reporting.period_name(kind, year),
                    "kind": kind,
                    "year": year,
                    "unit_id": unit.id,
                    "date_from": first,
                    "date_to": cut_off,
                    "is_cumulative": rule.is_cumulative,
                    "rule_id": rule.id,
                    "template_id": self.env["cchc.report.template"]._in_force(cut_off).id,
                    **rule._due_on(cut_off),
                }
            )
        if not planned and not present:
            raise UserError(
                self.env._("No rule of reporting periods is known for %(year)s.", year=year)
            )
        return self.create(planned).ids

    # -- who reports ---------------------------------------------------------------------------

    def _units(self):
        """Units that owe a report, the committee first; those that ended in the period included."""
        self.ensure_one()
        Unit = self.env["hr.department"].sudo()  # that a unit exists is no secret
        lived = (Domain("date_start", "=", False) | Domain("date_start", "<=", self.date_to)) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", self.date_from)
        )
        below = Domain("id", "child_of", self.unit_id.id) & Domain("id", "!=", self.unit_id.id)
        chosen = (
            Domain("id", "in", self.unit_ids.ids)
            if self.unit_ids
            else Domain("ranking_block", "!=", False)
        )
        return self.unit_id.sudo() | Unit.search(lived & below & chosen, order="parent_path")

    def _title_of_reports(self):
        """Title of the reports: those on request have their own, the others name the period."""
        title = self.template_id.title
        return title if self.kind == reporting.AD_HOC else f"{title} {self.name}"

    def _ended(self, unit):
        """Whether ``unit`` ended within the period: its row is closed, and it owes no report."""
        return bool(unit.date_end and unit.date_end < self.date_to)

    def _due_of(self, unit, body):
        """Day by which ``unit`` owes its report; None for one that has ended."""
        if self._ended(unit):
            return None
        return self[f"due_{body}"] or max(filter(None, (self[name] for name in DUE_FIELDS)))

    def _day_of(self, unit, counted_on, cut_off="period"):
        """Day whose end figures of ``unit`` describe, counted on a day.

        :param cut_off: one of ``report_indicator.CUT_OFFS``
        :return: the cut-off, the day of counting, or the last day of the unit: the earliest
        """
        last = reporting.cut_off_day(self.date_to, cut_off)
        return min(filter(None, (last, counted_on, unit.date_end)))

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        if name == "opened":
            return [None] * len(self)  # follows from the opening, which was checked
        Role = self.env["cchc.unit.role"]
        self.check_access("read")
        return [Role._require(OPENERS, period.sudo().unit_id, exact=True) for period in self]

    def _audit_unit(self):
        return self.unit_id

    def _guard_open(self, on, reason):
        for period in self:
            if not period.template_id:
                raise UserError(
                    self.env._("Choose the outline of the reports of “%s”.", period.name)
                )
            period.template_id._check_ready()
            missing = [name for name in DUE_FIELDS if not period[name]]
            if missing and period.kind != reporting.AD_HOC:
                raise UserError(
                    self.env._(
                        "“%(period)s”: give %(fields)s.",
                        period=period.name,
                        fields=period._labels_of(missing),
                    )
                )
            if period.kind == reporting.AD_HOC and not any(period[name] for name in DUE_FIELDS):
                raise UserError(
                    self.env._("“%(period)s”: say by when units report.", period=period.name)
                )

    def action_open(self):
        """Open the period: each unit gets its report, made in the background."""
        self._begin_opening()
        # A user starts the job, and no more: it opens what was decided here.
        self.env.ref("cchc_reform.cron_open_periods").sudo()._trigger()

    def _begin_opening(self, on=None):
        on = on or dates.today()
        self._transition("open", {"opened_by_id": self.env.uid, "opened_on": on}, on=on)

    def action_close(self):
        """Close the period: what has not come in stays missing."""
        self._transition("close")

    def action_reopen(self, reason):
        """Open it again, with the reason."""
        self._transition("reopen", reason=reason)

    def action_cancel(self, reason):
        """Do without it, with the reason."""
        self._transition("cancel", reason=reason)

    @api.model
    def _cron_open(self):
        """Make the reports of the periods being opened, a batch a transaction."""
        for period in self.search([("state", "=", "opening")], order="id"):
            while period._open_batch():
                self.env["ir.cron"]._commit_progress(1)

    def _open_batch(self):
        """Make the reports of the next units; when there are none left, the period is open.

        :return: whether there is more to do
        """
        self.ensure_one()
        self.lock_for_update()
        units = self._units()
        todo = units - self.report_ids.unit_id
        if not todo:
            self._transition("opened")
            self._tell_opened()
            return False
        self.env["cchc.report"]._open(self, todo[:BATCH])
        self._tell_progress(self.opened_by_id, len(units) - len(todo[BATCH:]), len(units))
        return True

    def _tell_progress(self, user, done, total):
        """Tell the form in the browser of ``user`` how far the job is."""
        about = {"model": self._name, "id": self.id, "done": done, "total": total}
        user.partner_id._bus_send("cchc_import_progress", about)

    def _tell_opened(self):
        """Ask the heads of the units for their reports, and tell who opened them."""
        reports = self.report_ids.filtered(lambda report: report.state == "draft")
        heads = reports._persons_asked()
        ask(
            reports,
            self.env._("Report on administrative reform: %s", self.name),
            heads,
            {report.id: report.due_on for report in reports},
        )
        spoken = self.with_context(lang=self.opened_by_id.lang).env
        self.opened_by_id.partner_id._bus_send(
            "simple_notification",
            {
                "type": "success",
                "message": spoken._(
                    "%(period)s is open: %(count)s reports.",
                    period=self.name,
                    count=len(self.report_ids),
                ),
            },
        )

    # -- screens -------------------------------------------------------------------------------

    def _open_reports(self, name, domain=None):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "cchc.report",
            "views": [(False, "list"), (False, "form")],
            "domain": list(Domain("period_id", "=", self.id) & Domain(domain or Domain.TRUE)),
        }

    def action_open_reports(self):
        """The reports of the period that the user may read."""
        self.ensure_one()
        return self._open_reports(self.name)

    def action_open_missing(self):
        """The reports that have not been submitted."""
        self.ensure_one()
        return self._open_reports(self.env._("Missing"), Domain("state", "in", OPEN_STATES))

    def action_open_late(self):
        """The reports that came late, or are late by now."""
        self.ensure_one()
        return self._open_reports(self.env._("Late"), Domain("is_late", "=", True))

    def action_compare(self):
        """The figures of the units side by side."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Figures side by side: %s", self.name),
            "res_model": "cchc.report.line",
            "views": [(self.env.ref("cchc_reform.view_report_line_compare").id, "list")]
            + [(False, "pivot"), (False, "graph")],
            "domain": [("period_id", "=", self.id)],
            "context": {"search_default_group_indicator": 1, "search_default_received": 1},
        }

    def action_urge(self):
        """Urge all units below whose report is missing, in one go."""
        self._authorise("close")
        today = dates.today()
        # Once a day is enough, and the committee does not urge itself.
        missing = self.report_ids.filtered(
            lambda report: (
                report.state in OPEN_STATES and report.receiver_id and report.urged_on != today
            )
        )
        missing.action_urge()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if missing else "info",
                "message": self.env._("Urged: %s", ", ".join(missing.unit_id.mapped("name")))
                if missing
                else self.env._("Whoever is missing was urged today already."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
