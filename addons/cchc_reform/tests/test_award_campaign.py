from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestAwardCampaign(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = dates.today()
        cls.campaign = (
            cls.env["cchc.award.campaign"]
            .with_user(cls.user_standing)
            .create(
                {
                    "name": "Thi đua đẩy mạnh cải cách hành chính",
                    "unit_id": cls.province.id,
                    "date_from": today - timedelta(days=90),
                    "date_to": today + timedelta(days=90),
                    "criterion_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "Nhiệm vụ được giao",
                                "metric": "tasks_assigned",
                                "wanted": "từ 1",
                            },
                        ),
                        (0, 0, {"name": "Sáng kiến"}),
                    ],
                }
            )
        )

    def register(self, unit, user, **values):
        return (
            self.env["cchc.award.campaign.unit"]
            .with_user(user)
            .create({"campaign_id": self.campaign.id, "unit_id": unit.id, **values})
        )

    def test_from_launch_to_the_final_review(self):
        campaign = self.campaign
        with self.assertRaises(AccessError):
            campaign.with_user(self.user_outsider).read(["name"])
        campaign.action_launch()
        self.assertTrue(campaign.with_user(self.user_outsider).name)
        with self.assertRaises(UserError):
            campaign.criterion_ids[0].name = "Khác"
        line = self.register(self.gtvt, self.user_gtvt_head, commitment="Số hóa 100% hồ sơ")
        with self.assertRaises(AccessError):
            self.register(self.yte, self.user_gtvt_head)
        with self.assertRaises(AccessError):
            line.with_user(self.user_yte_head).read(["commitment"])
        with self.assertRaises(AccessError):
            line.final_figures = "100%"
        self.make_task(self.gtvt)
        campaign.action_review()
        self.assertEqual(
            (campaign.mid_on, line.mid_figures),
            (dates.today(), "Nhiệm vụ được giao: 1 (asked for: từ 1)"),
        )
        line.final_result = "Hoàn thành"
        with self.assertRaisesRegex(UserError, "final review"):
            campaign.action_end()
        campaign.final_review = "Tổng kết"
        self.make_task(self.gtvt)
        campaign.action_end()
        self.assertIn(": 2 ", line.final_figures)
        self.assertIn(": 1 ", line.mid_figures)  # as it was then
        with self.assertRaisesRegex(UserError, "has ended"):
            line.final_result = "Khác"
        with self.assertRaises(AccessError):
            campaign.with_user(self.user_gtvt_head).action_reopen("Lý do")

    def test_only_who_holds_it_is_shown_its_steps(self):
        campaign = self.campaign
        campaign.action_launch()
        self.register(self.gtvt, self.user_gtvt_head)
        self.assertTrue(campaign.can_launch)
        for user in (self.user_gtvt_head, self.user_gtvt_hr):
            self.assertFalse(campaign.with_user(user).can_launch)
        form = etree.fromstring(campaign.get_view(view_type="form")["arch"])
        for button in form.xpath("header/button"):
            self.assertIn("not can_launch", button.get("invisible"), button.get("string"))
        self.assertIn("the last day", form.xpath("//button[@name='action_end']/@confirm")[0])

    def test_only_units_below_take_part(self):
        own = (
            self.env["cchc.award.campaign"]
            .with_user(self.user_gtvt_hr)
            .create(
                {
                    "name": "Thi đua của Sở",
                    "unit_id": self.gtvt.id,
                    "date_from": dates.today(),
                    "date_to": dates.today(),
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "do not lie below"):
            self.register(self.yte, self.user_standing, campaign_id=own.id)
        nomination = self.env["cchc.award.nomination"].with_user(self.user_gtvt_hr)
        values = {
            "title_id": self.env.ref("cchc_reform.award_title_certificate_base_unit").id,
            "unit_id": self.gtvt.id,
            "campaign_id": own.id,
        }
        with self.assertRaisesRegex(ValidationError, "is thematic"), self.cr.savepoint():
            nomination.create(values)
        nomination.create({**values, "kind": "thematic"})
