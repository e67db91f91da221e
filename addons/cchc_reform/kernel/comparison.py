"""How figures are laid side by side: what is measured, in which band it lies, on which days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .dates import last_day_of_month
from .metrics import CELL_OVERDUE, rate

#: Lower bounds, in per cent, of the bands 1 to 4 of a rate; below the first is band 0.
RATE_BOUNDS = (25, 50, 75, 100)
#: Of a count, as a share of the tasks assigned: none is band 0, below the first bound band 1.
COUNT_BOUNDS = (5, 10, 20)


@dataclass(frozen=True)
class Measure:
    """One figure of a set of tasks, with the counts that stand behind it.

    :param name: of the rate (a property of ``metrics.Rates``), or of the count
    :param part: scope of the tasks that have what is measured
    :param whole: scope of the tasks of which they are a part; without any there is no data
    :param weighed: the rate is one of weights and not of numbers
    """

    name: str
    part: str
    whole: str
    weighed: bool = False

    @property
    def is_count(self):
        """Whether the number of tasks is shown itself, and not as a rate."""
        return self.name == self.part

    @property
    def opened(self):
        """Scope of the tasks that stand behind the figure: those counted, or the denominator."""
        return self.part if self.is_count else self.whole

    def value(self, rates):
        """The figure of ``rates`` (``metrics.Rates``); None is "no data", never 0."""
        if not getattr(rates, self.whole):
            return None
        return getattr(rates, self.name)

    def band(self, rates):
        """Number of the band from 0 to 4 in which the figure lies; None without data."""
        value = self.value(rates)
        if value is None:
            return None
        if not self.is_count:
            return sum(value >= bound for bound in RATE_BOUNDS)
        share = rate(value, getattr(rates, self.whole))
        return sum(share >= bound for bound in COUNT_BOUNDS) + 1 if value else 0


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("completion", "verified", "assigned", weighed=True),
        Measure("due_completion", "verified_due", "due", weighed=True),
        Measure("on_time_rate", "on_time", "due"),
        Measure("on_time_first_rate", "on_time_first", "due_first"),
        Measure(CELL_OVERDUE, CELL_OVERDUE, "assigned"),
        Measure("awaiting", "awaiting", "assigned"),
    )
}


def period_ends(year, months, day):
    """Last days of the periods of ``months`` months in ``year`` up to ``day``, and ``day`` itself.

    ``day`` ends the period that has just begun; a day after the year adds nothing to it.

    :return: at most 12 days, in order; none if the year has not begun
    """
    ends = [last_day_of_month(date(year, month, 1)) for month in range(months, 13, months)]
    past = [end for end in ends if end <= day]
    return past if len(past) == len(ends) or day.year != year or day in past else [*past, day]


def same_day(day, year):
    """``day`` in another year; 28 February where 29 February is missing there."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
