from datetime import date

from odoo.tests import tagged

from ..loader import ILLUSTRATIVE
from .test_demo import DemoCase


@tagged("post_install", "-at_install")
class TestInitiatives(DemoCase):
    def test_one_is_taken_over_one_assessed_one_from_outside(self):
        found = self.env["cchc.initiative"].search([("name", "!=", False)]).grouped("state")
        self.assertEqual(set(found), {"recognised_province", "submitted", "taken_over"})
        best = found["recognised_province"]
        self.assertEqual((best.year, best.replication_count), (2022, 2))
        self.assertEqual({best.unit_number, best.province_number}, {ILLUSTRATIVE})
        metric = self.env["cchc.report.metric"]
        saved = metric._values(
            ["replications_saving"], self.province, date(2023, 1, 1), date(2023, 3, 15)
        )
        self.assertEqual(int(saved["replications_saving"][self.province.id]), 130_000_000)
