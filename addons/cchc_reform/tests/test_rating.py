from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from ..kernel import rating
from .common import ReformCase
from .test_staff_streamlining_programme import Refusals

SCHEME = "cchc.rating.scheme"
BANDS = (
    (Decimal(90), rating.EXCELLENT),
    (Decimal(70), rating.GOOD),
    (Decimal(50), rating.COMPLETED),
)


class TestRatingScheme(Refusals, ReformCase):
    """The schemes that are shipped, against what was read in published texts."""

    def rules(self, subject, day):
        return self.env[SCHEME]._in_force(subject, date.fromisoformat(day))._rules()

    def test_shipped(self):
        before = rating.Rules(minimal_months=Decimal(6), leave_months=Decimal(3))
        people = rating.Rules(BANDS, Decimal(20), duty_bars=True)
        units = rating.Rules(BANDS, late_percent=Decimal(20))
        for subject, day, rules in (
            ("person", "2022-12-31", before),
            ("person", "2025-12-31", before),
            ("person", "2026-01-01", people),
            ("unit", "2026-01-01", units),
            ("head", "2026-01-01", rating.Rules()),
        ):
            with self.subTest(subject=subject, day=day):
                self.assertEqual(self.rules(subject, day), rules)
        self.assertFalse(self.env[SCHEME]._in_force("unit", date(2025, 12, 31)))
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        self.assertEqual(decree.criterion_ids.mapped("points"), [30, 70])
        self.assertEqual(decree.points, 100)
        head = self.env.ref("cchc_reform.rating_scheme_head")
        self.assertEqual(head.confirmation, "to_verify", "the province has a rule of its own")

    def test_two_at_the_same_time_are_refused(self):
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        values = {"name": "Quy chế mới", "subject": "person", "date_from": "2027-01-01"}
        with self.refused(ValidationError, "“Quy chế mới” and “Yearly rating .* 2026”.*01/01/2027"):
            self.env[SCHEME].create(values)
        coming = self.env[SCHEME].create({**values, "is_draft": True})
        decree.date_to = "2026-12-31"
        coming.is_draft = False
        self.assertEqual(self.env[SCHEME]._in_force("person", date(2027, 1, 1)), coming)
        with self.refused(ValidationError, "“Yearly rating .* 2026” and “Quy chế mới”"):
            decree.date_to = False

    def test_bands_are_ordered(self):
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        for values in ({"good_from": 90}, {"completed_from": 0}, {"excellent_from": 69}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.refused(IntegrityError, "bands_ordered"),
            ):
                decree.write(values)
                decree.flush_recordset()

    def test_changes_are_kept(self):
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        decree.excellent_percent = 25
        decree.criterion_ids[0].points = 40
        rows = self.env["cchc.audit.entry"].search(
            [("model", "=", SCHEME), ("res_id", "=", decree.id)], order="id desc", limit=2
        )
        self.assertEqual(rows.mapped("action"), ["criterion", "change"])
        with self.assertRaises(AccessError):
            decree.with_user(self.user_leader).excellent_percent = 30
