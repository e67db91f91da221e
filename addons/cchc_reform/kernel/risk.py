"""Which tasks endanger the 100% of a year: open rules, each of which says why.

A rule looks at how one task stood at the end of a day (:class:`Standing`) and gives the numbers
of its reason, or None. Nothing is weighed or guessed: a task is at risk if a rule says so.

Only a task on which its unit must still act can be at risk. What was reported in time and waits
for its confirmation is never red, and neither is what is done.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import metrics, waiting
from .working_days import working_days_between

OVERDUE = "overdue"
DEADLINE_NEAR = "deadline_near"
RETURNED = "returned"
ANSWER_LATE = "answer_late"
EVENT_AWAITED = "event_awaited"
UNIT_HISTORY = "unit_history"
#: Kinds of rules, and the numbers that each of them reads.
KINDS = {
    OVERDUE: (),
    DEADLINE_NEAR: ("days", "states"),
    RETURNED: ("times",),
    ANSWER_LATE: ("days",),
    EVENT_AWAITED: ("days",),
    UNIT_HISTORY: ("months", "percent", "at_least", "days"),
}

NOT_STARTED = (metrics.ASSIGNED,)
NOT_SUBMITTED = (metrics.ASSIGNED, metrics.IN_PROGRESS)
NOT_REPORTED = (metrics.ASSIGNED, metrics.IN_PROGRESS, metrics.FOR_APPROVAL)


@dataclass(frozen=True)
class Rule:
    """One rule with its numbers; which of them count follows from the kind.

    :param kind: one of :data:`KINDS`
    :param days: days to the deadline or to the end of the plan, or by which an answer is late
    :param working: whether days to a deadline or to the end of a plan are working days
    :param states: states in which no progress is seen
    :param times: times returned
    :param months: how far the history of a unit goes back
    :param percent: share reported in time, below which a unit's history tells
    :param at_least: tasks that must have fallen due for the history to tell anything
    """

    kind: str
    days: int = 0
    working: bool = True
    states: tuple = ()
    times: int = 0
    months: int = 0
    percent: int = 0
    at_least: int = 0


@dataclass(frozen=True)
class History:
    """Tasks of a unit that fell due in a time, and those of them reported by their deadline."""

    in_time: int = 0
    due: int = 0


@dataclass(frozen=True)
class Standing:
    """What the rules read of one task at the end of a day.

    :param fact: how it stood
    :param return_count: times that it had been returned
    :param waits: what it had asked of others (:class:`kernel.waiting.Wait`)
    :param plan_end: last day of its plan
    :param histories: months -> :class:`History` of its unit
    """

    fact: metrics.TaskFact
    return_count: int = 0
    waits: tuple = ()
    plan_end: date | None = None
    histories: dict = field(default_factory=dict)


def reach(days):
    """How many days around today a count of ``days`` working days may span, at the most."""
    return timedelta(days=3 * days + 30)


def last_day_near(rule, day, is_working):
    """Last day that is no more than the rule's days ahead of ``day``."""
    if not rule.working:
        return day + timedelta(days=rule.days)
    left, one, end = rule.days, day, day + reach(rule.days)
    while one < end:
        following = one + timedelta(days=1)
        if is_working(following):
            if not left:
                break
            left -= 1
        one = following
    return one


def last_day_late(days, day, is_working):
    """Last day due such that on ``day`` an answer is late by ``days`` (1 or more) working days."""
    left, one, end = days, day, day - reach(days)
    while one > end:
        left -= is_working(one)
        one -= timedelta(days=1)
        if not left:
            break
    return one


def history_start(day, months):
    """First day of a history of ``months`` months up to the day before ``day``."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def history(facts, day, months):
    """:class:`History` over ``facts`` of one unit as of ``day``.

    In time is what the unit itself reported by the deadline, confirmed or not: the waiting for a
    confirmation belongs to whoever confirms.
    """
    fell_due = [
        fact
        for fact in facts
        if metrics.is_assigned(fact)
        and fact.deadline is not None
        and history_start(day, months) <= fact.deadline < day
    ]
    return History(sum(map(metrics.is_reported_in_time, fell_due)), len(fell_due))


def tells(rule, past):
    """Whether the history of a unit is so bad, and rests on enough tasks, as the rule says."""
    return past.due >= max(rule.at_least, 1) and 100 * past.in_time < rule.percent * past.due


def can_be_at_risk(fact):
    """Given to a unit that must still act: not done, and not reported in time."""
    return (
        metrics.is_assigned(fact)
        and not metrics.is_verified(fact)
        and not metrics.awaits_confirmation(fact)
    )


def reason(rule, task, day, is_working):
    """Numbers of the reason for which ``rule`` sees a task at risk on ``day``, or None.

    :param task: :class:`Standing`
    :param is_working: function of a day, valid :func:`reach` days around and since the waits' due
    :rtype: dict | None
    """
    if not can_be_at_risk(task.fact):
        return None
    return _REASONS[rule.kind](rule, task, day, is_working)


def _overdue(_rule, task, day, _is_working):
    if metrics.cell(task.fact, day) != metrics.CELL_OVERDUE:
        return None
    # What was reported late is no later for waiting until it is confirmed.
    until = task.fact.reported_on or day
    return {"deadline": task.fact.deadline, "days": (until - task.fact.deadline).days}


def _is_near(rule, deadline, day, is_working):
    return deadline is not None and day <= deadline <= last_day_near(rule, day, is_working)


def _deadline_near(rule, task, day, is_working):
    deadline = task.fact.deadline
    if task.fact.state not in rule.states or not _is_near(rule, deadline, day, is_working):
        return None
    days = (
        working_days_between(day, deadline, is_working) if rule.working else (deadline - day).days
    )
    return {"deadline": deadline, "days": days, "state": task.fact.state}


def _returned(rule, task, _day, _is_working):
    return {"times": task.return_count} if task.return_count >= max(rule.times, 1) else None


def _answer_late(rule, task, day, is_working):
    late = [
        (waiting.days_late(wait, day, is_working), wait)
        for wait in task.waits
        if waiting.is_open(wait, day)
    ]
    late = [pair for pair in late if pair[0] >= max(rule.days, 1)]
    if not late:
        return None
    days, wait = max(late, key=lambda pair: pair[0])
    return {"days": days, "wait": wait, "count": len(late)}


def _event_awaited(rule, task, day, is_working):
    if task.fact.deadline is not None or task.plan_end is None:
        return None
    if task.plan_end > last_day_near(rule, day, is_working):
        return None
    return {"plan_end": task.plan_end}


def _unit_history(rule, task, day, is_working):
    past = task.histories.get(rule.months, History())
    if not tells(rule, past):
        return None
    if rule.days and not _is_near(rule, task.fact.deadline, day, is_working):
        return None
    return {
        "in_time": past.in_time,
        "due": past.due,
        "since": history_start(day, rule.months),
    }


_REASONS = {
    OVERDUE: _overdue,
    DEADLINE_NEAR: _deadline_near,
    RETURNED: _returned,
    ANSWER_LATE: _answer_late,
    EVENT_AWAITED: _event_awaited,
    UNIT_HISTORY: _unit_history,
}
