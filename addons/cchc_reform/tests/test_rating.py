from datetime import date
from decimal import Decimal
from importlib import util
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger
from odoo.tools.convert import convert_file

from ..kernel import dates, rating
from .common import ReformCase
from .test_staff_streamlining_programme import Refusals

SCHEME = "cchc.rating.scheme"
BANDS = (
    (Decimal(90), rating.EXCELLENT),
    (Decimal(70), rating.GOOD),
    (Decimal(50), rating.COMPLETED),
)


class TestRatingScheme(Refusals, ReformCase):
    """The schemes that are shipped, against what was read in published texts."""

    def rules(self, subject, day):
        return self.env[SCHEME]._in_force(subject, date.fromisoformat(day))._rules()

    def test_shipped(self):
        before = rating.Rules(minimal_months=Decimal(6), leave_months=Decimal(3))
        people = rating.Rules(BANDS, Decimal(20), duty_bars=True)
        units = rating.Rules(BANDS, late_percent=Decimal(20))
        for subject, day, rules in (
            ("person", "2022-12-31", before),
            ("person", "2025-12-31", before),
            ("person", "2026-01-01", people),
            ("unit", "2026-01-01", units),
            ("head", "2026-01-01", rating.Rules()),
        ):
            with self.subTest(subject=subject, day=day):
                self.assertEqual(self.rules(subject, day), rules)
        self.assertFalse(self.env[SCHEME]._in_force("unit", date(2025, 12, 31)))
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        self.assertEqual(decree.criterion_ids.mapped("points"), [30, 70])
        self.assertEqual(decree.points, 100)
        head = self.env.ref("cchc_reform.rating_scheme_head")
        self.assertEqual(head.confirmation, "to_verify", "the province has a rule of its own")

    def test_two_at_the_same_time_are_refused(self):
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        values = {"name": "Quy chế mới", "subject": "person", "date_from": "2027-01-01"}
        with self.refused(ValidationError, "“Quy chế mới” and “Yearly rating .* 2026”.*01/01/2027"):
            self.env[SCHEME].create(values)
        coming = self.env[SCHEME].create({**values, "is_draft": True})
        decree.date_to = "2026-12-31"
        coming.is_draft = False
        self.assertEqual(self.env[SCHEME]._in_force("person", date(2027, 1, 1)), coming)
        with self.refused(ValidationError, "“Yearly rating .* 2026” and “Quy chế mới”"):
            decree.date_to = False

    def test_bands_are_ordered(self):
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        for values in ({"good_from": 90}, {"completed_from": 0}, {"excellent_from": 69}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.refused(IntegrityError, "bands_ordered"),
            ):
                decree.write(values)
                decree.flush_recordset()

    def test_changes_are_kept(self):
        decree = self.env.ref("cchc_reform.rating_scheme_person_2026")
        decree.excellent_percent = 25
        decree.criterion_ids[0].points = 40
        rows = self.env["cchc.audit.entry"].search(
            [("model", "=", SCHEME), ("res_id", "=", decree.id)], order="id desc", limit=2
        )
        self.assertEqual(rows.mapped("action"), ["criterion", "change"])
        with self.assertRaises(AccessError):
            decree.with_user(self.user_leader).excellent_percent = 30


class RatingCase(Refusals, ReformCase):
    """Ratings of people of the department of transport."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_province_hr = cls.make_user("t_province_hr", ("hr", cls.province))
        cls.user_yte_hr = cls.make_user("t_yte_hr", ("hr", cls.yte))
        cls.people = {}
        for name in ("An", "Bình", "Chi", "Dũng"):
            cls.people[name] = cls.make_person(name, cls.make_user(f"t_person_{len(cls.people)}"))
        cls.head = cls.make_person("Trưởng", cls.user_gtvt_head, capacity="head")

    @classmethod
    def make_person(cls, name, user, **values):
        person = cls.env["hr.employee"].create({"name": name, "user_id": user.id})
        cls.env["cchc.staff.appointment"].create(
            {
                "employee_id": person.id,
                "unit_id": cls.gtvt.id,
                "date_from": "2020-01-01",
                **values,
            }
        )
        return person

    def rate(
        self, person, state="proposed", points=(30, 62), year=2026, self_points=(30, 70), **values
    ):
        """A rating of ``person`` in ``state``, handled by the HR officer of the unit."""
        one = (
            self.env["cchc.rating"]
            .with_user(self.user_gtvt_hr)
            .create({"employee_id": person.id, "unit_id": self.gtvt.id, "year": year, **values})
        )
        own = one.with_user(person.user_id)
        if state == "draft":
            return one
        own.self_text = "Tôi đã hoàn thành công việc."
        for line, most in zip(own.line_ids, self_points, strict=False):
            line.self_points = most
        own.action_self_rate()
        if state == "self_rated":
            return one
        one.write({"meeting_on": dates.today(), "minutes": "Nhất trí."})
        one.action_meet()
        for line, given in zip(one.line_ids, points, strict=False):
            line.write({"given_points": given, "reason": "Theo số liệu"})
        one.opinion = "Đồng ý."
        if state == "proposed":
            one.action_propose()
        return one


class TestRating(RatingCase):
    """From the self-rating to the announcement, and who may do and read what."""

    def test_from_the_self_rating_to_the_announcement(self):
        one = self.rate(self.people["An"], "self_rated")
        with self.refused(UserError, "date and the opinions of the meeting"):
            one.action_meet()
        one.write({"meeting_on": dates.today(), "minutes": "Nhất trí."})
        one.action_meet()
        with self.refused(UserError, "opinion of the Party committee"):
            one.action_propose()
        one.opinion = "Đồng ý."
        one.line_ids[0].given_points = 30
        with self.refused(UserError, "reason for other points.*Results of the tasks"):
            one.action_propose()
        one.line_ids[1].write({"given_points": 59.99, "reason": "Một việc chậm"})
        one.action_propose()
        self.assertEqual((one.points, one.proposed_level), (89.99, rating.GOOD))
        one.with_user(self.people["An"].user_id).explanation = "Việc chậm do chờ phối hợp."
        decider = one.with_user(self.user_gtvt_head)
        decider.other_level = rating.EXCELLENT
        with self.refused(UserError, "not better than the proposed one"):
            decider.action_decide()
        decider.other_level = rating.COMPLETED
        with self.refused(UserError, "reason for another level"):
            decider.action_decide()
        decider.other_reason = "Việc trọng tâm bị chậm"
        decider.action_decide()
        one.action_announce()
        self.assertEqual((one.level, one.state), (rating.COMPLETED, "announced"))
        self.assertEqual(one.decided_by_id, self.user_gtvt_head)
        rows = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.rating"), ("res_id", "=", one.id)], order="id"
        )
        self.assertEqual(
            rows.mapped("action"), ["self_rate", "meet", "propose", "decide", "announce"]
        )
        self.assertEqual(set(rows.mapped("res_name")), {f"Rating no. {one.id}"})

    def test_limits_without_points(self):
        """Before 2026 the level is given by hand, and service and leave limit it."""
        for values, level, cause in (
            ({}, rating.EXCELLENT, False),
            ({"leave_months": 2}, rating.EXCELLENT, False),
            ({"leave_months": 3}, rating.COMPLETED, rating.LONG_LEAVE),
            ({"months": 5}, False, rating.TOO_SHORT),
        ):
            with self.subTest(values=values):
                person = self.people["An"]
                one = self.rate(person, "met", year=2025, **values)
                if cause != rating.TOO_SHORT:
                    with self.refused(UserError, "Give the level"):
                        one.action_propose()
                one.given_level = rating.EXCELLENT
                one.action_propose()
                self.assertEqual((one.proposed_level, one.level_cause), (level, cause))
                one.action_return("Làm lại")
                one.unlink()
        barred = self.rate(self.people["An"], is_disciplined=True)
        self.assertEqual(barred.proposed_level, rating.NOT_COMPLETED)

    def test_each_writes_what_is_the_own(self):
        one = self.rate(self.people["An"], "draft")
        own = one.with_user(self.people["An"].user_id)
        with self.refused(AccessError, "Only the rated person writes"):
            one.self_text = "x"
        with self.refused(AccessError, "Another person handles"):
            own.leave_months = 0
        with self.refused(AccessError, "The rated person gives the own points"):
            own.line_ids[0].given_points = 30
        with self.refused(AccessError, "The rated person gives the own points"):
            one.line_ids[0].self_points = 30
        with self.refused(AccessError, "Only the rated person rates"):
            one.action_self_rate()
        with self.refused(AccessError, "set by the system"):
            one.deciding_unit_id = self.province
        with self.refused(UserError, "Write the self-rating of “An, 2026” first"):
            own.action_self_rate()
        own.self_text = "Tôi đã hoàn thành công việc."
        own.action_self_rate()
        with self.refused(UserError, "cannot be changed while"):
            own.line_ids[0].self_points = 30
        mine = {"employee_id": self.head.id, "unit_id": self.gtvt.id}
        with self.refused(AccessError, "Another person handles"):
            self.env["cchc.rating"].with_user(self.user_gtvt_head).create(mine)

    def test_who_decides(self):
        one = self.rate(self.people["An"])
        self.grant(self.user_gtvt_hr, "head", self.gtvt)
        with self.refused(AccessError, "You worked on"):
            one.action_decide()
        for user in (self.user_leader, self.user_standing, self.people["An"].user_id):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                one.with_user(user).action_decide()
        head = self.rate(self.head)
        self.assertEqual((head.is_head, head.deciding_unit_id), (True, self.province))
        deputy = self.make_user("t_deputy", ("head", self.gtvt))
        for user in (self.user_gtvt_head, deputy):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                head.with_user(user).action_decide()
        deciding = head.with_user(self.user_leader)
        deciding.write({"other_level": rating.GOOD, "other_reason": "Tỷ lệ"})
        deciding.action_decide()
        self.assertEqual(head.level, rating.GOOD)

    def test_the_hr_officer_above_handles_a_head(self):
        """Where a unit has nobody but its head; of others nothing is opened or read there."""
        Rating = self.env["cchc.rating"].with_user(self.user_province_hr)
        values = {"unit_id": self.gtvt.id, "year": 2026}
        one = Rating.create({"employee_id": self.head.id, **values})
        own = one.with_user(self.user_gtvt_head)
        own.self_text = "Tôi đã hoàn thành công việc."
        own.action_self_rate()
        one.write({"meeting_on": dates.today(), "minutes": "Nhất trí."})
        one.action_meet()
        one.line_ids[0].write({"given_points": 20, "reason": "Theo số liệu"})
        one.opinion = "Đồng ý."
        one.action_propose()
        with self.assertRaises(AccessError):
            one.action_decide()
        one.with_user(self.user_leader).action_decide()
        with self.assertRaises(AccessError):
            Rating.create({"employee_id": self.people["An"].id, **values})
        with self.assertRaises(AccessError):
            Rating.with_user(self.user_yte_hr).create({"subject": "unit", **values})
        self.rate(self.people["An"], "draft")
        self.assertEqual(Rating.search([]), one)

    def test_share_of_excellent(self):
        """One "excellent" takes five "good": over it, who may fall out is named."""
        best = self.rate(self.people["An"]) | self.rate(self.people["Bình"], points=(30, 60))
        deciding = best.with_user(self.user_gtvt_head)
        with self.refused(UserError, "Beside 0 good, 2 of 2 must fall out, among: Bình, An.$"):
            deciding.action_decide()
        with self.refused(UserError, "Beside 0 good, 1 of 1 .*choose the whole group"):
            deciding[0].action_decide()
        good = self.env["cchc.rating"]
        for number in range(5):
            user = self.make_user(f"t_good_{number}")
            good |= self.rate(self.make_person(f"Tốt {number}", user), points=(30, 50))
        with self.refused(UserError, "Beside 5 good, 1 of 2 must fall out, among: Bình"):
            (deciding | good.with_user(self.user_gtvt_head)).action_decide()
        deciding[1].write({"other_level": rating.GOOD, "other_reason": "Vượt tỷ lệ"})
        (deciding | good.with_user(self.user_gtvt_head)).action_decide()
        self.assertEqual(best.mapped("level"), [rating.EXCELLENT, rating.GOOD])

    def test_nobody_else_reads_before_it_is_announced(self):
        one = self.rate(self.people["An"])
        Rating = self.env["cchc.rating"]
        closed = (
            self.user_province_hr,
            self.user_yte_hr,
            self.user_yte_head,
            self.user_gtvt_officer,
            self.user_standing,
            self.user_leader,
            self.user_auditor,
            self.user_admin_cchc,
            self.people["Bình"].user_id,
        )
        for user in closed:
            with self.subTest(user=user.login):
                mine = Rating.with_user(user)
                self.assertFalse(mine.search([("id", "=", one.id)]))
                self.assertFalse(mine.name_search("An"))
                self.assertFalse(mine.formatted_read_group([], ["proposed_level"], ["__count"]))
                self.assertFalse(self.env["cchc.rating.line"].with_user(user).search_count([]))
                for read in ("points", "display_name"):
                    with self.assertRaises(AccessError):
                        one.with_user(user).read([read])
        for user in (self.people["An"].user_id, self.user_gtvt_head, self.user_gtvt_hr):
            with self.subTest(user=user.login):
                self.assertEqual(Rating.with_user(user).search([("id", "=", one.id)]), one)
        one.with_user(self.user_gtvt_head).write(
            {"other_level": rating.GOOD, "other_reason": "Tỷ lệ"}
        )
        one.with_user(self.user_gtvt_head).action_decide()
        one.action_announce()
        for model, readers in (
            # The rest of a rating tells of discipline: from above only the level is read.
            (Rating, set()),
            (
                self.env["cchc.rating.announced"],
                {self.user_standing, self.user_leader, self.people["Bình"].user_id},
            ),
        ):
            found = {u for u in closed if model.with_user(u).search([("id", "=", one.id)])}
            self.assertEqual(found, readers)

    def test_a_scheme_in_use_does_not_change(self):
        """Who is rated is rated by what was in force: it is ended, and a copy changed."""
        scheme = self.env.ref("cchc_reform.rating_scheme_person_2026")
        scheme.excellent_percent = 25
        self.rate(self.people["An"], "draft")
        sentence = "Ratings were made by “Yearly rating .* 2026”: end it, duplicate it"
        for values in (
            {"good_from": 75},
            {"excellent_percent": 20},
            {"duty_bars": False},
            {"criterion_ids": [(1, scheme.criterion_ids[0].id, {"points": 40})]},
            {"criterion_ids": [(0, 0, {"name": "Tiêu chí", "points": 4})]},
            {"criterion_ids": [(2, scheme.criterion_ids[0].id)]},
        ):
            with self.subTest(values=values), self.refused(UserError, sentence):
                scheme.write(values)
        with self.refused(UserError, sentence):
            scheme.copy().criterion_ids[0].scheme_id = scheme
        scheme.write({"date_to": "2026-12-31", "good_from": 70, "verify_note": "Đã đọc"})
        copy = scheme.copy({"date_from": "2027-01-01", "date_to": False})
        copy.write({"good_from": 75, "is_draft": False})
        copy.criterion_ids[0].points = 40
        self.assertEqual(self.env[SCHEME]._in_force("person", date(2027, 5, 1)), copy)

    def test_announced_levels(self):
        """Other areas are told levels once they are announced, and nothing before."""
        one, other = self.rate(self.people["An"]), self.rate(self.people["Bình"], points=(30, 50))
        (one | other).with_user(self.user_gtvt_head).write(
            {"other_level": rating.COMPLETED, "other_reason": "Tỷ lệ"}
        )
        (one | other).with_user(self.user_gtvt_head).action_decide()
        one.action_announce()
        people = (self.people["An"] | self.people["Bình"]).ids
        Rating = self.env["cchc.rating"].with_user(self.user_outsider)
        self.assertEqual(
            Rating._announced_levels(people, [2025, 2026]), {(people[0], 2026): rating.COMPLETED}
        )
        self.assertEqual(Rating._announced_unit_levels(self.gtvt.ids, [2026]), {})

    def test_an_upgrade_leaves_a_scheme_in_use(self):
        """It gets what a new database has while nobody is rated by it, and else stays."""
        path = Path(__file__).parents[1] / "migrations" / "19.0.1.6.0" / "post-rating.py"
        spec = util.spec_from_file_location("post_rating", path)
        script = util.module_from_spec(spec)
        spec.loader.exec_module(script)

        def upgrade():
            self.env.invalidate_all()  # an upgrade starts with nothing in mind
            convert_file(self.env, "cchc_reform", "data/rating_scheme_data.xml", {}, "update")
            script.migrate(self.cr, "19.0.1.5.0")
            return head.case_percent, head.criterion_ids.mapped("metric")

        head = self.env.ref("cchc_reform.rating_scheme_head")
        shipped = head.case_percent, head.criterion_ids.mapped("metric")
        head.criterion_ids.unlink()
        head.case_percent = 0
        one = self.rate(self.head, "draft", subject="head")
        self.assertEqual(upgrade(), (0, []))
        one.unlink()
        self.assertEqual(upgrade(), shipped)
        head.criterion_ids[1:].unlink()
        self.assertEqual(len(upgrade()[1]), 1, "criteria of the province stay alone")

    def test_a_discipline_since_the_proposal_bars(self):
        one = self.rate(self.people["An"])
        decider = one.with_user(self.user_gtvt_head)
        with patch.object(
            self.env.registry["cchc.discipline.case"],
            "_disciplined_for_duty",
            lambda _self, ids, year: set(ids) if year == 2026 else set(),
        ):
            decider.write({"other_level": rating.GOOD, "other_reason": "Tỷ lệ"})
            with self.refused(UserError, "“An, 2026” was disciplined .* since the proposal"):
                decider.action_decide()
            decider.action_return("Đã bị kỷ luật")
            one.with_user(self.people["An"].user_id).action_self_rate()
            one.action_meet()
            one.action_propose()
            self.assertEqual(one.proposed_level, rating.NOT_COMPLETED)
            decider.write({"other_level": False})
            decider.action_decide()
        self.assertEqual(one.level, rating.NOT_COMPLETED)

    def test_the_day_before_which_it_is_announced(self):
        """15 December by the decree of 2020; heads are reminded once, of the unit, not of anybody."""
        old = self.env.ref("cchc_reform.rating_scheme_person_2020")
        self.assertEqual((old.before_day, old.before_month), (15, 12))
        with self.refused(ValidationError, "no such day: 31/11"):
            old.write({"before_day": 31, "before_month": 11})
        of_decree = self.rate(self.people["An"], "draft", year=2026)
        self.assertFalse(of_decree.due_on or of_decree.is_late, "no such day was read")
        one = self.rate(self.people["An"], "draft", year=2025)
        Rating = self.env["cchc.rating"]
        late = [("is_late", "=", True), ("id", "in", (one | of_decree).ids)]
        domain = [("res_model", "=", "hr.department"), ("res_id", "=", self.gtvt.id)]
        Activity = self.env["mail.activity"].with_context(active_test=False)
        for day, is_late, activities in (
            ("2025-11-29", False, 0),
            ("2025-11-30", False, 1),
            ("2025-12-14", False, 1),
            ("2025-12-15", True, 1),
            ("2026-01-05", True, 1),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 03:00:00"):
                one.invalidate_recordset()
                self.assertEqual((one.due_on, one.is_late), (date(2025, 12, 15), is_late))
                self.assertEqual(Rating.search(late), one if is_late else Rating)
                self.assertNotIn(one, Rating.search([("is_late", "=", not is_late)]))
                Rating._cron_remind()
                found = Activity.search(domain)
                self.assertEqual(len(found), activities)
                found.action_done()
        self.assertEqual(
            (found.user_id, found.date_deadline), (self.user_gtvt_head, date(2025, 12, 14))
        )
        self.assertEqual(found.summary, "Ratings of 2025: to be announced before 15/12/2025")
        with one._permit({"state", "announced_on"}):
            one.write({"state": "announced", "announced_on": "2025-12-14"})
        self.assertFalse(one.is_late)

    def test_an_annulled_discipline_marks_no_longer(self):
        """Not decided: the level follows anew; decided: who decides is asked, of the mark only."""
        case = self.env["cchc.discipline.case"].create(
            {
                "employee_id": self.people["An"].id,
                "unit_id": self.gtvt.id,
                "staff_kind": "civil_servant",
                "detected_on": dates.today(),
            }
        )

        def move(state, **values):
            values = {"state": state, **values}
            with case._permit(values):
                case.write(values)
                case.flush_recordset()

        def annul():
            days = {"appeal_on": "2026-05-10", "appeal_date": "2026-05-20"}
            move("appealed", appeal_result="annulled", appeal_number="9/QĐ", **days)
            case.with_user(self.user_gtvt_hr).action_settle()
            self.assertEqual(case.state, "annulled")

        decision = {"decision_date": "2026-05-05", "closed_on": "2026-05-05"}
        move("decided", **decision)
        one = self.rate(self.people["An"])
        self.assertEqual(one.proposed_level, rating.NOT_COMPLETED)
        by_hand = self.rate(self.people["Bình"], is_disciplined=True)
        annul()
        self.assertEqual(
            (one.is_disciplined, one.proposed_level, one.level_cause),
            (False, rating.EXCELLENT, False),
        )
        self.assertTrue(by_hand.is_disciplined)
        one.action_return("Xét lại")
        move("decided")
        one.with_user(self.people["An"].user_id).action_self_rate()
        one.action_meet()
        one.action_propose()
        one.with_user(self.user_gtvt_head).action_decide()
        one.action_announce()
        annul()
        self.assertFalse(one.is_disciplined)
        self.assertEqual((one.level, one.state), (rating.NOT_COMPLETED, "announced"))
        domain = [("res_model", "=", "cchc.rating"), ("res_id", "=", one.id)]
        asked = self.env["mail.activity"].search(domain)
        self.assertEqual(asked.user_id, self.user_gtvt_head)
        self.assertIn("mark because of which this level", asked.summary)
        for user in (self.user_yte_hr, self.user_standing, self.people["Bình"].user_id):
            self.assertFalse(self.env["mail.activity"].with_user(user).search(domain), user.login)
        one.with_user(self.user_gtvt_head).action_reopen("Kỷ luật đã bị hủy")
        self.assertFalse(asked.exists())
        self.assertEqual((one.proposed_level, one.level_cause), (rating.EXCELLENT, False))

    def test_a_decided_level_is_taken_back(self):
        """By who decides, with a reason; what was decided stays in the history."""
        one = self.rate(self.people["An"], points=(30, 50))
        decider = one.with_user(self.user_gtvt_head)
        decider.action_decide()
        one.action_announce()
        for user in (self.user_gtvt_hr, self.user_leader, self.people["An"].user_id):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                one.with_user(user).action_reopen("Nhầm")
        with self.refused(UserError, "Give the reason"):
            decider.action_reopen(" ")
        decider.action_reopen("Có khiếu nại đúng")
        self.assertEqual(one.state, "proposed")
        self.assertFalse(one.level or one.decided_by_id or one.decided_on or one.announced_on)
        self.assertFalse(one._announced_levels(self.people["An"].ids, [2026]))
        row = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.rating"), ("res_id", "=", one.id)], order="id desc", limit=1
        )
        self.assertEqual((row.action, row.reason), ("reopen", "Có khiếu nại đúng"))
        self.assertIn(rating.GOOD, str(row.old_value))
        decider.write({"other_level": rating.COMPLETED, "other_reason": "Sau khiếu nại"})
        decider.action_decide()
        self.assertEqual(one.level, rating.COMPLETED)

    def test_the_unit_above_decides_where_the_head_is_alone(self):
        """Nobody decides on what he proposes: in a unit with nobody else, the step goes up."""
        roles = self.env["cchc.unit.role"].search(
            [("unit_id", "=", self.gtvt.id), ("role", "in", ("head", "leader"))]
        )
        self.assertEqual(roles.user_id, self.user_gtvt_head)
        both = self.rate(self.people["An"], "met", points=(30, 62)) | self.rate(
            self.people["Bình"], points=(30, 62)
        )
        one, other = both
        one.with_user(self.user_gtvt_head).action_propose()
        self.assertEqual(both.mapped("deciding_unit_id"), self.province | self.gtvt)
        self.assertEqual(one.deciding_unit_id, self.province)
        with self.assertRaises(AccessError):
            one.with_user(self.user_gtvt_head).action_decide()
        one = one.with_user(self.user_leader)
        with self.refused(UserError, "among: An"):
            one.action_decide()
        one.write({"other_level": rating.GOOD, "other_reason": "Tỷ lệ"})
        one.action_decide()
        self.assertEqual(one.level, rating.GOOD)
        with self.refused(UserError, "Beside 1 good, 1 of 1 must fall out, among: Bình"):
            other.with_user(self.user_gtvt_head).action_decide()
        self.grant(self.make_user("t_deputy_head"), "head", self.gtvt)
        one = self.rate(self.people["Chi"], "met", points=(30, 50))
        one.with_user(self.user_gtvt_head).action_propose()
        self.assertEqual(one.deciding_unit_id, self.gtvt)

    def test_a_level_is_given_where_points_say_none(self):
        """The shipped scheme of heads has criteria, and no bands yet."""
        one = self.rate(self.head, "met", points=(), self_points=(), subject="head")
        self.assertEqual((bool(one.line_ids), one.by_points), (True, False))
        one.line_ids.write({"reason": "Theo số liệu"})
        with self.refused(UserError, "does not say which level points give"):
            one.action_propose()
        with Form(one) as form:
            form.given_level = rating.GOOD
        one.action_propose()
        self.assertEqual(one.proposed_level, rating.GOOD)
        self.assertTrue(one.scheme_to_verify)

    def test_search_by_who_is_rated(self):
        one = self.rate(self.people["An"], "draft")
        other = self.rate(self.people["Bình"], "draft")
        Rating = self.env["cchc.rating"].with_user(self.user_gtvt_hr)
        self.assertEqual(Rating.name_search("Bình"), [(other.id, "Bình, 2026")])
        self.assertEqual(len(Rating.name_search(self.gtvt.name)), 2)
        self.assertFalse(Rating.name_search("Không ai"))
        self.assertEqual(one.with_user(self.people["An"].user_id).name_search("An")[0][0], one.id)
        self.assertFalse(Rating.with_user(self.user_yte_hr).name_search("Bình"))

    def test_another_kind_of_staff(self):
        """The decree of 2025 is of civil servants: of others it is said that it may not apply."""
        other = self.make_person("Viên", self.make_user("t_public"), staff_kind="public_state")
        for year, expected in ((2026, [True, False]), (2025, [False, False])):
            ratings = [self.rate(who, "draft", year=year) for who in (other, self.people["An"])]
            self.assertEqual([one.is_other_kind for one in ratings], expected, year)
