import json
import os
import re
import shutil
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

import requests

from odoo.tests import tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME, get_db_name

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


@tagged("post_install", "-at_install")
class TestApiPull(ApiCase):
    def pages(self, method, **arguments):
        cursor, found = None, []
        while True:
            page = self.done(method, cursor=cursor, **arguments)
            found += page[method.split("_")[-1]]
            cursor = page["cursor"]
            if not cursor:
                return found, page["until"]

    def test_pages_miss_and_double_nothing(self):
        self.push(*(self.row(f"K{number}") for number in range(7)), assign=True)
        first = self.done("pull_tasks", plan=self.plan.id, limit=3)
        self.assertEqual([one["key"] for one in first["tasks"]], ["K0", "K1", "K2"])
        # What is written between two pages moves nothing.
        self.task_of("K1").message_post(body="x")
        self.task_of("K0").with_user(self.user_gtvt_officer).action_start()
        self.push(self.row("K7"))
        found = [*first["tasks"]]
        cursor = first["cursor"]
        while cursor:
            page = self.done("pull_tasks", plan=self.plan.id, limit=3, cursor=cursor)
            found += page["tasks"]
            self.assertEqual(page["until"], first["until"])
            cursor = page["cursor"]
        self.assertEqual([one["key"] for one in found], [f"K{number}" for number in range(8)])

    def test_a_task_is_told_as_it_stands(self):
        self.push(
            self.row(
                document={"number": "1/CT", "date": "2023-04-05", "issuer": "Thủ tướng Chính phủ"}
            ),
            assign=True,
        )
        task = self.task_of("A-1")
        officer = task.with_user(self.user_gtvt_officer)
        officer.action_start()
        officer.evidence_ids = self.env["cchc.evidence"].with_user(self.user_gtvt_officer).create(
            {"name": "Báo cáo", "number": "12/BC-SGTVT", "date": "2023-05-01",
             "unit_id": self.gtvt.id}
        )  # fmt: skip
        officer.action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        [told] = self.done("pull_tasks", plan={"unit": "T30", "year": self.year})["tasks"]
        today = dates.today().isoformat()
        self.assertEqual(
            (told["key"], told["state"], told["cell"], told["awaits_confirmation"]),
            ("A-1", "reported", "in_progress", True),
        )
        self.assertEqual((told["reported_on"], told["verified_on"]), (today, None))
        self.assertEqual(told["lead"], {"code": "T-GTVT", "name": "Sở Giao thông vận tải"})
        self.assertEqual(
            told["document"],
            {"number": "1/CT", "date": "2023-04-05", "issuer": "Thủ tướng Chính phủ"},
        )
        self.assertEqual(told["evidence"], [{"number": "12/BC-SGTVT", "date": "2023-05-01"}])

    def test_since_gives_what_changed_or_fell_overdue(self):
        self.push(*(self.row(f"K{number}") for number in range(3)), assign=True)
        self.env.cr.execute(
            "UPDATE cchc_task SET write_date = '2020-01-01' WHERE plan_id = %s", [self.plan.id]
        )
        self.env.invalidate_all()
        since = "2020-06-01T00:00:00Z"
        self.assertFalse(self.done("pull_tasks", plan=self.plan.id, since=since)["tasks"])
        self.task_of("K1").with_user(self.user_gtvt_officer).action_start()
        changed = self.done("pull_tasks", plan=self.plan.id, since=since)
        self.assertEqual([one["key"] for one in changed["tasks"]], ["K1"])
        self.assertLessEqual(datetime.fromisoformat(changed["until"]), datetime.now(dates.VIETNAM))
        yesterday = dates.today() - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE cchc_task SET due_on = %s WHERE id = %s", [yesterday, self.task_of("K2").id]
        )
        self.env.invalidate_all()
        keys = [
            one["key"]
            for one in self.done("pull_tasks", plan=self.plan.id, since=yesterday.isoformat())[
                "tasks"
            ]
        ]
        self.assertIn("K2", keys)

    def test_each_pulls_what_it_may_read(self):
        self.push(self.row("G"), self.row("Y", lead="Sở Y tế"), assign=True)
        for user, codes in (
            (self.user_gtvt_officer, ["T-GTVT"]),
            (self.user_yte_head, ["T-YTE"]),
            (self.user_auditor, ["T-GTVT", "T-YTE"]),
        ):
            listed = self.done("pull_tasks", user, unit="Tỉnh Thử Nghiệm")["tasks"]
            self.assertEqual([one["lead"]["code"] for one in listed], codes)
        self.assertFalse(self.done("pull_tasks", self.user_gtvt_officer, unit="T-YTE")["tasks"])
        self.refused("figures", self.user_gtvt_officer, unit="T-YTE")

    def test_figures_are_those_of_the_landing_page(self):
        self.push(self.row("1", weight=3), self.row("2"), self.row("3", lead="T-YTE"), assign=True)
        task = self.task_of("1")
        task.with_user(self.user_gtvt_officer).action_start()
        task.explanation = "x"
        task.with_user(self.user_gtvt_officer).action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        task.with_user(self.user_standing).action_verify()
        self.env.flush_all()
        for unit, plan in ((self.province, None), (self.gtvt, None), (self.gtvt, self.plan)):
            page = (
                self.env["cchc.metrics"]
                .with_user(self.user_standing)
                .landing(False, unit.id, plan.id if plan else "all")
            )
            told = self.done("figures", unit=unit.code, plan=plan and plan.id)
            self.assertEqual(told["rates"], page["rates"])
            shown = {figure["key"]: figure["value"] for figure in page["figures"]}
            self.assertEqual(
                {key: told["counts"][key] for key in shown if key in told["counts"]},
                {key: shown[key] for key in shown if key in told["counts"]},
            )
        self.assertEqual(told["rates"]["completion"], 75.0)
        past = self.done("figures", unit="T30", day="2021-01-01")
        self.assertEqual(past["counts"]["assigned"], 0)
        self.assertIsNone(past["rates"]["completion"])

    def test_measures_and_documents(self):
        target = (
            self.env["cchc.target"]
            .with_user(self.user_standing)
            .create(
                {
                    "name": "Hồ sơ trực tuyến",
                    "plan_id": self.plan.id,
                    "domain_id": self.domain_procedures.id,
                    "unit_id": self.gtvt.id,
                    "target_value": 90,
                }
            )
        )
        target.action_assign()
        for value in (40, 45):
            self.env["cchc.target.measure"].with_user(self.user_gtvt_officer).create(
                {"target_id": target.id, "value": value, "reason": "sửa"}
            )
        found, _until = self.pages("measures", unit="T30", limit=1)
        self.assertEqual([one["value"] for one in found], [40, 45])
        self.assertEqual((found[0]["target"], found[0]["uom"]), (target.code, "%"))
        rows = [
            {"number": "1/CT", "date": "2023-04-05", "issuer": "Sở Y tế"},
            {"number": "Số: 01/ct", "date": "ngày 5 tháng 4 năm 2023", "issuer": "T-YTE"},
            {"number": "2/KH", "date": "2023-04-05", "secrecy": "confidential", "summary": "Kín"},
        ]
        new = [one["new"] for one in self.done("push_documents", rows=rows)["documents"]]
        self.assertEqual(new, [True, False, True])
        new = [one["new"] for one in self.done("push_documents", rows=rows)["documents"]]
        self.assertEqual(new, [False, False, False])
        [listed] = self.done("documents", unit="T-YTE")["documents"]
        self.assertEqual((listed["number"], listed["kind"]), ("1/CT", "directive"))
        everything, _until = self.pages("documents", limit=1000)
        self.assertNotIn("Kín", str(everything))
        for row, said in (
            ({"number": "1/CT"}, "date"),
            ({"number": "1/CT", "date": "x"}, "date"),
            ({"number": "1/CT", "date": "2023-04-05", "secrecy": "x"}, "secrecy"),
            ({"number": "1/CT", "date": "2023-04-05", "identity": "x"}, "identity"),
        ):
            self.assertIn(f"“{said}”", self.refused("push_documents", rows=[rows[2], row]))
        self.refused("push_documents", self.user_auditor, rows=rows + [{**rows[0], "number": "8"}])

    def test_arguments_of_the_wrong_form(self):
        for method, arguments in (
            ("pull_tasks", {}),
            ("pull_tasks", {"unit": "T30", "limit": 1001}),
            ("pull_tasks", {"unit": "T30", "limit": 0}),
            ("pull_tasks", {"unit": "T30", "limit": True}),
            ("pull_tasks", {"unit": "T30", "limit": "5; --"}),
            ("pull_tasks", {"unit": "T30", "cursor": "x"}),
            ("pull_tasks", {"unit": "T30", "cursor": "1@now()"}),
            ("pull_tasks", {"unit": "T30", "cursor": {"a": 1}}),
            ("pull_tasks", {"unit": "T30", "since": "hôm qua"}),
            ("pull_tasks", {"unit": "T30", "since": 5}),
            ("pull_tasks", {"unit": "T30", "since": "0001-01-01T00:00:00+23:00"}),
            ("pull_tasks", {"unit": "%"}),
            ("pull_tasks", {"unit": ""}),
            ("pull_tasks", {"unit": "a\x00b"}),
            ("pull_tasks", {"unit": ["T30"]}),
            ("pull_tasks", {"unit": "x" * 501}),
            ("plans", {"unit": "T30", "year": "2026"}),
            ("plans", {"unit": "T30", "year": 10**9}),
            ("figures", {"unit": "T30", "day": 5}),
            ("figures", {"unit": "T30", "day": "x"}),
            ("measures", {}),
        ):
            with self.subTest(method=method, arguments=arguments):
                self.refused(method, **arguments)

    def test_who_may_read_nothing_is_told_so_in_one_sentence(self):
        for method in ("plans", "pull_tasks", "measures", "documents", "figures"):
            self.refused(method, self.user_portal, unit="T30")
        for method in ("pull_tasks", "measures", "figures"):
            status, body = self.call(method, self.user_outsider, unit="T30")
            self.assertTrue(status == 403 or not body[method.split("_")[-1]], body)

    def test_plans_of_a_unit(self):
        listed = self.done("plans", unit="T30", year=self.year)["plans"]
        self.assertEqual([one["plan"] for one in listed], [self.plan.id])
        self.assertEqual((listed[0]["state"], listed[0]["unit"]["code"]), ("issued", "T30"))

    def test_sentences_are_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env.ref("base.module_cchc_reform")._update_translations(["vi_VN"])
        self.user_standing.lang = "vi_VN"
        self.env.flush_all()
        sentence = self.refused("push_tasks", plan=self.plan.id, rows=[self.row(lead="Sở Xa")])
        self.assertRegex(sentence, "^Dòng 1, “lead”: ")


class Relay(BaseHTTPRequestHandler):
    """Hands requests on to the server of the tests, with the cookie that it asks for."""

    case = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in ("host", "content-length", "cookie", "accept-encoding")
        }
        headers["Cookie"] = f"{TEST_CURSOR_COOKIE_NAME}={self.case.http_request_key}"
        answer = requests.post(
            self.case.base_url() + self.path, data=body, headers=headers, timeout=60
        )
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_args):
        pass


@tagged("post_install", "-at_install")
class TestApiDocumentation(ApiCase):
    """The examples of ``docs/api.md`` run as they are written, one after the other."""

    def examples(self):
        path = Path(__file__).resolve().parents[3] / "docs" / "api.md"
        if not path.exists():
            self.skipTest("only the addon is here, without the documents")
        return re.findall(r"^```(python|sh)\n(.*?)^```$", path.read_text(), re.M | re.S)

    def test_examples(self):
        # As the text names it; the rest of the fixture bears the names of the text already.
        self.province.code = "30"
        system = self.make_user("van-ban", ("standing_office", self.province))
        key = self.key_of(system)
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("R", (Relay,), {"case": self}))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        settings = {
            "PATH": os.environ["PATH"],
            "CCHC_URL": f"http://127.0.0.1:{server.server_port}",
            "CCHC_KEY": key,
            "CCHC_DATABASE": get_db_name(),
        }
        ran, before = {"python": 0, "sh": 0}, ""
        for language, code in self.examples():
            if language == "sh" and not shutil.which("curl"):
                continue
            program = [sys.executable, "-c", before + code]
            if language == "sh":
                program = ["sh", "-ec", code]
            with self.allow_requests():
                answer = subprocess.run(
                    program, env=settings, capture_output=True, text=True, timeout=120, check=False
                )
            self.assertEqual(answer.returncode, 0, f"{code}\n{answer.stderr}\n{answer.stdout}")
            if language == "python" and not ran["python"]:
                before = code  # the first one defines the call that the others use
            ran[language] += 1
        self.assertGreater(ran["python"], 4)
        self.env.invalidate_all()
        task = self.task_of("VB-2026-0001", system)
        self.assertEqual((task.state, task.lead_unit_id), ("assigned", self.gtvt))
        self.assertEqual(len(self.env["cchc.api.link"].search([("user_id", "=", system.id)])), 2)
