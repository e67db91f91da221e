"""Published figures as open data: rows of stable columns, as CSV and as JSON.

The columns are a promise to those who read them by machine: new ones may come after the last,
none is renamed, moved or dropped.
"""

import csv
import io
import json
from decimal import Decimal

COLUMNS = (
    "code", "name", "unit_of_measure", "value", "is_estimate", "period", "as_of",
    "source_document",
)  # fmt: skip
#: What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"


def rows_of(table):
    """Rows of a published table, one a figure, each a dictionary by :data:`COLUMNS`.

    :param dict table: as ``cchc.period`` keeps it; numbers are decimal texts
    """
    return [
        {
            "code": figure["code"],
            "name": figure["name"],
            "unit_of_measure": figure["unit_of_measure"],
            "value": figure["value"],
            "is_estimate": figure["is_estimate"],
            "period": table["period"],
            "as_of": figure["as_of"],
            "source_document": table["source_document"],
        }
        for figure in table["figures"]
    ]


def to_csv(table):
    """The table as CSV: UTF-8 with a byte order mark, a comma between, a point for decimals.

    What is unknown is empty; text that a spreadsheet would run as a formula begins with an
    apostrophe.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in rows_of(table):
        writer.writerow([_cell(name, row[name]) for name in COLUMNS])
    return (BOM + stream.getvalue()).encode()


def _cell(name, value):
    if name == "value":
        return value or ""  # digits alone: a minus here is a number
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def to_json(table):
    """The table as JSON: its period, and under ``figures`` the rows; what is unknown is null."""
    rows = [{**row, "value": _number(row["value"])} for row in rows_of(table)]
    names = ("unit", "period", "kind", "year", "date_from", "date_to", "as_of", "source_document")
    # What was published before units were named has none.
    about = {name: table[name] for name in names if name in table}
    note = {"note": table["mark"]} if table["mark"] else {}
    return json.dumps({**about, **note, "figures": rows}, ensure_ascii=False, indent=1).encode()


def _number(text):
    if not text:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)
