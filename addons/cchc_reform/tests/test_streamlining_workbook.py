import base64
import csv
import io

import openpyxl

from odoo.exceptions import AccessError, UserError

from .test_staff_streamlining import CASE, CaseCase

HEADINGS = [
    "Họ và tên", "Đơn vị", "Chức danh", "Đối tượng", "Chính sách", "Căn cứ", "Ngày nghỉ",
    "Kinh phí", "Đợt", "Tên đăng nhập",
]  # fmt: skip
GOOD = [
    "Nguyễn Văn Út", "Sở Giao thông vận tải", "", "rearrangement_surplus", "early_retirement",
    "NĐ 154/2025/NĐ-CP", "01/03/2026", "125.000.000", "Đợt 1", "",
]  # fmt: skip


def table(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return base64.b64encode(text.getvalue().encode("utf-8-sig"))


class TestStreamliningWorkbook(CaseCase):
    def dialog(self, file=None, user=None, **values):
        return (
            self.env[f"{CASE}.workbook"]
            .with_user(user or self.user_gtvt_hr)
            .create({"file": file, "file_name": "danh-sach.csv", **values})
        )

    def faults(self, dialog):
        return {(issue.row, issue.column): issue.message for issue in dialog.issue_ids}

    def test_a_row_a_person(self):
        dialog = self.dialog(table(["DANH SÁCH"], HEADINGS, GOOD))
        dialog.action_check()
        self.assertEqual(dialog.state, "ready", dialog.issue_ids.mapped("message"))
        self.assertFalse(self.env[CASE].search([("employee_id", "=", self.person.id)]))
        dialog.action_import()
        case = self.env[CASE].search([("employee_id", "=", self.person.id)])
        self.assertEqual((case.state, case.cost, case.title), ("draft", 125_000_000, "Chuyên viên"))
        self.assertEqual((case.cost_source, case.list_number), ("state_budget", "Đợt 1"))
        self.assertEqual(case.proposed_by_id, self.user_gtvt_hr)
        entry = self.env["cchc.audit.entry"].search([("model", "=", CASE)], limit=1)
        self.assertEqual(entry.action, "import_cases")
        again = self.dialog(table(HEADINGS, GOOD))
        again.action_import()
        self.assertIn("0 new rows; 1 were already there", again.summary)

    def test_every_faulty_cell_is_named_and_nothing_is_kept(self):
        self.make_person("Trùng Tên", self.gtvt)
        self.make_person("Trùng Tên", self.gtvt_division)
        self.make_person("Lê Văn Lạ", self.yte)
        bad = [
            {0: "Không Có"},
            {0: "Trùng Tên"},
            {0: "Lê Văn Lạ", 1: "Sở Y tế"},
            {3: "đối tượng lạ", 4: "chính sách lạ"},
            {5: "NĐ 178/2024/NĐ-CP (sửa đổi bởi NĐ 67/2025/NĐ-CP)"},
            {6: "31/02/2026"},
            {7: "12,5"},
            {7: "-3"},
        ]
        rows = [[change.get(i, text) for i, text in enumerate(GOOD)] for change in bad]
        dialog = self.dialog(table(HEADINGS, GOOD, *rows, GOOD))
        dialog.action_import()
        faults = self.faults(dialog)
        for row, column, words in (
            (3, "Full name", "Nobody of this name"),
            (4, "Full name", "give the login"),
            (5, "Unit", "No unit has this name"),
            (6, "Category", "not known here"),
            (6, "Policy", "not known here"),
            (7, "Legal basis", "leaving dates until 01/09/2025"),
            (8, "Leaving date", "no date"),
            (9, "Cost (VND)", "whole number from 0"),
            (10, "Cost (VND)", "whole number from 0"),
            (11, "Full name", "Row 2 is about the same person"),
        ):
            self.assertIn(words, faults.pop((row, column), ""), (row, column))
        self.assertFalse(faults)
        self.assertFalse(self.env[CASE].search([("unit_id", "=", self.gtvt.id)]))

    def test_what_goes_out_comes_in(self):
        case = self.case()
        self.case(employee_id=self.make_person("Phạm Văn Ba", self.gtvt).id)
        dialog = self.dialog(kind="cases")
        dialog.action_current()
        entry = self.env["cchc.audit.entry"].search([("model", "=", CASE)], limit=1)
        self.assertEqual(entry.action, "export_streamlining")
        back = self.dialog(dialog.content)
        back.file_name = "danh-sach.xlsx"
        back.action_import()
        self.assertIn("0 new rows; 2 were already there", back.summary)
        dialog.list_number = "Đợt 9"
        self.assertFalse(dialog._importer().rows())
        case.with_user(self.user_gtvt_hr).unlink()
        back.action_import()
        self.assertIn("1 new rows; 1 were already there", back.summary)

    def test_who_imports_and_exports(self):
        self.case()
        for user in (self.user_gtvt_head, self.user_standing, self.user_leader):
            with self.assertRaises(AccessError):
                self.dialog(table(HEADINGS, GOOD), user).action_import()
        with self.assertRaises(AccessError):
            self.dialog(user=self.user_outsider)
        dialog = self.dialog(user=self.user_standing)
        dialog.action_current()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(dialog.content)))
        self.assertEqual(book.worksheets[0].max_row, 1, "drafts are not the standing office's")
        with self.refused(UserError, "no case to print"):
            dialog.action_print_list()
        with self.assertRaises(AccessError):
            dialog.with_user(self.user_yte_hr).read(["content"])

    def test_units_of_a_programme(self):
        programme = self.env["cchc.staff.streamlining.programme"].create(
            {
                "name": "Tinh giản",
                "unit_id": self.province.id,
                "year_from": 2024,
                "year_to": 2026,
                "baseline_on": "2024-01-01",
                "to_verify": True,
            }
        )
        headings = ["Đơn vị", "Loại", "Biên chế giao", "Tỷ lệ", "Chuyển tiếp", "2024", "Năm 2025"]
        rows = [
            ["Sở Giao thông vận tải", "", "41", "", "-1", "1", "1"],
            ["Sở Y tế", "viên chức", "", "12,5", "", "", ""],
        ]
        options = {"kind": "programme", "programme_id": programme.id}
        wrong = [
            ["Sở Lạ", "", "41", "", "", "", ""],
            ["Sở Nội vụ", "loại lạ", "4,5", "0", "x", "-1", ""],
            ["Sở Nội vụ", "hợp đồng", "4", "", "", "", ""],
            ["Sở Y tế", "viên chức", "7", "12,5", "", "", ""],
        ]
        dialog = self.dialog(table(headings, *rows, *wrong), self.user_province_hr, **options)
        dialog.action_import()
        self.assertEqual(
            set(self.faults(dialog)),
            {
                (4, "Unit"), (5, "Kind of staff"), (5, "Baseline"), (5, "Carry-over"),
                (5, "Cut in 2024"), (6, "At least (%)"), (7, "Unit"),
            },
        )  # fmt: skip
        self.assertFalse(programme.line_ids)
        dialog.file = table(headings, *rows)
        dialog.action_check()
        self.assertEqual(dialog.state, "ready", dialog.issue_ids.mapped("message"))
        self.assertFalse(programme.line_ids)
        dialog.action_import()
        lines = {line.unit_id: line for line in programme.line_ids}
        transport, health = lines[self.gtvt], lines[self.yte]
        self.assertEqual((transport.required, transport.schedule), (2, "2024: 1; 2025: 1"))
        self.assertEqual((health.has_baseline, health.percent, health.schedule), (False, 12.5, ""))
        dialog.action_current()
        back = self.dialog(dialog.content, self.user_province_hr, **options)
        back.file_name = "x.xlsx"
        back.action_import()
        self.assertIn("0 new rows; 2 were already there", back.summary)
        programme.with_user(self.user_standing).action_issue()
        with self.refused(UserError, "its lines cannot be changed"):
            back.action_import()
        with self.assertRaises(AccessError):
            self.dialog(table(headings, *rows), self.user_gtvt_hr, **options).action_import()

    def test_bodies_of_a_scheme(self):
        scheme = self.env["cchc.staff.scheme"].create(
            {
                "name": "Sắp xếp",
                "unit_id": self.gtvt.id,
                "year_from": 2025,
                "year_to": 2026,
                "baseline_on": "2025-01-01",
            }
        )
        headings = ["Loại tổ chức", "Hiện có", "2025", "2026"]
        rows = [["t_division", "4", "", "3"], ["Sub-department", "", "1", "1"]]
        options = {"kind": "scheme", "scheme_id": scheme.id}
        dialog = self.dialog(table(headings, *rows, ["Lạ", "x", "", ""]), **options)
        dialog.action_import()
        self.assertEqual(set(self.faults(dialog)), {(4, "Kind of body"), (4, "Baseline")})
        self.assertFalse(scheme.line_ids)
        dialog.file = table(headings, *rows)
        dialog.action_import()
        self.assertEqual(
            [(one.unit_type_id.code, one.has_baseline, one.schedule) for one in scheme.line_ids],
            [("t_division", True, "2026: 3"), ("sub_department", False, "2025: 1; 2026: 1")],
        )
        dialog.action_current()
        back = self.dialog(dialog.content, **options)
        back.file_name = "x.xlsx"
        back.action_import()
        self.assertIn("0 new rows; 2 were already there", back.summary)
        with self.assertRaises(AccessError):
            self.dialog(user=self.user_yte_hr, **options)
