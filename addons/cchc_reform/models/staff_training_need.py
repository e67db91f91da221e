from odoo import fields, models

from ..kernel import dates
from .staff_training import KINDS


class StaffTrainingNeed(models.Model):
    """How many people of a unit are to be trained in a year, and which share of its staff."""

    _name = "cchc.staff.training.need"
    _description = "Training need"
    _order = "year desc, unit_id, kind"
    _rec_name = "unit_id"

    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    kind = fields.Selection(KINDS, required=True, default="reform")
    number = fields.Integer(string="People", required=True)
    target_share = fields.Float(
        string="Target (% of staff)", digits=(5, 1), help="0: no target was set."
    )
    reason = fields.Char()

    _one_a_year = models.UniqueIndex(
        "(unit_id, year, kind)", "The unit already has a need of this kind for the year."
    )
    _numbers_make_sense = models.Constraint(
        "CHECK (number BETWEEN 0 AND 100000 AND target_share BETWEEN 0 AND 100"
        " AND year BETWEEN 1900 AND 2999)",
        "People, target and year of a training need must make sense.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            # The rules were checked on the old unit; a move must be allowed on the new one too.
            self.check_access("write")
        return result
