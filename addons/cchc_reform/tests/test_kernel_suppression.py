from collections import defaultdict
from itertools import product
from random import Random
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import suppression


def possible(parents, shown, limit):
    """All numbers that a reader of ``shown`` must think possible, unit by unit.

    Every table without negative numbers is tried in which a unit has at least what lies below
    it, and which agrees with what is shown.
    """
    units = list(parents)
    found = {unit: set() for unit in units}
    ranges = [[shown[unit]] if unit in shown else range(limit + 1) for unit in units]
    for guess in product(*ranges):
        table = dict(zip(units, guess, strict=True))
        below = dict.fromkeys(units, 0)
        for unit, parent in parents.items():
            if parent is not None:
                below[parent] += table[unit]
        if all(table[unit] >= below[unit] for unit in units):
            for unit in units:
                found[unit].add(table[unit])
    return found


class TestSuppression(TestCase):
    def test_breakdown(self):
        for parts, shown in (
            ({"a": 5, "b": 4}, "ab"),
            ({"a": 5, "b": 3}, "ab"),
            # One that is small hides the others: the rest of a subtraction is as good as shown.
            ({"a": 5, "b": 4, "c": 2}, ""),
            # So does zero: hidden does not mean that there was somebody.
            ({"a": 5, "b": 0}, ""),
            ({"a": 5}, "a"),
            ({}, ""),
        ):
            with self.subTest(parts=parts):
                self.assertEqual("".join(suppression.breakdown(parts, 3)), shown)

    def test_tree(self):
        parents = {"province": None, "a": "province", "b": "province", "c": "province", "a1": "a"}
        for numbers, shown in (
            # Nothing is left for the province itself, which would tell that.
            ({"province": 12, "a": 5, "b": 4, "c": 3}, {"province"}),
            ({"province": 15, "a": 5, "b": 4, "c": 3}, {"province", "a", "b", "c"}),
            ({"province": 16, "a": 6, "b": 5, "c": 1}, {"province"}),
            # All of ``a`` is of ``a1``: the one shown would tell that of ``a`` alone.
            ({"province": 15, "a": 5, "b": 4, "c": 3, "a1": 5}, {"province", "a", "b", "c"}),
            ({"province": 16, "a": 6, "b": 4, "c": 3, "a1": 3}, {"province", "a", "b", "c", "a1"}),
            ({"province": 11, "a": 2, "b": 5, "c": 4, "a1": 2}, {"province"}),
            ({"province": 2, "a": 2}, set()),
            ({}, set()),
        ):
            with self.subTest(numbers=numbers):
                self.assertEqual(set(suppression.tree(parents, numbers, 3)), shown)

    def test_nothing_hidden_can_be_had(self):
        """Of random trees: a hidden number may be anything from zero up to k at least."""
        random = Random(7)
        for k in (2, 3):
            for _round in range(120):
                size = random.randint(1, 5)
                parents = {0: None}
                parents |= {unit: random.randrange(unit) for unit in range(1, size)}
                numbers = {unit: random.choice((0, 0, 1, 2, 3, 4)) for unit in parents}
                for unit in reversed(range(1, size)):
                    numbers[parents[unit]] += numbers[unit]
                if numbers[0] > 9:
                    continue
                shown = suppression.tree(parents, numbers, k)
                self.assertTrue(all(number >= k for number in shown.values()))
                limit = max(shown.get(0, 0), k)
                guesses = possible(parents, shown, limit)
                for unit in parents.keys() - shown.keys():
                    with self.subTest(k=k, parents=parents, numbers=numbers, unit=unit):
                        self.assertLessEqual(set(range(k + 1)), guesses[unit])

    def test_who_knows_the_rule_cannot_turn_it_round(self):
        """Of all tables that are shown alike, a hidden number is never known to be a small one."""
        for parents in ({0: None, 1: 0}, {0: None, 1: 0, 2: 0}, {0: None, 1: 0, 2: 0, 3: 1}):
            alike = defaultdict(list)
            for own in product(range(8 if len(parents) < 4 else 6), repeat=len(parents)):
                numbers = dict(zip(parents, own, strict=True))
                for unit in reversed(range(1, len(parents))):
                    numbers[parents[unit]] += numbers[unit]
                if numbers[0] <= 12:
                    shown = suppression.tree(parents, numbers, 3)
                    alike[tuple(sorted(shown.items()))].append(numbers)
            for shown, tables in alike.items():
                # Of larger totals not all tables were made.
                if dict(shown).get(0, 0) > 5:
                    continue
                for unit in parents.keys() - dict(shown):
                    values = {numbers[unit] for numbers in tables}
                    with self.subTest(parents=parents, shown=shown, unit=unit):
                        self.assertNotIn(values, ({1}, {2}))

    def test_the_rest_of_a_subtraction_is_never_small(self):
        random = Random(11)
        for _round in range(300):
            size = random.randint(2, 60)
            parents = {0: None}
            parents |= {unit: random.randrange(unit) for unit in range(1, size)}
            numbers = {unit: random.choice((0, 0, 0, 1, 2, 3, 9)) for unit in parents}
            for unit in reversed(range(1, size)):
                numbers[parents[unit]] += numbers[unit]
            shown = suppression.tree(parents, numbers, 3)
            for unit, number in shown.items():
                below = [one for one, parent in parents.items() if parent == unit]
                visible = [shown[one] for one in below if one in shown]
                rest = number - sum(visible)
                if below:
                    self.assertGreaterEqual(rest, 3, (parents, numbers, unit))
            # What lies below something hidden is hidden.
            for unit in shown:
                self.assertTrue(parents[unit] is None or parents[unit] in shown)
