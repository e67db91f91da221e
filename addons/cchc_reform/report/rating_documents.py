"""The list of a unit's yearly ratings in Excel, and the draft of the notice of results in Word."""

from datetime import date

from ..kernel import dates, rating
from ..models.rating_opening import heads
from .list_workbook import ListWorkbook
from .official_document import (
    OfficialDocument,
    cited,
    issuer_names,
    name_in_text,
    signature_of,
    symbol_of,
)

LEVELS = {
    rating.EXCELLENT: "Hoàn thành xuất sắc nhiệm vụ",
    rating.GOOD: "Hoàn thành tốt nhiệm vụ",
    rating.COMPLETED: "Hoàn thành nhiệm vụ",
    rating.NOT_COMPLETED: "Không hoàn thành nhiệm vụ",
}
NOT_RATED = "Không xếp loại"
HEADERS = (
    ("STT", 6), ("Họ và tên hoặc đơn vị", 30), ("Chức danh", 24), ("Đơn vị", 32),
    ("Số tháng công tác", 10), ("Điểm", 10), ("Mức đề xuất", 26), ("Mức xếp loại", 26),
    ("Tình trạng", 20),
)  # fmt: skip


def rating_list(ratings, unit, year, mark=""):
    """Bytes of the workbook of ``ratings``, read as their user. Text is never a formula."""
    titles = _titles(ratings, year)
    title = f"DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG NĂM {year}"
    about = f"{unit.name} - Lập {dates.print_date(dates.today())}"
    table = ListWorkbook(title, about, HEADERS, mark)
    sheet, text = table.sheet, table.text
    points = table.bordered(num_format="0.00")
    for number, one in enumerate(ratings, 1):
        row = number + 3
        sheet.write_number(row, 0, number, text)
        is_unit = one.subject == "unit"
        texts = {
            1: one._rated_name(),
            2: titles[one],
            3: one.unit_id.display_name,
            6: LEVELS.get(one.proposed_level),
            7: _level(one),
            8: one._state_label(),
        }
        table.write_texts(row, texts)
        if is_unit:
            sheet.write_blank(row, 4, None, text)
        else:
            sheet.write_number(row, 4, one.months, text)
        if one.line_ids:
            sheet.write_number(row, 5, one.points, points)
        else:
            sheet.write_blank(row, 5, None, text)
    for position, note in enumerate(_notes(ratings), len(ratings) + 5):
        sheet.write_string(position, 0, note)
    return table.content()


def rating_notice(ratings, unit, year, mark=""):
    """Bytes of the draft notice of decided levels; number and date are left to the clerk."""
    superior, issuer, place = issuer_names(unit)
    titles = _titles(ratings, year)
    document = OfficialDocument(mark=mark)
    document.head(
        superior,
        issuer,
        symbol_of("TB", unit),
        f"{place}, ngày      tháng      năm {dates.today().year}",
    )
    document.paragraph()
    document.paragraph("THÔNG BÁO", bold=True, align="center")
    document.paragraph(
        f"Kết quả đánh giá, xếp loại chất lượng năm {year}", bold=True, align="center"
    )
    for basis in ratings.scheme_id.document_id:
        document.paragraph(f"Căn cứ {cited(basis)};", italic=True, align="justify", indent=True)
    counts = "; ".join(
        f"{label}: {number}"
        for level, label in LEVELS.items()
        if (number := sum(one.level == level for one in ratings))
    )
    document.paragraph(
        f"{name_in_text(unit)} thông báo kết quả đánh giá, xếp loại chất lượng năm {year} đối với "
        f"{len(ratings)} trường hợp như sau" + (f" ({counts}):" if counts else ":"),
        align="justify",
        indent=True,
    )
    rows = [
        [number, one._rated_name(), titles[one], one.unit_id.name, _level(one)]
        for number, one in enumerate(ratings, 1)
    ]
    document.table(
        ("STT", "Họ và tên hoặc đơn vị", "Chức danh", "Đơn vị", "Mức xếp loại"),
        (1.2, 4.2, 3.2, 3.8, 3.8), rows, size=12,
    )  # fmt: skip
    for note in _notes(ratings):
        document.paragraph(note, italic=True, align="justify", indent=True)
    document.paragraph()
    document.foot(["Các cá nhân, đơn vị có tên"], *signature_of(unit, dates.today()))
    return document.content()


def _notes(ratings):
    """Of each scheme that is still to be verified, and of whom it may not speak."""
    notes = []
    for scheme in ratings.scheme_id:
        of_it = ratings.filtered(lambda one, scheme=scheme: one.scheme_id == scheme)
        if of_it[:1].scheme_to_verify:
            note = f": {scheme.verify_note}" if scheme.verify_note else "."
            notes.append(f"Ghi chú: “{scheme.name}” chưa được xác minh{note}")
        if number := sum(one.is_other_kind for one in of_it):
            notes.append(
                f"Ghi chú: “{scheme.name}” áp dụng cho công chức; {number} trường hợp giữ vị trí "
                "thuộc đối tượng khác, cần kiểm tra quy định áp dụng."
            )
    return notes


def _level(one):
    if one.state not in ("decided", "announced"):
        return ""
    return LEVELS.get(one.level, NOT_RATED)


def _titles(ratings, year):
    """Dict of each rating -> title of the person's post there, at the end of the year."""
    Post = ratings.env["cchc.staff.appointment"]
    held = Post.search(
        [
            ("employee_id", "in", ratings.employee_id.ids),
            ("date_from", "<=", date(year, 12, 31)),
        ],
        order="date_from desc, id desc",
    )
    titles = {}
    for one in ratings:
        posts = held.filtered(lambda post, one=one: post.employee_id == one.employee_id)
        inside = posts.filtered(lambda post, one=one: post.unit_id._is_within(one.unit_id))
        if one.is_head:
            inside = inside.filtered(heads) or inside
        titles[one] = inside[:1].title or ""
    return titles
