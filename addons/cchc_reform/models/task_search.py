from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates
from .task_workflow import UNIT_ROLES


class Task(models.Model):
    """What people search tasks by, beyond the fields that a task stores."""

    _inherit = "cchc.task"

    in_my_units = fields.Boolean(string="Of my units", search="_search_in_my_units", store=False)
    due_this_week = fields.Boolean(search="_search_due_this_week", store=False)
    due_this_quarter = fields.Boolean(search="_search_due_this_quarter", store=False)

    def _search_in_my_units(self, operator, value):
        """Tasks that a unit leads for which the user works as officer or head."""
        if operator != "in":
            return NotImplemented
        return Domain("lead_unit_id", "child_of", self.env.user.role_unit_ids(*UNIT_ROLES))

    def _search_due_this_week(self, operator, value):
        return self._domain_due_within("week", operator)

    def _search_due_this_quarter(self, operator, value):
        return self._domain_due_within("quarter", operator)

    @api.model
    def _domain_due_within(self, granularity, operator):
        """Tasks due in the current week or quarter of Vietnam's calendar."""
        if operator != "in":
            return NotImplemented
        today = dates.today()
        return Domain("due_on", ">=", fields.Date.start_of(today, granularity)) & Domain(
            "due_on", "<=", fields.Date.end_of(today, granularity)
        )
