"""Workbooks with the columns of an import: empty as a template, or filled with what is there."""

from io import BytesIO

import xlsxwriter


def workbook(env, tables, notes=()):
    """Bytes of a workbook that the import of the same columns reads.

    All cells are text: "01" stays "01", no program turns a date around, and what looks like a
    formula is none.

    :param tables: triples of a sheet's name, its columns (``wizard.import_base.Column``) and its
        rows, each a dictionary of text by the column's key
    :param notes: pairs of a heading and lines, below the explanation of the columns
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        text = book.add_format({"num_format": "@", "valign": "top"})
        wrap = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        for name, columns, rows in tables:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for position, column in enumerate(columns):
                label = env._(column.label)
                width = max(14, len(label) + 4, column.width)
                sheet.set_column(position, position, width, wrap if column.width else text)
                title = f"{label} *" if column.required else label
                sheet.write_string(0, position, title, heading)
            for number, row in enumerate(rows, 1):
                for position, column in enumerate(columns):
                    if value := row.get(column.key):
                        style = wrap if column.width else text
                        sheet.write_string(number, position, value, style)
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
