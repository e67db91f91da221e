import base64
import io
import shutil
import subprocess
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from unittest import skipUnless

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..wizard.import_unit_workbook import UnitTasks
from .common import ReformCase

NOON = "2026-03-20 05:00:00"  # 12:00 in Vietnam
TODAY = date(2026, 3, 20)


@freeze_time(NOON)
class UnitWorkbookCase(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-02-02 05:00:00"):
            cls.plan = cls.env["cchc.plan"].create(
                {
                    "name": "Kế hoạch cải cách hành chính năm 2026",
                    "unit_id": cls.province.id,
                    "kind": "programme",
                    "default_verifier_unit_id": cls.snv.id,
                    "substitute_verifier_unit_id": cls.vp.id,
                }
            )
            cls.plan.with_user(cls.user_standing).action_issue()
            cls.first, cls.second, cls.third = (
                cls.make_task(cls.antruong, name=name, deadline=date(2026, 3, 15), clause=clause)
                for name, clause in (("Việc một", "1a"), ("Việc hai", "2đ"), ("=1+1", ""))
            )
            cls.elsewhere = cls.make_task(cls.yte, name="Việc của Sở Y tế")
            cls.target = (
                cls.env["cchc.target"]
                .with_user(cls.user_standing)
                .create(
                    {
                        "name": "Hồ sơ trực tuyến",
                        "plan_id": cls.plan.id,
                        "domain_id": cls.domain_procedures.id,
                        "unit_id": cls.antruong.id,
                        "target_value": 80.5,
                    }
                )
            )
            cls.target.action_assign()

    def book(self, unit=None, plan=None, user=None):
        """The workbook of a unit as it goes out."""
        books = (
            (plan or self.plan)
            .with_user(user or self.user_standing)
            ._unit_workbooks(unit or self.antruong)
        )
        return openpyxl.load_workbook(io.BytesIO(next(iter(books.values()))))

    def fill(self, book, sheet, code, **cells):
        """Write into the row of ``code``, by the keys of the columns."""
        table = book.worksheets[sheet]
        top = self.headings(table)
        columns = self.columns(sheet)
        for row in range(top + 1, table.max_row + 1):
            if table.cell(row, 1).value == code:
                for key, value in cells.items():
                    table.cell(row, columns.index(key) + 1).value = value
                return row
        raise AssertionError(f"no row of {code}")

    def columns(self, sheet):
        from ..wizard.unit_workbook import ROWS

        return [column.key for column in list(ROWS.values())[sheet].columns]

    def headings(self, table):
        return next(row for row in range(1, 20) if table.cell(row, 1).value in ("Code *", "Mã *"))

    def done(self, book, task, day="10/03/2026", **cells):
        values = {"state": "đã hoàn thành", "done_on": day, "explanation": "Đã ban hành", **cells}
        return self.fill(book, 0, task.code, **values)

    @staticmethod
    def content(book):
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def dialog(self, book, user=None, **values):
        content = book if isinstance(book, bytes) else self.content(book)
        return (
            self.env["cchc.unit.workbook"]
            .with_user(user or self.user_standing)
            .create(
                {
                    "plan_id": self.plan.id,
                    "unit_id": self.antruong.id,
                    "file": base64.b64encode(content),
                    "file_name": "bang-tinh.xlsx",
                    "brought_by": "Nguyễn Văn A",
                    "contact": "công chức văn phòng, 0900",
                    "way": "stick",
                    **values,
                }
            )
        )

    def take_in(self, book, **values):
        dialog = self.dialog(book, **values)
        dialog.action_import()
        self.assertEqual(dialog.state, "done", self.faults(dialog))
        return dialog

    def refuse(self, book, **values):
        """Faults of a workbook of which nothing is taken in."""
        before = self.standing()
        for action in ("action_check", "action_import"):
            dialog = self.dialog(book, **values)
            getattr(dialog, action)()
            self.assertEqual(dialog.state, "faulty")
        self.assertEqual(self.standing(), before)
        return self.faults(dialog)

    def faults(self, dialog):
        return [(one.row, one.column, one.message) for one in dialog.issue_ids]

    def standing(self):
        self.env.invalidate_all()
        tasks = self.first | self.second | self.third
        return [
            (task.state, task.reported_on, task.explanation, task.evidence_ids.ids, task.unit_note)
            for task in tasks
        ] + [(measure.measured_on, measure.value) for measure in self.target.measure_ids]


@tagged("post_install", "-at_install")
class TestUnitWorkbook(UnitWorkbookCase):
    def test_it_says_whose_it_is_and_locks_all_but_what_is_filled_in(self):
        book = self.book()
        self.assertEqual(len(book.worksheets), 3)
        table = book.worksheets[0]
        above = [table.cell(row, 2).value for row in range(1, 5)]
        self.assertEqual(above, [self.antruong.display_name, "T-10700", self.plan.name, "2026"])
        self.assertTrue(table.protection.sheet)
        self.assertFalse(table.protection.password)
        row = self.fill(book, 0, self.first.code)
        unlocked = [
            key
            for place, key in enumerate(self.columns(0), 1)
            if not table.cell(row, place).protection.locked
        ]
        self.assertEqual(unlocked, list(UnitTasks.filled))
        choices = [one.formula1 for one in table.data_validations.dataValidation]
        self.assertEqual(choices, ['"chưa làm,đang thực hiện,đã hoàn thành"'])
        self.assertEqual(table.max_row, self.headings(table) + 3, "its own open tasks only")
        self.assertFalse(
            {cell.data_type for row in table.iter_rows() for cell in row} - {"s", "n"},
            "no formula",
        )

    def test_what_comes_back_moves_the_tasks(self):
        book = self.book()
        self.done(
            book, self.first, "15/03/2026", ev_number="12/BC-UBND", ev_date="14/03/2026",
            ev_issuer="UBND xã", ev_name="Báo cáo", note="Thiếu người",
        )  # fmt: skip
        self.fill(book, 0, self.second.code, state="Đang thực hiện", note="Chờ kinh phí")
        self.fill(book, 1, self.target.code, value="40,5", measured_on="28/02/2026", estimate="có")
        check = self.dialog(book)
        check.action_check()
        self.assertEqual((check.state, self.faults(check)), ("ready", []))
        self.assertEqual(self.first.state, "assigned", "checking keeps nothing")
        self.take_in(book)
        self.assertEqual(self.first.state, "reported")
        self.assertEqual(self.first.reported_on, date(2026, 3, 15), "the unit's own day counts")
        self.assertFalse(self.first.reported_late)
        self.assertEqual(self.first.taken_in_on, TODAY)
        self.assertEqual(self.first.brought_by, "Nguyễn Văn A (công chức văn phòng, 0900)")
        self.assertEqual(self.first.unit_note, "Thiếu người")
        piece = self.first.evidence_ids
        self.assertEqual(
            (piece.number, piece.date, piece.issuer, piece.name, piece.unit_id, piece.file),
            ("12/BC-UBND", date(2026, 3, 14), "UBND xã", "Báo cáo", self.antruong, False),
        )
        self.assertEqual(
            (self.second.state, self.second.unit_note), ("in_progress", "Chờ kinh phí")
        )
        self.assertFalse(self.second.officer_id, "who takes it in is not in charge of it")
        self.assertEqual(self.third.state, "assigned", "an empty row says nothing")
        measure = self.target.measure_ids
        self.assertEqual((measure.value, measure.measured_on), (40.5, date(2026, 2, 28)))
        self.assertTrue(measure.is_estimate)
        self.assertEqual(measure.entered_by_id, self.user_standing)

    def test_history_shows_both_days_and_who_brought_it(self):
        book = self.book()
        self.done(book, self.first)
        self.take_in(book)
        entries = self.env["cchc.audit.entry"].search([("id", ">", 0)], limit=5)
        of_task = entries.filtered(lambda one: one.model == "cchc.task" and one.action == "take_in")
        self.assertEqual(of_task.effective_on, date(2026, 3, 10))
        self.assertIn("Nguyễn Văn A", of_task.reason)
        of_import = entries.filtered(lambda one: one.action == "import_unit_workbook")
        self.assertEqual((of_import.res_id, of_import.unit_id), (self.plan.id, self.antruong.id))
        for text in ("Nguyễn Văn A", "0900", "stick", "sha256", "bang-tinh.xlsx"):
            self.assertIn(text, of_import.new_value)

    def test_who_takes_it_in_does_not_confirm(self):
        book = self.book()
        self.done(book, self.first)
        self.take_in(book)
        with self.assertRaises(AccessError):
            self.first.with_user(self.user_standing).action_verify()
        with self.assertRaises(AccessError):
            self.first.with_user(self.user_standing).action_return("Chưa đạt")
        self.first.with_user(self.user_snv_head).action_verify()
        self.assertEqual(self.first.state, "verified")
        self.assertEqual(self.first.cell, "done_on_time")

    def test_the_same_file_twice_changes_nothing(self):
        book = self.book()
        self.done(book, self.first, ev_number="12/BC-UBND")
        self.fill(book, 0, self.second.code, state="đang thực hiện", note="Chờ")
        self.fill(book, 0, self.third.code, state="chưa làm")
        self.fill(book, 1, self.target.code, value="40", measured_on="28/02/2026")
        self.assertIn("3 new rows; 1 ", self.take_in(book).summary)
        before = self.standing()
        self.assertIn("0 new rows; 4 ", self.take_in(book).summary)
        self.assertEqual(self.standing(), before)

    def test_two_files_of_a_unit_complete_each_other(self):
        earlier, later = self.book(), self.book()
        self.fill(earlier, 0, self.first.code, state="đang thực hiện")
        self.done(earlier, self.second, ev_number="12/BC-UBND")
        self.done(later, self.first, "20/03/2026", ev_number="12/bc-ubnd")
        self.take_in(earlier)
        self.take_in(later)
        self.assertEqual(set((self.first | self.second).mapped("state")), {"reported"})
        self.assertEqual(len((self.first | self.second).evidence_ids), 1, "one document")
        row, column, message = self.refuse(earlier)[0]
        self.assertIn("Reported", message)

    def test_a_day_that_cannot_be(self):
        for day, says in (
            ("21/03/2026", "not come yet"),
            ("01/02/2026", "assigned on 02/02/2026"),
            ("31/02/2026", "no date"),
            (None, "Give the day"),
        ):
            with self.subTest(day):
                book = self.book()
                row = self.done(book, self.first, day)
                self.done(book, self.second)
                (fault,) = self.refuse(book)
                self.assertEqual(fault[0], row)
                self.assertIn("Done on", fault[1])
                self.assertIn(says, fault[2])

    def test_no_day_before_what_is_recorded(self):
        with freeze_time("2026-03-12 05:00:00"):
            book = self.book()
            self.fill(book, 0, self.first.code, state="đang thực hiện")
            self.take_in(book)
        book = self.book()
        self.done(book, self.first, "10/03/2026")
        (fault,) = self.refuse(book)
        self.assertIn("changed on 12/03/2026", fault[2])
        self.done(book, self.first, "13/03/2026")
        self.take_in(book)

    def test_what_was_returned_is_not_reported_again_by_the_same_file(self):
        book = self.book()
        self.done(book, self.first, "20/03/2026")
        self.take_in(book)
        self.first.with_user(self.user_snv_head).action_return("Thiếu phụ lục")
        (fault,) = self.refuse(book)
        self.assertIn("was returned", fault[2])
        self.done(book, self.first, "20/03/2026", explanation="Đã bổ sung phụ lục")
        self.take_in(book)
        self.assertEqual(self.first.state, "reported")

    def test_a_closed_task_takes_nothing_in(self):
        book = self.book()
        self.first.with_user(self.user_standing).action_cancel("Không còn phù hợp")
        self.done(book, self.first)
        (fault,) = self.refuse(book)
        self.assertIn("Cancelled", fault[2])

    def test_every_faulty_cell_is_named_and_nothing_is_kept(self):
        book = self.book()
        self.done(book, self.first)
        second = self.fill(book, 0, self.second.code, state="gần xong", note="x")
        third = self.fill(book, 0, self.third.code, state="đã hoàn thành", done_on="10/03/2026")
        target = self.fill(
            book, 1, self.target.code, value="1.500", measured_on="21/03/2026", estimate="chắc"
        )
        found = [fault[:2] for fault in self.refuse(book)]
        self.assertCountEqual(
            found,
            [
                (second, "Tasks: State of the work"),
                (third, "Tasks: What was done"),
                (target, "Targets: Measured value"),
                (target, "Targets: As of"),
                (target, "Targets: Estimate"),
            ],
        )

    def test_rows_that_were_shifted_are_seen(self):
        book = self.book()
        row = self.done(book, self.first)
        book.worksheets[0].cell(row, 1).value = self.second.code
        self.assertIn("shifted", self.refuse(book)[0][2])
        book.worksheets[0].cell(row, 1).value = self.elsewhere.code
        self.assertIn("nothing of this code", self.refuse(book)[0][2])

    def test_a_workbook_of_another_unit_or_plan_is_refused(self):
        foreign = self.book(self.yte)
        with self.assertRaisesRegex(UserError, "is of “Sở Y tế”, not of “Xã An Trường"):
            self.dialog(foreign).action_check()
        other = self.plan.copy({"name": "Kế hoạch khác"})
        other.with_user(self.user_standing).action_issue()
        self.make_task(self.antruong, plan_id=other.id)
        with self.assertRaisesRegex(UserError, "is of the plan “Kế hoạch khác”"):
            self.dialog(self.book(plan=other)).action_check()
        bare = openpyxl.Workbook()
        bare.active.append(["Mã", "Tình hình thực hiện"])
        with self.assertRaisesRegex(UserError, "is no workbook of a unit"):
            self.dialog(bare).action_check()

    def test_a_workbook_made_before_the_plan_was_adjusted_is_good(self):
        book = self.book()
        self.done(book, self.first)
        action = self.plan.with_user(self.user_standing).action_new_version()
        adjusted = self.env["cchc.plan"].browse(action["res_id"])
        adjusted.write({"name": "Kế hoạch điều chỉnh"})
        adjusted.with_user(self.user_standing).action_issue()
        # The move under the new version is recorded today, after the day that the unit gives.
        self.done(book, self.first, "20/03/2026")
        self.take_in(book, plan_id=adjusted.id)
        self.assertEqual(self.first.state, "reported")

    def test_an_empty_or_broken_workbook(self):
        self.assertIn("No row", self.refuse(self.book())[0][2])
        content = self.content(self.book())
        for broken in (content[: len(content) // 2], b"PK"):
            with self.assertRaises(UserError):
                self.dialog(broken).action_check()

    def test_only_from_above(self):
        book = self.content(self.book())
        own = self.make_user("t_antruong_head", ("head", self.antruong))
        both = self.make_user(
            "t_both", ("standing_office", self.province), ("officer", self.antruong)
        )
        officer = self.make_user("t_namsach_officer", ("officer", self.namsach))
        for user in (own, both, officer, self.user_yte_head, self.user_yte_officer,
                     self.user_vp, self.user_auditor, self.user_outsider):  # fmt: skip
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.dialog(book, user).action_import()
                with self.assertRaises(AccessError):
                    self.plan.with_user(user)._require_to_take_in(self.antruong)
                with self.assertRaises(AccessError):
                    self.first.with_user(user)._take_in({}, "", "")

    def test_a_head_above_takes_it_in(self):
        book = self.book()
        self.done(book, self.first)
        self.take_in(book, user=self.user_namsach_head)
        self.assertEqual(self.first.reported_by_id, self.user_namsach_head)
        self.assertEqual(
            self.plan.with_user(self.user_namsach_head)._units_to_take_in(), self.antruong
        )

    def test_who_brought_it_must_be_said(self):
        book = self.book()
        self.done(book, self.first)
        for values in ({"brought_by": " "}, {"contact": False}):
            with self.assertRaisesRegex(UserError, "who brought"):
                self.dialog(book, **values).action_import()

    def test_a_value_is_corrected_with_a_reason_only(self):
        def book(value, note=None):
            book = self.book()
            self.fill(book, 1, self.target.code, value=value, measured_on="28/02/2026", note=note)
            return book

        self.take_in(book("40"))
        self.assertIn("why it is corrected", self.refuse(book("41"))[0][2])
        self.take_in(book("41", "Tính lại"))
        self.assertIn("replaced", self.refuse(book("40", "Cũ"))[0][2])
        self.assertEqual(self.target.latest_value, 41)

    def test_a_report_of_the_unit_itself_drops_what_was_taken_in(self):
        head = self.make_user("t_antruong_head", ("head", self.antruong))
        book = self.book()
        self.done(book, self.first)
        self.take_in(book)
        self.first.with_user(self.user_snv_head).action_return("Chưa đạt")
        self.first.with_user(head).action_report()
        self.assertFalse(self.first.taken_in_on or self.first.brought_by)

    def test_formulas_are_text(self):
        book = self.book()
        row = self.done(book, self.first, note="x")
        table = book.worksheets[0]
        cell = table.cell(row, self.columns(0).index("note") + 1)
        cell.value, cell.data_type = "=HYPERLINK(1)", "s"
        self.done(book, self.third)
        self.take_in(book)
        self.assertEqual(self.first.unit_note, "=HYPERLINK(1)")
        self.assertEqual(self.third.state, "reported", "its name looks like a formula")

    @skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
    def test_a_copy_saved_by_another_program_is_read(self):
        book = self.book()
        self.done(book, self.first, ev_number="12/BC-UBND", ev_date="09/03/2026")
        self.fill(book, 1, self.target.code, value="40,5", measured_on="28/02/2026")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.xlsx")
            path.write_bytes(self.content(book))
            for suffix in ("ods", "xlsx"):
                out = Path(folder, suffix)
                subprocess.run(
                    ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
                     "--convert-to", suffix, "--outdir", str(out), str(path)],
                    check=True, capture_output=True, timeout=120,
                )  # fmt: skip
                path = out / f"a.{suffix}"
            copy = path.read_bytes()
        self.take_in(copy)
        self.assertEqual(self.first.reported_on, date(2026, 3, 10))
        self.assertEqual(self.first.evidence_ids.date, date(2026, 3, 9))
        self.assertEqual(self.target.latest_value, 40.5)

    def test_in_vietnamese(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        book = self.book()
        self.assertEqual(book.sheetnames[0], self.env(context={"lang": "vi_VN"})._("Tasks"))
        self.done(book, self.first)
        self.take_in(book)

    def test_queries_do_not_grow_with_the_tasks(self):
        def count(tasks):
            book = self.book()
            for task in tasks:
                self.done(book, task)
            dialog = self.dialog(book)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_import()
            self.assertEqual(dialog.state, "done", self.faults(dialog))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        with freeze_time("2026-02-02 05:00:00"):
            more = [self.make_task(self.antruong, name=f"Việc {n}") for n in range(12)]
        count([self.first])
        one, many = count(more[:2]), count(more[2:])
        self.assertLessEqual(many, one + 8)


@tagged("post_install", "-at_install")
class TestUnitWorkbookDownload(UnitWorkbookCase, HttpCase):
    def test_one_workbook_or_an_archive(self):
        dialog = (
            self.env["cchc.unit.workbook.download"]
            .with_user(self.user_standing)
            .create({"plan_id": self.plan.id})
        )
        self.assertEqual(dialog.candidate_ids, self.antruong + self.yte)
        with self.assertRaises(UserError):
            dialog.action_download()
        dialog.action_all()
        url = dialog.action_download()["url"]
        self.authenticate("t_standing", "t_standing")
        with zipfile.ZipFile(io.BytesIO(self.url_open(url).content)) as package:
            names = package.namelist()
            self.assertEqual(len(names), 2)
            self.assertTrue(any(name.startswith("Xã An Trường") for name in names), names)
            openpyxl.load_workbook(io.BytesIO(package.read(names[0])))
        dialog.unit_ids = self.antruong
        answer = self.url_open(url)
        openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertIn("An%20Tr", answer.headers["Content-Disposition"])
        self.authenticate("t_leader", "t_leader")
        self.assertNotEqual(self.url_open(url).status_code, 200, "another's dialog")
        self.assertEqual(self.url_open("/cchc/unit-workbooks/999999999").status_code, 404)

    def test_no_workbook_of_a_unit_that_is_not_below(self):
        dialog = (
            self.env["cchc.unit.workbook.download"]
            .with_user(self.user_namsach_head)
            .create({"plan_id": self.plan.id, "unit_ids": [(6, 0, self.yte.ids)]})
        )
        self.assertEqual(dialog.candidate_ids, self.antruong)
        with self.assertRaises(AccessError):
            dialog.action_download()
        self.authenticate("t_namsach_head", "t_namsach_head")
        answer = self.url_open(f"/cchc/unit-workbooks/{dialog.id}")
        self.assertNotEqual(answer.status_code, 200)
