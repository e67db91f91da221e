import csv
import io
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ..kernel import dates, open_data
from .report_case import ReportFixture

PAGE = "/cchc/cong-bo"
QUARTER = f"{PAGE}/2024/quarter_1"


@tagged("post_install", "-at_install", "cchc_security")
class TestPublicFigures(ReportFixture, HttpCase):
    """The public reads what was published of the province's submitted report, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.set_up_reports()
        cls.template.indicator_ids.filtered(
            lambda one: one.code in ("tiep_nhan", "ty_le")
        ).is_public = True
        hostile = cls.template.indicator_ids.filtered(lambda one: one.code == "ty_le")
        hostile.name = "=Tỷ lệ <script>"
        cls.open_period()
        cls.gtvt_report = cls.report_of(cls.gtvt, user=cls.user_gtvt_head)
        cls.enter(cls.gtvt_report, tiep_nhan="1.234,5", dung_han="1.000", van_ban="77")
        cls.gtvt_report.action_submit()
        cls.report = cls.report_of(cls.province, user=cls.user_standing)
        cls.report.action_refresh()
        cls.report.write({"number": "12/BC-UBND", "document_date": "2024-03-20"})
        cls.enter(cls.report, van_ban="78")
        cls.report.line_ids.filtered(lambda line: line.code == "tiep_nhan").is_estimate = True
        for line in cls.report.line_ids:
            line.reason = "Lý do BIMAT"
        cls.report.text_ids[0].text = "Nội dung BIMAT"
        cls.report.signer = "Người ký BIMAT"

    def submit(self):
        self.report.with_user(self.user_leader).action_submit()

    def published(self):
        self.submit()
        self.period.action_publish()

    def assert_hidden(self):
        for url in (QUARTER, f"{QUARTER}.csv", f"{QUARTER}.json"):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        page = self.url_open(PAGE)
        self.assertEqual(page.status_code, 200)
        for word in ("quý I năm 2024", "1.235", "Chỉ tiêu"):
            self.assertNotIn(word, page.text)

    def test_published_figures_are_read_by_everybody(self):
        self.submit()
        self.assert_hidden()  # submitted, but nobody has said that it is public
        self.period.action_publish()
        for url in (PAGE, QUARTER):
            page = self.url_open(url)
            self.assertEqual(page.status_code, 200)
            for word in ("quý I năm 2024", "Chỉ tiêu tiep_nhan", "1.235", "12/BC-UBND"):
                self.assertIn(word, page.text)
            self.assertTrue(page.text.lstrip().startswith("<!DOCTYPE html>"))
            self.assertNotIn("<script", page.text)
        rows = list(
            csv.DictReader(io.StringIO(self.url_open(f"{QUARTER}.csv").content.decode("utf-8-sig")))
        )
        source = "Báo cáo số 12/BC-UBND ngày 20/03/2024 của UBND Tỉnh Thử Nghiệm"
        as_of = self.report.day.isoformat()
        common = {"period": "quý I năm 2024", "as_of": as_of, "source_document": source}
        self.assertEqual(
            rows,
            [
                {"code": "tiep_nhan", "name": "Chỉ tiêu tiep_nhan", "unit_of_measure": "hồ sơ",
                 "value": "1234.5", "is_estimate": "true", **common},
                {"code": "ty_le", "name": "'=Tỷ lệ <script>", "unit_of_measure": "%",
                 "value": "81.004455", "is_estimate": "false", **common},
            ],
        )  # fmt: skip
        self.assertEqual(tuple(rows[0]), open_data.COLUMNS)
        data = self.url_open(f"{QUARTER}.json").json()
        self.assertEqual([one["value"] for one in data["figures"]], [1234.5, 81.004455])
        self.assertEqual(tuple(data["figures"][0]), open_data.COLUMNS)
        self.assertEqual(data["date_to"], "2024-03-14")

    @mute_logger("odoo.http")
    def test_nothing_else_gets_out(self):
        self.published()
        # What happens after: drafts, other periods, other units.
        other = self.open_period(
            self.make_period(name="6 tháng", kind="half_year", date_to="2024-06-14")
        )
        self.enter(self.report_of(self.province, other, self.user_standing), tiep_nhan="999")
        for url in (
            f"{PAGE}/2024/half_year", f"{PAGE}/2024/half_year.csv", f"{PAGE}/2023/quarter_1.json",
            f"{PAGE}/2024/ad_hoc.csv", f"{PAGE}/2024/year%20.csv", f"{PAGE}/99999999999/year.csv",
            f"{PAGE}/-2024/year", f"{PAGE}/2024/quarter_1.xlsx", f"{PAGE}/2024/quarter_1.csv.json",
            f"{PAGE}/{self.period.id}", f"{PAGE}/2024", f"{PAGE}/2024/../../web",
        ):  # fmt: skip
            self.assertIn(self.url_open(url).status_code, (404, 303), url)
        self.opener.cookies.clear()
        for url in (PAGE, QUARTER, f"{QUARTER}.csv", f"{QUARTER}.json"):
            answer = self.url_open(
                f"{url}?period_id={other.id}&year=2023&kind=half_year&state=draft&form=xlsx"
                f"&model=cchc.report&id={self.gtvt_report.id}&lang=en_US&context=%7B%7D"
                if url.endswith(("csv", "json", "quarter_1"))
                else f"{url}?id={other.id}&published_on=1&table=x"
            )
            self.assertEqual(answer.status_code, 200, url)
            self.assertIn("no-store", answer.headers["Cache-Control"])
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertNotIn("Set-Cookie", answer.headers)
            for secret in ("BIMAT", "999", "77", "nhiem_vu", "van_ban", "t_standing", "Sở Giao"):
                self.assertNotIn(secret, answer.text, url)
            head = self.opener.head(self.base_url() + url)
            self.assertEqual((head.status_code, head.content), (200, b""))
            for method in ("post", "put", "delete"):
                refused = getattr(self.opener, method)(self.base_url() + url, data={"year": "1"})
                self.assertEqual(refused.status_code, 405, (method, url))
        self.period.action_unpublish("Số liệu sai")
        self.assert_hidden()
        self.assertFalse(self.period.published_table)

    def test_a_report_taken_up_again_is_not_shown(self):
        self.published()
        self.report.action_return("Sai số liệu")
        self.assert_hidden()
        self.enter(self.report, tiep_nhan="5")
        self.submit()
        self.assert_hidden()  # other figures than those that a person published
        self.period.action_publish()
        self.assertEqual(self.url_open(f"{QUARTER}.json").json()["figures"][0]["value"], 5)

    def test_a_standing_office_or_leader_of_the_province_publishes(self):
        with self.assertRaisesRegex(UserError, "has not been submitted"):
            self.period.action_publish()
        self.submit()
        standing_below = self.make_user("t_standing_below", ("standing_office", self.namsach))
        for user in (self.user_gtvt_head, standing_below, self.user_vp, self.user_auditor,
                     self.user_admin_cchc, self.user_outsider):  # fmt: skip
            with self.assertRaises(AccessError):
                self.period.with_user(user).action_publish()
            with self.assertRaises(AccessError):
                self.period.with_user(user).write({"published_on": dates.today()})
        self.period.with_user(self.user_leader).action_publish()
        with self.assertRaisesRegex(UserError, "public already"):
            self.period.action_publish()
        with self.assertRaisesRegex(UserError, "reason"):
            self.period.action_unpublish("")
        with self.assertRaises(AccessError):
            self.period.with_user(self.user_gtvt_head).action_unpublish("x")
        self.period.action_unpublish("Số liệu sai")
        entries = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.period"), ("res_id", "=", self.period.id),
             ("action", "in", ("publish", "unpublish"))], order="id",
        )  # fmt: skip
        self.assertEqual(
            [(one.action, one.reason) for one in entries],
            [("publish", False), ("unpublish", "Số liệu sai")],
        )
        self.template.indicator_ids.is_public = False
        with self.assertRaisesRegex(UserError, "marked as public"):
            self.period.action_publish()

    def test_queries_do_not_grow_with_what_is_published(self):
        self.published()

        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            periods = self.env["cchc.period"]._published()
            periods[:1]._public_table()
            return self.env.cr.sql_log_count - before, len(periods)

        one, count = cost()
        for kind in ("half_year", "quarter_3"):
            period = self.open_period(self.make_period(name=kind, kind=kind))
            self.report_of(self.province, period, self.user_leader).action_submit()
            period.action_publish()
        many, more = cost()
        self.assertEqual((more - count, many), (2, one))
        self.assertEqual(
            len(self.env["cchc.period"]._published(Domain("kind", "=", "quarter_3"))), 1
        )


class TestOpenData(TransactionCase):
    def test_text_is_no_formula(self):
        figure = {"code": "a", "name": "=1+1", "unit_of_measure": "@x", "value": "-3.5",
                  "is_estimate": False, "as_of": "2024-12-14"}  # fmt: skip
        table = {
            "period": "+quý", "kind": "year", "year": 2024, "date_from": "2024-01-01",
            "date_to": "2024-12-14", "as_of": "2024-12-14", "source_document": "\t=x, \"y\"",
            "mark": "", "figures": [figure, {**figure, "value": None, "name": "-x"}],
        }  # fmt: skip
        content = open_data.to_csv(table)
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        first, second = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        self.assertEqual((first["name"], first["unit_of_measure"]), ("'=1+1", "'@x"))
        self.assertEqual((first["period"], first["source_document"]), ("'+quý", '\'\t=x, "y"'))
        self.assertEqual((first["value"], second["value"], second["name"]), ("-3.5", "", "'-x"))
        self.assertEqual(
            [one["value"] for one in json.loads(open_data.to_json(table))["figures"]], [-3.5, None]
        )
