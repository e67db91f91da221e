import base64
import csv
import io
from datetime import date, timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .staff_case import StaffCase
from .test_staff_streamlining_programme import Refusals

BOOK = "cchc.staff.workbook"
POST = "cchc.staff.appointment"
QUOTAS = [
    "Đơn vị", "Năm", "Từ ngày", "Biên chế CBCC", "Viên chức NSNN", "Viên chức từ nguồn thu",
    "Hợp đồng", "Số quyết định", "Ngày quyết định", "Ghi chú", "Lý do",
]  # fmt: skip
POSTS = [
    "Họ tên", "Mã nhân sự", "Đơn vị", "Chức vụ", "Tư cách", "Hình thức", "Loại nhân sự",
    "Từ ngày", "Đến ngày", "Số quyết định", "Ngày quyết định", "Lý do",
]  # fmt: skip
CLASSES = ["Đơn vị", "Xếp loại", "Từ ngày", "Đến ngày", "Xác nhận", "Số quyết định", "Lý do"]


def table(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return base64.b64encode(text.getvalue().encode("utf-8-sig"))


class WorkbookCase(Refusals, StaffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_yte_hr = cls.make_user("t_yte_hr", ("hr", cls.yte))
        cls.user_province_hr = cls.make_user("t_province_hr", ("hr", cls.province))

    def dialog(self, kind, file=None, user=None, **values):
        return (
            self.env[BOOK]
            .with_user(user or self.user_gtvt_hr)
            .create({"kind": kind, "file": file, "file_name": "bang.csv", **values})
        )

    def take_in(self, kind, *rows, user=None, **values):
        dialog = self.dialog(kind, table(*rows), user, **values)
        dialog.action_check()
        self.assertEqual(dialog.state, "ready", dialog.issue_ids.mapped("message"))
        dialog.action_import()
        self.env.invalidate_all()
        return dialog

    def checked(self, kind, *rows, user=None, **values):
        """Faults of a table, by row and column; nothing of it is kept."""
        dialog = self.dialog(kind, table(*rows), user, **values)
        dialog.action_check()
        self.assertEqual(dialog.state, "faulty", dialog.summary)
        dialog.action_import()
        self.assertEqual(dialog.state, "faulty")
        return {(issue.row, issue.column): issue.message for issue in dialog.issue_ids}

    def assert_faults(self, faults, *expected):
        for row, column, words in expected:
            self.assertIn(words, faults.pop((row, column), "(none)"), (row, column))
        self.assertFalse(faults)

    def sheets(self, dialog):
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(dialog.content)))

    def back(self, out, user=None, **values):
        """Take in again what was downloaded."""
        dialog = self.dialog(out.kind, out.content, user, file_name="bang.xlsx", **values)
        dialog.action_check()
        self.assertEqual(dialog.state, "ready", dialog.issue_ids.mapped("message"))
        dialog.action_import()
        return dialog


class TestQuotaWorkbook(WorkbookCase):
    def numbers(self, unit):
        rows = self.env["cchc.staff.quota"].search([("unit_id", "=", unit.id)], order="id")
        return [(row.kind, row.number, str(row.date_from), row.decision_number) for row in rows]

    def test_a_row_a_unit_with_all_kinds(self):
        dialog = self.take_in(
            "quotas",
            ["GIAO BIÊN CHẾ NĂM 2026"],
            QUOTAS,
            ["Sở Y tế", "2026", "", "41", "120", "", "0", "12/QĐ-UBND", "05/01/2026", "", ""],
            ["T-GTVT", "2026", "01/03/2026", "38", "", "", "", "12/QĐ-UBND", "", "", ""],
            user=self.user_standing,
        )
        self.assertEqual(
            self.numbers(self.yte),
            [
                ("civil_servant", 41, "2026-01-01", "12/QĐ-UBND"),
                ("public_state", 120, "2026-01-01", "12/QĐ-UBND"),
                ("contract", 0, "2026-01-01", "12/QĐ-UBND"),
            ],
        )
        self.assertEqual(
            self.numbers(self.gtvt), [("civil_servant", 38, "2026-03-01", "12/QĐ-UBND")]
        )
        self.assertIn("2 new rows, 0 changed", dialog.summary)
        entry = self.env["cchc.audit.entry"].search([("action", "=", "import_quotas")], limit=1)
        self.assertEqual(entry.user_login, "t_standing")

    def test_the_same_file_twice_changes_nothing(self):
        row = ["Phòng Pháp chế", "2026", "", "9", "", "", "2", "3/QĐ", "", "x", ""]
        self.take_in("quotas", QUOTAS, row)
        before = self.numbers(self.gtvt_division)
        again = self.take_in("quotas", QUOTAS, row)
        self.assertIn("0 new rows, 0 changed; 1 were already there", again.summary)
        self.assertEqual(self.numbers(self.gtvt_division), before)

    def test_a_changed_number_is_told_and_needs_its_reason(self):
        self.assign(self.gtvt_division, 9, day="2026-01-01")
        row = ["Phòng Pháp chế", "2026", "", "8", "", "", "", "", "", "", ""]
        faults = self.checked("quotas", QUOTAS, row)
        self.assert_faults(faults, (2, "Reason", "Civil servants (biên chế): 9 → 8): give the"))
        dialog = self.dialog("quotas", table(QUOTAS, [*row[:-1], "Đính chính"]))
        dialog.action_check()
        self.assertIn("0 new rows, 1 changed", dialog.summary)
        self.assertIn("9 → 8", dialog.summary)
        self.assertEqual(self.numbers(self.gtvt_division)[0][1], 9, "a check keeps nothing")
        dialog.action_import()
        quota = self.env["cchc.staff.quota"].search([("unit_id", "=", self.gtvt_division.id)])
        self.assertEqual((quota.number, quota.last_change_reason), (8, "Đính chính"))
        entry = self.env["cchc.audit.entry"].search([("action", "=", "past_change")], limit=1)
        self.assertEqual((entry.old_value, entry.reason), ('{"number":9}', "Đính chính"))

    def test_every_faulty_cell_is_named(self):
        self.make_unit("Phòng Trùng Tên", "division", self.gtvt)
        other = self.make_unit("Phòng Trùng Tên", "division", self.gtvt)
        closed = self.make_unit("Phòng Đã Giải Thể", "division", self.gtvt)
        closed.date_end = "2025-02-28"
        self.make_unit("Phòng Của Y Tế", "division", self.yte)
        good = ["Phòng Pháp chế", "2026", "", "9", "", "", "", "3/QĐ", "", "", ""]

        def row(**cells):
            return [cells.get(f"c{place}", text) for place, text in enumerate(good)]

        faults = self.checked(
            "quotas",
            QUOTAS,
            good,
            row(c0="Phòng Không Có"),
            row(c0="Phòng Đã Giải Thể"),
            row(c0="Phòng Trùng Tên"),
            row(c0="Phòng Của Y Tế"),
            row(c0="Sở Giao thông vận tải"),
            row(c1="2025", c2="01/03/2026"),
            row(c2="31/02/2026"),
            row(c3="12,5", c4="-1"),
            row(c3=""),
            row(c7="", c1="2024"),
            good,
            row(c1="2024", c8="31/02/2024"),
            row(c1="năm nay"),
            row(c3="=2+2"),
            row(c3="#REF!"),
        )
        self.assertEqual(other.name, "Phòng Trùng Tên")
        self.assert_faults(
            faults,
            (3, "Unit", "No unit has this name or code on 01/01/2026"),
            (4, "Unit", "“Phòng Đã Giải Thể” does not exist on 01/01/2026 (from 01/01/2020 until"),
            (5, "Unit", "2 units have this name"),
            (6, "Unit", "none of the units that you enter"),
            (7, "Unit", "none of the units that you enter"),
            (8, "Year", "starts on 01/03/2026, in another year"),
            (9, "From", "This is no date"),
            (10, "Civil servants (biên chế)", "whole number from 0"),
            (10, "Public employees, state budget", "whole number from 0"),
            (11, "Civil servants (biên chế)", "gives no number of staff"),
            (12, "Reason", "starts in the past, on 01/01/2024"),
            (13, "Civil servants (biên chế)", "Row 2 says the same"),
            (14, "Decision date", "This is no date"),
            (15, "Year", "whole number from 1.900"),
            (16, "Civil servants (biên chế)", "whole number from 0"),
            (17, "Civil servants (biên chế)", "formula of this cell has failed"),
        )
        self.assertFalse(self.numbers(self.gtvt_division))

    def test_what_goes_out_comes_in_equal(self):
        """Also where a name alone would mean another unit on the first day of the number."""
        old = self.make_unit(
            "Phòng Tổng hợp", "division", self.gtvt, code="TH", date_end="2026-02-28"
        )
        new = self.make_unit(
            "Phòng Tổng hợp", "division", self.gtvt, code="TH", date_start="2026-03-01"
        )  # fmt: skip
        for unit, number in ((old, 7), (new, 8)):
            self.assign(unit, number, day="2026-01-01")
        self.assign(self.gtvt_division, 9, day="2025-01-01")
        self.assign(self.gtvt_division, 10, day="2026-01-01")
        self.assign(self.gtvt_division, 3, "contract", day="2025-06-01")
        before = {unit: self.numbers(unit) for unit in (old, new, self.gtvt_division)}
        out = self.dialog("quotas", day="2026-06-01")
        out.action_current()
        rows = [[cell.value or "" for cell in row] for row in self.sheets(out)["Table"].rows][1:]
        self.assertEqual(
            sorted((row[0], row[2], row[3], row[6]) for row in rows),
            [
                ("Phòng Pháp chế", "01/01/2026", "10", ""),
                ("Phòng Pháp chế", "01/06/2025", "", "3"),
                (f"Phòng Tổng hợp (#{new.id})", "01/01/2026", "8", ""),
            ],
        )
        self.assertIn("0 new rows, 0 changed; 3", self.back(out, day="2026-06-01").summary)
        out = self.dialog("quotas", day="2026-06-01", all_days=True)
        out.action_current()
        self.assertIn("0 new rows, 0 changed; 5", self.back(out, day="2026-06-01").summary)
        self.env.invalidate_all()
        self.assertEqual({unit: self.numbers(unit) for unit in before}, before)

    def test_who_takes_in_and_out(self):
        self.assign(self.yte, 5)
        self.assign(self.gtvt_division, 6)
        row = ["Sở Y tế", "2026", "", "9", "", "", "", "3/QĐ", "", "", ""]
        for user in (self.user_gtvt_head, self.user_leader, self.user_auditor, self.user_outsider):
            with self.assertRaises(AccessError):
                self.dialog("quotas", table(QUOTAS, row), user)
        self.take_in("quotas", QUOTAS, row, user=self.user_province_hr)
        out = self.dialog("quotas")
        out.action_current()
        units = [row[0].value for row in self.sheets(out)["Table"].rows][1:]
        self.assertEqual(units, ["Phòng Pháp chế"])
        with self.assertRaises(AccessError):
            out.with_user(self.user_yte_hr).read(["content"])
        # A role that has ended gives no unit, whatever group is left.
        self.user_yte_hr.group_ids += self.env.ref("cchc_reform.group_cchc_standing_office")
        with self.refused(AccessError, "no role that enters"):
            ended = self.make_user("t_ended")
            ended.group_ids += self.env.ref("cchc_reform.group_cchc_hr")
            self.dialog("quotas", user=ended).action_template()

    def test_the_rules_judge_and_not_what_the_dialog_believes(self):
        """Were the list of one's units wrong, the record rules would still refuse, by row."""
        dialog = self.dialog(
            "quotas", table(QUOTAS, ["Sở Y tế", "2026", "", "9", "", "", "", "3/QĐ", "", "", ""])
        )
        importer = dialog._importer()
        importer.mine = set(importer.units.by_id)
        importer.check(dialog._rows(""))
        self.assertFalse(importer.faults)
        dialog._try(importer)
        self.assertEqual([fault.row for fault in importer.faults], [2])

    def test_template_offers_lists(self):
        dialog = self.dialog("classes", user=self.user_standing)
        url = dialog.action_template()["url"]
        self.assertIn("filename=Template for classes and financial autonomy of units.xlsx", url)
        book = self.sheets(dialog)
        self.assertEqual(book.sheetnames, ["Table", "Lists", "Notes"])
        sheet = book["Table"]
        self.assertEqual(sheet.max_row, 1)
        headings = [cell.value for cell in sheet[1]]
        offered = {
            headings[next(iter(rule.sqref.ranges)).min_col - 1]: rule.formula1
            for rule in sheet.data_validations.dataValidation
        }
        self.assertEqual(set(offered), {"Unit *", "What is classed", "Class *", "Confirmation"})
        self.assertIn("Lists", offered["Class *"])
        lists = {row[0].value: [cell.value for cell in row[1:]] for row in book["Lists"].columns}
        self.assertIn("Group 2: self-financing, recurrent", lists["Class"])
        self.assertIn("Sở Y tế", lists["Unit"])

    def test_hidden_rows_are_refused_by_number(self):
        book = openpyxl.Workbook()
        book.active.append(QUOTAS)
        book.active.append(["Phòng Pháp chế", "2026", "", "9", "", "", "", "3/QĐ"])
        book.active.row_dimensions[2].hidden = True
        content = io.BytesIO()
        book.save(content)
        dialog = self.dialog("quotas", base64.b64encode(content.getvalue()), file_name="a.xlsx")
        with self.refused(UserError, r"hidden rows \(2\)"):
            dialog.action_check()


class TestPostWorkbook(WorkbookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.an = cls.env["hr.employee"].create({"name": "Nguyễn Văn An"})
        cls.binh = cls.env["hr.employee"].create({"name": "Trần Thị Bình"})

    def posts(self, person):
        return [
            (post.unit_id, post.capacity, post.mode, str(post.date_from), post.title)
            for post in self.env[POST].search([("employee_id", "=", person.id)], order="date_from")
        ]

    def test_a_row_a_post(self):
        self.take_in(
            "posts",
            POSTS,
            ["Nguyễn Văn An", "", "Phòng Pháp chế", "Trưởng phòng", "Người đứng đầu", "", "",
             "01/02/2026", "", "5/QĐ-SGTVT", "30/01/2026", ""],
            ["NGUYỄN VĂN AN", "", "T-GTVT", "Chánh thanh tra", "công chức", "kiêm nhiệm", "",
             "01/02/2026", "31/12/2026", "5/QĐ-SGTVT", "", ""],
            ["Trần Thị Bình", str(self.binh.id), "Sở Giao thông vận tải", "", "", "quyền",
             "viên chức", "01/02/2026", "", "", "", "Bổ sung hồ sơ"],
        )  # fmt: skip
        self.assertEqual(
            sorted(self.posts(self.an), key=str),
            sorted(
                [
                    (self.gtvt_division, "head", "regular", "2026-02-01", "Trưởng phòng"),
                    (self.gtvt, "staff", "concurrent", "2026-02-01", "Chánh thanh tra"),
                ],
                key=str,
            ),
        )
        post = self.env[POST].search([("employee_id", "=", self.binh.id)])
        self.assertEqual((post.capacity, post.mode), ("head", "acting"))
        self.assertEqual(post.staff_kind, "public_state")
        self.assertEqual(post.last_change_reason, "Bổ sung hồ sơ")
        self.assertEqual(self.gtvt_division.manager_id, self.an)

    def test_round_trip_and_the_same_file_twice(self):
        self.deputy(self.gtvt, 2, title="Phó Giám đốc", decision_number="1/QĐ")
        self.deputy(self.gtvt_division, 1, mode="in_charge", date_to="2090-01-01")
        self.deputy(self.yte, 1)
        gone = self.env[POST].create(
            {
                "employee_id": self.an.id,
                "unit_id": self.gtvt.id,
                "date_from": "2020-01-01",
                "date_to": "2021-01-01",
            }
        )
        self.an.active = False
        out = self.dialog("posts")
        out.action_current()
        rows = [[cell.value or "" for cell in row] for row in self.sheets(out)["Table"].rows][1:]
        self.assertEqual(len(rows), 3, "in force today, of the own units")
        self.assertIn("0 new rows, 0 changed; 3", self.back(out).summary)
        out.all_days = True
        out.action_current()
        self.assertIn("0 new rows, 0 changed; 4", self.back(out).summary)
        self.assertEqual(gone.date_to, date(2021, 1, 1))
        entry = self.env["cchc.audit.entry"].search([("action", "=", "export_posts")], limit=1)
        self.assertIn('"count":4', entry.new_value)

    def test_changes_of_a_post(self):
        head, deputy = (
            self.env[POST].create(
                {
                    "employee_id": person.id,
                    "unit_id": self.gtvt.id,
                    "capacity": capacity,
                    "date_from": dates.today(),
                }
            )
            for person, capacity in ((self.an, "head"), (self.binh, "deputy"))
        )
        today = dates.format_date(dates.today())
        # The two change places: who leaves the post of the head is written first.
        dialog = self.take_in(
            "posts",
            POSTS,
            ["Trần Thị Bình", "", "T-GTVT", "Giám đốc", "người đứng đầu", "", "", today, *[""] * 4],
            ["Nguyễn Văn An", "", "T-GTVT", "", "cấp phó", "", "", today, "31/12/2099", *[""] * 3],
        )
        self.assertIn("0 new rows, 2 changed", dialog.summary)
        self.assertEqual((head.capacity, deputy.capacity), ("deputy", "head"))
        self.assertEqual((head.date_to, deputy.title), (date(2099, 12, 31), "Giám đốc"))
        faults = self.checked(
            "posts",
            POSTS,
            ["Nguyễn Văn An", "", "T-GTVT", "", "cấp phó", "", "", today, "", *[""] * 3],
        )
        self.assert_faults(faults, (2, "Until", "It ends on 31/12/2099"))

    def test_every_faulty_cell_is_named(self):
        same = self.env["hr.employee"].create(
            {"name": "Nguyễn Văn An", "department_id": self.yte.id}
        )
        self.deputy(self.yte, 1, employee_id=same.id, capacity="staff")
        tomorrow = dates.format_date(dates.today() + timedelta(days=1))
        good = ["Trần Thị Bình", "", "T-GTVT", "", "", "", "", tomorrow, "", "", "", ""]

        def row(**cells):
            return [cells.get(f"c{place}", text) for place, text in enumerate(good)]

        faults = self.checked(
            "posts",
            POSTS,
            good,
            row(c0="Người Lạ"),
            row(c0="Nguyễn Văn An"),
            row(c1=str(self.an.id)),
            row(c1="=1"),
            row(c2="Sở Y tế"),
            row(c4="giám đốc", c5="tạm", c6="lạ"),
            row(c4="cấp phó", c5="quyền", c0="Nguyễn Văn An", c1=str(self.an.id)),
            row(c7="31/02/2026"),
            row(c8="01/01/2020"),
            row(c2="Phòng Pháp chế"),
            good,
            row(c0="Nguyễn Văn An", c1=str(same.id), c5="chính thức"),
            row(c7="01/01/2026", c0="Nguyễn Văn An", c1=str(self.an.id)),
        )
        self.assert_faults(
            faults,
            (3, "Full name", "the administrator enters new people first"),
            (4, "Full name", f"{same.id} Nguyễn Văn An, Sở Y tế"),
            (5, "Number of the person", "not of anybody called “Trần Thị Bình”"),
            (6, "Number of the person", "not of anybody called “Trần Thị Bình”"),
            (7, "Unit", "none of the units that you enter"),
            (8, "Capacity", "not known here"),
            (8, "Held as", "not known here"),
            (8, "Kind of staff", "not known here"),
            (9, "Held as", "Only a head can be acting"),
            (10, "From", "This is no date"),
            (11, "Until", "before the first day"),
            (12, "From", "counted twice"),
            (13, "Full name", "Row 2 is the same post"),
            (14, "From", "counted twice"),
            (15, "Reason", "starts in the past"),
        )
        self.assertFalse(self.posts(self.binh))
        self.assertFalse(self.env["hr.employee"].search([("name", "=", "Người Lạ")]))

    def test_a_deputy_beyond_the_limit_needs_the_reason(self):
        self.assign(self.gtvt_division, 5)
        self.deputy(self.gtvt_division, 1)
        coming = dates.format_date(dates.today() + timedelta(days=40))
        row = ["Nguyễn Văn An", "", "Phòng Pháp chế", "", "cấp phó", "", "", coming, *[""] * 3]
        faults = self.checked("posts", POSTS, [*row, ""])
        self.assert_faults(faults, (2, "Unit", "Give the reason for proposing"))
        self.take_in("posts", POSTS, [*row, "Chờ sắp xếp"])
        post = self.env[POST].search([("employee_id", "=", self.an.id)])
        self.assertEqual(post.ceiling_reason, "Chờ sắp xếp")

    def test_only_hr_officers_and_the_administrator(self):
        with self.assertRaises(AccessError):
            self.dialog("posts", user=self.user_standing).action_template()
        self.dialog("posts", user=self.user_admin_cchc).action_current()
        offered = {
            user: [kind for kind, _label in self.env[BOOK].with_user(user)._kinds()]
            for user in (self.user_gtvt_hr, self.user_standing)
        }
        kinds = ["posts", "positions", "quotas", "classes", "needs", "courses", "participants"]
        kinds.append("awards")
        # The standing office enters neither posts nor initiatives: those are of the units.
        own = [*kinds, "initiatives"]
        self.assertEqual(offered, {self.user_gtvt_hr: own, self.user_standing: kinds[1:]})

    def test_many_rows_with_progress(self):
        people = self.env["hr.employee"].create(
            [{"name": f"Cán Bộ Số {number:04}"} for number in range(700)]
        )
        day = dates.format_date(dates.today())
        dialog = self.dialog(
            "posts",
            table(POSTS, *(
                [person.name, str(person.id), "T-GTVT", "", "", "", "", day, "", "", "", ""]
                for person in people
            )),
        )  # fmt: skip
        told = []
        self.patch(
            type(dialog), "_tell_progress", lambda self, done, total: told.append((done, total))
        )
        dialog.action_import()
        self.assertEqual(told, [(500, 700), (700, 700)])
        self.assertEqual(self.env[POST].search_count([("employee_id", "in", people.ids)]), 700)


class TestClassWorkbook(WorkbookCase):
    def classes(self, unit):
        rows = self.env["cchc.unit.classification"].search(
            [("unit_id", "=", unit.id)], order="date_from"
        )
        return [
            (row.class_id.code, str(row.date_from), str(row.date_to or ""), row.confirmation)
            for row in rows
        ]

    def test_classes_and_autonomy(self):
        self.take_in(
            "classes",
            CLASSES,
            ["Sở Y tế", "autonomy_2", "01/01/2023", "31/12/2025", "", "9/QĐ", ""],
            ["Sở Y tế", "Group 3: self-financing, part of the recurrent expenditure",
             "01/01/2026", "31/12/2030", "đã xác nhận", "10/QĐ", ""],
            ["Sở Y tế", "Class I", "01/01/2023", "", "", "9/QĐ", ""],
            user=self.user_standing,
        )  # fmt: skip
        self.assertEqual(
            sorted(self.classes(self.yte)),
            [
                ("autonomy_2", "2023-01-01", "2025-12-31", "to_verify"),
                ("autonomy_3", "2026-01-01", "2030-12-31", "confirmed"),
                ("class_1", "2023-01-01", "", "to_verify"),
            ],
        )
        out = self.dialog("classes", user=self.user_standing, all_days=True)
        out.action_current()
        back = self.back(out, self.user_standing)
        self.assertIn("0 new rows, 0 changed; 4 were", back.summary)
        # The old one ends and the new one starts in one file.
        self.take_in(
            "classes",
            CLASSES,
            ["Sở Y tế", "class_2", "01/01/2090", "", "", "", ""],
            ["Sở Y tế", "class_1", "01/01/2023", "31/12/2089", "", "", ""],
            user=self.user_standing,
        )
        self.assertIn(("class_2", "2090-01-01", "", "to_verify"), self.classes(self.yte))

    def test_every_faulty_cell_is_named(self):
        self.classify(self.yte, "unit_class_1", day="2023-01-01")
        faults = self.checked(
            "classes",
            CLASSES,
            ["Sở Y tế", "class_2", "01/01/2026", "", "", "1/QĐ", ""],
            ["Sở Y tế", "autonomy_1", "01/01/2026", "", "", "1/QĐ", ""],
            ["Sở Y tế", "autonomy_2", "01/06/2026", "", "", "1/QĐ", ""],
            ["Sở Y tế", "hạng lạ", "01/01/2026", "", "chắc", "1/QĐ", ""],
            ["Sở Giao thông vận tải", "class_1", "01/01/2026", "31/12/2025", "", "1/QĐ", ""],
            user=self.user_standing,
        )
        self.assert_faults(
            faults,
            (2, "From", "in two classes of this kind (Sở Y tế: Class I from 01/01/2023)"),
            (4, "From", "in two classes of this kind (row 3)"),
            (5, "Class", "No class of the catalogue"),
            (5, "Confirmation", "not known here"),
            (6, "Until", "before the first day"),
        )
        self.assertEqual(len(self.classes(self.yte)), 1)

    def test_hr_officer_enters_those_below(self):
        rows = [["Sở Giao thông vận tải", "class_1", "01/01/2026", "", "", "1/QĐ", ""]]
        faults = self.checked("classes", CLASSES, *rows)
        self.assert_faults(faults, (2, "Unit", "none of the units that you enter"))
        self.take_in(
            "classes", CLASSES, ["Phòng Pháp chế", "class_1", "01/01/2026", "", "", "1/QĐ", ""]
        )
        self.assertEqual(len(self.classes(self.gtvt_division)), 1)
