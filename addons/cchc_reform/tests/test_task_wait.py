import random
from contextlib import contextmanager
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from ..kernel import dates, waiting
from .common import ReformCase


class WaitCase(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Wait = cls.env["cchc.task.wait"]
        cls.today = dates.today()
        cls.task = cls.make_task()

    def day(self, number):
        return self.today + timedelta(days=number)

    def ask(self, by=None, **values):
        return self.Wait.with_user(by or self.user_gtvt_officer).create(
            {
                "name": "Ý kiến về phương án",
                "task_id": self.task.id,
                "due_on": self.day(5),
                **({} if "awaited_task_id" in values else {"awaited_unit_id": self.yte.id}),
                **values,
            }
        )

    def ask_earlier(self, days_ago, **values):
        with self.Wait._effective_on(self.day(-days_ago)):
            return self.ask(asked_on=self.day(-days_ago), **values)

    def assign_earlier(self, **values):
        """A task assigned a while ago, for requests of past days."""
        task = self.make_task(assign=False, **values)
        with self.env["cchc.task"]._effective_on(self.day(-60)):
            task.with_user(self.user_standing)._assign(on=self.day(-60))
        return task

    @contextmanager
    def refused(self, error, words):
        """As assertRaisesRegex, and what the block wrote is taken back."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), words)

    def history(self, wait):
        entries = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task.wait"), ("res_id", "=", wait.id)]
        )
        return sorted(entries.mapped("action"))


@tagged("post_install", "-at_install")
class TestWait(WaitCase):
    def test_asked_and_answered(self):
        wait = self.ask()
        self.assertEqual(wait.state, "asked")
        self.assertEqual(wait.unit_id, self.gtvt)
        self.assertTrue(self.task.is_waiting_for_others)
        activity = wait.sudo().activity_ids
        self.assertEqual(activity.user_id, self.user_yte_head)
        wait.with_user(self.user_yte_officer).action_answer(answer="Công văn trả lời")
        self.assertEqual((wait.state, wait.came_on), ("answered", self.today))
        self.assertFalse(wait.sudo().activity_ids)
        self.assertFalse(self.task.is_waiting_for_others)
        told = self.task.sudo().activity_ids.filtered(lambda one: "answer came" in one.summary)
        self.assertEqual(told.user_id, self.task.officer_id or self.user_gtvt_head)
        self.assertEqual(self.history(wait), ["answer", "ask"])

    def test_asking_leaves_the_activities_of_the_task(self):
        before = self.task.activity_ids
        self.assertTrue(before)
        self.ask()
        self.assertEqual(self.task.activity_ids, before)

    def test_both_units_and_those_above_see_it(self):
        wait = self.ask()
        for user, sees in (
            (self.user_gtvt_officer, True),
            (self.user_gtvt_head, True),
            (self.user_yte_head, True),
            (self.user_yte_officer, True),
            (self.user_standing, True),
            (self.user_leader, True),
            (self.user_auditor, True),
            (self.user_snv_head, False),
            (self.user_namsach_head, False),
            (self.user_vp, False),
            (self.user_outsider, False),
        ):
            with self.subTest(user=user.login):
                Wait = self.Wait.with_user(user)
                seen = Wait.search([("id", "=", wait.id)]) if Wait.has_access("read") else Wait
                self.assertEqual(bool(seen), sees)

    def test_only_the_lead_unit_asks(self):
        for user in (self.user_yte_head, self.user_standing, self.user_leader, self.user_auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ask(by=user)

    def test_the_unit_itself_is_not_awaited(self):
        for unit in (self.gtvt, self.gtvt_division):
            with self.subTest(unit=unit.name), self.refused(ValidationError, "another"):
                self.ask(awaited_unit_id=unit.id)

    def test_a_division_waits_for_its_department(self):
        user = self.make_user("t_division", ("head", self.gtvt_division))
        task = self.make_task(self.gtvt_division, verifier_unit_id=self.snv.id)
        self.assertTrue(self.ask(by=user, task_id=task.id, awaited_unit_id=self.gtvt.id))

    def test_only_an_open_task_waits(self):
        draft = self.make_task(assign=False)
        cancelled = self.make_task()
        cancelled.with_user(self.user_standing).action_cancel("Thôi")
        for task in (draft, cancelled):
            with self.subTest(state=task.state), self.refused(UserError, "nothing to wait for"):
                # As the system: a draft of another plan is not even seen by the unit.
                self.ask(by=self.env.user, task_id=task.id)

    def test_days(self):
        for values, words in (
            ({"asked_on": self.day(1)}, "not come yet"),
            ({"asked_on": self.day(-1), "letter_number": "12/SGTVT"}, "was assigned on"),
        ):
            with self.subTest(values=values), self.refused(ValidationError, words):
                self.ask(**values)
        self.task = self.assign_earlier()
        with self.refused(ValidationError, "number of the letter"):
            self.ask(asked_on=self.day(-1))
        self.assertTrue(self.ask(asked_on=self.day(-1), letter_number="12/SGTVT-VP"))

    def test_what_was_asked_does_not_change(self):
        wait = self.ask()
        for user in (self.user_gtvt_head, self.user_yte_head, self.user_standing):
            for values in ({"state": "answered"}, {"came_on": self.today}, {"message_ids": []}):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    wait.with_user(user).write(values)
            with self.subTest(user=user.login), self.refused(UserError, "cannot be changed"):
                wait.with_user(user).write({"due_on": self.day(90)})
        with self.assertRaises(AccessError):
            wait.with_user(self.user_gtvt_head).unlink()

    def test_the_day_of_the_answer(self):
        self.task = self.assign_earlier()
        wait = self.ask_earlier(20, due_on=self.day(-15))
        with self.refused(AccessError, "earlier day"):
            wait.with_user(self.user_yte_head).action_answer(self.day(-3).isoformat())
        for number in (-21, 1):
            with self.subTest(number=number), self.refused(UserError, "lies outside"):
                wait.action_answer(self.day(number).isoformat())
        for user in (self.user_standing, self.user_leader, self.user_auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wait.with_user(user).action_answer()
        wait.action_answer(self.day(-3).isoformat())
        self.assertEqual(wait.came_on, self.day(-3))
        with self.refused(UserError, "no longer possible"):
            wait.action_answer()

    def test_withdrawn(self):
        wait = self.ask()
        with self.assertRaises(AccessError):
            wait.with_user(self.user_yte_head).action_withdraw("Không cần")
        with self.assertRaises(UserError):
            wait.action_withdraw(" ")
        wait.action_withdraw("Nhập nhầm cơ quan")
        self.assertEqual(wait.state, "withdrawn")
        self.assertEqual(wait.withdrawn_on, wait.asked_on)

    def test_withdrawn_by_mistake_counts_as_never_asked(self):
        self.task = self.assign_earlier()
        wait = self.ask_earlier(30, due_on=self.day(-25))
        self.assertGreater(wait.days_late, 0)
        wait.action_withdraw("Nhập nhầm cơ quan")
        self.assertEqual(wait.days_late, 0)

    def test_not_the_answer(self):
        wait = self.ask()
        wait.with_user(self.user_yte_head).action_answer()
        wait.with_user(self.user_gtvt_head).action_resume("Công văn chưa trả lời nội dung hỏi")
        self.assertEqual((wait.state, wait.came_on), ("asked", False))
        self.assertEqual(wait.sudo().activity_ids.user_id, self.user_yte_head)

    def test_awaited_task(self):
        awaited = self.make_task(self.yte, coop_unit_ids=[(4, self.gtvt.id)])
        with self.refused(ValidationError, "is to answer for it"):
            self.ask(awaited_task_id=awaited.id, awaited_unit_id=self.snv.id)
        wait = self.ask(awaited_task_id=awaited.id)
        self.assertEqual(wait.awaited_unit_id, self.yte)
        head = awaited.with_user(self.user_yte_head)
        head.explanation = "Đã xong"
        head.action_report()
        self.assertEqual((wait.state, wait.came_on), ("answered", self.today))
        self.assertTrue(wait.answered_by_report)
        head.action_recall()
        self.assertEqual((wait.state, wait.came_on), ("asked", False))

    def test_a_task_of_others_is_not_awaited_unseen(self):
        hidden = self.make_task(self.yte, name="BIMAT")
        for values in (
            {"awaited_task_id": hidden.id},
            {"awaited_task_id": hidden.id, "awaited_unit_id": self.snv.id},
            {"awaited_task_id": hidden.id, "asked_on": self.day(4)},
            {"task_id": hidden.id},
            {"task_id": hidden.id, "asked_on": self.day(4)},
        ):
            with self.subTest(values=values):
                with self.assertRaises(AccessError) as caught:
                    self.ask(**values)
                self.assertNotIn("BIMAT", str(caught.exception))

    def test_tasks_do_not_wait_for_each_other(self):
        both = [(4, self.gtvt.id), (4, self.yte.id), (4, self.namsach.id)]
        first = self.make_task(coop_unit_ids=both[1:])
        second = self.make_task(self.yte, coop_unit_ids=both)
        third = self.make_task(self.namsach, coop_unit_ids=both)
        self.ask(task_id=first.id, awaited_task_id=second.id)
        self.ask(
            by=self.user_yte_head,
            task_id=second.id,
            awaited_task_id=third.id,
            awaited_unit_id=self.namsach.id,
        )
        with self.refused(ValidationError, "wait for each other"):
            self.ask(
                by=self.user_namsach_head,
                task_id=third.id,
                awaited_task_id=first.id,
                awaited_unit_id=self.gtvt.id,
            )

    def test_a_task_that_is_reported_or_cancelled_waits_no_more(self):
        other = self.make_task()
        waits = self.ask() + self.ask(task_id=other.id)
        head = self.task.with_user(self.user_gtvt_head)
        head.explanation = "Xong"
        head.action_report()
        other.with_user(self.user_standing).action_cancel("Thôi")
        self.assertEqual(waits.mapped("state"), ["withdrawn", "withdrawn"])
        self.assertEqual(waits[0].withdrawn_on, self.today)

    def test_to_whom_it_is_to_answer(self):
        wait = self.ask()
        mine = Domain("waits_for_my_answer", "=", True)
        for user, finds in ((self.user_yte_head, True), (self.user_gtvt_head, False)):
            found = self.Wait.with_user(user).search(mine)
            self.assertEqual(bool(found), finds)
        wait.with_user(self.user_yte_head).action_answer()
        self.assertFalse(self.Wait.with_user(self.user_yte_head).search(mine))

    def test_search_of_waiting_tasks(self):
        other = self.make_task()
        self.ask()
        found = self.env["cchc.task"].search(
            [("is_waiting_for_others", "=", True), ("id", "in", (self.task + other).ids)]
        )
        self.assertEqual(found, self.task)

    def test_many_requests_cost_no_more(self):
        def ask(count):
            values = {"task_id": self.task.id, "name": "Hỏi", "due_on": self.day(5)}
            rows = [{**values, "awaited_unit_id": self.yte.id} for _one in range(count)]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Wait.with_user(self.user_gtvt_officer).create(rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        ask(1)
        few, many = ask(5), ask(25)
        self.assertLess(many - few, 20, "no query a request")

    def test_dialog(self):
        wait = self.ask().with_user(self.user_yte_head)
        Wizard = self.env["cchc.answer.wizard"].with_user(self.user_yte_head)
        context = {"active_model": wait._name, "active_ids": wait.ids}
        with Form(Wizard.with_context(**context)) as dialog:
            self.assertEqual(dialog.came_on, self.today)
            dialog.answer = "Công văn 15"
        dialog.record.action_confirm()
        self.assertEqual((wait.state, wait.answer), ("answered", "Công văn 15"))


@tagged("post_install", "-at_install")
class TestDelays(WaitCase):
    """The figure is held against the kernel on random data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20230315)
        cls.units = [cls.gtvt, cls.yte, cls.namsach, cls.antruong, cls.snv]
        cls.heads = {}
        cls._appoint(cls.yte, [("head", "regular", -200, -31), ("head", "acting", -20, None)])
        cls._appoint(cls.snv, [("deputy", "in_charge", -200, -10), ("head", "regular", -9, None)])
        cls._appoint(cls.antruong, [("head", "regular", -200, None)])
        tasks = {}
        for unit in cls.units:
            task = cls.make_task(unit, assign=False, verifier_unit_id=cls.vp.id)
            with cls.env["cchc.task"]._effective_on(cls.today - timedelta(days=200)):
                task.with_user(cls.user_standing)._assign(on=cls.today - timedelta(days=200))
            tasks[unit] = task
        rows = []
        for number in range(80):
            unit, awaited = cls.random.sample(cls.units, 2)
            if awaited._is_within(unit):
                unit, awaited = awaited, unit
            asked = cls.today - timedelta(days=cls.random.randrange(120))
            rows.append(
                {
                    "name": f"Yêu cầu {number}",
                    "task_id": tasks[unit].id,
                    "awaited_unit_id": awaited.id,
                    "asked_on": asked,
                    "due_on": asked + timedelta(days=cls.random.randrange(40)),
                    "letter_number": str(number),
                }
            )
        cls.waits = cls.Wait.create(rows)
        for wait in cls.waits:
            ends = wait.asked_on + timedelta(days=cls.random.randrange(90))
            state = cls.random.choice(["asked", "answered", "withdrawn"])
            if state != "asked" and ends <= cls.today:
                name = "came_on" if state == "answered" else "withdrawn_on"
                with wait._permit({"state", name}):
                    wait.write({"state": state, name: ends})

    @classmethod
    def _appoint(cls, unit, posts):
        for number, (capacity, mode, first, last) in enumerate(posts):
            person = cls.env["hr.employee"].create({"name": f"Người {unit.code} {number}"})
            cls.env["cchc.staff.appointment"].create(
                {
                    "employee_id": person.id,
                    "unit_id": unit.id,
                    "capacity": capacity,
                    "mode": mode,
                    "date_from": cls.today + timedelta(days=first),
                    "date_to": last is not None and cls.today + timedelta(days=last),
                    "change_reason": "Thử nghiệm",
                }
            )

    def delays(self, day, groupby=(), user=None):
        """The figure over the requests of this test: a demo beside it has some, too."""
        Metrics = self.env["cchc.metrics"].with_user(user or self.env.user)
        return Metrics._delays(day, Domain("plan_id", "=", self.plan.id), groupby)

    def by_kernel(self, day, keys, keep=lambda wait: True):
        """Delays by ``keys`` of (wait, head), from the kernel and the posts of each day."""
        is_working = self.env["cchc.work.calendar"]._is_working(date(2020, 1, 1), day)
        Post = self.env["cchc.staff.appointment"]

        def head_of(unit):
            return lambda one: Post._heading(unit, one)[unit.id].employee_id

        late, days = {}, {}
        for wait in self.waits.filtered(keep):
            split = waiting.days_late_by_head(
                wait._plain(), day, is_working, head_of(wait.awaited_unit_id)
            )
            for head, count in split.items():
                key = keys(wait, head)
                late.setdefault(key, set()).add(wait)
                days[key] = days.get(key, 0) + count
        return {key: waiting.Delays(len(late[key]), days[key]) for key in days}

    def test_figures_are_those_of_the_kernel(self):
        for back in (0, 15, 60):
            day = self.day(-back)
            for groupby, keys in (
                ((), lambda wait, head: ()),
                (("awaited_unit_id",), lambda wait, head: (wait.awaited_unit_id.id,)),
                (
                    ("awaited_unit_id", "unit_id"),
                    lambda wait, head: (wait.awaited_unit_id.id, wait.unit_id.id),
                ),
                (
                    ("awaited_unit_id", "head_id"),
                    lambda wait, head: (wait.awaited_unit_id.id, head.id),
                ),
            ):
                with self.subTest(day=day, groupby=groupby):
                    expected = self.by_kernel(day, keys)
                    self.assertTrue(expected)
                    self.assertEqual(self.delays(day, groupby), expected)

    def test_nobody_in_post_is_said(self):
        delays = self.delays(self.today, ["awaited_unit_id", "head_id"])
        self.assertIn((self.gtvt.id, False), delays)
        rows = self.env["cchc.task.wait.analysis"].search([("awaited_unit_id", "=", self.gtvt.id)])
        self.assertEqual(set(rows.mapped("head_name")), {"nobody headed the unit"})

    def test_a_unit_answers_for_what_lies_below(self):
        by_unit = self.env["cchc.metrics"]._delays_by_unit(self.today, self.namsach + self.yte)
        for unit in (self.namsach, self.yte):
            expected = self.by_kernel(
                self.today,
                lambda wait, head: (),
                lambda wait, one=unit: wait.awaited_unit_id._is_within(one),
            )
            self.assertEqual(by_unit[unit.id], expected[()])

    def test_what_may_not_be_read_is_not_counted(self):
        seen = self.delays(self.today, user=self.user_yte_head)
        expected = self.by_kernel(
            self.today,
            lambda wait, head: (),
            lambda wait: self.yte in wait.unit_id + wait.awaited_unit_id,
        )
        self.assertEqual(seen, expected)

    def test_the_task_is_late_once(self):
        """Requests leave the figures of the tasks as they are."""
        within = Domain("plan_id", "=", self.plan.id)
        before = self.env["cchc.metrics"]._task_rates(self.today, within)
        self.task = self.make_task()
        after = self.env["cchc.metrics"]._task_rates(self.today, within)
        self.ask()
        self.assertEqual(self.env["cchc.metrics"]._task_rates(self.today, within), after)
        self.assertNotEqual(before, after)

    def test_list_as_of_a_day(self):
        day = self.day(-30)
        rows = self.env["cchc.task.wait.analysis"].with_context(cchc_as_of=day.isoformat())
        rows = rows.search([("plan_id", "=", self.plan.id)])
        self.assertEqual(sum(rows.mapped("days_late")), self.delays(day)[()].days)

    def test_number_of_queries_does_not_grow(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.delays(self.today, ["awaited_unit_id", "head_id"], self.user_standing)
            return self.env.cr.sql_log_count - before

        cost()
        first = cost()
        for wait in self.waits[:20]:
            wait.copy({"letter_number": "1"})
        self.assertEqual(cost(), first)
