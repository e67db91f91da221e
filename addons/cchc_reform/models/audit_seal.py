import base64
import binascii
import re
from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..kernel import audit
from .audit_verifier import ChainVerifier

# Any number that nobody else locks by; one job seals at a time, in one database.
SEAL_LOCK = 0x63636863
SEAL_LIMIT = 5000

HEADER_COLUMNS = (
    "sequence",
    "format",
    "sealed_at",
    "previous_hash",
    "entry_count",
    "first_id",
    "last_id",
    "top_id",
    "entry_ids",
    "open_ids",
    "horizon",
    "server_start",
)
Seal = namedtuple("Seal", HEADER_COLUMNS + ("hash", "digests"))


def _decode(content):
    """Raw digests from what a Binary column holds (base64); broken content stays broken."""
    try:
        return base64.b64decode(bytes(content or b""), validate=True)
    except binascii.Error:
        return b""


class AuditSeal(models.Model):
    """A seal over a batch of history entries; each seal continues the one before it.

    Entries are not touched by sealing: the seal says which ones it covers and keeps the digest
    of each. What is changed, removed, inserted or reordered afterwards no longer agrees with
    the seals, and a seal that is rewritten no longer agrees with the next. What remains, cutting
    off the end, shows against the head of the chain, which reports print.

    Numbers of entries are not given out in the order of the commits: a transaction that takes
    long turns up later with a lower number, and one that is rolled back never does. Therefore a
    seal also says which numbers may still turn up (``open_ids``): those missing among its
    numbers, for as long as a transaction is running that ran when the seal was made (which
    ``horizon`` tells; after a restart of the server, hence after a restore, none is). The next
    seal looks at these and at what is above the last, and never at the rest of the table.
    """

    _name = "cchc.audit.seal"
    _inherit = "cchc.audit.mixin"
    _log_access = False
    _description = "Seal of the history"
    _order = "sequence desc"
    _rec_name = "sequence"

    sequence = fields.Integer(required=True, readonly=True, aggregator=None)
    format = fields.Integer(
        required=True, readonly=True, aggregator=None, help="How digests are made."
    )
    sealed_at = fields.Datetime(required=True, readonly=True)
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)
    entry_count = fields.Integer(string="Entries", required=True, readonly=True)
    first_id = fields.Integer(string="First entry", required=True, readonly=True, aggregator=None)
    last_id = fields.Integer(string="Last entry", required=True, readonly=True, aggregator=None)
    top_id = fields.Integer(
        string="Highest entry so far", required=True, readonly=True, aggregator=None
    )
    entry_ids = fields.Text(
        string="Numbers of the entries", required=True, readonly=True, help="As 1-99,101-106."
    )
    open_ids = fields.Text(
        string="Numbers that may still turn up", readonly=True, help="As 1-99,101-106."
    )
    horizon = fields.Char(
        required=True, readonly=True, help="First transaction that had not begun."
    )
    server_start = fields.Char(required=True, readonly=True)
    digests = fields.Binary(
        required=True, readonly=True, attachment=False, help="32 bytes an entry, by number."
    )

    _sequence_unique = models.UniqueIndex("(sequence)", "Each seal has its own number.")

    def init(self):
        self.env["cchc.audit.entry"]._protect()

    @api.depends("sequence", "hash")
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = f"{seal.sequence}:{(seal.hash or '')[: audit.SHORT]}"

    # -- checking --------------------------------------------------------------------------------

    @api.model
    @api.readonly
    def verify(self, anchor=None):
        """Compare the whole history with its seals; only for auditors and administrators.

        :param anchor: head of the chain as a report prints it, ``"17:3f2a…"`` or ``[17, "3f2a…"]``
        :return: dict of plain values: ``ok``; numbers of ``seals``, ``sealed`` and ``unsealed``
            entries; ``head`` of the chain; ``problems``, the first ones found, each with ``kind``
            and ``message`` and as known ``id``, ``model``, ``res_id``, ``at``, ``sequence``;
            ``more``, whether there are more than are listed
        :raises AccessError: the user is neither
        :raises UserError: the anchor cannot be read
        """
        self._check_verifier()
        return ChainVerifier(self, self._parse_anchor(anchor)).run()

    def _check_verifier(self):
        user = self.env.user
        if not self.env.su and not (
            user.has_group("cchc_reform.group_cchc_auditor")
            or user.has_group("cchc_reform.group_cchc_admin")
        ):
            raise AccessError(self.env._("Only auditors and administrators verify the history."))

    def _parse_anchor(self, anchor):
        """(sequence, beginning of the hash), or None."""
        if not anchor:
            return None
        if isinstance(anchor, (list, tuple)):
            anchor = ":".join(str(part) for part in anchor)
        match = re.fullmatch(r"\s*([0-9]{1,9})\s*[: -]\s*([0-9a-f]{8,64})?\s*", str(anchor).lower())
        if not match or bool(int(match[1])) != bool(match[2]):
            raise UserError(
                self.env._("The head of the history on a report reads like 17:3f2a9c0d12345678.")
            )
        return int(match[1]), match[2] or ""

    # -- sealing ---------------------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Seal what is there, batch by batch; may be killed and run again at any point."""
        cron = self.env["ir.cron"]
        # A new transaction: what it sees is then not older than the lock it takes.
        cron._commit_progress()
        while True:
            done = self._seal_pending(SEAL_LIMIT)
            more = done == SEAL_LIMIT
            if not cron._commit_progress(done, remaining=int(more)) or not more:
                break

    @api.model
    def _seal_pending(self, limit=SEAL_LIMIT):
        """Put one seal over at most ``limit`` settled entries that no seal covers yet.

        Settled means older than the oldest running transaction. Does nothing while another job
        is sealing.

        :return: number of entries sealed
        """
        cr = self.env.cr
        cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s)", SEAL_LOCK))
        if not cr.fetchone()[0]:
            return 0
        clock = self._server_clock()
        last = self._last_seal()
        top = last.top_id if last else 0
        pending = audit.parse_runs(last.open_ids) if last else []
        rows = self._fetch_digests(
            pending + [(top + 1, clock["counter"])], oldest=clock["oldest"], limit=limit
        )
        if not rows:
            return 0
        runs = audit.runs_of(entry_id for entry_id, _digest in rows)
        new_top = max(top, runs[-1][1])
        if last and not self._may_turn_up(last, clock):
            # Nobody is left who could fill these numbers, save what this batch left over.
            pending = audit.runs_of(entry_id for entry_id, _digest in self._fetch_digests(pending))
        new_numbers = [(top + 1, new_top)] if new_top > top else []
        open_runs = audit.subtract_runs(pending + new_numbers, runs)
        header = {
            "sequence": last.sequence + 1 if last else 1,
            "format": audit.FORMAT,
            "sealed_at": clock["now"],
            "previous_hash": last.hash if last else audit.GENESIS,
            "entry_count": len(rows),
            "first_id": runs[0][0],
            "last_id": runs[-1][1],
            "top_id": new_top,
            "entry_ids": audit.format_runs(runs),
            "open_ids": audit.format_runs(open_runs),
            "horizon": str(clock["horizon"]),
            "server_start": clock["server_start"],
        }
        digests = b"".join(digest for _entry_id, digest in rows)
        values = {
            **header,
            "hash": audit.seal_hash(header["previous_hash"], header, digests),
            "digests": base64.b64encode(digests),
        }
        cr.execute(
            SQL(
                "INSERT INTO cchc_audit_seal (%s) VALUES (%s)",
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        return len(rows)

    @api.model
    def _head(self):
        """Head of the chain as reports print it: (sequence, short hash); (0, "") without seals."""
        last = self._last_seal()
        return (last.sequence, last.hash[: audit.SHORT]) if last else (0, "")

    def _last_seal(self):
        self.env.cr.execute(
            SQL("SELECT %s FROM cchc_audit_seal ORDER BY sequence DESC LIMIT 1", self._columns())
        )
        row = self.env.cr.fetchone()
        return row and self._seal_from(row)

    def _columns(self):
        return SQL(", ").join(map(SQL.identifier, Seal._fields))

    @staticmethod
    def _seal_from(row):
        seal = Seal(*row)
        return seal._replace(digests=_decode(seal.digests))

    def _server_clock(self):
        """What this transaction sees of the others, and how far the counter of entries is.

        ``oldest`` is the oldest transaction that was running when this one took its snapshot, or
        the first that had not begun. Those that work in another database of the server do not
        count: a long one there (a restore, another instance) would hold up the seals here.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT date_trunc('second', statement_timestamp() AT TIME ZONE 'UTC') AS now,
                       least(
                           (SELECT min(running::text::bigint)
                              FROM pg_snapshot_xip(pg_current_snapshot()) AS running
                             WHERE NOT EXISTS (
                                   SELECT FROM pg_stat_activity AS other
                                    WHERE other.backend_xid = running::xid
                                      AND other.datname <> current_database())),
                           pg_current_xact_id_if_assigned()::text::bigint,
                           pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                       ) AS oldest,
                       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS horizon,
                       extract(epoch FROM pg_postmaster_start_time())::text AS server_start,
                       (SELECT CASE WHEN is_called THEN last_value ELSE 0 END
                          FROM cchc_audit_entry_id_seq) AS counter
                """
            )
        )
        return self.env.cr.dictfetchone()

    @staticmethod
    def _may_turn_up(seal, clock):
        """Tell whether a transaction that ran when ``seal`` was made is still running."""
        return seal.server_start == clock["server_start"] and clock["oldest"] < int(seal.horizon)

    def _settled(self, oldest):
        """Condition: the row ``entry`` is older than the transaction ``oldest``.

        Rows of subtransactions are covered: their number is above that of their transaction. In
        a restored database all rows are as old as the restore.
        """
        return SQL("age(entry.xmin) > age(%s::xid8::xid)", str(oldest))

    def _fetch_digests(self, runs, oldest=None, limit=None):
        """(id, digest) of the entries whose ids lie in the ascending ``runs``, by id.

        Only those older than the transaction ``oldest``, if given.
        Reads the runs by index, one by one, so the cost does not grow with the table.
        """
        if not runs:
            return []
        parts = []
        for column in audit.COLUMNS:
            text = SQL("entry.%s::text", SQL.identifier(column))
            if column == "at":
                text = SQL("to_char(entry.at, 'YYYY-MM-DD HH24:MI:SS.US')")
            elif column == "effective_on":
                text = SQL("to_char(entry.effective_on, 'YYYY-MM-DD')")
            parts.append(SQL("coalesce(octet_length(%s) || ':' || %s, '-')", text, text))
        self.env.cr.execute(
            SQL(
                """
                SELECT found.id, found.digest
                  FROM unnest(%(lows)s::bigint[], %(highs)s::bigint[]) AS run (low, high)
                 CROSS JOIN LATERAL (
                       SELECT entry.id, sha256(convert_to(%(text)s, 'UTF8')) AS digest
                         FROM cchc_audit_entry entry
                        WHERE entry.id BETWEEN run.low AND run.high AND %(settled)s
                     ORDER BY entry.id
                        LIMIT %(limit)s
                     ) AS found
              ORDER BY found.id
                 LIMIT %(limit)s
                """,
                lows=[low for low, _high in runs],
                highs=[high for _low, high in runs],
                text=SQL(" || ',' || ").join(parts),
                settled=self._settled(oldest) if oldest else SQL("TRUE"),
                limit=limit,
            )
        )
        return [(entry_id, bytes(digest)) for entry_id, digest in self.env.cr.fetchall()]
