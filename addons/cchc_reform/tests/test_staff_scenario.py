from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .staff_case import StaffCase

ROWS = (
    "hr_department", "hr_employee", "cchc_staff_quota", "cchc_staff_appointment",
    "cchc_staff_surplus", "cchc_staff_deputy_rule", "cchc_unit_event", "cchc_audit_entry",
    "mail_message", "mail_activity",
)  # fmt: skip


class TestStaffScenario(StaffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_unit("Phòng Kế hoạch", "division", cls.gtvt)
        cls.assign(cls.gtvt_division, 9)
        cls.assign(cls.other, 6)
        cls.deputy(cls.gtvt_division, 2)
        cls.deputy(cls.other, 1)
        cls.foreign = cls.make_unit("Phòng Y", "division", cls.yte)

    def attempt(self, *lines, user=None, **values):
        scenario = self.env["cchc.staff.scenario"].with_user(user or self.user_gtvt_hr)
        scenario = scenario.create(
            {"day": "2026-01-01", "line_ids": [(0, 0, line) for line in lines], **values}
        )
        scenario.action_try()
        return scenario

    def result(self, scenario, name):
        return scenario.result_ids.filtered(lambda row: name in row.label)

    def footprint(self):
        self.env.flush_all()
        return [
            self.env.execute_query(
                SQL("SELECT count(*), max(write_date) FROM %s", SQL.identifier(table))
                if table != "cchc_audit_entry"
                else SQL("SELECT count(*) FROM cchc_audit_entry")
            )
            for table in ROWS
        ]

    def test_merging_two_divisions(self):
        """Fifteen staff allow three deputies: no surplus; and nothing is left of the trial."""
        before = self.footprint()
        scenario = self.attempt(
            {"kind": "merge", "unit_id": self.gtvt_division.id, "other_ids": self.other.ids}
        )
        self.assertEqual(self.footprint(), before)
        row = self.result(scenario, "Phòng Pháp chế")
        self.assertEqual((row.limit_before, row.limit_after), ("1", "3"))
        self.assertEqual((row.surplus_before, row.surplus_after), (1, 0))
        self.assertEqual((row.deputies_before, row.deputies_after), (2, 3))
        gone = self.result(scenario, "Phòng Kế hoạch")
        self.assertEqual((gone.limit_before, gone.limit_after), ("1", "–"))
        self.assertIn("nothing was changed", scenario.note)
        ceiling = self.env["cchc.staff.ceiling"].with_context(cchc_as_of="2026-01-01")
        self.assertEqual(ceiling.search([("unit_id", "=", self.gtvt_division.id)]).limit, 1)

    def test_split_number_end_and_deputies(self):
        division = self.gtvt_division.id
        for line, expected in (
            ({"kind": "split", "number": 5, "second_number": 4, "deputies": 1}, ("1", 1, 0)),
            ({"kind": "assign", "number": 10}, ("2", 2, 0)),
            ({"kind": "hold", "deputies": 4}, ("1", 4, 3)),
        ):
            row = self.result(self.attempt({"unit_id": division, **line}), "Phòng Pháp chế")[0]
            self.assertEqual((row.limit_after, row.deputies_after, row.surplus_after), expected)
        row = self.result(self.attempt({"kind": "end", "unit_id": division}), "Phòng Pháp chế")
        self.assertEqual(row.limit_after, "–")

    def test_coming_rules(self):
        """Rules of another day, and a draft that takes the place of what is in force."""
        row = self.result(self.attempt(rules_on="2025-02-28"), "Phòng Pháp chế")
        self.assertEqual((row.limit_before, row.limit_after), ("1", "2"))
        self.assertFalse(row.is_certain)
        draft = self.env["cchc.staff.deputy.rule"].create(
            {
                "name": "Dự thảo",
                "is_draft": True,
                "date_from": "2027-01-01",
                "unit_type_ids": self.type["division"].ids,
                "band_ids": [(0, 0, {"at_least": 0, "number": 2})],
            }
        )
        scenario = self.attempt(draft_rule_ids=draft.ids)
        row = self.result(scenario, "Phòng Pháp chế")
        self.assertEqual((row.limit_after, row.surplus_after, row.rule_id), ("2", 0, draft))
        self.assertIn("Divisions of a department, 2026", scenario.note)

    def test_only_own_units(self):
        """Foreign units are neither tried nor shown; others' trials are not read."""
        for line in (
            {"kind": "end", "unit_id": self.foreign.id},
            {"kind": "merge", "unit_id": self.gtvt_division.id, "other_ids": self.foreign.ids},
        ):
            with self.assertRaisesRegex(AccessError, "no role"):
                self.attempt(line)
        self.assign(self.foreign, 20)
        scenario = self.attempt(rules_on="2025-02-28")
        self.assertFalse(self.result(scenario, "Phòng Y"))
        with self.assertRaises(AccessError):
            scenario.with_user(self.user_gtvt_head).read(["note"])
        with self.assertRaises(AccessError):
            scenario.with_user(self.user_gtvt_head).result_ids.read(["label"])
        with self.assertRaises(AccessError):
            self.attempt(rules_on="2025-02-28", user=self.user_outsider)

    def test_what_makes_no_sense_is_refused(self):
        division = self.gtvt_division
        for lines, sentence in (
            ((), "Enter a change"),
            (({"kind": "merge", "unit_id": division.id},), "Say with which units"),
            (({"kind": "merge", "unit_id": division.id, "other_ids": self.gtvt.ids},), "within"),
            (({"kind": "assign", "unit_id": division.id, "number": -1},), "0 or more"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                self.attempt(*lines)
        self.other.date_end = "2025-12-31"
        with self.assertRaisesRegex(UserError, "does not exist on 01/01/2026"):
            self.attempt({"kind": "end", "unit_id": self.other.id})
