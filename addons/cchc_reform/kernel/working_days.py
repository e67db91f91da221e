"""Counting in working days; which days are worked is a question to the caller's calendar."""

from datetime import timedelta

ONE = timedelta(days=1)


def working_days_between(first, last, is_working):
    """Working days after ``first`` up to and including ``last``; negative when ``last`` is before.

    :param is_working: function of a day
    """
    if last < first:
        return -working_days_between(last, first, is_working)
    return sum(bool(is_working(first + ONE * (n + 1))) for n in range((last - first).days))
