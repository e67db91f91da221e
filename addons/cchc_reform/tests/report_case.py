"""A small province whose first quarter of 2024 is reported, for tests of reports."""

from datetime import date

from odoo.tests import TransactionCase

from .common import ReformFixture


class ReportFixture(ReformFixture):
    """Outline of three figures and a formula; periods of 2024; every unit of a block reports."""

    @classmethod
    def set_up_reports(cls):
        env = cls.env
        cls.template = env["cchc.report.template"].create(
            {
                "name": "Đề cương thử",
                "use": "ad_hoc",
                "title": "Kết quả cải cách hành chính",
                "date_from": date(2024, 1, 1),
                "section_ids": [
                    (0, 0, {"number": "I", "name": "Chỉ đạo", "sequence": 1, "indicator_ids": [
                        (0, 0, cls.indicator("nhiem_vu", method="metric", metric="tasks_assigned")),
                        (0, 0, cls.indicator("tiep_nhan", method="sum")),
                        (0, 0, cls.indicator("dung_han", method="sum")),
                        (0, 0, cls.indicator(
                            "ty_le", method="formula", decimals=1, unit_of_measure="%",
                            formula="100 * dung_han / tiep_nhan",
                        )),
                    ]}),
                    (0, 0, {"number": "II", "name": "Thể chế", "sequence": 2, "indicator_ids": [
                        (0, 0, cls.indicator(
                            "van_ban", method="lead", source_unit_id=cls.gtvt.id,
                        )),
                    ]}),
                ],
                "check_ids": [
                    (0, 0, {"left": "dung_han", "comparison": "<=", "right": "tiep_nhan",
                            "message": "Giải quyết nhiều hơn tiếp nhận"}),
                ],
            }
        )  # fmt: skip
        cls.period = cls.make_period()

    @staticmethod
    def indicator(code, **values):
        return {"code": code, "name": f"Chỉ tiêu {code}", "unit_of_measure": "hồ sơ", **values}

    @classmethod
    def make_period(cls, **values):
        return (
            cls.env["cchc.period"]
            .with_user(cls.user_standing)
            .create(
                {
                    "name": "quý I năm 2024",
                    "kind": "quarter_1",
                    "year": 2024,
                    "unit_id": cls.province.id,
                    "date_from": date(2023, 12, 15),
                    "date_to": date(2024, 3, 14),
                    "template_id": cls.template.id,
                    "due_province": date(2024, 3, 20),
                    "due_agency": date(2024, 3, 16),
                    "due_district": date(2024, 3, 16),
                    "due_commune": date(2024, 3, 15),
                    **values,
                }
            )
        )

    @classmethod
    def open_period(cls, period=None):
        """Open the period and let the job make its reports."""
        period = period or cls.period
        period.action_open()
        while period.sudo()._open_batch():
            pass
        return period

    @classmethod
    def report_of(cls, unit, period=None, user=None):
        report = cls.env["cchc.report"].search(
            [("period_id", "=", (period or cls.period).id), ("unit_id", "=", unit.id)]
        )
        return report.with_user(user) if user else report

    @classmethod
    def enter(cls, report, **typed):
        """Type figures by code, as the report's user does."""
        for code, text in typed.items():
            report.line_ids.filtered(lambda line, code=code: line.code == code).typed = text

    @staticmethod
    def figures(report):
        return {line.code: line.value for line in report.line_ids}


class ReportCase(ReportFixture, TransactionCase):
    """Reports under the rules, with the period of :class:`ReportFixture`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.set_up_reports()
