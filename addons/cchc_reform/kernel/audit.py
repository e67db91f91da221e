"""How the history is written down and chained, so that anybody can check it without Odoo.

An entry is a row of plain values. Its digest is the SHA-256 of its values in a fixed order, each
with its length in front, so that no value can flow into the next. A seal holds the digests of
its entries, and its own hash covers the hash of the seal before it.
"""

import datetime
import decimal
import hashlib
import json
import re

#: Order in which the values of an entry enter its digest. Another order is another FORMAT.
COLUMNS = (
    "id",
    "at",
    "effective_on",
    "model",
    "res_id",
    "res_name",
    "action",
    "unit_id",
    "unit_name",
    "user_id",
    "user_login",
    "user_name",
    "company_id",
    "company_name",
    "on_behalf_of_id",
    "on_behalf_of_name",
    "old_value",
    "new_value",
    "reason",
    "address",
)
FORMAT = 1
DIGEST_SIZE = 32
#: What the first seal continues.
GENESIS = "0" * 64
#: Characters of a seal's hash that a report prints: 64 bits.
SHORT = 16

MASK = "***"
_SECRET = re.compile(
    r"pass(word|wd|phrase|[ _-]?key)|secret(?!ar)|token|api[ _-]?key|credential|private[ _-]?key"
)

_RUN = re.compile(r"([0-9]{1,10})(?:-([0-9]{1,10}))?")


def is_secret(name):
    """Tell whether a field of this name holds a secret, which the history never repeats."""
    return bool(_SECRET.search(str(name).lower()))


def clean_text(text):
    """``text`` as PostgreSQL can keep it: without NUL and lone surrogates."""
    return str(text).replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def plain(value):
    """``value`` as JSON can hold it: dates in ISO form, decimals as text, files as their hash."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        content = bytes(value)
        return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    if isinstance(value, dict):
        return {
            clean_text(key): MASK if item and is_secret(key) else plain(item)
            for key, item in value.items()
        }
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=canonical)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return clean_text(value)


def canonical(value):
    """The one JSON text of ``value``."""
    return json.dumps(
        plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def entry_digest(values):
    """Digest of an entry, given its values by column name (``at`` a datetime in UTC)."""
    parts = []
    for column in COLUMNS:
        value = values[column]
        if value is None:
            parts.append(b"-")
            continue
        if isinstance(value, datetime.datetime):
            value = value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond:06d}"
        elif isinstance(value, datetime.date):
            value = value.strftime("%Y-%m-%d")
        content = str(value).encode()
        parts.append(b"%d:%b" % (len(content), content))
    return hashlib.sha256(b",".join(parts)).digest()


def seal_hash(previous_hash, header, digests):
    """Hash of a seal: over the seal before it, what it says of itself, and its digests."""
    return hashlib.sha256(
        b"\n".join((previous_hash.encode(), canonical(header).encode(), digests))
    ).hexdigest()


def split_digests(digests):
    """The digests of a seal, one an entry."""
    return [digests[start : start + DIGEST_SIZE] for start in range(0, len(digests), DIGEST_SIZE)]


def runs_of(numbers):
    """Ascending ``numbers`` as runs: [1, 2, 3, 7] gives [(1, 3), (7, 7)]."""
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def format_runs(runs):
    """[(1, 3), (7, 7)] as ``1-3,7``."""
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def parse_runs(text):
    """``1-3,7`` as [(1, 3), (7, 7)].

    :raises ValueError: the text is not an ascending list of runs
    """
    runs = []
    for part in filter(None, (text or "").split(",")):
        match = _RUN.fullmatch(part)
        if not match:
            raise ValueError(f"not a run: {part}")
        run = int(match[1]), int(match[2] or match[1])
        if run[0] > run[1] or (runs and run[0] <= runs[-1][1]):
            raise ValueError(f"not ascending: {part}")
        runs.append(run)
    return runs


def merge_runs(runs):
    """Runs in any order, as ascending runs that do not touch."""
    merged = []
    for low, high in sorted(runs):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def holes_of(runs, low, high):
    """What ascending ``runs`` leave free between ``low`` and ``high``, both inclusive."""
    holes = []
    for run_low, run_high in runs:
        if run_low > low:
            holes.append((low, min(run_low - 1, high)))
        low = max(low, run_high + 1)
        if low > high:
            break
    if low <= high:
        holes.append((low, high))
    return holes


def subtract_runs(runs, taken):
    """What of ``runs`` (in any order) is left without the ascending runs ``taken``."""
    left, start = [], 0
    for low, high in merge_runs(runs):
        while start < len(taken) and taken[start][1] < low:
            start += 1
        stop = start
        while stop < len(taken) and taken[stop][0] <= high:
            stop += 1
        left += holes_of(taken[start:stop], low, high)
    return left
