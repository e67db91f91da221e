from datetime import date
from decimal import Decimal
from unittest import TestCase

from ..kernel import reporting


class TestReporting(TestCase):
    def test_figures_as_officials_type_them(self):
        for text, figure in (
            ("12", "12"),
            ("1.234,5", "1234.5"),
            ("1234,50", "1234.5"),
            ("1.234.567", "1234567"),
            ("-3", "-3"),
            ("45,7%", "45.7"),
            (" 1 234 ", "1234"),
            ("0,0", "0"),
        ):
            with self.subTest(text):
                self.assertEqual(reporting.parse_figure(text), Decimal(figure))
        self.assertIsNone(reporting.parse_figure("  "))
        self.assertIsNone(reporting.parse_figure(False))

    def test_what_could_be_read_in_two_ways_is_refused(self):
        for text in ("1,234.5", "1.5", "12.34", "n/a", "=1+1", "1e5", "NaN", "1,2345678", "9" * 40):
            with self.subTest(text), self.assertRaises(ValueError):
                reporting.parse_figure(text)

    def test_printed_the_vietnamese_way(self):
        self.assertEqual(reporting.format_figure(Decimal("1234567.85"), 1), "1.234.567,9")
        self.assertEqual(reporting.format_figure(Decimal("12.50"), 2), "12,5")
        self.assertEqual(reporting.format_figure(Decimal("-0.2")), "0")
        self.assertEqual(reporting.format_figure(None), "-")
        self.assertEqual(reporting.to_text(Decimal("1E+3")), "1000")
        self.assertEqual(reporting.to_text(None), "")

    def test_formulas(self):
        tree, codes = reporting.parse_formula("100 * done / (given - moved)")
        self.assertEqual(codes, {"done", "given", "moved"})
        values = {"done": Decimal(3), "given": Decimal(5), "moved": Decimal(1)}
        self.assertEqual(reporting.evaluate(tree, values), Decimal(75))
        self.assertIsNone(reporting.evaluate(tree, {**values, "moved": None}))
        self.assertIsNone(reporting.evaluate(tree, {**values, "moved": Decimal(5)}))

    def test_a_formula_reaches_nothing_else(self):
        for text in (
            "__import__('os')",
            "done.real",
            "done ** 9",
            "[1]",
            "'a' * 9",
            "done if 1 else 2",
            "1e400",
            "",
            "(" * 300,
            "a" * 600,
            "done := 1",
            "True",
        ):
            with self.subTest(text[:20]), self.assertRaises(ValueError):
                reporting.parse_formula(text)

    def test_formulas_in_order_and_no_cycle(self):
        ordered = reporting.order_formulas({"a": {"b", "x"}, "b": {"c"}, "c": set()})
        self.assertEqual(ordered, ["c", "b", "a"])
        with self.assertRaises(ValueError):
            reporting.order_formulas({"a": {"b"}, "b": {"a"}})
        with self.assertRaises(ValueError):
            reporting.order_formulas({"a": {"a"}})

    def test_checks(self):
        self.assertFalse(reporting.holds(Decimal(5), "<=", Decimal(4)))
        self.assertTrue(reporting.holds(None, "=", Decimal(4)))
        self.assertTrue(reporting.jumps(Decimal(100), Decimal(131), 30))
        self.assertFalse(reporting.jumps(Decimal(100), Decimal(130), 30))
        self.assertTrue(reporting.jumps(Decimal(0), Decimal(1), 30))
        self.assertFalse(reporting.jumps(Decimal(1), Decimal(100), 0))

    def test_outliers(self):
        values = {key: Decimal(number) for key, number in enumerate((10, 11, 12, 11, 10, 95))}
        self.assertEqual(reporting.outliers(values), {5})
        self.assertEqual(reporting.outliers({1: Decimal(1), 2: Decimal(900), 3: None}), set())

    def test_sentences(self):
        figure = reporting.Figure("Nhiệm vụ đã hoàn thành", "nhiệm vụ", Decimal(12), 0, Decimal(9))
        self.assertEqual(
            reporting.sentence(figure),
            "Nhiệm vụ đã hoàn thành: 12 nhiệm vụ (tăng 3 nhiệm vụ so với kỳ trước).",
        )
        rate = reporting.Figure("Tỷ lệ", "%", Decimal("45.7"), 1, Decimal(50))
        self.assertEqual(
            reporting.sentence(rate, "cùng kỳ năm trước"),
            "Tỷ lệ: 45,7% (giảm 4,3 điểm phần trăm so với cùng kỳ năm trước).",
        )
        self.assertEqual(reporting.sentence(reporting.Figure("A", "b", None)), "")

    def test_days_of_the_four_periods(self):
        first = (12, 15, True)
        self.assertEqual(
            reporting.span(2023, first, (3, 14)), (date(2022, 12, 15), date(2023, 3, 14))
        )
        self.assertEqual(
            reporting.span(2024, (6, 15, False), (9, 14)), (date(2024, 6, 15), date(2024, 9, 14))
        )
        with self.assertRaises(ValueError):
            reporting.span(2023, (6, 15, False), (3, 14))
