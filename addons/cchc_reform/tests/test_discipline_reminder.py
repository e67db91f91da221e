from unittest.mock import patch

from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from ..kernel import dates
from .test_discipline import CASE, DAY, DisciplineCase

REMINDER = "cchc.discipline.reminder"
#: Whatever else core or the product tells people by, and keeps.
ELSEWHERE = (
    "mail.message", "mail.mail", "mail.notification", "mail.activity", "bus.bus",
    "cchc.notification.message", "cchc.reminder", "cchc.audit.entry", "ir.logging",
)  # fmt: skip


class TestDisciplineReminders(DisciplineCase):
    def run_job(self, after=0):
        """The job, ``after`` days from today."""
        self.env.flush_all()
        with (
            freeze_time(f"{self.today + after * DAY} 02:00:00"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr, user=SUPERUSER_ID)[REMINDER]._cron_remind()
        self.env.invalidate_all()

    def told(self, case, *clocks):
        """Who was reminded of what, as sets of (login, clock, step)."""
        rows = self.env[REMINDER].search([("case_id", "=", case.id)])
        return {
            (row.user_id.login, row.clock, row.step)
            for row in rows
            if not clocks or row.clock in clocks
        }

    def of_unit(self, clock, *steps):
        return {(who, clock, step) for who in ("t_gtvt_hr", "t_gtvt_head") for step in steps}

    def test_the_time_to_handle_it_and_who_is_reminded(self):
        one = self.case(detected_on=self.today - 85 * DAY)
        one.handler_ids = self.user_gtvt_officer  # reads the case, and handles it no more than that
        timely = self.case()
        before = {name: self.env[name].sudo().search_count([]) for name in ELSEWHERE}
        self.run_job()
        self.run_job()
        self.assertEqual(self.told(one), self.of_unit("handling", 10), "the nearest step alone")
        self.run_job(2)
        self.run_job(5)
        self.assertEqual(self.told(one), self.of_unit("handling", 10, 3))
        self.run_job(6)
        self.run_job(50)
        self.assertEqual(self.told(one), self.of_unit("handling", 10, 3, -1))
        self.assertFalse(self.told(timely))
        after = {name: self.env[name].sudo().search_count([]) for name in ELSEWHERE}
        self.assertEqual(after, before, "nothing is kept where others read it")
        self.decide(one)
        self.assertFalse(self.told(one) - self.of_unit("handling", 10, 3, -1))

    def test_a_job_that_is_killed_reminds_once(self):
        cases = [self.case(self.make_person(f"Người {n}"), detected_on=self.today - 85 * DAY)
                 for n in range(3)]  # fmt: skip
        Cron = self.registry["ir.cron"]
        commits = []

        def killed(cron, processed=0, *, remaining=None):
            commits.append((processed, remaining))
            cron.env.cr.commit()
            if len(commits) == 2:
                raise KeyboardInterrupt
            return 1

        with patch("odoo.addons.cchc_reform.models.discipline_reminder.BATCH", 1):
            with (
                patch.object(Cron, "_commit_progress", killed),
                self.assertRaises(KeyboardInterrupt),
            ):
                self.run_job()
            with patch.object(Cron, "_commit_progress", killed):
                done = sum(bool(self.told(case)) for case in cases)
                self.run_job()
        for case in cases:
            self.assertEqual(self.told(case), self.of_unit("handling", 10))
        self.assertLess(done, 3)
        self.assertEqual({processed for processed, _remaining in commits}, {1})

    def test_what_is_kept_of_a_run_counts_no_cases(self):
        seen = []
        Cron = self.registry["ir.cron"]
        with patch.object(
            Cron, "_commit_progress", lambda cron, *args, **kw: seen.append((args, kw)) or 1
        ):
            self.run_job()
            self.case(detected_on=self.today - 85 * DAY)
            self.run_job()
        self.assertEqual(seen[0], seen[1])

    def test_hold_limitation_appeal_and_effects(self):
        one = self.case(
            breached_on=self.today.replace(year=self.today.year - 5) + 20 * DAY,
            hold_ids=[
                (0, 0, {"ground": "illness", "date_from": self.today - DAY,
                        "date_to": self.today + 5 * DAY}),
                (0, 0, {"ground": "prosecution", "date_from": self.today - DAY}),
            ],
        )  # fmt: skip
        self.run_job()
        self.assertEqual(self.told(one), self.of_unit("limitation", 30) | self.of_unit("hold", 7))
        one.hold_ids.unlink()
        self.form("warning").write({"salary_months": 6, "barred_months": 12})
        self.decide(one)
        one.appeal_on = self.today
        one.action_appeal()
        self.run_job()
        self.assertFalse(self.told(one, "appeal"), "no term of an appeal is known")
        self.env["cchc.discipline.rule"].create(
            {"code": "settling", "number": 8, "date_from": "2020-01-01"}
        )
        self.run_job()
        self.assertEqual(self.told(one, "appeal"), self.of_unit("appeal", 10))
        for name in ("salary", "barred"):
            last = one[f"{name}_until"]
            self.run_job((last - self.today).days)
            self.assertFalse(self.told(one, name))
            self.run_job((last - self.today).days + 1)
            self.assertEqual(self.told(one, name), self.of_unit(name, -1))
        late = self.case(self.make_person("Đã lâu"), state="decided")
        self.run_job(500)
        self.assertFalse(self.told(late), "long after it ended nobody is reminded")

    def test_a_reminder_is_read_by_who_was_reminded_while_handling_it(self):
        self.grant(self.user_an, "hr", self.gtvt)
        one = self.case(detected_on=self.today - 85 * DAY)
        self.run_job()
        self.assertEqual(self.told(one), self.of_unit("handling", 10), "not the person concerned")
        Reminder = self.env[REMINDER]
        mine = Reminder.with_user(self.user_gtvt_hr).search([])
        self.assertEqual((mine.user_id, mine.case_id), (self.user_gtvt_hr, one))
        self.assertIn(dates.format_date(one.handle_until), mine.sentence)

        def bell(user):
            groups = self.env["res.users"].with_user(user)._get_activity_groups()
            return sum(one["total_count"] for one in groups if one["model"] == REMINDER)

        self.assertEqual(bell(self.user_gtvt_hr), 1)
        for user in (
            self.user_an, self.user_province_hr, self.user_leader, self.user_standing,
            self.user_admin_cchc, self.user_auditor, self.user_yte_head, self.user_outsider,
            new_test_user(self.env, "t_erp", "base.group_system"),
        ):  # fmt: skip
            self.assertFalse(bell(user), user.login)
            with self.assertRaises(AccessError):
                mine.with_user(user).read(["sentence"])
            with self.assertRaises(AccessError):
                mine.with_user(user).action_seen()
        theirs = Reminder.search([("user_id", "=", self.user_gtvt_head.id)])
        with self.assertRaises(AccessError):
            theirs.with_user(self.user_gtvt_hr).read(["sentence"])
        with self.assertRaises(AccessError):
            mine.write({"seen": True})
        self.assertEqual(mine.action_open_case()["res_id"], one.id)
        self.assertFalse(bell(self.user_gtvt_hr))
        self.assertEqual(bell(self.user_gtvt_head), 1)
        self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)]).write(
            {"date_to": self.today - DAY}
        )
        self.assertFalse(bell(self.user_gtvt_head))
        with self.assertRaises(AccessError):
            theirs.with_user(self.user_gtvt_head).read(["sentence"])

    def test_a_promotion_is_told_to_who_handles_the_case_and_to_nobody_else(self):
        Post = self.env["cchc.staff.appointment"].with_user(self.user_province_hr)
        self.form("warning").barred_months = 12
        people = [self.make_person(f"Người {n}", date_to=self.today - DAY) for n in range(3)]
        case = self.case(people[0], state="decided")
        before = {name: self.env[name].sudo().search_count([]) for name in ELSEWHERE}

        def appoint(person, capacity="deputy", first=self.today):
            return Post.create(
                {
                    "employee_id": person.id,
                    "unit_id": self.gtvt.id,
                    "capacity": capacity,
                    "date_from": first,
                }
            )

        staff = appoint(people[0], "staff")
        self.assertFalse(self.told(case))
        free = appoint(people[1])
        staff.capacity = "deputy"
        self.assertFalse(self.told(case), "the entry itself does nothing")
        self.run_job()
        self.assertEqual(self.told(case, "promotion"), self.of_unit("promotion", -1))
        # Who appoints, and handles no case of it, is told the same of both.
        for post in (staff, free):
            self.assertFalse(post.discipline_note)
        self.assertFalse(self.env[REMINDER].with_user(self.user_province_hr).search([]))
        after = {name: self.env[name].sudo().search_count([]) for name in ELSEWHERE}
        self.assertEqual(after, before)
        # Who handles it reads the day and the legal basis, on the post and on the case.
        until = dates.format_date(case.barred_until)
        handled = case.with_user(self.user_gtvt_hr)
        for sentence in (staff.with_user(self.user_gtvt_hr).discipline_note, handled.warning):
            self.assertIn(until, sentence)
            self.assertIn("172/2025", sentence)
            self.assertIn("effects to verify", sentence)
        # One who was appointed first and disciplined afterwards does not pass unseen either.
        appoint(people[2])
        later = self.case(people[2])
        self.assertFalse(self.told(later))
        self.decide(later)
        self.run_job()
        self.assertEqual(self.told(later, "promotion"), self.of_unit("promotion", -1))
        self.assertEqual(
            self.env[CASE].with_user(self.user_gtvt_hr).search([]), case | later, "as before"
        )
