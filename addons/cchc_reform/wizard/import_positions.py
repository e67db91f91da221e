"""Workbook of approved job positions: a row a position of a unit, its ranks in one cell."""

import re
from collections import defaultdict
from datetime import date
from functools import cached_property

from odoo.tools.translate import LazyTranslate

from ..kernel import dates, vietnamese
from .import_base import SEPARATORS, Column, day_text, word_of
from .import_staff import (
    DATE_FROM,
    DATE_TO,
    DECISION_DATE,
    DECISION_NUMBER,
    NOTE,
    REASON,
    UNIT,
    StaffImporter,
)

_lt = LazyTranslate(__name__)

GROUP_WORDS = {
    "lãnh đạo, quản lý": "management",
    "management": "management",
    "nghiệp vụ chuyên ngành": "specialised",
    "chuyên ngành": "specialised",
    "specialised": "specialised",
    "chuyên môn dùng chung": "shared",
    "nghiệp vụ chuyên môn dùng chung": "shared",
    "dùng chung": "shared",
    "shared": "shared",
    "hỗ trợ, phục vụ": "support",
    "hỗ trợ": "support",
    "support": "support",
}
MOST = 10_000
#: "Chuyên viên chính: 30", "CVC 30%"
_SHARE = re.compile(r"(.+?)\s*[:=]?\s*([0-9]{1,3})\s*%?")


class PositionImporter(StaffImporter):
    """Approved positions: one is known by its code, or where it has none by its name."""

    model = "cchc.staff.position"
    roles = ("hr", "standing_office")
    longest = 30_000  # descriptions
    past_fields = StaffImporter.past_fields | {"name", "number"}
    columns = (
        UNIT,
        Column("code", _lt("Code"), ("mã", "mã vị trí", "mã vị trí việc làm", "mã vtvl")),
        Column("name", _lt("Position"), (
            "vị trí việc làm", "tên vị trí việc làm", "tên vị trí", "vị trí", "chức danh"),
            True, None, 34),
        Column("group", _lt("Group"), ("nhóm", "nhóm vị trí", "nhóm vị trí việc làm"), False,
               _lt("Empty: specialised professional."), 26),
        Column("number", _lt("Approved"), (
            "số lượng", "số người", "số lượng phê duyệt", "số được phê duyệt", "biên chế"), False,
            _lt("Number of people; empty: one.")),
        Column("shares", _lt("Ranks"), (
            "ngạch", "cơ cấu ngạch", "tỷ lệ ngạch", "hạng", "cơ cấu hạng"), False,
            _lt("Each rank with its share in percent, like “CVC: 30; CV: 70”."), 34),
        Column("qualification", _lt("Qualification required"), (
            "trình độ", "yêu cầu trình độ", "trình độ yêu cầu"), False, None, 30),
        Column("description", _lt("Job description"), ("bản mô tả", "mô tả công việc", "mô tả"),
               False, None, 50),
        Column("competency", _lt("Competency frame"), ("khung năng lực", "năng lực"), False,
               None, 50),
        DATE_FROM,
        DATE_TO,
        DECISION_NUMBER,
        DECISION_DATE,
        NOTE,
        REASON,
    )  # fmt: skip

    @cached_property
    def ranks(self):
        """Dict of the words of a cell -> id of a rank; a name that two have means none."""
        ranks = self.env["cchc.staff.rank"].search([], limit=500)
        named = ranks.grouped(lambda one: vietnamese.fold(one.name))
        words = {ones.name: ones.id for ones in named.values() if len(ones) == 1}
        return words | {one.code: one.id for one in ranks}

    def choices(self):
        return {**super().choices(), "group": self.shown_words(GROUP_WORDS)}

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        ids = sorted({unit.record_id for _line, unit, _values, _defaults in rows})
        kept = self.env[self.model].search([("unit_id", "in", ids)])
        self._load(kept)
        lives = defaultdict(dict)  # (unit, code) -> record or line -> first and last day
        for position in kept.filtered("code"):
            days = position.date_from, position.date_to or date.max
            lives[position.unit_id.id, position.code][position] = days
        seen = {}
        for line, unit, values, defaults in rows:
            day = defaults["date_from"]
            record = self._known(line, unit, day)
            if record is None:
                continue
            name = line["code"].lower() or vietnamese.sort_key(line["name"])
            key = record or (unit.record_id, name, day)
            if key in seen:
                message = self.env._("Row %s says the same.", seen[key].number)
                self.fault(line, "name", message)
                continue
            seen[key] = line
            if not self._end_is_sound(line, record):
                continue
            if not record:
                defaults = {**defaults, **self._origin(line, unit, day)}
            self._count([self._plan(line, record, values, defaults)])
            code = line["code"] or record.code
            if code:
                lives[unit.record_id, record.code or code].pop(record, None)
                end = values.get("date_to") or record.date_to or date.max
                lives[unit.record_id, code][line] = (day, end)
        self._check_overlaps(lives, "date_from", self._overlap_text)

    def _overlap_text(self, day, other):
        return self.env._(
            "On %(date)s the unit would have two positions of this code (%(other)s): "
            "end one of them.",
            date=day,
            other=other,
        )

    def _load(self, kept):
        self._by_code = kept.filtered("code").grouped(
            lambda one: (one.unit_id.id, one.code.lower())
        )
        self._by_name = kept.grouped(
            lambda one: (one.unit_id.id, vietnamese.sort_key(one.name), one.date_from)
        )

    def _known(self, line, unit, day):
        """Position that a row is about, empty where it is new; None (and a fault) if unclear."""
        none = self.env[self.model]
        code = line["code"].lower()
        named = self._by_name.get((unit.record_id, vietnamese.sort_key(line["name"]), day), none)
        if code:
            coded = self._by_code.get((unit.record_id, code), none)
            found = coded.filtered(lambda one: one.date_from == day)
            # One that got its code since.
            return found[:1] or named.filtered(lambda one: not one.code)[:1]
        if len(named) < 2:
            return named
        self.fault(
            line,
            "code",
            self.env._("The unit has several positions of this name: give the code."),
        )
        return None

    def _origin(self, line, unit, day):
        """Values that make a row another version of the position that had its code before."""
        code = line["code"].lower()
        coded = self._by_code.get((unit.record_id, code), self.env[self.model])
        before = coded.filtered(lambda one: one.date_from < day).sorted("date_from")[-1:]
        return {"origin_id": (before.origin_id or before).id} if before else {}

    def _row(self, line):
        """Line, unit, values of the filled cells and those of a new position; None if faulty."""
        count = len(self.faults)
        life = self.life(line, "date_from", "date_to", self.day)
        values = {
            "code": line["code"],
            "name": line["name"],
            "group": self.choice(line, "group", GROUP_WORDS, ""),
            "number": self.whole(line, "number", most=MOST),
            "share_ids": self._shares(line),
            "qualification": line["qualification"],
            "description": line["description"],
            "competency": line["competency"],
            "date_to": life and life[1],
            "note": line["note"],
        }
        values = {name: value for name, value in values.items() if value not in (None, "", ())}
        values |= self._decision(line)
        unit = life and self._unit(line, life[0])
        if unit and unit.date_end and life[0] > unit.date_end:
            self.fault(
                line,
                "date_from",
                self.env._(
                    "%(unit)s has ended on %(date)s and gets no position after that.",
                    unit=unit.name,
                    date=dates.format_date(unit.date_end),
                ),
            )
        if len(self.faults) > count:
            return None
        return line, unit, values, {"unit_id": unit.record_id, "date_from": life[0]}

    def _shares(self, line):
        """Pairs of a rank and its share, in the order of the ranks; a fault where it is unclear."""
        shares = {}
        for part in filter(None, map(str.strip, SEPARATORS.split(line["shares"]))):
            match = _SHARE.fullmatch(part)
            rank = match and self.meaning(match.group(1), self.ranks)
            if not rank or rank in shares:
                self.fault(
                    line,
                    "shares",
                    self.env._(
                        "“%(part)s” is no rank with its share, or stands there twice; the ranks: "
                        "%(ranks)s.",
                        part=part,
                        ranks=", ".join(self.shown_words(self.ranks)),
                    ),
                )
                return ()
            shares[rank] = int(match.group(2))
        if sum(shares.values()) > 100:
            self.fault(line, "shares", self.env._("The shares add up to more than 100%."))
        return tuple(sorted(shares.items()))

    # -- new, changed, known -------------------------------------------------------------------

    def _present(self, record, name):
        if name == "share_ids":
            return tuple(sorted((one.rank_id.id, one.percent) for one in record.share_ids))
        return super()._present(record, name)

    def _shown(self, record, name, value):
        return (
            self._shares_text(value) if name == "share_ids" else super()._shown(record, name, value)
        )

    def _shares_text(self, shares):
        return "; ".join(f"{word_of(self.ranks, rank)}: {percent}" for rank, percent in shares)

    def _column_of(self, record, name):
        return "shares" if name == "share_ids" else name

    def _frees(self, record, values):
        """Whether a change leaves days or a code to another position."""
        return super()._frees(record, values) or "code" in values

    # -- writing -------------------------------------------------------------------------------

    def _create(self, part):
        return super()._create([(line, self._with_shares(values)) for line, values in part])

    def _write(self, part):
        return super()._write(
            [(line, one, self._with_shares(values)) for line, one, values in part]
        )

    def _with_shares(self, values):
        if "share_ids" not in values:
            return values
        shares = [{"rank_id": rank, "percent": percent} for rank, percent in values["share_ids"]]
        return {**values, "share_ids": [(5, 0, 0), *((0, 0, share) for share in shares)]}

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """The positions, each with its ranks and decision."""
        return [
            {
                "unit": self.unit_text(position.unit_id, position.date_from),
                "code": position.code or "",
                "name": position.name,
                "group": word_of(GROUP_WORDS, position.group),
                "number": str(position.number),
                "shares": self._shares_text(self._present(position, "share_ids")),
                "qualification": position.qualification or "",
                "description": position.description or "",
                "competency": position.competency or "",
                "date_from": day_text(position.date_from),
                "date_to": day_text(position.date_to),
                "decision_number": position.decision_number or "",
                "decision_date": day_text(position.decision_date),
                "note": position.note or "",
            }
            for position in self._records()
        ]
