"""Lists of documents as they stand in a document system or a spreadsheet."""

import csv
from io import StringIO

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, documents, vietnamese
from ..models.legal_reference import Reference
from .import_base import Column, Importer, Line
from .table_reader import cell_text

_lt = LazyTranslate(__name__)

SECRECY_WORDS = {
    "không mật": "none",
    "thường": "none",
    "không": "none",
    "none": "none",
    "mật": "confidential",
    "confidential": "confidential",
    "tối mật": "secret",
    "secret": "secret",
    "tuyệt mật": "top_secret",
    "top_secret": "top_secret",
}
KIND_WORDS = {
    "quyết định": "decision",
    "chỉ thị": "directive",
    "nghị quyết": "resolution",
    "nghị định": "decree",
    "luật": "law",
    "thông tư": "circular",
    "kết luận": "conclusion",
    "kế hoạch": "plan",
    "chương trình": "programme",
    "báo cáo": "report",
    "công văn": "letter",
    "thông báo": "notice",
    "biên bản": "minutes",
    "tờ trình": "submission",
    "văn bản khác": "other",
}
KIND_WORDS |= {value: value for value in KIND_WORDS.values()}
# How the names of those begin that issue documents and are no unit of the province. With their
# diacritics: "Bổ sung" and "Số liệu" begin summaries.
ISSUERS = (
    "bộ ",
    "chính phủ",
    "thủ tướng",
    "quốc hội",
    "ủy ban",
    "uỷ ban",
    "ubnd",
    "hội đồng nhân dân",
    "hđnd",
    "văn phòng",
    "sở ",
    "tỉnh ủy",
    "tỉnh uỷ",
    "thành ủy",
    "thành uỷ",
    "huyện ủy",
    "huyện uỷ",
    "ban bí thư",
    "ban chấp hành",
    "ban tổ chức",
    "cục ",
    "tổng cục",
    "thanh tra tỉnh",
    "thanh tra chính phủ",
    "công an",
    "kho bạc",
    "ngân hàng",
    "bảo hiểm xã hội",
    "tòa án",
    "toà án",
    "viện kiểm sát",
)
LONGEST_ISSUER = 120


def pasted_rows(text):
    """Rows of a pasted text, as the table reader gives them: (line number, list of texts).

    Cells are separated by tabs as spreadsheets copy them, else by semicolons. A cell of several
    lines stands in quotation marks.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    delimiter = "\t" if "\t" in text else ";"
    lines = text.split("\n")
    quoted = _quoted_rows(text, delimiter)
    rows = quoted or [(number, line.split(delimiter)) for number, line in enumerate(lines, 1)]
    rows = [(number, [cell_text(cell) for cell in cells]) for number, cells in rows]
    return [(number, cells) for number, cells in rows if any(cells)]


def _quoted_rows(text, delimiter):
    """Rows with cells of several lines; None where a quotation mark is only a mark."""
    if '"' not in text:
        return None
    rows, last = [], 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            # A line with cells of its own inside of a cell: the mark was none.
            if any("\n" in cell and delimiter in cell for cell in cells):
                return None
            rows.append((last + 1, cells))
            last = reader.line_num
    except csv.Error:
        return None
    return rows


class DocumentImporter(Importer):
    """References of documents: those that are not here yet are entered.

    With a line of headings the columns stand in any order; without one, each cell is told by its
    form, and what cannot be told is a fault. The rights are those of the user: ``env`` is not sudo.
    """

    longest = 2000
    columns = (
        Column("number", _lt("Number"), ("số", "số hiệu", "số ký hiệu", "số, ký hiệu", "số/ký hiệu", "số văn bản",
                "số và ký hiệu", "số kí hiệu", "ký hiệu"), True),
        Column("date", _lt("Date"), ("ngày", "ngày ban hành", "ngày văn bản", "ngày tháng", "ngày ký",
                "ngày tháng văn bản", "ngày, tháng, năm", "thời gian ban hành"), True),
        Column("issuer", _lt("Issuer"), ("cơ quan ban hành", "nơi ban hành", "đơn vị ban hành", "tác giả",
                "cơ quan, tổ chức ban hành", "nơi gửi", "đơn vị gửi", "cơ quan gửi")),
        Column("summary", _lt("Summary"), ("trích yếu", "trích yếu nội dung", "nội dung", "tên văn bản", "về việc",
                "tên loại và trích yếu nội dung văn bản", "trích yếu văn bản")),
        Column("kind", _lt("Kind"), ("loại", "loại văn bản", "thể loại", "hình thức văn bản")),
        Column("secrecy", _lt("Secrecy"), ("độ mật", "mức độ mật", "mật")),
    )  # fmt: skip

    def __init__(self, env, day=None):
        super().__init__(env, day or dates.today())
        self.references = []

    # -- reading -------------------------------------------------------------------------------

    def _lines(self, rows):
        if self._has_headings(rows[0][1]):
            return super()._lines(rows)
        lines = [self._line_by_form(number, texts) for number, texts in rows]
        return [line for line in lines if line and self._cells_are_sound(line)]

    def _has_headings(self, texts):
        names = {
            vietnamese.fold(name)
            for column in self.columns
            for name in (column.key, self.label(column), *column.names)
        }
        known = [text for text in texts if vietnamese.fold(text).rstrip(" *:") in names]
        return len(known) > 1 or (len(known) == 1 and len(texts) == 1)

    def _line_by_form(self, number, texts):
        """Line with each cell under the column that its form tells; None (and a fault) if not."""
        cells, rest = {}, []
        for text in texts:
            both = documents.split_reference(text)
            if both and not {"number", "date"} & cells.keys():
                cells["number"], cells["date"] = both
            elif text and not text.rstrip(".").isdigit():  # a number in the order of the list
                key = self._column_of(text)
                if key and key not in cells:
                    cells[key] = text
                else:
                    rest.append(text)
        line = Line(number, cells)
        issuer = self._issuer_among(rest, line)
        if issuer:
            cells["issuer"] = issuer
            rest.remove(issuer)
        if len(rest) > 1:
            line.cells["summary"] = rest[0]
            self.fault(
                line,
                "summary",
                self.env._("It is not clear which cell is what: put a line of headings above."),
            )
            return None
        if rest:
            cells["summary"] = rest[0]
        return line

    def _column_of(self, text):
        if documents.is_number(text):
            return "number"
        if documents.is_date(text):
            return "date"
        if self.meaning(text, SECRECY_WORDS):
            return "secrecy"
        return "kind" if self.meaning(text, KIND_WORDS) else None

    def _issuer_among(self, texts, line):
        """The one text that names a unit, else the one that begins as an issuer's name does."""
        try:
            day = documents.read_date(line["date"])
        except ValueError:
            day = self.day
        texts = [text for text in texts if len(text) <= LONGEST_ISSUER]
        for found in (
            [text for text in texts if self.units.find(text, day)],
            [text for text in texts if text.lower().startswith(ISSUERS)],
        ):
            if found:
                return found[0] if len(found) == 1 else None
        return None

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        found = [(line, self._reference(line)) for line in lines]
        self.references = [(line, reference) for line, reference in found if reference]
        Document = self.env["cchc.legal.document"]
        known = Document._with_number_and_date(
            (reference.key, reference.day) for _line, reference in self.references
        )
        new = set()
        doubts = Document._doubts([reference for _line, reference in self.references])
        for line, reference in self.references:
            try:
                if Document._find(reference, known):
                    self.known += 1
                elif reference in doubts:
                    self.fault(line, "date", doubts[reference])
                else:
                    new.add(reference.identity)
            except UserError as refused:
                self.fault(line, "number", str(refused))
        self.new = len(new)

    def _reference(self, line):
        count = len(self.faults)
        if not documents.number_key(line["number"]):
            self.fault(line, "number", self.env._("This is no number of a document."))
        try:
            day = documents.read_date(line["date"])
        except ValueError:
            day = None
        if not day or not 1900 <= day.year <= dates.today().year + 1:
            self.fault(
                line,
                "date",
                self.env._("This is no date: write it like 31/12/2026, the day first."),
            )
            return None
        kind = self.choice(line, "kind", KIND_WORDS, "")
        secrecy = self.choice(line, "secrecy", SECRECY_WORDS, "none")
        unit = None
        if line["issuer"] and self.units.find(line["issuer"], day):
            unit = self.unit(line, "issuer", day)  # a fault where several are meant
        if len(self.faults) > count:
            return None
        return Reference(
            line["number"],
            day,
            line["issuer"],
            unit.record_id if unit else 0,
            line["summary"],
            kind,
            secrecy,
        )

    def apply(self):
        """Enter what is not here yet.

        :return: list of (document, whether it is new), one a line
        """
        answer = self.env["cchc.legal.document"]._find_or_create_all(
            [reference for _line, reference in self.references]
        )
        self.new = sum(is_new for _document, is_new in answer)
        self.known = len({document for document, _is_new in answer}) - self.new
        return answer
