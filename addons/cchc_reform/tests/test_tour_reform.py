from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, common, tagged

from ..kernel import dates
from .common import ReformFixture


class BrowserInVietnam(common.ChromeBrowser):
    """The browser of the tests on a computer whose clock shows Vietnam's time."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._websocket_request(
            "Emulation.setTimezoneOverride", params={"timezoneId": str(dates.VIETNAM)}
        )


class TourCase(ReformFixture, HttpCase):
    """Tours over the province of :class:`ReformFixture`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # "Today" of the page is today of the server from midnight to midnight in Vietnam.
        cls.startClassPatcher(patch.object(common, "ChromeBrowser", BrowserInVietnam))
        cls.set_up_province()
        # Where the demo is installed the landing page opens on its day; these tours work today.
        cls.env["ir.config_parameter"].sudo().set_param("cchc_reform.opening_day", False)


@tagged("post_install", "-at_install")
class TestTourStory(TourCase):
    """The main job, done by the people who do it, in the browser."""

    def test_from_assignment_to_confirmation(self):
        """Assigned, reported with evidence, approved in two taps, confirmed; the figures move."""
        # The tour reads no label: what it chooses is called the same in every language, and
        # otherwise than in the demo.
        self.gtvt.name = "Sở Giao thông thử nghiệm"
        for lang, _name in self.env["res.lang"].get_installed():
            self.domain_procedures.with_context(lang=lang).name = "Lĩnh vực thử nghiệm"
        self.start_tour("/odoo/cchc", "cchc_story_assign", login="t_standing")
        task = self.env["cchc.task"].search([("plan_id", "=", self.plan.id)])
        self.assertEqual(task.lead_unit_id, self.gtvt)
        self.assertEqual(task.officer_id, self.user_gtvt_officer)
        self.assertEqual(task.verifier_unit_id, self.snv)

        self.start_tour("/odoo/cchc", "cchc_story_report", login="t_gtvt_officer")
        self.assertEqual(task.state, "for_approval")
        self.assertEqual(task.evidence_ids.number, "12/BC-SGTVT")

        self.start_tour("/odoo/cchc", "cchc_story_approve", login="t_gtvt_head")
        self.assertEqual((task.state, task.reported_on), ("reported", dates.today()))
        self.assertEqual(task.reported_by_id, self.user_gtvt_head)

        self.start_tour("/odoo/cchc", "cchc_story_confirm", login="t_standing")
        self.assertEqual(task.state, "verified")
        self.assertEqual(task.verified_by_id, self.user_standing)

        self.start_tour("/odoo/cchc", "cchc_story_done", login="t_gtvt_head")

    def test_slow_confirmation_is_not_red(self):
        """Reported in time, the deadline has passed, not confirmed yet: awaiting, not overdue."""
        today = dates.today()
        task = self.make_task(assign=False, deadline=today - timedelta(days=5))
        task._assign(on=today - timedelta(days=30))
        head = task.with_user(self.user_gtvt_head)
        head.explanation = "Đã hoàn thành"
        head._report(on=today - timedelta(days=6))
        self.start_tour("/odoo/cchc", "cchc_slow_confirmation", login="t_gtvt_head")


@tagged("post_install", "-at_install")
class TestTourPhone(TourCase):
    """The same screens on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_nothing_scrolls_sideways(self):
        plan = self.plan.copy({"name": "Kế hoạch cải cách hành chính của tỉnh năm nay " * 3})
        plan.with_user(self.user_standing).action_issue()
        for number, unit in enumerate((self.gtvt, self.gtvt, self.yte, self.namsach)):
            task = self.make_task(
                unit,
                name="Rà soát, đơn giản hóa thủ tục hành chính thuộc phạm vi chức năng quản lý "
                * 2,
                plan_id=plan.id,
                clause=f"{number}đ",
                officer_id=self.user_gtvt_officer.id if unit == self.gtvt else False,
                coop_unit_ids=[(6, 0, (self.snv | self.vp | self.yte).ids)],
            )
        task = self.env["cchc.task"].search([("lead_unit_id", "=", self.gtvt.id)], limit=1)
        officer = task.with_user(self.user_gtvt_officer)
        officer.explanation = "Đã rà soát. " * 40 + "https://example.com/" + "x" * 120
        officer.action_submit()
        self.start_tour("/odoo/cchc", "cchc_phone", login="t_gtvt_head")


@tagged("post_install", "-at_install")
class TestTourDraft(TourCase):
    """What was typed survives a session that ended."""

    def test_typed_text_is_offered_back(self):
        task = self.make_task(officer_id=self.user_gtvt_officer.id)
        self.start_tour(
            f"/odoo/cchc-my-tasks/{task.id}", "cchc_draft_keeper", login="t_gtvt_officer"
        )
        self.assertEqual(task.explanation, "Đã rà soát 42 thủ tục, kiến nghị cắt giảm 7")
