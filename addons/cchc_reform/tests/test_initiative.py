from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .staff_case import StaffCase
from .test_staff_streamlining_programme import Refusals


class InitiativeCase(Refusals, StaffCase):
    """GTVT's officer and a colleague are authors; the people of the council are of GTVT too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author, cls.colleague, cls.member = cls.deputy(cls.gtvt_division, 3).employee_id
        cls.author.user_id = cls.user_author = cls.make_user("t_author")
        cls.author.name, cls.colleague.name = "Nguyễn Thị Tác Giả", "Trần Văn Đồng Nghiệp"

    def initiative(self, user=None, **values):
        return (
            self.env["cchc.initiative"]
            .with_user(user or self.user_gtvt_officer)
            .create(
                {
                    "name": "Trả kết quả qua bưu chính",
                    "unit_id": self.gtvt.id,
                    "domain_id": self.domain_procedures.id,
                    "year": 2024,
                    "problem": "Người dân phải đi lại nhiều lần",
                    "solution": "Bưu chính trả kết quả tại nhà",
                    "saving": 120_000_000,
                    "author_ids": [
                        (0, 0, {"employee_id": self.author.id, "share": 66.67}),
                        (0, 0, {"employee_id": self.colleague.id, "share": 33.33}),
                    ],
                    **values,
                }
            )
        )

    def assess(self, one, user=None, **values):
        return (
            self.env["cchc.initiative.assessment"]
            .with_user(user or self.user_gtvt_hr)
            .create(
                {
                    "initiative_id": one.id,
                    "held_on": date(2024, 11, 20),
                    "member_ids": [(6, 0, self.member.ids)],
                    "votes_for": 1,
                    "decision_number": "30/QĐ-SGTVT",
                    "decision_date": date(2024, 12, 2),
                    **values,
                }
            )
        )

    def recognised(self, **values):
        one = self.initiative(**values)
        one.action_submit()
        self.assess(one)
        handled = one.with_user(self.user_gtvt_hr)
        handled.action_assess()
        handled.action_recognise()
        return one

    def at_province(self, one, **values):
        one.with_user(self.user_gtvt_head).action_propose()
        self.assess(
            one,
            self.user_standing,
            held_on=date(2025, 2, 3),
            decision_number="9/QĐ-UBND",
            decision_date=date(2025, 2, 10),
            **values,
        )
        return one.with_user(self.user_standing)

    def replicate(self, one, user=None, **values):
        return (
            self.env["cchc.initiative.replication"]
            .with_user(user or self.user_yte_officer)
            .create(
                {
                    "initiative_id": one.id,
                    "unit_id": self.yte.id,
                    "date_from": date(2025, 3, 1),
                    "effect": "Giảm đi lại",
                    "saving": 30_000_000,
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestInitiative(InitiativeCase):
    def test_from_draft_to_the_province(self):
        one = self.initiative()
        mine = one.with_user(self.user_author)
        mine.effect = "Giảm 60% số lượt đi lại"
        for user in (self.user_yte_head, self.user_standing, self.user_outsider):
            with self.assertRaises(AccessError):
                one.with_user(user).read(["name"])
        mine.action_submit()
        with self.refused(UserError, "cannot be changed"):
            mine.problem = "x"
        with self.assertRaises(UserError):
            mine.author_ids[0].share = 1
        handled = one.with_user(self.user_gtvt_hr)
        with self.refused(UserError, "Enter the assessment"):
            handled.action_assess()
        assessment = self.assess(one)
        self.assertEqual(assessment.level, "unit")
        handled.action_assess()
        with self.refused(UserError, "found otherwise"):
            handled.action_refuse()
        handled.action_recognise()
        self.assertEqual((one.level, one.unit_number), ("unit", "30/QĐ-SGTVT"))
        with self.refused(UserError, "not before this council"):
            assessment.minutes = "x"
        # Open to all, but not how the council voted.
        self.env.invalidate_all()
        read = one.with_user(self.user_outsider)
        self.assertEqual(read.problem, "Người dân phải đi lại nhiều lần")
        self.assertFalse(read.assessment_ids)
        with self.assertRaises(AccessError):
            assessment.with_user(self.user_yte_head).read(["minutes"])
        self.assertTrue(assessment.with_user(self.user_author).votes_for)
        self.assertTrue(handled.may_handle)
        for user in (self.user_author, self.user_yte_head, self.user_standing):
            self.assertFalse(one.with_user(user).may_handle)
        province = self.at_province(one)
        self.assertTrue(province.may_handle)
        with self.assertRaises(AccessError):
            handled.action_recognise_province()
        province.action_recognise_province()
        self.assertEqual((one.level, one.province_number), ("province", "9/QĐ-UBND"))
        self.assertEqual(
            self.env["cchc.audit.entry"].search_count(
                [("model", "=", one._name), ("res_id", "=", one.id)]
            ),
            5,
        )

    def test_not_recognised_for_a_reason(self):
        one = self.initiative()
        one.action_submit()
        handled = one.with_user(self.user_gtvt_head)
        handled.action_return("Nêu rõ giải pháp")
        self.assertEqual(one.with_user(self.user_author).return_reason, "Nêu rõ giải pháp")
        one.action_submit()
        with self.assertRaises(AccessError):
            one.with_user(self.user_standing).action_recall("Lý do")
        one.action_recall("Bổ sung số liệu")
        self.assertEqual((one.state, one.submitted_on), ("draft", False))
        one.action_submit()
        assessment = self.assess(one, votes_for=0, votes_against=1)
        with self.refused(UserError, "The council has met"):
            one.action_recall("Lý do")
        with self.refused(UserError, "no more votes for it"):
            handled.action_assess()
        assessment.result = "failed"
        with self.refused(UserError, "why the council"):
            handled.action_assess()
        one.sudo().assessment_ids.reason = "Không có tính mới"
        handled.action_assess()
        with self.refused(UserError, "found otherwise"):
            handled.action_recognise()
        handled.action_refuse()
        self.assertEqual(one.state, "not_recognised")
        with self.assertRaises(UserError):
            one.pilot_result = "x"
        # What the province does not recognise stays recognised by the unit.
        other = self.recognised(name="Sáng kiến khác")
        self.at_province(other, result="failed", reason="Phạm vi hẹp").action_decline()
        self.assertEqual((other.state, other.level), ("recognised_unit", "unit"))

    def test_authors_neither_vote_nor_handle(self):
        self.grant(self.user_author, "hr", self.gtvt)
        one = self.initiative()
        one.action_submit()
        with self.refused(ValidationError, "does not vote.*Tác Giả"):
            self.assess(one, member_ids=[(6, 0, (self.member | self.author).ids)])
        with self.refused(AccessError, "Another person"):
            self.assess(one, self.user_author)
        with self.refused(ValidationError, "more votes"):
            self.assess(one, votes_for=2)
        self.assess(one)
        with self.refused(AccessError, "Another person"):
            one.with_user(self.user_author).action_assess()
        with self.assertRaises(AccessError):
            one.action_assess()  # an officer
        # Somebody who voted becomes an author of what was returned: the vote is void.
        handled = one.with_user(self.user_gtvt_hr)
        handled.action_return("Bổ sung tác giả")
        one.author_ids[1].employee_id = self.member
        one.action_submit()
        with self.refused(ValidationError, "does not vote"):
            handled.action_assess()

    def test_shares_add_up_to_100(self):
        with self.refused(UserError, "Name the authors of"):
            self.initiative(author_ids=[]).action_submit()
        for shares, told in (((60, 30), "90%"), ((60, 40.5), "100,5%")):
            lines = zip((self.author, self.colleague), shares, strict=False)
            one = self.initiative(
                author_ids=[
                    (0, 0, {"employee_id": person.id, "share": share}) for person, share in lines
                ]
            )
            with self.refused(UserError, f"add up to {told}, not 100%"):
                one.action_submit()
        third = [(0, 0, {"outside_name": f"Người {n}", "share": 33.33 + 0.01 * (n == 0)})
                 for n in range(3)]  # fmt: skip
        self.initiative(author_ids=third).action_submit()
        for values in (
            {"share": 0, "outside_name": "A"},
            {"share": 5},
            {"share": 5, "outside_name": "A", "employee_id": self.author.id},
        ):
            with (
                self.subTest(values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.initiative(author_ids=[(0, 0, values)])

    def test_nobody_lets_himself_in(self):
        one = self.initiative(author_ids=[])
        stranger = self.env["cchc.initiative.author"].with_user(self.user_author)
        with self.assertRaises(AccessError):
            stranger.create({"initiative_id": one.id, "employee_id": self.author.id})
        with self.assertRaises(AccessError):
            stranger.with_context(default_initiative_id=one.id).create(
                {"employee_id": self.author.id}
            )
        mine = self.initiative()
        with self.refused(UserError, "stays with"):
            mine.with_user(self.user_author).author_ids[0].initiative_id = one
        # An author edits the own draft, and does not move it into a unit of others.
        with self.assertRaises(AccessError):
            mine.with_user(self.user_author).unit_id = self.yte
        for name, value in (("level", "province"), ("replication_count", 9)):
            with self.assertRaises(AccessError):
                self.initiative(**{name: value})
        forged = self.env["cchc.initiative"].with_context(
            default_level="province", default_state="recognised_province"
        )
        self.assertFalse(self.initiative().with_env(forged.env).copy().level)

    def test_found_without_diacritics(self):
        one = self.recognised()

        def found(words):
            search = self.env["cchc.initiative"].with_user(self.user_yte_officer)
            return search.search([("display_name", "ilike", words), ("unit_id", "=", self.gtvt.id)])

        for words in ("buu chinh", "TAC GIA", "di lai nhieu lan"):
            self.assertEqual(found(words), one)
        self.assertFalse(found("khong co"))

    def test_taken_over(self):
        draft = self.initiative(name="Chưa được công nhận")
        with self.refused(ValidationError, "Only a recognised"):
            self.replicate(draft)
        one = self.recognised()
        with self.refused(ValidationError, "of this unit"):
            self.replicate(one, self.user_gtvt_officer, unit_id=self.gtvt.id)
        with self.assertRaises(AccessError):
            self.replicate(one, self.user_gtvt_officer)
        taken = self.replicate(one)
        self.assertEqual((one.replication_count, one.replication_saving), (0, 0))
        with self.assertRaises(AccessError):
            taken.action_confirm()  # an officer
        with self.assertRaises(AccessError):
            taken.with_user(self.user_gtvt_head).read(["effect"])
        taken.with_user(self.user_yte_head).action_confirm()
        self.assertEqual((one.replication_count, one.replication_saving), (1, 30_000_000))
        self.assertEqual(one.with_user(self.user_gtvt_officer).replication_ids, taken)
        with self.assertRaises(UserError):
            taken.saving = 1
        taken.with_user(self.user_yte_head).action_reopen("Sửa số liệu")
        self.assertEqual(one.replication_count, 0)

    def test_from_outside_the_province(self):
        values = {"origin": "outside", "origin_place": "Tỉnh khác"}
        one = self.initiative(**values)
        with self.refused(UserError, "registered, not submitted"):
            one.action_submit()
        with self.assertRaises(AccessError):
            one.action_register()
        with self.refused(UserError, "no authors here"):
            one.with_user(self.user_gtvt_head).action_register()
        one.author_ids.unlink()
        one.with_user(self.user_gtvt_head).action_register()
        # The unit that found it may apply it as well as others.
        for user, unit in ((self.user_gtvt_head, self.gtvt), (self.user_yte_head, self.yte)):
            self.replicate(one, user, unit_id=unit.id).action_confirm()
        self.assertEqual(one.replication_count, 2)

    def test_told_to_awards(self):
        one = self.recognised()
        both = self.at_province(self.recognised(name="Cấp tỉnh", year=2023))
        both.action_recognise_province()
        self.initiative(year=2025).action_submit()
        told = self.env["cchc.initiative"].with_user(self.user_outsider)._recognised
        people = (self.author | self.member).ids
        self.assertEqual(
            told(people, 2023, 2025),
            {
                self.author.id: [(2024, "unit"), (2023, "unit"), (2023, "province")],
                self.member.id: [],
            },
        )
        self.assertEqual(told(people, 2025, 2026)[self.author.id], [])
        with self.assertRaises(AccessError):
            both.with_user(self.user_gtvt_head).action_cancel("Gian dối")
        both.action_cancel("Gian dối")
        one.with_user(self.user_gtvt_head).action_cancel("Gian dối")
        self.assertEqual(told(people, 2023, 2025)[self.author.id], [])
        with self.assertRaises(AccessError):
            one.with_user(self.user_yte_head).read(["name"])
        with self.assertQueryCount(2):
            self.env.invalidate_all()
            told(people * 20, 2000, 2026)

    def test_figures_of_reports(self):
        one = self.recognised()  # submitted today, recognised on 2 December 2024
        self.at_province(one).action_recognise_province()  # on 10 February 2025
        self.replicate(one, self.user_yte_head).action_confirm()  # since 1 March 2025
        self.replicate(one, self.user_namsach_head, unit_id=self.namsach.id)  # not confirmed
        metric = self.env["cchc.report.metric"]
        names = [name for name, _label in metric._names() if name.startswith(("init", "repl"))]
        units = self.province | self.gtvt | self.yte

        def figures(date_from, day):
            found = metric._values(names, units, date_from, day)
            return {name: [int(found[name][unit.id]) for unit in units] for name in names}

        nothing = dict.fromkeys(names, [0, 0, 0])
        self.assertEqual(
            figures(date(2024, 12, 1), date(2024, 12, 31)),
            {
                **nothing,
                "initiatives_recognised_unit": [1, 1, 0],
                "initiatives_saving": [120_000_000, 120_000_000, 0],
            },
        )
        self.assertEqual(
            figures(date(2025, 1, 1), date(2025, 3, 1)),
            {
                **nothing,
                "initiatives_recognised_province": [1, 1, 0],
                "replications": [1, 0, 1],
                "replications_saving": [30_000_000, 0, 30_000_000],
            },
        )
        self.assertEqual(figures(date(2025, 3, 2), date(2025, 6, 30)), nothing)
        today = one.submitted_on
        self.assertEqual(figures(today, today), {**nothing, "initiatives_registered": [1, 1, 0]})
        action = metric._action("replications", self.province, date(2025, 1, 1), date(2025, 12, 31))
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 1)
