from datetime import date, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestTaskWorkflow(ReformCase):
    def as_user(self, task, user):
        return task.with_user(user)

    def reported(self, task):
        """Take ``task`` through officer and head to the verifier."""
        officer = task.with_user(self.user_gtvt_officer)
        officer.action_start()
        officer.explanation = "Đã hoàn thành rà soát"
        officer.action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        return task

    def test_from_assignment_to_confirmation(self):
        task = self.make_task()
        self.assertEqual(task.state, "assigned")
        self.assertEqual(task.verifier_unit_id, self.snv)
        self.reported(task)
        self.assertEqual(task.state, "reported")
        self.assertEqual(task.reported_on, dates.today())
        task.with_user(self.user_standing).action_verify()
        self.assertEqual(task.state, "verified")
        self.assertEqual(task.verified_by_id, self.user_standing)
        self.assertEqual(task.taken_up_on, dates.today(), "a decision implies taking it up")
        self.assertEqual(task.cell, "done_on_time")

    def test_report_needs_proof(self):
        task = self.make_task().with_user(self.user_gtvt_officer)
        task.action_start()
        with self.assertRaisesRegex(UserError, "evidence"):
            task.action_submit()

    def test_officer_does_not_approve_own_submission(self):
        task = self.make_task()
        self.grant(self.user_gtvt_officer, "head", self.gtvt)
        officer = task.with_user(self.user_gtvt_officer)
        officer.explanation = "Xong"
        officer.action_submit()
        with self.assertRaises(AccessError):
            officer.action_report()
        task.with_user(self.user_gtvt_head).action_report()

    def test_head_in_charge_goes_straight(self):
        task = self.make_task(officer_id=self.user_gtvt_head.id)
        head = task.with_user(self.user_gtvt_head)
        head.explanation = "Xong"
        head.action_report()
        self.assertEqual(task.state, "reported")

    def test_head_does_not_pass_over_the_officer_in_charge(self):
        task = self.make_task(officer_id=self.user_gtvt_officer.id)
        head = task.with_user(self.user_gtvt_head)
        head.explanation = "Xong"
        with self.assertRaisesRegex(UserError, "in charge"):
            head.action_report()

    def test_only_the_named_verifier_or_the_leader_confirms(self):
        task = self.reported(self.make_task())
        for user in (self.user_vp, self.user_gtvt_head, self.user_yte_head, self.user_auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                task.with_user(user).action_verify()
        task.with_user(self.user_leader).action_verify()

    def test_nobody_verifies_own_work(self):
        task = self.make_task(self.snv)
        self.assertEqual(task.verifier_unit_id, self.vp, "the verifier's own task goes elsewhere")
        with self.assertRaises(ValidationError):
            self.make_task(self.snv, verifier_unit_id=self.snv.id, assign=False)

    def test_return_keeps_the_first_report_and_counts_the_new(self):
        task = self.reported(self.make_task())
        with self.assertRaises(UserError):
            task.with_user(self.user_standing).action_return("  ")
        task.with_user(self.user_standing).action_return("Thiếu phụ lục")
        self.assertEqual(task.state, "in_progress")
        self.assertFalse(task.reported_on)
        self.assertEqual(task.first_reported_on, dates.today())
        self.assertEqual((task.return_count, task.return_reason), (1, "Thiếu phụ lục"))
        task.with_user(self.user_gtvt_officer).action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        self.assertEqual(task.reported_on, dates.today())

    def test_recall_until_taken_up(self):
        task = self.reported(self.make_task())
        task.with_user(self.user_gtvt_head).action_recall()
        self.assertEqual(task.state, "in_progress")
        task.with_user(self.user_gtvt_officer).action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        task.with_user(self.user_standing).action_take_up()
        with self.assertRaisesRegex(UserError, "taken up"):
            task.with_user(self.user_gtvt_head).action_recall()

    def test_second_decision_gets_a_clear_sentence(self):
        task = self.reported(self.make_task())
        task.with_user(self.user_standing).action_verify()
        with self.assertRaisesRegex(UserError, "no longer possible"):
            task.with_user(self.user_leader).action_verify()

    def test_cancel_takes_the_parts_along_and_reopen_needs_a_reason(self):
        parent = self.make_task(self.snv)
        part = self.make_task(parent_id=parent.id)
        self.assertFalse(parent.is_leaf)
        parent.with_user(self.user_standing).action_cancel("Trùng với nhiệm vụ khác")
        self.assertEqual((parent.state, part.state), ("cancelled", "cancelled"))
        with self.assertRaises(UserError):
            part.with_user(self.user_standing).action_reopen("")
        part.with_user(self.user_standing).action_reopen("Vẫn cần làm")
        self.assertEqual(part.state, "in_progress")

    def test_parent_is_reported_after_its_parts(self):
        parent = self.make_task(officer_id=False)
        self.make_task(parent_id=parent.id)
        head = parent.with_user(self.user_gtvt_head)
        head.explanation = "Xong"
        with self.assertRaisesRegex(UserError, "open sub-tasks"):
            head.action_report()

    def test_part_belongs_to_the_same_plan_or_to_a_task_the_unit_leads(self):
        plans = self.env["cchc.plan"]
        for user, unit in ((self.user_gtvt_head, self.gtvt), (self.user_yte_head, self.yte)):
            plan = plans.with_user(user).create({"name": "Kế hoạch của Sở", "unit_id": unit.id})
            plan.action_issue()
            plans |= plan
        task = self.make_task(coop_unit_ids=[(6, 0, self.yte.ids)])
        part = self.make_task(
            self.gtvt_division,
            plan_id=plans[0].id,
            verifier_unit_id=self.gtvt.id,
            parent_id=task.id,
            by=self.user_gtvt_head,
        )
        self.assertEqual(part.state, "assigned")
        self.assertTrue(
            task.is_leaf, "a part in the unit's own plan does not count in the plan above"
        )
        with self.assertRaisesRegex(ValidationError, "part of"):
            self.make_task(
                self.yte,
                plan_id=plans[1].id,
                verifier_unit_id=self.snv.id,
                parent_id=task.id,
                by=self.user_yte_head,
            )

    def test_deadline_kinds(self):
        standing = self.make_task(deadline_kind="standing", deadline=False)
        self.assertEqual(standing.due_on, self.plan.date_end)
        with self.assertRaisesRegex(UserError, "waiting for"):
            self.make_task(deadline_kind="waiting", deadline=False)
        waiting = self.make_task(
            deadline_kind="waiting", deadline=False, waiting_for="Hướng dẫn của Bộ Nội vụ"
        )
        self.assertFalse(waiting.due_on)
        waiting.with_user(self.user_standing).action_settle_deadline("2030-01-31")
        self.assertEqual(waiting.due_on, date(2030, 1, 31))

    def test_definition_is_locked_after_assignment(self):
        task = self.make_task()
        for values in (
            {"deadline": date(2099, 1, 1)},
            {"weight": 0.01},
            {"lead_unit_id": self.yte.id},
            {"verifier_unit_id": self.vp.id},
            {"parent_id": self.make_task().id},
            {"active": False},
        ):
            for user in (self.user_standing, self.user_gtvt_head, self.user_leader):
                # AccessError is a UserError
                with self.subTest(values=values, user=user.login), self.assertRaises(UserError):
                    task.with_user(user).write(values)

    def test_weight_and_dates_are_checked(self):
        for values in (
            {"weight": 0},
            {"weight": -1},
            {"date_start": date(2030, 2, 1), "deadline": date(2030, 1, 1)},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.make_task(assign=False, **values).flush_recordset()
        for weight in (1e308, float("nan"), float("inf")):
            with self.subTest(weight=weight), self.assertRaises(ValidationError):
                self.make_task(assign=False, weight=weight)

    def test_task_of_an_ended_unit_is_not_assigned(self):
        self.yte.date_end = dates.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "takes no new task"):
            self.make_task(self.yte)

    def test_state_change_of_many_takes_constant_queries(self):
        warm, few, many = (
            self.env["cchc.task"].concat(*(self.make_task(assign=False) for _i in range(number)))
            for number in (1, 2, 40)
        )

        def count(tasks):
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            told = tasks.with_user(self.user_standing).with_context(tracking_disable=False)
            told.action_assign()
            self.env.cr.flush()  # with the messages about what changed
            return self.env.cr.sql_log_count - before

        count(warm)
        self.assertEqual(count(many), count(few))
        for task in many:
            changed = task.message_ids.sudo().tracking_value_ids
            self.assertEqual(changed.field_id.mapped("name"), ["state"])
            self.assertEqual(task.message_ids.author_id, self.user_standing.partner_id)


@tagged("post_install", "-at_install")
class TestTaskFacts(ReformCase):
    def facts(self, task):
        return [
            (fact.date_from, fact.date_to, fact.state)
            for fact in task.sudo().fact_ids.sorted("date_from")
        ]

    def test_facts_follow_the_task_day_by_day(self):
        task = self.make_task(assign=False)
        self.assertFalse(task.fact_ids)
        end = date(9999, 12, 31)
        task._assign(on=date(2023, 1, 10))
        task.with_user(self.user_gtvt_officer)._start(on=date(2023, 2, 1))
        self.assertEqual(
            self.facts(task),
            [
                (date(2023, 1, 10), date(2023, 1, 31), "assigned"),
                (date(2023, 2, 1), end, "in_progress"),
            ],
        )
        task.explanation = "Xong"
        with self.assertRaisesRegex(UserError, "earlier day"):
            task.with_user(self.user_gtvt_officer)._submit(on=date(2023, 1, 20))

    def test_figures_of_a_day_use_the_indexes(self):
        """The planner proves of an index only what it says word by word."""
        self.make_task()
        for within, index in (("plan_id", "as_of"), ("unit_id", "unit")):
            facts = self.env["cchc.metrics"]._counted_facts(date(2023, 1, 1), [(within, "=", 1)])
            self.env.cr.execute("SET LOCAL enable_seqscan = off")
            plan = self.env.execute_query(SQL("EXPLAIN %s", facts.select()))
            self.assertIn(f"cchc_task_fact_{index}_index", str(plan))

    def test_clients_do_not_write_facts(self):
        task = self.make_task()
        for user in (self.user_gtvt_head, self.user_standing, self.user_leader):
            with self.assertRaises(AccessError):
                task.with_user(user).fact_ids.write({"state": "verified"})
            with self.assertRaises(UserError):
                task.with_user(user).write({"fact_ids": [(5, 0, 0)]})


@tagged("post_install", "-at_install")
class TestTaskForm(ReformCase):
    def test_deadline_in_the_words_of_the_document(self):
        year = self.plan.year
        form = Form(self.env["cchc.task"].with_user(self.user_standing))
        form.name = "Gửi báo cáo kiểm điểm"
        form.plan_id = self.plan
        form.domain_id = self.domain_organisation
        form.lead_unit_id = self.yte
        form.deadline_text = "Trước ngày 01/4"
        self.assertEqual(form.deadline, date(year, 3, 31))
        form.deadline_text = "Thường xuyên"
        self.assertEqual((form.deadline_kind, form.deadline), ("standing", False))
        task = form.save()
        self.assertEqual(task.due_on, self.plan.date_end)
        self.assertEqual(task.verifier_unit_id, self.snv)
