from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..kernel import dates, suppression
from .common import ReformCase
from .test_staff_streamlining_programme import Refusals

CASE = "cchc.discipline.case"
DECISION = "cchc.discipline.decision"
DAY = timedelta(days=1)


class DisciplineCase(Refusals, ReformCase):
    """People of the department of transport, their HR officer, head, and who is above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = dates.today()
        cls.user_province_hr = cls.make_user("t_province_hr", ("hr", cls.province))
        cls.user_an = cls.make_user("t_an")
        cls.an = cls.make_person("An", cls.user_an)
        cls.chief = cls.make_person("Trưởng", cls.user_gtvt_head, capacity="head")

    @classmethod
    def make_person(cls, name, user=None, unit=None, **values):
        person = cls.env["hr.employee"].create(
            {"name": name, "user_id": user.id if user else False}
        )
        cls.env["cchc.staff.appointment"].create(
            {
                "employee_id": person.id,
                "unit_id": (unit or cls.gtvt).id,
                "date_from": "2020-01-01",
                **values,
            }
        )
        return person

    @classmethod
    def form(cls, code, kind="civil_servant", period=2025):
        return cls.env.ref(f"cchc_reform.discipline_form_{kind}_{code}_{period}")

    @classmethod
    def case(cls, person=None, state="open", hr=None, **values):
        """A case of ``person`` (An), entered by the HR officer of the department."""
        one = (
            cls.env[CASE]
            .with_user(hr or cls.user_gtvt_hr)
            .create(
                {
                    "employee_id": (person or cls.an).id,
                    "unit_id": cls.gtvt.id,
                    "staff_kind": "civil_servant",
                    "detected_on": cls.today,
                    "facts": "Gây phiền hà cho người dân",
                    **values,
                }
            )
        )
        if state != "draft":
            one.action_open()
        if state == "decided":
            cls.decide(one)
        return one

    @classmethod
    def decide(cls, one, code="warning", by=None):
        one.write(
            {
                "review_on": cls.today,
                "form_id": cls.form(code, one.staff_kind).id,
                "decision_number": "1/QĐ",
                "decision_date": cls.today,
                "effective_on": cls.today,
                "signer": "Người ký",
            }
        )
        one.with_user(by or cls.user_gtvt_head).action_decide()


class TestDiscipline(DisciplineCase):
    def test_to_whom_a_case_is_opened_is_kept(self):
        case = self.case()
        case.handler_ids = self.user_standing
        case.handler_ids = False
        kept = self.env["cchc.audit.entry"].search(
            [("model", "=", CASE), ("res_id", "=", case.id), ("action", "=", "readers")],
            order="id",
        )
        self.assertEqual(
            [self.user_standing.login in (one.new_value or "") for one in kept], [True, False]
        )

    def test_nobody_rewrites_a_breach_of_the_own(self):
        user = self.make_user("t_hr_breach", ("hr", self.gtvt))
        breach = self.env["cchc.discipline.breach"].create(
            {
                "unit_id": self.gtvt.id,
                "employee_id": self.make_person("Vắng mặt", user).id,
                "checked_on": "2026-01-05",
                "breach": "Vắng mặt không lý do",
            }
        )
        self.assertTrue(breach.with_user(user).breach)
        with self.assertRaises(AccessError):
            breach.with_user(user).breach = "Không có"
        breach.with_user(self.user_gtvt_hr).measure = "Nhắc nhở"

    def test_catalogue(self):
        """Forms on both sides of 1 July 2025, as law.md has them."""
        Form = self.env["cchc.discipline.form"]
        before, after = date(2025, 6, 30), date(2025, 7, 1)
        for kind, day, codes in (
            ("cadre", before, ["reprimand", "warning", "removal", "dismissal"]),
            ("cadre", after, ["reprimand", "warning", "removal", "dismissal"]),
            ("civil_servant", before, ["reprimand", "warning", "salary_cut", "termination"]),
            ("civil_servant", after, ["reprimand", "warning", "termination"]),
            (
                "civil_leader",
                before,
                ["reprimand", "warning", "demotion", "removal", "termination"],
            ),
            ("civil_leader", after, ["reprimand", "warning", "removal", "termination"]),
            ("public_employee", before, ["reprimand", "warning", "termination"]),
            ("public_manager", after, ["reprimand", "warning", "removal", "termination"]),
            ("civil_servant", date(2019, 12, 31), []),
        ):
            with self.subTest(kind=kind, day=day):
                self.assertEqual(Form._open_to(kind, day).mapped("code"), codes)
        for day, flag in (
            (before, "confirmed"),
            (after, "to_verify"),
            (date(2026, 6, 30), "to_verify"),
            (date(2026, 7, 1), "confirmed"),
        ):
            found = Form._open_to("public_manager", day)
            self.assertEqual(set(found.mapped("confirmation")), {flag}, day)
        for kind, period, flag in (("cadre", 2020, "to_verify"), ("cadre", 2025, "confirmed")):
            found = self.form("warning", kind, period)
            self.assertEqual(found.dates_confirmation, flag, period)
        old = self.form("demotion", "civil_leader", 2020)
        self.assertEqual((old.salary_months, old.barred_months), (12, 24))
        self.assertEqual(set(Form.search([]).mapped("effect_confirmation")), {"to_verify"})
        rules = self.env["cchc.discipline.rule"]._by_code()
        for code, day, number in (
            ("handling", before, 0),
            ("handling", after, 90),
            ("handling_complicated", after, 150),
            ("limit_reprimand", before, 2),
            ("limit_reprimand", after, 5),
            ("limit_heavier", before, 5),
            ("limit_heavier", after, 10),
        ):
            self.assertEqual(rules[code]._on(day).number, number, (code, day))

    def test_from_the_detection_to_the_appeal(self):
        one = self.case()
        head = one.with_user(self.user_gtvt_head)
        with self.refused(UserError, "Enter first: .*Form of discipline"):
            head.action_decide()
        one.write(
            {
                "form_id": self.form("salary_cut", period=2020).id,
                "decision_number": "1/QĐ",
                "decision_date": self.today,
                "effective_on": self.today,
                "signer": "Người ký",
            }
        )
        with self.refused(UserError, "is not open to “Civil servant, not a leader”"):
            head.action_decide()
        one.form_id = self.form("warning")
        with self.refused(UserError, "Enter the review meeting"):
            head.action_decide()
        one.review_exempt = True
        with self.refused(UserError, "why there is no review meeting"):
            head.action_decide()
        one.review_exempt_reason = "Đã có kết luận của cơ quan có thẩm quyền"
        one.decision_date = self.today + DAY
        with self.refused(UserError, "between the detection and today"):
            head.action_decide()
        one.decision_date = self.today
        one.hold_ids = [(0, 0, {"ground": "illness", "date_from": self.today})]
        with self.refused(UserError, "ground to hold"):
            head.action_decide()
        one.hold_ids.write({"ground": "maternity", "asked_in_writing": True})
        head.action_decide()
        self.assertEqual((one.state, one.final_form_id), ("decided", self.form("warning")))
        self.assertIn("not known, to verify", one.effects)
        with self.refused(UserError, "cannot be changed while"):
            one.facts = "x"
        with self.refused(UserError, "only while the case is considered"):
            one.hold_ids.unlink()
        with self.refused(UserError, "stays in the records"):
            one.unlink()
        with self.refused(AccessError, "changes only by its workflow"):
            one.final_form_id = self.form("reprimand")
        one.appeal_on = self.today
        one.action_appeal()
        one.write(
            {
                "appeal_result": "changed",
                "appeal_number": "2/QĐ",
                "appeal_date": self.today,
                "appeal_form_id": self.form("reprimand").id,
            }
        )
        one.action_settle()
        self.assertEqual((one.state, one.final_form_id), ("decided", self.form("reprimand")))
        rows = self.env["cchc.audit.entry"].search(
            [("model", "=", CASE), ("res_id", "=", one.id)], order="id"
        )
        self.assertEqual(rows.mapped("action"), ["open", "decide", "appeal", "settle"])
        self.assertEqual(set(rows.mapped("res_name")), {f"Discipline case no. {one.id}"})

    def test_effects_of_the_earlier_law(self):
        one = self.case(state="draft", detected_on="2022-01-10")
        one.with_user(self.user_gtvt_hr)._open(on=date(2022, 1, 11))
        one.write(
            {
                "review_on": "2022-02-01",
                "form_id": self.form("warning", period=2020).id,
                "decision_number": "1/QĐ",
                "decision_date": "2022-03-15",
                "effective_on": "2022-03-15",
                "signer": "Người ký",
            }
        )
        one.with_user(self.user_gtvt_head)._decide(on=date(2022, 3, 15))
        self.assertEqual(one.salary_until, date(2022, 9, 14))
        self.assertEqual(one.barred_until, date(2023, 3, 14))
        self.assertIn("14/03/2023 (to verify)", one.effects)
        self.assertIn("No rule is known", one.warning)

    def test_clocks_are_said_and_do_not_bind(self):
        detected = self.today - 160 * DAY
        one = self.case(
            detected_on=detected,
            breached_on=detected.replace(year=detected.year - 6, month=1, day=1),
            is_complicated=True,
        )
        last = detected + 150 * DAY
        self.assertEqual(one.handle_until, last)
        self.assertEqual(one.limit_on, date(detected.year - 2, 12, 31))
        one.decision_date = detected + DAY
        self.assertTrue(one.is_overdue, "a date that is only entered stops no clock")
        mine = self.env[CASE].with_user(self.user_gtvt_hr)
        timely = self.case()
        self.assertEqual(mine.search([("is_overdue", "=", True)]), one)
        self.assertEqual(mine.search([("is_overdue", "=", False)]), timely)
        self.assertIn(
            f"Beyond the time to handle it, which ended on {dates.format_date(last)}", one.warning
        )
        self.assertIn(
            f"Detected after the limitation, which ended on 31/12/{detected.year - 2}", one.warning
        )
        one.hold_ids = [
            (
                0,
                0,
                {
                    "ground": "illness",
                    "date_from": detected + 30 * DAY,
                    "date_to": detected + 39 * DAY,
                },
            )
        ]
        self.assertIn(f"the time ends on {dates.format_date(last + 10 * DAY)}", one.warning)
        self.decide(one)
        self.assertEqual(one.state, "decided")
        # Searched as it is shown: decided too late it is beyond the time as well.
        self.assertTrue(one.is_overdue)
        self.assertEqual(mine.search([("is_overdue", "=", True)]), one)

    def test_nobody_handles_the_own_case(self):
        own_hr = self.make_person("Cán bộ tổ chức", self.user_gtvt_hr)
        with self.assertRaises(AccessError):
            self.case(own_hr)
        one = self.case(state="draft")
        with self.refused(ValidationError, "Nobody takes part in the own case"):
            one.handler_ids = self.user_an
        self.grant(self.user_an, "hr", self.gtvt)
        self.grant(self.user_an, "head", self.gtvt)
        with self.assertRaises(AccessError):
            one.with_user(self.user_an).read(["facts"])
        self.assertFalse(self.env[CASE].with_user(self.user_an).search([]))
        with self.assertRaises(AccessError):
            one.with_user(self.user_an).action_open()
        # Who took it up does not decide on it.
        one.action_open()
        self.grant(self.user_gtvt_hr, "head", self.gtvt)
        with self.refused(AccessError, "You worked on"):
            self.decide(one, by=self.user_gtvt_hr)

    def test_the_case_of_a_head_is_decided_above(self):
        one = self.case(self.chief, staff_kind="civil_leader")
        self.assertEqual(one.deciding_unit_id, self.province)
        with self.assertRaises(AccessError):
            self.decide(one)
        self.decide(one, "removal", self.user_leader)
        self.assertEqual(one.state, "decided")
        with self.refused(ValidationError, "decided by a unit above"):
            self.case(self.chief, deciding_unit_id=self.gtvt.id)
        with self.refused(ValidationError, "unit of the person or one above"):
            self.case(deciding_unit_id=self.yte.id)
        stranger = self.make_person("Người ngành y", unit=self.yte)
        with self.refused(ValidationError, "never held a post in"):
            self.case(stranger)

    def test_a_head_alone_refers_the_case_above(self):
        """Who took up a case may not decide on it, and nobody else of the unit does."""
        one = self.case(state="draft")
        head = one.with_user(self.user_gtvt_head)
        with self.assertRaises(UserError):
            head.action_refer("Chưa xem xét")
        head.action_open()
        with self.refused(AccessError, "You worked on"):
            self.decide(one)
        with self.refused(UserError, "Give the reason"):
            head.action_refer(" ")
        with self.assertRaises(AccessError):
            one.with_user(self.user_standing).action_refer("x")
        head.action_refer("Đơn vị chỉ có một người có thẩm quyền")
        self.assertEqual((one.state, one.deciding_unit_id), ("open", self.province))
        self.assertTrue(head.facts, "who referred it goes on reading it")
        with self.assertRaises(AccessError):
            head.facts = "x"
        self.decide(one, by=self.user_leader)
        self.assertEqual(one.state, "decided")
        row = self.env["cchc.audit.entry"].search(
            [("model", "=", CASE), ("res_id", "=", one.id), ("action", "=", "refer")]
        )
        self.assertEqual(row.reason, "Đơn vị chỉ có một người có thẩm quyền")
        top = self.case(deciding_unit_id=self.province.id)
        with self.refused(UserError, "In no unit above"):
            top.action_refer("x")

    def test_days(self):
        coming = self.today + DAY
        for name in ("detected_on", "breached_on"):
            with self.refused(ValidationError, "is not a day to come"):
                self.case(state="draft", **{name: coming})
        with self.refused(UserError, "is no date between"):
            self.case(state="draft", council_on="0202-01-01")
        one = self.case(council_on=coming)
        with self.refused(UserError, "come before the decision"):
            self.decide(one)
        for model, values in (
            ("cchc.discipline.review", {"cause": "x", "document_date": coming}),
            ("cchc.discipline.breach", {"breach": "x", "checked_on": coming}),
        ):
            with self.refused(ValidationError, "is not a day to come"):
                self.env[model].create({"unit_id": self.gtvt.id, **values})

    def test_unit_and_kind_of_staff_follow_from_the_post(self):
        deputy = self.make_person("Phó phòng", unit=self.gtvt_division, capacity="deputy")
        form = Form(self.env[CASE].with_user(self.user_gtvt_hr))
        form.employee_id = deputy
        self.assertEqual((form.unit_id, form.staff_kind), (self.gtvt, "civil_leader"))
        form.employee_id = self.an
        self.assertEqual(form.staff_kind, "civil_servant")

    def test_many_cases_are_entered_at_once(self):
        values = {
            "unit_id": self.gtvt.id,
            "staff_kind": "civil_servant",
            "detected_on": self.today,
        }
        people = [self.make_person(f"Người {number}") for number in range(21)]
        Case = self.env[CASE].with_user(self.user_gtvt_hr)

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Case.create([{**values, "employee_id": person.id} for person in some])
            return self.env.cr.sql_log_count - before

        queries(people[:1])
        self.assertLessEqual(queries(people[1:]), queries(people[:1]) + 3)

    def test_a_promotion_is_warned_of_to_who_handles_the_case(self):
        Post = self.env["cchc.staff.appointment"]
        self.form("warning").barred_months = 12
        promoted = self.make_user("t_promoted")
        person = self.make_person("Được bổ nhiệm", promoted, date_to=self.today - DAY)
        until = self.case(person, state="decided").barred_until
        staff = Post.search([("employee_id", "=", person.id)])
        post, later = Post.create(
            [
                {
                    "employee_id": person.id,
                    "unit_id": self.gtvt.id,
                    "capacity": "deputy",
                    "date_from": first,
                    "date_to": last,
                }
                for first, last in ((self.today, until), (until + DAY, False))
            ]
        )
        for user in (self.user_gtvt_hr, self.user_gtvt_head):
            self.assertIn(
                dates.format_date(until), post.with_user(user).discipline_note, user.login
            )
        self.assertFalse(staff.with_user(self.user_gtvt_hr).discipline_note)
        self.assertFalse(post.sudo().discipline_note)
        for user in (
            promoted, self.user_standing, self.user_gtvt_officer, self.user_leader,
            self.user_admin_cchc, self.user_auditor, self.user_province_hr,
        ):  # fmt: skip
            seen = post.with_user(user)._filtered_access("read")
            self.assertFalse(any(seen.mapped("discipline_note")), user.login)
        self.assertFalse(later.with_user(self.user_gtvt_hr).discipline_note)

    def test_who_reads(self):
        deputy = self.case(deciding_unit_id=self.province.id)
        plain = self.case()
        for user, seen in (
            (self.user_gtvt_hr, deputy | plain),
            (self.user_province_hr, deputy),
            (self.user_gtvt_head, plain),
            (self.user_leader, deputy),
        ):
            found = self.env[CASE].with_user(user).search([])
            self.assertEqual(found, seen, user.login)
        for user in (
            self.user_standing, self.user_auditor, self.user_admin_cchc, self.user_outsider,
            self.user_gtvt_officer, self.user_yte_head, self.user_snv_head, self.user_vp,
            self.user_an,
        ):  # fmt: skip
            self.assertFalse(self.env[CASE].with_user(user).search([]), user.login)
        plain.handler_ids = self.user_gtvt_officer
        named = plain.with_user(self.user_gtvt_officer)
        self.assertEqual(named.facts, plain.facts)
        for attempt in (
            lambda: named.write({"facts": "x"}),
            lambda: named.write({"handler_ids": [(4, self.user_outsider.id)]}),
            lambda: named.action_drop("x"),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_an_auditor_reads_by_a_named_decision(self):
        one, draft = self.case(), self.case(state="draft")
        mine = self.env[CASE].with_user(self.user_auditor)
        Access = self.env["cchc.discipline.access"]
        values = {
            "user_id": self.user_auditor.id,
            "unit_id": self.gtvt.id,
            "decision_number": "5/QĐ",
            "decision_date": self.today,
            "date_to": self.today,
        }
        for user in (self.user_auditor, self.user_standing, self.user_admin_cchc):
            with self.assertRaises(AccessError):
                Access.with_user(user).create(values)
        leaders = Access.with_user(self.user_leader)
        with self.refused(ValidationError, "to an auditor of the unit"):
            leaders.create({**values, "user_id": self.user_outsider.id})
        with self.refused(AccessError, "kept by the system"):
            leaders.create({**values, "granted_by_id": self.user_outsider.id})
        access = leaders.create(values)
        self.assertEqual(mine.search([]), one)
        self.assertFalse(draft & mine.search([]))
        with self.assertRaises(AccessError):
            mine.browse(one.id).facts = "x"
        with self.refused(UserError, "is not changed"):
            access.date_to = self.today + DAY
        access.action_end()
        self.assertFalse(mine.search([]))
        leaders.create({**values, "unit_id": self.yte.id})
        self.assertFalse(mine.search([]))
        coming = leaders.create(
            {**values, "date_from": self.today + DAY, "date_to": self.today + DAY}
        )
        self.assertFalse(mine.search([]))
        self.assertEqual(coming.granted_by_id, self.user_leader)
        leaders.create(values)
        self.assertEqual(mine.search([]), one)
        # Whose role has ended reads no more, whatever was decided.
        role = self.env["cchc.unit.role"].search([("user_id", "=", self.user_auditor.id)])
        role.date_to = self.today - DAY
        self.assertFalse(mine.search([]))

    def test_the_person_reads_the_own_decision_only(self):
        one = self.case()
        mine = self.env[DECISION].with_user(self.user_an)
        self.assertFalse(mine.search([]))
        self.decide(one)
        decision = mine.search([])
        self.assertEqual(decision.decision_number, "1/QĐ")
        self.assertFalse(
            {"facts", "review_minutes", "council_members", "handler_ids"} & set(mine._fields)
        )
        for user in (self.user_gtvt_hr, self.user_leader, self.user_outsider):
            self.assertFalse(self.env[DECISION].with_user(user).search([]), user.login)
        one.appeal_on = self.today
        one.action_appeal()
        one.write({"appeal_result": "annulled", "appeal_number": "2/QĐ", "appeal_date": self.today})
        self.assertFalse(decision.appeal_result)
        one.action_settle()
        self.env.invalidate_all()
        self.assertEqual(one.state, "annulled")
        self.assertEqual(mine.search([]).appeal_result, "annulled", "who was freed reads so")

    def test_of_a_secret_only_numbers_and_dates_are_kept(self):
        for values in ({"facts": "x"}, {"council_members": "x"}):
            with self.refused(ValidationError, "numbers and dates only"):
                self.case(**{"facts": False, "secrecy": "secret", **values})
        with self.refused(ValidationError, "state secret"):
            self.case(facts=False, secrecy="secret", file="JVBERi0xLjQK", file_name="a.pdf")
        one = self.case(facts=False, secrecy="secret", review_exempt=True)
        self.decide(one)
        self.assertEqual(one.state, "decided")

    def test_facts_for_rating_and_awards(self):
        year, ids = self.today.year, (self.an | self.chief).ids
        Case = self.env[CASE].with_user(self.user_outsider)

        def known(day=None):
            return (
                Case._bars_awards(ids, year, day or self.today),
                Case._disciplined_for_duty(ids, year),
            )

        an = {self.an.id}
        self.assertEqual(known(), (set(), set()))
        one = self.case(state="draft")
        self.assertEqual(known(), (set(), set()))
        one.action_open()
        self.assertEqual(known(), (an, set()))
        self.assertEqual(known(self.today - DAY), (set(), set()))
        self.decide(one)
        self.assertEqual(known(), (an, an))
        self.assertEqual(Case._bars_awards(ids, year + 1, self.today), set())
        self.assertEqual(Case._disciplined_for_duty(ids, year - 1), set())
        one.appeal_on = self.today
        one.action_appeal()
        self.assertEqual(known(), (an, an))
        one.write({"appeal_result": "annulled", "appeal_number": "2/QĐ", "appeal_date": self.today})
        one.action_settle()
        self.assertEqual(known(), (set(), set()))
        private = self.case(for_duty=False, state="decided")
        self.assertEqual(known(), (an, set()))
        self.assertEqual(private.state, "decided")
        dropped = self.case(self.make_person("Bình"))
        ids += dropped.employee_id.ids
        dropped.with_user(self.user_gtvt_head).action_drop("Không có vi phạm")
        self.assertEqual(known(), (an, set()))
        with self.assertQueryCount(1):
            Case._bars_awards(ids, year, self.today)

    def test_registers(self):
        Review = self.env["cchc.discipline.review"]
        values = {"unit_id": self.gtvt.id, "cause": "x", "document_date": "2025-01-06"}
        hr = Review.with_user(self.user_gtvt_hr)
        with self.assertRaisesRegex(AccessError, "below their own"):
            hr.create(values)
        offered = self.env["hr.department"].search(hr.fields_get(["unit_id"])["unit_id"]["domain"])
        self.assertIn(self.gtvt_division, offered)
        self.assertNotIn(self.gtvt, offered)
        self.assertNotIn(self.yte, offered)
        hr.create({**values, "unit_id": self.gtvt_division.id})
        with self.assertRaisesRegex(AccessError, "not allowed|not there|no role"):
            Review.with_user(self.user_gtvt_officer).create(values)
        review = Review.with_user(self.user_province_hr).create(values)
        self.assertEqual(review.with_user(self.user_gtvt_officer).cause, "x")
        with self.assertRaisesRegex(AccessError, "below their own"):
            review.with_user(self.user_gtvt_hr).cause = "y"
        with self.assertRaises(AccessError):
            review.with_user(self.user_yte_head).read(["cause"])
        with self.assertRaises(AccessError):
            review.unit_id = self.province
        review.due_on = "2025-02-01"
        self.assertTrue(review.is_overdue)
        review.done_on = "2025-02-01"
        self.env.invalidate_all()
        self.assertFalse(review.is_overdue)


@tagged("post_install", "-at_install")
class TestDisciplineFigures(DisciplineCase):
    """Six decisions in transport, four in health, one in the district; some are considered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for unit, codes in (
            (cls.gtvt, ["reprimand"] * 4 + ["warning"] * 2),
            (cls.yte, ["reprimand"] * 3 + ["termination"]),
            (cls.namsach, ["warning"]),
        ):
            hr = cls.make_user(f"t_hr_{unit.code}", ("hr", unit))
            head = cls.make_user(f"t_head_{unit.code}", ("head", unit))
            for number, code in enumerate(codes):
                person = cls.make_person(f"Người {number}", unit=unit)
                cls.decide(cls.case(person, hr=hr, unit_id=unit.id), code, head)
        for number in range(5):
            cls.case(cls.make_person(f"Đang xét {number}"))

    def values(self, units, *names):
        """Figures as of a day of next year, when this one is over."""
        names = [f"discipline_{name}" for name in names]
        with freeze_time(f"{self.today.year + 1}-02-01"):
            found = self.env["cchc.report.metric"]._values(
                names, units, dates.today(), dates.today()
            )
        return {
            name.removeprefix("discipline_"): {
                unit.code: by_unit[unit.id] for unit in units if by_unit[unit.id] is not None
            }
            for name, by_unit in found.items()
        }

    def test_figures_of_reports_withhold_small_numbers(self):
        units = self.province | self.gtvt | self.yte | self.namsach | self.snv
        expected = {
            "decided": {"T30": 11},  # with that of the last unit, 1, goes that of all beside it
            "reprimand": {},
            "warning": {},
            "termination": {},
            "open": {"T30": 5},  # all are of one unit: that one is not told
            "overdue": {},
        }
        self.assertEqual(self.values(units, *expected), expected)
        # Asked for one unit, the figures are the same.
        self.assertEqual(
            self.values(self.yte, "decided", "reprimand"), {"decided": {}, "reprimand": {}}
        )
        self.assertFalse(
            self.env["cchc.report.metric"]._action(
                "discipline_decided", self.gtvt, self.today, self.today
            )
        )

    def test_figures_for_who_may_see_only_numbers(self):
        Figure = self.env["cchc.discipline.figure"]

        def seen(user):
            with freeze_time(f"{self.today.year + 1}-02-01"):
                rows = Figure.with_user(user).search([("year", "=", self.today.year)])
                return {(row.unit_id.code, row.figure, row.number) for row in rows}

        everything = {
            ("T30", "discipline_decided", 11),
            ("T30", "discipline_open", 5),
        }
        self.assertEqual(seen(self.user_standing), everything)
        self.assertEqual(seen(self.user_yte_head), set())
        self.assertFalse(
            Figure.with_user(self.user_standing).search([("year", "=", self.today.year)]),
            "a year that goes on would tell of each case",
        )
        with self.assertRaises(AccessError):
            Figure.with_user(self.user_outsider).search([])
        self.assertEqual(suppression.LEAST, 3)
