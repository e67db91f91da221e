from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .staff_case import StaffCase


@tagged("post_install", "-at_install")
class TestAward(StaffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person_gtvt = cls.deputy(cls.gtvt_division).employee_id
        cls.title = {
            code: cls.env.ref(f"cchc_reform.award_title_{code}")
            for code in (
                "advanced_worker", "fighter_base", "fighter_province", "fighter_nation",
                "flag_province", "certificate_base_person",
            )
        }  # fmt: skip

    def award(self, code="fighter_base", year=2023, user=None, **values):
        title = self.title[code]
        person = self.person_gtvt.id if title.subject == "person" else False
        return (
            self.env["cchc.award"]
            .with_user(user or self.user_gtvt_hr)
            .create(
                {
                    "title_id": title.id,
                    "employee_id": person,
                    "unit_id": self.gtvt.id,
                    "year": year,
                    "decision_number": "12/QĐ-SGTVT",
                    "decision_date": date(year + 1, 1, 15),
                    **values,
                }
            )
        )

    def told(self, code, year):
        findings = self.title[code]._findings(year, self.person_gtvt)
        return {finding.ref.kind: finding.ref._told(finding) for finding in findings}

    def test_conditions_name_what_is_missing(self):
        for year in (2021, 2023, 2024):
            self.award(year=year)
        told = self.told("fighter_province", 2024)
        self.assertIn("Not met: 3 × “Emulation fighter of the base”", told["earlier"])
        self.assertIn("not awarded for 2022 (06/2022/QH15)", told["earlier"])
        self.assertIn("Not met: Recognised initiative", told["initiative"])
        self.assertIn("08/2017/TT-BNV", told["discipline"])
        self.assertIn("to verify", told["discipline"])
        self.award(year=2022)
        self.assertIn("Met: 3 ×", self.told("fighter_province", 2024)["earlier"])
        check = self.env["cchc.award.check"].with_user(self.user_gtvt_hr)
        check = check.create(
            {
                "title_id": self.title["fighter_nation"].id,
                "employee_id": self.person_gtvt.id,
                "year": 2024,
            }
        )
        self.assertIn("Not met: 2 × “Emulation fighter of the province”", check.result)
        self.assertIn("awarded 0 times", check.result)

    def test_cancelled_no_longer_counts_and_stays(self):
        award = self.award(year=2024)
        self.award(year=2022), self.award(year=2023)
        self.assertIn("Met: 3 ×", self.told("fighter_province", 2024)["earlier"])
        with self.assertRaisesRegex(UserError, "the decision that cancels"):
            award.action_cancel("Khai gian thành tích")
        award.write({"cancel_number": "7/QĐ", "cancel_date": date(2025, 6, 2)})
        award.action_cancel("Khai gian thành tích")
        self.assertEqual(award.state, "cancelled")
        self.assertIn("not awarded for 2024", self.told("fighter_province", 2024)["earlier"])
        with self.assertRaises(UserError):
            award.note = "x"
        with self.assertRaises(UserError):
            award.sudo().unlink()
        # Why it was taken back is nobody's business outside.
        with self.assertRaises(AccessError):
            award.with_user(self.user_yte_officer).read(["note"])
        self.award(year=2024)  # the place is free

    def test_scope(self):
        award = self.award()
        self.assertEqual(award.with_user(self.user_outsider).decision_number, "12/QĐ-SGTVT")
        self.award(year=2022, user=self.user_standing)
        hr_yte = self.make_user("t_yte_hr", ("hr", self.yte))
        with self.assertRaises(AccessError):
            self.award(year=2021, user=hr_yte)
        with self.assertRaisesRegex(ValidationError, "holds and held no post in Sở Y tế"):
            self.award(year=2021, user=hr_yte, unit_id=self.yte.id)
        with self.assertRaises(AccessError):
            award.with_user(hr_yte).note = "x"
        self.deputy(self.yte, employee_id=self.person_gtvt.id, mode="seconded")
        with self.assertRaises(AccessError):
            award.unit_id = self.yte

    def test_register_is_sound(self):
        self.award()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.award()
        self.award("flag_province", unit_id=self.gtvt.id)
        for values in (
            {"code": "flag_province", "employee_id": self.person_gtvt.id, "year": 2020},
            {"employee_id": False, "year": 2020},
            {"kind": "sudden", "year": 2020},
            {"decision_date": date(2999, 1, 1), "year": 2020},
            {"authority": "district_chair", "year": 2025, "decision_date": date(2025, 7, 1)},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.award(**values)
        self.award(authority="district_chair", year=2025, decision_date=date(2025, 6, 30))

    def test_money_as_of_the_decision(self):
        before = self.award(year=2023)
        after = self.award(year=2025, decision_date=date(2025, 12, 20))
        self.assertIn("no multiple is entered", before.amount_note)
        self.assertIn("1 × the base salary, which is not known", after.amount_note)
        salaries = self.env["cchc.award.base.salary"].with_user(self.user_admin_cchc)
        salaries.create(
            [
                {"amount": 1000, "date_from": "2025-07-01", "date_to": "2025-12-19"},
                {"amount": 2000, "date_from": "2025-12-20", "confirmation": "confirmed"},
            ]
        )
        after.invalidate_recordset()
        self.assertEqual((after.amount, after.amount_note), (2000, "1 × 2.000 = 2.000 VND"))
        with self.assertRaisesRegex(ValidationError, r"2\.000 \(20/12/2025 – …\).*3\.000"):
            salaries.create({"amount": 3000, "date_from": "2026-01-01"})
        money = self.title["fighter_base"].money_ids
        with self.assertRaisesRegex(ValidationError, "in force on the same days"):
            money.copy({"date_from": "2026-01-01"})

    def test_figures_of_the_catalogue(self):
        """The confirmed multiples of decree 152/2025, and what is flagged."""
        expected = {
            "fighter_nation": 4.5, "fighter_province": 3, "fighter_base": 1,
            "advanced_worker": 0.3, "collective_excellent": 1.5, "collective_advanced": 0.8,
            "commune_exemplary": 2, "flag_government": 12, "certificate_province_person": 1.5,
        }  # fmt: skip
        for code, multiple in expected.items():
            line = self.env.ref(f"cchc_reform.award_money_{code}")
            self.assertEqual(
                (line.multiple, line.confirmation, line.date_from),
                (multiple, "confirmed", date(2025, 7, 1)),
                code,
            )
        flag = self.env.ref("cchc_reform.award_money_flag_province")
        self.assertEqual(flag.confirmation, "to_verify")
        ended = self.title["fighter_base"].authority_ids.filtered("date_to")
        self.assertEqual((ended.authority, ended.date_to), ("district_chair", date(2025, 6, 30)))
