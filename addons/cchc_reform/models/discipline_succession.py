from odoo import models


class UnitEvent(models.Model):
    """Cases of a unit that ended are decided in the one that answers for it now."""

    _inherit = "cchc.unit.event"

    def _after_complete(self, on):
        result = super()._after_complete(on)
        # No list names them, for they are known to nobody else.
        for event in self.sudo():
            cases = event.env["cchc.discipline.case"]
            cases._leave_ended_units(event.effective_on, event._reason())
        return result


class DisciplineCase(models.Model):
    _inherit = "cchc.discipline.case"

    def _leave_ended_units(self, day, reason):
        """Let the unit that took over on ``day``, or the nearest above, decide on what is open."""
        running = self._workflow.transitions["hand_over"].sources
        for unit, cases in (
            self.search([("state", "in", running)]).grouped("deciding_unit_id").items()
        ):
            new = unit._answering_on(day)
            if new and new != unit:
                cases._transition("hand_over", {"deciding_unit_id": new.id}, reason, day)
