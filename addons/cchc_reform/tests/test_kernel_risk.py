from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel import metrics, risk
from odoo.addons.cchc_reform.kernel.risk import History, Rule, Standing
from odoo.addons.cchc_reform.kernel.waiting import Wait, days_late
from odoo.addons.cchc_reform.kernel.working_days import working_days_between

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)
WEDNESDAY = date(2023, 3, 15)


def is_working(day):
    return day.weekday() < 5


def day(number):
    return WEDNESDAY + timedelta(days=number)


def fact(state="in_progress", deadline=None, **values):
    return metrics.TaskFact(leaf=True, state=state, weight=1, deadline=deadline, **values)


def reason(rule, on=WEDNESDAY, **standing):
    return risk.reason(rule, Standing(**standing), on, is_working)


class TestRules(TestCase):
    def test_done_or_reported_in_time_is_never_at_risk(self):
        rule = Rule(risk.RETURNED, times=1)
        for state, reported_on, told in (
            ("in_progress", None, True),
            ("reported", WEDNESDAY, False),
            ("reported", day(9), True),
            ("verified", WEDNESDAY, False),
            ("cancelled", None, False),
            ("draft", None, False),
        ):
            with self.subTest(state=state, reported_on=reported_on):
                one = fact(state, day(5), reported_on=reported_on)
                self.assertEqual(bool(reason(rule, fact=one, return_count=3)), told)

    def test_overdue(self):
        rule = Rule(risk.OVERDUE)
        self.assertIsNone(reason(rule, fact=fact(deadline=WEDNESDAY)))
        self.assertEqual(
            reason(rule, fact=fact(deadline=day(-3))), {"deadline": day(-3), "days": 3}
        )
        late = fact(state="reported", deadline=day(-9), reported_on=day(-7))
        self.assertEqual(reason(rule, fact=late)["days"], 2, "it is no later for waiting")

    def test_deadline_near_and_no_progress(self):
        rule = Rule(risk.DEADLINE_NEAR, days=3, states=risk.NOT_STARTED)
        told = [
            number
            for number in range(-2, 12)
            if reason(rule, fact=fact("assigned", deadline=day(number)))
        ]
        # Thursday, Friday, Monday, and none after a weekend that would be a fourth.
        self.assertEqual(told, [0, 1, 2, 3, 4, 5])
        self.assertIsNone(reason(rule, fact=fact("in_progress", deadline=day(1))))
        self.assertIsNone(reason(rule, fact=fact("assigned")))

    def test_calendar_days(self):
        rule = Rule(risk.DEADLINE_NEAR, days=3, working=False, states=risk.NOT_SUBMITTED)
        self.assertEqual(reason(rule, fact=fact(deadline=day(3)))["days"], 3)
        self.assertIsNone(reason(rule, fact=fact(deadline=day(4))))

    def test_a_late_answer(self):
        rule = Rule(risk.ANSWER_LATE, days=2)
        late, later = Wait(day(-9), day(-2)), Wait(day(-9), day(-5))
        self.assertIsNone(reason(rule, fact=fact(), waits=()))
        self.assertEqual(reason(rule, fact=fact(), waits=(late,))["days"], 2)
        self.assertEqual(reason(rule, fact=fact(), waits=(late, later))["wait"], later)
        self.assertIsNone(reason(rule, on=day(-1), fact=fact(), waits=(late,)))
        answered = Wait(day(-9), day(-5), came_on=WEDNESDAY)
        self.assertIsNone(reason(rule, fact=fact(), waits=(answered,)))

    def test_no_deadline_near_the_end_of_the_plan(self):
        rule = Rule(risk.EVENT_AWAITED, days=10)
        self.assertTrue(reason(rule, fact=fact(), plan_end=day(14)))
        self.assertIsNone(reason(rule, fact=fact(), plan_end=day(15)))
        self.assertIsNone(reason(rule, fact=fact(deadline=day(9)), plan_end=day(9)))

    def test_history_of_the_unit(self):
        rule = Rule(risk.UNIT_HISTORY, months=3, percent=50, at_least=4)
        for in_time, due, told in ((1, 4, True), (2, 4, False), (0, 3, False), (0, 0, False)):
            with self.subTest(in_time=in_time, due=due):
                histories = {3: History(in_time, due)}
                self.assertEqual(bool(reason(rule, fact=fact(), histories=histories)), told)
        near = Rule(risk.UNIT_HISTORY, months=3, percent=50, at_least=4, days=2)
        histories = {3: History(0, 9)}
        self.assertIsNone(reason(near, fact=fact(), histories=histories))
        self.assertIsNone(reason(near, fact=fact(deadline=day(9)), histories=histories))
        self.assertTrue(reason(near, fact=fact(deadline=day(2)), histories=histories))

    def test_history_counts_the_units_own_act(self):
        facts = [
            fact("verified", day(-5), reported_on=day(-5)),
            fact("reported", day(-5), reported_on=day(-6)),
            fact("verified", day(-5), reported_on=day(-4)),
            fact("in_progress", day(-1)),
            fact("in_progress", WEDNESDAY),
            fact("in_progress", date(2023, 2, 14)),
            fact("cancelled", day(-5)),
            fact("in_progress"),
        ]
        self.assertEqual(risk.history(facts, WEDNESDAY, 1), History(in_time=2, due=4))
        self.assertEqual(risk.history_start(date(2023, 3, 31), 1), date(2023, 2, 28))
        self.assertEqual(risk.history_start(date(2023, 1, 15), 13), date(2021, 12, 15))

    @unhurried
    @given(st.dates(date(2023, 1, 1), date(2023, 12, 31)), st.integers(0, 40), st.data())
    def test_bounds_are_the_working_days_between(self, on, days, data):
        """What a search compares with is the same as counting day by day."""
        off = data.draw(st.sets(st.dates(on, on + timedelta(days=60)), max_size=8))

        def works(one):
            return one.weekday() < 5 and one not in off

        near = risk.last_day_near(Rule(risk.DEADLINE_NEAR, days=days), on, works)
        for ahead in range(60):
            one = on + timedelta(days=ahead)
            self.assertEqual(one <= near, working_days_between(on, one, works) <= days)
        late = risk.last_day_late(days + 1, on, works)
        for back in range(70):
            due = on - timedelta(days=back)
            counted = days_late(Wait(due, due), on, works)
            self.assertEqual(due <= late, counted >= days + 1)
