import json
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..kernel import dates
from .security_case import SecurityCase


class ApiCase(SecurityCase):
    def setUp(self):
        super().setUp()
        self.keys = {}
        self.year = dates.today().year

    def key_of(self, user):
        if user not in self.keys:
            self.keys[user] = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate("rpc", "test", datetime.now() + timedelta(days=1))
            )
            self.env.flush_all()
        return self.keys[user]

    def call(self, method, user=None, key=None, **arguments):
        """(status, body) of a call as another system makes it."""
        self.use("")
        response = self.url_open(
            f"/json/2/cchc.api/{method}",
            data=json.dumps(arguments),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {key or self.key_of(user or self.user_standing)}",
            },
            timeout=120,
        )
        for inside in ("Traceback", "psycopg2", "SELECT "):
            self.assertNotIn(inside, response.text)
        return response.status_code, response.json()

    def done(self, method, user=None, **arguments):
        status, body = self.call(method, user, **arguments)
        self.assertEqual(status, 200, body)
        return body

    def refused(self, method, user=None, **arguments):
        """Sentence with which a call is refused; nothing has changed."""
        before = self.counted()
        status, body = self.call(method, user, **arguments)
        self.assertIn(status, (403, 422), body)
        self.assertEqual(self.counted(), before, "nothing is kept")
        self.assertNotIn("\n", body["message"])
        return body["message"]

    def counted(self):
        self.env.invalidate_all()
        models = ("cchc.task", "cchc.legal.document", "cchc.api.link", "cchc.audit.entry")
        return [self.env[model].search_count([]) for model in models]

    def row(self, key="A-1", **values):
        return {
            "key": key,
            "name": f"Rà soát thủ tục hành chính {key}",
            "domain": "procedures",
            "lead": "Sở Giao thông vận tải",
            "deadline": f"{self.year}-12-31",
            **values,
        }

    def push(self, *rows, user=None, **options):
        return self.done("push_tasks", user, plan=self.plan.id, rows=list(rows), **options)["tasks"]

    def task_of(self, key, user=None):
        user = user or self.user_standing
        return (
            self.env["cchc.api.link"].search([("user_id", "=", user.id), ("key", "=", key)]).task_id
        )


@tagged("post_install", "-at_install")
class TestApiPush(ApiCase):
    def test_the_same_push_again_changes_nothing(self):
        rows = [
            self.row(
                "A-1",
                clause="2đ",
                coop=["T-YTE", "Sở Nội vụ"],
                weight=2.5,
                output="Quyết định",
                priority="urgent",
                document={
                    "number": "336/QĐ-UBND",
                    "date": "2023-04-05",
                    "issuer": "Tỉnh Thử Nghiệm",
                    "summary": "Về việc giao nhiệm vụ",
                },
            ),
            self.row("A-2", parent="A-1", deadline=None, deadline_text="Thường xuyên"),
        ]
        first = self.push(*rows)
        self.assertEqual([one["status"] for one in first], ["created", "created"])
        self.assertEqual([one["state"] for one in first], ["draft", "draft"])
        whole, part = self.task_of("A-1"), self.task_of("A-2")
        self.assertEqual(whole.coop_unit_ids, self.yte + self.snv)
        self.assertEqual((whole.weight, whole.priority, whole.clause), (2.5, "1", "2đ"))
        self.assertEqual(whole.source_document_id.issuing_unit_id, self.province)
        self.assertEqual(whole.verifier_unit_id, self.snv, "the verifier of the plan")
        self.assertEqual((part.parent_id, part.deadline_kind), (whole, "standing"))
        counted = self.counted()
        again = self.push(*rows)
        self.assertEqual([one["status"] for one in again], ["unchanged", "unchanged"])
        self.assertEqual([one["code"] for one in again], [one["code"] for one in first])
        self.push(dict(reversed(list(rows[0].items()))))
        self.assertEqual(self.counted(), counted)
        entry = self.env["cchc.audit.entry"].search([("action", "=", "push_tasks")])
        self.assertEqual(len(entry), 1, "only what changed something is told")

    def test_a_draft_follows_its_row_and_an_assigned_task_does_not(self):
        self.push(self.row(), self.row("A-2"))
        [first, second] = self.push(self.row(name="Tên mới", weight=3), self.row("A-2"))
        self.assertEqual((first["status"], second["status"]), ("updated", "unchanged"))
        self.assertEqual(self.task_of("A-1").name, "Tên mới")
        [first, _second] = self.push(
            self.row(name="Tên mới", weight=3), self.row("A-2"), assign=True
        )
        self.assertEqual((first["status"], first["state"]), ("unchanged", "assigned"))
        self.assertEqual(self.task_of("A-1").assigned_on, dates.today())
        sentence = self.refused(
            "push_tasks",
            plan=self.plan.id,
            rows=[self.row("A-2"), self.row("A-3"), self.row(name="Khác", weight=3)],
        )
        self.assertRegex(sentence, "Row 3.*Tên mới.*Assigned.*Task")
        self.assertFalse(self.task_of("A-3"))
        # What only says it otherwise is no difference.
        [again] = self.push(self.row(name="Tên mới", weight=3.0, lead="T-GTVT"))
        self.assertEqual(again["status"], "unchanged")

    def test_a_row_taken_in_before_stays_good(self):
        self.push(self.row(), assign=True)
        task = self.task_of("A-1")
        with task._permit(["deadline"]):
            task.deadline = date(self.year + 1, 1, 31)
        self.gtvt.name = "Sở Xây dựng"
        self.assertEqual(self.push(self.row())[0]["status"], "unchanged")

    def test_assigning_goes_by_the_workflow(self):
        draft_plan = self.env["cchc.plan"].create(
            {
                "name": "Dự thảo",
                "unit_id": self.province.id,
                "default_verifier_unit_id": self.snv.id,
            }
        )
        sentence = self.refused("push_tasks", plan=draft_plan.id, rows=[self.row()], assign=True)
        self.assertIn("not issued", sentence)
        self.done("push_tasks", plan=draft_plan.id, rows=[self.row()])
        sentence = self.refused("push_tasks", plan=self.plan.id, rows=[self.row()])
        self.assertRegex(sentence, "Row 1, “key”.*another plan")
        for user in (self.user_gtvt_officer, self.user_gtvt_head, self.user_yte_head):
            self.refused("push_tasks", user, plan=self.plan.id, rows=[self.row()])
        for user in (self.user_outsider, self.user_portal, self.user_auditor):
            self.refused("push_tasks", user, plan=self.plan.id, rows=[self.row()])

    def test_systems_do_not_meet(self):
        other = self.make_user("t_other_system", ("standing_office", self.province))
        self.push(self.row())
        [theirs] = self.push(self.row(name="Của hệ thống khác"), user=other)
        self.assertEqual(theirs["status"], "created")
        self.assertNotEqual(self.task_of("A-1"), self.task_of("A-1", other))
        listed = self.done("pull_tasks", other, plan=self.plan.id)["tasks"]
        self.assertEqual([one["key"] for one in listed if one["name"].startswith("Rà")], [None])
        status, body = self.json_call(other, "cchc.api.link/search_read", domain=[])
        self.assertEqual((status, [one["key"] for one in body]), (200, ["A-1"]))
        self.assertEqual(body[0]["user_id"][0], other.id)
        for method, arguments in {
            "create": {"vals_list": [{"user_id": other.id, "key": "x", "task_id": 1}]},
            "write": {"ids": [body[0]["id"]], "vals": {"key": "x"}},
            "unlink": {"ids": [body[0]["id"]]},
        }.items():
            self.assertEqual(self.json_call(other, f"cchc.api.link/{method}", **arguments)[0], 403)

    def json_call(self, user, path, **arguments):
        self.use("")
        response = self.url_open(
            f"/json/2/{path}",
            data=json.dumps(arguments),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {self.key_of(user)}",
            },
        )
        return response.status_code, response.json()

    def test_every_wrong_row_gets_one_sentence(self):
        for row, said in (
            ({"lead": "Sở Không Có"}, "lead.*Sở Không Có|lead.*No unit"),
            ({"lead": "'; DROP TABLE cchc_task; --"}, "lead"),
            ({"domain": "x' OR '1'='1"}, "domain"),
            ({"deadline": "31/02/2026"}, "deadline"),
            ({"deadline": None}, "deadline_text"),
            ({"deadline": None, "deadline_text": "sớm nhất có thể"}, "deadline_text"),
            ({"weight": 0}, "weight"),
            ({"weight": 1e308}, "weight"),
            ({"weight": float("nan")}, "weight"),
            ({"weight": True}, "weight"),
            ({"weight": {"a": 1}}, "weight"),
            ({"name": ""}, "name"),
            ({"name": "x" * 2001}, "name"),
            ({"name": ["x"]}, "name"),
            ({"state": "verified"}, "state"),
            ({"assigned_on": "2020-01-01"}, "assigned_on"),
            ({"parent": "none"}, "parent"),
            ({"parent": "A-1"}, "part of itself"),
            ({"coop": ["Sở Y tế", 3]}, "coop"),
            ({"key": ""}, "key"),
            ({"key": 7}, "key"),
            ({"key": "x" * 201}, "key"),
            ({"key": "a\x00b"}, "key"),
            ({"document": "336/QĐ"}, "document"),
            ({"document": {"number": "336/QĐ"}}, "document.date"),
            ({"document": {"number": "", "date": "2023-04-05"}}, "document.number"),
            ({"document": {"number": "1", "date": "2023-04-05", "file": "x"}}, "document.file"),
        ):
            with self.subTest(row=row):
                sentence = self.refused(
                    "push_tasks", plan=self.plan.id, rows=[self.row("A-0"), {**self.row(), **row}]
                )
                self.assertRegex(sentence, said)
                self.assertIn("Row 2", sentence)

    def test_calls_of_the_wrong_form(self):
        many = [self.row(str(number)) for number in range(1001)]
        for arguments in (
            {"rows": many},
            {"rows": []},
            {"rows": "x"},
            {"rows": None},
            {"rows": [1]},
            {"rows": [self.row(), self.row()]},
            {"assign": "yes"},
            {"plan": 0},
            {"plan": True},
            {"plan": 10**12},
            {"plan": "1; DROP TABLE cchc_plan"},
            {"plan": {"unit": "T30"}},
            {"plan": {"unit": ["T30"], "year": 2026}},
            {"plan": {"unit": "T30", "year": "2026"}},
            {"plan": [1, 2]},
        ):
            self.refused("push_tasks", **{"plan": self.plan.id, "rows": [self.row()], **arguments})
        self.assertEqual(self.call("push_tasks", rows=[self.row()])[0], 422)
        self.assertEqual(
            self.call("push_tasks", plan=1, rows=[], context_key="x")[0], 422, "unknown argument"
        )
        self.assertEqual(self.call("_take_in", plan=1, rows=[], keys=[])[0], 403)
        self.assertEqual(self.call("no_such_method")[0], 404)

    def test_the_callers_context_plays_no_part(self):
        [task] = self.push(
            self.row(),
            context={
                "default_state": "verified",
                "default_officer_id": self.user_yte_head.id,
                "default_lead_unit_id": self.yte.id,
                "default_coop_unit_ids": [self.yte.id],
                "active_test": False,
                "tracking_disable": True,
                "lang": "xx_XX",
                "allowed_company_ids": [10**6],
            },
        )
        made = self.task_of("A-1")
        self.assertEqual((task["state"], made.lead_unit_id), ("draft", self.gtvt))
        self.assertFalse(made.officer_id)
        self.assertFalse(made.coop_unit_ids)

    def test_a_push_that_is_killed_leaves_nothing(self):
        rows = [self.row(str(number)) for number in range(5)]
        before = self.counted()
        with patch.object(type(self.env["cchc.task"]), "action_assign", side_effect=SystemError):
            status, _body = self.call("push_tasks", plan=self.plan.id, rows=rows, assign=True)
        self.assertEqual(status, 500)
        self.assertEqual(self.counted(), before)
        self.assertEqual({one["state"] for one in self.push(*rows, assign=True)}, {"assigned"})
        self.assertEqual({one["status"] for one in self.push(*rows, assign=True)}, {"unchanged"})

    def test_wrong_keys(self):
        for key in ("wrong", "a" * 40, "'; --"):
            self.assertEqual(self.call("plans", key=key, unit="T30")[0], 401)
        key = self.key_of(self.user_yte_officer)
        self.assertEqual(self.call("plans", key=key, unit="T30")[0], 200)
        self.user_yte_officer.active = False
        self.env.flush_all()
        self.assertEqual(self.call("plans", key=key, unit="T30")[0], 401)

    def test_a_full_push_costs_few_queries_more_than_a_small_one(self):
        Api = self.env["cchc.api"].with_user(self.user_standing)

        def cost(prefix, count):
            rows = [self.row(f"{prefix}{number}") for number in range(count)]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            Api.push_tasks(self.plan.id, rows, True)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        cost("warm", 2)
        small, large = cost("s", 10), cost("l", 200)
        self.assertLess(large, small * 2, f"{small} queries for 10 rows, {large} for 200")
