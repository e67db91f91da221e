"""Which unit stands for another after mergers, splits and moves, in figures that are gathered.

A link says that a unit ended and which unit took over; a unit that is split has several links, one
that is dissolved a link to nobody. Figures read "as the units were" need none of this. Gathered,
all of a unit's figures stand under one other unit or stay in a row of its own: they are never
divided, so both views have the same sum.
"""


class SuccessionCycle(ValueError):
    """A unit would, in the end, take over from itself. ``units`` are those of the circle."""

    def __init__(self, units):
        super().__init__(f"cycle of units: {sorted(map(str, units))}")
        self.units = frozenset(units)


def final_successors(links):
    """The unit under which the figures of each ended unit are gathered.

    A unit whose successors all lead to one unit is gathered there, over any number of events. One
    that is split for good, or dissolved, stays by itself, and what was gathered there before
    stays with it.

    :param links: pairs of the unit that ended and the one that took over, or None
    :return: dict of each unit that ended -> the unit under which it is gathered, maybe itself
    :raises SuccessionCycle: a unit is among its own successors
    """
    successors, predecessors = {}, {}
    for ended, successor in links:
        successors.setdefault(ended, set()).add(successor)
        if successor is not None:
            predecessors.setdefault(successor, set()).add(ended)
    waiting = {
        ended: sum(one in successors for one in following if one is not None)
        for ended, following in successors.items()
    }
    finals = {}
    ready = [ended for ended, count in waiting.items() if not count]
    while ready:
        ended = ready.pop()
        ends = {finals.get(one, one) for one in successors[ended]}
        only = ends.pop() if len(ends) == 1 else None
        finals[ended] = ended if only is None else only
        for before in predecessors.get(ended, ()):
            waiting[before] -= 1
            if not waiting[before]:
                ready.append(before)
    if len(finals) < len(successors):
        raise SuccessionCycle(successors.keys() - finals.keys())
    return finals


def gathered_paths(parents, finals):
    """Place of each unit in the tree of gathered figures: units from the root down.

    A unit that stays by itself stands below the unit that is gathered from the one above it.

    :param dict parents: each unit -> the unit directly above it, or None
    :param dict finals: as :func:`final_successors` gives it
    :return: dict of each unit -> tuple of units, the last one being where it is gathered
    :raises SuccessionCycle: a unit would stand below itself
    """
    paths = {}

    def path_of(unit, above):
        stands_for = finals.get(unit, unit)
        if stands_for not in paths:
            if stands_for in above:
                raise SuccessionCycle(above)
            parent = parents[stands_for]
            higher = path_of(parent, above | {stands_for}) if parent is not None else ()
            paths[stands_for] = (*higher, stands_for)
        return paths[stands_for]

    return {unit: path_of(unit, frozenset()) for unit in parents}
