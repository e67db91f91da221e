from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from odoo.exceptions import AccessDenied, AccessError
from odoo.fields import Domain
from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

from odoo.addons.cchc_reform.kernel import metrics, vietnamese

from ..hooks import load_demo
from ..loader import ILLUSTRATIVE
from ..source import day, rows, tree

AS_OF = date(2023, 3, 15)
CLAUSES = (
    *("1a", "1b", "1c", "1d", "1đ", "1e", "2a", "2b", "2c", "2d", "2đ", "2e", "2f"),
    *("3", "4", "5", "Đoạn kết"),
)
# Offices were closed for the lunar new year of 2023.
HOLIDAYS = {date(2023, 1, number) for number in range(20, 27)}
# Words that say "example", "sample", "imaginary": no real person bears them all as a given name.
SAMPLE_NAMES = (
    "Minh Họa",
    "Thí Dụ",
    "Ví Dụ",
    "Giả Định",
    "Làm Mẫu",
    "Thử Nghiệm",
    "Tượng Trưng",
    "Mô Phỏng",
)
ROLES_OF_LOGINS = {
    "snv": {("standing_office", "30"), ("verifier", "SNV")},
    "snv.head": {("head", "SNV")},
    "vp": {("verifier", "VP"), ("verifier", "30")},
    "chutich": {("leader", "30")},
    "thanhtra": {("auditor", "30")},
    "gtvt.head": {("head", "GTVT")},
    "gtvt.officer": {("officer", "GTVT")},
    "gtvt.hr": {("hr", "GTVT")},
    "yte.head": {("head", "YTE")},
    "yte.officer": {("officer", "YTE"), ("hr", "YTE")},
    "namsach.head": {("head", "291")},
}


class DemoCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        province = cls.env["hr.department"].search(
            [("code", "=", "30"), ("level", "=", "province")]
        )
        # As they stood then: what later rearrangements start is not among them.
        Unit = cls.env["hr.department"]
        below = Unit.search(Domain("id", "child_of", province.id) & Unit._domain_open_on(AS_OF))
        cls.units = {unit.code: unit for unit in below}
        cls.province = province
        cls.plan = cls.env["cchc.plan"].search(
            [("unit_id", "=", province.id), ("kind", "=", "annual"), ("year", "=", 2023)]
        )
        cls.directive = cls.env["cchc.legal.document"].search(
            [("kind", "=", "directive"), ("signer", "=", "Triệu Thế Hùng")]
        )

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def parts(self, clause, unit=None):
        domain = [("plan_id", "=", self.plan.id), ("clause", "=", clause)]
        domain += [("parent_id", "!=", False)]
        if unit:
            domain += [("lead_unit_id", "=", self.units[unit].id)]
        return self.env["cchc.task"].search(domain)


@tagged("post_install", "-at_install")
class TestProvince(DemoCase):
    def test_units(self):
        blocks = defaultdict(int)
        for unit in self.units.values():
            blocks[unit.ranking_block] += 1
        self.assertEqual(blocks["agency"], 18)
        self.assertEqual(blocks["district"], 12)
        self.assertEqual(blocks["commune"], 207)
        self.assertTrue(self.province.is_committee)
        self.assertFalse(self.province.parent_id)
        self.assertFalse(any(unit.date_start for unit in self.units.values()), "none is known")

    def test_units_are_found_as_officials_write_them(self):
        Unit = self.env["hr.department"]
        for text, code in (
            ("Sở GTVT", "GTVT"),
            ("so giao thong van tai", "GTVT"),
            ("Sở TT&TT", "TTTT"),
            ("VP UBND tỉnh", "VP"),
            ("UBND huyện Nam Sách", "291"),
            ("UBND tỉnh", "30"),
        ):
            with self.subTest(text=text):
                self.assertEqual(Unit._resolve(text, AS_OF, self.province), self.units[code])

    def test_every_agency_and_district_has_its_head(self):
        units = [u for u in self.units.values() if u.ranking_block in ("agency", "district")]
        for unit in units:
            post = unit._head_on(AS_OF)
            self.assertEqual(post.capacity, "head", unit.name)
            self.assertEqual(post.employee_id, unit.manager_id)

    def test_people_are_evidently_invented(self):
        people = self.env["hr.employee"].search(
            [("department_id", "in", [unit.id for unit in self.units.values()])]
        )
        self.assertGreaterEqual(len(people), 55)
        for person in people:
            self.assertTrue(person.name.endswith(SAMPLE_NAMES), person.name)
        self.assertEqual(len(set(people.mapped("name"))), len(people))

    def test_demo_people_are_named_only_here(self):
        """No file of the application, of its launcher or its papers names a demo person."""
        names = {row["name"] for row in rows("people")} | {"Triệu Thế Hùng"}
        folded = {vietnamese.fold(name) for name in names}
        root = Path(get_module_path("cchc_reform"))
        for path in root.rglob("*"):
            if path.suffix in (".py", ".xml", ".csv", ".js", ".po", ".pot", ".md", ".scss"):
                text = vietnamese.fold(path.read_text(encoding="utf-8"))
                found = [name for name in folded if name in text]
                self.assertFalse(found, path)

    def test_logins(self):
        for login, roles in ROLES_OF_LOGINS.items():
            with self.subTest(login=login):
                user = self.user(login)
                session = user.authenticate(
                    {"login": login, "password": "demo", "type": "password"},
                    {"interactive": False},
                )
                self.assertEqual(session["uid"], user.id)
                grants = self.env["cchc.unit.role"].search([("user_id", "=", user.id)])
                self.assertEqual({(g.role, g.unit_id.code) for g in grants}, roles)
                self.assertEqual(set(grants.mapped("date_from")), {date(2023, 1, 1)})
                self.assertEqual((user.lang, user.tz), ("vi_VN", "Asia/Ho_Chi_Minh"))
                self.assertTrue(
                    all(user.has_group(f"cchc_reform.group_cchc_{g.role}") for g in grants)
                )
        with self.assertRaises(AccessDenied):
            user.authenticate(
                {"login": "snv", "password": "admin", "type": "password"}, {"interactive": False}
            )

    def test_verifier_of_procedures_only(self):
        grants = self.env["cchc.unit.role"]._scope(["verifier"], user=self.user("vp"))
        limited = {grant.unit_id: len(grant.domain_ids) for grant in grants}
        self.assertEqual(limited, {self.units["VP"].id: 0, self.province.id: 1})

    def test_administrator_decides_nothing(self):
        admin = self.env.ref("base.user_admin")
        self.assertTrue(admin.has_group("cchc_reform.group_cchc_admin"))
        self.assertFalse(self.env["cchc.unit.role"].search([("user_id", "=", admin.id)]))
        self.assertEqual(admin.lang, "vi_VN")

    def test_it_is_loaded_once(self):
        def counts():
            names = ("hr.department", "res.users", "cchc.plan", "cchc.task", "cchc.target")
            return [self.env[name].search_count([]) for name in names]

        before = counts()
        with self.assertLogs("odoo.addons.cchc_reform_demo.hooks", "WARNING"):
            load_demo(self.env)
        self.assertEqual(counts(), before)

    def test_flags(self):
        parameters = self.env["ir.config_parameter"].sudo()
        self.assertEqual(parameters.get_param("cchc_reform.illustrative_note"), "Số liệu minh họa")
        self.assertEqual(parameters.get_param("cchc_reform.opening_day"), "2023-03-15")
        self.assertIn("minh họa", self.env.ref("base.main_company").name)


@tagged("post_install", "-at_install")
class TestDirective(DemoCase):
    def test_it_bears_neither_number_nor_date(self):
        self.assertEqual(len(self.directive), 1)
        self.assertFalse(self.directive.number)
        self.assertFalse(self.directive.date)
        self.assertEqual(self.directive.confirmation, "confirmed")

    def test_no_number_is_invented(self):
        self.assertFalse(self.env["cchc.plan"].search([("legal_document_id", "!=", False)]))
        self.assertFalse(self.env["cchc.evidence"].search([("number", "!=", False)]))
        catalogue = self.env["ir.model.data"].search(
            [("model", "=", "cchc.legal.document"), ("module", "=", "cchc_reform")]
        )
        numbers = self.env["cchc.legal.document"].search(
            [("number", "!=", False), ("id", "not in", catalogue.mapped("res_id"))]
        )
        self.assertEqual(
            set(numbers.mapped("number")),
            # The last is the mark of the demo, in the place of a number.
            {"76/NQ-CP", "23/CT-TTg", "107/2021/NĐ-CP", "336/QĐ-UBND", ILLUSTRATIVE},
        )

    def test_one_task_a_clause_in_its_own_words(self):
        words = tree("directive")
        clauses = self.env["cchc.task"].search(
            # Those without a clause remedy what an inspection found.
            [
                ("plan_id", "=", self.plan.id),
                ("parent_id", "=", False),
                ("clause", "!=", False),
            ]
        )
        self.assertEqual(sorted(clauses.mapped("clause")), sorted(CLAUSES))
        for task in clauses:
            self.assertEqual(task.lead_unit_id, self.units["SNV"])
            self.assertEqual(task.source_document_id, self.directive)
            self.assertFalse(task.is_leaf)
            for paragraph in words[task.clause]:
                self.assertIn(paragraph, task.description.unescape())

    def test_units_that_a_clause_addresses(self):
        agencies = {c for c, u in self.units.items() if u.ranking_block == "agency"}
        districts = {c for c, u in self.units.items() if u.ranking_block == "district"}
        council = {"VP", "SNV", "STC", "STP", "KHDT", "TTTT"}
        expected = dict.fromkeys(CLAUSES, agencies | districts) | {
            "4": districts,
            "5": council,
            "Đoạn kết": {"SNV"},
        }
        for clause in CLAUSES:
            with self.subTest(clause=clause):
                leads = set(self.parts(clause).lead_unit_id.mapped("code"))
                self.assertEqual(leads, expected[clause])

    def test_deadlines_the_directive_names(self):
        """ "Before 1 April" is 31 March: registration of all, review reports of those below."""
        dated = self.parts("3").filtered(lambda task: task.deadline_kind == "date")
        self.assertEqual(set(dated.mapped("deadline")), {date(2023, 3, 31)})
        by_name = dated.grouped("name")
        self.assertEqual(sorted(len(tasks) for tasks in by_name.values()), [1, 30])

    def test_a_date_not_in_the_directive_is_marked(self):
        dated = self.env["cchc.task"].search(
            [
                ("plan_id", "=", self.plan.id),
                ("parent_id", "!=", False),
                ("clause", "!=", "3"),
                ("deadline_kind", "=", "date"),
            ]
        )
        self.assertTrue(dated)
        for task in dated:
            self.assertIn("Số liệu minh họa", task.description.unescape())

    def test_kinds_of_deadline(self):
        kinds = self.env["cchc.task"]._read_group(
            [("plan_id", "=", self.plan.id), ("is_leaf", "=", True)],
            ["deadline_kind"],
            ["__count"],
        )
        self.assertEqual({kind for kind, _count in kinds}, {"date", "standing", "waiting"})
        waiting = self.env["cchc.task"].search([("deadline_kind", "=", "waiting")])
        self.assertTrue(all(waiting.mapped("waiting_for")))

    def test_nobody_verifies_the_own_work(self):
        for task in self.env["cchc.task"].search([("plan_id", "=", self.plan.id)]):
            self.assertTrue(task.verifier_unit_id)
            self.assertFalse(task.verifier_unit_id._is_within(task.lead_unit_id), task.code)
        named = {"2b": "STP", "2c": "VP", "2d": "VP", "2e": "TTTT", "2f": "STC"}
        for clause, code in named.items():
            verifiers = self.parts(clause, "GTVT").verifier_unit_id
            self.assertEqual(verifiers, self.units[code], clause)
            self.assertEqual(self.parts(clause, code).verifier_unit_id, self.units["SNV"])
        self.assertEqual(self.parts("1a", "SNV").verifier_unit_id, self.units["VP"])


@tagged("post_install", "-at_install")
class TestStory(DemoCase):
    def facts(self, day, domain):
        """Kernel facts of ``day`` built by hand from the rows, without the metrics' SQL."""
        found = self.env["cchc.task.fact"].search(domain)
        return [
            metrics.TaskFact(
                leaf=row.leaf,
                state=row.state,
                weight=Decimal(str(row.weight)),
                deadline=row.deadline or None,
                first_deadline=row.first_deadline or None,
                reported_on=row.reported_on or None,
                verified_on=row.verified_on or None,
            )
            for row in found
            if row.date_from <= day <= row.date_to
        ]

    def test_figures_of_a_head(self):
        of_unit = Domain("unit_id", "child_of", self.units["GTVT"].id)
        shown = self.env["cchc.metrics"].with_user(self.user("gtvt.head"))._task_rates(AS_OF)
        by_hand = metrics.summarise(self.facts(AS_OF, of_unit), AS_OF)
        self.assertEqual(shown[()], by_hand)
        self.assertGreater(by_hand.gap, 0)
        self.assertGreater(by_hand.awaiting, 0, "a report in time that waits")
        self.assertEqual(by_hand.overdue, 0, "a slow confirmation turns nobody red")

    def test_four_cells_and_those_awaiting_are_there(self):
        shown = (
            self.env["cchc.metrics"]
            .with_user(self.user("snv"))
            ._task_rates(AS_OF, Domain("plan_id", "=", self.plan.id))[()]
        )
        for scope in (*metrics.CELLS, "awaiting"):
            self.assertGreater(getattr(shown, scope), 0, scope)
        self.assertEqual(sum(getattr(shown, cell) for cell in metrics.CELLS), shown.assigned)

    def test_the_units_differ(self):
        _all, rates, _domains = self.env["cchc.metrics"]._landing_sums(
            AS_OF, self.province, Domain("plan_id", "=", self.plan.id)
        )
        gtvt, yte = (rates[self.units[code].id] for code in ("GTVT", "YTE"))
        self.assertEqual(max(rate.completion for rate in rates.values()), gtvt.completion)
        self.assertGreater(gtvt.completion, gtvt.expected)
        self.assertLess(yte.completion, yte.expected)
        self.assertGreater(yte.overdue, 2)
        self.assertGreater(len({rate.completion for rate in rates.values()}), 10)

    def test_what_waits_for_whom(self):
        for login, state in (
            ("gtvt.head", "for_approval"),
            ("yte.head", "for_approval"),
            ("namsach.head", "for_approval"),
            ("snv", "reported"),
            ("vp", "reported"),
            ("chutich", "reported"),
        ):
            with self.subTest(login=login):
                tasks = (
                    self.env["cchc.task"]
                    .with_user(self.user(login))
                    .search([("waits_for_me", "=", True)])
                )
                self.assertIn(state, tasks.mapped("state"))

    def test_a_verifier_limited_to_a_domain_confirms_nothing_else(self):
        """The office verifies for the province in procedures only; the rest is the leader's."""
        task = self.parts("Đoạn kết").filtered(lambda one: one.state == "reported")
        self.assertEqual(task.verifier_unit_id, self.province)
        of_office = task.with_user(self.user("vp"))
        self.assertNotIn(task, of_office.search([("waits_for_me", "=", True)]))
        with self.assertRaises(AccessError):
            of_office._verify()
        task.with_user(self.user("chutich"))._verify()

    def test_returned_work(self):
        returned = self.env["cchc.task"].search([("return_count", ">", 0)])
        self.assertTrue(all(returned.mapped("return_reason")))
        self.assertIn("in_progress", returned.mapped("state"))
        again = returned.filtered(lambda task: task.state == "verified")
        self.assertTrue(again)
        for task in again:
            self.assertLess(task.first_reported_on, task.reported_on)

    def test_days_of_the_story(self):
        """Nothing happens after the opening day, on a day off or out of order."""
        for row in rows("story"):
            days = [
                day(text)
                for name, text in row.items()
                if name not in ("part", "units", "reason") and text
            ]
            self.assertEqual(days, sorted(days), row)
            for one in days:
                self.assertLessEqual(one, AS_OF, row)
                self.assertTrue(one.weekday() < 5 and one not in HOLIDAYS, row)

    def test_facts_begin_with_the_assignment(self):
        task = self.parts("1a", "GTVT").filtered(lambda one: one.deadline_kind == "date")
        facts = task.fact_ids.sorted("date_from")
        self.assertEqual(
            facts.mapped("state"),
            ["assigned", "in_progress", "for_approval", "reported", "verified"],
        )
        self.assertEqual(facts[0].date_from, date(2023, 1, 9))
        self.assertEqual(facts[-1].verified_on, task.verified_on)

    def test_unit_plans_agree_with_the_tasks(self):
        """A unit that reported its plan of the year as issued has issued it by then."""
        reported = self.parts("1a").filtered(
            lambda task: task.deadline_kind == "date" and task.first_reported_on
        )
        issued = self.env["cchc.plan"].search(
            [("parent_id", "=", self.plan.id), ("state", "=", "issued")]
        )
        self.assertEqual(issued.unit_id, reported.lead_unit_id)
        for task in reported:
            plan = issued.filtered(lambda one, unit=task.lead_unit_id: one.unit_id == unit)
            self.assertLessEqual(plan.issued_on, task.first_reported_on)
        missing, expected = self.env["cchc.metrics"]._units_without_plan(AS_OF, self.plan)
        self.assertEqual(len(expected), 30)
        self.assertEqual(missing, expected - issued.unit_id)
        self.assertIn(self.units["YTE"], missing)

    def test_a_district_has_a_plan_with_its_communes(self):
        district = self.units["291"]
        plan = self.env["cchc.plan"].search([("unit_id", "=", district.id)])
        communes = plan.task_ids.filtered(lambda task: task.lead_unit_id.level == "commune")
        self.assertEqual(len(communes.lead_unit_id), 15)
        self.assertEqual(communes.verifier_unit_id, self.units["291-NV"])
        shown = (
            self.env["cchc.metrics"]
            .with_user(self.user("namsach.head"))
            ._task_rates(AS_OF, Domain("plan_id", "=", plan.id))[()]
        )
        for scope in (*metrics.CELLS, "awaiting"):
            self.assertGreater(getattr(shown, scope), 0, scope)

    def test_targets(self):
        targets = self.env["cchc.target"].search([("plan_id", "=", self.plan.id)])
        self.assertEqual(set(targets.mapped("state")), {"assigned"})
        self.assertIn("no_data", targets.mapped("progress"))
        self.assertIn("reached", targets.mapped("progress"))
        for target in targets:
            self.assertIn("Số liệu minh họa", target.description)
        split = targets.filtered("parent_id")
        self.assertEqual(split.parent_id.plan_id.kind, "programme")

    def test_history_names_who_did_what(self):
        task = self.parts("2c", "GTVT").filtered("return_count")
        entries = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task"), ("res_id", "=", task.id)]
        )
        acted = {entry.action: entry.user_login for entry in entries}
        self.assertEqual(
            {name: acted[name] for name in ("assign", "submit", "report", "return", "verify")},
            {
                "assign": "snv",
                "submit": "gtvt.officer",
                "report": "gtvt.head",
                "return": "vp",
                "verify": "vp",
            },
        )

    def test_next_day_follows_from_the_facts_alone(self):
        """As of the day before, what happened on the opening day is not yet counted."""
        before = AS_OF - timedelta(days=1)
        Metrics = self.env["cchc.metrics"]
        within = Domain("plan_id", "=", self.plan.id)
        for on in (before, AS_OF, AS_OF + timedelta(days=30)):
            by_hand = metrics.summarise(self.facts(on, within), on)
            self.assertEqual(Metrics._task_rates(on, within)[()], by_hand)


@tagged("post_install", "-at_install")
class TestReportMetricOfDemo(DemoCase):
    def test_figures_of_the_report_are_those_of_the_landing_page(self):
        user = self.user("snv")
        page = self.env["cchc.metrics"].with_user(user).landing(as_of=str(AS_OF))
        self.assertEqual(page["unit"]["id"], self.province.id)
        shown = {figure["key"]: figure["value"] for figure in page["figures"]}
        targets, plans = page["targets"], page["plans_missing"]
        expected = {
            "tasks_assigned": shown["assigned"],
            "tasks_due": shown["due"],
            "tasks_done": shown["done_on_time"] + shown["done_late"],
            "tasks_done_on_time": shown["done_on_time"],
            "tasks_done_late": shown["done_late"],
            "tasks_in_progress": shown["in_progress"],
            "tasks_overdue": shown["overdue"],
            "tasks_completion": page["rates"]["completion"],
            "tasks_on_time_rate": page["rates"]["on_time_rate"],
            "targets": targets["total"],
            "targets_without_figure": targets["no_data"],
            "plans_expected": plans["expected"],
            "plans_issued": plans["expected"] - plans["count"],
            "units_district": 12,
            "units_commune": 207,
        }
        found = self.env["cchc.report.metric"]._values(
            list(expected), self.province, date(2022, 12, 15), AS_OF
        )
        found = {name: float(by_unit[self.province.id]) for name, by_unit in found.items()}
        self.assertEqual(found, expected)
        self.assertTrue(
            all(expected[name] for name in ("tasks_overdue", "targets", "plans_issued"))
        )
