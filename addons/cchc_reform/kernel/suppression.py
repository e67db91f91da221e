"""Numbers of people that are small are not shown, nor can they be had by subtraction.

Two shapes are published. In a *tree* each unit has a number with what lies below it; the number
above minus the numbers shown below is as good as shown. In a *breakdown* the parts add up to a
total that is shown. The rule is the same for both: the parts of a shown number are shown all
together, if each of them is ``k`` at least, or none of them is. Zero is small too, else "hidden"
would say that there was somebody. Below what is hidden all is hidden.

A finer rule, which hides a small part and another one beside it, was tried and left: who knows
the rule can often turn it round, and has the number again.

Parts broken down twice (forms in each unit) would be bound by two sums: only the top of a tree is
broken down. Tables whose days overlap would tell what lies between them: whoever publishes must
take periods that do not.
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
    return dict(parts) if all(number >= k for number in parts.values()) else {}
