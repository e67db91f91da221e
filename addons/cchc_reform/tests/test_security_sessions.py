"""Attacks on who decides, who is who, and how the server answers: rows 5, 6, 21 to 23, 27, 28, 31."""

import json
import logging
import os
import threading
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from unittest import skipUnless
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

import odoo.sql_db
from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tools import config, mute_logger

from ..kernel import dates
from .common import ReformFixture
from .test_security_attacks import NEVER, AttackCase


@tagged("post_install", "-at_install", "cchc_security")
class TestSessions(AttackCase):
    """Who decides, who is who, and what the server answers."""

    # -- row 5: who requested does not decide, nor who may no longer ---------------------------

    def state_of(self, task):
        self.env.invalidate_all()
        return task.state

    def test_row05_nobody_decides_on_the_own_request(self):
        head = self.user_gtvt_head
        self.grant(head, "verifier", self.snv)
        self.grant(head, "leader", self.province)
        self.grant(self.user_gtvt_officer, "head", self.gtvt)
        self.assert_refused(head, "cchc.task", "action_verify", self.own.task("reported").ids)
        self.assert_refused(
            head, "cchc.task", "action_return", self.own.task("reported").ids, "Lý do"
        )
        self.assert_refused(
            self.user_gtvt_officer, "cchc.task", "action_report",
            self.own.task("for_approval").ids,
        )  # fmt: skip
        # Handing the task to another person first changes nothing about who submitted it.
        with self.undone():
            self.rpc(
                "t_gtvt_officer", "cchc.task", "write", self.own.task("for_approval").ids,
                {"officer_id": head.id},
            )  # fmt: skip
            answer = self.rpc(
                "t_gtvt_officer", "cchc.task", "action_report", self.own.task("for_approval").ids
            )
            self.assertTrue(answer.refused, answer)
        self.no_holes()

    def test_row05_a_second_decision_gets_a_clear_sentence(self):
        task = self.own.task("reported")
        self.assertTrue(self.rpc("t_standing", "cchc.task", "action_verify", task.ids).ok)
        for user, method, *args in (
            (self.user_standing, "action_verify"),
            (self.user_leader, "action_verify"),
            (self.user_standing, "action_return", "Lý do"),
        ):
            answer = self.assert_refused(user, "cchc.task", method, task.ids, *args)
            self.assertEqual(answer.error, "odoo.exceptions.UserError")
            self.assertIn(task.name, answer.message)
        self.assertEqual(self.state_of(task), "verified")
        self.no_holes()

    def test_row05_the_role_is_asked_for_at_each_call(self):
        task = self.own.task("for_approval")
        self.assertTrue(self.rpc("t_gtvt_head", "cchc.task", "read", task.ids, ["name"]).ok)
        role = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        answer = self.rpc(
            "t_admin", "cchc.unit.role", "write", role.ids,
            {"date_to": str(dates.today() - timedelta(days=1))},
        )  # fmt: skip
        self.assertTrue(answer.ok, answer)
        self.assert_refused(self.user_gtvt_head, "cchc.task", "action_report", task.ids)
        self.assert_refused(self.user_gtvt_head, "cchc.task", "read", task.ids, ["name"])
        self.no_holes()

    def test_row05_steps_in_bulk_are_all_or_nothing(self):
        mixed = self.own.task("for_approval").ids + self.foreign.task("for_approval").ids
        self.assert_refused(self.user_gtvt_head, "cchc.task", "action_report", mixed)
        self.assert_refused(self.user_gtvt_head, "cchc.task", "action_report", mixed[::-1])
        self.no_holes()

    # -- rows 6, 27, 30: nobody makes himself more than he is; access ends at once -------------

    def test_row27_nobody_grants_himself_rights(self):
        group = self.env.ref("cchc_reform.group_cchc_head")
        model = self.env["ir.model"]._get_id("cchc.task")
        rule = self.env.ref("cchc_reform.rule_task_head_read")
        for user in (self.user_yte_head, self.user_outsider, self.standing, self.user_admin_cchc,
                     self.user_portal):  # fmt: skip
            for target, method, *args in (
                ("res.users", "write", user.ids, {"group_ids": [[4, group.id]]}),
                ("res.users", "write", user.ids, {"all_group_ids": [[4, group.id]]}),
                ("res.users", "web_save", user.ids, {"group_ids": [[4, group.id]]}, {"name": {}}),
                ("res.users", "create", [{"name": "x", "login": "x", "group_ids": [[4, group.id]]}]),
                ("res.users", "copy", user.ids),
                ("res.groups", "write", group.ids, {"user_ids": [[4, user.id]]}),
                ("res.groups", "write", group.ids, {"implied_ids": [[4, self.env.ref("base.group_system").id]]}),
                ("ir.model.data", "create", [{"module": "cchc_reform", "name": "x", "model": "res.groups",
                                              "res_id": 1}]),
                ("ir.model.data", "write", self.env["ir.model.data"].search(
                    [("module", "=", "cchc_reform"), ("name", "=", "group_cchc_head")]).ids,
                 {"res_id": self.env.ref("base.group_user").id}),
                ("ir.model.access", "create", [{"name": "x", "model_id": model, "perm_read": True}]),
                ("ir.rule", "write", rule.ids, {"domain_force": "[(1,'=',1)]"}),
                ("ir.rule", "create", [{"name": "x", "model_id": model}]),
                ("ir.actions.server", "create", [{"name": "x", "model_id": model, "state": "code", "code": "1"}]),
                ("ir.cron", "create", [{"name": "x", "model_id": model, "state": "code", "code": "1"}]),
                ("ir.config_parameter", "set_param", "cchc_reform.evidence_max_mb", "9999"),
                ("ir.config_parameter", "create", [{"key": "x", "value": "y"}]),
                ("ir.ui.view", "create", [{"name": "x", "model": "cchc.task", "arch": "<form/>"}]),
                ("mail.template", "create", [{"name": "x", "model_id": model, "body_html": "<t t-out='1'/>"}]),
                ("ir.module.module", "button_immediate_uninstall", [1]),
                ("res.company", "write", [1], {"name": "x"}),
            ):  # fmt: skip
                self.assert_refused(user, target, method, *args)
        self.no_holes()

    def test_row27_roles_are_not_made_by_other_ways(self):
        own = self.env["cchc.unit.role"].search([("user_id", "=", self.user_yte_head.id)])
        other = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        values = {"user_id": self.user_yte_head.id, "role": "leader", "unit_id": self.province.id,
                  "date_from": "2020-01-01"}  # fmt: skip
        for method, *args in (
            ("create", [values]),
            ("web_save", [], values, {"role": {}}),
            ("copy", own.ids, {"role": "leader", "unit_id": self.province.id}),
            ("write", own.ids, {"unit_id": self.province.id}),
            ("write", own.ids, {"role": "leader"}),
            ("write", own.ids, {"date_to": NEVER}),
            ("write", own.ids, {"domain_ids": [[5]]}),
            ("write", other.ids, {"user_id": self.user_yte_head.id}),
            ("write", other.ids, {"date_to": "2020-01-02"}),
            ("write", other.ids, {"revoked": True}),
            ("unlink", own.ids),
            ("load", ["user_id/.id", "role", "unit_id/.id"],
             [[str(self.user_yte_head.id), "leader", str(self.province.id)]]),
            ("action_delegate", other.ids, self.user_yte_head.id, "2026-01-01", NEVER),
            ("action_delegate", own.ids, self.user_portal.id, "2026-01-01", NEVER),
            ("action_delegate", own.ids, self.user_yte_head.id, "2026-01-01", NEVER),
            ("action_delegate", own.ids, self.user_outsider.id, "2026-01-01", False),
            ("action_delegate", own.ids, self.user_outsider.id, NEVER, "2026-01-01"),
        ):  # fmt: skip
            harmless = method == "load"  # it answers with messages
            self.assert_refused(
                self.user_yte_head, "cchc.unit.role", method, *args, harmless=harmless,
                context={"default_user_id": self.user_yte_head.id, "default_role": "leader",
                         "default_delegated_by_id": own.id},
            )  # fmt: skip
        # Neither may the administrator pass a role off as lent by somebody.
        for context in ({}, {"default_delegated_by_id": other.id}):
            self.assert_refused(
                self.user_admin_cchc, "cchc.unit.role", "create",
                [values | ({} if context else {"delegated_by_id": other.id})], context=context,
            )  # fmt: skip
        self.no_holes()

    def test_row27_what_is_borrowed_is_not_lent_on_and_ends_when_taken_back(self):
        own = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        task = self.own.task("for_approval")
        deputy = self.user_outsider
        answer = self.rpc("t_gtvt_head", "cchc.unit.role", "action_delegate", own.ids, deputy.id,
                          str(dates.today()), NEVER)  # fmt: skip
        self.assertTrue(answer.ok, answer)
        lent = answer.value
        self.assertTrue(self.rpc("t_outsider", "cchc.task", "read", task.ids, ["name"]).ok)
        self.assert_refused(
            deputy, "cchc.unit.role", "action_delegate", [lent], self.user_yte_head.id,
            str(dates.today()), NEVER,
        )  # fmt: skip
        self.assert_refused(self.user_yte_head, "cchc.unit.role", "action_end_delegation", [lent])
        self.assertTrue(
            self.rpc("t_gtvt_head", "cchc.unit.role", "action_end_delegation", [lent]).ok
        )
        self.assert_refused(deputy, "cchc.task", "read", task.ids, ["name"])
        self.no_holes()

    def test_row27_a_delegation_ends_at_midnight_in_vietnam_in_the_same_session(self):
        own = self.env["cchc.unit.role"].search([("user_id", "=", self.user_gtvt_head.id)])
        task = self.own.task("for_approval")
        last = dates.today() + timedelta(days=1)
        self.rpc("t_gtvt_head", "cchc.unit.role", "action_delegate", own.ids,
                 self.user_outsider.id, str(dates.today()), str(last))  # fmt: skip
        # 16:59 UTC is 23:59 in Vietnam, 17:00 UTC is the next day there.
        for minute, ok in (("16:59:30", True), ("17:00:10", False)):
            moment = datetime.fromisoformat(f"{last} {minute}")
            with freeze_time(moment, tick=True):
                answer = self.rpc("t_outsider", "cchc.task", "read", task.ids, ["name"])
                self.assertEqual(answer.ok, ok, answer)
                answer = self.rpc("t_outsider", "cchc.metrics", "landing", False, self.gtvt.id)
                self.assertEqual(answer.ok, ok, answer)
        self.no_holes()

    def test_row27_an_archived_user_is_out(self):
        key = self.key_of(self.user_gtvt_officer)
        ids = self.own.task("assigned").ids
        self.assertTrue(self.rpc("t_gtvt_officer", "cchc.task", "read", ids, ["name"]).ok)
        self.user_gtvt_officer.active = False
        self.env.flush_all()
        answer = self.rpc("t_gtvt_officer", "cchc.task", "read", ids, ["name"])
        self.assertEqual(answer.error, "odoo.http.SessionExpiredException")
        self.assertEqual(
            self.json2(key, "cchc.task/read", ids=ids, fields=["name"]).status_code, 401
        )

    def test_row27_a_portal_user_is_never_inside(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.user_portal.group_ids += self.env.ref("cchc_reform.group_cchc_head")
            self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.grant(self.user_portal, "head", self.gtvt)
            self.env.flush_all()
        self.env.invalidate_all()
        self.assert_refused(
            self.user_portal, "cchc.task", "read", self.own.task("assigned").ids, ["name"]
        )
        self.no_holes()

    # -- row 21: keys --------------------------------------------------------------------------

    def key_of(self, user, days=1):
        """Key for JSON-2 of ``user``."""
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", datetime.now() + timedelta(days=days))
        )
        self.env.flush_all()
        return key

    def json2(self, key, path, raw=None, **body):
        """Call JSON-2 with ``key``; the answer may hold no trace of the server's inside."""
        self.use("")
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"bearer {key}"
        response = self.url_open(
            f"/json/2/{path}", data=raw if raw is not None else json.dumps(body),
            headers=headers, method="POST",
        )  # fmt: skip
        for inside in ("Traceback", 'File \\"', "/odoo/", "psycopg2", "SELECT ", key):
            if len(inside) > 3 and inside in response.text:
                self.hole(path, body, "shows", inside, response.text[:200])
        return response

    def test_row27_nobody_registers_himself(self):
        """Odoo's own data open registration to all."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        before = self.env["res.users"].with_context(active_test=False).search_count([])
        self.authenticate(None, None)
        page = self.url_open("/web/login").text
        self.assertNotIn("/web/signup", page)
        self.assertEqual(self.url_open("/web/signup").status_code, 404)
        values = {"login": "stranger", "name": "Stranger", "password": "a", "confirm_password": "a"}
        self.assertNotEqual(self.url_open("/web/signup", data=values).status_code, 200)
        after = self.env["res.users"].with_context(active_test=False).search_count([])
        self.assertEqual(after, before)

    def test_row21_json2_answers_with_the_right_status(self):
        key = self.key_of(self.user_gtvt_head)
        own, foreign = self.own.task("assigned").ids, self.foreign.task("assigned").ids
        read = {"fields": ["name"]}
        self.assertEqual(self.json2(key, "cchc.task/read", ids=own, **read).status_code, 200)
        for path, body, expected in (
            ("cchc.task/read", {"ids": foreign, **read}, 403),
            ("cchc.task/read", {"ids": [10**9], **read}, (200, 404)),  # nothing is there
            ("cchc.task/read", {"ids": own * 20000 + foreign, **read}, 403),
            ("cchc.task/write", {"ids": foreign, "vals": {"name": "x"}}, 403),
            ("cchc.task/unlink", {"ids": foreign}, 403),
            ("cchc.task/action_verify", {"ids": foreign}, 403),
            ("cchc.task/action_report", {"ids": foreign}, 403),
            ("cchc.task/_transition", {"ids": own, "name": "verify"}, 403),
            ("cchc.task/_permit", {"ids": own, "names": ["state"]}, 403),
            ("res.users/role_scope", {"ids": [1], "role": "head", "unit_field": "id"}, 403),
            ("res.users/role_unit_ids", {"ids": [1]}, 403),
            ("cchc.task/no_such_method", {"ids": own}, 404),
            ("no.such.model/read", {"ids": own}, 404),
            ("cchc.task/read", {"ids": own, "unknown": 1}, 422),
            ("cchc.task/action_return", {"ids": own}, 422),
            ("cchc.task/search", {"ids": own, "domain": []}, 422),
            ("cchc.metrics/landing", {"unit_id": self.yte.id}, 403),
        ):
            with self.undone():
                response = self.json2(key, path, **body)
            wanted = expected if isinstance(expected, tuple) else (expected,)
            if response.status_code not in wanted:
                self.hole(path, body if len(str(body)) < 200 else "", response.status_code,
                          response.text[:200])  # fmt: skip
            if "BIMAT" in response.text:
                self.hole(path, "reveals", response.text[:300])
        self.no_holes()

    def test_row21_json2_survives_wrong_types(self):
        """Whatever is sent: an error, no change, and nothing of the server's inside."""
        key = self.key_of(self.user_gtvt_head)
        own = self.own.task("waiting").ids
        for path, body in (
            ("cchc.task/read", {"ids": "abc", "fields": ["name"]}),
            ("cchc.task/read", {"ids": {"a": 1}, "fields": ["name"]}),
            ("cchc.task/read", {"ids": [None, "1", 1.5, []], "fields": ["name"]}),
            ("cchc.task/read", {"ids": [-1], "fields": ["name"]}),
            ("cchc.task/read", {"ids": own, "fields": "name'"}),
            ("cchc.task/read", {"ids": own, "context": "x"}),
            ("cchc.task/read", {"ids": own, "context": {"lang": ["a"]}}),
            ("cchc.task/write", {"ids": own, "vals": "x"}),
            ("cchc.task/write", {"ids": own, "vals": {"deadline": "32/13/2026"}}),
            ("cchc.task/write", {"ids": own, "vals": {"plan_id": "x"}}),
            ("cchc.task/action_settle_deadline", {"ids": own, "deadline": "x"}),
            ("cchc.task/action_settle_deadline", {"ids": own, "deadline": 7}),
            ("cchc.task/action_settle_deadline", {"ids": own, "deadline": ["2026-01-01"]}),
            ("cchc.task/action_cancel", {"ids": own, "reason": 7}),
            ("cchc.task/action_cancel", {"ids": own, "reason": {"a": 1}}),
            ("cchc.task/action_cancel", {"ids": own, "reason": " \t"}),
            ("cchc.task/search_read", {"domain": "x"}),
            ("cchc.task/search_read", {"domain": [["name", "=", {"a": 1}]]}),
            ("cchc.task/search_read", {"domain": [], "order": "name; DROP TABLE x"}),
            ("cchc.task/search_read", {"domain": [], "limit": "x"}),
            ("cchc.metrics/landing", {"as_of": "x"}),
            ("cchc.metrics/landing", {"as_of": ["2023-01-01"]}),
            ("cchc.metrics/landing", {"unit_id": "x"}),
            ("cchc.metrics/landing", {"unit_id": [self.yte.id]}),
            ("cchc.metrics/landing", {"unit_id": {"a": 1}, "plan_id": [1]}),
            ("cchc.metrics/landing", {"plan_id": "x"}),
            ("cchc.metrics/landing", {"as_of": "9999-12-31"}),
            ("cchc.metrics/landing", {"as_of": "0001-01-01"}),
            ("cchc.unit.role/action_delegate", {"ids": [1], "user_id": "x", "date_from": 1, "date_to": 2}),
        ):  # fmt: skip
            with self.undone():
                before = self.fingerprint(self.watched)
                response = self.json2(key, path, **body)
                if self.fingerprint(self.watched) != before:
                    self.hole(path, body, "changed something", response.text[:200])
            if response.status_code == 500 and path.split("/")[1].startswith(
                ("action_", "landing")
            ):
                self.hole(path, body, response.status_code, response.text[:200])
            if "BIMAT" in response.text:
                self.hole(path, body, "reveals", response.text[:300])
        for raw in (b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b""):
            response = self.json2(key, "cchc.task/read", raw=raw)
            # What is no object names no record, so nothing is read.
            if response.status_code not in (400, 415, 422) and response.text != "[]":
                self.hole("cchc.task/read", raw, response.status_code, response.text[:200])
        self.no_holes()

    def test_row21_json2_wants_a_living_key(self):
        ids = self.own.task("assigned").ids
        key = self.key_of(self.user_gtvt_head)
        ask = {"path": "cchc.task/read", "ids": ids, "fields": ["name"]}
        self.assertEqual(self.json2(key, **ask).status_code, 200)
        for wrong in ("", "x", key[:-1] + ("0" if key[-1] != "0" else "1"), key.upper(), f"{key} "):
            status = self.json2(wrong, **ask).status_code
            if status != 401 and wrong.strip() != key:
                self.hole("key", wrong, status)
        self.env["res.users.apikeys"].sudo().search(
            [("user_id", "=", self.user_gtvt_head.id)]
        )._remove()
        self.env.flush_all()
        self.assertEqual(self.json2(key, **ask).status_code, 401)
        expired = self.key_of(self.user_gtvt_officer, days=1)
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET expiration_date = now() - interval '1 day'"
        )
        self.assertEqual(self.json2(expired, **ask).status_code, 401)
        self.no_holes()

    # -- rows 22, 28, 31 -----------------------------------------------------------------------

    def test_row22_read_only_methods_do_not_write(self):
        """They begin on a read-only cursor here; a repeated request would be in the log."""
        calls = (
            ("cchc.metrics", "landing", []),
            ("cchc.metrics", "landing", ["2023-03-15", self.gtvt.id, "all"]),
            ("cchc.metrics", "landing_opening_day", []),
            ("cchc.cockpit", "figures", ["2023-03-15", False, "district"]),
            ("cchc.task", "web_search_read", [[], {"name": {}, "cell": {}, "can_verify": {}}]),
            ("cchc.plan", "web_read", [self.own.plan.ids, {"completion_rate": {}}]),
            ("cchc.target", "web_search_read", [[], {"achieved_label": {}}]),
            ("cchc.task.analysis", "formatted_read_group", [[], ["unit_id"], ["completion:avg"]]),
            ("hr.department", "name_search", ["so"]),
        )
        records = []
        handler = logging.Handler()
        handler.emit = lambda record: records.append(record.getMessage())
        logger = logging.getLogger("odoo.http")
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)
        for model, method, args in calls:
            answer = self.rpc("t_gtvt_head", model, method, *args)
            self.assertTrue(answer.ok, (model, method, answer))
        answer = self.rpc("t_auditor", "cchc.audit.seal", "verify")
        self.assertTrue(answer.ok, answer)
        self.assertFalse([line for line in records if "read/write cursor" in line])

    def test_row28_figures_that_are_none(self):
        own = self.own.task("draft").ids
        for weight in (float("nan"), float("inf"), -float("inf"), 1e308, -1, 0, -0.0, 0.004,
                       1000.01, 1e300, "abc", "", None, [], {}, True):  # fmt: skip
            with self.undone():
                answer = self.rpc("t_gtvt_head", "cchc.task", "write", own, {"weight": weight})
                self.env.invalidate_all()
                stored = self.own.task("draft").weight
            if answer.ok and not 0 < stored <= 1000:
                self.hole("weight", weight, "stored as", stored)
            if not answer.ok and not answer.refused:
                self.hole("weight", weight, answer)
        for values in ({"deadline": "2026-02-30"}, {"deadline": "0000-00-00"}, {"sequence": 10**12},
                       {"deadline": "99999-01-01"}, {"clause": "x" * 10**6}, {"name": "\x00"}):  # fmt: skip
            with self.undone():
                answer = self.rpc("t_gtvt_head", "cchc.task", "write", own, values)
                if not answer.ok and not answer.refused and answer.error not in (
                    "builtins.ValueError", "psycopg2.errors.NumericValueOutOfRange",
                ):  # fmt: skip
                    self.hole(str(values)[:80], answer)
        self.no_holes()

    def test_row28_a_rate_is_rounded_half_up(self):
        """74.95% is 75.0%, though a float of it lies below."""
        plan = self.env["cchc.plan"].create({
            "name": "Kế hoạch cân", "unit_id": self.gtvt.id,
            "default_verifier_unit_id": self.snv.id,
        })  # fmt: skip
        plan.with_user(self.user_gtvt_head).action_issue()
        done, rest = (
            self.make_task(plan_id=plan.id, by=self.user_gtvt_head, weight=weight)
            for weight in (749.5, 250.5)
        )
        officer = done.with_user(self.user_gtvt_officer)
        officer.explanation = "Xong"
        officer.action_submit()
        done.with_user(self.user_gtvt_head).action_report()
        done.with_user(self.user_standing).action_verify()
        answer = self.rpc("t_gtvt_head", "cchc.metrics", "landing", False, self.gtvt.id, plan.id)
        self.assertTrue(answer.ok, answer)
        self.assertEqual(answer.value["rates"]["completion"], 75.0)
        self.assertEqual(answer.value["rates"]["gap"], 25.0)
        self.assertEqual(rest.state, "assigned")

    def test_row31_no_secret_in_logs_and_errors(self):
        """Neither the password nor the key that somebody sent shows in the log or the answer."""
        secret = "MatKhauBiMat#2026"
        key = self.key_of(self.user_gtvt_head)
        lines = []
        handler = logging.Handler(logging.DEBUG)
        handler.emit = lambda record: lines.append(record.getMessage() + str(record.exc_info or ""))
        root = logging.getLogger("odoo")
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        self.addCleanup(root.removeHandler, handler)
        self.addCleanup(root.setLevel, level)
        answers = [
            self.post_json("", "/web/session/authenticate",
                           {"db": self.env.cr.dbname, "login": "t_gtvt_head", "password": secret}),
            self.post_json("", "/jsonrpc",
                           {"service": "common", "method": "login",
                            "args": [self.env.cr.dbname, "t_gtvt_head", secret]}),
            self.post_json("", "/jsonrpc",
                           {"service": "object", "method": "execute_kw",
                            "args": [self.env.cr.dbname, 2, secret, "cchc.task", "x", []]}),
            self.rpc("t_gtvt_head", "res.users", "change_password", secret, secret + "2"),
            self.rpc("t_gtvt_head", "res.users", "write", self.user_gtvt_head.ids,
                     {"password": secret, "no_such_field": 1}),
        ]  # fmt: skip
        texts = [answer.text for answer in answers]
        self.use("")
        response = self.url_open("/web/login", data={"login": "t_gtvt_head", "password": secret,
                                 "csrf_token": odoo.http.Request.csrf_token(self)})  # fmt: skip
        texts.append(response.text)
        texts.append(self.json2(f"{key}x", "cchc.task/read", ids=[1]).text)
        for text in texts:
            if secret in text or key in text:
                self.hole("answered with the secret:", text[:300])
            if "Traceback" in text:
                self.hole("answered with a traceback:", text[:300])
        for line in lines:
            if secret in line or key in line:
                self.hole("logged:", line[:300])
        self.no_holes()


@tagged("post_install", "-at_install", "cchc_security")
@skipUnless(os.environ.get("CCHC_TEST_TEMPLATE"), "needs a database of its own to commit in")
class TestParallelDecisions(BaseCase):
    """Rows 5, 23: two real sessions at the same moment, on committed data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The thread that runs the tests holds this lock; the sessions here wait for nobody.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        template = os.environ["CCHC_TEST_TEMPLATE"]
        cls.database = f"{os.environ.get('CCHC_TEST_DATABASE', template)}_parallel"
        cls.query(f'DROP DATABASE IF EXISTS "{cls.database}" WITH (FORCE)')
        cls.query(f'CREATE DATABASE "{cls.database}" TEMPLATE "{template}"')
        cls.addClassCleanup(cls.query, f'DROP DATABASE IF EXISTS "{cls.database}" WITH (FORCE)')
        cls.addClassCleanup(odoo.sql_db.close_db, cls.database)
        cls.addClassCleanup(Registry.delete, cls.database)
        # Loading this database as it is, and not its tests.
        with patch.dict(config.options, {"test_enable": False}), mute_logger("odoo.registry"):
            cls.registry = Registry(cls.database)
        with closing(cls.registry.cursor()) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.province = type("CommittedProvince", (ReformFixture,), {"env": env})
            cls.province.set_up_province()
            cls.reported = cls.make_reported()
            cls.excellent = cls.make_rated()
            cls.users = {
                "other head": cls.province.make_user(
                    "t_other_head", ("head", cls.province.gtvt)
                ).id,
                "standing": cls.province.user_standing.id,
                "leader": cls.province.user_leader.id,
                "head": cls.province.user_gtvt_head.id,
            }
            cls.draft = {
                "name": "Nhiệm vụ song song",
                "plan_id": cls.province.plan.id,
                "domain_id": cls.province.domain_procedures.id,
                "lead_unit_id": cls.province.gtvt.id,
                "deadline": str(date(dates.today().year, 12, 31)),
            }
            # A database of its own, dropped at the end: two sessions must both see the data.
            cr.commit()  # pylint: disable=invalid-commit

    @classmethod
    def make_reported(cls):
        """Task that waits for its confirmation."""
        task = cls.province.make_task()
        officer = task.with_user(cls.province.user_gtvt_officer)
        officer.explanation = "Xong"
        officer.action_submit()
        task.with_user(cls.province.user_gtvt_head).action_report()
        return task.id

    @classmethod
    def make_rated(cls):
        """Ratings of two excellent people, of whom the share has room for one."""
        env, unit = cls.province.env, cls.province.gtvt
        scheme = env.ref("cchc_reform.rating_scheme_person_2026")
        scheme.excellent_percent = 100
        people = env["hr.employee"].create([{"name": name} for name in ("Tốt", "Giỏi", "Hay")])
        env["cchc.staff.appointment"].create(
            [
                {"employee_id": one.id, "unit_id": unit.id, "date_from": "2026-01-01"}
                for one in people
            ]
        )
        ratings = env["cchc.rating"].create(
            [{"employee_id": one.id, "unit_id": unit.id, "year": 2026} for one in people]
        )
        good, best = ratings[0], ratings[1:]
        with ratings._permit({"state", "level", "proposed_level"}):
            good.write({"state": "decided", "level": "good"})
            best.write({"state": "proposed", "proposed_level": "excellent"})
        return best.ids

    @staticmethod
    def query(statement):
        """Run a statement outside of any transaction."""
        with closing(psycopg2.connect(dbname="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cr:
                cr.execute(statement)

    @contextmanager
    def session(self, user):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, self.users[user], {})

    def at_once(self, *jobs):
        """Run each (user, function of env) in a session of its own, all beginning together.

        :return: what each returned, or the exception that its user would see
        """
        barrier, outcomes = threading.Barrier(len(jobs)), [None] * len(jobs)

        def run(position, user, job):
            try:
                with self.session(user) as env:
                    env.cr.execute("SELECT 1")  # the snapshot is taken before the others act
                    barrier.wait(10)
                    outcomes[position] = retrying(lambda: job(env), env)
            except Exception as error:
                outcomes[position] = error

        threads = [
            threading.Thread(target=run, args=(position, *job)) for position, job in enumerate(jobs)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return outcomes

    def test_row05_parallel_decisions_give_one(self):
        def decide(env):
            env["cchc.task"].browse(self.reported).action_verify()
            return "decided"

        with mute_logger("odoo.service.model", "odoo.sql_db"):
            outcomes = self.at_once(("standing", decide), ("leader", decide))
        self.assertEqual(outcomes.count("decided"), 1, outcomes)
        loser = next(outcome for outcome in outcomes if outcome != "decided")
        self.assertIsInstance(loser, (UserError, LockError))
        with self.session("standing") as env:
            task = env["cchc.task"].browse(self.reported)
            self.assertEqual(task.state, "verified")
            entries = (
                env["cchc.audit.entry"]
                .sudo()
                .search(
                    [
                        ("model", "=", "cchc.task"),
                        ("res_id", "=", task.id),
                        ("action", "=", "verify"),
                    ]
                )
            )
            self.assertEqual(len(entries), 1, "one decision, one entry")
            self.assertEqual(
                len(task.sudo().fact_ids.filtered(lambda fact: fact.date_to.year == 9999)), 1
            )

    def test_row05_parallel_decisions_keep_one_share(self):
        def decide(rating_id):
            return lambda env: env["cchc.rating"].browse(rating_id).action_decide() or "decided"

        first, second = self.excellent
        with mute_logger("odoo.service.model", "odoo.sql_db"):
            outcomes = self.at_once(("head", decide(first)), ("other head", decide(second)))
        self.assertEqual(outcomes.count("decided"), 1, outcomes)
        loser = next(outcome for outcome in outcomes if outcome != "decided")
        self.assertIsInstance(loser, UserError)
        self.assertIn("1 of 2 must fall out", str(loser))

    def test_row23_numbers_are_given_once(self):
        def prepare(env):
            # The same values in both sessions: each task has a number of its own all the same.
            return [env["cchc.task"].create(self.draft).code for _time in range(5)]

        with mute_logger("odoo.service.model", "odoo.sql_db"):
            outcomes = self.at_once(("standing", prepare), ("standing", prepare))
        codes = [code for outcome in outcomes for code in outcome]
        self.assertEqual(len(set(codes)), 10, outcomes)
        self.assertNotIn("code", self.draft, "what the caller gives stays the caller's")

    def test_row23_the_same_role_is_granted_in_parallel_without_harm(self):
        def lend(env):
            role = env["cchc.unit.role"].search([("user_id", "=", env.uid)], limit=1)
            deputy = env["res.users"].sudo().search([("login", "=", "t_outsider")])
            today = str(dates.today())
            return role.action_delegate(deputy.id, today, today)

        with mute_logger("odoo.service.model", "odoo.sql_db"):
            outcomes = self.at_once(("head", lend), ("head", lend))
        self.assertFalse(
            [one for one in outcomes if not isinstance(one, (int, UserError))], outcomes
        )
        with self.session("head") as env:
            deputy = env["res.users"].sudo().search([("login", "=", "t_outsider")])
            group = env.ref("cchc_reform.group_cchc_head")
            self.assertIn(group, deputy.group_ids)
