from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestUnitRole(ReformCase):
    def sees(self, user, task):
        """Tell whether ``user`` finds ``task``; without any role the model itself is closed."""
        if not self.env["cchc.task"].with_user(user).has_access("read"):
            return False
        return bool(self.env["cchc.task"].with_user(user).search([("id", "=", task.id)]))

    def test_scope_is_the_unit_and_what_lies_below(self):
        own, foreign = self.make_task(), self.make_task(self.yte)
        inner = self.make_task(self.gtvt_division)
        for user, expected in (
            (self.user_gtvt_head, (True, False, True)),
            (self.user_yte_head, (False, True, False)),
            (self.user_standing, (True, True, True)),
            (self.user_auditor, (True, True, True)),
            (self.user_gtvt_hr, (False, False, False)),
        ):
            with self.subTest(user=user.login):
                seen = tuple(self.sees(user, task) for task in (own, foreign, inner))
                self.assertEqual(seen, expected)

    def test_cooperating_and_verifying_units_see_the_task(self):
        task = self.make_task(self.gtvt, coop_unit_ids=[(6, 0, self.yte.ids)])
        self.assertTrue(self.sees(self.user_yte_officer, task))
        self.assertFalse(self.sees(self.user_vp, task))
        self.assertTrue(self.sees(self.user_vp, self.make_task(verifier_unit_id=self.vp.id)))

    def test_role_limited_to_a_domain(self):
        user = self.make_user("t_procedures")
        self.grant(user, "verifier", self.province, domain_ids=[(6, 0, self.domain_procedures.ids)])
        self.assertTrue(self.sees(user, self.make_task()))
        other = self.make_task(domain_id=self.domain_organisation.id)
        self.assertFalse(self.sees(user, other))

    def test_group_given_by_hand_gives_no_unit(self):
        task = self.make_task()
        self.user_outsider.group_ids += self.env.ref("cchc_reform.group_cchc_head")
        self.assertFalse(self.sees(self.user_outsider, task))

    def test_role_ends_at_midnight_in_vietnam_without_touching_a_record(self):
        task = self.make_task()
        user = self.make_user("t_midnight")
        self.grant(user, "head", self.gtvt, date_from=date(2026, 1, 1), date_to=date(2027, 3, 31))
        # 16:59 UTC is 23:59 in Vietnam, 17:00 UTC is the next day there.
        with freeze_time("2027-03-31 16:59:00"):
            self.assertTrue(self.sees(user, task))
        with freeze_time("2027-03-31 17:00:00"):
            self.assertFalse(self.sees(user, task))
        with freeze_time("2025-12-31 16:59:00"):
            self.assertFalse(self.sees(user, task))
        with freeze_time("2025-12-31 17:00:00"):
            self.assertTrue(self.sees(user, task))

    def test_ended_and_moved_units_stay_in_scope(self):
        task = self.make_task()
        self.gtvt.date_end = dates.today() - timedelta(days=1)
        self.assertTrue(self.sees(self.user_gtvt_head, task))
        inner = self.make_task(self.gtvt_division, assign=False)
        self.gtvt_division.parent_id = self.yte
        self.assertTrue(self.sees(self.user_standing, inner))
        self.assertFalse(self.sees(self.user_gtvt_head, inner))

    def test_groups_follow_roles(self):
        user = self.make_user("t_groups")
        head = self.env.ref("cchc_reform.group_cchc_head")
        grant = self.grant(user, "head", self.gtvt)
        self.assertIn(head, user.group_ids)
        grant.date_to = dates.today() - timedelta(days=1)
        self.assertNotIn(head, user.group_ids)

    def test_only_the_administrator_grants(self):
        for user in (self.user_gtvt_head, self.user_standing, self.user_leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["cchc.unit.role"].with_user(user).create(
                    {"user_id": user.id, "role": "leader", "unit_id": self.province.id}
                )
            with self.assertRaises(AccessError):
                self.env["cchc.unit.role"].with_user(user).search([]).write({"note": "x"})
        grant = (
            self.env["cchc.unit.role"]
            .with_user(self.user_admin_cchc)
            .create({"user_id": self.user_outsider.id, "role": "officer", "unit_id": self.yte.id})
        )
        with self.assertRaises(UserError):
            grant.unlink()
        with self.assertRaises(UserError):
            grant.write({"unit_id": self.province.id})
        with self.assertRaises(AccessError):
            grant.write({"delegated_by_id": self.user_grant(self.user_leader).id})

    def user_grant(self, user):
        return self.env["cchc.unit.role"].search([("user_id", "=", user.id)], limit=1)

    def test_delegation_acts_on_behalf_of(self):
        deputy = self.make_user("t_deputy")
        grant = self.user_grant(self.user_gtvt_head)
        today = dates.today()
        with self.assertRaises(AccessError):
            grant.with_user(deputy).action_delegate(deputy.id, str(today), str(today))
        with self.assertRaises(ValidationError):
            grant.with_user(self.user_gtvt_head).action_delegate(
                self.user_gtvt_head.id, str(today), str(today)
            )
        with self.assertRaises(UserError):
            grant.with_user(self.user_gtvt_head).action_delegate(deputy.id, str(today), False)
        new_id = grant.with_user(self.user_gtvt_head).action_delegate(
            deputy.id, str(today), str(today + timedelta(days=3)), "Đi công tác"
        )
        task = self.make_task()
        task.with_user(self.user_gtvt_officer).explanation = "Xong"
        task.with_user(self.user_gtvt_officer).action_submit()
        task.with_user(deputy).action_report()
        entry = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task"), ("res_id", "=", task.id), ("action", "=", "report")]
        )
        self.assertEqual(entry.on_behalf_of_id, self.user_gtvt_head.id)
        self.env["cchc.unit.role"].browse(new_id).with_user(
            self.user_gtvt_head
        ).action_end_delegation()
        self.assertFalse(self.sees(deputy, task))

    def test_delegation_ends_with_the_role_it_came_from(self):
        deputy = self.make_user("t_deputy2")
        grant = self.user_grant(self.user_gtvt_head)
        today = dates.today()
        grant.with_user(self.user_gtvt_head).action_delegate(
            deputy.id, str(today), str(today + timedelta(days=30))
        )
        task = self.make_task()
        self.assertTrue(self.sees(deputy, task))
        grant.date_to = today - timedelta(days=1)
        self.assertFalse(self.sees(deputy, task))
