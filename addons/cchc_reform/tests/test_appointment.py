import json
from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ReformCase

# 12:00 in Vietnam.
NOON = "2026-03-10 05:00:00"
TODAY = date(2026, 3, 10)


class AppointmentCase(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Appointment = cls.env["cchc.staff.appointment"]
        cls.an, cls.binh, cls.chi = cls.env["hr.employee"].create(
            [{"name": name} for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Chí")]
        )

    @classmethod
    def post(cls, employee, unit, capacity="staff", start=date(2026, 1, 1), end=None, **values):
        return cls.Appointment.create(
            {
                "employee_id": employee.id,
                "unit_id": unit.id,
                "capacity": capacity,
                "date_from": start,
                "date_to": end,
                **values,
            }
        )

    def entries(self, post):
        return self.env["cchc.audit.entry"].search(
            [("model", "=", post._name), ("res_id", "=", post.id)], order="id"
        )


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAppointment(AppointmentCase):
    def test_two_heads_are_refused_naming_both(self):
        self.post(self.an, self.gtvt, "head", end=TODAY)
        with self.assertRaisesRegex(
            ValidationError,
            "Sở Giao thông vận tải .* two heads on 10/03/2026: Nguyễn Văn An and Trần Thị Bình",
        ):
            self.post(self.binh, self.gtvt, "head", mode="acting", start=TODAY)
        self.post(self.binh, self.gtvt, "head", mode="acting", start=TODAY + timedelta(days=1))

    def test_two_heads_in_one_batch_or_by_a_move_are_refused(self):
        values = {"unit_id": self.yte.id, "capacity": "head", "date_from": TODAY}
        with self.assertRaisesRegex(ValidationError, "two heads"):
            self.Appointment.create(
                [
                    dict(values, employee_id=self.an.id),
                    dict(values, employee_id=self.binh.id),
                ]
            )
        self.post(self.an, self.yte, "head", start=TODAY)
        other = self.post(self.binh, self.gtvt, "head", start=TODAY)
        with self.assertRaisesRegex(ValidationError, "two heads"):
            other.unit_id = self.yte

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_two_heads_in_a_race(self):
        self.post(self.an, self.yte, "head", start=TODAY)
        other = self.post(self.binh, self.yte, start=TODAY)
        with self.assertRaises(ExclusionViolation), self.cr.savepoint():
            self.cr.execute(
                "UPDATE cchc_staff_appointment SET capacity = 'head' WHERE id = %s", [other.id]
            )

    def test_a_person_is_counted_once(self):
        self.post(self.an, self.gtvt, "head")
        with self.assertRaisesRegex(ValidationError, "Nguyễn Văn An would be counted twice"):
            self.post(self.an, self.gtvt_division, "head")
        division = self.post(self.an, self.gtvt_division, "head", mode="concurrent")
        self.assertTrue(division.is_current)

    def test_modes_fit_their_capacity(self):
        for capacity, mode in (("staff", "acting"), ("head", "in_charge")):
            with (
                self.subTest(capacity=capacity),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.post(self.an, self.gtvt, capacity, mode=mode)

    def test_who_answers_for_a_unit(self):
        deputy = self.post(self.binh, self.gtvt, "deputy", mode="in_charge", start=date(2026, 1, 1))
        head = self.post(self.an, self.gtvt, "head", start=date(2026, 2, 1))
        units = self.gtvt | self.yte
        heading = self.Appointment._heading(units, date(2026, 1, 31))
        self.assertEqual(heading, {self.gtvt.id: deputy, self.yte.id: self.Appointment})
        heading = self.Appointment._heading(units, date(2026, 2, 1))
        self.assertEqual(heading[self.gtvt.id], head)
        self.assertEqual(self.gtvt._head_on(date(2026, 1, 31)), deputy)

    def test_who_answers_takes_a_constant_number_of_queries(self):
        units = self.province | self.gtvt | self.yte | self.snv | self.vp | self.namsach
        for employee, unit in zip((self.an, self.binh, self.chi), units, strict=False):
            self.post(employee, unit, "head")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            heads = self.Appointment._heading(units, TODAY)
            self.assertEqual(sum(1 for post in heads.values() if post.capacity == "head"), 3)

    def test_unit_must_exist_when_the_post_starts(self):
        self.yte.date_end = date(2026, 2, 28)
        with (
            self.assertRaisesRegex(ValidationError, "Sở Y tế does not exist on 01/03/2026"),
            self.cr.savepoint(),
        ):
            self.post(self.an, self.yte, start=date(2026, 3, 1))
        self.post(self.an, self.yte, start=date(2026, 2, 28))

    def test_title_and_decision_follow_from_what_is_chosen(self):
        job = self.env["hr.job"].create({"name": "Phó Giám đốc"})
        decision = self.env["cchc.legal.document"].create(
            {"number": "12/QĐ-UBND", "date": date(2026, 1, 5), "summary": "Bổ nhiệm"}
        )
        post = self.post(self.an, self.gtvt, "deputy", job_id=job.id, decision_id=decision.id)
        self.assertEqual(post.title, "Phó Giám đốc")
        self.assertEqual(post.decision_number, "12/QĐ-UBND")
        self.assertEqual(post.decision_date, date(2026, 1, 5))
        self.assertEqual(post.display_name, "Nguyễn Văn An, Phó Giám đốc (Sở Giao thông vận tải)")

    def test_people_are_found_without_diacritics_and_sorted_by_given_name(self):
        head = self.post(self.chi, self.gtvt, "head", title="Giám đốc")
        an = self.post(self.an, self.gtvt)
        binh = self.post(self.binh, self.gtvt)
        self.assertEqual(
            self.Appointment.search([("unit_id", "=", self.gtvt.id)]), head + an + binh
        )
        found = self.Appointment.name_search("tran thi binh")
        self.assertEqual([post_id for post_id, _name in found], binh.ids)

    def test_form(self):
        with Form(self.Appointment.with_user(self.user_gtvt_hr)) as form:
            form.employee_id = self.an
            form.unit_id = self.gtvt
            form.title = "Chuyên viên"
        self.assertEqual(form.record.date_from, TODAY)


@tagged("post_install", "-at_install")
class TestUnitManager(AppointmentCase):
    def test_manager_follows_from_the_posts(self):
        with freeze_time(NOON):
            post = self.post(self.an, self.gtvt, "head")
            self.assertEqual(self.gtvt.manager_id, self.an)
            post.write({"date_to": TODAY - timedelta(days=1)})
            self.assertFalse(self.gtvt.manager_id)

    def test_manager_changes_at_midnight_in_vietnam(self):
        with freeze_time(NOON):
            self.post(self.an, self.gtvt, "head", end=TODAY)
            self.post(self.binh, self.gtvt, "head", start=TODAY + timedelta(days=1))
        with freeze_time("2026-03-10 16:59:00"):
            self.env["hr.department"]._cron_follow_posts()
            self.assertEqual(self.gtvt.manager_id, self.an)
        with freeze_time("2026-03-10 17:05:00"):
            self.env["hr.department"]._cron_follow_posts()
            self.env["hr.department"]._cron_follow_posts()
            self.assertEqual(self.gtvt.manager_id, self.binh)

    def test_the_job_runs_shortly_after_midnight(self):
        cron = self.env.ref("cchc_reform.cron_follow_posts")
        self.assertEqual((cron.nextcall.hour, cron.nextcall.minute), (17, 5))

    def test_manager_is_never_entered(self):
        unit = self.gtvt.with_user(self.user_admin_cchc)
        with self.assertRaisesRegex(AccessError, "follows from its posts"):
            unit.manager_id = self.an
        with self.assertRaises(AccessError):
            self.env["hr.department"].create({"name": "Sở Mới", "manager_id": self.an.id})


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAppointmentPast(AppointmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls.post(cls.an, cls.gtvt, "deputy", decision_number="1/QĐ-UBND")
        cls.hr_post = cls.kept.with_user(cls.user_gtvt_hr)

    def test_ending_from_today_on_changes_no_past(self):
        self.hr_post.date_to = date(2026, 6, 30)
        self.hr_post.date_to = TODAY
        self.hr_post.date_to = False
        # Yesterday as the last day: all days before today stay as they were.
        self.hr_post.date_to = TODAY - timedelta(days=1)
        self.assertEqual(len(self.entries(self.kept)), 1, "only the late entry itself")

    def test_changing_the_past_needs_a_reason(self):
        for values in (
            {"date_to": TODAY - timedelta(days=2)},
            {"date_from": date(2025, 12, 1)},
            {"capacity": "staff"},
            {"title": "Phó Giám đốc"},
            {"employee_id": self.binh.id},
            {"unit_id": self.gtvt_division.id},
            {"decision_number": "2/QĐ-UBND"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "Give the reason"),
                self.cr.savepoint(),
            ):
                self.hr_post.write(values)

    def test_changing_the_past_is_recorded_with_its_reason(self):
        self.hr_post.write({"capacity": "staff", "change_reason": "  Nhập nhầm "})
        self.assertEqual(self.kept.last_change_reason, "Nhập nhầm")
        entry = self.entries(self.kept)[-1]
        self.assertEqual(entry.action, "past_change")
        self.assertEqual(entry.reason, "Nhập nhầm")
        self.assertEqual(json.loads(entry.old_value), {"capacity": "deputy"})
        self.assertEqual(json.loads(entry.new_value), {"capacity": "staff"})

    def test_reasons_are_of_the_own_units(self):
        """Of the posts of others an HR officer learns no reason, by no search either."""
        reasons = ["last_change_reason", "ceiling_reason"]
        self.hr_post.write({"capacity": "staff", "change_reason": "Kỷ luật", "ceiling_reason": "R"})
        self.assertEqual([self.hr_post[name] for name in reasons], ["Kỷ luật", "R"])
        foreign = self.hr_post.with_user(self.make_user("t_yte_hr", ("hr", self.yte)))
        self.assertEqual([foreign.read(reasons)[0][name] for name in reasons], [False, False])
        for name in reasons:
            with self.subTest(name), self.assertRaises(ValueError):  # not stored
                foreign.search([(name, "=like", "K%")])
        with self.assertRaises(AccessError):
            foreign.search([("kept_change_reason", "=like", "K%")])
        with self.assertRaises(AccessError):
            foreign.read(["kept_change_reason"])

    def test_a_reason_serves_one_change_only(self):
        self.hr_post.write({"capacity": "staff", "change_reason": "Nhập nhầm"})
        with self.assertRaises(UserError):
            self.hr_post.write({"capacity": "deputy"})
        with self.assertRaises(AccessError):
            self.hr_post.write({"capacity": "deputy", "last_change_reason": "Tự ghi"})

    def test_the_context_is_no_reason(self):
        hr_post = self.hr_post.with_context(
            change_reason="x", default_change_reason="x", default_last_change_reason="x"
        )
        with self.assertRaises(UserError):
            hr_post.write({"capacity": "staff"})

    def test_extending_an_ended_post_changes_the_past(self):
        ended = self.post(self.binh, self.gtvt, end=date(2026, 1, 31), decision_number="3")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            ended.with_user(self.user_gtvt_hr).date_to = False

    def test_a_late_entry_is_founded_on_its_decision_or_a_reason(self):
        posts = self.Appointment.with_user(self.user_gtvt_hr)
        values = {
            "employee_id": self.chi.id,
            "unit_id": self.gtvt.id,
            "date_from": TODAY - timedelta(days=3),
        }
        with (
            self.assertRaisesRegex(UserError, "starts in the past, on 07/03/2026"),
            self.cr.savepoint(),
        ):
            posts.create(values)
        late = posts.create({**values, "change_reason": "Tiếp nhận chậm"})
        self.assertEqual(self.entries(late).action, "past_entry")
        self.assertEqual(self.entries(late).reason, "Tiếp nhận chậm")

    def test_only_what_has_not_begun_is_deleted(self):
        with self.assertRaisesRegex(UserError, "has been in force"):
            self.hr_post.unlink()
        today = self.post(self.binh, self.gtvt, start=TODAY)
        with self.assertRaisesRegex(UserError, "has been in force"):
            today.with_user(self.user_gtvt_hr).unlink()
        future = self.post(self.chi, self.gtvt, start=TODAY + timedelta(days=1))
        future.with_user(self.user_gtvt_hr).unlink()
        self.assertFalse(future.exists())


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAppointmentAccess(AppointmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.at_gtvt = cls.post(cls.an, cls.gtvt, start=TODAY + timedelta(days=1))
        cls.at_yte = cls.post(cls.binh, cls.yte, start=TODAY + timedelta(days=1))

    def values(self, unit, **values):
        return {
            "employee_id": self.chi.id,
            "unit_id": unit.id,
            "date_from": TODAY + timedelta(days=1),
            **values,
        }

    def test_posts_are_a_public_directory(self):
        begun = self.post(self.an, self.gtvt, end=TODAY) | self.post(self.binh, self.yte, end=TODAY)
        posts = begun.with_user(self.user_outsider)
        posts.invalidate_recordset()
        self.assertEqual(posts.employee_id.mapped("name"), ["Nguyễn Văn An", "Trần Thị Bình"])
        read = posts.web_read({"employee_id": {"fields": {"display_name": {}}}, "title": {}})
        self.assertEqual(read[0]["employee_id"]["display_name"], "Nguyễn Văn An")
        with self.assertRaises(AccessError):
            posts.note = "x"

    def test_posts_to_come_are_for_the_own_units(self):
        coming = self.at_gtvt | self.at_yte
        for user, seen in (
            (self.user_outsider, self.Appointment),
            (self.user_gtvt_officer, self.Appointment),
            (self.user_gtvt_hr, self.at_gtvt),
            (self.user_yte_head, self.at_yte),
            (self.user_standing, coming),
            (self.user_leader, coming),
            (self.user_admin_cchc, coming),
        ):
            found = self.Appointment.with_user(user).search([("id", "in", coming.ids)])
            self.assertEqual(found, seen, user.login)
        with freeze_time("2026-03-10 17:30:00"):  # their first day, in Vietnam
            found = self.Appointment.with_user(self.user_outsider).search(
                [("id", "in", coming.ids)]
            )
            self.assertEqual(found, coming)

    def test_hr_officer_keeps_the_own_units_and_what_is_below(self):
        posts = self.Appointment.with_user(self.user_gtvt_hr)
        posts.create(self.values(self.gtvt_division)).note = "Ghi chú"
        with self.assertRaises(AccessError):
            posts.create(self.values(self.yte, mode="concurrent"))
        with self.assertRaises(AccessError):
            self.at_yte.with_user(self.user_gtvt_hr).note = "x"
        with self.assertRaises(AccessError):
            self.at_yte.with_user(self.user_gtvt_hr).unlink()

    def test_a_move_needs_both_units(self):
        with self.assertRaises(AccessError):
            self.at_gtvt.with_user(self.user_gtvt_hr).unit_id = self.yte
        with self.assertRaises(AccessError):
            self.at_yte.with_user(self.user_gtvt_hr).unit_id = self.gtvt

    def test_other_roles_write_nothing(self):
        for user in (
            self.user_gtvt_head,
            self.user_gtvt_officer,
            self.user_standing,
            self.user_leader,
            self.user_auditor,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.at_gtvt.with_user(user).note = "x"

    def test_administrator_sets_up_all(self):
        posts = self.Appointment.with_user(self.user_admin_cchc)
        posts.create(self.values(self.yte)).note = "Ghi chú"

    def test_hr_role_ends_at_midnight(self):
        role = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_hr.id)])
        role.date_to = TODAY
        with freeze_time("2026-03-10 16:59:00"):
            self.at_gtvt.with_user(self.user_gtvt_hr).note = "Còn quyền"
        with freeze_time("2026-03-10 17:00:00"), self.assertRaises(AccessError):
            self.at_gtvt.with_user(self.user_gtvt_hr).note = "Hết quyền"

    def test_private_data_of_people_stays_closed_to_the_hr_role(self):
        employee = self.an.with_user(self.user_gtvt_hr)
        with self.assertRaises(AccessError):
            employee.read(["private_phone"])
        with self.assertRaises(AccessError):
            employee.write({"name": "x"})

    def test_an_employee_is_picked_without_diacritics(self):
        people = self.env["hr.employee"].with_user(self.user_gtvt_hr)
        for text in ("nguyen van an", "NGUYỄN VĂN AN", "Nguye\u0302\u0303n Va\u0306n An"):
            found = people.name_search(text)
            self.assertIn(self.an.id, [employee_id for employee_id, _name in found], text)
