"""Waiting for others: how late an answer is, in working days, and whose head was in post then.

A *wait* says that a task needs something from another unit: asked on a day, due on a day, come
on a day. Its delay belongs to the unit that was to answer, and to whoever headed it on each day
of the delay. It adds nothing to the task's own lateness, which is counted once.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .working_days import working_days_between


@dataclass(frozen=True)
class Wait:
    """One request to another unit; all days are Vietnamese local dates.

    :param asked_on: day on which the answer was asked for
    :param due_on: last day on which the answer was in time
    :param came_on: day on which it came, None while it has not
    :param withdrawn_on: day from which it was no longer needed, which ends the delay as well
    :param unit: the unit that was to answer, by whatever the caller knows it
    """

    asked_on: date
    due_on: date
    came_on: date | None = None
    withdrawn_on: date | None = None
    unit: object = None


@dataclass(frozen=True)
class Delays:
    """Requests whose answer is late, and the working days of delay; those of units add up."""

    late: int = 0
    days: int = 0

    def __add__(self, other):
        if not isinstance(other, Delays):
            return NotImplemented
        return Delays(self.late + other.late, self.days + other.days)


def last_day(wait, day):
    """Last day on which the answer was awaited, as far as ``day``."""
    return min(filter(None, (wait.came_on, wait.withdrawn_on, day)))


def is_open(wait, day):
    """Tell whether the answer was still awaited at the end of ``day``."""
    ended = (wait.came_on, wait.withdrawn_on)
    return wait.asked_on <= day and not any(end and end <= day for end in ended)


def days_late(wait, day, is_working):
    """Working days from the day after the answer was due to the day it came, as of ``day``.

    The day on which it came is a day of waiting, too. Days off after the due day delay nobody.
    """
    last = last_day(wait, day)
    if wait.asked_on > day or last <= wait.due_on:
        return 0
    return working_days_between(wait.due_on, last, is_working)


def days_late_by_head(wait, day, is_working, head_of):
    """:func:`days_late` split by who headed the unit that was to answer.

    :param head_of: function of a day -> who headed that unit then, None where nobody did
    :return: dict of head -> working days, without heads that delayed nothing
    """
    found = {}
    one = wait.due_on + timedelta(days=1)
    while wait.asked_on <= day and one <= last_day(wait, day):
        if is_working(one):
            found[head_of(one)] = found.get(head_of(one), 0) + 1
        one += timedelta(days=1)
    return found
