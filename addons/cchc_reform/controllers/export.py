from odoo.addons.web.controllers import export


class TextWriter(export.ExportXlsxWriter):
    """What people typed stays text: a cell that begins with "=" is no formula and no link."""

    def __init__(self, fields, columns_headers, row_count):
        super().__init__(fields, columns_headers, row_count)
        self.worksheet.strings_to_formulas = False
        self.worksheet.strings_to_urls = False


class TextGroupWriter(TextWriter, export.GroupExportXlsxWriter):
    """The same for grouped rows."""


class ExcelExport(export.ExcelExport):
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
