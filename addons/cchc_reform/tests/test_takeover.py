import base64
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..kernel import dates
from ..models.task_take_in import Claim
from .test_plan_workbook import WorkbookCase

HEADINGS = ["Nhiệm vụ", "Lĩnh vực", "Cơ quan chủ trì", "Thời hạn", "Trạng thái", "Ngày giao",
            "Ngày báo cáo", "Ngày xác nhận", "Minh chứng"]  # fmt: skip
YEAR = dates.today().year
#: The day before which all of these tasks happened.
LATER = date(YEAR, 2, 20)


def rows():
    return [
        ["Đã giao", "procedures", "Sở Y tế", f"31/12/{YEAR}", "Đã giao", f"05/01/{YEAR}", "", "", ""],
        ["Đúng hạn", "procedures", "Sở Giao thông vận tải", f"31/01/{YEAR}", "Hoàn thành",
         f"05/01/{YEAR}", f"20/01/{YEAR}", f"25/01/{YEAR}", f"12/BC-SGTVT ngày 20/01/{YEAR}; 13/QĐ"],
        ["Trễ hạn", "procedures", "Sở Y tế", f"31/01/{YEAR}", "đã báo cáo", f"05/01/{YEAR}",
         f"10/02/{YEAR}", "", f"7/BC-SYT ngày 10/02/{YEAR}"],
        ["Của huyện", "procedures", "Huyện Nam Sách", "Thường xuyên", "đang triển khai",
         f"06/01/{YEAR}", "", "", ""],
    ]  # fmt: skip


@tagged("post_install", "-at_install")
class TestTakeover(WorkbookCase):
    def running(self, lines=None, user=None):
        wizard = self.upload([HEADINGS, *(lines or rows())], user, kind="running")
        wizard.action_import()
        return wizard

    def batch(self):
        return self.env["cchc.task.takeover"].search([("plan_id", "=", self.plan.id)], limit=1)

    def rates(self, day):
        domain = [("plan_id", "=", self.plan.id)]
        return self.env["cchc.metrics"]._task_rates(day, domain)[()]

    def test_each_task_comes_to_where_it_stood_by_one_step(self):
        wizard = self.running()
        self.assertEqual(wizard.state, "done", self.faults(wizard))
        given, on_time, late, standing = self.tasks().sorted("id")
        self.assertEqual(
            [task.state for task in (given, on_time, late, standing)],
            ["assigned", "verified", "reported", "in_progress"],
        )
        self.assertEqual(on_time.reported_on, date(YEAR, 1, 20))
        self.assertEqual(on_time.verified_on, date(YEAR, 1, 25))
        self.assertFalse(on_time.reported_late)
        self.assertTrue(late.reported_late)
        self.assertEqual(on_time.evidence_ids.mapped("number"), ["12/BC-SGTVT", "13/QĐ"])
        self.assertEqual(on_time.evidence_ids.mapped("date"), [date(YEAR, 1, 20), False])
        self.assertEqual(on_time.evidence_ids.unit_id, self.gtvt)
        entries = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task"), ("res_id", "in", self.tasks().ids)]
        )
        self.assertEqual(sorted(entries.mapped("action")), ["evidence"] * 2 + ["take_over"] * 4)
        self.assertIn("12/BC-SGTVT", on_time.evidence_ids.mapped("name"))

    def test_the_days_in_between_are_counted_as_they_were(self):
        self.running()
        self.assertEqual(self.rates(date(YEAR, 1, 10)).assigned, 4)
        self.assertEqual(self.rates(date(YEAR, 1, 10)).verified, 0)
        self.assertEqual(self.rates(date(YEAR, 1, 22)).awaiting, 1)
        self.assertEqual(self.rates(date(YEAR, 1, 25)).verified, 1)
        self.assertEqual(self.rates(date(YEAR, 2, 1)).overdue, 1)
        self.assertEqual(self.rates(LATER).due, 2)
        self.assertEqual(self.rates(LATER).on_time, 1)

    def test_work_goes_on(self):
        self.running()
        late = self.tasks().filtered(lambda task: task.name == "Trễ hạn")
        late.with_user(self.user_standing).action_verify()
        self.assertEqual(late.state, "verified")
        given = self.tasks().filtered(lambda task: task.name == "Đã giao")
        self.assertIn(self.user_yte_head, given.activity_ids.user_id)

    def test_it_is_undone_as_a_batch_until_somebody_works_on_it(self):
        self.running()
        tasks, batch = self.tasks(), self.batch()
        evidence = tasks.evidence_ids
        self.assertEqual(batch.task_count, 4)
        with self.assertRaises(AccessError):
            batch.with_user(self.user_gtvt_head).action_undo("Nhầm tệp")
        with self.assertRaises(UserError):
            batch.with_user(self.user_standing).action_undo("")
        given = tasks.filtered(lambda task: task.name == "Đã giao")
        given.explanation = "Đang làm"
        with self.assertRaisesRegex(UserError, "Đã giao"):
            batch.with_user(self.user_standing).action_undo("Nhầm tệp")
        given.explanation = False
        batch.with_user(self.user_standing).action_undo("Nhầm tệp")
        self.assertEqual(batch.state, "undone")
        self.assertFalse(tasks.exists() or evidence.exists())
        self.assertEqual(self.rates(LATER).assigned, 0)
        entries = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.task"), ("action", "=", "undo_take_over")], limit=4
        )
        self.assertEqual(set(entries.mapped("res_id")), set(tasks.ids))
        # The list, mended, comes again.
        self.running()
        self.assertEqual(len(self.tasks()), 4)

    def undo(self):
        self.batch().with_user(self.user_standing).action_undo("Nhầm tệp")

    def test_undone_a_draft_of_the_plan_is_a_draft_again(self):
        draft = self.make_task(
            assign=False, name="Đã giao", unit=self.yte, deadline=date(YEAR, 12, 31)
        )
        draft.write({"deadline_text": f"31/12/{YEAR}", "explanation": "Đã trao đổi"})
        for _time in range(2):  # what was taken over once can be taken over again
            self.running()
            self.assertEqual((draft.state, draft.explanation), ("assigned", "Đã trao đổi"))
            self.undo()
            self.assertEqual(self.tasks(), draft, "what the list brought is deleted, and only that")
            self.assertEqual((draft.state, draft.explanation), ("draft", "Đã trao đổi"))
            self.assertFalse(draft.takeover_id or draft.assigned_on or draft.first_deadline)
            facts = self.env["cchc.task.fact"].search([("task_id", "=", draft.id)])
            self.assertFalse(facts)

    def test_steps_back_and_forth_are_work(self):
        self.running()
        standing = self.tasks().filtered(lambda task: task.name == "Của huyện")
        standing.explanation = "Xong"
        standing.with_user(self.user_namsach_head).action_submit()
        standing.with_user(self.user_namsach_head).action_send_back("Chưa đủ")
        standing.explanation = False
        self.assertEqual(standing.state, "in_progress")
        with self.assertRaisesRegex(UserError, "Của huyện"):
            self.undo()

    def test_a_note_that_was_taken_in_is_work(self):
        self.running()
        given = self.tasks().filtered(lambda task: task.name == "Đã giao")
        claims = {given.id: Claim(None, False, "", None, "Thiếu kinh phí")}
        given.with_user(self.user_standing)._take_in(claims, "Ông A", "Gửi thư")
        with self.assertRaisesRegex(UserError, "Đã giao"):
            self.undo()
        self.assertEqual(given.unit_note, "Thiếu kinh phí")

    def test_evidence_that_serves_elsewhere_or_got_a_file_is_not_deleted(self):
        name = ["Việc", "procedures", "Sở Y tế", f"31/12/{YEAR}", "đang thực hiện", f"05/01/{YEAR}"]
        self.running([[*name, "", "", f"7/BC-SYT ngày 04/01/{YEAR}"]])
        piece = self.tasks().evidence_ids
        other = self.make_task(self.yte, name="Việc khác")
        other.with_user(self.user_yte_officer).evidence_ids = piece
        with self.assertRaisesRegex(UserError, "has changed since"):
            self.undo()
        other.with_user(self.user_yte_officer).evidence_ids = False
        pdf = base64.b64encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
        piece.with_user(self.user_yte_officer).write({"file": pdf, "file_name": "7.pdf"})
        with self.assertRaisesRegex(UserError, "has changed since"):
            self.undo()
        self.assertTrue(piece.file)

    def test_the_same_list_again_and_drafts_of_the_plan(self):
        draft = self.make_task(
            assign=False, name="Đã giao", lead_unit_id=self.yte.id, deadline=date(YEAR, 12, 31)
        )
        draft.write({"clause": False, "deadline_text": f"31/12/{YEAR}"})
        wizard = self.running()
        self.assertEqual(wizard.state, "done", self.faults(wizard))
        self.assertEqual(draft.state, "assigned")
        self.assertEqual(len(self.tasks()), 4)
        wizard = self.running()
        self.assertIn("0 new rows; 4 were already there", wizard.summary)
        self.assertEqual(self.batch().task_count, 4, "an empty batch is none")
        changed = rows()
        changed[2][4:8] = ["Hoàn thành", f"05/01/{YEAR}", f"10/02/{YEAR}", f"12/02/{YEAR}"]
        wizard = self.running(changed)
        self.assertEqual([fault[:2] for fault in self.faults(wizard)], [(4, "Task")])

    def test_what_does_not_fit_together_is_named(self):
        tomorrow = dates.format_date(dates.today() + timedelta(days=1))
        name = ["Việc", "procedures", "Sở Y tế", f"31/12/{YEAR}"]
        wizard = self.running(
            [
                [*name, "Hoàn thành", "", "", "", "1/BC"],
                [*name, "Đã giao", "", f"05/01/{YEAR}", "", ""],
                [*name, "đang thực hiện", tomorrow, "", "", ""],
                [*name, "Đã báo cáo", f"05/02/{YEAR}", f"05/01/{YEAR}", "", "1/BC"],
                [*name, "Đã báo cáo", f"05/01/{YEAR}", f"06/01/{YEAR}", "", ""],
                [*name, "chẳng rõ", "", "", "", ""],
                [*name, "Đã báo cáo", f"05/01/{YEAR}", f"06/01/{YEAR}", "", "1/BC ngày 31/02/2020"],
            ]
        )
        self.assertEqual(
            list(dict.fromkeys(fault[:2] for fault in self.faults(wizard))),
            [(2, "Reported on"), (3, "Reported on"), (4, "Assigned on"), (5, "Reported on"),
             (6, "Evidence"), (7, "Status"), (8, "Evidence")],
        )  # fmt: skip
        self.assertFalse(self.tasks() or self.batch())

    def test_without_a_day_it_was_given_when_the_plan_was_issued(self):
        self.running([["Việc", "procedures", "Sở Y tế", f"31/12/{YEAR}", "Đã giao"]])
        self.assertEqual(self.tasks().assigned_on, self.plan.issued_on)

    def test_only_the_standing_office_takes_over(self):
        for user in (self.user_gtvt_head, self.user_leader):
            with self.assertRaises(AccessError):
                self.running(user=user)
        with self.assertRaises(AccessError):
            self.env["cchc.task.takeover"].with_user(self.user_standing).create(
                {"name": "x", "plan_id": self.plan.id}
            )
        task = self.make_task(assign=False)
        with self.assertRaises(AccessError):
            task.with_user(self.user_standing).write({"state": "verified"})
