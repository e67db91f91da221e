from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates
from .communication_workflow import CONTRIBUTION_WORKFLOW
from .contribution_rule import CONTRIBUTION_KINDS
from .entered_values import entered_day
from .task_workflow import UNIT_ROLES

CHANNELS = [
    ("in_person", "In person"),
    ("letter", "Letter"),
    ("phone", "Telephone"),
    ("email", "Email"),
    ("hotline", "Hotline"),
    ("portal", "Portal"),
    ("meeting", "Meeting, dialogue"),
    ("other", "Other"),
]
FROM_KINDS = [
    ("citizen", "Citizen"),
    ("enterprise", "Enterprise"),
    ("organisation", "Organisation"),
    ("staff", "Staff"),
]


class Contribution(models.Model):
    """A contribution or a question on the reform, from whatever channel, and its answer.

    Whoever received it hands it to the unit that answers. No more of its sender is kept than is
    needed, and that apart, for the handling unit alone.
    """

    _name = "cchc.contribution"
    _description = "Contribution or question"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin"]
    _order = "received_on desc, id desc"

    name = fields.Char(string="Subject in brief", required=True)
    kind = fields.Selection(CONTRIBUTION_KINDS, required=True, default="question")
    channel = fields.Selection(CHANNELS, required=True, default="in_person")
    received_on = fields.Date(required=True, default=lambda self: dates.today(), index=True)
    from_kind = fields.Selection(FROM_KINDS, string="Sent by", required=True, default="citizen")
    sender_ids = fields.One2many(
        "cchc.contribution.sender",
        "contribution_id",
        groups="cchc_reform.group_cchc_officer,cchc_reform.group_cchc_head",
        help="Only where the answer needs it; read by the handling unit alone.",
    )
    domain_id = fields.Many2one("cchc.plan.domain", string="Reform domain", ondelete="restrict")
    text = fields.Text(string="What was said", required=True)
    communication_id = fields.Many2one(
        "cchc.communication", string="Dialogue", index=True, ondelete="restrict"
    )
    received_by_unit_id = fields.Many2one(
        "hr.department",
        string="Received by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["cchc.communication"]._default_unit_id(),
    )
    unit_id = fields.Many2one(
        "hr.department",
        string="Handling unit",
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        help="Unit that is to answer.",
    )
    term = fields.Date(
        string="Answer by", help="Empty: by the rule in force. The last day on time.", copy=False
    )
    due_on = fields.Date(string="To be answered until", readonly=True, copy=False, index=True)
    rule_id = fields.Many2one(
        "cchc.contribution.rule",
        string="By the rule",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    rule_confirmation = fields.Selection(
        related="rule_id.confirmation", string="The rule is", help="Whether its text was read."
    )
    answer = fields.Text(copy=False)
    evidence_ids = fields.Many2many("cchc.evidence", "cchc_contribution_evidence_rel", copy=False)
    answered_on = fields.Date(readonly=True, copy=False, index=True)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    answered_late = fields.Boolean(compute="_compute_answered_late", store=True)
    return_reason = fields.Char(string="Why it was given back", readonly=True, copy=False)
    drop_reason = fields.Char(string="Why no answer is needed", readonly=True, copy=False)
    is_our_turn = fields.Boolean(
        compute="_compute_is_our_turn", help="Whether the user works for the unit that is to act."
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="Not answered in time.",
    )
    state = fields.Selection(
        [
            ("received", "Newly received"),
            ("assigned", "Being answered"),
            ("answered", "Answered"),
            ("dropped", "No answer needed"),
        ],
        default="received",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    _workflow = CONTRIBUTION_WORKFLOW

    # -- computes ------------------------------------------------------------------------------

    def _party_fields(self):
        return ("received_by_unit_id", "unit_id")

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "received_by_unit_id")
    def _compute_is_our_turn(self):
        grants = self.env["cchc.unit.role"]._scope(UNIT_ROLES)
        for one in self:
            handler = one.sudo()._handler()
            one.is_our_turn = any(grant.covers(handler) for grant in grants)

    @api.depends("received_by_unit_id")
    def _compute_unit_id(self):
        for one in self:
            one.unit_id = one.unit_id or one.received_by_unit_id

    @api.depends("due_on", "answered_on")
    def _compute_answered_late(self):
        for one in self:
            day = one.answered_on
            one.answered_late = bool(one.due_on and day and day > one.due_on)

    @api.depends("state", "due_on", "answered_late")
    def _compute_is_late(self):
        late = self.filtered_domain(self._domain_late())
        for one in self:
            one.is_late = one in late

    @api.model
    def _domain_late(self):
        waiting = Domain("state", "=", "assigned") & Domain("due_on", "<", dates.today())
        return waiting | Domain("answered_late", "=", True)

    def _search_is_late(self, operator, value):
        return self._domain_late() if operator == "in" else NotImplemented

    @api.constrains("received_on", "term")
    def _check_received(self):
        for one in self:
            entered_day(self.env, one.term)
            if entered_day(self.env, one.received_on) > self._effective_day():
                raise ValidationError(
                    self.env._("Nothing can have been received on a day that has not come.")
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        contributions = super().create(vals_list)
        contributions._require_own()
        return contributions

    def write(self, vals):
        self._require_own()
        result = super().write(vals)
        if "received_by_unit_id" in vals:
            self._require_own()
        return result

    # -- workflow ------------------------------------------------------------------------------

    def _handler(self):
        """The unit whose turn it is."""
        return self.received_by_unit_id if self.state == "received" else self.unit_id

    def _require_own(self, roles=UNIT_ROLES):
        """Grants under which the user acts for the unit whose turn it is."""
        if self.env.su:
            return [None] * len(self)
        grants = self.env["cchc.unit.role"]._scope(roles)
        found = [
            next((grant for grant in grants if grant.covers(one._handler())), None)
            for one in self.sudo()
        ]
        if not all(found):
            raise AccessError(self.env._("Only the unit whose turn it is works on it."))
        return found

    def _authorise(self, name):
        return self._require_own(("head",) if name in ("drop", "reopen") else UNIT_ROLES)

    def _audit_unit(self):
        return self.unit_id

    def _guard_assign(self, on, reason):
        for one in self:
            if not one.unit_id._is_open_on(on):
                raise UserError(
                    self.env._("%(unit)s has ended: it answers nothing.", unit=one.unit_id.name)
                )

    def _guard_answer(self, on, reason):
        for one in self:
            if not (one.answer or "").strip():
                raise UserError(self.env._("Write the answer to “%s”.", one.name))

    def action_assign(self):
        """Hand to the unit that answers, with its term."""
        self._assign()

    def _assign(self, on=None):
        Rule = self.env["cchc.contribution.rule"]
        for one in self:
            rule = Rule if one.term else Rule._in_force(one.kind, one.received_on)
            if not one.term and not rule:
                raise UserError(
                    self.env._("No rule says by when “%s” is answered: give the day.", one.name)
                )
            due_on = one.term or rule._due_on(one.received_on)
            if one.unit_id != one.received_by_unit_id and due_on < (on or dates.today()):
                # It would be late through who hands it on.
                raise UserError(
                    self.env._(
                        "“%(name)s” was to be answered by %(date)s: give %(unit)s a day to come.",
                        name=one.name,
                        date=dates.format_date(due_on),
                        unit=one.unit_id.name,
                    )
                )
            values = {"due_on": due_on, "rule_id": rule.id, "return_reason": False}
            one._transition("assign", values, on=on)

    def action_return(self, reason):
        """Give back to whoever received it, with the reason."""
        for one in self:
            back = one.sudo().received_by_unit_id.id
            values = {"unit_id": back, "due_on": False, "return_reason": reason}
            one._transition("return", values, reason=reason)

    def action_answer(self):
        """Record that the answer was given today."""
        self._answer()

    def _answer(self, on=None):
        on = on or dates.today()
        self._transition("answer", {"answered_on": on, "answered_by_id": self.env.uid}, on=on)

    def action_drop(self, reason):
        """Record that no answer is needed, with the reason."""
        self._transition("drop", {"drop_reason": reason}, reason=reason)

    def action_reopen(self, reason):
        """Take up again what was answered or needed no answer, with the reason."""
        self._transition(
            "reopen",
            {"answered_on": False, "answered_by_id": False, "drop_reason": False},
            reason=reason,
        )
