"""Workbook of the classes of units and of their financial autonomy: a row a class of a unit."""

from collections import defaultdict
from datetime import date
from functools import cached_property

from odoo.tools.translate import LazyTranslate

from ..kernel import dates, vietnamese
from ..models.unit_class import KINDS
from .import_base import Column, day_text, word_of
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

CONFIRMATION_WORDS = {
    "đã xác nhận": "confirmed",
    "confirmed": "confirmed",
    "cần kiểm tra": "to_verify",
    "cần xác minh": "to_verify",
    "to verify": "to_verify",
}


class ClassImporter(StaffImporter):
    """Classes of units: of each kind a unit is in one class a day at most."""

    model = "cchc.unit.classification"
    roles = ("hr", "standing_office")
    own_unit = False
    past_fields = StaffImporter.past_fields | {"class_id", "confirmation", "deputy_number"}
    columns = (
        UNIT,
        Column("kind", _lt("What is classed"), ("nội dung phân loại", "nhóm phân loại"), False,
               _lt("Only where a class of another kind has the same name."), 34),
        Column("class", _lt("Class"), ("xếp loại", "loại", "phân loại", "hạng", "nhóm",
                                       "nhóm tự chủ", "mức tự chủ"), True,
               _lt("Name or code of the class."), 44),
        DATE_FROM,
        DATE_TO,
        Column("confirmation", _lt("Confirmation"), ("tình trạng xác nhận", "xác nhận"), False,
               _lt("Confirmed or to verify; empty: to verify."), 18),
        Column("source", _lt("Source"), ("nguồn", "nguồn thông tin"), False,
               _lt("Where it was read."), 30),
        Column("deputies", _lt("Deputies of the approved scheme"), (
            "số cấp phó theo đề án", "số cấp phó"), False, _lt("Empty: not known.")),
        DECISION_NUMBER,
        DECISION_DATE,
        NOTE,
        REASON,
    )  # fmt: skip

    @cached_property
    def kinds(self):
        """Dict of the words of a cell -> kind of a class."""
        labels = self.env["cchc.unit.class"]._fields["kind"]._description_selection(self.env)
        return {label: kind for kind, label in labels} | {label: kind for kind, label in KINDS}

    @cached_property
    def classes(self):
        """Dict of folded name or code -> the classes that it may mean."""
        found = defaultdict(list)
        for one in self.env["cchc.unit.class"].search([], limit=1000):
            for text in {vietnamese.fold(one.name), vietnamese.fold(one.code)}:
                found[text].append(one)
        return found

    def choices(self):
        classes = self.env["cchc.unit.class"].search([], limit=1000)
        return {
            **super().choices(),
            "kind": list(self.shown_words(self.kinds)),
            "class": list(dict.fromkeys(classes.mapped("name"))),
            "confirmation": self.shown_words(CONFIRMATION_WORDS),
        }

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        ids = sorted({unit.record_id for _line, unit, _values, _defaults in rows})
        kept = self.env[self.model].search([("unit_id", "in", ids)])
        there = {(row.unit_id.id, row.kind, row.date_from): row for row in kept}
        lives = defaultdict(dict)  # (unit, kind) -> record or line -> first and last day
        for row in kept:
            lives[row.unit_id.id, row.kind][row] = (row.date_from, row.date_to or date.max)
        seen = {}
        for line, unit, values, defaults in rows:
            kind = self.env["cchc.unit.class"].browse(values["class_id"]).kind
            key = unit.record_id, kind, defaults["date_from"]
            if key in seen:
                message = self.env._("Row %s says the same.", seen[key].number)
                self.fault(line, "class", message)
                continue
            seen[key] = line
            record = there.get(key)
            if not self._end_is_sound(line, record):
                continue
            self._count([self._plan(line, record, values, defaults)])
            lives[key[:2]].pop(record, None)
            lives[key[:2]][line] = (defaults["date_from"], values.get("date_to") or date.max)
        self._check_overlaps(lives, "date_from", self._overlap_text)

    def _overlap_text(self, day, other):
        return self.env._(
            "On %(date)s the unit would be in two classes of this kind (%(other)s): "
            "end one of them.",
            date=day,
            other=other,
        )

    def _row(self, line):
        """Line, unit, values of the filled cells and those of a new fact; None if faulty."""
        count = len(self.faults)
        life = self.life(line, "date_from", "date_to", self.day)
        found = self._class(line)
        confirmation = self.choice(line, "confirmation", CONFIRMATION_WORDS, "")
        deputies = self.whole(line, "deputies", most=100)
        values = {
            "class_id": found and found.id,
            "date_to": life and life[1],
            "confirmation": confirmation,
            "source": line["source"],
            "deputy_number": deputies,
            "note": line["note"],
        }
        values = {name: value for name, value in values.items() if value not in (None, "")}
        values |= self._decision(line)
        unit = life and self._unit(line, life[0])
        if unit and unit.date_end and life[0] > unit.date_end:
            self.fault(
                line,
                "date_from",
                self.env._(
                    "%(unit)s has ended on %(date)s and gets no class after that.",
                    unit=unit.name,
                    date=dates.format_date(unit.date_end),
                ),
            )
        if len(self.faults) > count:
            return None
        return line, unit, values, {"unit_id": unit.record_id, "date_from": life[0]}

    def _class(self, line):
        kind = self.choice(line, "kind", self.kinds, "")
        if kind is None:
            return None
        found = [
            one
            for one in self.classes[vietnamese.fold(line["class"])]
            if not kind or one.kind == kind
        ]
        if len(found) == 1:
            return found[0]
        if found:
            labels = dict(found[0]._fields["kind"]._description_selection(self.env))
            message = self.env._(
                "Several classes have this name (%(kinds)s): write what is classed.",
                kinds="; ".join(labels[one.kind] for one in found),
            )
        else:
            message = self.env._("No class of the catalogue has this name or code.")
        self.fault(line, "class", message)
        return None

    def _column_of(self, record, name):
        return {"class_id": "class", "deputy_number": "deputies"}.get(name, name)

    def rows(self):
        """The classes, each with its kind, decision and source."""
        return [
            {
                "unit": self.unit_text(row.unit_id, row.date_from),
                "kind": word_of(self.kinds, row.kind),
                "class": row.class_id.name,
                "date_from": day_text(row.date_from),
                "date_to": day_text(row.date_to),
                "confirmation": word_of(CONFIRMATION_WORDS, row.confirmation),
                "source": row.source or "",
                "deputies": str(row.deputy_number) if row.deputy_number else "",
                "decision_number": row.decision_number or "",
                "decision_date": day_text(row.decision_date),
                "note": row.note or "",
            }
            for row in self._records()
        ]
