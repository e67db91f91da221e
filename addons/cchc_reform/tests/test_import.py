import base64
import csv
import json
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO
from unittest import TestCase

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..wizard import table_reader
from ..wizard.import_base import UnitLookup
from .common import ReformCase

# 12:00 in Vietnam.
NOON = "2026-03-10 05:00:00"

# The shape of the official list, as it stood before 1 July 2025.
LOCALITIES = """\
code,name,level,parent_code,division_type
988,Tỉnh Hải Thử,province,,tỉnh
9291,Huyện Nam Thử,district,988,huyện
9294,Huyện Thanh Thử,district,988,huyện
91060,Xã Tân Việt,commune,9291,xã
91061,Xã Tân Việt,commune,9294,xã
91062,Xã Cẩm Giang,commune,9291,xã
91063,Xã Cẩm Giàng,commune,9291,xã
"""


def csv_file(rows, delimiter=","):
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(rows, above=()):
    book = openpyxl.Workbook()
    for row in (*above, *rows):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


class TestTableReader(TestCase):
    def assertRefused(self, code, name, content):
        with self.assertRaises(table_reader.TableRefused) as caught:
            table_reader.read_table(name, content)
        self.assertEqual(caught.exception.code, code)

    def test_csv_with_commas_or_semicolons(self):
        rows = [["Tên", "Mã"], ["", ""], ["  Sở  Nội vụ ", "01"]]
        for delimiter in ",;\t":
            with self.subTest(delimiter):
                self.assertEqual(
                    table_reader.read_table("a.csv", csv_file(rows, delimiter)),
                    [(1, ["Tên", "Mã"]), (3, ["Sở Nội vụ", "01"])],
                )

    def test_workbook_values_become_text(self):
        content = xlsx_file([["A", "B", "C", "D"], [30.0, 1.5, datetime(2026, 1, 5), True]])
        self.assertEqual(
            table_reader.read_table("a.xlsx", content)[1], (2, ["30", "1.5", "2026-01-05", "True"])
        )

    def test_formulas_are_never_computed_and_their_look_is_plain_text(self):
        self.assertRefused("formulas", "a.xlsx", xlsx_file([["Tên"], ["Sở Y tế"], ["=1+1"]]))
        content = xlsx_file([["Tên"], ["@SUM(A1)"], ["-2"], ["+84"]])
        texts = [cells[0] for _number, cells in table_reader.read_table("a.xlsx", content)]
        self.assertEqual(texts, ["Tên", "@SUM(A1)", "-2", "+84"])
        rows = table_reader.read_table("a.csv", csv_file([["Tên"], ["=cmd()"]]))
        self.assertEqual(rows[1], (2, ["=cmd()"]))

    def test_the_result_of_a_formula_is_read(self):
        source, packed = (
            zipfile.ZipFile(BytesIO(xlsx_file([["Tên", "Số"], ["=A9", "=1+1"]]))),
            BytesIO(),
        )
        results = {
            b"<f>1+1</f><v></v>": b"<f>1+1</f><v>2</v>",
            b"<f>1+1</f><v />": b"<f>1+1</f><v>2</v>",
        }
        with zipfile.ZipFile(packed, "w") as package:
            for name in source.namelist():
                content = source.read(name).replace(b'<c r="A2">', b'<c r="A2" t="str">')
                for empty, result in results.items():
                    content = content.replace(empty, result)
                package.writestr(name, content)
        rows = table_reader.read_table("a.xlsx", packed.getvalue())
        self.assertEqual(rows[1], (2, ["", "2"]), "an empty text is a result")

    def test_text_is_composed_and_without_hidden_characters(self):
        self.assertEqual(table_reader.cell_text("Tha\u0300nh\u200b\u00a0\n phố\u202e"), "Thành phố")

    def test_what_is_no_table_is_refused(self):
        self.assertRefused("empty", "a.csv", b"")
        self.assertRefused("no_rows", "a.csv", b"\n,\n")
        self.assertRefused("not_utf8", "a.csv", "Tên".encode("utf-16"))
        self.assertRefused("content_mismatch", "a.xlsx", b"not a workbook")
        self.assertRefused("type_not_allowed", "a.xls", b"x")
        self.assertRefused("type_not_allowed", "a.exe", b"x")
        self.assertRefused("too_large", "a.csv", b"x" * (table_reader.MAX_BYTES + 1))
        self.assertRefused("too_large", "a.xlsx", b"x" * (table_reader.MAX_BYTES + 1))

    def test_rows_that_a_filter_hides_are_named(self):
        book = openpyxl.Workbook()
        for row in (["Tên"], ["a"], ["b"], ["c"]):
            book.active.append(row)
        book.active.row_dimensions[3].hidden = True
        book.active.row_dimensions[9].hidden = True  # nothing stands there
        content = BytesIO()
        book.save(content)
        with self.assertRaises(table_reader.TableRefused) as caught:
            table_reader.read_table("a.xlsx", content.getvalue())
        self.assertEqual((caught.exception.code, caught.exception.detail), ("hidden_rows", "3"))

    def test_what_stands_far_below_is_not_left_out(self):
        book = openpyxl.Workbook()
        book.active.append(["a"])
        book.active.cell(table_reader.MAX_LINES + 5, 1, "x")
        content = BytesIO()
        book.save(content)
        self.assertRefused("too_many_rows", "a.xlsx", content.getvalue())
        # A line that is only formatted says nothing.
        book.active.cell(table_reader.MAX_LINES + 5, 1).value = None
        content = BytesIO()
        book.save(content)
        self.assertEqual(table_reader.read_table("a.xlsx", content.getvalue()), [(1, ["a"])])

    def test_too_many_rows_are_refused(self):
        many = [["x"]] * (table_reader.MAX_ROWS + 2)
        self.assertRefused("too_many_rows", "a.csv", csv_file(many))
        self.assertEqual(
            len(table_reader.read_table("a.csv", csv_file(many[:-1]))), table_reader.MAX_ROWS + 1
        )

    def rezipped(self, change):
        """A workbook whose parts went through ``change(name, content)``."""
        content = BytesIO()
        source = zipfile.ZipFile(BytesIO(xlsx_file([["Tên"], ["x"]])))
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(name, change(name, source.read(name)))
        return content.getvalue()

    def test_bombs_and_entities_are_refused(self):
        bomb = self.rezipped(
            lambda name, part: (
                part + b" " * table_reader.MAX_UNPACKED if name.endswith("sheet1.xml") else part
            )
        )
        self.assertRefused("zip_bomb", "a.xlsx", bomb)
        declared = '<!DOCTYPE x [<!ENTITY a "b">]>'
        for encoding in ("ascii", "utf-16-le"):
            entities = self.rezipped(
                lambda name, part, code=encoding: (
                    declared.encode(code) + part if name.endswith("sheet1.xml") else part
                )
            )
            self.assertRefused("zip_bomb", "a.xlsx", entities)

    def test_a_broken_sheet_is_refused(self):
        broken = self.rezipped(lambda name, part: part[:40] if "sheet1" in name else part)
        self.assertRefused("content_mismatch", "a.xlsx", broken)


class ImportCase(ReformCase):
    def wizard(self, kind, content, name="table.csv", day=date(2023, 1, 1), **values):
        return (
            self.env["cchc.import.wizard"]
            .with_user(self.user_admin_cchc)
            .create(
                {
                    "kind": kind,
                    "file": base64.b64encode(content),
                    "file_name": name,
                    "date": day,
                    **values,
                }
            )
        )

    def imported(self, kind, rows, **values):
        content = rows if isinstance(rows, bytes) else csv_file(rows)
        wizard = self.wizard(kind, content, **values)
        wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.issue_ids.mapped("message"))
        return wizard

    def faults(self, kind, rows, **values):
        """(row, column, message) of each fault; nothing may have been written."""
        content = rows if isinstance(rows, bytes) else csv_file(rows)
        wizard = self.wizard(kind, content, **values)
        models = ("hr.department", "hr.employee", "res.users", "cchc.staff.appointment")
        before = [self.env[model].search_count([]) for model in models]
        wizard.action_check()
        self.assertEqual(wizard.state, "faulty")
        wizard.action_import()
        self.assertEqual(wizard.state, "faulty")
        self.assertEqual([self.env[model].search_count([]) for model in models], before)
        return [(issue.row, issue.column, issue.message) for issue in wizard.issue_ids]

    def assertFault(self, faults, row, column, message):
        self.assertEqual(len(faults), 1, faults)
        self.assertEqual(faults[0][:2], (row, column))
        self.assertIn(message, faults[0][2])


@tagged("post_install", "-at_install")
class TestImportLocalities(ImportCase):
    def units(self):
        return self.env["hr.department"].search([("code", "=like", "9%"), ("level", "!=", False)])

    def test_the_official_list(self):
        content = LOCALITIES.encode("utf-8-sig")
        wizard = self.imported("localities", content, date_end=date(2025, 6, 30))
        self.assertIn("7 new rows", wizard.summary)
        commune = self.env["hr.department"].search([("code", "=", "91060")])
        self.assertEqual(commune.name, "Xã Tân Việt")
        self.assertEqual(commune.parent_id.name, "Huyện Nam Thử")
        self.assertEqual(commune.parent_id.parent_id.name, "Tỉnh Hải Thử")
        self.assertEqual((commune.level, commune.ranking_block), ("commune", "commune"))
        self.assertTrue(commune.parent_id.is_committee)
        province = commune.parent_id.parent_id
        self.assertLess(province.protocol_order, commune.parent_id.protocol_order)
        self.assertLess(commune.parent_id.protocol_order, commune.protocol_order)
        self.assertEqual(commune.date_start, date(2023, 1, 1))
        self.assertEqual(commune.date_end, date(2025, 6, 30))
        found = self.env["hr.department"]._resolve("UBND huyện Nam Thử", date(2023, 3, 15))
        self.assertEqual(found, commune.parent_id)

    def test_the_same_file_again_creates_nothing(self):
        content = LOCALITIES.encode()
        self.imported("localities", content)
        before = self.units()
        wizard = self.imported("localities", content, day=date(2024, 5, 1))
        self.assertIn("0 new rows; 7 were already there", wizard.summary)
        self.assertEqual(self.units(), before)

    def test_codes_go_to_other_localities_when_the_old_ones_have_ended(self):
        self.imported("localities", LOCALITIES.encode(), date_end=date(2025, 6, 30))
        later = [
            ["code", "name", "level", "parent_code"],
            ["988", "Thành phố Hải Mới", "province", ""],
            ["91060", "Phường Nam Thử", "commune", "988"],
        ]
        self.imported("localities", later, day=date(2025, 7, 1))
        old, new = self.env["hr.department"].search([("code", "=", "91060")], order="date_start")
        self.assertEqual((old.name, new.name), ("Xã Tân Việt", "Phường Nam Thử"))
        self.assertEqual(new.parent_id.name, "Thành phố Hải Mới")

    def test_faults(self):
        head = ["code", "name", "level", "parent_code"]
        province = ["988", "Tỉnh Hải Thử", "province", ""]
        for row, column, message in (
            (
                ["9291", "Huyện Nam Thử", "district", "77"],
                "Code of the unit above",
                "No unit above",
            ),
            (["9291", "Huyện Nam Thử", "district", ""], "Code of the unit above", "is missing"),
            (["9291", "Huyện Nam Thử", "vùng", "988"], "Level", "province, district, commune"),
            (["9291", "", "district", "988"], "Name", "must not be empty"),
            (["988", "Tỉnh Khác", "province", ""], "Code", "Row 2 has the same code"),
            (
                ["989", "Tỉnh Khác", "province", "988"],
                "Code of the unit above",
                "No unit lies above",
            ),
        ):
            with self.subTest(row):
                self.assertFault(
                    self.faults("localities", [head, province, row]), 3, column, message
                )

    def test_a_code_that_belongs_to_another_unit_is_a_fault(self):
        self.imported("localities", LOCALITIES.encode())
        head = ["code", "name", "level", "parent_code"]
        faults = self.faults("localities", [head, ["91060", "Xã Khác", "commune", "9291"]])
        self.assertFault(faults, 2, "Name", "91060 already belongs to Xã Tân Việt")
        faults = self.faults(
            "localities", [head, ["91060", "Xã Khác", "commune", "9291"]], day=date(2020, 1, 1)
        )
        self.assertFault(faults, 2, "Code of the unit above", "No unit above has this code")


@tagged("post_install", "-at_install")
class TestImportUnits(ImportCase):
    HEAD = ("Mã", "Tên đơn vị", "Loại đơn vị", "Đơn vị cấp trên", "Từ ngày", "Tên khác")

    def test_units_with_their_other_names(self):
        rows = [
            self.HEAD,
            # The unit above stands further down.
            ("", "Phòng Kế hoạch", "division", "Sở Công Thương", "", ""),
            ("T-CT", "Sở Công Thương", "department", "Tỉnh Thử Nghiệm", "05/01/2022", "SCT; Sở CT"),
        ]
        wizard = self.imported("units", xlsx_file(rows, above=[["DANH SÁCH"], []]), name="a.xlsx")
        self.assertIn("2 new rows", wizard.summary)
        unit = self.env["hr.department"].search([("code", "=", "T-CT")])
        self.assertEqual(unit.parent_id, self.province)
        self.assertEqual(unit.unit_type_id, self.env.ref("cchc_reform.unit_type_department"))
        self.assertEqual(unit.date_start, date(2022, 1, 5))
        self.assertEqual(unit.alias_ids.mapped("name"), ["SCT", "Sở CT"])
        self.assertEqual(unit.child_ids.mapped("name"), ["Phòng Kế hoạch"])
        self.assertEqual(unit.child_ids.date_start, date(2023, 1, 1))
        again = self.imported("units", xlsx_file(rows), name="a.xlsx")
        self.assertIn("0 new rows; 2 were already there", again.summary)

    def test_text_like_a_formula_is_a_name(self):
        rows = [self.HEAD, ("T-X", "=HYPERLINK(1)", "division", "Sở Y tế", "", "")]
        self.imported("units", rows)
        self.assertEqual(
            self.env["hr.department"].search([("code", "=", "T-X")]).name, "=HYPERLINK(1)"
        )

    def test_faults(self):
        for row, column, message in (
            (("", "Phòng A", "loại lạ", "Sở Y tế", "", ""), "Unit type", "write one of"),
            (("", "Phòng A", "division", "Sở Lạ", "", ""), "Unit above", "No unit has this name"),
            (("", "Phòng A", "division", "", "", ""), "Unit above", "Name the unit above"),
            (("", "Phòng A", "division", "Phòng A", "", ""), "Unit above", "No unit has this"),
            (("", "Phòng A", "division", "Sở Y tế", "31/02/2023", ""), "In being from", "no date"),
            (("", "#N/A", "division", "Sở Y tế", "", ""), "Unit name", "formula"),
            (("T-SNV", "Sở Lạ", "department", "Tỉnh Thử Nghiệm", "", ""), "Unit name", "belongs"),
            (("T-SNV", "Sở Lạ", "department", "Tỉnh Thử Nghiệm", "01/01/2019", ""),
             "Unit above", "No unit has this"),
        ):  # fmt: skip
            with self.subTest(row):
                self.assertFault(self.faults("units", [self.HEAD, row]), 2, column, message)

    def test_one_unit_twice_is_a_fault(self):
        row = ("", "Phòng A", "division", "Sở Y tế", "", "")
        faults = self.faults("units", [self.HEAD, row, row])
        self.assertFault(faults, 3, "Unit name", "Row 2 is the same unit")

    def test_an_ambiguous_unit_above_is_a_fault(self):
        self.imported("localities", LOCALITIES.encode())
        row = ("", "Văn phòng", "division", "xa tan viet", "", "")
        faults = self.faults("units", [self.HEAD, row])
        self.assertFault(faults, 2, "Unit above", "2 units have this name")
        self.assertIn("Huyện Nam Thử", faults[0][2])
        clear = ("", "Văn phòng", "division", "Xã Tân Việt (huyện Thanh Thử)", "", "")
        self.imported("units", [self.HEAD, clear])
        unit = self.env["hr.department"].search([("name", "=", "Văn phòng")])
        self.assertEqual(unit.parent_id.code, "91061")

    def test_a_row_that_makes_another_ambiguous_is_a_fault(self):
        rows = [
            self.HEAD,
            ("", "Phòng Tổng hợp", "division", "Sở Y tế", "", ""),
            ("", "Tổ Một", "division", "Phòng Tổng hợp", "", ""),
            ("", "Phòng Tổng hợp", "division", "Sở Nội vụ", "", ""),
        ]
        self.assertFault(self.faults("units", rows), 3, "Unit above", "2 units have this name")

    def test_missing_and_doubled_headings(self):
        faults = self.faults("units", [("Tên đơn vị", "Đơn vị cấp trên"), ("Phòng A", "Sở Y tế")])
        self.assertFault(faults, 0, "", "no column “Unit type”")
        faults = self.faults("units", [("Tên", "Tên đơn vị", "Loại"), ("A", "B", "division")])
        self.assertFault(faults, 0, "", "“Unit name” stands there twice")

    def test_columns_that_are_not_read_are_told(self):
        head = ("STT", *self.HEAD)
        wizard = self.wizard(
            "units", csv_file([head, ("1", "", "Phòng A", "division", "Sở Y tế", "", "")])
        )
        wizard.action_check()
        self.assertEqual(wizard.state, "ready")
        self.assertIn("not read: STT", wizard.summary)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestImportPeople(ImportCase):
    HEAD = (
        "Họ và tên",
        "Đơn vị",
        "Chức vụ",
        "Tư cách",
        "Từ ngày",
        "Đến ngày",
        "Đăng nhập",
        "Vai trò",
    )

    def rows(self, *rows):
        return [self.HEAD, *rows]

    def posts(self, name):
        return self.env["cchc.staff.appointment"].search([("employee_id.name", "=", name)])

    def test_people_with_posts_logins_and_roles(self):
        rows = self.rows(
            ("Phạm Văn Đông", "so giao thong van tai", "Giám đốc", "Người đứng đầu", "01/02/2024",
             "", "Dong.PV", "Người đứng đầu; công chức"),
            ("Đỗ Thị Thủy", "T-GTVT-PC", "Chuyên viên", "", "2025-03-01", "31/12/2025", "", ""),
            ("Vũ Hà", "Sở Y tế", "Phó Giám đốc", "Phó phụ trách", "01/02/2026", "", "", ""),
        )  # fmt: skip
        wizard = self.imported("people", xlsx_file(rows), name="people.xlsx")
        self.assertIn("3 new rows", wizard.summary)
        user = self.env["res.users"].search([("login", "=", "dong.pv")])
        self.assertEqual(user.name, "Phạm Văn Đông")
        self.assertEqual(user.employee_id.name, "Phạm Văn Đông")
        self.assertTrue(user._is_internal())
        self.assertFalse(user.has_group("hr.group_hr_user"))
        self.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        self.assertFalse(self.cr.fetchone()[0])
        roles = self.env["cchc.unit.role"].search([("user_id", "=", user.id)])
        self.assertEqual(set(roles.mapped("role")), {"head", "officer"})
        self.assertEqual(roles.unit_id, self.gtvt)
        self.assertEqual(roles.mapped("date_from"), [date(2026, 3, 10)] * 2)
        head = self.posts("Phạm Văn Đông")
        self.assertEqual(
            (head.title, head.capacity, head.mode, head.date_from),
            ("Giám đốc", "head", "regular", date(2024, 2, 1)),
        )
        self.assertEqual(self.gtvt.manager_id, user.employee_id)
        self.assertEqual(self.yte.manager_id.name, "Vũ Hà", "a deputy in charge answers")
        ended = self.posts("Đỗ Thị Thủy")
        self.assertEqual((ended.unit_id, ended.date_to), (self.gtvt_division, date(2025, 12, 31)))
        self.assertFalse(ended.employee_id.user_id)
        again = self.imported("people", xlsx_file(rows), name="people.xlsx")
        self.assertIn("0 new rows; 3 were already there", again.summary)
        self.assertEqual(len(self.env["cchc.unit.role"].search([("user_id", "=", user.id)])), 2)

    def test_one_login_is_one_person_with_several_posts(self):
        rows = self.rows(
            ("Phạm Đông", "Sở Y tế", "Chuyên viên", "", "01/01/2020", "31/12/2023", "dong", ""),
            ("Phạm Đông", "Sở Nội vụ", "Phó Giám đốc", "cấp phó", "01/01/2024", "", "dong", ""),
        )
        self.imported("people", rows)
        posts = self.posts("Phạm Đông")
        self.assertEqual(len(posts), 2)
        self.assertEqual(len(posts.employee_id), 1)
        self.assertEqual(posts.employee_id.department_id, self.snv)

    def test_namesakes_are_not_guessed_to_be_one(self):
        row = ("Nguyễn Văn Hùng", "Sở Y tế", "Chuyên viên", "", "01/01/2024", "", "", "")
        elsewhere = ("Nguyễn Văn Hùng", "Sở Nội vụ", "Chuyên viên", "", "01/01/2024", "", "", "")
        self.imported("people", self.rows(row, elsewhere))
        self.assertEqual(len(self.posts("Nguyễn Văn Hùng").employee_id), 2)
        other_post = (*row[:4], "01/01/2025", "", "", "")
        faults = self.faults("people", self.rows(other_post))
        self.assertFault(faults, 2, "Full name", "give each the login")
        faults = self.faults(
            "people", self.rows(*[("Lê Tư", *row[1:4], day, "", "", "") for day in
                                  ("01/01/2024", "01/01/2025")])
        )  # fmt: skip
        self.assertFault(faults, 3, "Full name", "give each the login")

    def test_a_login_comes_later_to_who_had_none(self):
        row = ("Lê Tư", "Sở Y tế", "Chuyên viên", "", "01/01/2024", "", "", "")
        self.imported("people", self.rows(row))
        self.imported("people", self.rows((*row[:6], "le.tu", "công chức")))
        post = self.posts("Lê Tư")
        self.assertEqual(len(post), 1)
        self.assertEqual(post.employee_id.user_id.login, "le.tu")
        self.assertEqual(post.employee_id.user_id.role_unit_ids("officer"), self.yte.ids)

    def test_a_unit_is_resolved_on_the_day_of_its_row(self):
        self.yte.date_end = date(2025, 6, 30)
        row = ("Lê Tư", "Sở Y tế", "", "", "01/07/2025", "", "", "")
        self.assertFault(
            self.faults("people", self.rows(row)), 2, "Unit", "Sở Y tế ended on 30/06/2025"
        )
        self.imported("people", self.rows((*row[:4], "30/06/2025", "", "", "")))

    def test_names_that_differ_by_diacritics_only(self):
        self.imported("localities", LOCALITIES.encode())
        row = ("Lê Tư", "xa cam giang", "", "", "01/01/2024", "", "", "")
        self.assertFault(self.faults("people", self.rows(row)), 2, "Unit", "2 units have this name")
        self.imported("people", self.rows(("Lê Tư", "Xã Cẩm Giàng", *row[2:])))
        self.assertEqual(self.posts("Lê Tư").unit_id.code, "91063")

    def test_a_column_for_the_unit_above_tells_namesakes_apart(self):
        self.imported("localities", LOCALITIES.encode())
        rows = [
            ("Họ tên", "Đơn vị", "Đơn vị cấp trên", "Từ ngày"),
            ("Lê Tư", "Xã Tân Việt", "Huyện Thanh Thử", "01/01/2024"),
        ]
        self.imported("people", rows)
        self.assertEqual(self.posts("Lê Tư").unit_id.code, "91061")

    def test_faults(self):
        good = ("Lê Tư", "Sở Y tế", "", "", "01/01/2024", "", "", "")
        for position, text, column, message in (
            (0, "123", "Full name", "no name"),
            (1, "Sở Lạ", "Unit", "No unit has this name or code on 01/01/2024"),
            (3, "trùm", "Capacity", "người đứng đầu"),
            (4, "2024", "From", "no date"),
            (5, "31/12/2023", "Until", "before the first day"),
            (6, "tư lê", "Login", "without diacritics"),
            (6, "t_yte_head", "Login", "belongs to Người dùng t_yte_head"),
            (7, "head", "Role", "needs a login"),
            (7, "vua", "Role", "is no role"),
        ):
            row = list(good)
            row[position] = text
            with self.subTest(text):
                self.assertFault(self.faults("people", self.rows(row)), 2, column, message)

    def test_two_heads_are_a_fault_that_names_both_and_the_row(self):
        rows = self.rows(
            ("Lê Tư", "Sở Y tế", "", "head", "01/01/2024", "", "", ""),
            ("Lê Năm", "Sở Y tế", "", "acting", "01/01/2025", "", "", ""),
        )
        faults = self.faults("people", rows)
        self.assertFault(faults, 3, "From", "two heads on 01/01/2025: Lê Tư and Lê Năm. See row 2.")
        self.imported("people", rows[:2])
        faults = self.faults("people", [rows[0], rows[2]])
        self.assertFault(faults, 2, "From", "Lê Tư and Lê Năm")

    def test_a_person_counted_twice_is_a_fault(self):
        row = ("Lê Tư", "Sở Y tế", "", "head", "01/01/2024", "", "le.tu", "")
        division = ("Lê Tư", "Phòng Pháp chế", "", "head", "01/01/2024", "", "le.tu", "")
        self.assertFault(
            self.faults("people", self.rows(row, division)), 3, "From", "counted twice"
        )
        rows = [(*self.HEAD, "Hình thức"), (*row, ""), (*division, "kiêm nhiệm")]
        self.imported("people", rows)
        self.assertEqual(self.gtvt_division._head_on(date(2026, 3, 1)).mode, "concurrent")

    def test_a_post_that_is_there_with_other_values_is_a_fault(self):
        row = ("Lê Tư", "Sở Y tế", "Chuyên viên", "", "01/01/2024", "", "", "")
        self.imported("people", self.rows(row))
        faults = self.faults("people", self.rows((*row[:5], "31/12/2026", "", "")))
        self.assertFault(faults, 2, "Until", "already there with another value")

    def test_posts_of_the_past_are_recorded_with_the_file(self):
        self.imported("people", self.rows(("Lê Tư", "Sở Y tế", "", "", "01/01/2024", "", "", "")))
        entry = self.env["cchc.audit.entry"].search(
            [
                ("model", "=", "cchc.staff.appointment"),
                ("res_id", "=", self.posts("Lê Tư").id),
            ]
        )
        self.assertIn("table.csv", entry.reason)

    def test_rows_are_not_looked_up_one_by_one(self):
        many = [
            (f"Người {number}", unit.code, "", "", "01/01/2024", "", f"nguoi.{number}", "officer")
            for number, unit in enumerate([self.snv, self.yte, self.gtvt, self.namsach] * 50)
        ]
        wizard = self.wizard("people", csv_file(self.rows(*many)))
        wizard.action_check()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            wizard.action_check()
            self.env.flush_all()
        self.assertEqual(wizard.state, "ready")


@tagged("post_install", "-at_install")
class TestImportWizard(ImportCase):
    def test_only_the_administrator_imports(self):
        for user in (self.user_gtvt_hr, self.user_standing, self.user_leader, self.user_outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["cchc.import.wizard"].with_user(user).create({"kind": "units"})
        wizard = self.wizard("units", csv_file([["Tên"]]))
        with self.assertRaises(AccessError):
            wizard.with_user(self.user_gtvt_hr).action_check()

    def test_a_wizard_of_another_state_imports_nothing_unchecked(self):
        rows = csv_file([("Tên đơn vị", "Loại đơn vị"), ("Phòng A", "lạ")])
        wizard = self.wizard("units", rows, state="ready")
        wizard.action_import()
        self.assertEqual(wizard.state, "faulty")

    def test_files_that_cannot_be_read_end_in_one_sentence(self):
        for name, content, message in (
            ("a.pdf", b"%PDF-1.4", "“a.pdf” is neither"),
            ("a.xlsx", b"no workbook", "“a.xlsx” cannot be read"),
            ("a.csv", "Tên".encode("utf-16"), "“a.csv” is not UTF-8"),
            ("a.csv", b" \n", "“a.csv” holds no table"),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, message):
                self.wizard("units", content, name=name).action_check()
        wizard = self.wizard("units", b"x")
        wizard.file = False
        with self.assertRaisesRegex(UserError, "Choose the file"):
            wizard.action_check()

    def test_each_import_is_recorded(self):
        wizard = self.imported("localities", LOCALITIES.encode())
        entry = self.env["cchc.audit.entry"].search(
            [("model", "=", wizard._name), ("res_id", "=", wizard.id)]
        )
        self.assertEqual(entry.action, "import_localities")
        recorded = json.loads(entry.new_value)
        self.assertEqual(recorded["new"], 7)
        self.assertEqual(len(recorded["sha256"]), 64)

    def test_what_goes_out_is_known_when_it_comes_in(self):
        self.env["cchc.unit.alias"].create({"unit_id": self.gtvt.id, "name": "SGTVT thử"})
        head = [
            "Họ và tên", "Đơn vị", "Tư cách", "Hình thức", "Từ ngày", "Đăng nhập", "Vai trò",
        ]  # fmt: skip
        self.imported(
            "people",
            [
                head,
                ["Vũ Hà", "Sở Y tế", "Phó phụ trách", "", "01/02/2026", "vu.ha", "công chức; hr"],
                ["Vũ Hà", "Sở Giao thông vận tải", "", "Kiêm nhiệm", "01/02/2026", "vu.ha", ""],
                ["Đỗ Thuý", "T-GTVT-PC", "Quyền", "", "01/02/2026", "", ""],
            ],
        )
        for kind in ("units", "people"):
            wizard = self.wizard(kind, b"x")
            wizard.action_current()
            book = base64.b64decode(wizard.current_file)
            rows = openpyxl.load_workbook(BytesIO(book)).worksheets[0].max_row - 1
            self.assertGreaterEqual(rows, 3)
            again = self.imported(kind, book, name="a.xlsx")
            self.assertIn(f"0 new rows; {rows} were already there", again.summary)
            entry = self.env["cchc.audit.entry"].search([("action", "=", f"export_{kind}")])
            self.assertEqual(entry.user_id, self.user_admin_cchc.id)
            self.assertEqual(json.loads(entry.new_value)["count"], rows)
        wizard = self.wizard("people", b"x").with_user(self.user_standing)
        with self.assertRaises(AccessError):
            wizard.action_current()

    def test_the_template_has_the_headings_that_are_read(self):
        for kind, columns in (("localities", 5), ("units", 8), ("people", 12)):
            for lang in ("en_US", "vi_VN"):
                self.env["res.lang"]._activate_lang(lang)
                wizard = self.wizard(kind, b"x").with_context(lang=lang)
                content = base64.b64decode(wizard.template_file)
                (number, headings), *_rest = table_reader.read_table("t.xlsx", content)
                self.assertEqual(len(headings), columns)
                wizard.write({"file": base64.b64encode(content), "file_name": "t.xlsx"})
                wizard.action_check()
                self.assertEqual(
                    wizard.issue_ids.mapped("row"), [0], wizard.issue_ids.mapped("message")
                )
                self.assertNotIn("column", wizard.issue_ids.message.lower().replace("columns", ""))
        action = wizard.action_template()
        self.assertIn(f"/web/content/cchc.import.wizard/{wizard.id}/template_file", action["url"])

    def test_units_are_found_as_the_unit_itself_finds_them(self):
        self.imported("localities", LOCALITIES.encode(), date_end=date(2025, 6, 30))
        self.env["cchc.unit.alias"].create({"name": "Sở GTVT", "unit_id": self.gtvt.id})
        lookup = UnitLookup(self.env)
        Unit = self.env["hr.department"]
        for text in (
            "Sở GTVT", "t-snv", "so y te", "Xã Tân Việt", "xã tân việt", "Huyện Nam Thử",
            "UBND huyện Nam Thử", "Không có", "", "91060", "phong phap che",
        ):  # fmt: skip
            for day in (date(2019, 1, 1), date(2023, 3, 15), date(2025, 7, 1)):
                with self.subTest(text=text, day=day):
                    found = lookup.find(text, day)
                    self.assertEqual(
                        {entry.record_id for entry in found}, set(Unit._resolve(text, day).ids)
                    )
