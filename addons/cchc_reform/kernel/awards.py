"""Titles and forms of commendation: dated lines that must not overlap, and conditions.

A condition on earlier awards is decided from the register, the others from :class:`Facts`; what
no register tells is to be checked by hand and never taken as fulfilled.
"""

from typing import NamedTuple

from .rating import LEVELS

EARLIER, RATING, INITIATIVE = "earlier", "rating", "initiative"
REFORM, INDEX = "reform", "index"
DISCIPLINE, SHARE, VOTES, QUORUM = "discipline", "share", "votes", "quorum"
#: What only the meeting of the council shows.
OF_COUNCIL = (VOTES, QUORUM)
MET, UNMET, BY_HAND = "met", "unmet", "by_hand"
#: Effect of an initiative, the narrowest first; nationwide effect is in no register of ours.
SCOPES = ("unit", "province", "nation")


class Condition(NamedTuple):
    """What a title asks for.

    :param ref: the condition as the caller knows it
    :param title: of an earlier award: which title
    :param times: of an earlier award: how many, one after another, the last of the year itself
    :param spacing: years between one and the next; 0 where that is not known
    :param least: the least rating, the effect of the initiative, the percent, or the least index;
        None: not known
    """

    ref: object
    kind: str
    title: object = None
    times: int = 0
    spacing: int = 1
    least: object = None


class Facts(NamedTuple):
    """What is known of a nominee beside the awards; None is what nobody has told.

    :param rating: level of the year, as announced
    :param initiatives: pairs of the year and the effect ("unit", "province") of those recognised
    :param barred: whether a discipline of these years (see :func:`first_year`), or one under
        consideration, is registered; of a collective, a review or criticism
    :param reform: level of the head of the unit for the result of reform, as announced
    :param members: of the council, of those who may vote on this nominee
    :param present: of these, in the meeting
    :param favour: of these, for the nominee
    """

    rating: str | None = None
    initiatives: tuple | None = None
    barred: bool | None = None
    members: int | None = None
    present: int | None = None
    favour: int | None = None
    reform: str | None = None


class Finding(NamedTuple):
    """Whether a condition is met; ``missing`` are the years without the earlier award.

    ``years``: the first and the last of those looked at, where they are not the year alone.
    ``earlier``: years in which an initiative was recognised, where none was in the year itself.
    """

    ref: object
    status: str
    missing: tuple = ()
    found: int = 0
    years: tuple = ()
    earlier: tuple = ()


class Period(NamedTuple):
    """Days on which a line is in force, both inclusive; no last day: open-ended."""

    ref: object
    first: object
    last: object = None


NOTHING_TOLD = Facts()


def check(conditions, held, year, facts=NOTHING_TOLD):
    """Findings on ``conditions`` for an award of ``year``, in their order.

    :param dict held: title -> years for which it was awarded and not cancelled
    """
    first = first_year(conditions, year)
    years = (first, year) if first < year else ()
    return [_check(condition, held, year, facts, years) for condition in conditions]


def first_year(conditions, year):
    """The first of the years that an award of ``year`` counts: of earlier awards year after year.

    How far back those lie whose spacing is not known is not known either: they add no year.
    """
    earlier = [one for one in conditions if one.kind == EARLIER]
    return year - max((one.spacing * (one.times - 1) for one in earlier), default=0)


def span(first, last):
    """The years as people write them: "2024", or "2022–2024"."""
    return str(last) if first == last else f"{first}–{last}"


def _check(condition, held, year, facts, counted):
    if condition.kind != EARLIER:
        status = _judge(condition.kind, condition.least, year, facts)
        looked_at = counted if condition.kind == DISCIPLINE else ()
        known = condition.kind == INITIATIVE and status == BY_HAND
        earlier = _recognised(condition.least, year, facts) if known else ()
        return Finding(condition.ref, status, years=looked_at, earlier=earlier)
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


def _judge(kind, least, year, facts):
    """Status of a condition that is not about earlier awards."""
    if kind == DISCIPLINE:
        # An investigation or inspection is in no register: none found does not mean there is none.
        return UNMET if facts.barred else BY_HAND
    if not least:
        return BY_HAND
    if kind in (RATING, REFORM):
        level = facts.rating if kind == RATING else facts.reform
        if not level:
            return BY_HAND
        return MET if LEVELS.index(level) <= LEVELS.index(least) else UNMET
    if kind == INITIATIVE and facts.initiatives is not None and least != SCOPES[-1]:
        years = _recognised(least, year, facts)
        if year in years:
            return MET
        # How far back one may lie is not known.
        return BY_HAND if years else UNMET
    if kind in OF_COUNCIL and facts.members:
        counted = facts.favour if kind == VOTES else facts.present
        return MET if 100 * (counted or 0) >= least * facts.members else UNMET
    return BY_HAND


def _recognised(least, year, facts):
    """Years up to ``year`` in which an initiative of at least this effect was recognised."""
    if not least:
        return ()
    wide = SCOPES[SCOPES.index(least) :]
    found = {one for one, scope in facts.initiatives or () if scope in wide and one <= year}
    return tuple(sorted(found))


def overlap(periods):
    """The first two of ``periods`` that share a day, or None."""
    before = None
    for period in sorted(periods, key=lambda one: one.first):
        if before and (before.last is None or before.last >= period.first):
            return before, period
        before = period
    return None


class Rank(NamedTuple):
    """Place of a member of a block; equal averages share a place, and the next ones follow."""

    ref: object
    place: int | None
    average: object
    number: int


def rank(points):
    """Ranks of ``points`` (ref -> list of exact points given), the best first.

    Of whom nobody scored there is no average, and no place.
    """
    averages = {ref: sum(given) / len(given) for ref, given in points.items() if given}
    ranks = [
        Rank(
            ref, 1 + sum(other > average for other in averages.values()), average, len(points[ref])
        )
        for ref, average in averages.items()
    ]
    return sorted(ranks, key=lambda one: one.place)
