import random
from datetime import date, timedelta

from ..kernel import dates, deputies
from ..models.staff_ceiling_query import ceiling_query
from .staff_case import StaffCase


class TestStaffCeiling(StaffCase):
    def test_division_by_its_assigned_number(self):
        """The limit, the people behind it, and why, on both sides of a change of law."""
        self.assign(self.gtvt_division, 9)
        posts = self.deputy(self.gtvt_division, 2)
        row = self.row(self.gtvt_division, "2025-02-28")
        self.assertEqual((row.limit, row.deputies, row.surplus, row.status), (2, 2, 0, "full"))
        row = self.row(self.gtvt_division, "2026-01-01")
        self.assertEqual((row.limit, row.deputies, row.surplus, row.status), (1, 2, 1, "surplus"))
        self.assertEqual(row.rule_id, self.env.ref("cchc_reform.deputy_rule_division_2026"))
        self.assertEqual(row.post_ids, posts)
        self.assertIn("Divisions of a department, 2026", row.why)
        self.assertIn("370/2025/NĐ-CP", row.why)
        self.assertIn("Assigned number of civil servants: 9.", row.why)
        self.assertTrue(row.is_certain)

    def test_quota_of_the_day_counts(self):
        self.assign(self.gtvt_division, 9)
        self.assign(self.gtvt_division, 10, day="2026-03-01")
        self.assertEqual(self.row(self.gtvt_division, "2026-02-28").limit, 1)
        self.assertEqual(self.row(self.gtvt_division, "2026-03-01").limit, 2)

    def test_unknown_is_said_and_never_zero(self):
        self.deputy(self.gtvt_division)
        row = self.row(self.gtvt_division, "2026-01-01")
        self.assertEqual((row.has_limit, row.status, row.surplus), (False, "unknown", 0))
        self.assertEqual(row.limit_text, "not known")
        self.assertIn("not known on this day", row.why)
        row = self.row(self.vp, "2026-01-01")
        self.assertEqual((row.status, row.limit_text), ("unknown", "no rule known"))

    def test_who_is_counted(self):
        """In charge is a deputy; acting is the head; concurrent and seconded count elsewhere."""
        self.assign(self.gtvt_division, 20)
        self.deputy(self.gtvt_division, mode="in_charge")
        besides = self.deputy(self.gtvt_division, mode="concurrent")
        besides |= self.deputy(self.gtvt_division, mode="seconded")
        self.deputy(self.gtvt_division, capacity="head", mode="acting")
        self.deputy(self.gtvt_division, capacity="staff")
        row = self.row(self.gtvt_division, "2026-01-01")
        self.assertEqual(row.deputies, 1)
        self.assertEqual(row.besides_ids, besides)
        self.env.ref("cchc_reform.deputy_rule_division_2026").count_concurrent = True
        row = self.row(self.gtvt_division, "2026-01-02")
        self.assertEqual((row.deputies, row.besides_ids.mode), (2, "seconded"))

    def test_average_tests_the_total(self):
        self.deputy(self.gtvt, 4)
        self.deputy(self.yte, 3)
        self.deputy(self.snv, 2)
        row = self.row(self.gtvt, "2026-01-01")
        self.assertEqual((row.tested, row.limit, row.deputies, row.surplus), ("member", 3, 4, 0))
        self.assertEqual((row.group_units, row.group_limit, row.group_deputies), (3, 9, 9))
        self.assertEqual(row.status, "member")
        group = self.row(self.province, "2026-01-01", ("group",))
        self.assertEqual((group.group_limit, group.surplus, group.status), (9, 0, "full"))
        extra = self.deputy(self.snv, 2, date_from="2026-02-01")
        group = self.row(self.province, "2026-02-01", ("group",))
        self.assertEqual((group.surplus, group.status), (2, "surplus"))
        self.assertLessEqual(extra, group.post_ids)
        self.assertEqual(len(group.post_ids), 11)
        group.invalidate_recordset()
        self.assertEqual(len(group.with_context(cchc_unit_ids=self.province.ids).post_ids), 11)
        # Added up over all rows, each deputy, limit and surplus counts once.
        found = self.env["cchc.staff.ceiling"].with_context(cchc_as_of="2026-02-01")
        units = (self.province | self.gtvt | self.yte | self.snv).ids
        totals = found._read_group(
            [("unit_id", "in", units)], [], ["limit:sum", "deputies:sum", "surplus:sum"]
        )
        self.assertEqual(totals, [(9, 11, 2)])

    def test_a_transfer_counts_from_its_day(self):
        self.assign(self.gtvt_division, 9)
        post = self.deputy(self.gtvt_division, 2)[0]
        next_month = dates.today() + timedelta(days=30)
        post.date_to = next_month - timedelta(days=1)
        self.assertEqual(self.row(self.gtvt_division).surplus, 1)
        self.assertEqual(self.row(self.gtvt_division, next_month - timedelta(days=1)).surplus, 1)
        self.assertEqual(self.row(self.gtvt_division, next_month).surplus, 0)
        self.assertEqual(self.row(self.gtvt_division, "2026-01-01").surplus, 1)

    def test_days_side_by_side(self):
        self.assign(self.gtvt_division, 9)
        self.deputy(self.gtvt_division, 2)
        found = self.env["cchc.staff.ceiling"].with_context(
            cchc_days=["2025-12-31", "2026-01-01", "2019-12-31"]
        )
        rows = found.search([("unit_id", "=", self.gtvt_division.id)], order="day")
        self.assertEqual(
            [(row.day.isoformat(), row.surplus) for row in rows],
            [("2025-12-31", 0), ("2026-01-01", 1)],
        )
        self.assertEqual(len(set(rows.ids)), 2)

    def test_wild_days_show_today(self):
        for context in (
            {"cchc_as_of": "x'; DROP TABLE"}, {"cchc_as_of": ["1"]}, {"cchc_days": "2026"},
            {"cchc_days": [{}]}, {"cchc_days": ["0001-01-01"]}, {"cchc_as_of": 7},
            {"cchc_unit_ids": "1"}, {"cchc_unit_ids": [{}]}, {"cchc_unit_ids": [True]},
        ):  # fmt: skip
            found = self.env["cchc.staff.ceiling"].with_context(**context)
            self.assertEqual(found.search([], limit=1).day, dates.today())
        found = self.env["cchc.staff.ceiling"].with_context(
            cchc_days=["x"], cchc_as_of="2026-01-01"
        )
        self.assertEqual(found.search([], limit=1).day, date(2026, 1, 1))

    def test_scope(self):
        """Who answers for a unit sees it and what is below; the total is that of the superior."""
        self.assertTrue(self.row(self.gtvt_division, user=self.user_gtvt_hr))
        self.assertTrue(self.row(self.gtvt, user=self.user_gtvt_head))
        self.assertFalse(self.row(self.yte, user=self.user_gtvt_hr))
        self.assertFalse(self.row(self.province, tested=("group",), user=self.user_gtvt_hr))
        self.assertTrue(self.row(self.province, tested=("group",), user=self.user_standing))
        self.assertTrue(self.row(self.yte, user=self.user_auditor))
        # Naming units narrows what is seen, and opens nothing.
        found = self.env["cchc.staff.ceiling"].with_user(self.user_gtvt_hr)
        found = found.with_context(cchc_unit_ids=(self.yte | self.gtvt_division).ids)
        self.assertEqual(found.search([]).unit_id, self.gtvt_division)

    def test_number_of_queries_does_not_grow(self):
        found = self.env["cchc.staff.ceiling"].with_context(cchc_as_of="2026-01-01")
        found.search_read([], ["unit_id", "limit_text", "why"])
        before = self.count_queries(lambda: found.search_read([], ["limit", "why", "limit_text"]))
        for number in range(30):
            unit = self.make_unit(f"Phòng {number}", "division", self.gtvt)
            self.assign(unit, number)
            self.deputy(unit, 2)
        after = self.count_queries(lambda: found.search_read([], ["limit", "why", "limit_text"]))
        self.assertLessEqual(after, before)

    def count_queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before


class TestCeilingAgainstKernel(StaffCase):
    """The SQL gives what the kernel defines, on random provinces and all shipped rules."""

    DAYS = ("2020-11-24", "2020-11-25", "2024-09-01", "2025-02-28", "2025-03-01", "2025-07-01",
            "2025-10-31", "2025-12-31", "2026-01-01")  # fmt: skip

    def random_province(self, seed):
        chance = random.Random(seed)
        pick = chance.choice
        province = self.make_unit(f"Tỉnh {seed}", "province", self.province.browse())
        self.classify(province, pick(["province_1", "province_2", "province_special"]))
        for kind in ("locality", "merged_provinces"):
            options = self.env["cchc.unit.class"].search([("kind", "=", kind)])
            if chance.random() < 0.8:
                self.classify(province, *[
                    pick(options).get_external_id().popitem()[1].rsplit("unit_class_of_")[1]
                ], confirmation=pick(["confirmed", "to_verify"]))  # fmt: skip
        departments = [
            self.make_unit(f"Sở {n}", "department", province) for n in range(chance.randint(1, 4))
        ]
        units = list(departments)
        for department in departments:
            if chance.random() < 0.4:
                self.classify(department, "by_decision")
            for n in range(chance.randint(0, 4)):
                kind = pick(["division", "department_office", "sub_department",
                             "public_service_unit"])  # fmt: skip
                ended = pick([False, False, date(2025, 2, 28)])
                unit = self.make_unit(f"Phòng {n}", kind, department, date_end=ended)
                units.append(unit)
                if kind == "sub_department":
                    for m in range(chance.randint(0, 5)):
                        units.append(self.make_unit(f"Phòng {n}.{m}", "division", unit))
                if kind == "public_service_unit" and chance.random() < 0.9:
                    group = f"autonomy_{chance.randint(1, 4)}"
                    self.classify(unit, group, deputy_number=chance.choice([0, 2, 5]))
                    if chance.random() < 0.5:
                        self.classify(unit, "facility_large", confirmation="to_verify")
        for unit in units:
            for kind in ("civil_servant", "public_state", "public_revenue"):
                if chance.random() < 0.7:
                    self.assign(unit, chance.randint(0, 24), kind)
                if not unit.date_end and chance.random() < 0.3:
                    self.assign(unit, chance.randint(0, 24), kind, "2025-12-31")
            for mode in ("regular", "regular", "concurrent", "seconded"):
                if chance.random() < 0.5:
                    self.deputy(unit, chance.randint(1, 3), mode=mode,
                                date_to=pick([False, date(2025, 12, 31)]))  # fmt: skip
        chance.choice(self.env["cchc.staff.deputy.rule"].search([])).count_concurrent = True

    def test_some_units_have_the_rows_that_they_have_among_all(self):
        for seed in range(4):
            self.random_province(seed)
        self.env.flush_all()
        days = [date.fromisoformat(text) for text in self.DAYS]
        rows = {}
        for row in self.env.execute_query(ceiling_query(days)):
            rows.setdefault(row[2], []).append(row)
        self.assertTrue({row[7] for found in rows.values() for row in found} >= {"member", "group"})
        for picked in [[], list(rows)[::3], *([unit_id] for unit_id in rows)]:
            with self.subTest(units=picked):
                found = self.env.execute_query(ceiling_query(days, picked))
                self.assertCountEqual(found, [row for one in picked for row in rows[one]])

    def test_same_as_kernel(self):
        rules = self.env["cchc.staff.deputy.rule"]
        for seed in range(4):
            self.random_province(seed)
            plain_rules = rules.search([])._plain()
            for text in self.DAYS:
                day = date.fromisoformat(text)
                units, groups = deputies.ceilings(
                    self.env["cchc.staff.ceiling"]._plain_units(day), plain_rules, day
                )
                rows = self.env["cchc.staff.ceiling"].with_context(cchc_as_of=text).search([])
                found, found_groups = {}, {}
                for row in rows:
                    if row.tested == "group":
                        found_groups[(row.unit_id.id or None, row.rule_id.id)] = (
                            row.group_units, row.group_limit, row.group_deputies, row.surplus,
                            row.vacancy, row.is_certain, row.are_dates_certain,
                        )  # fmt: skip
                    else:
                        found[row.unit_id.id] = (
                            row.rule_id.id or None, row.limit if row.has_limit else None,
                            row.deputies, row.tested == "member", row.is_capped,
                            row.surplus, row.vacancy,
                        )  # fmt: skip
                expected = {
                    ref: (c.rule, c.limit, c.deputies, bool(c.group), bool(c.caps),
                          c.surplus or 0, c.vacancy or 0)
                    for ref, c in units.items()
                }  # fmt: skip
                expected_groups = {
                    key: (g.units, g.limit, g.deputies, g.surplus, g.vacancy, g.certain,
                          g.dates_certain)
                    for key, g in groups.items()
                }  # fmt: skip
                with self.subTest(seed=seed, day=text):
                    self.assertEqual(found, expected)
                    self.assertEqual(found_groups, expected_groups)
                    own = rows.filtered(lambda row: row.tested == "own")
                    self.assertEqual(
                        {row.unit_id.id: (row.is_certain, row.are_dates_certain) for row in own},
                        {
                            ref: (c.certain, c.dates_certain)
                            for ref, c in units.items()
                            if not c.group
                        },
                    )
