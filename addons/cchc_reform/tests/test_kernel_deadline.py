import unicodedata
from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel.dates import format_date, print_date
from odoo.addons.cchc_reform.kernel.deadline import Deadline, parse_deadline

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)


class TestParseDeadline(TestCase):
    def assertDays(self, expected, *texts):
        for text in texts:
            self.assertEqual(parse_deadline(text, 2023), Deadline("date", day=expected), text)

    def assertNotUnderstood(self, *texts):
        for text in texts:
            self.assertIsNone(parse_deadline(text, 2023), text)

    def test_before_a_day_is_the_day_before(self):
        self.assertDays(
            date(2023, 3, 31),
            "Trước ngày 01/4",
            "trước 1/4",
            "Trước ngày 01/4/2023",
            "trước ngày 01 tháng 4 năm 2023",
            "trước ngày 01 tháng 4",
            "trước ngày 01 tháng 4/2023.",
            "Hoàn thành trước ngày 01-04-2023",
            "Thời hạn hoàn thành: trước ngày 01.4.2023;",
            "TRUOC NGAY 01/4",
            unicodedata.normalize("NFD", "Trước ngày 01/4"),
            "Trước tháng 4",
            "Trước quý II/2023",
            "Đến trước ngày 01/4",
        )
        self.assertDays(date(2023, 11, 14), "Trước 15/11")
        self.assertDays(date(2022, 12, 31), "Trước ngày 01/01/2023", "Trước năm 2023")
        self.assertDays(date(2024, 2, 29), "Trước ngày 01/3/2024")

    def test_up_to_a_day(self):
        self.assertDays(
            date(2023, 6, 30),
            "30/6",
            "30/6/2023",
            "Ngày 30/6/2023",
            "Chậm nhất ngày 30/6",
            "Chậm nhất là ngày 30 tháng 6 năm 2023",
            "Đến ngày 30/6/2023",
            "Đến hết ngày 30/6/2023",
        )

    def test_periods_end_on_their_last_day(self):
        self.assertDays(
            date(2023, 6, 30),
            "Quý II/2023",
            "Quý II",
            "quý 2",
            "Quí II",
            "Quý II năm 2023",
            "Trong quý II - 2023",
            "Tháng 6",
            "tháng 06/2023",
            "Tháng 6 năm 2023",
            "6/2023",
            "Đến hết tháng 6",
            "Cuối quý II",
            "6 tháng đầu năm 2023",
            "Trong 6 tháng đầu năm",
        )
        self.assertDays(date(2023, 3, 31), "Quý I/2023")
        self.assertDays(date(2023, 9, 30), "Quý III/2023")
        self.assertDays(
            date(2023, 12, 31), "Quý IV/2023", "Trong năm", "Trong năm 2023", "Năm 2023"
        )
        self.assertDays(date(2023, 12, 31), "Hết năm", "6 tháng cuối năm")
        self.assertDays(date(2025, 12, 31), "Đến năm 2025", "Đến hết năm 2025")
        self.assertDays(date(2024, 2, 29), "Tháng 02/2024")

    def test_standing(self):
        for text in (
            "Thường xuyên",
            "thường xuyên.",
            "Thường xuyên, liên tục",
            "Thường xuyên trong năm",
            "Thường xuyên, trong năm 2023",
            "Hằng năm",
            "Hàng năm",
            "Hàng quý",
            "Hằng tháng, hằng quý",
            "Thường xuyên/hằng năm",
            "Định kỳ",
            "Định kì hằng quý, 6 tháng, năm",
        ):
            self.assertEqual(parse_deadline(text, 2023), Deadline("standing"), text)

    def test_waiting_names_what_for_in_its_own_spelling(self):
        for text, event in (
            ("Sau khi có hướng dẫn của Bộ Nội vụ", "có hướng dẫn của Bộ Nội vụ"),
            ("Ngay sau khi có hướng dẫn  của Bộ Nội vụ.", "có hướng dẫn của Bộ Nội vụ"),
            ("Khi có yêu cầu", "có yêu cầu"),
            (
                "SAU KHI Nghị định 15/2023/NĐ-CP hết hiệu lực",
                "Nghị định 15/2023/NĐ-CP hết hiệu lực",
            ),
        ):
            for form in ("NFC", "NFD"):
                found = parse_deadline(unicodedata.normalize(form, text), 2023)
                self.assertEqual(found, Deadline("waiting", waiting_for=event), text)

    def test_nothing_is_guessed(self):
        self.assertNotUnderstood(
            "",
            "-",
            "Theo kế hoạch",
            "Năm",
            "Trong quý",
            "Sau khi",
            "Sau ngày 01/4",
            "Quý II, Quý IV",
            "Quý II - Quý III/2023",
            "Quý V",
            "Quý IIII",
            "Tháng 4-6",
            "Tháng 13",
            "4-6",
            "Trước 30/6 và 31/12",
            "Trước ngày 31/6",
            "29/02/2023",
            "01/4/23",
            "Trước 15 giờ ngày 01/4",
            "Đầu tháng 6",
            "Giữa quý II",
            "10 ngày sau khi có hướng dẫn",
            "Trước ngày 15/12 hằng năm",
            "Thường xuyên; báo cáo trước 15/12",
            "Sau khi có hướng dẫn, chậm nhất 30/6",
            "Sau khi có hướng dẫn nhưng trước ngày 30/6/2023",
        )

    def test_before_january_needs_its_year(self):
        self.assertNotUnderstood("Trước ngày 01/01", "Trước tháng 1", "Trước quý I")

    @unhurried
    @given(st.dates(date(1950, 1, 2), date(2090, 12, 31)))
    def test_written_days(self, day):
        for written in (format_date(day), print_date(day)):
            self.assertEqual(parse_deadline(written, 2023).day, day)
            before = parse_deadline(f"Trước {written}", 2023)
            self.assertEqual(before.day, day - timedelta(days=1))

    @unhurried
    @given(st.text())
    def test_any_text_is_read_without_error(self, text):
        self.assertIn(type(parse_deadline(text, 2023)), (Deadline, type(None)))

    words = st.sampled_from(
        ["trước", "ngày", "đến", "hết", "quý", "II", "tháng", "năm", "2023", "30/6", "12", "/"]
        + ["khi", "sau", "thường xuyên", "hằng", ",", "-", "6", "đầu", "cuối", "trong"]
    )

    @unhurried
    @given(st.lists(words).map(" ".join))
    def test_any_order_of_the_words_gives_a_consistent_deadline(self, text):
        deadline = parse_deadline(text, 2023)
        if deadline:
            self.assertEqual(deadline.kind == "date", deadline.day is not None)
            self.assertEqual(deadline.kind == "waiting", bool(deadline.waiting_for))
