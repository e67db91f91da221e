import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..kernel import vietnamese
from ..wizard.import_figures import FigureImporter
from ..wizard.import_plan import TaskImporter
from ..wizard.import_targets import MeasureImporter, TargetImporter
from .report_case import ReportCase


@tagged("post_install", "-at_install")
class TestReportEntry(ReportCase):
    """How figures and texts are entered: by hand, by several people, from a workbook, finally."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_period()
        cls.report = cls.report_of(cls.gtvt, user=cls.user_gtvt_officer)

    def line(self, code, report=None):
        report = report or self.report
        return report.line_ids.filtered(lambda line: line.code == code)

    # -- two people ----------------------------------------------------------------------------

    def test_nobody_types_over_what_another_has_entered(self):
        line = self.line("tiep_nhan")
        line.write({"typed": "10", "typed_base": ""})
        with self.assertRaisesRegex(UserError, "has entered “10” for “Chỉ tiêu tiep_nhan”"):
            line.with_user(self.user_gtvt_head).write({"typed": "12", "typed_base": ""})
        line.with_user(self.user_gtvt_head).write({"typed": "12", "typed_base": "10"})
        self.assertEqual(line.value, "12")
        text = self.report.text_ids[0]
        text.write({"text": "Một", "text_base": ""})
        with self.assertRaisesRegex(UserError, "has written in “Chỉ đạo” meanwhile"):
            text.with_user(self.user_gtvt_head).write({"text": "Hai", "text_base": ""})
        self.assertEqual(text.text, "Một")

    # -- estimates -----------------------------------------------------------------------------

    def test_the_final_figure_takes_the_place_of_an_estimate(self):
        self.enter(self.report, tiep_nhan="100", dung_han="90")
        self.line("tiep_nhan").is_estimate = True
        with self.assertRaisesRegex(UserError, "is no estimate of a submitted report"):
            self.line("tiep_nhan").with_user(self.user_gtvt_head).final = "98"
        self.report.with_user(self.user_gtvt_head).action_submit()
        kept = self.report.sudo().snapshot
        with self.assertRaisesRegex(UserError, "“n/a” is no figure"):
            self.line("tiep_nhan").with_user(self.user_gtvt_head).final = "n/a"
        with self.assertRaisesRegex(UserError, "is no estimate of a submitted report"):
            self.line("dung_han").with_user(self.user_gtvt_head).final = "98"
        with self.assertRaises(AccessError):  # an officer's word is not enough
            self.line("tiep_nhan").final = "98"
        head = self.line("tiep_nhan").with_user(self.user_gtvt_head)
        head.final = "98"
        self.assertEqual(self.line("tiep_nhan").value, "98")
        self.assertEqual(self.line("ty_le").value, "91.836735", "formulas follow")
        self.assertIn("Chỉ tiêu tiep_nhan: 98", self.report.sudo().message_ids[0].body)
        self.assertEqual(self.report.sudo().snapshot, kept, "what was submitted stays")
        entry = self.env["cchc.audit.entry"].search([("action", "=", "final_figure")], limit=1)
        self.assertIn("100", entry.old_value)
        self.assertIn("98", entry.new_value)
        above = self.report_of(self.province)
        above._refresh()
        self.assertEqual(self.line("tiep_nhan", above).value, "98")

    # -- other cut-offs ------------------------------------------------------------------------

    def test_a_figure_is_counted_as_of_its_own_cut_off(self):
        indicator = self.line("nhiem_vu").indicator_id.sudo()
        indicator.cut_off = "month_end"
        for now, day in (
            ("2024-03-10 05:00:00", date(2024, 3, 10)),
            ("2024-03-20 05:00:00", date(2024, 3, 20)),
            ("2024-04-20 05:00:00", date(2024, 3, 31)),
        ):
            with freeze_time(now):
                self.report.action_refresh()
            self.assertEqual(self.line("nhiem_vu")._counted_on(), day)
        self.assertEqual(self.report.day, date(2024, 3, 14))
        plan = self.env["cchc.plan"].create(
            {
                "name": "Kế hoạch 2024",
                "unit_id": self.province.id,
                "date_start": "2024-01-01",
                "date_end": "2024-12-31",
                "default_verifier_unit_id": self.snv.id,
                "substitute_verifier_unit_id": self.vp.id,
            }
        )
        plan.with_user(self.user_standing)._issue(on=date(2024, 1, 2))
        task = self.make_task(self.gtvt, assign=False, plan_id=plan.id, deadline="2024-12-01")
        task.with_user(self.user_standing)._assign(on=date(2024, 3, 20))
        self.report.action_refresh()
        self.assertEqual(self.line("nhiem_vu").automatic, "1")
        indicator.cut_off = "period"
        self.report.action_refresh()
        self.assertEqual(self.line("nhiem_vu").automatic, "0")

    # -- workbook ------------------------------------------------------------------------------

    def dialog(self, content="", name="a.csv", user=None):
        if isinstance(content, str):
            content = content.encode("utf-8-sig")
        return (
            self.env["cchc.report.workbook"]
            .with_user(user or self.user_gtvt_officer)
            .create(
                {
                    "report_id": self.report.id,
                    "file": base64.b64encode(content),
                    "file_name": name,
                }
            )
        )

    def faults(self, dialog):
        return [(one.row, one.column, one.message) for one in dialog.issue_ids]

    def test_figures_come_from_a_workbook_and_go_out_equal(self):
        dialog = self.dialog(
            'Mã,Số liệu,Ước,Lý do\ntiep_nhan,"1.234,5",có,\nDUNG_HAN,7,,Đã rà soát\n'
        )
        dialog.action_check()
        self.assertEqual(self.faults(dialog), [])
        self.assertFalse(self.line("tiep_nhan").typed, "checking keeps nothing")
        dialog.action_import()
        self.assertEqual(self.line("tiep_nhan").value, "1234.5")
        self.assertTrue(self.line("tiep_nhan").is_estimate)
        self.assertEqual(self.line("dung_han").reason, "Đã rà soát")
        self.assertEqual(self.line("ty_le").value, "0.567031")
        dialog.action_workbook()
        again = self.dialog(base64.b64decode(dialog.content), "a.xlsx")
        again.action_import()
        self.assertIn("Entered: 0 figures; 5 stay as they were", again.summary, self.faults(again))

    def test_what_a_colleague_entered_meanwhile_stays(self):
        self.enter(self.report, tiep_nhan="5", dung_han="5")
        dialog = self.dialog()
        dialog.action_workbook()
        self.enter(self.report.with_user(self.user_gtvt_head), tiep_nhan="99")
        self.dialog(base64.b64decode(dialog.content), "a.xlsx").action_import()
        self.assertEqual(self.line("tiep_nhan").value, "99", "the workbook changed nothing")
        changed = self.dialog("Mã,Số liệu,Đã nhập trước\ntiep_nhan,7,5\n")
        changed.action_check()
        self.assertIn("has entered “99”", self.faults(changed)[0][2])

    def test_no_two_columns_of_a_workbook_have_one_name(self):
        """In whatever language: what goes out comes in again."""
        for lang, _name in self.env["res.lang"].get_installed():
            env = self.env(context={"lang": lang})
            for importer in (FigureImporter, TaskImporter, TargetImporter, MeasureImporter):
                labels = {}
                for column in importer.columns:
                    for name in {
                        vietnamese.fold(env._(column.label)),
                        *map(vietnamese.fold, column.names),
                    }:
                        self.assertEqual(
                            labels.setdefault(name.rstrip(" *"), column.key),
                            column.key,
                            (lang, name),
                        )

    def test_faulty_cells_are_named_and_nothing_is_entered(self):
        dialog = self.dialog(
            "Mã,Số liệu,Ước\ntiep_nhan,5,\nla_lung,5,\ndung_han,n/a,\nty_le,1,chắc\ntiep_nhan,6,\n"
        )
        dialog.action_import()
        self.assertEqual(
            [fault[:2] for fault in self.faults(dialog)],
            [(3, "Code"), (4, "Entered"), (5, "Estimate"), (6, "Code")],
        )
        self.assertFalse(self.line("tiep_nhan").typed)

    def test_a_submitted_report_takes_nothing_in(self):
        dialog = self.dialog("Mã,Số liệu\ntiep_nhan,5\n")
        self.report.with_user(self.user_gtvt_head).action_submit()
        with self.assertRaisesRegex(UserError, "take it back to change it"):
            dialog.action_import()
