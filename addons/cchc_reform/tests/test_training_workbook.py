from datetime import date

from .test_staff_workbook import WorkbookCase

POSITION = "cchc.staff.position"
PARTICIPANT = "cchc.staff.training.participant"
POSITIONS = [
    "Đơn vị", "Mã vị trí", "Vị trí việc làm", "Nhóm", "Số lượng", "Cơ cấu ngạch", "Mô tả",
    "Từ ngày", "Đến ngày", "Số quyết định", "Lý do",
]  # fmt: skip
NEEDS = ["Đơn vị", "Năm", "Nội dung", "Số người", "Chỉ tiêu (%)", "Lý do"]
COURSES = ["Tên lớp", "Nội dung", "Đơn vị tổ chức", "Từ ngày", "Đến ngày", "Kinh phí", "Ghi chú"]
PEOPLE = ["Họ tên", "Mã nhân sự", "Đơn vị", "Lớp", "Ngày khai giảng", "Kết quả", "Số chứng chỉ",
          "Ngày cấp"]  # fmt: skip


class TestPositionWorkbook(WorkbookCase):
    def test_positions_in_and_out(self):
        self.take_in(
            "positions",
            POSITIONS,
            ["Phòng Pháp chế", "PC-01", "Trưởng phòng", "lãnh đạo, quản lý", "1", "", "",
             "01/01/2024", "", "15/QĐ-UBND", ""],
            ["Phòng Pháp chế", "", "=Chuyên viên", "", "4", "CV 70%; CVC: 30", "Soạn văn bản",
             "01/01/2024", "", "15/QĐ-UBND", ""],
        )  # fmt: skip
        found = self.env[POSITION].search([("unit_id", "=", self.gtvt_division.id)])
        self.assertEqual(
            sorted(
                (
                    one.code or "",
                    one.name,
                    one.group,
                    one.number,
                    sorted(one.share_ids.mapped("percent")),
                )
                for one in found
            ),
            [
                ("", "=Chuyên viên", "specialised", 4, [30, 70]),
                ("PC-01", "Trưởng phòng", "management", 1, []),
            ],
        )
        # Texts of several lines, and of units and days of their own, come back equal.
        found[:1].write({"competency": "- Một\n- Hai", "qualification": "Đại học"})
        foreign = self.env[POSITION].create(
            {"unit_id": self.yte.id, "name": "Khác", "decision_number": "1", "date_from": "2024-01-01"}
        )  # fmt: skip
        before = self.env[POSITION].search([]).mapped("write_date")
        out = self.dialog("positions")
        out.action_current()
        sheet = self.sheets(out)["Table"]
        self.assertEqual([row[0].value for row in sheet.rows][1:], ["Phòng Pháp chế"] * 2)
        cell = next(cell for row in sheet.rows for cell in row if cell.value == "=Chuyên viên")
        self.assertEqual(cell.data_type, "s", "text and no formula")
        self.assertIn("0 new rows, 0 changed; 2", self.back(out).summary)
        self.assertEqual(self.env[POSITION].search([]).mapped("write_date"), before)
        # The old one ends and the one that replaces it starts in one file.
        dialog = self.take_in(
            "positions",
            POSITIONS,
            ["Phòng Pháp chế", "PC-01", "Trưởng phòng", "", "", "", "", "01/01/2090", "", "", ""],
            ["Phòng Pháp chế", "PC-01", "Trưởng phòng", "", "", "CVC: 100", "", "01/01/2024",
             "31/12/2089", "", ""],
        )  # fmt: skip
        self.assertIn("1 new rows, 1 changed", dialog.summary)
        head = self.env[POSITION].search([("code", "=", "PC-01")], order="date_from")
        self.assertEqual(head[1].origin_id, head[0], "another version of the same position")
        self.assertEqual(foreign.name, "Khác")

    def test_every_faulty_cell_is_named(self):
        self.env[POSITION].create(
            {
                "unit_id": self.gtvt_division.id,
                "code": "PC-09",
                "name": "Thanh tra viên",
                "date_from": "2024-01-01",
                "decision_number": "1/QĐ",
            }
        )
        good = ["Phòng Pháp chế", "PC-01", "Trưởng phòng", "", "1", "", "", "01/01/2024", "",
                "15/QĐ", ""]  # fmt: skip

        def row(**cells):
            return [cells.get(f"c{place}", text) for place, text in enumerate(good)]

        faults = self.checked(
            "positions",
            POSITIONS,
            good,
            row(c0="Sở Y tế"),
            row(c2=""),
            row(c3="nhóm lạ", c4="nhiều"),
            row(c5="CV: 70; CVC: 40", c1="PC-02"),
            row(c5="CV: 70; lạ: 10"),
            row(c7="31/02/2024"),
            row(c8="01/01/2023"),
            row(c9="", c1="PC-03"),
            good,
            row(c1="PC-09", c7="01/06/2024"),
            row(c1="PC-09", c2="Kiểm tra viên"),
        )
        self.assert_faults(
            faults,
            (3, "Unit", "none of the units that you enter"),
            (4, "Position", "must not be empty"),
            (5, "Group", "not known here"),
            (5, "Approved", "whole number from 0"),
            (6, "Ranks", "add up to more than 100%"),
            (7, "Ranks", "“lạ: 10” is no rank"),
            (8, "From", "This is no date"),
            (9, "Until", "before the first day"),
            (10, "Reason", "starts in the past"),
            (11, "Position", "Row 2 says the same"),
            (12, "From", "would have two positions of this code"),
            (13, "Reason", "changes past days"),
        )
        self.assertEqual(self.env[POSITION].search_count([("code", "=", "PC-01")]), 0)


class TestTrainingWorkbook(WorkbookCase):
    def need(self, **values):
        need = self.env["cchc.staff.training.need"]
        return need.create({"unit_id": self.gtvt.id, "year": 2026, "number": 3, **values})

    def course(self, **values):
        return self.env["cchc.staff.training"].create(
            {
                "name": "Lớp kỹ năng",
                "unit_id": self.province.id,
                "date_from": "2026-03-02",
                "date_to": "2026-03-03",
                **values,
            }
        )

    def test_needs(self):
        row = ["Sở Giao thông vận tải", "2026", "cải cách hành chính", "12", "20,5", "Kế hoạch"]
        self.take_in("needs", NEEDS, row, ["Phòng Pháp chế", "2026", "ngoại ngữ", "2", "", ""])
        need = self.env["cchc.staff.training.need"].search([("unit_id", "=", self.gtvt.id)])
        self.assertEqual((need.number, need.target_share, need.state), (12, 20.5, "draft"))
        out = self.dialog("needs", day="2026-05-01")
        out.action_current()
        self.assertIn("0 new rows, 0 changed; 2", self.back(out).summary)
        self.take_in("needs", NEEDS, [*row[:3], "13", "", ""])
        self.assertEqual((need.number, need.target_share), (13, 20.5))
        need.with_user(self.user_gtvt_hr).action_submit()
        faults = self.checked(
            "needs",
            NEEDS,
            [*row[:3], "14", "", ""],
            ["Sở Y tế", "2026", "", "1", "", ""],
            ["Phòng Pháp chế", "năm nay", "lạ", "-1", "12,55", ""],
            ["Phòng Pháp chế", "2026", "", "1", "", ""],
            ["Phòng Pháp chế", "2026", "", "1", "", ""],
        )
        self.assert_faults(
            faults,
            (2, "People", "is “Awaiting approval”: this is no longer changed"),
            (3, "Unit", "none of the units that you enter"),
            (4, "Year", "whole number from 1.900"),
            (4, "Kind", "not known here"),
            (4, "People", "whole number from 0"),
            (4, "Target (% of staff)", "one decimal at most"),
            (6, "Unit", "Row 5 says the same"),
        )

    def test_courses(self):
        row = [
            "Lớp kỹ năng",
            "kỹ năng số",
            "T-GTVT",
            "02/03/2026",
            "04/03/2026",
            "120.000.000",
            "x",
        ]
        self.take_in("courses", COURSES, row)
        course = self.env["cchc.staff.training"].search([("unit_id", "=", self.gtvt.id)])
        self.assertEqual(
            (course.kind, course.date_to, course.cost), ("digital", date(2026, 3, 4), 120_000_000)
        )
        self.course()  # of a unit that the user does not enter
        out = self.dialog("courses", day="2026-06-01")
        out.action_current()
        self.assertIn("0 new rows, 0 changed; 1", self.back(out).summary)
        course.with_user(self.user_gtvt_hr).action_cancel("Hoãn")
        faults = self.checked(
            "courses",
            COURSES,
            [*row[:4], "05/03/2026", "", ""],
            ["Lớp khác", "", "Tỉnh Lạ", "02/03/2026", "", "", ""],
            ["Lớp khác", "lạ", "T-GTVT", "02/03/2026", "01/03/2026", "nhiều", ""],
            ["Lớp khác", "", "T-GTVT", "", "", "", ""],
        )
        self.assert_faults(
            faults,
            (2, "Until", "is “Cancelled”: this is no longer changed"),
            (3, "Held by", "No unit has this name"),
            (4, "Kind", "not known here"),
            (4, "Until", "before the first day"),
            (4, "Cost (VND)", "whole number from 0"),
            (5, "From", "must not be empty"),
        )

    def test_participants(self):
        course = self.course()
        an, binh, other = self.deputy(self.gtvt_division, 3)
        (an | other).employee_id.name = "Nguyễn Văn An"
        binh.employee_id.name = "Trần Thị Bình"
        self.deputy(self.yte).employee_id.name = "Lê Văn Cường"
        self.take_in(
            "participants",
            PEOPLE,
            ["Trần Thị Bình", "", "Sở Giao thông vận tải", "Lớp kỹ năng", "", "hoàn thành",
             "12/CC", "10/03/2026"],
            ["Nguyễn Văn An", str(an.employee_id.id), "Phòng Pháp chế", "lớp kỹ năng",
             "02/03/2026", "", "", ""],
        )  # fmt: skip
        found = {one.employee_id: one for one in course.participant_ids}
        self.assertEqual(found.keys(), {an.employee_id, binh.employee_id})
        done = found[binh.employee_id]
        self.assertEqual(
            (done.result, done.certificate_number, done.unit_id),
            ("completed", "12/CC", self.gtvt_division),
        )
        out = self.dialog("participants", day="2026-06-01")
        out.action_current()
        self.assertIn("0 new rows, 0 changed; 2", self.back(out).summary)
        entry = self.env["cchc.audit.entry"].search(
            [("action", "=", "export_participants")], limit=1
        )
        self.assertIn('"count":2', entry.new_value)
        # Of whom the own units do not answer for, neither the course nor the file tells.
        self.course(date_from=date(2026, 5, 4), date_to=date(2026, 5, 4))
        cancelled = self.course(name="Lớp hoãn")
        cancelled.with_user(self.user_standing).action_cancel("Hoãn")
        faults = self.checked(
            "participants",
            PEOPLE,
            ["Trần Thị Bình", "", "T-GTVT", "Lớp kỹ năng", "", "", "", ""],
            ["Trần Thị Bình", "", "T-GTVT", "Lớp lạ", "02/03/2026", "", "", ""],
            ["Nguyễn Văn An", "", "T-GTVT", "Lớp kỹ năng", "02/03/2026", "", "", ""],
            ["Lê Văn Cường", "", "T-GTVT", "Lớp kỹ năng", "02/03/2026", "", "", ""],
            ["Lê Văn Cường", "", "Sở Y tế", "Lớp kỹ năng", "02/03/2026", "", "", ""],
            ["Trần Thị Bình", "", "T-GTVT", "Lớp hoãn", "", "", "", ""],
            ["Trần Thị Bình", "999", "T-GTVT", "Lớp kỹ năng", "02/03/2026", "", "", ""],
            ["Trần Thị Bình", "", "T-GTVT", "Lớp kỹ năng", "04/05/2026", "giỏi", "", "hôm nay"],
        )
        self.assert_faults(
            faults,
            (2, "Course", "2 courses have this name: give the first day (04/05/2026; 02/03/2026)"),
            (3, "Course", "No course of this name"),
            (4, "Full name", f"{an.employee_id.id} Nguyễn Văn An, Phòng Pháp chế"),
            (5, "Full name", "Nobody of this name or number holds a post"),
            (6, "Unit", "none of the units that you enter"),
            (7, "Course", "was cancelled"),
            (8, "Number of the person", "Nobody of this name or number"),
            (9, "Result", "not known here"),
            (9, "Certificate date", "This is no date"),
        )
        self.assertEqual(len(course.participant_ids), 2)
