from odoo import models


class Communication(models.Model):
    """What a unit that ended was to hold another one holds, or nobody does."""

    _inherit = "cchc.communication"

    def _hand_over(self, day, choices, reason):
        """Hand these events over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the event, id of the old unit) -> new unit, or an empty one
        """
        for unit, events in self.grouped(
            lambda one: choices["communication", one.id, one.unit_id.id]
        ).items():
            if unit:
                events._transition("hand_over", {"unit_id": unit.id}, reason, day)
            else:
                events._transition("cancel", reason=reason, on=day)


class Contribution(models.Model):
    """What was received goes to who takes over, and is answered within the same term."""

    _inherit = "cchc.contribution"

    def _hand_over(self, day, choices, reason):
        """Hand these over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the contribution, id of the old unit) -> new unit
        """
        for one in self:
            by, unit = one.received_by_unit_id, one.unit_id
            new = choices.get(("contribution", one.id, unit.id), unit)
            if unit == by:
                # It has one line, as received or as to be answered.
                new = by = choices.get(("contribution_received", one.id, by.id), new)
            else:
                by = choices.get(("contribution_received", one.id, by.id), by)
            values = {"unit_id": new.id, "received_by_unit_id": by.id}
            one._transition("hand_over", values, reason, day)
