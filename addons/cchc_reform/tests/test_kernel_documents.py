import unicodedata
from datetime import date
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import documents


class TestKernelDocuments(TestCase):
    def test_all_writings_of_a_number_are_one(self):
        for written in (
            "336/QĐ-UBND",
            "Số: 336/QĐ-UBND",
            "số 336/qđ-ubnd",
            "SỐ:336/QĐ-UBND",
            " 336 / QĐ – UBND ",
            "336/QÐ-UBND",  # Icelandic eth of old keyboards
            "0336/QD-UBND",
            unicodedata.normalize("NFD", "Số: 336/QĐ-UBND"),
            "336/QĐ\u200b-UBND",
            "336∕QĐ—UBND",
        ):
            self.assertEqual(documents.number_key(written), "336/qd-ubnd", repr(written))

    def test_other_numbers_stay_apart(self):
        keys = {
            documents.number_key(number)
            for number in ("336/QĐ-UBND", "336/KH-UBND", "36/QĐ-UBND", "3360/QĐ-UBND", "336a/QĐ")
        }
        self.assertEqual(len(keys), 5)
        self.assertEqual(documents.number_key(None), "")

    def test_identity_needs_number_and_date(self):
        day = date(2023, 4, 5)
        self.assertEqual(
            documents.identity("Số 1/CT", day, "UBND  Tỉnh", 0),
            documents.identity("01/ct", day, "ubnd tinh", False),
        )
        self.assertNotEqual(
            documents.identity("1/CT", day, "A", 0), documents.identity("1/CT", day, "B", 0)
        )
        self.assertNotEqual(
            documents.identity("1/CT", day, "unit:7", 0), documents.identity("1/CT", day, "8", 7)
        )
        self.assertIsNone(documents.identity("1/CT", None, "A", 0))
        self.assertIsNone(documents.identity(" Số: ", day, "A", 0))

    def test_form_of_a_number(self):
        for text in ("123/KH-UBND", "Số: 12/2020/NĐ-CP", "18-NQ/TW", "45/UBND-NC", "7a/TB-SNV"):
            self.assertTrue(documents.is_number(text), text)
        for text in ("05/04/2023", "12", "Kế hoạch năm 2023", "UBND tỉnh", "", "1/2", "x" * 99):
            self.assertFalse(documents.is_number(text), text)

    def test_dates_as_officials_write_them(self):
        for text in (
            "ngày 05 tháng 4 năm 2023",
            "Hải Dương, ngày 05 tháng 4 năm 2023",
            "05/04/2023",
            "5.4.2023",
            "2023-04-05",
            "05/04/2023 08:30",
            "2023-04-05 00:00:00",
            unicodedata.normalize("NFD", "Ngày 5 tháng 04, năm 2023"),
        ):
            self.assertEqual(documents.read_date(text), date(2023, 4, 5), text)
        for text in ("31/02/2023", "05/04/23", "45021", "tháng 4", ""):
            self.assertFalse(documents.is_date(text), text)

    def test_number_and_date_in_one_cell(self):
        self.assertEqual(
            documents.split_reference("Số 12/KH-UBND, ngày 05/4/2023"),
            ("Số 12/KH-UBND", "ngày 05/4/2023"),
        )
        self.assertIsNone(documents.split_reference("Họp ngày 05/4/2023"))
        self.assertIsNone(documents.split_reference("12/KH-UBND"))

    def test_kind_told_by_the_number(self):
        for number, kind in {
            "336/QĐ-UBND": "decision",
            "12/2020/NĐ-CP": "decree",
            "18-NQ/TW": "resolution",
            "05/CTr-UBND": "programme",
            "45/UBND-NC": "letter",
            "9/TTr-SNV": "submission",
            "": "other",
            "72": "other",
        }.items():
            self.assertEqual(documents.kind_of(number), kind, number)
