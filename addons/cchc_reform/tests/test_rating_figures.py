import base64
from ast import literal_eval
from datetime import date
from decimal import Decimal
from io import BytesIO

from docx import Document
from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError

from ..kernel import rating
from .test_rating import RatingCase

AFTERWARDS = "2027-01-15 03:00:00"


class TestRatingFigures(RatingCase):
    """Figures that ratings follow: of two tasks of the department, one late and one done.

    The first fell due under the former head and was never done; the second was done on time under
    the present one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        post = cls.env["cchc.staff.appointment"].search([("employee_id", "=", cls.head.id)])
        post.write({"date_to": "2026-12-09", "change_reason": "Nghỉ hưu"})
        cls.user_new_head = cls.make_user("t_new_head")
        cls.new_head = cls.make_person(
            "Mới", cls.user_new_head, capacity="head", date_from="2026-12-10"
        )
        cls.late = cls.make_task(deadline=date(2026, 12, 5))
        cls.done = cls.make_task()
        officer = cls.done.with_user(cls.user_gtvt_officer)
        officer.explanation = "Xong"
        officer.action_submit()
        cls.done.with_user(cls.user_gtvt_head).action_report()
        cls.done.with_user(cls.user_standing).action_verify()
        cls.of_head = cls.env.ref("cchc_reform.rating_scheme_head")
        cls.of_head.write({"excellent_from": 90, "good_from": 70, "completed_from": 50})

    def open(self, person, subject="head", **values):
        with freeze_time(AFTERWARDS):
            return (
                self.env["cchc.rating"]
                .with_user(self.user_gtvt_hr)
                .create(
                    {
                        "employee_id": person.id,
                        "unit_id": self.gtvt.id,
                        "year": 2026,
                        "subject": subject,
                        **values,
                    }
                )
            )

    def test_results_belong_to_who_was_in_post(self):
        for person, done, points in ((self.head, 0, [0, 0, 0, 25]), (self.new_head, 100, None)):
            one = self.open(person)
            lines = {line.metric: line for line in one.line_ids}
            self.assertEqual(lines["due_completion"].figure, done, person.name)
            self.assertFalse(lines["reports_on_time"].has_auto, "nothing was due: to be given")
            self.assertEqual(
                one.line_ids.mapped("auto_points"), points or [25, 25, 0, 25], person.name
            )
            action = lines["due_completion"].action_open_figure()
            tasks = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(tasks, self.done if done else self.late)
        with self.assertRaises(AccessError):
            lines["on_time"].with_user(self.user_yte_head).action_open_figure()
        plain = self.open(self.people["An"], "person")
        self.assertEqual(
            plain._spans(date(2026, 12, 31)), [], "the unit's results are not those of plain staff"
        )

    def test_the_head_by_the_provinces_own_scheme(self):
        """Points stand there from figures, other points take a reason, the level is an input."""
        one = self.open(self.new_head)
        own = one.with_user(self.user_new_head)
        own.line_ids[2].self_points = 20
        own.self_text = "Tự đánh giá."
        with freeze_time(AFTERWARDS):
            own.action_self_rate()
            self.assertEqual(one.line_ids.mapped("given_points"), [25, 25, 0, 25])
            one.write({"meeting_on": "2027-01-10", "minutes": "Nhất trí."})
            one.action_meet()
            one.write({"opinion": "Đồng ý."})
            one.line_ids[0].given_points = 20
            with self.refused(UserError, "other points than the figures give: “Tasks of reform d"):
                one.action_propose()
            one.line_ids[0].reason = "Có việc phải làm lại"
            one.line_ids[2].write({"given_points": 20})
            one.action_propose()
            self.assertEqual((one.points, one.proposed_level), (90, rating.EXCELLENT))
            yearly = self.open(self.new_head, "person")
            self.assertFalse(yearly.reform_level)
            one.with_user(self.user_leader).action_decide()
        yearly.invalidate_recordset()
        self.assertEqual(yearly.reform_level, rating.EXCELLENT)
        self.assertFalse(self.open(self.people["An"], "person").reform_level)

    def test_figures_are_taken_again_at_the_meeting(self):
        """Staff are decided on after the head's self-rating; points given against figures stay."""
        scheme = self.env.ref("cchc_reform.rating_scheme_person_2026")
        scheme.criterion_ids[0].rule = "staff"
        staff = self.rate(self.people["An"], points=(20, 20), self_points=(20, 20))
        one = self.open(self.new_head, "person")
        with freeze_time(AFTERWARDS):
            own = one.with_user(self.user_new_head)
            own.self_text = "Tự đánh giá."
            own.action_self_rate()
            self.assertFalse(one.line_ids[0].has_auto)
            staff.with_user(self.user_gtvt_head).action_decide()
            one.write({"meeting_on": "2027-01-10", "minutes": "Nhất trí."})
            one.action_meet()
        self.assertEqual((one.line_ids[0].auto_points, one.line_ids[0].given_points), (15, 15))

    def test_unit(self):
        """Its work holds the level down; the unit above decides; its heads are recorded."""
        one = self.open(self.env["hr.employee"], "unit", employee_id=False)
        self.assertEqual(one.head_ids, self.head | self.new_head)
        self.assertEqual(one.deciding_unit_id, self.province)
        self.assertEqual((one.done_percent, one.on_time_percent), (50, 50))
        with freeze_time(AFTERWARDS):
            one.self_text = "Đơn vị tự đánh giá."
            one.action_self_rate()
            one.write({"meeting_on": "2027-01-10", "minutes": "Nhất trí."})
            one.action_meet()
            one.write({"opinion": "Đồng ý.", "given_level": rating.EXCELLENT})
            one.action_propose()
            self.assertEqual(
                (one.proposed_level, one.level_cause), (rating.NOT_COMPLETED, rating.NOT_DONE)
            )
            one.with_user(self.user_leader).action_return("Việc thứ nhất đã được hủy")
            one.action_self_rate()
            one.action_meet()
            one.write({"other_done": 100, "other_on_time": 95, "figures_reason": "Việc đã hủy"})
            one.action_propose()
            self.assertEqual(one.proposed_level, rating.COMPLETED)
            with self.assertRaises(AccessError):
                one.with_user(self.user_gtvt_head).action_decide()
            one.with_user(self.user_leader).action_decide()
            one.action_announce()
        self.assertEqual(
            one._announced_unit_levels(self.gtvt.ids, [2026]),
            {(self.gtvt.id, 2026): rating.COMPLETED},
        )
        self.assertFalse(one._announced_levels(self.head.ids, [2026]))
        with self.assertRaises(AccessError):
            one.with_user(self.user_yte_head).read(["level"])

    def test_who_has_no_account_is_spoken_for(self):
        """The words of a person without an account come on paper."""
        person = self.env["hr.employee"].create({"name": "Giấy"})
        self.env["cchc.staff.appointment"].create(
            {"employee_id": person.id, "unit_id": self.gtvt.id, "date_from": "2020-01-01"}
        )
        one = self.open(person, "person")
        with self.assertRaises(AccessError):
            one.with_user(self.user_yte_hr).action_self_rate()
        one.self_text = "Theo bản tự đánh giá"
        one.line_ids[0].self_points = 30
        one.action_self_rate()
        self.assertEqual(one.state, "self_rated")

    def test_levels_of_few_heads_are_not_shown(self):
        """Three heads in one department show in the province, for the others have none to hide."""
        Metric = self.env["cchc.report.metric"]
        ratings = self.env["cchc.rating"].create(
            [
                {"employee_id": self.people[name].id, "unit_id": self.gtvt.id, "year": 2026}
                for name in ("An", "Bình", "Chi")
            ]
        )
        values = {"state": "announced", "announced_on": "2026-12-01", "level": rating.GOOD}
        for number, shown in ((2, None), (3, 3)):
            announced = ratings[:number]
            with announced._permit(values):
                announced.write({**values, "is_head": True})
            announced.flush_recordset()
            found = Metric._values(
                ["rated_heads_good"],
                self.province | self.gtvt,
                date(2026, 1, 1),
                date(2026, 12, 31),
            )["rated_heads_good"]
            self.assertEqual((found[self.province.id], found[self.gtvt.id]), (shown, None), number)

    def test_announced_figures(self):
        """Of the year of the day, announced by then: who was rated, and how, and of the heads."""
        self.env.ref("cchc_reform.rating_scheme_person_2026").excellent_percent = 0
        for person, points in (("An", (30, 62)), ("Bình", (30, 50)), ("Chi", (30, 50))):
            one = self.rate(self.people[person], points=points)
            one.with_user(self.user_gtvt_head).action_decide()
            if person != "Chi":
                one._announce(on=date(2026, 12, 10))
        head = self.rate(self.new_head, points=(30, 50))
        head.with_user(self.user_leader).action_decide()
        head._announce(on=date(2026, 12, 12))
        Metric = self.env["cchc.report.metric"]
        names = [name for name, _label in Metric._names() if name.startswith("rated_")]
        for day, expected in (
            (date(2026, 12, 9), {}),
            (date(2026, 12, 10), {"people": 2}),  # too few to show levels
            (date(2026, 12, 31), {"people": 3, "excellent": 1, "good": 2}),
            (date(2027, 6, 30), {}),
        ):
            found = Metric._values(names, self.province | self.yte, date(2026, 10, 1), day)
            for name in names:
                short = name.removeprefix("rated_")
                if short == "people":
                    value = expected.get("people", 0)
                elif short.startswith("heads_") or "good" not in expected:
                    value = None  # one head: the level would be that person's
                elif short.startswith("share_"):
                    level = expected.get(short.removeprefix("share_"), 0)
                    value = round(Decimal(100 * level) / expected["people"], 6)
                else:
                    value = expected.get(short, 0)
                got = found[name][self.province.id]
                self.assertEqual(got if got is None else round(got, 6), value, (day, name))
                self.assertFalse(found[name][self.yte.id], name)
        for user, seen in ((self.user_leader, 2), (self.user_yte_head, 0)):
            action = Metric.with_user(user)._action(
                "rated_good", self.province, date(2026, 1, 1), date(2026, 12, 31)
            )
            records = self.env[action["res_model"]].with_user(user).search(action["domain"])
            self.assertEqual(len(records), seen)

    def test_errors_and_staff(self):
        """Less for each error that people count; the leader's points follow the staff."""
        scheme = self.env.ref("cchc_reform.rating_scheme_person_2026")
        self.env["cchc.rating.criterion"].create(
            [
                {
                    "scheme_id": scheme.id,
                    "name": "Lỗi",
                    "points": 10,
                    "rule": "per_case",
                    "sequence": 30,
                },
                {
                    "scheme_id": scheme.id,
                    "name": "Cấp dưới",
                    "points": 10,
                    "rule": "staff",
                    "sequence": 40,
                },
            ]
        )
        with self.refused(ValidationError, "The figure of “Lỗi” does not fit"):
            scheme.criterion_ids[2].rule = "share"
        staff = self.rate(self.people["An"], points=(20, 20, 10), self_points=(20, 20, 10))
        one = self.open(self.new_head, "person")
        errors, of_staff = one.line_ids[2:]
        self.assertEqual((errors.auto_points, of_staff.has_auto), (10, False))
        staff.with_user(self.user_gtvt_head).action_decide()
        self.assertEqual(staff.level, rating.COMPLETED)
        one._take_figures()
        self.assertEqual((of_staff.has_auto, of_staff.auto_points), (True, 10))
        with freeze_time(AFTERWARDS):
            own = one.with_user(self.user_new_head)
            own.self_text = "Tự đánh giá."
            own.action_self_rate()
        errors.cases = 2
        self.assertEqual((errors.auto_points, errors.given_points), (5, 5))


class TestRatingYear(RatingCase):
    """All people of a unit at once, the papers, and what colleagues see."""

    def dialog(self, user=None, **values):
        return (
            self.env["cchc.rating.year"]
            .with_user(user or self.user_gtvt_hr)
            .create({"unit_id": self.gtvt.id, "year": 2025, **values})
        )

    def test_of_whom_the_scheme_does_not_speak_is_said(self):
        """The decree in force since 2026 was read for civil servants alone."""
        worker = self.make_person("Hợp đồng", self.make_user("t_worker"), staff_kind="contract")
        said = self.dialog(year=2026).action_start()
        self.assertIn("1 people hold posts of another kind of staff", said["params"]["message"])
        opened = self.env["cchc.rating"].search(said["params"]["next"]["domain"])
        self.assertTrue(opened)
        self.assertNotIn(worker, opened.employee_id)

    def test_start(self):
        late = self.make_person("Muộn", self.make_user("t_late"), date_from="2025-07-16")
        inside = self.make_person("Trong", self.make_user("t_in"), unit_id=self.gtvt_division.id)
        gone = self.make_person("Đi", self.make_user("t_gone"), date_to="2025-06-30")
        mine = self.make_person("Nhân sự", self.user_gtvt_hr)
        known = self.rate(self.people["An"], "draft", year=2025)
        dialog = self.dialog()
        self.assertEqual(dialog.part_ids, self.gtvt | self.gtvt_division)
        action = dialog.action_start()
        found = self.env["cchc.rating"].search(action["domain"])
        months = {one.employee_id: one.months for one in found}
        self.assertEqual(months[late], 5, "half a July does not count")
        self.assertEqual((months[inside], months[self.head]), (12, 12))
        self.assertIn(known, found)
        self.assertFalse({gone, mine} & set(months))
        self.assertEqual(found.filtered("is_head").deciding_unit_id, self.province)
        with self.refused(UserError, "Everybody in post there is rated"):
            self.dialog().action_start()
        with self.assertRaises(AccessError):
            self.dialog(self.user_yte_hr).action_start()
        with self.refused(UserError, "once it has begun"):
            self.dialog(year=2090)

    def test_the_number_of_queries_does_not_grow(self):
        def cost(year, people):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["cchc.rating"].with_user(self.user_gtvt_hr).create(
                [{"employee_id": one.id, "unit_id": self.gtvt.id, "year": year} for one in people]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        people = list(self.people.values())
        cost(2023, people[:1])
        self.assertLessEqual(cost(2024, people), cost(2025, people[:1]) + 2)

    def test_papers(self):
        one = self.rate(self.people["An"])
        self.rate(self.people["Bình"], "draft")
        one.with_user(self.user_gtvt_head).write(
            {"other_level": rating.GOOD, "other_reason": "Tỷ lệ"}
        )
        with self.refused(UserError, "no such rating"):
            self.dialog(self.user_yte_hr, year=2026).action_list()
        one.with_user(self.user_gtvt_head).action_decide()
        dialog = self.dialog(year=2026)
        dialog.action_list()
        sheet = load_workbook(BytesIO(base64.b64decode(dialog.content))).active
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        self.assertEqual(
            [(row[1], row[7]) for row in rows],
            [("An", "Hoàn thành tốt nhiệm vụ"), ("Bình", "")],
        )
        dialog.action_notice()
        document = Document(BytesIO(base64.b64decode(dialog.content)))
        text = " ".join(cell.text for table in document.tables for cell in table._cells)
        self.assertIn("An", text)
        self.assertNotIn("Bình", text)
        self.assertIn("Hoàn thành tốt nhiệm vụ", text)
        entries = self.env["cchc.audit.entry"].search([("model", "=", "cchc.rating")])
        self.assertLessEqual(
            {"export_ratings", "export_rating_notice"}, set(entries.mapped("action"))
        )

    def test_colleagues_see_the_level_and_no_more(self):
        """Announced inside: to those in post there, in a part of it too, and to nobody else."""
        Announced = self.env["cchc.rating.announced"]
        inside = self.make_user("t_inside")
        self.make_person("Trong", inside, unit_id=self.gtvt_division.id)
        former = self.make_user("t_former")
        self.make_person("Cũ", former, date_to="2026-01-31")
        elsewhere = self.make_user("t_elsewhere")
        self.make_person("Khác", elsewhere, unit_id=self.yte.id)
        one = self.rate(self.people["An"], points=(30, 50))
        one.with_user(self.user_gtvt_head).action_decide()
        colleague = self.people["Bình"].user_id
        self.assertFalse(Announced.with_user(colleague).search([]))
        one.action_announce()
        for user in (colleague, inside):
            found = Announced.with_user(user).search([])
            self.assertEqual((found.employee_id, found.level), (self.people["An"], rating.GOOD))
            with self.assertRaises(AccessError):
                one.with_user(user).read(["level"])
        for user in (former, elsewhere, self.user_outsider, self.user_yte_head):
            self.assertFalse(Announced.with_user(user).search([]), user.login)
            self.assertFalse(Announced.with_user(user).formatted_read_group([], ["level"], []))
        told = Announced._fields.keys() - self.env["base"]._fields.keys()
        self.assertEqual(
            told, {"employee_id", "unit_id", "year", "level", "is_head", "announced_on"}
        )

    def test_everybody_finds_the_own_rating(self):
        """A person without any role rates, and sees the menu for it."""
        user = self.people["An"].user_id
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        for name, visible in (("menu_rating_mine", True), ("menu_staff", False)):
            menu = self.env.ref(f"cchc_reform.{name}")
            self.assertEqual(menu.id in menus, visible, name)
        self.rate(self.people["An"], "draft")
        domain = self.env.ref("cchc_reform.action_cchc_rating_own").domain.replace(
            "uid", str(user.id)
        )
        self.assertEqual(
            len(self.env["cchc.rating"].with_user(user).search(literal_eval(domain))), 1
        )
