from odoo.tests import tagged

from ..loader import ILLUSTRATIVE
from .test_demo import DemoCase


@tagged("post_install", "-at_install")
class TestAwarding(DemoCase):
    """Awards, nominations, block and campaign of the demo province."""

    def test_one_meets_all_and_one_is_a_year_short(self):
        nominations = self.env["cchc.award.nomination"].search([("year", "=", 2023)])
        found = {one.employee_id.name: one for one in nominations if one.title_id.code == "CSTDT"}
        found_of = {one.employee_id.name: one for one in nominations}
        met, short = found["Đinh Văn Ví Dụ"], found["Mai Văn Ví Dụ"]
        self.assertEqual((met.state, met.unmet_count, met.open_count), ("appraised", 0, 0))
        self.assertEqual((short.state, short.unmet_count), ("registered", 1))
        unmet = short.check_ids.filtered(lambda line: line.status == "unmet")
        self.assertIn("2022", unmet.sentence)
        barred = found_of["Hà Văn Ví Dụ"].check_ids.filtered(lambda line: line.kind == "discipline")
        self.assertEqual(barred.status, "unmet", "who is under discipline is not passed unseen")
        late = nominations.filtered("late_note")
        self.assertEqual(late.employee_id.name, "Tô Văn Ví Dụ")

    def test_no_number_is_invented(self):
        awards = self.env["cchc.award"].search([("year", "in", list(range(2020, 2024)))])
        self.assertEqual(set(awards.mapped("decision_number")), {ILLUSTRATIVE})

    def test_block_and_campaign_go_on(self):
        block = self.env["cchc.award.block"].search([("year", "=", 2023)])
        self.assertEqual((block.state, len(block.score_ids.filtered("given_on"))), ("scoring", 3))
        campaign = self.env["cchc.award.campaign"].search([("unit_id", "=", self.province.id)])
        self.assertEqual((campaign.state, len(campaign.line_ids)), ("running", 3))
        self.assertTrue(all(campaign.line_ids.mapped("mid_figures")))
