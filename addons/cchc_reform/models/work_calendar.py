from odoo import api, models
from odoo.fields import Domain

from ..kernel import dates


class WorkCalendar(models.AbstractModel):
    """Which days are worked, from the working hours and days off of the company."""

    _name = "cchc.work.calendar"
    _description = "Working days"

    @api.model
    def _is_working(self, first, last):
        """Function that tells of each day from ``first`` to ``last`` whether it is worked."""
        # Days off of the office are no secret of its calendar.
        calendar = self.env.company.sudo().resource_calendar_id
        weekdays = {int(attendance.dayofweek) for attendance in calendar.attendance_ids}
        leaves = calendar.env["resource.calendar.leaves"].search(
            Domain("resource_id", "=", False)
            & Domain("calendar_id", "in", (False, calendar.id))
            & Domain("date_to", ">=", first)
            & Domain("date_from", "<=", last)
        )
        spans = [
            (dates.local_date(leave.date_from), dates.local_date(leave.date_to)) for leave in leaves
        ]
        return lambda day: (
            day.weekday() in weekdays and not any(start <= day <= end for start, end in spans)
        )
