"""Periods in which recurring work falls due: months, quarters, half-years and years.

A period is named as official reports name it, so that the name can stand in the title of a task.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .dates import last_day_of_month

MONTH = "month"
QUARTER = "quarter"
HALF_YEAR = "half_year"
YEAR = "year"
KINDS = (MONTH, QUARTER, HALF_YEAR, YEAR)

_MONTHS = {MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12}
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """A period of one of :data:`KINDS`, both days inclusive."""

    kind: str
    first: date
    last: date

    @property
    def name(self):
        """Name as reports write it: ``quý I/2023``, ``6 tháng đầu năm 2023``."""
        year = self.first.year
        number = (self.first.month - 1) // _MONTHS[self.kind]
        if self.kind == MONTH:
            return f"tháng {number + 1}/{year}"
        if self.kind == QUARTER:
            return f"quý {_ROMAN[number]}/{year}"
        if self.kind == HALF_YEAR:
            return f"6 tháng {('đầu', 'cuối')[number]} năm {year}"
        return f"năm {year}"


def period_of(kind, day):
    """The period of ``kind`` in which ``day`` lies.

    :raises ValueError: unknown kind
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of period: {kind!r}")
    length = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(kind, first, last_day_of_month(first.replace(month=first.month + length - 1)))


def periods_between(kind, first, last):
    """Periods of ``kind`` that have a day in common with ``first`` to ``last``, in order."""
    found = []
    day = first
    while day <= last:
        period = period_of(kind, day)
        found.append(period)
        day = period.last + timedelta(days=1)
    return found


def quarter_ends(day, number):
    """Last days of the ``number`` latest quarters that have ended by ``day``, in order."""
    ends = []
    last = period_of(QUARTER, day + timedelta(days=1)).first - timedelta(days=1)
    while len(ends) < number:
        ends.append(last)
        last = period_of(QUARTER, last).first - timedelta(days=1)
    return ends[::-1]
