import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..kernel import metrics, vietnamese
from ..kernel.comparison import MEASURES, same_day
from ..report.comparison_xlsx import comparison_xlsx
from .test_metrics import RandomFacts

DAY = date(2023, 3, 15)
COLUMNS = ("domains", "clauses", "months", "quarters", "years")
CLAUSES = ("1a", "1b", "1d", "1đ", "2", "2a", "10a", "Đoạn kết", False)


class ComparisonCase(RandomFacts):
    """Random facts in a plan of 2023, whose tasks follow from clauses of two documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(
            "UPDATE cchc_plan SET year = 2023, date_start = '2023-01-01', date_end = '2023-12-31'"
            " WHERE id = %s",
            [cls.plan.id],
        )
        cls.env.invalidate_all()
        Document = cls.env["cchc.legal.document"]
        cls.directive = Document.create({"summary": "Chỉ thị", "kind": "directive"})
        cls.decision = Document.create({"summary": "Quyết định", "kind": "decision"})
        for task in cls.env["cchc.task"].search([("plan_id", "=", cls.plan.id)]):
            document = cls.random.choice([cls.directive, cls.directive, cls.decision])
            task.write({"source_document_id": document.id, "clause": cls.random.choice(CLAUSES)})

    def compare(self, user=None, **asked):
        figures = self.env["cchc.metrics"].with_user(user or self.user_standing)
        return figures.comparison(**{"as_of": str(DAY), **asked})

    def matrices(self, **asked):
        for columns in COLUMNS:
            for measure in MEASURES:
                with self.subTest(columns=columns, measure=measure, **asked):
                    yield self.compare(columns=columns, measure=measure, **asked)

    def cells(self, page):
        """Triples (row, heading, cell), of the total and of the sums of rows as well."""
        for row in (*page["rows"], page["total"]):
            yield from ((row, *pair) for pair in zip(page["heads"], row["cells"], strict=True))
            if page["whole"]:
                yield row, page["whole"], row["whole"]

    def opened(self, user, row, head):
        """The tasks that a click on a cell opens, as the client asks for them."""
        domain = [*head["tasks"], ["fact_ids", "any", [*row["facts"], *head["facts"]]]]
        return self.env["cchc.task"].with_user(user).search(domain)


@tagged("post_install", "-at_install")
class TestComparison(ComparisonCase):
    def test_every_cell_counts_what_the_kernel_counts(self):
        for page in self.matrices():
            measure = MEASURES[page["measure"]]
            for row, head, cell in self.cells(page):
                day = date.fromisoformat(head["day"])
                facts = self.kernel_facts(
                    day, lambda fact, r=row, h=head, p=page: self.belongs(fact, r, h, p)
                )
                rates = metrics.summarise(facts.values(), day)
                value = measure.value(rates)
                self.assertEqual(cell["value"], None if value is None else float(value))
                self.assertEqual(cell["part"], getattr(rates, measure.part))
                self.assertEqual(cell["whole"], getattr(rates, measure.whole))
                self.assertEqual(cell["band"], measure.band(rates))

    def belongs(self, fact, row, head, page):
        """Whether a fact belongs to a cell, told from the keys alone and not from its domain."""
        unit = self.env["hr.department"].browse(row["id"] or self.province.id)
        if row["id"] == 0:
            return fact.unit_id == self.province
        if not fact.unit_id._is_within(unit):
            return False
        task = fact.task_id
        if page["columns"] == "domains":
            return head["key"] in ("None", str(fact.domain_id.id))
        if page["columns"] == "clauses":
            return task.source_document_id.id == page["documents"][0]["id"] and (
                head["key"] in ("None", task.clause or "")
            )
        return True

    def test_every_cell_opens_its_tasks(self):
        for page in self.matrices():
            measure = MEASURES[page["measure"]]
            for row, head, cell in self.cells(page):
                expected = cell["part"] if measure.is_count else cell["whole"]
                self.assertEqual(len(self.opened(self.user_standing, row, head)), expected)

    def test_figures_are_those_of_the_landing_page(self):
        page = self.compare()
        landing = self.env["cchc.metrics"].with_user(self.user_standing).landing(as_of=str(DAY))
        self.assertEqual(page["total"]["whole"]["value"], landing["rates"]["completion"])
        self.assertEqual(
            {row["id"]: row["whole"]["value"] for row in page["rows"]},
            {row["id"]: row["rates"]["completion"] for row in landing["by_unit"]},
        )
        shown = dict(
            zip([head["key"] for head in page["heads"]], page["total"]["cells"], strict=True)
        )
        for row in landing["by_domain"]:
            self.assertEqual(shown[str(row["id"])]["value"], row["rates"]["completion"])
        months = self.compare(columns="months")
        self.assertEqual(
            [head["label"] for head in months["heads"]], ["31/01/2023", "28/02/2023", "15/03/2023"]
        )
        self.assertEqual(months["total"]["cells"][-1], page["total"]["whole"])

    def test_drilling_down_goes_on_with_the_same_figures(self):
        for page in self.matrices():
            row = next(row for row in page["rows"] if row["id"] == self.gtvt.id)
            self.assertTrue(row["drill"])
            below = self.compare(
                columns=page["columns"], measure=page["measure"], unit_id=row["id"]
            )
            cells = dict(zip([head["key"] for head in page["heads"]], row["cells"], strict=True))
            for head, cell in zip(below["heads"], below["total"]["cells"], strict=True):
                self.assertEqual(cells[head["key"]], cell)
            self.assertEqual([one["id"] for one in below["path"]], [self.province.id, self.gtvt.id])
            names = [one["name"] for one in below["rows"]]
            self.assertIn(self.gtvt_division.name, names)
            self.assertEqual(below["rows"][-1]["id"], 0, "tasks of the department itself")

    def test_units_come_by_block_and_in_protocol_order(self):
        self.gtvt.protocol_order = 5
        page = self.compare()
        blocks = [row["block"] for row in page["rows"]]
        self.assertEqual(blocks, ["agency", "agency", "district"])
        self.assertEqual(page["rows"][0]["id"], self.gtvt.id)
        self.assertEqual(page["without"], 2, "two departments have no task")

    def test_clauses_come_in_vietnamese_order(self):
        page = self.compare(columns="clauses")
        self.assertEqual(page["documents"][0]["id"], self.directive.id, "it has most tasks")
        labels = [head["label"] for head in page["heads"]]
        self.assertEqual(
            labels, ["1a", "1b", "1d", "1đ", "2", "2a", "10a", "Đoạn kết", "no clause"]
        )
        other = self.compare(columns="clauses", document_id=self.decision.id)
        self.assertEqual(other["documents"][0]["id"], self.decision.id)
        total = sum(one["total"]["whole"]["whole"] for one in (page, other))
        self.assertEqual(total, self.compare()["total"]["whole"]["whole"])
        self.assertLess(vietnamese.sort_key("1d"), vietnamese.sort_key("1đ"))

    def test_years_are_compared_on_the_same_day(self):
        before = self.plan.copy({"name": "Kế hoạch năm trước"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_plan SET year = 2022, state = 'issued', date_start = '2022-01-01',"
            " date_end = '2022-12-31' WHERE id = %s",
            [before.id],
        )
        moved = self.Fact.search(
            [("plan_id", "=", self.plan.id), ("date_from", "<=", DAY), ("date_to", ">=", DAY)],
            limit=9,
        )
        self.env.cr.execute(
            "DELETE FROM cchc_task_fact WHERE task_id IN %s AND id NOT IN %s",
            [tuple(moved.task_id.ids), tuple(moved.ids)],
        )
        self.env.cr.execute(
            "UPDATE cchc_task_fact SET plan_id = %s, date_from = '2022-02-01', leaf = TRUE,"
            " state = 'assigned', deadline = '2022-03-14' WHERE id IN %s",
            [before.id, tuple(moved.ids)],
        )
        self.env.invalidate_all()
        page = self.compare(columns="years", measure="overdue")
        self.assertEqual(
            [head["label"] for head in page["heads"]], ["2022 (15/03/2022)", "2023 (15/03/2023)"]
        )
        self.assertEqual(page["total"]["cells"][0]["value"], 9)
        self.assertFalse(page["whole"], "years are not summed up")
        self.assertEqual(len(self.opened(self.user_standing, page["total"], page["heads"][0])), 9)

    def test_no_plan_has_begun(self):
        page = self.compare(as_of="2020-01-01")
        self.assertEqual((page["rows"], page["plans"]), ([], []))
        for columns in COLUMNS:
            self.assertFalse(self.compare(columns=columns, as_of="2020-01-01")["rows"])

    def test_everybody_sees_the_own_units_only(self):
        with self.assertRaises(AccessError):
            self.compare(self.user_yte_head, unit_id=self.gtvt.id)
        with self.assertRaises(AccessError):
            self.compare(self.user_gtvt_head, unit_id=self.province.id)
        # The tasks of the facts are drafts still, which the units do not see.
        self.env.cr.execute("UPDATE cchc_task SET state = 'assigned'")
        self.env.invalidate_all()
        self.assertEqual(self.compare(self.user_outsider)["units"], [])
        page = self.compare(self.user_gtvt_head)
        self.assertEqual(page["path"], [{"id": self.gtvt.id, "name": self.gtvt.name}])
        facts = self.kernel_facts(DAY, lambda fact: fact.unit_id._is_within(self.gtvt))
        found = metrics.summarise(facts.values(), DAY)
        self.assertEqual(page["total"]["whole"]["whole"], found.assigned)
        for row, head, cell in self.cells(page):
            self.assertEqual(len(self.opened(self.user_gtvt_head, row, head)), cell["whole"])

    def test_a_verifier_of_one_domain_compares_that_domain(self):
        user = self.make_user("t_domain_verifier")
        self.grant(user, "verifier", self.province, domain_ids=[(6, 0, self.domain_procedures.ids)])
        page = self.compare(user)
        keys = {
            head["key"]
            for head, cell in zip(page["heads"], page["total"]["cells"], strict=True)
            if cell["whole"]
        }
        self.assertEqual(keys, {str(self.domain_procedures.id)})

    def test_hostile_arguments_get_one_sentence(self):
        for asked in (
            {"columns": "_sum"},
            {"columns": "__class__"},
            {"columns": ["domains"]},
            {"columns": None},
            {"measure": "weight_assigned"},
            {"measure": {"a": 1}},
            {"measure": "completion'; DROP TABLE cchc_task; --"},
            {"as_of": "yesterday"},
            {"as_of": ["2023-03-15"]},
            {"as_of": {"a": 1}},
            {"as_of": "0001-01-01"},
            {"unit_id": "1 OR 1=1"},
            {"unit_id": [self.gtvt.id]},
            {"unit_id": True},
            {"unit_id": 10**30},
            {"columns": "clauses", "document_id": "x"},
            {"columns": "clauses", "document_id": [1]},
            {"columns": "clauses", "document_id": 10**30},
            {"columns": "clauses", "document_id": -1},
        ):
            with self.subTest(asked=asked), self.assertRaises(UserError) as refused:
                self.compare(**asked)
            self.assertNotIn("\n", str(refused.exception))
        for plan_id in ("x", [1], {}, -1, 10**30):
            self.assertEqual(self.compare(plan_id=plan_id)["plan"]["id"], self.plan.id)

    def test_number_of_queries_does_not_grow(self):
        counts = {}
        for columns, expected in (("domains", 23), ("clauses", 28), ("months", 22), ("years", 23)):
            self.compare(columns=columns)
            self.env.invalidate_all()
            with self.assertQueryCount(expected):
                self.compare(columns=columns)
            counts[columns] = expected
        units = self.env["hr.department"].create(
            [
                {
                    "name": f"Sở thử {number}",
                    "code": f"T-X{number}",
                    "unit_type_id": self.gtvt.unit_type_id.id,
                    "parent_id": self.province.id,
                    "date_start": date(2020, 1, 1),
                }
                for number in range(12)
            ]
        )
        type(self).units = list(units)
        for number in range(60):
            self.random_task(number)
        for columns, expected in counts.items():
            self.compare(columns=columns)
            self.env.invalidate_all()
            with self.subTest(columns=columns), self.assertQueryCount(expected):
                self.compare(columns=columns)

    def test_the_day_moves_back_with_the_year(self):
        self.assertEqual(same_day(DAY, 2021), date(2021, 3, 15))


@tagged("post_install", "-at_install")
class TestComparisonWorkbook(ComparisonCase, HttpCase):
    def sheets(self, content):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]

    def test_it_holds_the_matrix_of_the_screen(self):
        self.gtvt.name = "=1+1"
        page = self.compare(columns="clauses")
        figures, counts = self.sheets(comparison_xlsx(self.env, page))
        line = next(row for row in figures if row[0] == "=1+1")
        row = next(row for row in page["rows"] if row["id"] == self.gtvt.id)
        cells = [*row["cells"], row["whole"]]
        self.assertEqual(line[1 : len(cells) + 1], [cell["value"] for cell in cells])
        behind = next(row for row in counts if row[0] == "=1+1")
        self.assertEqual(
            behind[1 : len(cells) + 1],
            [
                None if cell["value"] is None else f"{cell['part']}/{cell['whole']}"
                for cell in cells
            ],
        )
        head = next(row for row in figures if row[0] == "Unit")
        self.assertEqual(head[1:9], ["1a", "1b", "1d", "1đ", "2", "2a", "10a", "Đoạn kết"])

    def test_it_is_downloaded_by_the_readers_rights(self):
        url = "/cchc/comparison/xlsx?columns=domains&measure=overdue&as_of=2023-03-15"
        self.authenticate("t_standing", "t_standing")
        answer = self.url_open(f"{url}&unit_id={self.gtvt.id}&plan_id=false")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn(self.gtvt_division.name, str(self.sheets(answer.content)))
        self.authenticate("t_yte_head", "t_yte_head")
        self.assertNotEqual(self.url_open(f"{url}&unit_id={self.gtvt.id}").status_code, 200)
        own = self.url_open(url)
        self.assertEqual(own.status_code, 200)
        self.assertNotIn(self.gtvt_division.name, str(self.sheets(own.content)))
        digits = "9" * 5000  # more than Python reads as a number
        for wrong in (
            "columns=x",
            "measure=x",
            "as_of=x",
            "unit_id=x",
            f"unit_id={10**30}",
            f"unit_id={digits}",
            f"document_id={digits}&columns=clauses",
        ):
            answer = self.url_open(f"/cchc/comparison/xlsx?{wrong}")
            self.assertIn(answer.status_code, (400, 403, 422), wrong)
            self.assertNotIn("Traceback", answer.text)
        self.authenticate("t_outsider", "t_outsider")
        self.assertEqual(self.sheets(self.url_open(url).content), [[]])
