from odoo import api, models
from odoo.fields import Domain


class Plan(models.Model):
    """The plan of a unit that ended goes on as a new version, the plan of another unit.

    Figures of the days before are read in the old version, those after it in the new one.
    """

    _inherit = "cchc.plan"

    @api.model
    def _domain_in_force(self):
        """Plans in which figures are read: the last versions, each unit's own where it ended."""
        return Domain("state", "=", "issued") | Domain("handed_over_on", "!=", False)

    def _hand_over(self, day, choices, reason):
        """Hand these plans over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the plan, id of the old unit) -> new unit, or an empty one
        :return: dict of each plan that was replaced -> the one that carries it on
        """
        followed = {}
        for plan in self:
            values = plan._units_after(choices)
            if plan.state == "issued" and "unit_id" in values:
                followed[plan] = plan._carry_on(values, day, reason)
            elif values:
                with plan._permit(values):
                    plan.write(values)
        return followed

    def _units_after(self, choices):
        names = {
            "plan": "unit_id",
            "plan_verifier": "default_verifier_unit_id",
            "plan_substitute": "substitute_verifier_unit_id",
        }
        values = {
            name: choices[kind, self.id, self[name].id].id
            for kind, name in names.items()
            if (kind, self.id, self[name].id) in choices
        }
        verifier = values.get("default_verifier_unit_id", self.default_verifier_unit_id.id)
        substitute = values.get("substitute_verifier_unit_id", self.substitute_verifier_unit_id.id)
        if values and verifier and verifier == substitute:
            # Both went to one unit: another one is to be named for its own tasks.
            values["substitute_verifier_unit_id"] = False
        return values

    def _carry_on(self, values, day, reason):
        self.ensure_one()
        plan = self.copy({**values, "legal_document_id": self.legal_document_id.id})
        chain = {"version": self.version + 1, "previous_version_id": self.id}
        with plan._permit(chain):
            plan.write(chain)
        issued = {"issued_on": day, "issued_by_id": self.env.uid}
        plan._transition("take_over", issued, reason, day)
        self._transition("hand_over", {"handed_over_on": day}, reason, day)
        tasks = self.with_context(active_test=False).task_ids
        tasks._move_facts_to_plan(plan, day)
        tasks._move_to_plan(plan, day)
        return plan
