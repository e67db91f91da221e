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
        units = scenario.apply(self.units, changes, rules)
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
        rules = scenario.rules_with([RULE, other], [draft], DAY)
        self.assertEqual(scenario.replaced(self.units, rules), {"by number"})
        _units, ceilings = self.after(rules=rules)
        self.assertEqual((ceilings["a"].limit, ceilings["a"].rule), (2, "draft"))

    def test_a_draft_leaves_the_rule_to_units_that_it_is_not_for(self):
        """By class, by type and by superior: who is not named keeps the rule in force."""
        self.units[1] = self.units[1]._replace(classes={"kind": "one"})
        self.units[2] = self.units[2]._replace(classes={"kind": "two"})
        present = RULE._replace(unit_types=frozenset({DIVISION, "team"}))
        draft = RULE._replace(ref="draft", bands=(deputies.Band(0, 5),))
        for narrow, expected in (
            ({"classes": {"kind": frozenset({"one"})}}, ("draft", "by number", "by number")),
            ({"unit_types": frozenset({"team"})}, ("by number", "by number", "draft")),
            (
                {"unit_types": present.unit_types, "superior_types": frozenset({DEPARTMENT})},
                ("draft", "draft", "by number"),
            ),
        ):
            rules = scenario.rules_with([present], [draft._replace(**narrow)], DAY)
            _units, ceilings = self.after(rules=rules)
            self.assertEqual(tuple(ceilings[key].rule for key in ("a", "b", "b1")), expected)

    def test_posts_held_besides_are_left_out_of_the_number_tried(self):
        """Four deputies are four, whoever else helps out; of a split those who count are dealt."""
        held = (("An", "concurrent"), ("Bình", "seconded"), ("Cúc", "regular"), ("Dung", "regular"))
        self.units[1] = self.units[1]._replace(deputies=held)
        counting = RULE._replace(counted=frozenset({"seconded"}))
        for rule, total in ((RULE, 2), (counting, 3)):
            _units, ceilings = self.after(rules=[rule])
            self.assertEqual(ceilings["a"].deputies, total)
            for number in (0, 1, 3, 4):
                _units, ceilings = self.after(scenario.Hold("a", number), rules=[rule])
                self.assertEqual(ceilings["a"].deputies, number)
            for staying in range(total + 1):
                split = scenario.Split("a", (5, 4), staying, "a2")
                _units, ceilings = self.after(split, rules=[rule])
                self.assertEqual(
                    [ceilings[key].deputies for key in ("a", "a2")], [staying, total - staying]
                )
            with self.assertRaises(scenario.Impossible) as caught:
                self.after(scenario.Split("a", (5, 4), total + 1, "a2"), rules=[rule])
            self.assertEqual(
                (caught.exception.reason, caught.exception.detail), (scenario.TOO_FEW, total)
            )

    def test_a_number_tried_costs_nothing(self):
        units, ceilings = self.after(scenario.Hold("a", 10**12), scenario.Merge(("b", "a")))
        self.assertEqual(ceilings["b"].deputies, 10**12 + 1)
        self.assertLess(len(units["b"].deputies), 4)

    def test_who_is_known_by_name_counts_once_after_a_number_was_tried(self):
        self.units[2] = self.units[2]._replace(deputies=posts("An", "Cúc"))
        _units, ceilings = self.after(scenario.Hold("a", 3), scenario.Merge(("a", "b")))
        self.assertEqual(ceilings["a"].deputies, 4)
        _units, ceilings = self.after(
            scenario.Hold("a", 5), scenario.Split("a", (5, 4), 3, "a2"), scenario.Merge(("b", "a2"))
        )
        self.assertEqual([ceilings[key].deputies for key in ("a", "b")], [3, 4])

    def test_what_an_earlier_change_removed(self):
        for earlier in (scenario.Merge(("a", "b")), scenario.End("b")):
            for later in (
                scenario.Assign("b", 3),
                scenario.Hold("b", 3),
                scenario.End("b"),
                scenario.Merge(("a", "b")),
                scenario.Split("b", (1, 2), 0, "b2"),
                scenario.Create("b", "new", DIVISION),
                scenario.Classify("b", "kind", "one"),
            ):
                with self.assertRaises(scenario.Impossible) as caught:
                    self.after(scenario.Assign("a", 9), earlier, later)
                problem = caught.exception
                self.assertEqual(
                    (problem.reason, problem.unit, problem.detail, problem.position),
                    (scenario.GONE, "b", 1, 2),
                )

    def test_no_circle_of_units(self):
        """A part that an earlier merger moved below a unit does not swallow it."""
        for changes in (
            (scenario.Merge(("sở", "b1")),),
            (scenario.Merge(("b1", "sở")),),
            (scenario.Merge(("a", "b")), scenario.Merge(("b1", "a")), scenario.End("b1")),
        ):
            with self.assertRaises(scenario.Impossible) as caught:
                self.after(*changes)
            self.assertEqual(caught.exception.reason, scenario.WITHIN)
        units, _ceilings = self.after(scenario.Merge(("a", "a")))
        self.assertEqual(len(units), 4)

    def test_numbers_of_public_employees(self):
        rule = RULE._replace(measure=deputies.PUBLIC_EMPLOYEES)
        public = deputies.PUBLIC_EMPLOYEES
        units, ceilings = self.after(scenario.Assign("a", 15, public), rules=[rule])
        self.assertEqual((units["a"].quota, ceilings["a"].limit), (9, 3))
        units, ceilings = self.after(
            scenario.Assign("a", 15, public),
            scenario.Split("a", (10, 5), 1, "a2", public),
            rules=[rule],
        )
        self.assertEqual([ceilings[key].limit for key in ("a", "a2")], [2, 1])
        self.assertIsNone(units["a2"].quota)
        units, ceilings = self.after(
            scenario.Assign("a", 15, public), scenario.Split("a", (5, 4), 1, "a2"), rules=[rule]
        )
        self.assertEqual([ceilings[key].limit for key in ("a", "a2")], [None, None])

    def test_new_unit(self):
        self.units[0] = self.units[0]._replace(classes={"province": "two", "own": "x"})
        units, ceilings = self.after(
            scenario.Create("sở", "c", DIVISION, 12, deputies=3, inherited=frozenset({"province"}))
        )
        self.assertEqual(
            (units["c"].superior_type, units["c"].classes), (DEPARTMENT, {"province": "two"})
        )
        self.assertEqual((ceilings["c"].limit, ceilings["c"].surplus), (2, 1))
        self.assertEqual(units["sở"].parts, {DIVISION: 3})
        units, _ceilings = self.after(
            scenario.Create("sở", "c", DIVISION, classes={"own": "y"}),
            scenario.Classify("sở", "own", "z", True),
        )
        self.assertEqual(units["c"].classes, {"own": "y"})
        _units, ceilings = self.after(scenario.Create("sở", "c", DIVISION))
        self.assertIsNone(ceilings["c"].limit)

    def test_class_goes_down_to_who_has_none_of_its_own(self):
        self.units = [unit._replace(classes={"province": "two"}) for unit in self.units]
        self.units[0] = self.units[0]._replace(
            own_classes=frozenset({"province"}), unsure_classes=frozenset({"province"})
        )
        self.units[2] = self.units[2]._replace(own_classes=frozenset({"province"}))
        change = scenario.Classify("sở", "province", "one", True)
        units, _ceilings = self.after(change)
        self.assertEqual(
            {key: unit.classes["province"] for key, unit in units.items()},
            {"sở": "one", "a": "one", "b": "two", "b1": "two"},
        )
        self.assertFalse(units["sở"].unsure_classes)
        units, _ceilings = self.after(change._replace(is_inherited=False))
        self.assertEqual(units["a"].classes["province"], "two")
        units, _ceilings = self.after(
            change, scenario.Merge(("a", "b"), inherited=frozenset({"province"}))
        )
        self.assertEqual(units["b1"].classes["province"], "one")
