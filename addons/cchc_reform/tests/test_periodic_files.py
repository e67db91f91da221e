import base64
import io
import json
import re
import shutil
import zipfile
from unittest import skipUnless

import openpyxl
from docx import Document
from docx.shared import Cm, Pt
from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from ..report.pdf import pdf_from_docx
from ..report.periodic_docx import periodic_docx
from ..report.periodic_xlsx import periodic_xlsx
from .report_case import ReportCase, ReportFixture

HOSTILE = "=1+1 <b>&amp;</b> {{ 7*7 }} {% for x in y %} 😀 \x07"


def texts(content):
    """All texts of a Word document, those of its tables included."""
    document = Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    return lines


@freeze_time("2024-03-15 02:00:00")
@tagged("post_install", "-at_install")
class TestPeriodicFiles(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_period()
        report = cls.report_of(cls.gtvt, user=cls.user_gtvt_head)
        cls.enter(report, tiep_nhan="1.234,5", dung_han="1.000")
        report.text_ids[0].text = HOSTILE
        report.recipients = "UBND tỉnh;\nLưu VT."
        report.action_submit()
        cls.report = report
        province = cls.report_of(cls.province, user=cls.user_standing)
        province.action_refresh()
        cls.province_snapshot = province._read_snapshot()
        cls.snapshot = json.loads(report.snapshot)

    def test_layout_by_decree_30(self):
        document = Document(io.BytesIO(periodic_docx(self.snapshot)))
        section = document.sections[0]
        # Word keeps twentieths of a point.
        self.assertAlmostEqual(section.page_width, Cm(21), delta=Pt(0.1))
        self.assertAlmostEqual(section.page_height, Cm(29.7), delta=Pt(0.1))
        for margin, centimetres in (
            (section.top_margin, 2),
            (section.bottom_margin, 2),
            (section.left_margin, 3),
            (section.right_margin, 2),
        ):
            self.assertAlmostEqual(margin, Cm(centimetres), delta=Pt(0.1))
        self.assertTrue(section.different_first_page_header_footer)
        self.assertIn("PAGE", section.header._element.xml)
        normal = document.styles["Normal"].font
        self.assertEqual((normal.name, normal.size), ("Times New Roman", Pt(14)))
        shown = texts(periodic_docx(self.snapshot))
        self.assertTrue(any("Số:          /BC-T-GTVT" in line for line in shown))
        for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO"):
            self.assertTrue(any(text in line for line in shown), text)
        self.assertTrue(any("Thử Nghiệm, ngày      tháng      năm 2024" in line for line in shown))

    def test_every_figure_is_printed(self):
        shown = texts(periodic_docx(self.snapshot))
        for figure in ("1.235", "1.000", "81"):  # no decimals of hồ sơ; one of a rate
            self.assertIn(figure, shown)
        book = openpyxl.load_workbook(io.BytesIO(periodic_xlsx(self.snapshot)))
        rows = {row[1].value: row[4].value for row in book.worksheets[0].iter_rows(min_row=5)}
        kept = {line["code"]: line["value"] for line in self.snapshot["lines"]}
        for code, value in kept.items():
            self.assertEqual(rows[code], float(value) if value else "-", code)

    def test_units_side_by_side(self):
        book = openpyxl.load_workbook(
            io.BytesIO(periodic_xlsx(self.province_snapshot)), data_only=False
        )
        sheet = book["Đơn vị"]
        names = [sheet.cell(row, 2).value for row in range(5, sheet.max_row + 1)]
        self.assertIn(self.gtvt.name, names)
        header = [cell.value for cell in sheet[4]]
        column = header.index("Chỉ tiêu tiep_nhan") + 1
        self.assertEqual(
            sheet.cell(sheet.max_row, column).value,
            f"=SUM({sheet.cell(5, column).coordinate}:"
            f"{sheet.cell(sheet.max_row - 1, column).coordinate})",
        )
        states = {sheet.cell(row, 2).value: sheet.cell(row, 3).value for row in range(5, 12)}
        self.assertEqual(states[self.yte.name], "Chưa gửi báo cáo")
        self.assertEqual(states[self.gtvt.name], "Đã gửi")
        self.assertEqual(sheet.freeze_panes, "D5")
        self.assertTrue(sheet.print_title_rows)
        self.assertTrue(
            any(self.yte.name in line for line in texts(periodic_docx(self.province_snapshot)))
        )

    def test_text_stays_text(self):
        shown = texts(periodic_docx(self.snapshot))
        self.assertIn(HOSTILE.replace("\x07", "").strip(), [line.strip() for line in shown])
        snapshot = json.loads(json.dumps(self.snapshot))
        snapshot["lines"][0] |= {"reason": "=cmd|' /C calc'!A0" + "x" * 100_000, "name": "=1+1"}
        snapshot["units"] = [{"name": "=2+2", "state": "missing", "values": {}}]
        book = openpyxl.load_workbook(io.BytesIO(periodic_xlsx(snapshot)))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.value)
        periodic_docx(snapshot)

    def test_before_any_unit_reports_the_sheet_of_units_has_its_columns(self):
        snapshot = json.loads(json.dumps(self.snapshot))
        snapshot["units"] = [{"name": "Sở Y tế", "state": "missing", "values": {}}]
        sheet = openpyxl.load_workbook(io.BytesIO(periodic_xlsx(snapshot)))["Đơn vị"]
        heads = [cell.value for cell in sheet[4]]
        self.assertEqual(heads[3:], [line["name"] for line in snapshot["lines"]])

    def test_the_same_values_give_the_same_bytes(self):
        for make in (periodic_docx, periodic_xlsx):
            with self.subTest(make.__name__):
                first = make(self.snapshot)
                with freeze_time("2031-01-01"):
                    self.assertEqual(make(json.loads(json.dumps(self.snapshot))), first)

    def test_the_submitted_document_is_kept(self):
        name, content = self.report._file("docx")
        self.assertTrue(name.endswith(".docx"))
        self.gtvt.name = "Tên mới của đơn vị"
        self.assertEqual(self.report._file("docx")[1], content)
        self.assertEqual(content, periodic_docx(self.snapshot))

    def test_what_was_returned_is_printed_as_it_stands(self):
        self.report.with_user(self.user_standing).action_return("Sửa số liệu")
        self.report.text_ids[0].text = "Đã sửa lại"
        self.assertIn("Đã sửa lại", str(self.report._read_snapshot()))
        self.assertEqual(self.report._file("docx")[1], periodic_docx(self.report._read_snapshot()))

    def test_archive_of_a_period(self):
        self.period.action_archive()
        period = self.period.sudo()
        period._make_archive()
        archive = base64.b64decode(period.archive)
        with zipfile.ZipFile(io.BytesIO(archive)) as package:
            names = package.namelist()
            self.assertEqual(len(names), 2)
            self.assertTrue(all(re.search("Giao thông vận tải", name) for name in names))
        self.assertFalse(period.archive_asked_by_id)

    @skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
    def test_pdf_by_libreoffice(self):
        content = pdf_from_docx(self.env, periodic_docx(self.snapshot))
        self.assertTrue(content.startswith(b"%PDF"))


@freeze_time("2024-03-15 02:00:00")
@tagged("post_install", "-at_install")
class TestReportDownloads(ReportFixture, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.set_up_reports()
        cls.open_period()

    def test_by_the_readers_rights(self):
        report = self.env["cchc.report"].search([("unit_id", "=", self.gtvt.id)], limit=1)
        for login, status in (("t_gtvt_officer", 200), ("t_standing", 200), ("t_yte_head", 403)):
            self.authenticate(login, login)
            for kind in ("docx", "xlsx"):
                answer = self.url_open(f"/cchc/report/{report.id}/{kind}")
                self.assertEqual(answer.status_code, status, (login, kind))
            self.assertEqual(self.url_open(f"/cchc/report/{report.id}/exe").status_code, 404)
        self.authenticate("t_yte_head", "t_yte_head")
        answer = self.url_open(f"/cchc/period/{self.period.id}/archive")
        self.assertEqual(answer.status_code, 403)
