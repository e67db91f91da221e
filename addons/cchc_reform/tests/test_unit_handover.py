from datetime import date, timedelta
from functools import partial

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .test_unit_event import BEFORE, DAY, EventCase

START = date(2025, 1, 10)


class HandoverCase(EventCase):
    """Work of the first half-year; the events of 1 July are recorded on 2 July."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["cchc.plan"].create(
            {
                "name": "Kế hoạch 2025",
                "unit_id": cls.province.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
                "default_verifier_unit_id": cls.snv.id,
                "substitute_verifier_unit_id": cls.vp.id,
            }
        )
        cls.plan.with_user(cls.user_standing)._issue(on=date(2025, 1, 2))
        cls.open_task = cls.make_old("Đang làm", cls.gtvt)
        cls.open_task.with_user(cls.user_gtvt_officer)._start(on=date(2025, 2, 3))
        cls.done_task = cls.make_old("Đã xong", cls.gtvt)
        cls.finish(cls.done_task, cls.user_gtvt_head, date(2025, 4, 1))

    @classmethod
    def make_old(cls, name, unit, on=START, **values):
        task = cls.make_task(
            unit, assign=False, name=name, date_start=on, deadline=date(2025, 9, 30), **values
        )
        task.with_user(cls.user_standing)._assign(on=on)
        return task.with_env(cls.env)

    @classmethod
    def finish(cls, task, head, on):
        task.sudo().officer_id = False
        task.with_user(head).write({"explanation": "Đã làm"})
        task.with_user(head)._report(on=on)
        task.with_user(cls.user_standing)._verify(on=on + timedelta(days=1))

    def prepared(self, event):
        event.with_user(self.user_admin_cchc).action_prepare()
        return event.with_env(self.env)

    def lines(self, event, kind, record=None):
        found = event.with_env(self.env).handover_ids.filtered(lambda line: line.kind == kind)
        return found.filtered(lambda line: line.res_id == record.id) if record else found

    def settle_roles(self, event):
        self.lines(event, "role").with_user(self.user_admin_cchc).action_end()

    def complete(self, event, by=None):
        self.settle_roles(event)
        event.with_user(by or self.user_leader).action_complete()

    def rates(self, day, unit):
        within = Domain("unit_id", "child_of", unit.id)
        return self.env["cchc.metrics"]._task_rates(day, within)[()]


@tagged("post_install", "-at_install")
class TestHandover(HandoverCase):
    def test_open_tasks_go_to_the_only_successor(self):
        event = self.prepared(self.merge_gtvt())
        line = self.lines(event, "task_lead", self.open_task)
        self.assertEqual((line.unit_id, line.successor_id), (self.gtvt, self.kctn))
        self.assertFalse(self.lines(event, "task_lead", self.done_task), "what is done stays")
        self.complete(event)
        self.assertEqual(self.open_task.lead_unit_id, self.kctn)
        self.assertEqual(self.done_task.lead_unit_id, self.gtvt)
        self.assertIn(self.kctn, self.open_task.party_unit_ids)
        self.assertNotIn(self.gtvt, self.open_task.party_unit_ids)

    def test_history_is_recorded_from_the_day_on(self):
        self.complete(self.prepared(self.merge_gtvt()))
        entry = self.env["cchc.audit.entry"].search(
            [
                ("model", "=", "cchc.task"),
                ("res_id", "=", self.open_task.id),
                ("action", "=", "hand_over"),
            ]
        )
        self.assertEqual(entry.effective_on, DAY)
        self.assertEqual(entry.user_login, self.user_leader.login)
        self.assertIn("Sở Xây dựng", entry.new_value)
        facts = self.open_task.fact_ids.sorted("date_from")
        self.assertEqual([fact.unit_id for fact in facts], [self.gtvt, self.gtvt, self.kctn])
        self.assertEqual((facts[1].date_to, facts[2].date_from), (BEFORE, DAY))
        self.assertEqual(facts[1].state, facts[2].state)

    def test_figures_of_the_day_before_stay(self):
        before = {unit: self.rates(BEFORE, unit) for unit in (self.gtvt, self.kctn, self.province)}
        self.complete(self.prepared(self.merge_gtvt()))
        for unit, rates in before.items():
            self.assertEqual(self.rates(BEFORE, unit), rates, unit.name)
        self.assertEqual(self.rates(DAY, self.kctn).assigned, 1)
        self.assertEqual(self.rates(DAY, self.gtvt).assigned, 1, "what was done stays there")
        self.assertEqual(self.rates(DAY, self.province).assigned, before[self.province].assigned)

    def test_what_happened_between_the_day_and_its_record(self):
        """Recorded on 20 July: work that was done in between is the new unit's from 1 July on."""
        with self.subTest("facts after the day"):
            self.open_task.with_user(self.user_gtvt_officer).explanation = "Xong"
            self.open_task.with_user(self.user_gtvt_officer)._submit(on=date(2025, 7, 2))
        event = self.make_event(
            "merge",
            (self.gtvt, self.kctn),
            (self.gtvt_division, "along"),
            on=date(2025, 6, 1),
        )
        late = self.make_old("Giao muộn", self.gtvt, on=date(2025, 6, 15))
        self.complete(self.prepared(event))
        facts = self.open_task.fact_ids.sorted("date_from")
        self.assertEqual(
            [(fact.date_from, fact.state, fact.unit_id) for fact in facts],
            [
                (START, "assigned", self.gtvt),
                (date(2025, 2, 3), "in_progress", self.gtvt),
                (date(2025, 6, 1), "in_progress", self.kctn),
                (date(2025, 7, 2), "for_approval", self.kctn),
            ],
        )
        self.assertEqual(late.fact_ids.unit_id, self.kctn, "assigned after its unit had ended")

    def test_a_task_done_after_the_day_was_open_on_it(self):
        event = self.make_event(
            "merge", (self.gtvt, self.kctn), (self.gtvt_division, "along"), on=date(2025, 3, 1)
        )
        self.complete(self.prepared(event))
        self.assertEqual(self.done_task.lead_unit_id, self.kctn)
        self.assertEqual(self.rates(date(2025, 4, 30), self.kctn).verified, 1)
        self.assertEqual(self.rates(date(2025, 2, 28), self.gtvt).assigned, 2)

    def test_a_split_waits_for_a_person(self):
        task = self.make_old("Của xã", self.antruong)
        other = self.make_unit("Xã Khác", self.province, self.antruong, DAY)
        event = self.prepared(
            self.make_event("split", (self.antruong, self.new_commune), (self.antruong, other))
        )
        line = self.lines(event, "task_lead", task)
        self.assertFalse(line.successor_id)
        self.assertEqual(event.unsettled_count, 1)
        with self.assertRaisesRegex(UserError, "Nobody takes over 1 of what is open yet"):
            self.complete(event)
        line.with_user(self.user_standing).successor_id = other
        self.complete(event)
        self.assertEqual(task.lead_unit_id, other)

    def test_what_became_open_since_must_be_listed(self):
        event = self.prepared(self.merge_gtvt())
        self.make_old("Mới giao", self.gtvt, on=date(2025, 6, 20))
        with self.assertRaisesRegex(UserError, "more are open since"):
            self.complete(event)
        line = self.lines(event, "task_lead", self.open_task)
        line.with_user(self.user_standing).successor_id = self.vp
        event.with_user(self.user_admin_cchc).action_update_handover()
        self.assertEqual(line.successor_id, self.vp, "choices stay")
        self.complete(event)

    def test_nobody_verifies_the_own_work(self):
        """Where lead and verifier become one, the plan's substitute confirms."""
        event = self.prepared(
            self.make_event("merge", (self.gtvt, self.snv), (self.gtvt_division, "along"))
        )
        self.complete(event)
        self.assertEqual(self.open_task.lead_unit_id, self.snv)
        self.assertEqual(self.open_task.verifier_unit_id, self.vp)
        self.assertEqual(self.open_task.fact_ids.sorted("date_from")[-1].verifier_unit_id, self.vp)

    def test_no_verifier_is_left(self):
        with self.plan._permit({"substitute_verifier_unit_id"}):
            self.plan.sudo().substitute_verifier_unit_id = False
        event = self.prepared(
            self.make_event("merge", (self.gtvt, self.snv), (self.gtvt_division, "along"))
        )
        with self.assertRaisesRegex(UserError, "nobody verifies the own unit's work"):
            self.complete(event)

    def test_verifier_and_co_operating_unit(self):
        task = self.make_old("Của y tế", self.yte, coop_unit_ids=[(6, 0, self.vp.ids)])
        event = self.prepared(
            self.make_event("rearrangement", (self.snv, self.kctn), (self.vp, self.kctn), on=DAY)
        )
        self.complete(event)
        self.assertEqual(task.verifier_unit_id, self.kctn)
        self.assertEqual(task.coop_unit_ids, self.kctn)
        self.assertEqual(self.plan.default_verifier_unit_id, self.kctn)
        self.assertFalse(self.plan.substitute_verifier_unit_id, "it cannot be the same unit")

    def test_person_in_charge_stays_with_a_role_in_the_new_unit(self):
        self.assertEqual(self.open_task.officer_id, self.user_gtvt_officer)
        event = self.prepared(self.merge_gtvt())
        officer = self.lines(event, "role").filtered(lambda line: "Officer" in line.name)
        self.assertEqual(officer.successor_id, self.kctn, "who works there follows")
        head = self.lines(event, "role").filtered(lambda line: "Unit head" in line.name)
        self.assertFalse(head.successor_id, "who heads the new unit is a matter of appointment")
        (self.lines(event, "role") - officer).with_user(self.user_admin_cchc).action_end()
        event.with_user(self.user_leader).action_complete()
        self.assertEqual(self.open_task.officer_id, self.user_gtvt_officer)
        Role = self.env["cchc.unit.role"]
        of_officer = Role._scope(["officer"], user=self.user_gtvt_officer)
        self.assertEqual([grant.unit_id for grant in of_officer], [self.kctn.id])
        self.assertEqual(
            [g.unit_id for g in Role._scope(["officer"], BEFORE, self.user_gtvt_officer)],
            [self.gtvt.id],
        )
        self.assertFalse(Role._scope(["head"], user=self.user_gtvt_head))

    def test_person_in_charge_without_a_role_is_taken_out(self):
        self.complete(self.prepared(self.merge_gtvt()))
        self.assertFalse(self.open_task.officer_id)
        self.assertFalse(self.open_task.fact_ids.sorted("date_from")[-1].officer_id)

    def test_plan_goes_on_as_a_new_version(self):
        own = self.env["cchc.plan"].create(
            {
                "name": "Kế hoạch của Sở",
                "unit_id": self.gtvt.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
                "default_verifier_unit_id": self.vp.id,
            }
        )
        own.with_user(self.user_gtvt_head)._issue(on=date(2025, 1, 20))
        values = {"plan_id": own.id, "by": self.user_gtvt_head, "parent_id": self.open_task.id}
        inner = self.make_task(
            self.gtvt_division, assign=False, date_start=START,
            deadline=date(2025, 9, 30), **values
        )  # fmt: skip
        inner.with_user(self.user_gtvt_head)._assign(on=date(2025, 1, 21))
        before = self.env["cchc.metrics"]._task_rates(BEFORE, Domain("plan_id", "=", own.id))
        event = self.prepared(self.merge_gtvt())
        self.assertEqual(self.lines(event, "plan", own).successor_id, self.kctn)
        self.complete(event)
        new = inner.plan_id
        self.assertEqual((own.state, own.unit_id, own.handed_over_on), ("replaced", self.gtvt, DAY))
        self.assertEqual((new.state, new.unit_id, new.version), ("issued", self.kctn, 2))
        self.assertEqual(new.previous_version_id, own)
        self.assertEqual(inner.lead_unit_id, self.gtvt_division.successor_link_ids.successor_id)
        after = self.env["cchc.metrics"]._task_rates(BEFORE, Domain("plan_id", "=", own.id))
        self.assertEqual(after, before)
        landing = self.env["cchc.metrics"].with_user(self.user_leader)
        plans = landing._landing_plans(self.gtvt, BEFORE)
        self.assertIn(own, plans)

    def test_targets(self):
        target = self.env["cchc.target"].create(
            {
                "name": "Hồ sơ trực tuyến",
                "plan_id": self.plan.id,
                "domain_id": self.domain_procedures.id,
                "unit_id": self.gtvt.id,
                "target_value": 90,
                "due_on": "2025-12-31",
            }
        )
        target.with_user(self.user_standing)._assign(on=START)
        Metrics = self.env["cchc.metrics"]
        before = Metrics._landing_targets(BEFORE, self.province, self.plan)["total"]
        event = self.prepared(self.merge_gtvt())
        self.complete(event)
        self.assertEqual((target.state, target.unit_id), ("handed_over", self.gtvt))
        new = self.env["cchc.target"].search([("unit_id", "=", self.kctn.id)])
        self.assertEqual((new.state, new.assigned_on, new.name), ("assigned", DAY, target.name))
        for day in (BEFORE, DAY):
            now = Metrics._landing_targets(day, self.province, self.plan)["total"]
            self.assertEqual(now, before, "none is doubled, none is lost")
        self.assertEqual(Metrics._landing_targets(BEFORE, self.gtvt, self.plan)["total"], 1)
        self.assertEqual(Metrics._landing_targets(DAY, self.gtvt, self.plan)["total"], 0)

    def test_what_was_still_to_be_answered(self):
        waiting = self.make_old("Chờ", self.yte)
        with waiting._effective_on(date(2025, 5, 5)):
            wait = self.env["cchc.task.wait"].create(
                {
                    "name": "Ý kiến",
                    "task_id": waiting.id,
                    "awaited_unit_id": self.gtvt.id,
                    "asked_on": "2025-05-05",
                    "due_on": "2025-05-12",
                }
            )
        event = self.prepared(self.merge_gtvt())
        self.assertEqual(self.lines(event, "wait", wait).successor_id, self.kctn)
        self.complete(event)
        self.assertEqual((wait.state, wait.withdrawn_on), ("withdrawn", DAY))
        new = waiting.wait_ids - wait
        self.assertEqual((new.awaited_unit_id, new.asked_on, new.due_on), (self.kctn, DAY, DAY))

    def test_posts_end_with_the_unit(self):
        employee = self.env["hr.employee"].create(
            {"name": "Người Thử", "department_id": self.gtvt.id}
        )
        post = self.env["cchc.staff.appointment"].create(
            {
                "employee_id": employee.id,
                "unit_id": self.gtvt.id,
                "date_from": "2025-01-01",
                "change_reason": "Nhập",
            }
        )
        self.complete(self.prepared(self.merge_gtvt()))
        self.assertEqual(post.date_to, BEFORE)

    def test_who_loses_the_role_is_told(self):
        self.complete(self.prepared(self.merge_gtvt()))
        told = self.env["mail.message"].search(
            [("notified_partner_ids", "in", self.user_gtvt_head.partner_id.ids)], limit=1
        )
        self.assertIn("Sở Giao thông vận tải ended on", told.body)
        mine = self.env["mail.message"].with_user(self.user_gtvt_head)
        self.assertEqual(mine.browse(told.id).body, told.body)

    def test_no_post_begins_in_a_unit_that_has_ended(self):
        employee = self.env["hr.employee"].create({"name": "Người Mới Đến"})
        event = self.merge_gtvt()
        post = self.env["cchc.staff.appointment"].create(
            {
                "employee_id": employee.id,
                "unit_id": self.gtvt.id,
                "date_from": DAY + timedelta(days=3),
                "change_reason": "Nhập",
            }
        )
        prepared = self.prepared(event)
        with self.assertRaises(UserError) as refused:
            self.complete(prepared)
        self.assertIn("Người Mới Đến takes up a post", str(refused.exception))
        self.assertFalse(self.gtvt.date_end)
        post.write({"unit_id": self.kctn.id, "change_reason": "Sang đơn vị kế thừa"})
        self.complete(prepared)
        self.assertEqual(self.gtvt.date_end, BEFORE)

    def test_closed_units_get_no_new_work(self):
        self.complete(self.prepared(self.merge_gtvt()))
        for values in (
            {"unit": self.gtvt},
            {"coop_unit_ids": [(6, 0, self.gtvt.ids)], "unit": self.yte},
            {"verifier_unit_id": self.gtvt.id, "unit": self.yte},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "takes no new task"):
                self.make_task(deadline=date(2025, 9, 30), **values)
        with self.assertRaisesRegex(UserError, "takes no new task"):
            # Begun before, but given today.
            self.make_task(self.gtvt, date_start=date(2025, 6, 1), deadline=date(2025, 9, 30))
        self.assertNotIn(self.gtvt, self.gtvt.search([("is_open", "=", True)]))

    def test_cost_does_not_grow_with_the_tasks(self):
        for number in range(3):
            self.make_old(f"Việc {number}", self.yte)

        def cost(unit):
            event = self.prepared(self.make_event("merge", (unit, self.kctn)))
            self.settle_roles(event)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            event.with_user(self.user_leader).action_complete()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = self.make_unit("Sở Ít việc", self.province, self.gtvt)
        many = self.make_unit("Sở Nhiều việc", self.province, self.gtvt)
        self.make_old("Việc", few)
        for number in range(12):
            self.make_old(f"Việc {number}", many)
        self.assertLess(cost(many), cost(few) + 20)


@tagged("post_install", "-at_install")
class TestWhoHandsOver(HandoverCase):
    def test_choices(self):
        event = self.prepared(self.merge_gtvt())
        line = self.lines(event, "task_lead", self.open_task)
        role = self.lines(event, "role")[0]
        for user, record, values, error in (
            (self.user_admin_cchc, line, {"successor_id": self.vp.id}, AccessError),
            (self.user_gtvt_head, line, {"successor_id": self.vp.id}, AccessError),
            (self.user_auditor, line, {"successor_id": self.vp.id}, AccessError),
            (self.user_standing, role, {"successor_id": self.vp.id}, AccessError),
            (self.user_standing, line, {"res_id": 1}, AccessError),
            (self.user_standing, line, {"is_settled": True}, AccessError),
            (self.user_standing, line, {"ends": True}, UserError),
            (self.user_standing, line, {"successor_id": self.gtvt.id}, UserError),
            (self.user_standing, line, {"event_id": event.id}, AccessError),
        ):
            with self.subTest(user.login, values=values), self.assertRaises(error):
                record.with_user(user).write(values)
        line.with_user(self.user_standing).write({"successor_id": self.vp.id})
        role.with_user(self.user_admin_cchc).write({"ends": True})

    def test_the_administrator_reads_no_work(self):
        event = self.prepared(self.merge_gtvt())
        self.env.invalidate_all()
        seen = event.with_user(self.user_admin_cchc).handover_ids
        self.assertEqual(set(seen.mapped("kind")), {"role"})
        self.assertGreater(event.with_user(self.user_admin_cchc).handover_count, len(seen))

    def test_the_list_is_the_systems(self):
        event = self.prepared(self.merge_gtvt())
        line = self.lines(event, "task_lead", self.open_task)
        for act in (
            line.with_user(self.user_standing).unlink,
            partial(
                line.with_user(self.user_standing).create,
                {"event_id": event.id, "kind": "role", "res_id": 1, "name": "x",
                 "unit_id": self.gtvt.id},
            ),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                act()

    def test_no_step_hands_over_by_itself(self):
        """A draft is open to be changed, but nobody hands over by calling a step."""
        task = self.open_task.with_user(self.user_leader)
        with self.assertRaises(UserError):
            task.write({"lead_unit_id": self.kctn.id})
        with self.assertRaises(UserError):
            self.env["cchc.reason.wizard"].with_user(self.user_leader).create(
                {"res_model": "cchc.task", "res_ids": task.ids, "step": "hand_over", "reason": "x"}
            ).action_confirm()

    def test_to_a_unit_of_another_province(self):
        abroad = self.make_unit("Tỉnh khác", self.env["hr.department"], self.province)
        event = self.prepared(self.merge_gtvt())
        line = self.lines(event, "task_lead", self.open_task)
        line.with_user(self.user_standing).successor_id = abroad
        with self.assertRaisesRegex(AccessError, "no such role for Tỉnh khác"):
            self.complete(event)
