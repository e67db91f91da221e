from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..kernel import metrics
from ..models.cockpit import OPENED
from ..models.landing import OWN
from ..report.report_metric import TASKS
from .test_metrics import RandomFacts

DAY = date(2023, 3, 15)


@tagged("post_install", "-at_install")
class TestCockpit(RandomFacts):
    """Random facts in the province's plan of 2023, and a commune's task in its district's plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan_namsach = cls.plan.copy({"name": "Kế hoạch huyện", "unit_id": cls.namsach.id})
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE cchc_plan SET year = 2023, date_start = '2023-01-01', date_end = '2023-12-31',"
            " state = 'issued' WHERE id IN %s",
            [(cls.plan.id, cls.plan_namsach.id)],
        )
        # The tasks of the facts are drafts still, which the units do not see.
        cls.env.cr.execute("UPDATE cchc_task SET state = 'assigned'")
        mine = cls.Fact.search([("unit_id", "=", cls.antruong.id)], limit=4).task_id
        cls.env.cr.execute(
            "UPDATE cchc_task_fact SET plan_id = %s WHERE task_id IN %s",
            [cls.plan_namsach.id, tuple(mine.ids)],
        )
        cls.env.invalidate_all()

    def page(self, user=None, **asked):
        cockpit = self.env["cchc.cockpit"].with_user(user or self.user_standing)
        return cockpit.figures(**{"as_of": str(DAY), **asked})

    def opened(self, page, scope, row=None, user=None):
        """The tasks that a click on a figure opens, as the client asks for them."""
        facts = [*page["facts"], *(row["facts"] if row else ()), *page["scopes"][scope]]
        tasks = self.env["cchc.task"].with_user(user or self.user_standing)
        return tasks.search([("fact_ids", "any", facts)])

    def choices(self):
        return (
            {},
            {"level": "commune"},
            {"level": "inner"},
            {"block": "agency"},
            {"level": "province", "block": "agency"},
            {"level": "", "block": "district", "domain_id": 0},
            {"domain_id": self.domain_procedures.id},
            {"level": "district", "domain_id": self.domain_organisation.id},
            {"unit_id": self.gtvt.id},
        )

    # -- one definition ------------------------------------------------------------------------

    def test_figures_are_those_of_reports(self):
        metric = self.env["cchc.report.metric"]
        for user, unit in ((self.user_standing, self.province), (self.user_gtvt_head, self.gtvt)):
            rates = self.page(user)["rates"]
            values = metric._values(list(TASKS), unit, date(2023, 1, 1), DAY)
            shown = rates | rates["figures"]
            for name, (attribute, _scope) in TASKS.items():
                value = values[name][unit.id]
                self.assertEqual(shown[attribute], None if value is None else float(value), name)

    def test_figures_are_those_of_the_pivot(self):
        page = self.page()
        analysis = self.env["cchc.task.analysis"].with_user(self.user_standing)
        groups = analysis.with_context(cchc_as_of=str(DAY))._read_group(
            [("plan_id", "=", self.plan.id)], ["domain_id"], ["assigned:sum", "completion:avg"]
        )
        self.assertEqual(
            {domain.id: (count, round(rate, 1)) for domain, count, rate in groups},
            {
                row["id"]: (row["rates"]["figures"]["assigned"], row["rates"]["completion"])
                for row in page["by_domain"]
            },
        )

    def test_figures_are_those_of_the_landing_page(self):
        page = self.page()
        landing = self.env["cchc.metrics"].with_user(self.user_standing).landing(as_of=str(DAY))
        for name, value in landing["rates"].items():
            self.assertEqual(page["rates"][name], value)
        self.assertEqual(
            {row["id"]: row["rates"]["completion"] for row in page["by_unit"] if row["id"] != OWN},
            {row["id"]: row["rates"]["completion"] for row in landing["by_unit"]},
        )
        self.assertEqual(page["trend"][-1]["day"], str(DAY))
        self.assertEqual(page["trend"][-1]["rates"]["completion"], page["rates"]["completion"])
        months = self.env["cchc.metrics"].with_user(self.user_standing).comparison(
            "months", as_of=str(DAY)
        )  # fmt: skip
        self.assertEqual(
            [point["rates"]["completion"] for point in page["trend"]],
            [cell["value"] for cell in months["total"]["cells"]],
        )

    def test_every_figure_opens_its_tasks(self):
        for asked in self.choices():
            page = self.page(**asked)
            rows = [*page["by_unit"], *page["by_domain"]]
            self.assertTrue(rows, asked)
            for scope in OPENED:
                for row in (None, *rows):
                    with self.subTest(asked=asked, scope=scope, row=row and row["name"]):
                        counted = (row or page)["rates"]["figures"][scope]
                        self.assertEqual(len(self.opened(page, scope, row)), counted)
            for rows in (page["by_unit"], page["by_domain"]):
                for scope in metrics.CELLS:
                    parts = sum(row["rates"]["figures"][scope] for row in rows)
                    self.assertEqual(parts, page["rates"]["figures"][scope], asked)
            for point in page["trend"]:
                found = self.opened(page | {"scopes": point["scopes"]}, "verified")
                self.assertEqual(bool(found), bool(point["rates"]["completion"]))

    def test_a_level_that_is_not_there_shows_nothing(self):
        page = self.page(self.user_gtvt_head, level="district")
        self.assertFalse(page["by_unit"] or page["by_domain"] or page["behind"])
        for scope in OPENED:
            self.assertFalse(page["rates"]["figures"][scope])
            self.assertFalse(self.opened(page, scope, user=self.user_gtvt_head))
        self.assertFalse(page["reports"]["figures"][0]["value"])

    def test_a_level_counts_what_was_given_to_it(self):
        """By the district's plan to its commune, whatever the province's page counts."""
        [row] = self.page(level="commune")["by_unit"]
        self.assertEqual(row["id"], self.antruong.id)
        facts = self.kernel_facts(DAY, lambda fact: fact.unit_id == self.antruong)
        rates = metrics.summarise(facts.values(), DAY)
        self.assertEqual(row["rates"]["figures"]["assigned"], rates.assigned)
        self.assertIn(self.plan_namsach, [fact.plan_id for fact in facts])
        of_province = next(
            row for row in self.page()["by_unit"] if row["id"] == self.namsach.id
        )  # fmt: skip
        [district] = self.page(level="district")["by_unit"]
        self.assertEqual(district["rates"], of_province["rates"])

    def test_units_most_behind(self):
        page = self.page()
        shares = {
            row["id"]: row["rates"]["figures"]["overdue"]
            for row in page["by_unit"]
            if row["rates"]["figures"]["overdue"] and row["id"] != OWN
        }
        self.assertEqual({row["id"] for row in page["behind"]}, set(shares))
        behind = [row["behind"] for row in page["behind"]]
        self.assertEqual(behind, sorted(behind, reverse=True))
        for row in page["behind"]:
            self.assertEqual(len(self.opened(page, "overdue", row)), shares[row["id"]])
            self.assertTrue(row["reasons"])

    # -- who and what ----------------------------------------------------------------------------

    def test_a_head_sees_the_own_unit_only(self):
        page = self.page(self.user_gtvt_head)
        self.assertEqual(page["unit"]["id"], self.gtvt.id)
        facts = self.kernel_facts(DAY, lambda fact: fact.unit_id._is_within(self.gtvt))
        rates = metrics.summarise(facts.values(), DAY)
        self.assertEqual(page["rates"]["figures"]["assigned"], rates.assigned)
        self.assertLessEqual({row["id"] for row in page["by_unit"]}, {OWN, self.gtvt_division.id})
        for unit in (self.province, self.yte):
            with self.assertRaises(AccessError):
                self.page(self.user_gtvt_head, unit_id=unit.id)
        self.assertEqual(self.page(self.user_outsider)["units"], [])

    def test_hostile_arguments_get_one_sentence(self):
        for asked in (
            {"as_of": "yesterday"},
            {"as_of": ["2023-03-15"]},
            {"as_of": "0001-01-01"},
            {"level": "country"},
            {"level": ["district"]},
            {"level": {"a": 1}},
            {"level": True},
            {"block": "agency' OR 1=1"},
            {"block": 7},
            {"domain_id": "x"},
            {"domain_id": [1]},
            {"domain_id": -1},
            {"domain_id": 10**30},
            {"period_id": True},
            {"period_id": 10**30},
            {"unit_id": "1 OR 1=1"},
            {"unit_id": [self.gtvt.id]},
            {"unit_id": 10**30},
        ):
            with self.subTest(asked=asked), self.assertRaises(UserError) as refused:
                self.page(**asked)
            self.assertNotIn("\n", str(refused.exception))
        vietnamese = self.env["cchc.cockpit"].with_user(self.user_standing)
        with self.assertRaisesRegex(UserError, "Không thể chọn “country”"):
            vietnamese.with_context(lang="vi_VN").figures(level="country")

    def test_a_period_gives_the_day(self):
        period = self.env["cchc.period"].with_user(self.user_standing).create(
            {
                "name": "quý I năm 2023",
                "kind": "quarter_1",
                "year": 2023,
                "unit_id": self.province.id,
                "date_from": date(2022, 12, 15),
                "date_to": date(2023, 3, 14),
            }
        )  # fmt: skip
        page = self.page(as_of=False, period_id=period.id)
        self.assertEqual(page["day"], "2023-03-14")
        self.assertEqual(page["trend"][-1]["period"], period.name)

    def test_number_of_queries_does_not_grow(self):
        counts = []
        for round_ in range(2):
            for asked in ({}, {"block": "agency"}):
                self.page(**asked)
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.page(**asked)
                counts.append(self.env.cr.sql_log_count - before)
            if not round_:
                self.more_units()
        self.assertLessEqual(counts[2], counts[0])
        self.assertLessEqual(counts[3], counts[1])
        self.env.invalidate_all()
        with self.assertQueryCount(counts[0]):
            self.page()

    def test_figures_of_the_year_are_cheap(self):
        cockpit = self.env["cchc.cockpit"].with_user(self.user_standing)
        scope = cockpit._scope(DAY, self.province, False, False, self.env["cchc.plan.domain"])
        names = [one["key"] for one in cockpit._work(scope)]
        self.assertIn("remedies_overdue", names)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            cockpit._work(scope)

    def more_units(self):
        """Twenty departments, each with a share of the tasks and with deputies to be tested."""
        units = self.env["hr.department"].create(
            [
                {
                    "name": f"Sở thử {number}",
                    "code": f"T-X{number}",
                    "unit_type_id": self.gtvt.unit_type_id.id,
                    "parent_id": self.province.id,
                    "date_start": date(2020, 1, 1),
                }
                for number in range(20)
            ]
        )
        facts = self.Fact.search(Domain("unit_id", "=", self.yte.id))
        for number, fact in enumerate(facts):
            self.env.cr.execute(
                "UPDATE cchc_task_fact SET unit_id = %s WHERE id = %s",
                [units[number % 20].id, fact.id],
            )
        self.env.invalidate_all()
