import io
import shutil
from datetime import timedelta
from unittest import skipUnless

import docx
import openpyxl

from odoo.tests import tagged

from ..kernel import dates
from .report_case import ReportFixture
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourReport(ReportFixture, TourCase):
    """The six months of the province, from opening the period to the chairman's approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_reports()
        today = dates.today()
        due = today + timedelta(days=6)
        cls.period.sudo().unlink()
        cls.period = cls.make_period(
            name="6 tháng thử nghiệm",
            kind="half_year",
            year=today.year,
            date_from=today - timedelta(days=180),
            date_to=today - timedelta(days=1),
            due_province=due,
            due_agency=due,
            due_district=due,
            due_commune=due,
        )

    def submit(self, unit, user, received, in_time):
        report = self.report_of(unit, user=user)
        self.enter(report, tiep_nhan=received, dung_han=in_time)
        report.action_submit()
        return report

    @skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
    def test_from_the_opening_to_the_approval(self):
        snv_head = self.make_user("t_snv_head_report", ("head", self.snv))
        self.start_tour("/odoo/cchc-periods", "cchc_report_open", login="t_standing")
        while self.period.sudo()._open_batch():
            pass
        first = self.submit(self.gtvt, self.user_gtvt_head, "150", "140")
        self.submit(self.yte, self.user_yte_head, "100", "90")
        self.submit(self.snv, snv_head, "50", "50")

        self.start_tour("/odoo/cchc-periods", "cchc_report_receive", login="t_standing")
        self.assertEqual(first.state, "draft")
        self.assertEqual(first.return_reason, "Thiếu thuyết minh số liệu")
        missing = self.report_of(self.namsach)
        self.assertEqual(missing.urged_times, 1)
        self.assertEqual(self.report_of(self.yte).state, "accepted")

        first.action_submit()
        first.with_user(self.user_standing).action_accept()
        self.start_tour("/odoo/cchc-periods", "cchc_report_consolidate", login="t_standing")
        report = self.report_of(self.province)
        self.start_tour(f"/odoo/cchc-reports/{report.id}", "cchc_report_approve", login="t_leader")
        self.assertEqual(report.state, "submitted")
        self.assertEqual(self.report_of(self.yte).state, "consolidated")
        figures = self.figures(report)
        self.assertEqual((figures["tiep_nhan"], figures["dung_han"]), ("300", "280"))
        self.check_files(report)

    def check_files(self, report):
        """What the files print is what the records say."""
        self.authenticate("t_leader", "t_leader")
        word = docx.Document(io.BytesIO(self.url_open(f"/cchc/report/{report.id}/docx").content))
        printed = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        book = openpyxl.load_workbook(
            io.BytesIO(self.url_open(f"/cchc/report/{report.id}/xlsx").content)
        )
        cells = [
            value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
        ]
        for line in report.line_ids.filtered("is_known"):
            self.assertIn(line.value_shown, printed, line.code)
            self.assertTrue(any(value == line.amount for value in cells), line.code)
        self.assertTrue(self.url_open(f"/cchc/report/{report.id}/pdf").content.startswith(b"%PDF"))
