from datetime import timedelta

from odoo.tests import tagged

from ..kernel import dates
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourComparison(TourCase):
    """The standing office looks at its units side by side, down to the tasks behind a number."""

    def set_up_tasks(self):
        document = self.env["cchc.legal.document"].create({"summary": "Chỉ thị thử nghiệm"})
        start = dates.today() - timedelta(days=40)
        for unit, clause in (
            (self.gtvt, "1a"),
            (self.gtvt_division, "1đ"),
            (self.gtvt_division, "1d"),
            (self.yte, "1đ"),
            (self.namsach, "1a"),
        ):
            task = self.make_task(
                unit,
                assign=False,
                clause=clause,
                source_document_id=document.id,
                deadline=dates.today() - timedelta(days=3),
                verifier_unit_id=self.snv.id,
            )
            task._assign(on=start)
        self.gtvt_division.name = "Phòng thử nghiệm"

    def test_from_the_heat_map_to_the_tasks(self):
        self.set_up_tasks()
        self.start_tour("/odoo/cchc", "cchc_comparison", login="t_standing")


@tagged("post_install", "-at_install")
class TestTourComparisonPhone(TestTourComparison):
    browser_size = "390x844"
    touch_enabled = True

    def test_from_the_heat_map_to_the_tasks(self):
        self.set_up_tasks()
        self.start_tour("/odoo/cchc-comparison", "cchc_comparison_phone", login="t_standing")
