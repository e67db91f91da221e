from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from ..kernel import periods

unhurried = settings(deadline=None, database=None)
days = st.dates(date(1999, 1, 1), date(2101, 12, 31))


class TestPeriods(TestCase):
    def test_names(self):
        day = date(2023, 8, 5)
        names = [periods.period_of(kind, day).name for kind in periods.KINDS]
        self.assertEqual(
            names, ["tháng 8/2023", "quý III/2023", "6 tháng cuối năm 2023", "năm 2023"]
        )
        self.assertEqual(periods.period_of("quarter", date(2024, 2, 29)).name, "quý I/2024")
        self.assertEqual(
            periods.period_of("half_year", date(2023, 6, 30)).name, "6 tháng đầu năm 2023"
        )

    def test_leap_day_and_ends(self):
        self.assertEqual(periods.period_of("month", date(2024, 2, 1)).last, date(2024, 2, 29))
        self.assertEqual(periods.period_of("month", date(2023, 2, 28)).last, date(2023, 2, 28))
        self.assertEqual(periods.period_of("quarter", date(2023, 12, 31)).first, date(2023, 10, 1))

    def test_unknown_kind(self):
        with self.assertRaises(ValueError):
            periods.period_of("week", date(2023, 1, 1))

    def test_nothing_between_days_in_wrong_order(self):
        self.assertEqual(periods.periods_between("month", date(2023, 2, 1), date(2023, 1, 1)), [])

    @unhurried
    @given(st.sampled_from(periods.KINDS), days, st.integers(0, 800))
    def test_periods_follow_each_other_without_gap(self, kind, first, length):
        last = first + timedelta(days=length)
        found = periods.periods_between(kind, first, last)
        self.assertTrue(found[0].first <= first <= found[0].last)
        self.assertTrue(found[-1].first <= last <= found[-1].last)
        for before, after in zip(found, found[1:], strict=False):
            self.assertEqual(after.first, before.last + timedelta(days=1))
        self.assertEqual(len({period.name for period in found}), len(found))
