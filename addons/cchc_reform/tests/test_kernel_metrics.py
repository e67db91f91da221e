from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel import metrics
from odoo.addons.cchc_reform.kernel.metrics import (
    CELLS,
    SCOPES,
    STATES,
    Rates,
    TaskFact,
    achieved_share,
    awaits_confirmation,
    cell,
    is_assigned,
    is_due,
    is_on_time,
    is_reported_in_time,
    is_verified,
    rate,
    scopes,
    summarise,
)

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)

DEADLINE = date(2023, 3, 31)
DAY_BEFORE = DEADLINE - timedelta(days=1)
DAY_AFTER = DEADLINE + timedelta(days=1)

days = st.dates(date(2023, 1, 1), date(2023, 1, 10))
maybe_days = st.none() | days
weights = st.decimals(0, metrics.MAX_WEIGHT, places=2)
facts = st.builds(
    TaskFact,
    leaf=st.booleans(),
    state=st.sampled_from(STATES),
    weight=weights,
    deadline=maybe_days,
    reported_on=maybe_days,
    verified_on=maybe_days,
    first_deadline=maybe_days,
)


def fact(state="in_progress", *, leaf=True, weight=1, deadline=DEADLINE, **values):
    return TaskFact(leaf=leaf, state=state, weight=weight, deadline=deadline, **values)


class TestTaskFact(TestCase):
    def test_bad_weights_are_refused(self):
        for weight in (
            "NaN",
            "sNaN",
            "Infinity",
            "-Infinity",
            "-1",
            "1e308",
            "1e-308",
            "1e9999999",
        ):
            with self.assertRaises(ValueError, msg=weight):
                fact(weight=Decimal(weight))
        for weight in (1.0, float("nan"), "1", None, True):
            with self.assertRaises(TypeError, msg=repr(weight)):
                fact(weight=weight)

    def test_weights_at_the_bounds(self):
        self.assertEqual(fact(weight=metrics.MAX_WEIGHT).weight, metrics.MAX_WEIGHT)
        self.assertEqual(fact(weight=Decimal("0.000001")).weight, Decimal("0.000001"))
        self.assertEqual(fact(weight=Decimal("0.5000000000")).weight, Decimal("0.5"))
        with self.assertRaises(ValueError):
            fact(weight=metrics.MAX_WEIGHT + Decimal("0.01"))
        with self.assertRaises(ValueError):
            fact(weight=Decimal("0.0000001"))

    def test_unknown_state_is_refused(self):
        with self.assertRaises(ValueError):
            fact("done")


class TestPredicates(TestCase):
    def test_is_assigned(self):
        assigned = {state for state in STATES if is_assigned(fact(state))}
        self.assertEqual(
            assigned, {"assigned", "in_progress", "for_approval", "reported", "verified"}
        )

    def test_parents_and_exempt_tasks_are_in_no_figure(self):
        for uncounted in (fact("verified", leaf=False), fact("exempt")):
            self.assertFalse(is_assigned(uncounted))
            self.assertFalse(is_due(uncounted, DAY_AFTER))
            self.assertFalse(is_verified(uncounted))
            self.assertIsNone(cell(uncounted, DAY_AFTER))
            self.assertEqual(scopes(uncounted, DAY_AFTER), frozenset())

    def test_is_due_from_the_day_of_the_deadline(self):
        self.assertFalse(is_due(fact(), DAY_BEFORE))
        self.assertTrue(is_due(fact(), DEADLINE))
        self.assertTrue(is_due(fact(), DAY_AFTER))

    def test_standing_and_waiting_tasks_are_assigned_and_not_due(self):
        waiting = fact(deadline=None)
        self.assertTrue(is_assigned(waiting))
        self.assertFalse(is_due(waiting, date.max))

    def test_is_verified(self):
        self.assertEqual([s for s in STATES if is_verified(fact(s))], ["verified"])

    def test_is_reported_in_time(self):
        self.assertTrue(is_reported_in_time(fact(reported_on=DEADLINE)))
        self.assertFalse(is_reported_in_time(fact(reported_on=DAY_AFTER)))
        self.assertFalse(is_reported_in_time(fact(reported_on=None)))
        self.assertTrue(is_reported_in_time(fact(deadline=None)))

    def test_on_time_is_the_units_own_act_and_not_the_confirmation(self):
        slowly = fact("verified", reported_on=DEADLINE, verified_on=DEADLINE + timedelta(days=90))
        self.assertTrue(is_on_time(slowly))
        self.assertFalse(is_on_time(fact("verified", reported_on=DAY_AFTER)))
        self.assertFalse(is_on_time(fact("reported", reported_on=DEADLINE)), "not yet confirmed")

    def test_awaits_confirmation(self):
        self.assertTrue(awaits_confirmation(fact("reported", reported_on=DEADLINE)))
        self.assertFalse(awaits_confirmation(fact("reported", reported_on=DAY_AFTER)))
        self.assertFalse(awaits_confirmation(fact("verified", reported_on=DEADLINE)))
        self.assertFalse(awaits_confirmation(fact("for_approval")))


class TestCell(TestCase):
    def test_open_task_is_due_and_not_overdue_on_its_deadline(self):
        for state in ("assigned", "in_progress", "for_approval"):
            self.assertEqual(cell(fact(state), DEADLINE), "in_progress")
            self.assertEqual(cell(fact(state), DAY_AFTER), "overdue")

    def test_slow_confirmation_is_never_red(self):
        waiting = fact("reported", reported_on=DEADLINE)
        self.assertEqual(cell(waiting, DEADLINE + timedelta(days=365)), "in_progress")

    def test_late_report_is_overdue_until_confirmed_and_then_late(self):
        self.assertEqual(cell(fact("reported", reported_on=DAY_AFTER), DAY_AFTER), "overdue")
        self.assertEqual(cell(fact("verified", reported_on=DAY_AFTER), DAY_AFTER), "done_late")

    def test_returned_task_is_overdue_again(self):
        self.assertEqual(cell(fact("in_progress", reported_on=None), DAY_AFTER), "overdue")
        self.assertEqual(cell(fact("in_progress", reported_on=DEADLINE), DAY_AFTER), "overdue")

    def test_verified_in_time(self):
        self.assertEqual(cell(fact("verified", reported_on=DEADLINE), DAY_AFTER), "done_on_time")
        early = fact("verified", reported_on=DAY_BEFORE)
        self.assertEqual(cell(early, DAY_BEFORE), "done_on_time")

    def test_without_deadline_nothing_is_late(self):
        self.assertEqual(cell(fact(deadline=None), date.max), "in_progress")
        self.assertEqual(cell(fact("verified", deadline=None), date.max), "done_on_time")

    def test_verified_without_a_day_of_report_is_not_proven_in_time(self):
        self.assertEqual(cell(fact("verified"), DEADLINE), "done_late")

    def test_draft_and_cancelled_are_in_no_cell(self):
        self.assertIsNone(cell(fact("draft"), DAY_AFTER))
        self.assertIsNone(cell(fact("cancelled", reported_on=DEADLINE), DAY_AFTER))

    @unhurried
    @given(facts, days)
    def test_each_assigned_task_is_in_exactly_one_cell(self, task, day):
        found = scopes(task, day)
        self.assertEqual(len(found & set(CELLS)), int(is_assigned(task)))
        self.assertLessEqual(found, set(SCOPES))

    @unhurried
    @given(facts, days)
    def test_how_the_scopes_lie_within_each_other(self, task, day):
        found = scopes(task, day)
        for part, whole in (
            ("due", "assigned"),
            ("verified", "assigned"),
            ("awaiting", "in_progress"),
            ("overdue", "due"),
            ("done_on_time", "verified"),
            ("done_late", "verified"),
            ("on_time", "done_on_time"),
        ):
            self.assertTrue(part not in found or whole in found, (part, whole))
        self.assertEqual("verified_due" in found, {"verified", "due"} <= found)
        self.assertEqual("on_time" in found, {"done_on_time", "due"} <= found)

    @unhurried
    @given(facts, days, st.integers(0, 30))
    def test_an_open_task_does_not_turn_good_by_waiting(self, task, day, later):
        if cell(task, day) == "overdue":
            self.assertEqual(cell(task, day + timedelta(days=later)), "overdue")


class TestSummarise(TestCase):
    def test_a_plan_in_mid_progress(self):
        tasks = [
            fact("verified", weight=3, reported_on=DEADLINE),
            fact("verified", weight=2, reported_on=DAY_AFTER),
            fact("reported", weight=1, reported_on=DEADLINE),
            fact("in_progress", weight=2),
            fact("verified", weight=1, deadline=date(2023, 6, 30), reported_on=DEADLINE),
            fact("assigned", weight=1, deadline=None),
            fact("draft", weight=100),
            fact("cancelled", weight=100),
            fact("exempt", weight=100),
            fact("verified", weight=100, leaf=False),
        ]
        rates = summarise(tasks, date(2023, 4, 15))
        self.assertEqual(
            rates,
            Rates(
                assigned=6,
                due=4,
                verified=3,
                verified_due=2,
                on_time=1,
                awaiting=1,
                done_on_time=2,
                done_late=1,
                in_progress=2,
                overdue=1,
                weight_assigned=Decimal(10),
                weight_due=Decimal(8),
                weight_verified=Decimal(6),
                weight_verified_due=Decimal(5),
                weight_on_time=Decimal(3),
                weight_awaiting=Decimal(1),
                weight_done_on_time=Decimal(4),
                weight_done_late=Decimal(2),
                weight_in_progress=Decimal(2),
                weight_overdue=Decimal(2),
            ),
        )
        self.assertEqual(rates.completion, Decimal("60.0"))
        self.assertEqual(rates.gap, Decimal("40.0"))
        self.assertEqual(rates.due_completion, Decimal("62.5"))
        self.assertEqual(rates.on_time_rate, Decimal("25.0"))
        self.assertEqual(rates.expected, Decimal("80.0"))
        # The task that waits to be confirmed is no part of it.
        self.assertEqual(rates.behind, Decimal("20.0"))

    def test_no_data(self):
        for rates in (summarise([], DEADLINE), summarise([fact("draft")], DEADLINE)):
            self.assertEqual(rates, Rates())
            for name in (
                "completion",
                "gap",
                "due_completion",
                "on_time_rate",
                "expected",
                "behind",
            ):
                self.assertIsNone(getattr(rates, name), name)

    def test_only_weightless_tasks_have_no_completion(self):
        rates = summarise([fact("verified", weight=0, reported_on=DEADLINE)], DEADLINE)
        self.assertIsNone(rates.completion)
        self.assertEqual(rates.on_time_rate, Decimal("100.0"))

    def test_one_small_open_task_keeps_a_plan_below_100(self):
        tasks = [fact("verified", weight=9999, reported_on=DEADLINE), fact(weight=1)]
        rates = summarise(tasks, DEADLINE)
        self.assertEqual((rates.completion, rates.gap), (Decimal("99.9"), Decimal("0.1")))

    def test_sums_are_exact(self):
        tasks = [fact("verified", weight=metrics.MAX_WEIGHT), fact(weight=Decimal("0.000001"))]
        rates = summarise(tasks * 1000, DEADLINE)
        self.assertEqual(rates.weight_assigned, Decimal("1000000000000.001"))
        self.assertEqual(rates.completion, Decimal("99.9"))

    @unhurried
    @given(st.lists(facts), days)
    def test_cells_and_weights_add_up(self, tasks, day):
        rates = summarise(tasks, day)
        for prefix in ("", "weight_"):
            total = sum(getattr(rates, prefix + name) for name in CELLS)
            self.assertEqual(total, getattr(rates, prefix + "assigned"))
        if rates.gap is not None:
            self.assertEqual(rates.completion + rates.gap, 100)
            self.assertEqual(rates.gap == 0, rates.weight_verified == rates.weight_assigned)

    @unhurried
    @given(st.lists(facts), st.lists(facts), days)
    def test_units_together_are_sum_over_sum(self, one, other, day):
        self.assertEqual(summarise(one, day) + summarise(other, day), summarise(one + other, day))

    @unhurried
    @given(st.lists(facts), days)
    def test_counts_are_those_of_the_predicates(self, tasks, day):
        rates = summarise(tasks, day)
        for name, counted in (
            ("assigned", is_assigned),
            ("due", lambda task: is_due(task, day)),
            ("verified", is_verified),
            ("verified_due", lambda task: is_verified(task) and is_due(task, day)),
            ("on_time", lambda task: is_on_time(task) and is_due(task, day)),
            ("awaiting", awaits_confirmation),
        ):
            chosen = [task for task in tasks if counted(task)]
            self.assertEqual(getattr(rates, name), len(chosen), name)
            weight = sum((task.weight for task in chosen), Decimal(0))
            self.assertEqual(getattr(rates, f"weight_{name}"), weight, name)


class TestRate(TestCase):
    def assertShows(self, numerator, denominator, shown):
        found = rate(Decimal(numerator), Decimal(denominator))
        self.assertEqual(str(found), shown)

    def test_half_up_to_one_decimal(self):
        self.assertShows("74.95", "100", "75.0")
        self.assertShows("74.949999", "100", "74.9")
        self.assertShows("74.995", "100", "75.0")
        self.assertShows("0.05", "100", "0.1")
        self.assertShows("0.049", "100", "0.0")
        self.assertShows("1", "3", "33.3")
        self.assertShows("2", "3", "66.7")

    def test_100_only_when_all_is_done(self):
        self.assertShows("99.94", "100", "99.9")
        self.assertShows("99.96", "100", "99.9")
        self.assertShows("99.999999", "100", "99.9")
        self.assertShows("100", "100", "100.0")
        self.assertShows("0.3", "0.30", "100.0")

    def test_no_denominator_is_no_data(self):
        self.assertIsNone(rate(0, 0))
        self.assertIsNone(rate(0, Decimal("0E-50")))

    def test_refused(self):
        for numerator, denominator in (("NaN", 1), (0, "NaN"), (1, "Infinity"), (-1, 1), (0, -1)):
            with self.assertRaises(ValueError):
                rate(Decimal(numerator), Decimal(denominator))
        with self.assertRaises(ValueError, msg="more than all"):
            rate(101, 100)
        with self.assertRaises(ValueError, msg="too large to be a sum of weights"):
            rate(0, Decimal("1e308"))
        with self.assertRaises(TypeError):
            rate(0.5, 1)

    @unhurried
    @given(weights, weights)
    def test_within_a_twentieth_and_never_100_too_early(self, one, other):
        part, whole = min(one, other), max(one, other)
        shown = rate(part, whole)
        if whole == 0:
            self.assertIsNone(shown)
            return
        self.assertEqual(shown.as_tuple().exponent, -1)
        self.assertTrue(0 <= shown <= 100)
        self.assertEqual(shown == 100, part == whole)
        exact = Fraction(part) * 100 / Fraction(whole)
        self.assertTrue(shown == Decimal("99.9") or abs(Fraction(shown) - exact) <= Fraction(1, 20))


class TestAchievedShare(TestCase):
    def assertShows(self, shown, value, target, baseline=None, **options):
        numbers = [None if n is None else Decimal(n) for n in (value, target, baseline)]
        found = achieved_share(*numbers, **options)
        self.assertEqual(found if found is None else str(found), shown)

    def test_no_measurement_is_no_data(self):
        self.assertShows(None, None, 100)
        self.assertShows(None, None, 0, 0, direction="decrease")
        self.assertShows("0.0", 0, 100)

    def test_increase(self):
        self.assertShows("75.0", "60", "80")
        self.assertShows("50.0", "60", "80", "40")
        self.assertShows("100.0", "80", "80", "40")
        self.assertShows("75.0", "74.95", "100")
        self.assertShows("99.9", "99.96", "100")

    def test_decrease(self):
        self.assertShows("100.0", "5", "5", "10", direction="decrease")
        self.assertShows("60.0", "7", "5", "10", direction="decrease")
        self.assertShows("50.0", "10", "5", direction="decrease")
        self.assertShows("99.9", "5.001", "5", direction="decrease")

    def test_cap(self):
        self.assertShows("100.0", "120", "80")
        self.assertShows("150.0", "120", "80", cap=False)
        self.assertShows("0.0", "30", "80", "40")
        self.assertShows("-25.0", "30", "80", "40", cap=False)
        self.assertShows("-10.1", "-10.05", "100", cap=False)
        self.assertShows("100.0", "1", "5", "10", direction="decrease", cap=False)
        self.assertShows("-40.0", "12", "5", "10", direction="decrease", cap=False)

    def test_nothing_to_go(self):
        for direction, missed in (("increase", "-1"), ("decrease", "1")):
            for cap in (True, False):
                options = {"direction": direction, "cap": cap}
                self.assertShows("100.0", "0", "0", **options)
                self.assertShows("0.0", missed, "0", **options)
                self.assertShows("100.0", "50", "50", "50", **options)
        self.assertShows("0.0", "49", "50", "50")
        self.assertShows("0.0", "3", "0", direction="decrease")

    def test_baseline_beyond_the_target(self):
        self.assertShows("0.0", "70", "80", "90")
        self.assertShows("100.0", "85", "80", "90")
        self.assertShows("0.0", "7", "5", "3", direction="decrease")

    def test_negative_targets_without_baseline_are_all_or_nothing(self):
        self.assertShows("0.0", "-5", "-2")
        self.assertShows("100.0", "-1", "-2")
        self.assertShows("0.0", "-2", "-5", direction="decrease")

    def test_refused(self):
        for values in ((Decimal("NaN"), 1), (1, Decimal("Infinity")), (1, 1, Decimal("NaN"))):
            with self.assertRaises(ValueError):
                achieved_share(*values)
        with self.assertRaises(ValueError):
            achieved_share(1, 1, direction="up")
        with self.assertRaises(TypeError):
            achieved_share(0.5, 1)
        with self.assertRaises(TypeError):
            achieved_share(1, None)

    numbers = st.decimals(-1000, 1000, places=2)

    @unhurried
    @given(numbers, numbers, st.none() | numbers, st.sampled_from(metrics.DIRECTIONS))
    def test_100_means_reached(self, value, target, baseline, direction):
        share = achieved_share(value, target, baseline, direction)
        reached = value >= target if direction == "increase" else value <= target
        self.assertTrue(0 <= share <= 100)
        self.assertEqual(share == 100, reached)
        uncapped = achieved_share(value, target, baseline, direction, cap=False)
        self.assertEqual(uncapped >= 100, reached)
        self.assertEqual(min(max(uncapped, Decimal(0)), Decimal(100)), share)


class TestAchievedInAll(TestCase):
    def test_targets_without_data_are_counted_apart(self):
        shares = [(Decimal("100.0"), 1), (Decimal("50.0"), 3), (None, 5)]
        self.assertEqual(metrics.achieved_in_all(shares), (Decimal("62.5"), 1))
        self.assertEqual(metrics.achieved_in_all([(None, 1)]), (None, 1))
        self.assertEqual(metrics.achieved_in_all([]), (None, 0))
