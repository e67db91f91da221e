import io
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import skipUnless

import openpyxl
from docx import Document

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..kernel import dates
from ..report.plan_print import PlanTable, plan_docx, plan_xlsx
from ..report.urging_letter import urging_letter
from .common import ReformCase, ReformFixture


def text_of(content):
    """All text of a Word file, tables included."""
    document = Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(texts)


class LateTasks(ReformFixture):
    @classmethod
    def make_late_tasks(cls):
        cls.late = dates.today() - timedelta(days=5)
        cls.tasks = cls.env["cchc.task"].union(
            *(
                cls.make_task(unit, deadline=cls.late, name=name, clause="2c")
                for unit, name in (
                    (cls.gtvt, "Rà soát {{ 7*7 }} <b>thủ tục</b>"),
                    (cls.gtvt, "=1+1"),
                    (cls.yte, "Số hóa hồ sơ"),
                )
            )
        )

    def letter(self, user=None, tasks=None):
        action = (tasks or self.tasks).with_user(user or self.user_standing).action_urge()
        return (
            self.env["cchc.urging"].with_user(user or self.user_standing).browse(action["res_id"])
        )


@tagged("post_install", "-at_install")
class TestUrging(LateTasks, ReformCase):
    """One letter to many units, with their late tasks; issued only when it is signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_late_tasks()

    def issue(self, letter):
        letter.write({"number": "512/SNV-CCHC", "document_date": dates.today()})
        letter.action_issue()

    def test_one_letter_recorded_on_each_task(self):
        letter = self.letter()
        self.assertEqual(letter.recipient_ids, self.gtvt + self.yte)
        self.assertEqual(set(letter.line_ids.mapped("days_late")), {5})
        self.assertFalse(self.tasks[0].urged_count, "a draft urges nobody")
        self.issue(letter)
        self.assertEqual(set(self.tasks.mapped("urged_count")), {1})
        self.assertEqual(set(self.tasks.mapped("last_urged_on")), {dates.today()})
        for task in self.tasks:
            self.assertIn("512/SNV-CCHC", "".join(task.message_ids.mapped("body")))
        asked = self.env["mail.activity"].search(
            [("res_id", "in", self.tasks.ids), ("summary", "like", "512/SNV-CCHC")]
        )
        self.assertEqual(
            sorted(one.user_id.login for one in asked),
            ["t_gtvt_head", "t_gtvt_head", "t_yte_head"],
        )
        steps = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task"), ("res_id", "in", self.tasks.ids), ("action", "=", "urge")]
        )
        self.assertEqual(len(steps), 3)

    def test_number_and_date_are_never_invented(self):
        letter = self.letter()
        with self.assertRaisesRegex(UserError, "number and date"):
            letter.action_issue()
        self.assertIn("Số:          /", text_of(urging_letter(letter)))

    def test_who_urges_whom(self):
        division = self.make_user("t_division_head", ("head", self.gtvt_division))
        for user in (
            self.user_gtvt_head,
            self.user_yte_head,
            self.user_gtvt_officer,
            self.user_auditor,
            self.user_outsider,
            division,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.letter(user)
        self.letter(self.user_leader)
        confirmed_by_vp = self.make_task(self.yte, deadline=self.late, verifier_unit_id=self.vp.id)
        self.letter(self.user_vp, confirmed_by_vp)
        with self.assertRaises(AccessError):
            self.letter(self.user_vp)

    def test_a_head_urges_the_own_divisions(self):
        plan = (
            self.env["cchc.plan"]
            .with_user(self.user_gtvt_head)
            .create(
                {
                    "name": "Kế hoạch của Sở",
                    "unit_id": self.gtvt.id,
                    "default_verifier_unit_id": self.vp.id,
                }
            )
        )
        plan.action_issue()
        task = self.make_task(
            self.gtvt_division, plan_id=plan.id, by=self.user_gtvt_head, deadline=self.late
        )
        letter = self.letter(self.user_gtvt_head, task)
        self.assertEqual(letter.recipient_ids, self.gtvt_division)
        self.issue(letter)
        self.assertEqual(task.urged_count, 1)

    def test_the_lead_unit_urges_who_co_operates(self):
        task = self.make_task(coop_unit_ids=[(6, 0, self.yte.ids)], deadline=self.late)
        action = task.with_user(self.user_gtvt_head).action_urge_cooperating()
        note = self.env["cchc.urging"].with_user(self.user_gtvt_head).browse(action["res_id"])
        self.assertEqual((note.kind, note.recipient_ids), ("note", self.yte))
        note.action_issue()
        asked = self.env["mail.activity"].search(
            [("res_id", "=", task.id), ("user_id", "=", self.user_yte_head.id)]
        )
        self.assertEqual(len(asked), 1)
        with self.assertRaises(AccessError):
            task.with_user(self.user_yte_head).action_urge_cooperating()
        with self.assertRaisesRegex(UserError, "No unit co-operates"):
            self.tasks[0].with_user(self.user_gtvt_head).action_urge_cooperating()

    def test_only_open_tasks(self):
        done = self.tasks[2]
        letter = self.letter()
        head = done.with_user(self.user_yte_head)
        head.explanation = "Xong"
        head.action_report()
        with self.assertRaisesRegex(UserError, "take it out"):
            self.issue(letter)
        letter.line_ids.filtered(lambda line: line.task_id == done).unlink()
        self.issue(letter)
        with self.assertRaisesRegex(UserError, "nobody to urge"):
            self.letter(tasks=done)
        with self.assertRaisesRegex(UserError, "annex is fixed"):
            letter.line_ids[:1].unlink()

    def test_the_annex_is_a_snapshot_of_the_server(self):
        letter = self.letter()
        with self.assertRaises(AccessError):
            letter.line_ids[:1].write({"days_late": 400})
        line = (
            self.env["cchc.urging.line"]
            .with_user(self.user_standing)
            .create(
                {
                    "urging_id": letter.id,
                    "task_id": self.make_task(self.namsach, deadline=self.late).id,
                    "unit_id": self.namsach.id,
                    "days_late": 400,
                    "name": "Sai",
                }
            )
        )
        self.assertEqual((line.days_late, line.name), (5, "Rà soát thủ tục hành chính"))

    def test_the_letter_is_plain_text_in_the_official_frame(self):
        letter = self.letter()
        text = text_of(urging_letter(letter, "Số liệu minh họa"))
        for part in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Kính gửi:",
            "Nơi nhận:",
            "PHỤ LỤC",
            "[2c] Rà soát {{ 7*7 }} <b>thủ tục</b>",
            "=1+1",
            "Sở Y tế (1)",
        ):
            self.assertIn(part, text)

    @skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
    def test_libreoffice_opens_the_letter(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "thu.docx"
            path.write_bytes(urging_letter(self.letter()))
            subprocess.run(
                ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
                + ["--convert-to", "pdf", "--outdir", folder, str(path)],
                check=True,
                capture_output=True,
                timeout=120,
            )
            text = subprocess.run(
                ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        self.assertIn("PHỤ LỤC", text)
        self.assertGreaterEqual(text.count("\f"), 2, "the annex lies on a page of its own")

    def test_constant_queries(self):
        def queries(count):
            tasks = self.env["cchc.task"].union(
                *(self.make_task(self.yte, deadline=self.late) for _number in range(count))
            )
            letter = self.letter(tasks=tasks)
            letter.write({"number": "1/SNV", "document_date": dates.today()})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            letter.action_issue()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)
        few, many = queries(3), queries(30)
        self.assertLess(many, few + 27)


@tagged("post_install", "-at_install")
class TestPlanPrint(LateTasks, HttpCase):
    """The plan with its state, as Word and Excel, of what its reader may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.make_late_tasks()

    def table(self, user=None, day=None):
        return PlanTable(self.plan.with_user(user or self.user_standing), day or dates.today())

    def test_workbook(self):
        sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(self.table()))).active
        cells = {cell.value: cell for row in sheet for cell in row if cell.value is not None}
        self.assertEqual(cells["=1+1"].data_type, "s", "text is never a formula")
        self.assertIn("Sở Y tế", cells)
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        self.assertIn([None, "Đang thực hiện, quá hạn", "3"], [row[:3] for row in values])

    def test_word(self):
        text = text_of(plan_docx(self.table()))
        self.assertIn("Rà soát {{ 7*7 }} <b>thủ tục</b>", text)
        self.assertIn(dates.format_date(self.late), text)

    def test_as_of_a_past_day(self):
        past = dates.today() - timedelta(days=30)
        table = self.table(day=past)
        self.assertEqual(table.rates.assigned, 0)

    def test_a_whole_is_a_heading_with_its_parts(self):
        whole = self.make_task(self.snv, assign=False, verifier_unit_id=self.vp.id, clause="2đ")
        whole.with_user(self.user_standing)._fan_out(self.gtvt, {self.yte: "Không có thủ tục"})
        rows = list(self.table().rows())
        heading = next(row for row in rows if len(row) == 1)
        self.assertIn("2đ. ", heading[0])
        self.assertTrue(any("Miễn thực hiện: Không có thủ tục" in str(row) for row in rows))

    def test_download_by_the_readers_rights(self):
        letter = self.letter()
        urls = (
            f"/cchc/urging/{letter.id}/docx",
            f"/cchc/plan/{self.plan.id}/print/docx",
            f"/cchc/plan/{self.plan.id}/print/xlsx?as_of=2024-01-01",
        )
        self.authenticate("t_standing", "t_standing")
        for url in urls:
            answer = self.url_open(url)
            self.assertEqual(answer.status_code, 200, url)
            self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(self.url_open(f"/cchc/plan/{self.plan.id}/print/exe").status_code, 404)
        self.authenticate("t_outsider", "t_outsider")
        for url in urls:
            self.assertNotEqual(self.url_open(url).status_code, 200, url)
        self.authenticate("t_yte_head", "t_yte_head")
        self.assertNotEqual(self.url_open(urls[0]).status_code, 200, "a draft of another unit")
        text = text_of(self.url_open(urls[1]).content)
        self.assertNotIn("=1+1", text, "tasks of other units are not in it")
