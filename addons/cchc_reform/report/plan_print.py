"""A plan with the state of its tasks as of a day, as officials print it: Word and Excel."""

import io

import xlsxwriter

from ..kernel import dates, metrics
from .official_document import OfficialDocument

HEADERS = (
    "STT",
    "Nhiệm vụ",
    "Sản phẩm",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời hạn",
    "Tiến độ",
)


class PlanTable:
    """Rows of a plan's table, made once and written by each format.

    :param plan: one ``cchc.plan``, read as its user
    :param date day: how the tasks stood on this day
    """

    def __init__(self, plan, day):
        self.plan, self.day = plan, day
        Task = plan.env["cchc.task"].with_context(cchc_as_of=str(day))
        self.tasks = Task.search(
            [("plan_id", "=", plan.id), ("state", "!=", "draft")],
            order="clause, domain_id, parent_path",
        )
        # The figures of the plan are the ones of every screen.
        self.rates = plan.env["cchc.metrics"]._task_rates(day, [("plan_id", "=", plan.id)])[()]
        self.cells = dict(Task._fields["cell"]._description_selection(plan.env))

    def rows(self):
        """Lists of text by :data:`HEADERS`; a list of one text is a heading."""
        here = set(self.tasks.ids)
        wholes = self.tasks.filtered(lambda task: task.parent_id.id not in here)
        parts = self.tasks.grouped("parent_id")
        number = 0
        for whole in wholes:
            below = parts.get(whole, self.tasks.browse())
            if below:
                yield [self._heading(whole)]
            for task in below or whole:
                number += 1
                yield [number, *self._row(task)]
                for inner in parts.get(task, ()) if below else ():
                    yield ["", *self._row(inner)]

    def _heading(self, task):
        counts = ", ".join(
            f"{number} {label.lower()}"
            for number, label in (
                (task.parts_done_on_time, self.cells[metrics.CELL_DONE_ON_TIME]),
                (task.parts_done_late, self.cells[metrics.CELL_DONE_LATE]),
                (task.parts_in_progress, self.cells[metrics.CELL_IN_PROGRESS]),
                (task.parts_overdue, self.cells[metrics.CELL_OVERDUE]),
            )
            if number
        )
        name = f"{task.clause}. {task.name}" if task.clause else task.name
        return f"{name} ({task.part_count}: {counts})" if task.part_count else name

    def _row(self, task):
        if task.state == "exempt":
            progress = f"Miễn thực hiện: {task.exempt_reason or ''}"
        else:
            progress = self.cells.get(task.cell) or task._state_label()
        return [
            task.name,
            task.output or "",
            task.lead_unit_id.display_name,
            ", ".join(task.coop_unit_ids.mapped("name")),
            self._deadline(task),
            progress,
        ]

    def _deadline(self, task):
        if task.deadline_kind == "waiting":
            return task.waiting_for or ""
        if task.deadline_kind == "standing":
            return "Thường xuyên"
        shown = dates.format_date(task.due_on) if task.due_on else ""
        if task.extension_count and task.first_deadline:
            shown += f" (ban đầu {dates.format_date(task.first_deadline)})"
        return shown

    def summary(self):
        """Lines (label, text) with the figures of the plan."""
        rates = self.rates

        def percent(value):
            return "chưa có số liệu" if value is None else f"{value}%".replace(".", ",")

        return [
            ("Nhiệm vụ đã giao", str(rates.assigned)),
            ("Hoàn thành đúng hạn", str(rates.done_on_time)),
            ("Hoàn thành trễ hạn", str(rates.done_late)),
            ("Đang thực hiện, trong hạn", str(rates.in_progress)),
            ("Đang thực hiện, quá hạn", str(rates.overdue)),
            ("Tỷ lệ hoàn thành kế hoạch", percent(rates.completion)),
            ("Tỷ lệ đúng hạn (trên số đến hạn)", percent(rates.on_time_rate)),
            ("Tỷ lệ đúng hạn theo thời hạn ban đầu", percent(rates.on_time_first_rate)),
        ]

    def title(self):
        """What stands above the table."""
        return f"{self.plan.name}: tiến độ tính đến {dates.print_date(self.day)}"


def plan_docx(table, mark=""):
    """Bytes of the Word file of a :class:`PlanTable`."""
    document = OfficialDocument(landscape=True, mark=mark)
    document.paragraph(table.plan.unit_id.name.upper(), bold=True, align="center", size=13)
    document.paragraph(table.title(), bold=True, align="center")
    for label, value in table.summary():
        document.paragraph(f"{label}: {value}", size=12).paragraph_format.space_after = 0
    document.paragraph()
    document.table(HEADERS, (1.2, 8, 4.6, 3.6, 3.2, 2.6, 2.8), table.rows(), size=11)
    return document.content()


def plan_xlsx(table, mark=""):
    """Bytes of the Excel file of a :class:`PlanTable`; text is never a formula."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet((mark or "Kế hoạch")[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, table.title(), title)
    line = 1
    for label, value in table.summary():
        sheet.write_string(line, 1, label)
        sheet.write_string(line, 2, value)
        line += 1
    line += 1
    for column, header in enumerate(HEADERS):
        sheet.write_string(line, column, header, head)
    sheet.freeze_panes(line + 1, 0)
    sheet.repeat_rows(line)
    for values in table.rows():
        line += 1
        if len(values) == 1:
            sheet.merge_range(line, 0, line, len(HEADERS) - 1, "", bold)
            sheet.write_string(line, 0, values[0], bold)
            continue
        if values[0] != "":
            sheet.write_number(line, 0, values[0], text)
        else:
            sheet.write_string(line, 0, "", text)
        for column, value in enumerate(values[1:], 1):
            sheet.write_string(line, column, value, text)
    for column, width in enumerate((6, 55, 30, 28, 28, 18, 24)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if mark:
        sheet.set_header(f"&C{mark}")
    book.close()
    return stream.getvalue()
