from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from ..kernel import dates, risk
from .test_metrics import RandomFacts


@tagged("post_install", "-at_install")
class TestRisk(RandomFacts):
    """The search is held against the kernel on random data, rule by rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["cchc.risk.rule"]
        cls.Rule.search([]).active = False
        cls.tasks = cls.env["cchc.task"].search([("plan_id", "=", cls.plan.id)])
        for fact in cls.Fact.search([("task_id", "in", cls.tasks.ids)]):
            fact.return_count = cls.random.choice([0, 0, 1, 2, 3])
        rows = []
        for number in range(60):
            task = cls.random.choice(cls.tasks)
            asked = cls.random_day()
            others = [unit for unit in cls.units if not unit._is_within(task.lead_unit_id)]
            rows.append(
                {
                    "name": f"Yêu cầu {number}",
                    "task_id": task.id,
                    "awaited_unit_id": cls.random.choice(others).id,
                    "asked_on": asked,
                    "due_on": asked + timedelta(days=cls.random.randrange(20)),
                    "letter_number": str(number),
                }
            )
        # As the facts, they are random: drafts do not wait in real life.
        Wait = cls.env.registry["cchc.task.wait"]
        with patch.object(Wait, "_check_asked", lambda self: [None] * len(self)):
            cls.waits = cls.env["cchc.task.wait"].create(rows)
        for wait in cls.waits[::3]:
            with wait._permit({"state", "came_on"}):
                wait.write({"state": "answered", "came_on": wait.asked_on + timedelta(days=9)})

    def rule(self, kind, **values):
        return self.Rule.create({"name": f"Quy tắc {kind}", "kind": kind, **values})

    def found(self, day, user=None):
        Task = self.env["cchc.task"].with_user(user or self.env.user)
        Task = Task.with_context(cchc_as_of=day.isoformat())
        return Task.search([("is_at_risk", "=", True), ("plan_id", "=", self.plan.id)])

    def by_kernel(self, rule, day, tasks):
        """Tasks that the kernel sees at risk, from values fetched one by one."""
        is_working = self.env["cchc.work.calendar"]._is_working(date(2020, 1, 1), date(2030, 1, 1))
        facts = self.kernel_facts(day, lambda fact: fact.plan_id == self.plan)
        told = tasks.browse()
        for row, fact in facts.items():
            of_unit = [one for other, one in facts.items() if other.unit_id == row.unit_id]
            standing = risk.Standing(
                fact=fact,
                return_count=row.return_count,
                waits=tuple(
                    wait._plain()
                    for wait in self.waits.filtered(lambda w, r=row: w.task_id == r.task_id)
                ),
                plan_end=row.plan_id.date_end,
                histories={rule.months: risk.history(of_unit, day, rule.months)},
            )
            if risk.reason(rule._plain(), standing, day, is_working):
                told |= row.task_id
        return told

    def check(self, rule, told=True):
        counts = 0
        for day in (*self.days(), self.plan.date_end):
            with self.subTest(rule=rule.sentence, day=day):
                expected = self.by_kernel(rule, day, self.tasks)
                self.env.invalidate_all()
                found = self.found(day)
                self.assertEqual(found.sorted("id"), expected.sorted("id"))
                seen = self.tasks.with_context(cchc_as_of=day.isoformat())
                seen = seen.filtered("is_at_risk")
                self.assertEqual(seen.sorted("id").ids, expected.sorted("id").ids)
                for task in seen:
                    self.assertIn(rule.name, task.risk_reasons)
                counts += len(expected)
        self.assertEqual(bool(counts), told)

    def test_overdue(self):
        self.check(self.rule("overdue"))

    def test_deadline_near(self):
        for values in (
            {"days": 5},
            {"days": 2, "progress": "not_reported"},
            {"days": 20, "day_kind": "calendar", "progress": "not_submitted"},
        ):
            rule = self.rule("deadline_near", **values)
            self.check(rule)
            rule.active = False

    def test_returned(self):
        self.check(self.rule("returned", times=2))

    def test_answer_late(self):
        for days in (1, 7):
            rule = self.rule("answer_late", days=days)
            self.check(rule)
            rule.active = False

    def test_event_awaited(self):
        self.check(self.rule("event_awaited", days=10))

    def test_unit_history(self):
        for values in ({"percent": 40}, {"percent": 60, "days": 10}, {"percent": 99, "months": 1}):
            rule = self.rule("unit_history", **{"months": 2, "at_least": 3, **values})
            self.check(rule)
            rule.active = False

    def test_all_rules_together(self):
        rules = self.rule("returned", times=3) + self.rule("overdue")
        day = date(2023, 3, 15)
        expected = self.tasks.browse().union(
            *(self.by_kernel(rule, day, self.tasks) for rule in rules)
        )
        self.assertEqual(self.found(day).sorted("id"), expected.sorted("id"))
        reasons = [
            task.risk_reasons.splitlines()
            for task in expected.with_context(cchc_as_of=day.isoformat())
        ]
        self.assertIn(2, map(len, reasons), "each rule gives its reason")

    def test_without_rules_nothing_is_at_risk(self):
        day = date(2023, 3, 15)
        self.assertFalse(self.found(day))
        self.assertFalse(
            any(self.tasks.with_context(cchc_as_of=day.isoformat()).mapped("is_at_risk"))
        )

    def test_context_does_not_switch_a_rule_on(self):
        self.rule("overdue").active = False
        day = date(2023, 3, 15).isoformat()
        tasks = self.tasks.with_context(active_test=False, cchc_as_of=day)
        self.assertFalse(tasks.search([("is_at_risk", "=", True)]))
        self.assertFalse(any(tasks.mapped("is_at_risk")))

    def test_only_what_may_be_read(self):
        """Each sees at risk what the rules of the facts show: a co-operating unit sees nothing."""
        self.rule("overdue")
        yesterday = dates.today() - timedelta(days=1)
        task = self.make_task(deadline=yesterday, coop_unit_ids=[(4, self.yte.id)])
        for user, told in (
            (self.user_gtvt_officer, True),
            (self.user_standing, True),
            (self.user_leader, True),
            (self.user_yte_head, False),
        ):
            with self.subTest(user=user.login):
                seen = task.with_user(user)
                self.assertTrue(seen.has_access("read"))
                self.assertEqual(seen.is_at_risk, told)
                found = seen.search([("is_at_risk", "=", True), ("id", "=", task.id)])
                self.assertEqual(bool(found), told)

    def test_only_administrators_change_a_rule(self):
        rule = self.rule("returned")
        for user in (self.user_standing, self.user_leader, self.user_gtvt_head):
            self.assertEqual(rule.with_user(user).read(["sentence"])[0]["sentence"], rule.sentence)
            with self.assertRaises(AccessError):
                rule.with_user(user).times = 1
        rule.with_user(self.user_admin_cchc).times = 1
        entry = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.risk.rule"), ("res_id", "=", rule.id)], order="id desc", limit=1
        )
        self.assertEqual(entry.action, "change")
        self.assertIn("Returned 1 times", entry.new_value)

    def test_numbers_that_make_no_sense(self):
        for kind, values in (
            ("deadline_near", {"days": -1}),
            ("deadline_near", {"days": 10**6}),
            ("returned", {"times": 0}),
            ("answer_late", {"days": 0}),
            ("unit_history", {"percent": 101}),
            ("unit_history", {"months": 0}),
        ):
            refused = self.assertRaisesRegex(ValidationError, "must lie between")
            with self.subTest(kind=kind, values=values), refused:
                self.rule(kind, **values)

    def test_today(self):
        """Without a day the list is about today."""
        rule = self.rule("deadline_near", days=3)
        task = self.make_task(deadline=dates.today() + timedelta(days=1))
        self.assertTrue(task.is_at_risk)
        self.assertIn(rule.name, task.risk_reasons)
        found = self.env["cchc.task"].search(Domain("is_at_risk", "=", True))
        self.assertIn(task, found)
        task.with_user(self.user_gtvt_officer).action_start()
        self.assertFalse(task.is_at_risk)

    def test_number_of_queries_does_not_grow(self):
        for kind in risk.KINDS:
            self.rule(kind, days=5, percent=90, at_least=1)
        context = {"cchc_as_of": "2023-03-15"}
        Task = self.env["cchc.task"].with_user(self.user_standing).with_context(**context)
        domain = [("is_at_risk", "=", True), ("plan_id", "=", self.plan.id)]
        tasks = Task.search(domain)
        tasks.mapped("risk_reasons")

        def cost(read):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            read()
            return self.env.cr.sql_log_count - before

        half = tasks[: len(tasks) // 2]
        few, many = (cost(lambda some=some: some.mapped("risk_reasons")) for some in (half, tasks))
        self.assertLessEqual(many, few + 2)
        few = cost(lambda: Task.search(domain))
        for _one in range(40):
            self.random_task(_one)
        self.env.flush_all()
        more = Task.search(domain)
        self.assertGreater(len(more), len(tasks))
        self.assertEqual(cost(lambda: Task.search(domain)), few)
