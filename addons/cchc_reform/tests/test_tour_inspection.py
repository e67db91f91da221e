from odoo.tests import tagged

from ..kernel import dates
from .test_inspection import REMEDY, InspectionFixture
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourInspection(InspectionFixture, TourCase):
    """An inspection finding becomes a task, is done, and closes, in the browser."""

    def test_finding_becomes_a_task_is_done_and_closes(self):
        self.set_up_inspection()
        inspection = self.inspect()
        inspection.action_announce()
        inspection.action_begin()
        inspection.answer_ids.write({"answer": "partly"})
        inspection.write(
            {
                "minutes": "Đã kiểm tra",
                "minutes_on": dates.today(),
                "finding_ids": [
                    (0, 0, {"name": "Chậm niêm yết", "item_id": self.item.id, **REMEDY})
                ],
            }
        )
        inspection.action_sign()
        address = f"/odoo/cchc-inspections/{inspection.id}"
        self.start_tour(address, "cchc_inspection_conclude", login="t_standing")
        task = inspection.finding_ids.task_id
        self.assertEqual((task.state, task.lead_unit_id), ("assigned", self.gtvt))

        page = f"/odoo/cchc-my-tasks/{task.id}"
        self.start_tour(page, "cchc_inspection_remedy", login="t_gtvt_head")
        self.start_tour(page, "cchc_inspection_confirm", login="t_standing")
        self.assertEqual(inspection.state, "closed")
        self.start_tour(address, "cchc_inspection_closed", login="t_gtvt_head")
