"""Annex tables of plans as officials write them: their headings, and the cells that name units.

Source: the customary columns of annexes to provincial plans (nhiệm vụ, sản phẩm, cơ quan chủ trì,
cơ quan phối hợp, thời gian), in any order and wording. What is not understood is kept as it is
written, for a person to decide; nothing is guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from .vietnamese import fold

NUMBER, NAME, OUTPUT, LEAD, COOP, UNITS, TIME, DOMAIN, NOTE = COLUMNS = (
    "number",
    "name",
    "output",
    "lead",
    "coop",
    "units",  # who leads and who co-operates, in one cell
    "time",
    "domain",
    "note",
)
#: Lines from the top among which the headings are looked for.
HEADING_LINES = 30
_LONGEST_HEADING = 60

# The first that a heading contains decides: "Thời gian thực hiện" is no unit that carries out.
_HEADINGS = (
    (UNITS, re.compile(r"chu tri.*phoi hop")),
    (COOP, re.compile(r"phoi hop")),
    (TIME, re.compile(r"thoi (?:gian|han|diem)|tien do|han hoan thanh|han cuoi|^han$|thang hoan")),
    (LEAD, re.compile(r"chu tri|(?:co quan|don vi|phong|nguoi).*(?:thuc hien|tham muu|chiu trach)"
                      r"|trach nhiem|phan cong|^(?:co quan|don vi)(?:, (?:co quan|don vi))*$")),
    (OUTPUT, re.compile(r"san pham|ket qua|dau ra")),
    (DOMAIN, re.compile(r"linh vuc")),
    (NAME, re.compile(r"nhiem vu|noi dung|cong viec|hoat dong|giai phap")),
    (NUMBER, re.compile(r"^(?:stt|tt|so tt|so thu tu|so)$")),
    (NOTE, re.compile(r"ghi chu")),
)  # fmt: skip

# Words of a section's title -> code of the reform domain that it is about.
_DOMAINS = {
    "direction": re.compile(r"chi dao|dieu hanh"),
    "institutions": re.compile(r"the che"),
    "procedures": re.compile(r"thu tuc hanh chinh|tthc|mot cua"),
    "organisation": re.compile(r"bo may"),
    "civil_service": re.compile(r"cong vu|cong chuc|vien chuc"),
    "public_finance": re.compile(r"tai chinh cong"),
    "digital_government": re.compile(
        r"chinh (?:quyen|phu) (?:dien tu|so)|chuyen doi so|hien dai hoa"
    ),
}

_COMMITTEE = r"(?:ubnd|uy ban nhan dan)"
_OF_PROVINCE = r"(?: (?:cap tinh|tinh|cua tinh|thuoc (?:ubnd )?tinh|truc thuoc))?"
#: Block -> the group names under which officials mean all of its units.
_BLOCKS = {
    "agency": (
        rf"(?:cac )?so,? (?:va )?(?:ban,? )?(?:va )?nganh{_OF_PROVINCE}",
        rf"cac so{_OF_PROVINCE}",
        rf"(?:cac )?co quan chuyen mon(?: (?:thuoc|cua|truc thuoc))?(?: {_COMMITTEE})?(?: cap)? tinh",
    ),
    "district": (
        rf"(?:cac )?{_COMMITTEE} (?:cac )?huyen(?:, thi xa)?(?:,| va) thanh pho(?: thuoc tinh)?",
        rf"(?:cac )?{_COMMITTEE} (?:cap|cac) huyen",
        r"(?:cac )?huyen(?:, thi xa)?(?:,| va) thanh pho",
        r"(?:cap|cac) huyen",
    ),
    "commune": (
        rf"(?:cac )?{_COMMITTEE} (?:cac )?xa(?:,| va) phuong(?:(?:,| va) (?:thi tran|dac khu))?",
        rf"(?:cac )?{_COMMITTEE} (?:cap|cac) xa",
        r"(?:cac )?xa(?:,| va) phuong(?:(?:,| va) (?:thi tran|dac khu))?",
        r"(?:cap|cac) xa",
    ),
    "inner": (
        r"(?:cac )?(?:phong|phong, ban|phong chuyen mon|phong, don vi|phong, ban, don vi|don vi"
        r"|phong chuyen mon, don vi)(?: (?:thuoc|truc thuoc|cua)(?: so| co quan| don vi)?)",
    ),
}
_BLOCKS = {
    block: re.compile("|".join(f"(?:{wording})" for wording in wordings))
    for block, wordings in _BLOCKS.items()
}
# "The units concerned" names nobody.
_BODY = r"(?:co quan|don vi|to chuc|ca nhan|so|ban|nganh|dia phuong|doan the|phong)"
_CONCERNED = re.compile(
    rf"(?:cac |nhung )?{_BODY}(?:(?:,| va)?(?: cac)? {_BODY})*(?: khac)? (?:co )?lien quan(?: khac)?"
)

# What separates names. A name may hold a comma, "và" or a dash itself: the longest one is taken.
_SEPARATOR = re.compile(r"(\s*[;\n]\s*|\s*,\s+|\s+(?:và|va)\s+|\s*/\s*|\s+[–-]\s+|\s*\+\s*)", re.I)
_BULLET = re.compile(r"^\s*(?:[-–+*•●▪]|[0-9]{1,2}[.)])\s+", re.M)
_LONGEST_NAME = 8  # parts between separators, of one name
_EDGES = " \t.,;:-–+"
_ROLE = re.compile(r"^\s*(?:cơ quan|đơn vị)?\s*(chủ trì|phối hợp)\s*(?:thực hiện)?\s*:?\s*", re.I)
_TOGETHER = re.compile(r",?\s*(?:chủ trì,\s*)?phối hợp (?:với|cùng)\s*:?", re.I)
_KIND = re.compile(r"^(?:các )?(sở|huyện|thị xã|thành phố|xã|phường|phòng|ubnd (?:huyện|xã|phường))\b"
                   r"\s*:?\s+(?=\S)", re.I)  # fmt: skip


def heading_of(text):
    """Which of :data:`COLUMNS` a heading names, or None."""
    folded = fold(text).strip(" *.:()")
    if not folded or len(folded) > _LONGEST_HEADING:
        return None
    return next((column for column, words in _HEADINGS if words.search(folded)), None)


def domain_of(title):
    """Code of the reform domain that the title of a section names, or None where unclear."""
    folded = fold(title)
    found = [code for code, words in _DOMAINS.items() if words.search(folded)]
    return found[0] if len(found) == 1 else None


class Heading(NamedTuple):
    """Where the headings of a table stand, and what its columns hold.

    :param first: position of the first line below the headings
    :param keys: one of :data:`COLUMNS`, or None, for each column
    """

    first: int
    keys: tuple


def find_heading(lines):
    """The :class:`Heading` of a table of tasks; None where it is another table.

    :param lines: lists of texts, one a line of the table. Merged cells hold their text in each of
        their places, or in the first one only.
    """
    best, best_count = None, 0
    for top in range(min(len(lines), HEADING_LINES)):
        height = 1
        while height < 3 and top + height < len(lines) and _goes_on(lines, top, height):
            height += 1
        for lines_high in range(1, height + 1):
            keys = _keys(lines[top : top + lines_high])
            known = {key for key in keys if key}
            if NAME in known and known & {LEAD, UNITS} and len(known) > best_count:
                best, best_count = Heading(top + lines_high, keys), len(known)
    if best and best.first < len(lines) and _is_numbering(lines[best.first]):
        best = best._replace(first=best.first + 1)
    return best


def _goes_on(lines, top, height):
    """Whether the line still belongs to the headings: all it says are headings."""
    above, line = lines[top + height - 1], lines[top + height]
    said = [text for place, text in enumerate(line) if text and text != (above + [""] * 99)[place]]
    return bool(said) and all(heading_of(text) for text in said)


def _keys(lines):
    """Meaning of each column: that of its lowest heading."""
    width = max(map(len, lines))
    keys = []
    for place in range(width):
        texts = [line[place] for line in lines if place < len(line) and line[place]]
        key = heading_of(texts[-1]) or heading_of(" ".join(texts)) if texts else None
        # A heading over several columns is the first one's, unless they have their own.
        keys.append(None if key in keys else key)
    return tuple(keys)


def _is_numbering(line):
    """A line that only numbers the columns: (1) (2) (3)."""
    said = [text for text in line if text]
    return len(said) > 2 and all(re.fullmatch(r"\(?(?:[0-9]{1,2}|[A-H])\)?", t) for t in said)


@dataclass(frozen=True)
class Row:
    """One row of an annex: its number in the file, and its texts by column.

    A row that says nothing but a title heads a section.
    """

    number: int
    cells: dict
    is_title: bool

    def __getitem__(self, key):
        return self.cells.get(key, "")


def read_rows(lines, heading, first_number=1):
    """The rows below a heading.

    A row without a name of its own goes on with the task above it (a merged cell), if it says who
    or when.

    :param lines: as for :func:`find_heading`
    :param first_number: number of the first of ``lines`` in the file
    """
    rows, name = [], ""
    for position, texts in enumerate(lines[heading.first :], heading.first):
        cells = {
            key: text.strip()
            for key, text in zip(heading.keys, texts, strict=False)
            if key and text.strip()
        }
        said = {text for text in texts if text.strip()}
        if not said or _keys([texts]) == heading.keys or _is_numbering(texts):
            continue
        says_who_or_when = any(cells.get(key) for key in (LEAD, COOP, UNITS, TIME))
        if len(said) == 1 or len(said - {cells.get(NUMBER)}) == 1 or not says_who_or_when:
            title = cells.get(NAME) or max(said, key=len)
            if cells.get(OUTPUT) and cells.get(OUTPUT) != title:
                rows.append(Row(first_number + position, {**cells, NAME: title}, False))
            else:
                number = "" if cells.get(NUMBER) == title else cells.get(NUMBER, "")
                rows.append(Row(first_number + position, {NUMBER: number, NAME: title}, True))
            name = ""
            continue
        name = cells.get(NAME) or name
        rows.append(Row(first_number + position, {**cells, NAME: name}, False))
    return rows


class UnitsRead(NamedTuple):
    """What a cell says of units.

    :param units: what ``find`` gave for each name, without doubles
    :param groups: pairs of a text and the block that it means as a whole: a ranking block, or
        ``inner`` for the divisions of the plan's unit
    :param concerned: texts such as "các đơn vị liên quan", which name nobody
    :param unknown: texts that were not understood, or that mean several units
    """

    units: tuple = ()
    groups: tuple = ()
    concerned: tuple = ()
    unknown: tuple = ()


def read_lead_and_coop(text):
    """Texts of who leads and who co-operates, of a cell that may say both.

    >>> read_lead_and_coop("Chủ trì: Sở Nội vụ; phối hợp: Sở Tài chính")
    ('Sở Nội vụ', 'Sở Tài chính')
    """
    lead, coop, into = [], [], "chu tri"
    if together := _TOGETHER.search(text):
        lead_text, coop_text = text[: together.start()], text[together.end() :]
        return lead_text.strip(_EDGES), coop_text.strip(_EDGES)
    for part in re.split(r"[;\n]", text):
        if role := _ROLE.match(part):
            into = fold(role.group(1))
            part = part[role.end() :]
        (lead if into == "chu tri" else coop).append(part.strip())
    return "; ".join(filter(None, lead)), "; ".join(filter(None, coop))


def read_units(text, find, blocks=tuple(_BLOCKS)):
    """The :class:`UnitsRead` of a cell.

    :param find: callable: text -> list of the units that it may mean (none, one or several)
    :param blocks: blocks whose group names are understood here
    """
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\s*\(\s*chủ trì\s*\)", "", _BULLET.sub("", text), flags=re.I)
    parts = [part for part in _SEPARATOR.split(text) if part is not None]
    names, separators = parts[::2], [*parts[1::2], ""]
    units, groups, concerned, unknown = [], [], [], []
    place, kind = 0, ""
    while place < len(names):
        for end in range(min(len(names), place + _LONGEST_NAME), place, -1):
            phrase = _phrase(names[place:end], separators[place:end])
            if phrase is None:
                continue
            if not phrase:
                break
            if (block := _block_of(phrase)) in blocks:
                groups.append((phrase, block))
                break
            if _CONCERNED.fullmatch(fold(phrase)):
                concerned.append(phrase)
                break
            found, kind = _find(phrase, kind, find)
            if len(found) == 1:
                units.append(found[0])
                break
        else:
            end = place + 1
            if phrase := names[place].strip(_EDGES):
                unknown.append(phrase)
        place = end
    return UnitsRead(*(tuple(dict.fromkeys(each)) for each in (units, groups, concerned, unknown)))


def _phrase(names, separators):
    """Neighbouring names as one; None where a semicolon keeps them apart."""
    joined = ""
    for name, separator in zip(names[:-1], separators[:-1], strict=True):
        if ";" in separator:
            return None
        joined += name + (" " if not separator.strip() else separator.replace("\n", " "))
    joined += names[-1]
    return " ".join(joined.strip(_EDGES).split())


def _block_of(phrase):
    folded = fold(phrase)
    return next((block for block, words in _BLOCKS.items() if words.fullmatch(folded)), None)


def _find(phrase, kind, find):
    """Units that a phrase means, and the kind of unit that names after it may leave out.

    "Các sở: Nội vụ, Tài chính" names two departments.
    """
    found = find(phrase)
    match = _KIND.match(phrase)
    if found:
        return found, match.group(1) if match else kind
    if match:
        bare = f"{match.group(1)} {phrase[match.end() :]}"
        return (find(bare), match.group(1)) if bare != phrase else ([], kind)
    return (find(f"{kind} {phrase}") if kind else []), kind


def acronyms(name):
    """Short forms under which officials may write the name of a unit, folded.

    >>> sorted(acronyms("Sở Giao thông vận tải"))
    ['sgtvt', 'so gtvt']
    """
    first, *rest = [word for word in re.split(r"[^a-z0-9]+", fold(name)) if word not in ("", "va")]
    initials = "".join(word[0] for word in rest)
    if len(initials) < 2:
        return set()
    return {f"{first} {initials}", f"{first[0]}{initials}"}


def as_acronym(text):
    """``text`` in the form of :func:`acronyms`: "Sở LĐ-TB&XH" gives ``so ldtbxh``."""
    return re.sub(r"[^a-z0-9 ]", "", fold(text))
