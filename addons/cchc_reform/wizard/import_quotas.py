"""Workbook of assigned numbers of staff: a row a unit, the kinds of staff side by side."""

from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, staffing
from ..models.staff_quota import MOST
from .import_base import Column, day_text
from .import_staff import (
    DATE_FROM,
    DECISION_DATE,
    DECISION_NUMBER,
    NOTE,
    REASON,
    UNIT,
    StaffImporter,
)

_lt = LazyTranslate(__name__)


class QuotaImporter(StaffImporter):
    """Assigned numbers: what a row says of each kind of staff is one fact of the unit.

    A kind without a number in the row is left as it is: zero is written as 0.
    """

    model = "cchc.staff.quota"
    roles = ("hr", "standing_office")
    own_unit = False
    past_fields = StaffImporter.past_fields | {"number"}
    columns = (
        UNIT,
        Column("year", _lt("Year"), ("năm",), False, _lt("Empty: the year of the first day.")),
        DATE_FROM._replace(
            help=_lt("First day, in that year; empty: 1 January of the year.")
        ),
        Column(staffing.CIVIL_SERVANT, _lt("Civil servants (biên chế)"), (
            "biên chế cbcc", "biên chế cán bộ, công chức", "cán bộ, công chức", "biên chế công chức",
            "công chức"), False, _lt("Empty: this number stays as it is.")),
        Column(staffing.PUBLIC_STATE, _lt("Public employees, state budget"), (
            "viên chức nsnn", "viên chức hưởng lương ngân sách", "viên chức ngân sách nhà nước",
            "viên chức"), False, _lt("Empty: this number stays as it is.")),
        Column(staffing.PUBLIC_REVENUE, _lt("Public employees, own revenue"), (
            "viên chức từ nguồn thu", "viên chức hưởng lương từ nguồn thu", "viên chức nguồn thu"),
            False, _lt("Empty: this number stays as it is.")),
        Column(staffing.CONTRACT, _lt("Contract workers"), (
            "hợp đồng", "hợp đồng lao động", "lao động hợp đồng"), False,
            _lt("Empty: this number stays as it is.")),
        DECISION_NUMBER,
        DECISION_DATE,
        NOTE,
        REASON,
    )  # fmt: skip

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        there = self._there({unit.record_id for _line, unit, _day, _numbers, _values in rows})
        seen = {}
        for line, unit, day, numbers, values in rows:
            found = []
            for kind, number in numbers.items():
                key = unit.record_id, kind, day
                if key in seen:
                    message = self.env._("Row %s says the same.", seen[key].number)
                    self.fault(line, kind, message)
                    found.append(None)
                    continue
                seen[key] = line
                new = {"unit_id": unit.record_id, "kind": kind, "date_from": day, "year": day.year}
                found.append(self._plan(line, there.get(key), {**values, "number": number}, new))
            self._count(found)

    def _row(self, line):
        """Line, unit, first day, numbers by kind and other values; None where a cell is faulty."""
        count = len(self.faults)
        year = self.whole(line, "year", 1900, 2999)
        day = self.date(line, "date_from")
        if len(self.faults) > count:
            return None
        if not day:
            day = self.day.replace(year=year, month=1, day=1) if year else self.day
        if year and day.year != year:
            self.fault(
                line,
                "year",
                self.env._("The number starts on %(date)s, in another year.",
                           date=dates.format_date(day)),
            )  # fmt: skip
        numbers = {kind: self.whole(line, kind, most=MOST) for kind in staffing.KINDS}
        numbers = {kind: number for kind, number in numbers.items() if number is not None}
        if not numbers and len(self.faults) == count:
            message = self.env._("The row gives no number of staff.")
            self.fault(line, staffing.CIVIL_SERVANT, message)
        values = self._decision(line)
        if line["note"]:
            values["note"] = line["note"]
        unit = self._unit(line, day)
        if unit and unit.date_end and day > unit.date_end:
            self.fault(
                line,
                "date_from",
                self.env._(
                    "%(unit)s has ended on %(date)s and gets no number of staff after that.",
                    unit=unit.name,
                    date=dates.format_date(unit.date_end),
                ),
            )
        return None if len(self.faults) > count else (line, unit, day, numbers, values)

    def _there(self, unit_ids):
        """Dict of (unit, kind, first day) -> number that the user may read."""
        rows = self.env[self.model].search([("unit_id", "in", sorted(unit_ids))])
        return {(row.unit_id.id, row.kind, row.date_from): row for row in rows}

    def domain_on(self, day):
        """Numbers that have begun by ``day``: the latest of a kind is in force."""
        return Domain("date_from", "<=", day)

    def _column_of(self, record, name):
        return record.kind if name == "number" else name

    def _records(self):
        """All numbers of the units, or those in force on the day, of units that exist then."""
        rows = super()._records()
        if self.all_days:
            return rows
        open_units = {
            unit_id for unit_id in self.mine if self.units.by_id[unit_id].is_open_on(self.day)
        }
        latest = {}
        for row in rows:  # in the order of their first day
            if row.unit_id.id in open_units and row.date_from <= self.day:
                latest[row.unit_id.id, row.kind] = row
        kept = {row.id for row in latest.values()}
        return rows.filtered(lambda row: row.id in kept)

    def rows(self):
        """A row for the numbers of a unit that one decision assigned from one day on."""
        together = {}
        for row in self._records():
            key = (
                row.unit_id,
                row.date_from,
                row.decision_number or "",
                row.decision_date,
                row.note or "",
            )
            together.setdefault(key, {})[row.kind] = str(row.number)
        return [
            {
                "unit": self.unit_text(unit, day),
                "year": str(day.year),
                "date_from": day_text(day),
                **numbers,
                "decision_number": number,
                "decision_date": day_text(decided),
                "note": note,
            }
            for (unit, day, number, decided, note), numbers in together.items()
        ]
