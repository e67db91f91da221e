"""Workbooks with the columns of an import: empty as a template, or filled with what is there."""

from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs

A4 = 9
#: Rows below the headings whose cells offer a list: as many as an import takes.
OFFERED_ROWS = 20_000
#: What a form still lets a person do outside of the columns to fill in.
ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}


class Form(NamedTuple):
    """What makes a workbook a form: all but some columns is locked.

    :param head: pairs of a label and a text above the headings, the same on each sheet
    :param filled: key of each column to fill in -> the words to choose from, if only these do
    """

    head: tuple
    filled: dict


def workbook(env, tables, notes=(), form=None, choices=None):
    """Bytes of a workbook that the import of the same columns reads.

    All cells are text: "01" stays "01", no program turns a date around, and what looks like a
    formula is none.

    :param tables: triples of a sheet's name, its columns (``wizard.import_base.Column``) and its
        rows, each a dictionary of text by the column's key
    :param notes: pairs of a heading and lines, below the explanation of the columns
    :param choices: key of a column -> the words that its cells offer; others may be typed
    :param Form form: with which only some columns can be filled in; None: all
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        text = book.add_format({"num_format": "@", "valign": "top"})
        wrap = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        for name, columns, rows in tables:
            sheet = book.add_worksheet(name)
            top = len(form.head) + 2 if form else 0
            sheet.freeze_panes(top + 1, 0)
            for position, column in enumerate(columns):
                label = env._(column.label)
                width = max(14, len(label) + 4, column.width)
                sheet.set_column(position, position, width, wrap if column.width else text)
                title = f"{label} *" if column.required else label
                sheet.write_string(top, position, title, heading)
            for number, row in enumerate(rows, top + 1):
                for position, column in enumerate(columns):
                    if value := row.get(column.key):
                        style = wrap if column.width else text
                        sheet.write_string(number, position, value, style)
            if form:
                _make_form(env, book, sheet, (name, columns, rows), form)
        if choices:
            _offer(env, book, tables, choices, heading)
        explained = book.add_worksheet(env._("Notes"))
        explained.set_column(0, 0, 28)
        explained.set_column(1, 1, 90, wrap)
        line = 0
        for name, columns, _rows in tables:
            if len(tables) > 1:
                explained.write_string(line, 0, name, heading)
                line += 1
            for column in columns:
                explained.write_string(line, 0, env._(column.label), heading)
                needed = env._("Must be filled in.") if column.required else ""
                note = env._(column.help) if column.help else ""
                explained.write_string(line, 1, " ".join(filter(None, (needed, note))))
                line += 1
        for name, lines in notes:
            explained.write_string(line + 1, 0, name, heading)
            for one in lines:
                line += 1
                explained.write_string(line, 1, one)
            line += 1
    return buffer.getvalue()


def _offer(env, book, tables, choices, heading):
    """Put the words of ``choices`` on a sheet of their own, and a list of them to the cells.

    A list within a cell's own rule holds 255 characters at most.
    """
    sheet = book.add_worksheet(env._("Lists"))
    ranges = {}
    labels = {column.key: column.label for _name, columns, _rows in tables for column in columns}
    for position, (key, words) in enumerate(
        (key, words) for key, words in choices.items() if words
    ):
        sheet.set_column(position, position, 40)
        sheet.write_string(0, position, env._(labels[key]), heading)
        for number, word in enumerate(words, 1):
            sheet.write_string(number, position, word)
        cells = xl_range_abs(1, position, len(words), position)
        ranges[key] = f"={quote_sheetname(sheet.get_name())}!{cells}"
    for name, columns, _rows in tables:
        for position, column in enumerate(columns):
            if column.key in ranges:
                book.get_worksheet_by_name(name).data_validation(
                    1,
                    position,
                    OFFERED_ROWS,
                    position,
                    # What else may be typed, a code or an old name, the import itself judges.
                    {"validate": "list", "source": ranges[column.key], "show_error": False},
                )


def _make_form(env, book, sheet, table, form):
    """Head a sheet with what it is, lock it but for the columns to fill in, and offer the words."""
    name, columns, rows = table
    bold = book.add_format({"bold": True, "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    entry = book.add_format(
        {"num_format": "@", "valign": "top", "text_wrap": True, "locked": False,
         "bg_color": "#FFF9E5", "border": 1, "border_color": "#BFBFBF"}
    )  # fmt: skip
    for number, (label, text) in enumerate((*form.head, (env._("Table"), name))):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, text, plain)
    first = len(form.head) + 3
    for position, column in enumerate(columns):
        if column.key not in form.filled:
            continue
        for number in range(first, first + len(rows)):
            sheet.write_blank(number, position, None, entry)
        if words := form.filled[column.key]:
            sheet.data_validation(
                first,
                position,
                first + len(rows) - 1,
                position,
                {
                    "validate": "list",
                    "source": list(words),
                    "error_title": env._(column.label),
                    "error_message": env._("Choose one of the words of the list."),
                },
            )
    sheet.set_landscape()  # some units bring it on paper
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.protect("", ALLOWED)
