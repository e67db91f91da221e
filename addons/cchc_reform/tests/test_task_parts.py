from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestFanOut(ReformCase):
    """One task for many units: each has its own, and the whole stands as its parts do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = cls.make_task(cls.snv, assign=False, verifier_unit_id=cls.vp.id, clause="2c")
        cls.agencies = cls.snv + cls.vp + cls.gtvt + cls.yte

    def fan_out(self, user=None, task=None, **values):
        wizard = (
            self.env["cchc.fan.out.wizard"]
            .with_user(user or self.user_standing)
            .create({"task_id": (task or self.whole).id, **values})
        )
        wizard.action_fan_out()
        return (task or self.whole).child_ids

    def finish(self, part, verifier=None):
        unit = part.lead_unit_id
        head = self.env["res.users"].search(
            [("login", "=", f"t_{'gtvt' if unit == self.gtvt else 'yte'}_head")]
        )
        part.with_user(head).explanation = "Đã xong"
        part.with_user(head).action_report()
        part.with_user(self.user_vp).action_verify()

    def test_a_block_in_one_step(self):
        wizard = Form(
            self.env["cchc.fan.out.wizard"]
            .with_user(self.user_standing)
            .with_context(active_id=self.whole.id)
        )
        wizard.block = "agency"
        self.assertEqual(wizard.unit_count, 4)
        record = wizard.save()
        record.action_fan_out()
        parts = self.whole.child_ids
        self.assertEqual(parts.lead_unit_id, self.agencies)
        self.assertEqual(set(parts.mapped("state")), {"assigned"})
        self.assertEqual(set(parts.mapped("clause")), {"2c"})
        self.assertEqual((self.whole.state, self.whole.is_leaf), ("assigned", False))
        vp_part = parts.filtered(lambda part: part.lead_unit_id == self.vp)
        self.assertNotEqual(vp_part.verifier_unit_id, self.vp, "nobody verifies the own work")

    def test_each_head_is_asked(self):
        parts = self.fan_out(block="agency")
        gtvt = parts.filtered(lambda part: part.lead_unit_id == self.gtvt)
        self.assertEqual(gtvt.activity_ids.user_id, self.user_gtvt_head)

    def test_exempt_unit_says_why_and_is_not_counted(self):
        parts = self.fan_out(
            block="agency",
            exemption_ids=[(0, 0, {"unit_id": self.yte.id, "reason": "Không có thủ tục"})],
        )
        yte = parts.filtered(lambda part: part.lead_unit_id == self.yte)
        self.assertEqual((yte.state, yte.exempt_reason), ("exempt", "Không có thủ tục"))
        self.assertEqual((self.whole.part_count, self.whole.parts_exempt), (3, 1))
        yte.with_user(self.user_standing).action_assign()
        self.assertEqual((yte.state, yte.exempt_reason), ("assigned", False))
        with self.assertRaisesRegex(UserError, "Say why"):
            self.fan_out(
                task=self.make_task(self.snv, verifier_unit_id=self.vp.id),
                block="agency",
                exemption_ids=[(0, 0, {"unit_id": self.yte.id, "reason": " "})],
            )

    def test_unit_that_joins_later_can_be_added(self):
        self.fan_out(block="agency")
        self.assertFalse(self.whole.missing_unit_ids)
        new = self.yte.copy({"name": "Sở Ngoại vụ", "code": "T-NGV"})
        self.whole.invalidate_recordset()
        self.assertEqual(self.whole.missing_unit_ids, new)
        wizard = Form(
            self.env["cchc.fan.out.wizard"]
            .with_user(self.user_standing)
            .with_context(active_id=self.whole.id)
        )
        self.assertEqual(wizard.block, "agency")
        self.assertEqual(wizard.unit_count, 1)
        wizard.save().action_fan_out()
        self.assertEqual(len(self.whole.child_ids), 5)
        with self.assertRaisesRegex(UserError, "already have a part"):
            self.whole.with_user(self.user_standing)._fan_out(new)
        self.assertEqual(len(self.whole.child_ids), 5)

    def test_completion_by_number_and_by_weight(self):
        parts = self.fan_out(unit_ids=[(6, 0, (self.gtvt + self.yte).ids)])
        gtvt = parts.filtered(lambda part: part.lead_unit_id == self.gtvt)
        with parts.sudo()._permit({"weight"}):
            gtvt.weight = 3
        self.finish(gtvt)
        self.assertEqual(self.whole.completion_rate, 75)
        self.assertEqual((self.whole.parts_done_on_time, self.whole.parts_in_progress), (1, 1))
        with self.plan.sudo()._permit({"roll_up"}):
            self.plan.roll_up = "plain"
        self.whole.invalidate_recordset()
        self.assertEqual(self.whole.completion_rate, 50)
        self.assertEqual(self.whole.cell, "in_progress")
        self.finish(parts - gtvt)
        self.whole.invalidate_recordset()
        self.assertEqual((self.whole.completion_rate, self.whole.cell), (100, "done_on_time"))

    def test_late_part_makes_the_whole_late_and_counts_once(self):
        yesterday = dates.today() - timedelta(days=1)
        whole = self.make_task(
            self.snv, assign=False, verifier_unit_id=self.vp.id, deadline=yesterday
        )
        parts = self.fan_out(task=whole, unit_ids=[(6, 0, (self.gtvt + self.yte).ids)])
        self.assertEqual((whole.cell, whole.parts_overdue), ("overdue", 2))
        found = self.env["cchc.task"].search(
            [("is_overdue", "=", True), ("id", "in", (whole + parts).ids)]
        )
        self.assertEqual(found, parts)

    def test_how_the_parts_stood_on_a_past_day(self):
        past = dates.today() - timedelta(days=3)
        parts = self.fan_out(unit_ids=[(6, 0, self.gtvt.ids)])
        self.assertEqual(parts.state, "assigned")
        self.assertEqual(self.whole.with_context(cchc_as_of=str(past)).part_count, 0)

    def test_head_fans_out_inside_the_unit_in_the_own_plan(self):
        task = self.make_task()
        with self.assertRaisesRegex(UserError, "no issued plan"):
            self.fan_out(
                self.user_gtvt_head, task, block="inner", unit_ids=[(6, 0, self.gtvt_division.ids)]
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
        parts = self.fan_out(self.user_gtvt_head, task, block="inner")
        self.assertEqual((parts.lead_unit_id, parts.plan_id), (self.gtvt_division, plan))
        self.assertTrue(task.is_leaf, "splitting does not move the province's figure")

    def test_district_to_its_communes(self):
        plan = (
            self.env["cchc.plan"]
            .with_user(self.user_namsach_head)
            .create(
                {
                    "name": "Kế hoạch huyện",
                    "unit_id": self.namsach.id,
                    "default_verifier_unit_id": self.namsach.id,
                }
            )
        )
        plan.action_issue()
        task = self.make_task(self.namsach)
        parts = self.fan_out(self.user_namsach_head, task, block="commune")
        self.assertEqual(parts.lead_unit_id, self.antruong)

    def test_nobody_gives_work_where_he_has_no_say(self):
        with self.assertRaises(UserError):
            self.whole.with_user(self.user_gtvt_head)._fan_out(self.yte)
        with self.assertRaises(AccessError):
            self.make_task().with_user(self.user_yte_head)._fan_out(self.yte)
        self.assertFalse(self.whole.child_ids)

    def test_all_or_nothing(self):
        self.yte.date_end = dates.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "does not exist"), self.env.cr.savepoint():
            self.whole.with_user(self.user_standing)._fan_out(self.gtvt + self.yte)
        self.assertFalse(self.whole.child_ids)
        self.assertEqual(self.whole.state, "draft")

    def test_cycle_weight_and_start_are_refused(self):
        child = self.make_task(assign=False, parent_id=self.whole.id)
        with self.assertRaises(UserError):
            self.whole.with_user(self.user_standing).parent_id = child
        with self.assertRaises(ValidationError):
            self.make_task(assign=False, weight=float("nan"))
        for weight in (0, -1):
            with (
                self.subTest(weight=weight),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.make_task(assign=False, weight=weight)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.make_task(
                assign=False,
                date_start=dates.today(),
                deadline=dates.today() - timedelta(days=1),
            )

    def test_constant_queries(self):
        def units(count, name):
            return self.env["hr.department"].create(
                [
                    {
                        "name": f"{name} {number}",
                        "unit_type_id": self.yte.unit_type_id.id,
                        "parent_id": self.province.id,
                    }
                    for number in range(count)
                ]
            )

        def queries(count, name):
            whole = self.make_task(self.snv, assign=False, verifier_unit_id=self.vp.id)
            many = units(count, name)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            whole.with_user(self.user_standing)._fan_out(many)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2, "Ấm")
        few, many = queries(5, "Ít"), queries(60, "Nhiều")
        self.assertLess(many, few + 60, "the number of queries must not follow the units")
