"""Word templates of reports that an administrator may replace, and how they are filled.

A template shows fields of plain texts: ``{{ issuer }}``, and repeats paragraphs and rows of tables:
``{%p for section in sections %}``, ``{%tr for line in group.lines %}``. :func:`sample_template` is
one with all of them. It is a file of somebody's, so it is filled by ``word_child.py``, a process
with little time and memory that knows nothing of Odoo, and what goes beyond showing is refused.
"""

import base64
import json
import logging
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

from odoo.exceptions import UserError

from ..kernel import files
from .official_document import OfficialDocument, clean
from .periodic_docx import (
    FIGURES,
    HEADERS,
    WIDTHS,
    figure_rows,
    heading,
    missing_units,
    same_bytes,
)
from .word_child import REFUSED

_logger = logging.getLogger(__name__)

MOST_BYTES = 5 * 2**20
#: What one document may take; a report of 3,000 units takes a tenth.
SECONDS = 20
MEGABYTES = 1024
CHILD = Path(__file__).with_name("word_child.py")

#: Fields of a row of figures, by HEADERS.
CELLS = ("number", "name", "unit_of_measure", "value", "year_ago", "last", "note")
#: A report with one of everything: by it a template is checked before it is kept.
SAMPLE = {
    "period": {"name": "quý I năm 2023", "date_from": "2022-12-15", "date_to": "2023-03-14"},
    "unit": {"name": "SỞ NỘI VỤ", "superior": "UBND TỈNH", "place": "Tỉnh", "symbol": "BC-SNV"},
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


def fields_of(snapshot):
    """What a template may show of a snapshot: texts, lists and dicts of texts, by English names."""
    unit, period = snapshot["unit"], snapshot["period"]
    return clean(
        {
            "superior": unit["superior"],
            "issuer": unit["name"],
            "symbol": unit["symbol"],
            "place": unit["place"],
            "year": snapshot["made_at"][:4],
            "title": snapshot["title"],
            "period": period["name"],
            "date_from": _day(period["date_from"]),
            "date_to": _day(period["date_to"]),
            "sections": [
                {
                    "heading": heading(section),
                    "number": section["number"],
                    "title": section["title"],
                    "paragraphs": [
                        text.strip() for text in section["text"].split("\n") if text.strip()
                    ],
                }
                for section in snapshot["sections"]
            ],
            "figures": [
                {
                    "heading": title,
                    "lines": [dict(zip(CELLS, row, strict=True)) for row in rows],
                }
                for title, rows in figure_rows(snapshot)
            ],
            "missing": missing_units(snapshot),
            "recipients": snapshot["recipients"],
            "capacity": snapshot["signer"]["capacity"],
            "signer": snapshot["signer"]["name"],
            "chain_head": snapshot["chain_head"],
            "mark": snapshot["mark"],
        }
    )


def _day(text):
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def fill_template(env, content, snapshot):
    """Bytes of the Word file of a report by a template; the same values give the same bytes.

    :param content: bytes of the template
    :raises UserError: the template does what none may, or takes too long
    """
    made_at = datetime.fromisoformat(snapshot["made_at"]).replace(tzinfo=None)
    unit = clean(snapshot["unit"]["name"])
    request = {
        "template": base64.b64encode(content).decode(),
        "context": fields_of(snapshot),
        "shape": fields_of(SAMPLE),
        "properties": {
            "title": clean(snapshot["title"])[:255],
            "author": unit[:255],
            "last_modified_by": unit[:255],
        },
        "made_at": made_at.isoformat(),
        "seconds": SECONDS,
        "megabytes": MEGABYTES,
    }
    try:
        # Isolated, and without the server's environment, which may hold its password.
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(CHILD)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=SECONDS * 2,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        done = None
    if done and done.returncode == REFUSED:
        code, detail = json.loads(done.stdout)
        raise UserError(_refusal(env, code, detail))
    if not done or done.returncode:
        _logger.warning("A Word template was not filled: %s", done and done.stderr[-2000:])
        raise UserError(
            env._(
                "The Word template cannot be filled: it is broken, or takes more time or memory "
                "than a report may."
            )
        )
    return same_bytes(done.stdout)


def _refusal(env, code, detail):
    return {
        "unknown": env._("The Word template shows “%s”, which reports do not have.", detail),
        "kind": env._(
            "The Word template shows a list as if it were a text, or repeats a text, at “%s”.",
            detail,
        ),
        "syntax": env._("The Word template has a mistake at “%s”.", detail),
        "forbidden": env._(
            "The Word template may only show fields, repeat lists and ask conditions, but not “%s”.",
            detail,
        ),
    }[code]


def check_template(env, content):
    """Refuse a template from which no report could be made.

    :param content: bytes of the file
    :raises UserError: with what is wrong and where
    """
    try:
        files.check_file("template.docx", content, ("docx",), MOST_BYTES)
    except files.FileRefused as refused:
        raise UserError(
            env._(
                "A template must be a Word document (.docx) of at most %(size)s MB, without a "
                "password, macros and links to elsewhere.",
                size=MOST_BYTES // 2**20,
            )
        ) from refused
    fill_template(env, content, SAMPLE)


def sample_template():
    """Bytes of a template that gives what reports look like without one, to be changed in Word."""
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
    document.paragraph("{%p for section in sections %}")
    document.paragraph("{{ section.heading }}", bold=True, indent=True)
    document.paragraph("{%p for text in section.paragraphs %}")
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
        "(Kèm theo Báo cáo số          /{{ symbol }} của {{ issuer }})",
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
