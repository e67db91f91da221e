"""Staff as they are counted against the assigned numbers.

The assigned numbers (biên chế) are of civil servants. Public employees have a number of their own
(số lượng người làm việc), by who pays them; contract workers never count as either.
"""

from typing import NamedTuple

from .posts import BESIDES

CIVIL_SERVANT = "civil_servant"
PUBLIC_STATE = "public_state"
PUBLIC_REVENUE = "public_revenue"
CONTRACT = "contract"
KINDS = (CIVIL_SERVANT, PUBLIC_STATE, PUBLIC_REVENUE, CONTRACT)
#: Kinds of public employees, whoever pays them.
PUBLIC_EMPLOYEES = (PUBLIC_STATE, PUBLIC_REVENUE)

PAYROLL, EMPLOYEES, WORKERS = "payroll", "public_employees", "contract"
#: What each kind counts as; only the payroll is biên chế.
GROUP_OF = {
    CIVIL_SERVANT: PAYROLL,
    PUBLIC_STATE: EMPLOYEES,
    PUBLIC_REVENUE: EMPLOYEES,
    CONTRACT: WORKERS,
}

EXCESS, FULL, VACANCY, UNASSIGNED = "excess", "full", "vacancy", "unassigned"


class Unit(NamedTuple):
    """One unit as it is on a day.

    :param ref: by what the caller knows it again
    :param above: refs of the units above, from the root down; those that are not given among the
        units (they have ended) are looked through
    :param numbers: dict of kind -> number assigned to the unit, where there is one
    :param people: triples (person, kind, mode of the post) of the posts in the unit
    """

    ref: object
    above: tuple = ()
    numbers: dict = {}
    people: tuple = ()


class Strength(NamedTuple):
    """Numbers of one kind of staff in one unit; ``None`` is "no number", which is not zero.

    :param assigned: number assigned to the unit
    :param divided: sum of the numbers that the nearest units below have
    :param own: people who are counted in the unit itself
    :param headcount: people who are counted in the unit or below
    """

    assigned: int | None = None
    divided: int | None = None
    own: int = 0
    headcount: int = 0

    @property
    def undivided(self):
        """What is assigned and not divided among units below; negative where more was divided.

        Over all units these add up to the numbers of the topmost ones.
        """
        return None if self.assigned is None else self.assigned - (self.divided or 0)

    @property
    def balance(self):
        """People above (positive) or below the assigned number; None where there is none."""
        return None if self.assigned is None else self.headcount - self.assigned

    @property
    def excess(self):
        """People above the assigned number."""
        return max(self.balance or 0, 0)

    @property
    def vacancy(self):
        """Places of the assigned number that nobody holds."""
        return max(-(self.balance or 0), 0)

    @property
    def status(self):
        """One of excess, full, vacancy, unassigned."""
        if self.balance is None:
            return UNASSIGNED
        return EXCESS if self.balance > 0 else VACANCY if self.balance < 0 else FULL


def strengths(units):
    """Numbers of each kind in each of ``units`` on a day.

    A person is counted where the post is held that is neither concurrent nor a secondment. A unit
    has a row for each kind of which it or a unit below has a number or a person; a unit without
    any has one of civil servants, which says that no number is assigned.

    :param units: :class:`Unit`, all that exist on the day
    :return: dict of (ref, kind) -> :class:`Strength`
    """
    by_ref = {unit.ref: unit for unit in units}
    own, present, divided = {}, {}, {}
    for unit in units:
        for person, kind, mode in unit.people:
            if mode in BESIDES:
                continue
            own.setdefault((unit.ref, kind), set()).add(person)
            for ref in (*unit.above, unit.ref):
                present.setdefault((ref, kind), set()).add(person)
        for kind, number in unit.numbers.items():
            for ref in reversed(unit.above):
                if ref in by_ref:
                    divided[ref, kind] = divided.get((ref, kind), 0) + number
                    if kind in by_ref[ref].numbers:
                        break
    found = {}
    for unit in units:
        for kind in KINDS:
            key = (unit.ref, kind)
            if kind in unit.numbers or key in divided or key in present:
                found[key] = Strength(
                    unit.numbers.get(kind),
                    divided.get(key),
                    len(own.get(key, ())),
                    len(present.get(key, ())),
                )
        if not any((unit.ref, kind) in found for kind in KINDS):
            found[unit.ref, CIVIL_SERVANT] = Strength()
    return found
