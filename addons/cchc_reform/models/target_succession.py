from odoo import fields, models


class Target(models.Model):
    """A target of a unit that ended stays with it, and another unit has the same from then on.

    What the old unit measured stays its own: the new one has no data until it measures itself.
    """

    _inherit = "cchc.target"

    def _hand_over(self, day, choices, followed, reason):
        """Hand these targets over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the target, id of the old unit) -> new unit, or empty
        :param dict followed: plan that was replaced -> plan that carries it on
        """
        copied, ended, new = [], self.browse(), self.browse()
        for target in self:
            coop = self.env["hr.department"].union(
                *(
                    choices.get(("target_coop", target.id, unit.id), unit)
                    for unit in target.coop_unit_ids
                )
            )
            unit = choices.get(("target", target.id, target.unit_id.id), target.unit_id)
            values = {"coop_unit_ids": [fields.Command.set((coop - unit).ids)]}
            if unit == target.unit_id or target.state == "draft":
                with target._permit({"coop_unit_ids", "unit_id"}):
                    target.write(values | {"unit_id": (unit or target.unit_id).id})
                continue
            ended += target
            if unit:
                plan = followed.get(target.plan_id, target.plan_id)
                copied.append(
                    {**target.copy_data()[0], **values, "unit_id": unit.id, "plan_id": plan.id}
                )
        new = self.create(copied)
        new._transition("take_over", {"assigned_on": day}, reason, day)
        ended._transition("hand_over", {"cancelled_on": day}, reason, day)
