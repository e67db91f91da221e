"""What a hostile user stores for others to run: filters, exports, actions, automations."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_security_attacks import AttackCase
from .test_security_matrix import MUTED

CODE = "__import__('os').system('id')"
INJECTIONS = ("id; DROP TABLE cchc_task", "id) OR (1=1", "name desc, (SELECT 1)", "1=1--", "\"'")


@tagged("post_install", "-at_install")
class TestStoredByUsers(AttackCase):
    @mute_logger(*MUTED)
    def test_row19_nothing_that_is_sent_becomes_sql(self):
        """Order, grouping, fields and domains of a call are names, never statements."""
        for text in INJECTIONS:
            for method, args, kwargs in (
                ("search_read", [[], ["name"]], {"order": text}),
                ("search_read", [[(text, "=", 1)], ["name"]], {}),
                ("search_read", [[], [text]], {}),
                ("formatted_read_group", [[], [text], ["__count"]], {}),
                ("formatted_read_group", [[], ["state"], [f"{text}:sum"]], {}),
                ("web_read_group", [[], [text]], {}),
            ):
                with self.undone():
                    answer = self.rpc("t_gtvt_head", "cchc.task", method, *args, **kwargs)
                    if answer.ok and text != "\"'":
                        self.hole(method, text, answer)
                    if "psycopg2" in answer.text or "SyntaxError" in answer.text:
                        self.hole(method, text, "reached the database", answer)
            with self.undone():
                answer = self.rpc("t_gtvt_head", "hr.department", "name_search", text)
                if not answer.ok:
                    self.hole("name_search", text, answer)
        self.env.cr.execute("SELECT count(*) FROM cchc_task")
        self.assertTrue(self.env.cr.fetchone()[0])
        self.no_holes()

    @mute_logger(*MUTED)
    def test_row30_nobody_stores_what_others_run(self):
        model = self.env["ir.model"]._get_id("cchc.task")
        for user in (self.user_gtvt_head, self.user_standing, self.user_admin_cchc):
            action = {"name": "x", "model_id": model, "state": "code", "code": CODE}
            self.assert_refused(user, "ir.actions.server", "create", [action])
            self.assert_refused(
                user, "ir.cron", "create",
                [{"name": "x", "model_id": model, "state": "code", "code": CODE}],
            )  # fmt: skip
            self.assert_refused(
                user, "ir.ui.view", "create",
                [{"name": "x", "model": "cchc.task", "type": "list", "arch": "<list/>"}],
            )  # fmt: skip
        for automation in ("base.automation", "spreadsheet.dashboard"):
            if automation in self.env:
                self.assert_refused(self.user_standing, automation, "create", [{"name": "x"}])
        self.no_holes()

    @mute_logger(*MUTED)
    def test_row30_a_filter_with_code_is_never_run(self):
        """One may keep filters of one's own; their domain is read as a value."""
        values = {"name": "x", "model_id": "cchc.task", "domain": f"[('id', '=', {CODE})]",
                  "user_ids": [self.user_gtvt_head.id]}  # fmt: skip
        with self.undone():
            answer = self.rpc("t_gtvt_head", "ir.filters", "create_filter", values)
            answer = self.rpc("t_gtvt_head", "ir.filters", "get_filters", "cchc.task")
            self.assertNotIn("uid=", answer.text)
            others = self.rpc("t_yte_head", "ir.filters", "get_filters", "cchc.task")
            self.assertNotIn("__import__", others.text, "a filter of one's own is not others'")
        with self.undone():
            export = {"name": "x", "resource": "cchc.task",
                      "export_fields": [[0, 0, {"name": "officer_id/password"}]]}  # fmt: skip
            self.assertTrue(self.rpc("t_gtvt_head", "ir.exports", "create", [export]).ok)
            ids = self.own.task("assigned").ids
            answer = self.rpc(
                "t_gtvt_head", "cchc.task", "export_data", ids, ["officer_id/password"]
            )
            self.assertTrue(answer.refused or not any(answer.value["datas"][0]), answer)
            for model in ("ir.exports", "ir.exports.line"):
                others = self.rpc("t_yte_head", model, "search_count", [])
                self.assertEqual(others.value, 0, "a list of one's own is not others'")
        self.no_holes()
