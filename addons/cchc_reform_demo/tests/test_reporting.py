from datetime import date
from decimal import Decimal

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from odoo.addons.cchc_reform.kernel.reporting import from_text, plain


@tagged("post_install", "-at_install")
class TestReporting(TransactionCase):
    """The first quarter of 2023 of the demo province."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.env["cchc.period"].search(
            [("year", "=", 2023), ("kind", "=", "quarter_1"), ("unit_id.code", "=", "30")]
        )
        cls.reports = cls.period.report_ids
        cls.own = cls.reports.filtered(lambda report: not report.receiver_id)

    def of(self, code):
        return self.reports.filtered(lambda report: report.unit_id.code == code)

    def value(self, report, code):
        return from_text(report.line_ids.filtered(lambda line: line.code == code).value)

    def test_who_reported(self):
        self.assertEqual(self.period.state, "open")
        self.assertEqual(self.of("291").state, "draft")
        self.assertEqual(
            (self.of("STC").state, bool(self.of("STC").return_reason)), ("draft", True)
        )
        self.assertTrue(self.of("YTE").is_late)
        self.assertEqual(self.of("YTE").submitted_on, date(2023, 3, 18))
        others = self.reports - self.own - self.of("291") - self.of("STC") - self.of("YTE")
        self.assertEqual(set(others.mapped("state")), {"accepted"})
        self.assertEqual(set(others.mapped("is_late")), {False})
        self.assertIn(self.of("291").unit_id.name, self.own.missing_text)

    def test_the_province_is_the_sum_of_what_came_in(self):
        received = self.reports.filtered(
            lambda report: (
                report.state in ("submitted", "accepted") and report.receiver_id == self.own.unit_id
            )
        )
        for code in ("hs_tiep_nhan", "hs_dung_han", "so_van_ban"):
            by_hand = sum(
                self.value(report, code) for report in received if self.value(report, code)
            )
            self.assertEqual(self.value(self.own, code), by_hand, code)

    def test_source_agencies_give_the_figures_of_the_province(self):
        """What the Department of Justice gave; of Finance, returned, there is none yet."""
        self.assertEqual(self.value(self.own, "vb_kiem_tra"), 41)
        self.assertIsNone(self.value(self.own, "tc_giai_ngan"))

    def test_figures_of_the_system_are_those_of_the_screens(self):
        day = date(2023, 3, 14)
        plan = self.env["cchc.plan"].search(
            [("unit_id.code", "=", "30"), ("year", "=", 2023), ("kind", "=", "annual")]
        )
        rates = self.env["cchc.metrics"]._task_rates(day, Domain("plan_id", "in", plan.ids))[()]
        self.assertEqual(self.value(self.own, "nv_ke_hoach"), rates.assigned)
        self.assertEqual(self.value(self.own, "nv_qua_han"), rates.overdue)
        self.assertEqual(self.value(self.own, "nv_ty_le_hoan_thanh"), plain(rates.completion))
        gtvt = self.of("GTVT")
        strength = self.env["cchc.staff.strength"].with_context(cchc_as_of="2023-03-14")
        row = strength.search([("unit_id", "=", gtvt.unit_id.id), ("kind", "=", "civil_servant")])
        self.assertEqual(self.value(gtvt, "bc_co_mat"), Decimal(row.headcount))

    def test_figures_open_what_was_counted(self):
        user = self.env["res.users"].search([("login", "=", "snv")])
        line = self.own.line_ids.filtered(lambda one: one.code == "nv_qua_han").with_user(user)
        action = line.action_open()
        found = self.env[action["res_model"]].with_user(user).search_count(action["domain"])
        self.assertEqual(found, self.value(self.own, "nv_qua_han"))
