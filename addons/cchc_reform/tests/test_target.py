import json
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..kernel import dates
from .common import ReformCase, ReformFixture

NOT_NUMBERS = (float("nan"), float("inf"), -float("inf"), 1e308, 10**400, "nan", "abc")


class TargetFixture(ReformFixture):
    @classmethod
    def make_target(cls, unit=None, assign=True, **values):
        """Target of the province's plan for ``unit`` (GTVT): 60% to 90%."""
        target = (
            cls.env["cchc.target"]
            .with_user(values.pop("by", cls.user_standing))
            .create(
                {
                    "name": "Tỷ lệ hồ sơ trực tuyến",
                    "plan_id": cls.plan.id,
                    "domain_id": cls.domain_procedures.id,
                    "unit_id": (unit or cls.gtvt).id,
                    "has_baseline": True,
                    "baseline": 60,
                    "target_value": 90,
                    **values,
                }
            )
        )
        if assign:
            target.action_assign()
        return target.with_env(cls.env)

    @classmethod
    def measure(cls, target, value, day=None, user=None, **values):
        return (
            cls.env["cchc.target.measure"]
            .with_user(user or cls.user_gtvt_officer)
            .create(
                {
                    "target_id": target.id,
                    "value": value,
                    "measured_on": day or dates.today(),
                    **values,
                }
            )
        )

    @contextmanager
    def refused(self, sentence):
        """The block is refused by an error that says ``sentence``, and leaves nothing behind."""
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def history(self):
        """Collect what is appended to the history while the block runs."""
        rows = []
        patcher = patch.object(
            self.env.registry["cchc.audit.entry"],
            "_append",
            lambda _self, appended: rows.extend(appended),
        )
        self.addCleanup(patcher.stop)
        patcher.start()
        return rows


@tagged("post_install", "-at_install")
class TestTarget(TargetFixture, ReformCase):
    def test_from_assignment_to_cancellation(self):
        target = self.make_target(assign=False)
        self.assertEqual((target.state, target.due_on), ("draft", self.plan.date_end))
        self.assertRegex(target.code, r"^CT\d+$")
        target.with_user(self.user_standing).action_assign()
        self.assertEqual((target.state, target.assigned_on), ("assigned", dates.today()))
        with self.refused("reason"):
            target.with_user(self.user_standing).action_cancel(" ")
        target.with_user(self.user_standing).action_cancel("Bỏ theo kế hoạch điều chỉnh")
        self.assertEqual((target.state, target.cancelled_on), ("cancelled", dates.today()))
        with self.refused("no longer possible"):
            target.with_user(self.user_standing).action_assign()

    def test_who_sets_and_assigns_targets(self):
        for user in (
            self.user_gtvt_officer,
            self.user_gtvt_head,
            self.user_vp,
            self.user_auditor,
            self.user_outsider,
            self.user_admin_cchc,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.make_target(by=user, assign=False)
                target = self.make_target(assign=False)
                with self.assertRaises(AccessError):
                    target.with_user(user).action_assign()
        self.make_target(by=self.user_leader)

    def test_head_sets_targets_in_the_own_plan_only(self):
        plan = self.env["cchc.plan"].create({"name": "Kế hoạch của Sở", "unit_id": self.gtvt.id})
        target = self.make_target(
            self.gtvt_division, assign=False, by=self.user_gtvt_head, plan_id=plan.id
        )
        with self.refused("not issued"):
            target.with_user(self.user_gtvt_head).action_assign()
        for values in ({"unit_id": self.yte.id}, {"plan_id": self.plan.id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                target.with_user(self.user_gtvt_head).write(values)
        with self.assertRaises(AccessError):
            target.with_user(self.user_standing).write({"weight": 2})

    def test_draft_is_seen_by_who_plans(self):
        draft, assigned = self.make_target(assign=False), self.make_target()
        for user, seen in (
            (self.user_gtvt_officer, assigned),
            (self.user_gtvt_head, assigned),
            (self.user_standing, draft | assigned),
            (self.user_auditor, draft | assigned),
            (self.user_yte_head, self.env["cchc.target"]),
        ):
            with self.subTest(user=user.login):
                found = self.env["cchc.target"].with_user(user).search([])
                self.assertEqual(found.ids, seen.ids)

    def test_definition_is_locked_after_assignment(self):
        target, programme = self.make_target(), self.make_programme()
        other_plan = self.plan.copy({"unit_id": self.province.id})
        for values in (
            {"name": "Khác"},
            {"plan_id": other_plan.id},
            {"domain_id": self.domain_organisation.id},
            {"unit_id": self.yte.id},
            {"coop_unit_ids": [(4, self.yte.id)]},
            {"parent_id": self.make_target(plan_id=programme.id).id},
            {"baseline": 10},
            {"has_baseline": False},
            {"target_value": 61},
            {"direction": "decrease"},
            {"due_on": date(2099, 1, 1)},
            {"weight": 0.01},
            {"uom": "điểm"},
            {"active": False},
            {"state": "draft"},
            {"assigned_on": date(2020, 1, 1)},
            {"code": "CT1"},
            {"party_unit_ids": [(4, self.yte.id)]},
            {"achieved_share": 100},
            {"has_measure": True},
            {"latest_value": 90},
            {"progress": "reached"},
            {"assigning_unit_id": self.gtvt.id},
        ):
            for user in (self.user_standing, self.user_leader, self.user_gtvt_head):
                with (
                    self.subTest(values=values, user=user.login),
                    self.assertRaises(UserError),  # AccessError is one
                ):
                    target.with_user(user).with_context(
                        tracking_disable=True, active_test=False, skip_workflow=True
                    ).write(values)

    def test_assigned_target_is_not_deleted(self):
        target = self.make_target().with_user(self.user_standing)
        for context in ({}, {"_force_unlink": True}):
            with self.subTest(context=context), self.assertRaises(UserError):
                target.with_context(**context).unlink()
        self.make_target(assign=False).with_user(self.user_standing).unlink()

    def test_values_of_the_system_are_not_created(self):
        for values in (
            {"state": "assigned"},
            {"assigned_on": date(2020, 1, 1)},
            {"achieved_share": 100},
            {"progress": "reached"},
            {"code": "CT1"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.make_target(assign=False, **values)

    def test_defaults_of_a_caller_move_nothing(self):
        self.env["ir.default"].with_user(self.user_standing).set(
            "cchc.target", "state", "assigned", user_id=True
        )
        target = (
            self.env["cchc.target"]
            .with_user(self.user_standing)
            .with_context(
                default_state="assigned",
                default_achieved_share=100,
                default_progress="reached",
                default_code="X",
                default_party_unit_ids=[(6, 0, self.yte.ids)],
            )
            .create(
                {
                    "name": "Chỉ tiêu",
                    "plan_id": self.plan.id,
                    "domain_id": self.domain_procedures.id,
                    "unit_id": self.gtvt.id,
                    "target_value": 1,
                }
            )
        )
        self.assertEqual((target.state, target.progress), ("draft", "no_data"))
        self.assertNotEqual(target.code, "X")
        self.assertNotIn(self.yte, target.sudo().party_unit_ids)

    def test_copy_is_a_draft_without_measures(self):
        target = self.make_target()
        self.measure(target, 75)
        copy = target.with_user(self.user_standing).copy()
        self.assertEqual((copy.state, copy.progress), ("draft", "no_data"))
        self.assertNotEqual(copy.code, target.code)
        self.assertFalse(copy.assigned_on)

    def test_figures_are_numbers(self):
        for name in ("baseline", "target_value", "weight"):
            for value in NOT_NUMBERS:
                with self.subTest(name=name, value=value), self.assertRaises(ValidationError):
                    self.make_target(assign=False, **{name: value})
        target = self.make_target(assign=False).with_user(self.user_standing)
        for value in NOT_NUMBERS:
            with self.subTest(value=value), self.assertRaises(ValidationError):
                target.write({"target_value": value})
        self.make_target(assign=False, target_value=1e15)

    def test_database_refuses_what_is_no_number(self):
        target = self.make_target(assign=False)
        measure = self.measure(self.make_target(), 75)
        target.flush_recordset()
        for table, name, record in (
            ("cchc_target", "target_value", target),
            ("cchc_target", "baseline", target),
            ("cchc_target", "weight", target),
            ("cchc_target_measure", "value", measure),
        ):
            for value in ("NaN", "Infinity", "1e300"):
                with (
                    self.subTest(table=table, name=name, value=value),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(IntegrityError),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(
                        f"UPDATE {table} SET {name} = %s::numeric WHERE id = %s",
                        [value, record.id],
                    )

    def test_weight_is_bounded(self):
        for weight in (0, -1, 1000.1, 0.001):
            with (
                self.subTest(weight=weight),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.make_target(assign=False, weight=weight).flush_recordset()

    def test_value_to_reach_lies_ahead_of_the_baseline(self):
        with self.refused("behind its baseline"):
            self.make_target(assign=False, baseline=95)
        with self.refused("behind its baseline"):
            self.make_target(assign=False, direction="decrease")
        self.make_target(assign=False, baseline=90)
        self.make_target(assign=False, baseline=95, has_baseline=False)
        self.make_target(assign=False, baseline=12, target_value=5, direction="decrease")

    def make_programme(self):
        programme = self.env["cchc.plan"].create(
            {
                "name": "Chương trình 5 năm",
                "kind": "programme",
                "unit_id": self.province.id,
                "date_end": date(dates.today().year + 4, 12, 31),
            }
        )
        programme.with_user(self.user_standing).action_issue()
        return programme

    def test_programme_is_split_by_year(self):
        parent = self.make_target(plan_id=self.make_programme().id)
        child = self.make_target(parent_id=parent.id)
        self.assertEqual(parent.child_ids, child)
        with self.refused("same plan"):
            self.make_target(parent_id=child.id, assign=False)
        parent.with_user(self.user_standing).action_cancel("Bỏ")
        with self.refused("not split"):
            self.make_target(parent_id=parent.id, assign=False)

    def test_lines_of_a_locked_parent(self):
        parent = self.make_target(plan_id=self.make_programme().id)
        with self.assertRaises(UserError):
            parent.with_user(self.user_standing).write(
                {"child_ids": [(0, 0, {"name": "x", "unit_id": self.gtvt.id, "target_value": 1})]}
            )
        with self.assertRaises(UserError):
            self.plan.with_user(self.user_standing).write(
                {"target_ids": [(1, self.make_target().id, {"target_value": 1})]}
            )

    def test_moves_to_the_next_version_of_the_plan(self):
        target = self.make_target()
        self.measure(target, 75)
        action = self.plan.with_user(self.user_standing).action_new_version()
        version = self.env["cchc.plan"].browse(action["res_id"])
        version.with_user(self.user_standing).action_issue()
        self.assertEqual((target.plan_id, target.progress), (version, "below"))

    def test_target_of_an_ended_unit_is_not_assigned(self):
        self.yte.date_end = dates.today() - timedelta(days=1)
        with self.refused("takes no new target"):
            self.make_target(self.yte)

    def test_found_without_diacritics(self):
        target = self.make_target()
        found = self.env["cchc.target"].with_user(self.user_standing).name_search("ty le HO SO")
        self.assertIn(target.id, [res_id for res_id, _name in found])

    def test_my_unit(self):
        target = self.make_target(self.gtvt_division)
        self.make_target(self.yte)
        found = (
            self.env["cchc.target"]
            .with_user(self.user_gtvt_head)
            .search([("in_my_unit", "=", True)])
        )
        self.assertEqual(found.ids, target.ids)

    def test_form_of_the_standing_office(self):
        with Form(self.env["cchc.target"].with_user(self.user_standing)) as form:
            form.name = "Tỷ lệ giải quyết đúng hạn"
            form.plan_id = self.plan
            form.domain_id = self.domain_procedures
            form.unit_id = self.gtvt
            form.target_value = 98.5
            self.assertEqual(form.due_on, self.plan.date_end)
        self.assertEqual(form.record.achieved_label, "no data")


@tagged("post_install", "-at_install")
class TestTargetMeasure(TargetFixture, ReformCase):
    def days_ago(self, number):
        return dates.today() - timedelta(days=number)

    def test_no_data_is_not_zero(self):
        target = self.make_target()
        self.assertEqual(target._achieved_on(dates.today()), {target.id: None})
        self.assertEqual((target.has_measure, target.achieved_label), (False, "no data"))
        self.measure(target, 60)
        self.assertEqual(target._achieved_on(dates.today()), {target.id: Decimal("0.0")})
        self.assertTrue(target.has_measure)
        # As the installed language writes numbers: not "no data".
        self.assertIn(target.achieved_label, ("0.0%", "0,0%"))
        self.assertEqual(target.progress, "below")

    def test_share_is_that_of_the_kernel(self):
        target = self.make_target()
        for value, share, progress in (
            (75, 50.0, "below"),
            (89.999, 99.9, "below"),
            (90, 100.0, "reached"),
            (120, 100.0, "reached"),
            (10, 0.0, "below"),
        ):
            with self.subTest(value=value):
                self.measure(target, value, reason="Đo lại")
                self.assertEqual(target.latest_value, value)
                self.assertEqual((target.achieved_share, target.progress), (share, progress))
        falling = self.make_target(baseline=20, target_value=10, direction="decrease")
        self.measure(falling, 15)
        self.assertEqual(falling.achieved_share, 50.0)

    def test_as_of_a_day(self):
        target, other = self.make_target(), self.make_target()
        self.measure(target, 84, self.days_ago(10))
        self.measure(target, 75, self.days_ago(20))
        expected = {
            30: None,
            20: Decimal("50.0"),
            15: Decimal("50.0"),
            10: Decimal("80.0"),
            0: Decimal("80.0"),
        }
        for ago, share in expected.items():
            with self.subTest(ago=ago):
                self.assertEqual(
                    (target | other)._achieved_on(self.days_ago(ago)),
                    {target.id: share, other.id: None},
                )
        self.assertEqual(target.latest_on, self.days_ago(10))

    def test_correction_is_another_measure_with_a_reason(self):
        target, day, rows = self.make_target(), self.days_ago(3), self.history()
        wrong = self.measure(target, 57, day)
        with self.refused("say why"):
            self.measure(target, 75, day)
        right = self.measure(target, 75, day, reason="Gõ nhầm hai chữ số")
        self.assertEqual(target.achieved_share, 50.0)
        self.assertEqual(target.measure_ids.sorted("id"), wrong | right)
        self.assertEqual([row["action"] for row in rows], ["measure", "correct"])
        self.assertEqual(rows[1]["old"]["value"], 57)
        self.assertEqual(rows[1]["new"]["value"], 75)
        self.assertEqual(rows[1]["reason"], "Gõ nhầm hai chữ số")

    def test_final_figure_replaces_the_estimate(self):
        target = self.make_target()
        self.measure(target, 70, is_estimate=True)
        self.assertTrue(target.latest_is_estimate)
        self.measure(target, 72)
        self.assertFalse(target.latest_is_estimate)
        with self.refused("say why"):
            self.measure(target, 74, is_estimate=True)

    def test_who_enters_values(self):
        target = self.make_target()
        for user in (
            self.user_yte_officer,
            self.user_yte_head,
            self.user_standing,
            self.user_leader,
            self.user_vp,
            self.user_auditor,
            self.user_gtvt_hr,
            self.user_outsider,
            self.user_admin_cchc,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.measure(target, 75, user=user)
        measure = self.measure(target, 75, user=self.user_gtvt_head)
        self.assertEqual(measure.entered_by_id, self.user_gtvt_head)
        self.assertTrue(target.with_user(self.user_gtvt_officer).can_measure)
        self.assertFalse(target.with_user(self.user_standing).can_measure)

    def test_ended_role_enters_nothing(self):
        target = self.make_target()
        user = self.make_user("t_left")
        self.grant(user, "officer", self.gtvt, date_to=self.days_ago(1))
        with self.assertRaises(AccessError):
            self.measure(target, 75, user=user)

    def test_who_entered_is_not_entered(self):
        with self.assertRaises(AccessError):
            self.measure(self.make_target(), 75, entered_by_id=self.user_gtvt_head.id)
        with self.assertRaises(AccessError):
            self.measure(self.make_target(), 75, unit_id=self.yte.id)
        measure = (
            self.env["cchc.target.measure"]
            .with_user(self.user_gtvt_officer)
            .with_context(default_entered_by_id=self.user_gtvt_head.id)
            .create({"target_id": self.make_target().id, "value": 75})
        )
        self.assertEqual(measure.entered_by_id, self.user_gtvt_officer)

    def test_value_is_a_number_of_a_day_that_has_come(self):
        target = self.make_target()
        for value in NOT_NUMBERS:
            with self.subTest(value=value), self.assertRaises(ValidationError):
                self.measure(target, value)
        with self.refused("not come yet"):
            self.measure(target, 75, self.days_ago(-1))
        with self.refused("Give the measured value"):
            self.measure(target, False)
        self.assertFalse(target.has_measure)

    def test_not_on_a_draft_or_cancelled_target(self):
        target = self.make_target(assign=False)
        with self.assertRaises(UserError):
            self.measure(target, 75)
        target.with_user(self.user_standing).action_assign()
        target.with_user(self.user_standing).action_cancel("Bỏ")
        with self.refused("no value can be entered"):
            self.measure(target, 75)

    def test_measures_are_never_changed_nor_deleted(self):
        target = self.make_target()
        measure = self.measure(target, 75)
        for user in (
            self.user_gtvt_officer,
            self.user_gtvt_head,
            self.user_standing,
            self.env.user,
        ):
            for environment in (measure.with_user(user), measure.with_user(user).sudo()):
                for change in (
                    lambda record: record.write({"value": 90}),
                    lambda record: record.write({"target_id": target.id}),
                    lambda record: record.write({"party_unit_ids": [(4, self.yte.id)]}),
                    lambda record: record.unlink(),
                    lambda record: record.with_context(_force_unlink=True).unlink(),
                    lambda record: record.copy(),
                ):
                    with self.subTest(user=user.login), self.assertRaises(UserError):
                        change(environment)
        self.assertEqual(measure.value, 75)

    def test_lines_of_the_target_obey_the_same_rules(self):
        target = self.make_target()
        measure = self.measure(target, 75)
        for commands in (
            [(0, 0, {"value": 90})],
            [(1, measure.id, {"value": 90})],
            [(2, measure.id, 0)],
            [(3, measure.id, 0)],
            [(5, 0, 0)],
            [(6, 0, [])],
        ):
            for user in (self.user_standing, self.user_leader, self.user_gtvt_head):
                with self.subTest(commands=commands, user=user.login), self.assertRaises(UserError):
                    target.with_user(user).write({"measure_ids": commands})
        self.assertEqual((target.measure_ids, target.latest_value), (measure, 75))

    def test_seen_by_the_units_of_the_target(self):
        target = self.make_target(coop_unit_ids=[(4, self.yte.id)])
        measure = self.measure(target, 75)
        self.assertEqual(measure.sudo().party_unit_ids, target.sudo().party_unit_ids)
        for user in (self.user_yte_officer, self.user_standing, self.user_auditor):
            self.assertEqual(measure.with_user(user).value, 75)
        for user in (self.user_namsach_head, self.user_outsider, self.user_admin_cchc):
            measure.invalidate_recordset()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                measure.with_user(user).read(["value"])

    def test_evidence_of_a_value_is_locked(self):
        evidence = (
            self.env["cchc.evidence"].with_user(self.user_gtvt_officer).create({"name": "Báo cáo"})
        )
        self.measure(self.make_target(), 75, evidence_ids=[(4, evidence.id)])
        self.assertTrue(evidence.is_locked)
        with self.refused("no longer changes"):
            evidence.number = "1/BC"
        foreign = self.env["cchc.evidence"].with_user(self.user_yte_officer).create({"name": "X"})
        with self.assertRaises(AccessError):
            self.measure(self.make_target(), 75, evidence_ids=[(4, foreign.id)])

    def test_queries_do_not_grow_with_the_number(self):
        def count(number, work):
            targets = self.env["cchc.target"].concat(*(self.make_target() for _i in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(targets)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def enter(targets):
            self.env["cchc.target.measure"].with_user(self.user_gtvt_officer).create(
                [{"target_id": target.id, "value": 75} for target in targets]
            )

        def share(targets):
            targets._achieved_on(dates.today())

        def assign(targets):
            targets.with_user(self.user_standing).action_cancel("Bỏ")

        for work in (enter, share, assign):
            with self.subTest(work=work.__name__):
                count(1, work)
                self.assertEqual(count(20, work), count(3, work))


@tagged("post_install", "-at_install")
class TestTargetRemote(TargetFixture, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.target = cls.make_target()

    def call(self, model, method, *args, **kwargs):
        """Answer of ``/web/dataset/call_kw``, with NaN and Infinity sent as Python writes them."""
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_figures_that_are_no_numbers(self):
        self.authenticate("t_gtvt_officer", "t_gtvt_officer")
        for value in (float("nan"), float("inf"), 1e308):
            answer = self.call(
                "cchc.target.measure", "create", [{"target_id": self.target.id, "value": value}]
            )
            with self.subTest(value=value):
                self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.ValidationError")
                self.assertIn("Value", answer["error"]["data"]["message"])
        self.authenticate("t_standing", "t_standing")
        answer = self.call("cchc.target", "create", [{"name": "x", "weight": float("nan")}])
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.ValidationError")

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_attempts_by_other_units(self):
        measure = self.measure(self.target, 75)
        self.authenticate("t_yte_head", "t_yte_head")
        for model, method, args in (
            ("cchc.target", "read", [[self.target.id], ["name"]]),
            ("cchc.target", "write", [[self.target.id], {"weight": 5}]),
            ("cchc.target", "web_save", [[self.target.id], {"target_value": 1}, {}]),
            ("cchc.target", "action_cancel", [[self.target.id], "x"]),
            ("cchc.target", "action_assign", [[self.target.id]]),
            ("cchc.target", "unlink", [[self.target.id]]),
            ("cchc.target", "_achieved_on", [[self.target.id], "2023-01-01"]),
            ("cchc.target.measure", "read", [[measure.id], ["value"]]),
            ("cchc.target.measure", "write", [[measure.id], {"value": 1}]),
            ("cchc.target.measure", "unlink", [[measure.id]]),
            ("cchc.target.measure", "create", [{"target_id": self.target.id, "value": 1}]),
        ):
            with self.subTest(model=model, method=method):
                self.assertIn("error", self.call(model, method, *args))
        self.assertEqual(self.call("cchc.target", "search_count", [])["result"], 0)
        groups = self.call("cchc.target", "formatted_read_group", [], ["progress"], ["__count"])
        self.assertEqual(groups["result"], [])
        self.assertEqual((self.target.weight, self.target.state), (1, "assigned"))
