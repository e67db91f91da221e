import base64
import random
import time
from contextlib import ExitStack, closing, contextmanager
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..kernel import audit
from ..models.audit_entry import PROTECTED_TABLES
from .test_audit import rows

PATIENCE = 20  # seconds


def settled_at_once(seals):
    """Let seals take what is visible, as if nothing older were running."""
    return patch.object(type(seals), "_settled", lambda self, oldest: SQL("TRUE"))


def disable_triggers(cr):
    """As whoever owns the tables can."""
    for table in PROTECTED_TABLES:
        cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


@tagged("post_install", "-at_install")
class TestAuditChain(TransactionCase):
    """The chain, and what the verifier says of it, within the transaction of a test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls.env["cchc.audit.entry"]
        cls.seals = cls.env["cchc.audit.seal"]
        # The entries of a test belong to a transaction that is still running.
        cls.really_settled = staticmethod(type(cls.seals)._settled)
        cls.startClassPatcher(settled_at_once(cls.seals))
        while cls.seals._seal_pending():
            pass
        cls.first = cls.entries._append(rows(5))
        cls.seals._seal_pending()
        cls.second = cls.entries._append(rows(4))
        cls.seals._seal_pending()
        cls.sequence = cls.seals._head()[0]

    def _kinds(self, **kwargs):
        result = self.seals.verify(**kwargs)
        self.assertEqual(result["ok"], not result["problems"])
        return [
            (problem["kind"], problem.get("id") or problem["sequence"])
            for problem in result["problems"]
        ]

    def _messages(self, **kwargs):
        return [problem["message"] for problem in self.seals.verify(**kwargs)["problems"]]

    def _tamper(self, statement, *parameters):
        disable_triggers(self.cr)
        self.cr.execute(statement, parameters)

    # -- sealing ---------------------------------------------------------------------------------

    def test_a_history_that_nobody_touched_agrees(self):
        result = self.seals.verify()
        self.assertTrue(result["ok"])
        self.assertEqual(result["problems"], [])
        self.assertEqual(result["unsealed"], 0)
        self.assertEqual(result["sealed"], self.entries.search_count([]))
        self.assertEqual(result["head"], list(self.seals._head()))

    def test_a_seal_continues_the_one_before(self):
        last, before = self.seals.search([], limit=2)
        self.assertEqual(last.sequence, before.sequence + 1)
        self.assertEqual(last.previous_hash, before.hash)
        self.assertEqual(
            (last.first_id, last.last_id), (min(self.second.ids), max(self.second.ids))
        )
        self.assertEqual(last.entry_count, 4)
        self.assertEqual(self.seals.search([("sequence", "=", 1)]).previous_hash, audit.GENESIS)

    def test_the_digests_can_be_computed_without_postgresql(self):
        odd = self.entries._append(
            rows(1, reason="Đỗ, 'x': -", res_name="", effective_on=False, old=None)
            + rows(1, res_id=-5, new={"a": "\n\t\\"})
        )
        found = dict(self.seals._fetch_digests(audit.runs_of(sorted((odd | self.first).ids))))
        self.cr.execute("SELECT * FROM cchc_audit_entry WHERE id = ANY(%s)", [list(found)])
        for row in self.cr.dictfetchall():
            self.assertEqual(found[row["id"]], audit.entry_digest(row))

    def test_sealing_twice_seals_nothing_twice(self):
        self.assertEqual(self.seals._seal_pending(), 0)
        new = self.entries._append(rows(3))
        self.assertEqual(self.seals.verify()["unsealed"], 3)
        self.assertEqual(self.seals._seal_pending(limit=2), 2)
        self.assertEqual(self.seals._seal_pending(limit=2), 1)
        self.assertEqual(self.seals._seal_pending(limit=2), 0)
        self.assertEqual(self.seals.search([], limit=1).entry_ids, str(max(new.ids)))
        self.assertEqual(self._kinds(), [])

    def test_the_job_seals_all_in_batches(self):
        self.entries._append(rows(7))
        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
            patch("odoo.addons.cchc_reform.models.audit_seal.SEAL_LIMIT", 3),
        ):
            self.seals.with_env(self.env(cr=cr))._cron_seal()
        self.assertEqual(self.seals.verify()["unsealed"], 0)
        self.assertEqual(self.seals.search([], limit=3).mapped("entry_count"), [1, 3, 3])

    def test_the_job_is_scheduled_every_ten_minutes(self):
        cron = self.env.ref("cchc_reform.ir_cron_audit_seal")
        self.assertTrue(cron.active)
        self.assertEqual((cron.interval_number, cron.interval_type), (10, "minutes"))
        self.entries._append(rows(2))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.seals.verify()["unsealed"], 0)

    def test_entries_of_the_running_transaction_are_left(self):
        self.entries._append(rows(1))
        with patch.object(type(self.seals), "_settled", self.really_settled):
            self.assertEqual(self.seals._seal_pending(), 0)
        self.assertEqual(self.seals._seal_pending(), 1)

    # -- what the verifier names -----------------------------------------------------------------

    def test_a_changed_entry(self):
        entry = self.first[2]
        self._tamper("UPDATE cchc_audit_entry SET new_value = '{}' WHERE id = %s", entry.id)
        self.assertEqual(self._kinds(), [("changed", entry.id)])
        problem = self.seals.verify()["problems"][0]
        self.assertEqual((problem["model"], problem["res_id"]), ("cchc.task", 3))
        self.assertRegex(
            problem["message"],
            rf"^Entry {entry.id} \(cchc\.task 3, \d\d/\d\d/\d{{4}}\) was changed after it was sealed\.$",
        )

    def test_each_column_counts(self):
        for column in audit.COLUMNS[1:]:
            value = {
                "at": "'1999-01-01'::timestamp",
                "effective_on": "'1999-01-01'::date",
            }.get(column, "999" if column.endswith("_id") else "'forged'")
            with self.subTest(column), self.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE cchc_audit_entry SET {column} = {value} WHERE id = %s",
                    self.second[0].id,
                )
                self.assertEqual(self._kinds(), [("changed", self.second[0].id)])
                savepoint.rollback()

    def test_a_removed_entry(self):
        entry = self.first[1]
        self._tamper("DELETE FROM cchc_audit_entry WHERE id = %s", entry.id)
        self.assertEqual(self._kinds(), [("removed", entry.id)])
        self.assertIn(f"Entry {entry.id} was removed after it was sealed", self._messages()[0])

    def test_an_emptied_history(self):
        count = self.entries.search_count([])
        disable_triggers(self.cr)
        self.cr.execute("TRUNCATE cchc_audit_entry")
        result = self.seals.verify()
        self.assertFalse(result["ok"])
        self.assertEqual(result["problems"][0]["kind"], "removed")
        self.assertEqual(result["more"], count > len(result["problems"]))

    def test_an_entry_inserted_among_sealed_ones(self):
        gap = self.first[3].id
        self._tamper("DELETE FROM cchc_audit_entry WHERE id = %s", gap)
        self._tamper(
            """
            INSERT INTO cchc_audit_entry (id, at, model, action)
                 VALUES (%s, now(), 'cchc.task', 'forged'), (-3, now(), 'cchc.task', 'forged'),
                        (2000000000, now(), 'cchc.task', 'forged')
            """,
            gap,
        )
        self.assertEqual(
            self._kinds(), [("changed", gap), ("inserted", -3), ("inserted", 2000000000)]
        )

    def test_an_entry_inserted_where_a_number_was_never_used(self):
        self.cr.execute("SELECT nextval('cchc_audit_entry_id_seq')")
        gap = self.cr.fetchone()[0]
        self.entries._append(rows(2))
        self.seals._seal_pending()
        self._tamper(
            "INSERT INTO cchc_audit_entry (id, at, model, action)"
            " VALUES (%s, now(), 'cchc.task', 'forged')",
            gap,
        )
        # The number could still turn up, as long as the transactions of then are running...
        self.assertEqual(self._kinds(), [])
        self._tamper("DELETE FROM cchc_audit_entry WHERE id = %s", gap)
        self.entries._append(rows(1))
        with patch.object(type(self.seals), "_may_turn_up", lambda *args: False):
            self.seals._seal_pending()
        self._tamper(
            "INSERT INTO cchc_audit_entry (id, at, model, action)"
            " VALUES (%s, now(), 'cchc.task', 'forged')",
            gap,
        )
        # ... and afterwards no longer.
        self.assertEqual(self._kinds(), [("inserted", gap)])
        self.assertIn("inserted among entries", self._messages()[0])
        self.assertEqual(self.seals._seal_pending(), 0, "it is never sealed either")

    def test_a_number_far_ahead_does_not_stop_the_seals(self):
        self._tamper(
            "INSERT INTO cchc_audit_entry (id, at, model, action)"
            " VALUES (2000000000, now(), 'cchc.task', 'forged')"
        )
        new = self.entries._append(rows(2))
        self.assertEqual(self.seals._seal_pending(), 2)
        self.assertEqual(self.seals.search([], limit=1).last_id, max(new.ids))
        self.assertEqual(self._kinds(), [("inserted", 2000000000)])

    def test_entries_that_changed_places(self):
        one, two = sorted(self.first.ids)[:2]
        self._tamper(
            "UPDATE cchc_audit_entry SET id = CASE id WHEN %s THEN -1 ELSE -2 END"
            " WHERE id IN (%s, %s)",
            one,
            one,
            two,
        )
        self._tamper(
            "UPDATE cchc_audit_entry SET id = CASE id WHEN -1 THEN %s ELSE %s END"
            " WHERE id IN (-1, -2)",
            two,
            one,
        )
        self.assertEqual(self._kinds(), [("reordered", one), ("reordered", two)])
        self.assertIn("the order was changed", self._messages()[0])

    def test_a_changed_seal(self):
        for column, value in (
            ("hash", "repeat('0', 64)"),
            ("entry_count", "3"),
            ("entry_ids", "'1-2'"),
            ("entry_ids", "'nonsense'"),
            ("open_ids", "'7'"),
            ("top_id", "top_id + 100"),
            ("sealed_at", "sealed_at - interval '1 day'"),
            ("server_start", "'x'"),
            ("digests", "decode('00', 'hex')"),
            ("digests", "encode(repeat('x', 128)::bytea, 'base64')::bytea"),
        ):
            with self.subTest(column), self.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE cchc_audit_seal SET {column} = {value} WHERE sequence = %s",
                    self.sequence,
                )
                self.assertEqual(self._kinds(), [("seal_changed", self.sequence)])
                savepoint.rollback()

    def test_a_removed_seal(self):
        self._tamper("DELETE FROM cchc_audit_seal WHERE sequence = %s", self.sequence - 1)
        self.assertEqual(self._kinds(), [("seal_missing", self.sequence - 1)])
        self.assertEqual(self._messages(), [f"Seal {self.sequence - 1} is missing."])

    def test_seals_that_changed_places(self):
        self._tamper("UPDATE cchc_audit_seal SET sequence = -1 WHERE sequence = %s", self.sequence)
        self._tamper(
            "UPDATE cchc_audit_seal SET sequence = %s WHERE sequence = %s",
            self.sequence,
            self.sequence - 1,
        )
        self._tamper(
            "UPDATE cchc_audit_seal SET sequence = %s WHERE sequence = -1", self.sequence - 1
        )
        self.assertEqual(
            self._kinds(), [("seal_changed", self.sequence - 1), ("seal_changed", self.sequence)]
        )

    def _forge_seal(self, sequence):
        """Rewrite a seal as one who knows how seals are made."""
        seal = next(
            self.seals._seal_from(row) for row in self._select_seals() if row[0] == sequence
        )
        runs = audit.parse_runs(seal.entry_ids)
        digests = b"".join(d for _id, d in self.seals._fetch_digests(runs))
        header = seal._asdict()
        del header["digests"], header["hash"]
        self._tamper(
            "UPDATE cchc_audit_seal SET digests = %s, hash = %s WHERE sequence = %s",
            base64.b64encode(digests),
            audit.seal_hash(seal.previous_hash, header, digests),
            sequence,
        )

    def _select_seals(self):
        return self.env.execute_query(SQL("SELECT %s FROM cchc_audit_seal", self.seals._columns()))

    def test_a_seal_made_again_does_not_fit_the_next(self):
        self._tamper(
            "UPDATE cchc_audit_entry SET reason = 'forged' WHERE id = %s", self.first[0].id
        )
        self._forge_seal(self.sequence - 1)
        self.assertEqual(self._kinds(), [("seal_reordered", self.sequence)])

    def test_the_last_seal_made_again_shows_against_a_printed_report(self):
        anchor = self.seals._head()
        self._tamper(
            "UPDATE cchc_audit_entry SET reason = 'forged' WHERE id = %s", self.second[0].id
        )
        self._forge_seal(self.sequence)
        self.assertEqual(self._kinds(), [])
        self.assertEqual(self._kinds(anchor=list(anchor)), [("rewritten", self.sequence)])

    def test_a_cut_tail_shows_against_a_printed_report(self):
        anchor = self.seals.search([], limit=1).display_name
        self.assertEqual(anchor.split(":"), [str(part) for part in self.seals._head()])
        self.assertEqual(self._kinds(anchor=anchor), [])
        self._tamper("DELETE FROM cchc_audit_seal WHERE sequence = %s", self.sequence)
        self._tamper("DELETE FROM cchc_audit_entry WHERE id = ANY(%s)", self.second.ids)
        self.assertEqual(self._kinds(), [], "nothing that is left says so")
        self.assertEqual(self._kinds(anchor=anchor), [("cut_off", self.sequence)])
        self.assertIn("its end was cut off", self._messages(anchor=anchor)[0])

    def test_entries_cut_off_without_their_seal(self):
        self._tamper("DELETE FROM cchc_audit_entry WHERE id = ANY(%s)", self.second.ids)
        self.assertEqual(
            self._kinds(), [("removed", entry_id) for entry_id in sorted(self.second.ids)]
        )

    def test_an_anchor_that_cannot_be_read(self):
        for anchor in (
            "x",
            "17",
            "17:xyz",
            [17],
            "17:12",
            {"a": 1},
            3.5,
            "0:12345678",
            "-1:12345678",
        ):
            with self.subTest(anchor=anchor), self.assertRaises(UserError):
                self.seals.verify(anchor)
        head = " - ".join(str(part) for part in self.seals._head())
        for anchor in (None, False, "", "0:", [0, ""], [], f"{head} "):
            with self.subTest(anchor=anchor):
                self.assertTrue(self.seals.verify(anchor)["ok"])

    def test_the_dialog_shows_what_was_found(self):
        dialog = self.env["cchc.audit.verification"].create({})
        dialog.action_verify()
        self.assertEqual(dialog.outcome, "ok")
        self._tamper("DELETE FROM cchc_audit_entry WHERE id = %s", self.first[1].id)
        dialog.action_verify()
        self.assertEqual(dialog.outcome, "bad")
        self.assertIn(f"Entry {self.first[1].id} was removed", dialog.result)


@tagged("post_install", "-at_install")
class TestAuditTransactions(TransactionCase):
    """Sealing beside other transactions, with real connections that really commit.

    What is committed to the history stays for good, so these tests work on tables of their own
    in a schema of their own, which the connections find first and which is dropped at the end.
    """

    SCHEMA = "cchc_audit_test"

    def setUp(self):
        super().setUp()
        # Nothing may be written by the test's own transaction: it would hold up every seal.
        self.stack = ExitStack()
        self.addCleanup(self._drop_schema)
        self.addCleanup(self.stack.close)
        self._drop_schema()
        with self._connection() as env:
            env.cr.execute(f"CREATE SCHEMA {self.SCHEMA}")
            for table in PROTECTED_TABLES:
                env.cr.execute(
                    f"""
                    CREATE SEQUENCE {table}_id_seq AS integer;
                    CREATE TABLE {table} (LIKE public.{table} INCLUDING ALL);
                    ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval('{table}_id_seq');
                    """
                )
            env["cchc.audit.entry"]._protect()
            env.cr.commit()

    def _drop_schema(self):
        with self.registry.cursor() as cr:
            cr.execute(f"DROP SCHEMA IF EXISTS {self.SCHEMA} CASCADE")

    @contextmanager
    def _connection(self):
        with self.registry.cursor() as cr:
            # Connections are reset before they are lent again.
            cr.execute(f"SET search_path TO {self.SCHEMA}, public")
            cr.commit()  # pylint: disable=invalid-commit
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()

    def _open(self):
        return self.stack.enter_context(self._connection())

    def _append(self, env, count=1):
        return env["cchc.audit.entry"]._append(rows(count)).ids

    def _seal(self, env, limit=5000):
        done = env["cchc.audit.seal"]._seal_pending(limit)
        env.cr.commit()
        return done

    def _seal_all(self, env, expected):
        """Seal until ``expected`` entries are; another program here may hold it up."""
        deadline = time.monotonic() + PATIENCE
        while True:
            while self._seal(env):
                pass
            result = env["cchc.audit.seal"].verify()
            env.cr.commit()
            if result["sealed"] >= expected:
                return result
            if time.monotonic() > deadline:
                self.skipTest("another program keeps a transaction open in this database")
            time.sleep(0.2)

    def _sealed(self, env):
        env.cr.execute("SELECT entry_ids FROM cchc_audit_seal")
        return [
            number
            for (text,) in env.cr.fetchall()
            for low, high in audit.parse_runs(text)
            for number in range(low, high + 1)
        ]

    def test_waits_for_the_oldest_running_transaction(self):
        slow, quick, job = self._open(), self._open(), self._open()
        [early] = self._append(slow)
        late = self._append(quick, 2)
        quick.cr.commit()
        self.assertEqual(self._seal(job), 0, "committed, but not older than what is running")
        slow.cr.commit()
        result = self._seal_all(job, 3)
        self.assertTrue(result["ok"])
        self.assertEqual(sorted(self._sealed(job)), [early, *late])

    def test_other_databases_of_the_server_do_not_hold_up(self):
        env, job = self._open(), self._open()
        with closing(db_connect("postgres").cursor()) as other:
            other.execute("SELECT pg_current_xact_id()")
            self._append(env)
            env.cr.commit()
            self.assertEqual(self._seal(job), 1)
        self._append(env)
        env.cr.commit()
        self.assertTrue(self._seal_all(job, 2)["ok"])

    def test_a_number_that_turns_up_late_goes_into_a_later_seal(self):
        slow, quick, job = self._open(), self._open(), self._open()
        [early] = self._append(slow)
        [late] = self._append(quick)
        quick.cr.commit()
        with settled_at_once(job["cchc.audit.seal"]):
            self.assertEqual(self._seal(job), 1)
        seal = job["cchc.audit.seal"].search([], limit=1)
        self.assertEqual((seal.entry_ids, seal.open_ids), (str(late), str(early)))
        job.cr.commit()
        slow.cr.commit()
        self.assertEqual(job["cchc.audit.seal"].verify()["problems"], [], "it is expected")
        job.cr.commit()
        result = self._seal_all(job, 2)
        self.assertTrue(result["ok"])
        seal = job["cchc.audit.seal"].search([], limit=1)
        self.assertEqual((seal.entry_ids, seal.open_ids), (str(early), ""))
        self.assertEqual((seal.last_id, seal.top_id), (early, late))

    def test_numbers_of_a_rollback_stay_open_only_while_they_can_turn_up(self):
        env, job = self._open(), self._open()
        gone = self._append(env, 3)
        env.cr.rollback()
        self._append(env)
        env.cr.commit()
        self._seal_all(job, 1)
        self.assertEqual(
            job["cchc.audit.seal"].search([], limit=1).open_ids, f"{gone[0]}-{gone[-1]}"
        )
        self._append(env)
        env.cr.commit()
        result = self._seal_all(job, 2)
        self.assertEqual(job["cchc.audit.seal"].search([], limit=1).open_ids, "")
        self.assertTrue(result["ok"])
        self.assertEqual(result["unsealed"], 0)

    def test_a_restart_of_the_server_ends_the_wait(self):
        env, job = self._open(), self._open()
        self._append(env)
        env.cr.rollback()
        self._append(env)
        env.cr.commit()
        self._seal_all(job, 1)
        seals = job["cchc.audit.seal"]
        last, clock = seals._last_seal(), seals._server_clock()
        clock["oldest"] = 0  # a restored database counts from the beginning again
        self.assertTrue(seals._may_turn_up(last, clock))
        clock["server_start"] = "another"
        self.assertFalse(seals._may_turn_up(last, clock))

    def test_a_killed_job_leaves_nothing_behind(self):
        env, job = self._open(), self._open()
        self._append(env, 5)
        env.cr.commit()
        self._seal_all(job, 5)
        self._append(env, 5)
        env.cr.commit()
        job["cchc.audit.seal"]._seal_pending(3)
        job.cr.rollback()
        result = self._seal_all(job, 10)
        self.assertTrue(result["ok"])
        self.assertEqual((result["sealed"], result["unsealed"]), (10, 0))

    @mute_logger("odoo.sql_db")
    def test_two_jobs_at_a_time(self):
        env, one, two = self._open(), self._open(), self._open()
        self._append(env, 4)
        env.cr.commit()
        # The second has looked at the database before the first is done.
        stale = self._open()
        stale.cr.execute("SELECT count(*) FROM cchc_audit_seal")
        deadline = time.monotonic() + PATIENCE
        while not one["cchc.audit.seal"]._seal_pending():
            one.cr.rollback()
            if time.monotonic() > deadline:
                self.skipTest("another program keeps a transaction open in this database")
        self.assertEqual(two["cchc.audit.seal"]._seal_pending(), 0, "one job at a time")
        two.cr.rollback()
        one.cr.commit()
        with settled_at_once(two["cchc.audit.seal"]), self.assertRaises(psycopg2.Error):
            stale["cchc.audit.seal"]._seal_pending()
        stale.cr.rollback()
        self.assertEqual(self._seal(two), 0)
        result = two["cchc.audit.seal"].verify()
        self.assertTrue(result["ok"])
        self.assertEqual((result["seals"], result["sealed"]), (1, 4))

    def test_whatever_the_order_each_entry_is_sealed_once(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                self._run_in_random_order(random.Random(seed))

    def _run_in_random_order(self, chance):
        writers = [self._open() for _number in range(4)]
        job = self._open()
        job.cr.execute("SELECT count(*) FROM cchc_audit_entry")
        [before] = job.cr.fetchone()
        job.cr.commit()
        pending, committed = {env: [] for env in writers}, []
        for _step in range(120):
            env = chance.choice(writers)
            action = chance.random()
            if action < 0.45:
                pending[env] += self._append(env, chance.randint(1, 4))
            elif action < 0.55:
                with env.cr.savepoint():
                    pending[env] += self._append(env)
            elif action < 0.7:
                env.cr.commit()
                committed += pending[env]
                pending[env] = []
            elif action < 0.8:
                env.cr.rollback()
                pending[env] = []
            elif action < 0.95:
                # Half of the seals do not wait, as if nothing older were running.
                with ExitStack() as stack:
                    if chance.random() < 0.5:
                        stack.enter_context(settled_at_once(job["cchc.audit.seal"]))
                    self._seal(job, chance.choice((1, 3, 5000)))
            else:
                job["cchc.audit.seal"]._seal_pending(chance.choice((1, 3)))
                job.cr.rollback()
        for env in writers:
            env.cr.commit()
            committed += pending[env]
        result = self._seal_all(job, before + len(committed))
        self.assertEqual(result["problems"], [])
        self.assertEqual(result["unsealed"], 0)
        sealed = self._sealed(job)
        self.assertEqual(len(sealed), len(set(sealed)), "none twice")
        self.assertLessEqual(set(committed), set(sealed), "none missing")
        self.assertEqual(len(sealed), before + len(committed))
