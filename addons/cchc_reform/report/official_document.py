"""The frame of an official document in Word, as decree 30/2020/NĐ-CP (annex I) lays it out.

Number and date are not invented: their places stay empty for the clerk.
"""

import io
import re

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from ..kernel.dates import print_date

FONT = "Times New Roman"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

ALIGNMENTS = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
#: Characters that no document in XML may hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LOCALITIES = ("Tỉnh ", "Thành phố ", "Huyện ", "Thị xã ", "Xã ", "Phường ", "Thị trấn ")


def clean(values):
    """``values``, a text or a dict or list of such, without what no document may hold."""
    if isinstance(values, dict):
        return {name: clean(value) for name, value in values.items()}
    if isinstance(values, list):
        return [clean(value) for value in values]
    return _CONTROLS.sub("", values or "")


def name_in_text(unit):
    """How a sentence names ``unit``: of a locality its committee, "UBND tỉnh Hải Dương"."""
    name = unit.name or ""
    return f"UBND {name[:1].lower()}{name[1:]}" if unit.is_committee else name


def issuer_names(unit):
    """Superior, issuer and place as the head of a document of ``unit`` names them.

    A committee that issues stands in two lines, whose it is in the second.
    """
    parent = unit.parent_id
    issuer = f"ỦY BAN NHÂN DÂN\n{unit.name}" if unit.is_committee else unit.name
    superior = name_in_text(parent)
    place = parent.name if parent.is_committee and not unit.is_committee else unit.name
    for kind in LOCALITIES:
        place = place.removeprefix(kind)
    return superior.upper(), issuer.upper(), place


def symbol_of(kind, unit):
    """Kind and issuer as the number of a document bears them: "BC-SNV", of committees "BC-UBND"."""
    return f"{kind}-{'UBND' if unit.is_committee else unit.code or ''}".strip("-")


def signature_of(unit, day):
    """Lines above the signature of a document of ``unit``, and who signs: its head on ``day``.

    Of a committee's chair they name the post alone: whose it is stands in the line above.
    """
    head = unit._head_on(day)
    title = (head.title or "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ").upper()
    if unit.is_committee:
        title = re.sub(r"\s+(UBND|(ỦY|UỶ) BAN)\b.*", "", title)
    capacity = ["TM. ỦY BAN NHÂN DÂN", title] if unit.is_committee else [title]
    return capacity, head.employee_id.name or ""


def cited(document):
    """``document`` as a basis names it: "Luật Thi đua, khen thưởng số 06/2022/QH15"."""
    number = f" số {document.number}" if document.number else ""
    if document.date:
        number += f" {print_date(document.date)}"
    summary = document.summary
    if document.kind == "law":
        return f"{summary}{number}"
    kind = dict(document._fields["kind"]._description_selection(document.env))[document.kind]
    issuer = f" của {document.issuer}" if document.issuer else ""
    about = f"{summary[:1].lower()}{summary[1:]}"
    verb = about.startswith(("quy định", "hướng dẫn", "sửa đổi", "ban hành", "về ", "phê duyệt"))
    return f"{kind}{number}{issuer} {'' if verb else 'về '}{about}"


class OfficialDocument:
    """Builds a document piece by piece; ``content()`` gives it as bytes.

    Whatever text comes in stays text: nothing of it is read as markup or as a template.
    """

    def __init__(self, landscape=False, mark=""):
        self.document = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(14)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.paragraph_format.space_after = Pt(6)
        self._page(self.document.sections[0], landscape)
        self._number_pages(self.document.sections[0], mark)

    # -- page ----------------------------------------------------------------------------------

    def _page(self, section, landscape):
        width, height = Cm(21), Cm(29.7)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        section.top_margin = section.bottom_margin = Cm(2)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        if landscape:
            section.left_margin = section.right_margin = Cm(2)

    def _number_pages(self, section, mark):
        """Page numbers in the middle of the head, from the second page on."""
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            if kind:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = OxmlElement("w:instrText")
                element.text = text
            run._r.append(element)
        if mark:
            for footer in (section.footer, section.first_page_footer):
                footer.paragraphs[0].text = mark
                footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def new_section(self, landscape=False):
        """Begin a new page, which may lie on its side."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False  # no longer the first page
        self._page(section, landscape)

    # -- pieces --------------------------------------------------------------------------------

    def paragraph(self, text="", bold=False, italic=False, align="left", size=None, indent=False):
        """One paragraph; line breaks in ``text`` make several."""
        for line in (text or "").split("\n"):
            paragraph = self.document.add_paragraph()
            self._write(paragraph, line, bold, italic, align, size)
            if indent:
                paragraph.paragraph_format.first_line_indent = Cm(1.27)
        return paragraph

    def _write(self, paragraph, text, bold=False, italic=False, align="left", size=None):
        # Only what differs from the style: each property costs, and a table has thousands.
        if align != "left":
            paragraph.alignment = ALIGNMENTS[align]
        run = paragraph.add_run(clean(text))
        if bold:
            run.bold = True
        if italic:
            run.italic = True
        if size:
            run.font.size = Pt(size)
        return run

    def head(self, superior, issuer, symbol, place_and_date, about=""):
        """The two columns at the top: who issues, number and subject; nation, motto and date."""
        table = self.document.add_table(rows=2, cols=2)
        self._set_widths(table, (6.6, 9.4))
        left, right = table.rows[0].cells
        self._cell_lines(left, [(superior, False), (issuer, True)], 13, underline=True)
        self._cell_lines(right, [(NATION, True), (MOTTO, True)], 12, underline=True)
        left, right = table.rows[1].cells
        lines = [(f"Số:          /{symbol}", False)]
        if about:
            lines.append((f"V/v {about}", False))
        self._cell_lines(left, lines, 13)
        self._cell_lines(right, [(place_and_date, False)], 14, italic=True)

    def _cell_lines(self, cell, lines, size, underline=False, italic=False):
        lines = [(line, bold) for text, bold in lines if text for line in text.split("\n")]
        for position, (text, bold) in enumerate(lines):
            paragraph = cell.paragraphs[0] if not position else cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            self._write(paragraph, text, bold, italic, "center", size)
        if underline and lines:
            self._rule_below(cell)

    def _rule_below(self, cell):
        """A short rule, in a paragraph of its own: the text above keeps the cell's whole width."""
        paragraph = cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.line_spacing = Pt(3)
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        paragraph._p.get_or_add_pPr().append(borders)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(1.6)

    def foot(self, receivers, capacity_lines, signer):
        """Receivers on the left, the signature on the right."""
        table = self.document.add_table(rows=1, cols=2)
        # A signature is not torn from what stands above it.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        left, right = table.rows[0].cells
        self._write(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
        for receiver in receivers:
            paragraph = left.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            self._write(paragraph, f"- {receiver};", size=11)
        paragraph = left.add_paragraph()
        self._write(paragraph, "- Lưu: VT.", size=11)
        self._cell_lines(right, [(line, True) for line in capacity_lines], 14)
        for _line in range(4):
            right.add_paragraph()
        self._write(right.add_paragraph(), signer or "", bold=True, align="center")

    def table(self, headers, widths, rows, size=12, figures=()):
        """A ruled table whose head is repeated on each page, and whose rows are not torn.

        :param widths: of the columns, in centimetres
        :param rows: lists of text; a row of one text is a heading over all columns
        :param figures: positions of the columns of numbers, which stand on the right
        """
        table = self.document.add_table(rows=1, cols=len(headers))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self._set_widths(table, widths)
        self._fill(table.rows[0], headers, widths, size, bold=True, align="center")
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for values in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if len(values) == 1:
                merged = row.cells[0].merge(row.cells[-1])
                self._write(merged.paragraphs[0], values[0], bold=True, size=size)
            else:
                self._fill(row, values, widths, size, figures=figures)
        return table

    @staticmethod
    def _set_widths(table, widths):
        """Widths of the columns in centimetres; Word reads the cells, LibreOffice the columns."""
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)

    def _fill(self, row, values, widths, size, bold=False, align=None, figures=()):
        for position, (cell, value, width) in enumerate(
            zip(row.cells, values, widths, strict=True)
        ):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            side = align or ("right" if position in figures else "left" if position else "center")
            self._write(cell.paragraphs[0], str(value or ""), bold, align=side, size=size)

    def content(self):
        """The document as the bytes of a docx file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()
