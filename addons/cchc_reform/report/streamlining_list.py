"""The list of people who leave by a policy, as HR officers print it."""

from ..kernel import dates
from .list_workbook import ListWorkbook

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
    table = ListWorkbook(TITLE, _about(cases), HEADERS, mark)
    sheet, last = table.sheet, len(HEADERS) - 1
    money = table.bordered(num_format="#,##0")
    total = table.bordered(bold=True, num_format="#,##0")
    row = 3
    for number, case in enumerate(cases, 1):
        row += 1
        sheet.write_number(row, 0, number, table.text)
        table.write_texts(row, dict(enumerate(_texts(case), 1)))
        sheet.write_number(row, last, amount(case), money)
    row += 1
    sheet.merge_range(row, 0, row, last - 1, f"Tổng cộng: {len(cases)} người", total)
    sheet.write_number(row, last, sum(map(amount, cases)), total)
    if not all(case.is_certain for case in cases):
        sheet.merge_range(row + 1, 0, row + 1, last, TO_VERIFY, table.centred)
    return table.content()


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
