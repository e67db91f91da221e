from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..kernel import dates
from .asked_activities import ask, close_asked
from .task_workflow import UNIT_ROLES
from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Draft"),
    ("requested", "Requested"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
# What the unit asks for, and on what ground: fixed once it is asked.
REQUEST = frozenset({"task_id", "requested_deadline", "reason", "letter_number", "letter_date"})
DECISION = frozenset({"granted_deadline", "decision_number", "decision_date", "decision_signer"})
OPINION = frozenset({"opinion", "is_supported"})


class TaskExtension(models.Model):
    """A unit's request for a later deadline, the standing office's opinion, and the decision.

    A deadline is extended by whoever has the authority of the signer of the document that set
    it: one of the Chairman's by a leader, never by the standing office, which advises. Only the
    decision, with the number and date of the approving document, moves the deadline of the task.
    """

    _name = "cchc.task.extension"
    _description = "Request for a later deadline"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "task_id"

    task_id = fields.Many2one("cchc.task", required=True, index=True, ondelete="restrict")
    lead_unit_id = fields.Many2one(
        related="task_id.lead_unit_id", string="Lead unit", store=True, index=True
    )
    assigning_unit_id = fields.Many2one(
        related="task_id.assigning_unit_id", string="Assigned by", store=True
    )
    verifier_unit_id = fields.Many2one(
        related="task_id.verifier_unit_id", string="Verifier", store=True
    )
    domain_id = fields.Many2one(related="task_id.domain_id", string="Reform domain", store=True)
    current_deadline = fields.Date(
        string="Deadline when asked", readonly=True, copy=False, help="Deadline when it was asked."
    )
    requested_deadline = fields.Date(string="Deadline asked for", required=True)
    reason = fields.Text(required=True)
    letter_number = fields.Char(
        string="Number of the letter", help="Letter with which the unit asks, as printed."
    )
    letter_date = fields.Date(string="Date of the letter")
    requested_on = fields.Date(readonly=True, copy=False)
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    opinion = fields.Text(string="Opinion of the standing office")
    is_supported = fields.Selection(
        [("yes", "In favour"), ("no", "Against")], string="The standing office is"
    )
    advised_on = fields.Date(readonly=True, copy=False)
    advised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    granted_deadline = fields.Date(
        string="Deadline granted", help="Empty: the deadline that was asked for."
    )
    decision_number = fields.Char(help="Number of the document that decides, as printed.")
    decision_date = fields.Date(string="Date of the decision")
    decision_signer = fields.Char(string="Signed by")
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True, index=True
    )
    can_ask = fields.Boolean(compute="_compute_can")
    can_advise = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")

    _one_at_a_time = models.UniqueIndex(
        "(task_id) WHERE state IN ('draft', 'requested')",
        "A request for a later deadline of this task is open already.",
    )

    _workflow = Workflow(
        initial="draft",
        transitions={
            "request": Transition(("draft",), "requested"),
            "advise": Transition(("requested",), None, not_by=("requested_by_id",)),
            "grant": Transition(("requested",), "granted", not_by=("requested_by_id",)),
            "refuse": Transition(("requested",), "refused", True, ("requested_by_id",)),
            "withdraw": Transition(("draft", "requested"), "withdrawn", reason=True),
        },
        owned=frozenset(
            {
                "current_deadline",
                "requested_on",
                "requested_by_id",
                "advised_on",
                "advised_by_id",
                "decided_on",
                "decided_by_id",
            }
        )
        | OPINION
        | DECISION,
        locked=lambda state: frozenset() if state == "draft" else REQUEST,
    )

    def _party_fields(self):
        return ("lead_unit_id", "assigning_unit_id", "verifier_unit_id")

    @api.depends("task_id.name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "Extension: %(task)s", task=request.task_id.sudo().display_name or ""
            )

    @api.constrains("task_id", "requested_deadline")
    def _check_later(self):
        for request in self:
            task = request.task_id.sudo()
            if request.state == "draft" and (
                task.deadline_kind != "date"
                or not task.deadline
                or request.requested_deadline <= task.deadline
            ):
                raise ValidationError(
                    self.env._(
                        "The deadline asked for must be later than that of “%(task)s”"
                        " (%(deadline)s).",
                        task=task.display_name,
                        deadline=dates.format_date(task.deadline)
                        if task.deadline
                        else self.env._("no date yet"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._require_asker()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if "task_id" in vals:
            self._require_asker()
        return result

    def _require_asker(self):
        if not self.env.su:
            self._authorise("request")

    # -- who -----------------------------------------------------------------------------------

    def _authority_unit(self):
        """Unit in whose name the deadline was set: by the source document, else by the plan."""
        task = self.task_id.sudo()
        return task.source_document_id.issuing_unit_id or task.plan_id.unit_id

    def _grant_for(self, step, grants):
        task = self.task_id.sudo()
        if step in ("request", "withdraw"):
            return task._grant_in_unit(grants, UNIT_ROLES)
        authority = self._authority_unit()
        for grant in grants:
            if step == "advise":
                if grant.role == "standing_office" and grant.unit_id == authority.id:
                    return grant
            elif grant.role == "leader" and grant.covers(authority, task.domain_id):
                return grant
            elif grant.role == "head" and grant.unit_id == authority.id:
                # The head signs the plans of the own unit, a department or a district.
                return grant
        return None

    def _authorise(self, name):
        grants = self.task_id._user_grants()
        allowed = []
        for request in self.sudo():
            grant = request._grant_for(name, grants)
            if not grant:
                raise AccessError(self._refusal(request, name))
            allowed.append(grant)
        return allowed

    def _refusal(self, request, step):
        values = {
            "task": request.task_id.display_name,
            "authority": request._authority_unit().name,
            "unit": request.lead_unit_id.name,
        }
        if step in ("grant", "refuse"):
            return self.env._(
                "The deadline of “%(task)s” was set by %(authority)s: only its leaders extend it.",
                **values,
            )
        if step == "advise":
            return self.env._(
                "The standing office of %(authority)s gives its opinion on “%(task)s”.", **values
            )
        return self.env._("%(unit)s asks for a later deadline of “%(task)s”.", **values)

    @api.depends_context("uid")
    @api.depends("task_id", "state")
    def _compute_can(self):
        grants = self.env["cchc.task"]._user_grants()
        for request in self:
            own = request.sudo()
            open_ = own.state == "requested" and own.requested_by_id != self.env.user
            request.can_ask = bool(own._grant_for("request", grants))
            request.can_advise = open_ and bool(own._grant_for("advise", grants))
            request.can_decide = open_ and bool(own._grant_for("grant", grants))

    def _audit_unit(self):
        return self.lead_unit_id

    # -- guards --------------------------------------------------------------------------------

    def _guard_request(self, on, reason):
        for request in self:
            if not (request.letter_number and request.letter_date):
                raise UserError(
                    self.env._(
                        "Give number and date of the letter that asks for a later deadline of "
                        "“%(task)s”.",
                        task=request.task_id.display_name,
                    )
                )
            request._check_task_is_open()

    def _guard_grant(self, on, reason):
        for request in self:
            request._check_task_is_open()
            if request._needs_opinion() and not request.advised_on:
                raise UserError(
                    self.env._(
                        "The standing office has not given its opinion on “%(task)s” yet.",
                        task=request.task_id.display_name,
                    )
                )
            if request.task_id.deadline != request.current_deadline:
                raise UserError(
                    self.env._(
                        "The deadline of “%(task)s” has changed since it was asked: ask again.",
                        task=request.task_id.display_name,
                    )
                )

    def _needs_opinion(self):
        """Whether there is a standing office beside who decides: for committees."""
        authority = self._authority_unit()
        return bool(
            authority.is_committee
            # Whether an office is there is no secret.
            and self.env["cchc.unit.role"]
            .sudo()
            .search([("role", "=", "standing_office"), ("unit_id", "=", authority.id)])
            .filtered("is_current")
        )

    def _check_task_is_open(self):
        if self.task_id.state not in ("assigned", "in_progress", "for_approval"):
            raise UserError(
                self.env._(
                    "“%(task)s” is “%(state)s”: its deadline is no longer extended.",
                    task=self.task_id.display_name,
                    state=self.task_id._state_label(),
                )
            )

    # -- steps ---------------------------------------------------------------------------------

    def action_request(self):
        """Send the request to the standing office and to who decides."""
        self._request()

    def _request(self, on=None):
        on = on or dates.today()
        asked = self.sudo().grouped(lambda request: request.task_id.deadline)
        for deadline, requests in asked.items():
            requests.sudo(False)._transition(
                "request",
                {
                    "requested_on": on,
                    "requested_by_id": self.env.uid,
                    "current_deadline": deadline,
                },
                on=on,
            )

    def action_advise(self, is_supported, opinion):
        """Give the opinion of the standing office: "yes" or "no", and why."""
        if is_supported not in ("yes", "no") or not isinstance(opinion, str) or not opinion.strip():
            raise UserError(self.env._("Say whether the request is supported, and why."))
        self._transition(
            "advise",
            {
                "is_supported": is_supported,
                "opinion": opinion.strip(),
                "advised_on": dates.today(),
                "advised_by_id": self.env.uid,
            },
            reason=opinion,
        )

    def action_withdraw(self, reason):
        """Take the request back, with the reason."""
        self._transition("withdraw", reason=reason)

    def _grant(self, decision, on=None):
        """Grant the request: only now the deadline of the task changes.

        :param dict decision: ``decision_number``, ``decision_date``, and as known
            ``granted_deadline`` and ``decision_signer``
        """
        self.ensure_one()
        on = on or dates.today()
        deadline = decision.get("granted_deadline") or self.requested_deadline
        self._check_decision(decision, deadline)
        self._transition(
            "grant", self._decided(decision, on) | {"granted_deadline": deadline}, on=on
        )

    def _refuse_request(self, decision, reason, on=None):
        """Refuse the request, with the reason; the deadline stays."""
        self.ensure_one()
        on = on or dates.today()
        self._transition("refuse", self._decided(decision, on), reason=reason, on=on)

    def _decided(self, decision, on):
        return {
            "decision_number": decision.get("decision_number") or False,
            "decision_date": decision.get("decision_date") or False,
            "decision_signer": decision.get("decision_signer") or False,
            "decided_on": on,
            "decided_by_id": self.env.uid,
        }

    def _check_decision(self, decision, deadline):
        if not (decision.get("decision_number") and decision.get("decision_date")):
            raise UserError(
                self.env._("Give number and date of the document that grants the extension.")
            )
        if decision["decision_date"] > dates.today():
            raise UserError(self.env._("The deciding document is dated in the future."))
        if deadline <= self.current_deadline:
            raise UserError(
                self.env._(
                    "The deadline granted must be later than %(deadline)s.",
                    deadline=dates.format_date(self.current_deadline),
                )
            )

    def _after_grant(self, on):
        for request in self:
            request.task_id.sudo(False)._extend(request.granted_deadline, on)
        close_asked(self)

    def _after_request(self, on):
        self._tell_who_decides()

    def _after_advise(self, on):
        self._tell_who_decides()

    def _after_refuse(self, on):
        close_asked(self)

    def _after_withdraw(self, on):
        close_asked(self)

    def _tell_who_decides(self):
        """Ask the standing office for its opinion, else who decides."""
        close_asked(self)
        user_ids = {}
        for request in self:
            unit = request._authority_unit()
            wants_opinion = not request.advised_on and request._needs_opinion()
            roles = ("standing_office",) if wants_opinion else ("leader", "head")
            user_ids[request.id] = request.task_id._holders(roles, unit).get(unit.id)
        ask(self, self.env._("A later deadline is asked for"), user_ids)


class Task(models.Model):
    """A task whose deadline is extended: the first one stays visible and can be counted."""

    _inherit = "cchc.task"

    extension_ids = fields.One2many("cchc.task.extension", "task_id", string="Extensions")
    is_extended = fields.Boolean(compute="_compute_is_extended", search="_search_is_extended")

    @api.depends("extension_count")
    def _compute_is_extended(self):
        for task in self:
            task.is_extended = bool(task.extension_count)

    def _search_is_extended(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain("extension_count", ">", 0)

    def _grant_for(self, step, grants):
        if step == "extend":
            # Asked of the request that is being granted: it knows whose the deadline is.
            granted = [("task_id", "=", self.id), ("state", "=", "granted")]
            request = self.env["cchc.task.extension"].sudo().search(granted, limit=1)
            return request._grant_for("grant", grants) if request else None
        return super()._grant_for(step, grants)

    def _extend(self, deadline, on):
        """Move the deadline, by a request that was granted."""
        self.ensure_one()
        self._transition(
            "extend",
            {"deadline": deadline, "extension_count": self.sudo().extension_count + 1},
            on=on,
        )
