from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, waiting
from .task_workflow import UNIT_ROLES
from .workflow_mixin import Transition, Workflow

# While the unit itself must still act, a task can wait for others.
TASK_STATES_WAITING = ("assigned", "in_progress", "for_approval")
DEFINITION = frozenset(
    {
        "name",
        "task_id",
        "awaited_unit_id",
        "awaited_task_id",
        "letter_number",
        "letter_date",
        "asked_on",
        "due_on",
    }
)


class TaskWait(models.Model):
    """What a task needs from another unit: when it was asked, when it was due, when it came.

    The delay is a figure of the unit that was to answer; the waiting task itself is counted late
    once, as ever. What was asked does not change: a mistake is withdrawn, and asked again. Both
    units see the request; whoever asks shows the name of the task by it.
    """

    _name = "cchc.task.wait"
    _description = "Request to another unit"
    _inherit = [
        "cchc.workflow.mixin",
        "cchc.scoped.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "due_on, id"
    _mail_post_access = "read"

    name = fields.Char(string="What is awaited", required=True)
    task_id = fields.Many2one(
        "cchc.task", string="Waiting task", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        related="task_id.lead_unit_id", string="Waiting unit", store=True, index=True
    )
    plan_id = fields.Many2one(related="task_id.plan_id", store=True, index=True)
    domain_id = fields.Many2one(related="task_id.domain_id", string="Reform domain", store=True)
    awaited_unit_id = fields.Many2one(
        "hr.department",
        string="Unit that is to answer",
        compute="_compute_awaited_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    awaited_task_id = fields.Many2one(
        "cchc.task",
        string="Task that is awaited",
        index=True,
        ondelete="restrict",
        help="A task of the other unit: its report is the answer.",
    )
    letter_number = fields.Char(string="Number of the letter", help="With which it was asked.")
    letter_date = fields.Date(string="Date of the letter")
    asked_on = fields.Date(required=True, default=lambda self: dates.today())
    due_on = fields.Date(
        string="Answer due on", required=True, index=True, help="The last day in time."
    )
    state = fields.Selection(
        [("asked", "Asked"), ("answered", "Answered"), ("withdrawn", "Withdrawn")],
        default="asked",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    came_on = fields.Date(string="Answered on", readonly=True, copy=False)
    answer = fields.Char(readonly=True, copy=False, help="Its number, or what it says.")
    answered_by_report = fields.Boolean(
        readonly=True, copy=False, help="The report of the awaited task was the answer."
    )
    withdrawn_on = fields.Date(readonly=True, copy=False)
    days_late = fields.Integer(
        string="Working days late",
        compute="_compute_days_late",
        help="From the day after the answer was due to the day it came, or to today.",
    )
    is_open = fields.Boolean(
        string="Still awaited", compute="_compute_days_late", search="_search_is_open"
    )
    waits_for_my_answer = fields.Boolean(search="_search_waits_for_my_answer", store=False)
    can_ask = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")

    _workflow = Workflow(
        initial="asked",
        transitions={
            "answer": Transition(("asked",), "answered"),
            "withdraw": Transition(("asked",), "withdrawn", reason=True),
            # By the server: the waiting task needs no answer any more.
            "lapse": Transition(("asked",), "withdrawn"),
            "resume": Transition(("answered",), "asked", reason=True),
            # By the server: the unit that was to answer ended, and another one is asked.
            "hand_over": Transition(("asked",), "withdrawn"),
        },
        owned=frozenset({"came_on", "answer", "answered_by_report", "withdrawn_on"}),
        locked=lambda state: DEFINITION,
    )

    _due_after_asked = models.Constraint(
        "CHECK (due_on >= asked_on)", "An answer cannot be due before it was asked for."
    )
    _came_after_asked = models.Constraint(
        "CHECK (came_on >= asked_on)", "An answer cannot come before it was asked for."
    )
    _open_index = models.Index("(task_id) WHERE state = 'asked'")

    # -- computes ------------------------------------------------------------------------------

    def _party_fields(self):
        return ("unit_id", "awaited_unit_id")

    @api.depends("awaited_task_id")
    def _compute_awaited_unit_id(self):
        for wait in self:
            wait.awaited_unit_id = wait.awaited_task_id.lead_unit_id or wait.awaited_unit_id

    @api.depends_context("cchc_as_of")
    @api.depends("asked_on", "due_on", "came_on", "withdrawn_on")
    def _compute_days_late(self):
        day = self.env["cchc.task"]._as_of_day() or dates.today()
        plain = {wait: wait._plain() for wait in self if wait.due_on and wait.asked_on}
        first = min([day, *(one.due_on for one in plain.values())])
        is_working = self.env["cchc.work.calendar"]._is_working(first, day)
        for wait in self:
            one = plain.get(wait)
            wait.days_late = one and waiting.days_late(one, day, is_working)
            wait.is_open = bool(one) and waiting.is_open(one, day)

    def _plain(self):
        """This request as the kernel reads it."""
        self.ensure_one()
        return waiting.Wait(
            self.asked_on,
            self.due_on,
            self.came_on or None,
            self.withdrawn_on or None,
            self.awaited_unit_id,
        )

    @api.model
    def _domain_open_on(self, day):
        """The kernel's predicate of what was still awaited at the end of ``day``."""
        return (
            Domain("asked_on", "<=", day)
            & (Domain("came_on", "=", False) | Domain("came_on", ">", day))
            & (Domain("withdrawn_on", "=", False) | Domain("withdrawn_on", ">", day))
        )

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_open_on(self.env["cchc.task"]._as_of_day() or dates.today())

    def _search_waits_for_my_answer(self, operator, value):
        if operator != "in":
            return NotImplemented
        units = self.env.user.role_unit_ids(*UNIT_ROLES)
        return Domain("state", "=", "asked") & Domain("awaited_unit_id", "child_of", units)

    @api.depends_context("uid")
    @api.depends("unit_id", "awaited_unit_id")
    def _compute_can(self):
        grants = self.env["cchc.unit.role"]._scope(UNIT_ROLES)
        for wait in self:
            wait.can_ask = bool(wait._grant_of_asker(grants))
            wait.can_answer = bool(wait._grant_of_answerer(grants))

    @api.onchange("awaited_task_id")
    def _onchange_awaited_task_id(self):
        if self.awaited_task_id:
            self.due_on = self.due_on or self.awaited_task_id.due_on
            self.name = self.name or self.awaited_task_id.name

    # -- checks of what is asked ---------------------------------------------------------------
    # After creation, when it is known that the user may read the tasks that a sentence names; a
    # constraint would come before. What was asked does not change afterwards.

    def _check_awaits_another(self):
        for wait in self.sudo():
            if wait.awaited_unit_id._is_within(wait.unit_id):
                raise ValidationError(
                    self.env._(
                        "“%(task)s” is led by %(lead)s: name another unit that it waits for, "
                        "not %(unit)s.",
                        task=wait.task_id.name,
                        lead=wait.unit_id.name,
                        unit=wait.awaited_unit_id.name,
                    )
                )
            awaited = wait.awaited_task_id
            if awaited and awaited.lead_unit_id != wait.awaited_unit_id:
                raise ValidationError(
                    self.env._(
                        "“%(task)s” is led by %(lead)s, which is to answer for it, not %(unit)s.",
                        task=awaited.name,
                        lead=awaited.lead_unit_id.name,
                        unit=wait.awaited_unit_id.name,
                    )
                )
            if awaited and wait._waits_in_a_circle():
                raise ValidationError(
                    self.env._(
                        "“%(task)s” already waits for “%(waiting)s”: two tasks cannot wait for "
                        "each other.",
                        task=awaited.name,
                        waiting=wait.task_id.name,
                    )
                )

    def _waits_in_a_circle(self):
        """Follow what the awaited task waits for itself; ask whether it leads back here."""
        seen, ahead = self.browse().task_id, self.awaited_task_id
        while ahead:
            if self.task_id in ahead:
                return True
            seen |= ahead
            waits = self.search([("task_id", "in", ahead.ids), ("state", "=", "asked")])
            ahead = waits.awaited_task_id - seen
        return False

    def _check_days(self):
        today = self._effective_day()
        for wait in self.sudo():
            if wait.asked_on > today:
                raise ValidationError(
                    self.env._(
                        "“%(subject)s” cannot have been asked on %(date)s, which has not come yet.",
                        subject=wait.name,
                        date=dates.format_date(wait.asked_on),
                    )
                )
            if wait.asked_on < (wait.task_id.assigned_on or wait.asked_on):
                raise ValidationError(
                    self.env._(
                        "“%(task)s” was assigned on %(date)s: nothing was asked for it before.",
                        task=wait.task_id.name,
                        date=dates.format_date(wait.task_id.assigned_on),
                    )
                )
            # Days of delay are charged to another unit: what is entered late names its proof.
            if wait.asked_on < today and not (wait.letter_number or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%(subject)s” was asked before today: give the number of the letter "
                        "with which it was asked.",
                        subject=wait.name,
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        waits = super().create(vals_list)
        grants = waits._check_asked()
        waits._record_asked(grants)
        waits.sudo()._tell_awaited()
        return waits

    def _check_asked(self):
        """Asked in the lead unit of an open task, of a unit that exists.

        Checked on the result: links may have come from defaults of the caller.

        :return: for each request, the grant under which it was made (None: by the server)
        """
        # Neither task is reported or cancelled at this very moment.
        (self.sudo().task_id | self.sudo().awaited_task_id)._lock_for_step()
        grants = [] if self.env.su else self.env["cchc.unit.role"]._scope(UNIT_ROLES)
        found = []
        for wait in self.sudo():
            grant = wait._grant_of_asker(grants)
            if not grant and not self.env.su:
                raise AccessError(
                    self.env._(
                        "Only %(unit)s itself asks others for its task “%(task)s”.",
                        unit=wait.unit_id.name,
                        task=wait.task_id.name,
                    )
                )
            found.append(grant)
        self._check_awaits_another()
        self._check_days()
        for wait in self.sudo():
            for task in wait.task_id | wait.awaited_task_id:
                if task.state not in TASK_STATES_WAITING:
                    raise UserError(
                        self.env._(
                            "“%(task)s” is “%(state)s”: there is nothing to wait for.",
                            task=task.name,
                            state=task._state_label(),
                        )
                    )
            if not wait.awaited_unit_id._is_open_on(wait.asked_on):
                raise UserError(
                    self.env._(
                        "%(unit)s does not exist on %(date)s and cannot be asked.",
                        unit=wait.awaited_unit_id.name,
                        date=dates.format_date(wait.asked_on),
                    )
                )
        return found

    def _record_asked(self, grants):
        names = sorted(DEFINITION)
        self.env["cchc.audit.entry"]._append(
            [
                wait._audit_row(
                    "ask",
                    dict.fromkeys(names),
                    wait._audit_values(names),
                    wait.asked_on,
                    "",
                    grant,
                )
                for wait, grant in zip(self.sudo(), grants, strict=True)
            ]
        )

    def _audit_unit(self):
        return self.awaited_unit_id
