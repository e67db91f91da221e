from datetime import date, timedelta
from itertools import combinations
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel import posts
from odoo.addons.cchc_reform.kernel.posts import Post

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)
DAY = date(2023, 3, 15)


def post(ref, unit="snv", person=None, capacity="head", mode="regular", start=DAY, end=None):
    return Post(ref, person or ref, unit, capacity, mode, start, end)


class TestClashes(TestCase):
    def rules(self, *given_posts):
        return [clash.rule for clash in posts.clashes(given_posts)]

    def test_one_head_follows_the_other_without_a_shared_day(self):
        first = post("an", end=DAY)
        self.assertEqual(self.rules(first, post("ba", start=DAY + timedelta(days=1))), [])
        self.assertEqual(self.rules(first, post("ba")), [posts.TWO_HEADS])

    def test_an_acting_head_is_a_head(self):
        self.assertEqual(self.rules(post("an"), post("ba", mode="acting")), [posts.TWO_HEADS])

    def test_a_deputy_in_charge_is_no_second_head(self):
        in_charge = post("ba", capacity="deputy", mode="in_charge")
        self.assertEqual(self.rules(post("an"), in_charge), [])
        another = post("chi", capacity="staff", mode="in_charge")
        self.assertEqual(self.rules(in_charge, another), [posts.TWO_IN_CHARGE])

    def test_a_director_who_also_heads_a_division_counts_once(self):
        director = post("an")
        division = post("an", unit="division")
        self.assertEqual(self.rules(director, division), [posts.COUNTED_TWICE])
        self.assertEqual(self.rules(director, division._replace(mode="concurrent")), [])

    def test_a_clash_names_both_posts_and_the_first_day(self):
        (clash,) = posts.clashes([post("ba"), post("an", start=date(2020, 1, 1))])
        self.assertEqual((clash.first.ref, clash.second.ref, clash.day), ("an", "ba", DAY))

    def test_a_clash_behind_a_shorter_post_is_found(self):
        long, short = post("an", start=date(2020, 1, 1)), post("ba", end=DAY)
        later = post("chi", start=date(2024, 1, 1))
        pairs = [(c.first.ref, c.second.ref) for c in posts.clashes([later, short, long])]
        self.assertEqual(pairs, [("an", "ba"), ("an", "chi")])

    @unhurried
    @given(
        st.lists(
            st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 10))), max_size=8
        )
    )
    def test_no_clash_is_reported_exactly_when_no_two_share_a_day(self, spans):
        heads = [
            post(
                str(number),
                start=DAY + timedelta(days=start),
                end=None if length is None else DAY + timedelta(days=start + length),
            )
            for number, (start, length) in enumerate(spans)
        ]
        shared = any(
            first.date_from <= second.last_day and second.date_from <= first.last_day
            for first, second in combinations(heads, 2)
        )
        self.assertEqual(bool(list(posts.clashes(heads))), shared)


class TestHeading(TestCase):
    def test_the_head_answers_before_who_is_in_charge(self):
        head = post("an", mode="acting")
        in_charge = post("ba", capacity="deputy", mode="in_charge")
        deputy = post("chi", capacity="deputy")
        self.assertEqual(posts.heading([deputy, in_charge, head]), head)
        self.assertEqual(posts.heading([deputy, in_charge]), in_charge)
        self.assertIsNone(posts.heading([deputy]))

    def test_modes_that_fit(self):
        self.assertTrue(posts.fits("head", "acting"))
        self.assertFalse(posts.fits("deputy", "acting"))
        self.assertTrue(posts.fits("deputy", "in_charge"))
        self.assertFalse(posts.fits("head", "in_charge"))
        self.assertTrue(posts.fits("head", "concurrent"))
