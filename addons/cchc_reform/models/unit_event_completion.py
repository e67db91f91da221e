from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates
from .unit_event_handover import OPEN_WORK

#: What else goes over, in this order: inspections with the plan that they stand in.
FOLLOWING = (
    "cchc.inspection.plan",
    "cchc.inspection",
    "cchc.inspection.finding",
    "cchc.communication",
    "cchc.contribution",
    "cchc.initiative",
    "cchc.rating",
)


class UnitEvent(models.Model):
    """Carries out what was reviewed: what is open goes to those who take it over."""

    _inherit = "cchc.unit.event"

    def _change_units(self):
        result = super()._change_units()
        self._hand_over()
        return result

    def _hand_over(self):
        """Hand over all that is listed, from the day of the event on, in one transaction."""
        day, reason = self.effective_on, self._reason()
        # One that was done in the meantime is not open any more.
        still = self._open_work()
        lines = self.handover_ids.filtered(
            lambda line: (line.kind, line.res_id, line.unit_id.id) in still
        )
        lines._check_choice()  # what was chosen may have gone on since
        choices = {(line.kind, line.res_id, line.unit_id.id): line.successor_id for line in lines}
        by_model = {
            work.model: self.env[work.model].browse(
                dict.fromkeys(
                    res_id for kind, res_id, _unit in choices if OPEN_WORK[kind].model == work.model
                )
            )
            for work in OPEN_WORK.values()
        }
        self._hand_over_roles(by_model["cchc.unit.role"], choices)
        tasks = by_model["cchc.task"]
        with self._effective_on(day):
            tasks._hand_over(day, choices, reason)
        followed = by_model["cchc.plan"]._hand_over(day, choices, reason)
        by_model["cchc.target"]._hand_over(day, choices, followed, reason)
        self._hand_over_waits(by_model["cchc.task.wait"], choices, tasks)
        for model in FOLLOWING:
            by_model[model]._hand_over(day, choices, reason)
        tasks._hand_over_findings(reason, day)
        self._end_posts()

    def _reason(self):
        if self.decision_id:
            return self.decision_id.display_name
        return " ".join(filter(None, [self.name, self.decision_number]))

    def _hand_over_roles(self, roles, choices):
        """Roles in the old units end on the day before; those that were reviewed so go on."""
        day = self.effective_on
        begun = roles.filtered(lambda role: role.date_from < day)
        Role = self.env["cchc.unit.role"]
        taken = {role: choices["role", role.id, role.unit_id.id] for role in roles}
        values = [
            {
                "user_id": role.user_id.id,
                "role": role.role,
                "unit_id": unit.id,
                "domain_ids": [fields.Command.set(role.domain_ids.ids)],
                "date_from": max(day, role.date_from),
                "date_to": role.date_to,
                "note": self._reason(),
            }
            for role, unit in taken.items()
            if unit
        ]
        if begun:
            begun.write({"date_to": fields.Date.subtract(day, days=1)})
        if roles - begun:
            (roles - begun).write({"revoked": True})
        self._tell_holders(roles, Role.create(values))

    def _tell_holders(self, roles, taken_by):
        """Tell who loses a role and gets none in its place, as the application opens no more."""
        for user, lost in roles.grouped("user_id").items():
            if user not in taken_by.user_id:
                self.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=self.name,
                    body=self.env._(
                        "Your role (%(role)s) in %(unit)s ended on %(day)s with the unit: "
                        "%(event)s. The administrator gives the role in the new unit.",
                        role=", ".join(lost._role_labels(lost.mapped("role"))),
                        unit=", ".join(lost.unit_id.mapped("name")),
                        day=dates.format_date(fields.Date.subtract(self.effective_on, days=1)),
                        event=self._reason(),
                    ),
                )

    def _hand_over_waits(self, waits, choices, tasks):
        """Ask those who take over, also where a task that is awaited went to another unit."""
        units = {wait.id: choices["wait", wait.id, wait.awaited_unit_id.id] for wait in waits}
        of_tasks = waits.search(
            Domain("state", "=", "asked") & Domain("awaited_task_id", "in", tasks.ids)
        ).filtered(lambda wait: wait.awaited_unit_id != wait.awaited_task_id.lead_unit_id)
        units |= {wait.id: wait.awaited_task_id.lead_unit_id for wait in of_tasks}
        (waits | of_tasks)._hand_over(self.effective_on, units, self._reason())

    def _end_posts(self):
        """Nobody holds a post in a unit that is no more; who is appointed where is entered anew."""
        day = self.effective_on
        posts = self.env["cchc.staff.appointment"].search(
            Domain("unit_id", "in", self._ending_units().ids)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        later = posts.filtered(lambda post: post.date_from >= day)
        if later:
            raise UserError(
                self.env._(
                    "%(person)s takes up a post in %(unit)s on %(day)s, when the unit has ended: "
                    "enter the post in the unit that carries on (%(count)s such posts).",
                    person=later[0].employee_id.name,
                    unit=later[0].unit_id.name,
                    day=dates.format_date(later[0].date_from),
                    count=len(later),
                )
            )
        if posts:
            last = fields.Date.subtract(day, days=1)
            posts.write({"date_to": last, "change_reason": self._reason()})
