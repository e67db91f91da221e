from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestExtension(ReformCase):
    """A deadline is extended by who has the authority of its signer, and only by a decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = dates.today()
        cls.deadline = cls.today + timedelta(days=10)
        cls.later = cls.today + timedelta(days=40)

    def setUp(self):
        super().setUp()
        self.task = self.make_task(deadline=self.deadline)

    def ask(self, task=None, user=None, **values):
        request = (
            self.env["cchc.task.extension"]
            .with_user(user or self.user_gtvt_head)
            .create(
                {
                    "task_id": (task or self.task).id,
                    "requested_deadline": self.later,
                    "reason": "Chờ hướng dẫn",
                    "letter_number": "45/SGTVT-VP",
                    "letter_date": self.today,
                    **values,
                }
            )
        )
        request.action_request()
        return request

    def decision(self, **values):
        return {"decision_number": "512/UBND-NC", "decision_date": self.today, **values}

    def advise(self, request):
        request.with_user(self.user_standing).action_advise("yes", "Đề nghị chấp thuận")

    def test_the_deadline_changes_only_with_the_decision(self):
        request = self.ask()
        self.assertEqual((request.state, self.task.deadline), ("requested", self.deadline))
        self.advise(request)
        self.assertEqual((request.state, self.task.deadline), ("requested", self.deadline))
        request.with_user(self.user_leader)._grant(self.decision(decision_signer="Chủ tịch"))
        self.assertEqual((request.state, self.task.deadline), ("granted", self.later))
        self.assertEqual((self.task.first_deadline, self.task.extension_count), (self.deadline, 1))
        self.assertEqual(request.decision_number, "512/UBND-NC")
        steps = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task"), ("res_id", "=", self.task.id), ("action", "=", "extend")]
        )
        self.assertEqual(steps.user_id, self.user_leader.id)

    def test_both_rates(self):
        request = self.ask()
        self.advise(request)
        request.with_user(self.user_leader)._grant(self.decision())
        task = self.task.with_user(self.user_gtvt_head)
        task.explanation = "Xong"
        after_first = self.deadline + timedelta(days=5)
        task._report(on=after_first)
        self.task.with_user(self.user_standing)._verify(on=after_first)
        rates = self.env["cchc.metrics"]._task_rates(self.later, [("task_id", "=", self.task.id)])[
            ()
        ]
        self.assertEqual((rates.on_time_rate, rates.on_time_first_rate), (100, 0))
        before = self.env["cchc.metrics"]._task_rates(
            self.today - timedelta(days=1), [("task_id", "=", self.task.id)]
        )[()]
        self.assertEqual(before.assigned, 0)

    def test_a_part_of_the_time_can_be_granted(self):
        request = self.ask()
        self.advise(request)
        granted = self.deadline + timedelta(days=7)
        request.with_user(self.user_leader)._grant(self.decision(granted_deadline=granted))
        self.assertEqual(self.task.deadline, granted)

    def test_who_decides(self):
        request = self.ask()
        self.advise(request)
        for user in (
            self.user_standing,
            self.user_gtvt_head,
            self.user_gtvt_officer,
            self.user_yte_head,
            self.user_vp,
            self.user_auditor,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user)._grant(self.decision())
            with self.assertRaises(AccessError):
                request.with_user(user)._refuse_request({}, "Không")
        self.assertEqual(self.task.deadline, self.deadline)

    def test_not_twice(self):
        request = self.ask()
        self.advise(request)
        request.with_user(self.user_leader)._grant(self.decision())
        with self.assertRaisesRegex(UserError, "no longer possible"):
            request.with_user(self.user_leader)._grant(self.decision())
        with self.assertRaisesRegex(UserError, "no longer possible"):
            request.with_user(self.user_leader)._refuse_request({}, "Thôi")
        self.assertEqual(self.task.extension_count, 1)

    def test_refused_and_withdrawn_leave_the_deadline(self):
        request = self.ask()
        with self.assertRaisesRegex(UserError, "reason"):
            request.with_user(self.user_leader)._refuse_request({}, " ")
        request.with_user(self.user_leader)._refuse_request({}, "Việc gấp")
        self.assertEqual((request.state, self.task.deadline), ("refused", self.deadline))
        again = self.ask()
        again.with_user(self.user_gtvt_officer).action_withdraw("Làm kịp")
        self.assertEqual(again.state, "withdrawn")

    def test_what_is_missing_is_said(self):
        with self.assertRaisesRegex(UserError, "letter"), self.env.cr.savepoint():
            self.ask(letter_number=False)
        request = self.ask()
        with self.assertRaisesRegex(UserError, "opinion"):
            request.with_user(self.user_leader)._grant(self.decision())
        self.advise(request)
        with self.assertRaisesRegex(UserError, "number and date"):
            request.with_user(self.user_leader)._grant({})
        with self.assertRaisesRegex(UserError, "later than"):
            request.with_user(self.user_leader)._grant(
                self.decision(granted_deadline=self.deadline)
            )
        with self.assertRaisesRegex(UserError, "future"):
            request.with_user(self.user_leader)._grant(
                self.decision(decision_date=self.today + timedelta(days=1))
            )

    def test_an_earlier_day_and_a_second_request_are_refused(self):
        with self.assertRaises(ValidationError):
            self.ask(requested_deadline=self.deadline)
        self.ask()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.ask()

    def test_only_the_unit_asks(self):
        for user in (self.user_yte_head, self.user_standing, self.user_leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(user=user)

    def test_the_task_must_still_be_open(self):
        request = self.ask()
        self.advise(request)
        task = self.task.with_user(self.user_gtvt_head)
        task.explanation = "Xong"
        task.action_report()
        with self.assertRaisesRegex(UserError, "no longer extended"):
            request.with_user(self.user_leader)._grant(self.decision())

    def test_nobody_writes_the_decision_or_the_deadline(self):
        request = self.ask()
        for values in (
            {"state": "granted"},
            {"granted_deadline": self.later},
            {"opinion": "Đồng ý"},
            {"requested_deadline": self.later + timedelta(days=1)},
        ):
            for user in (self.user_gtvt_head, self.user_standing, self.user_leader):
                with self.subTest(values=values, user=user.login), self.assertRaises(UserError):
                    request.with_user(user).write(values)
        with self.assertRaises(UserError):
            self.task.with_user(self.user_leader).write({"first_deadline": self.later})
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_leader)._extend(self.later, self.today)

    def test_the_head_decides_on_the_plan_of_the_own_unit(self):
        plan = (
            self.env["cchc.plan"]
            .with_user(self.user_gtvt_head)
            .create(
                {
                    "name": "Kế hoạch của Sở",
                    "unit_id": self.gtvt.id,
                    "default_verifier_unit_id": self.vp.id,
                }
            )
        )
        plan.action_issue()
        officer = self.make_user("t_division_officer", ("officer", self.gtvt_division))
        task = self.make_task(
            self.gtvt_division, plan_id=plan.id, by=self.user_gtvt_head, deadline=self.deadline
        )
        request = self.ask(task, officer)
        request.with_user(self.user_gtvt_head)._grant(self.decision())
        self.assertEqual(task.deadline, self.later)

    def test_a_deadline_of_the_chairman_in_the_units_own_plan(self):
        directive = self.env["cchc.legal.document"].create(
            {"summary": "Chỉ thị", "issuing_unit_id": self.province.id}
        )
        plan = (
            self.env["cchc.plan"]
            .with_user(self.user_gtvt_head)
            .create(
                {
                    "name": "Kế hoạch của Sở",
                    "unit_id": self.gtvt.id,
                    "default_verifier_unit_id": self.vp.id,
                }
            )
        )
        plan.action_issue()
        task = self.make_task(
            plan_id=plan.id,
            by=self.user_gtvt_head,
            deadline=self.deadline,
            source_document_id=directive.id,
        )
        request = self.ask(task, self.user_gtvt_officer)
        with self.assertRaises(AccessError):
            request.with_user(self.user_gtvt_head)._grant(self.decision())

    def test_who_is_to_act_is_asked(self):
        request = self.ask()

        def asked():
            return (
                self.env["mail.activity"]
                .search([("res_model", "=", request._name), ("res_id", "=", request.id)])
                .user_id
            )

        self.assertEqual(asked(), self.user_standing)
        self.advise(request)
        self.assertEqual(asked(), self.user_leader)
        request.with_user(self.user_leader)._grant(self.decision())
        self.assertFalse(asked())
