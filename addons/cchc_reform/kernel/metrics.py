"""What the figures of a plan mean: predicates on one task, cells, rates, achieved share of targets.

This is the one definition. The SQL that counts millions of tasks uses the names below (states,
cells, scopes) and is checked against :func:`summarise` on random data.

A *fact* says how one task stood at the end of one day D, so nothing later than D may be in it.
Days are Vietnamese local dates. Timeliness is counted from the day on which the unit itself
reported, never from the day of confirmation: waiting is charged to whoever waits.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

DRAFT = "draft"
ASSIGNED = "assigned"
IN_PROGRESS = "in_progress"
FOR_APPROVAL = "for_approval"
REPORTED = "reported"
VERIFIED = "verified"
CANCELLED = "cancelled"
EXEMPT = "exempt"
STATES = (DRAFT, ASSIGNED, IN_PROGRESS, FOR_APPROVAL, REPORTED, VERIFIED, CANCELLED, EXEMPT)
#: States in which a task is not (or no longer) given to anybody, so that no figure counts it.
STATES_NOT_ASSIGNED = (DRAFT, CANCELLED, EXEMPT)

CELL_DONE_ON_TIME = "done_on_time"
CELL_DONE_LATE = "done_late"
CELL_IN_PROGRESS = "in_progress"
CELL_OVERDUE = "overdue"
#: The four cells of the government's task reports; each assigned task is in exactly one.
CELLS = (CELL_DONE_ON_TIME, CELL_DONE_LATE, CELL_IN_PROGRESS, CELL_OVERDUE)

#: What is counted and weighed: each is a field of :class:`Rates`, ``weight_`` before it the weight.
SCOPES = (
    "assigned",
    "due",
    "verified",
    "verified_due",
    "on_time",
    "due_first",
    "on_time_first",
    "awaiting",
    *CELLS,
)

#: How parts make up the completion of the task that they are parts of: by number, or by weight.
PLAIN = "plain"
WEIGHTED = "weighted"
ROLL_UPS = (PLAIN, WEIGHTED)

#: Bounds of a weight: a larger or finer number is a mistake of entry. Within them, the sum over
#: any number of tasks fits into the 28 digits of a Decimal, so that it is exact.
MAX_WEIGHT = Decimal(10**9)
MAX_WEIGHT_DECIMALS = 6

INCREASE = "increase"
DECREASE = "decrease"
DIRECTIONS = (INCREASE, DECREASE)

_ZERO = Decimal(0)


def _number(value, name):
    """``value`` as a finite Decimal of a sane size; a float is refused, as it is not exact."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise TypeError(f"{name} must be Decimal or int, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{name} is not a finite number: {value}")
    if not number:
        return _ZERO
    # Beyond this no real figure lies, and exact arithmetic would fill the memory.
    if number.as_tuple().exponent < -30 or number.adjusted() > 30:
        raise ValueError(f"{name} is out of range")
    return number


@dataclass(frozen=True)
class TaskFact:
    """How one task stood at the end of one day.

    :param leaf: it has no sub-tasks; parents are not counted, their leaves are
    :param state: one of :data:`STATES`
    :param weight: share in the plan, Decimal or int, 0 to :data:`MAX_WEIGHT`; any scale
    :param deadline: last day allowed; None when standing outside a period, or waiting for something
    :param reported_on: day of the last report by the unit's head; None before it and after a return
    :param verified_on: day of the confirmation; kept to tell the days of waiting, decides nothing
    :param first_deadline: deadline before any extension; the same as ``deadline`` without one
    :raises ValueError: unknown state; weight negative, not finite, too large or too fine
    :raises TypeError: weight given as a float
    """

    leaf: bool
    state: str
    weight: Decimal
    deadline: date | None = None
    reported_on: date | None = None
    verified_on: date | None = None
    first_deadline: date | None = None

    def __post_init__(self):
        if self.state not in STATES:
            raise ValueError(f"unknown state: {self.state!r}")
        weight = _number(self.weight, "weight")
        if not 0 <= weight <= MAX_WEIGHT or weight != round(weight, MAX_WEIGHT_DECIMALS):
            raise ValueError(f"weight is negative, too large or too fine: {weight}")
        object.__setattr__(self, "weight", weight)


def is_assigned(fact):
    """Given to a unit, and counted: a leaf, neither draft nor cancelled nor exempt."""
    return fact.leaf and fact.state not in STATES_NOT_ASSIGNED


def is_due(fact, day):
    """Assigned with a deadline up to and including ``day``."""
    return is_assigned(fact) and fact.deadline is not None and fact.deadline <= day


def is_verified(fact):
    """Assigned, reported, and confirmed by the verifier: the only state that counts as done."""
    return is_assigned(fact) and fact.state == VERIFIED


def is_reported_in_time(fact):
    """Nothing late about the report: there is no deadline, or it came on that day or before.

    With a deadline and no day of report nothing proves the time, so the answer is no.
    """
    if fact.deadline is None:
        return True
    return fact.reported_on is not None and fact.reported_on <= fact.deadline


def is_on_time(fact):
    """Verified, and reported in time, however long the confirmation took."""
    return is_verified(fact) and is_reported_in_time(fact)


def is_due_first(fact, day):
    """Assigned, with a first deadline up to and including ``day``, whatever was agreed later."""
    return is_assigned(fact) and fact.first_deadline is not None and fact.first_deadline <= day


def is_on_time_first(fact):
    """Verified, and reported by the first deadline: an extension granted since does not help."""
    return is_verified(fact) and (
        fact.first_deadline is None
        or (fact.reported_on is not None and fact.reported_on <= fact.first_deadline)
    )


def awaits_confirmation(fact):
    """Assigned, reported in time and not yet confirmed: in progress, never red.

    A late report that waits is overdue all the same and is not counted here.
    """
    return is_assigned(fact) and fact.state == REPORTED and is_reported_in_time(fact)


def misses_evidence(fact, has_evidence, day):
    """Assigned, due or reported, and nothing is attached that proves it."""
    return (
        is_assigned(fact)
        and not has_evidence
        and (fact.state in (REPORTED, VERIFIED) or is_due(fact, day))
    )


def cell(fact, day):
    """The one of :data:`CELLS` in which the task stands on ``day``, None when not assigned.

    On the day of the deadline an open task is due and not yet overdue; from the next day it is.
    """
    if not is_assigned(fact):
        return None
    if is_verified(fact):
        return CELL_DONE_ON_TIME if is_reported_in_time(fact) else CELL_DONE_LATE
    past = fact.deadline is not None and fact.deadline < day
    return CELL_OVERDUE if past and not awaits_confirmation(fact) else CELL_IN_PROGRESS


def scopes(fact, day):
    """The set of :data:`SCOPES` in which the task is counted on ``day``."""
    if not is_assigned(fact):
        return frozenset()
    due, verified = is_due(fact, day), is_verified(fact)
    due_first = is_due_first(fact, day)
    found = {
        "assigned": True,
        "due": due,
        "verified": verified,
        "verified_due": verified and due,
        "on_time": due and is_on_time(fact),
        "due_first": due_first,
        "on_time_first": due_first and is_on_time_first(fact),
        "awaiting": awaits_confirmation(fact),
        cell(fact, day): True,
    }
    return frozenset(name for name, counted in found.items() if counted)


@dataclass(frozen=True)
class Rates:
    """Counts and weights of a set of tasks on one day, and the rates that follow from them.

    Sums of several units are added (``+``) and give the rates of all: sum over sum, never an
    average of rates. Rates are per cent as of :func:`rate`, None where there is no data.
    """

    assigned: int = 0
    due: int = 0
    verified: int = 0
    verified_due: int = 0
    on_time: int = 0
    due_first: int = 0
    on_time_first: int = 0
    awaiting: int = 0
    done_on_time: int = 0
    done_late: int = 0
    in_progress: int = 0
    overdue: int = 0
    weight_assigned: Decimal = _ZERO
    weight_due: Decimal = _ZERO
    weight_verified: Decimal = _ZERO
    weight_verified_due: Decimal = _ZERO
    weight_on_time: Decimal = _ZERO
    weight_due_first: Decimal = _ZERO
    weight_on_time_first: Decimal = _ZERO
    weight_awaiting: Decimal = _ZERO
    weight_done_on_time: Decimal = _ZERO
    weight_done_late: Decimal = _ZERO
    weight_in_progress: Decimal = _ZERO
    weight_overdue: Decimal = _ZERO

    @property
    def completion(self):
        """Completion of the plan: weight verified of weight assigned."""
        return rate(self.weight_verified, self.weight_assigned)

    @property
    def gap(self):
        """What is missing to 100%, so that it and the completion shown add up to 100.0."""
        return None if self.completion is None else 100 - self.completion

    @property
    def due_completion(self):
        """Completion of what is due: weight verified and due of weight due."""
        return rate(self.weight_verified_due, self.weight_due)

    @property
    def on_time_rate(self):
        """Tasks on time of tasks due, by number and not by weight."""
        return rate(self.on_time, self.due)

    @property
    def on_time_first_rate(self):
        """Tasks on time by their first deadline, of tasks due by it, by number."""
        return rate(self.on_time_first, self.due_first)

    @property
    def expected(self):
        """The completion a plan has whose due tasks are all done: weight due of assigned."""
        return rate(self.weight_due, self.weight_assigned)

    @property
    def behind(self):
        """What a unit is behind with: weight overdue of weight assigned.

        Not the distance to ``expected``, which grows while others confirm what came in time.
        """
        return rate(self.weight_overdue, self.weight_assigned)

    def completion_by(self, method):
        """Completion of the task of which these are the parts: by number or by weight."""
        return rate(self.verified, self.assigned) if method == PLAIN else self.completion

    @property
    def cell(self):
        """The one of :data:`CELLS` in which a task stands by its parts; None without parts.

        One overdue part makes it overdue; it is done when all parts are, on time if all were.
        """
        if not self.assigned:
            return None
        if self.verified == self.assigned:
            return CELL_DONE_LATE if self.done_late else CELL_DONE_ON_TIME
        return CELL_OVERDUE if self.overdue else CELL_IN_PROGRESS

    def __add__(self, other):
        if not isinstance(other, Rates):
            return NotImplemented
        return Rates(**{name: getattr(self, name) + getattr(other, name) for name in _SUMS})


_SUMS = tuple(Rates.__dataclass_fields__)


def summarise(facts, day):
    """:class:`Rates` over ``facts`` (one :class:`TaskFact` a task, as of ``day``) on ``day``."""
    sums = dict.fromkeys(_SUMS, 0) | {f"weight_{name}": _ZERO for name in SCOPES}
    for fact in facts:
        for name in scopes(fact, day):
            sums[name] += 1
            sums[f"weight_{name}"] += fact.weight
    return Rates(**sums)


def rate(numerator, denominator):
    """``numerator`` of ``denominator`` in per cent, for people: Decimal with one decimal.

    Half up, but 100.0 only if they are equal: 99.96 shows as 99.9, since "100%" is read as
    "all done". None ("no data") when the denominator is zero. In SQL: ``CASE WHEN n = d THEN 100.0
    ELSE least(round(100 * n / d, 1), 99.9) END`` on ``numeric``.

    :raises ValueError: a number negative or not finite, or a numerator above its denominator
    :raises TypeError: a float
    """
    part, whole = _number(numerator, "numerator"), _number(denominator, "denominator")
    if part < 0 or whole < 0:
        raise ValueError(f"negative numbers have no rate: {part} of {whole}")
    if not whole:
        return None
    if part > whole:
        raise ValueError(f"more than all: {part} of {whole}")
    return _percent(Fraction(part) / Fraction(whole), complete=part == whole)


def achieved_share(value, target, baseline=None, direction=INCREASE, cap=True):
    """How much of a target is achieved by a measured value, in per cent with one decimal.

    ============  ==========================================  ==================
    direction     with a baseline                             without
    ============  ==========================================  ==================
    increase      (value - baseline) / (target - baseline)    value / target
    decrease      100 when value <= target, else              100 likewise, else
                  (baseline - value) / (baseline - target)    target / value
    ============  ==========================================  ==================

    Rounding is that of :func:`rate`: 99.96 shows as 99.9 until the target is reached. Choices made
    here, as no regulation settles them:

    * a denominator of zero or on the wrong side (the baseline already beyond the target, a target
      of zero or less without a baseline) measures no way to go: 100 if reached, otherwise 0;
    * a decrease that went further than its target is 100 also without ``cap``, an increase is more;
    * ``cap`` holds the share within 0 and 100, as in every roll-up: what one target has too much
      does not pay for another. Without it a step back from the baseline is negative.

    :param value: the last measured value; None gives None ("no data"), never 0
    :param baseline: the value before, None when unknown
    :param direction: one of :data:`DIRECTIONS`
    :raises ValueError: unknown direction, or a number that is not finite or out of range
    :raises TypeError: a float
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"unknown direction: {direction!r}")
    target = Fraction(_number(target, "target"))
    baseline = None if baseline is None else Fraction(_number(baseline, "baseline"))
    if value is None:
        return None
    value = Fraction(_number(value, "value"))
    reached = value >= target if direction == INCREASE else value <= target
    if reached and (cap or direction == DECREASE):
        share = Fraction(1)
    elif direction == DECREASE and baseline is None:
        share = target / value if target > 0 else Fraction(0)
    elif direction == DECREASE:
        share = _share(baseline - value, baseline - target, reached)
    else:
        start = baseline or 0
        share = _share(value - start, target - start, reached)
    if cap:
        share = min(max(share, Fraction(0)), Fraction(1))
    return _percent(share, complete=reached)


def achieved_in_all(shares):
    """Share achieved over several targets: capped shares by weight, over the weight with data.

    :param shares: pairs of a capped share in per cent (None: "no data") and a weight
    :return: the share in per cent, None when no target has data; and how many have none
    """
    pairs = list(shares)
    measured = [(share, _number(weight, "weight")) for share, weight in pairs if share is not None]
    done = sum((share * weight for share, weight in measured), _ZERO)
    whole = sum((100 * weight for _share, weight in measured), _ZERO)
    return rate(done, whole), len(pairs) - len(measured)


def _share(way_done, way_to_go, reached):
    return way_done / way_to_go if way_to_go > 0 else Fraction(int(reached))


def _percent(share, complete):
    """``share`` (1 is all) in per cent, half away from zero; below 100.0 unless ``complete``."""
    tenths = floor(abs(share) * 1000 + Fraction(1, 2)) * (-1 if share < 0 else 1)
    if not complete:
        tenths = min(tenths, 999)
    return Decimal(tenths).scaleb(-1)
