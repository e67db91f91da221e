import holidays

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import dates
from .legal_document import CONFIRMATIONS

KINDS = [("off", "Day off"), ("working", "Working day")]


class CalendarDay(models.Model):
    """A public holiday, or a weekend day that is worked instead of another (làm bù).

    The weekdays are those of the company's working hours; what is entered here goes before them.
    The days of a year are announced every year: what comes from the library is to be verified.
    """

    _name = "cchc.calendar.day"
    _description = "Holiday or swapped working day"
    _order = "day desc"
    _rec_name = "name"

    day = fields.Date(required=True)
    kind = fields.Selection(KINDS, required=True, default="off")
    name = fields.Char(required=True)
    confirmation = fields.Selection(
        CONFIRMATIONS,
        required=True,
        default="to_verify",
        help="Confirmed: by the yearly announcement, named in the note.",
    )
    note = fields.Char(help="For instance the announcement with its number and date.")

    _one_entry_a_day = models.UniqueIndex("(day)", "This day is entered already.")

    @api.model
    def _fill(self, years):
        """Enter the holidays and swapped days of ``years`` that the library knows.

        A day that is there already, whoever entered it, stays as it is.
        """
        known = holidays.country_holidays("VN", years=years, language="vi")
        days = {day: ("off", name) for day, name in known.items()}
        swapped = self.env._("Worked instead of another day")
        days |= {
            day: ("working", swapped) for day in known.weekend_workdays if day.year in set(years)
        }
        there = set(self.search([("day", "in", list(days))]).mapped("day"))
        return self.create(
            [
                {"day": day, "kind": kind, "name": name}
                for day, (kind, name) in sorted(days.items())
                if day not in there
            ]
        )

    @api.model
    def _fill_around_today(self):
        """Fill this year and the next, and the year of the demo's directive (at install)."""
        year = dates.today().year
        self._fill([2023, year - 1, year, year + 1])

    def action_fill_next_year(self):
        """Enter the days of the year after the last one that is entered."""
        self.check_access("create")
        last = self.search([], limit=1).day
        year = last.year + 1 if last else dates.today().year
        if year > dates.today().year + 2:
            raise UserError(self.env._("The days of %(year)s are not announced yet.", year=year))
        self._fill([year])
