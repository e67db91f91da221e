import json

from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers import export, pivot


def illustrative_note():
    """Mark that a demo puts on every file, or an empty text."""
    return request.env["cchc.metrics"]._parameter("illustrative_note") or ""


class TextWriter(export.ExportXlsxWriter):
    """What people typed stays text: a cell that begins with "=" is no formula and no link.

    Dates are written as officials read them, and the sheet bears the mark of a demo.
    """

    def __init__(self, fields, columns_headers, row_count):
        super().__init__(fields, columns_headers, row_count)
        self.worksheet.strings_to_formulas = False
        self.worksheet.strings_to_urls = False
        self.date_style.set_num_format("dd/mm/yyyy")
        self.datetime_style.set_num_format("dd/mm/yyyy hh:mm")
        note = illustrative_note()
        if note:
            self.worksheet.name = note[:31]
            self.worksheet.set_header(f"&C{note}")


class TextGroupWriter(TextWriter, export.GroupExportXlsxWriter):
    """The same for grouped rows."""


class MarkedFile:
    """The file's name says that its figures are illustrative, where they are."""

    def filename(self, base):
        note = illustrative_note()
        name = super().filename(base)
        return f"{note} - {name}" if note else name


class CSVExport(MarkedFile, export.CSVExport):
    """Export of lists to CSV."""


class ExcelExport(MarkedFile, export.ExcelExport):
    """Export of lists to workbooks, as in core but with writers that make no formulas."""

    def from_group_data(self, fields, columns_headers, groups):
        with TextGroupWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with TextWriter(fields, columns_headers, len(rows)) as writer:
            for row_index, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(row_index, column, value)
        return writer.value


class PivotExport(pivot.TableExporter):
    """Export of pivots to workbooks, as in core but without formulas in what people typed."""

    @http.route()
    def export_xlsx(self, data, **kw):
        table = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        return super().export_xlsx(json.dumps(_as_text(table)), **kw)


def _as_text(value):
    """``value`` of JSON, its texts such that the writer takes none for a formula."""
    if isinstance(value, dict):
        return {key: _as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    if isinstance(value, str) and value.startswith(("=", "{=")):
        return f"'{value}"
    return value
