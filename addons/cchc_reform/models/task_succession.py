from odoo import fields, models
from odoo.exceptions import UserError

from .task_workflow import COPIED_BY_FACTS, UNIT_ROLES


class Task(models.Model):
    """Open tasks of a unit that ended go to another one; how they stood before stays."""

    _inherit = "cchc.task"

    def _hand_over(self, day, choices, reason):
        """Hand these tasks over from ``day`` on (called by a rearrangement of units only).

        The facts before the day keep the old units. Those after it, where the event is recorded
        later, get the new ones.

        :param dict choices: (kind, id of the task, id of the old unit) -> new unit, or an empty
            one that co-operates no longer; kinds as in ``OPEN_WORK``
        """
        self._split_facts(day)
        groups = {}
        keeps = {}
        for task in self:
            values = task._units_after(choices)
            person = task.officer_id
            if person and values["lead_unit_id"] != task.lead_unit_id.id:
                key = person, values["lead_unit_id"]
                if key not in keeps:
                    keeps[key] = self._works_for(*key)
                if not keeps[key]:
                    values["officer_id"] = False
            old = (task.lead_unit_id, task.verifier_unit_id)
            groups.setdefault((old, repr(values)), [values, self.browse()])[1] += task
        facts = self.env["cchc.task.fact"].search(
            [("task_id", "in", self.ids), ("date_from", ">=", day)]
        )
        by_task = facts.grouped("task_id")
        for ((lead, verifier), _key), (values, tasks) in groups.items():
            rows = facts.browse().union(*(by_task[task] for task in tasks if task in by_task))
            rows._take_over(lead, verifier, values)
            tasks._transition("hand_over", values, reason, day)

    def _units_after(self, choices):
        """Values of this task with the units that take over."""
        self.ensure_one()
        lead = choices.get(("task_lead", self.id, self.lead_unit_id.id), self.lead_unit_id)
        old_verifier = self.verifier_unit_id
        verifier = choices.get(("task_verifier", self.id, old_verifier.id), old_verifier)
        if verifier._is_within(lead):
            # As in each plan: nobody verifies the own work.
            plan = self.plan_id
            usual, substitute = plan.default_verifier_unit_id, plan.substitute_verifier_unit_id
            for unit in (
                choices.get(("plan_verifier", plan.id, usual.id), usual),
                choices.get(("plan_substitute", plan.id, substitute.id), substitute),
            ):
                able = unit and unit._is_open_on(self._effective_day())
                if able and not unit._is_within(lead):
                    verifier = unit
                    break
        if verifier._is_within(lead):
            raise UserError(
                self.env._(
                    "“%(task)s” goes to %(lead)s, and nobody verifies the own unit's work: name "
                    "another unit that confirms the tasks of the plan “%(plan)s”.",
                    task=self.display_name,
                    lead=lead.name,
                    plan=self.plan_id.name,
                )
            )
        values = {"lead_unit_id": lead.id, "verifier_unit_id": verifier.id}
        coop = self.env["hr.department"].union(
            *(choices.get(("task_coop", self.id, unit.id), unit) for unit in self.coop_unit_ids)
        )
        coop -= lead
        if coop != self.coop_unit_ids:
            values["coop_unit_ids"] = [fields.Command.set(sorted(coop.ids))]
        return values

    def _works_for(self, person, unit_id):
        """Whether ``person`` works for the unit today, and may stay in charge."""
        unit = self.env["hr.department"].browse(unit_id)
        grants = self.env["cchc.unit.role"]._scope(UNIT_ROLES, user=person)
        return any(grant.covers(unit) for grant in grants)

    def _split_facts(self, day):
        """Let what holds across ``day`` end before it and begin anew on it, saying the same."""
        Fact = self.env["cchc.task.fact"]
        spanning = Fact.search(
            [("task_id", "in", self.ids), ("date_from", "<", day), ("date_to", ">=", day)]
        )
        values = [
            {
                "task_id": row.task_id.id,
                "date_from": day,
                "date_to": row.date_to,
                **{
                    name: row[name].id if row._fields[name].relational else row[name]
                    for name in COPIED_BY_FACTS
                },
            }
            for row in spanning
        ]
        spanning.write({"date_to": fields.Date.subtract(day, days=1)})
        spanning.flush_recordset()
        Fact.create(values)

    def _move_facts_to_plan(self, plan, day):
        """Let the facts from ``day`` on be those of the plan that carries this one on."""
        self._split_facts(day)
        self.env["cchc.task.fact"].search(
            [("task_id", "in", self.ids), ("date_from", ">=", day)]
        ).write({"plan_id": plan.id})

    def _after_hand_over(self, on):
        """The new units are asked to go on where the old ones stopped."""
        for state, tasks in self.grouped("state").items():
            if state == "for_approval":
                tasks._after_submit(on)
            elif state == "reported":
                tasks._after_report(on)
            elif state in ("assigned", "in_progress"):
                tasks._ask(
                    self.env._("Handed over to your unit: go on with the work"),
                    ("head",),
                    "lead_unit_id",
                    "officer_id",
                )


class TaskFact(models.Model):
    _inherit = "cchc.task.fact"

    def _take_over(self, lead, verifier, values):
        """Name the new units where these facts name the old ones."""
        changes = {
            "unit_id": (lead, values["lead_unit_id"]),
            "verifier_unit_id": (verifier, values["verifier_unit_id"]),
        }
        for name, (old, new_id) in changes.items():
            if old.id != new_id:
                self.filtered(lambda row, name=name, old=old: row[name] == old).write(
                    {name: new_id}
                )
        if "officer_id" in values:
            self.write({"officer_id": False})
