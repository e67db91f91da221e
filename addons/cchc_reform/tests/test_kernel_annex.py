from unittest import TestCase

from odoo.addons.cchc_reform.kernel import annex
from odoo.addons.cchc_reform.kernel.vietnamese import fold

UNITS = [
    "Văn phòng UBND tỉnh",
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Tư pháp",
    "Sở Giao thông vận tải",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Huyện Nam Sách",
    "Huyện Kim Thành",
    "Xã Tân Việt",
    "Xã Tân Việt",
]


def find(text):
    folded = fold(text).removeprefix("ubnd ")
    return [place for place, name in enumerate(UNITS) if fold(name) == folded] or [
        place for place, name in enumerate(UNITS) if annex.as_acronym(text) in annex.acronyms(name)
    ]


class TestHeadings(TestCase):
    def test_wordings(self):
        for expected, texts in {
            "name": ("Nhiệm vụ", "NỘI DUNG CÔNG VIỆC", "Tên nhiệm vụ, giải pháp *", "Hoạt động"),
            "output": ("Sản phẩm", "Kết quả đầu ra", "Sản phẩm/kết quả dự kiến"),
            "lead": ("Cơ quan chủ trì", "Đơn vị thực hiện", "Chủ trì", "Cơ quan, đơn vị",
                     "Phân công thực hiện", "Trách nhiệm thực hiện"),
            "coop": ("Cơ quan phối hợp", "Phối hợp", "Đơn vị phối hợp thực hiện"),
            "units": ("Cơ quan chủ trì, phối hợp",),
            "time": ("Thời gian", "Thời hạn hoàn thành", "Thời gian thực hiện", "Tiến độ thực hiện"),
            "number": ("STT", "TT", "Số TT"),
            "domain": ("Lĩnh vực",),
            "note": ("Ghi chú",),
            None: ("", "Kinh phí", "Nguồn lực", "Mức độ", "x" * 200),
        }.items():  # fmt: skip
            for text in texts:
                self.assertEqual(annex.heading_of(text), expected, text)

    def test_in_any_order_below_a_title(self):
        lines = [
            ["PHỤ LỤC"],
            ["(Kèm theo Kế hoạch số 12/KH-UBND)"],
            ["Thời gian", "Chủ trì", "Kinh phí", "Nhiệm vụ"],
            ["Quý I", "Sở Nội vụ", "", "Rà soát"],
        ]
        self.assertEqual(annex.find_heading(lines), (3, ("time", "lead", None, "name")))

    def test_two_lines_with_merged_cells(self):
        """A workbook keeps the text of merged cells once, a document in each of them."""
        for fill in (False, True):
            top = ["STT", "Nhiệm vụ", "Cơ quan thực hiện", fill * "Cơ quan thực hiện", "Thời gian"]
            low = [fill * "STT", fill * "Nhiệm vụ", "Chủ trì", "Phối hợp", fill * "Thời gian"]
            lines = [top, low, ["(1)", "(2)", "(3)", "(4)", "(5)"], ["1", "Rà soát", "Sở Nội vụ"]]
            self.assertEqual(
                annex.find_heading(lines), (3, ("number", "name", "lead", "coop", "time"))
            )

    def test_another_table_is_none(self):
        self.assertIsNone(annex.find_heading([["Nơi nhận", "KT. CHỦ TỊCH"], ["- Như trên", ""]]))
        self.assertIsNone(annex.find_heading([["Chỉ tiêu", "Đơn vị tính", "Năm 2023"]]))
        self.assertIsNone(annex.find_heading([]))


class TestRows(TestCase):
    def read(self, *rows):
        lines = [["STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian"], *rows]
        return annex.read_rows(lines, annex.find_heading(lines))

    def test_titles_tasks_and_merged_names(self):
        rows = self.read(
            ["I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""],
            ["1", "Rà soát", "Báo cáo", "Sở Tư pháp", "", "Quý I"],
            ["", "", "Kế hoạch", "Sở Nội vụ", "", "Quý II"],
            ["", "", "", "", "", ""],
            ["II. TÀI CHÍNH CÔNG"] * 6,
            ["STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian"],
            ["2", "Chưa rõ ai làm", "Báo cáo", "", "", ""],
        )
        self.assertEqual(
            [(row.number, row.is_title, row["name"], row["lead"]) for row in rows],
            [
                (2, True, "CẢI CÁCH THỂ CHẾ", ""),
                (3, False, "Rà soát", "Sở Tư pháp"),
                (4, False, "Rà soát", "Sở Nội vụ"),
                (6, True, "II. TÀI CHÍNH CÔNG", ""),
                (8, False, "Chưa rõ ai làm", ""),
            ],
        )

    def test_domain_of_a_section(self):
        for title, code in (
            ("I. Cải cách thể chế", "institutions"),
            ("Cải cách thủ tục hành chính", "procedures"),
            ("CẢI CÁCH TỔ CHỨC BỘ MÁY HÀNH CHÍNH", "organisation"),
            ("Cải cách chế độ công vụ", "civil_service"),
            ("Cải cách tài chính công", "public_finance"),
            ("Xây dựng Chính quyền điện tử, Chính quyền số", "digital_government"),
            ("Công tác chỉ đạo, điều hành", "direction"),
            ("Chỉ đạo cải cách thể chế", None),
            ("Nhiệm vụ khác", None),
        ):
            self.assertEqual(annex.domain_of(title), code, title)


class TestUnits(TestCase):
    def names(self, text):
        return [UNITS[place] for place in annex.read_units(text, find).units]

    def test_several_in_a_cell(self):
        for text in (
            "Sở Nội vụ; Sở Tài chính",
            "Sở Nội vụ, Sở Tài chính",
            "Sở Nội vụ và Sở Tài chính.",
            "Sở Nội vụ/Sở Tài chính",
            "- Sở Nội vụ\n- Sở Tài chính",
            "1. Sở Nội vụ (chủ trì)\n2. Sở Tài chính",
            "Các Sở: Nội vụ, Tài chính",
            "Các sở Nội vụ và Tài chính",
            "SỞ NỘI VỤ, Tài chính, Sở Nội vụ",
        ):
            read = annex.read_units(text, find)
            self.assertEqual(self.names(text), ["Sở Nội vụ", "Sở Tài chính"], text)
            self.assertFalse(read.unknown + read.groups + read.concerned, text)

    def test_names_that_hold_what_separates_names(self):
        text = "Sở Văn hóa, Thể thao và Du lịch và Sở Lao động - Thương binh\nvà Xã hội, Sở Tư pháp"
        self.assertEqual(self.names(text), [UNITS[5], UNITS[6], UNITS[3]])
        self.assertEqual(self.names("UBND huyện Nam Sách, Kim Thành"), [UNITS[8], UNITS[9]])

    def test_short_forms(self):
        for text, place in (("Sở GTVT", 4), ("SGTVT", 4), ("Sở VH,TT&DL", 5), ("Sở VHTTDL", 5),
                            ("Sở LĐ-TB&XH", 6), ("Sở LĐTBXH", 6), ("Sở NN&PTNT", 7)):  # fmt: skip
            self.assertEqual(self.names(text), [UNITS[place]], text)

    def test_groups(self):
        for text, blocks in (
            ("Các sở, ban, ngành", ["agency"]),
            ("Các sở, ngành", ["agency"]),
            ("Sở, ban, ngành tỉnh", ["agency"]),
            ("Các cơ quan chuyên môn thuộc UBND tỉnh", ["agency"]),
            ("UBND cấp huyện", ["district"]),
            ("UBND các huyện, thị xã, thành phố", ["district"]),
            ("Ủy ban nhân dân các huyện, thành phố", ["district"]),
            ("UBND các xã, phường, thị trấn", ["commune"]),
            ("UBND cấp xã", ["commune"]),
            ("Các sở, ban, ngành; UBND cấp huyện", ["agency", "district"]),
            ("Các sở, ban, ngành, UBND các huyện, thị xã, thành phố và UBND cấp xã",
             ["agency", "district", "commune"]),
            ("Các phòng, đơn vị thuộc Sở", ["inner"]),
        ):  # fmt: skip
            read = annex.read_units(text, find)
            self.assertEqual([block for _text, block in read.groups], blocks, text)
            self.assertFalse(read.units + read.unknown + read.concerned, text)

    def test_what_is_not_clear_is_never_guessed(self):
        for text, unknown in (
            ("Sở Xây dựng", ["Sở Xây dựng"]),
            ("Sở Nội vụ, địa phương", ["địa phương"]),
            ("UBND xã Tân Việt", ["UBND xã Tân Việt"]),  # two of them
            ("Tổ công tác 1751", ["Tổ công tác 1751"]),
        ):
            self.assertEqual(list(annex.read_units(text, find).unknown), unknown, text)
        read = annex.read_units("Các phòng", find, blocks=("agency",))
        self.assertEqual((read.groups, read.unknown), ((), ("Các phòng",)))

    def test_separators_around_names_lose_none(self):
        for text in ("; Sở Nội vụ;", ";\nSở Nội vụ\n; ", ", Sở Nội vụ, "):
            self.assertEqual(annex.read_units(text, find).units, (1,), text)
        self.assertEqual(annex.read_units("; Tổ giúp việc; ", find).unknown, ("Tổ giúp việc",))

    def test_units_concerned_name_nobody(self):
        for text in ("Các cơ quan, đơn vị có liên quan", "các sở, ban, ngành, địa phương liên quan",
                     "Các đơn vị liên quan khác"):  # fmt: skip
            self.assertEqual(annex.read_units(text, find).concerned, (text,))
        read = annex.read_units("Sở Nội vụ và các đơn vị liên quan", find)
        self.assertEqual((len(read.units), len(read.concerned), read.unknown), (1, 1, ()))

    def test_lead_and_co_operation_in_one_cell(self):
        for text in (
            "Chủ trì: Sở Nội vụ; phối hợp: Sở Tài chính",
            "Chủ trì: Sở Nội vụ\nPhối hợp: Sở Tài chính",
            "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính",
            "Sở Nội vụ phối hợp với Sở Tài chính",
        ):
            self.assertEqual(annex.read_lead_and_coop(text), ("Sở Nội vụ", "Sở Tài chính"), text)
        self.assertEqual(annex.read_lead_and_coop("Sở Nội vụ"), ("Sở Nội vụ", ""))
