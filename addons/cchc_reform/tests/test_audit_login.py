import contextlib
import json
from unittest.mock import patch

from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, JsonRpcException, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import res_users_audit


@tagged("post_install", "-at_install")
class TestAuditLogin(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "t_login", name="Người đăng nhập", password="Đúng-2023!")
        # The count of failures is kept by the registry, for all tests together.
        cls.registry._login_failures = None
        cls.addClassCleanup(setattr, cls.registry, "_login_failures", None)

    def setUp(self):
        super().setUp()
        self.env.cr.execute("SELECT coalesce(max(id), 0) FROM cchc_audit_entry")
        [self.before] = self.env.cr.fetchone()
        self.registry._login_failures = None

    def _entries(self):
        self.env.invalidate_all()
        return self.env["cchc.audit.entry"].search([("id", ">", self.before)], order="id")

    def _login(self, login, password):
        form = self.url_open("/web/login").text
        token = form.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            "/web/login", {"login": login, "password": password, "csrf_token": token}
        )

    def _rpc(self, route, params):
        # Not assertRaises, which would undo what the request has written.
        with contextlib.suppress(JsonRpcException):
            self.make_jsonrpc_request(route, params)

    def _assert_no_secret(self, *secrets):
        self.env.cr.execute(
            "SELECT entry::text FROM cchc_audit_entry entry WHERE id > %s", [self.before]
        )
        text = "\n".join(row for (row,) in self.env.cr.fetchall())
        for secret in secrets:
            self.assertNotIn(secret, text)

    def test_login_by_the_form(self):
        self._login("t_login", "Đúng-2023!")
        entry = self._entries()
        self.assertRecordValues(
            entry,
            [
                {
                    "action": "login",
                    "model": "res.users",
                    "res_id": self.user.id,
                    "user_id": self.user.id,
                    "user_login": "t_login",
                    "user_name": "Người đăng nhập",
                    "address": "127.0.0.1",
                }
            ],
        )
        self._assert_no_secret("2023!")

    @mute_logger("odoo.addons.base.models.res_users")
    def test_refused_login_by_the_form(self):
        self._login("t_login", "Sai-2023!")
        self.assertRecordValues(
            self._entries(),
            [
                {
                    "action": "login_failed",
                    "model": "res.users",
                    "res_id": self.user.id,
                    "user_id": 0,
                    "user_login": "t_login",
                    "address": "127.0.0.1",
                }
            ],
        )
        self._assert_no_secret("Sai", "2023!")

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_refused_login_survives_the_rollback_of_its_request(self):
        self._rpc(
            "/web/session/authenticate",
            {"db": self.env.cr.dbname, "login": "t_login", "password": "Sai-2023!"},
        )
        self.assertEqual(self._entries().mapped("action"), ["login_failed"])
        self._assert_no_secret("Sai", "2023!")

    @mute_logger(
        "odoo.addons.base.models.res_users", "odoo.addons.rpc.controllers.jsonrpc", "odoo.http"
    )
    def test_rpc_with_a_wrong_password(self):
        for service, method, args in (
            ("common", "login", [self.env.cr.dbname, "t_login", "Sai-2023!"]),
            (
                "object",
                "execute_kw",
                [self.env.cr.dbname, self.user.id, "Sai-2023!", "res.users", "read", [[1]]],
            ),
        ):
            self._rpc("/jsonrpc", {"service": service, "method": method, "args": args})
        entries = self._entries()
        self.assertEqual(entries.mapped("action"), ["login_failed"] * 2)
        self.assertEqual(entries.mapped("user_login"), ["t_login"] * 2)
        self._assert_no_secret("Sai", "2023!")

    @mute_logger("odoo.addons.base.models.res_users")
    def test_what_is_no_login_may_be_a_password_typed_into_the_wrong_field(self):
        self._login("Mật-khẩu-của-tôi", "Sai-2023!")
        entry = self._entries()
        self.assertEqual(entry.action, "login_failed")
        self.assertEqual(entry.user_login, "Mậ…")
        self.assertFalse(json.loads(entry.new_value)["known_login"])
        self._assert_no_secret("Mật-khẩu", "2023!")

    @mute_logger("odoo.addons.base.models.res_users")
    def test_attempts_that_core_turns_away_are_not_recorded(self):
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 3)
        for _attempt in range(5):
            self._login("t_login", "Sai-2023!")
        self.assertEqual(len(self._entries()), 3)

    @mute_logger("odoo.addons.base.models.res_users")
    def test_a_flood_is_not_recorded_without_end(self):
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 0)
        with patch.object(res_users_audit, "FAILURES_A_MINUTE_AND_ADDRESS", 3):
            for _attempt in range(5):
                self._login("t_login", "Sai-2023!")
        entries = self._entries()
        self.assertEqual(len(entries), 3)
        self.assertEqual(entries.mapped("reason"), [False, False, "further_refusals_not_recorded"])

    @mute_logger("odoo.http")
    def test_refused_api_key(self):
        for key in ("0123456789abcdef0123456789abcdef01234567", "x"):
            response = self.url_open(
                "/json/2/res.users/context_get",
                data=b"{}",
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            )
            self.assertEqual(response.status_code, 401)
        entries = self._entries()
        self.assertEqual(entries.mapped("action"), ["login_failed"] * 2)
        self.assertEqual(json.loads(entries[0].new_value)["method"], "apikey")
        self._assert_no_secret("0123456789abcdef")

    def test_an_accepted_api_key_is_no_login(self):
        env = self.env(user=self.user)
        key = env["res.users.apikeys"].sudo()._generate(None, "test", None)
        response = self.url_open(
            "/json/2/res.users/context_get",
            data=b"{}",
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self._entries())


@tagged("post_install", "-at_install")
class TestAuditLoginInTransaction(TransactionCase):
    def test_login_in_the_transaction_of_a_test_leaves_nothing_outside(self):
        user = new_test_user(self.env, "t_login2", password="Đúng-2023!")
        entries = self.env["cchc.audit.entry"]
        users = self.env["res.users"]
        credential = {"type": "password", "login": "t_login2", "password": "Đúng-2023!"}
        users._login(credential, {"interactive": True})
        last = entries.search([], limit=1)
        self.assertEqual((last.action, last.res_id), ("login", user.id))
        with (
            mute_logger("odoo.addons.base.models.res_users"),
            self.assertRaises(AccessDenied),
        ):
            users._login({**credential, "password": "Sai"}, {"interactive": True})
        with self.registry.cursor() as cr:
            cr.execute("SELECT max(id) FROM cchc_audit_entry WHERE user_login = 't_login2'")
            self.assertEqual(cr.fetchone(), (None,))

    def test_second_factor(self):
        if "totp_secret" not in self.env["res.users"]._fields:
            self.skipTest("auth_totp is not installed")
        user = new_test_user(self.env, "t_totp")
        accepted = {"uid": user.id, "auth_method": "totp", "mfa": "default"}
        chain = type(self.env["res.users"]).mro()
        after = chain[[c.__module__ for c in chain].index(res_users_audit.__name__) + 1]
        target = next(c for c in chain[chain.index(after) :] if "_check_credentials" in vars(c))
        with patch.object(target, "_check_credentials", lambda *args: accepted):
            user.with_user(user)._check_credentials({"type": "totp", "token": 1}, {})
        last = self.env["cchc.audit.entry"].search([], limit=1)
        self.assertEqual((last.action, last.user_login), ("login_second_factor", "t_totp"))


@tagged("post_install", "-at_install")
class TestAuditExport(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Phòng Tổ chức"})
        cls.people = cls.env["hr.employee"].create(
            [{"name": name, "department_id": cls.department.id} for name in ("Lan", "Minh")]
        )
        cls.entries = cls.env["cchc.audit.entry"]

    def _exports(self):
        return self.entries.search([("action", "=", "export")], order="id")

    def test_an_export_of_people(self):
        before = self._exports()
        self.people.export_data(["name", "private_phone"])
        entry = self._exports() - before
        self.assertEqual(entry.model, "hr.employee")
        new = json.loads(entry.new_value)
        self.assertEqual(new["fields"], ["name", "private_phone"])
        self.assertEqual(new["count"], 2)
        self.assertEqual(entry.user_id, self.env.uid)

    def test_an_export_that_reaches_people_from_another_record(self):
        before = self._exports()
        self.department.export_data(["name", "member_ids/private_phone"])
        entry = self._exports() - before
        self.assertEqual(entry.model, "hr.department")
        self.assertIn("member_ids/private_phone", entry.new_value)

    def test_other_models_and_posts(self):
        before = self._exports()
        self.env["hr.employee.public"].browse(self.people.ids).export_data(["name"])
        self.assertEqual(len(self._exports() - before), 1)
        if "cchc.staff.appointment" in self.env:
            posts = self.env["cchc.staff.appointment"].search([], limit=3)
            posts.export_data(["id"])
            self.assertEqual(len(self._exports() - before), 2 if posts else 1)

    def test_other_exports_are_not_recorded(self):
        before = self._exports()
        self.department.export_data(["name", "manager_id", "company_id/name"])
        self.env["res.partner"].search([], limit=2).export_data(["name", "email"])
        self.assertFalse(self._exports() - before)
