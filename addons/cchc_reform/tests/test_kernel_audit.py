import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel import audit

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)

number_sets = st.sets(st.integers(1, 60))


def numbers_of(runs):
    return {number for low, high in runs for number in range(low, high + 1)}


class TestCanonical(TestCase):
    def test_one_text_whatever_the_order(self):
        self.assertEqual(audit.canonical({"b": 1, "a": "Đỗ"}), '{"a":"Đỗ","b":1}')

    def test_kinds_of_values(self):
        value = {
            "day": date(2023, 3, 15),
            "moment": datetime(2023, 3, 15, 8, 30),
            "weight": Decimal("12.50"),
            "share": 0.5,
            "none": None,
            "flags": {True},
            "not_a_number": float("nan"),
        }
        self.assertEqual(
            json.loads(audit.canonical(value)),
            {
                "day": "2023-03-15",
                "moment": "2023-03-15T08:30:00",
                "weight": "12.50",
                "share": 0.5,
                "none": None,
                "flags": [True],
                "not_a_number": "nan",
            },
        )

    def test_a_file_is_kept_as_its_hash(self):
        self.assertEqual(
            json.loads(audit.canonical({"file": b"abc"})),
            {"file": {"bytes": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}},
        )

    def test_secrets_are_masked_at_any_depth(self):
        text = audit.canonical(
            {
                "password": "x1",
                "new_password": "x2",
                "api key": "x3",
                "totp_secret": "x4",
                "lines": [{"access_token": "x5", "name": "shown"}],
                "secretary": "Lan",
                "secrecy": "top_secret",
            }
        )
        for number in range(1, 6):
            self.assertNotIn(f"x{number}", text)
        self.assertEqual(text.count('"***"'), 5)
        for shown in ("shown", "Lan", "top_secret"):
            self.assertIn(shown, text)

    def test_an_empty_secret_is_seen_to_be_empty(self):
        self.assertEqual(audit.canonical({"password": False}), '{"password":false}')

    def test_what_postgresql_cannot_keep_is_replaced(self):
        self.assertEqual(audit.clean_text("a\x00b\ud800"), "a�b?")


class TestRuns(TestCase):
    @unhurried
    @given(number_sets)
    def test_runs_there_and_back(self, numbers):
        runs = audit.runs_of(sorted(numbers))
        self.assertEqual(numbers_of(runs), numbers)
        self.assertEqual(audit.parse_runs(audit.format_runs(runs)), runs)

    @unhurried
    @given(number_sets, number_sets)
    def test_subtract_and_merge(self, numbers, taken):
        runs, taken_runs = audit.runs_of(sorted(numbers)), audit.runs_of(sorted(taken))
        self.assertEqual(numbers_of(audit.subtract_runs(runs, taken_runs)), numbers - taken)
        merged = audit.merge_runs(runs + taken_runs)
        self.assertEqual(merged, audit.runs_of(sorted(numbers | taken)))

    @unhurried
    @given(number_sets, st.integers(1, 60), st.integers(1, 60))
    def test_holes(self, numbers, low, high):
        holes = audit.holes_of(audit.runs_of(sorted(numbers)), low, high)
        self.assertEqual(numbers_of(holes), set(range(low, high + 1)) - numbers)

    def test_printed_form(self):
        self.assertEqual(audit.format_runs([(1, 99), (101, 101)]), "1-99,101")
        for text in ("3-1", "5,4", "1-3,3", "x", "1-"):
            with self.subTest(text), self.assertRaises(ValueError):
                audit.parse_runs(text)


class TestDigest(TestCase):
    def test_values_do_not_flow_into_each_other(self):
        blank = dict.fromkeys(audit.COLUMNS)
        digests = {
            audit.entry_digest({**blank, **values})
            for values in (
                {"res_name": "ab", "action": "c"},
                {"res_name": "a", "action": "bc"},
                {"res_name": "abc"},
                {"res_name": "abc", "action": ""},
                {"action": "-"},
                {},
            )
        }
        self.assertEqual(len(digests), 6)

    def test_a_seal_covers_what_is_before_it_what_it_says_and_its_digests(self):
        header = {"sequence": 2, "sealed_at": datetime(2023, 3, 15)}
        hashes = {
            audit.seal_hash(audit.GENESIS, header, b"x"),
            audit.seal_hash("1" * 64, header, b"x"),
            audit.seal_hash(audit.GENESIS, {**header, "sequence": 3}, b"x"),
            audit.seal_hash(audit.GENESIS, header, b"y"),
        }
        self.assertEqual(len(hashes), 4)
