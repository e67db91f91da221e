from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel import waiting
from odoo.addons.cchc_reform.kernel.waiting import Delays, Wait

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)
FRIDAY = date(2023, 3, 10)
DAYS = st.dates(date(2023, 1, 1), date(2023, 6, 30))


def is_working(day):
    return day.weekday() < 5


def day(number):
    return FRIDAY + timedelta(days=number)


class TestDelay(TestCase):
    def late(self, on, **values):
        wait = Wait(asked_on=day(-10), due_on=FRIDAY, **values)
        return waiting.days_late(wait, on, is_working)

    def test_counts_working_days_after_the_due_day(self):
        self.assertEqual([self.late(day(number)) for number in range(-1, 5)], [0, 0, 0, 0, 1, 2])

    def test_the_answer_ends_it_on_its_own_day(self):
        self.assertEqual(self.late(day(20), came_on=day(3)), 1)
        self.assertEqual(self.late(day(20), came_on=FRIDAY), 0)
        self.assertEqual(self.late(day(20), came_on=day(2)), 0, "a Sunday delays nobody")

    def test_what_is_withdrawn_delays_no_longer(self):
        self.assertEqual(self.late(day(20), withdrawn_on=day(4)), 2)
        self.assertEqual(self.late(day(20), withdrawn_on=day(-10)), 0, "entered by mistake")

    def test_as_of_a_past_day_nothing_later_is_known(self):
        wait = Wait(day(-10), FRIDAY, came_on=day(7))
        self.assertTrue(waiting.is_open(wait, day(6)))
        self.assertFalse(waiting.is_open(wait, day(7)))
        self.assertFalse(waiting.is_open(wait, day(-11)), "not asked yet")
        self.assertEqual(waiting.days_late(wait, day(3), is_working), 1)

    def test_days_are_split_where_the_head_changed(self):
        def head_of(one):
            return "an" if one < day(4) else None

        wait = Wait(day(-10), FRIDAY)
        split = waiting.days_late_by_head(wait, day(5), is_working, head_of)
        self.assertEqual(split, {"an": 1, None: 2})

    @unhurried
    @given(DAYS, st.integers(0, 40), st.none() | st.integers(0, 60), st.none() | DAYS, DAYS)
    def test_the_parts_add_up(self, asked_on, term, answered, withdrawn_on, on):
        came_on = None if answered is None else asked_on + timedelta(days=answered)
        wait = Wait(asked_on, asked_on + timedelta(days=term), came_on, withdrawn_on)
        split = waiting.days_late_by_head(wait, on, is_working, lambda one: one.month)
        self.assertEqual(sum(split.values()), waiting.days_late(wait, on, is_working))
        self.assertNotIn(0, split.values())

    def test_delays_of_units_add_up(self):
        self.assertEqual(Delays(1, 5) + Delays(2, 7), Delays(3, 12))
        with self.assertRaises(TypeError):
            Delays(1, 5) + 1
