"""The tables and texts of ``data/``, as they lie there."""

import csv
import json
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"
# Tables of localities keep the names under which they were published.
FILES = {
    "localities": "localities_hai_duong_before_2025-07-01",
    "new_localities": "localities_hai_phong_from_2025-07-01",
    "locality_successors": "locality_successors_2025-07-01_hai_phong",
}


def rows(table):
    """Rows of a table, as dictionaries of text."""
    path = DATA / f"{FILES.get(table, table)}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree(name):
    """Content of a JSON file."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def day(text):
    """Date of an ISO text; None for an empty one."""
    return date.fromisoformat(text) if text else None
