from datetime import date
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import discipline
from odoo.addons.cchc_reform.kernel.discipline import Hold, Line

DETECTED = date(2025, 7, 1)


class TestDisciplineKernel(TestCase):
    def test_forms_on_the_day_that_the_law_changed(self):
        lines = {
            ("reprimand", "civil_leader"): [
                Line("old reprimand", date(2020, 1, 1), date(2025, 6, 30)),
                Line("new reprimand", date(2025, 7, 1)),
            ],
            ("demotion", "civil_leader"): [
                Line("demotion", date(2020, 1, 1), date(2025, 6, 30)),
            ],
            ("salary_cut", "civil_servant"): [
                Line("salary", date(2020, 1, 1), date(2025, 6, 30)),
            ],
        }
        for kind, day, forms in (
            ("civil_leader", date(2019, 12, 31), []),
            ("civil_leader", date(2020, 1, 1), ["old reprimand", "demotion"]),
            ("civil_leader", date(2025, 6, 30), ["old reprimand", "demotion"]),
            ("civil_leader", date(2025, 7, 1), ["new reprimand"]),
            ("civil_servant", date(2025, 6, 30), ["salary"]),
            ("civil_servant", date(2025, 7, 1), []),
            ("cadre", date(2025, 6, 30), []),
        ):
            with self.subTest(kind=kind, day=day):
                self.assertEqual(discipline.open_forms(lines, kind, day), forms)

    def test_handling_deadline(self):
        for days, holds, last in (
            (90, (), date(2025, 9, 29)),
            (150, (), date(2025, 11, 28)),
            (None, (), None),
            # Held from 2 to 11 July: ten days; two that overlap count once.
            (90, (Hold(date(2025, 7, 2), date(2025, 7, 11)),), date(2025, 10, 9)),
            (
                90,
                (
                    Hold(date(2025, 7, 2), date(2025, 7, 11)),
                    Hold(date(2025, 7, 11), date(2025, 7, 12)),
                ),
                date(2025, 10, 10),
            ),
            # On the day of detection itself nothing runs, so nothing is held.
            (90, (Hold(date(2025, 6, 1), date(2025, 7, 1)),), date(2025, 9, 29)),
            (90, (Hold(date(2025, 9, 29), date(2025, 9, 29)),), date(2025, 9, 30)),
            (90, (Hold(date(2025, 9, 30), date(2025, 10, 9)),), date(2025, 9, 29)),
            (90, (Hold(date(2025, 9, 29)),), None),
            (90, (Hold(date(2025, 9, 30)),), date(2025, 9, 29)),
        ):
            with self.subTest(days=days, holds=holds):
                self.assertEqual(discipline.handling_deadline(DETECTED, days, holds), last)

    def test_limitation(self):
        for day, years, last in (
            (date(2020, 7, 1), 5, date(2025, 6, 30)),
            (date(2020, 7, 1), 10, date(2030, 6, 30)),
            (date(2020, 7, 1), 2, date(2022, 6, 30)),
            (date(2024, 2, 29), 5, date(2029, 2, 28)),
            (date(2020, 7, 1), None, None),
        ):
            with self.subTest(day=day, years=years):
                self.assertEqual(discipline.limitation(day, years), last)
        self.assertEqual(discipline.limit_rule("reprimand"), discipline.LIMIT_REPRIMAND)
        for form in discipline.FORMS[1:]:
            self.assertEqual(discipline.limit_rule(form), discipline.LIMIT_HEAVIER)

    def test_end_of_effect(self):
        for day, months, last in (
            (date(2022, 3, 15), 6, date(2022, 9, 14)),
            (date(2022, 3, 15), 12, date(2023, 3, 14)),
            (date(2022, 3, 15), 24, date(2024, 3, 14)),
            (date(2022, 8, 31), 6, date(2023, 2, 28)),
            (date(2023, 8, 31), 6, date(2024, 2, 29)),
            (date(2022, 3, 15), 0, None),
        ):
            with self.subTest(day=day, months=months):
                self.assertEqual(discipline.effect_until(day, months), last)

    def test_step_of_a_reminder(self):
        last = date(2026, 3, 1)
        for day, step in (
            (date(2026, 1, 29), None),
            (date(2026, 1, 30), 30),
            (date(2026, 2, 18), 30),
            (date(2026, 2, 19), 10),
            (last, 10),
            (date(2026, 3, 2), discipline.PASSED),
        ):
            with self.subTest(day=day):
                self.assertEqual(discipline.step(last, day, (30, 10)), step)
        self.assertIsNone(discipline.step(last, last, ()))
