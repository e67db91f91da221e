from odoo import models

from .task_wait import TASK_STATES_WAITING


class TaskWait(models.Model):
    """What a unit that ended still had to answer is asked of the one that takes over.

    Delay up to the day stays with the old unit; from then on it is the new one's.
    """

    _inherit = "cchc.task.wait"

    def _hand_over(self, day, units, reason):
        """Ask ``units`` instead, from ``day`` on (called by a rearrangement of units only).

        :param dict units: id of a request -> the unit that takes over, or an empty one
        """
        for asked_on, waits in self.grouped(lambda wait: max(wait.asked_on, day)).items():
            values = [
                {
                    "name": wait.name,
                    "task_id": wait.task_id.id,
                    "awaited_unit_id": units[wait.id].id,
                    "awaited_task_id": wait.awaited_task_id.id,
                    "letter_number": wait.letter_number,
                    "letter_date": wait.letter_date,
                    "asked_on": asked_on,
                    "due_on": max(wait.due_on, asked_on),
                }
                for wait in waits
                # Nothing is asked of oneself, where both units became one.
                if units[wait.id]
                and wait.task_id.state in TASK_STATES_WAITING
                and not units[wait.id]._is_within(wait.unit_id)
            ]
            waits._transition("hand_over", {"withdrawn_on": asked_on}, reason, asked_on)
            with self._effective_on(asked_on):
                self.create(values)

    def _after_hand_over(self, on):
        self._after_lapse(on)
