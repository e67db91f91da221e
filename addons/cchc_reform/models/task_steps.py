from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates, metrics
from .entered_values import entered_day
from .task_workflow import (
    ASSIGNER_ROLES,
    OPEN_STATES,
    UNIT_ROLES,
    VERIFIER_ROLES,
    WORKED_ON_IT,
)
from .unit_role import grant_to_plan


class Task(models.Model):
    """The steps of a task: who may do them, and what they write."""

    _inherit = "cchc.task"

    # -- who -----------------------------------------------------------------------------------

    def _grant_to_assign(self, grants):
        """Grant under which the user assigns this task: within a plan the user answers for."""
        return grant_to_plan(
            grants, self.plan_id.sudo().unit_id, self.lead_unit_id.sudo(), self.domain_id
        )

    def _grant_to_verify(self, grants):
        """Grant under which the user confirms: held for the verifying unit itself.

        A leader of the committee above may always decide, so that no task is left to nobody.
        """
        for grant in grants:
            if (
                grant.role in ("verifier", "head")
                and grant.unit_id == self.verifier_unit_id.id
                and grant.covers(self.verifier_unit_id.sudo(), self.domain_id)
            ):
                return grant
            if (
                grant.role == "leader"
                and grant.unit_id != self.lead_unit_id.id
                and grant.covers(self.lead_unit_id.sudo(), self.domain_id)
            ):
                return grant
        return None

    def _grant_in_unit(self, grants, roles):
        return next(
            (
                grant
                for grant in grants
                if grant.role in roles and grant.covers(self.lead_unit_id.sudo())
            ),
            None,
        )

    def _grant_for(self, step, grants):
        """Grant that allows ``step``, or None."""
        if step in ("assign", "cancel", "exempt", "settle_deadline"):
            return self._grant_to_assign(grants)
        if step in ("take_over", "undo_take_over"):
            return self._grant_to_assign(
                grant for grant in grants if grant.role == "standing_office"
            )
        if step in ("verify", "return"):
            return self._grant_to_verify(grants)
        if step == "reopen":
            return self._grant_to_verify(grants) or self._grant_to_assign(grants)
        if step in ("start", "submit"):
            return self._grant_in_unit(grants, UNIT_ROLES)
        if step in ("report", "send_back"):
            return self._grant_in_unit(grants, ("head",))
        if step == "recall":
            return self._grant_in_unit(
                grants, UNIT_ROLES if self.state == "for_approval" else ("head",)
            )
        if step == "take_up":
            return (
                self._grant_in_unit(grants, ("head",))
                if self.state == "for_approval"
                else self._grant_to_verify(grants)
            )
        return None

    def _user_grants(self):
        return self.env["cchc.unit.role"]._scope({*UNIT_ROLES, *ASSIGNER_ROLES, *VERIFIER_ROLES})

    def _authorise(self, name):
        if name == "hand_over":
            # Follows from a rearrangement of units, which was checked; no method leads here.
            return [None] * len(self)
        grants = self._user_grants()
        allowed = []
        for task in self.sudo():
            grant = task._grant_for(name, grants)
            if not grant:
                raise AccessError(
                    self.env._(
                        "You have no role that allows this step of “%(task)s”.", task=task.name
                    )
                )
            allowed.append(grant)
        return allowed

    def _require_assigner(self):
        grants = self._user_grants()
        for task in self.sudo():
            if not task._grant_to_assign(grants):
                raise AccessError(
                    self.env._(
                        "You cannot assign tasks of the plan “%(plan)s” to %(unit)s.",
                        plan=task.plan_id.name,
                        unit=task.lead_unit_id.name,
                    )
                )

    def _audit_unit(self):
        return self.lead_unit_id

    @api.depends_context("uid")
    @api.depends("state", "lead_unit_id", "verifier_unit_id", "plan_id", "domain_id")
    def _compute_can(self):
        grants = self._user_grants()
        for task in self:
            task.can_assign = bool(task.sudo()._grant_to_assign(grants))
            task.can_verify = bool(task.sudo()._grant_to_verify(grants))
            task.can_lead = bool(task.sudo()._grant_in_unit(grants, ("head",)))
            task.can_work = bool(task.sudo()._grant_in_unit(grants, UNIT_ROLES))

    def _search_waits_for_me(self, operator, value):
        """Reports to approve as head, and to confirm as verifier; not one's own requests."""
        if operator != "in":
            return NotImplemented
        user = self.env.user
        to_approve = (
            Domain("state", "=", "for_approval")
            & Domain("lead_unit_id", "child_of", user.role_unit_ids("head"))
            & Domain("submitted_by_id", "!=", user.id)
        )
        named = Domain.FALSE
        for grant in self.env["cchc.unit.role"]._scope(VERIFIER_ROLES):
            domains = (
                Domain("domain_id", "in", sorted(grant.domain_ids)) if grant.domain_ids else []
            )
            named |= Domain("verifier_unit_id", "=", grant.unit_id) & Domain(domains)
        to_confirm = Domain("state", "=", "reported") & named
        for person in WORKED_ON_IT:
            to_confirm &= Domain(person, "!=", user.id)
        return to_approve | to_confirm

    # -- guards --------------------------------------------------------------------------------

    def _guard_assign(self, on, reason):
        for task in self:
            if task.plan_id.state != "issued":
                raise UserError(
                    self.env._(
                        "The plan “%(plan)s” is not issued yet: its tasks cannot be assigned.",
                        plan=task.plan_id.name,
                    )
                )
            task.parent_id._check_takes_sub_tasks()
            task._check_units_are_open(on)
            if not task.verifier_unit_id:
                raise UserError(
                    self.env._("Name the unit that confirms the task “%(task)s”.", task=task.name)
                )
            if task.deadline_kind == "date" and not task.deadline:
                raise UserError(
                    self.env._("Give the deadline of the task “%(task)s”.", task=task.name)
                )
            if task.deadline_kind == "waiting" and not task.waiting_for:
                raise UserError(
                    self.env._("Say what the task “%(task)s” is waiting for.", task=task.name)
                )

    def _guard_reopen(self, on, reason):
        for task in self:
            # Who helped before the unit ended keeps its place in what was done.
            task._check_units_are_open(on, task.lead_unit_id | task.verifier_unit_id)

    def _check_units_are_open(self, on, units=None):
        """A unit that ended gets no new work, to lead, to help with or to confirm.

        :param units: those to look at; all of the task by default
        """
        if units is None:
            units = self.lead_unit_id | self.coop_unit_ids | self.verifier_unit_id
        for unit in units:
            if not unit._is_open_on(on):
                raise UserError(
                    self.env._(
                        "%(unit)s does not exist on %(date)s: it takes no new task.",
                        unit=unit.name,
                        date=dates.format_date(on),
                    )
                )

    def _guard_submit(self, on, reason):
        self._check_proof()

    def _guard_report(self, on, reason):
        self._check_proof()
        for task in self:
            straight = task.state != "for_approval"
            if straight and task.officer_id and task.officer_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(officer)s is in charge of “%(task)s” and submits it to you first.",
                        officer=task.officer_id.name,
                        task=task.name,
                    )
                )
        self._check_parts_are_done()

    def _check_parts_are_done(self):
        for task in self:
            open_parts = task.child_ids.filtered(
                lambda part, plan=task.plan_id: (
                    part.plan_id == plan
                    and part.state not in ("draft", "verified", "cancelled", "exempt")
                )
            )
            if open_parts:
                raise UserError(
                    self.env._(
                        "“%(task)s” still has %(count)s open sub-tasks.",
                        task=task.name,
                        count=len(open_parts),
                    )
                )

    def _check_proof(self):
        for task in self:
            if not task.evidence_ids and not (task.explanation or "").strip():
                raise UserError(
                    self.env._(
                        "Attach evidence to “%(task)s”, or write what was done.",
                        task=task.name,
                    )
                )

    def _guard_recall(self, on, reason):
        for task in self:
            if task.taken_up_on:
                raise UserError(
                    self.env._(
                        "“%(task)s” was taken up on %(date)s and cannot be recalled; "
                        "ask for it to be returned.",
                        task=task.name,
                        date=dates.format_date(task.taken_up_on),
                    )
                )

    def _guard_take_up(self, on, reason):
        for task in self:
            if task.taken_up_on:
                raise UserError(
                    self.env._(
                        "“%(task)s” was already taken up on %(date)s.",
                        task=task.name,
                        date=dates.format_date(task.taken_up_on),
                    )
                )

    def _guard_settle_deadline(self, on, reason):
        for task in self:
            if task.deadline_kind != "waiting":
                raise UserError(
                    self.env._("“%(task)s” is not waiting for its deadline.", task=task.name)
                )

    # -- steps ---------------------------------------------------------------------------------

    def action_assign(self):
        """Assign drafts to their lead units."""
        self._assign()

    def _assign(self, on=None):
        on = on or dates.today()
        first = self.sudo().grouped(lambda task: task.first_deadline or task.due_on)
        for due_on, tasks in first.items():
            tasks.sudo(False)._transition(
                "assign",
                {"assigned_on": on, "first_deadline": due_on, "exempt_reason": False},
                on=on,
            )

    def action_start(self):
        """Begin the work; who begins without a named person in charge takes it."""
        self._start()

    def _start(self, on=None):
        for officer, tasks in self.grouped("officer_id").items():
            tasks._transition("start", {} if officer else {"officer_id": self.env.uid}, on=on)

    def action_submit(self):
        """Submit to the unit's head, with evidence or an explanation."""
        self._submit()

    def _submit(self, on=None):
        self._transition("submit", {"submitted_by_id": self.env.uid, "taken_up_on": False}, on=on)

    def action_report(self):
        """Send the report to the verifier; this is the day that counts."""
        self._report()

    def _report(self, on=None):
        on = on or dates.today()
        for first, tasks in self.sudo().grouped("first_reported_on").items():
            tasks.sudo(False)._transition(
                "report",
                {
                    "reported_on": on,
                    "first_reported_on": first or on,
                    "reported_by_id": self.env.uid,
                    "taken_up_on": False,
                    "taken_in_on": False,
                    "brought_by": False,
                },
                on=on,
            )

    def action_send_back(self, reason):
        """Give the work back to the officer, with the reason."""
        self._send_back(reason)

    def _send_back(self, reason, on=None):
        self._transition(
            "send_back", {"submitted_by_id": False, "return_reason": reason}, reason, on
        )

    def action_take_up(self):
        """Open what was submitted: from now on it cannot be recalled."""
        self._transition("take_up", {"taken_up_on": dates.today()})

    def action_recall(self):
        """Take back what was submitted, until the receiver takes it up."""
        self._transition(
            "recall", {"submitted_by_id": False, "reported_on": False, "reported_by_id": False}
        )

    def action_verify(self):
        """Confirm that the task is done."""
        self._verify()

    def _verify(self, on=None):
        on = on or dates.today()
        for taken_up, tasks in self.sudo().grouped("taken_up_on").items():
            tasks.sudo(False)._transition(
                "verify",
                {
                    "verified_on": on,
                    "verified_by_id": self.env.uid,
                    "taken_up_on": taken_up or on,
                },
                on=on,
            )

    def action_return(self, reason):
        """Return a report to the unit, with the reason; its next report is the day that counts."""
        self._return(reason)

    def _return(self, reason, on=None):
        for count, tasks in self.sudo().grouped("return_count").items():
            tasks.sudo(False)._transition(
                "return",
                {
                    "reported_on": False,
                    "reported_by_id": False,
                    "submitted_by_id": False,
                    "taken_up_on": False,
                    "return_count": count + 1,
                    "return_reason": reason,
                },
                reason,
                on,
            )

    def action_settle_deadline(self, deadline, reason=None):
        """Give a waiting task its date, once what it waited for has happened."""
        day = entered_day(self.env, deadline)
        if not day:
            raise UserError(self.env._("Give the deadline."))
        self._transition(
            "settle_deadline",
            {"deadline_kind": "date", "deadline": day, "first_deadline": day},
            reason=reason,
        )

    def action_cancel(self, reason):
        """Cancel tasks and their open sub-tasks in the same plan, with the reason."""
        for task in self:
            parts = task.child_ids.filtered(
                lambda part, plan=task.plan_id: part.plan_id == plan and part.state in OPEN_STATES
            )
            if parts:
                parts.action_cancel(reason)
        self._transition("cancel", reason=reason)

    def action_exempt(self, reason):
        """Release units from their task, with the reason; no figure counts it from today on."""
        self._transition("exempt", {"exempt_reason": reason}, reason=reason)

    def action_reopen(self, reason):
        """Take up again what was confirmed or cancelled, with the reason."""
        self._transition(
            "reopen",
            {
                "reported_on": False,
                "reported_by_id": False,
                "submitted_by_id": False,
                "taken_up_on": False,
                "verified_on": False,
                "verified_by_id": False,
            },
            reason,
        )

    # -- how it stands today -------------------------------------------------------------------

    @api.depends("state", "due_on", "reported_on", "verified_on")
    def _compute_cell(self):
        today = dates.today()
        for task in self:
            fact = task._as_fact()
            task.cell = metrics.cell(fact, today)
            task.is_overdue = task.cell == metrics.CELL_OVERDUE
            task.awaits_confirmation = metrics.awaits_confirmation(fact)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            [
                Domain("state", "in", ("assigned", "in_progress", "for_approval")),
                Domain("state", "=", "reported") & Domain("reported_late", "=", True),
            ]
        ) & Domain("due_on", "<", dates.today())
