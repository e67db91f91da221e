"""The organisation report and the list of surplus deputies: Word and Excel of the same tables."""

import io

import xlsxwriter

from odoo.exceptions import UserError

from .official_document import OfficialDocument, issuer_names, name_in_text, signature_of, symbol_of
from .staff_tables import KIND_LABELS, TO_VERIFY

A4 = 9
#: Rows of a table that Word still opens with comfort; a workbook takes any number.
MOST_ROWS = 3000
ORGANISATION, SURPLUS = "organisation", "surplus"
TITLES = {
    ORGANISATION: "Tình hình tổ chức bộ máy, cấp phó và số lượng người làm việc",
    SURPLUS: "Danh sách cấp phó dôi dư so với quy định",
}
SHORT_KINDS = ("Cán bộ, công chức", "Viên chức (ngân sách)", "Viên chức (nguồn thu)", "Hợp đồng")
PERSON_HEADERS = (
    "STT", "Họ và tên", "Đơn vị", "Chức danh", "Hình thức", "Từ ngày", "Đến ngày",
    "Số quyết định", "Phương án, lộ trình giải quyết",
)  # fmt: skip
PERSON_KEYS = ("name", "unit", "title", "mode", "from", "until", "decision", "plan")


# -- Word ----------------------------------------------------------------------------------------


def organisation_docx(tables, mark=""):
    """Bytes of the organisation report of a :class:`StaffTables`."""
    rows = [
        [
            line.number or "",
            f"{'– ' * line.depth}{line.name}",
            line.unit_type,
            line.head,
            line.deputy_names,
            *_deputy_texts(line.deputies),
            *(_staff_text(line.staff.get(kind)) for kind in KIND_LABELS),
        ]
        for line in tables.lines()
    ]
    headers = (
        "STT", "Đơn vị", "Loại hình", "Người đứng đầu", "Cấp phó", "Số cấp phó được bố trí",
        "Hiện có", "Dôi dư", *(f"{kind} (giao/có mặt)" for kind in SHORT_KINDS),
    )  # fmt: skip
    document = _report(tables, ORGANISATION, tables.summary(), tables.notes(), mark)
    widths = (1.2, 5, 2.4, 2.6, 3.2, 1.9, 1.2, 1.2, 1.75, 1.75, 1.75, 1.75)
    _annex(document, tables, ORGANISATION, (headers, widths, rows), size=9)
    return document.content()


def surplus_docx(tables, mark=""):
    """Bytes of the list of surplus deputies of a :class:`StaffTables`."""
    cases = tables.cases()
    summary = [
        ("Số trường hợp (đơn vị hoặc nhóm đơn vị) có cấp phó dôi dư", str(len(cases))),
        ("Tổng số cấp phó dôi dư", str(sum(case.surplus for case in cases))),
    ]
    rows, number = [], 0
    for case in cases:
        rows.append([_case_heading(case)])
        for post in case.posts:
            number += 1
            rows.append([number, *(post[key] for key in PERSON_KEYS)])
    if not rows:
        rows = [["Không có cấp phó dôi dư."]]
    document = _report(tables, SURPLUS, summary, tables.surplus_notes(), mark)
    widths = (1.3, 4, 4, 3.4, 2.2, 2.3, 2.3, 2.8, 3.4)
    _annex(document, tables, SURPLUS, (PERSON_HEADERS, widths, rows), size=11)
    return document.content()


def _report(tables, kind, summary, notes, mark):
    """The first pages: head of decree 30/2020, title, figures, what they rest on, signature."""
    unit = tables.unit
    superior, issuer, place = issuer_names(unit)
    document = OfficialDocument(mark=mark)
    document.head(
        superior,
        issuer,
        symbol_of("BC", unit),
        f"{place}, ngày      tháng      năm {tables.day.year}",
    )
    document.paragraph()
    document.paragraph("BÁO CÁO", bold=True, align="center")
    document.paragraph(TITLES[kind], bold=True, align="center")
    document.paragraph(f"(Tính đến {tables.date_text})", italic=True, align="center")
    for label, value in summary:
        document.paragraph(f"- {label}: {value}.", align="justify", indent=True)
    document.paragraph("Căn cứ và lưu ý:", bold=True, indent=True)
    for note in notes:
        document.paragraph(f"- {note}", align="justify", indent=True, size=13)
    document.paragraph("(Chi tiết tại phụ lục kèm theo)", italic=True, indent=True)
    receiver = name_in_text(unit.parent_id) or "Cơ quan cấp trên"
    document.foot([receiver], *signature_of(unit, tables.day))
    return document


def _annex(document, tables, kind, table, size):
    headers, widths, rows = table
    if len(rows) > MOST_ROWS:
        raise UserError(
            tables.env._(
                "The table has %(rows)s rows, more than a Word file shows well: choose a unit, or "
                "take the workbook.",
                rows=len(rows),
            )
        )
    document.new_section(landscape=True)
    document.paragraph("PHỤ LỤC", bold=True, align="center")
    document.paragraph(f"{TITLES[kind]}, tính đến {tables.date_text}", bold=True, align="center")
    document.table(headers, widths, rows, size=size)


def _deputy_texts(deputies):
    if not deputies:
        return ["", "", ""]
    limit = f"{deputies.limit_text}*" if deputies.to_verify else deputies.limit_text
    return [limit, str(deputies.actual), "" if deputies.surplus is None else str(deputies.surplus)]


def _staff_text(numbers):
    if numbers is None:
        return ""
    assigned, actual = numbers
    return f"{'chưa giao' if assigned is None else assigned}/{actual}"


def _case_heading(case):
    parts = [
        f"{case.name}: được bố trí {case.limit}, hiện có {case.actual}, dôi dư {case.surplus}",
        case.rule,
    ]
    if case.cause:
        parts.append(f"Nguyên nhân: {case.cause.lower()}")
    if case.term:
        parts.append(f"Thời hạn giải quyết: {case.term}")
    if case.to_verify:
        parts.append(f"{TO_VERIFY.capitalize()}: {case.to_verify}")
    return "".join(f"{part.rstrip('.')}. " for part in parts).strip()


# -- Excel ---------------------------------------------------------------------------------------


def organisation_xlsx(tables, mark=""):
    """Bytes of the workbook of the organisation report; text is never a formula."""
    with _Workbook(tables, tables.notes(), mark) as book:
        sheet, line = book.sheet("Tổ chức và biên chế", TITLES[ORGANISATION], tables.summary())
        heads = (
            ("STT", 1), ("Đơn vị", 1), ("Loại hình", 1), ("Người đứng đầu", 1), ("Cấp phó", 1),
            ("Số lượng cấp phó", 3), *((label, 2) for label in KIND_LABELS.values()),
        )  # fmt: skip
        below = ["Được bố trí", "Hiện có", "Dôi dư", *["Được giao", "Có mặt"] * len(KIND_LABELS)]
        line = book.heads(sheet, line, heads, below)
        for one in tables.lines():
            line += 1
            book.number(sheet, line, 0, one.number or None)
            for column, text in enumerate((one.name, one.unit_type, one.head, one.deputy_names), 1):
                book.text(sheet, line, column, text, one.depth if column == 1 else 0)
            book.deputies(sheet, line, 5, one.deputies)
            for place, kind in enumerate(KIND_LABELS):
                book.staff(sheet, line, 8 + 2 * place, one.staff.get(kind))
        book.widths(sheet, (6, 44, 22, 26, 34, 14, 9, 9, *[11, 9] * len(KIND_LABELS)))
    return book.content


def surplus_xlsx(tables, mark=""):
    """Bytes of the workbook of surplus deputies; text is never a formula."""
    cases = tables.cases()
    with _Workbook(tables, tables.surplus_notes(), mark) as book:
        total = [("Tổng số cấp phó dôi dư", str(sum(case.surplus for case in cases)))]
        sheet, line = book.sheet("Cấp phó dôi dư", TITLES[SURPLUS], total)
        line = book.heads(sheet, line, [(head, 1) for head in PERSON_HEADERS])
        number = 0
        for case in cases:
            line += 1
            sheet.merge_range(line, 0, line, len(PERSON_HEADERS) - 1, "", book.bold)
            sheet.write_string(line, 0, _case_heading(case), book.bold)
            sheet.set_row(line, 32)
            for post in case.posts:
                line, number = line + 1, number + 1
                book.number(sheet, line, 0, number)
                for column, key in enumerate(PERSON_KEYS, 1):
                    book.text(sheet, line, column, post[key])
        if not cases:
            sheet.write_string(line + 1, 0, "Không có cấp phó dôi dư.")
        book.widths(sheet, (6, 28, 30, 26, 14, 12, 12, 18, 36))
        sheet, line = book.sheet("Tổng hợp", TITLES[SURPLUS], total)
        heads = (
            "STT", "Đơn vị", "Được bố trí", "Hiện có", "Dôi dư", "Nguyên nhân",
            "Thời hạn giải quyết", "Quy định", "Cần xác minh",
        )  # fmt: skip
        line = book.heads(sheet, line, [(head, 1) for head in heads])
        for number, case in enumerate(cases, 1):
            line += 1
            book.number(sheet, line, 0, number)
            book.text(sheet, line, 1, case.name)
            for column, value in enumerate((case.limit, case.actual, case.surplus), 2):
                book.number(sheet, line, column, value)
            texts = (case.cause, case.term, case.rule, case.to_verify)
            for column, text in enumerate(texts, 5):
                book.text(sheet, line, column, text)
        book.widths(sheet, (6, 44, 12, 12, 12, 28, 34, 60, 50))
    return book.content


class _Workbook:
    """Workbook of a report, with the sheet of notes at its end."""

    def __init__(self, tables, notes, mark):
        self.tables, self.notes, self.mark = tables, notes, mark
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        add = self.book.add_format
        cell = {"border": 1, "border_color": "#bfbfbf", "valign": "top"}
        self.title = add({"bold": True, "font_size": 14})
        self.bold = add({**cell, "bold": True, "text_wrap": True, "bg_color": "#f1f6fb"})
        self.head = add(
            {**cell, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True,
             "bg_color": "#ddebf7"}
        )  # fmt: skip
        self.texts = [
            add({**cell, "text_wrap": True, "align": "left", "indent": depth})
            for depth in range(10)
        ]
        middle = {**cell, "align": "center"}
        self.figure = add({**middle, "num_format": "0"})
        self.doubtful = add({**middle, "num_format": '0"*"'})
        self.red = add({**middle, "num_format": "0", "bold": True, "font_color": "#b3261e"})
        self.muted = add({**middle, "italic": True, "font_color": "#5b6673"})
        self.wrap = add({"text_wrap": True, "valign": "top"})

    def __enter__(self):
        return self

    def __exit__(self, kind, *_rest):
        if kind is None:
            notes, line = self.sheet("Căn cứ và lưu ý", "Căn cứ và lưu ý", ())
            for note in [*self.notes, f"Dấu *: {TO_VERIFY}."]:
                notes.write_string(line, 0, note, self.wrap)
                notes.set_row(line, 16 * (1 + len(note) // 110))
                line += 1
            notes.set_column(0, 0, 120)
            self.book.close()
            self.content = self.stream.getvalue()
        return False

    def sheet(self, name, title, summary):
        """A new sheet with its title; the line on which its table begins comes along."""
        sheet = self.book.add_worksheet(name)
        unit, day = self.tables.unit.display_name, self.tables.date_text
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, f"{unit}, tính đến {day}")
        line = 2
        for label, value in summary:
            sheet.write_string(line, 0, f"{label}: {value}")
            line += 1
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        if self.mark:
            sheet.set_header(f"&C{self.mark}")
        return sheet, line + 1

    def heads(self, sheet, line, heads, below=()):
        """Headings over one or more columns, and those below the wide ones; gives the last line."""
        first, column, below = line, 0, list(below)
        last = line + 1 if below else line
        for label, width in heads:
            if width > 1:
                sheet.merge_range(line, column, line, column + width - 1, "", self.head)
                for place in range(width):
                    sheet.write_string(last, column + place, below.pop(0), self.head)
            elif last > line:
                sheet.merge_range(line, column, last, column, "", self.head)
            sheet.write_string(line, column, label, self.head)
            column += width
        sheet.set_row(first, 32)
        sheet.freeze_panes(last + 1, 2)
        sheet.repeat_rows(first, last)
        return last

    def widths(self, sheet, widths):
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def text(self, sheet, line, column, text, depth=0):
        sheet.write_string(line, column, text or "", self.texts[min(depth, len(self.texts) - 1)])

    def number(self, sheet, line, column, value, style=None):
        if value is None:
            sheet.write_blank(line, column, None, self.figure)
        else:
            sheet.write_number(line, column, value, style or self.figure)

    def deputies(self, sheet, line, column, deputies):
        """Limit, actual number and surplus; what is not known is said or left empty."""
        if not deputies:
            for place in range(3):
                self.number(sheet, line, column + place, None)
            return
        if deputies.limit is None:
            sheet.write_string(line, column, deputies.limit_text, self.muted)
        else:
            style = self.doubtful if deputies.to_verify else self.figure
            self.number(sheet, line, column, deputies.limit, style)
        self.number(sheet, line, column + 1, deputies.actual)
        self.number(sheet, line, column + 2, deputies.surplus, deputies.surplus and self.red)

    def staff(self, sheet, line, column, numbers):
        """Assigned and actual number of one kind."""
        assigned, actual = numbers or (None, None)
        if numbers and assigned is None:
            sheet.write_string(line, column, "chưa giao", self.muted)
        else:
            self.number(sheet, line, column, assigned)
        over = assigned is not None and actual > assigned
        self.number(sheet, line, column + 1, actual, self.red if over else None)
