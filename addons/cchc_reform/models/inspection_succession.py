from odoo import fields, models

from .inspection_workflow import CANCELLED_FROM, RUNNING_STATES


class InspectionPlan(models.Model):
    """The plan of a unit that ended goes on as that of another; so do the units that it names."""

    _inherit = "cchc.inspection.plan"

    def _hand_over(self, day, choices, reason):
        """Hand these plans over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the plan, id of the old unit) -> new unit, or an empty one
        """
        for plan in self:
            unit = choices.get(("inspection_plan", plan.id, plan.unit_id.id), plan.unit_id)
            named = self.env["hr.department"].union(
                *(
                    choices.get(("inspection_plan_unit", plan.id, one.id), one)
                    for one in plan.unit_ids
                )
            )
            if not unit:
                plan._transition("cancel", reason=reason, on=day)
                continue
            values = {"unit_id": unit.id, "unit_ids": [fields.Command.set((named - unit).ids)]}
            plan._transition("hand_over", values, reason, day)


class Inspection(models.Model):
    """What a unit inspects goes on in another's name; who is inspected stays once it is concluded."""

    _inherit = "cchc.inspection"

    def _hand_over(self, day, choices, reason):
        """Hand these inspections over from ``day`` on (called by a rearrangement of units only).

        An inspection ends where nobody takes over, or where both units became one.

        :param dict choices: (kind, id of the inspection, id of the old unit) -> new unit, or an
            empty one
        """
        for one in self:
            unit = choices.get(("inspection", one.id, one.unit_id.id), one.unit_id)
            own = unit
            if one.kind != "self":
                old = one.inspecting_unit_id
                own = choices.get(("inspection_own", one.id, old.id), old)
            able = unit and own and (one.kind == "self" or not own._is_within(unit))
            if not able and one.state in CANCELLED_FROM:
                one._transition("end", reason=reason, on=day)
                continue
            if not able:
                unit = one.unit_id  # the minutes are signed: its inspectors conclude it
                if one.kind == "self":
                    continue
            values = {"unit_id": unit.id, "inspecting_unit_id": own.id}
            if one.state == "planned" and one.plan_id.unit_id != own:
                values["plan_id"] = False  # the plan went to another unit
            one._transition("hand_over", values, reason, day)


class InspectionFinding(models.Model):
    """Whoever takes over from a unit remedies what was found in it."""

    _inherit = "cchc.inspection.finding"

    def _hand_over(self, day, choices, reason):
        """Let others remedy these from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the finding, id of the old unit) -> new unit
        """
        for one in self:
            unit = choices["finding", one.id, one.unit_id.id]
            inspection = one.inspection_id
            if inspection.state in RUNNING_STATES:
                one._give_to(unit, reason, day)

    def _give_to(self, unit, reason, day):
        """Let ``unit`` be responsible, if it is a part of what was inspected, which goes on."""
        self.ensure_one()
        inspected = self.inspection_id.unit_id
        if inspected._is_open_on(day) and not unit._is_within(inspected):
            unit = inspected  # it lost the part that was responsible
        if unit == self.unit_id:
            return
        old, self.unit_id = self.unit_id, unit
        self._record(
            "hand_over", {"unit_id": old.display_name}, {"unit_id": unit.display_name}, reason, day
        )


class Task(models.Model):
    _inherit = "cchc.task"

    def _hand_over_findings(self, reason, day):
        """Let the unit that took a task over be responsible for the finding that it remedies."""
        findings = self.env["cchc.inspection.finding"].search(
            [("task_id", "in", self.ids), ("state", "=", "open")]
        )
        for finding in findings:
            finding._give_to(finding.task_id.lead_unit_id, reason, day)
