from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestTaskSearch(ReformCase):
    """What people search tasks by."""

    def found(self, user, domain):
        return self.env["cchc.task"].with_user(user).search(domain)

    def test_my_units_are_those_of_the_work(self):
        mine = self.make_task(self.gtvt)
        below = self.make_task(self.gtvt_division)
        other = self.make_task(self.yte, coop_unit_ids=[(4, self.gtvt.id)])
        in_my_units = [("in_my_units", "=", True)]
        for user in (self.user_gtvt_officer, self.user_gtvt_head):
            self.assertEqual(self.found(user, in_my_units), mine | below)
        self.assertIn(other, self.found(self.user_gtvt_head, []))
        self.assertFalse(self.found(self.user_standing, in_my_units))

    def test_due_this_week_and_quarter_on_the_vietnamese_day(self):
        plan = self.plan.copy({"date_start": date(2023, 1, 1), "date_end": date(2023, 12, 31)})
        days = [date(2023, 3, 12), date(2023, 3, 13), date(2023, 3, 19), date(2023, 3, 31)]
        tasks = self.env["cchc.task"]
        for day in [*days, date(2023, 4, 1)]:
            tasks |= self.make_task(assign=False, plan_id=plan.id, deadline=day)
        with patch.object(dates, "today", lambda: date(2023, 3, 15)):
            week = self.found(self.user_standing, [("due_this_week", "=", True)])
            quarter = self.found(self.user_standing, [("due_this_quarter", "=", True)])
        self.assertEqual(week, tasks[1:3], "from Monday to Sunday")
        self.assertEqual(quarter, tasks[:4])

    def test_text_is_found_without_diacritics(self):
        task = self.make_task(name="Đơn giản hoá thủ tục đất đai")
        for typed in ("don gian", "THỦ TỤC ĐẤT", "hóa", task.code):
            self.assertIn(
                task, self.found(self.user_standing, [("display_name", "ilike", typed)]), typed
            )

    def test_a_list_as_of_a_day_shows_how_tasks_stood_then(self):
        """Not what became overdue since; without a day, and with nonsense, it is today."""
        today = dates.today()
        task = self.make_task(assign=False, deadline=today - timedelta(days=5))
        task._assign(on=today - timedelta(days=30))

        def cell(day):
            seen = task.with_user(self.user_gtvt_head).with_context(cchc_as_of=day)
            return seen.cell, seen.is_overdue

        past = fields.Date.to_string(today - timedelta(days=10))
        before = fields.Date.to_string(today - timedelta(days=40))
        self.assertEqual(cell(past), ("in_progress", False))
        self.assertEqual(cell(before), (False, False), "not assigned yet")
        for day in (False, "soon", 7):
            self.assertEqual(cell(day), ("overdue", True), day)
