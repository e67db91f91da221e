"""Figures of a report, in the shape in which they also go out: a row a figure, named by its code."""

from functools import cached_property

from odoo.tools.translate import LazyTranslate

from ..kernel import reporting
from ..kernel.reporting import format_figure, from_text, to_text
from .import_base import YES_NO_WORDS, Column, Importer, word_of

_lt = LazyTranslate(__name__)


class FigureImporter(Importer):
    """Figures that a unit enters in its report. What a cell leaves empty stays as it is.

    :param report: the report, in which the user may write
    """

    longest = 500
    columns = (
        Column("section", _lt("Section"), ("mục",), False, _lt("It is not read."), 10),
        Column("code", _lt("Code"), ("mã", "mã chỉ tiêu"), True,
               _lt("It says which figure is meant.")),
        Column("name", _lt("Indicator"), ("tên chỉ tiêu",), False,
               _lt("It is not read."), 60),
        Column("unit_of_measure", _lt("Unit of measure"), ("đơn vị tính",), False,
               _lt("It is not read.")),
        Column("counted", _lt("Counted"), ("hệ thống đếm",), False,
               _lt("By the system; it is not read.")),
        Column("typed", _lt("Entered"), ("số liệu", "giá trị", "số liệu nhập"), False,
               _lt("Like 1.234,5. Empty: left as it is.")),
        Column("before", _lt("Entered before"), ("đã nhập trước",), False,
               _lt("What stood there when the workbook was made; leave it.")),
        Column("is_estimate", _lt("Estimate"), ("ước thực hiện", "ước"), False,
               _lt("có or không; empty: left as it is.")),
        Column("reason", _lt("Why it differs, or changed so much"), ("lý do", "giải trình"), False,
               None, 40),
    )  # fmt: skip

    def __init__(self, env, report):
        super().__init__(env, report.day)
        self.report = report
        self.new = self.known = 0
        self.changes = []

    @cached_property
    def _figures(self):
        return {figure.code: figure for figure in self.report.line_ids}

    def _check_lines(self, lines):
        seen = {}
        for line in lines:
            code = line["code"].lower()
            figure = self._figures.get(code)
            if not figure:
                self.fault(line, "code", self.env._("The report has no figure of this code."))
            elif code in seen:
                self.fault(line, "code", self.env._("Row %s has the same code.", seen[code]))
            else:
                seen[code] = line.number
                values = self._values(line, figure)
                if values:
                    self.changes.append((figure, values))
                else:
                    self.known += 1
        self.new = len(self.changes)

    def _values(self, line, figure):
        """What the row changes of a figure."""
        values = {}
        # What was not changed in the workbook changes nothing, whatever was entered meanwhile.
        if line["typed"] and line["typed"] != line["before"]:
            try:
                number = reporting.parse_figure(line["typed"])
            except ValueError:
                message = self.env._("This is no figure: write it like 1.234,5.")
                self.fault(line, "typed", message)
            else:
                # The same number, written otherwise, changes nothing.
                if not figure.typed or to_text(number) != figure.value:
                    values["typed"] = line["typed"]
                    if line["before"]:
                        values["typed_base"] = line["before"]
        estimate = self.choice(line, "is_estimate", YES_NO_WORDS, figure.is_estimate)
        if estimate is not None and estimate != figure.is_estimate:
            values["is_estimate"] = estimate
        if line["reason"] and line["reason"] != (figure.reason or ""):
            values["reason"] = line["reason"]
        return values

    def apply(self):
        """Write what changes, under the rights of the user."""
        for figure, values in self.changes:
            figure.write(values)

    def rows(self):
        """The figures of the report in the shape that comes in: dictionaries of text by column."""
        return [
            {
                "section": figure.section_number or "",
                "code": figure.code,
                "name": figure.name,
                "unit_of_measure": figure.unit_of_measure or "",
                "counted": format_figure(from_text(figure.automatic), figure.decimals),
                "typed": figure.typed or "",
                "before": figure.typed or "",
                "is_estimate": word_of(YES_NO_WORDS, figure.is_estimate),
                "reason": figure.reason or "",
            }
            for figure in self.report.line_ids
        ]
