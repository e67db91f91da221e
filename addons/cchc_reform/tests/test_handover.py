import json
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestHandover(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls.user_gtvt_officer
        cls.successor = cls.make_user("t_gtvt_successor", ("officer", cls.gtvt))

    def handover(self, user, leaver=None, successor=None, **values):
        return (
            self.env["cchc.handover"]
            .with_user(user)
            .create(
                {
                    "from_user_id": (leaver or self.leaver).id,
                    "to_user_id": (successor or self.successor).id,
                    **values,
                }
            )
        )

    def test_the_head_hands_over_open_tasks(self):
        assigned, started, submitted, reported = (
            self.make_task(officer_id=self.leaver.id) for _number in range(4)
        )
        started.with_user(self.leaver).action_start()
        (submitted | reported).explanation = "Đã xong"
        (submitted | reported).with_user(self.leaver).action_submit()
        reported.with_user(self.user_gtvt_head).action_report()
        other = self.make_task(officer_id=self.user_gtvt_head.id)
        wizard = self.handover(self.user_gtvt_head, reason="QĐ 5/QĐ-SGTVT")
        self.assertEqual(wizard.task_count, 3)
        wizard.action_hand_over()
        moved = assigned | started | submitted
        self.assertEqual(moved.officer_id, self.successor)
        self.assertEqual(submitted.submitted_by_id, self.leaver, "who did it stays")
        self.assertEqual(reported.officer_id, self.leaver)
        self.assertEqual(other.officer_id, self.user_gtvt_head)
        submitted.with_user(self.user_gtvt_head).action_report()

    def test_each_task_is_recorded(self):
        task = self.make_task(officer_id=self.leaver.id)
        self.handover(self.user_gtvt_head, reason="QĐ 5").action_hand_over()
        entry = self.env["cchc.audit.entry"].search(
            [
                ("model", "=", "cchc.task"),
                ("res_id", "=", task.id),
                ("action", "=", "hand_over"),
            ]
        )
        self.assertEqual(entry.reason, "QĐ 5")
        self.assertEqual(entry.user_id, self.user_gtvt_head.id)
        self.assertEqual(json.loads(entry.old_value), {"officer_id": self.leaver.display_name})
        self.assertEqual(json.loads(entry.new_value), {"officer_id": self.successor.display_name})

    def test_activities_go_along(self):
        task = self.make_task(officer_id=self.leaver.id)
        asked = self.env["mail.activity"].search(
            [("res_model", "=", "cchc.task"), ("res_id", "=", task.id)]
        )
        self.assertEqual(asked.user_id, self.leaver)
        own = task.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.leaver.id, summary="Gọi Sở Y tế"
        )
        private = (
            self.env["res.partner"]
            .create({"name": "x"})
            .activity_schedule("mail.mail_activity_data_todo", user_id=self.leaver.id)
        )
        wizard = self.handover(self.user_gtvt_head)
        self.assertEqual(wizard.activity_count, 2)
        wizard.action_hand_over()
        self.assertEqual((asked | own).user_id, self.successor)
        self.assertEqual(private.user_id, self.leaver)

    def test_what_the_successor_may_not_see_stays(self):
        self.grant(self.leaver, "officer", self.yte)
        foreign = self.make_task(self.yte)
        activity = foreign.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.leaver.id
        )
        result = self.handover(self.user_admin_cchc).action_hand_over()
        self.assertEqual(activity.user_id, self.leaver)
        self.assertIn("1 activities stay", result["params"]["message"])

    def test_a_head_hands_over_the_own_units_only(self):
        self.grant(self.leaver, "officer", self.yte)
        self.grant(self.successor, "officer", self.yte)
        own = self.make_task(self.gtvt_division, officer_id=self.leaver.id)
        foreign = self.make_task(self.yte, officer_id=self.leaver.id)
        wizard = self.handover(self.user_gtvt_head)
        self.assertEqual(wizard.task_count, 1)
        wizard.action_hand_over()
        self.assertEqual(own.officer_id, self.successor)
        self.assertEqual(foreign.officer_id, self.leaver)
        self.handover(self.user_standing).action_hand_over()
        self.assertEqual(foreign.officer_id, self.successor)

    def test_the_successor_must_hold_a_role_for_the_tasks(self):
        task = self.make_task(officer_id=self.leaver.id)
        with (
            self.assertRaisesRegex(ValidationError, "no officer of Sở Giao thông vận tải"),
            self.cr.savepoint(),
        ):
            self.handover(self.user_gtvt_head, successor=self.user_yte_officer).action_hand_over()
        self.assertEqual(task.officer_id, self.leaver)

    def test_who_may(self):
        self.make_task(officer_id=self.leaver.id)
        for user in (self.user_gtvt_officer, self.user_gtvt_hr, self.user_auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.handover(user)
        with self.assertRaisesRegex(UserError, "no open work"):
            self.handover(self.user_yte_head).action_hand_over()

    def test_a_role_that_has_ended_hands_over_nothing(self):
        self.make_task(officer_id=self.leaver.id)
        wizard = self.handover(self.user_gtvt_head)
        role = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        role.date_to = dates.today()
        tomorrow = dates.today() + timedelta(days=1)
        with freeze_time(f"{tomorrow} 05:00:00"), self.assertRaises(AccessError):
            wizard.with_user(self.user_gtvt_head).action_hand_over()

    def test_people_are_checked(self):
        self.make_task(officer_id=self.leaver.id)
        with self.assertRaisesRegex(UserError, "another person"):
            self.handover(self.user_gtvt_head, successor=self.leaver).action_hand_over()
        self.successor.active = False
        with self.assertRaisesRegex(UserError, "active account"):
            self.handover(self.user_gtvt_head).action_hand_over()

    # -- roles ---------------------------------------------------------------------------------

    def test_roles_are_the_administrators(self):
        self.make_task(officer_id=self.leaver.id)
        for values in ({"end_roles": True}, {"grant_roles": True}):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "administrator"):
                self.handover(self.user_gtvt_head, **values).action_hand_over()
        self.assertEqual(self.handover(self.user_gtvt_head).role_count, 0)

    def test_roles_end_today_and_go_to_the_successor(self):
        newcomer = self.make_user("t_newcomer")
        domain = self.domain_procedures
        self.grant(self.leaver, "verifier", self.vp, domain_ids=[(6, 0, domain.ids)])
        self.grant(self.leaver, "head", self.yte, date_from=date(2099, 1, 1))
        task = self.make_task(officer_id=self.leaver.id)
        wizard = self.handover(
            self.user_admin_cchc, successor=newcomer, end_roles=True, grant_roles=True
        )
        self.assertEqual(wizard.role_count, 3)
        wizard.action_hand_over()
        self.assertEqual(task.officer_id, newcomer)
        self.assertEqual(newcomer.role_unit_ids("officer"), self.gtvt.ids)
        verifier = self.env["cchc.unit.role"].search(
            [("user_id", "=", newcomer.id), ("role", "=", "verifier")]
        )
        self.assertEqual(verifier.domain_ids, domain)
        with freeze_time(f"{dates.today() + timedelta(days=1)} 05:00:00"):
            self.assertFalse(self.leaver.role_unit_ids("officer", "verifier"))
            self.assertEqual(newcomer.role_unit_ids("officer"), self.gtvt.ids)
        with freeze_time("2099-06-01 05:00:00"):
            self.assertFalse(self.leaver.role_unit_ids("head"), "what had not begun is revoked")
            self.assertEqual(newcomer.role_unit_ids("head"), self.yte.ids)

    def test_a_role_that_is_there_is_not_given_twice(self):
        self.handover(self.user_admin_cchc, grant_roles=True).action_hand_over()
        roles = self.env["cchc.unit.role"].search([("user_id", "=", self.successor.id)])
        self.assertEqual(len(roles), 1)

    def test_a_lent_role_ends_and_is_not_passed_on(self):
        origin = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        origin.with_user(self.user_gtvt_head).action_delegate(
            self.leaver.id, dates.today(), dates.today() + timedelta(days=9)
        )
        self.handover(self.user_admin_cchc, end_roles=True, grant_roles=True).action_hand_over()
        self.assertFalse(self.successor.role_unit_ids("head"))
        with freeze_time(f"{dates.today() + timedelta(days=1)} 05:00:00"):
            self.assertFalse(self.leaver.role_unit_ids("head"))

    def test_form_shows_what_will_move(self):
        self.make_task(officer_id=self.leaver.id)
        form = Form(self.env["cchc.handover"].with_user(self.user_gtvt_head))
        form.from_user_id = self.leaver
        self.assertEqual((form.task_count, form.activity_count), (1, 1))
        self.assertFalse(form.can_end_roles)
        form.to_user_id = self.successor
        form.save()
