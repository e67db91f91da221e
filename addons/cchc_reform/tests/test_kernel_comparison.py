from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.cchc_reform.kernel.comparison import (
    COUNT_BOUNDS,
    MEASURES,
    RATE_BOUNDS,
    period_ends,
    same_day,
)
from odoo.addons.cchc_reform.kernel.metrics import SCOPES, Rates


class TestMeasures(TestCase):
    def completed(self, weight):
        return Rates(
            assigned=2, weight_assigned=Decimal(1000), verified=1, weight_verified=Decimal(weight)
        )

    def test_each_names_scopes_and_a_figure_of_the_rates(self):
        for name, measure in MEASURES.items():
            self.assertEqual(name, measure.name)
            self.assertIn(measure.part, SCOPES)
            self.assertIn(measure.whole, SCOPES)
            self.assertTrue(hasattr(Rates(), name))
            self.assertIn(measure.opened, (measure.part, measure.whole))

    def test_no_data_is_no_zero(self):
        for measure in MEASURES.values():
            self.assertIsNone(measure.value(Rates()))
            self.assertIsNone(measure.band(Rates()))
        self.assertEqual(MEASURES["overdue"].value(Rates(assigned=3)), 0)
        self.assertEqual(MEASURES["on_time_rate"].value(Rates(assigned=3)), None, "nothing is due")

    def test_bands_of_a_rate_begin_at_their_bounds(self):
        band = MEASURES["completion"].band
        self.assertEqual(RATE_BOUNDS, (25, 50, 75, 100))
        for weight, expected in (
            *((0, 0), (249, 0), (250, 1), (499, 1), (500, 2), (749, 2), (750, 3)),
            *((999, 3), (Decimal("999.9"), 3), (1000, 4)),
        ):
            self.assertEqual(band(self.completed(weight)), expected, weight)

    def test_bands_of_a_count_are_shares_of_what_is_assigned(self):
        band = MEASURES["overdue"].band
        self.assertEqual(COUNT_BOUNDS, (5, 10, 20))
        for overdue, expected in ((0, 0), (1, 1), (49, 1), (50, 2), (100, 3), (199, 3), (200, 4)):
            self.assertEqual(band(Rates(assigned=1000, overdue=overdue)), expected, overdue)


class TestDays(TestCase):
    def test_periods_end_on_their_last_day_and_on_the_day_shown(self):
        self.assertEqual(
            period_ends(2024, 1, date(2024, 3, 15)),
            [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 15)],
        )
        self.assertEqual(period_ends(2023, 3, date(2023, 6, 30))[-1], date(2023, 6, 30))
        self.assertEqual(len(period_ends(2023, 3, date(2023, 6, 30))), 2)

    def test_a_year_has_twelve_ends_at_most(self):
        for day in (date(2023, 12, 30), date(2023, 12, 31), date(2025, 1, 1)):
            self.assertEqual(len(period_ends(2023, 1, day)), 12)
        self.assertEqual(period_ends(2023, 1, date(2025, 1, 1))[-1], date(2023, 12, 31))
        self.assertEqual(period_ends(2023, 1, date(2022, 12, 31)), [])

    def test_the_same_day_of_another_year(self):
        self.assertEqual(same_day(date(2024, 2, 29), 2023), date(2023, 2, 28))
        self.assertEqual(same_day(date(2023, 3, 15), 2022), date(2022, 3, 15))
