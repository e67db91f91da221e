import base64
import io

import docx

from odoo.tests import tagged

from .annex_rows import ASKED_DEADLINES, ASKED_NAMES, HEADINGS, ROWS
from .test_demo import DemoCase


@tagged("post_install", "-at_install")
class TestAnnex(DemoCase):
    """An annex of 40 tasks as officials write them becomes tasks; only what is ambiguous is asked."""

    def document(self):
        """The annex in Word: a title, headings, sections over all columns."""
        document = docx.Document()
        document.add_heading("PHỤ LỤC NHIỆM VỤ", 1)
        table = document.add_table(rows=0, cols=len(HEADINGS))
        number = 0
        for row in (HEADINGS, *ROWS):
            cells = table.add_row().cells
            if isinstance(row, str):
                cells[0].merge(cells[-1]).text = row
                continue
            texts = row
            if row is not HEADINGS:
                number += 1
                texts = (str(number), *row)
            for cell, text in zip(cells, texts, strict=True):
                cell.text = text
        document.add_table(rows=1, cols=2).rows[0].cells[0].text = "Nơi nhận:"
        content = io.BytesIO()
        document.save(content)
        return content.getvalue()

    def test_forty_rows(self):
        tasks = [row for row in ROWS if isinstance(row, tuple)]
        self.assertEqual(len(tasks), 40)
        user = self.env["res.users"].search([("login", "=", "snv")])
        before = self.env["cchc.task"].search_count([("plan_id", "=", self.plan.id)])
        annex = (
            self.env["cchc.annex.import"]
            .with_user(user)
            .create(
                {
                    "plan_id": self.plan.id,
                    "file": base64.b64encode(self.document()),
                    "file_name": "phu-luc.docx",
                }
            )
        )
        annex.action_check()
        rows = annex.row_ids.filtered(lambda row: not row.skip)
        self.assertEqual(rows.mapped("name"), [row[0] for row in tasks])
        self.assertEqual(len(annex.row_ids) - len(rows), 7, "titles of sections")
        self.assertFalse(rows.filtered(lambda row: not row.domain_id))
        due = rows.filtered(lambda row: not row.deadline_kind)
        self.assertEqual(set(due.mapped("name")), ASKED_DEADLINES)
        asked = annex.term_ids.filtered(lambda term: not term.is_settled)
        self.assertEqual(set(asked.mapped("text")), ASKED_NAMES)
        asked_rows = rows.filtered("question")
        self.assertEqual(annex.asked_count, len(asked_rows))
        self.assertLessEqual(len(asked_rows), len(ASKED_DEADLINES) + len(ASKED_NAMES))

        for term in asked:
            if term.text == "Địa phương":
                term.block = "district"
            elif term.text == "Chi cục Văn thư":
                term.unit_id = self.units["SNV"]
            else:
                term.is_ignored = True
        for row in due:
            row.write({"deadline_kind": "date", "deadline": "2023-12-15"})
        self.assertFalse(annex.asked_count)
        annex.action_import()
        self.assertEqual(annex.state, "done")
        Task = self.env["cchc.task"]
        created = Task.search([("plan_id", "=", self.plan.id)], order="id")[before:]
        wholes = created.filtered(lambda task: not task.parent_id)
        self.assertEqual(wholes.mapped("name"), [row[0] for row in tasks])
        self.assertEqual(set(created.mapped("state")), {"draft"})
        by_name = {task.name: task for task in wholes}

        everybody = by_name["Ban hành kế hoạch cải cách hành chính của đơn vị"]
        self.assertEqual(len(everybody.child_ids), 18 + 12)
        self.assertFalse(everybody.fan_out_block, "two blocks")
        self.assertEqual(by_name["Sắp xếp thôn, khu dân cư"].fan_out_block, "district")
        self.assertEqual(len(by_name["Sắp xếp thôn, khu dân cư"].child_ids), 12)
        three = by_name["Xây dựng vị trí việc làm"].child_ids.lead_unit_id.mapped("code")
        self.assertEqual(set(three), {"LDTBXH", "NNPTNT", "VHTTDL"})
        report = by_name["Báo cáo cải cách hành chính định kỳ"]
        self.assertEqual((report.deadline_kind, report.recurrence), ("standing", "quarter"))
        self.assertEqual(len(report.coop_unit_ids), 17, "all departments but the one that leads")
        one_stop = by_name["Thực hiện cơ chế một cửa liên thông đất đai"]
        self.assertEqual(one_stop.lead_unit_id, self.units["TNMT"])
        self.assertEqual(len(one_stop.coop_unit_ids), 1 + 12 + 207)
        self.assertIn("đơn vị có liên quan", by_name[tasks[2][0]].description)

        wholes.with_user(user).action_assign()
        wholes.child_ids.with_user(user).action_assign()
        self.assertEqual(set(created.mapped("state")), {"assigned"})
        self.assertEqual(
            self.env["hr.department"]._resolve("Chi cục Văn thư", self.plan.date_end),
            self.units["SNV"],
            "the name that was learnt is kept",
        )
