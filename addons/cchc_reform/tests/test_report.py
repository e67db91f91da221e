import json
from datetime import date
from importlib import util
from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .report_case import ReportCase


@tagged("post_install", "-at_install")
@freeze_time("2024-03-15 02:00:00")
class TestReport(ReportCase):
    def submitted(self, unit, head, **typed):
        report = self.report_of(unit, user=head)
        self.enter(report, **typed)
        report.action_submit()
        return report

    # -- opening -------------------------------------------------------------------------------

    def test_opening_makes_one_report_a_unit(self):
        self.open_period()
        self.assertEqual(self.period.state, "open")
        reports = self.period.sudo().report_ids
        self.assertEqual(
            reports.unit_id,
            self.province | self.snv | self.vp | self.gtvt | self.yte | self.namsach
            | self.antruong,
        )  # fmt: skip
        by_unit = {report.unit_id: report for report in reports}
        self.assertFalse(by_unit[self.province].receiver_id)
        self.assertEqual(by_unit[self.gtvt].receiver_id, self.province)
        self.assertEqual(by_unit[self.antruong].receiver_id, self.namsach)
        self.assertEqual(by_unit[self.antruong].due_on, date(2024, 3, 15))
        self.assertEqual(by_unit[self.province].due_on, date(2024, 3, 20))
        # A figure of a source agency stands in its report, and in that of the committee.
        self.assertIn("van_ban", self.figures(by_unit[self.gtvt]))
        self.assertIn("van_ban", self.figures(by_unit[self.province]))
        self.assertNotIn("van_ban", self.figures(by_unit[self.yte]))

    def test_groups_of_several_figures_show_no_total(self):
        self.open_period()
        report = self.report_of(self.gtvt, user=self.user_gtvt_head)
        self.enter(report, tiep_nhan="1.200", dung_han="900")
        lines = report.line_ids.filtered("is_known")
        self.assertGreater(len(lines), 1)
        Line = self.env["cchc.report.line"]
        groups = Line.formatted_read_group(
            [("id", "in", lines.ids)], ["report_id", "indicator_id"], ["amount:avg"]
        )
        shown = {group["indicator_id"][0]: group["amount:avg"] for group in groups}
        self.assertEqual(shown, {line.indicator_id.id: line.amount for line in lines})
        (whole,) = Line.formatted_read_group([("id", "in", lines.ids)], [], ["amount:avg"])
        self.assertFalse(whole["amount:avg"])

    def test_a_killed_job_goes_on_where_it_was(self):
        self.period.action_open()
        period = self.period.sudo()
        self.env["cchc.report"]._open(period, self.gtvt | self.yte)
        made = period.report_ids
        while period._open_batch():
            pass
        self.assertEqual(len(period.report_ids), 7)
        self.assertLess(made, period.report_ids)
        self.assertFalse(period._open_batch() if period.state == "opening" else False)

    def test_the_definition_is_fixed_when_opened(self):
        self.open_period()
        with self.assertRaises(UserError):
            self.period.date_to = date(2024, 3, 31)
        self.template.sudo().section_ids[0].indicator_ids[0].name = "Tên khác"
        names = self.report_of(self.gtvt).line_ids.mapped("name")
        self.assertNotIn("Tên khác", names)

    def test_who_ended_in_the_period_has_a_closed_row(self):
        self.yte.sudo().date_end = date(2024, 2, 1)
        self.open_period()
        report = self.report_of(self.yte)
        self.assertEqual(report.state, "closed")
        self.assertEqual(report.day, date(2024, 2, 1))
        self.assertFalse(report.due_on)
        self.assertFalse(report.is_late)

    def test_periods_of_a_year(self):
        Period = self.env["cchc.period"].with_user(self.user_standing)
        made = Period.browse(Period.make_year(2025, self.province.id))
        self.assertEqual(
            [(one.kind, one.date_from, one.date_to, one.due_province) for one in made],
            [
                ("quarter_1", date(2024, 12, 15), date(2025, 3, 14), date(2025, 3, 20)),
                ("half_year", date(2024, 12, 15), date(2025, 6, 14), date(2025, 6, 20)),
                ("quarter_3", date(2025, 6, 15), date(2025, 9, 14), date(2025, 9, 20)),
                ("year", date(2024, 12, 15), date(2025, 12, 14), date(2025, 12, 20)),
            ],
        )
        self.assertEqual(made.mapped("is_cumulative"), [False, True, False, True])
        self.assertEqual(Period.make_year(2025, self.province.id), [])
        with self.assertRaises(UserError):
            Period.make_year(2001, self.province.id)
        with self.assertRaises(AccessError):
            self.env["cchc.period"].with_user(self.user_gtvt_head).make_year(2025, self.province.id)
        with self.assertRaises(AccessError):
            Period.make_year(2025, self.namsach.id)

    def test_two_rules_at_the_same_time_are_refused(self):
        rule = self.env.ref("cchc_reform.period_rule_year")
        with self.assertRaisesRegex(ValidationError, "same days"):
            rule.copy({"date_from": date(2024, 1, 1)})

    # -- figures -------------------------------------------------------------------------------

    def test_figures_as_typed(self):
        self.open_period()
        report = self.report_of(self.gtvt, user=self.user_gtvt_officer)
        self.enter(report, tiep_nhan="1.200", dung_han="900")
        self.assertEqual(self.figures(report)["tiep_nhan"], "1200")
        self.assertEqual(self.figures(report)["ty_le"], "75")
        for typed in ("1,234.5", "n/a", "=1+1"):
            with self.subTest(typed), self.assertRaisesRegex(UserError, "tiep_nhan.*Giao thông"):
                self.enter(report, tiep_nhan=typed)
        self.assertEqual(self.figures(report)["tiep_nhan"], "1200")

    def test_a_changed_figure_needs_a_reason(self):
        self.open_period()
        report = self.report_of(self.gtvt, user=self.user_gtvt_head)
        line = report.line_ids.filtered(lambda one: one.code == "nhiem_vu")
        self.assertEqual(line.automatic, "0")
        line.typed = "3"
        self.assertTrue(line.fault)
        with self.assertRaises(UserError):
            report.action_submit()
        line.reason = "Kế hoạch của tỉnh giao thêm"
        report.action_submit()
        self.assertEqual((line.automatic, line.value), ("0", "3"))

    def test_checks_between_figures(self):
        self.open_period()
        report = self.report_of(self.gtvt, user=self.user_gtvt_officer)
        self.enter(report, tiep_nhan="10", dung_han="12")
        line = report.line_ids.filtered(lambda one: one.code == "dung_han")
        self.assertIn("Giải quyết nhiều hơn tiếp nhận", line.fault)
        self.assertEqual(report.fault_count, 1)

    def test_formulas_are_sound(self):
        indicator = self.template.sudo().indicator_ids.filtered("formula")
        for formula in ("__import__('os')", "tiep_nhan.real", ""):
            with self.subTest(formula), self.assertRaises(ValidationError):
                indicator.formula = formula
        indicator.formula = "100 * khac / tiep_nhan"
        with self.assertRaisesRegex(UserError, "khac"):
            self.period.action_open()
        indicator.formula = "ty_le + 1"
        with self.assertRaisesRegex(UserError, "ty_le"):
            self.period.action_open()

    # -- workflow ------------------------------------------------------------------------------

    def test_from_draft_to_consolidated(self):
        self.open_period()
        report = self.report_of(self.gtvt, user=self.user_gtvt_officer)
        self.enter(report, tiep_nhan="10", dung_han="10", van_ban="4")
        report.action_propose()
        with self.assertRaises(UserError):
            self.enter(report, tiep_nhan="11")
        with self.assertRaises(AccessError):
            report.action_submit()
        report.with_user(self.user_gtvt_head).action_submit()
        self.assertEqual(report.submitted_on, date(2024, 3, 15))
        self.assertFalse(report.is_late)
        received = report.with_user(self.user_standing)
        received.action_accept()
        yte = self.submitted(self.yte, self.user_yte_head, tiep_nhan="5", dung_han="4")
        province = self.report_of(self.province, user=self.user_standing)
        province.action_refresh()
        # Accepted or not, what was submitted counts; who has not is named.
        self.assertEqual(
            self.figures(province),
            {"nhiem_vu": "0", "tiep_nhan": "15", "dung_han": "14", "ty_le": "93.333333",
             "van_ban": "4"},
        )  # fmt: skip
        self.assertIn(self.namsach.name, province.missing_text)
        self.assertNotIn(self.gtvt.name, province.missing_text)
        received = province.line_ids.filtered(lambda line: line.code == "tiep_nhan")
        self.assertIn(f"of {len(province._below())} units gave a figure", received.source)
        province.action_propose()
        province.with_user(self.user_leader).action_submit()
        self.assertEqual(report.state, "consolidated")
        self.assertEqual(yte.state, "submitted")

    def test_recalled_until_taken_up(self):
        self.open_period()
        report = self.submitted(self.gtvt, self.user_gtvt_head)
        report.action_recall()
        self.assertEqual(report.state, "draft")
        report.action_submit()
        report.with_user(self.user_standing).action_take_up()
        with self.assertRaises(UserError):
            report.action_recall()

    def test_the_leader_sends_back_and_takes_back_the_own_report(self):
        self.open_period()
        report = self.report_of(self.province, user=self.user_standing)
        leader = report.with_user(self.user_leader)
        report.action_propose()
        leader.action_withdraw()
        self.assertEqual(report.state, "draft")
        leader.action_submit()
        with self.assertRaises(AccessError):
            report.action_recall()
        leader.action_recall()
        self.assertEqual(report.state, "draft")

    def test_an_agency_puts_the_report_to_the_leader_together(self):
        period = self.make_period(kind="ad_hoc", name="Báo cáo năm", issuing_unit_id=self.snv.id)
        self.open_period(period)
        head = self.make_user(
            "t_snv_issues", ("head", self.snv), ("standing_office", self.province)
        )
        report = self.report_of(self.province, period, head)
        self.assertIn("Chủ tịch UBND tỉnh Thử Nghiệm", report.recipients)
        report.signer_title = "Giám đốc"
        report.action_submit()
        kept = report._read_snapshot()
        self.assertEqual(kept["unit"]["name"], "SỞ NỘI VỤ")
        self.assertEqual(kept["unit"]["symbol"], f"BC-{self.snv.code}".upper())
        self.assertEqual(kept["signer"]["capacity"], ["GIÁM ĐỐC"])
        self.assertEqual(kept["title"], period.template_id.title)
        self.assertTrue(kept["units"])

    def test_a_period_is_urged_once_a_day_and_not_by_itself(self):
        period = self.open_period()
        told = period.action_urge()["params"]["message"]
        self.assertIn(self.gtvt.name, told)
        self.assertNotIn(self.province.name, told)
        period.action_urge()
        self.assertEqual(self.report_of(self.gtvt).urged_times, 1)
        self.assertEqual(self.report_of(self.province).urged_times, 0)

    def test_a_formula_opens_the_figures_that_it_reads(self):
        self.open_period()
        report = self.report_of(self.gtvt)
        action = report.line_ids.filtered(lambda line: line.code == "ty_le").action_open()
        lines = self.env["cchc.report.line"].search(action["domain"])
        self.assertEqual(set(lines.mapped("code")), {"dung_han", "tiep_nhan"})

    def test_returned_and_submitted_again(self):
        self.open_period()
        report = self.submitted(self.gtvt, self.user_gtvt_head, tiep_nhan="10")
        received = report.with_user(self.user_standing)
        with self.assertRaises(UserError):
            received.action_return("")
        received.action_return("Thiếu số liệu đúng hạn", "2024-03-18")
        self.assertEqual((report.state, report.first_submitted_on), ("draft", date(2024, 3, 15)))
        with freeze_time("2024-03-18 02:00:00"):
            self.assertFalse(report.is_late)  # the days of who returned it are not the unit's
            report.action_submit()
        self.assertFalse(report.is_late)
        with freeze_time("2024-03-19 02:00:00"):
            received.action_return("Chưa đúng", "2024-03-20")
        with freeze_time("2024-03-21 02:00:00"):
            self.assertTrue(report.is_late)
            late = self.env["cchc.report"].search([("is_late", "=", True)])
            self.assertIn(report.sudo(), late)
            report.action_submit()
        self.assertTrue(report.is_late)

    def test_late_is_counted_by_the_day_due(self):
        self.open_period()
        with freeze_time("2024-03-17 02:00:00"):
            report = self.submitted(self.gtvt, self.user_gtvt_head)
            self.assertTrue(report.is_late)
            self.assertEqual(self.period.late_count, 6)
            self.assertEqual(self.period.missing_count, 6)

    def test_submitting_twice_and_by_others(self):
        self.open_period()
        report = self.submitted(self.gtvt, self.user_gtvt_head)
        with self.assertRaises(UserError):
            report.action_submit()
        with self.assertRaises(AccessError):
            self.report_of(self.gtvt, user=self.user_yte_head).action_submit()
        with self.assertRaises(AccessError):
            report.action_accept()
        with self.assertRaises(AccessError):
            self.report_of(self.province, user=self.user_gtvt_head).action_submit()

    def test_urged_in_one_go(self):
        self.open_period()
        self.submitted(self.gtvt, self.user_gtvt_head)
        self.period.action_urge()
        self.assertEqual(self.report_of(self.yte).urged_times, 1)
        self.assertEqual(self.report_of(self.gtvt).urged_times, 0)

    def test_frozen_when_submitted(self):
        self.open_period()
        report = self.submitted(self.gtvt, self.user_gtvt_head, tiep_nhan="10", dung_han="9")
        kept = json.loads(report.snapshot)
        values = {line["code"]: line["value"] for line in kept["lines"]}
        self.assertEqual(values["tiep_nhan"], "10")
        with self.assertRaises(UserError):
            self.enter(report, tiep_nhan="12")
        with self.assertRaises(AccessError):
            report.snapshot = "{}"
        with self.assertRaises(AccessError):
            report.line_ids[:1].value = "7"
        self.assertEqual(len(report.snapshot_hash), 64)

    def test_outliers_are_marked(self):
        others = self.env["hr.department"]
        for number in range(4):
            others |= self.gtvt.copy({"name": f"Sở {number}", "code": f"T-{number}"})
        self.open_period()
        typed = dict(zip(others, ("10", "11", "12", "900"), strict=True)) | {self.gtvt: "11"}
        lines = self.env["cchc.report.line"]
        for unit, figure in typed.items():
            head = self.make_user(f"t_head_{unit.id}", ("head", unit))
            report = self.submitted(unit, head, tiep_nhan=figure).sudo()
            lines |= report.line_ids.filtered(lambda one: one.code == "tiep_nhan")
        self.assertEqual(lines.filtered("is_outlier").mapped("value"), ["900"])

    # -- texts ---------------------------------------------------------------------------------

    def test_texts_begin_with_those_of_the_last_period(self):
        self.open_period()
        report = self.report_of(self.gtvt, user=self.user_gtvt_head)
        report.text_ids[0].text = "Đã ban hành kế hoạch."
        self.enter(report, tiep_nhan="10", dung_han="9")
        report.action_submit()
        later = self.open_period(
            self.make_period(
                name="6 tháng đầu năm 2024", kind="half_year", date_to=date(2024, 6, 14)
            )
        )
        new = self.report_of(self.gtvt, later, self.user_gtvt_head)
        self.assertEqual(new.text_ids[0].text, "Đã ban hành kế hoạch.")
        line = new.line_ids.filtered(lambda one: one.code == "tiep_nhan")
        self.assertEqual(line.last, "10")
        line.typed = "25"
        self.assertIn(
            "Chỉ tiêu tiep_nhan: 25 hồ sơ (tăng 15 hồ sơ so với kỳ trước).",
            new.text_ids[0].figures_text,
        )


@tagged("post_install", "-at_install")
class TestOutlineUpgrade(ReportCase):
    """An outline of before is counted by the system where no period uses it, else left as it is."""

    def migrate(self):
        path = Path(__file__).parents[1] / "migrations" / "19.0.1.6.0" / "post-report.py"
        spec = util.spec_from_file_location("post_report", path)
        script = util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.5.0")
        self.env.invalidate_all()

    def test_outline_of_before(self):
        template = self.env.ref("cchc_reform.report_template_regular")
        self.env.cr.execute(
            "UPDATE cchc_period SET template_id = NULL WHERE template_id = %s", [template.id]
        )
        self.env.invalidate_all()
        shown = template.indicator_ids.filtered(lambda one: one.code in ("kt_don_vi", "kt_van_de"))
        shown.write({"method": "sum", "metric": False})
        check = self.env["cchc.report.check"].create(
            {"template_id": template.id, "left": "kt_da_xu_ly", "comparison": "<=",
             "right": "kt_van_de", "message": "x"}
        )  # fmt: skip
        data = self.env["ir.model.data"]
        data.search([("module", "=", "cchc_reform"), ("name", "=", "report_check_4")]).unlink()
        data._update_xmlids([{"xml_id": "cchc_reform.report_check_4", "record": check}])
        period = self.make_period(template_id=template.id, kind="half_year")
        self.migrate()
        self.assertEqual(set(shown.mapped("method")), {"sum"})
        self.assertTrue(check.exists())
        period.template_id = self.template
        self.migrate()
        self.assertEqual(
            {one.code: one.metric for one in shown},
            {"kt_don_vi": "inspections_units", "kt_van_de": "findings_to_remedy"},
        )
        self.assertFalse(check.exists())
