from datetime import datetime, time, timedelta

import pytz

from odoo import api, models

from ..kernel import dates


class WorkCalendar(models.AbstractModel):
    """Which days are worked: the company's working hours, with holidays and swapped days."""

    _name = "cchc.work.calendar"
    _description = "Working days"

    @api.model
    def _is_working(self, first, last):
        """A predicate that tells of each day from ``first`` to ``last`` whether it is worked.

        Working hours are read by months, and only of the months that are asked about.
        """
        # Whoever counts days needs the calendar; it holds nothing but days.
        calendar = self.env.company.sudo().resource_calendar_id
        entered = {
            row.day: row.kind == "working"
            for row in self.env["cchc.calendar.day"]
            .sudo()
            .search_fetch([("day", ">=", first), ("day", "<=", last)], ["day", "kind"])
        }
        worked = {}

        def is_working(day):
            if day in entered:
                return entered[day]
            month = day.replace(day=1)
            if month not in worked:
                worked[month] = self._worked_days(calendar, month, dates.last_day_of_month(day))
            return day in worked[month]

        return is_working

    def _worked_days(self, calendar, first, last):
        """Set of the days from ``first`` to ``last`` on which ``calendar`` has working hours."""
        zone = pytz.timezone(str(dates.VIETNAM))  # whatever the zone of the calendar says
        start = zone.localize(datetime.combine(first, time.min))
        end = zone.localize(datetime.combine(last + timedelta(days=1), time.min))
        intervals = calendar._work_intervals_batch(start, end, tz=zone)[False]
        return {begin.astimezone(dates.VIETNAM).date() for begin, _end, _meta in intervals}
