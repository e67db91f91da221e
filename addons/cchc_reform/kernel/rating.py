"""The yearly rating of people and units (đánh giá, xếp loại): levels from points, and their limits.

What the law says is data (:class:`Rules`), dated by the scheme that it comes from; None is a rule
that the scheme does not have, or that nobody has read. Points are exact decimals, never floats:
89,99 is not 90. Months may be parts of a month. Levels are ordered, the best first.
"""

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED = "excellent", "good", "completed", "not_completed"
LEVELS = (EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED)
#: Why a level is another than the points alone would give.
TOO_SHORT, DISCIPLINED, LONG_LEAVE, NOT_ON_TIME, NOT_DONE = (
    "too_short", "disciplined", "long_leave", "not_on_time", "not_done"
)  # fmt: skip


class Rules(NamedTuple):
    """What one scheme says.

    :param bands: pairs of the least points and the level that they give; below all of them the
        level is "not completed". Empty in a scheme that rates without points.
    :param excellent_percent: at most so many "excellent" per hundred "good" in a group
    :param minimal_months: with less service in the year nobody is rated
    :param leave_months: from so many months of leave on the level is "completed" at most
    :param duty_bars: whether a discipline for a breach of duty gives "not completed"
    :param late_percent: of a unit's work, how much may be late for "completed"; above it all work
        must be on time. None in a scheme that does not rate units by it.
    """

    bands: tuple = ()
    excellent_percent: Decimal | None = None
    minimal_months: Decimal | None = None
    leave_months: Decimal | None = None
    duty_bars: bool = False
    late_percent: Decimal | None = None


class Proposal(NamedTuple):
    """The level that follows from the rules, and why it is not that of the points.

    ``level`` is None for who is not rated (``reason`` is then "too short"), and where it cannot
    be told yet: without points, or without the figures that the scheme asks for.
    """

    level: str | None
    reason: str | None = None


class Excess(NamedTuple):
    """More "excellent" in a group than its share allows.

    :param allowed: how many may stay, once the others count as "good"
    :param number: how many fall out
    :param among: keys of those with the fewest points, the fewest first. They are more than
        ``number`` where the last places are equal: then the points do not decide between them.
    """

    allowed: int
    number: int
    among: tuple


def level_of(points, bands):
    """Level that ``points`` give; None without points or in a scheme without bands."""
    if points is None or not bands:
        return None
    reached = [least for least, _level in bands if points >= least]
    return dict(bands)[max(reached)] if reached else NOT_COMPLETED


def at_most(level, best):
    """The worse of the two levels."""
    return max(level, best, key=LEVELS.index)


def person(rules, points, months, leave=Decimal(0), disciplined=False):
    """Level of a person for a year.

    Maternity leave is service: it is in ``months`` and never in ``leave``, so it lowers nothing.
    Leave from ``leave_months`` on lowers whatever its length: a longer one is not better off.

    :param points: or None where they are not complete, or the scheme has none
    :param months: in the service in the year, leave included
    :param leave: of these, months of leave other than maternity leave
    :param disciplined: for a breach of duty, by a decision of the year
    """
    if rules.minimal_months is not None and months - leave < rules.minimal_months:
        return Proposal(None, TOO_SHORT)
    if disciplined and rules.duty_bars:
        return Proposal(NOT_COMPLETED, DISCIPLINED)
    level = level_of(points, rules.bands)
    if level is None or rules.leave_months is None or leave < rules.leave_months:
        return Proposal(level)
    capped = at_most(level, COMPLETED)
    return Proposal(capped, LONG_LEAVE if capped != level else None)


def unit(rules, points, done_percent, on_time_percent):
    """Level of a unit for a year: its points, held down by what it did not do or did late.

    :param done_percent: of its work, or None where it is not known
    :param on_time_percent: of its work, or None where it is not known
    """
    level = level_of(points, rules.bands)
    if level in (None, NOT_COMPLETED) or rules.late_percent is None:
        return Proposal(level)
    if done_percent is None or on_time_percent is None:
        return Proposal(None)
    if done_percent < 100:
        return Proposal(NOT_COMPLETED, NOT_DONE)
    if 100 - on_time_percent > rules.late_percent:
        return Proposal(NOT_COMPLETED, NOT_ON_TIME)
    if on_time_percent < 100 and level != COMPLETED:
        return Proposal(COMPLETED, NOT_ON_TIME)
    return Proposal(level)


def allowed_excellent(good, percent):
    """How many may be "excellent" beside ``good`` "good": at most that part, so rounded down."""
    return int((good * percent / 100).to_integral_value(ROUND_FLOOR))


def excess(excellent, good, percent):
    """Who falls out of "excellent" in a group; None where the share is kept or there is none.

    Who falls out counts as "good", which raises what is allowed to the others: as few fall out as
    that takes.

    :param dict excellent: of each who is rated "excellent", its key and its points; points that
        are None decide nothing, so these are among those who may fall out
    :param int good: how many are rated "good"
    :param percent: at most so many "excellent" per hundred "good", or None
    """
    if percent is None:
        return None
    number = next(
        out
        for out in range(len(excellent) + 1)
        if len(excellent) - out <= allowed_excellent(good + out, percent)
    )
    if not number:
        return None

    def rank(key):
        points = excellent[key]
        return Decimal("-Infinity") if points is None else points

    order = sorted(excellent, key=rank)
    among = tuple(key for key in order if rank(key) <= rank(order[number - 1]))
    return Excess(len(excellent) - number, number, among)


def months_of_service(spans, year):
    """Whole months of ``year`` that the spans cover; days of incomplete months add up.

    :param spans: pairs of a first and a last day, both inclusive; None ends later than the year
    """
    days = set()
    for start, end in spans:
        day = max(start, date(year, 1, 1))
        last = min(end or date(year, 12, 31), date(year, 12, 31))
        days.update(day + timedelta(number) for number in range((last - day).days + 1))
    by_month = Counter(day.month for day in days)
    covered = (Fraction(count, monthrange(year, month)[1]) for month, count in by_month.items())
    return floor(sum(covered))


def done_before(day, month, year):
    """The day before which the ratings of ``year`` are done; None where none is known."""
    return date(year, month, day) if day and month else None


def share_points(most, percent):
    """Points of a criterion as a share of the most that it gives, with two decimals."""
    return _cents(most * Fraction(percent) / 100)


def case_points(most, cases, percent):
    """Points of a criterion that loses ``percent`` of the most for each error or delay."""
    return _cents(most * max(Fraction(0), 1 - cases * Fraction(percent) / 100))


def staff_percent(levels, otherwise):
    """Share of a leader's criterion: all if all staff at least "completed", or ``otherwise``.

    :param levels: decided levels of the staff; None without any
    """
    if not levels:
        return None
    done = all(at_most(level, COMPLETED) == COMPLETED for level in levels)
    return Decimal(100) if done else Decimal(otherwise)


def _cents(points):
    """Half up, as all figures that people read."""
    return Decimal(floor(Fraction(points) * 100 + Fraction(1, 2))).scaleb(-2)
