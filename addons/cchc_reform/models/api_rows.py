"""Rows that other systems push in: plain JSON, read as the rows of a workbook are.

The first fault ends the call, in one sentence that names row and field.
"""

import hashlib
import json
from math import isfinite

from odoo.exceptions import UserError

from ..wizard.import_base import Line
from ..wizard.import_documents import DocumentImporter
from ..wizard.import_plan import TaskImporter
from ..wizard.table_reader import cell_text

MAX_ROWS = 1000
MAX_KEY = 200
DOCUMENT_FIELDS = ("number", "date", "issuer", "summary", "kind", "secrecy")
TASK_FIELDS = (
    "clause",
    "name",
    "domain",
    "lead",
    "coop",
    "verifier",
    "output",
    "date_start",
    "deadline_text",
    "deadline_kind",
    "deadline",
    "waiting_for",
    "recurrence",
    "recurrence_due_days",
    "weight",
    "priority",
)


def refuse(env, number, name, message):
    """Refuse a row (None: the call) for one of its fields."""
    if number is None:
        raise UserError(env._("“%(field)s”: %(message)s", field=name, message=message))
    raise UserError(
        env._("Row %(row)s, “%(field)s”: %(message)s", row=number, field=name, message=message)
    )


def checked_rows(env, rows, allowed):
    """``rows`` of a call, each a dictionary of known fields.

    :raises UserError: anything else
    """
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        refuse(env, None, "rows", env._("A list of objects is expected."))
    if not 1 <= len(rows) <= MAX_ROWS:
        refuse(env, None, "rows", env._("A call takes 1 to %s rows.", MAX_ROWS))
    for number, row in enumerate(rows, 1):
        for name in row:
            if name not in allowed:
                refuse(env, number, str(name)[:100], env._("There is no such field."))
    return rows


def line_of(env, number, row, names):
    """Row ``number`` as a line of text cells, as the importers read them."""
    return Line(number, {name: _cell(env, number, name, row.get(name)) for name in names})


def _cell(env, number, name, value):
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, list) and name == "coop" and all(isinstance(one, str) for one in value):
        return "; ".join(map(cell_text, value))
    if type(value) is int or (type(value) is float and isfinite(value)):
        return cell_text(value)
    return refuse(env, number, name, env._("Text or a number is expected."))


def digest(row):
    """SHA-256 of a row, the same however its fields are ordered."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Refusing:
    """An importer that refuses at the first fault."""

    def fault(self, line, key, message):
        refuse(self.env, line.number, self.prefix + key, message)

    prefix = ""


class PushedDocuments(_Refusing, DocumentImporter):
    """Documents pushed in; ``prefix`` names the field of a row in which they stand."""

    def __init__(self, env, prefix=""):
        super().__init__(env)
        self.prefix = prefix

    def enter(self, rows):
        """Find or enter the document of each of ``rows``.

        :param rows: pairs of a row's number and its dictionary
        :return: list of (document, whether it is new)
        """
        lines = [line_of(self.env, number, row, DOCUMENT_FIELDS) for number, row in rows]
        lines = [line for line in lines if self._cells_are_sound(line)]
        self._check_lines(lines)
        return self.apply()


class PushedTasks(_Refusing, TaskImporter):
    """Tasks pushed in, each the whole definition of one task."""

    definition = (
        "name",
        "clause",
        "lead_unit_id",
        "deadline_kind",
        "deadline",
        *TaskImporter.compared,
    )

    def __init__(self, env, plan):
        super().__init__(env, plan)
        self._document_of = {}

    def values(self, rows):
        """Values of the task of each of ``rows``, documents found or entered.

        :param rows: pairs of a row's number and its dictionary
        """
        named = []
        for number, row in rows:
            if not row.get("document"):
                continue
            if not isinstance(row["document"], dict):
                refuse(self.env, number, "document", self.env._("An object is expected."))
            for name in row["document"]:
                if name not in DOCUMENT_FIELDS:
                    message = self.env._("There is no such field.")
                    refuse(self.env, number, f"document.{name}"[:100], message)
            named.append((number, row["document"]))
        if named:
            entered = PushedDocuments(self.env, "document.").enter(named)
            for (number, _row), (document, _is_new) in zip(named, entered, strict=True):
                self._document_of[number] = document.id
        lines = [line_of(self.env, number, row, TASK_FIELDS) for number, row in rows]
        return [self._values(line) for line in lines if self._cells_are_sound(line)]

    def _document(self, line):
        return self._document_of.get(line.number, False)

    def differing(self, task, values):
        """Names of the fields in which ``task`` is not what a row says."""
        return [
            name
            for name in (*self.definition, "parent_id")
            if name in values and not self._equal(task, name, values)
        ]
