from odoo.tests import tagged

from .staff_case import StaffFixture
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourAward(StaffFixture, TourCase):
    """An HR officer nominates, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_staff()

    def test_hr_nominates_and_is_told_what_is_missing(self):
        person = self.deputy(self.gtvt).employee_id
        person.name = "Người Được Đề Nghị"
        # The tour reads no label: what it chooses is called the same in every language.
        wanted = self.env.ref("cchc_reform.award_title_fighter_province")
        for lang, _name in self.env["res.lang"].get_installed():
            wanted.with_context(lang=lang).name = "Danh hiệu thử nghiệm"
        title = self.env.ref("cchc_reform.award_title_fighter_base")
        self.env["cchc.award"].create(
            [
                {
                    "title_id": title.id,
                    "employee_id": person.id,
                    "unit_id": self.gtvt.id,
                    "year": year,
                    "decision_number": "1/QĐ",
                    "decision_date": f"{year}-12-20",
                }
                for year in (2022, 2024)
            ]
        )
        self.start_tour("/odoo/cchc-award-nominations", "cchc_nominate", login="t_gtvt_hr")
        nomination = self.env["cchc.award.nomination"].search([("employee_id", "=", person.id)])
        self.assertEqual((nomination.state, nomination.unmet_count), ("proposed", 2))
