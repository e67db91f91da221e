import base64
import io
import zipfile
from datetime import date

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..wizard import annex_tables
from .common import ReformCase

ROWS = [
    ["PHỤ LỤC"],
    [],
    ["TT", "Nhiệm vụ", "Cơ quan thực hiện", None, "Thời gian"],
    [None, None, "Chủ trì", "Phối hợp", None],
    ["I", "Cải cách thủ tục hành chính"],
    [1, "Rà soát thủ tục", "Sở Giao thông vận tải", "Sở Y tế", "Quý II"],
    [2, "Công khai thủ tục", "Các sở, ban, ngành", "Các đơn vị liên quan", "Thường xuyên"],
    [3, "Họp giao ban", "Tổ giúp việc", None, "Sớm nhất có thể"],
    [None, None, "Sở Y tế", None, date(2026, 9, 30)],
]


def annex_book(rows=ROWS, merged=("A1:E1", "C3:D3", "A3:A4", "B8:B9"), hidden=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestAnnex(ReformCase):
    def annex(self, content=None, name="phu-luc.xlsx", user=None, read=True, **values):
        annex = (
            self.env["cchc.annex.import"]
            .with_user(user or self.user_standing)
            .create(
                {
                    "plan_id": self.plan.id,
                    "file": base64.b64encode(annex_book() if content is None else content),
                    "file_name": name,
                    **values,
                }
            )
        )
        if read:
            annex.action_check()
        return annex

    def tasks(self):
        return self.env["cchc.task"].search([("plan_id", "=", self.plan.id)], order="id")

    def settled(self, annex):
        unknown = annex.term_ids.filtered(lambda term: not term.is_settled)
        unknown.unit_id = self.vp
        annex.row_ids[3].write({"deadline_kind": "date", "deadline": "2026-12-31"})
        return unknown

    def test_a_workbook_with_merged_cells(self):
        annex = self.annex()
        self.assertEqual(annex.row_ids.mapped("number"), [5, 6, 7, 8, 9])
        title, review, publish, meeting, again = annex.row_ids
        self.assertTrue(title.skip)
        self.assertEqual(review.lead_unit_ids, self.gtvt)
        self.assertEqual(review.coop_unit_ids, self.yte)
        self.assertEqual(review.domain_id, self.domain_procedures)
        self.assertEqual(publish.lead_term_ids.block, "agency")
        self.assertIn("Các đơn vị liên quan", publish.note)
        self.assertEqual(again.name, "Họp giao ban")
        self.assertEqual(again.deadline, date(2026, 9, 30))
        self.assertEqual(annex.asked_count, 1)
        self.assertIn("Tổ giúp việc", meeting.question)
        self.assertIn("due", meeting.question)
        with self.assertRaisesRegex(UserError, "Row 8 still has a question"):
            annex.action_import()
        self.assertFalse(self.tasks())
        term = self.settled(annex)
        action = annex.action_import()["params"]["next"]
        self.assertEqual(annex.state, "done")
        whole = self.tasks().filtered(lambda task: task.name == "Công khai thủ tục")[:1]
        self.assertEqual(whole.lead_unit_id, self.snv, "the standing office coordinates")
        self.assertEqual(whole.fan_out_block, "agency")
        self.assertEqual(whole.child_ids.lead_unit_id, self.snv + self.vp + self.gtvt + self.yte)
        self.assertEqual(len(self.env["cchc.task"].search(action["domain"])), 4 + 4)
        self.assertEqual(self.env["hr.department"]._resolve(term.text, date(2026, 3, 1)), self.vp)
        entry = self.env["cchc.audit.entry"].search([("action", "=", "import_annex")], limit=1)
        self.assertEqual(entry.res_id, self.plan.id)

        # The same file again: the name is known now, the rows are there.
        annex = self.annex()
        self.assertFalse(annex.term_ids.filtered(lambda term: not term.is_settled))
        annex.row_ids[3].write({"deadline_kind": "date", "deadline": "2026-12-31"})
        action = annex.action_import()["params"]["next"]
        self.assertEqual(len(self.env["cchc.task"].search(action["domain"])), 8)
        self.assertIn("0 new rows; 4 were already there", annex.summary)
        self.assertEqual(len(self.tasks()), 8)

    def test_a_few_bytes_that_merge_millions_of_cells_are_refused(self):
        wide = annex_book(merged=())
        source, packed = zipfile.ZipFile(io.BytesIO(wide)), io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            for name in source.namelist():
                merge = b'</sheetData><mergeCells><mergeCell ref="A20:XFD1048576"/></mergeCells>'
                package.writestr(name, source.read(name).replace(b"</sheetData>", merge))
        with self.assertRaisesRegex(UserError, "more than 2000 rows"):
            self.annex(packed.getvalue())
        document = docx.Document()
        cell = document.add_table(rows=2, cols=2).rows[1].cells[0]._tc
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), "2000000000")
        cell.get_or_add_tcPr().append(span)
        content = io.BytesIO()
        document.save(content)
        with self.assertRaisesRegex(UserError, "more than 2000 rows"):
            self.annex(content.getvalue(), "phu-luc.docx")

    def test_each_sheet_is_looked_at(self):
        for count, hidden, message in ((2001, (), "more than 2000 rows"), (9, (3,), "hidden rows")):
            book = openpyxl.load_workbook(io.BytesIO(annex_book()))
            second = book.create_sheet("Phụ lục 2")
            for number in range(count):
                second.append([number, "Việc", "Sở Y tế"])
            for row in hidden:
                second.row_dimensions[row].hidden = True
            content = io.BytesIO()
            book.save(content)
            with self.assertRaisesRegex(UserError, message):
                self.annex(content.getvalue())

    def test_a_name_is_kept_only_where_it_was_asked_to(self):
        annex = self.annex()
        self.settled(annex).keep = False
        annex.action_import()
        self.assertFalse(self.env["hr.department"]._resolve("Tổ giúp việc", date(2026, 3, 1)))

    def test_a_document_reads_as_with_all_changes_accepted(self):
        document = docx.Document()
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(
            table.rows[0].cells, ("Nội dung", "Chủ trì", "Thời hạn"), strict=True
        ):
            cell.text = text
        name, lead, due = table.rows[1].cells
        name.text = "Rà soát"
        for tag, inner, text in (("w:ins", "w:t", " thủ tục"), ("w:del", "w:delText", " hồ sơ")):
            change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
            piece.text = text
            run.append(piece)
            change.append(run)
            name.paragraphs[0]._p.append(change)
        lead.text = "Sở Giao thông vận tải"
        lead.add_paragraph("Sở Y tế")
        due.text = "=1+1"
        content = io.BytesIO()
        document.save(content)
        annex = self.annex(content.getvalue(), "phu-luc.docx")
        row = annex.row_ids
        self.assertEqual(row.name.replace("\xa0", " "), "Rà soát thủ tục")
        self.assertEqual(row.lead_unit_ids, self.gtvt + self.yte)
        self.assertEqual((row.deadline_text, row.deadline_kind), ("=1+1", False))
        self.assertEqual(lead._tc.tag, qn("w:tc"))

    def test_what_cannot_be_read_is_told_in_one_sentence(self):
        big = annex_book([ROWS[2][:2] + ["Chủ trì"], *[["a"]] * (annex_tables.MAX_LINES + 1)], ())
        for content, name, message in (
            (b"", "a.xlsx", "Choose the file"),
            (b"x", "a.pdf", "neither a Word document"),
            (annex_book()[:1000], "a.xlsx", "cannot be read"),
            (annex_book(), "a.docx", "cannot be read"),
            (annex_book([["Chỉ tiêu", "Năm"], ["a", "b"]], ()), "a.xlsx", "no table of tasks"),
            (annex_book(hidden=(7,)), "a.xlsx", r"hidden rows \(7\)"),
            (big, "a.xlsx", "more than 2000 rows"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self.annex(content, name)

    def test_only_who_answers_for_the_plan(self):
        for user in (self.user_gtvt_head, self.user_yte_head):
            with self.assertRaises(AccessError):
                self.annex(user=user)
        annex = self.annex()
        with self.assertRaises(AccessError):
            annex.with_user(self.user_gtvt_head).action_import()
        with self.assertRaises(AccessError):
            self.env["cchc.annex.term"].with_user(self.user_gtvt_head).create(
                {"annex_id": annex.id, "unit_id": self.gtvt.id}
            )

    def test_rows_that_say_the_same_are_named(self):
        row = ["1", "Rà soát", "Sở Y tế", "Sở Nội vụ", "Quý II"]
        head = ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian"]
        annex = self.annex(
            annex_book([head, row, row], ()), default_domain_id=self.domain_procedures.id
        )
        with self.assertRaisesRegex(UserError, "Rows 2 and 3 say the same"):
            annex.action_import()
        self.assertFalse(self.tasks())
        annex.row_ids[1].skip = True
        annex.action_import()
        self.assertEqual(len(self.tasks()), 1)

    def test_a_departments_plan_means_its_own_divisions(self):
        plan = self.env["cchc.plan"].create(
            {"name": "Kế hoạch của sở", "unit_id": self.gtvt.id,
             "default_verifier_unit_id": self.snv.id}
        )  # fmt: skip
        head = ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"]
        rows = [["1", "Rà soát", "Các phòng, đơn vị thuộc Sở", "Quý II"],
                ["2", "Báo cáo", "Sở Y tế; Phòng Pháp chế", "Quý II"]]  # fmt: skip
        annex = self.annex(
            annex_book([head, *rows], ()),
            user=self.user_gtvt_head,
            plan_id=plan.id,
            default_domain_id=self.domain_procedures.id,
        )
        self.assertEqual(annex.row_ids[0].lead_term_ids.block, "inner")
        self.assertEqual(annex.row_ids[1].lead_unit_ids, self.gtvt_division)
        self.assertEqual(annex.row_ids[1].lead_term_ids.text, "Sở Y tế", "not its to give work")
        annex.row_ids[1].lead_term_ids.unit_id = self.yte
        with self.assertRaises(AccessError):
            annex.action_import()
