from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..kernel import dates
from .test_inspection import REMEDY, InspectionFixture
from .test_unit_event import DAY, EventCase


@tagged("post_install", "-at_install")
class TestReformHandover(InspectionFixture, EventCase):
    """Inspections, communication, contributions, initiatives and ratings of a unit that ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_inspection()
        cls.new_head = cls.make_user("t_xd_head", ("head", cls.kctn))

    def prepared(self, event):
        return self.prepare(event).with_env(self.env)

    def line(self, event, kind, record):
        return event.handover_ids.filtered(
            lambda line: line.kind == kind and line.res_id == record.id
        )

    def begun(self, unit=None, **values):
        inspection = self.inspect(unit, **values)
        inspection.action_announce()
        inspection.action_begin()
        inspection.answer_ids.write({"answer": "met"})
        return inspection

    def test_what_is_inspected_goes_on_with_the_successor(self):
        plan = self.env["cchc.inspection.plan"].create(
            {
                "name": "Kế hoạch kiểm tra", "unit_id": self.snv.id, "year": 2025,
                "unit_ids": [(6, 0, (self.gtvt | self.yte).ids)],
                "number": "2/KH-SNV", "date": "2025-01-02",
            }
        )  # fmt: skip
        plan.with_user(self.user_snv_head).action_issue()
        running = self.begun(plan_id=plan.id)
        finding = self.env["cchc.inspection.finding"].with_user(self.user_standing).create(
            {"inspection_id": running.id, "name": "Chậm", "unit_id": self.gtvt_division.id,
             "item_id": self.item.id}
        )  # fmt: skip
        concluded = self.carry_out(self.inspect(kind="unannounced"), REMEDY)
        secret = self.inspect(kind="unannounced")
        event = self.prepared(self.merge_gtvt())
        for kind, record in (
            ("inspection", running), ("inspection_plan_unit", plan), ("finding", finding),
            ("finding", concluded.finding_ids),
        ):  # fmt: skip
            self.assertTrue(self.line(event, kind, record).successor_id, kind)
        self.assertEqual(
            self.line(event, "finding", finding).name, f"Finding no. {finding.id}", "not signed yet"
        )
        self.assertEqual(
            self.line(event, "finding", concluded.finding_ids).name, concluded.finding_ids.name
        )
        self.assertFalse(self.line(event, "inspection", concluded))
        self.assertFalse(self.line(event, "inspection", secret), "it is not known to the unit")
        event.with_user(self.user_leader).action_complete()
        self.assertEqual(running.unit_id, self.kctn)
        self.assertEqual(plan.unit_ids, self.kctn | self.yte)
        self.assertEqual(finding.unit_id.parent_id, self.kctn, "the division went along")
        self.assertEqual(concluded.unit_id, self.gtvt, "what was inspected stays")
        self.assertEqual(concluded.finding_ids.unit_id, self.kctn)
        with self.assertRaisesRegex(UserError, "has ended"):
            secret.action_begin()
        secret.unit_id = self.kctn
        secret.action_begin()
        running.write({"minutes": "Biên bản", "minutes_on": date(2025, 7, 2)})
        running.action_sign()
        finding.with_user(self.new_head).explanation = "Của đơn vị mới"
        kept = self.env["cchc.audit.entry"].search(
            [("model", "=", "cchc.inspection"), ("res_id", "=", running.id),
             ("action", "=", "hand_over")]
        )  # fmt: skip
        self.assertEqual(kept.effective_on, DAY)
        # Its remedy is reported by the one that took over.
        remedy = concluded.finding_ids.with_user(self.new_head)
        remedy.write({"remedy": "Đã niêm yết", "remedy_on": date(2025, 7, 2)})
        remedy.action_report_remedy()
        concluded.finding_ids.with_user(self.user_standing).action_confirm_remedy()
        self.assertEqual(concluded.state, "closed")

    def test_who_inspected_is_followed_and_nobody_inspects_itself(self):
        head = self.user_gtvt_head
        open_one = self.carry_out(self.inspect(self.gtvt_division, by=head, own=self.gtvt), REMEDY)
        of_both = self.begun(self.gtvt, by=self.user_standing, own=self.snv)
        own = self.inspect(self.gtvt, by=head, own=self.gtvt, kind="self")
        event = self.make_event(
            "rearrangement", (self.gtvt, self.kctn), (self.snv, self.kctn),
            (self.gtvt_division, "along"),
        )  # fmt: skip
        event.with_user(self.user_admin_cchc).action_take_along()
        event = self.prepared(event)
        line = self.line(event, "inspection_own", open_one)
        with self.assertRaises(UserError):
            line.with_user(self.user_leader).action_end()
        self.assertFalse(self.line(event, "inspection_own", own), "one line says it")
        event.with_user(self.user_leader).action_complete()
        self.assertEqual(open_one.inspecting_unit_id, self.kctn)
        self.assertEqual(open_one.unit_id, self.gtvt_division)
        self.assertTrue(open_one.with_user(self.new_head).can_inspect)
        self.assertEqual(of_both.state, "cancelled", "both became one unit")
        self.assertEqual((own.unit_id, own.inspecting_unit_id), (self.kctn, self.kctn))
        own.with_user(self.new_head).action_begin()

    def test_a_part_that_leaves_the_inspected_unit_leaves_it_the_finding(self):
        concluded = self.carry_out(self.inspect(), {**REMEDY, "unit_id": self.gtvt_division.id})
        finding = concluded.finding_ids
        finding.sudo().task_id = self.make_task(self.gtvt_division)
        event = self.prepared(
            self.make_event("move", (self.gtvt_division, "moved", {"new_parent_id": self.kctn.id}))
        )
        event.with_user(self.user_leader).action_complete()
        self.assertNotEqual(finding.task_id.lead_unit_id, self.gtvt_division, "it went along")
        self.assertEqual(finding.unit_id, self.gtvt)

    def test_what_was_to_end_and_went_on_needs_who_takes_over(self):
        running = self.begun()
        other = self.make_unit("Sở Khác", self.province, self.gtvt)
        event = self.make_event("dissolve", (self.snv, "dissolved"))
        event.with_user(self.user_admin_cchc).action_take_along()
        event = self.prepared(event)
        for line in event.handover_ids:
            by = self.user_admin_cchc if line.kind == "role" else self.user_leader
            if line._may_end():
                line.with_user(by).action_end()
            else:
                line.with_user(by).successor_id = other
        running.write({"minutes": "Biên bản", "minutes_on": dates.today()})
        running.action_sign()
        with self.assertRaisesRegex(UserError, "cannot be without a unit"):
            event.with_user(self.user_leader).action_complete()

    def test_discipline_cases_are_decided_by_who_takes_over(self):
        """They stand in no list, and are handled where the old unit is gathered now."""
        person = self.env["hr.employee"].create({"name": "Người"})
        self.env["cchc.staff.appointment"].create(
            {"employee_id": person.id, "unit_id": self.gtvt.id, "date_from": "2020-01-01"}
        )
        case = self.env["cchc.discipline.case"].with_user(self.user_gtvt_hr).create(
            {"employee_id": person.id, "unit_id": self.gtvt.id, "staff_kind": "civil_leader",
             "detected_on": dates.today(), "facts": "Chậm"}
        )  # fmt: skip
        case.action_open()
        event = self.prepared(self.merge_gtvt())
        self.assertFalse([line for line in event.handover_ids if "discipline" in line.kind])
        event.with_user(self.user_leader).action_complete()
        case = case.sudo()
        self.assertEqual((case.unit_id, case.deciding_unit_id), (self.gtvt, self.kctn))
        new_hr = self.make_user("t_new_hr_xd", ("hr", self.kctn))
        self.assertEqual(case._handlers()[case], self.new_head | new_hr)
        case.with_user(new_hr).source_document = "5/BC"

    def test_communication_and_contributions(self):
        Event = self.env["cchc.communication"].with_user(self.user_gtvt_head)
        draft, planned, dropped = (
            Event.create({"name": name, "unit_id": self.gtvt.id, "year": 2025})
            for name in ("Nháp", "Có kế hoạch", "Bỏ")
        )
        (planned | dropped).action_plan()
        values = {"text": "Hỏi", "term": "2025-07-31"}
        create = self.env["cchc.contribution"].with_user(self.user_gtvt_head).create
        received = create({"name": "Mới", "received_by_unit_id": self.gtvt.id, **values})
        handed_on = create(
            {
                "name": "Chuyển",
                "received_by_unit_id": self.gtvt.id,
                "unit_id": self.yte.id,
                **values,
            }
        )
        handed_on.action_assign()
        mine = create({"name": "Trả lời", "received_by_unit_id": self.gtvt.id, **values})
        mine.action_assign()
        due_on = mine.due_on
        event = self.prepared(self.merge_gtvt())
        self.line(event, "communication", dropped).with_user(self.user_leader).action_end()
        lines = event.handover_ids.filtered(lambda one: one.kind.startswith("contribution"))
        self.assertEqual(
            sorted((one.kind, one.res_id) for one in lines),
            sorted(
                [("contribution", mine.id), ("contribution_received", received.id),
                 ("contribution_received", handed_on.id)]
            ),
        )  # fmt: skip
        with self.assertRaises(UserError):
            lines[0].with_user(self.user_leader).action_end()
        event.with_user(self.user_leader).action_complete()
        self.assertEqual((draft | planned).unit_id, self.kctn)
        self.assertEqual((dropped.unit_id, dropped.state), (self.gtvt, "cancelled"))
        self.assertEqual((received.unit_id, received.received_by_unit_id), (self.kctn, self.kctn))
        self.assertEqual((handed_on.unit_id, handed_on.received_by_unit_id), (self.yte, self.kctn))
        self.assertEqual((mine.unit_id, mine.due_on), (self.kctn, due_on))
        mine = mine.with_user(self.new_head)
        mine.answer = "Đã trả lời"
        mine.action_answer()
        received.with_user(self.new_head).action_assign()

    def test_initiatives_and_ratings(self):
        author = {"outside_name": "Người ngoài", "share": 100}
        initiative = self.env["cchc.initiative"].with_user(self.user_gtvt_head).create(
            {"name": "Sáng kiến", "unit_id": self.gtvt.id, "domain_id": self.domain_procedures.id,
             "year": 2025, "problem": "x", "solution": "y", "author_ids": [(0, 0, author)]}
        )  # fmt: skip
        initiative.action_submit()
        hr = self.make_user("t_old_hr", ("hr", self.gtvt))
        person = self.env["hr.employee"].create({"name": "Người được xếp loại"})
        self.env["cchc.staff.appointment"].create(
            {"employee_id": person.id, "unit_id": self.gtvt.id, "date_from": "2020-01-01"}
        )
        kept = (
            self.env["cchc.rating"]
            .with_user(hr)
            .create({"employee_id": person.id, "unit_id": self.gtvt.id, "year": 2024})
        )
        event = self.prepared(self.merge_gtvt())
        line = self.line(event, "rating", kept)
        self.assertEqual(line.successor_id, self.kctn)
        self.assertNotIn(person.name, line.name)
        line = self.line(event, "initiative", initiative)
        self.assertEqual(line.successor_id, self.kctn)
        self.assertNotIn(initiative.name, line.name)
        new_hr = self.make_user("t_new_hr", ("hr", self.kctn))
        with self.assertRaises(AccessError):
            kept.with_user(new_hr).self_text = "Chưa"
        event.with_user(self.user_leader).action_complete()
        self.assertEqual(initiative.unit_id, self.kctn)
        self.assertTrue(initiative.with_user(self.new_head).may_handle)
        self.assertEqual((kept.unit_id, kept.handling_unit_id), (self.gtvt, self.kctn))
        self.assertEqual(kept.deciding_unit_id, self.kctn)
        rating = kept.with_user(new_hr)
        with self.assertRaises(AccessError):
            rating.handling_unit_id = self.yte
        rating.self_text = "Tự xếp loại"
        rating.action_self_rate()
        self.assertEqual(rating.state, "self_rated")
