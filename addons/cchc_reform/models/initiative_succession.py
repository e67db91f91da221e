from odoo import models


class Initiative(models.Model):
    """What the council of a unit that ended had before it that of another one assesses."""

    _inherit = "cchc.initiative"

    def _hand_over(self, day, choices, reason):
        """Hand these over from ``day`` on (called by a rearrangement of units only).

        :param dict choices: (kind, id of the initiative, id of the old unit) -> new unit
        """
        for unit, ones in self.grouped(
            lambda one: choices["initiative", one.id, one.unit_id.id]
        ).items():
            ones._transition("hand_over", {"unit_id": unit.id}, reason, day)
