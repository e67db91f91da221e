"""A periodic report in Word, made of its snapshot and nothing else, laid out by decree 30/2020.

The layout is a Word template, :func:`standard_template`, whose fields are filled; an administrator
may begin one of his own with it (``word_template.py``).
"""

import io
import zipfile
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter

from ..kernel.reporting import format_figure, from_text
from .official_document import OfficialDocument, clean
from .word_child import Fields, fill

HEADERS = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Cùng kỳ năm trước", "Kỳ trước", "Ghi chú")
#: Fields of a row of figures, by HEADERS.
CELLS = ("number", "name", "unit_of_measure", "value", "year_ago", "last", "note")
#: Together what stands between the margins.
WIDTHS = (1.3, 5.2, 1.9, 1.8, 1.9, 1.8, 2.1)
FIGURES = (3, 4, 5)
NOT_RECEIVED = "Chưa gửi báo cáo"
UNIT_ENDED = "Đã kết thúc hoạt động trong kỳ"
#: Dates inside of the file: with them the same values give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
LONGEST_PROPERTY = 255
#: A report with one of everything: what is there to be shown, and by which a template is checked.
SAMPLE = {
    "format": 2,
    "period": {"name": "quý I năm 2023", "date_from": "2022-12-15", "date_to": "2023-03-14"},
    "unit": {
        "name": "SỞ NỘI VỤ", "in_text": "Sở Nội vụ", "superior": "UBND TỈNH", "place": "Tỉnh",
        "symbol": "BC-SNV",
    },
    "title": "Kết quả công tác cải cách hành chính quý I năm 2023",
    "sections": [{"number": "I", "title": "Chỉ đạo", "level": 1, "text": "Đoạn một.\nĐoạn hai."}],
    "lines": [
        {
            "section": "I", "number": "1", "name": "Nhiệm vụ", "unit_of_measure": "nhiệm vụ",
            "value": "12", "decimals": 0, "is_estimate": True, "reason": "Lý do.", "last": "10",
            "year_ago": "9",
        }
    ] * 200,
    "units": [{"name": "Sở Y tế", "state": "missing"}],
    "recipients": ["UBND tỉnh"],
    "signer": {"capacity": ["GIÁM ĐỐC"], "name": "Nguyễn Văn A"},
    "chain_head": "0" * 64,
    "made_at": "2023-03-15T00:00:00+07:00",
    "mark": "SỐ LIỆU MINH HỌA",
}  # fmt: skip


def periodic_docx(snapshot):
    """Bytes of the Word file of a report, in the layout that comes with the system.

    :param dict snapshot: as ``cchc.report._snapshot`` makes it; numbers are decimal texts
    """
    return same_bytes(
        fill(
            standard_template(),
            Fields(known_fields()),
            fields_of(snapshot),
            properties_of(snapshot),
        )
    )


@cache
def known_fields():
    """What a template may show, as ``word_child.Fields`` takes it."""
    return fields_of(SAMPLE)


def fields_of(snapshot):
    """What a template may show of a snapshot: texts, lists and dicts of texts, by English names."""
    unit, period = snapshot["unit"], snapshot["period"]
    return clean(
        {
            "superior": unit["superior"],
            "issuer": unit["name"],
            "issuer_in_text": unit.get("in_text", unit["name"]),
            "symbol": unit["symbol"],
            "place": unit["place"],
            "year": snapshot["made_at"][:4],
            "title": snapshot["title"],
            "period": period["name"],
            "date_from": _day(period["date_from"]),
            "date_to": _day(period["date_to"]),
            "sections": [_section(section, snapshot["format"]) for section in snapshot["sections"]],
            "figures": list(_figures(snapshot)),
            "missing": _missing(snapshot),
            "recipients": snapshot["recipients"],
            "capacity": snapshot["signer"]["capacity"],
            "signer": snapshot["signer"]["name"],
            "chain_head": snapshot["chain_head"],
            "mark": snapshot["mark"],
        }
    )


def properties_of(snapshot):
    """Properties of the file of a report: its dates are those of its values."""
    unit = clean(snapshot["unit"]["name"]).replace("\n", " ")[:LONGEST_PROPERTY]
    return {
        "title": clean(snapshot["title"])[:LONGEST_PROPERTY],
        "author": unit,
        "last_modified_by": unit,
        "made_at": datetime.fromisoformat(snapshot["made_at"]).replace(tzinfo=None).isoformat(),
    }


def _day(text):
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def _section(section, shape):
    title = section["title"].upper() if section["level"] == 1 else section["title"]
    # Below "II" stands "1", not "II.1".
    number = section["number"] if shape < 2 else section["number"].rpartition(".")[2]
    return {
        "heading": f"{number}. {title}",
        "number": section["number"],
        "title": section["title"],
        "detail": "x" if section["level"] > 2 else "",
        "paragraphs": [text.strip() for text in section["text"].split("\n") if text.strip()],
    }


def _figures(snapshot):
    titles = {section["number"]: section["title"] for section in snapshot["sections"]}
    for section, lines in groupby(snapshot["lines"], key=itemgetter("section")):
        yield {
            "heading": f"{section}. {titles.get(section, '')}",
            "lines": [dict(zip(CELLS, _row(line), strict=True)) for line in lines],
        }


def _row(line):
    notes = ["ước thực hiện"] if line["is_estimate"] else []
    return (
        line["number"],
        line["name"],
        line["unit_of_measure"],
        *(
            format_figure(from_text(line[name]), line["decimals"])
            for name in ("value", "year_ago", "last")
        ),
        "; ".join([*notes, *filter(None, [line["reason"]])]),
    )


def _missing(snapshot):
    missing = [unit["name"] for unit in snapshot["units"] if unit["state"] == "missing"]
    return f"{NOT_RECEIVED} ({len(missing)}): {'; '.join(missing)}." if missing else ""


@cache
def standard_template():
    """Bytes of the template of decree 30/2020: every field of a report is in it.

    A paragraph or row with ``{%p`` or ``{%tr`` is an order and is not printed itself.
    """
    document = OfficialDocument(mark="{{ mark }}")
    document.head(
        "{{ superior }}",
        "{{ issuer }}",
        "{{ symbol }}",
        "{{ place }}, ngày      tháng      năm {{ year }}",
    )
    document.paragraph()
    document.paragraph("BÁO CÁO", bold=True, align="center")
    document.paragraph("{{ title }}", bold=True, align="center")
    document.paragraph()
    document.paragraph("{%p for section in sections %}\n{%p if section.detail %}")
    document.paragraph("{{ section.heading }}", bold=True, italic=True, indent=True)
    document.paragraph("{%p else %}")
    document.paragraph("{{ section.heading }}", bold=True, indent=True)
    document.paragraph("{%p endif %}\n{%p for text in section.paragraphs %}")
    document.paragraph("{{ text }}", align="justify", indent=True)
    document.paragraph("{%p endfor %}\n{%p endfor %}\n")
    document.foot(
        ["{%p for one in recipients %}", "{{ one }}", "{%p endfor %}"],
        ["{%p for line in capacity %}", "{{ line }}", "{%p endfor %}"],
        "{{ signer }}",
    )
    document.new_section()
    document.paragraph("PHỤ LỤC", bold=True, align="center")
    document.paragraph("Số liệu kết quả cải cách hành chính", bold=True, align="center")
    document.paragraph(
        "(Kèm theo Báo cáo số          /{{ symbol }} của {{ issuer_in_text }})",
        italic=True,
        align="center",
        size=13,
    )
    rows = [
        ["{%tr for group in figures %}"],
        ["{{ group.heading }}"],
        ["{%tr for line in group.lines %}"],
        [f"{{{{ line.{name} }}}}" for name in CELLS],
        ["{%tr endfor %}"],
        ["{%tr endfor %}"],
    ]
    document.table(HEADERS, WIDTHS, rows, size=11, figures=FIGURES)
    document.paragraph("{%p if missing %}\n")
    document.paragraph("{{ missing }}", italic=True, size=12)
    document.paragraph("{%p endif %}\n{%p if chain_head %}")
    document.paragraph("Mã kiểm chứng lịch sử: {{ chain_head }}", italic=True, size=8)
    document.paragraph("{%p endif %}")
    return same_bytes(document.content())


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
