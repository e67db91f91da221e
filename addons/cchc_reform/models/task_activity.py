from odoo import models

from ..kernel import dates
from .asked_activities import ask, close_asked
from .task_workflow import UNIT_ROLES


class Task(models.Model):
    """Who must act next is told by an activity: to work, to approve, to confirm.

    Each step closes what the step before asked for. Work goes to the person in charge, or to
    the unit's head where nobody is named.
    """

    _inherit = "cchc.task"

    def _after_assign(self, on):
        self._ask(self.env._("New task: work and report"), ("head",), "lead_unit_id", "officer_id")

    def _after_submit(self, on):
        self._ask(self.env._("Approve the report"), ("head",), "lead_unit_id")

    def _after_report(self, on):
        self._ask(
            self.env._("Confirm or return the report"),
            ("verifier", "leader", "head"),
            "verifier_unit_id",
        )

    def _after_send_back(self, on):
        self._ask(self.env._("Sent back: see the reason"), ("head",), "lead_unit_id", "officer_id")

    def _after_return(self, on):
        self._ask(self.env._("Returned: see the reason"), ("head",), "lead_unit_id", "officer_id")

    def _after_recall(self, on):
        self._ask(self.env._("Recalled: report again"), ("head",), "lead_unit_id", "officer_id")

    def _after_reopen(self, on):
        self._ask(self.env._("Taken up again: report"), ("head",), "lead_unit_id", "officer_id")

    def _after_verify(self, on):
        close_asked(self)

    def _after_cancel(self, on):
        close_asked(self)

    def _after_exempt(self, on):
        close_asked(self)

    def _ask(self, summary, roles, unit_field, person_field=None):
        """Ask the person of ``person_field``, else who holds one of ``roles`` for the unit."""
        close_asked(self)
        self._ask_besides(summary, roles, unit_field, person_field)

    def _ask_besides(self, summary, roles, unit_field, person_field=None):
        """As :meth:`_ask`, but what was asked before stays."""
        holders = self._holders(roles, self[unit_field])
        user_ids = {}
        for task in self:
            person = task[person_field] if person_field else self.env["res.users"]
            # Who was in charge may have left by now; then whoever heads the unit is asked.
            user_id = person.id if person and task._is_officer(person) else None
            user_ids[task.id] = user_id or holders.get(task[unit_field].id)
        ask(self, summary, user_ids, {task.id: task.due_on for task in self})

    def _is_officer(self, user):
        """Tell whether ``user`` works for the lead unit today."""
        if not user.active:
            return False
        grants = self.env["cchc.unit.role"]._scope(UNIT_ROLES, user=user)
        return any(grant.covers(self.lead_unit_id) for grant in grants)

    def _holders(self, roles, units):
        """For each of ``units``, the id of one active user who holds one of ``roles`` for it.

        A role of one's own goes before a lent one, and the one granted last before older ones.
        """
        today = dates.today()
        rows = (
            self.env["cchc.unit.role"]
            .sudo()
            .search(
                [
                    ("role", "in", roles),
                    ("unit_id", "in", units.ids),
                    ("domain_ids", "=", False),
                    ("user_id.active", "=", True),
                ]
            )
            .filtered(lambda row: row._is_in_force(today))
        )
        # What is written last stays.
        ordered = sorted(
            rows, key=lambda row: (-roles.index(row.role), not row.delegated_by_id, row.id)
        )
        return {row.unit_id.id: row.user_id.id for row in ordered}
