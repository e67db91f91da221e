import random
from datetime import date, timedelta

from odoo.exceptions import AccessError

from ..kernel import dates, posts, staffing
from .test_staff_ceiling import StaffCase


class StrengthCase(StaffCase):
    @classmethod
    def employ(cls, unit, number=1, kind="civil_servant", **values):
        return cls.env["cchc.staff.appointment"].create(
            [
                {
                    "employee_id": cls.person().id,
                    "unit_id": unit.id,
                    "staff_kind": kind,
                    "date_from": date(2020, 1, 1),
                    **values,
                }
                for _each in range(number)
            ]
        )

    def strength(self, unit, kind="civil_servant", day=None, user=None):
        self.env.invalidate_all()  # rows of one day keep their values within a transaction
        model = self.env["cchc.staff.strength"].with_user(user or self.env.user)
        return model.with_context(cchc_as_of=day).search(
            [("unit_id", "=", unit.id), ("kind", "=", kind)]
        )


class TestStaffStrength(StrengthCase):
    def test_assigned_divided_and_actual(self):
        self.assign(self.province, 100)
        quota = self.assign(self.gtvt, 40)
        self.assign(self.gtvt_division, 9)
        other = self.make_unit("Phòng Kế hoạch", "division", self.gtvt)
        self.assign(other, 35)
        self.employ(self.gtvt, 2)
        self.employ(self.gtvt_division, 10)
        row = self.strength(self.gtvt)
        self.assertEqual((row.assigned, row.divided, row.undivided), (40, 44, -4))
        self.assertTrue(row.is_overdivided)
        self.assertEqual((row.quota_id, row.year, row.assigned_text), (quota, 2020, "40"))
        self.assertEqual((row.headcount, row.own_headcount), (12, 2))
        self.assertEqual((row.vacancy, row.excess, row.status), (28, 0, "vacancy"))
        row = self.strength(self.gtvt_division)
        self.assertEqual((row.vacancy, row.excess, row.status), (0, 1, "excess"))
        self.assertEqual((row.has_divided, row.undivided, row.staff_group), (False, 9, "payroll"))
        # Over all levels each number and each person counts once.
        units = (self.province | self.gtvt | self.gtvt_division | other).ids
        totals = self.env["cchc.staff.strength"]._read_group(
            [("unit_id", "in", units)], [], ["undivided:sum", "own_headcount:sum"]
        )
        self.assertEqual(totals, [(100, 12)])

    def test_what_does_not_add_up_is_not_added(self):
        fields = self.env["cchc.staff.strength"].fields_get(attributes=["aggregator"])
        added = {name for name, field in fields.items() if field.get("aggregator") == "sum"}
        self.assertEqual(added & {"assigned", "divided", "headcount", "vacancy", "excess"}, set())
        self.assertLessEqual({"undivided", "own_headcount"}, added)

    def test_no_number_is_said_and_never_zero(self):
        row = self.strength(self.yte)
        self.assertEqual((row.has_number, row.status), (False, "unassigned"))
        self.assertEqual(row.assigned_text, "no number assigned")
        self.employ(self.yte, 3)
        row = self.strength(self.yte)
        self.assertEqual((row.headcount, row.excess, row.status), (3, 0, "unassigned"))
        self.assign(self.yte, 0)
        row = self.strength(self.yte)
        self.assertEqual((row.assigned_text, row.excess, row.status), ("0", 3, "excess"))

    def test_kinds(self):
        """Contract workers never count as biên chế, whatever is assigned of them."""
        self.assign(self.yte, 5)
        self.assign(self.yte, 3, "contract")
        for kind in staffing.KINDS:
            self.employ(self.yte, 1, kind)
        self.employ(self.yte, 1, "contract")
        self.assertEqual(self.strength(self.yte).headcount, 1)
        row = self.strength(self.yte, "contract")
        self.assertEqual((row.headcount, row.staff_group), (2, "contract"))
        for kind in staffing.PUBLIC_EMPLOYEES:
            self.assertEqual(self.strength(self.yte, kind).staff_group, "public_employees")
        labels = self.env["cchc.staff.strength"]._fields["staff_group"].selection
        self.assertEqual({key for key, _label in labels}, set(staffing.GROUP_OF.values()))

    def test_a_person_counts_once(self):
        person = self.employ(self.yte).employee_id
        self.employ(self.gtvt, employee_id=person.id, mode="concurrent")
        self.employ(self.gtvt, mode="seconded")
        self.assertEqual(self.strength(self.yte).headcount, 1)
        self.assertEqual(self.strength(self.gtvt).headcount, 0)

    def test_as_of_a_day(self):
        self.assign(self.yte, 5)
        self.assign(self.yte, 4, day="2026-01-01")
        self.employ(self.yte, 3)
        self.employ(self.yte, 2, date_to="2025-12-31")
        for day, expected in (
            ("2025-12-31", (5, 5, 0, 2020)),
            ("2026-01-01", (4, 3, 1, 2026)),
        ):
            row = self.strength(self.yte, day=day)
            self.assertEqual((row.assigned, row.headcount, row.vacancy, row.year), expected)
        found = self.env["cchc.staff.strength"].with_context(cchc_days=["2025-12-31", "2026-01-01"])
        rows = found.search([("unit_id", "=", self.yte.id)], order="day")
        self.assertEqual(rows.mapped("assigned"), [5, 4])
        self.assertEqual(len(set(rows.ids)), 2)

    def test_totals_over_days_do_not_add_the_days(self):
        days = ["2025-12-31", "2026-01-01"]
        self.employ(self.yte, 3)
        self.employ(self.yte, 2, date_to="2025-12-31")
        found = self.env["cchc.staff.strength"].with_context(cchc_days=days)
        sets = [["day:day"], ["unit_id"], []]
        by_day, by_unit, whole = found.formatted_read_grouping_sets(
            [("unit_id", "=", self.yte.id)], sets, ["own_headcount:sum"]
        )
        self.assertEqual([row["own_headcount:sum"] for row in by_day], [5, 3])
        self.assertEqual([row["own_headcount:sum"] for row in by_unit + whole], [3, 3])

    def test_wild_days_show_today(self):
        for context in (
            {"cchc_as_of": "x'; DROP TABLE"}, {"cchc_as_of": ["1"]}, {"cchc_days": "2026"},
            {"cchc_days": [{}]}, {"cchc_as_of": 7},
        ):  # fmt: skip
            found = self.env["cchc.staff.strength"].with_context(**context)
            self.assertEqual(found.search([], limit=1).day, dates.today())

    def test_a_unit_that_ended_counts_no_more(self):
        part = self.make_unit("Phòng cũ", "division", self.yte)
        self.assign(self.yte, 10)
        self.assign(part, 4)
        self.employ(part, 2)
        yesterday = dates.today() - timedelta(days=1)
        part.date_end = yesterday
        row = self.strength(self.yte, day=str(yesterday))
        self.assertEqual((row.divided, row.headcount), (4, 2))
        row = self.strength(self.yte)
        self.assertEqual((row.has_divided, row.undivided, row.headcount), (False, 10, 0))

    def test_figures_open_what_is_behind(self):
        self.assign(self.gtvt, 5)
        self.assign(self.gtvt_division, 2)
        own = self.employ(self.gtvt, 2)
        below = self.employ(self.gtvt_division, 1)
        self.employ(self.gtvt_division, 1, "contract")
        self.employ(self.gtvt_division, 1, mode="concurrent")
        row = self.strength(self.gtvt, user=self.user_gtvt_hr)
        Post = self.env["cchc.staff.appointment"].with_user(self.user_gtvt_hr)
        self.assertEqual(Post.search(row.action_open_people()["domain"]), (own | below).sorted())
        self.assertEqual(len(own | below), row.headcount)
        self.assertEqual(Post.search(row.action_open_own_people()["domain"]), own.sorted())
        quotas = self.env["cchc.staff.quota"].search(row.action_open_quotas()["domain"])
        self.assertEqual(quotas.unit_id, self.gtvt | self.gtvt_division)
        action = row.action_open_below()
        rows = row.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(rows.unit_id, self.gtvt_division)

    def test_scope(self):
        self.assertTrue(self.strength(self.gtvt_division, user=self.user_gtvt_hr))
        self.assertTrue(self.strength(self.gtvt, user=self.user_gtvt_head))
        self.assertFalse(self.strength(self.yte, user=self.user_gtvt_hr))
        self.assertFalse(self.strength(self.province, user=self.user_gtvt_hr))
        self.assertTrue(self.strength(self.yte, user=self.user_auditor))
        with self.assertRaisesRegex(AccessError, "Numbers of staff"):
            self.strength(self.yte, user=self.user_outsider)

    def test_number_of_queries_does_not_grow(self):
        found = self.env["cchc.staff.strength"]
        names = ["unit_id", "assigned_text", "headcount"]

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found.search_read([], names)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(30):
            unit = self.make_unit(f"Phòng {number}", "division", self.gtvt)
            self.assign(unit, number)
            self.employ(unit, 2)
        self.assertLessEqual(queries(), few)


class TestStrengthAgainstKernel(StrengthCase):
    """The SQL gives what the kernel defines, on random trees, numbers and posts."""

    DAYS = ("2020-06-01", "2025-02-28", "2025-03-01", "2025-12-31", "2026-01-01")

    def random_tree(self, seed):
        chance = random.Random(seed)
        units = [self.make_unit(f"Tỉnh {seed}", "province", self.province.browse())]
        for number in range(chance.randint(8, 20)):
            ended = chance.choice([False, False, False, date(2025, 2, 28)])
            unit = self.make_unit(f"Đơn vị {seed}.{number}", "division", chance.choice(units))
            unit.date_end = ended
            units.append(unit)
        for unit in units:
            for kind in staffing.KINDS:
                if chance.random() < 0.5:
                    self.assign(unit, chance.randint(0, 30), kind)
                if not unit.date_end and chance.random() < 0.3:
                    self.assign(unit, chance.randint(0, 30), kind, "2025-12-31")
                for mode in (posts.REGULAR, *posts.BESIDES):
                    if chance.random() < 0.4:
                        self.employ(
                            unit, chance.randint(1, 3), kind, mode=mode,
                            date_to=chance.choice([False, date(2025, 12, 31)]),
                        )  # fmt: skip

    def test_same_as_kernel(self):
        model = self.env["cchc.staff.strength"]
        for seed in range(4):
            self.random_tree(seed)
            for text in self.DAYS:
                day = date.fromisoformat(text)
                expected = {
                    key: (row.assigned, row.divided, row.undivided, row.own, row.headcount,
                          row.vacancy, row.excess, row.status)
                    for key, row in staffing.strengths(model._plain_units(day)).items()
                }  # fmt: skip
                found = {
                    (row.unit_id.id, row.kind): (
                        row.assigned if row.has_number else None,
                        row.divided if row.has_divided else None,
                        row.undivided if row.has_number else None,
                        row.own_headcount, row.headcount, row.vacancy, row.excess, row.status,
                    )
                    for row in model.with_context(cchc_as_of=text).search([])
                }  # fmt: skip
                with self.subTest(seed=seed, day=text):
                    self.assertEqual(found, expected)
