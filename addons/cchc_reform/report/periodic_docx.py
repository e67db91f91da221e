"""A periodic report in Word, made of its snapshot and nothing else, laid out by decree 30/2020."""

import io
import zipfile
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from ..kernel.reporting import format_figure, from_text
from .official_document import OfficialDocument

HEADERS = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Cùng kỳ năm trước", "Kỳ trước", "Ghi chú")
#: Together what stands between the margins.
WIDTHS = (1.3, 5.2, 1.9, 1.8, 1.9, 1.8, 2.1)
FIGURES = (3, 4, 5)
NOT_RECEIVED = "Chưa gửi báo cáo"
UNIT_ENDED = "Đã kết thúc hoạt động trong kỳ"
#: Dates inside of the file: with them the same values give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def periodic_docx(snapshot):
    """Bytes of the Word file of a report.

    :param dict snapshot: as ``cchc.report._snapshot`` makes it; numbers are decimal texts
    """
    unit, document = snapshot["unit"], OfficialDocument(mark=snapshot["mark"])
    made_at = datetime.fromisoformat(snapshot["made_at"]).replace(tzinfo=None)
    properties = document.document.core_properties
    properties.created = properties.modified = made_at
    properties.author = properties.last_modified_by = unit["name"]
    properties.title = snapshot["title"]
    document.head(
        unit["superior"],
        unit["name"],
        unit["symbol"],
        f"{unit['place']}, ngày      tháng      năm {made_at.year}",
    )
    document.paragraph()
    document.paragraph("BÁO CÁO", bold=True, align="center")
    document.paragraph(snapshot["title"], bold=True, align="center")
    document.paragraph()
    for section in snapshot["sections"]:
        document.paragraph(
            heading(section),
            bold=True,
            italic=section["level"] > 2,
            indent=True,
        )
        for text in section["text"].split("\n"):
            if text.strip():
                document.paragraph(text.strip(), align="justify", indent=True)
    document.paragraph()
    signer = snapshot["signer"]
    document.foot(snapshot["recipients"], signer["capacity"] or [" "], signer["name"])
    _annex(document, snapshot)
    return same_bytes(document.content())


def heading(section):
    """Number and title of a section as they are printed."""
    title = section["title"].upper() if section["level"] == 1 else section["title"]
    return f"{section['number']}. {title}"


def _annex(document, snapshot):
    document.new_section()
    document.paragraph("PHỤ LỤC", bold=True, align="center")
    document.paragraph("Số liệu kết quả cải cách hành chính", bold=True, align="center")
    document.paragraph(
        f"(Kèm theo Báo cáo số          /{snapshot['unit']['symbol']} của {snapshot['unit']['name']})",
        italic=True,
        align="center",
        size=13,
    )
    document.table(HEADERS, WIDTHS, _rows(snapshot), size=11, figures=FIGURES)
    if missing := missing_units(snapshot):
        document.paragraph()
        document.paragraph(missing, italic=True, size=12)
    if snapshot["chain_head"]:
        document.paragraph(f"Mã kiểm chứng lịch sử: {snapshot['chain_head']}", italic=True, size=8)


def missing_units(snapshot):
    """The sentence that names the units whose report is missing; empty where none is."""
    missing = [unit["name"] for unit in snapshot["units"] if unit["state"] == "missing"]
    return f"{NOT_RECEIVED} ({len(missing)}): {'; '.join(missing)}." if missing else ""


def _rows(snapshot):
    for heading, rows in figure_rows(snapshot):
        yield [heading]
        yield from rows


def figure_rows(snapshot):
    """The figures as printed: pairs of a heading and the rows below it, by :data:`HEADERS`."""
    titles = {section["number"]: section["title"] for section in snapshot["sections"]}
    for section, lines in groupby(snapshot["lines"], key=itemgetter("section")):
        yield f"{section}. {titles.get(section, '')}", [_row(line) for line in lines]


def _row(line):
    notes = ["ước thực hiện"] if line["is_estimate"] else []
    return [
        line["number"],
        line["name"],
        line["unit_of_measure"],
        *(
            format_figure(from_text(line[name]), line["decimals"])
            for name in ("value", "year_ago", "last")
        ),
        "; ".join([*notes, *filter(None, [line["reason"]])]),
    ]


def same_bytes(content):
    """The same package with its parts in order and without the moment at which it was packed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as result,
    ):
        names = sorted(package.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            result.writestr(part, package.read(name))
    return packed.getvalue()
