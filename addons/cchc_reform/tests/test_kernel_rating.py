from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import rating
from odoo.addons.cchc_reform.kernel.rating import (
    COMPLETED,
    DISCIPLINED,
    EXCELLENT,
    GOOD,
    LONG_LEAVE,
    NOT_COMPLETED,
    NOT_DONE,
    NOT_ON_TIME,
    TOO_SHORT,
)

BANDS = ((Decimal(90), EXCELLENT), (Decimal(70), GOOD), (Decimal(50), COMPLETED))
#: Decree 335/2025, what of it was read in published texts.
OF_2026 = rating.Rules(BANDS, Decimal(20), duty_bars=True, late_percent=Decimal(20))
#: The rules on service and leave are of decree 90/2020; points only let them be seen.
OF_2020 = rating.Rules(BANDS, minimal_months=Decimal(6), leave_months=Decimal(3))


class TestRatingKernel(TestCase):
    def test_bands(self):
        for points, level in (
            ("100", EXCELLENT),
            ("90", EXCELLENT),
            ("89.99", GOOD),
            ("70", GOOD),
            ("69.99", COMPLETED),
            ("50", COMPLETED),
            ("49.99", NOT_COMPLETED),
            ("0", NOT_COMPLETED),
        ):
            for bands in (BANDS, BANDS[::-1]):
                with self.subTest(points=points, bands=bands):
                    self.assertEqual(rating.level_of(Decimal(points), bands), level)
        self.assertIsNone(rating.level_of(None, BANDS))
        self.assertIsNone(rating.level_of(Decimal(95), ()), "a scheme without points")

    def test_person(self):
        """Service, leave, discipline; what a scheme does not say holds nobody down."""
        for rules, points, months, leave, disciplined, level, reason in (
            (OF_2020, 95, "12", "0", False, EXCELLENT, None),
            (OF_2020, 95, "6", "0", False, EXCELLENT, None),
            (OF_2020, 95, "5.9", "0", False, None, TOO_SHORT),
            (OF_2020, 30, "5.9", "0", True, None, TOO_SHORT),
            (OF_2020, 95, "12", "2.9", False, EXCELLENT, None),
            (OF_2020, 95, "12", "3", False, COMPLETED, LONG_LEAVE),
            (OF_2020, 75, "12", "5.9", False, COMPLETED, LONG_LEAVE),
            (OF_2020, 55, "12", "4", False, COMPLETED, None),
            (OF_2020, 40, "12", "4", False, NOT_COMPLETED, None),
            (OF_2020, 95, "12", "6", False, COMPLETED, LONG_LEAVE),
            (OF_2020, 95, "12", "6.1", False, None, TOO_SHORT),
            (OF_2020, 95, "8", "3", False, None, TOO_SHORT),
            # Six months of maternity leave: service, and no leave that lowers.
            (OF_2020, 95, "12", "0", False, EXCELLENT, None),
            (OF_2020, None, "12", "0", False, None, None),
            (OF_2020, 95, "12", "0", True, EXCELLENT, None),
            (OF_2026, 95, "12", "0", True, NOT_COMPLETED, DISCIPLINED),
            (OF_2026, None, "12", "0", True, NOT_COMPLETED, DISCIPLINED),
            (OF_2026, 95, "5", "4", False, EXCELLENT, None),
        ):
            with self.subTest(points=points, months=months, leave=leave, disciplined=disciplined):
                found = rating.person(
                    rules,
                    None if points is None else Decimal(points),
                    Decimal(months),
                    Decimal(leave),
                    disciplined,
                )
                self.assertEqual(found, (level, reason))

    def test_unit(self):
        for points, done, on_time, level, reason in (
            ("90", "100", "100", EXCELLENT, None),
            ("90", "100", "99.9", COMPLETED, NOT_ON_TIME),
            ("89.9", "100", "100", GOOD, None),
            ("70", "100", "100", GOOD, None),
            ("70", "100", "80", COMPLETED, NOT_ON_TIME),
            ("70", "100", "79.9", NOT_COMPLETED, NOT_ON_TIME),
            ("69.9", "100", "100", COMPLETED, None),
            ("50", "100", "80", COMPLETED, None),
            ("50", "100", "79.9", NOT_COMPLETED, NOT_ON_TIME),
            ("50", "99.9", "100", NOT_COMPLETED, NOT_DONE),
            ("95", "99.9", "100", NOT_COMPLETED, NOT_DONE),
            ("49.9", "100", "100", NOT_COMPLETED, None),
            ("49.9", None, None, NOT_COMPLETED, None),
            ("90", None, "100", None, None),
            ("90", "100", None, None, None),
            (None, "100", "100", None, None),
        ):
            with self.subTest(points=points, done=done, on_time=on_time):
                figures = (
                    None if value is None else Decimal(value) for value in (points, done, on_time)
                )
                self.assertEqual(rating.unit(OF_2026, *figures), (level, reason))
        self.assertEqual(
            rating.unit(OF_2020, Decimal(90), None, None), (EXCELLENT, None), "by points alone"
        )

    def test_allowed_excellent(self):
        for good, allowed in ((0, 0), (4, 0), (5, 1), (9, 1), (10, 2), (14, 2), (15, 3)):
            with self.subTest(good=good):
                self.assertEqual(rating.allowed_excellent(good, Decimal(20)), allowed)

    def test_excess(self):
        """As few fall out as it takes, for each of them counts as good from then on."""
        for points, good, found in (
            ((95,), 5, None),
            ((95,), 4, (0, 1, (0,))),
            ((95, 92), 9, (1, 1, (1,))),
            ((95, 92), 10, None),
            # With three of five out, four "good" become seven: one may stay, but two would.
            ((91, 92, 93, 94, 95), 4, (1, 4, (0, 1, 2, 3))),
            ((97, 91, 93), 3, (1, 2, (1, 2))),
            # The last place is equal: both are named, one falls out.
            ((92, 92, 95), 14, (2, 1, (0, 1))),
            # Without points nothing tells them apart.
            ((None, None), 9, (1, 1, (0, 1))),
            ((), 0, None),
        ):
            with self.subTest(points=points, good=good):
                excellent = {
                    key: None if value is None else Decimal(value)
                    for key, value in enumerate(points)
                }
                self.assertEqual(rating.excess(excellent, good, Decimal(20)), found)
        self.assertIsNone(rating.excess({1: Decimal(90)}, 0, None), "a scheme without a share")

    def test_months_of_service(self):
        for spans, months in (
            ((("2019-05-01", None),), 12),
            ((("2026-07-01", None),), 6),
            ((("2026-07-02", "2030-01-01"),), 5),
            ((("2026-01-01", "2026-06-30"), ("2026-06-15", "2026-06-30")), 6),
            ((("2026-01-16", "2026-01-31"), ("2026-03-01", "2026-03-15")), 1),
            ((("2025-01-01", "2025-12-31"), ("2027-01-01", None)), 0),
            ((), 0),
        ):
            with self.subTest(spans=spans):
                days = [tuple(one and date.fromisoformat(one) for one in span) for span in spans]
                self.assertEqual(rating.months_of_service(days, 2026), months)

    def test_points_by_figures(self):
        self.assertEqual(rating.share_points(25, "87.5"), Decimal("21.88"))
        for cases, points in ((0, "70"), (1, "52.5"), (3, "17.5"), (4, "0"), (5, "0")):
            with self.subTest(cases=cases):
                self.assertEqual(rating.case_points(70, cases, 25), Decimal(points))
        for levels, percent in (
            ((), None),
            ((EXCELLENT, COMPLETED), 100),
            ((EXCELLENT, NOT_COMPLETED), 50),
        ):
            with self.subTest(levels=levels):
                self.assertEqual(rating.staff_percent(levels, 50), percent)
