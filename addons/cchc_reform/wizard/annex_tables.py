"""The tables of an annex, a Word document or a workbook, as lines of text with merged cells filled.

Unlike :mod:`.table_reader`, which streams tables of our own shape, this reads whatever officials
laid out; annexes have hundreds of rows, not thousands.
"""

from io import BytesIO
from xml.etree.ElementTree import iterparse

import docx
import openpyxl
from docx.oxml.ns import qn
from openpyxl.utils import range_boundaries

from ..kernel import files
from .table_reader import (
    BROKEN,
    MAX_BYTES,
    TableRefused,
    cell_text,
    refuse_bombs,
    refuse_unseen,
)

MAX_LINES = 2_000
MAX_COLUMNS = 40
#: Cells of a sheet or a document, each place of a merged one counted: a few bytes merge millions.
MAX_CELLS = 400_000

_BREAKS = {qn("w:br"), qn("w:cr")}
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom")}  # what a tracked change took away


def read_tables(name, content):
    """Tables of the file: pairs of the number of the first line, and lines as lists of texts.

    A line break within a cell stays one.

    :param str name: file name; its extension says whether it is docx or xlsx
    :raises TableRefused: the file is neither, dangerous or too large
    """
    try:
        files.check_file(name, content, allowed=("docx", "xlsx"), max_bytes=MAX_BYTES)
    except files.FileRefused as refused:
        raise TableRefused(refused.code, refused.detail) from refused
    refuse_bombs(content)
    tables = _workbook_tables if name.lower().endswith(".xlsx") else _document_tables
    try:
        return list(tables(content))
    except TableRefused:
        raise
    except BROKEN as error:
        raise TableRefused("content_mismatch", str(error)) from error


def _text(value):
    lines = str(value).splitlines() if isinstance(value, str) else [value]
    return "\n".join(filter(None, map(cell_text, lines)))


def _refuse_large_sheets(content):
    """Look at all sheets row by row, as the workbook is then kept in memory, merged cells and all."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
    for sheet in book.worksheets:
        rows = cells = 0
        with sheet._get_source() as source:
            for _event, element in iterparse(source):
                kind = element.tag.rpartition("}")[2]
                if kind == "row":
                    cells += len(element)
                    rows += any(len(cell) for cell in element)
                    element.clear()
                elif kind == "mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref"))
                    cells += (right - left + 1) * (bottom - top + 1)
                if rows > MAX_LINES or cells > MAX_CELLS:
                    raise TableRefused("too_many_rows", sheet.title)
        if sheet.sheet_state == "visible":
            refuse_unseen(sheet)


def _workbook_tables(content):
    _refuse_large_sheets(content)
    book = openpyxl.load_workbook(BytesIO(content), data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MAX_LINES * 5:
            raise TableRefused("too_many_rows", sheet.title)
        width = min(sheet.max_column, MAX_COLUMNS)
        lines = [
            [_text(value) for value in values]
            for values in sheet.iter_rows(max_col=width, values_only=True)
        ]
        for merged in sheet.merged_cells.ranges:
            left, right = merged.min_col - 1, min(merged.max_col, width)
            if left < right:
                text = lines[merged.min_row - 1][left]
                for line in lines[merged.min_row - 1 : merged.max_row]:
                    line[left:right] = [text] * (right - left)
        yield 1, lines


def _document_tables(content):
    document = docx.Document(BytesIO(content))
    spans = (int(one.get(qn("w:val"))) for one in document.element.body.iter(qn("w:gridSpan")))
    if sum(spans) > MAX_CELLS:
        raise TableRefused("too_many_rows")
    for table in document.tables:
        if len(table.rows) > MAX_LINES:
            raise TableRefused("too_many_rows")
        yield 1, [[_cell_text(cell) for cell in row.cells[:MAX_COLUMNS]] for row in table.rows]


def _cell_text(cell):
    """Text of a cell as it reads with all changes accepted."""
    return _text("\n".join("".join(_runs(one)) for one in cell._tc.iter(qn("w:p"))))


def _runs(element):
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == qn("w:tab"):
            yield " "
        elif child.tag != qn("w:p"):  # paragraphs of a nested table come by themselves
            yield from _runs(child)
