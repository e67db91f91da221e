"""Discipline of people: forms that are open to a kind of staff, clocks, and ends of effects.

The numbers of days, months and years are data, given by the caller. A rule that is not known is
None, and so is what would follow from it: it is never taken as no limit.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

CADRE, CIVIL_SERVANT, CIVIL_LEADER = "cadre", "civil_servant", "civil_leader"
PUBLIC_EMPLOYEE, PUBLIC_MANAGER = "public_employee", "public_manager"
STAFF_KINDS = (CADRE, CIVIL_SERVANT, CIVIL_LEADER, PUBLIC_EMPLOYEE, PUBLIC_MANAGER)

#: Forms, from the lightest to the heaviest.
REPRIMAND, WARNING, SALARY_CUT, DEMOTION = "reprimand", "warning", "salary_cut", "demotion"
REMOVAL, DISMISSAL, TERMINATION = "removal", "dismissal", "termination"
FORMS = (REPRIMAND, WARNING, SALARY_CUT, DEMOTION, REMOVAL, DISMISSAL, TERMINATION)

#: What a dated rule gives: days to handle a case, or years after which nobody is disciplined.
HANDLING, HANDLING_COMPLICATED = "handling", "handling_complicated"
LIMIT_REPRIMAND, LIMIT_HEAVIER = "limit_reprimand", "limit_heavier"
SETTLING = "settling"
RULES = (HANDLING, HANDLING_COMPLICATED, LIMIT_REPRIMAND, LIMIT_HEAVIER, SETTLING)

#: Step of a reminder once the last day is over; the others are numbers of days before it.
PASSED = -1

ONE_DAY = timedelta(days=1)


class Line(NamedTuple):
    """Something in force from a day to a day, both inclusive; without last day: open-ended."""

    ref: object
    first: date
    last: date | None = None

    def holds(self, day):
        """Whether it is in force on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


class Hold(NamedTuple):
    """A time in which a case waits, both days inclusive; without last day it still does."""

    first: date
    last: date | None = None


def open_forms(lines, kind, day):
    """Refs of ``lines`` that are open to ``kind`` of staff on ``day``, the lightest first.

    :param lines: dict of (form, kind of staff) -> list of :class:`Line`
    """
    return [line.ref for form in FORMS for line in lines.get((form, kind), ()) if line.holds(day)]


def handling_deadline(detected_on, days, holds=()):
    """Last day to handle a case that was detected on ``detected_on``, within ``days`` days.

    The day of detection is not counted. Days in ``holds`` do not run; while one is open-ended
    the case waits, and there is no last day.

    :param days: None where no rule is known
    :return: date or None
    """
    if days is None:
        return None
    day, left = detected_on, days
    closed = [hold for hold in holds if hold.last]
    still = min((hold.first for hold in holds if not hold.last), default=None)
    while left > 0:
        day += ONE_DAY
        if still and day >= still:
            return None
        left -= not any(hold.first <= day <= hold.last for hold in closed)
    return day


def limit_rule(form):
    """Which of :data:`RULES` limits a form."""
    return LIMIT_REPRIMAND if form == REPRIMAND else LIMIT_HEAVIER


def limitation(breached_on, years):
    """Last day on which a breach may lead to discipline; None where no rule is known."""
    return None if years is None else _add_months(breached_on, 12 * years) - ONE_DAY


def effect_until(effective_on, months):
    """Last day of an effect of so many months from ``effective_on``; None where not known."""
    return _add_months(effective_on, months) - ONE_DAY if months else None


def step(last, day, ahead):
    """Step of a reminder that is reached on ``day``, of a term whose last day is ``last``.

    :param ahead: numbers of days before the last one from which on somebody is reminded
    :return: the smallest of them that is reached, :data:`PASSED`, or None
    """
    left = (last - day).days
    return PASSED if left < 0 else min((days for days in ahead if left <= days), default=None)


def _add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if day.day > last:  # 31 August and six months: until the end of February
        return date(year, month + 1, last) + ONE_DAY
    return date(year, month + 1, day.day)
