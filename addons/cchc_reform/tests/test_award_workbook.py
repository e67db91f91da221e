from .test_staff_workbook import WorkbookCase

AWARDS = [
    "Họ tên", "Mã nhân sự", "Đơn vị", "Danh hiệu", "Loại", "Năm", "Số quyết định",
    "Ngày quyết định", "Cấp quyết định",
]  # fmt: skip


class TestAwardWorkbook(WorkbookCase):
    def test_awards_in_and_out(self):
        an, binh = self.deputy(self.gtvt_division, 2).employee_id
        an.name, binh.name = "Nguyễn Văn An", "Trần Thị Bình"
        row = ["Nguyễn Văn An", "", "T-GTVT", "CSTDCS", "", "2021", "5/QĐ", "15/01/2022", ""]
        self.take_in(
            "awards",
            AWARDS,
            row,
            [*row[:3], "Emulation fighter of the base", "", "2022", "6/QĐ", "15/01/2023",
             "thủ trưởng cơ quan, đơn vị"],
            ["", "", "T-GTVT", "CTDT", "chuyên đề", "2022", "7/QĐ", "15/02/2023", ""],
        )  # fmt: skip
        found = self.env["cchc.award"].search([("unit_id", "=", self.gtvt.id)])
        self.assertEqual(
            sorted((one.year, one.employee_id.name or "", one.kind) for one in found),
            [
                (2021, "Nguyễn Văn An", "merit"),
                (2022, "", "thematic"),
                (2022, "Nguyễn Văn An", "merit"),
            ],
        )
        out = self.dialog("awards", all_days=True)
        out.action_current()
        offered = [cell.value for row in self.sheets(out)["Lists"] for cell in row]
        self.assertLessEqual({"Chủ tịch UBND cấp xã", "Thủ tướng Chính phủ"}, set(offered))
        self.assertIn("0 new rows, 0 changed; 3", self.back(out).summary)
        binh.name = "Nguyễn Văn An"
        faults = self.checked(
            "awards",
            AWARDS,
            row,
            ["Trần Thị Bình", *row[1:]],
            ["", "", "T-GTVT", "CSTDCS", "", "2020", "5/QĐ", "15/01/2021", ""],
            ["Nguyễn Văn An", "", "T-GTVT", "CTDT", "", "2020", "5/QĐ", "15/01/2021", ""],
            ["Nguyễn Văn An", "", "Sở Y tế", "LDTT", "", "2020", "5/QĐ", "15/01/2021", ""],
            ["Nguyễn Văn An", str(an.id), "T-GTVT", "lạ", "lạ", "20", "5/QĐ", "", ""],
        )
        self.assert_faults(
            faults,
            (2, "Full name", f"{an.id} Nguyễn Văn An; {binh.id} Nguyễn Văn An"),
            (3, "Full name", "Nobody of this name or number"),
            (4, "Full name", "must not be empty"),
            (5, "Full name", "for collectives"),
            (6, "Unit", "none of the units that you enter"),
            (7, "Decision date", "must not be empty"),
        )
