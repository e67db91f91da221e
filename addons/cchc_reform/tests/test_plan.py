from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestPlan(ReformCase):
    def new_version(self, user=None):
        user = user or self.user_standing
        action = self.plan.with_user(user).action_new_version()
        return self.env["cchc.plan"].with_user(user).browse(action["res_id"])

    def test_new_version_takes_the_work_over_as_it_was_named(self):
        task = self.make_task(verifier_unit_id=self.vp.id)
        version = self.new_version()
        self.assertEqual((version.state, version.version), ("draft", 2))
        self.assertEqual(version.previous_version_id, self.plan)
        version.action_issue()
        self.assertEqual(self.plan.state, "replaced")
        self.assertEqual((task.plan_id, task.verifier_unit_id), (version, self.vp))

    def test_past_days_are_seen_under_the_new_version(self):
        today = dates.today()
        task = self.make_task(assign=False, deadline=today - timedelta(days=2))
        task._assign(on=today - timedelta(days=9))
        self.new_version().action_issue()
        for days_ago, overdue in ((5, 0), (1, 1), (0, 1)):
            page = (
                self.env["cchc.metrics"]
                .with_user(self.user_gtvt_head)
                .landing(as_of=str(today - timedelta(days=days_ago)))
            )
            figures = {figure["key"]: figure["value"] for figure in page["figures"]}
            self.assertEqual((figures["assigned"], figures["overdue"]), (1, overdue))

    def test_one_version_follows_another(self):
        first, second = self.new_version(), self.new_version()
        first.action_issue()
        with self.assertRaisesRegex(UserError, "no longer in force"):
            second.action_issue()

    def test_plan_with_open_tasks_is_not_cancelled(self):
        task = self.make_task()
        plan = self.plan.with_user(self.user_standing)
        with self.assertRaisesRegex(UserError, "open tasks"):
            plan.action_cancel("Không còn cần")
        task.with_user(self.user_standing).action_cancel("Không còn cần")
        plan.action_cancel("Không còn cần")
        self.assertEqual(plan.state, "cancelled")

    def test_a_units_own_plan_is_issued_by_its_head(self):
        plan = (
            self.env["cchc.plan"]
            .with_user(self.user_gtvt_officer)
            .create({"name": "Kế hoạch của Sở", "unit_id": self.gtvt.id})
        )
        for user in (self.user_gtvt_officer, self.user_standing, self.user_leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                plan.with_user(user).action_issue()
        plan.with_user(self.user_gtvt_head).action_issue()
        self.assertEqual(plan.issued_by_id, self.user_gtvt_head)

    def test_an_early_plan_below_does_not_hide_the_year(self):
        next_year = dates.today().year + 1
        early = (
            self.env["cchc.plan"]
            .with_user(self.user_namsach_head)
            .create(
                {
                    "name": "Kế hoạch năm sau",
                    "unit_id": self.namsach.id,
                    "date_start": date(next_year, 1, 1),
                    "date_end": date(next_year, 12, 31),
                }
            )
        )
        early.action_issue()
        page = (
            self.env["cchc.metrics"]
            .with_user(self.user_standing)
            .landing(as_of=f"{next_year}-01-02")
        )
        self.assertEqual(page["plan"]["id"], self.plan.id)


@tagged("post_install", "-at_install")
class TestTaskPeople(ReformCase):
    def reported(self, task):
        task.with_user(self.user_gtvt_officer).explanation = "Xong"
        task.with_user(self.user_gtvt_officer).action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        return task

    def test_who_did_the_work_does_not_confirm_it(self):
        self.grant(self.user_gtvt_officer, "verifier", self.snv)
        task = self.reported(self.make_task())
        with self.assertRaises(AccessError):
            task.with_user(self.user_gtvt_officer).action_verify()

    def test_officer_takes_a_free_task_but_not_anothers(self):
        other = self.make_user("t_gtvt_officer2", ("officer", self.gtvt))
        task = self.make_task()
        task.with_user(other).officer_id = other
        with self.assertRaises(AccessError):
            task.with_user(self.user_gtvt_officer).officer_id = self.user_gtvt_officer
        task.with_user(self.user_gtvt_head).officer_id = self.user_gtvt_officer
        self.assertEqual(task.officer_id, self.user_gtvt_officer)

    def test_task_of_an_officer_who_left_can_be_returned(self):
        task = self.reported(self.make_task(officer_id=self.user_gtvt_officer.id))
        roles = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_officer.id)])
        roles.date_to = dates.today() - timedelta(days=1)
        task.with_user(self.user_standing).action_return("Thiếu phụ lục")
        self.assertEqual(task.activity_ids.user_id, self.user_gtvt_head)

    def test_draft_part_does_not_outlive_its_parent(self):
        parent = self.make_task()
        part = self.make_task(parent_id=parent.id, assign=False)
        self.reported(parent)
        with self.assertRaisesRegex(UserError, "no sub-task"):
            part.with_user(self.user_standing).action_assign()
        with self.assertRaisesRegex(UserError, "no sub-task"):
            self.env["cchc.task"].with_user(self.user_standing).with_context(
                default_parent_id=parent.id
            ).create(
                {
                    "name": "Phần thêm",
                    "plan_id": self.plan.id,
                    "domain_id": self.domain_procedures.id,
                    "lead_unit_id": self.gtvt.id,
                }
            )

    def test_taken_up_once_by_who_decides(self):
        task = self.reported(self.make_task())
        task.with_user(self.user_standing).action_take_up()
        with self.assertRaisesRegex(UserError, "already taken up"):
            task.with_user(self.user_leader).action_take_up()
