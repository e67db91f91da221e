"""A periodic report in Excel: its figures, and for a committee those of all units side by side."""

import io
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from ..kernel.reporting import from_text
from .periodic_docx import NOT_RECEIVED, UNIT_ENDED

A4 = 9
#: Characters that a cell of Excel holds.
LONGEST = 32_000
HEADERS = (
    "STT", "Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Hệ thống tính", "Cùng kỳ năm trước",
    "Kỳ trước", "Nguồn thứ hai", "Nguồn số liệu", "Ghi chú",
)  # fmt: skip
#: Figures beside which the names of units are still read well on a page across.
COLUMNS_OF_A_PAGE = 10
WIDTHS = (6, 16, 60, 14, 14, 14, 14, 14, 14, 40, 40)
STATES = {"missing": NOT_RECEIVED, "closed": UNIT_ENDED}


def periodic_xlsx(snapshot):
    """Bytes of the workbook of a report; numbers are numbers, and text is never a formula.

    :param dict snapshot: as ``cchc.report._snapshot`` makes it; numbers are decimal texts
    """
    return _book(snapshot, with_figures=True, with_units=bool(snapshot["units"]))


def units_xlsx(snapshot):
    """Bytes of a workbook of the figures of units side by side, without those of a report.

    :param dict snapshot: of what :func:`periodic_xlsx` takes, title, period, unit, lines with
        code, name, decimals and value, units, mark and made_at
    """
    return _book(snapshot, with_figures=False, with_units=True)


def _book(snapshot, with_figures, with_units):
    stream = io.BytesIO()
    # Row by row, in order; xlsxwriter itself dates the parts so that equal books are equal bytes.
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    made_at = datetime.fromisoformat(snapshot["made_at"]).replace(tzinfo=None)
    book.set_properties({"title": snapshot["title"], "created": made_at})
    book.set_size(1920, 1080)
    sheets = FigureSheets(book, snapshot)
    if with_figures:
        sheets.figures()
    if with_units:
        sheets.units()
    book.close()
    return stream.getvalue()


class FigureSheets:
    """Sheets of figures in one look: a title, what they are about, a table that prints well."""

    def __init__(self, book, snapshot):
        self.book, self.snapshot = book, snapshot
        font = {"font_name": "Times New Roman", "font_size": 12}
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.note = book.add_format({**font, "italic": True})
        cell = {**font, "border": 1, "valign": "top", "text_wrap": True}
        self.head = book.add_format({**cell, "bold": True, "align": "center", "valign": "vcenter"})
        self.text = book.add_format(cell)
        self.heading = book.add_format({**cell, "bold": True})
        self.bold_numbers = {}
        self.numbers = {}
        for decimals in range(7):
            shape = "#,##0" + ("." + "0" * decimals if decimals else "")
            self.numbers[decimals] = book.add_format(
                {**cell, "num_format": shape, "align": "right"}
            )
            self.bold_numbers[decimals] = book.add_format(
                {**cell, "num_format": shape, "align": "right", "bold": True}
            )

    def _sheet(self, name, headers, widths, first_column):
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, self.snapshot["title"], self.title)
        sheet.write_string(1, 0, self._about(), self.note)
        for column, (header, width) in enumerate(zip(headers, widths, strict=True)):
            sheet.write_string(3, column, header, self.head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, first_column)
        sheet.repeat_rows(3)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P/&N")
        if self.snapshot["mark"]:
            sheet.set_header(f"&C{self.snapshot['mark'].replace('&', '&&')}")
        return sheet

    def _about(self):
        period, unit = self.snapshot["period"], self.snapshot["unit"]
        days = " - ".join(
            "/".join(reversed(period[name].split("-"))) for name in ("date_from", "date_to")
        )
        return f"{unit.get('in_text', unit['name'])}; số liệu từ {days}"

    @staticmethod
    def _number(sheet, row, column, text, form):
        if text:
            sheet.write_number(row, column, float(text), form)
        else:
            sheet.write_string(row, column, "-", form)

    def figures(self):
        sheet = self._sheet("Số liệu", HEADERS, WIDTHS, 3)
        titles = {one["number"]: one["title"] for one in self.snapshot["sections"]}
        row, shown = 3, None
        for line in self.snapshot["lines"]:
            if line["section"] != shown:
                shown, row = line["section"], row + 1
                sheet.merge_range(row, 0, row, len(HEADERS) - 1, "", self.heading)
                sheet.write_string(row, 0, f"{shown}. {titles.get(shown, '')}", self.heading)
            row += 1
            for column, name in enumerate(("number", "code", "name", "unit_of_measure")):
                sheet.write_string(row, column, line[name], self.text)
            for column, name in enumerate(("value", "automatic", "year_ago", "last", "check"), 4):
                self._number(sheet, row, column, line[name], self.numbers[line["decimals"]])
            sheet.write_string(row, 9, line["source"][:LONGEST], self.text)
            estimate = "ước thực hiện" if line["is_estimate"] else ""
            sheet.write_string(
                row, 10, "; ".join(filter(None, (estimate, line["reason"])))[:LONGEST], self.text
            )
        sheet.print_area(0, 0, row, len(HEADERS) - 1)

    def units(self):
        """Units down, figures across; where the committee's figure is their sum, a formula adds."""
        units = self.snapshot["units"]
        codes = {code for unit in units for code in unit["values"]}
        # What no unit gave has no column, unless nothing came yet: then all that is awaited.
        asked = self.snapshot["lines"]
        lines = [line for line in asked if line["code"] in codes] or asked
        headers = ("STT", "Đơn vị", "Tình trạng", *(line["name"] for line in lines))
        sheet = self._sheet("Đơn vị", headers, (6, 36, 18, *[16] * len(lines)), 3)
        if len(lines) > COLUMNS_OF_A_PAGE:
            # Page after page across, each with the names of the units.
            sheet.fit_to_pages(-(-len(lines) // COLUMNS_OF_A_PAGE), 0)
            sheet.repeat_columns(0, 2)
        columns = [(line["code"], self.numbers[line["decimals"]]) for line in lines]
        row = 3
        for number, unit in enumerate(units, 1):
            row += 1
            sheet.write_number(row, 0, number, self.text)
            sheet.write_string(row, 1, unit["name"], self.text)
            sheet.write_string(row, 2, STATES.get(unit["state"], "Đã gửi"), self.text)
            values = unit["values"]
            for column, (code, form) in enumerate(columns, 3):
                if text := values.get(code):  # as _number does it, for hundred thousands of cells
                    sheet.write_number(row, column, float(text), form)
                else:
                    sheet.write_string(row, column, "-", form)
        row += 1
        for column in range(3):
            sheet.write_string(
                row, column, ("", "Toàn tỉnh, toàn đơn vị", "")[column], self.heading
            )
        for column, line in enumerate(lines, 3):
            form = self.bold_numbers[line["decimals"]]
            given = list(filter(None, (unit["values"].get(line["code"]) for unit in units)))
            total = sum(map(Decimal, given))
            if given and total == from_text(line["value"]):
                first, last = xl_rowcol_to_cell(4, column), xl_rowcol_to_cell(row - 1, column)
                sheet.write_formula(
                    row,
                    column,
                    f"=SUM({first}:{last})",
                    form,
                    float(total),
                )
            else:
                # By another method than the sum: the figure of the source agency, for instance.
                self._number(sheet, row, column, line["value"], form)
        sheet.print_area(0, 0, row, len(headers) - 1)
