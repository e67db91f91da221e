import base64
import io
from datetime import date

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..kernel import dates
from ..report.nomination_documents import NominationTable, decision_docx, submission_docx
from .security_case import PDF
from .staff_case import StaffCase
from .test_urging import text_of


class NominationCase(StaffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nominee = cls.deputy(cls.gtvt).employee_id
        cls.title = {
            code: cls.env.ref(f"cchc_reform.award_title_{code}")
            for code in (
                "fighter_base",
                "fighter_province",
                "certificate_province_person",
                "collective_excellent",
            )  # fmt: skip
        }
        cls.hr_2 = cls.make_user("t_gtvt_hr_2", ("hr", cls.gtvt))

    def recognised(self, year, state="recognised_province"):
        """An initiative of the nominee, as the register keeps it once it is recognised."""
        one = self.env["cchc.initiative"].create(
            {
                "name": "Trả kết quả theo lịch hẹn",
                "unit_id": self.gtvt.id,
                "domain_id": self.env["cchc.plan.domain"].search([("active", "=", True)])[0].id,
                "year": year,
                "author_ids": [(0, 0, {"employee_id": self.nominee.id, "share": 100})],
            }
        )
        with one._permit({"state"}):
            one.state = state

    def accuse(self):
        """The nominee comes under consideration."""
        case = self.env["cchc.discipline.case"].with_user(self.user_gtvt_hr)
        case.create(
            {
                "employee_id": self.nominee.id,
                "unit_id": self.gtvt.id,
                "staff_kind": "civil_servant",
                "detected_on": dates.today(),
                "facts": "Gây phiền hà cho người dân",
            }
        ).action_open()

    def awarded(self, *years, code="fighter_base"):
        self.env["cchc.award"].create(
            [
                {
                    "title_id": self.title[code].id,
                    "employee_id": self.nominee.id,
                    "unit_id": self.gtvt.id,
                    "year": year,
                    "decision_number": "1/QĐ",
                    "decision_date": date(year + 1, 1, 5),
                }
                for year in years
            ]
        )

    def nominate(self, code="fighter_province", user=None, **values):
        Nomination = self.env["cchc.award.nomination"].with_user(user or self.user_gtvt_hr)
        return Nomination.create(self.values_of(code, **values))

    def values_of(self, code="fighter_province", **values):
        return {
            "title_id": self.title[code].id,
            "employee_id": self.nominee.id,
            "unit_id": self.gtvt.id,
            "year": 2024,
            "achievements": "Tham mưu đúng hạn 100% nhiệm vụ",
            "unit_council_on": "2025-01-10",
            "unit_minutes": "Biên bản họp",
            "unit_members": 9,
            "unit_present": 8,
            "unit_favour": 8,
            **values,
        }

    def as_office(self, one):
        return one.with_user(self.user_standing)

    def confirm(self, one):
        one.check_ids.filtered(lambda line: line._is_open()).action_confirm("Đã đối chiếu hồ sơ")

    def excuse(self, one, reason="Đề nghị xem xét"):
        one.check_ids.filtered(lambda line: line.standing == "unmet").action_excuse(reason)

    def appraised(self, code="fighter_province", **values):
        one = self.nominate(code, **values)
        one.with_user(self.user_gtvt_head).action_propose()
        office = self.as_office(one)
        office.appraisal = "Đủ điều kiện"
        self.confirm(office)
        office.action_appraise()
        return one, office

    def found(self, one):
        return {line.kind: line for line in one.check_ids}


@tagged("post_install", "-at_install")
class TestAwardNomination(NominationCase):
    def test_said_exactly_what_is_missing(self):
        self.awarded(2022, 2024)
        one = self.nominate()
        self.assertEqual(self.found(one)["initiative"].status, "unmet")
        self.recognised(2024, "recognised_unit")
        self.recognised(2023)
        one.action_check()
        line = self.found(one)["earlier"]
        self.assertEqual(line.status, "unmet")
        self.assertIn("not awarded for 2023 (06/2022/QH15)", line.sentence)
        self.assertIn("was not read", line.sentence)  # what is to be verified is said
        self.assertEqual(self.found(one)["initiative"].status, "by_hand")
        with self.assertRaisesRegex(UserError, "(?s)Give, for each.*not awarded for 2023"):
            one.action_propose()
        self.excuse(one)
        # The reason was given for that year only.
        award = self.env["cchc.award"].search([("employee_id", "=", self.nominee.id)])[0]
        with award._permit({"state"}):
            award.state = "cancelled"
        one.action_check()
        self.assertEqual(self.found(one)["earlier"].standing, "unmet")
        self.awarded(2024)
        one.action_check()
        self.excuse(one)
        one.action_propose()
        # Who decides sees both.
        leader = one.with_user(self.user_leader)
        self.assertEqual(
            (leader.unmet_count, self.found(leader)["earlier"].confirm_reason),
            (1, "Đề nghị xem xét"),
        )
        # The register is asked again at each step.
        self.awarded(2023)
        self.as_office(one).action_check()
        self.assertEqual(self.found(one)["earlier"].status, "met")

    def test_from_registration_to_the_register(self):
        self.awarded(2022, 2023, 2024)
        self.recognised(2023)
        one, office = self.appraised()
        line = self.found(one)["initiative"]
        self.assertEqual(
            (line.state, line.confirmed_by_id, line.confirm_reason),
            ("confirmed", self.user_standing, "Đã đối chiếu hồ sơ"),
        )
        with self.assertRaisesRegex(UserError, "Consult on"):
            office.action_vote()
        asked = office.env["cchc.award.consultation"].create(
            {"nomination_id": one.id, "body": "Công an tỉnh", "asked_on": "2025-01-20"}
        )
        with self.assertRaisesRegex(UserError, "Not answered yet.*Công an tỉnh"):
            office.action_vote()
        asked.write({"answered_on": "2025-01-27", "opinion": "agreed"})
        with self.assertRaisesRegex(UserError, "Enter date, minutes and votes"):
            office.action_vote()
        office.write(
            {
                "council_on": "2025-02-10",
                "council_minutes": "Biên bản",
                "council_members": 11,
                "council_present": 10,
                "council_favour": 10,
            }
        )
        with self.assertRaisesRegex(UserError, "has not voted"):
            office.action_decide("3/QĐ", "2025-03-01")
        office.action_vote()
        with self.assertRaisesRegex(UserError, "not decided before the council met"):
            office.action_decide("3/QĐ", "2025-02-09")
        with self.assertRaises(AccessError):
            one.with_user(self.hr_2).action_decide("3/QĐ-UBND", "2025-03-01", "province_chair")
        office.action_decide("3/QĐ-UBND", "2025-03-01", "province_chair")
        award = one.award_id
        self.assertEqual(
            (award.employee_id, award.year, award.decision_number, award.authority),
            (self.nominee, 2024, "3/QĐ-UBND", "province_chair"),
        )
        for step in (one.action_withdraw, office.action_return, office.action_reject):
            with self.assertRaises(UserError):
                step("Lý do")

    def test_votes_against_the_titles_threshold(self):
        """Threshold and quorum are the title's of the day; a member with an interest steps aside."""
        Condition = self.env["cchc.award.condition"]
        title = self.title["certificate_province_person"]
        for kind, percent in (("votes", 80), ("quorum", 90)):
            Condition.create(
                {
                    "title_id": title.id,
                    "kind": kind,
                    "percent": percent,
                    "date_from": "2025-01-01",
                    "date_to": "2025-06-30",
                }
            )
        one, office = self.appraised("certificate_province_person")
        office.no_consultation_reason = "Không thuộc diện phải hiệp y"
        members = [self.person() for _each in range(5)] + [self.nominee]
        Vote = office.env["cchc.award.vote"]
        with self.assertRaisesRegex(ValidationError, "steps aside"), self.cr.savepoint():
            Vote.create({"nomination_id": one.id, "employee_id": self.nominee.id})
        votes = Vote.create(
            [
                {
                    "nomination_id": one.id,
                    "employee_id": member.id,
                    "vote": "aside" if member == self.nominee else "favour",
                }
                for member in members
            ]
        )
        with self.assertRaisesRegex(ValidationError, "steps aside"), self.cr.savepoint():
            votes[0].has_interest = True
        votes[0].vote = "against"
        self.assertEqual((one.council_members, one.council_present, one.council_favour), (5, 5, 4))
        office.write({"council_on": "2025-06-30", "council_minutes": "Biên bản"})
        votes[1].vote = "absent"  # 3 of 5 in favour, 4 of 5 present
        with self.assertRaisesRegex(UserError, "(?s)Share of votes.*80 %.*members present: 90 %"):
            office.action_vote()
        office.action_check()
        with self.assertRaisesRegex(UserError, "No reason stands in"):
            self.found(office)["votes"].action_excuse("Thành tích nổi bật")
        votes[1].vote = "favour"  # 4 of 5 are 80 percent, 5 of 5 present
        office.action_vote()
        self.assertEqual({self.found(one)[kind].status for kind in ("votes", "quorum")}, {"met"})
        with self.assertRaises(UserError):
            votes[1].vote = "against"

    def test_nobody_appraises_what_he_proposed(self):
        self.awarded(2024, code="certificate_province_person")
        one = self.nominate("fighter_base", user=self.hr_2)
        self.assertEqual(self.found(one)["earlier"].status, "unmet")
        self.excuse(one, "Đang chờ quyết định")
        one.with_user(self.user_gtvt_hr).action_propose()
        # Of a base title the agency's HR office appraises, but neither who registered nor proposed.
        for user in (self.hr_2, self.user_gtvt_hr):
            one.with_user(user).appraisal = "Đủ điều kiện"
            if user == self.hr_2:
                with self.assertRaisesRegex(AccessError, "You registered the nomination"):
                    self.confirm(one.with_user(user))
            else:
                self.confirm(one.with_user(user))
            with self.assertRaisesRegex(AccessError, "another person decides"):
                one.with_user(user).action_appraise()
        with self.assertRaises(AccessError):
            one.with_user(self.user_gtvt_head).action_appraise()
        # Nor the nominated person, whatever the role.
        self.nominee.user_id = self.user_standing
        with self.assertRaisesRegex(AccessError, "your own nomination"):
            self.as_office(one).action_appraise()
        self.nominee.user_id = False
        self.as_office(one).action_appraise()
        # Of a title of the province it does not.
        other = self.nominate("certificate_province_person", user=self.hr_2, year=2025)
        other.action_propose()
        with self.assertRaises(AccessError):
            other.with_user(self.user_gtvt_hr).appraisal = "x"

    def test_short_way(self):
        one, office = self.appraised(
            "certificate_province_person",
            kind="sudden",
            unit_council_on=False,
            unit_minutes=False,
            unit_members=0,
            unit_present=0,
            unit_favour=0,
        )
        with self.assertRaisesRegex(UserError, "no council"):
            office.action_vote()
        office.action_decide("8/QĐ-UBND", "2025-01-15")
        self.assertEqual((one.award_id.kind, one.award_id.year), ("sudden", 2024))

    def test_discipline_is_never_passed_unseen(self):
        """Not even where the title asks for nothing."""
        one = self.nominate("certificate_province_person")
        self.assertEqual(self.found(one)["discipline"].status, "by_hand")
        other = self.nominate()
        self.confirm(other.with_user(self.user_gtvt_head))
        self.excuse(other)
        self.accuse()
        one.action_check()
        self.assertEqual(self.found(one)["discipline"].status, "unmet")
        self.assertIn("Not met: no discipline", self.found(one)["discipline"].sentence)
        with self.assertRaisesRegex(UserError, "Not met: no discipline or investigation"):
            one.action_propose()
        with self.assertRaises(UserError):
            one.check_ids.action_confirm("Không sao")
        # A reason that was given for something else does not cover it, nor what was confirmed.
        other.action_check()
        self.assertEqual(self.found(other)["earlier"].standing, "excused")
        with self.assertRaisesRegex(UserError, "iscipline or investigation"):
            other.action_propose()
        self.excuse(other, "Đã xem xét, không có dấu hiệu vi phạm")
        other.action_propose()
        office = self.as_office(other)
        office.appraisal = "Trình xem xét"
        self.confirm(office)
        office.action_appraise()
        self.assertEqual(
            self.found(office)["discipline"].confirm_reason, "Đã xem xét, không có dấu hiệu vi phạm"
        )

    def test_discipline_of_all_years_that_the_title_counts(self):
        """Three years of the base title count: a decision of the first of them bars too."""
        with freeze_time("2022-03-01 03:00:00"):
            self.accuse()
        case = self.env["cchc.discipline.case"].search([("employee_id", "=", self.nominee.id)])
        with case._permit({"state", "decision_date", "closed_on"}):
            case.write(
                {"state": "decided", "decision_date": "2022-05-05", "closed_on": "2022-05-05"}
            )
        for code, year, status in (
            ("fighter_province", 2024, "unmet"),
            ("fighter_province", 2025, "by_hand"),
            ("fighter_base", 2024, "by_hand"),
        ):
            with self.subTest(code=code, year=year):
                line = self.found(self.nominate(code, year=year))["discipline"]
                self.assertEqual(line.status, status)
        line = self.found(self.nominate(employee_id=self.person_of_gtvt()))["discipline"]
        self.assertIn("discipline or investigation, 2022–2024", line.sentence)

    def test_reviews_bar_a_collective(self):
        """Of exactly that unit, in the years that count; who proposes reads the register itself."""
        self.env["cchc.discipline.review"].create(
            [
                {"unit_id": unit.id, "cause": "Chậm tiến độ", "document_date": day}
                for unit, day in ((self.gtvt, "2024-11-01"), (self.gtvt_division, "2023-11-01"))
            ]
        )
        values = {"code": "collective_excellent", "employee_id": False}
        one = self.nominate(**values)
        line = self.found(one)["discipline"]
        self.assertEqual(line.status, "unmet")
        self.assertIn("no review or criticism of the collective; one of 2024", line.sentence)
        with self.assertRaisesRegex(UserError, "review or criticism of the collective"):
            one.action_propose()
        self.assertEqual(
            self.found(self.nominate(**values, year=2023))["discipline"].status, "by_hand"
        )
        # Where the title itself asks for it, and three years count.
        for kind, more in (
            ("discipline", {}),
            ("earlier", {"earlier_title_id": self.title["collective_excellent"].id, "times": 3}),
        ):
            self.env["cchc.award.condition"].create(
                {
                    "title_id": self.title["collective_excellent"].id,
                    "kind": kind,
                    "date_from": "2024-01-01",
                    **more,
                }
            )
        line = self.found(self.nominate(**values, year=2026))["discipline"]
        self.assertEqual(line.status, "unmet")
        self.assertIn("no review or criticism of the collective, 2024–2026", line.sentence)

    def test_reform_rating_of_the_head_and_index(self):
        """The announced rating of the unit's head decides; the index is confirmed by hand."""
        Condition, title = self.env["cchc.award.condition"], self.title["collective_excellent"]
        for kind, values in (("reform", {"rating": "good"}), ("index", {"percent": 80})):
            Condition.create(
                {"title_id": title.id, "kind": kind, "date_from": "2024-01-01", **values}
            )
        heads = [self.deputy(self.gtvt, capacity="head", date_from=day, date_to=until).employee_id
                 for day, until in (("2020-01-01", "2024-06-30"), ("2024-07-01", False))]  # fmt: skip
        ratings = self.env["cchc.rating"].create(
            [
                {
                    "subject": "head",
                    "employee_id": head.id,
                    "unit_id": self.gtvt.id,
                    "year": 2024,
                }
                for head in heads
            ]
        )

        def found():
            one.with_user(self.user_gtvt_hr).action_check()
            line = self.found(one)["reform"]
            return line.status

        def announce(rating, level, state="announced"):
            with rating._permit({"state", "level"}):
                rating.write({"state": state, "level": level})

        one = self.nominate("collective_excellent", employee_id=False)
        announce(ratings[0], "excellent")
        self.assertEqual(found(), "by_hand", "the other head of the year is not announced yet")
        announce(ratings[1], "completed", "decided")
        self.assertEqual(found(), "by_hand")
        announce(ratings[1], "completed")
        self.assertEqual(found(), "unmet", "the worst of both counts")
        announce(ratings[1], "good")
        self.assertEqual(found(), "met")
        self.assertIn(
            "Reform rating of the unit's head at least: Completed well",
            self.found(one)["reform"].sentence,
        )
        index = self.found(one)["index"]
        self.assertEqual(index.status, "by_hand")
        self.assertIn("Reform index of the unit at least: 80 %", index.sentence)
        with self.assertRaisesRegex(UserError, "Give the reason"):
            index.with_user(self.user_gtvt_head).action_confirm(" ")
        index.with_user(self.user_gtvt_head).action_confirm("Quyết định công bố chỉ số")
        # Before the proposal only who answers for exactly the unit is told, and so checks.
        above = self.make_user("t_above_hr", ("hr", self.province))
        with self.assertRaises(AccessError):
            one.with_user(above).action_check()
        self.assertEqual(self.found(one)["reform"].status, "met")
        # Nor does he propose it, to be told afterwards.
        with self.assertRaises(AccessError):
            one.with_user(above).action_propose()
        # A division has no personnel office: the agency answers for it, and is told.
        division = self.nominate(
            "collective_excellent", employee_id=False, unit_id=self.gtvt_division.id
        )
        self.assertTrue(division.check_ids)
        division.action_check()

    def test_what_was_confirmed_is_void_for_another_person_or_year(self):
        one = self.nominate("certificate_province_person")
        self.confirm(one.with_user(self.user_gtvt_head))
        self.assertIn("confirmed", one.check_ids.mapped("state"))
        one.employee_id = self.person_of_gtvt()
        self.assertEqual(set(one.check_ids.mapped("state")), {"found"})

    def test_the_units_council_is_in_favour(self):
        one = self.nominate("certificate_province_person", unit_favour=4)
        with self.assertRaisesRegex(UserError, "not more than half"):
            one.action_propose()
        one.unit_favour = 5
        one.action_propose()

    def test_a_nomination_is_no_way_to_ask_about_others(self):
        """Who does not answer for exactly the unit learns nothing, nor does the person."""
        self.accuse()
        above = self.make_user("t_above_hr", ("hr", self.province))
        asked = self.nominate("certificate_province_person", user=above)
        self.assertEqual(self.found(asked)["discipline"].status, "by_hand")
        told = self.nominate()
        self.assertEqual(self.found(told)["discipline"].status, "unmet")
        self.assertFalse(
            self.env["cchc.award.nomination.check"]
            .with_user(above)
            .search([("nomination_id", "=", told.id)])
        )
        actions = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.award.nomination"), ("res_id", "=", asked.id)]
        )
        self.assertEqual(actions.mapped("action"), ["create"])
        asked.unlink()
        self.env["cchc.staff.appointment"].search([("employee_id", "=", self.nominee.id)]).write(
            {"date_to": "2025-12-31", "change_reason": "Chuyển công tác"}
        )
        told.action_check()
        self.assertEqual(self.found(told)["discipline"].status, "by_hand", "is elsewhere now")
        self.nominee.sudo().user_id = self.user_gtvt_hr
        self.env.invalidate_all()
        self.assertFalse(told.with_user(self.user_gtvt_hr).check_ids)
        for ask in (
            told.action_check,
            told.action_propose,
            lambda: self.nominate(year=2023),
        ):
            with self.assertRaises(AccessError):
                ask()

    def test_the_file_is_what_its_name_says(self):
        """Whichever way it comes: by its field, its name alone, or the caller's defaults."""
        one = self.nominate(file=PDF, file_name="báo cáo.pdf")
        page = base64.b64encode(b"<html><script>1</script></html>").decode()
        with self.assertRaisesRegex(UserError, "trang.html.*not of a type"):
            one.write({"file": page, "file_name": "trang.html"})
        for attack in (
            lambda: one.write({"file_name": "a.exe"}),
            lambda: one.write({"file": page}),
            lambda: self.nominate(year=2023, file=page, file_name="a.pdf"),
            lambda: (
                self.env["cchc.award.nomination"]
                .with_user(self.user_gtvt_hr)
                .with_context(default_file=page, default_file_name="a.html")
                .create(self.values_of(year=2023))
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                attack()
        one.file_name = "thành tích.pdf"
        self.assertEqual(
            (one.file_name, one.with_context(bin_size=False).file.decode()), ("thành tích.pdf", PDF)
        )

    def test_registration_return_and_end(self):
        with freeze_time("2025-04-02 03:00:00"):
            late = self.nominate(year=2025)
        self.assertIn("Registered after the first quarter (until 31/03/2025", late.late_note)
        with freeze_time("2025-03-31 03:00:00"):
            self.assertFalse(self.nominate(year=2025, employee_id=self.person_of_gtvt()).late_note)
        self.excuse(late)
        late.action_propose()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            late.achievements = "x"
        with self.assertRaises(AccessError):
            late.state = "appraised"
        self.as_office(late).action_return("Bổ sung minh chứng")
        self.assertEqual((late.state, late.return_reason), ("registered", "Bổ sung minh chứng"))
        late.action_withdraw("Chuyển công tác")
        self.assertEqual((late.state, late.end_reason), ("withdrawn", "Chuyển công tác"))
        self.nominate(year=2025)  # the place is free
        # Before it is proposed the standing office sees that it is registered, not what was found.
        new = self.nominate(year=2024)
        self.env.invalidate_all()
        office = self.as_office(new)
        self.assertEqual(
            (office.check_note, len(office.check_ids)), ("Shown once it is proposed", 0)
        )
        with self.assertRaises(AccessError):
            new.with_user(self.user_auditor).read(["year"])

    def person_of_gtvt(self):
        return self.deputy(self.gtvt).employee_id.id

    def test_check_of_many_takes_as_many_queries(self):
        people = [self.person_of_gtvt() for _each in range(4)]
        first = self.nominate(employee_id=people[0])
        others = first.union(*(self.nominate(employee_id=one) for one in people[1:]))

        def queries(nominations):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            nominations.sudo()._check_anew()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(first)
        self.assertEqual(queries(others), queries(first))


@tagged("post_install", "-at_install")
class TestNominationDocuments(HttpCase, NominationCase):
    """What is printed is what the reader may read; numbers stay empty."""

    def document(self, user, document, nominations):
        self.authenticate(user.login, user.login)
        answer = getattr(nominations.with_user(user), f"action_print_{document}")()
        return self.url_open(answer["url"])

    def test_list_and_drafts(self):
        self.nominee.name = "=1+1 Văn An"
        self.awarded(2022, 2024)
        short = self.nominate()
        self.excuse(short, "Thành tích {{ 7*7 }} nổi bật")
        other = self.nominate("certificate_province_person")
        both = short | other
        answer = self.document(self.user_gtvt_hr, "list", both)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        self.assertEqual([row[1] for row in rows], ["=1+1 Văn An"] * 2)
        self.assertEqual((rows[0][6], rows[0][9]), ("2024", "8/9"))
        self.assertIn("2023 (06/2022/QH15)", rows[0][8])
        text = text_of(self.document(self.user_gtvt_hr, "submission", both).content)
        for part in (
            "TỜ TRÌNH", "Số:          /TTr-T-GTVT", "2 cá nhân", "06/2022/QH15",
            "Thành tích {{ 7*7 }} nổi bật", "cần đối chiếu", "Kính gửi: Chủ tịch Ủy ban nhân dân",
            "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15",
        ):  # fmt: skip
            self.assertIn(part, text)
        table = NominationTable(both, dates.today())
        with self.assertRaises(UserError):
            decision_docx(table)  # neither is voted on
        # Of several departments the standing office submits, not the committee to its own chair.
        yte = self.nominate(
            "collective_excellent", self.user_yte_head, employee_id=False, unit_id=self.yte.id
        )
        several = (other | yte).with_user(self.user_standing)
        text = text_of(submission_docx(NominationTable(several, dates.today())))
        self.assertIn("Sở Nội vụ kính trình", text)
        ready, _office = self.appraised("certificate_province_person", kind="sudden", year=2023)
        text = text_of(self.document(self.user_standing, "decision", ready).content)
        self.assertIn("Như Điều 3", text)
        self.assertIn("/QĐ-UBND", text)  # the province decides on its title
        self.assertIn("1,5 lần mức lương cơ sở", text)
        printed = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.award.nomination"), ("action", "=", "export")]
        )
        self.assertEqual(len(printed), 3)  # what was made without the address is not

    def test_nobody_else_takes_them_out(self):
        one = self.nominate()
        self.authenticate(self.user_yte_head.login, self.user_yte_head.login)
        for path in (f"list/{one.id}", f"submission/{one.id}", "list/0", "list/x", f"x/{one.id}"):
            answer = self.url_open(f"/cchc/nominations/{path}")
            self.assertIn(answer.status_code, (400, 403, 404), path)
            self.assertNotIn(self.nominee.name, answer.text)
