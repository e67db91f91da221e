from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError

from ..kernel import dates
from .staff_case import StaffCase


class TestStaffSurplus(StaffCase):
    """A surplus opens and closes by itself; what was stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surpluses = cls.env["cchc.staff.surplus"]
        cls.surpluses._follow()  # of a demo that is installed too

    def found(self, unit=None, user=None):
        self.surpluses._follow()
        return self.surpluses.with_user(user or self.env.user).search(
            [("unit_id", "=", (unit or self.gtvt_division).id)], order="id"
        )

    def too_many(self, number=2, assigned=9, **values):
        """The division has more deputies than its assigned number of staff allows."""
        self.assign(self.gtvt_division, assigned)
        return self.deputy(self.gtvt_division, number, **values)

    def test_opens_with_its_first_day_and_cause(self):
        """A change of law: since the day of the decree, without a term."""
        self.too_many()
        surplus = self.found()
        self.assertEqual((surplus.state, surplus.number), ("open", 1))
        # Two deputies at nine staff: too many under the rule for class II from the start of
        # 2026; before, class II allowed two from eight staff on.
        self.assertEqual(surplus.since, date(2026, 1, 1))
        self.assertEqual(surplus.cause, "law")
        self.assertFalse(surplus.term_on)
        self.assertEqual(surplus.term_text, "no term by law")
        self.assertEqual((surplus.limit, surplus.deputies, surplus.surplus), (1, 2, 1))
        entry = self.env["cchc.audit.entry"].search(
            [("model", "=", surplus._name), ("res_id", "=", surplus.id), ("action", "=", "open")]
        )
        self.assertEqual(entry.effective_on, date(2026, 1, 1))
        self.assertEqual(self.found(), surplus)

    def test_causes(self):
        self.too_many(assigned=12)
        self.assertFalse(self.found())
        self.assign(self.gtvt_division, 9, day="2026-03-01")
        surplus = self.found()
        self.assertEqual((surplus.cause, surplus.since), ("quota", date(2026, 3, 1)))
        unit = self.make_unit("Phòng Tổ chức", "division", self.yte)
        self.assign(unit, 12)
        self.deputy(unit, 3, date_from=date(2026, 4, 1))
        surplus = self.found(unit)
        self.assertEqual((surplus.cause, surplus.since), ("appointment", date(2026, 4, 1)))

    def test_rearrangement_has_a_term_of_five_years(self):
        merged = self.make_unit(
            "Phòng Hợp nhất", "division", self.gtvt, date_start=date(2026, 2, 1)
        )
        event = self.env["cchc.unit.event"].create(
            {
                "name": "Hợp nhất hai phòng",
                "unit_id": self.province.id,
                "effective_on": "2026-02-01",
                "link_ids": [
                    (0, 0, {"predecessor_id": self.gtvt_division.id, "successor_id": merged.id})
                ],
            }
        )
        with event._permit({"state"}):
            event.state = "done"
        self.assign(merged, 12, day="2026-02-01")
        self.deputy(merged, 4, date_from=date(2026, 2, 1))
        surplus = self.found(merged)
        self.assertEqual((surplus.cause, surplus.event_id), ("rearrangement", event))
        self.assertEqual(surplus.term_on, date(2031, 2, 1))
        self.assertIn("190/2025/QH15", surplus.term_text)
        with self.assertRaisesRegex(ValidationError, "must end by 01/02/2031"):
            surplus.with_user(self.user_gtvt_hr).deadline = "2031-02-02"
        surplus.with_user(self.user_gtvt_hr).deadline = "2031-02-01"
        surplus.with_user(self.user_gtvt_hr).write({"basis_date": "2024-01-01"})
        self.assertFalse(surplus.term_on)
        self.assertIn("no rule known", surplus.term_text)

    def test_terms_of_many_cost_one_search(self):
        values = {
            "tested": "own", "cause": "rearrangement", "basis_date": "2026-02-01",
            "since": "2026-02-01", "opened_on": "2026-02-01", "number": 1,
        }  # fmt: skip
        surpluses = self.surpluses.create(
            [{**values, "unit_id": unit.id} for unit in (self.gtvt, self.yte, self.snv, self.vp)]
        )
        self.assertEqual(set(surpluses.mapped("term_on")), {date(2031, 2, 1)})

        def queries(of):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            of.mapped("term_text")
            return self.env.cr.sql_log_count - before

        queries(surpluses)
        self.assertEqual(queries(surpluses), queries(surpluses[0]))

    def test_a_transfer_closes_it_from_its_day_and_not_before(self):
        """The roadmap's decision next month ends it then; today and the past stay as they are."""
        post = self.too_many()[1]
        surplus = self.found(user=self.user_gtvt_hr)
        leaves = dates.today() + timedelta(days=30)
        surplus.step_ids = [
            (0, 0, {"post_id": post.id, "measure": "transfer", "planned_on": leaves})
        ]
        self.assertEqual((surplus.status, surplus.fits_from), ("open", False))
        move = surplus.step_ids.action_carry_out()
        dialog = (
            self.env["cchc.staff.move"]
            .with_user(self.user_gtvt_hr)
            .with_context(**move["context"])
            .create({"decision_number": "12/QĐ-SGTVT", "new_unit_id": self.gtvt.id})
        )
        dialog.action_confirm()
        self.assertEqual(post.date_to, leaves - timedelta(days=1))
        surplus.invalidate_recordset()
        self.assertEqual((surplus.status, surplus.fits_from), ("planned", leaves))
        self.assertEqual(surplus.step_ids.status, "recorded")
        self.surpluses._follow()
        self.assertEqual(surplus.state, "open")
        on_day = surplus.with_context(cchc_as_of=leaves)
        self.assertEqual((on_day.status, on_day.surplus), ("closed", 0))
        day_before = surplus.with_context(cchc_as_of=leaves - timedelta(days=1))
        self.assertEqual((day_before.status, day_before.surplus), ("planned", 1))
        past = surplus.with_context(cchc_as_of=date(2026, 6, 1))
        self.assertEqual((past.surplus, past.deputies), (1, 2))
        before = surplus.with_context(cchc_as_of=date(2025, 12, 31))
        self.assertEqual(before.status, "none")
        new = self.env["cchc.staff.appointment"].search(
            [("employee_id", "=", post.employee_id.id), ("unit_id", "=", self.gtvt.id)]
        )
        self.assertEqual((new.date_from, new.decision_number), (leaves, "12/QĐ-SGTVT"))

    def test_closes_by_itself_with_the_first_day_that_fits(self):
        post = self.too_many()[1]
        surplus = self.found()
        post.write({"date_to": date(2026, 5, 31), "change_reason": "Quyết định nghỉ hưu"})
        self.surpluses._follow()
        self.assertEqual((surplus.state, surplus.closed_on), ("closed", date(2026, 6, 1)))
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            surplus.with_user(self.user_gtvt_hr).note = "Muộn"
        self.deputy(self.gtvt_division)
        self.assertEqual(len(self.found()), 2)

    def test_ends_with_its_unit_and_waits_where_nothing_is_known(self):
        self.too_many()
        surplus = self.found()
        self.env["cchc.staff.quota"].search(
            [("unit_id", "=", self.gtvt_division.id)]
        ).with_context()._write({"date_from": dates.today() + timedelta(days=1)})
        self.env.invalidate_all()
        self.surpluses._follow()
        self.assertEqual((surplus.state, surplus.status), ("open", "unknown"))
        self.gtvt_division.date_end = dates.today() - timedelta(days=1)
        self.surpluses._follow()
        self.assertEqual((surplus.state, surplus.closed_on), ("closed", dates.today()))

    def test_group_surplus_belongs_to_the_superior(self):
        self.deputy(self.gtvt, 5, date_from=date(2026, 3, 1))
        self.deputy(self.yte, 3)
        self.deputy(self.snv, 3)
        surplus = self.found(self.province)
        self.assertEqual((surplus.tested, surplus.number), ("group", 2))
        self.assertEqual(surplus.since, date(2026, 3, 1))
        self.assertEqual((surplus.limit, surplus.deputies), (9, 11))
        self.assertTrue(self.found(self.province, self.user_standing))
        self.assertFalse(self.found(self.province, self.user_gtvt_hr))

    def test_roadmap_is_of_counted_deputies_and_of_the_unit(self):
        post = self.too_many()[0]
        surplus = self.found(user=self.user_gtvt_hr)
        foreign = self.deputy(self.yte)
        day = dates.today() + timedelta(days=5)
        with self.assertRaisesRegex(ValidationError, "not one of the deputies"):
            surplus.step_ids = [(0, 0, {"post_id": foreign.id, "planned_on": day})]
        step = self.env["cchc.staff.surplus.step"].with_user(self.user_gtvt_hr)
        step = step.create({"surplus_id": surplus.id, "post_id": post.id, "planned_on": day})
        for user in (self.user_gtvt_head, self.user_auditor, self.user_leader):
            self.assertEqual(step.with_user(user).employee_id, post.employee_id)
            with self.assertRaises(AccessError):
                step.with_user(user).write({"note": "x"})
        for user in (self.user_yte_head, self.user_gtvt_officer, self.user_outsider):
            with self.assertRaises(AccessError):
                step.with_user(user).read(["employee_id"])
        with self.assertRaises(AccessError):
            surplus.write({"since": "2020-01-01"})
        with self.assertRaises(AccessError):
            surplus.write({"state": "closed"})
        with self.assertRaises(AccessError):
            self.env["cchc.staff.surplus"].with_user(self.user_gtvt_hr).create(
                {"unit_id": self.gtvt.id, "tested": "own", "since": day, "opened_on": day}
            )

    def test_urged_like_a_task(self):
        self.too_many()
        surplus = self.found()
        surplus.with_user(self.user_standing).action_urge()
        self.assertEqual((surplus.urged_times, surplus.urged_on), (1, dates.today()))
        activity = self.env["mail.activity"].search(
            [("res_model", "=", surplus._name), ("res_id", "=", surplus.id)]
        )
        self.assertEqual(activity.user_id, self.user_gtvt_hr)
        with self.assertRaises(AccessError):
            surplus.with_user(self.user_gtvt_head).action_urge()
        with self.assertRaises(AccessError):
            surplus.with_user(self.user_yte_head).action_urge()

    def test_asked_by_itself_when_due(self):
        self.too_many()
        surplus = self.found()
        activities = self.env["mail.activity"].search_count
        domain = [("res_model", "=", surplus._name), ("res_id", "=", surplus.id)]
        self.surpluses._remind()
        self.assertEqual(activities(domain), 0)
        surplus.deadline = dates.today() + timedelta(days=5)
        self.surpluses._remind()
        self.surpluses._remind()
        self.assertEqual(activities(domain), 1)

    def test_facts_are_recorded_and_proposals_need_a_reason(self):
        self.too_many(1)
        fact = self.deputy(self.gtvt_division, date_from=dates.today())
        self.assertIn("may have 1 deputies", fact.ceiling_warning)
        values = {
            "employee_id": self.person().id,
            "unit_id": self.gtvt_division.id,
            "capacity": "deputy",
            "date_from": dates.today() + timedelta(days=10),
        }
        proposals = self.env["cchc.staff.appointment"].with_user(self.user_gtvt_hr)
        with self.assertRaises(UserError) as refused:  # which undoes what was written
            proposals.create(values)
        self.assertRegex(str(refused.exception), "Divisions of a department, 2026.*Give the reason")
        proposal = proposals.create({**values, "ceiling_reason": "Thay người nghỉ hưu"})
        self.assertIn("2 too many", proposal.ceiling_warning)

    def test_number_of_queries_does_not_grow(self):
        self.too_many()
        surplus = self.found()
        fields = ["surplus", "status", "fits_from", "progress", "term_text"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(fields)
            return self.env.cr.sql_log_count - before

        count(surplus)
        one = count(surplus)
        for number in range(12):
            unit = self.make_unit(f"Phòng {number}", "division", self.gtvt)
            self.assign(unit, 9)
            self.deputy(unit, 2)
        self.surpluses._follow()
        many = self.surpluses.search([("unit_id", "child_of", self.gtvt.id)])
        self.assertEqual(len(many), 13)
        self.assertLessEqual(count(many), one + 2)
