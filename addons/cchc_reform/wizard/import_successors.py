"""Import of which unit went into which, as the official lists of a rearrangement give it."""

from odoo.fields import Date
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, vietnamese
from .import_base import Column, Importer, UnitEntry

_lt = LazyTranslate(__name__)


class SuccessorImporter(Importer):
    """Links of one rearrangement: the old units as of the day before, the new ones as of the day.

    Neither a name nor a code stands for one unit for ever: after 1 July 2025 old codes bear other
    names, and old names other codes. So both are compared, at one level and on one day.

    :param event: ``cchc.unit.event``, a draft
    :param level: level of all units of the table
    :param new_parent: unit under which successors that are not there yet are made, or none
    """

    columns = (
        Column(
            "predecessor_code",
            _lt("Code of the old unit"),
            ("predecessor_code", "mã đơn vị cũ", "mã cũ"),
            True,
        ),
        Column(
            "predecessor_name",
            _lt("Name of the old unit"),
            ("predecessor_name", "tên đơn vị cũ", "tên cũ"),
            True,
        ),
        Column(
            "successor_code",
            _lt("Code of the new unit"),
            ("successor_code", "mã đơn vị mới", "mã mới"),
            True,
        ),
        Column(
            "successor_name",
            _lt("Name of the new unit"),
            ("successor_name", "tên đơn vị mới", "tên mới"),
            True,
        ),
    )

    def __init__(self, env, event, level, new_parent):
        super().__init__(env, event.effective_on)
        self.event, self.level = event, level
        self.before = Date.subtract(event.effective_on, days=1)
        self.new_parent = self.units.by_id.get(new_parent.id)
        self.new_type = new_parent and self.env["cchc.unit.type"].search(
            [("level", "=", level), ("is_committee", "=", True)], limit=1
        )
        self.links = []  # (entry of the old unit, entry of the new one, its code)
        self.planned = {}  # (code, sort key of the name) -> entry of a unit to be made

    def _check_lines(self, lines):
        linked = {(link.predecessor_id.id, link.successor_id.id) for link in self.event.link_ids}
        old = {line: self._predecessor(line) for line in lines}
        ending = set(map(id, filter(None, old.values())))
        seen, names = {}, {}
        for line in lines:
            entry, successor = old[line], self._successor(line, ending)
            if not (entry and successor):
                continue
            code = self._code(line, "successor_code")
            if names.setdefault(code, successor) is not successor:
                self.fault(
                    line,
                    "successor_code",
                    self.env._("The same code stands for %s too.", names[code].name),
                )
                continue
            first = seen.setdefault((id(entry), id(successor)), line)
            if first is not line:
                self.fault(
                    line, "successor_name", self.env._("Row %s says the same.", first.number)
                )
            elif (entry.record_id, successor.record_id) in linked:
                self.known += 1
            else:
                self.new += 1
                self.links.append((entry, successor, code))

    def _code(self, line, key):
        """Code as it is kept: lists write "04" and 4 for the same."""
        return line[key].lstrip("0") or line[key]

    def _predecessor(self, line):
        """The unit of this code and name on the day before; None (and a fault) if there is none."""
        codes = {line["predecessor_code"], self._code(line, "predecessor_code")}
        found = [
            entry
            for code in sorted(codes)
            for entry in self.units.with_code(code, self.level)
            if entry.is_open_on(self.before)
        ]
        if not found:
            self.fault(
                line,
                "predecessor_code",
                self.env._(
                    "No unit of this level has this code on %(date)s.",
                    date=dates.format_date(self.before),
                ),
            )
            return None
        if vietnamese.fold(found[0].name) != vietnamese.fold(line["predecessor_name"]):
            self.fault(
                line,
                "predecessor_name",
                self.env._(
                    "On %(date)s the code %(code)s is that of %(unit)s.",
                    date=dates.format_date(self.before),
                    code=found[0].code,
                    unit=found[0].name,
                ),
            )
            return None
        return found[0]

    def _successor(self, line, ending):
        """The unit of this name on the day, which may still be without its code.

        :param ending: ids of the entries that end by this table, and bear their codes until then
        """
        code, key = self._code(line, "successor_code"), vietnamese.sort_key(line["successor_name"])
        found = [
            entry
            for entry in self.units.find(line["successor_name"], self.day)
            if entry.level == self.level and entry.sort_key == key and id(entry) not in ending
        ]
        coded = [entry for entry in found if entry.code in (code, line["successor_code"])]
        free = [entry for entry in found if not entry.code]
        chosen = coded or free
        if len(chosen) == 1:
            return chosen[0]
        if (code, key) in self.planned:
            return self.planned[code, key]
        shown = dates.format_date(self.day)
        if chosen:
            message = self.env._(
                "%(count)s units of this level have this name on %(date)s.",
                count=len(chosen),
                date=shown,
            )
        elif found:
            message = self.env._(
                "On %(date)s the unit of this name has the code %(code)s.",
                date=shown,
                code=found[0].code,
            )
        elif not self.new_parent:
            message = self.env._(
                "No unit of this level has this name on %(date)s: enter it first, or say under "
                "which unit new ones lie.",
                date=shown,
            )
        elif not self.new_type:
            message = self.env._("There is no type of people's committees for this level.")
        else:
            entry = UnitEntry(
                line["successor_name"], code, self.level, self.new_parent, date_start=self.day
            )
            self.planned[code, key] = entry
            return entry
        self.fault(line, "successor_name", message)
        return None

    def apply(self):
        # Their codes are those of units that still live: the event gives them on its day.
        units = self.env["hr.department"].create(
            [
                {
                    "name": entry.name,
                    "unit_type_id": self.new_type.id,
                    "parent_id": entry.parent.record_id,
                    "date_start": entry.date_start,
                }
                for entry in self.planned.values()
            ]
        )
        for entry, unit in zip(self.planned.values(), units, strict=True):
            entry.record_id = unit.id
        self.env["cchc.unit.event.link"].create(
            [
                {
                    "event_id": self.event.id,
                    "predecessor_id": entry.record_id,
                    "successor_id": successor.record_id,
                    "new_code": code,
                }
                for entry, successor, code in self.links
            ]
        )
