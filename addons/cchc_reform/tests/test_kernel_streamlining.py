from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import schemes, streamlining

BASELINE_ON = date(2022, 1, 1)


class TestStreamliningKernel(TestCase):
    def test_required_cut_rounds_up(self):
        """At least 5 percent of 41 is 3, never 2."""
        for baseline, percent, carry_over, required in (
            (100, "5", 0, 5),
            (101, "5", 0, 6),
            (41, "5", 0, 3),
            (40, "5", 0, 2),
            (1, "5", 0, 1),
            (0, "5", 0, 0),
            (100, "10", 0, 10),
            (91, "10", 0, 10),
            (90, "10", 0, 9),
            # As floats 35 * 0.2 and 1.1 * 3 go beyond the whole number.
            (350, "1.1", 0, 4),
            (3000, "1.1", 0, 33),
            (100, "0.01", 0, 1),
            (10_000, "0.01", 0, 1),
            (100, "5", 3, 8),
            (100, "5", -2, 3),
            (100, "5", -9, 0),
            (None, "5", 4, None),
        ):
            with self.subTest(baseline=baseline, percent=percent, carry_over=carry_over):
                found = streamlining.required_cut(baseline, Decimal(percent), carry_over)
                self.assertEqual(found, required)

    def test_due_by_the_last_day_of_a_year(self):
        schedule = {2022: 1, 2023: 2, 2026: 3}
        for day, due in (
            (date(2022, 12, 30), 0),
            (date(2022, 12, 31), 1),
            (date(2023, 12, 30), 1),
            (date(2023, 12, 31), 3),
            (date(2026, 12, 30), 3),
            (date(2026, 12, 31), 6),
            (date(2030, 1, 1), 6),
        ):
            self.assertEqual(streamlining.due_by(schedule, day), due, day)
        self.assertIsNone(streamlining.due_by({}, date(2030, 1, 1)))

    def test_progress(self):
        schedule = {2022: 1, 2023: 2, 2024: 2}
        for day, baseline, number, years, expected in (
            (date(2021, 12, 31), 100, 100, schedule, ("not_begun", None, None, 0)),
            (date(2022, 1, 1), 100, 100, schedule, ("on_schedule", 0, 5, 0)),
            (date(2022, 12, 30), 100, 100, schedule, ("on_schedule", 0, 5, 0)),
            (date(2022, 12, 31), 100, 100, schedule, ("behind", 0, 5, 1)),
            (date(2022, 12, 31), 100, 99, schedule, ("on_schedule", 1, 4, 1)),
            (date(2022, 12, 31), 100, 103, schedule, ("behind", -3, 8, 1)),
            (date(2023, 12, 31), 100, 98, schedule, ("behind", 2, 3, 3)),
            (date(2023, 12, 31), 100, 95, schedule, ("reached", 5, 0, 3)),
            (date(2023, 12, 31), 100, 90, schedule, ("reached", 10, 0, 3)),
            (date(2023, 12, 31), 100, 97, {}, ("no_schedule", 3, 2, None)),
            (date(2023, 12, 31), 100, 95, {}, ("reached", 5, 0, None)),
            (date(2023, 12, 31), None, 95, schedule, ("no_baseline", None, None, 3)),
            (date(2023, 12, 31), 100, None, schedule, ("no_number", None, None, 3)),
            (date(2023, 12, 31), 100, 0, schedule, ("reached", 100, 0, 3)),
        ):
            required = None if baseline is None else 5
            with self.subTest(day=day, baseline=baseline, number=number):
                found = streamlining.progress(day, BASELINE_ON, baseline, required, years, number)
                self.assertEqual(tuple(found), expected)

    def test_spread(self):
        for total, years, expected in (
            (5, (2022, 2023, 2024, 2025, 2026), {2022: 1, 2023: 1, 2024: 1, 2025: 1, 2026: 1}),
            (7, (2024, 2022, 2023), {2022: 3, 2023: 2, 2024: 2}),
            (1, (2022, 2023), {2022: 1, 2023: 0}),
            (0, (2022,), {2022: 0}),
            (3, (), {}),
        ):
            self.assertEqual(streamlining.spread(total, years), expected)


class TestSchemesKernel(TestCase):
    def test_standing(self):
        fewer = {2025: 8, 2027: 6}
        more = {2025: 2, 2026: 3}
        for day, baseline, targets, actual, expected in (
            (date(2025, 12, 30), 10, fewer, 10, ("on_target", 10, 6, 0)),
            (date(2025, 12, 30), 10, fewer, 9, ("ahead", 10, 6, -1)),
            (date(2025, 12, 31), 10, fewer, 9, ("behind", 8, 6, 1)),
            (date(2025, 12, 31), 10, fewer, 8, ("on_target", 8, 6, 0)),
            (date(2026, 12, 31), 10, fewer, 7, ("ahead", 8, 6, -1)),
            (date(2027, 12, 31), 10, fewer, 7, ("behind", 6, 6, 1)),
            (date(2030, 1, 1), 10, fewer, 0, ("ahead", 6, 6, -6)),
            (date(2025, 12, 31), 1, more, 1, ("behind", 2, 3, -1)),
            (date(2025, 12, 31), 1, more, 3, ("ahead", 2, 3, 1)),
            (date(2025, 12, 31), 5, {2025: 5}, 6, ("behind", 5, 5, 1)),
            (date(2025, 12, 31), None, fewer, 6, ("no_baseline", None, 6, None)),
            (date(2025, 12, 31), None, {}, 6, ("no_baseline", None, None, None)),
            (date(2025, 12, 31), 10, {}, 6, ("no_target", None, None, None)),
        ):
            with self.subTest(day=day, baseline=baseline, actual=actual):
                found = schemes.standing(day, baseline, targets, actual)
                self.assertEqual(tuple(found), expected)
