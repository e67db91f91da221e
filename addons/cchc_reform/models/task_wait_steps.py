from odoo import models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .asked_activities import ask, close_asked
from .entered_values import entered_day, entered_reason
from .task_wait import TASK_STATES_WAITING
from .task_workflow import UNIT_ROLES


class TaskWait(models.Model):
    """The steps of a request to another unit: who may do them, what they write, who is told."""

    _inherit = "cchc.task.wait"

    # -- who -----------------------------------------------------------------------------------

    def _grant_of_asker(self, grants):
        unit = self.sudo().unit_id
        return next((grant for grant in grants if grant.covers(unit)), None)

    def _grant_of_answerer(self, grants):
        unit = self.sudo().awaited_unit_id
        return next((grant for grant in grants if grant.covers(unit)), None)

    def _authorise(self, name):
        if name in ("lapse", "hand_over"):
            # Follows from a step of the waiting task, or from a rearrangement of units, which was
            # checked; no method leads here.
            return [None] * len(self)
        grants = self.env["cchc.unit.role"]._scope(UNIT_ROLES)
        found = []
        for wait in self.sudo():
            grant = wait._grant_of_asker(grants)
            if not grant and name in ("answer", "resume"):
                grant = wait._grant_of_answerer(grants)
            if not grant:
                raise AccessError(
                    self.env._(
                        "You have no role that allows this step of “%(subject)s”.",
                        subject=wait.name,
                    )
                )
            found.append(grant)
        return found

    # -- steps ---------------------------------------------------------------------------------

    def action_answer(self, came_on=None, answer=None):
        """Record that the answer came.

        :param came_on: ISO date; the unit that answers does so today, only who asked may say
            that it came on an earlier day
        :param answer: its number, or what it says
        """
        self._answer(entered_day(self.env, came_on), entered_reason(self.env, answer))

    def _answer(self, came_on=None, answer="", on=None, by_report=False):
        on = on or dates.today()
        came_on = came_on or on
        self.check_access("read")
        grants = self.env["cchc.unit.role"]._scope(UNIT_ROLES)
        for wait in self.sudo():
            if came_on > on or came_on < wait.asked_on:
                raise UserError(
                    self.env._(
                        "The answer to “%(subject)s” came between %(first)s, when it was asked "
                        "for, and %(last)s; %(date)s lies outside.",
                        subject=wait.name,
                        first=dates.format_date(wait.asked_on),
                        last=dates.format_date(on),
                        date=dates.format_date(came_on),
                    )
                )
            if came_on != on and not wait._grant_of_asker(grants):
                raise AccessError(
                    self.env._(
                        "Only %(unit)s, which asked, may say that the answer to “%(subject)s” "
                        "came on an earlier day.",
                        unit=wait.unit_id.name,
                        subject=wait.name,
                    )
                )
        values = {"came_on": came_on, "answer": answer, "answered_by_report": by_report}
        self._transition("answer", values, reason=answer, on=on)

    def action_withdraw(self, reason):
        """Say that the answer is no longer needed.

        What is withdrawn on the day it was entered counts as never asked: it was a mistake.
        """
        today = dates.today()
        by_mistake = self.filtered(lambda wait: dates.local_date(wait.create_date) == today)
        for asked_on, waits in by_mistake.grouped("asked_on").items():
            waits._transition("withdraw", {"withdrawn_on": asked_on}, reason)
        (self - by_mistake)._transition("withdraw", {"withdrawn_on": today}, reason)

    def action_resume(self, reason):
        """Wait on: what was taken for the answer is none, with the reason."""
        self._resume(reason)

    def _resume(self, reason, on=None):
        values = {"came_on": False, "answer": False, "answered_by_report": False}
        self._transition("resume", values, reason, on)

    def _guard_resume(self, on, reason):
        for wait in self:
            if wait.task_id.state not in TASK_STATES_WAITING:
                raise UserError(
                    self.env._(
                        "“%(task)s” is “%(state)s”: there is nothing to wait for.",
                        task=wait.task_id.name,
                        state=wait.task_id._state_label(),
                    )
                )

    # -- telling -------------------------------------------------------------------------------

    def _tell_awaited(self):
        """Ask the head of each awaited unit to answer, by an activity on the request."""
        holders = self.env["cchc.task"]._holders(("head", "leader"), self.awaited_unit_id)
        ask(
            self,
            self.env._("Answer the request of another unit"),
            {wait.id: holders.get(wait.awaited_unit_id.id) for wait in self},
            {wait.id: wait.due_on for wait in self},
        )

    def _after_answer(self, on):
        close_asked(self)
        # Whoever answers need not read the task; its unit is told that it can go on.
        tasks = self.sudo().task_id.filtered(lambda task: task.state in TASK_STATES_WAITING)
        tasks._ask_besides(
            self.env._("The answer came: go on with the work"),
            ("head",),
            "lead_unit_id",
            "officer_id",
        )

    def _after_withdraw(self, on):
        close_asked(self)

    def _after_lapse(self, on):
        close_asked(self)

    def _after_resume(self, on):
        self._tell_awaited()
