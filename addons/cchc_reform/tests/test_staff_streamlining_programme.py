import random
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..kernel import dates, schemes, streamlining
from .common import ReformCase

PROGRAMME = "cchc.staff.streamlining.programme"
LINE = "cchc.staff.streamlining.line"
PROGRESS = "cchc.staff.streamlining.progress"


class Refusals:
    """What is refused, with its sentence, and taken back."""

    @contextmanager
    def refused(self, error, words):
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), words)


class ProgrammeCase(Refusals, ReformCase):
    """Assigned numbers of the province and two departments, and a programme about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As wide as those of a demo, which may have programmes of its own.
        cls.user_province_hr = cls.make_user("t_province_hr", ("hr", cls.province))

    @classmethod
    def assign(cls, unit, number, day, kind="civil_servant"):
        return cls.env["cchc.staff.quota"].create(
            {
                "unit_id": unit.id,
                "kind": kind,
                "number": number,
                "year": int(day[:4]),
                "date_from": day,
            }
        )

    @classmethod
    def programme(cls, unit=None, **values):
        return cls.env[PROGRAMME].create(
            {
                "name": "Tinh giản biên chế 2022 - 2026",
                "unit_id": (unit or cls.province).id,
                "year_from": 2022,
                "year_to": 2026,
                "baseline_on": "2022-01-01",
                "decision_number": "12/KH-UBND",
                "decision_date": "2022-09-01",
                **values,
            }
        )

    @classmethod
    def line(cls, programme, unit, baseline=None, years=None, **values):
        return cls.env[LINE].create(
            {
                "programme_id": programme.id,
                "unit_id": unit.id,
                "has_baseline": baseline is not None,
                "baseline": baseline or 0,
                "year_ids": [
                    (0, 0, {"year": year, "number": number})
                    for year, number in (years or {}).items()
                ],
                **values,
            }
        )

    def issue(self, programme):
        programme.with_user(self.user_standing).action_issue()
        return programme

    def row(self, line, day, user=None):
        rows = self.env[PROGRESS].with_user(user or self.env.user)
        return rows.with_context(cchc_as_of=day).search([("line_id", "=", line.id)])


class TestProgramme(ProgrammeCase):
    def test_target_of_the_law(self):
        """The percents of conclusion 40 are data, and say whether they were read."""
        programme = self.programme()
        line = self.line(programme, self.gtvt, 41)
        self.assertEqual((line.percent, line.required), (5.0, 3))
        self.assertEqual(line.target_id.document_id.number, "40-KL/TW")
        self.assertEqual(line.target_id.confirmation, "confirmed")
        public = self.line(programme, self.gtvt, 41, kind="public_state", carry_over=2)
        self.assertEqual((public.percent, public.required), (10.0, 7))
        credited = self.line(programme, self.yte, 41, carry_over=-9)
        self.assertEqual(credited.required, 0)
        with self.refused(ValidationError, "no target of the law is known for Contract"):
            self.line(programme, self.yte, 4, kind="contract")
        given = self.line(programme, self.yte, 40, kind="contract", percent=2.5)
        self.assertEqual((given.required, given.target_id.id), (1, False))

    def test_two_targets_of_one_year_are_refused(self):
        values = {"kind": "civil_servant", "year_from": 2026, "year_to": 2031, "percent": 5}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["cchc.staff.streamlining.target"].create(values)

    def test_progress_as_of_a_day(self):
        self.assign(self.gtvt, 100, "2022-01-01")
        self.assign(self.gtvt, 98, "2024-01-01")
        last = self.assign(self.gtvt, 95, "2026-01-01")
        programme = self.programme()
        line = self.line(programme, self.gtvt, 100, {2022: 1, 2023: 1, 2025: 3})
        self.assertFalse(self.row(line, "2023-01-01"), "a draft is not shown")
        self.issue(programme)
        for day, status, achieved, remaining, due in (
            ("2021-12-31", "not_begun", None, None, 0),
            ("2022-01-01", "on_schedule", 0, 5, 0),
            ("2022-12-31", "behind", 0, 5, 1),
            ("2023-12-31", "behind", 0, 5, 2),
            ("2024-01-01", "on_schedule", 2, 3, 2),
            ("2025-12-31", "behind", 2, 3, 5),
            ("2026-01-01", "reached", 5, 0, 5),
        ):
            with self.subTest(day=day):
                row = self.row(line, day)
                self.assertEqual((row.status, row.due), (status, due))
                if achieved is None:
                    self.assertEqual(row.achieved_text, "not begun")
                else:
                    self.assertEqual((row.achieved, row.remaining), (achieved, remaining))
                    self.assertEqual(row.achieved_text, str(achieved))
        quotas = self.env["cchc.staff.quota"].search(row.action_open_quotas()["domain"])
        self.assertEqual((len(quotas), quotas[:1]), (3, last))
        self.assertIn("rounded up", row.why)

    def test_unknown_is_said_and_never_zero(self):
        programme = self.programme()
        nothing = self.line(programme, self.gtvt, None)
        nobody = self.line(programme, self.yte, 20)
        ended = self.line(programme, self.vp, 20)
        self.assign(self.gtvt, 7, "2022-01-01")
        self.assign(self.vp, 7, "2022-01-01")
        self.vp.date_end = "2024-12-31"
        self.assertIn("Sở Giao thông vận tải: no baseline", programme.remarks)
        self.issue(programme)
        row = self.row(nothing, "2025-01-01")
        self.assertEqual((row.status, row.baseline_text), ("no_baseline", "no baseline"))
        self.assertEqual((row.achieved_text, row.number_text), ("no baseline", "7"))
        for line in (nobody, ended):
            row = self.row(line, "2025-01-01")
            self.assertEqual(row.status, "no_number")
            self.assertEqual(
                {row.number_text, row.achieved_text, row.remaining_text}, {"no assigned number"}
            )
        self.assertEqual(self.row(ended, "2024-12-31").number, 7)
        rows = self.env[PROGRESS].with_context(cchc_as_of="2025-01-01")
        domain = [("line_id", "in", (nothing | nobody | ended).ids)]
        figures = ("achieved", "remaining", "due")
        [sums] = rows._read_group(domain, [], [f"{name}:array_agg" for name in figures])
        for name, values in zip(figures, sums, strict=True):
            self.assertEqual(set(values), {None}, f"{name} is empty in the table too")

    def test_merged_units_are_measured_together(self):
        """Of what became one unit the baselines add up, against the number of that unit."""
        division = self.gtvt_division.unit_type_id
        old, other, new = self.env["hr.department"].create(
            [
                {"name": name, "unit_type_id": division.id, "parent_id": self.gtvt.id, **life}
                for name, life in (
                    ("Phòng Một", {"date_start": "2020-01-01"}),
                    ("Phòng Hai", {"date_start": "2020-01-01"}),
                    ("Phòng Chung", {"date_start": "2025-03-01"}),
                )
            ]
        )
        programme = self.programme()
        lines = self.line(programme, old, 12) | self.line(programme, other, 10)
        self.assign(old, 12, "2022-01-01")
        self.assign(other, 10, "2022-01-01")
        self.issue(programme)
        self.assertNotIn("took over", self.row(lines[0], "2025-02-28").why)
        event = self.env["cchc.unit.event"].create(
            {
                "name": "Hợp nhất", "kind": "merge", "unit_id": self.province.id,
                "effective_on": "2025-03-01", "decision_number": "1/QĐ",
                "decision_date": "2025-02-20",
                "link_ids": [
                    (0, 0, {"predecessor_id": unit.id, "successor_id": new.id})
                    for unit in (old, other)
                ],
            }
        )  # fmt: skip
        event.with_user(self.user_standing).action_prepare()
        event.with_user(self.user_leader).action_complete()
        self.assertIn("no assigned number of it", self.row(lines[0], "2025-03-01").why)
        self.assign(new, 20, "2025-03-01")
        self.env.invalidate_all()
        for line in lines:
            row = self.row(line, "2025-03-01")
            self.assertEqual(row.status, "no_number")
            self.assertIn("add up to 22, to be cut 2; with 20 assigned to it", row.why)
            self.assertIn("2 were cut", row.why)

    def test_whole_and_parts_are_counted_once(self):
        programme = self.programme()
        whole = self.line(programme, self.province, 200)
        part = self.line(programme, self.gtvt, 100)
        alone = self.line(programme, self.province, 50, kind="public_state")
        with self.refused(ValidationError, "Phòng Pháp chế lies within Sở Giao thông"):
            self.line(programme, self.gtvt_division, 9)
        self.assertIn("the units together cut 5, the whole 10", programme.remarks)
        self.issue(programme)
        rows = self.env[PROGRESS].search([("programme_id", "=", programme.id)])
        self.assertEqual(rows.filtered("is_counted").line_id, part | alone)
        self.assertEqual(rows.filtered("is_whole").line_id, whole | alone)
        with self.refused(ValidationError, "is not Sở Y tế and does not lie below"):
            self.line(self.programme(self.yte), self.gtvt, 9)

    def test_schedule_and_numbers_are_taken(self):
        self.assign(self.province, 300, "2022-01-01")
        self.assign(self.gtvt, 101, "2022-01-01")
        self.assign(self.gtvt, 12, "2022-01-01", kind="contract")
        self.assign(self.gtvt_division, 9, "2022-01-01")
        self.assign(self.yte, 50, "2022-01-02")
        programme = self.programme(self.province)
        mine = programme.with_user(self.user_province_hr)
        mine.action_take_baselines()
        mine.action_spread()
        lines = {line.unit_id: line for line in programme.line_ids}
        self.assertEqual(set(lines), {self.province, self.gtvt})
        self.assertEqual((lines[self.gtvt].baseline, lines[self.gtvt].required), (101, 6))
        self.assertEqual(lines[self.gtvt].schedule, "2022: 2; 2023: 1; 2024: 1; 2025: 1; 2026: 1")
        self.assertEqual(sum(lines[self.province].year_ids.mapped("number")), 15)
        mine.action_take_baselines()
        self.assertEqual(len(programme.line_ids), 2)
        with self.refused(ValidationError, "2027 lies outside of 2022–2026"):
            lines[self.gtvt].write({"year_ids": [(0, 0, {"year": 2027, "number": 1})]})
        with self.refused(ValidationError, "lies outside"):
            programme.year_from = 2023

    def test_issued_lines_are_fixed(self):
        programme = self.programme()
        with self.refused(UserError, "has no line yet"):
            self.issue(programme)
        line = self.line(programme, self.gtvt, 100, {2022: 5})
        programme.decision_number = False
        with self.refused(UserError, "Give the number and date of the decision"):
            self.issue(programme)
        programme.to_verify = True
        self.issue(programme)
        self.assertFalse(self.row(line, "2023-01-01").is_certain)
        hr = self.user_province_hr
        for change in (
            lambda: line.with_user(hr).write({"baseline": 50}),
            lambda: line.with_user(hr).year_ids.write({"number": 1}),
            lambda: line.with_user(hr).year_ids.unlink(),
            lambda: line.with_user(hr).unlink(),
            lambda: self.line(programme, self.yte, 10),
            lambda: programme.with_user(hr).write({"baseline_on": "2021-01-01"}),
            lambda: programme.with_user(hr).unlink(),
        ):
            with self.refused(UserError, "Issued"):
                change()
        with self.refused(AccessError, "kept by the system"):
            line.with_user(hr).write({"required": 0})
        with self.refused(AccessError, "no role that allows this"):
            programme.with_user(hr).action_revise("Sửa")
        programme.with_user(self.user_leader).action_revise("Số giao lại")
        line.with_user(hr).baseline = 60
        self.assertEqual(line.required, 3)
        entry = self.env["cchc.audit.entry"].search([("model", "=", PROGRAMME)], limit=1)
        self.assertEqual((entry.action, entry.reason), ("revise", "Số giao lại"))

    def test_who_sees_what(self):
        """A department reads its own line once issued, and not that of another."""
        self.assign(self.gtvt, 100, "2022-01-01")
        programme = self.programme()
        mine, other = self.line(programme, self.gtvt, 100), self.line(programme, self.yte, 100)
        Line = self.env[LINE].with_user(self.user_gtvt_hr)
        domain = [("programme_id", "=", programme.id)]
        self.assertFalse(Line.search(domain))
        self.assertFalse(self.env[PROGRAMME].with_user(self.user_gtvt_hr).search(
            [("id", "=", programme.id)]
        ))  # fmt: skip
        self.issue(programme)
        self.assertEqual(Line.search(domain), mine)
        self.env.invalidate_all()
        self.assertEqual(programme.with_user(self.user_gtvt_hr).line_ids, mine)
        self.assertTrue(self.row(mine, "2023-01-01", self.user_gtvt_head))
        self.assertFalse(self.row(other, "2023-01-01", self.user_gtvt_head))
        for user in (self.user_gtvt_officer, self.user_outsider, self.user_admin_cchc):
            with self.assertRaises(AccessError):
                self.row(mine, "2023-01-01", user)
        with self.assertRaises(AccessError):
            programme.with_user(self.user_gtvt_hr).write({"note": "x"})
        own = self.programme(self.gtvt).with_user(self.user_gtvt_hr)
        own.note = "Của Sở"
        with self.assertRaises(AccessError):
            own.unit_id = self.yte
        with self.assertRaises(AccessError):
            moved = self.line(own, self.gtvt, 9, kind="public_state")
            moved.with_user(self.user_gtvt_hr).programme_id = self.programme()

    def test_sql_agrees_with_the_kernel(self):
        """Random programmes on random days: the table is what the kernel says."""
        chance = random.Random(6)
        units = self.gtvt | self.yte | self.snv | self.vp | self.namsach | self.province
        programme = self.programme()
        for unit in units:
            known = unit != self.snv
            for year in chance.sample(range(2021, 2027), 3):
                self.assign(unit, chance.randint(94, 103), f"{year}-0{chance.randint(1, 9)}-01")
            years = {
                year: chance.randint(0, 3)
                for year in chance.sample(range(2022, 2027), chance.randint(0, 4))
            }
            baseline = chance.randint(97, 103) if known else None
            carry_over = chance.randint(-3, 3)
            self.line(programme, unit, baseline, years, carry_over=carry_over)
        self.vp.date_end = "2024-06-30"
        self.issue(programme)
        seen = set()
        for _each in range(40):
            day = date(2021, 6, 1) + timedelta(days=chance.randint(0, 2100))
            numbers = self.env["cchc.staff.quota"]._in_force(units, day)
            for row in self.row_of_all(programme, day):
                line, quota = row.line_id, numbers.get((row.unit_id.id, "civil_servant"))
                baseline = line.baseline if line.has_baseline else None
                expected = streamlining.progress(
                    day,
                    programme.baseline_on,
                    baseline,
                    streamlining.required_cut(baseline, Decimal(5), line.carry_over),
                    {year.year: year.number for year in line.year_ids},
                    quota.number if quota and row.unit_id._is_open_on(day) else None,
                )
                found = (
                    row.status,
                    row.achieved if expected.achieved is not None else None,
                    row.remaining if expected.remaining is not None else None,
                    row.due if row.has_schedule else None,
                )
                self.assertEqual(found, tuple(expected), (day, row.unit_id.name))
                seen.add(row.status)
        self.assertEqual(seen, set(streamlining.STATUSES))

    def row_of_all(self, programme, day):
        rows = self.env[PROGRESS].with_context(cchc_as_of=str(day))
        return rows.search([("programme_id", "=", programme.id)])

    def test_days_side_by_side_and_queries(self):
        programme = self.programme()
        for unit in (self.gtvt, self.yte, self.snv):
            self.assign(unit, 100, "2022-01-01")
            self.line(programme, unit, 100, {2022: 1})
        self.issue(programme)
        rows = self.env[PROGRESS].with_context(cchc_days=["2022-06-30", "2023-06-30"])
        domain = [("programme_id", "=", programme.id)]
        found = rows.search(domain)
        self.assertEqual(len(found), 6)
        self.assertEqual(len(set(found.ids)), 6)
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            rows.search_fetch(domain, ["status", "achieved"])
        grouped = rows._read_group(domain, ["day:day"], ["achieved:sum"])
        self.assertEqual([achieved for _day, achieved in grouped], [0, 0])
        self.assertTrue(rows.with_context(cchc_days="x", cchc_as_of=[1]).search(domain))
        ends = rows.with_context(cchc_days="year_ends").search(domain).mapped("day")
        self.assertEqual((len(set(ends)), max(ends)), (6, dates.today()))


class TestScheme(Refusals, ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.gtvt_division.unit_type_id
        cls.divisions = cls.env["hr.department"].create(
            [
                {
                    "name": f"Phòng {number}",
                    "unit_type_id": cls.type.id,
                    "parent_id": cls.gtvt.id,
                    "date_start": "2020-01-01",
                }
                for number in range(3)
            ]
        )
        cls.scheme = cls.env["cchc.staff.scheme"].create(
            {
                "name": "Sắp xếp phòng của Sở",
                "unit_id": cls.gtvt.id,
                "year_from": 2025,
                "year_to": 2027,
                "baseline_on": "2025-01-01",
                "decision_number": "1/QĐ",
                "decision_date": "2025-02-01",
                "line_ids": [
                    (0, 0, {
                        "unit_type_id": cls.type.id,
                        "year_ids": [
                            (0, 0, {"year": 2025, "number": 3}),
                            (0, 0, {"year": 2027, "number": 2}),
                        ],
                    })
                ],
            }
        )  # fmt: skip

    def row(self, day, user=None):
        rows = self.env["cchc.staff.scheme.progress"].with_user(user or self.env.user)
        return rows.with_context(cchc_as_of=day).search([("scheme_id", "=", self.scheme.id)])

    def test_counts_what_exists(self):
        """Ended, coming, archived and deeper units; units of others do not count."""
        line = self.scheme.line_ids
        self.assertEqual(line.schedule, "2025: 3; 2027: 2")
        self.scheme.with_user(self.user_gtvt_hr).action_count_baseline()
        self.assertEqual((line.has_baseline, line.baseline), (True, 4))
        self.scheme.with_user(self.user_gtvt_head).action_issue()
        self.divisions[0].date_end = "2025-06-30"
        self.divisions[1].active = False
        deeper = self.divisions[2].copy({"name": "Tổ", "parent_id": self.divisions[2].id})
        deeper.date_start = "2027-01-01"
        self.env["hr.department"].create(
            {"name": "Phòng của Y tế", "unit_type_id": self.type.id, "parent_id": self.yte.id}
        )
        for day, actual, due, status in (
            ("2025-01-01", 3, 4, "ahead"),
            ("2025-06-30", 3, 4, "ahead"),
            ("2025-07-01", 2, 4, "ahead"),
            ("2025-12-31", 2, 3, "ahead"),
            ("2027-01-01", 3, 3, "on_target"),
            ("2027-12-31", 3, 2, "behind"),
        ):
            row = self.row(day)
            self.assertEqual((row.actual, row.due, row.status), (actual, due, status), day)
            units = self.env["hr.department"].search(row.action_open_units()["domain"])
            self.assertEqual(len(units), actual)
        self.assertIn(deeper, units)
        self.assertIn("in being below Sở Giao thông vận tải", row.why)

    def test_unknown_is_said(self):
        self.scheme.with_user(self.user_gtvt_head).action_issue()
        row = self.row("2025-12-31")
        self.assertEqual((row.status, row.baseline_text), ("no_baseline", "no baseline"))
        self.assertEqual((row.actual, row.due_text, row.final), (4, "no baseline", 2))
        self.scheme.with_user(self.user_gtvt_head).action_revise("Bổ sung")
        self.scheme.line_ids.write({"has_baseline": True, "baseline": 4, "year_ids": [(5,)]})
        self.scheme.with_user(self.user_gtvt_head).action_issue()
        row = self.row("2025-12-31")
        self.assertEqual((row.status, row.due_text), ("no_target", "no target number"))

    def test_sql_agrees_with_the_kernel(self):
        chance = random.Random(7)
        line, seen = self.scheme.line_ids, set()
        for _each in range(40):
            years = chance.sample((2025, 2026, 2027), chance.randint(0, 3))
            line.write(
                {
                    "has_baseline": chance.random() < 0.8,
                    "baseline": chance.randint(1, 6),
                    "year_ids": [
                        (5,),
                        *((0, 0, {"year": y, "number": chance.randint(2, 6)}) for y in years),
                    ],
                }
            )
            self.scheme.with_user(self.user_gtvt_head).action_issue()
            day = date(2025, 1, 1) + timedelta(days=chance.randint(0, 1500))
            row = self.row(str(day))
            targets = {year.year: year.number for year in line.year_ids}
            baseline = line.baseline if line.has_baseline else None
            expected = schemes.standing(day, baseline, targets, 4)
            found = (
                row.status,
                row.due if expected.due is not None else None,
                row.final if row.has_target else None,
                row.difference if expected.difference is not None else None,
            )
            self.assertEqual(found, tuple(expected), (day, baseline, targets))
            seen.add(row.status)
            self.scheme.with_user(self.user_gtvt_head).action_revise("Lại")
        self.assertEqual(seen, set(schemes.STATUSES))

    def test_who(self):
        with self.refused(AccessError, "no role that allows this"):
            self.scheme.with_user(self.user_gtvt_hr).action_issue()
        for user in (self.user_yte_head, self.user_outsider, self.user_gtvt_officer):
            with self.assertRaises(AccessError):
                self.scheme.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            self.scheme.with_user(self.user_gtvt_hr).unit_id = self.yte
        self.scheme.with_user(self.user_gtvt_head).action_issue()
        self.assertTrue(self.row("2026-01-01", self.user_auditor))
        self.assertFalse(self.row("2026-01-01", self.user_yte_head))
        self.scheme.with_user(self.user_gtvt_head).action_close()
        self.assertTrue(self.row("2026-01-01"))
        with self.refused(UserError, "no longer possible"):
            self.scheme.with_user(self.user_gtvt_head).action_cancel("Thôi")
        self.assertEqual(self.scheme.issued_on, dates.today())
