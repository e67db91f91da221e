"""Counting in working days: which days are worked is asked of a predicate, never assumed."""

from datetime import timedelta

_DAY = timedelta(days=1)


def working_days_between(first, last, is_working):
    """Number of working days after ``first`` up to and including ``last``.

    Negative, counted the other way round, when ``last`` lies before ``first``.

    :param is_working: function of a day that tells whether it is worked
    """
    if last < first:
        return -working_days_between(last, first, is_working)
    count, day = 0, first
    while day < last:
        day += _DAY
        count += bool(is_working(day))
    return count


def add_working_days(day, count, is_working):
    """The day on which the ``count``-th working day after ``day`` falls; ``day`` itself for 0."""
    while count > 0:
        day += _DAY
        count -= bool(is_working(day))
    return day
