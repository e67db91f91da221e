"""Changes of units tried on a copy: what limits of deputies would follow, before it is decided.

All works on the plain units of :mod:`kernel.deputies`; nothing is kept. A change that cannot be
made of what the changes before it left raises :class:`Impossible`.
"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from . import deputies

GONE, WITHIN, TOO_FEW = "gone", "within", "too_few"


class Impossible(ValueError):
    """A change that cannot be tried after those before it.

    :param reason: ``GONE``: ``unit`` was merged or ended by the change at place ``detail``;
        ``WITHIN``: it lies within unit ``detail`` or the other way round; ``TOO_FEW``: it has only
        ``detail`` deputies
    :param position: place of the change, from 0
    """

    def __init__(self, reason, unit, detail, position=None):
        super().__init__(reason, unit, detail, position)
        self.reason, self.unit, self.detail, self.position = reason, unit, detail, position


class Merge(NamedTuple):
    """Units become one, which is the first of them: its type, place and classes stay.

    :param inherited: kinds of classes that hold for the units below
    """

    units: tuple
    inherited: frozenset = frozenset()


class Split(NamedTuple):
    """A unit becomes two; its parts stay with the first.

    :param numbers: assigned numbers of the two, None where not known
    :param deputies: how many of those who count stay with the first; the others go to the second
    :param second: key of the second unit
    :param measure: what the numbers are of, ``QUOTA`` or ``PUBLIC_EMPLOYEES``; how the other
        number would be divided is not known
    """

    unit: object
    numbers: tuple
    deputies: int
    second: object
    measure: str = deputies.QUOTA


class Assign(NamedTuple):
    """A unit gets another assigned number of staff; ``measure`` as of a split."""

    unit: object
    number: int
    measure: str = deputies.QUOTA


class Hold(NamedTuple):
    """A unit has so many deputies who count."""

    unit: object
    deputies: int


class End(NamedTuple):
    """A unit ends, with all that lies below it, and nothing takes over."""

    unit: object


class Create(NamedTuple):
    """A new unit ``ref`` below ``unit``.

    :param number: assigned number, None where not known; ``measure`` as of a split
    :param inherited: as of a merger
    :param classes: kind -> class, of its own
    """

    unit: object
    ref: object
    unit_type: object
    number: int | None = None
    measure: str = deputies.QUOTA
    deputies: int = 0
    inherited: frozenset = frozenset()
    classes: dict = {}


class Classify(NamedTuple):
    """A unit is put in class ``of_class`` of ``kind``; with it, if ``is_inherited``, those below
    that have none of their own."""

    unit: object
    kind: object
    of_class: object
    is_inherited: bool = False


def apply(units, changes, rules=()):
    """``units`` after all ``changes``, in order.

    :param units: :class:`kernel.deputies.Unit` of one day
    :param rules: those in force; who counts as a deputy hangs on them
    :return: list of units; parts and types of superiors follow the new tree
    :raises Impossible: a change meets what an earlier one left
    """
    found = {unit.ref: unit for unit in units}
    gone = {}
    for position, change in enumerate(changes):
        named = change.units if isinstance(change, Merge) else (change.unit,)
        for ref in named:
            if ref not in found:
                raise Impossible(GONE, ref, gone.get(ref), position)
        there = set(found)
        try:
            _STEPS[type(change)](found, change, rules)
        except Impossible as problem:
            problem.position = position
            raise
        gone.update(dict.fromkeys(there - found.keys(), position))
    parts = {}
    for unit in found.values():
        parts.setdefault(unit.superior, Counter())[unit.unit_type] += 1
    return [
        _placed(found, unit)._replace(parts=dict(parts.get(unit.ref, {})))
        for unit in found.values()
    ]


def rules_with(rules, drafts, day):
    """``rules`` of ``day`` with ``drafts`` as if in force; both hold on any day that is tried.

    A unit is tested by the first base that is for it: so a draft takes the place of the rule in
    force for the units it is for, by type, superior and class, and the others keep theirs.
    """
    return [
        rule._replace(date_from=date.min, date_to=None)
        for rule in (*drafts, *(rule for rule in rules if rule.holds_on(day)))
    ]


def replaced(units, rules):
    """Refs of the bases of :func:`rules_with` that give way, for one of ``units``, to a draft."""
    bases = [rule for rule in rules if rule.mode in deputies.BASES]
    return {rule.ref for unit in units for rule in [one for one in bases if one.concerns(unit)][1:]}


def _placed(found, unit):
    """``unit`` with the type of the superior that it has now."""
    superior = found.get(unit.superior)
    return unit._replace(superior_type=superior.unit_type) if superior else unit


def _merge(found, change, _rules):
    refs = dict.fromkeys(change.units)
    kept, *others = merged = [found[ref] for ref in refs]
    for unit in merged:
        for above in _above(found, unit):
            if above in refs:
                raise Impossible(WITHIN, unit.ref, above)
    for other in others:
        del found[other.ref]
    moved = [unit for unit in found.values() if unit.superior in refs and unit.superior != kept.ref]
    for unit in moved:
        found[unit.ref] = unit._replace(superior=kept.ref)
    for kind in change.inherited:
        heirs = [unit.ref for unit in moved if kind not in unit.own_classes]
        is_unsure = kind in kept.unsure_classes
        _put(found, heirs, kind, kept.classes.get(kind), True, is_unsure)
    found[kept.ref] = kept._replace(
        quota=_sum(unit.quota for unit in merged),
        public_employees=_sum(unit.public_employees for unit in merged),
        deputies=tuple(dict.fromkeys(post for unit in merged for post in unit.deputies)),
        unnamed=sum(unit.unnamed for unit in merged),
        scheme_number=None,
    )


def _split(found, change, rules):
    unit = _placed(found, found[change.unit])
    people = deputies.people(unit, deputies.base(unit, rules))
    if change.deputies > len(people) + unit.unnamed:
        raise Impossible(TOO_FEW, unit.ref, len(people) + unit.unnamed)
    leaving = set(people[change.deputies :])
    unnamed = max(0, change.deputies - len(people))
    part = unit._replace(quota=None, public_employees=None, scheme_number=None)
    first, second = change.numbers
    found[unit.ref] = part._replace(
        deputies=tuple(post for post in unit.deputies if post[0] not in leaving),
        unnamed=unnamed,
        **{change.measure: first},
    )
    found[change.second] = part._replace(
        ref=change.second,
        deputies=tuple(post for post in unit.deputies if post[0] in leaving),
        unnamed=unit.unnamed - unnamed,
        parts={},
        **{change.measure: second},
    )


def _assign(found, change, _rules):
    found[change.unit] = found[change.unit]._replace(**{change.measure: change.number})


def _hold(found, change, _rules):
    """Posts held besides are left out: whether they count or not, the number tried is that of all.

    Of the others as many are kept by name as fit: a person of two merged units counts once.
    """
    unit = found[change.unit]
    kept = deputies.people(unit, None)[: change.deputies]
    found[change.unit] = unit._replace(
        deputies=tuple(
            (person, mode)
            for person, mode in unit.deputies
            if person in kept and mode not in deputies.BESIDES
        ),
        unnamed=change.deputies - len(kept),
    )


def _end(found, change, _rules):
    for ref in _below(found, [change.unit]):
        del found[ref]


def _create(found, change, _rules):
    superior = found[change.unit]
    found[change.ref] = deputies.Unit(
        change.ref,
        change.unit_type,
        superior.ref,
        classes={
            **{k: one for k, one in superior.classes.items() if k in change.inherited},
            **change.classes,
        },
        unsure_classes=(superior.unsure_classes & change.inherited) - change.classes.keys(),
        own_classes=frozenset(change.classes),
        unnamed=change.deputies,
        **{change.measure: change.number},
    )


def _classify(found, change, _rules):
    unit = found[change.unit]
    found[unit.ref] = unit._replace(own_classes=unit.own_classes | {change.kind})
    _put(found, [unit.ref], change.kind, change.of_class, change.is_inherited)


def _put(found, refs, kind, of_class, is_inherited, is_unsure=False):
    """Put units in a class (None: in none of the kind), and those below that have no own one."""
    first, spared = set(refs), set()
    for each in _below(found, refs) if is_inherited else refs:
        unit = found[each]
        if each not in first and (unit.superior in spared or kind in unit.own_classes):
            spared.add(each)
            continue
        others = {k: one for k, one in unit.classes.items() if k != kind}
        found[each] = unit._replace(
            classes=others if of_class is None else {**others, kind: of_class},
            unsure_classes=unit.unsure_classes - {kind} | ({kind} if is_unsure else set()),
        )


def _above(found, unit):
    """Refs of the units above ``unit``, the nearest first."""
    while unit := found.get(unit.superior):
        yield unit.ref


def _below(found, refs):
    """``refs`` and those of all units below them, from above downwards."""
    children = {}
    for unit in found.values():
        children.setdefault(unit.superior, []).append(unit.ref)
    refs = list(refs)
    for each in refs:
        refs += children.get(each, ())
    return refs


def _sum(numbers):
    """The sum; None where one of them is not known, as then the sum is not known either."""
    numbers = list(numbers)
    return None if None in numbers else sum(numbers)


_STEPS = {
    Merge: _merge,
    Split: _split,
    Assign: _assign,
    Hold: _hold,
    End: _end,
    Create: _create,
    Classify: _classify,
}
