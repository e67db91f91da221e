"""A person's own table of figures in Excel, with charts of Excel's own beside it."""

import io

import xlsxwriter

from .periodic_xlsx import FigureSheets

#: Series that a chart of Excel holds.
MOST_SERIES = 255
CHART_ROWS = 22


def selection_xlsx(table):
    """Bytes of the workbook of an own table; text is never a formula, an unknown figure is empty.

    :param dict table: as ``cchc.report.selection._plain_table`` makes it
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheets = _SelectionSheets(book, table)
        ranges = sheets.table(table["sheets"][0])
        if table["chart"] != "none":
            sheets.charts(table["sheets"][1], table["sheets"][0], ranges)
    return stream.getvalue()


class _SelectionSheets(FigureSheets):
    FIRST = 3  # columns before the figures

    def _about(self):
        return self.snapshot["about"]

    def table(self, name):
        """The table, a row a figure and unit, a column a period.

        :return: first and last row of each group
        """
        table = self.snapshot
        headers = (*table["heads"], *table["periods"])
        sheet = self._sheet(name, headers, (50, 14, 36, *[18] * len(table["periods"])), self.FIRST)
        row, ranges = 3, []
        for group in table["groups"]:
            ranges.append((row + 1, row + len(group["rows"])))
            form = self.numbers[group["decimals"]]
            for unit, values in group["rows"]:
                row += 1
                for column, text in enumerate((group["name"], group["unit_of_measure"], unit)):
                    sheet.write_string(row, column, text, self.text)
                for column, text in enumerate(values, self.FIRST):
                    if text:
                        sheet.write_number(row, column, float(text), form)
                    else:
                        sheet.write_blank(row, column, None, form)  # a chart leaves a gap
        sheet.print_area(0, 0, row, len(headers) - 1)
        return ranges

    def charts(self, name, source, ranges):
        """A chart a figure: bars of units by period, or lines of periods by unit."""
        table = self.snapshot
        sheet = self.book.add_worksheet(name)
        last_column = self.FIRST + len(table["periods"]) - 1
        for number, (group, (first, last)) in enumerate(zip(table["groups"], ranges, strict=True)):
            if table["chart"] == "line":
                chart = self.book.add_chart({"type": "line"})
                series = [
                    {
                        "name": [source, row, self.FIRST - 1],
                        "categories": [source, 3, self.FIRST, 3, last_column],
                        "values": [source, row, self.FIRST, row, last_column],
                        "marker": {"type": "circle"},
                    }
                    for row in range(first, last + 1)
                ]
            else:
                chart = self.book.add_chart({"type": "column"})
                series = [
                    {
                        "name": [source, 3, column],
                        "categories": [source, first, self.FIRST - 1, last, self.FIRST - 1],
                        "values": [source, first, column, last, column],
                    }
                    for column in range(self.FIRST, last_column + 1)
                ]
            for one in series[:MOST_SERIES]:
                chart.add_series(one)
            measure = f" ({group['unit_of_measure']})" if group["unit_of_measure"] else ""
            title = f"{group['name']}{measure}"
            # A title that begins with "=" would be read as a reference.
            title = f"'{title}" if title.startswith("=") else title
            chart.set_title({"name": title, "name_font": {"size": 12}})
            chart.set_legend({"position": "bottom"})
            chart.show_blanks_as("gap")
            chart.set_size({"width": 960, "height": 420})
            sheet.insert_chart(number * CHART_ROWS, 0, chart)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if table["mark"]:
            sheet.set_header(f"&C{table['mark'].replace('&', '&&')}")
