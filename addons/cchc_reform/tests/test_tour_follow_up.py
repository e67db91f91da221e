from odoo.tests import tagged

from ..kernel import dates
from .test_tour_reform import TourCase


@tagged("post_install", "-at_install")
class TestTourFollowUp(TourCase):
    """The follow-up of a clause, by the people who do it, in the browser."""

    def test_from_fan_out_to_the_two_rates(self):
        """A clause to all departments, late units, one letter, an extension, two rates."""
        self.snv.name = "Sở Nội vụ thử nghiệm"
        for lang, _name in self.env["res.lang"].get_installed():
            self.domain_procedures.with_context(lang=lang).name = "Lĩnh vực thử nghiệm"
        self.start_tour("/odoo/cchc", "cchc_follow_up_assign", login="t_standing")
        parts = self.env["cchc.task"].search(
            [("plan_id", "=", self.plan.id), ("parent_id", "!=", False)]
        )
        self.assertEqual(parts.lead_unit_id, self.snv + self.vp + self.gtvt + self.yte)

        self.start_tour("/odoo/cchc", "cchc_follow_up_urge", login="t_standing")
        urged = parts.filtered("urged_count")
        self.assertIn(self.gtvt, urged.lead_unit_id)
        self.assertIn(self.yte, urged.lead_unit_id)
        self.assertEqual(len(urged.urging_line_ids.urging_id), 1, "one letter to all")

        task = parts.filtered(lambda part: part.lead_unit_id == self.gtvt)
        first = task.deadline
        self.start_tour(f"/odoo/cchc-my-tasks/{task.id}", "cchc_follow_up_ask", login="t_gtvt_head")
        self.start_tour("/odoo/cchc", "cchc_follow_up_advise", login="t_standing")
        self.assertEqual(task.deadline, first, "the opinion moves nothing")
        self.start_tour("/odoo/cchc", "cchc_follow_up_grant", login="t_leader")
        self.assertEqual((task.deadline, task.first_deadline), (dates.today(), first))

        head = task.with_user(self.user_gtvt_head)
        head.explanation = "Đã hoàn thành"
        head.action_report()
        verifier = self.user_standing if task.verifier_unit_id == self.snv else self.user_vp
        task.with_user(verifier).action_verify()
        self.start_tour("/odoo/cchc", "cchc_follow_up_rates", login="t_standing")
