from datetime import timedelta

from odoo.tests import tagged

from ..kernel import dates
from .staff_case import StaffFixture
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourStaff(StaffFixture, TourCase):
    """An HR officer brings a surplus to its end, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_staff()

    def test_a_transfer_next_month_ends_the_surplus_then_and_not_before(self):
        self.assign(self.gtvt_division, 9)
        post = self.deputy(self.gtvt_division, 2)[1]
        post.employee_id.name = "Người Sẽ Chuyển"
        self.env["cchc.staff.surplus"]._follow()
        self.start_tour("/odoo/cchc-surplus", "cchc_surplus_roadmap", login="t_gtvt_hr")
        surplus = self.env["cchc.staff.surplus"].search([("unit_id", "=", self.gtvt_division.id)])
        leaves = dates.today() + timedelta(days=30)
        self.assertEqual(post.date_to, leaves - timedelta(days=1))
        self.assertIn("12/QĐ-SGTVT", post.last_change_reason)
        self.assertEqual(surplus.state, "open")
        for day, found in ((leaves - timedelta(days=1), 1), (leaves, 0), (dates.today(), 1)):
            self.assertEqual(surplus.with_context(cchc_as_of=day).surplus, found)
            self.assertEqual(self.row(self.gtvt_division, day).surplus, found)

    def test_merging_two_divisions_is_tried_and_leaves_no_trace(self):
        other = self.make_unit("Phòng Kế hoạch", "division", self.gtvt)
        self.assign(self.gtvt_division, 9)
        self.assign(other, 6)
        self.deputy(self.gtvt_division, 2)
        self.start_tour("/odoo/cchc-surplus", "cchc_what_if", login="t_gtvt_hr")
        scenario = self.env["cchc.staff.scenario"].search([], limit=1)
        row = scenario.result_ids.filtered(lambda row: "Phòng Pháp chế" in row.label)
        self.assertEqual((row.limit_before, row.limit_after), ("1", "3"))
        self.assertEqual(self.row(self.gtvt_division).limit, 1)
        self.assertFalse(other.date_end)
