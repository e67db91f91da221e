"""The cut of assigned numbers of staff (tinh giản biên chế) against a baseline.

A unit has a baseline number of one kind of staff, and must cut at least some percent of it until
the end of a period. What was left undone in the period before is added (carry-over), what was done
beyond it is credited. The cut is spread over the years; as of a day, what fell due is what the
years that have ended by then planned. Numbers are whole people; percents are exact decimals.

People who leave by a policy are another measure and never counted here.
"""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

NOT_BEGUN, NO_BASELINE, NO_NUMBER = "not_begun", "no_baseline", "no_number"
NO_SCHEDULE, BEHIND, ON_SCHEDULE, REACHED = "no_schedule", "behind", "on_schedule", "reached"
STATUSES = (NOT_BEGUN, NO_BASELINE, NO_NUMBER, NO_SCHEDULE, BEHIND, ON_SCHEDULE, REACHED)


class Progress(NamedTuple):
    """Where the cut of one unit and kind stands; None is what is not known."""

    status: str
    achieved: int | None
    remaining: int | None
    due: int | None


def required_cut(baseline, percent, carry_over=0):
    """Number of staff to cut until the end of the period; None without a baseline.

    The percent of the baseline is rounded up, so that "at least" holds; the shortfall (+) or the
    credit (-) of the period before is a whole number and comes after. Never below zero.

    :param baseline: whole number, or None where it is not known
    :param Decimal percent: at least that part of the baseline
    """
    if baseline is None:
        return None
    part = (Decimal(baseline) * percent / 100).to_integral_value(ROUND_CEILING)
    return max(int(part) + carry_over, 0)


def due_by(schedule, day):
    """What the years that have ended by ``day`` planned to cut; None without a schedule.

    A year's number falls due on its last day.

    :param schedule: dict of year -> number to be cut in that year
    """
    if not schedule:
        return None
    return sum(number for year, number in schedule.items() if date(year, 12, 31) <= day)


def progress(day, baseline_on, baseline, required, schedule, number):
    """Where the cut stands on ``day``.

    :param baseline_on: day of the baseline
    :param baseline: assigned number of that day, or None
    :param required: number to cut until the end of the period
    :param schedule: dict of year -> number to be cut in that year
    :param number: assigned number in force on ``day``, or None
    """
    due = due_by(schedule, day)
    if day < baseline_on:
        return Progress(NOT_BEGUN, None, None, due)
    if baseline is None:
        return Progress(NO_BASELINE, None, None, due)
    if number is None:
        return Progress(NO_NUMBER, None, None, due)
    achieved = baseline - number
    remaining = max(required - achieved, 0)
    if not remaining:
        status = REACHED
    elif due is None:
        status = NO_SCHEDULE
    else:
        status = ON_SCHEDULE if achieved >= due else BEHIND
    return Progress(status, achieved, remaining, due)


def spread(total, years):
    """Spread ``total`` evenly over ``years``; what does not divide comes in the first years.

    :return: dict of year -> number
    """
    years = sorted(years)
    if not years:
        return {}
    share, rest = divmod(total, len(years))
    return {year: share + (position < rest) for position, year in enumerate(years)}
