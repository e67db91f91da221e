from datetime import date

from odoo.tests import tagged

from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourInitiative(TourCase):
    def test_another_unit_takes_an_initiative_over(self):
        one = (
            self.env["cchc.initiative"]
            .with_user(self.user_gtvt_officer)
            .create(
                {
                    "name": "Trả kết quả qua bưu chính",
                    "unit_id": self.gtvt.id,
                    "domain_id": self.domain_procedures.id,
                    "problem": "Đi lại nhiều",
                    "solution": "Trả tại nhà",
                    "author_ids": [(0, 0, {"outside_name": "Lê Văn Xa", "share": 100})],
                }
            )
        )
        one.with_user(self.user_gtvt_hr)._record({"unit": ("7/QĐ-SGTVT", date(2025, 12, 1))})
        self.start_tour("/odoo/cchc-initiatives", "cchc_initiative_taken_over", login="t_yte_head")
        self.start_tour(
            "/odoo/cchc-initiatives-taken-over", "cchc_initiative_confirmed", login="t_yte_head"
        )
        self.env.invalidate_all()
        self.assertEqual(one.replication_count, 1)
        taken = one.sudo().replication_ids
        self.assertEqual((taken.unit_id, taken.confirmed_by_id), (self.yte, self.user_yte_head))
