"""Schemes of rearrangement: how many bodies of a kind are to be left, year by year.

A scheme says how many divisions, sub-departments or public service units a unit had on a day, and
how many it is to have at the end of each year. As of a day that is compared with what exists.
"""

from datetime import date
from typing import NamedTuple

NO_BASELINE, NO_TARGET = "no_baseline", "no_target"
AHEAD, ON_TARGET, BEHIND = "ahead", "on_target", "behind"
STATUSES = (NO_BASELINE, NO_TARGET, AHEAD, ON_TARGET, BEHIND)


class Standing(NamedTuple):
    """Where a line of a scheme stands; None is what is not known."""

    status: str
    due: int | None
    final: int | None
    difference: int | None


def due_number(baseline, targets, day):
    """Number that is to exist on ``day``: the target of the last year that has ended by then.

    Before the first of them it is the baseline. A year's target is to be met on its last day.

    :param targets: dict of year -> number at the end of that year
    """
    ended = [year for year in targets if date(year, 12, 31) <= day]
    return targets[max(ended)] if ended else baseline


def standing(day, baseline, targets, actual):
    """Compare what exists with what is due on ``day``.

    Most schemes reduce, some add: ahead is who has come further in the direction of the last
    target than is due, behind is who has come less far.

    :param baseline: number on the day of the baseline, or None
    :param actual: number of bodies that exist on ``day``
    """
    if baseline is None:
        return Standing(NO_BASELINE, None, targets[max(targets)] if targets else None, None)
    if not targets:
        return Standing(NO_TARGET, None, None, None)
    final = targets[max(targets)]
    due = due_number(baseline, targets, day)
    difference = actual - due
    excess = difference if final <= baseline else -difference
    status = BEHIND if excess > 0 else AHEAD if excess < 0 else ON_TARGET
    return Standing(status, due, final, difference)
