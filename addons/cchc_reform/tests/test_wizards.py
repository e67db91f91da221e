from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestReasonWizard(ReformCase):
    """One dialog asks the reason of every step that needs one."""

    def wizard(self, user, record, step):
        return (
            self.env["cchc.reason.wizard"]
            .with_user(user)
            .with_context(
                active_model=record._name,
                active_ids=record.ids,
                default_res_model=record._name,
                default_step=step,
            )
        )

    def test_it_returns_a_report_with_the_reason(self):
        task = self.make_task()
        head = task.with_user(self.user_gtvt_head)
        head.explanation = "Đã xong"
        head.action_report()
        form = Form(self.wizard(self.user_standing, task, "return"))
        self.assertEqual(form.document, task.display_name)
        form.reason = "Chưa có danh mục"
        form.save().action_confirm()
        self.assertEqual((task.state, task.return_reason), ("in_progress", "Chưa có danh mục"))

    def test_a_step_needs_a_reason_and_a_role(self):
        task = self.make_task()
        Wizard = self.wizard(self.user_standing, task, "cancel")
        with self.assertRaises(UserError):
            Wizard.create({"reason": "  "}).action_confirm()
        Wizard = self.wizard(self.user_gtvt_head, task, "cancel")
        with self.assertRaises(AccessError):
            Wizard.create({"reason": "Không làm nữa"}).action_confirm()
        self.assertEqual(task.state, "assigned")

    def test_it_calls_nothing_but_steps_with_a_reason(self):
        task = self.make_task()
        for model, step in (
            ("cchc.task", "assign"),
            ("cchc.task", "archive"),
            ("cchc.task", "_return"),
            ("res.users", "cancel"),
            ("no.such.model", "cancel"),
        ):
            wizard = self.wizard(self.user_standing, task, "cancel")
            with self.assertRaises(UserError, msg=f"{model}.{step}"):
                wizard.create({"res_model": model, "step": step, "reason": "x"}).action_confirm()


@tagged("post_install", "-at_install")
class TestDeadlineWizard(ReformCase):
    def test_it_gives_a_waiting_task_its_date(self):
        task = self.make_task(
            deadline=False, deadline_kind="waiting", waiting_for="Hướng dẫn của Bộ"
        )
        day = dates.today() + timedelta(days=40)
        form = Form(
            self.env["cchc.deadline.wizard"]
            .with_user(self.user_standing)
            .with_context(active_model="cchc.task", active_ids=task.ids)
        )
        self.assertEqual(form.waiting_for, "Hướng dẫn của Bộ")
        form.deadline = day
        form.save().action_confirm()
        self.assertEqual((task.deadline_kind, task.due_on), ("date", day))


@tagged("post_install", "-at_install")
class TestDelegateWizard(ReformCase):
    def test_a_head_lends_the_role_to_a_deputy(self):
        deputy = self.make_user("t_deputy", ("officer", self.gtvt))
        Wizard = self.env["cchc.delegate.wizard"].with_user(self.user_gtvt_head)
        form = Form(Wizard)
        self.assertTrue(form.role, "the only role is chosen already")
        form.user_id = deputy
        form.date_to = dates.today() + timedelta(days=3)
        form.save().action_confirm()
        grant = self.env["cchc.unit.role"].search(
            [("user_id", "=", deputy.id), ("role", "=", "head")]
        )
        self.assertEqual(grant.unit_id, self.gtvt)
        self.assertEqual(grant.delegated_by_id.user_id, self.user_gtvt_head)

    def test_nobody_lends_the_role_of_another(self):
        role = self.env["cchc.unit.role"].search(
            [("user_id", "=", self.user_gtvt_head.id), ("role", "=", "head")]
        )
        Wizard = self.env["cchc.delegate.wizard"].with_user(self.user_yte_head)
        with self.assertRaises(AccessError):
            Wizard.create(
                {
                    "role": str(role.id),
                    "user_id": self.user_yte_officer.id,
                    "date_to": dates.today(),
                }
            ).action_confirm()
