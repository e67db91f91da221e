"""Tables as people send them (xlsx or csv), read as rows of plain text.

The values of a workbook are read, never its formulas, and text that looks like a formula is text.
A table is refused for a *code*, as files are (see ``kernel.files``); the sentence for the person
is made elsewhere.
"""

import csv
import re
import unicodedata
import zipfile
import zlib
from datetime import date, datetime
from io import BytesIO, StringIO
from xml.etree.ElementTree import iterparse

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ..kernel import files
from ..kernel.vietnamese import fold

MAX_BYTES = 10 * 2**20
MAX_ROWS = 20_000
MAX_COLUMNS = 60
#: Lines looked at, empty ones included: spreadsheets keep formatted lines far below the last one.
MAX_LINES = 100_000
#: A table of 20,000 rows unpacks to some ten megabytes; openpyxl keeps all its texts in memory.
MAX_UNPACKED = 128 * 2**20

#: Besides those of ``kernel.files``.
CODES = (*files.CODES, "not_utf8", "too_many_rows", "no_rows", "hidden_rows", "formulas")

_DOCTYPES = [mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY")
             for code in ("ascii", "utf-16-le", "utf-16-be")]  # fmt: skip
# A formula in the XML of a sheet, whatever the prefix of its namespace.
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
BROKEN = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,  # XML that does not parse
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class TableRefused(ValueError):
    """A table that is not read: ``code`` is one of :data:`CODES`, ``detail`` is for the log."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def read_table(name, content, sheet=""):
    """Rows of a table that hold something.

    :param str name: file name; its extension says whether it is csv or xlsx
    :param bytes content: the file
    :param str sheet: name of the sheet to read; the first visible one where none has it
    :return: list of (number of the row as a spreadsheet shows it, list of texts)
    :raises TableRefused: the file is no such table, dangerous or too large
    """
    if name.lower().endswith(".csv"):
        lines = _csv_lines(content)
    else:
        lines = _xlsx_lines(name, content, fold(sheet))
    rows = []
    for number, values in enumerate(lines, 1):
        cells = [cell_text(value) for value in values[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            # One row more for the headings.
            if len(rows) > MAX_ROWS:
                raise TableRefused("too_many_rows", f"row {number}")
            rows.append((number, cells))
    if not rows:
        raise TableRefused("no_rows")
    return rows


def cell_text(value):
    """``value`` of a cell as people read it: composed, without invisible characters."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = unicodedata.normalize("NFC", str(value))
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else " "
            for char in text
            if unicodedata.category(char) != "Cf"
        )
    return " ".join(text.split())


def _csv_lines(content):
    if not content:
        raise TableRefused("empty")
    if len(content) > MAX_BYTES:
        raise TableRefused("too_large", f"{len(content)} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableRefused("not_utf8", str(error)) from error
    # Spreadsheets in a Vietnamese Windows separate by semicolons.
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(StringIO(text.replace("\0", " "), newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise TableRefused("content_mismatch", str(error)) from error


def _xlsx_lines(name, content, title):
    try:
        files.check_file(name, content, allowed=("xlsx",), max_bytes=MAX_BYTES)
        refuse_bombs(content)
    except files.FileRefused as refused:
        raise TableRefused(refused.code, refused.detail) from refused
    try:
        book = openpyxl.load_workbook(
            BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        named = [sheet for sheet in sheets if title and fold(sheet.title) == title]
        for sheet in (*named, *sheets)[:1]:
            refuse_unseen(sheet)
            yield from sheet.iter_rows(max_row=MAX_LINES, max_col=MAX_COLUMNS, values_only=True)
            if (sheet.max_row or 0) > MAX_LINES:
                _refuse_rows_below(sheet)
    except TableRefused:
        raise
    except BROKEN as error:
        raise TableRefused("content_mismatch", str(error)) from error


def _refuse_rows_below(sheet):
    """Refuse what stands below the lines that are looked at, rather than leave it out."""
    below = sheet.iter_rows(MAX_LINES + 1, sheet.max_row, max_col=MAX_COLUMNS, values_only=True)
    if any(cell_text(value) for values in below for value in values):
        raise TableRefused("too_many_rows", f"below row {MAX_LINES}")


def refuse_unseen(sheet):
    """Refuse a sheet of which something would be read other than it looks to who sent it.

    Rows that a filter hides would be taken in; formulas that no program has computed would be empty
    cells.
    """
    with sheet._get_source() as source:
        content = source.read()
        if b"hidden=" not in content and not _FORMULA.search(content):
            return
    hidden, uncomputed = [], []
    with sheet._get_source() as source:
        for _event, element in iterparse(source):
            if not element.tag.endswith("}row"):
                continue
            if element.get("hidden") in ("1", "true") and any(len(cell) for cell in element):
                hidden.append(element.get("r", "?"))
            uncomputed += [cell.get("r", "?") for cell in element if _is_uncomputed(cell)]
            element.clear()
    for code, places in (("hidden_rows", hidden), ("formulas", uncomputed)):
        if places:
            raise TableRefused(code, ", ".join(places[:10]) + ("…" if len(places) > 10 else ""))


def _is_uncomputed(cell):
    """Whether a cell holds a formula and no value; an empty text is a value."""
    parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
    return "f" in parts and not parts.get("v") and cell.get("t") != "str"


def refuse_bombs(content):
    """Refuse parts that unpack to too much, be it by their size or by entities in the XML."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > MAX_UNPACKED:
            raise TableRefused("zip_bomb", f"{unpacked} bytes")
        try:
            for part in package.infolist():
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_entities(package, part)
        except BROKEN as error:
            if isinstance(error, TableRefused):
                raise
            raise TableRefused("content_mismatch", str(error)) from error


def _refuse_entities(package, part):
    """No spreadsheet declares a document type; entities declared in one multiply without end."""
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(2**20):
            window = tail + chunk
            if any(mark in window for mark in _DOCTYPES):
                raise TableRefused("zip_bomb", f"entities in {part.filename}")
            tail = chunk[-32:]
