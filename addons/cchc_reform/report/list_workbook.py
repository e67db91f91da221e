"""A list as it is printed: a title, what it is about, and a ruled table on pages across."""

import io
import textwrap

import xlsxwriter

A4 = 9
LINE = 15  # height of a line of text, in points


class ListWorkbook:
    """A workbook of one sheet, its headings in the fourth row; whoever makes it writes the rows.

    :param headers: pairs of a heading and the width of its column in characters
    :param str mark: what a demo says on each page
    """

    def __init__(self, title, about, headers, mark=""):
        self._stream = io.BytesIO()
        # Text is never a formula.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._stream, options)
        self.sheet = sheet = self._book.add_worksheet("Danh sách")
        bold = self._book.add_format({"bold": True, "align": "center", "font_size": 14})
        head = self.bordered(bold=True, align="center", valign="vcenter")
        self.centred = self._book.add_format({"align": "center", "italic": True})
        self.text = self.bordered()
        self._widths = [width for _label, width in headers]
        last = len(headers) - 1
        sheet.merge_range(0, 0, 0, last, title, bold)
        sheet.merge_range(1, 0, 1, last, about, self.centred)
        for position, (label, width) in enumerate(headers):
            sheet.set_column(position, position, width)
            sheet.write_string(3, position, label, head)
        sheet.set_row(3, self._height(dict(enumerate(label for label, _width in headers))))
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        if mark:
            sheet.set_header(f"&C{mark}")

    def write_texts(self, row, texts):
        """Write ``texts``, a dict of column -> text, in lines as many as the longest one needs."""
        for position, value in texts.items():
            self.sheet.write_string(row, position, value or "", self.text)
        self.sheet.set_row(row, self._height(texts))

    def _height(self, texts):
        # Not every programme finds the height of a row by itself when it opens the file.
        lines = (
            sum(
                len(textwrap.wrap(part, self._widths[position])) or 1
                for part in (value or "").split("\n")
            )
            for position, value in texts.items()
        )
        return LINE * max(lines, default=1)

    def bordered(self, **more):
        """A format of the cells of the table."""
        return self._book.add_format({"border": 1, "valign": "top", "text_wrap": True, **more})

    def content(self):
        """Bytes of the file, which is complete by then."""
        self._book.close()
        return self._stream.getvalue()
