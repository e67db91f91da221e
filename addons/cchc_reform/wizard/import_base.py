"""What all imports share: headings, cells, faults by row and cell, and finding units."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from odoo.tools.translate import LazyGettext

from ..kernel import dates, vietnamese

#: Records that are created at once, and then told as done.
CHUNK = 500
#: Rows above the headings: a title, the unit, the date.
HEADING_ROWS = 20
MAX_CELL = 500
EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
SEPARATORS = re.compile(r"[;\n]")
YES_NO_WORDS = {"có": True, "yes": True, "x": True, "không": False, "no": False}
# As large as figures may be: see models.entered_values.LARGEST.
_NUMBER = re.compile(r"-?[0-9]{1,16}(?:[.,][0-9]{1,6})?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
# "Xã Tân Việt (Huyện Bình Giang)": how a unit is shown where its name alone is not enough.
WITHIN = re.compile(r"(.+?) ?\(([^()]+)\)")


class Column(NamedTuple):
    """One column of a table; ``names`` are the headings under which people write it."""

    key: str
    label: LazyGettext
    names: tuple
    required: bool = False
    help: LazyGettext | None = None
    width: int = 0  # of long texts, which wrap


@dataclass(eq=False)
class Line:
    """One row of a table: its number in the file, and its texts by column."""

    number: int
    cells: dict

    def __getitem__(self, key):
        return self.cells.get(key, "")


class Fault(NamedTuple):
    """What is wrong with one cell, or with the whole table (row 0)."""

    row: int
    column: str
    value: str
    message: str


@dataclass(eq=False)
class UnitEntry:
    """A unit that exists (``record_id``), or that this import will create."""

    name: str
    code: str
    level: str
    parent: "UnitEntry | None" = None
    date_start: date | None = None
    date_end: date | None = None
    type_id: int = 0
    order: int = 0
    aliases: list = field(default_factory=list)
    record_id: int = 0
    line: Line | None = None

    def __post_init__(self):
        self.sort_key = vietnamese.sort_key(self.name)

    def is_open_on(self, day):
        return (self.date_start or date.min) <= day <= (self.date_end or date.max)

    def shares_a_day_with(self, other):
        return (self.date_start or date.min) <= (other.date_end or date.max) and (
            other.date_start or date.min
        ) <= (self.date_end or date.max)

    def is_within(self, others):
        """Whether this is one of ``others`` or lies below one."""
        entry = self
        while entry:
            if entry in others:
                return True
            entry = entry.parent
        return False


class UnitLookup:
    """All units in memory, found as ``hr.department._resolve`` finds them, thousands at a time.

    One more step: where several names differ by diacritics only, the one that is written exactly
    so is meant (Hải Phòng has a commune Cẩm Giang and a commune Cẩm Giàng).
    """

    def __init__(self, env):
        self._by_code = defaultdict(list)
        self._by_name = defaultdict(list)
        self._by_alias = defaultdict(list)
        self.by_id = {}
        units = env["hr.department"].search_fetch(
            [], ["name", "code", "level", "date_start", "date_end", "parent_id", "unit_type_id"]
        )
        for unit in units:
            self.by_id[unit.id] = UnitEntry(
                unit.name,
                unit.code or "",
                unit.level or "",
                date_start=unit.date_start or None,
                date_end=unit.date_end or None,
                type_id=unit.unit_type_id.id,
                record_id=unit.id,
            )
        for unit in units:
            self.by_id[unit.id].parent = self.by_id.get(unit.parent_id.id)
        for entry in self.by_id.values():
            self.add(entry)
        for alias in env["cchc.unit.alias"].search_fetch([], ["name_folded", "unit_id"]):
            if entry := self.by_id.get(alias.unit_id.id):
                self._by_alias[alias.name_folded].append(entry)

    def add(self, entry):
        if entry.code:
            self._by_code[entry.code.lower()].append(entry)
        self._by_name[vietnamese.fold(entry.name)].append(entry)
        for alias in entry.aliases:
            self._by_alias[vietnamese.fold(alias)].append(entry)

    def with_code(self, code, level):
        return [entry for entry in self._by_code[code.lower()] if entry.level == level]

    def named(self, name, level, parent):
        """Units of exactly this name, level and parent."""
        key = vietnamese.sort_key(name)
        return [
            entry
            for entry in self._by_name[vietnamese.fold(name)]
            if entry.sort_key == key and entry.level == level and entry.parent is parent
        ]

    def ever(self, text):
        """Units that ``text`` names on whatever day."""
        folded = vietnamese.fold(text)
        return [
            *self._by_code.get(text.strip().lower(), ()),
            *self._by_name.get(folded, ()),
            *self._by_alias.get(folded, ()),
        ]

    def find(self, text, day, within=None):
        """Units that ``text`` may mean on ``day``: none, one, or several (never guessed).

        :param within: entries that the result must lie below (or be), or None
        """
        folded = vietnamese.fold(text)
        if not folded:
            return []
        for known in (
            self._by_code.get(text.strip().lower()),
            self._by_name.get(folded),
            self._by_alias.get(folded),
        ):
            found = [
                entry
                for entry in known or ()
                if entry.is_open_on(day) and (within is None or entry.is_within(within))
            ]
            if found:
                found = list(dict.fromkeys(found))
                exact = [e for e in found if e.sort_key == vietnamese.sort_key(text)]
                return exact if len(exact) == 1 else found
        if match := WITHIN.fullmatch(text.strip()):
            above = self.find(match.group(2), day, within)
            return self.find(match.group(1), day, above) if above else []
        return []


class Importer:
    """Reads one kind of table, finds all that is wrong, and writes all or nothing.

    Written by the administrator's import only: the wizard checks who asks, ``env`` is sudo.
    """

    columns: tuple = ()
    longest = MAX_CELL

    def __init__(self, env, day, day_end=None):
        self.env = env
        self.day = day
        self.day_end = day_end
        self.faults = []
        self.ignored = []
        self.new = 0
        self.known = 0

    @cached_property
    def units(self):
        return UnitLookup(self.env)

    # -- reading -------------------------------------------------------------------------------

    def check(self, rows):
        """Find all faults of ``rows`` (as the table reader gives them); writes nothing."""
        lines = self._lines(rows)
        if lines:
            self._check_lines(lines)
        self.faults.sort(key=lambda fault: fault.row)

    def _check_lines(self, lines):
        raise NotImplementedError

    def apply(self):
        """Write what was found good. To be called only after :meth:`check` found no fault."""
        raise NotImplementedError

    def progress(self, done, total):
        """Told after each part of the work; a dialog puts its own function here."""

    def create(self, model, vals_list, total=None, done=0):
        """Create records part by part, and tell how far it is.

        :param int total: number of all records of the import, where these are not all
        :param int done: how many of them were created before
        """
        records = self.env[model].browse()
        for start in range(0, len(vals_list), CHUNK):
            records += self.env[model].create(vals_list[start : start + CHUNK])
            self.progress(done + len(records), total or len(vals_list))
        return records

    def label(self, column):
        return self.env._(column.label)

    def _lines(self, rows):
        position, keys = self._headings(rows)
        if keys is None:
            return []
        lines = []
        for number, texts in rows[position + 1 :]:
            cells = {key: text for key, text in zip(keys, texts, strict=False) if key is not None}
            if any(cells.values()):
                lines.append(Line(number, cells))
        if not lines:
            self._fault_table(self.env._("There is no row below the headings."))
        return [line for line in lines if self._cells_are_sound(line)]

    def _headings(self, rows):
        """Position of the row of headings, and the column key of each of its cells."""
        meanings = {}
        for column in self.columns:
            for name in (column.key, self.label(column), *column.names):
                meanings[vietnamese.fold(name).rstrip(" *")] = column.key
        best = []
        for position, (_number, texts) in enumerate(rows[:HEADING_ROWS]):
            keys = [meanings.get(vietnamese.fold(text).rstrip(" *")) for text in texts]
            missing = [c for c in self.columns if c.required and c.key not in keys]
            known = len([key for key in keys if key])
            best.append((len(missing), -known, position, keys, missing, texts))
        _count, _known, position, keys, missing, texts = min(best, key=lambda row: row[:3])
        if missing:
            self._fault_table(
                self.env._(
                    "The table has no column %(columns)s: take the headings from the template.",
                    columns=", ".join(f"“{self.label(column)}”" for column in missing),
                )
            )
            return position, None
        for column in self.columns:
            if keys.count(column.key) > 1:
                self._fault_table(
                    self.env._("The column “%s” stands there twice.", self.label(column))
                )
                return position, None
        self.ignored = [text for text, key in zip(texts, keys, strict=True) if text and not key]
        return position, keys

    def _cells_are_sound(self, line):
        sound = True
        for column in self.columns:
            text = line[column.key]
            if not text and column.required:
                self.fault(line, column.key, self.env._("This cell must not be empty."))
            elif len(text) > self.longest:
                self.fault(
                    line,
                    column.key,
                    self.env._("The text is longer than %s characters.", self.longest),
                )
            elif text in EXCEL_ERRORS:
                self.fault(line, column.key, self.env._("The formula of this cell has failed."))
            else:
                continue
            sound = False
        return sound

    # -- faults --------------------------------------------------------------------------------

    def fault(self, line, key, message):
        label = next((self.label(column) for column in self.columns if column.key == key), "")
        self.faults.append(Fault(line.number, label, line[key][:MAX_CELL], message))

    def _fault_table(self, message):
        self.faults.append(Fault(0, "", "", message))

    # -- cells ---------------------------------------------------------------------------------

    def date(self, line, key, default=None):
        """Date of a cell; ``default`` if it is empty, None (and a fault) if it is none."""
        if not line[key]:
            return default
        try:
            return dates.parse_date(line[key])
        except ValueError:
            self.fault(
                line, key, self.env._("This is no date: write it like 31/12/2026, the day first.")
            )
            return None

    def number(self, line, key, default=None):
        """Decimal of a cell; ``default`` if it is empty, None (and a fault) if it is none.

        A comma or a point separates decimals; thousands are not separated: "1.500" could be both.
        """
        text = line[key]
        if not text:
            return default
        if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
            self.fault(
                line,
                key,
                self.env._(
                    "This is no number: write it like 1500 or 12,5, without a thousands sign."
                ),
            )
            return None
        return Decimal(text.replace(",", "."))

    def choice(self, line, key, words, default):
        """Value that a word of a cell means; None (and a fault) if it is unknown."""
        if not line[key]:
            return default
        value = self.meaning(line[key], words)
        if value is None:
            self.fault(
                line,
                key,
                self.env._(
                    "This is not known here; write one of: %s.", ", ".join(self.shown_words(words))
                ),
            )
        return value

    def meaning(self, text, words):
        """Value of the one of ``words`` that ``text`` is, however its diacritics are written."""
        folded = vietnamese.fold(text)
        return next(
            (value for word, value in words.items() if vietnamese.fold(word) == folded), None
        )

    def shown_words(self, words):
        """The words to name to a person: the first one of each meaning."""
        shown = {}
        for word, value in words.items():
            shown.setdefault(value, word)
        return list(shown.values())

    def unit(self, line, key, day, within=None, text=None):
        """Entry of the one unit that a cell means on ``day``; None (and a fault) otherwise.

        :param text: the part of the cell that names it; the whole cell by default
        """
        named = line[key] if text is None else text
        found = self.units.find(named, day, within)
        if len(found) == 1:
            return found[0]
        shown = dates.format_date(day)
        ended = [one for one in self.units.ever(named) if one.date_end and one.date_end < day]
        if not found and len(ended) == 1:
            message = self.env["hr.department"].browse(ended[0].record_id)._ended_sentence()
        elif not found and text:
            message = self.env._(
                "No unit has the name or code “%(text)s” on %(date)s.", text=text, date=shown
            )
        elif not found:
            message = self.env._("No unit has this name or code on %(date)s.", date=shown)
        else:
            message = self._ambiguous(found, day)
        self.fault(line, key, message)
        return None

    def _ambiguous(self, found, day):
        """Sentence that names the units that a cell may mean."""
        return self.env._(
            "%(count)s units have this name or code on %(date)s (%(units)s): "
            "write what tells them apart, or name the unit above.",
            count=len(found),
            date=dates.format_date(day),
            units="; ".join(_described(entry) for entry in found[:5]),
        )

    def unit_text(self, unit, day=None):
        """The shortest text under which this import finds the record ``unit`` on ``day``."""
        entry, day = self.units.by_id.get(unit.id), day or self.day
        for text in (unit.name, unit.display_name, unit.code):
            if text and self.units.find(text, day) == [entry]:
                return text
        return unit.name or ""

    def rows(self):
        """What is there, in the shape that comes in: dictionaries of text by column."""
        raise NotImplementedError

    def life(self, line, start_key, end_key, default_start, default_end=None):
        """First and last day of a row, or None (and a fault)."""
        start = self.date(line, start_key, default_start)
        end = self.date(line, end_key, default_end)
        if start is None or (end is None and line[end_key]):
            return None
        if end and end < start:
            self.fault(line, end_key, self.env._("The last day is before the first day."))
            return None
        return start, end


def number_text(value):
    """A number as people write it and :meth:`Importer.number` reads it: 12,5 and not 12.50.

    No thousands sign; as 12,345 could be read with one, it is written 12,3450.
    """
    text = f"{Decimal(str(value)).normalize():f}".replace(".", ",")
    return f"{text}0" if _THOUSANDS.fullmatch(text) else text


def word_of(words, value):
    """The word of a cell that is written for ``value``."""
    return next((word for word, meaning in words.items() if meaning == value), "")


def day_text(day):
    """A date as people write it, or an empty text."""
    return dates.format_date(day) if day else ""


def _described(entry):
    code = f" {entry.code}" if entry.code else ""
    above = f", {entry.parent.name}" if entry.parent else ""
    return f"{entry.name}{code}{above}"
