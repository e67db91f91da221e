from datetime import date
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import periods, staffing
from odoo.addons.cchc_reform.kernel.staffing import Strength, Unit

CIVIL, STATE, REVENUE, CONTRACT = staffing.KINDS


class TestStrengths(TestCase):
    def numbers(self, *units, kind=CIVIL):
        """Tuples (assigned, divided, undivided, own, headcount) by unit."""
        return {
            ref: (row.assigned, row.divided, row.undivided, row.own, row.headcount)
            for (ref, one), row in staffing.strengths(units).items()
            if one == kind
        }

    def test_divided_among_units_below(self):
        for division, expected in ((30, 10), (40, 0), (45, -5)):
            found = self.numbers(
                Unit("department", (), {CIVIL: 40}),
                Unit("a", ("department",), {CIVIL: division}),
            )
            self.assertEqual(found["department"], (40, division, expected, 0, 0))
            self.assertEqual(found["a"], (division, None, division, 0, 0))

    def test_a_unit_without_a_number_is_looked_through(self):
        """What is not divided adds up to the topmost number, whatever has none in between."""
        found = self.numbers(
            Unit("province", (), {CIVIL: 100}),
            Unit("department", ("province",)),
            Unit("a", ("province", "department"), {CIVIL: 20}),
            Unit("b", ("province", "department", "ended"), {CIVIL: 30}),
            Unit("c", ("province", "department", "a"), {CIVIL: 5}),
        )
        self.assertEqual(found["province"], (100, 50, 50, 0, 0))
        self.assertEqual(found["department"], (None, 50, None, 0, 0))
        self.assertEqual(found["a"], (20, 5, 15, 0, 0))
        self.assertEqual(sum(row[2] or 0 for row in found.values()), 100)

    def test_people_are_counted_where_they_belong(self):
        found = self.numbers(
            Unit("department", (), {CIVIL: 3}, (("an", CIVIL, "regular"),)),
            Unit(
                "a",
                ("department",),
                {},
                (("an", CIVIL, "concurrent"), ("ba", CIVIL, "in_charge"), ("chi", CIVIL, "acting")),
            ),
            Unit("b", ("department",), {}, (("dung", CIVIL, "seconded"),)),
        )
        self.assertEqual(found["department"], (3, None, 3, 1, 3))
        self.assertEqual(found["a"], (None, None, None, 2, 2))
        self.assertEqual(found["b"], (None, None, None, 0, 0))

    def test_kinds_stay_apart(self):
        """Contract workers are never biên chế; a unit without anything says so in one row."""
        people = tuple((kind, kind, "regular") for kind in staffing.KINDS)
        found = staffing.strengths([Unit("a", (), {CIVIL: 0}, people), Unit("b")])
        self.assertEqual(found["a", CIVIL], Strength(0, None, 1, 1))
        self.assertEqual(found["a", CONTRACT], Strength(None, None, 1, 1))
        self.assertEqual([key for key in found if key[0] == "b"], [("b", CIVIL)])
        self.assertEqual(found["b", CIVIL].status, "unassigned")
        self.assertEqual(staffing.GROUP_OF[CONTRACT], "contract")
        self.assertEqual(
            [k for k, group in staffing.GROUP_OF.items() if group == "payroll"], [CIVIL]
        )

    def test_vacancy_and_excess(self):
        for assigned, headcount, status, vacancy, excess in (
            (None, 4, "unassigned", 0, 0),
            (0, 0, "full", 0, 0),
            (0, 1, "excess", 0, 1),
            (5, 4, "vacancy", 1, 0),
            (5, 5, "full", 0, 0),
            (5, 6, "excess", 0, 1),
        ):
            row = Strength(assigned, None, 0, headcount)
            with self.subTest(assigned=assigned, headcount=headcount):
                self.assertEqual((row.status, row.vacancy, row.excess), (status, vacancy, excess))


class TestQuarterEnds(TestCase):
    def test_the_latest_that_have_ended(self):
        for day, expected in (
            (date(2026, 3, 30), [date(2025, 9, 30), date(2025, 12, 31)]),
            (date(2026, 3, 31), [date(2025, 12, 31), date(2026, 3, 31)]),
            (date(2026, 4, 1), [date(2025, 12, 31), date(2026, 3, 31)]),
            (date(2026, 1, 1), [date(2025, 9, 30), date(2025, 12, 31)]),
        ):
            self.assertEqual(periods.quarter_ends(day, 2), expected, day)
        self.assertEqual(len(periods.quarter_ends(date(2026, 11, 26), 8)), 8)
