import base64
import io
from datetime import date
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..wizard import import_base, import_mixin
from ..wizard.import_plan import TaskImporter
from ..wizard.import_targets import MeasureImporter, TargetImporter
from .common import ReformCase
from .test_import import csv_file, xlsx_file

HEADINGS = [
    "Mã",
    "Thuộc nhiệm vụ",
    "Điều khoản",
    "Nhiệm vụ",
    "Lĩnh vực",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian",
    "Trọng số",
]
ROWS = [
    ["1", "", "1a", "Ban hành kế hoạch", "procedures", "Sở Giao thông vận tải", "Sở Y tế; T-SNV",
     "Trước ngày 01/4", "2,5"],
    ["2", "1", "1a", "Rà soát thủ tục", "procedures", "T-GTVT-PC", "", "Thường xuyên", ""],
    ["", "", "2đ", "Báo cáo", "organisation", "so y te", "", "Sau khi có hướng dẫn của Bộ", "1"],
]  # fmt: skip


class WorkbookCase(ReformCase):
    def upload(self, rows, user=None, plan=None, name="ke-hoach.xlsx", **values):
        content = rows if isinstance(rows, bytes) else xlsx_file(rows)
        return (
            self.env["cchc.plan.workbook"]
            .with_user(user or self.user_standing)
            .create(
                {
                    "plan_id": (plan or self.plan).id,
                    "file": base64.b64encode(content),
                    "file_name": name,
                    **values,
                }
            )
        )

    def faults(self, wizard):
        return [(one.row, one.column, one.message) for one in wizard.issue_ids]

    def tasks(self, plan=None):
        return self.env["cchc.task"].search([("plan_id", "=", (plan or self.plan).id)])

    def another_plan(self):
        return self.env["cchc.plan"].create(
            {
                "name": "Kế hoạch khác",
                "unit_id": self.province.id,
                "kind": "programme",
                "date_start": self.plan.date_start,
                "date_end": self.plan.date_end,
                "default_verifier_unit_id": self.snv.id,
                "substitute_verifier_unit_id": self.vp.id,
            }
        )


@tagged("post_install", "-at_install")
class TestPlanWorkbook(WorkbookCase):
    def test_rows_become_drafts(self):
        wizard = self.upload([HEADINGS, *ROWS])
        wizard.action_check()
        self.assertEqual(self.faults(wizard), [])
        self.assertEqual(wizard.state, "ready")
        self.assertFalse(self.tasks(), "checking keeps nothing")
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        whole, part, report = (
            self.tasks().filtered(lambda task, name=row[3]: task.name == name) for row in ROWS
        )
        self.assertEqual(set(self.tasks().mapped("state")), {"draft"})
        self.assertEqual((whole.name, whole.clause, whole.weight), ("Ban hành kế hoạch", "1a", 2.5))
        self.assertEqual(whole.coop_unit_ids, self.yte + self.snv)
        self.assertEqual(whole.deadline, date(self.plan.year, 3, 31))
        self.assertEqual((part.parent_id, part.lead_unit_id), (whole, self.gtvt_division))
        self.assertEqual(part.deadline_kind, "standing")
        self.assertEqual(report.lead_unit_id, self.yte)
        self.assertEqual(report.waiting_for, "có hướng dẫn của Bộ")
        self.assertEqual(report.verifier_unit_id, self.snv, "the verifier of the plan")
        entry = self.env["cchc.audit.entry"].search([("action", "=", "import_tasks")], limit=1)
        self.assertEqual(entry.res_id, self.plan.id)

    def test_a_whole_and_the_part_of_who_coordinates_it_are_two_tasks(self):
        text = f"31/12/{self.plan.year}"
        whole = self.make_task(self.snv, assign=False, name="Công khai thủ tục", deadline_text=text)
        whole.with_user(self.user_standing)._fan_out(self.snv + self.yte)
        content = self.plan.with_user(self.user_standing).workbook()
        again = self.upload(content)
        again.action_import()
        self.assertIn("0 new rows; 3 were already there", again.summary, self.faults(again))
        # A list of parts that does not say of what they are.
        rows = [
            ["", "", "", "Công khai thủ tục", "procedures", unit, "", text, ""]
            for unit in ("Sở Nội vụ", "Sở Y tế")
        ]
        again = self.upload([HEADINGS, *rows])
        again.action_import()
        self.assertIn("0 new rows; 2 were already there", again.summary, self.faults(again))
        plan = self.another_plan()
        wizard = self.upload(content, plan=plan)
        wizard.action_import()
        self.assertEqual(wizard.state, "done", self.faults(wizard))
        came = self.tasks(plan)
        self.assertEqual(came.child_ids.lead_unit_id, self.snv + self.yte)
        self.assertEqual(came.filtered("child_ids").lead_unit_id, self.snv)

    def test_figures_of_any_size_come_back(self):
        values = (12.345, -1.5, 0.125, 1500, 2.5e13, 1e15, 0.000001)
        self.env["cchc.target"].with_user(self.user_standing).create(
            [
                {
                    "name": f"Chỉ tiêu {value}",
                    "plan_id": self.plan.id,
                    "domain_id": self.domain_procedures.id,
                    "unit_id": self.yte.id,
                    "target_value": value,
                }
                for value in values
            ]
        )
        plan = self.another_plan()
        content = self.plan.with_user(self.user_standing).workbook()
        wizard = self.upload(content, plan=plan, kind="targets")
        wizard.action_import()
        self.assertEqual(wizard.state, "done", self.faults(wizard))
        came = self.env["cchc.target"].search([("plan_id", "=", plan.id)])
        self.assertEqual(sorted(came.mapped("target_value")), sorted(values))

    def test_a_day_without_its_year_is_asked_in_a_plan_of_several_years(self):
        plan = self.another_plan()
        plan.date_end = plan.date_end.replace(year=plan.year + 4)
        texts = ("Trước ngày 30/6", "Quý II", f"30/6/{plan.year + 2}", "Thường xuyên")
        wizard = self.upload(
            [
                HEADINGS,
                *(
                    ["", "", "", f"Việc {text}", "procedures", "Sở Y tế", "", text]
                    for text in texts
                ),
            ],
            plan=plan,
        )
        wizard.action_check()
        self.assertEqual(
            [fault[:2] for fault in self.faults(wizard)],
            [(2, "Deadline as written"), (3, "Deadline as written")],
        )

    def test_days_after_a_period_that_no_period_has(self):
        headings = [*HEADINGS, "Lặp lại", "Số ngày sau kỳ"]
        row = ["", "", "", "Báo cáo", "procedures", "Sở Y tế", "", "Thường xuyên", "", "hằng quý"]
        wizard = self.upload([headings, [*row, "99999999999"], [*row, "1,5"]])
        wizard.action_check()
        self.assertEqual(
            [fault[:2] for fault in self.faults(wizard)],
            [(2, "Due days after the period"), (3, "Due days after the period")],
        )

    def test_a_large_table_tells_how_far_it_is(self):
        rows = [
            ["", "", "", f"Việc {place}", "procedures", "Sở Y tế", "", "Quý II", "1"]
            for place in range(5)
        ]
        told = []
        wizard = self.upload([HEADINGS, *rows])
        with (
            patch.object(import_mixin, "TOLD_ROWS", 5),
            patch.object(import_base, "CHUNK", 2),
            patch.object(
                self.registry["res.partner"],
                "_bus_send",
                lambda partner, name, message, **options: told.append((partner.id, message)),
            ),
        ):
            wizard.action_import()
        self.assertEqual({one for one, _message in told}, {self.user_standing.partner_id.id})
        self.assertEqual(
            [(one["id"], one["done"], one["total"]) for _partner, one in told],
            [(wizard.id, 2, 5), (wizard.id, 4, 5), (wizard.id, 5, 5)],
        )

    def test_an_import_that_is_stopped_keeps_nothing(self):
        rows = [
            ["", "", "", f"Việc {place}", "procedures", "Sở Y tế", "", "Quý II", "1"]
            for place in range(5)
        ]
        wizard = self.upload([HEADINGS, *rows])

        def stop(importer, done, total):
            raise InterruptedError(f"{done} of {total}")

        with (
            patch.object(import_base, "CHUNK", 2),
            patch.object(import_mixin.TableImportMixin, "_tell_progress", stop),
            self.assertRaisesRegex(InterruptedError, "2 of 5"),
            self.env.cr.savepoint(),
        ):
            wizard.action_import()
        self.assertFalse(self.tasks())
        self.assertEqual(wizard.state, "file")
        self.assertFalse(self.env["cchc.audit.entry"].search([("action", "=", "import_tasks")]))

    def test_the_same_file_again_creates_nothing(self):
        for expected in ((3, 0), (0, 3)):
            wizard = self.upload([HEADINGS, *ROWS])
            wizard.action_import()
            self.assertEqual(wizard.state, "done", self.faults(wizard))
            self.assertIn(f"{expected[0]} new rows; {expected[1]}", wizard.summary)
        self.assertEqual(len(self.tasks()), 3)

    def test_what_is_there_is_not_changed_in_silence(self):
        self.upload([HEADINGS, *ROWS]).action_import()
        changed = [list(row) for row in ROWS]
        changed[0][8] = "5"
        wizard = self.upload([HEADINGS, *changed])
        wizard.action_import()
        self.assertEqual(wizard.state, "faulty")
        self.assertEqual([fault[:2] for fault in self.faults(wizard)], [(2, "Task")])
        self.assertIn("Weight", self.faults(wizard)[0][2])

    def test_every_faulty_cell_is_named_and_nothing_is_kept(self):
        rows = [
            ["1", "9", "", "Một", "procedures", "Sở Giao thông vận tải", "", "Quý II", "0"],
            ["2", "3", "", "Hai", "không có", "Sở Không Có", "Sở Y tế; Sở Xa", "Quý II", ""],
            ["3", "2", "", "", "procedures", "Sở Y tế", "", "Quý II", "1.500"],
            ["4", "", "", "Bốn", "procedures", "Sở Y tế", "", "sớm nhất có thể", "a"],
            ["4", "", "", "Năm", "procedures", "Sở Y tế", "", "", "1"],
            ["", "", "", "Sáu", "procedures", "Sở Y tế", "", "Quý II", "1"],
            ["", "", "", "Sáu", "procedures", "Sở Y tế", "", "Quý II", "1"],
        ]
        wizard = self.upload([HEADINGS, *rows])
        wizard.action_import()
        self.assertEqual(wizard.state, "faulty")
        self.assertFalse(self.tasks())
        found = {(row, column) for row, column, _message in self.faults(wizard)}
        self.assertEqual(
            found,
            {
                (2, "Weight"),
                (3, "Reform domain"),
                (3, "Lead unit"),
                (3, "Co-operating units"),
                (4, "Task"),
                (5, "Deadline as written"),
                (5, "Weight"),
                (6, "Code"),
                (6, "Deadline as written"),
                (8, "Task"),
            },
        )

    def test_parts_are_no_circle_and_name_their_whole(self):
        row = ["", "", "", "", "procedures", "Sở Y tế", "", "Quý II", "1"]
        rows = []
        for key, parent, name in (("1", "2", "Một"), ("2", "1", "Hai"), ("3", "x", "Ba")):
            rows.append([key, parent, "", name, *row[4:]])
        wizard = self.upload([HEADINGS, *rows])
        wizard.action_check()
        self.assertEqual([fault[:2] for fault in self.faults(wizard)], [
            (2, "Part of"), (3, "Part of"), (4, "Part of"),
        ])  # fmt: skip

    def test_units_of_others_get_no_task(self):
        """The plan of a department takes in tasks of its own units only."""
        plan = self.env["cchc.plan"].create(
            {
                "name": "Kế hoạch của sở",
                "unit_id": self.gtvt.id,
                "default_verifier_unit_id": self.snv.id,
            }
        )
        wizard = self.upload([HEADINGS, ROWS[2]], self.user_gtvt_head, plan)
        wizard.action_check()
        self.assertEqual([fault[:2] for fault in self.faults(wizard)], [(2, "Lead unit")])
        for user in (self.user_yte_head, self.user_gtvt_head):
            with self.assertRaises(AccessError):
                self.upload([HEADINGS, *ROWS], user).action_import()
        self.assertFalse(self.tasks())

    def test_an_edited_row_is_no_new_task(self):
        self.upload([HEADINGS, *ROWS]).action_import()
        task = self.tasks().sorted("id")[:1]
        row = [task.code, "", "", "Tên đã sửa", "procedures", "Sở Y tế", "", "Quý II", "1"]
        wizard = self.upload([HEADINGS, row])
        wizard.action_check()
        self.assertEqual(wizard.state, "faulty")
        self.assertIn("with another name", self.faults(wizard)[0][2])

    def test_what_only_the_records_can_tell_is_told_by_the_check(self):
        row = ["", "", "", "Việc", "procedures", "Sở Nội vụ", "", "Quý II", "1"]
        wizard = self.upload([[*HEADINGS, "Cơ quan xác nhận"], [*row, "Sở Nội vụ"]])
        wizard.action_check()
        self.assertEqual(wizard.state, "faulty")
        self.assertEqual(self.faults(wizard)[0][0], 0)
        self.assertIn("nobody verifies", self.faults(wizard)[0][2])

    def test_text_is_never_a_formula(self):
        row = ["", "", "", "=1+1", "procedures", "Sở Y tế", "", "Quý II", "1"]
        self.upload(csv_file([HEADINGS, row]), name="a.csv").action_import()
        self.assertEqual(self.tasks().name, "=1+1")
        sheet = openpyxl.load_workbook(io.BytesIO(self.plan.workbook())).worksheets[0]
        self.assertEqual({cell.data_type for row in sheet.iter_rows() for cell in row} - {"s", "n"},
                         set())  # fmt: skip

    def test_what_goes_out_comes_in_equal(self):
        self.upload([HEADINGS, *ROWS]).action_import()
        document = self.env["cchc.legal.document"].create({"summary": "Chỉ thị", "number": "1/CT"})
        first = self.tasks().sorted("id")[:1]
        first.write(
            {"output": "Kế hoạch", "source_document_id": document.id, "priority": "1",
             "date_start": date(self.plan.year, 1, 5),
             "description": "<p>Rà soát <b>từng</b> thủ tục</p><p>Xem https://vi.du</p>"}
        )  # fmt: skip
        first.copy({"plan_id": self.plan.id})  # some plans have two tasks that are alike
        self.tasks()[1:2].write({"weight": 0.25})
        standing = self.tasks().filtered(lambda task: task.deadline_kind == "standing")
        standing.write({"recurrence": "quarter", "recurrence_due_days": 5})
        whole = self.env["cchc.target"].create(
            {"name": "Hồ sơ trực tuyến cả giai đoạn", "plan_id": self.another_plan().id,
             "unit_id": self.snv.id, "domain_id": self.domain_procedures.id, "target_value": 95}
        )  # fmt: skip
        self.env["cchc.target"].create(
            [
                {"name": "Hồ sơ trực tuyến", "plan_id": self.plan.id, "unit_id": self.gtvt.id,
                 "parent_id": whole.id,
                 "domain_id": self.domain_procedures.id, "target_value": 80.5,
                 "has_baseline": True, "baseline": 0, "coop_unit_ids": [(6, 0, self.yte.ids)]},
                {"name": "Hồ sơ trễ", "plan_id": self.plan.id, "unit_id": self.yte.id,
                 "domain_id": self.domain_procedures.id, "target_value": 5,
                 "direction": "decrease", "description": "Theo tháng", "weight": 3},
            ]
        )  # fmt: skip
        book, plan = self.plan.workbook(), self.another_plan()
        for kind in ("tasks", "targets"):
            wizard = self.upload(book, plan=plan, kind=kind)
            wizard.action_import()
            self.assertEqual(wizard.state, "done", self.faults(wizard))
        for importer in (TaskImporter, TargetImporter):
            out, back = (
                [self.shape(row, rows) for row in rows]
                for rows in (importer(self.env, one).rows() for one in (self.plan, plan))
            )
            self.assertTrue(out)
            self.assertEqual(out, back)
        shares = self.env["cchc.target"].search([("parent_id", "=", whole.id)])
        self.assertEqual(shares.plan_id, self.plan + plan)
        self.assertEqual(len(self.tasks(plan)), 4)
        again = self.upload(book, plan=plan, kind="tasks")
        again.action_import()
        self.assertEqual(len(self.tasks(plan)), 4)

    def measured_target(self):
        target = self.env["cchc.target"].create(
            {"name": "Hồ sơ trực tuyến", "plan_id": self.plan.id, "unit_id": self.gtvt.id,
             "domain_id": self.domain_procedures.id, "target_value": 80}
        )  # fmt: skip
        target.with_user(self.user_standing).action_assign()
        return target

    def test_measured_values_come_in_and_go_out(self):
        target = self.measured_target()
        headings = ["Chỉ tiêu", "Đơn vị thực hiện", "Tính đến ngày", "Kết quả", "Ước thực hiện",
                    "Ghi chú", "Lý do"]  # fmt: skip
        rows = [
            ["ho so truc tuyen", "", "05/01/2026", "12,5", "có", "Cổng dịch vụ công", ""],
            [target.code, "Sở Giao thông vận tải", "05/02/2026", "20", "", "", ""],
        ]
        for expected in ((2, 0), (0, 2)):
            wizard = self.upload([headings, *rows], self.user_gtvt_officer, kind="measures")
            wizard.action_import()
            self.assertEqual(wizard.state, "done", self.faults(wizard))
            self.assertIn(f"{expected[0]} new rows; {expected[1]}", wizard.summary)
        self.assertEqual(target.measure_ids.mapped("value"), [12.5, 20])
        self.assertEqual(
            [(one["measured_on"], one["value"], one["is_estimate"])
             for one in MeasureImporter(self.env, self.plan).rows()],
            [("05/01/2026", "12,5", "có"), ("05/02/2026", "20", "không")],
        )  # fmt: skip
        # The final figure replaces the estimate; another value says why.
        rows[0][3:5] = ["13", "không"]
        rows[1][3] = "21"
        wizard = self.upload([headings, *rows], self.user_gtvt_officer, kind="measures")
        wizard.action_import()
        self.assertEqual([fault[:2] for fault in self.faults(wizard)], [(3, "Why it is corrected")])
        self.assertEqual(len(target.measure_ids), 2)
        rows[1][6] = "Tính thiếu hồ sơ của chi nhánh"
        wizard = self.upload([headings, *rows], self.user_gtvt_officer, kind="measures")
        wizard.action_import()
        self.assertEqual(wizard.state, "done", self.faults(wizard))
        self.assertEqual(len(target.measure_ids), 4)

    def test_values_of_others_and_of_no_target_are_refused(self):
        self.measured_target()
        headings = ["Chỉ tiêu", "Tính đến ngày", "Kết quả"]
        rows = [["Không có", "05/01/2026", "1"], ["Hồ sơ trực tuyến", "31/12/2099", "a"]]
        wizard = self.upload([headings, *rows], self.user_gtvt_officer, kind="measures")
        wizard.action_check()
        self.assertEqual(
            {fault[:2] for fault in self.faults(wizard)},
            {(2, "Target"), (3, "As of"), (3, "Measured value")},
        )
        good = [headings, ["Hồ sơ trực tuyến", "05/01/2026", "1"]]
        with self.assertRaises(AccessError):
            self.upload(good, self.user_standing, kind="measures").action_import()

    def shape(self, row, rows):
        """A row without the codes that the system gives: the whole is named by its place."""
        places = {one["key"]: place for place, one in enumerate(rows)}
        return {**row, "key": "", "parent": places.get(row.get("parent"), "")}

    def test_queries_of_a_check_do_not_grow_with_the_rows(self):
        def count(number):
            rows = [
                ["", "", "", f"Việc {place}", "procedures", "Sở Y tế", "Sở Nội vụ", "Quý II", "1"]
                for place in range(number)
            ]
            importer = TaskImporter(self.env, self.plan)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            importer.check([(place, row) for place, row in enumerate([HEADINGS, *rows], 1)])
            self.assertEqual(importer.faults, [])
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(60), count(2))

    def test_a_plan_that_is_over_takes_nothing_in(self):
        self.env.cr.execute("UPDATE cchc_plan SET state = 'replaced' WHERE id = %s", [self.plan.id])
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.upload([HEADINGS, *ROWS]).action_import()


@tagged("post_install", "-at_install")
class TestPlanWorkbookDownload(WorkbookCase, HttpCase):
    def test_it_is_downloaded_by_the_readers_rights(self):
        self.upload([HEADINGS, *ROWS]).action_import()
        url = f"/cchc/plan/{self.plan.id}/workbook"
        self.authenticate("t_standing", "t_standing")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(len(book.worksheets), 4)
        self.assertEqual(book.worksheets[0].max_row, 4)
        self.authenticate("t_outsider", "t_outsider")
        self.assertNotEqual(self.url_open(url).status_code, 200)
        self.assertEqual(self.url_open("/cchc/plan/999999999/workbook").status_code, 404)
