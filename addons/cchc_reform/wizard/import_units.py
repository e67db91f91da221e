"""Import of localities (the official lists) and of units (a workbook)."""

from datetime import date

from odoo.tools.translate import LazyTranslate

from ..kernel import dates, vietnamese
from .import_base import SEPARATORS, Column, Importer, UnitEntry, day_text

_lt = LazyTranslate(__name__)

LOCALITY_TYPES = {
    "province": "cchc_reform.unit_type_province",
    "district": "cchc_reform.unit_type_district",
    "commune": "cchc_reform.unit_type_commune",
}
LOCALITY_LEVELS = {
    "province": "province",
    "tinh": "province",
    "district": "district",
    "huyen": "district",
    "commune": "commune",
    "xa": "commune",
}
LEVELS_ABOVE = {"province": (), "district": ("province",), "commune": ("district", "province")}
# A cell that says that the first day of a unit is not known (folded).
UNKNOWN_DAY = ("khong ro", "unknown")
# Where no order is given: the province, its agencies, districts, communes, and what is inside.
PROVINCE_ORDER = 100
ORDER_BY_LEVEL = {"province": 1000, "district": 2000, "commune": 3000, "inner": 5000}
# How officials write the body that governs a locality.
COMMITTEE_NAMES = ("UBND {}", "Ủy ban nhân dân {}")


class UnitWriter(Importer):
    """What imports of units share: units planned row by row are created from the top down."""

    def __init__(self, env, day, day_end=None):
        super().__init__(env, day, day_end)
        self.planned = []

    def plan(self, entry):
        self.planned.append(entry)
        self.units.add(entry)

    def is_code_taken(self, line, entry):
        """Fault where the code belongs to another unit on some day of ``entry``'s life."""
        for other in self.units.with_code(entry.code, entry.level) if entry.code else ():
            if other is entry or not entry.shares_a_day_with(other):
                continue
            if other.line:
                message = self.env._("Row %s has the same code.", other.line.number)
            else:
                message = self.env._(
                    "%(unit)s has this code from %(start)s to %(end)s.",
                    unit=other.name,
                    start=dates.format_date(other.date_start) if other.date_start else "…",
                    end=dates.format_date(other.date_end) if other.date_end else "…",
                )
            self.fault(line, "code", message)
            return True
        return False

    def is_the_same(self, line, known, entry):
        """Whether a unit that is there is what the row says; otherwise a fault that says why."""
        if known.sort_key != entry.sort_key:
            message = self.env._(
                "The code %(code)s already belongs to %(unit)s.", code=known.code, unit=known.name
            )
        elif known.type_id != entry.type_id:
            message = self.env._("%s is already there, with another type.", known.name)
        elif known.parent is not entry.parent:
            message = self.env._(
                "%(unit)s is already there, under %(parent)s.",
                unit=known.name,
                parent=known.parent.name if known.parent else self.env._("no unit"),
            )
        else:
            return True
        self.fault(line, "name", message)
        return False

    def apply(self):
        aliases, created = [], 0
        pending = self.planned
        while pending:
            ready = [e for e in pending if not e.parent or e.parent.record_id]
            units = self.create(
                "hr.department", [self._values(entry) for entry in ready], self.new, created
            )
            created += len(units)
            for entry, unit in zip(ready, units, strict=True):
                entry.record_id = unit.id
                aliases += [{"unit_id": unit.id, "name": name} for name in entry.aliases]
            done = set(map(id, ready))
            pending = [entry for entry in pending if id(entry) not in done]
        self.env["cchc.unit.alias"].create(aliases)

    def _values(self, entry):
        order = PROVINCE_ORDER if self.is_province(entry) else ORDER_BY_LEVEL[entry.level]
        return {
            "name": entry.name,
            "code": entry.code or False,
            "unit_type_id": entry.type_id,
            "parent_id": entry.parent.record_id if entry.parent else False,
            "date_start": entry.date_start,
            "date_end": entry.date_end,
            "protocol_order": entry.order or order,
        }

    def is_province(self, entry):
        return entry.type_id == self.env.ref(LOCALITY_TYPES["province"]).id


class LocalityImporter(UnitWriter):
    """Provinces, districts and communes of the national list, as they stand on one day."""

    columns = (
        Column("code", _lt("Code"), ("mã", "mã đơn vị"), True),
        Column("name", _lt("Name"), ("tên", "tên đơn vị"), True),
        Column("level", _lt("Level"), ("cấp",), True, _lt("One of: province, district, commune.")),
        Column(
            "parent_code",
            _lt("Code of the unit above"),
            ("mã cấp trên", "parent"),
            False,
            _lt("Empty for a province."),
        ),
        Column("division_type", _lt("Kind of locality"), ("loại hình",)),
    )

    def _check_lines(self, lines):
        types = {level: self.env.ref(xmlid).id for level, xmlid in LOCALITY_TYPES.items()}
        entries = {}
        for line in lines:
            level = self.choice(line, "level", LOCALITY_LEVELS, None)
            if not level:
                continue
            key = (line["code"], level)
            if key in entries:
                self.fault(
                    line,
                    "code",
                    self.env._("Row %s has the same code.", entries[key].line.number),
                )
                continue
            lower = line["name"][:1].lower() + line["name"][1:]
            entries[key] = UnitEntry(
                line["name"],
                line["code"],
                level,
                date_start=self.day,
                date_end=self.day_end,
                type_id=types[level],
                aliases=[form.format(lower) for form in COMMITTEE_NAMES],
                line=line,
            )
        # From the top down, as a parent may stand below its children in the file.
        settled = {}
        for entry in sorted(
            entries.values(), key=lambda each: list(LEVELS_ABOVE).index(each.level)
        ):
            if self._set_parent(entry, settled):
                settled[entry.code, entry.level] = self._settle(entry)

    def _settle(self, entry):
        """The unit that is there already, or the row's own, now planned."""
        known = self._known(entry.code, entry.level)
        if known:
            self.known += self.is_the_same(entry.line, known, entry)
            return known
        if not self.is_code_taken(entry.line, entry):
            self.new += 1
            self.plan(entry)
        return entry

    def _known(self, code, level):
        return next(
            (
                entry
                for entry in self.units.with_code(code, level)
                if entry.record_id and entry.is_open_on(self.day)
            ),
            None,
        )

    def _set_parent(self, entry, settled):
        """Find the unit above, in the file or among those there are; False (and a fault) if not."""
        line, code = entry.line, entry.line["parent_code"]
        levels = LEVELS_ABOVE[entry.level]
        if not levels and not code:
            return True
        found = [
            above
            for level in levels
            if (above := settled.get((code, level)) or self._known(code, level))
        ]
        if len(found) == 1:
            entry.parent = found[0]
            return True
        if not levels:
            message = self.env._("No unit lies above a province.")
        elif not code:
            message = self.env._("The code of the unit above is missing.")
        elif found:
            message = self.env._(
                "This code means several units: %s.", ", ".join(each.name for each in found)
            )
        else:
            message = self.env._("No unit above has this code, here or in the file.")
        self.fault(line, "parent_code", message)
        return False


class UnitImporter(UnitWriter):
    """Agencies, divisions and other units of a workbook."""

    columns = (
        Column("code", _lt("Unit code"), ("mã", "mã đơn vị", "code"), False),
        Column("name", _lt("Unit name"), ("tên", "tên đơn vị", "đơn vị", "name"), True),
        Column(
            "type",
            _lt("Unit type"),
            ("loại", "loại đơn vị", "loại hình"),
            True,
            _lt("Name or code of a unit type."),
        ),
        Column(
            "parent",
            _lt("Unit above"),
            ("đơn vị cấp trên", "cấp trên", "trực thuộc", "parent unit"),
            False,
            _lt("Name, other name or code; empty for a province only."),
        ),
        Column(
            "date_start",
            _lt("In being from"),
            ("từ ngày", "ngày thành lập", "start"),
            False,
            _lt("First day; empty: the day given in the import; “không rõ” where it is not known."),
        ),
        Column(
            "date_end",
            _lt("In being until"),
            ("đến ngày", "ngày kết thúc", "end"),
            False,
            _lt("Last day, inclusive; empty: open-ended."),
        ),
        Column("order", _lt("Order of precedence"), ("thứ tự", "số thứ tự ưu tiên"), False),
        Column(
            "aliases",
            _lt("Other names"),
            ("tên khác", "tên viết tắt", "tên gọi khác"),
            False,
            _lt("Separated by semicolons."),
        ),
    )

    def _check_lines(self, lines):
        types = self._types()
        # A province's committee lies below no unit.
        self._top_types = {
            kind for kind, level, top in types.values() if top and level == "province"
        }
        entries = [entry for entry in (self._entry(line, types) for line in lines) if entry]
        # A unit may lie below one that stands further down in the file: rows are settled as
        # soon as the unit above them is.
        pending, settled = entries, []
        while pending:
            waiting = []
            for entry in pending:
                if self._has_parent(entry):
                    self._settle(entry)
                    settled.append(entry)
                else:
                    waiting.append(entry)
            if len(waiting) == len(pending):
                break
            pending = waiting
        else:
            waiting = []
        for entry in waiting:
            self._fault_parent(entry)
        for entry in settled:
            # A row further down may have made the name of the unit above ambiguous.
            if entry.parent and len(self._above(entry)) != 1:
                self._fault_parent(entry)

    def _above(self, entry):
        return self.units.find(entry.line["parent"], entry.date_start or self.day)

    def _has_parent(self, entry):
        if not entry.line["parent"]:
            return entry.type_id in self._top_types
        above = self._above(entry)
        entry.parent = above[0] if len(above) == 1 else None
        return entry.parent is not None

    def _fault_parent(self, entry):
        if entry.line["parent"]:
            self.unit(entry.line, "parent", entry.date_start or self.day)
        else:
            self.fault(entry.line, "parent", self.env._("Name the unit above."))

    def _settle(self, entry):
        known = self._known(entry) or self._known_by_name(entry)
        if known and known.line:
            self.fault(
                entry.line, "name", self.env._("Row %s is the same unit.", known.line.number)
            )
        elif known:
            known.line = entry.line
            self.known += self.is_the_same(entry.line, known, entry)
        elif not self.is_code_taken(entry.line, entry):
            self.new += 1
            self.plan(entry)

    def _types(self):
        """(id, level, is_committee) of each type, by its name in each language and by code.

        The reader's own words come first: they are the ones that a fault names.
        """
        types = {}
        unit_types = self.env["cchc.unit.type"].search([])
        languages = [
            self.env.lang,
            *(code for code, _label in self.env["res.lang"].get_installed()),
        ]
        for code in languages:
            for kind in unit_types.with_context(lang=code):
                types[kind.name] = (kind.id, kind.level, kind.is_committee)
        for kind in unit_types:
            types[kind.code] = (kind.id, kind.level, kind.is_committee)
        return types

    def _entry(self, line, types):
        kind = self.choice(line, "type", types, None)
        unknown = vietnamese.fold(line["date_start"]) in UNKNOWN_DAY
        if unknown:
            line.cells["date_start"] = ""
        life = self.life(line, "date_start", "date_end", date.min if unknown else self.day)
        order = line["order"]
        if order and not (order.isdecimal() and len(order) < 7):
            self.fault(line, "order", self.env._("This is no whole number."))
            return None
        if not (kind and life):
            return None
        return UnitEntry(
            line["name"],
            line["code"],
            kind[1],
            date_start=None if unknown else life[0],
            date_end=life[1],
            type_id=kind[0],
            order=int(order or 0),
            aliases=[text for text in map(str.strip, SEPARATORS.split(line["aliases"])) if text],
            line=line,
        )

    def _known(self, entry):
        """The unit that is there, or was planned, with the code of the row."""
        return next(
            (
                known
                for known in (self.units.with_code(entry.code, entry.level) if entry.code else ())
                if known.is_open_on(entry.date_start or self.day)
            ),
            None,
        )

    def _known_by_name(self, entry):
        """The unit with the name and place of the row, where one of the two has no code."""
        return next(
            (
                known
                for known in self.units.named(entry.name, entry.level, entry.parent)
                if known.is_open_on(entry.date_start or self.day)
                and not (entry.code and known.code)
            ),
            None,
        )

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """All units, each below the one that it belongs to."""
        units = self.env["hr.department"].search([("unit_type_id", "!=", False)])
        units = units.sorted(lambda unit: (unit.parent_path.count("/"), unit.protocol_order))
        types = self._types()
        texts = {
            kind: next(text for text in (kind.name, kind.code) if types[text][0] == kind.id)
            for kind in units.unit_type_id
        }
        return [
            {
                "code": unit.code or "",
                "name": unit.name,
                "type": texts[unit.unit_type_id],
                "parent": self.unit_text(unit.parent_id, unit.date_start) if unit.parent_id else "",
                "date_start": day_text(unit.date_start) or "không rõ",
                "date_end": day_text(unit.date_end),
                "order": str(unit.protocol_order),
                "aliases": "; ".join(unit.alias_ids.mapped("name")),
            }
            for unit in units
        ]
