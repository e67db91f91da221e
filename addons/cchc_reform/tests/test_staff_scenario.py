import base64
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
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
        other = {"unit_id": self.other.id}
        ends = {"kind": "end", **other}
        for lines, sentence in (
            ((), "Enter a change"),
            (({"kind": "merge", "unit_id": division.id},), "Say with which units"),
            (
                (ends, {"kind": "merge", "unit_id": division.id, "other_ids": self.gtvt.ids}),
                "^Change 2: .*Phòng Pháp chế.* within",
            ),
            (({"kind": "assign", "unit_id": division.id, "number": -1},), "between 0 and"),
            (({"kind": "assign", "unit_id": division.id},), "Enter the number of staff that"),
            (({"kind": "split", **other},), "^Change 1: .*both parts of Phòng Kế hoạch"),
            (({"kind": "split", **other, "number": 3},), "both parts of Phòng Kế hoạch"),
            (
                ({"kind": "split", **other, "number": 3, "second_number": 3, "deputies": 2},),
                "Phòng Kế hoạch has 1 deputies",
            ),
            (({"kind": "new", **other, "number": 3},), "name and type"),
            (({"kind": "classify", **other},), "in which class"),
            ((ends, {"kind": "assign", **other, "number": 3}), "^Change 2: Phòng Kế hoạch.*1 "),
            (
                (
                    {"kind": "merge", "unit_id": division.id, "other_ids": self.other.ids},
                    {"kind": "hold", "unit_id": division.id, "deputies": 2},
                    {"kind": "merge", "unit_id": division.id, "other_ids": self.other.ids},
                ),
                "^Change 3: Phòng Kế hoạch is no longer there: change 1 ",
            ),
            ([{"kind": "hold", "unit_id": division.id}] * 101, "At most 100 changes"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                self.attempt(*lines)
        self.other.date_end = "2025-12-31"
        with self.assertRaisesRegex(UserError, "does not exist on 01/01/2026"):
            self.attempt({"kind": "end", "unit_id": self.other.id})

    def test_numbers_have_an_upper_limit(self):
        """Also those that do not fit into the database; what is refused leaves no trial behind."""
        line = {"kind": "hold", "unit_id": self.gtvt_division.id}
        for name, most in (("deputies", 1000), ("number", 10**6), ("second_number", 10**6)):
            for number in (most + 1, 2**31 - 1, 10**30, -1, "9" * 20, float("nan")):
                with self.assertRaisesRegex(UserError, f"between 0 and {most}"):
                    self.attempt({**line, name: number})
        scenario = self.attempt({**line, "deputies": 1000})
        self.assertEqual(self.result(scenario, "Phòng Pháp chế").deputies_after, 1000)
        with self.assertRaisesRegex(UserError, "between 0 and 1000"):
            scenario.line_ids.deputies = 1001
        lines = scenario.line_ids.with_context(default_deputies=2000)
        lines.create({**line, "scenario_id": scenario.id})
        with self.assertRaisesRegex(UserError, "between 0 and 1000"):
            scenario.action_try()

    def test_posts_held_besides_count_as_the_rule_counts_them(self):
        self.deputy(self.gtvt_division, mode="concurrent")
        self.deputy(self.gtvt_division, mode="seconded")
        division = self.gtvt_division.id
        row = self.result(
            self.attempt({"kind": "hold", "unit_id": division, "deputies": 3}), "Phòng Pháp chế"
        )
        self.assertEqual((row.deputies_before, row.deputies_after), (2, 3))
        split = {"kind": "split", "unit_id": division, "number": 5, "second_number": 4}
        rows = self.result(self.attempt({**split, "deputies": 1}), "Phòng Pháp chế")
        self.assertEqual(rows.mapped("deputies_after"), [1, 1])

    def test_a_draft_for_a_class_leaves_the_others_their_rule(self):
        """The province is of class 2: a draft for class 1 changes nothing, one for 2 does."""
        values = {
            "is_draft": True,
            "date_from": "2027-01-01",
            "unit_type_ids": self.type["division"].ids,
            "band_ids": [(0, 0, {"at_least": 0, "number": 2})],
        }
        classes = [self.env.ref(f"cchc_reform.unit_class_of_province_{n}") for n in (1, 2)]
        first, second = self.env["cchc.staff.deputy.rule"].create(
            [{**values, "name": one.name, "class_ids": one.ids} for one in classes]
        )
        hold = {"kind": "hold", "unit_id": self.gtvt_division.id, "deputies": 2}
        scenario = self.attempt(hold, draft_rule_ids=first.ids)
        row = self.result(scenario, "Phòng Pháp chế")
        self.assertEqual((row.limit_after, row.surplus_after), ("1", 1))
        self.assertIn("2026", row.rule_id.name)
        self.assertNotIn("Replaced", scenario.note)
        scenario = self.attempt(hold, draft_rule_ids=(first | second).ids)
        row = self.result(scenario, "Phòng Pháp chế")
        self.assertEqual((row.limit_after, row.rule_id), ("2", second))
        self.assertIn("Divisions of a department, 2026", scenario.note)
        with self.assertRaisesRegex(UserError, "for the same units"):
            self.attempt(hold, draft_rule_ids=(first | first.copy()).ids)

    def test_another_class_of_the_province(self):
        """Until 2025 nine staff allow one deputy in class 1 and two in class 2."""
        line = {
            "kind": "classify",
            "unit_id": self.province.id,
            "class_id": self.env.ref("cchc_reform.unit_class_of_province_special").id,
        }
        self.assign(self.foreign, 9)
        scenario = self.attempt(line, user=self.user_standing, day="2025-02-28")
        row = self.result(scenario, "Phòng Pháp chế")
        self.assertEqual((row.limit_before, row.limit_after), ("2", "1"))
        self.assertEqual(self.result(scenario, "Phòng Y").limit_after, "1")
        with self.assertRaisesRegex(AccessError, "no role"):
            self.attempt(line, day="2025-02-28")

    def test_new_unit_and_named_parts(self):
        scenario = self.attempt(
            {
                "kind": "new", "unit_id": self.gtvt.id, "name": "Phòng Chuyển đổi số",
                "unit_type_id": self.type["division"].id, "number": 12, "deputies": 3,
            },
            {
                "kind": "split", "unit_id": self.gtvt_division.id, "number": 5, "second_number": 4,
                "deputies": 1, "name": "Phòng Thanh tra", "second_name": "Phòng Pháp luật",
            },
            {
                "kind": "new", "unit_id": self.gtvt.id, "name": "Phòng chưa giao biên chế",
                "unit_type_id": self.type["division"].id,
            },
        )  # fmt: skip
        row = self.result(scenario, "Phòng Chuyển đổi số")
        self.assertEqual((row.limit_before, row.limit_after, row.surplus_after), ("–", "2", 1))
        first, second = (self.result(scenario, f"Phòng {name}") for name in ("Thanh", "Pháp luật"))
        self.assertIn("Phòng Pháp chế", first.label)
        self.assertEqual((first.deputies_after, second.deputies_after), (1, 1))
        self.assertEqual(self.result(scenario, "chưa giao").limit_after, "not known")
        self.assertFalse(self.env["hr.department"].search([("name", "=", "Phòng Chuyển đổi số")]))

    def test_units_without_a_known_rule_are_shown(self):
        """They are told apart from those of which only the number is not known."""
        scenario = self.attempt(rules_on="2000-01-01")
        row = self.result(scenario, "Phòng Pháp chế")
        self.assertEqual((row.limit_before, row.limit_after), ("1", "no rule known"))
        self.make_unit("Tổ Một", "public_service_unit", self.gtvt_division)
        self.gtvt.unit_type_id = False
        scenario = self.attempt({"kind": "hold", "unit_id": self.gtvt_division.id, "deputies": 1})
        row = self.result(scenario, "Sở Giao thông").filtered(lambda row: "Phòng" not in row.label)
        self.assertEqual((row.limit_before, row.limit_after), ("no rule known", "no rule known"))
        self.assertFalse(row.is_tested_after or row.is_certain or row.rule_id)
        self.assertTrue(self.result(scenario, "Tổ Một"))

    def test_totals_only_for_who_counts_in_them(self):
        """A division's HR officer does not learn the total of public units beside the division."""
        user = self.make_user("t_division_hr", ("hr", self.gtvt_division))
        beside = self.make_unit("Trung tâm Một", "public_service_unit", self.gtvt)
        self.deputy(beside, 4)
        draft = self.env["cchc.staff.deputy.rule"].create(
            {
                "name": "Dự thảo",
                "is_draft": True,
                "mode": "average",
                "date_from": "2027-01-01",
                "unit_type_ids": self.type["public_service_unit"].ids,
                "band_ids": [(0, 0, {"at_least": 0, "number": 2})],
            }
        )
        hold = {"kind": "hold", "unit_id": self.gtvt_division.id, "deputies": 1}
        scenario = self.attempt(hold, user=user, draft_rule_ids=draft.ids)
        self.assertEqual(len(scenario.result_ids), 1)
        scenario = self.attempt(hold, draft_rule_ids=draft.ids)
        row = self.result(scenario, "Total below")
        self.assertEqual((row.limit_after, row.deputies_after, row.surplus_after), ("2", 4, 2))

    def test_workbook(self):
        """It says what was tried, and what looks like a formula is text."""
        scenario = self.attempt(
            {
                "kind": "new", "unit_id": self.gtvt.id, "name": "=1+1",
                "unit_type_id": self.type["division"].id, "number": 12, "deputies": 3,
            }
        )  # fmt: skip
        before = self.footprint()
        self.assertIn("/content?", scenario.action_workbook()["url"])
        self.assertEqual(self.footprint(), before)
        sheet = load_workbook(io.BytesIO(base64.b64decode(scenario.content))).active
        cells = [cell for row in sheet for cell in row if cell.value is not None]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        texts = [str(cell.value) for cell in cells]
        self.assertIn("=1+1", texts)
        self.assertTrue(any("Thay đổi 1: New below" in text for text in texts))
        row = next(row for row in sheet.values if row[1] == "=1+1")
        self.assertEqual(row[2:8], ("–", "2", 0, 3, None, 1))
        with self.assertRaises(AccessError):
            scenario.with_user(self.user_gtvt_head).action_workbook()

    def test_form_says_what_is_tried(self):
        form = Form(self.env["cchc.staff.scenario"].with_user(self.user_gtvt_hr))
        with form.line_ids.new() as line:
            line.kind = "assign"
            line.unit_id = self.gtvt_division
            line.number = 12
            self.assertIn("Phòng Pháp chế is assigned 12 staff", line.sentence)
        scenario = form.save()
        scenario.action_try()
        self.assertEqual(self.result(scenario, "Phòng Pháp chế").limit_after, "2")
