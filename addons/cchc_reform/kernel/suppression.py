"""Numbers of people that are small are not shown, nor can they be had by subtraction.

Two shapes are published. In a *tree* each unit has a number with what lies below it; the number
above minus the numbers shown below is as good as shown. In a *breakdown* the parts add up to a
total that is shown. The rule is the same for both, for each set of parts of a shown number:

1. a part under ``k`` is hidden, zero too: "hidden" does not say that there was somebody;
2. while there are hidden parts, but only one, or together under ``k``, the smallest part that
   is shown is hidden too; and
3. below a hidden part all is hidden.

So of each set of parts only the sum of the hidden ones can be had, and it is ``k`` at least:
each hidden part may be anything from zero to that sum. Parts broken down twice (forms in each
unit) would be bound by two sums: only the top of a tree is broken down. What changes from one
day to the next shows if somebody compares two days: that no rule on one table prevents.
"""

#: Numbers below this are not shown.
LEAST = 3


def tree(parents, numbers, k=LEAST):
    """What is shown of ``numbers`` of a tree of units.

    :param dict parents: unit -> unit above it, or None; every unit is a key
    :param dict numbers: unit -> number with what lies below; a unit that is missing has zero
    :return: dict unit -> number, of those that are shown
    """
    below, tops = {}, []
    for unit, parent in parents.items():
        if parent is None:
            tops.append(unit)
        else:
            below.setdefault(parent, []).append(unit)
    shown = {unit: numbers.get(unit, 0) for unit in tops if numbers.get(unit, 0) >= k}
    open_units = list(shown)
    while open_units:
        unit = open_units.pop()
        parts = {one: numbers.get(one, 0) for one in below.get(unit, ())}
        if not parts:
            continue
        # What belongs to the unit itself is nowhere printed, and still the rest of a subtraction.
        parts[None] = shown[unit] - sum(parts.values())
        visible = breakdown(parts, k)
        visible.pop(None, None)
        shown |= visible
        open_units += visible
    return shown


def breakdown(parts, k=LEAST):
    """What is shown of ``parts`` (dict of any key -> number) whose sum is shown.

    :return: dict of those that are shown
    """
    # By number, then by place: the same table is always shown in the same way.
    order = sorted(range(len(parts)), key=list(parts.values()).__getitem__)
    keys = list(parts)
    hidden = [at for at in order if parts[keys[at]] < k]
    rest = order[len(hidden) :]
    while hidden and rest and (len(hidden) < 2 or sum(parts[keys[at]] for at in hidden) < k):
        hidden.append(rest.pop(0))
    return {keys[at]: parts[keys[at]] for at in sorted(rest)}
