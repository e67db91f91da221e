"""The matrix of a comparison as a workbook: its figures, and on a second sheet their counts."""

import io

import xlsxwriter

from ..kernel.comparison import MEASURES

# Light to dark in one hue, as on the screen (comparison.scss); red is for overdue alone.
BLUE = ("#f1f6fb", "#cfe2f1", "#9cc3e2", "#2f6c9e", "#134468")
RED = ("#ffffff", "#fbe3e1", "#f3b8b3", "#e58f87", "#a3201a")
DARK = {"#2f6c9e", "#134468", "#a3201a"}


def comparison_xlsx(env, data, mark=""):
    """Bytes of the workbook of ``data``, the answer of ``cchc.metrics.comparison``.

    Text is never a formula; a figure without data is an empty cell, never 0.

    :param str mark: what a demo says on each page
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        if data["unit"]:
            writer = _Writer(env, book, data, mark)
            writer.sheet(env._("Figures"), writer.figure)
            writer.sheet(env._("Tasks behind them"), writer.counts)
        else:
            book.add_worksheet()
    return stream.getvalue()


class _Writer:
    def __init__(self, env, book, data, mark):
        self.env, self.book, self.data, self.mark = env, book, data, mark
        self.heads = data["heads"] + ([data["whole"]] if data["whole"] else [])
        self.is_count = MEASURES[data["measure"]].is_count
        self.text = book.add_format({"text_wrap": True, "border": 1, "border_color": "#dde3ea"})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        number_format = "0" if self.is_count else "0.0"
        colours = RED if data["measure"] == "overdue" else BLUE
        base = {"align": "center", "border": 1, "border_color": "#dde3ea"}
        self.bands = [
            book.add_format(
                base
                | {"bg_color": colour, "num_format": number_format}
                | ({"font_color": "#ffffff"} if colour in DARK else {})
            )
            for colour in colours
        ]
        self.plain = book.add_format(base)

    def heading(self):
        """Lines above the table: what is measured, of whom, as of when."""
        data, env = self.data, self.env
        labels = {one["key"]: one["label"] for one in data["choices"]["measures"]}
        measure = labels[data["measure"]] + ("" if self.is_count else " (%)")
        year, month, day = data["day"].split("-")
        yield f"{measure} - {data['unit']['name']}"
        yield data["plan"]["name"] if data["plan"] else env._("All plans of the year")
        yield env._("Figures as of %(day)s.", day=f"{day}/{month}/{year}")
        if data["gathered"]:
            yield env._("Units that ended are gathered under their successors.")
        if data["documents"]:
            yield data["documents"][0]["name"]

    def sheet(self, name, write_cell):
        """One sheet of the matrix, each cell written by ``write_cell``."""
        data, sheet = self.data, self.book.add_worksheet(name[:31])
        line = 0
        for line, text in enumerate(self.heading()):
            sheet.write_string(line, 0, text, self.title if not line else None)
        line += 2
        sheet.write_string(line, 0, self.env._("Unit"), self.bold)
        for column, head in enumerate(self.heads, 1):
            sheet.write_string(line, column, head["label"], self.bold)
        sheet.freeze_panes(line + 1, 1)
        sheet.repeat_rows(line)
        for row in [*data["rows"], data["total"]]:
            line += 1
            sheet.write_string(line, 0, row["name"], self.text)
            cells = row["cells"] + ([row["whole"]] if data["whole"] else [])
            for column, cell in enumerate(cells, 1):
                if cell["value"] is not None:
                    write_cell(sheet, line, column, cell)
        line += 2
        for entry in data["legend"]:
            sheet.write_string(line, 0, entry["label"], self.bands[entry["band"]])
            line += 1
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, max(len(self.heads), 1), 12)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if self.mark:
            sheet.set_header(f"&C{self.mark}")

    def figure(self, sheet, line, column, cell):
        sheet.write_number(line, column, cell["value"], self.bands[cell["band"]])

    def counts(self, sheet, line, column, cell):
        sheet.write_string(line, column, f"{cell['part']}/{cell['whole']}", self.plain)
