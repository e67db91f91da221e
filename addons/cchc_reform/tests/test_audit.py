import json
from datetime import date

import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import ReformCase, ReformFixture

TABLES = ("cchc_audit_entry", "cchc_audit_seal")


def rows(count, **values):
    return [
        {
            "model": "cchc.task",
            "res_id": number,
            "res_name": f"Nhiệm vụ {number}",
            "action": "assign",
            "old": {"state": "draft"},
            "new": {"state": "assigned", "deadline": date(2023, 3, 31)},
            **values,
        }
        for number in range(1, count + 1)
    ]


@tagged("post_install", "-at_install")
class TestAuditAppend(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls.env["cchc.audit.entry"]

    def test_an_entry_holds_what_happened_as_plain_values(self):
        entry = self.entries.with_user(self.user_gtvt_head)._append(
            rows(
                1,
                unit_id=self.gtvt.id,
                effective_on=date(2023, 3, 1),
                reason="Theo chỉ thị",
                on_behalf_of_id=self.user_leader.id,
            )
        )
        entry = entry.sudo()
        self.assertRecordValues(
            entry,
            [
                {
                    "model": "cchc.task",
                    "res_id": 1,
                    "res_name": "Nhiệm vụ 1",
                    "action": "assign",
                    "effective_on": date(2023, 3, 1),
                    "unit_id": self.gtvt.id,
                    "unit_name": "Sở Giao thông vận tải",
                    "user_id": self.user_gtvt_head.id,
                    "user_login": "t_gtvt_head",
                    "user_name": self.user_gtvt_head.name,
                    "company_id": self.user_gtvt_head.company_id.id,
                    "on_behalf_of_id": self.user_leader.id,
                    "on_behalf_of_name": self.user_leader.name,
                    "old_value": '{"state":"draft"}',
                    "new_value": '{"deadline":"2023-03-31","state":"assigned"}',
                    "reason": "Theo chỉ thị",
                    "address": False,
                }
            ],
        )
        self.env.cr.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        self.assertLess(abs(self.env.cr.fetchone()[0] - entry.at).total_seconds(), 60)

    def test_entries_keep_the_order_of_the_rows(self):
        entries = self.entries._append(rows(7))
        self.assertEqual(entries.sorted("id").mapped("res_id"), list(range(1, 8)))

    def test_the_name_stays_when_the_unit_is_renamed_or_the_user_deleted(self):
        user = self.make_user("t_gone")
        entry = self.entries.with_user(user)._append(rows(1, unit_id=self.yte.id)).sudo()
        self.yte.name = "Sở Y tế mới"
        user.unlink()
        entry.invalidate_recordset()
        self.assertEqual(entry.unit_name, "Sở Y tế")
        self.assertEqual(entry.user_login, "t_gone")

    def test_queries_do_not_grow_with_the_rows(self):
        units, users = self.province.child_ids, [self.user_leader, self.user_vp]

        def varied(count):
            return [
                {
                    **row,
                    "unit_id": units[index % len(units)].id,
                    "on_behalf_of_id": users[index % 2].id,
                }
                for index, row in enumerate(rows(count))
            ]

        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.entries._append(varied(number))
            return self.cr.sql_log_count - before

        count(1)  # fills the caches of the registry
        one, many = count(1), count(300)
        self.assertEqual(one, many)
        # Cold: user and partner, company, units, principals, and the one insert.
        with self.assertQueryCount(one):
            self.env.invalidate_all()
            self.entries._append(varied(300))
        self.entries._append(varied(1))
        with self.assertQueryCount(3):
            self.entries._append(varied(300))

    def test_secrets_and_files_are_not_repeated(self):
        entry = self.entries._append(
            rows(1, new={"password": "bí mật 1", "totp_secret": "bí mật 2", "file": b"m@t"})
        )
        self.assertNotIn("bí mật", entry.new_value)
        self.assertNotIn("m@t", entry.new_value)
        self.assertEqual(json.loads(entry.new_value)["password"], "***")

    def test_odd_text_is_kept_as_far_as_postgresql_can(self):
        entry = self.entries._append(rows(1, reason="a\x00b", new={"x\x00": "y\x00\ud800"}))
        self.assertEqual(entry.reason, "a�b")
        self.assertIn("�", entry.new_value)

    def test_a_row_that_is_none_is_a_mistake_of_the_programmer(self):
        for row in ({"model": "cchc.task"}, {"action": "x"}, {**rows(1)[0], "user_id": 1}):
            with self.assertRaises(ValueError):
                self.entries._append([row])
        self.assertFalse(self.entries._append([]))

    def test_nothing_in_the_context_changes_or_stops_an_entry(self):
        entries = self.entries.with_user(self.user_gtvt_head).with_context(
            uid=1,
            tracking_disable=True,
            mail_notrack=True,
            skip_audit=True,
            no_audit=True,
            default_user_id=1,
            default_user_login="somebody",
            default_reason="forged",
            default_at="1999-01-01 00:00:00",
            allowed_company_ids=[999999],
            lang="xx_XX",
            active_test=False,
        )
        entry = self.entries.browse(entries._append(rows(1)).id)
        self.assertEqual(entry.user_login, "t_gtvt_head")
        self.assertEqual(entry.company_id, self.user_gtvt_head.company_id.id)
        self.assertFalse(entry.reason)
        self.assertGreater(entry.at.year, 2000)

    def test_a_role_given_is_recorded(self):
        grant = self.env["cchc.unit.role"].search([("user_id", "=", self.user_vp.id)], limit=1)
        self.assertTrue(
            self.entries.search([("model", "=", grant._name), ("res_id", "=", grant.id)])
        )


@tagged("post_install", "-at_install")
class TestAuditProtection(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls.env["cchc.audit.entry"]._append(rows(1, unit_id=cls.gtvt.id))
        cls.admin = cls.env.ref("base.user_admin")

    def _actors(self):
        root = self.env.ref("base.user_root")
        return self.admin | self.user_admin_cchc | self.user_auditor | self.user_leader | root

    def test_nobody_writes_by_the_orm(self):
        values = {"model": "cchc.task", "action": "assign", "at": "2023-03-15 00:00:00"}
        seal = self.env["cchc.audit.seal"].search([], limit=1)
        for user in self._actors():
            for su in (False, True):
                entry = self.entry.with_user(user).sudo(su)
                seals = seal.with_user(user).sudo(su)
                for call in (
                    lambda entry=entry: entry.create(values),
                    lambda entry=entry: entry.write({"reason": "x"}),
                    lambda entry=entry: entry.unlink(),
                    lambda entry=entry: entry.copy(),
                    lambda entry=entry: entry.web_save({"reason": "x"}, {}),
                    lambda entry=entry: entry.browse().web_save(values, {}),
                    lambda entry=entry: entry.name_create("x"),
                    lambda seals=seals: seals.create({"sequence": 1}),
                    lambda seals=seals: seals.write({"hash": "x"}),
                    lambda seals=seals: seals.unlink(),
                    lambda seals=seals: seals.copy(),
                ):
                    with self.subTest(user=user.login, su=su), self.assertRaises(AccessError):
                        call()
        result = self.entry.with_user(self.admin).load(["model", "action"], [["a", "b"]])
        self.assertFalse(result["ids"])

    @mute_logger("odoo.sql_db")
    def test_sql_is_refused_too(self):
        self._make_seal()
        for table in TABLES:
            for statement in (
                f"UPDATE {table} SET id = id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"TRUNCATE {table} CASCADE",
                f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = 1",
            ):
                with (
                    self.subTest(statement),
                    self.assertRaisesRegex(psycopg2.errors.InsufficientPrivilege, "append-only"),
                    self.cr.savepoint(),
                ):
                    self.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def test_replication_mode_does_not_get_around_the_triggers(self):
        self.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not self.cr.fetchone()[0]:
            self.skipTest("only a superuser can switch to replication mode")
        with self.assertRaises(psycopg2.errors.InsufficientPrivilege), self.cr.savepoint():
            self.cr.execute("SET LOCAL session_replication_role = replica")
            self.cr.execute("DELETE FROM cchc_audit_entry")

    def _make_seal(self):
        self.cr.execute(
            """
            INSERT INTO cchc_audit_seal (sequence, format, sealed_at, previous_hash, hash,
                        entry_count, first_id, last_id, top_id, entry_ids, horizon,
                        server_start, digests)
                 VALUES (999999, 1, now(), 'x', 'x', 0, 0, 0, 0, '', '0', '', '')
            """
        )

    def test_no_foreign_key_leads_in_or_out(self):
        self.cr.execute(
            """
            SELECT conname FROM pg_constraint
             WHERE contype = 'f'
               AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
            """,
            {"tables": list(TABLES)},
        )
        self.assertEqual(self.cr.fetchall(), [])

    def test_setting_up_again_leaves_one_set_of_triggers_that_say_why(self):
        for _time in range(2):
            self.env["cchc.audit.entry"].init()
            self.env["cchc.audit.seal"].init()
        self.cr.execute(
            """
            SELECT tgrelid::regclass::text, tgname, tgenabled, obj_description(oid, 'pg_trigger')
              FROM pg_trigger
             WHERE tgrelid = ANY(%s::regclass[]) AND NOT tgisinternal
          ORDER BY 1, 2
            """,
            [list(TABLES)],
        )
        found = self.cr.fetchall()
        self.assertEqual(
            [row[:3] for row in found],
            [
                (table, trigger, "A")
                for table in TABLES
                for trigger in ("cchc_audit_keep_rows", "cchc_audit_keep_table")
            ],
        )
        for row in found:
            self.assertIn("append-only", row[3])

    @mute_logger("odoo.sql_db")
    def test_a_migration_lifts_the_protection_and_says_so(self):
        entries = self.env["cchc.audit.entry"]
        with entries._lift_protection("19.0.2: spelling of action names"):
            self.cr.execute(
                "UPDATE cchc_audit_entry SET action = 'given' WHERE id = %s", [self.entry.id]
            )
        self.entry.invalidate_recordset()
        self.assertEqual(self.entry.action, "given")
        last = entries.search([], limit=1)
        self.assertEqual(last.action, "protection_lifted")
        self.assertEqual(last.reason, "19.0.2: spelling of action names")
        with self.assertRaises(psycopg2.errors.InsufficientPrivilege), self.cr.savepoint():
            self.cr.execute("DELETE FROM cchc_audit_entry")

    @mute_logger("odoo.sql_db")
    def test_a_migration_that_fails_leaves_the_protection(self):
        with (
            self.assertRaises(ZeroDivisionError),
            self.env["cchc.audit.entry"]._lift_protection("a try"),
        ):
            self.cr.execute("DELETE FROM cchc_audit_entry")
            raise ZeroDivisionError
        self.assertTrue(self.entry.exists())
        with self.assertRaises(psycopg2.errors.InsufficientPrivilege), self.cr.savepoint():
            self.cr.execute("DELETE FROM cchc_audit_entry")
        with self.assertRaises(ValueError), self.env["cchc.audit.entry"]._lift_protection(""):
            pass

    # -- reading ---------------------------------------------------------------------------------

    def test_only_auditor_and_administrator_read(self):
        for user in (
            self.user_gtvt_officer,
            self.user_gtvt_head,
            self.user_gtvt_hr,
            self.user_standing,
            self.user_vp,
            self.user_leader,
            self.user_outsider,
        ):
            for model in ("cchc.audit.entry", "cchc.audit.seal"):
                records = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        records.search([])
                    with self.assertRaises(AccessError):
                        records.formatted_read_group([], [], ["__count"])
            with self.assertRaises(AccessError):
                self.entry.with_user(user).read(["new_value"])
            with self.assertRaises(AccessError):
                self.env["cchc.audit.seal"].with_user(user).verify()
            with self.assertRaises(AccessError):
                self.env["cchc.audit.verification"].with_user(user).create({})
        for user in (self.user_auditor, self.user_admin_cchc, self.admin):
            self.assertEqual(self.entry.with_user(user).action, "assign")
            self.assertIn("ok", self.env["cchc.audit.seal"].with_user(user).verify())

    def test_discipline_and_ratings_are_not_read_here(self):
        reserved = self.env["cchc.audit.entry"]._append(
            rows(1, model="cchc.discipline.case")
            + rows(1, model="cchc.rating")
            + rows(1, model="cchc.rating.scheme")
        )
        for user in (self.user_auditor, self.user_admin_cchc):
            entries = self.env["cchc.audit.entry"].with_user(user)
            self.assertFalse(entries.search([("id", "in", reserved.ids)]))
            for entry in reserved.with_user(user):
                with self.assertRaises(AccessError):
                    entry.read(["model"])

    def test_an_auditor_of_a_unit_reads_what_is_filed_under_it(self):
        entries = self.env["cchc.audit.entry"]
        commune = entries._append(rows(1, unit_id=self.antruong.id))
        unfiled = entries._append(rows(1))
        auditor = self.make_user("t_namsach_auditor", ("auditor", self.namsach))
        by_hand = self.make_user("t_by_hand")
        by_hand.group_ids += self.env.ref("cchc_reform.group_cchc_auditor")
        mine = entries.with_user(auditor)
        self.assertEqual(commune.with_user(auditor).action, "assign")
        self.assertEqual(mine.search([("id", "in", (commune | unfiled | self.entry).ids)]), commune)
        with self.assertRaises(AccessError):
            self.entry.with_user(auditor).read(["action"])
        self.assertFalse(entries.with_user(by_hand).search([]), "a group alone gives no unit")
        # A unit that comes later is below the district at once.
        later = self.antruong.copy({"name": "Xã Mới", "code": "T-NEW"})
        entry = entries._append(rows(1, unit_id=later.id))
        self.assertEqual(mine.search([("id", "=", entry.id)]), entry)
        self.assertEqual(
            entries.with_user(self.user_auditor).search_count([("id", "in", unfiled.ids)]), 1
        )


@tagged("post_install", "-at_install")
class TestAuditRemote(ReformFixture, HttpCase):
    """The same attacks through the entry point that a browser uses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.entry = cls.env["cchc.audit.entry"]._append(rows(1, unit_id=cls.gtvt.id))

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    @mute_logger("odoo.http")
    def test_remote_calls_do_not_write(self):
        values = {"model": "cchc.task", "action": "forged", "at": "2023-03-15 00:00:00"}
        ids = self.entry.ids
        seals = self.env["cchc.audit.seal"].search_count([])
        for login, password in (("admin", "admin"), ("t_auditor", None), ("t_admin", None)):
            self.authenticate(login, password or login + "x" * (8 - len(login)))
            for method, args in (
                ("create", [[values]]),
                ("create", [values]),
                ("write", [ids, {"reason": "x"}]),
                ("unlink", [ids]),
                ("copy", [ids]),
                ("web_save", [[], values, {}]),
                ("web_save", [ids, {"reason": "x"}, {}]),
                ("name_create", ["x"]),
                ("_append", [[{"model": "cchc.task", "action": "forged"}]]),
                ("_lift_protection", ["x"]),
                ("_append_even_on_rollback", ["x"]),
                ("init", []),
            ):
                with self.subTest(login=login, method=method), self.assertRaises(JsonRpcException):
                    self._call("cchc.audit.entry", method, *args)
            for method in ("create", "_seal_pending", "_cron_seal", "_head"):
                with self.subTest(login=login, method=method), self.assertRaises(JsonRpcException):
                    self._call("cchc.audit.seal", method, [{}])
        self.env.invalidate_all()
        self.assertFalse(self.env["cchc.audit.entry"].search([("action", "=", "forged")]))
        self.assertTrue(self.entry.exists())
        self.assertFalse(self.entry.reason)
        self.assertEqual(self.env["cchc.audit.seal"].search_count([]), seals)

    def test_an_auditor_reads_and_verifies_on_a_read_only_cursor(self):
        self.authenticate("t_auditor", "t_auditor")
        found = self._call("cchc.audit.entry", "search_read", [["id", "=", self.entry.id]])
        self.assertEqual(found[0]["action"], "assign")
        self.assertIn("ok", self._call("cchc.audit.seal", "verify"))
