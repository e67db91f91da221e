from .test_staff_workbook import WorkbookCase

INITIATIVES = [
    "Tên sáng kiến", "Đơn vị", "Lĩnh vực", "Năm", "Tác giả", "Thực trạng", "Giải pháp",
    "Số tiền tiết kiệm", "Số quyết định của đơn vị", "Ngày quyết định của đơn vị",
]  # fmt: skip


class TestInitiativeWorkbook(WorkbookCase):
    def test_initiatives_in_and_out(self):
        an, binh = self.deputy(self.gtvt_division, 2).employee_id
        an.name, binh.name = "Nguyễn Văn An", "Trần Thị Bình"
        row = ["Trả kết quả qua bưu chính", "T-GTVT", "procedures", "2022", "Nguyễn Văn An",
               "Đi lại nhiều", "Trả tại nhà", "", "", ""]  # fmt: skip
        self.take_in(
            "initiatives",
            INITIATIVES,
            row,
            ["Số hóa hồ sơ", *row[1:4], "Nguyễn Văn An 66,67%; Lê Văn Xa (ngoài): 33,33", *row[5:7],
             "120.000.000", "7/QĐ-SGTVT", "20/12/2022"],
        )  # fmt: skip
        found = self.env["cchc.initiative"].search([("unit_id", "=", self.gtvt.id)], order="id")
        self.assertEqual(found.mapped("state"), ["draft", "recognised_unit"])
        self.assertEqual(found[0].author_ids.share, 100)
        self.assertEqual(
            [(one.display_name, one.share) for one in found[1].author_ids],
            [("Nguyễn Văn An", 66.67), ("Lê Văn Xa", 33.33)],
        )
        self.assertEqual((found[1].unit_number, found[1].saving), ("7/QĐ-SGTVT", 120_000_000))
        recognised = self.env["cchc.initiative"]._recognised(an.ids, 2022, 2022)
        self.assertEqual(recognised, {an.id: [(2022, "unit")]})
        out = self.dialog("initiatives", all_days=True)
        out.action_current()
        self.assertIn("0 new rows, 0 changed; 2", self.back(out).summary)
        # A draft changes; what is decided does not.
        self.take_in("initiatives", INITIATIVES, [*row[:4], "Trần Thị Bình", *row[5:]])
        self.assertEqual(found[0].author_ids.employee_id, binh)
        binh.name = "Nguyễn Văn An"
        self.env.invalidate_all()
        faults = self.checked(
            "initiatives",
            INITIATIVES,
            row,
            ["Số hóa hồ sơ", *row[1:4], f"Nguyễn Văn An (#{an.id})", *row[5:]],
            ["Khác", "Sở Y tế", *row[2:]],
            ["Khác", "T-GTVT", "lạ", "22", "Người Lạ", *row[5:8], "1/QĐ", ""],
            ["Khác", *row[1:4], "Lê A (ngoài); Lê B (ngoài)", *row[5:]],
        )
        self.assert_faults(
            faults,
            (2, "Authors", f"Nguyễn Văn An (#{an.id}); Nguyễn Văn An (#{binh.id})"),
            (3, "Authors", "no longer changed"),
            (4, "Unit", "none of the units that you enter"),
            (5, "Reform domain", "No reform domain"),
            (5, "Year", "whole number from"),
            (5, "Authors", "“Người Lạ” holds or held no post"),
            (5, "Unit's decision", "give both"),
            (6, "Authors", "share of “Lê B (ngoài)”"),
        )

    def test_a_decision_comes_from_who_may_record_it(self):
        headings = [*INITIATIVES, "Số quyết định của tỉnh", "Ngày quyết định của tỉnh"]
        row = ["Khác", "T-GTVT", "procedures", "2022", "Lê A (ngoài)", "Cũ", "Mới", "", "7/QĐ",
               "20/12/2022", "8/QĐ", "20/01/2023"]  # fmt: skip
        faults = self.checked("initiatives", headings, row)
        self.assert_faults(faults, (2, "Unit", "Standing office"))
