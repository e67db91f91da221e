"""Limits on the number of deputy heads, by dated rules.

A unit is tested by at most one *base* rule on a day: by itself (``PER_UNIT``), or together with
the like units below the same superior (``AVERAGE``), where only the total counts and a single unit
may exceed the average. ``ADDITION`` rules raise that limit, of one unit or once of the group;
``RELATIVE`` rules cap it by the limit of the superior or by a share of the assigned number. ``TERM`` rules say
how long a surplus may last; they limit nothing. Where
no rule is known, or a number that it needs, the limit is None: neither zero nor unlimited.
"""

from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import NamedTuple

from .posts import BESIDES

PER_UNIT, AVERAGE, ADDITION, RELATIVE = "per_unit", "average", "addition", "relative"
# For how many years a surplus may last that a rearrangement of units brought.
TERM = "term"
MODES = (PER_UNIT, AVERAGE, ADDITION, RELATIVE, TERM)
BASES = (PER_UNIT, AVERAGE)

# What a rule measures.
FIXED = "fixed"
QUOTA = "quota"
DIVISIONS = "divisions"
PUBLIC_EMPLOYEES = "public_employees"
SCHEME = "scheme"
MEASURES = (FIXED, QUOTA, DIVISIONS, PUBLIC_EMPLOYEES, SCHEME)

# How a row of the count is tested: by itself, as a member of a group, or as the group's total.
OWN, MEMBER, GROUP = "own", "member", "group"

# What a relative rule compares with.
SUPERIOR, QUOTA_SHARE = "superior", "quota_share"


class Band(NamedTuple):
    """From a measured number on, the limit (of an addition: the number added)."""

    at_least: int
    limit: int
    certain: bool = True


class Rule(NamedTuple):
    """One dated rule; ``date_to`` None is open-ended, both days inclusive.

    :param unit_types: types of the units it is for
    :param superior_types: types of their direct superior; empty: any
    :param classes: kind of class -> classes of which the unit must have one; kinds not named
        do not matter
    :param measured_types: for ``DIVISIONS``, types of the direct parts that are counted
    :param per_group: of an addition: once for the group of an average, not for each unit
    :param percent: of ``QUOTA_SHARE``
    :param counted: modes of posts, held besides, that count all the same
    """

    ref: object
    mode: str
    date_from: date
    date_to: date | None
    unit_types: frozenset
    superior_types: frozenset = frozenset()
    classes: dict = {}
    measure: str = FIXED
    bands: tuple = ()
    measured_types: frozenset = frozenset()
    per_group: bool = False
    relative_to: str = SUPERIOR
    percent: int = 50
    counted: frozenset = frozenset()
    certain: bool = True
    dates_certain: bool = True

    def holds_on(self, day):
        """Tell whether the rule is in force on ``day``."""
        return self.date_from <= day and (self.date_to is None or day <= self.date_to)

    def concerns(self, unit):
        """Tell whether the rule is for ``unit``, whatever the day."""
        return (
            unit.unit_type in self.unit_types
            and (not self.superior_types or unit.superior_type in self.superior_types)
            and all(unit.classes.get(kind) in wanted for kind, wanted in self.classes.items())
        )

    def band(self, measured):
        """The band that ``measured`` falls in; None if unknown or below the first."""
        reached = [b for b in self.bands if measured is not None and b.at_least <= measured]
        return max(reached, default=None)


class Unit(NamedTuple):
    """A unit as the rules see it on one day.

    :param superior: ``ref`` of the direct superior, or None
    :param classes: kind -> class; where the unit has none of its own, that of above if inherited
    :param unsure_classes: kinds whose class is still to be verified
    :param quota: assigned number of civil servants, None if not known
    :param public_employees: assigned number of public employees, None if not known
    :param parts: type -> number of direct parts that exist on the day
    :param scheme_number: number of deputies of the approved scheme, None if not known
    :param deputies: (person, mode of post) of each post of a deputy; a person counts once
    :param own_classes: kinds of which the class is the unit's own and not that of above
    :param unnamed: deputies that are only tried (:mod:`kernel.scenario`), nobody in particular
    """

    ref: object
    unit_type: object
    superior: object = None
    superior_type: object = None
    classes: dict = {}
    unsure_classes: frozenset = frozenset()
    quota: int | None = None
    public_employees: int | None = None
    parts: dict = {}
    scheme_number: int | None = None
    deputies: tuple = ()
    own_classes: frozenset = frozenset()
    unnamed: int = 0

    def measured(self, rule):
        """The number that ``rule`` measures on this unit; None if it is not known."""
        if rule.measure == DIVISIONS:
            return sum(self.parts.get(each, 0) for each in rule.measured_types)
        return {
            FIXED: 0,
            QUOTA: self.quota,
            PUBLIC_EMPLOYEES: self.public_employees,
            SCHEME: self.scheme_number,
        }[rule.measure]


class Ceiling(NamedTuple):
    """What one unit may have, and has.

    :param rule: base rule, None where none is known
    :param limit: of a unit of a group, its share in the total; None if not known
    :param additions: refs of the additions that apply
    :param caps: refs of the relative rules that lowered the limit
    :param group: key of the group that is tested instead of the unit, or None
    """

    unit: object
    rule: object
    measured: int | None
    limit: int | None
    deputies: int
    additions: tuple = ()
    caps: tuple = ()
    group: object = None
    certain: bool = True
    dates_certain: bool = True

    @property
    def surplus(self):
        """Deputies beyond the limit; None where the unit is not tested by itself."""
        return None if self.limit is None or self.group else max(0, self.deputies - self.limit)

    @property
    def vacancy(self):
        """Deputies that could still be appointed; None as for the surplus."""
        return None if self.limit is None or self.group else max(0, self.limit - self.deputies)


class Group(NamedTuple):
    """Like units below one superior, tested together by an average."""

    superior: object
    rule: object
    units: int
    limit: int
    deputies: int
    additions: tuple = ()
    certain: bool = True
    dates_certain: bool = True

    @property
    def surplus(self):
        """Deputies beyond the total."""
        return max(0, self.deputies - self.limit)

    @property
    def vacancy(self):
        """Deputies that could still be appointed within the total."""
        return max(0, self.limit - self.deputies)


def overlap(first, second):
    """Tell whether two rules could both be the base of one unit on one day.

    Additions and relative rules of the same kind overlap likewise, but add up on purpose.
    """
    if first.mode not in BASES or second.mode not in BASES:
        return False
    return (
        first.date_from <= (second.date_to or date.max)
        and second.date_from <= (first.date_to or date.max)
        and bool(first.unit_types & second.unit_types)
        and (
            not first.superior_types
            or not second.superior_types
            or bool(first.superior_types & second.superior_types)
        )
        and all(
            first.classes[kind] & second.classes[kind]
            for kind in first.classes.keys() & second.classes.keys()
        )
    )


def overlaps(rules):
    """Pairs of rules that overlap."""
    return [pair for pair in combinations(rules, 2) if overlap(*pair)]


def base(unit, rules):
    """The base rule that ``unit`` is tested by: the first of ``rules`` that is for it; or None."""
    return next((rule for rule in rules if rule.mode in BASES and rule.concerns(unit)), None)


def people(unit, rule):
    """Persons who count as deputies of ``unit`` under base ``rule`` (or None), each once, in order.

    Who holds the post besides another one counts only where the rule says so.
    """
    counted = rule.counted if rule else frozenset()
    return list(
        dict.fromkeys(
            person for person, mode in unit.deputies if mode not in BESIDES or mode in counted
        )
    )


def ceilings(units, rules, day):
    """Limits of ``units`` on ``day``.

    :param units: all :class:`Unit` that exist on the day, superiors included
    :param rules: :class:`Rule` of any day; no two bases overlap
    :return: (dict of unit ref -> :class:`Ceiling`, dict of group key -> :class:`Group`)
    """
    rules = [rule for rule in rules if rule.holds_on(day)]
    units = {unit.ref: unit for unit in units}
    matching = {ref: [rule for rule in rules if rule.concerns(unit)] for ref, unit in units.items()}
    norms = {ref: _norm(unit, matching[ref]) for ref, unit in units.items()}
    results, members = {}, defaultdict(list)
    for ref, unit in units.items():
        norm = norms[ref]
        if norm.group:
            members[norm.group].append(norm)
        else:
            norm = _capped(unit, norm, matching[ref], norms)
        results[ref] = norm
    groups = {
        key: _group(key, ceilings_, [rule for c in ceilings_ for rule in matching[c.unit]])
        for key, ceilings_ in members.items()
    }
    return results, groups


def _norm(unit, rules):
    """The limit of a unit by its base rule and its additions, before any cap."""
    norm = base(unit, rules)
    deputies = len(people(unit, norm)) + unit.unnamed
    if norm is None:
        return Ceiling(unit.ref, None, None, None, deputies)
    measured = unit.measured(norm)
    if norm.measure == SCHEME:
        band = None if measured is None else Band(0, measured)
    else:
        band = norm.band(measured)
    group = (unit.superior, norm.ref) if norm.mode == AVERAGE and band else None
    certain, dates_certain = _is_certain(unit, norm, band)
    if band is None:
        return Ceiling(
            unit.ref, norm.ref, measured, None, deputies, (), (), None, certain, dates_certain
        )
    limit, additions = band.limit, []
    for rule in rules:
        if rule.mode == ADDITION and not rule.per_group:
            added = rule.band(unit.measured(rule))
            if added is None:
                continue
            limit += added.limit
            additions.append(rule.ref)
            sure, dates_sure = _is_certain(unit, rule, added)
            certain, dates_certain = certain and sure, dates_certain and dates_sure
    return Ceiling(
        unit.ref,
        norm.ref,
        measured,
        limit,
        deputies,
        tuple(additions),
        (),
        group,
        certain,
        dates_certain,
    )


def _capped(unit, norm, rules, norms):
    """The limit lowered by the relative rules, each by what is known before any cap."""
    if norm.limit is None:
        return norm
    caps, certain, dates_certain, limit = [], norm.certain, norm.dates_certain, norm.limit
    for rule in rules:
        if rule.mode != RELATIVE:
            continue
        if rule.relative_to == SUPERIOR:
            superior = norms.get(unit.superior)
            cap = superior.limit if superior else None
        else:
            cap = None if unit.quota is None else unit.quota * rule.percent // 100
        if cap is not None and cap < norm.limit:
            caps.append(rule.ref)
            limit = min(limit, cap)
            sure, dates_sure = _is_certain(unit, rule, None)
            certain, dates_certain = certain and sure, dates_certain and dates_sure
    return norm._replace(
        limit=limit, caps=tuple(caps), certain=certain, dates_certain=dates_certain
    )


def _group(key, members, rules):
    """The total of one group, with the additions that it gets once."""
    limit = sum(member.limit for member in members)
    certain = all(member.certain for member in members)
    dates_certain = all(member.dates_certain for member in members)
    additions = {}
    for rule in rules:
        if rule.mode == ADDITION and rule.per_group and rule.ref not in additions:
            band = rule.band(0)
            if band is None:
                continue
            additions[rule.ref] = band.limit
            certain = certain and rule.certain and band.certain
            dates_certain = dates_certain and rule.dates_certain
    return Group(
        key[0],
        key[1],
        len(members),
        limit + sum(additions.values()),
        sum(member.deputies for member in members),
        tuple(additions),
        certain,
        dates_certain,
    )


def _is_certain(unit, rule, band):
    sure = rule.certain and (band is None or band.certain)
    return sure and not (rule.classes.keys() & unit.unsure_classes), rule.dates_certain


def term_end(effective_on, years):
    """Last day of a term of so many years from the day on which a decision takes effect."""
    try:
        return effective_on.replace(year=effective_on.year + years)
    except ValueError:  # 29 February
        return effective_on.replace(year=effective_on.year + years, day=28)


def runs(balances):
    """When a surplus began or ended, from what was found on some days.

    :param balances: (day, surplus or None where no limit is known), in order of days
    :return: list of (first day, whether there is a surplus); neighbours differ. A day without a
        known limit belongs to the run before it: nothing is concluded from it.
    """
    found = []
    for day, surplus in balances:
        state = found[-1][1] if surplus is None and found else bool(surplus)
        if not found or found[-1][1] != state:
            found.append((day, state))
    return found
