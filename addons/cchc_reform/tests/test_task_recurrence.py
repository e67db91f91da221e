from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReformCase


@tagged("post_install", "-at_install")
class TestRecurrence(ReformCase):
    """A standing task that recurs is counted once a period; a job makes the coming ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan_2024 = cls.env["cchc.plan"].create(
            {
                "name": "Kế hoạch 2024",
                "unit_id": cls.province.id,
                "date_start": date(2024, 1, 1),
                "date_end": date(2024, 12, 31),
                "default_verifier_unit_id": cls.snv.id,
                "substitute_verifier_unit_id": cls.vp.id,
            }
        )
        cls.plan_2024.with_user(cls.user_standing)._issue(on=date(2024, 1, 2))

    def recurring(self, recurrence="quarter", unit=None, **values):
        return self.make_task(
            unit,
            assign=False,
            name="Báo cáo kết quả",
            plan_id=self.plan_2024.id,
            deadline=False,
            deadline_kind="standing",
            recurrence=recurrence,
            **values,
        )

    def run_job(self, day):
        self.env.flush_all()
        with (
            freeze_time(f"{day} 02:00:00"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr, user=SUPERUSER_ID)["cchc.task"]._cron_make_occurrences()
        self.env.invalidate_all()

    def test_the_current_period_is_there_at_once(self):
        task = self.recurring()
        with freeze_time("2024-02-20 02:00:00"):
            task.action_assign()
        self.assertEqual(task.child_ids.mapped("name"), ["Báo cáo kết quả (quý I/2024)"])
        self.assertEqual(task.child_ids.state, "assigned")
        self.assertEqual(task.child_ids.deadline, date(2024, 3, 31))
        self.assertFalse(task.is_leaf, "it is counted by its occurrences")
        fact = task.fact_ids
        self.assertFalse(fact.leaf, "from the first day on")

    def test_the_job_makes_each_period_once(self):
        task = self.recurring("month", recurrence_due_days=5)
        with freeze_time("2024-01-10 02:00:00"):
            task.action_assign()
        for day in ("2024-01-11", "2024-01-17", "2024-01-18", "2024-01-18", "2024-02-16"):
            self.run_job(day)
        self.assertEqual(
            task.child_ids.sorted("period_from").mapped("name"),
            [f"Báo cáo kết quả (tháng {month}/2024)" for month in (1, 2, 3)],
        )
        self.assertEqual(max(task.child_ids.mapped("deadline")), date(2024, 4, 5))

    def test_a_job_that_did_not_run_catches_up(self):
        task = self.recurring("month")
        with freeze_time("2024-01-10 02:00:00"):
            task.action_assign()
        self.run_job("2024-06-01")
        self.assertEqual(len(task.child_ids), 6)

    def test_it_ends_with_the_year_of_the_plan(self):
        task = self.recurring("quarter")
        with freeze_time("2024-10-10 02:00:00"):
            task.action_assign()
        self.run_job("2024-12-31")
        self.run_job("2025-01-05")
        self.assertEqual(task.child_ids.mapped("period_to"), [date(2024, 12, 31)])

    def test_vietnamese_midnight_decides(self):
        task = self.recurring("year")
        # 17:30 UTC on 31 December is New Year's Day in Vietnam.
        with freeze_time("2023-12-31 17:30:00"):
            task.action_assign()
        self.assertEqual(task.assigned_on, date(2024, 1, 1))
        self.assertEqual(task.child_ids.period_from, date(2024, 1, 1))

    def test_leap_day(self):
        task = self.recurring("month")
        with freeze_time("2024-02-29 02:00:00"):
            task.action_assign()
        self.assertIn(date(2024, 2, 29), task.child_ids.mapped("deadline"))

    def test_cancelled_occurrences_do_not_come_back_and_cancelled_series_stop(self):
        task = self.recurring("month")
        with freeze_time("2024-01-10 02:00:00"):
            task.action_assign()
            task.child_ids.with_user(self.user_standing).action_cancel("Không cần")
        self.run_job("2024-01-12")
        self.assertEqual(len(task.child_ids), 1)
        with freeze_time("2024-01-13 02:00:00"):
            task.with_user(self.user_standing).action_cancel("Thôi")
        self.run_job("2024-03-01")
        self.assertEqual(len(task.child_ids), 1)

    def test_given_to_many_each_unit_has_its_own_series(self):
        task = self.recurring("quarter", self.snv, verifier_unit_id=self.vp.id)
        with freeze_time("2024-01-10 02:00:00"):
            task.with_user(self.user_standing)._fan_out(self.gtvt + self.yte)
        self.run_job("2024-03-20")
        for part in task.child_ids:
            self.assertEqual(len(part.child_ids), 2, part.lead_unit_id.name)
        self.assertFalse(task.child_ids.filtered("period_from"))
        self.assertEqual(task.part_count, 4)

    def test_a_unit_that_ended_does_not_stop_the_others(self):
        ended, other = self.recurring("month"), self.recurring("month", self.yte)
        with freeze_time("2024-01-10 02:00:00"):
            (ended + other).action_assign()
        self.gtvt_division.date_end = self.gtvt.date_end = date(2024, 1, 31)
        self.run_job("2024-02-10")
        self.assertEqual((len(ended.child_ids), len(other.child_ids)), (1, 2))

    def test_two_jobs_cannot_make_the_same_occurrence(self):
        task = self.recurring("month")
        with freeze_time("2024-01-10 02:00:00"):
            task.action_assign()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["cchc.task"].create(
                {
                    "name": "Trùng",
                    "plan_id": task.plan_id.id,
                    "domain_id": task.domain_id.id,
                    "lead_unit_id": task.lead_unit_id.id,
                    "parent_id": task.id,
                    "deadline": date(2024, 1, 31),
                    "period_from": date(2024, 1, 1),
                    "period_to": date(2024, 1, 31),
                }
            )
            self.env.flush_all()

    def test_only_standing_tasks_recur(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.make_task(assign=False, recurrence="month")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.recurring("month", recurrence_due_days=-40)
