"""The list of people who leave by a policy, as HR officers print it."""

import io

import xlsxwriter

from ..kernel import dates

A4 = 9
HEADERS = (
    ("STT", 6),
    ("Họ và tên", 26),
    ("Đơn vị", 28),
    ("Chức danh", 22),
    ("Đối tượng", 34),
    ("Chính sách", 26),
    ("Căn cứ", 22),
    ("Ngày nghỉ", 12),
    ("Kinh phí (đồng)", 18),
)
TITLE = "DANH SÁCH ĐỐI TƯỢNG THỰC HIỆN CHÍNH SÁCH TINH GIẢN BIÊN CHẾ"
TO_VERIFY = "Có căn cứ, đối tượng hoặc chính sách cần đối chiếu với văn bản đã ký."


def streamlining_list(cases, mark=""):
    """Bytes of the workbook of ``cases``, read as their user.

    The sum of a case is what was paid, else decided, else estimated. Text is never a formula.

    :param str mark: what a demo says on each page
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("Danh sách")
        bold = book.add_format({"bold": True, "align": "center", "font_size": 14})
        centre = book.add_format({"align": "center", "italic": True})
        border = {"border": 1, "valign": "top", "text_wrap": True}
        head = book.add_format({**border, "bold": True, "align": "center", "valign": "vcenter"})
        text = book.add_format(border)
        money = book.add_format({**border, "num_format": "#,##0"})
        total = book.add_format({**border, "bold": True, "num_format": "#,##0"})
        last = len(HEADERS) - 1
        for position, (_label, width) in enumerate(HEADERS):
            sheet.set_column(position, position, width)
        sheet.merge_range(0, 0, 0, last, TITLE, bold)
        sheet.merge_range(1, 0, 1, last, _about(cases), centre)
        for position, (label, _width) in enumerate(HEADERS):
            sheet.write_string(3, position, label, head)
        row = 3
        for number, case in enumerate(cases, 1):
            row += 1
            sheet.write_number(row, 0, number, text)
            for position, value in enumerate(_texts(case), 1):
                sheet.write_string(row, position, value, text)
            sheet.write_number(row, last, amount(case), money)
        row += 1
        sheet.merge_range(row, 0, row, last - 1, f"Tổng cộng: {len(cases)} người", total)
        sheet.write_number(row, last, sum(map(amount, cases)), total)
        if not all(case.is_certain for case in cases):
            sheet.merge_range(row + 1, 0, row + 1, last, TO_VERIFY, centre)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        if mark:
            sheet.set_header(f"&C{mark}")
    return stream.getvalue()


def amount(case):
    """Whole VND of a case: paid, else decided, else estimated."""
    sums = {"settled": case.settled_cost, "decided": case.decided_cost}
    return int(sums.get(case.state, case.cost))


def _about(cases):
    periods = sorted({case.list_number for case in cases if case.list_number})
    printed = f"Lập {dates.print_date(dates.today())}"
    return f"{'; '.join(periods)} - {printed}" if periods else printed


def _texts(case):
    return (
        case.employee_id.name or "",
        case.unit_id.display_name or "",
        case.title or "",
        case.category_id.name or "",
        case.policy_id.name or "",
        case.basis_id.name or "",
        dates.format_date(case.leaving_on) if case.leaving_on else "",
    )
