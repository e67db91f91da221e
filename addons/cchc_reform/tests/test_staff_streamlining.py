import base64
import io
from datetime import timedelta

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..kernel import dates
from .common import ReformCase
from .test_staff_streamlining_programme import Refusals

CASE = "cchc.staff.streamlining"
PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")


class CaseCase(Refusals, ReformCase):
    """People of the department of transport, and the catalogues as they are shipped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_province_hr = cls.make_user("t_province_hr", ("hr", cls.province))
        cls.user_yte_hr = cls.make_user("t_yte_hr", ("hr", cls.yte))
        for user in (cls.user_gtvt_hr, cls.user_yte_hr, cls.user_standing, cls.user_auditor):
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.person = cls.make_person("Nguyễn Văn Út", cls.gtvt, title="Chuyên viên")
        cls.term = {
            name: cls.env.ref(f"cchc_reform.streamlining_{name}")
            for name in (
                "category_rearrangement_surplus", "policy_early_retirement", "basis_154_2025",
                "basis_29_2023", "basis_178_2024",
            )
        }  # fmt: skip

    @classmethod
    def make_person(cls, name, unit, **values):
        person = cls.env["hr.employee"].create({"name": name})
        cls.env["cchc.staff.appointment"].create(
            {"employee_id": person.id, "unit_id": unit.id, "date_from": "2020-01-01", **values}
        )
        return person

    def values(self, **values):
        return {
            "employee_id": self.person.id,
            "unit_id": self.gtvt.id,
            "category_id": self.term["category_rearrangement_surplus"].id,
            "policy_id": self.term["policy_early_retirement"].id,
            "basis_id": self.term["basis_154_2025"].id,
            "leaving_on": "2026-03-01",
            "cost": 125_000_000,
            "cost_source": "state_budget",
            "list_number": "Đợt 1/2026",
            **values,
        }

    def case(self, state="draft", **values):
        case = self.env[CASE].with_user(self.user_gtvt_hr).create(self.values(**values))
        steps = {
            "listed": lambda: case.with_user(self.user_gtvt_head).action_list(),
            "appraised": lambda: case.with_user(self.user_standing).action_appraise(),
            "decided": lambda: case.with_user(self.user_leader).action_decide(
                "55/QĐ-UBND", "2026-02-01"
            ),
            "settled": lambda: case.with_user(self.user_standing).action_settle("2026-02-20"),
        }
        for name, step in steps.items():
            if case.state == state:
                break
            step()
            self.assertEqual(case.state, name)
        return case.with_env(self.env)


class TestStreamliningCase(CaseCase):
    def test_a_case_starts_from_the_post_of_the_day(self):
        person = self.make_person("Phạm Văn Ba", self.gtvt_division, title="Văn thư")
        with Form(self.env[CASE].with_user(self.user_gtvt_hr)) as form:
            form.employee_id = person
            self.assertEqual((form.unit_id, form.title), (self.gtvt_division, "Văn thư"))

    def test_from_the_list_to_the_settlement(self):
        case = self.case("settled")
        self.assertEqual((case.title, case.kind), ("Chuyên viên", "civil_servant"))
        self.assertEqual((case.proposed_by_id, case.listed_by_id, case.appraised_by_id), (
            self.user_gtvt_hr, self.user_gtvt_head, self.user_standing
        ))  # fmt: skip
        self.assertEqual((case.decision_number, str(case.decision_date)), (
            "55/QĐ-UBND", "2026-02-01"
        ))  # fmt: skip
        self.assertEqual((case.decided_cost, case.settled_cost), (125_000_000, 125_000_000))
        self.assertFalse(case.is_certain, "what is not read in a published text says so")
        actions = self.env["cchc.audit.entry"].search(
            [("model", "=", CASE), ("res_id", "=", case.id)], order="id"
        )
        self.assertEqual(actions.mapped("action"), ["list", "appraise", "decide", "settle"])
        said = " ".join(
            f"{one.res_name} {one.old_value} {one.new_value} {one.reason}" for one in actions
        )
        self.assertNotIn("Nguyễn Văn Út", said)

    def test_return_reject_cancel(self):
        case = self.case("appraised")
        with self.refused(UserError, "Give the reason"):
            case.with_user(self.user_standing).action_return(" ")
        case.with_user(self.user_standing).action_return("Thiếu căn cứ")
        self.assertEqual((case.state, case.return_reason), ("draft", "Thiếu căn cứ"))
        self.assertFalse(case.listed_by_id or case.listed_on or case.appraised_by_id)
        case.with_user(self.user_gtvt_hr).cost = 100
        case.with_user(self.user_gtvt_head).action_list()
        self.assertFalse(case.return_reason)
        case.with_user(self.user_leader).action_reject("Không thuộc đối tượng")
        self.assertEqual(case.state, "rejected")
        second = self.case("decided")
        with self.refused(AccessError, "no role that allows this"):
            second.with_user(self.user_gtvt_hr).action_cancel("Rút")
        second.with_user(self.user_leader).action_cancel("Thu hồi quyết định")
        self.assertEqual(self.case("draft").state, "draft")

    def test_who_may_do_each_step(self):
        for state, refused in {
            "draft": {
                "action_list": ("gtvt_hr", "yte_head", "standing", "leader"),
            },
            "listed": {
                "action_appraise": ("gtvt_hr", "gtvt_head", "leader", "auditor", "yte_hr"),
                "action_return": ("gtvt_hr", "gtvt_head", "leader", "auditor"),
                "action_reject": ("gtvt_hr", "gtvt_head", "auditor"),
            },
            "appraised": {"action_decide": ("gtvt_hr", "gtvt_head", "province_hr", "auditor")},
            "decided": {"action_settle": ("gtvt_head", "leader", "auditor", "yte_hr")},
        }.items():
            case = self.case(state)
            arguments = {
                "action_decide": ("1/QĐ", "2026-01-01"),
                "action_settle": ("2026-02-03",),
                "action_return": ("x",),
                "action_reject": ("x",),
            }
            for step, users in refused.items():
                for user in users:
                    with self.subTest(step=step, user=user), self.assertRaises(AccessError):
                        actor = case.with_user(getattr(self, f"user_{user}"))
                        getattr(actor, step)(*arguments.get(step, ()))
            case.with_user(
                self.user_leader if state != "draft" else self.user_gtvt_hr
            ).action_cancel("Xong")

    def test_four_eyes(self):
        """Who proposed does not submit, appraise or decide, whatever else he may do."""
        for role in ("head", "standing_office"):
            self.grant(self.user_gtvt_hr, role, self.province)
        case = self.case()
        mine = case.with_user(self.user_gtvt_hr)
        with self.refused(AccessError, "You worked on"):
            mine.action_list()
        case.with_user(self.user_gtvt_head).action_list()
        with self.refused(AccessError, "You worked on"):
            mine.action_appraise()
        case.with_user(self.user_province_hr).action_appraise()
        with self.refused(AccessError, "You worked on"):
            mine.action_decide("1/QĐ", "2026-01-01")

    def test_nobody_decides_on_his_own_case(self):
        self.person.user_id = self.user_leader
        case = self.case("appraised")
        with self.refused(AccessError, "Another person decides on your own case"):
            case.with_user(self.user_leader).action_decide("1/QĐ", "2026-01-01")

    def test_basis_must_hold_on_the_leaving_date(self):
        for basis, day, good in (
            ("basis_29_2023", "2023-07-19", False),
            ("basis_29_2023", "2023-07-20", True),
            ("basis_29_2023", "2025-06-15", True),
            ("basis_29_2023", "2025-06-16", False),
            ("basis_154_2025", "2025-06-15", False),
            ("basis_154_2025", "2025-06-16", True),
            ("basis_178_2024", "2025-09-01", True),
            ("basis_178_2024", "2025-09-02", False),
        ):
            with self.subTest(basis=basis, day=day):
                case = self.case(basis_id=self.term[basis].id, leaving_on=day)
                head = case.with_user(self.user_gtvt_head)
                if good:
                    head.action_list()
                else:
                    with self.refused(UserError, "holds for leaving dates (from|until)"):
                        head.action_list()
                case.with_user(self.user_gtvt_hr).action_cancel("Xong")

    def test_incomplete_is_not_listed(self):
        case = self.case(category_id=False, leaving_on=False)
        with self.refused(UserError, "not complete: Category, Leaving date"):
            case.with_user(self.user_gtvt_head).action_list()

    def test_money(self):
        for wrong in (-1, 0.5, "x", float("nan"), float("inf"), 10**13, [1]):
            with self.subTest(cost=wrong), self.refused(ValidationError, "whole number"):
                self.case(cost=wrong)
        case = self.case("appraised")
        for wrong in (-1, 0.5, "x"):
            with self.refused(ValidationError, "whole number of VND"):
                case.with_user(self.user_leader).action_decide("1/QĐ", "2026-01-01", wrong)
        case.with_user(self.user_leader).action_decide("1/QĐ", "2026-01-01", 7)
        with self.refused(UserError, "not paid before its decision of 01/01/2026"):
            case.with_user(self.user_standing).action_settle("2025-12-31")
        tomorrow = str(dates.today() + timedelta(days=1))
        with self.refused(UserError, "not one to come"):
            case.with_user(self.user_standing).action_settle(tomorrow)
        case.with_user(self.user_gtvt_hr).action_settle("2026-01-05")
        self.assertEqual((case.decided_cost, case.settled_cost), (7, 7))

    def test_decision_as_printed(self):
        case = self.case("appraised").with_user(self.user_leader)
        for number, day in (("", "2026-01-01"), ("1/QĐ", False), (None, "2026-01-01"), (5, "x")):
            with self.assertRaises(UserError):
                case.action_decide(number, day)
        with self.refused(UserError, "not of a day to come"):
            case.action_decide("1/QĐ", str(dates.today() + timedelta(days=1)))

    def test_one_open_case_a_person(self):
        case = self.case("listed")
        with self.refused(ValidationError, "already has an open streamlining case"):
            self.case()
        with self.refused(ValidationError, "already has an open streamlining case"):
            self.env[CASE].with_user(self.user_gtvt_hr).with_context(
                default_employee_id=self.person.id, default_unit_id=self.gtvt.id
            ).create({})
        other = self.make_person("Trần Thị Hai", self.gtvt)
        second = self.case(employee_id=other.id)
        with self.refused(ValidationError, "already has an open"):
            second.with_user(self.user_gtvt_hr).employee_id = self.person
        case.with_user(self.user_leader).action_reject("Không")
        self.assertTrue(self.case())
        self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "UPDATE cchc_staff_streamlining SET state = 'draft' WHERE id = %s", [case.id]
            )

    def test_only_own_people(self):
        """A person of another unit is refused in the same words, whether or not a case is open."""
        stranger = self.make_person("Lê Văn Lạ", self.yte)
        for _each in range(2):
            with self.refused(ValidationError, "holds no post in Sở Giao thông vận tải"):
                self.case(employee_id=stranger.id)
            if not self.env[CASE].search_count([("employee_id", "=", stranger.id)]):
                self.env[CASE].with_user(self.user_yte_hr).create(
                    self.values(employee_id=stranger.id, unit_id=self.yte.id)
                )
        with self.refused(AccessError, "no role that allows this for Sở Y tế"):
            self.case(employee_id=stranger.id, unit_id=self.yte.id)
        mine = self.case().with_user(self.user_gtvt_hr)
        with self.assertRaises(AccessError):
            mine.write({"unit_id": self.yte.id, "employee_id": stranger.id})

    def test_locked_after_the_draft(self):
        case = self.case("listed")
        for values in ({"cost": 1}, {"leaving_on": "2026-05-01"}, {"file": PDF}):
            with self.refused(UserError, "cannot be changed while"):
                case.with_user(self.user_gtvt_hr).write(values)
        with self.refused(AccessError, "changes only by its workflow steps"):
            case.with_user(self.user_gtvt_hr).write({"state": "decided"})
        with self.refused(UserError, "stays in the records"):
            case.with_user(self.user_gtvt_hr).unlink()
        case.with_user(self.user_gtvt_hr).note = "Hồ sơ đủ"

    # -- who sees ------------------------------------------------------------------------------

    def test_who_sees(self):
        listed = {"draft": False, "listed": True, "appraised": True, "decided": True}
        for state, is_listed in listed.items():
            case = self.case(state)
            always = ("gtvt_hr", "gtvt_head", "province_hr")
            later = ("standing", "leader", "auditor")
            never = (
                "gtvt_officer", "yte_hr", "yte_head", "snv_head", "namsach_head", "vp", "outsider",
                "admin_cchc",
            )  # fmt: skip
            for name in always + later + never:
                user = getattr(self, f"user_{name}")
                sees = name in always or (name in later and is_listed)
                with self.subTest(state=state, user=name):
                    self.assertEqual(case.with_user(user).has_access("read"), sees)
            case.with_user(self.user_leader if is_listed else self.user_gtvt_hr).action_cancel("x")

    def test_no_path_to_the_case(self):
        """Search, groups, references, files and letters tell a stranger nothing."""
        case = self.case("draft", file=PDF, file_name="ho-so.pdf")
        message = case.with_user(self.user_gtvt_hr).message_post(body="Bàn riêng")
        case.message_subscribe(self.user_standing.partner_id.ids + self.user_yte_hr.partner_id.ids)
        self.assertFalse(
            case.message_partner_ids & (self.user_standing.partner_id | self.user_yte_hr.partner_id)
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", CASE), ("res_id", "=", case.id), ("res_field", "=", "file")]
        )
        self.assertTrue(attachment)
        for user in (self.user_yte_hr, self.user_standing, self.user_auditor):
            Case = self.env[CASE].with_user(user)
            self.assertFalse(Case.search([("employee_id", "=", self.person.id)]))
            self.assertFalse(Case.formatted_read_group([], ["employee_id"], ["__count"]))
            self.assertFalse(Case.name_search("Nguyễn"))
            for secret in (message, attachment):
                with self.assertRaises(AccessError):
                    secret.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                case.with_user(user).export_data(["employee_id/name"])
            with self.assertRaises(AccessError):
                case.with_user(user).action_print_list()
        with self.assertRaises(UserError):
            case.with_user(self.user_gtvt_hr).message_post(
                body="x", partner_ids=self.user_standing.partner_id.ids
            )

    def test_history_is_not_for_the_administrator(self):
        self.case("listed")
        domain = [("model", "=", CASE)]
        entries = self.env["cchc.audit.entry"]
        self.assertTrue(entries.with_user(self.user_auditor).search(domain))
        self.assertFalse(entries.with_user(self.user_admin_cchc).search(domain))

    def test_export_is_recorded(self):
        case = self.case("listed")
        case.with_user(self.user_gtvt_hr).export_data(["id", "employee_id/name", "cost"])
        entry = self.env["cchc.audit.entry"].search([("model", "=", CASE)], limit=1)
        self.assertEqual((entry.action, entry.user_id), ("export", self.user_gtvt_hr.id))
        self.assertIn("cost", entry.new_value)

    # -- posts ---------------------------------------------------------------------------------

    def test_posts_end_only_by_the_button(self):
        division = self.env["cchc.staff.appointment"].create(
            {
                "employee_id": self.person.id,
                "unit_id": self.gtvt_division.id,
                "date_from": "2021-01-01",
                "mode": "concurrent",
            }
        )
        elsewhere = division.copy({"unit_id": self.yte.id, "date_from": "2021-01-01"})
        case = self.case("appraised")
        self.assertFalse(case.open_post_ids)
        with self.refused(UserError, "is not decided, or no post goes on"):
            case.with_user(self.user_gtvt_hr).action_end_posts()
        case.with_user(self.user_leader).action_decide("55/QĐ-UBND", "2026-02-01")
        posts = case.open_post_ids
        self.assertEqual(posts.unit_id, self.gtvt | self.gtvt_division)
        self.assertFalse(any(posts.mapped("date_to")), "a decision ends no post by itself")
        for user in (self.user_gtvt_head, self.user_leader, self.user_standing):
            with self.assertRaises(AccessError):
                case.with_user(user).action_end_posts()
        with self.assertRaises(AccessError):
            case.with_user(self.user_yte_hr).action_end_posts()
        case.with_user(self.user_gtvt_hr).action_end_posts()
        self.assertEqual({str(post.date_to) for post in posts}, {"2026-03-01"})
        self.assertFalse(elsewhere.date_to)
        self.assertFalse(case.open_post_ids)
        # Posts are public; what they say of the reason does not tell the policy.
        self.assertEqual(
            set(posts.mapped("last_change_reason")), {"Decision 55/QĐ-UBND of 01/02/2026"}
        )

    # -- figures and the list ------------------------------------------------------------------

    def test_counts_without_names(self):
        other = self.make_person("Trần Thị Hai", self.gtvt)
        third = self.make_person("Phạm Văn Ba", self.gtvt)
        self.case("settled")
        self.case("listed", employee_id=other.id, cost=10)
        self.case("draft", employee_id=third.id, cost=5)
        Analysis = self.env[f"{CASE}.analysis"].with_user(self.user_gtvt_hr)
        rows = Analysis.search([("unit_id", "=", self.gtvt.id)])
        self.assertEqual(
            {row.state: (row.people, row.cost) for row in rows},
            {"settled": (1, 125_000_000), "listed": (1, 10)},
        )
        self.assertFalse({"employee_id", "title"} & Analysis._fields.keys())
        [(policy, people, cost)] = Analysis._read_group(
            [("unit_id", "=", self.gtvt.id)], ["policy_id"], ["people:sum", "cost:sum"]
        )
        self.assertEqual((policy.code, people, cost), ("early_retirement", 2, 125_000_010))
        listed = rows.filtered(lambda row: row.state == "listed")
        cases = self.env[CASE].search(listed.action_open_cases()["domain"])
        self.assertEqual(cases.employee_id, other)
        self.assertFalse(self.env[f"{CASE}.analysis"].with_user(self.user_yte_hr).search(
            [("unit_id", "=", self.gtvt.id)]
        ))  # fmt: skip

    def test_printed_list(self):
        case = self.case("decided")
        draft = self.case(employee_id=self.make_person("=1+1", self.gtvt).id, cost=5)
        action = (case | draft).with_user(self.user_gtvt_hr).action_print_list()
        dialog = self.env[f"{CASE}.workbook"].search([], order="id desc", limit=1)
        self.assertIn(f"/{dialog.id}/content", action["url"])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(dialog.content)))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=4)]
        self.assertEqual(rows[0][1:4], ["Họ và tên", "Đơn vị", "Chức danh"])
        self.assertEqual(rows[1][:4], [1, "Nguyễn Văn Út", "Sở Giao thông vận tải", "Chuyên viên"])
        self.assertEqual(rows[1][6:], ["NĐ 154/2025/NĐ-CP", "01/03/2026", 125_000_000])
        self.assertEqual((rows[2][1], rows[2][8]), ("=1+1", 5))
        self.assertEqual((rows[3][0], rows[3][8]), ("Tổng cộng: 2 người", 125_000_005))
        self.assertIn("cần đối chiếu", rows[4][0])
        entry = self.env["cchc.audit.entry"].search([("model", "=", CASE)], limit=1)
        self.assertEqual(entry.action, "export_streamlining_list")
        with self.assertRaises(AccessError):
            (case | draft).with_user(self.user_standing).action_print_list()
        self.assertTrue(case.with_user(self.user_standing).action_print_list())

    def test_decision_dialog(self):
        other = self.make_person("Trần Thị Hai", self.gtvt)
        cases = self.case("appraised") | self.case("appraised", employee_id=other.id)
        Dialog = self.env[f"{CASE}.dialog"].with_user(self.user_leader)
        dialog = Dialog.with_context(active_ids=cases.ids).create(
            {"act": "decide", "number": "55/QĐ-UBND", "date": "2026-02-01"}
        )
        dialog.action_confirm()
        self.assertEqual(set(cases.mapped("state")), {"decided"})
        Dialog = self.env[f"{CASE}.dialog"].with_user(self.user_standing)
        Dialog.create(
            {
                "act": "settle",
                "date": "2026-02-02",
                "case_ids": [(6, 0, cases[:1].ids)],
                "has_own_cost": True,
                "cost": 9,
            }
        ).action_confirm()
        self.assertEqual((cases[0].settled_cost, cases[1].state), (9, "decided"))
