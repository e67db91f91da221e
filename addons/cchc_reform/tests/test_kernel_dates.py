from datetime import date, datetime, timedelta, timezone
from unittest import TestCase

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel.dates import (
    VIETNAM,
    format_date,
    last_day_of_month,
    local_date,
    parse_date,
    print_date,
    quarter_end,
    today,
)

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)

days = st.dates(date(1000, 1, 1))


class TestLocalDays(TestCase):
    def test_the_day_turns_at_midnight_in_vietnam(self):
        with freeze_time("2023-03-31 16:59:59"):
            self.assertEqual(today(), date(2023, 3, 31))
        with freeze_time("2023-03-31 17:00:00"):
            self.assertEqual(today(), date(2023, 4, 1))

    def test_local_date_of_a_stored_moment(self):
        self.assertEqual(local_date(datetime(2023, 3, 31, 16, 59, 59)), date(2023, 3, 31))
        self.assertEqual(local_date(datetime(2023, 3, 31, 17)), date(2023, 4, 1))
        self.assertEqual(local_date(datetime(2023, 12, 31, 17)), date(2024, 1, 1))

    def test_local_date_of_an_aware_moment(self):
        self.assertEqual(local_date(datetime(2023, 4, 1, tzinfo=VIETNAM)), date(2023, 4, 1))
        west = timezone(timedelta(hours=-5))
        self.assertEqual(local_date(datetime(2023, 3, 31, 12, tzinfo=west)), date(2023, 4, 1))


class TestEnds(TestCase):
    def test_last_day_of_month(self):
        self.assertEqual(last_day_of_month(date(2023, 2, 1)), date(2023, 2, 28))
        self.assertEqual(last_day_of_month(date(2024, 2, 29)), date(2024, 2, 29))
        self.assertEqual(last_day_of_month(date(2023, 12, 31)), date(2023, 12, 31))

    @unhurried
    @given(days)
    def test_the_month_ends_on_the_day_before_a_first(self, day):
        end = last_day_of_month(day)
        self.assertEqual((end.year, end.month), (day.year, day.month))
        if end < date.max:
            self.assertEqual((end + timedelta(days=1)).day, 1)

    def test_quarter_end(self):
        ends = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)]
        for month in range(1, 13):
            self.assertEqual(quarter_end(date(2023, month, 15)), ends[(month - 1) // 3])


class TestWriting(TestCase):
    def test_print_date_of_decree_30_2020(self):
        self.assertEqual(print_date(date(2023, 4, 5)), "ngày 05 tháng 4 năm 2023")
        self.assertEqual(print_date(date(2023, 2, 9)), "ngày 09 tháng 02 năm 2023")
        self.assertEqual(print_date(date(2023, 1, 10)), "ngày 10 tháng 01 năm 2023")
        self.assertEqual(print_date(date(2023, 12, 31)), "ngày 31 tháng 12 năm 2023")

    def test_format_date(self):
        self.assertEqual(format_date(date(2023, 4, 5)), "05/04/2023")


class TestParseDate(TestCase):
    def test_writings(self):
        for text in (
            "05/04/2023",
            "5/4/2023",
            "05-04-2023",
            "5.4.2023",
            " 05 / 04 / 2023 ",
            "2023-04-05",
            "ngày 05 tháng 4 năm 2023",
            "Ngày 05 tháng 04 năm 2023",
            "NGAY 5 THANG 4 NAM 2023",
            "ngày 05/4/2023",
        ):
            self.assertEqual(parse_date(text), date(2023, 4, 5), text)

    def test_refused(self):
        for text in (
            "",
            "31/02/2023",
            "29/02/2023",
            "04/13/2023",
            "05/04/23",
            "05/04-2023",
            "05042023",
            "2023/04/05",
            "05/04/2023 và 06/04/2023",
            "tháng 4 năm 2023",
            "٠٥/٠٤/٢٠٢٣",
            "0/4/2023",
        ):
            with self.assertRaises(ValueError, msg=text):
                parse_date(text)

    @unhurried
    @given(days)
    def test_what_is_written_is_read(self, day):
        for write in (print_date, format_date, date.isoformat):
            self.assertEqual(parse_date(write(day)), day)
