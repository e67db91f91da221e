import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates, files, reporting
from .asked_activities import ask, close_asked
from .entered_values import entered_day, label_of
from .legal_document import SIGNER_CAPACITIES
from .report_workflow import (
    OPEN_STATES,
    RECEIVED_STATES,
    RECEIVERS,
    REPORT_WORKFLOW,
    STATES,
    WRITERS,
)

#: What people enter on a report; all else is set when it is opened, and by its steps.
ENTERED = frozenset(
    {
        "title", "text_ids", "line_ids", "recipients", "signer", "signer_title", "signer_capacity",
        "number", "document_date", "message_follower_ids", "activity_ids",
    }
)  # fmt: skip


class Report(models.Model):
    """The report of one unit for one period: texts by section, figures by indicator.

    The unit writes it, its head submits it, the committee above accepts or returns it. What is
    submitted is frozen: ``snapshot`` keeps all that its files are made of. The report of a
    committee gathers those of the units below.
    """

    _name = "cchc.report"
    _description = "Report on administrative reform"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on desc, unit_order, id"

    period_id = fields.Many2one(
        "cchc.period", string="Reporting period", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    unit_order = fields.Integer(related="unit_id.protocol_order", store=True)
    receiver_id = fields.Many2one(
        "hr.department",
        string="Submitted to",
        index=True,
        ondelete="restrict",
        help="Committee that takes the report up. Empty: the report of the period's own committee.",
    )
    body = fields.Selection(
        [
            (reporting.PROVINCE, "Province"),
            (reporting.AGENCY, "Department"),
            (reporting.DISTRICT, "District"),
            (reporting.COMMUNE, "Commune"),
        ],
        required=True,
    )
    title = fields.Char(required=True)
    date_from = fields.Date(related="period_id.date_from", store=True)
    date_to = fields.Date(related="period_id.date_to", store=True)
    due_on = fields.Date(string="Due", index=True)
    day = fields.Date(
        string="Figures as of", readonly=True, help="Day whose end the automatic figures describe."
    )
    counted_on = fields.Date(readonly=True, help="Day on which the figures were last counted.")
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True, tracking=True
    )
    text_ids = fields.One2many("cchc.report.text", "report_id", string="Texts")
    line_ids = fields.One2many("cchc.report.line", "report_id", string="Figures")
    submitted_on = fields.Date(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    first_submitted_on = fields.Date(string="First submitted on", readonly=True, copy=False)
    was_late = fields.Boolean(readonly=True, copy=False)
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    taken_up_on = fields.Date(readonly=True, copy=False)
    taken_up_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_on = fields.Date(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    return_reason = fields.Char(string="Why it was returned", readonly=True, copy=False)
    resubmit_by = fields.Date(string="To be submitted again by", readonly=True, copy=False)
    urged_on = fields.Date(readonly=True, copy=False)
    urged_times = fields.Integer(readonly=True, copy=False)
    recipients = fields.Text(help="Nơi nhận: one a line.")
    signer = fields.Char()
    signer_title = fields.Char(help="Title under which it is signed, for instance GIÁM ĐỐC.")
    signer_capacity = fields.Selection(SIGNER_CAPACITIES, string="Signed", default="self")
    number = fields.Char(copy=False, help="As printed. The system invents none.")
    document_date = fields.Date(string="Date of the document", copy=False)
    snapshot = fields.Text(readonly=True, copy=False)
    snapshot_hash = fields.Char(string="SHA-256", readonly=True, copy=False)
    missing_text = fields.Text(string="Not yet in the sums", compute="_compute_missing_text")
    fault_count = fields.Integer(string="To be looked at", compute="_compute_fault_count")

    _workflow = REPORT_WORKFLOW

    # A job that opens a period may be killed and start again.
    _one_a_unit = models.UniqueIndex(
        "(period_id, unit_id)", "The unit already has a report for this period."
    )

    def _party_fields(self):
        return ("unit_id", "text_ids.lead_unit_id")

    # -- computes ------------------------------------------------------------------------------

    @api.depends("period_id.name", "unit_id.name")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Report of %(unit)s, %(period)s",
                unit=report.sudo().unit_id.name or "",
                period=report.period_id.name or "",
            )

    @api.depends("state", "due_on", "was_late", "resubmit_by", "first_submitted_on")
    def _compute_is_late(self):
        today = dates.today()
        for report in self:
            if report.state == "closed":
                report.is_late = False
            elif report.state in OPEN_STATES:
                due = report.resubmit_by if report.first_submitted_on else report.due_on
                report.is_late = report.was_late or bool(due and due < today)
            else:
                report.is_late = report.was_late

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = dates.today()
        return Domain("state", "!=", "closed") & (
            Domain("was_late", "=", True)
            | (
                Domain("state", "in", OPEN_STATES)
                & (
                    (Domain("first_submitted_on", "=", False) & Domain("due_on", "<", today))
                    | (
                        Domain("first_submitted_on", "!=", False)
                        & Domain("resubmit_by", "<", today)
                    )
                )
            )
        )

    @api.depends("period_id", "unit_id")
    def _compute_missing_text(self):
        for report in self:
            missing = report._below().filtered(lambda one: one.state not in RECEIVED_STATES)
            report.missing_text = "\n".join(missing.unit_id.mapped("name"))

    @api.depends("line_ids.fault")
    def _compute_fault_count(self):
        for report in self:
            report.fault_count = len(report.line_ids.filtered("fault"))

    def _below(self):
        """Reports that come up to this one's unit in the same period."""
        self.ensure_one()
        # Who may read the report of a committee learns which units are missing in it.
        return self.sudo().search(
            Domain("period_id", "=", self.period_id.id)
            & Domain("receiver_id", "=", self.unit_id.id)
        )

    def _issuer(self):
        """Unit in whose name the document goes out: an agency may put the committee's together."""
        self.ensure_one()
        gathered = not self.receiver_id and self.period_id.issuing_unit_id
        return gathered or self.unit_id

    def _givers(self):
        """Number of units below that gave a figure, by its code; under "" those that report.

        Empty for a unit to which no report comes up.
        """
        self.ensure_one()
        below = self._below().filtered(lambda one: one.state != "closed")
        if not below:
            return {}
        received = below.filtered(lambda one: one.state in RECEIVED_STATES)
        known = (
            self.env["cchc.report.line"]
            .sudo()
            ._read_group(
                Domain("report_id", "in", received.ids) & Domain("is_known", "=", True),
                ["code"],
                ["__count"],
            )
        )  # numbers only
        return {"": len(below), **dict(known)}

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Reports are made by opening a reporting period."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (refused := vals.keys() - ENTERED - self._workflow_fields()):
            raise AccessError(
                self.env._(
                    "%(fields)s of %(document)s is kept by the system and not entered.",
                    fields=self._labels_of(refused),
                    document=label_of(self),
                )
            )
        return super().write(vals)

    def _check_being_written(self):
        """Refuse to touch what is no longer being written."""
        for report in self.sudo():  # its state is no secret to who may write its parts
            if report.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(report)s” is “%(state)s”: take it back to change it.",
                        report=report.display_name,
                        state=report._state_label(),
                    )
                )

    def copy(self, default=None):
        raise UserError(self.env._("Reports are made by opening a reporting period."))

    # -- who -----------------------------------------------------------------------------------

    def _persons_asked(self):
        """Id of a report -> id of the user who is to write it: the head, who may hand it on."""
        posts = self.env["cchc.staff.appointment"]._heading(self.unit_id, dates.today())
        return {report.id: posts[report.unit_id.id].employee_id.user_id.id for report in self}

    def _authorise(self, name):
        Role = self.env["cchc.unit.role"]
        grants = []
        for report in self.sudo():
            unit, receiver = report.unit_id, report.receiver_id
            if name in ("consolidate", "close"):
                grants.append(None)  # follows from what was checked; no method leads here
            elif name in ("propose", "withdraw"):
                grants.append(
                    Role._find_grant(WRITERS, unit)
                    or (name == "withdraw" and Role._find_grant(("leader",), unit, exact=True))
                    or Role._require(("standing_office",), unit, exact=True)
                )
            elif name in ("submit", "recall"):
                # A leader decides for the own committee only; a head for the unit and below.
                # What an agency puts together is submitted by its head.
                issuer = report._issuer()
                grants.append(
                    Role._find_grant(("leader",), unit, exact=True)
                    or (issuer != unit and Role._find_grant(("head",), issuer))
                    or Role._require(("head",), unit)
                )
            elif name == "urge":
                grants.append(Role._require(RECEIVERS, receiver or unit))
            else:
                # Of the receiver, or of a level above it: so nobody's absence leaves it unread.
                grants.append(Role._require(RECEIVERS, receiver or unit))
        return grants

    @api.model
    def _domain_to_approve(self):
        """Reports that wait for the user, as head of the unit or leader of the committee."""
        units = self.env.user.role_unit_ids("head", "leader")
        return Domain("state", "=", "for_approval") & Domain("unit_id", "in", units)

    @api.model
    def _domain_to_receive(self):
        """Reports that wait for the user to accept or return them, for the committee they go to."""
        return (
            Domain("state", "=", "submitted")
            & Domain("receiver_id", "in", self.env.user.role_unit_ids(*RECEIVERS))
            & Domain("submitted_by_id", "!=", self.env.uid)
        )

    def _audit_unit(self):
        return self.unit_id

    # -- steps ---------------------------------------------------------------------------------

    def action_propose(self):
        """Give the report to the head."""
        self._transition("propose")

    def action_withdraw(self):
        """Take it back from the head."""
        self._transition("withdraw")

    def _after_propose(self, on):
        close_asked(self)
        ask(
            self,
            self.env._("Approve the report"),
            self._persons_asked(),
            {report.id: report.due_on for report in self},
        )

    def _guard_submit(self, on, reason):
        for report in self:
            if report.period_id.state != "open":
                raise UserError(
                    self.env._(
                        "“%(period)s” is “%(state)s”: no report is submitted.",
                        period=report.period_id.name,
                        state=report.period_id._state_label(),
                    )
                )
            report.line_ids._check_explained()

    def action_submit(self):
        """Approve the report and submit it to the committee above: it is frozen."""
        self._submit()

    def _submit(self, on=None):
        """Submit as of a day; only code of the server can give another than today."""
        today = on or dates.today()
        for report in self:
            report.check_access("read")
            kept = report.sudo()
            due = kept.resubmit_by if kept.first_submitted_on else kept.due_on
            report._transition(
                "submit",
                {
                    "submitted_on": today,
                    "submitted_by_id": self.env.uid,
                    "first_submitted_on": kept.first_submitted_on or today,
                    "was_late": kept.was_late or bool(due and today > due),
                    "taken_up_on": False,
                    "taken_up_by_id": False,
                },
                on=today,
            )

    def _after_submit(self, on):
        close_asked(self)
        for report in self:
            report._freeze()
            if not report.receiver_id:
                # The committee's own report is out: what it was made of is consolidated.
                report._below().filtered(lambda one: one.state == "accepted")._transition(
                    "consolidate"
                )

    def _freeze(self):
        """Keep all that the files of this report are made of, with its hash."""
        self.ensure_one()
        content = json.dumps(self._snapshot(), ensure_ascii=False, sort_keys=True)
        kept = {
            "snapshot": content,
            "snapshot_hash": files.sha256(content.encode()),
        }
        with self._permit(kept):
            self.write(kept)

    def _guard_recall(self, on, reason):
        for report in self:
            # The committee's own report goes to nobody above: its leader takes it back.
            if report.taken_up_on:
                raise UserError(
                    self.env._(
                        "“%(report)s” has been taken up: ask %(receiver)s to return it.",
                        report=report.display_name,
                        receiver=report.receiver_id.name,
                    )
                )

    def action_recall(self):
        """Take back what was submitted, as long as nobody has taken it up."""
        self._transition("recall", {"submitted_on": False, "submitted_by_id": False})

    def action_take_up(self):
        """Begin to look at the report: from now on it is not recalled."""
        self._transition("take_up", {"taken_up_on": dates.today(), "taken_up_by_id": self.env.uid})

    def action_return(self, reason, by=None):
        """Send the report back to the unit, with the reason.

        :param by: day (ISO) by which it is to come again; three days from today, if none is given
        """
        self._return(reason, by)

    def _return(self, reason, by=None, on=None):
        today = on or dates.today()
        by = entered_day(self.env, by) or fields.Date.add(today, days=3)
        if by < today:
            raise UserError(self.env._("The day by which it is to come again has passed."))
        self._transition(
            "return",
            {
                "return_reason": reason,
                "resubmit_by": by,
                "accepted_on": False,
                "accepted_by_id": False,
                "submitted_by_id": False,
                "submitted_on": False,
            },
            reason,
            today,
        )

    def _after_return(self, on):
        ask(
            self,
            self.env._("The report was returned"),
            self._persons_asked(),
            {report.id: report.resubmit_by for report in self},
        )

    def action_accept(self):
        """Accept the report: its figures count above."""
        self._accept()

    def _accept(self, on=None):
        on = on or dates.today()
        for report in self:
            report._transition(
                "accept",
                {
                    "accepted_on": on,
                    "accepted_by_id": self.env.uid,
                    "taken_up_on": report.sudo().taken_up_on or on,
                    "taken_up_by_id": report.sudo().taken_up_by_id.id or self.env.uid,
                },
                on=on,
            )

    def action_urge(self):
        """Urge the units for their reports, in one go: their heads are asked, and it is counted."""
        for times, reports in self.grouped("urged_times").items():
            reports._transition("urge", {"urged_on": dates.today(), "urged_times": times + 1})

    def _after_urge(self, on):
        close_asked(self)
        ask(
            self,
            self.env._("Urged: the report is missing"),
            self._persons_asked(),
            {report.id: report.due_on for report in self},
        )
