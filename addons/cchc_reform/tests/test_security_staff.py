"""An HR officer sees people of the own unit and below; those of others by no path.

Each attempt to gain sight is followed by all the ways to look, through the remote entry points.
"""

import base64
import json

from odoo.tests import tagged

from .test_security_attacks import AttackCase

SECRET = "BIMAT"
PRIVATE = (
    "private_phone", "private_street", "private_email", "emergency_contact", "emergency_phone",
    "identification_id", "passport_id", "birthday", "place_of_birth", "marital", "km_home_work",
    "pin", "barcode", "bank_account_ids", "version_id", "version_ids", "contract_date_start",
    "wage", "study_field", "children", "spouse_complete_name", "ssnid", "visa_no", "permit_no",
    "additional_note", "departure_description", "message_ids", "activity_ids",
)  # fmt: skip
POST = "cchc.staff.appointment"


@tagged("post_install", "-at_install", "cchc_security")
class TestStaffPrivacy(AttackCase):
    """GTVT's HR officer against a person of YTE."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = cls.user_gtvt_hr
        env = cls.env
        cls.hr_person = env["hr.employee"].create(
            {"name": "Cán bộ tổ chức", "user_id": cls.hr.id, "department_id": cls.gtvt.id}
        )
        cls.person = cls.foreign.employee
        cls.person.write(
            {
                "private_email": f"{SECRET}@example.com",
                "emergency_contact": f"{SECRET} người nhà",
                "identification_id": f"{SECRET}001",
                "place_of_birth": f"{SECRET} quê",
                "barcode": "BIMAT0001",
                "additional_note": f"{SECRET} ghi chú",
            }
        )
        cls.retired = env["hr.employee"].create(
            {"name": "Người đã nghỉ", "department_id": cls.yte.id, "private_phone": SECRET}
        )
        cls.with_account = env["hr.employee"].create(
            {
                "name": "Người có tài khoản",
                "user_id": cls.user_yte_officer.id,
                "department_id": cls.yte.id,
                "private_phone": SECRET,
                "private_street": SECRET,
            }
        )
        people = cls.person | cls.retired | cls.with_account
        cls.banks = env["res.partner.bank"].create(
            [
                {"acc_number": f"{SECRET}{one.id}", "partner_id": one.work_contact_id.id}
                for one in people
            ]
        )
        for person, bank in zip(people, cls.banks, strict=True):
            person.bank_account_ids = bank
        cls.leaves = env["resource.calendar.leaves"].create(
            [
                {
                    "name": f"{SECRET} nghỉ ốm",
                    "resource_id": one.resource_id.id,
                    "calendar_id": one.resource_calendar_id.id,
                    "date_from": "2026-01-05 00:00:00",
                    "date_to": "2026-01-06 00:00:00",
                }
                for one in people
            ]
        )
        cls.files = env["ir.attachment"].create(
            [
                {
                    "name": f"{SECRET} lý lịch.txt",
                    "raw": f"{SECRET} lý lịch".encode(),
                    "res_model": "hr.employee",
                    "res_id": one.id,
                }
                for one in people
            ]
        )
        cls.letters = env["mail.message"]
        for one in people:
            cls.letters += one.message_post(body=f"{SECRET} kỷ luật", subject=SECRET)
        cls.activity = cls.person.activity_schedule(
            "mail.mail_activity_data_todo", summary=f"{SECRET} hẹn", user_id=cls.user_yte_head.id
        )
        cls.retired.active = False
        cls.people = people
        cls.roles = env["cchc.unit.role"].search([("user_id", "=", cls.hr.id)])
        # Whether somebody has a case is private: that of the deputy is open.
        cls.deputy = cls.foreign.surplus.step_ids.post_id
        (cls.hr | cls.user_outsider).group_ids += env.ref("base.group_allow_export")
        cls.hr_file = (
            env["ir.attachment"].with_user(cls.hr).create({"name": "của tôi.txt", "raw": b"x"})
        )
        env.flush_all()

    # -- the ways to look ----------------------------------------------------------------------

    def sights(self):
        """Calls that would show something private of the people of YTE: (model, method, args)."""
        ids, domain = self.people.ids, [["id", "in", self.people.ids]]
        private = {name: {} for name in PRIVATE[:11]}
        nested = {"fields": private}
        version = {"fields": {"private_street": {}, "private_phone": {}, "display_name": {}}}
        bank = {"fields": {"acc_number": {}, "display_name": {}}}
        through = {
            "employee_id": {"fields": {**private, "version_id": version, "bank_account_ids": bank,
                                       "user_id": {"fields": {"private_phone": {}}},
                                       "message_ids": {"fields": {"body": {}}}}}
        }  # fmt: skip
        users = self.people.user_id.ids
        contacts = self.people.work_contact_id.ids
        resources = self.people.resource_id.ids
        units = [self.yte.id, self.foreign.division.id]
        posts = (self.foreign.post | self.foreign.coming_post | self.deputy).ids
        for model in ("hr.employee", "hr.employee.public"):
            yield model, "read", ids, list(PRIVATE)
            for name in PRIVATE:
                yield model, "read", ids, [name]
            yield model, "read", ids
            yield model, "web_read", ids, private
            yield model, "web_read", ids, {"version_id": version, "current_version_id": version}
            yield model, "web_read", ids, {"bank_account_ids": bank}
            yield model, "web_read", ids, {"employee_id": nested, "parent_id": nested}
            yield model, "web_read", ids, {"user_id": {"fields": {"employee_id": nested}}}
            yield model, "search_read", domain
            yield model, "search_read", [["private_phone", "ilike", SECRET]], ["private_phone"]
            yield model, "web_search_read", domain, private
            yield model, "name_search", SECRET
            yield model, "export_data", ids, ["name", "private_phone", "version_id/private_street"]
            yield model, "export_data", ids, ["bank_account_ids/acc_number"]
            yield model, "formatted_read_group", domain, ["private_street"], ["__count"]
            yield model, "formatted_read_group", domain, [], ["private_phone:array_agg"]
            yield model, "web_read_group", domain, ["private_phone"], ["__count"]
            yield model, "read_group", domain, ["private_phone"], ["private_phone"]
            yield model, "onchange", ids, {}, [], private
            yield model, "onchange", [], {"department_id": self.yte.id}, ["department_id"], private
            yield model, "copy", ids[:1]
            yield model, "get_avatar_card_data", ids, list(PRIVATE[:6])
            yield model, "message_get_subscribers", ids
        yield "hr.version", "search_read", []
        yield "hr.version", "read", self.people.version_id.ids, ["private_street", "display_name"]
        yield "hr.version", "name_search", ""
        yield "res.users", "read", users, [*PRIVATE[:8], "employee_id", "employee_bank_account_ids"]
        yield "res.users", "web_read", users, {"employee_id": nested, "employee_ids": nested}
        yield "res.users", "search_read", [["private_phone", "ilike", SECRET]], ["private_phone"]
        yield "res.users", "web_read", users, private
        yield "res.users", "web_read", self.hr.ids, {"employee_ids": nested, "employee_id": nested}
        yield "res.users", "read", self.hr.ids, ["private_phone", "private_street", "employee_ids"]
        yield "res.partner", "web_read", contacts, {"bank_ids": bank, "employee_ids": nested}
        yield "res.partner", "search_read", [["bank_ids.acc_number", "ilike", SECRET]], ["name"]
        yield "res.partner.bank", "search_read", []
        yield "res.partner.bank", "read", self.banks.ids
        yield "res.partner.bank", "name_search", SECRET
        yield "res.partner.bank", "export_data", self.banks.ids, ["acc_number"]
        yield "resource.resource", "web_read", resources, {"employee_id": nested, "leave_ids": {
            "fields": {"name": {}}}}  # fmt: skip
        yield "resource.calendar.leaves", "search_read", []
        yield "resource.calendar.leaves", "read", self.leaves.ids
        yield "resource.calendar.leaves", "formatted_read_group", [], ["name"], ["__count"]
        yield (
            "resource.calendar",
            "web_search_read",
            [],
            {
                "leave_ids": {"fields": {"name": {}}},
                "name": {},
            },
        )
        yield "hr.department", "web_read", units, {
            "member_ids": nested, "manager_id": nested, "message_ids": {"fields": {"body": {}}},
        }  # fmt: skip
        yield "hr.job", "web_search_read", [], {"employee_ids": nested}
        yield POST, "web_read", posts, through
        yield POST, "web_search_read", [["employee_id", "in", ids]], through
        yield POST, "export_data", posts, [
            "employee_id/private_phone", "employee_id/version_id/private_street",
        ]  # fmt: skip
        yield POST, "search_read", [["employee_id.private_phone", "ilike", SECRET]], ["title"]
        yield POST, "formatted_read_group", [], ["employee_id.private_street"], ["__count"]
        yield POST, "onchange", [], {"employee_id": ids[0]}, ["employee_id"], through
        for model in (
            "cchc.staff.streamlining", "cchc.staff.surplus", "cchc.staff.surplus.step",
            "cchc.staff.training.participant", "cchc.staff.position", "cchc.audit.entry",
            "cchc.staff.streamlining.analysis", "cchc.staff.position.analysis", "cchc.staff.quota",
            "mail.message", "mail.activity", "mail.followers", "mail.notification",
            "ir.attachment", "cchc.staff.training", "cchc.unit.event",
        ):  # fmt: skip
            yield model, "search_read", []
            yield model, "name_search", SECRET
        yield "mail.message", "read", self.letters.ids, ["body", "subject", "record_name"]
        yield "mail.message", "search_read", [["body", "ilike", SECRET]], ["body"]
        yield "mail.activity", "read", self.activity.ids, ["summary", "note"]
        yield "ir.attachment", "read", self.files.ids, ["name", "datas", "raw"]
        for model in ("hr.employee", "hr.version", "hr.employee.public"):
            mine = [["res_model", "=", model]]
            yield "ir.attachment", "search_read", mine, ["name"]
            yield "ir.attachment", "search_read", mine, ["raw", "datas", "index_content"]
            yield "ir.attachment", "web_search_read", mine, {"name": {}, "index_content": {}}
            yield "ir.attachment", "formatted_read_group", mine, ["name"], ["__count"]

    def routes(self):
        """Addresses that would do so: (address, parameters of a JSON route or None)."""
        person = self.person
        thread = {"thread_model": "hr.employee", "thread_id": person.id}
        wanted = ["followers", "activities", "attachments", "messages", "suggestedRecipients"]
        for file in self.files:
            yield f"/web/content/{file.id}", None
        yield f"/report/html/hr.print_employee_badge/{person.id}", None
        yield f"/web/content/hr.employee/{person.id}/private_street", None
        yield "/mail/thread/messages", thread
        yield "/mail/thread/data", {**thread, "request_list": wanted}
        yield "/mail/store", {"fetch_params": [["mail.thread", {**thread, "request_list": wanted}]]}
        yield "/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": wanted}]]}

    def look(self, *words, user=None):
        """Note every way that shows something private."""
        login = (user or self.hr).login
        for model, method, *args in self.sights():
            answer = self.rpc(login, model, method, *args)
            # The words of the question come back in errors of core, as text of the question.
            told = json.dumps(answer.value, ensure_ascii=False) if answer.ok else ""
            if SECRET in told or SECRET in answer.message.replace(f"'{SECRET}'", ""):
                position = told.find(SECRET)
                self.hole(*words, "->", model, method, str(args)[:120], "shows",
                          told[max(0, position - 120) : position + 40] or answer.message[:200])  # fmt: skip
            elif answer.ok and answer.value and "ilike" in str(args):
                self.hole(*words, "->", model, method, str(args)[:120], "answers", answer)
        for url, params in self.routes():
            answer = self.get(login, url) if params is None else self.post_json(login, url, params)
            if SECRET in answer.text:
                self.hole(*words, "->", url, "shows", answer.text[:200])

    # -- the attempts --------------------------------------------------------------------------

    def forbidden(self):
        """Attempts of which each is refused: (model, method, args)."""
        hr, own, yte = self.hr, self.gtvt.id, self.yte.id
        person, division = self.person, self.foreign.division
        for ids in (self.yte.ids, division.ids):
            yield "hr.department", "write", ids, {"parent_id": own}
            yield "hr.department", "write", ids, {"name": "Phòng của tôi"}
            yield "hr.department", "write", ids, {"date_end": "2026-01-01"}
            yield "hr.department", "write", ids, {"manager_id": self.hr_person.id}
            yield "hr.department", "write", ids, {"active": False}
            yield "hr.department", "web_save", ids, {"parent_id": own}, {"name": {}}
            yield "hr.department", "unlink", ids
        yield "hr.department", "write", self.gtvt.ids, {"parent_id": yte}
        yield "hr.department", "write", self.gtvt.ids, {"child_ids": [[4, self.yte.id]]}
        yield "hr.department", "write", self.gtvt.ids, {"member_ids": [[4, person.id]]}
        yield "hr.department", "create", [{"name": "Phòng mới", "parent_id": own}]
        yield "hr.department", "load", [".id", "parent_id/.id"], [[str(yte), str(own)]]
        yield "cchc.unit.event", "create", [{"kind": "merge", "date": "2026-01-01"}]
        yield "cchc.unit.role", "create", [{"user_id": hr.id, "role": "hr", "unit_id": yte}]
        yield "cchc.unit.role", "write", self.roles.ids, {"date_to": "2090-01-01"}
        for post in (self.foreign.post, self.foreign.coming_post, self.deputy):
            yield POST, "write", post.ids, {"unit_id": own, "change_reason": "x"}
            yield POST, "write", post.ids, {"employee_id": self.hr_person.id, "change_reason": "x"}
            yield POST, "write", post.ids, {"date_to": "2026-01-01", "change_reason": "x"}
            yield POST, "web_save", post.ids, {"unit_id": own, "change_reason": "x"}, {"title": {}}
            yield POST, "unlink", post.ids
        yield POST, "write", self.own.coming_post.ids, {"unit_id": yte}
        yield POST, "create", [{"employee_id": self.hr_person.id, "unit_id": yte,
                                "date_from": "2090-01-01"}]  # fmt: skip
        for values in (
            {"department_id": own},
            {"user_id": hr.id},
            {"parent_id": self.hr_person.id},
            {"coach_id": self.hr_person.id},
            {"work_contact_id": hr.partner_id.id},
            {"private_phone": "1"},
            {"active": True},
        ):
            yield "hr.employee", "write", self.people.ids, values
            yield "hr.employee.public", "write", self.people.ids, values
        yield "hr.employee", "create", [{"name": "Người mới", "department_id": own}]
        yield "hr.employee", "unlink", self.people.ids
        yield "hr.employee", "action_archive", self.people.ids
        yield "hr.employee", "create_version", person.ids, {"date_version": "2026-01-01"}
        yield "hr.employee", "message_post", person.ids
        yield "hr.version", "create", [{"employee_id": person.id, "date_version": "2026-01-01"}]
        yield "hr.version", "write", person.version_id.ids, {"department_id": own}
        yield "hr.job", "write", self.foreign.job.ids, {"department_id": own}
        yield "hr.job", "create", [{"name": "Chức danh", "department_id": own}]
        yield "hr.departure.wizard", "create", [{"employee_ids": [[6, 0, person.ids]]}]
        yield "resource.resource", "write", person.resource_id.ids, {"user_id": hr.id}
        yield "resource.calendar", "write", person.resource_calendar_id.ids, {"name": "x"}
        yield "resource.calendar", "create", [{"name": "Lịch của tôi"}]
        for leave in self.leaves:
            yield "resource.calendar.leaves", "write", leave.ids, {"name": "x"}
            yield (
                "resource.calendar.leaves",
                "write",
                leave.ids,
                {"resource_id": self.hr_person.resource_id.id},
            )
            yield "resource.calendar.leaves", "unlink", leave.ids
        yield "resource.calendar.leaves", "create", [{
            "resource_id": person.resource_id.id, "date_from": "2026-02-01", "date_to": "2026-02-02",
        }]  # fmt: skip
        yield "res.partner.bank", "write", self.banks.ids, {"partner_id": hr.partner_id.id}
        yield (
            "res.partner.bank",
            "create",
            [{"acc_number": "1", "partner_id": person.work_contact_id.id}],
        )
        yield "res.partner", "write", person.work_contact_id.ids, {"email": "t@example.com"}
        yield "res.users", "write", hr.ids, {"employee_ids": [[4, person.id]]}
        yield "res.users", "write", hr.ids, {"employee_ids": [[6, 0, self.people.ids]]}
        yield "res.users", "write", self.user_yte_officer.ids, {"private_phone": "1"}
        yield "res.users", "create", [{"name": "x", "login": "t_x"}]
        yield "ir.attachment", "write", self.files.ids, {"res_model": False, "res_id": False}
        yield "ir.attachment", "write", self.files.ids, {"public": True}
        yield "ir.attachment", "write", self.hr_file.ids, {
            "res_model": "hr.employee", "res_id": person.id,
        }  # fmt: skip
        yield "mail.followers", "create", [{"res_model": "hr.employee", "res_id": person.id,
                                            "partner_id": hr.partner_id.id}]  # fmt: skip
        yield "mail.message", "write", self.letters.ids, {"partner_ids": [[4, hr.partner_id.id]]}
        yield "mail.activity", "write", self.activity.ids, {"user_id": hr.id}
        yield "hr.employee", "message_subscribe", person.ids, hr.partner_id.ids
        yield "hr.employee", "activity_schedule", person.ids, "mail.mail_activity_data_todo"

    def allowed(self):
        """What an HR officer may do, and what gives no sight for all that."""
        person, own = self.person.id, self.gtvt.id
        future = {"unit_id": own, "date_from": "2095-01-01", "date_to": "2095-12-31"}
        head = {"employee_id": self.hr_person.id, "unit_id": own, "capacity": "head",
                "date_from": "2022-01-01", "change_reason": "x"}  # fmt: skip
        for mode in ("concurrent", "seconded"):
            yield (
                (POST, "create", [{"employee_id": one.id, "unit_id": own, "mode": mode,
                                   "date_from": "2022-01-01", "change_reason": "x"}])
                for one in self.people - self.retired
            )  # fmt: skip
        # The officer is head of the unit, and the person is posted there.
        yield (
            (POST, "create", [head]),
            (POST, "create", [{"employee_id": person, "unit_id": own, "date_from": "2022-01-01",
                               "date_to": "2080-12-31", "change_reason": "x"}]),
        )  # fmt: skip
        yield ((POST, "create", [{"employee_id": person, **future}]),)
        yield ((POST, "write", self.own.coming_post.ids,
                {"employee_id": person, "date_from": "2093-01-01", "date_to": "2093-12-31"}),)  # fmt: skip
        yield ((POST, "copy", self.own.coming_post.ids,
                {"employee_id": person, "date_from": "2096-01-01", "date_to": False}),)  # fmt: skip
        yield ((POST, "load", ["employee_id/.id", "unit_id/.id", "date_from"],
                [[str(person), str(own), "2097-01-01"]]),)  # fmt: skip

    def test_nothing_is_seen_without_an_attempt(self):
        self.look("as it is")
        self.look("an outsider", user=self.user_outsider)
        self.no_holes()

    def test_forbidden_attempts_are_refused(self):
        quiet = {"message_subscribe", "load"}
        for model, method, *args in self.forbidden():
            with self.undone():
                answer = self.rpc(self.hr.login, model, method, *args)
                harmless = method in quiet and not (
                    self.hr.partner_id in self.person.message_partner_ids
                    or self.yte.parent_id == self.gtvt
                )
                if answer.ok and not harmless:
                    self.hole("is not refused:", model, method, str(args)[:160], answer)
                    self.look(model, method, str(args)[:100])
        self.no_holes()

    def test_posts_of_foreign_people_in_the_own_unit_give_no_sight(self):
        for attempt in self.allowed():
            with self.undone():
                steps = list(attempt)
                for model, method, *args in steps:
                    answer = self.rpc(self.hr.login, model, method, *args)
                    self.assertTrue(answer.ok, (method, args, answer))
                self.look(str(steps)[:120])
        self.no_holes()

    def test_a_workbook_of_posts_gives_no_sight(self):
        rows = "Họ tên,Mã nhân sự,Đơn vị,Hình thức,Từ ngày,Lý do\n"
        for one in self.people - self.retired:
            rows += f"{one.name},{one.id},T-GTVT,kiêm nhiệm,01/01/2022,x\n"
        with self.undone():
            for unit in (False, self.yte.id):
                answer = self.rpc(
                    self.hr.login, "cchc.staff.workbook", "create",
                    [{"kind": "posts", "file": base64.b64encode(rows.encode()).decode(),
                      "file_name": "a.csv", "all_days": True, "unit_id": unit}],
                )  # fmt: skip
                ids = answer.value
                for method in ("action_check", "action_import", "action_current"):
                    answer = self.rpc(self.hr.login, "cchc.staff.workbook", method, ids)
                    self.assertTrue(answer.ok, answer)
                    if SECRET in answer.text:
                        self.hole(method, answer)
                content = self.get(
                    self.hr.login, f"/web/content/cchc.staff.workbook/{ids[0]}/content"
                )
                self.assertEqual(content.status_code, 200)
            self.look("after the workbook")
        self.no_holes()

    # -- yes or no -----------------------------------------------------------------------------

    def test_whether_a_person_has_a_case_is_not_told(self):
        """A post in the own unit makes nobody the officer's to ask about."""
        case = self.foreign.streamlining("draft").sudo()
        person = case.employee_id
        terms = {
            "category_id": case.category_id.id,
            "policy_id": case.policy_id.id,
            "basis_id": case.basis_id.id,
        }
        other = self.env["hr.employee"].create({"name": "Không có hồ sơ"})
        for employee in person | other:
            self.env[POST].search([("employee_id", "=", employee.id)]).write(
                {"date_to": "2080-12-31", "change_reason": "x"}
            )
            if employee == other:
                self.env[POST].create({"employee_id": other.id, "unit_id": self.yte.id,
                                       "date_from": "2020-01-01", "date_to": "2080-12-31"})  # fmt: skip
        self.gtvt.date_start = "1990-01-01"
        for leaving, values in (
            ("2026-06-01", {"mode": "concurrent", "date_from": "2022-01-01"}),
            ("2026-06-01", {"mode": "seconded", "date_from": "2022-01-01"}),
            ("1999-06-01", {"date_from": "1999-01-01", "date_to": "1999-12-31"}),
            ("2095-06-01", {"date_from": "2095-01-01"}),
        ):
            answers = []
            for employee in (person, other):
                with self.undone():
                    new = {"employee_id": employee.id, "unit_id": self.gtvt.id, **values}
                    answer = self.rpc(
                        self.hr.login, POST, "create", [{**new, "change_reason": "x"}]
                    )
                    self.assertTrue(answer.ok, answer)
                    answer = self.rpc(
                        self.hr.login, "cchc.staff.streamlining", "create",
                        [{"employee_id": employee.id, "unit_id": self.gtvt.id,
                          "leaving_on": leaving, **terms}],
                    )  # fmt: skip
                    answers.append((answer.error, answer.message.replace(employee.name, "X")))
            if answers[0] != answers[1]:
                self.hole(leaving, values, answers)
        self.no_holes()

    def test_whether_a_person_is_in_a_course_is_not_told(self):
        trainee, course = self.foreign.trainee, self.foreign.training
        other = self.person
        self.env[POST].create({"employee_id": other.id, "unit_id": self.foreign.division.id,
                               "date_from": "2021-01-01", "date_to": "2080-12-31"})  # fmt: skip
        answers = []
        for person in (trainee, other):
            with self.undone():
                answer = self.rpc(
                    self.hr.login, "cchc.staff.training.participant", "create",
                    [{"employee_id": person.id, "training_id": course.id}],
                )  # fmt: skip
                answers.append((answer.error, answer.message.replace(person.name, "X")))
        self.assertEqual(answers[0], answers[1])
        self.assertTrue(answers[0][0])
        mine = self.env["cchc.staff.training.participant"].create(
            {"employee_id": self.own.trainee.id, "training_id": course.id}
        )
        answers = []
        for person in (trainee, other):
            with self.undone():
                answer = self.rpc(
                    self.hr.login, "cchc.staff.training.participant", "write", mine.ids,
                    {"employee_id": person.id},
                )  # fmt: skip
                answers.append((answer.error, answer.message.replace(person.name, "X")))
        self.assertEqual(answers[0], answers[1])
        self.assertTrue(answers[0][0])
