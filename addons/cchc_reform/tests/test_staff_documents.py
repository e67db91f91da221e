import io
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from unittest import skipUnless

import openpyxl

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..kernel import dates
from ..report import staff_documents as documents
from ..report.staff_tables import StaffTables
from .test_staff_strength import StrengthCase
from .test_urging import text_of

DAY = date(2026, 1, 1)


class DocumentCase(StrengthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assign(cls.gtvt, 20)
        cls.assign(cls.gtvt_division, 9)
        cls.employ(cls.gtvt, 1, capacity="head", employee_id=cls.named("=1+1 Văn An"))
        cls.employ(cls.gtvt_division, 3, "contract")
        cls.surplus = cls.deputy(cls.gtvt_division, 2, title="Phó Trưởng phòng {{ 7*7 }}")
        cls.deputy(cls.yte, 4)

    @classmethod
    def named(cls, name):
        return cls.env["hr.employee"].create({"name": name}).id

    def tables(self, user=None, unit=None, day=DAY):
        return StaffTables(self.env(user=user or self.user_standing), day, unit)

    @staticmethod
    def cells(content, sheet=0):
        """Rows of the values of one sheet."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


@tagged("post_install", "-at_install")
class TestStaffDocuments(DocumentCase):
    """The same figures as on the screens, in Word and Excel."""

    def test_lines_are_those_of_the_read_models(self):
        tables = self.tables()
        lines = {line.name: line for line in tables.lines() if line.number}
        line = lines[self.gtvt_division.name]
        ceiling = self.row(self.gtvt_division, str(DAY))
        self.assertEqual(
            (line.deputies.limit, line.deputies.actual, line.deputies.surplus),
            (ceiling.limit, ceiling.deputies, ceiling.surplus),
        )
        self.assertEqual(line.deputies.surplus, 1)
        self.assertEqual(line.staff, {"civil_servant": (9, 2), "contract": (None, 3)})
        self.assertEqual(line.depth, 2)
        self.assertEqual(lines[self.gtvt.name].staff["civil_servant"], (20, 3))
        self.assertEqual(lines[self.gtvt.name].head, "=1+1 Văn An")
        self.assertEqual(lines[self.gtvt.name].deputies.limit_text, "3 (bình quân)")
        self.assertIsNone(lines[self.gtvt.name].deputies.surplus)
        self.assertEqual(lines[self.vp.name].deputies.limit_text, "chưa xác định")
        total = next(line for line in tables.lines() if not line.number)
        self.assertEqual((total.name, total.deputies.actual), ("Cộng 3 đơn vị tính bình quân", 4))
        summary = dict(tables.summary())
        self.assertEqual(summary["Số lượng cấp phó dôi dư"], "1")
        self.assertEqual(summary["Cán bộ, công chức (biên chế)"], "được giao 20, hiện có 7")
        self.assertEqual(summary["Lao động hợp đồng"], "chưa giao, hiện có 3")

    def test_units_follow_their_superior(self):
        names = [line.name for line in self.tables().lines() if line.number]
        self.assertEqual(names[0], self.province.name)
        self.assertEqual(names.index(self.gtvt_division.name), names.index(self.gtvt.name) + 1)

    def test_doubts_are_printed(self):
        rule = self.env.ref("cchc_reform.deputy_rule_division_2026")
        rule.write({"confirmation": "to_verify", "verify_note": "mức chưa đối chiếu"})
        tables = self.tables()
        notes = "\n".join(tables.notes())
        self.assertIn("Cần xác minh: mức chưa đối chiếu.", notes)
        self.assertIn("370/2025/NĐ-CP", notes)
        self.assertIn("Chưa xác định được quy định về cấp phó:", notes)
        self.assertIn(self.vp.name, notes)
        text = text_of(documents.organisation_docx(tables))
        self.assertIn("Cần xác minh: mức chưa đối chiếu.", text)
        self.assertIn("1*", text.split("\n"))
        case = tables.cases()[0]
        self.assertEqual(case.to_verify, "mức chưa đối chiếu")
        notes = "\n".join(tables.surplus_notes())
        self.assertIn("Cần xác minh: mức chưa đối chiếu.", notes)
        self.assertIn("chưa kết luận có dôi dư hay không", notes)
        for sheet, expected in ((2, notes), (1, case.to_verify)):
            values = {v for row in self.cells(documents.surplus_xlsx(tables), sheet) for v in row}
            self.assertIn(expected.split("\n")[0], values)

    def test_more_divided_than_assigned_is_said(self):
        self.assign(self.gtvt_division, 30, day="2025-01-01")
        notes = "\n".join(self.tables().notes())
        self.assertIn("được giao 20, đã giao lại 30", notes)

    def test_organisation_in_word(self):
        content = documents.organisation_docx(self.tables(), "Số liệu minh họa")
        text = text_of(content)
        for expected in (
            "ỦY BAN NHÂN DÂN", "TỈNH THỬ NGHIỆM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO",
            "Số:          /BC-UBND", "(Tính đến ngày 01 tháng 01 năm 2026)", "PHỤ LỤC",
            "– – Phòng Pháp chế", "9/2", "chưa giao/3", "=1+1 Văn An",
        ):  # fmt: skip
            self.assertIn(expected, text)

    def test_organisation_in_excel(self):
        content = documents.organisation_xlsx(self.tables())
        rows = self.cells(content)
        row = next(row for row in rows if row[1] == self.gtvt_division.name)
        self.assertEqual(row[5:10], [1, 2, 1, 9, 2])
        self.assertEqual(row[14:16], ["chưa giao", 3])
        row = next(row for row in rows if row[1] == self.gtvt.name)
        self.assertEqual(row[3], "=1+1 Văn An")
        self.assertIsNone(row[7], "tested in total")
        book = openpyxl.load_workbook(io.BytesIO(content))
        kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
        self.assertNotIn("f", kinds, "text is never a formula")
        self.assertEqual(book.worksheets[0].page_setup.orientation, "landscape")
        self.assertIn("Cán bộ, công chức (biên chế)", [value for line in rows for value in line])

    def test_surplus_in_word_and_excel(self):
        tables = self.tables()
        text = text_of(documents.surplus_docx(tables))
        heading = "Phòng Pháp chế (Sở Giao thông vận tải): được bố trí 1, hiện có 2, dôi dư 1."
        self.assertIn(heading, text)
        self.assertIn("Phó Trưởng phòng {{ 7*7 }}", text)
        content = documents.surplus_xlsx(tables)
        rows = self.cells(content)
        people = {row[1] for row in rows if row[1]}
        self.assertLessEqual(set(self.surplus.employee_id.mapped("name")), people)
        self.assertTrue(any(str(row[0]).startswith(heading) for row in rows))
        self.assertEqual(self.cells(content, 1)[-1][2:5], [1, 2, 1])
        # Four deputies in one department of the average are none too many.
        self.assertNotIn(self.yte.name, text)

    def test_roadmap_is_printed(self):
        record = self.env["cchc.staff.surplus"].create(
            {
                "unit_id": self.gtvt_division.id,
                "tested": "own",
                "rule_id": self.env.ref("cchc_reform.deputy_rule_division_2026").id,
                "since": "2026-01-01",
                "opened_on": "2026-01-01",
                "number": 1,
                "cause": "law",
                "deadline": "2027-12-31",
                "step_ids": [
                    (0, 0, {"post_id": self.surplus[0].id, "planned_on": "2027-06-30",
                            "measure": "retire", "note": "=2+2"}),
                ],
            }
        )  # fmt: skip
        tables = self.tables()
        case = tables.cases()[0]
        step = record.step_ids

        def word(one, name):
            return dict(one._fields[name]._description_selection(tables.env))[one[name]]

        self.assertEqual(case.cause, word(record, "cause"))
        self.assertIn("thời hạn đã xác định 31/12/2027", case.term)
        plans = {post["name"]: post["plan"] for post in case.posts}
        plan = plans[step.employee_id.name]
        self.assertTrue(plan.startswith(word(step, "measure")))
        self.assertTrue(plan.endswith(f", trước 30/06/2027 (=2+2): {word(step, 'status').lower()}"))
        self.assertIn(plan, text_of(documents.surplus_docx(tables)))
        rows = self.cells(documents.surplus_xlsx(tables))
        self.assertIn(plan, [row[8] for row in rows if len(row) > 8])
        before = self.tables(day=date(2025, 12, 31))
        self.assertEqual(before.cases(), [])
        # What was decided is printed with its number.
        record.basis_number = "8/QĐ-UBND"
        self.env["cchc.staff.move"].create(
            {
                "post_id": step.post_id.id,
                "first_day": fields.Date.add(dates.today(), days=40),
                "decision_number": "12/QĐ-SGTVT",
            }
        ).action_confirm()
        self.env.flush_all()
        case = self.tables().cases()[0]
        self.assertEqual(case.cause, f"{word(record, 'cause')} theo 8/QĐ-UBND")
        plans = {post["name"]: post["plan"] for post in case.posts}
        self.assertTrue(plans[step.employee_id.name].endswith(" theo 12/QĐ-SGTVT"))

    def test_a_group_in_surplus_names_all_its_deputies(self):
        self.deputy(self.snv, 7)
        case = self.tables().cases()[0]
        self.assertEqual(case.name, "3 đơn vị tính bình quân thuộc Tỉnh Thử Nghiệm")
        self.assertEqual((case.limit, case.actual, case.surplus, len(case.posts)), (9, 11, 2, 11))

    def test_no_surplus_is_said(self):
        tables = self.tables(unit=self.yte)
        self.assertIn("Không có cấp phó dôi dư.", text_of(documents.surplus_docx(tables)))
        rows = self.cells(documents.surplus_xlsx(tables))
        self.assertIn("Không có cấp phó dôi dư.", [row[0] for row in rows])

    def test_another_day(self):
        tables = self.tables(day=date(2025, 2, 28))
        self.assertEqual(tables.cases(), [])
        with self.assertRaisesRegex(UserError, "Tại ngày 01/01/2019 không có đơn vị nào"):
            self.tables(day=date(2019, 1, 1))

    def test_only_what_the_reader_may_read(self):
        tables = self.tables(self.user_gtvt_hr)
        self.assertEqual(tables.units, self.gtvt | self.gtvt_division)
        self.assertEqual(tables.unit, self.gtvt)
        text = text_of(documents.organisation_docx(tables))
        self.assertNotIn(self.yte.name, text)
        self.assertIn("SỞ GIAO THÔNG VẬN TẢI", text)
        with self.assertRaisesRegex(
            UserError, "không có đơn vị nào ở đây mà ông/bà được xem số liệu"
        ):
            self.tables(self.user_gtvt_hr, self.yte)

    def test_queries_do_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tables = self.tables()
            documents.organisation_xlsx(tables)
            documents.surplus_docx(tables)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(15):
            unit = self.make_unit(f"Phòng {number}", "division", self.gtvt)
            self.assign(unit, 9)
            self.deputy(unit, 1)
        self.assertLessEqual(queries(), few)

    @skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
    def test_libreoffice_opens_them(self):
        tables = self.tables()
        with tempfile.TemporaryDirectory() as folder:
            files = {
                "organisation.docx": documents.organisation_docx(tables),
                "surplus.docx": documents.surplus_docx(tables),
            }
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
            subprocess.run(
                ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
                 "--convert-to", "pdf", "--outdir", folder,
                 *(str(Path(folder, name)) for name in files)],
                check=True, capture_output=True, timeout=240,
            )  # fmt: skip
            for name in files:
                pdf = Path(folder, name).with_suffix(".pdf").read_bytes()
                self.assertTrue(pdf.startswith(b"%PDF"))


@tagged("post_install", "-at_install")
class TestStaffDownloads(DocumentCase, HttpCase):
    def test_by_the_readers_rights(self):
        urls = [
            f"/cchc/staff/{document}/{kind}?day=2026-01-01"
            for document in ("organisation", "surplus")
            for kind in ("docx", "xlsx")
        ]
        self.authenticate("t_gtvt_hr", "t_gtvt_hr")
        for url in urls:
            answer = self.url_open(url)
            self.assertEqual(answer.status_code, 200, url)
            self.assertIn("attachment", answer.headers["Content-Disposition"])
        text = text_of(self.url_open(urls[0]).content)
        self.assertIn("Phòng Pháp chế", text)
        self.assertNotIn("Sở Y tế", text)
        for wrong in (
            f"{urls[0]}&unit_id={self.yte.id}", f"{urls[0]}&unit_id=x",
            f"{urls[0]}&unit_id=999999999", "/cchc/staff/organisation/exe",
            "/cchc/staff/people/docx", "/cchc/staff/surplus/xlsx?day=x",
        ):  # fmt: skip
            self.assertIn(self.url_open(wrong).status_code, (403, 404, 422), wrong)
        for login in ("t_outsider", "t_gtvt_officer"):
            self.authenticate(login, login)
            for url in urls:
                self.assertEqual(self.url_open(url).status_code, 403, url)
        self.authenticate(None, None)
        answer = self.url_open(urls[0], allow_redirects=False)
        self.assertIn("/web/login", answer.headers.get("Location", ""))
