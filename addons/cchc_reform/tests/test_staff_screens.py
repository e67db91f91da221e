from datetime import timedelta

from odoo.tests import tagged

from ..kernel import dates
from .test_staff_strength import StrengthCase


class TestUnitStaffing(StrengthCase):
    """The staffing page of a unit, for who may read the figures."""

    def setUp(self):
        super().setUp()
        self.assign(self.gtvt_division, 9)
        self.deputy(self.gtvt_division, 2)
        self.head = self.employ(self.gtvt_division, capacity="head", title="Trưởng phòng")

    def unit(self, user, **context):
        return self.gtvt_division.with_user(user).with_context(**context)

    def test_figures_of_the_own_unit(self):
        unit = self.unit(self.user_gtvt_hr, cchc_as_of="2026-01-01")
        self.assertTrue(unit.sees_staffing)
        self.assertEqual(unit.deputy_status, "surplus")
        self.assertEqual(unit.deputy_text, "Deputies 2, limit 1, surplus 1")
        self.assertEqual(unit.deputy_why, unit.ceiling_ids.why)
        self.assertIn("370/2025/NĐ-CP", unit.deputy_why)
        self.assertEqual(unit.strength_ids.headcount, 3)
        self.assertEqual(unit.leading_post_ids[0], self.head)
        self.assertEqual(len(unit.leading_post_ids), 3)

    def test_figures_are_those_of_the_table(self):
        """Units by themselves, as on their form, and many at once, as in the chart."""
        self.deputy(self.gtvt, 9)
        ceilings = self.env["cchc.staff.ceiling"]
        names = [name for name, field in ceilings._fields.items() if field.store]
        table = ceilings.search([]).read(names)
        self.assertGreater(len(table), 5)
        units = self.env["hr.department"].search([])
        for shown in (units, *units):
            self.env.invalidate_all()
            found = shown.ceiling_ids.read(names)
            self.assertCountEqual(
                found, [row for row in table if row["unit_id"] and row["unit_id"][0] in shown.ids]
            )

    def test_the_law_of_the_day(self):
        unit = self.unit(self.user_gtvt_hr, cchc_as_of="2025-02-28")
        self.assertEqual((unit.deputy_status, unit.deputy_text), ("fits", "Deputies 2, limit 2"))

    def test_others_see_nothing_and_get_no_error(self):
        for user in (self.user_outsider, self.user_yte_head, self.user_gtvt_officer):
            unit = self.unit(user)
            self.assertFalse(unit.sees_staffing)
            self.assertFalse(unit.ceiling_ids or unit.strength_ids)
            self.assertFalse(unit.deputy_status or unit.deputy_text or unit.deputy_why)
            self.assertEqual(len(unit.leading_post_ids), 3, "posts are a directory")
        # One after the other, and nothing is kept from one reader for the next.
        self.assertTrue(self.unit(self.user_gtvt_hr).sees_staffing)
        self.assertFalse(self.unit(self.user_outsider).sees_staffing)

    def test_form_loads_for_all(self):
        for user in (self.user_gtvt_hr, self.user_outsider, self.user_leader):
            units = self.env["hr.department"].with_user(user)
            view = units.get_view(self.env.ref("cchc_reform.view_cchc_unit_form").id, "form")
            self.assertEqual("strength_ids" in view["arch"], user != self.user_outsider)

    def test_who_answers_for_the_unit_comes_first(self):
        """A deputy in charge is named as who leads, with the way the post is held."""
        post = self.deputy(self.yte, mode="in_charge")
        self.assertEqual(self.yte.head_names, f"{post.employee_id.name} (in charge)")
        self.assertFalse(self.yte.deputy_names)
        other = self.deputy(self.yte)
        self.yte.invalidate_recordset()
        self.assertEqual(self.yte.deputy_names, other.employee_id.name)

    def test_number_of_queries_of_the_chart(self):
        spec = {name: {} for name in ("head_names", "deputy_names", "deputy_text", "deputy_why")}
        spec |= {"open_child_ids": {}, "leading_post_ids": {}, "strength_ids": {}}

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["hr.department"].with_user(self.user_standing).search([]).web_read(spec)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(20):
            unit = self.make_unit(f"Phòng {number}", "division", self.gtvt)
            self.assign(unit, 9)
            self.deputy(unit, 2)
        self.assertLessEqual(queries(), few)


@tagged("post_install", "-at_install")
class TestChart(StrengthCase):
    def test_ended_units_are_not_in_it(self):
        part = self.make_unit("Phòng cũ", "division", self.yte)
        self.assertEqual(self.yte.open_child_ids, part)
        yesterday = dates.today() - timedelta(days=1)
        part.date_end = yesterday
        self.assertFalse(self.yte.open_child_ids)
        self.assertEqual(self.yte.with_context(cchc_as_of=yesterday).open_child_ids, part)
        self.assertFalse(self.yte.with_context(cchc_as_of="2019-01-01").open_child_ids)

    def test_total_of_an_average_stands_at_the_superior(self):
        self.deputy(self.gtvt, 9)
        self.deputy(self.yte, 2)
        province = self.province.with_context(cchc_as_of="2026-01-01")
        self.assertEqual(province.deputy_status, "surplus")
        self.assertIn("3 units together: deputies 11/9, surplus 2", province.deputy_text)

    def test_hierarchy_is_read_by_any_user_of_the_menu(self):
        spec = {name: {} for name in ("name", "head_names", "deputy_text", "deputy_status")}
        for user in (self.user_gtvt_hr, self.user_leader):
            found = (
                self.env["hr.department"]
                .with_user(user)
                .hierarchy_read(
                    [("id", "=", self.province.id)], spec, "parent_id", "open_child_ids"
                )
            )
            self.assertIn(self.gtvt.id, [row["id"] for row in found])


class TestStaffDay(StrengthCase):
    """The dialog: a day, and which table; over time; on paper."""

    def dialog(self, user=None, **values):
        return self.env["cchc.staff.day"].with_user(user or self.user_gtvt_hr).create(values)

    def test_opens_the_table_of_the_day(self):
        self.assign(self.gtvt_division, 9)
        self.deputy(self.gtvt_division, 2)
        action = self.dialog(day="2025-02-28", table="ceiling").action_open()
        self.assertEqual(action["context"]["cchc_as_of"], "2025-02-28")
        for title in ("name", "display_name"):
            self.assertEqual(action[title], "Deputy heads against their limit on 28/02/2025")
        self.assertNotIn("path", action)
        rows = (
            self.env["cchc.staff.ceiling"]
            .with_context(**action["context"])
            .with_user(self.user_gtvt_hr)
            .search(action["domain"])
        )
        self.assertEqual(rows.mapped("day"), [dates.parse_date("28/02/2025")] * len(rows))
        self.assertIn(self.gtvt_division, rows.unit_id)
        action = self.dialog(table="strength", unit_id=self.gtvt.id).action_open()
        self.assertEqual(action["res_model"], "cchc.staff.strength")
        self.assertTrue(action["name"].endswith(dates.format_date(dates.today())))

    def test_opens_the_chart_of_the_day(self):
        self.yte.date_end = "2025-02-28"
        action = self.dialog(day="2025-02-28", table="chart").action_open()
        self.assertIn(self.yte, self.env["hr.department"].search(action["domain"]))
        action = self.dialog(day="2025-03-01", table="chart").action_open()
        self.assertNotIn(self.yte, self.env["hr.department"].search(action["domain"]))

    def test_unit_of_the_own_role(self):
        self.assertEqual(self.dialog().unit_id, self.gtvt)
        self.assertEqual(self.dialog(self.user_leader).unit_id, self.province)

    def test_over_time(self):
        for name, measures in (
            ("ceiling", ["limit", "deputies", "surplus"]),
            ("strength", ["undivided", "own_headcount"]),
        ):
            server_action = self.env.ref(f"cchc_reform.action_cchc_staff_{name}_over_time")
            action = server_action.with_user(self.user_gtvt_hr).run()
            self.assertEqual([kind for _id, kind in action["views"]][:2], ["pivot", "graph"])
            self.assertEqual(action["context"]["pivot_measures"], measures)
            days = action["context"]["cchc_days"]
            self.assertEqual(len(days), 8)
            rows = self.env[action["res_model"]].with_context(**action["context"])
            groups = rows._read_group([], ["day:day"], [f"{measures[0]}:sum"])
            self.assertEqual([str(day) for day, _sum in groups], days)

    def test_address_of_the_document(self):
        dialog = self.dialog(day="2025-02-28", document="surplus")
        self.assertEqual(
            dialog.action_word()["url"],
            f"/cchc/staff/surplus/docx?day=2025-02-28&unit_id={self.gtvt.id}",
        )
        dialog.unit_id = False
        self.assertEqual(dialog.action_excel()["url"], "/cchc/staff/surplus/xlsx?day=2025-02-28")
