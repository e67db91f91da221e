import unicodedata
from datetime import date

from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReformCase


@tagged("post_install", "-at_install")
class TestUnit(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Unit = cls.env["hr.department"]
        cls.commune_type = cls.antruong.unit_type_id
        cls.agency_type = cls.snv.unit_type_id

    def unit(self, name, parent, **values):
        return self.Unit.create(
            {
                "name": name,
                "parent_id": parent.id,
                "unit_type_id": self.commune_type.id,
                "date_start": date(2020, 1, 1),
                **values,
            }
        )

    # -- life ----------------------------------------------------------------------------------

    def test_both_ends_of_a_life_are_inclusive(self):
        unit = self.unit("Xã Cũ", self.namsach, date_end=date(2025, 6, 30))
        for day, is_open in (
            (date(2019, 12, 31), False),
            (date(2020, 1, 1), True),
            (date(2025, 6, 30), True),
            (date(2025, 7, 1), False),
        ):
            with self.subTest(day):
                self.assertEqual(unit._is_open_on(day), is_open)
                self.assertEqual(unit in self.Unit.search(self.Unit._domain_open_on(day)), is_open)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            unit.date_end = date(2019, 1, 1)
            self.env.flush_all()

    def test_in_being_today(self):
        ended = self.unit("Xã Cũ", self.namsach, date_end=date(2025, 6, 30))
        self.assertIn(self.antruong, self.Unit.search([("is_open", "=", True)]))
        self.assertNotIn(ended, self.Unit.search([("is_open", "=", True)]))
        self.assertIn(ended, self.Unit.search([("is_open", "=", False)]))
        self.assertIn(ended, self.Unit.search([]), "an ended unit stays in search")

    def test_a_code_is_unique_per_level_on_any_day_and_free_later(self):
        self.unit("Phường Cẩm Thượng", self.namsach, code="10507", date_end=date(2025, 6, 30))
        with self.assertRaises(ExclusionViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.unit("Phường Khác", self.namsach, code="10507", date_start=date(2025, 6, 30))
        self.unit("Phường Thành Đông", self.namsach, code="10507", date_start=date(2025, 7, 1))
        self.unit("Sở Trùng mã", self.province, code="10507", unit_type_id=self.agency_type.id)

    def test_an_ended_unit_stays_in_the_scope_of_its_users(self):
        self.yte.date_end = date(2022, 12, 31)
        self.assertEqual(self.user_yte_head.role_unit_ids("head"), self.yte.ids)
        task = self.make_task(self.namsach)
        self.yte.date_end = False
        self.assertFalse(task.with_user(self.user_yte_head).has_access("read"))

    def test_a_cycle_is_refused(self):
        with self.assertRaisesRegex(UserError, "Recursion"):
            self.province.parent_id = self.antruong

    def test_a_unit_does_not_start_after_the_one_above_has_ended(self):
        self.namsach.date_end = date(2025, 6, 30)
        with self.assertRaisesRegex(ValidationError, "Huyện Nam Sách"):
            self.unit("Xã Muộn", self.namsach, date_start=date(2025, 7, 1))

    # -- names ---------------------------------------------------------------------------------

    def test_a_name_reads_the_same_in_all_languages_and_without_one(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang in ("vi_VN", "en_US", None):
            with self.subTest(lang):
                self.gtvt.with_context(lang=lang).name = f"Sở Xây dựng {lang}"
                names = {
                    self.gtvt.with_context(lang=reader).name for reader in ("vi_VN", "en_US", None)
                }
                self.assertEqual(names, {f"Sở Xây dựng {lang}"})

    def test_units_sort_by_precedence_and_then_as_a_vietnamese_dictionary(self):
        names = ["Xã Đồng Lạc", "Xã An Bình", "Xã Ấp Bắc", "Xã Dân Chủ", "Xã Ân Thi", "Xã An Lâm"]
        units = self.Unit.browse()
        for name in names:
            units |= self.unit(name, self.namsach)
        first = self.unit("Xã Vĩnh Ưu tiên", self.namsach, protocol_order=1)
        self.assertEqual(
            self.Unit.search([("id", "in", (units | first).ids)]).mapped("name"),
            [
                "Xã Vĩnh Ưu tiên",
                "Xã An Bình",
                "Xã An Lâm",
                "Xã Ân Thi",
                "Xã Ấp Bắc",
                "Xã Dân Chủ",
                "Xã Đồng Lạc",
            ],
        )

    def test_names_are_found_in_every_writing(self):
        unit = self.unit("Xã Hòa Thủy", self.namsach)
        for text in (
            "xa hoa thuy",
            "Hòa Thủy",
            "Hoà Thuỷ",
            "HÒA THỦY",
            unicodedata.normalize("NFD", "Xã Hòa Thủy"),
            unicodedata.normalize("NFD", "hoà thuỷ"),
        ):
            with self.subTest(text):
                found = self.Unit.with_user(self.user_outsider).name_search(text)
                self.assertEqual([unit_id for unit_id, _name in found], unit.ids)
                self.assertIn(unit, self.Unit.search([("display_name", "ilike", text)]))

    def test_a_commune_and_a_division_are_shown_with_the_unit_above(self):
        self.assertEqual(self.antruong.display_name, "Xã An Trường (Huyện Nam Sách)")
        self.assertEqual(self.snv.display_name, "Sở Nội vụ")

    # -- resolving -----------------------------------------------------------------------------

    def test_a_name_is_resolved_on_its_day(self):
        old = self.unit("Xã Tân Việt", self.namsach, date_end=date(2025, 6, 30))
        new = self.unit("Xã Tân Việt", self.province, date_start=date(2025, 7, 1))
        self.assertEqual(self.Unit._resolve("xa tan viet", date(2025, 6, 30)), old)
        self.assertEqual(self.Unit._resolve("Xã Tân Việt", date(2025, 7, 1)), new)
        self.assertFalse(self.Unit._resolve("Xã Tân Việt", date(2019, 1, 1)))
        self.assertFalse(self.Unit._resolve("Xã Không Có", date(2025, 7, 1)))
        self.assertFalse(self.Unit._resolve("  ", date(2025, 7, 1)))

    def test_an_ambiguous_name_is_not_guessed(self):
        other_district = self.unit("Huyện Thanh Hà", self.province)
        here = self.unit("Xã Tân Việt", self.namsach)
        there = self.unit("Xã Tân Việt", other_district)
        day = date(2023, 3, 15)
        self.assertEqual(self.Unit._resolve("Xã Tân Việt", day), here | there)
        self.assertEqual(self.Unit._resolve("Xã Tân Việt", day, within=other_district), there)

    def test_codes_and_other_names_are_resolved(self):
        self.env["cchc.unit.alias"].create({"name": "Sở GTVT", "unit_id": self.gtvt.id})
        day = date(2023, 3, 15)
        self.assertEqual(self.Unit._resolve("so gtvt", day), self.gtvt)
        self.assertEqual(self.Unit._resolve("t-gtvt", day), self.gtvt)

    # -- access --------------------------------------------------------------------------------

    def test_only_the_administrator_writes_units(self):
        for user in (self.user_gtvt_head, self.user_gtvt_hr, self.user_standing, self.user_leader):
            with self.subTest(user.login):
                unit = self.gtvt.with_user(user)
                self.assertEqual(unit.name, "Sở Giao thông vận tải")
                with self.assertRaises(AccessError):
                    unit.name = "x"
                with self.assertRaises(AccessError):
                    unit.parent_id = self.yte
        self.gtvt.with_user(self.user_admin_cchc).code = "GTVT"
        with self.assertRaises(AccessError):
            self.gtvt.with_user(self.user_admin_cchc).unlink()

    def test_types_and_domains_are_data(self):
        department = self.env.ref("cchc_reform.unit_type_department")
        self.assertEqual((department.level, department.ranking_block), ("province", "agency"))
        for code in ("province", "district", "commune"):
            kind = self.env.ref(f"cchc_reform.unit_type_{code}")
            self.assertEqual((kind.level, kind.is_committee), (code, True))
        self.assertEqual(
            self.env["cchc.plan.domain"].search([], limit=7).mapped("code"),
            [
                "direction",
                "institutions",
                "procedures",
                "organisation",
                "civil_service",
                "public_finance",
                "digital_government",
            ],
        )
