from odoo.tools import SQL

from ..kernel import audit, dates

# What is held in memory at a time, and how much is listed.
BATCH_ENTRIES = 20000
BATCH_SEALS = 200
MAX_PROBLEMS = 50
# Entries that changed places are recognised among this many changed ones.
MAX_COMPARED = 20
# All that an id can be, so that one entered by hand is seen wherever it lies.
LOWEST, HIGHEST = -(2**31), 2**31 - 1


class ChainVerifier:
    """One walk along the chain of seals, in the snapshot of one transaction.

    :param seals: the model ``cchc.audit.seal``
    :param anchor: (sequence, beginning of the hash) that a report prints, or None
    """

    def __init__(self, seals, anchor=None):
        self.seals = seals
        self.env = seals.env
        self.anchor = anchor
        self.anchor_hash = None
        self.problems = []
        self.more = False
        self.sealed = 0
        self.covered = []  # runs of entry ids that seals cover; merged after the walk
        self.whole = True  # no seal is missing or changed
        self.previous_hash = audit.GENESIS  # of the seal before, or None if it cannot be trusted
        self.expected = 1  # the next sequence
        self.top_id = 0
        self.open_runs = []

    def run(self):
        counter = self.seals._server_clock()["counter"]
        index = self._query(
            SQL("SELECT id, sequence, entry_count FROM cchc_audit_seal ORDER BY sequence, id")
        )
        for batch in self._batches(index):
            self._check_seals(batch)
        self.covered = audit.merge_runs(self.covered)
        self._check_outside(counter)
        self._check_anchor()
        sequence, short_hash = self.seals._head()
        return {
            "ok": not self.problems,
            "seals": len(index),
            "sealed": self.sealed,
            "unsealed": self._count(audit.holes_of(self.covered, LOWEST, HIGHEST)),
            "head": [sequence, short_hash],
            "problems": self.problems,
            "more": self.more,
        }

    # -- the chain -------------------------------------------------------------------------------

    @staticmethod
    def _batches(index):
        batch, entries = [], 0
        for seal_id, _sequence, entry_count in index:
            if batch and (entries + entry_count > BATCH_ENTRIES or len(batch) == BATCH_SEALS):
                yield batch
                batch, entries = [], 0
            batch.append(seal_id)
            entries += entry_count
        if batch:
            yield batch

    def _check_seals(self, seal_ids):
        rows = self._query(
            SQL(
                "SELECT %s FROM cchc_audit_seal WHERE id = ANY(%s) ORDER BY sequence, id",
                self.seals._columns(),
                seal_ids,
            )
        )
        intact = []
        for seal in map(self.seals._seal_from, rows):
            runs = self._check_seal(seal)
            if runs is not None:
                intact.append((seal, runs))
        covered = audit.merge_runs(run for _seal, runs in intact for run in runs)
        found = dict(self.seals._fetch_digests(covered))
        changed = {}
        for seal, runs in intact:
            ids = (number for low, high in runs for number in range(low, high + 1))
            for entry_id, digest in zip(ids, audit.split_digests(seal.digests), strict=True):
                actual = found.get(entry_id)
                if actual is None:
                    self._report_removed(entry_id, seal)
                elif actual != digest:
                    changed[entry_id] = digest
        self.sealed += len(found)
        self.covered += covered
        if changed:
            self._report_changed(changed)

    def _check_seal(self, seal):
        """Runs of entry ids that the seal covers, or None if the seal was changed."""
        self._check_sequence(seal)
        if self.anchor and self.anchor[0] == seal.sequence:
            self.anchor_hash = seal.hash
        header = seal._asdict()
        digests, stated = header.pop("digests"), header.pop("hash")
        try:
            runs = audit.parse_runs(seal.entry_ids)
            open_runs = audit.parse_runs(seal.open_ids)
        except ValueError:
            runs = None
        size = runs and sum(high - low + 1 for low, high in runs)
        if (
            not size
            or size != seal.entry_count
            or size * audit.DIGEST_SIZE != len(digests)
            or audit.seal_hash(seal.previous_hash, header, digests) != stated
        ):
            self.whole = False
            self.previous_hash = None
            self._add(
                "seal_changed",
                self.env._(
                    "Seal %(sequence)s (entries %(first)s to %(last)s) was changed after it "
                    "was made.",
                    sequence=seal.sequence,
                    first=seal.first_id,
                    last=seal.last_id,
                ),
                sequence=seal.sequence,
            )
            return None
        if self.previous_hash and seal.previous_hash != self.previous_hash:
            self.whole = False
            self._add(
                "seal_reordered",
                self.env._(
                    "Seal %(sequence)s does not continue seal %(previous)s: "
                    "one of the two was replaced or moved.",
                    sequence=seal.sequence,
                    previous=seal.sequence - 1,
                ),
                sequence=seal.sequence,
            )
        self.previous_hash = seal.hash
        self.top_id = max(self.top_id, seal.top_id)
        self.open_runs = open_runs
        return runs

    def _check_sequence(self, seal):
        """The seal bears the next number."""
        if seal.sequence > self.expected:
            self.whole = False
            self.previous_hash = None
            last = seal.sequence - 1
            message = (
                self.env._("Seal %(first)s is missing.", first=last)
                if last == self.expected
                else self.env._(
                    "Seals %(first)s to %(last)s are missing.", first=self.expected, last=last
                )
            )
            self._add("seal_missing", message, sequence=self.expected)
        elif seal.sequence < self.expected:
            self.whole = False
            self._add(
                "seal_inserted",
                self.env._("Seal %(sequence)s was inserted by hand.", sequence=seal.sequence),
                sequence=seal.sequence,
            )
        self.expected = max(self.expected, seal.sequence + 1)

    # -- entries ---------------------------------------------------------------------------------

    def _report_removed(self, entry_id, seal):
        self._add(
            "removed",
            self.env._(
                "Entry %(id)s was removed after it was sealed on %(date)s (seal %(sequence)s).",
                id=entry_id,
                date=self._date(seal.sealed_at),
                sequence=seal.sequence,
            ),
            id=entry_id,
            sequence=seal.sequence,
        )

    def _report_changed(self, changed):
        """``changed``: id -> digest that was sealed."""
        rows = self._rows(list(changed)[: MAX_PROBLEMS + 1])
        places = {}
        if len(changed) <= MAX_COMPARED:
            sealed_as = {digest: entry_id for entry_id, digest in changed.items()}
            for row in rows:
                for other in changed:
                    place = sealed_as.get(audit.entry_digest({**row, "id": other}))
                    if place:
                        places[row["id"]] = place
        for row in rows:
            place = places.get(row["id"])
            facts = self._facts(row)
            if place:
                message = self.env._(
                    "Entry %(id)s (%(record)s, %(date)s) was sealed as entry %(place)s: "
                    "the order was changed.",
                    place=place,
                    **facts,
                )
            else:
                message = self.env._(
                    "Entry %(id)s (%(record)s, %(date)s) was changed after it was sealed.",
                    **facts,
                )
            self._add("reordered" if place else "changed", message, **self._plain(row))

    def _check_outside(self, counter):
        """Entries that no seal covers are new ones, or late ones that a seal expects."""
        suspicious = [(LOWEST, 0), (counter + 1, HIGHEST)]
        if self.whole:
            inside = audit.holes_of(self.covered, 1, self.top_id)
            suspicious += audit.subtract_runs(inside, audit.merge_runs(self.open_runs))
        ids = [
            entry_id
            for (entry_id,) in self._query(
                SQL(
                    """
                    SELECT entry.id
                      FROM unnest(%s::bigint[], %s::bigint[]) AS run (low, high)
                      JOIN cchc_audit_entry entry ON entry.id BETWEEN run.low AND run.high
                  ORDER BY entry.id
                     LIMIT %s
                    """,
                    [low for low, _high in suspicious],
                    [high for _low, high in suspicious],
                    MAX_PROBLEMS + 1,
                )
            )
        ]
        for row in self._rows(ids):
            if 0 < row["id"] <= counter:
                message = self.env._(
                    "Entry %(id)s (%(record)s, %(date)s) was inserted among entries that were "
                    "already sealed.",
                    **self._facts(row),
                )
            else:
                message = self.env._(
                    "Entry %(id)s (%(record)s, %(date)s) was inserted by hand: this number was "
                    "never given out.",
                    **self._facts(row),
                )
            self._add("inserted", message, **self._plain(row))

    def _check_anchor(self):
        if not self.anchor or not self.anchor[0]:
            return
        sequence, short_hash = self.anchor
        if self.anchor_hash is None:
            last = self.expected - 1
            if sequence > last:
                message = self.env._(
                    "The report names seal %(sequence)s, but the history ends at seal %(last)s: "
                    "its end was cut off.",
                    sequence=sequence,
                    last=last,
                )
                self._add("cut_off", message, sequence=sequence)
            # Otherwise it was named as missing on the way.
        elif not self.anchor_hash.startswith(short_hash):
            self._add(
                "rewritten",
                self.env._(
                    "Seal %(sequence)s is not the one that the report names: the history was "
                    "rewritten.",
                    sequence=sequence,
                ),
                sequence=sequence,
            )

    # -- helpers ---------------------------------------------------------------------------------

    def _query(self, query):
        return self.env.execute_query(query)

    def _count(self, runs):
        return self._query(
            SQL(
                """
                SELECT count(*)
                  FROM unnest(%s::bigint[], %s::bigint[]) AS run (low, high)
                  JOIN cchc_audit_entry entry ON entry.id BETWEEN run.low AND run.high
                """,
                [low for low, _high in runs],
                [high for _low, high in runs],
            )
        )[0][0]

    def _rows(self, ids):
        columns = SQL(", ").join(map(SQL.identifier, audit.COLUMNS))
        rows = self._query(
            SQL("SELECT %s FROM cchc_audit_entry WHERE id = ANY(%s) ORDER BY id", columns, ids)
        )
        return [dict(zip(audit.COLUMNS, row, strict=True)) for row in rows]

    def _facts(self, row):
        """What a sentence says of an entry as it reads now."""
        return {
            "id": row["id"],
            "record": f"{row['model']} {row['res_id'] or ''}".strip(),
            "date": self._date(row["at"]),
        }

    @staticmethod
    def _plain(row):
        return {
            "id": row["id"],
            "model": row["model"],
            "res_id": row["res_id"] or False,
            "at": row["at"].strftime("%Y-%m-%d %H:%M:%S"),
        }

    @staticmethod
    def _date(moment):
        return dates.format_date(dates.local_date(moment))

    def _add(self, kind, message, **facts):
        if len(self.problems) == MAX_PROBLEMS:
            self.more = True
            return
        self.problems.append({"kind": kind, "message": message, **facts})
