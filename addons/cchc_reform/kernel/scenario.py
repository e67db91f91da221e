"""Changes of units tried on a copy: what limits of deputies would follow, before it is decided.

All works on the plain units of :mod:`kernel.deputies`; nothing is kept.
"""

from collections import Counter
from typing import NamedTuple

from . import deputies


class Merge(NamedTuple):
    """Units become one, which is the first of them: its type, place and classes stay."""

    units: tuple


class Split(NamedTuple):
    """A unit becomes two; its parts stay with the first.

    :param numbers: assigned civil servants of the two, None where not known
    :param deputies: how many deputies stay with the first; the others go to the second
    :param second: key of the second unit
    """

    unit: object
    numbers: tuple
    deputies: int
    second: object


class Assign(NamedTuple):
    """A unit gets another assigned number of civil servants."""

    unit: object
    number: int


class Hold(NamedTuple):
    """A unit has so many deputies."""

    unit: object
    deputies: int


class End(NamedTuple):
    """A unit ends, with all that lies below it, and nothing takes over."""

    unit: object


def apply(units, changes):
    """``units`` after all ``changes``, in order.

    :param units: :class:`kernel.deputies.Unit` of one day
    :return: list of units; parts and types of superiors follow the new tree
    """
    found = {unit.ref: unit for unit in units}
    for change in changes:
        _STEPS[type(change)](found, change)
    parts = {}
    for unit in found.values():
        parts.setdefault(unit.superior, Counter())[unit.unit_type] += 1
    return [
        unit._replace(
            parts=dict(parts.get(unit.ref, {})),
            superior_type=(
                found[unit.superior].unit_type if unit.superior in found else unit.superior_type
            ),
        )
        for unit in found.values()
    ]


def rules_with(rules, drafts, day):
    """``rules`` of ``day`` with ``drafts`` as if in force; a draft takes the place of what it meets.

    :return: (rules, refs of those that were replaced)
    """
    current = [rule for rule in rules if rule.holds_on(day)]
    drafts = [draft._replace(date_from=day, date_to=None) for draft in drafts]
    replaced = [rule for rule in current if any(deputies.overlap(rule, draft) for draft in drafts)]
    kept = [rule for rule in current if rule not in replaced]
    return kept + drafts, [rule.ref for rule in replaced]


def _merge(found, change):
    kept, *others = (found[ref] for ref in change.units)
    merged = (kept, *others)
    for other in others:
        del found[other.ref]
    for ref, unit in list(found.items()):
        if unit.superior in change.units:
            found[ref] = unit._replace(superior=kept.ref)
    found[kept.ref] = kept._replace(
        quota=_sum(unit.quota for unit in merged),
        public_employees=_sum(unit.public_employees for unit in merged),
        deputies=tuple(dict.fromkeys(post for unit in merged for post in unit.deputies)),
        scheme_number=None,
    )


def _split(found, change):
    unit = found[change.unit]
    first, second = change.numbers
    found[unit.ref] = unit._replace(quota=first, deputies=unit.deputies[: change.deputies])
    found[change.second] = unit._replace(
        ref=change.second, quota=second, deputies=unit.deputies[change.deputies :], parts={}
    )


def _assign(found, change):
    found[change.unit] = found[change.unit]._replace(quota=change.number)


def _hold(found, change):
    unit = found[change.unit]
    more = tuple(
        (("more", unit.ref, place), "regular")
        for place in range(change.deputies - len(unit.deputies))
    )
    found[change.unit] = unit._replace(deputies=(unit.deputies + more)[: change.deputies])


def _end(found, change):
    gone = [change.unit]
    for ref in gone:
        gone += [unit.ref for unit in found.values() if unit.superior == ref]
    for ref in gone:
        found.pop(ref, None)


def _sum(numbers):
    """The sum; None where one of them is not known, as then the sum is not known either."""
    numbers = list(numbers)
    return None if None in numbers else sum(numbers)


_STEPS = {Merge: _merge, Split: _split, Assign: _assign, Hold: _hold, End: _end}
