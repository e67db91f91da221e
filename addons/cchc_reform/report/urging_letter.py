"""The urging letter in Word: the letter itself, and the annex of late tasks."""

from ..kernel import dates
from ..models.legal_document import CAPACITY_ABBREVIATIONS
from .official_document import OfficialDocument, issuer_names, name_in_text

# More recipients than these are named in the annex only.
LONGEST_LIST = 10


def urging_letter(urging, mark=""):
    """Bytes of the letter of ``urging`` (one ``cchc.urging``, read as its user).

    :param str mark: what a demo says on each page
    """
    unit = urging.unit_id
    document = OfficialDocument(mark=mark)
    superior, issuer, place = issuer_names(unit)
    symbol = "UBND" if unit.is_committee else unit.code or ""
    day = urging.document_date
    printed = dates.print_date(day) if day else "ngày      tháng      năm        "
    document.head(
        superior,
        issuer,
        symbol,
        f"{place}, {printed}",
        urging.subject,
    )
    document.paragraph()
    recipients = urging.recipient_ids.sorted()
    if len(recipients) > LONGEST_LIST:
        document.paragraph(
            "Kính gửi: Các cơ quan, đơn vị, địa phương có tên trong danh sách kèm theo",
            align="center",
        )
    else:
        document.paragraph("Kính gửi:", align="center")
        for recipient in recipients:
            document.paragraph(f"- {recipient.display_name};")
    document.paragraph()
    for text in (urging.body or "").split("\n"):
        document.paragraph(text, align="justify", indent=True)
    if urging.answer_by:
        document.paragraph(
            f"Báo cáo gửi về {name_in_text(unit)} chậm nhất {dates.print_date(urging.answer_by)}.",
            align="justify",
            indent=True,
        )
    capacity = CAPACITY_ABBREVIATIONS.get(urging.signer_capacity, "")
    title = (urging.signer_title or "").upper()
    document.foot(["Như trên"], [f"{capacity} {title}".strip() or " "], urging.signer)
    document.new_section(landscape=True)
    document.paragraph("PHỤ LỤC", bold=True, align="center")
    document.paragraph(
        f"Danh sách nhiệm vụ quá hạn, tính đến {dates.print_date(urging.day)}",
        bold=True,
        align="center",
    )
    document.paragraph(
        f"(Kèm theo văn bản số          /{symbol} của {name_in_text(unit)})",
        italic=True,
        align="center",
        size=13,
    )
    document.table(
        ("STT", "Nhiệm vụ", "Sản phẩm", "Thời hạn", "Số ngày quá hạn", "Tình trạng"),
        (1.2, 9.5, 5.5, 2.8, 2.4, 3.6),
        _annex(urging),
    )
    return document.content()


def _annex(urging):
    number = 0
    for unit, lines in urging.line_ids.grouped("unit_id").items():
        yield [f"{unit.display_name} ({len(lines)})"]
        for line in lines:
            number += 1
            clause = f"[{line.clause}] " if line.clause else ""
            yield [
                number,
                f"{clause}{line.name}",
                line.output,
                dates.format_date(line.due_on) if line.due_on else "",
                line.days_late or "",
                line.progress,
            ]
