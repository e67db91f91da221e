import base64
import io
import json
from datetime import date
from urllib.parse import urlencode

import openpyxl
from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from .report_case import ReportCase, ReportFixture


@freeze_time("2024-03-15 02:00:00")
@tagged("post_install", "-at_install")
class TestReportSelection(ReportCase):
    """Own tables: everybody gets the figures of the reports that he may read, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_period()
        for unit, user, given in (
            (cls.gtvt, cls.user_gtvt_head, "10"),
            (cls.yte, cls.user_yte_head, "4"),
        ):
            report = cls.report_of(unit, user=user)
            cls.enter(report, tiep_nhan=given, dung_han="3")
            report.action_submit()
        received, on_time = (
            cls.template.indicator_ids.filtered(lambda one, code=code: one.code == code)
            for code in ("tiep_nhan", "dung_han")
        )
        cls.selection = (
            cls.env["cchc.report.selection"]
            .with_user(cls.user_standing)
            .create(
                {
                    "name": "=Bảng của tôi",
                    "unit_id": cls.province.id,
                    "indicator_ids": [(6, 0, (received | on_time).ids)],
                    "share_head": True,
                    "schedule": "period",
                }
            )
        )
        cls.env.flush_all()

    def send(self, day="2024-03-15"):
        """Run the job on a day."""
        self.env.flush_all()
        with (
            freeze_time(f"{day} 02:00:00"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr, user=SUPERUSER_ID)["cchc.report.selection"]._cron_send()
        self.env.invalidate_all()

    def rows(self, content):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [row[2:] for row in book.worksheets[0].iter_rows(min_row=5, values_only=True)]

    def files(self):
        """Who was sent what: login -> rows of the file."""
        sent = self.env["cchc.report.delivery"].search(
            [("selection_id", "=", self.selection.id), ("file_name", "!=", False)]
        )
        return {
            one.user_id.login: self.rows(base64.b64decode(one.file)) for one in sent if one.file
        }

    def test_the_figures_are_those_that_the_reader_may_read(self):
        everything = [("Sở Giao thông vận tải", 10), ("Sở Y tế", 4)]
        late = [("Sở Giao thông vận tải", 3), ("Sở Y tế", 3)]
        self.assertEqual(self.rows(self.selection._workbook()[1]), everything + late)
        own = self.selection.with_user(self.user_gtvt_head)
        self.assertEqual(
            self.rows(own._workbook()[1]),
            [("Sở Giao thông vận tải", 10), ("Sở Giao thông vận tải", 3)],
        )
        action = own.action_open_figures()
        lines = self.env["cchc.report.line"].with_user(self.user_gtvt_head)
        found = lines.search(action["domain"])
        self.assertEqual(found.mapped("amount"), [10, 3])
        # A draft is in nobody's table.
        self.enter(self.report_of(self.snv, user=self.user_snv_head), tiep_nhan="99")
        self.assertEqual(self.rows(self.selection._workbook()[1]), everything + late)

    def test_charts_are_of_excel(self):
        for chart, kind in (("bar", "BarChart"), ("line", "LineChart")):
            self.selection.chart = chart
            book = openpyxl.load_workbook(io.BytesIO(self.selection._workbook()[1]))
            charts = book.worksheets[1]._charts
            self.assertEqual([type(one).__name__ for one in charts], [kind, kind])
            self.assertEqual(len(charts[0].series), 1 if chart == "bar" else 2)
            self.assertEqual(book.worksheets[0]["A1"].value, "=Bảng của tôi")
            self.assertEqual(book.worksheets[0]["A1"].data_type, "s")
        self.selection.chart = "none"
        book = openpyxl.load_workbook(io.BytesIO(self.selection._workbook()[1]))
        self.assertEqual(len(book.worksheets), 1)

    def test_nobody_shares_beyond_the_own_scope(self):
        with self.assertRaises(ValidationError):
            self.selection.with_user(self.user_gtvt_head).sudo().copy(
                {"user_id": self.user_gtvt_head.id}
            )
        own = self.selection.with_user(self.user_gtvt_head)
        for attempt in (
            lambda: own.write({"share_officer": True}),
            lambda: self.selection.write({"user_id": self.user_gtvt_head.id}),
            lambda: self.selection.write({"muted_user_ids": [(4, self.user_yte_head.id)]}),
            lambda: self.selection.write({"occasion": "2020-01"}),
            lambda: own.with_context(default_user_id=self.user_standing.id)
            .create({"name": "x", "unit_id": self.gtvt.id, "user_id": self.user_standing.id,
                     "indicator_ids": self.selection.indicator_ids.ids}),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                attempt()
        self.assertFalse(self.selection.with_user(self.user_vp).search_count([]))

    def test_closing_a_period_sends_each_reader_the_own_figures(self):
        self.send()
        self.assertFalse(self.files())  # nothing has been closed
        self.selection.with_user(self.user_yte_head).action_mute()
        self.period.action_close()
        mails = self.env["mail.mail"].search_count([])
        self.send()
        sent = self.files()
        self.assertEqual(
            sent.keys(), {"t_standing", "t_gtvt_head"}, "no figures: the other heads get no mail"
        )
        self.assertEqual(len(sent["t_standing"]), 4)
        self.assertEqual(len(sent["t_gtvt_head"]), 2)
        self.send()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 2)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_gtvt_head.partner_id.ids)], order="id desc", limit=1
        )
        file = message.attachment_ids
        self.assertEqual(file.name, "=Bảng của tôi.xlsx")
        self.assertTrue(file.with_user(self.user_gtvt_head).raw)
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(self.user_yte_head).browse(file.id).read(["raw"])

    def test_a_month_is_sent_once_and_who_left_gets_nothing(self):
        self.selection.schedule = "monthly"
        self.send()
        self.assertFalse(self.files())  # from the next month on
        role = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        role.date_to = date(2024, 3, 31)
        self.send("2024-04-01")
        self.assertEqual(self.files().keys(), {"t_standing", "t_yte_head"})
        count = self.env["cchc.report.delivery"].search_count([])
        self.send("2024-04-02")
        self.assertEqual(self.env["cchc.report.delivery"].search_count([]), count)
        # The owner's role has ended: nobody is sent anything in his name.
        owner = self.env["cchc.unit.role"].search([("user_id", "=", self.user_standing.id)])
        owner.date_to = date(2024, 4, 30)
        self.send("2024-05-02")
        self.assertEqual(self.env["cchc.report.delivery"].search_count([]), count)


@tagged("post_install", "-at_install")
class TestReportSelectionFiles(ReportFixture, HttpCase):
    def test_files_keep_to_the_rules(self):
        self.set_up_province()
        self.set_up_reports()
        self.open_period()
        for unit, user, given in (
            (self.gtvt, self.user_gtvt_head, "10"), (self.yte, self.user_yte_head, "4321"),
        ):  # fmt: skip
            report = self.report_of(unit, user=user)
            self.enter(report, tiep_nhan=given)
            report.action_submit()
        province = self.report_of(self.province, user=self.user_standing)
        province.action_refresh()
        selection = self.env["cchc.report.selection"].with_user(self.user_standing).create(
            {"name": "Riêng", "unit_id": self.province.id,
             "indicator_ids": self.template.indicator_ids.ids}
        )  # fmt: skip
        address = f"/cchc/period/{self.period.id}/comparison"
        for user, unit_count, known in (
            (self.user_standing, 6, True),
            (self.user_gtvt_head, 1, False),
        ):
            self.assertTrue(user.has_group("base.group_allow_export"))
            self.authenticate(user.login, user.login)
            answer = self.url_open(address)
            sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
            rows = list(sheet.iter_rows(min_row=5, values_only=True))
            self.assertEqual(len(rows), unit_count + 1)
            cells = {cell for row in rows for cell in row}
            self.assertEqual(4321 in cells, known)
            own_table = self.url_open(f"/cchc/report-selection/{selection.id}/xlsx")
            self.assertEqual(own_table.status_code, 200 if known else 403)
        pivot = {
            "title": "Bảng", "model": "cchc.report.line", "measure_count": 1, "measure_headers": [],
            "col_group_headers": [[{"title": "=1+1", "width": 1, "height": 1}]],
            "rows": [{"indent": 0, "title": "{=1+1}", "values": [{"value": "=2"}, {"value": 3}]}],
        }  # fmt: skip
        answer = self.url_open(f"/web/pivot/export_xlsx?{urlencode({'data': json.dumps(pivot)})}")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(
            [[(cell.value, cell.data_type) for cell in row if cell.value] for row in sheet],
            [[("'=1+1", "s")], [("'{=1+1}", "s"), ("'=2", "s"), (3, "n")]],
        )
        self.authenticate("t_outsider", "t_outsider")
        self.assertEqual(self.url_open(address).status_code, 403)
