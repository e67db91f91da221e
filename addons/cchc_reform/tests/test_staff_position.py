from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from ..kernel import dates
from .staff_case import StaffCase


class TestStaffPosition(StaffCase):
    def position(self, unit=None, **values):
        return self.env["cchc.staff.position"].create(
            {
                "unit_id": (unit or self.gtvt_division).id,
                "name": "Chuyên viên về pháp chế",
                "number": 2,
                "date_from": "2024-01-01",
                "decision_number": "15/QĐ-UBND",
                **values,
            }
        )

    def post(self, position=None, unit=None, **values):
        return self.env["cchc.staff.appointment"].create(
            {
                "employee_id": self.person().id,
                "unit_id": (unit or self.gtvt_division).id,
                "date_from": date(2024, 1, 1),
                "position_id": position and position.id,
                **values,
            }
        )

    def filled(self, position, day=None, user=None):
        analysis = self.env["cchc.staff.position.analysis"].with_user(user or self.env.user)
        return analysis.with_context(cchc_as_of=day).search([("position_id", "=", position.id)])

    def test_filled_as_of_a_day(self):
        position = self.position()
        for _each in range(3):
            self.post(position)
        self.post(position, mode="concurrent")
        self.post(position, date_to=date(2024, 6, 30))
        row = self.filled(position, "2024-06-30")
        self.assertEqual((row.approved, row.filled, row.vacancy, row.excess), (2, 4, 0, 2))
        row = self.filled(position, "2024-07-01")
        self.assertEqual((row.filled, row.excess), (3, 1))
        self.assertEqual(
            self.env["cchc.staff.appointment"].search_count(row.action_open_people()["domain"]), 4
        )
        self.assertFalse(self.filled(position, "2023-12-31"))
        position.write({"date_to": "2025-01-31", "change_reason": "Phê duyệt lại"})
        self.assertFalse(self.filled(position, "2025-02-01"))

    def test_people_outside(self):
        """In a unit with approved positions, without one or in one that is no longer approved."""
        position = self.position()
        old = self.position(name="Vị trí cũ", date_to="2024-12-31")
        inside, none, ended = self.post(position), self.post(), self.post(old)
        elsewhere = self.post(unit=self.yte)
        besides = self.post(mode="concurrent")
        found = self.env["cchc.staff.appointment"].search(
            [
                ("is_outside_position", "=", True),
                ("id", "in", (inside | none | ended | elsewhere | besides).ids),
            ]
        )
        self.assertEqual(found, none | ended)
        self.assertEqual((none | inside).mapped("is_outside_position"), [True, False])
        with self.assertRaisesRegex(ValidationError, "approved for another unit"):
            elsewhere.write({"position_id": position.id})

    def test_reapproval(self):
        old, new = self.position(), self.position(name="Mới", date_from="2026-05-01")
        redone = self.position(name="Phê duyệt lại", decision_date="2026-03-01")
        ended = self.position(name="Đã hết", date_to="2025-12-31")
        self.assertEqual(old.review_due_on, date(2026, 7, 1))
        self.assertFalse(new.review_due_on or redone.review_due_on or ended.review_due_on)
        found = self.env["cchc.staff.position"].search([("review_due_on", "!=", False)])
        self.assertIn(old, found)
        self.assertFalse(found & (new | redone | ended))
        rest = self.env["cchc.staff.position"].search([("review_due_on", "=", False)])
        self.assertLessEqual(new | redone | ended, rest)

    def test_approved_again(self):
        """Another version from its day on; who holds the position holds it, and the past stays."""
        position = self.position(code="PC-01")
        expert = self.env.ref("cchc_reform.staff_rank_expert")
        position.share_ids = [(0, 0, {"rank_id": expert.id, "percent": 60})]
        for _each in range(3):
            self.post(position)
        renewal = self.env["cchc.staff.position.renewal"].with_user(self.user_gtvt_hr)
        dialog = renewal.with_context(active_ids=position.ids).create(
            {"first_day": "2026-01-01", "decision_number": "9/QĐ-UBND", "number": 4}
        )
        self.assertEqual(dialog.name, position.name)
        dialog.action_confirm()
        new = self.env["cchc.staff.position"].search([("origin_id", "=", position.id)])
        self.assertEqual(position.date_to, date(2025, 12, 31))
        self.assertEqual(
            (new.code, new.number, new.decision_number, new.share_ids.mapped("percent")),
            ("PC-01", 4, "9/QĐ-UBND", [60]),
        )
        self.assertEqual(self.filled(position, "2025-12-31").excess, 1)
        row = self.filled(new, "2026-01-01")
        self.assertEqual((row.filled, row.vacancy), (3, 1))
        people = self.env["cchc.staff.appointment"].search(row.action_open_people()["domain"])
        self.assertEqual(len(people), 3)
        self.assertFalse(any(people.mapped("is_outside_position")))
        self.assertFalse(new.review_due_on, "decided in 2026")
        # A third version comes after the second, never beside it.
        with self.assertRaisesRegex(UserError, "begins after that day"):
            renewal.create(
                {"position_ids": new.ids, "first_day": "2026-01-01", "decision_number": "1"}
            ).action_confirm()
        other = self.position(self.yte)
        with self.assertRaisesRegex(ValidationError, "of the same unit"):
            other.origin_id = new
        with self.assertRaises(AccessError):
            renewal.create({"position_ids": other.ids, "first_day": "2026-01-01",
                            "decision_number": "1"})  # fmt: skip

    def test_placing(self):
        first, second = self.position(), self.position(name="Văn thư", number=1)
        post = self.post()
        placing = self.env["cchc.staff.position.placing"].with_user(self.user_gtvt_hr)

        def place(position, day, posts=post, **values):
            placing.with_context(active_ids=posts.ids).create(
                {"position_id": position.id, "first_day": day, **values}
            ).action_confirm()
            self.env.flush_all()

        later = fields.Date.add(dates.today(), days=30)
        self.assertTrue(post.is_outside_position)
        place(first, later)
        self.assertTrue(post.is_outside_position, "not before that day")
        self.assertEqual(self.filled(first, str(later)).filled, 1)
        self.assertEqual(self.filled(first).filled, 0)
        with self.assertRaises(UserError):  # of the past without a decision
            place(first, "2025-03-01")
        with self.assertRaisesRegex(UserError, "is to be placed in “Chuyên viên về pháp chế” on"):
            place(second, fields.Date.to_string(dates.today()))
        place(first, "2025-03-01", decision_number="3/QĐ-SGTVT")
        self.assertFalse(post.is_outside_position)
        self.assertEqual(
            [self.filled(first, day).filled for day in ("2025-02-28", "2025-03-01")], [0, 1]
        )
        # To another one: the past of the first stays.
        place(second, "2026-02-01", decision_number="4/QĐ-SGTVT")
        self.assertEqual(post.date_to, date(2026, 1, 31))
        days = ("2026-01-31", "2026-02-01")
        self.assertEqual([self.filled(first, day).filled for day in days], [1, 0])
        self.assertEqual([self.filled(second, day).filled for day in days], [0, 1])
        # One who begins later is placed from that day; a position of another unit is refused.
        coming = self.post(date_from=later)
        place(first, str(dates.today()), coming)
        self.assertEqual((coming.position_id, coming.position_from), (first, False))
        with self.assertRaisesRegex(UserError, "approved for another unit"):
            place(first, "2026-02-01", self.post(unit=self.gtvt), decision_number="5")
        ended = self.position(name="Đã hết", date_to="2024-12-31")
        with self.assertRaisesRegex(UserError, "is not approved on"):
            place(ended, "2026-03-01", coming)

    def test_shares_of_ranks(self):
        position = self.position()
        expert = self.env.ref("cchc_reform.staff_rank_expert")
        principal = self.env.ref("cchc_reform.staff_rank_principal_expert")
        shares = [(0, 0, {"rank_id": expert.id, "percent": 60})]
        position.share_ids = [*shares, (0, 0, {"rank_id": principal.id, "percent": 40})]
        with self.assertRaisesRegex(ValidationError, "add up to 101%"):
            position.share_ids[0].percent = 61

    def test_scope(self):
        own, foreign = self.position(), self.position(self.yte)
        hr = own.with_user(self.user_gtvt_hr)
        hr.note = "x"
        with self.assertRaises(AccessError):
            hr.write({"unit_id": self.yte.id})
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_gtvt_hr).read(["name"])
        self.assertFalse(self.filled(foreign, user=self.user_gtvt_hr))
        with self.assertRaises(AccessError):
            own.with_user(self.user_gtvt_head).note = "y"
        with self.assertRaises(UserError):
            hr.write({"number": 5})


class TestStaffTraining(StaffCase):
    def course(self, kind="reform", day="2026-03-02", **values):
        return self.env["cchc.staff.training"].create(
            {
                "name": "Bồi dưỡng cải cách hành chính",
                "kind": kind,
                "unit_id": self.province.id,
                "date_from": day,
                "date_to": day,
                **values,
            }
        )

    def enrol(self, course, post, result="completed", user=None):
        return (
            self.env["cchc.staff.training.participant"]
            .with_user(user or self.env.user)
            .create(
                {
                    "training_id": course.id,
                    "employee_id": post.employee_id.id,
                    "result": result,
                }
            )
        )

    def finish(self, *courses):
        for course in courses:
            course.with_user(self.user_standing).action_start()
            course.with_user(self.user_standing).action_finish()

    def share(self, unit, day="2026-12-31", user=None):
        shares = self.env["cchc.staff.training.share"].with_user(user or self.env.user)
        return shares.with_context(cchc_as_of=day).search([("unit_id", "=", unit.id)])

    def test_share_counts_each_person_once(self):
        unit = self.make_unit("Sở Thử", "department", self.province)
        division = self.make_unit("Phòng Thử", "division", unit)
        posts = self.deputy(division, 3) | self.deputy(unit, 1)
        self.deputy(unit, 1, mode="concurrent", employee_id=posts[0].employee_id.id)
        first, second, third = self.course(), self.course("digital"), self.course()
        self.enrol(first, posts[0])
        self.enrol(second, posts[0])
        self.enrol(second, posts[1])
        self.enrol(third, posts[2], "absent")
        self.finish(first, second)
        need = self.env["cchc.staff.training.need"].create(
            {"unit_id": unit.id, "year": 2026, "number": 4, "target_share": 50}
        )
        self.assertFalse(self.share(unit).reform_target, "a draft is no target")
        need.with_user(self.user_standing).action_submit()
        need.with_user(self.user_leader).action_approve("1/QĐ-UBND", "2026-01-15")
        self.env.invalidate_all()
        row = self.share(unit)
        self.assertEqual((row.staff, row.trained, row.reform_trained), (4, 2, 1))
        self.assertEqual((row.share, row.reform_share, row.reform_target), (50.0, 25.0, 50.0))
        self.assertEqual(self.share(division).share, 66.7)
        self.assertEqual(self.share(unit, "2026-03-01").trained, 0)
        self.assertEqual(self.share(unit, "2027-06-30").trained, 0)
        people = self.env["cchc.staff.training.participant"].search(
            row.action_open_people()["domain"]
        )
        self.assertEqual(len(people.employee_id), 2)

    def test_unit_is_that_of_the_first_day(self):
        post = self.deputy(self.gtvt)
        participant = self.enrol(self.course(), post)
        self.assertEqual(participant.unit_id, self.gtvt)
        post.write({"date_to": date(2026, 6, 30), "change_reason": "Điều động"})
        self.env.flush_all()
        self.deputy(self.yte, employee_id=post.employee_id.id, date_from=date(2026, 7, 1))
        self.assertEqual(participant.unit_id, self.gtvt)
        self.assertEqual(self.enrol(self.course(day="2026-08-01"), post).unit_id, self.yte)
        with self.assertRaisesRegex(ValidationError, "holds no post"):
            self.enrol(self.course(), self.deputy(self.gtvt, date_from=date(2026, 4, 1)))

    def test_each_unit_sees_and_enters_its_own_people(self):
        own, foreign = self.deputy(self.gtvt), self.deputy(self.yte)
        course = self.course()
        mine = self.enrol(course, own, user=self.user_gtvt_hr)
        with self.assertRaises(AccessError):
            self.enrol(course, foreign, user=self.user_gtvt_hr)
        theirs = self.enrol(course, foreign)
        self.assertEqual(course.with_user(self.user_gtvt_hr).participant_ids, mine)
        with self.assertRaises(AccessError):
            theirs.with_user(self.user_gtvt_hr).read(["result"])
        with self.assertRaises(AccessError):
            mine.with_user(self.user_gtvt_hr).employee_id = self.deputy(self.yte).employee_id
        with self.assertRaises(AccessError):
            course.with_user(self.user_gtvt_hr).action_start()
        with self.assertRaises(AccessError):
            course.with_user(self.user_gtvt_hr).note = "x"

    def test_needs_are_approved_from_above(self):
        """By who neither entered nor submitted them; then they are fixed, until taken back."""
        user_province_hr = self.make_user("t_province_hr", ("hr", self.province))
        Need = self.env["cchc.staff.training.need"]
        values = {"unit_id": self.gtvt.id, "year": 2026, "number": 4}
        need = Need.with_user(self.user_gtvt_hr).create(values)
        with self.assertRaises(AccessError):
            need.state = "approved"
        with self.assertRaises(AccessError):
            need.with_user(self.user_yte_head).action_submit()
        need.action_submit()
        with self.assertRaisesRegex(UserError, "cannot be changed while it is “Awaiting approval”"):
            need.number = 5
        for user in (self.user_gtvt_hr, self.user_gtvt_head):  # nobody for the own unit
            with self.assertRaises(AccessError):
                need.with_user(user).action_approve("1/QĐ", "2026-01-15")
        above = need.with_user(user_province_hr)
        above.action_return("Thiếu căn cứ")
        self.assertEqual((need.state, need.return_reason), ("draft", "Thiếu căn cứ"))
        need.number = 5
        need.with_user(self.user_standing).action_submit()
        with self.assertRaisesRegex(AccessError, "You worked on"):
            need.with_user(self.user_standing).action_approve("1/QĐ", "2026-01-15")
        for number, day in (("", "2026-01-15"), ("1/QĐ", "2999-01-01")):
            with self.assertRaises(UserError):
                above.action_approve(number, day)
        dialog = self.env["cchc.staff.training.approval"].with_user(user_province_hr)
        dialog.with_context(active_ids=need.ids).create(
            {"number": " 12/QĐ-UBND ", "date": "2026-01-15"}
        ).action_confirm()
        self.assertEqual(
            (need.state, need.decision_number, need.decision_date, need.approved_by_id),
            ("approved", "12/QĐ-UBND", date(2026, 1, 15), user_province_hr),
        )
        with self.assertRaises(UserError):
            need.with_user(self.user_gtvt_hr).unlink()
        entry = self.env["cchc.audit.entry"].search([("model", "=", Need._name)], limit=1)
        self.assertEqual((entry.action, entry.unit_id), ("approve", self.gtvt.id))
        above.action_reopen("Điều chỉnh kế hoạch")
        self.assertEqual((need.state, need.decision_number), ("draft", False))
        # Who enters the need of a unit below does not approve it either.
        own = Need.with_user(user_province_hr).create({**values, "year": 2027})
        own.with_user(self.user_gtvt_hr).action_submit()
        with self.assertRaisesRegex(AccessError, "You worked on"):
            own.action_approve("1/QĐ", "2026-01-15")
        # The highest unit has none above: its leader decides.
        highest = Need.with_user(user_province_hr).create({**values, "unit_id": self.province.id})
        highest.action_submit()
        highest.with_user(self.user_leader).action_approve("2/QĐ-UBND", "2026-01-15")
        self.assertEqual(highest.state, "approved")

    def test_steps(self):
        later = dates.today().replace(year=dates.today().year + 1)
        course = self.course(date_from=later, date_to=later).with_user(self.user_standing)
        course.action_start()
        with self.assertRaisesRegex(UserError, "finish it then"):
            course.action_finish()
        course.action_cancel("Hoãn")
        post = self.deputy(self.gtvt)
        with self.assertRaisesRegex(UserError, "was cancelled"):
            self.enrol(course, post)
