"""A trial of other limits of deputies as a workbook: what was tried, before and after."""

import io

import xlsxwriter

from ..kernel import dates

A4 = 9
TITLE = "PHƯƠNG ÁN GIẢ ĐỊNH VỀ SỐ LƯỢNG CẤP PHÓ"
HEADERS = (
    ("STT", 6),
    ("Đơn vị", 44),
    ("Được bố trí hiện nay", 16),
    ("Được bố trí theo phương án", 16),
    ("Hiện có", 10),
    ("Có theo phương án", 12),
    ("Dôi dư hiện nay", 12),
    ("Dôi dư theo phương án", 12),
    ("Quy định áp dụng theo phương án", 50),
    ("Cần xác minh", 14),
)


def scenario_table(trial, mark=""):
    """Bytes of the workbook of a ``cchc.staff.scenario`` with its results, read as its user.

    Text is never a formula. A surplus that is not tested, or not known, stays empty.

    :param str mark: what a demo says on each page
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("Phương án")
        border = {"border": 1, "valign": "top", "text_wrap": True}
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format(
            {**border, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#ddebf7"}
        )
        text = book.add_format(border)
        middle = book.add_format({**border, "align": "center"})
        red = book.add_format({**border, "align": "center", "bold": True, "font_color": "#b3261e"})
        for position, (_label, width) in enumerate(HEADERS):
            sheet.set_column(position, position, width)
        sheet.write_string(0, 0, TITLE, title)
        row = 0
        for line in _about(trial):
            row += 1
            sheet.write_string(row, 0, line)
        top = row = row + 2
        for position, (label, _width) in enumerate(HEADERS):
            sheet.write_string(top, position, label, head)
        for number, result in enumerate(trial.result_ids, 1):
            row += 1
            sheet.write_number(row, 0, number, middle)
            sheet.write_string(row, 1, result.label or "", text)
            sheet.write_string(row, 2, result.limit_before or "", middle)
            sheet.write_string(row, 3, result.limit_after or "", middle)
            sheet.write_number(row, 4, result.deputies_before, middle)
            sheet.write_number(row, 5, result.deputies_after, middle)
            for column, is_tested, surplus in (
                (6, result.is_tested_before, result.surplus_before),
                (7, result.is_tested_after, result.surplus_after),
            ):
                if is_tested:
                    sheet.write_number(row, column, surplus, red if surplus else middle)
                else:
                    sheet.write_blank(row, column, None, middle)
            sheet.write_string(row, 8, result.rule_id.name or "", text)
            doubtful = result.rule_id and not result.is_certain
            sheet.write_string(row, 9, "Cần xác minh" if doubtful else "", middle)
        sheet.freeze_panes(top + 1, 2)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        if mark:
            sheet.set_header(f"&C{mark}")
    return stream.getvalue()


def _about(trial):
    """Lines above the table: the day, the rules, the changes and what is to be noted."""
    yield f"Số liệu tính đến ngày {dates.format_date(trial.day)}"
    if trial.rules_on:
        yield f"Quy định có hiệu lực tại ngày {dates.format_date(trial.rules_on)}"
    if trial.draft_rule_ids:
        yield f"Dự thảo quy định: {'; '.join(trial.draft_rule_ids.mapped('name'))}"
    for number, line in enumerate(trial.line_ids, 1):
        yield f"Thay đổi {number}: {line.sentence}"
    yield from (trial.note or "").splitlines()
