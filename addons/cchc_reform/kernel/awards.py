"""Titles and forms of commendation: dated lines that must not overlap, and conditions.

A condition on earlier awards is decided from the register; what no register tells yet (rating,
initiative, discipline, share, votes) is to be checked by hand and never taken as fulfilled.
"""

from typing import NamedTuple

EARLIER, RATING, INITIATIVE = "earlier", "rating", "initiative"
DISCIPLINE, SHARE, VOTES = "discipline", "share", "votes"
MET, UNMET, BY_HAND = "met", "unmet", "by_hand"


class Condition(NamedTuple):
    """What a title asks for.

    :param ref: the condition as the caller knows it
    :param title: of an earlier award: which title
    :param times: of an earlier award: how many, one after another, the last of the year itself
    :param spacing: years between one and the next; 0 where that is not known
    """

    ref: object
    kind: str
    title: object = None
    times: int = 0
    spacing: int = 1


class Finding(NamedTuple):
    """Whether a condition is met; ``missing`` are the years without the earlier award."""

    ref: object
    status: str
    missing: tuple = ()
    found: int = 0


class Period(NamedTuple):
    """Days on which a line is in force, both inclusive; no last day: open-ended."""

    ref: object
    first: object
    last: object = None


def check(conditions, held, year):
    """Findings on ``conditions`` for an award of ``year``, in their order.

    :param dict held: title -> years for which it was awarded and not cancelled
    """
    return [_check(condition, held, year) for condition in conditions]


def _check(condition, held, year):
    if condition.kind != EARLIER:
        return Finding(condition.ref, BY_HAND)
    years = {one for one in held.get(condition.title, ()) if one <= year}
    if not condition.spacing:
        # How far apart they may lie is not known: enough of them is needed, and is not all.
        enough = len(years) >= condition.times
        return Finding(condition.ref, BY_HAND if enough else UNMET, found=len(years))
    wanted = [year - condition.spacing * back for back in reversed(range(condition.times))]
    missing = tuple(one for one in wanted if one not in years)
    return Finding(
        condition.ref, UNMET if missing else MET, missing, condition.times - len(missing)
    )


def overlap(periods):
    """The first two of ``periods`` that share a day, or None."""
    before = None
    for period in sorted(periods, key=lambda one: one.first):
        if before and (before.last is None or before.last >= period.first):
            return before, period
        before = period
    return None
