import unittest
from datetime import date

from ..kernel import deputies, scenario

DAY = date(2026, 1, 1)
DIVISION, DEPARTMENT = "division", "department"
RULE = deputies.Rule(
    "by number", deputies.PER_UNIT, DAY, None, frozenset({DIVISION}), measure=deputies.QUOTA,
    bands=(deputies.Band(0, 1), deputies.Band(10, 2), deputies.Band(15, 3)),
)  # fmt: skip


def posts(*people):
    return tuple((person, "regular") for person in people)


class TestScenario(unittest.TestCase):
    def setUp(self):
        self.units = [
            deputies.Unit("sở", DEPARTMENT),
            deputies.Unit("a", DIVISION, "sở", DEPARTMENT, quota=9, deputies=posts("An", "Bình")),
            deputies.Unit("b", DIVISION, "sở", DEPARTMENT, quota=6, deputies=posts("Cúc")),
            deputies.Unit("b1", "team", "b", DIVISION, quota=None),
        ]

    def after(self, *changes, rules=(RULE,)):
        units = scenario.apply(self.units, changes)
        ceilings, _groups = deputies.ceilings(units, rules, DAY)
        return {unit.ref: unit for unit in units}, ceilings

    def test_merge(self):
        units, ceilings = self.after(scenario.Merge(("a", "b")))
        self.assertEqual(set(units), {"sở", "a", "b1"})
        self.assertEqual((units["a"].quota, ceilings["a"].limit), (15, 3))
        self.assertEqual((ceilings["a"].deputies, ceilings["a"].surplus), (3, 0))
        self.assertEqual(units["b1"].superior, "a")
        self.assertEqual(units["sở"].parts, {DIVISION: 1})

    def test_merged_number_is_unknown_where_one_is(self):
        self.units[2] = self.units[2]._replace(quota=None)
        units, ceilings = self.after(scenario.Merge(("a", "b")))
        self.assertIsNone(units["a"].quota)
        self.assertIsNone(ceilings["a"].limit)

    def test_who_is_deputy_in_both_counts_once(self):
        self.units[2] = self.units[2]._replace(deputies=posts("An", "Cúc"))
        _units, ceilings = self.after(scenario.Merge(("a", "b")))
        self.assertEqual(ceilings["a"].deputies, 3)

    def test_split(self):
        units, ceilings = self.after(scenario.Split("a", (5, 4), 1, "a2"))
        self.assertEqual([ceilings[key].limit for key in ("a", "a2")], [1, 1])
        self.assertEqual([ceilings[key].deputies for key in ("a", "a2")], [1, 1])
        self.assertEqual(units["a2"].superior, "sở")
        self.assertEqual(units["sở"].parts, {DIVISION: 3})

    def test_numbers(self):
        for number, limit in ((9, 1), (10, 2), (14, 2), (15, 3)):
            _units, ceilings = self.after(scenario.Assign("a", number))
            self.assertEqual(ceilings["a"].limit, limit)
        for number, surplus in ((0, 0), (1, 0), (2, 1), (5, 4)):
            _units, ceilings = self.after(scenario.Hold("a", number))
            self.assertEqual((ceilings["a"].deputies, ceilings["a"].surplus), (number, surplus))

    def test_end_takes_what_is_below(self):
        units, _ceilings = self.after(scenario.End("b"))
        self.assertEqual(set(units), {"sở", "a"})
        self.assertEqual(units["sở"].parts, {DIVISION: 1})

    def test_original_is_left_alone(self):
        before = list(self.units)
        self.after(scenario.Merge(("a", "b")), scenario.Assign("a", 30))
        self.assertEqual(self.units, before)

    def test_a_draft_takes_the_place_of_what_it_meets(self):
        draft = RULE._replace(ref="draft", date_from=date(2027, 1, 1), bands=(deputies.Band(0, 2),))
        other = RULE._replace(ref="other", unit_types=frozenset({DEPARTMENT}))
        rules, replaced = scenario.rules_with([RULE, other], [draft], DAY)
        self.assertEqual(replaced, ["by number"])
        _units, ceilings = self.after(rules=rules)
        self.assertEqual((ceilings["a"].limit, ceilings["a"].rule), (2, "draft"))
