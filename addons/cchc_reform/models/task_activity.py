from odoo import models

from ..kernel import dates
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
        self._close_asked()

    def _after_cancel(self, on):
        self._close_asked()

    def _ask(self, summary, roles, unit_field, person_field=None):
        """Ask the person of ``person_field``, else who holds one of ``roles`` for the unit."""
        self._close_asked()
        holders = self._holders(roles, self[unit_field])
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id(self._name)
        today = dates.today()
        asked = []
        for task in self:
            person = task[person_field] if person_field else self.env["res.users"]
            # Who was in charge may have left by now; then whoever heads the unit is asked.
            user_id = person.id if person and task._is_officer(person) else None
            user_id = user_id or holders.get(task[unit_field].id)
            if user_id:
                asked.append(
                    {
                        "res_model_id": model_id,
                        "res_id": task.id,
                        "activity_type_id": todo.id,
                        "summary": summary,
                        "user_id": user_id,
                        # Asked for today at the earliest: what is just asked is not late.
                        "date_deadline": max(task.due_on or today, today),
                        "automated": True,
                    }
                )
        # No mail a piece: what waits is on the landing page and in the activity menu.
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(asked)

    def _close_asked(self):
        """Drop what earlier steps asked for; the history keeps who did them."""
        self.env["mail.activity"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("automated", "=", True)]
        ).unlink()

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
