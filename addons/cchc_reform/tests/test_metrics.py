import random
from datetime import date, timedelta
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from ..kernel import dates, metrics
from ..models.task_fact import END_OF_TIME
from .common import ReformCase

FIRST_DAY = date(2023, 1, 1)


class RandomFacts(ReformCase):
    """160 tasks whose facts are random, whether or not a workflow leads there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20230315)
        cls.units = [cls.gtvt, cls.yte, cls.namsach, cls.antruong, cls.gtvt_division]
        for number in range(160):
            cls.random_task(number)
        cls.Fact = cls.env["cchc.task.fact"]

    @classmethod
    def random_day(cls, span=90):
        return FIRST_DAY + timedelta(days=cls.random.randrange(span))

    @classmethod
    def random_task(cls, number):
        """One task with one to three facts of any kind, whether or not a workflow leads there."""
        pick = cls.random.choice
        task = cls.env["cchc.task"].create(
            {
                "name": f"Nhiệm vụ {number}",
                "plan_id": cls.plan.id,
                "domain_id": pick([cls.domain_procedures, cls.domain_organisation]).id,
                "lead_unit_id": pick(cls.units).id,
                "deadline": date(2023, 12, 31),
            }
        )
        starts = sorted({cls.random_day() for _i in range(cls.random.randrange(1, 4))})
        ends = [start - timedelta(days=1) for start in starts[1:]] + [END_OF_TIME]
        for start, end in zip(starts, ends, strict=True):
            deadline = pick([None, cls.random_day()])
            first_deadline = pick([None, deadline, cls.random_day()])
            reported_on = pick([None, cls.random_day()])
            cls.env["cchc.task.fact"].create(
                {
                    "task_id": task.id,
                    "date_from": start,
                    "date_to": end,
                    "unit_id": task.lead_unit_id.id,
                    "plan_id": task.plan_id.id,
                    "domain_id": task.domain_id.id,
                    "leaf": cls.random.random() < 0.9,
                    "state": pick(metrics.STATES),
                    "weight": pick([0.5, 1, 1, 2.25, 10]),
                    "deadline": deadline,
                    "first_deadline": first_deadline,
                    "reported_on": reported_on,
                    "reported_late": bool(reported_on and deadline and reported_on > deadline),
                    "reported_late_first": bool(
                        reported_on and first_deadline and reported_on > first_deadline
                    ),
                }
            )

    def kernel_facts(self, day, keep=lambda fact: True):
        rows = self.Fact.search(self.Fact._domain_on(day)).filtered(keep)
        return {
            row: metrics.TaskFact(
                leaf=row.leaf,
                state=row.state,
                weight=Decimal(str(row.weight)),
                deadline=row.deadline or None,
                first_deadline=row.first_deadline or None,
                reported_on=row.reported_on or None,
            )
            for row in rows
        }

    def days(self):
        return [FIRST_DAY + timedelta(days=step) for step in (0, 17, 44, 45, 73, 89, 200)]


@tagged("post_install", "-at_install")
class TestMetrics(RandomFacts):
    """The SQL and the domains of a figure are held against the kernel on random data."""

    def test_sql_counts_what_the_kernel_counts(self):
        for day in self.days():
            with self.subTest(day=day):
                expected = metrics.summarise(self.kernel_facts(day).values(), day)
                self.assertEqual(self.env["cchc.metrics"]._task_rates(day)[()], expected)

    def test_sql_by_domain_and_unit(self):
        day = date(2023, 3, 15)
        rates = self.env["cchc.metrics"]._task_rates(day, groupby=["domain_id", "unit_id"])
        self.assertTrue(rates)
        for (domain_id, unit_id), found in rates.items():
            facts = self.kernel_facts(
                day,
                lambda fact, d=domain_id, u=unit_id: (fact.domain_id.id, fact.unit_id.id) == (d, u),
            )
            self.assertEqual(found, metrics.summarise(facts.values(), day))

    def test_units_are_summed_with_what_lies_below(self):
        day = date(2023, 3, 15)
        below = Domain("unit_id", "child_of", self.province.id)
        _all, rates, _domains = self.env["cchc.metrics"]._landing_sums(day, self.province, below)
        for unit in (self.gtvt, self.namsach):
            facts = self.kernel_facts(day, lambda fact, u=unit: fact.unit_id._is_within(u))
            self.assertEqual(rates[unit.id], metrics.summarise(facts.values(), day))

    def test_each_figure_opens_exactly_its_records(self):
        for day in self.days():
            facts = self.kernel_facts(day)
            for scope in metrics.SCOPES:
                with self.subTest(day=day, scope=scope):
                    expected = {
                        row.task_id.id
                        for row, fact in facts.items()
                        if scope in metrics.scopes(fact, day)
                    }
                    found = self.Fact.search(self.Fact._domain_of(scope, day)).task_id
                    self.assertEqual(set(found.ids), expected)

    def test_what_may_not_be_read_is_not_counted(self):
        day = date(2023, 3, 15)
        mine = self.env["cchc.metrics"].with_user(self.user_gtvt_head)._task_rates(day)[()]
        facts = self.kernel_facts(day, lambda fact: fact.unit_id._is_within(self.gtvt))
        self.assertEqual(mine, metrics.summarise(facts.values(), day))
        nothing = self.env["cchc.metrics"].with_user(self.user_gtvt_officer)
        self.assertEqual(nothing._task_rates(day)[()], mine, "an officer sees the same unit")

    def test_number_of_queries_does_not_grow(self):
        Metrics = self.env["cchc.metrics"].with_user(self.user_standing)
        below = Domain("unit_id", "child_of", self.province.id)
        Metrics._landing_sums(date(2023, 3, 15), self.province, below)
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            Metrics._landing_sums(date(2023, 3, 15), self.province, below)


@tagged("post_install", "-at_install")
class TestLanding(ReformCase):
    def landing(self, user, **arguments):
        return self.env["cchc.metrics"].with_user(user).landing(**arguments)

    def figures(self, user, **arguments):
        return {
            figure["key"]: figure["value"] for figure in self.landing(user, **arguments)["figures"]
        }

    def test_head_sees_the_gap_of_the_own_unit(self):
        done, _open = self.make_task(), self.make_task()
        self.make_task(self.yte)
        done.with_user(self.user_gtvt_officer).explanation = "Xong"
        done.with_user(self.user_gtvt_officer).action_submit()
        page = self.landing(self.user_gtvt_head)
        self.assertEqual(page["unit"]["name"], self.gtvt.name)
        self.assertEqual((page["rates"]["completion"], page["rates"]["gap"]), (0, 100))
        self.assertEqual([row["id"] for row in page["to_decide"]["rows"]], [done.id])
        done.with_user(self.user_gtvt_head).action_report()
        self.assertEqual(self.figures(self.user_gtvt_head)["awaiting"], 1)
        done.with_user(self.user_standing).action_verify()
        page = self.landing(self.user_gtvt_head)
        self.assertEqual((page["rates"]["completion"], page["rates"]["gap"]), (50, 50))
        self.assertFalse(page["to_decide"]["rows"])

    def test_slow_confirmation_is_not_red(self):
        today = dates.today()
        task = self.make_task(assign=False, deadline=today - timedelta(days=5), date_start=False)
        self.plan.sudo()
        task._assign(on=today - timedelta(days=30))
        task.with_user(self.user_gtvt_officer).explanation = "Xong"
        task.with_user(self.user_gtvt_officer)._submit(on=today - timedelta(days=8))
        task.with_user(self.user_gtvt_head)._report(on=today - timedelta(days=6))
        figures = self.figures(self.user_gtvt_head)
        self.assertEqual((figures["awaiting"], figures["overdue"]), (1, 0))
        self.assertEqual(task.cell, "in_progress")
        self.assertFalse(task.is_overdue)

    def test_figure_opens_its_records_as_of_a_past_day(self):
        task = self.make_task(assign=False, deadline=dates.today() - timedelta(days=10))
        task._assign(on=dates.today() - timedelta(days=40))
        past = dates.today() - timedelta(days=20)
        for day, overdue in ((past, 0), (dates.today(), 1)):
            page = self.landing(self.user_gtvt_head, as_of=str(day))
            figure = next(one for one in page["figures"] if one["key"] == "overdue")
            self.assertEqual(figure["value"], overdue)
            found = (
                self.env["cchc.task"]
                .with_user(self.user_gtvt_head)
                .search(figure["action"]["domain"])
            )
            self.assertEqual(len(found), overdue)

    def test_foreign_unit_is_refused(self):
        with self.assertRaises(AccessError):
            self.landing(self.user_yte_head, unit_id=self.gtvt.id)
        self.landing(self.user_standing, unit_id=self.gtvt.id)

    def test_no_role_no_figures(self):
        self.assertEqual(self.landing(self.user_outsider)["units"], [])

    def test_units_without_a_plan(self):
        page = self.landing(self.user_standing)
        names = {unit["name"] for unit in page["plans_missing"]["units"]}
        self.assertIn(self.gtvt.name, names)
        plan = (
            self.env["cchc.plan"]
            .with_user(self.user_gtvt_head)
            .create({"name": "Kế hoạch của Sở", "unit_id": self.gtvt.id, "parent_id": self.plan.id})
        )
        plan.action_issue()
        page = self.landing(self.user_standing)
        self.assertNotIn(self.gtvt.id, [unit["id"] for unit in page["plans_missing"]["units"]])
