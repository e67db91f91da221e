from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..kernel import dates
from ..report.inspection_conclusion import inspection_conclusion
from ..report.official_document import name_in_text
from .common import ReformCase
from .test_urging import text_of


class InspectionFixture:
    """Home affairs (as standing office) inspect the department of transport."""

    @classmethod
    def set_up_inspection(cls):
        cls.item = cls.env["cchc.inspection.item"].create(
            {
                "name": "Niêm yết thủ tục",
                "domain_id": cls.domain_procedures.id,
                "legal_basis": "Quy định của tỉnh",
            }
        )
        cls.team_head = cls.env["hr.employee"].create({"name": "Trưởng đoàn thử nghiệm"})

    @classmethod
    def inspect(cls, unit=None, by=None, own=None, **values):
        return (
            cls.env["cchc.inspection"]
            .with_user(by or cls.user_standing)
            .create(
                {
                    "inspecting_unit_id": (own or cls.snv).id,
                    "unit_id": (unit or cls.gtvt).id,
                    "domain_ids": [(6, 0, cls.domain_procedures.ids)],
                    "leader_id": cls.team_head.id,
                    **values,
                }
            )
        )

    @classmethod
    def carry_out(cls, inspection, *findings):
        """From its preparation to the conclusion; a finding is a dict of values."""
        if inspection.kind not in ("unannounced", "self"):
            inspection.action_announce()
        inspection.action_begin()
        inspection.answer_ids.write({"answer": "partly"})
        inspection.write({"minutes": "Đã kiểm tra", "minutes_on": dates.today()})
        cls.env["cchc.inspection.finding"].with_user(inspection.env.user).create(
            [
                {
                    "inspection_id": inspection.id,
                    "name": "Chậm niêm yết",
                    "item_id": cls.item.id,
                    **one,
                }
                for one in findings
            ]
        )
        inspection.action_sign()
        inspection.write({"conclusion_number": "15/KL-SNV", "conclusion_date": dates.today()})
        inspection.action_conclude()
        return inspection


REMEDY = {"recommendation": "Niêm yết lại đầy đủ", "term": "2099-01-31", "grade": "serious"}


@tagged("post_install", "-at_install")
class TestInspection(InspectionFixture, ReformCase):
    """From the preparation to the last remedy; who inspects whom; who sees what when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_inspection()

    def do_task(self, task):
        task.with_user(self.user_gtvt_head).explanation = "Đã niêm yết"
        task.with_user(self.user_gtvt_head).action_report()
        task.with_user(self.user_standing).action_verify()

    # -- the way of an inspection --------------------------------------------------------------

    def test_finding_becomes_a_task_and_closes_the_inspection(self):
        inspection = self.carry_out(self.inspect(), REMEDY, {"grade": "praise", "name": "Làm tốt"})
        remedy, praise = inspection.finding_ids
        self.assertEqual((remedy.state, praise.state), ("proposed", "noted"))
        self.assertEqual(remedy.legal_basis, "Quy định của tỉnh")
        inspection.action_give_remedies()
        task = remedy.task_id
        self.assertEqual(
            (task.plan_id, task.lead_unit_id, task.verifier_unit_id, task.state),
            (self.plan, self.gtvt, self.snv, "assigned"),
        )
        self.assertEqual(task.source_document_id.number, "15/KL-SNV")
        self.assertEqual(str(task.deadline), "2099-01-31")
        self.assertEqual((remedy.state, inspection.state), ("open", "concluded"))
        with self.assertRaisesRegex(UserError, "given as tasks already|no role"):
            inspection.action_give_remedies()
        self.do_task(task)
        self.assertEqual((remedy.state, inspection.state), ("remedied", "closed"))
        self.assertEqual(remedy.remedied_on, dates.today())
        task.with_user(self.user_standing).action_reopen("Chưa đủ")
        self.assertEqual((remedy.state, inspection.state), ("open", "concluded"))
        self.assertFalse(remedy.remedied_on)

    def test_without_remedies_it_closes_at_once(self):
        self.assertEqual(self.carry_out(self.inspect(), {}).state, "closed")

    def test_cancelled_task_is_no_longer_asked_for(self):
        inspection = self.carry_out(self.inspect(), REMEDY)
        inspection.action_give_remedies()
        inspection.finding_ids.task_id.with_user(self.user_standing).action_cancel("Bỏ quy định")
        self.assertEqual(inspection.finding_ids.state, "waived")
        self.assertEqual(inspection.state, "closed")

    def test_steps_ask_for_what_they_need(self):
        inspection = self.inspect(date_from=dates.today() + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "Announce"):
            inspection.action_begin()
        inspection.action_announce()
        with self.assertRaisesRegex(UserError, "begins on"):
            inspection.action_begin()
        inspection.date_from = dates.today()
        inspection.action_begin()
        with self.assertRaisesRegex(UserError, "minutes"):
            inspection.action_sign()
        inspection.write({"minutes": "Biên bản", "minutes_on": dates.today()})
        with self.assertRaisesRegex(UserError, "not answered"):
            inspection.action_sign()
        inspection.answer_ids.write({"answer": "met"})
        inspection.action_sign()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            inspection.answer_ids[0].answer = "not_met"
        with self.assertRaisesRegex(UserError, "number and date"):
            inspection.action_conclude()

    def test_beginning_recorded_later_is_of_the_day_entered(self):
        today = dates.today()
        inspection = self.inspect(kind="unannounced", date_from=today - timedelta(days=6))
        inspection.action_begin()
        self.assertEqual(inspection.begun_on, today - timedelta(days=6))
        self.assertEqual(inspection.known_on, today, "the unit did not know before")
        inspection.date_from = today - timedelta(days=4)
        self.assertEqual(inspection.begun_on, today - timedelta(days=4), "corrected")
        inspection.answer_ids.write({"answer": "met"})
        inspection.write({"minutes": "Biên bản", "minutes_on": today - timedelta(days=5)})
        with self.assertRaisesRegex(UserError, "beginning of the inspection"):
            inspection.action_sign()
        inspection.minutes_on = today - timedelta(days=3)
        inspection.action_sign()
        first = dates.print_date(today - timedelta(days=4))
        self.assertIn(first, text_of(inspection_conclusion(inspection)))

    def test_repeated_findings_are_counted_at_the_conclusion(self):
        earlier = self.carry_out(self.inspect(), {}, {})
        praised = self.carry_out(self.inspect(self.yte), {"grade": "praise"})
        again = self.carry_out(self.inspect(kind="unannounced"), {}, {"grade": "praise"})
        self.assertEqual(earlier.finding_ids.mapped("earlier_count"), [0, 0])
        self.assertEqual(again.finding_ids.mapped("earlier_count"), [1, 0])
        self.assertEqual(self.carry_out(self.inspect(self.yte), {}).finding_ids.earlier_count, 0)
        # Of an earlier year, and found by the unit itself.
        own = self.inspect(self.yte, by=self.user_yte_head, own=self.yte, kind="self")
        own = self.carry_out(own, {})
        self.assertEqual(own.finding_ids.earlier_count, 1)
        with own._permit({"concluded_on"}):
            own.sudo().concluded_on = dates.today() - timedelta(days=800)
        last = self.carry_out(self.inspect(self.yte), {})
        self.assertEqual(last.finding_ids.earlier_count, 2)
        self.assertEqual(praised.state, "closed")

    def test_checklist_follows_the_domains(self):
        inspection = self.inspect()
        self.assertIn(self.item, inspection.answer_ids.item_id)
        inspection.domain_ids = self.domain_organisation
        self.assertNotIn(self.item, inspection.answer_ids.item_id)
        self.assertTrue(inspection.answer_ids)

    # -- who inspects whom ---------------------------------------------------------------------

    def test_nobody_inspects_the_own_unit_but_by_itself(self):
        with self.assertRaises(AccessError):
            self.inspect(self.snv, own=self.province)
        with self.assertRaisesRegex(ValidationError, "own unit"):
            self.inspect(self.gtvt, by=self.user_gtvt_head, own=self.gtvt)
        with self.assertRaises(AccessError):
            self.inspect(self.yte, by=self.user_gtvt_head, own=self.gtvt)
        division = self.inspect(self.gtvt_division, by=self.user_gtvt_head, own=self.gtvt)
        self.assertTrue(division.can_inspect)
        division.action_announce()
        division.action_begin()
        division.answer_ids.write({"answer": "met"})
        finding = {"name": "Chậm", "item_id": self.item.id}
        division.write(
            {
                "minutes": "Biên bản",
                "minutes_on": dates.today(),
                "finding_ids": [(0, 0, finding)],
            }
        )
        division.action_sign()
        with self.assertRaisesRegex(AccessError, "inspected unit itself"):
            division.finding_ids.explanation = "Thay cho phòng"
        inside = self.make_user("t_inside", ("head", self.gtvt_division))
        division.finding_ids.with_user(inside).explanation = "Của phòng"

    def test_lead_department_inspects_its_domain_only(self):
        lead = self.make_user("t_lead", ("officer", self.vp))
        self.grant(lead, "verifier", self.province, domain_ids=[(6, 0, self.domain_procedures.ids)])
        form = Form(self.env["cchc.inspection"].with_user(lead))
        form.kind = "domain"
        self.assertEqual(form.domain_ids.ids, self.domain_procedures.ids)
        inspection = self.inspect(by=lead, own=self.vp, kind="domain")
        self.assertTrue(inspection.can_inspect)
        with self.assertRaises(AccessError):
            self.inspect(by=lead, own=self.vp, domain_ids=[(6, 0, self.domain_organisation.ids)])
        with self.assertRaises(AccessError):
            self.inspect(by=lead, own=self.snv)
        self.carry_out(inspection, REMEDY)
        with self.assertRaises(AccessError):
            inspection.action_give_remedies()
        inspection.with_user(self.user_standing).action_give_remedies()
        self.assertEqual(inspection.finding_ids.task_id.verifier_unit_id, self.vp)

    def test_self_inspection_goes_into_the_own_plan(self):
        plan = self.env["cchc.plan"].create(
            {
                "name": "Kế hoạch của Sở",
                "unit_id": self.gtvt.id,
                "default_verifier_unit_id": self.snv.id,
            }
        )
        plan.with_user(self.user_gtvt_head).action_issue()
        inspection = self.carry_out(
            self.inspect(self.gtvt, by=self.user_gtvt_head, own=self.gtvt, kind="self"), REMEDY
        )
        inspection.action_give_remedies()
        task = inspection.finding_ids.task_id
        self.assertEqual((task.plan_id, task.verifier_unit_id), (plan, self.snv))

    # -- who sees what when --------------------------------------------------------------------

    def seen(self, user, records):
        self.env.flush_all()
        return records.with_user(user).search([("id", "in", records.ids)])

    def test_unit_sees_an_unannounced_inspection_from_its_first_day(self):
        inspection = self.inspect(kind="unannounced")
        wide = self.make_user("t_wide", ("officer", self.gtvt), ("standing_office", self.province))
        for user in (self.user_gtvt_head, self.user_gtvt_officer, wide):
            self.assertFalse(self.seen(user, inspection))
        self.assertTrue(self.seen(self.user_leader, inspection))
        with self.assertRaisesRegex(UserError, "not announced"):
            inspection.action_announce()
        inspection.action_begin()
        for user in (self.user_gtvt_head, wide):
            self.assertTrue(self.seen(user, inspection))
            self.assertFalse(self.seen(user, inspection.answer_ids), "not before the minutes")
        with self.assertRaises(AccessError):
            inspection.with_user(wide).purpose = "Của đơn vị"

    def test_unit_explains_after_the_minutes(self):
        inspection = self.inspect()
        inspection.action_announce()
        inspection.action_begin()
        inspection.answer_ids.write({"answer": "met"})
        finding = self.env["cchc.inspection.finding"].with_user(self.user_standing).create(
            {"inspection_id": inspection.id, "name": "Chậm", "item_id": self.item.id}
        )  # fmt: skip
        inspection.write({"minutes": "Biên bản", "minutes_on": dates.today()})
        theirs = finding.with_user(self.user_gtvt_head)
        with self.assertRaises(AccessError):
            theirs.explanation = "Quá sớm"
        inspection.action_sign()
        theirs.explanation = "Do thiếu người"
        with self.assertRaises(AccessError):
            theirs.grade = "praise"
        with self.assertRaises(AccessError):
            finding.explanation = "Của đoàn"
        with self.assertRaises(AccessError):
            finding.task_id = self.make_task()
        text = text_of(inspection_conclusion(inspection))
        self.assertIn("Do thiếu người", text)
        self.assertIn("KẾT LUẬN KIỂM TRA", text)
        self.assertIn("/KL-T-SNV", text)

    def test_conclusion_of_a_committee(self):
        leader = self.make_user("t_district", ("head", self.namsach))
        inspection = self.inspect(self.antruong, by=leader, own=self.namsach)
        text = text_of(inspection_conclusion(inspection))
        name = name_in_text(self.namsach)
        self.assertTrue(name.startswith("UBND "))
        self.assertIn(f"Đoàn kiểm tra của {name} do ông (bà) {self.team_head.name}", text)
        self.assertIn("/KL-UBND", text)
        self.assertIn("TM. ỦY BAN NHÂN DÂN", text)

    def test_drafts_are_not_read_in_the_inspected_unit(self):
        inspection = self.inspect()
        inspection.action_announce()
        inspection.action_begin()
        inspection.answer_ids.write({"answer": "met"})
        inspection.write({"minutes": "Biên bản", "minutes_on": dates.today()})
        wide = self.make_user("t_wide", ("officer", self.gtvt), ("standing_office", self.province))
        theirs = [inspection.with_user(user) for user in (self.user_gtvt_head, wide)]
        self.assertFalse(any(one.minutes for one in theirs))
        self.assertEqual(inspection.minutes, "Biên bản")
        self.assertEqual(inspection.with_user(self.user_leader).minutes, "Biên bản")
        with self.assertRaises(AccessError):
            theirs[0].read(["kept_minutes"])
        inspection.action_sign()
        inspection.conclusion = "Dự thảo"
        self.assertEqual([one.minutes for one in theirs], ["Biên bản"] * 2)
        self.assertFalse(any(one.conclusion for one in theirs))
        inspection.write({"conclusion_number": "1/KL", "conclusion_date": dates.today()})
        inspection.action_conclude()
        self.assertEqual([one.conclusion for one in theirs], ["Dự thảo"] * 2)

    def test_term_of_a_remedy(self):
        yesterday = dates.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "before the conclusion"):
            self.carry_out(self.inspect(), {**REMEDY, "term": yesterday})
        finding = self.carry_out(self.inspect(), REMEDY).finding_ids
        with self.assertRaisesRegex(UserError, "before the conclusion"):
            finding.term = yesterday
        finding.term = "2099-03-31"
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            finding.recommendation = "Khác"
        finding.inspection_id.action_give_remedies()
        self.assertEqual(str(finding.task_id.deadline), "2099-03-31")
        with self.assertRaisesRegex(UserError, "a task already"):
            finding.term = "2099-04-30"

    def test_without_a_plan_the_unit_reports_the_remedy_and_the_inspector_confirms(self):
        leader = self.make_user("t_district", ("head", self.namsach))
        theirs = self.make_user("t_commune", ("head", self.antruong), ("officer", self.antruong))
        inspection = self.carry_out(
            self.inspect(self.antruong, by=leader, own=self.namsach), REMEDY
        )
        self.assertIn(self.province.name, inspection.give_hint)
        none = self.env["cchc.plan"]
        self.assertIn(self.antruong.name, inspection.sudo()._hint_to_give(none))
        with self.assertRaisesRegex(AccessError, self.province.name):
            inspection.action_give_remedies()
        self.assertFalse(inspection.with_user(self.user_standing).give_hint)
        ours, finding = inspection.finding_ids, inspection.finding_ids.with_user(theirs)
        self.assertEqual((ours.can_confirm, ours.can_remedy), (True, False))
        self.assertEqual((finding.can_confirm, finding.can_remedy), (False, True))
        with self.assertRaises(AccessError):
            ours.remedy = "Của đoàn"
        with self.assertRaises(AccessError):
            finding.write({"remedy": "Đã niêm yết", "term": "2099-05-31"})
        with self.assertRaisesRegex(UserError, "how and on which day"):
            finding.action_report_remedy()
        evidence = (
            self.env["cchc.evidence"]
            .with_user(theirs)
            .create({"name": "Ảnh niêm yết", "unit_id": self.antruong.id})
        )
        proof = [(6, 0, evidence.ids)]
        today = dates.today()
        finding.write({"remedy": "Đã niêm yết", "remedy_on": today, "remedy_evidence_ids": proof})
        with self.assertRaises(AccessError):
            finding.remedy_confirmed_on = today
        with self.assertRaises(UserError):
            ours.action_confirm_remedy()
        finding.action_report_remedy()
        self.assertEqual((ours.state, inspection.open_count), ("reported", 1))
        self.assertTrue(self.seen(leader, evidence.sudo(False)), "read by who confirms")
        with self.assertRaisesRegex(UserError, "rests on"):
            evidence.name = "Khác"
        with self.assertRaises(AccessError):
            finding.action_confirm_remedy()
        with self.assertRaises(AccessError):
            finding.action_return_remedy("Thiếu ảnh")
        with self.assertRaisesRegex(UserError, "still missing"):
            ours.action_return_remedy(" ")
        ours.action_return_remedy("Thiếu ảnh")
        self.assertEqual((ours.state, finding.remedy_note), ("proposed", "Thiếu ảnh"))
        finding.remedy = "Đã niêm yết, có ảnh"
        finding.action_report_remedy()
        with self.assertRaisesRegex(UserError, "reported already"):
            ours.term = "2099-05-31"
        ours.action_confirm_remedy()
        self.assertEqual((ours.state, ours.remedied_on), ("remedied", today))
        self.assertEqual(inspection.state, "closed")
        ours.action_return_remedy("Lại gỡ xuống")
        self.assertEqual((ours.state, inspection.state), ("proposed", "concluded"))
        kept = self.env["cchc.audit.entry"].search(
            [("model", "=", ours._name), ("res_id", "=", ours.id)], order="id"
        )
        self.assertEqual(kept.mapped("action"), ["report", "return", "report", "confirm", "return"])

    def test_remedy_of_a_self_inspection_is_confirmed_from_above(self):
        finding = self.carry_out(
            self.inspect(self.gtvt, by=self.user_gtvt_head, own=self.gtvt, kind="self"), REMEDY
        ).finding_ids
        finding.write({"remedy": "Đã làm", "remedy_on": dates.today()})
        finding.action_report_remedy()
        with self.assertRaises(AccessError):
            finding.action_confirm_remedy()
        finding.with_user(self.user_standing).action_confirm_remedy()
        self.assertEqual(finding.inspection_id.state, "closed")

    def test_can_give_costs_the_same_for_many(self):
        def cost(number):
            inspections = (
                self.env["cchc.inspection"]
                .with_user(self.user_standing)
                .union(
                    *(
                        self.carry_out(self.inspect(kind="unannounced"), REMEDY)
                        for _ in range(number)
                    )
                )
            )
            self.env.invalidate_all()
            inspections.mapped("unit_id.name")
            before = self.env.cr.sql_log_count
            self.assertTrue(all(inspections.mapped("can_give")))
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(3), cost(1) + 1)

    # -- the yearly plan -----------------------------------------------------------------------

    def test_plan_counts_its_share_and_opens_inspections(self):
        head = self.user_snv_head
        plan = self.env["cchc.inspection.plan"].with_user(head).create(
            {"name": "Kế hoạch kiểm tra", "unit_id": self.snv.id, "share": 50}
        )  # fmt: skip
        self.assertEqual(plan.scope_unit_id, self.province)
        plan.unit_ids = self.gtvt
        # Of vp, gtvt, yte and namsach; the inspecting unit itself is none of them.
        self.assertEqual((plan.unit_count, plan.planned_share, plan.is_short), (4, 25, True))
        plan.unit_ids += self.yte
        self.assertFalse(plan.is_short)
        with self.assertRaisesRegex(UserError, "number and date"):
            plan.action_issue()
        plan.write({"number": "2/KH-SNV", "date": dates.today()})
        self.assertFalse(self.seen(self.user_gtvt_head, plan))
        plan.action_issue()
        self.assertTrue(self.seen(self.user_gtvt_head, plan))
        both = self.make_user("t_snv", ("head", self.snv), ("standing_office", self.province))
        plan.with_user(both).action_open_inspections()
        self.assertEqual(plan.inspection_ids.unit_id, self.gtvt + self.yte)
        plan.with_user(both).action_open_inspections()
        self.assertEqual(len(plan.inspection_ids), 2)
        first = plan.inspection_ids[0].with_user(both)
        first.leader_id = self.team_head
        first.action_announce()
        first.action_begin()
        self.env.invalidate_all()
        self.assertEqual(plan.inspected_count, 1)
        self.assertEqual(plan.inspected_share, 25)
        self.assertEqual(plan.reached, "1 of 2 units; 25,0% of 50,0%")
        first.action_cancel("Bỏ")
        self.assertEqual(plan.inspected_count, 0)

    # -- figures -------------------------------------------------------------------------------

    def test_figures_by_hand(self):
        today = dates.today()
        plan = self.env["cchc.inspection.plan"].create(
            {
                "name": "Kế hoạch kiểm tra",
                "unit_id": self.snv.id,
                "unit_ids": [(6, 0, (self.gtvt | self.yte | self.antruong).ids)],
                "number": "2/KH-SNV",
                "date": today,
            }
        )
        plan.with_user(self.user_snv_head).action_issue()
        planned = self.inspect(plan_id=plan.id)
        self.carry_out(planned, REMEDY, {"grade": "praise"})
        planned.action_give_remedies()
        late = self.inspect(self.yte, kind="unannounced")
        tomorrow = today + timedelta(days=1)
        self.carry_out(late, {**REMEDY, "term": today}, {}, {**REMEDY, "term": tomorrow})
        late.action_give_remedies()
        done, *_others = late.finding_ids.task_id
        done.with_user(self.user_yte_head).explanation = "Xong"
        done.with_user(self.user_yte_head).action_report()
        done.with_user(self.user_standing).action_verify()
        self.carry_out(self.inspect(kind="unannounced"), {})
        own = self.inspect(self.gtvt, by=self.user_gtvt_head, own=self.gtvt, kind="self")
        self.carry_out(own, {"grade": "very_serious"})
        expected = {
            "inspections_units_planned": (3, 1, 1),
            "inspections_units_done": (1, 1, 0),
            "inspections_units": (2, 1, 1),
            "inspections_begun": (3, 2, 1),
            "self_inspections_begun": (1, 1, 0),
            "findings_praise": (1, 1, 0),
            "findings_minor": (2, 1, 1),
            "findings_serious": (3, 1, 2),
            "findings_very_serious": (1, 1, 0),
            "findings_repeated": (2, 2, 0),
            "findings_to_remedy": (6, 3, 3),
            "remedies_done": (1, 0, 1),
            "remedies_open": (2, 1, 1),
            "remedies_overdue": (0, 0, 0),
        }
        units = self.province | self.gtvt | self.yte
        metric = self.env["cchc.report.metric"]
        self.env.invalidate_all()
        found = metric._values([*expected, "inspections_share"], units, today, today)
        for name, numbers in expected.items():
            with self.subTest(figure=name):
                self.assertEqual(tuple(found[name][unit.id] for unit in units), numbers)
                action = metric._action(name, self.province, today, today)
                if name not in ("inspections_units_planned", "inspections_units"):
                    records = self.env[action["res_model"]].search(action["domain"])
                    self.assertEqual(len(records), numbers[0])
        # What was not remedied by its term is overdue from the next day on.
        after = late.finding_ids[2].due_on + timedelta(days=1)
        found_after = metric._values(["remedies_overdue"], units, today, after)["remedies_overdue"]
        self.assertEqual([found_after[unit.id] for unit in units], [1, 0, 1])
        action = metric._action("remedies_overdue", self.province, today, after)
        overdue = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(overdue, late.finding_ids[2])
        # Reported without a task it counts as open, and is overdue no more; confirmed as remedied.
        plain = self.carry_out(
            self.inspect(self.yte, kind="unannounced"), {**REMEDY, "term": today}
        )
        remedy = plain.finding_ids.with_user(self.user_yte_head)
        self.env.invalidate_all()
        names = ["remedies_done", "remedies_open", "remedies_overdue"]

        def figures():
            self.env.invalidate_all()
            values = metric._values(names, self.yte, today, after)
            return [values[name][self.yte.id] for name in names]

        self.assertEqual(figures(), [1, 2, 2])
        remedy.write({"remedy": "Đã làm", "remedy_on": today})
        remedy.action_report_remedy()
        self.assertEqual(figures(), [1, 2, 1])
        plain.finding_ids.action_confirm_remedy()
        self.assertEqual(figures(), [2, 1, 1])
        share = found["inspections_share"]
        self.assertEqual(round(share[self.province.id], 1), Decimal("33.3"))
        self.assertEqual((share[self.gtvt.id], share[self.yte.id]), (100, 0))
        self.assertIsNone(metric._values(["inspections_share"], self.vp, today, today)
                          ["inspections_share"][self.vp.id])  # fmt: skip
