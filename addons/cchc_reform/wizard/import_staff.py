"""What the workbooks of staffing share: dated facts of units, new ones and changed ones."""

import re
from datetime import timedelta
from functools import cached_property

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, vietnamese
from .import_base import CHUNK, Column, Importer, day_text
from .import_streamlining import WholeNumbers
from .table_reader import cell_text

_lt = LazyTranslate(__name__)

UNIT = Column(
    "unit",
    _lt("Unit"),
    ("đơn vị", "tên đơn vị", "cơ quan", "cơ quan, đơn vị", "đơn vị công tác", "mã đơn vị"),
    True,
    _lt("Name, other name or code of the unit on the first day."),
    34,
)
DATE_FROM = Column(
    "date_from",
    _lt("From"),
    ("từ ngày", "ngày hiệu lực", "ngày bổ nhiệm"),
    False,
    _lt("First day, like 31/12/2026; empty: the day given in the dialog."),
)
DATE_TO = Column(
    "date_to",
    _lt("Until"),
    ("đến ngày", "đến hết ngày"),
    False,
    _lt("Last day, inclusive; empty: open-ended."),
)
DECISION_NUMBER = Column(
    "decision_number", _lt("Decision number"), ("số quyết định", "quyết định số", "số qđ")
)
DECISION_DATE = Column(
    "decision_date", _lt("Decision date"), ("ngày quyết định", "ngày ký", "ngày qđ")
)
NOTE = Column("note", _lt("Note"), ("ghi chú",), False, None, 30)
REASON = Column(
    "reason",
    _lt("Reason"),
    ("lý do", "lý do thay đổi", "lý do sửa"),
    False,
    _lt(
        "Needed where days that have passed change, or where a fact of the past has no decision; "
        "kept in the history."
    ),
    30,
)
#: The only sign of a unit whose name and code another one bears as well: "Sở Nội vụ (#12)".
_MARKED = re.compile(r".*\(#([0-9]{1,9})\)")
#: Changes that are told one by one before they are made.
SHOWN_CHANGES = 20


class UnitRowsImporter(WholeNumbers, Importer):
    """Facts of units: a row is new, changes what is there, or says what is there.

    An empty cell changes nothing that is there. It is written under the user's own rights and
    rules; what is checked here only names the row and the cell before they refuse the whole.
    """

    #: Model of the facts.
    model = ""
    #: Order in which they go out.
    order = "unit_id, date_from, id"
    #: Roles that enter them, and whether an HR officer does so for the own unit itself.
    roles = ("hr",)
    own_unit = True

    def __init__(self, env, day, domain=()):
        super().__init__(env, day)
        self.domain = list(domain)
        self.all_days = False
        self.present = set()  # keys of the columns of the table
        self.changed = 0
        self.changes_told = []
        self.naming_rows = False
        self._new = []  # (line, values)
        self._changes = []  # (line, record, values)

    # -- units ---------------------------------------------------------------------------------

    @cached_property
    def grants(self):
        """Roles of the user that enter these facts; None: for all units."""
        if self.env.su or self.env.user.has_group("cchc_reform.group_cchc_admin"):
            return None
        return self.env["cchc.unit.role"]._scope(self.roles)

    @cached_property
    def mine(self):
        """Ids of the units for which the user enters these facts."""
        if self.grants is None:
            return set(self.units.by_id)
        roots = {}
        for grant in self.grants:
            root = self.units.by_id.get(grant.unit_id)
            if root:
                itself = grant.role != "hr" or self.own_unit
                roots[root] = roots.get(root, False) or itself
        found = set()
        for unit_id, entry in self.units.by_id.items():
            above = entry
            while above and unit_id not in found:
                if above in roots and (above is not entry or roots[above]):
                    found.add(unit_id)
                above = above.parent
        return found

    def _find_units(self, text, day):
        """Units that a cell means: of those open on ``day``, else on the day of the workbook."""
        if match := _MARKED.fullmatch(text):
            entry = self.units.by_id.get(int(match.group(1)))
            return [entry] if entry else []
        return next(filter(None, (self.units.find(text, one) for one in (day, self.day))), [])

    def _unit(self, line, day):
        """Entry of the one unit of a row that the user may enter; None (and a fault) otherwise."""
        text = line["unit"]
        found = self._find_units(text, day)
        mine = [entry for entry in found if entry.record_id in self.mine]
        if len(mine) == 1:
            return mine[0]
        if len(mine) > 1:
            message = self._ambiguous(mine, day)
        elif found:
            message = self.env._("“%(unit)s” is none of the units that you enter.", unit=text)
        elif ever := self.units.ever(text):
            message = self.env._(
                "“%(unit)s” does not exist on %(date)s (%(life)s).",
                unit=ever[0].name,
                date=dates.format_date(day),
                life="; ".join(self._life_text(entry) for entry in ever[:3]),
            )
        else:
            message = self.env._(
                "No unit has this name or code on %(date)s.", date=dates.format_date(day)
            )
        self.fault(line, "unit", message)
        return None

    def _life_text(self, entry):
        return self.env._(
            "from %(start)s until %(end)s",
            start=day_text(entry.date_start) or "…",
            end=day_text(entry.date_end) or "…",
        )

    def unit_text(self, unit, day=None):
        """The shortest text under which a row of ``day`` finds ``unit``."""
        entry, day = self.units.by_id.get(unit.id), day or self.day
        for text in (unit.name, unit.display_name, unit.code):
            if text and self._find_units(text, day) == [entry]:
                return text
        return f"{unit.name} (#{unit.id})"

    def unit_words(self):
        """Units open on the day that the user may enter, as cells offer them."""
        units = self.env["hr.department"].browse(
            unit_id for unit_id in self.mine if self.units.by_id[unit_id].is_open_on(self.day)
        )
        return sorted((self.unit_text(unit) for unit in units), key=vietnamese.sort_key)

    def choices(self):
        """Dict of column -> the words that its cells offer."""
        return {"unit": self.unit_words()}

    # -- cells ---------------------------------------------------------------------------------

    def _headings(self, rows):
        position, keys = super()._headings(rows)
        self.present = set(keys or ())
        return position, keys

    def _decision(self, line):
        """Values of the decision cells that are filled in."""
        day = self.date(line, "decision_date")
        values = {"decision_number": line["decision_number"], "decision_date": day}
        return {name: value for name, value in values.items() if value}

    # -- new, changed, known -------------------------------------------------------------------

    def _plan(self, line, record, values, defaults):
        """Note a row as new, as a change of ``record``, or as known.

        :param values: of the cells that are filled in
        :param defaults: of a new fact, for cells that are not
        :return: "new", "changed", "known", or None (and a fault)
        """
        if not record:
            values = {**defaults, **values}
            if not self._new_is_sound(line, values):
                return None
            self._new.append((line, {**values, **self._reason(line)}))
            return "new"
        changes = {
            name: value
            for name, value in values.items()
            if (self._present(record, name) or False) != (value or False)
        }
        if not changes:
            return "known"
        if not self._change_is_sound(line, record, changes):
            return None
        if len(self.changes_told) < SHOWN_CHANGES:
            self.changes_told.append(
                self.env._(
                    "Row %(row)s, %(fact)s: %(changes)s",
                    row=line.number,
                    fact=record.display_name,
                    changes=self._change_text(record, changes),
                )
            )
        self._changes.append((line, record, {**changes, **self._reason(line)}))
        return "changed"

    def _count(self, found):
        """Count a row by what was found of its facts."""
        if None in found:
            return
        if "changed" in found:
            self.changed += 1
        elif "new" in found:
            self.new += 1
        elif found:
            self.known += 1

    def _new_is_sound(self, line, values):
        """Whether the new fact ``values`` can be; a fault otherwise."""
        return True

    def _change_is_sound(self, line, record, changes):
        """Whether ``changes`` of ``record`` can be; a fault otherwise."""
        return True

    def _reason(self, line):
        """What is written of why a row was entered."""
        return {}

    def _present(self, record, name):
        """What ``record`` holds, as a cell would say it."""
        value = record[name]
        return cell_text(value) if isinstance(value, str) else plain(value)

    def _change_text(self, record, changes):
        labels = {column.key: self.label(column) for column in self.columns}
        return "; ".join(
            f"{labels.get(self._column_of(record, name), name)}: "
            f"{self._shown(record, name, self._present(record, name)) or '…'} → "
            f"{self._shown(record, name, value) or '…'}"
            for name, value in changes.items()
        )

    def _column_of(self, record, name):
        """Key of the column in which the field ``name`` of ``record`` stands."""
        return name

    def _shown(self, record, name, value):
        """Text of a value, for a person."""
        field = record._fields[name]
        if field.type == "date":
            return day_text(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value).display_name if value else ""
        return str(value) if value is not False else ""

    # -- writing -------------------------------------------------------------------------------

    def apply(self):
        """Write changes that free a place, then the others, then what is new."""
        steps = sorted(self._changes, key=lambda step: not self._frees(step[1], step[2]))
        total, done = len(steps) + len(self._new), 0
        for start in range(0, len(steps), CHUNK):
            part = steps[start : start + CHUNK]
            for step in part:
                self._row_by_row([step], self._write)
            done += len(part)
            self.progress(done, total)
        for start in range(0, len(self._new), CHUNK):
            part = self._new[start : start + CHUNK]
            self._row_by_row(part, self._create)
            done += len(part)
            self.progress(done, total)

    def _frees(self, record, values):
        """Whether a change leaves days or a post to others."""
        end = values.get("date_to")
        return bool(end and (not record.date_to or end < record.date_to))

    def _create(self, part):
        self.env[self.model].create([values for _line, values in part])

    def _write(self, part):
        for _line, record, values in part:
            record.write(values)
            # The database compares facts as they are written: what frees a place goes first.
            record.flush_recordset()

    def _row_by_row(self, part, act):
        """Do ``act`` on a part; in a trial, name the rows that the records themselves refuse."""
        if not self.naming_rows:
            act(part)
            return
        try:
            with self.env.cr.savepoint():
                act(part)
                self.env.flush_all()
        except UserError as error:
            self.env.invalidate_all(flush=False)
            if len(part) == 1:
                self.fault(part[0][0], "unit", str(error))
                return
            for one in part:
                self._row_by_row([one], act)

    # -- out -----------------------------------------------------------------------------------

    def _records(self):
        """What goes out: of the units that the user enters, as far as the user may read it."""
        domain = self.domain + [("unit_id", "in", sorted(self.mine))]
        return self.env[self.model].search(domain, order=self.order)

    def domain_on(self, day):
        """Domain of the facts that go out as of ``day``."""
        raise NotImplementedError


class StaffImporter(UnitRowsImporter):
    """Facts of units that hold from a day on (``cchc.dated.mixin``)."""

    #: Fields that say what was on days that have passed.
    past_fields = frozenset({"decision_number", "decision_date"})

    def domain_on(self, day):
        """Facts in force on ``day``."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    def _new_is_sound(self, line, values):
        founded = values.get("decision_number") or line["reason"] or self.env.su
        if values["date_from"] >= dates.today() or founded:
            return True
        self.fault(
            line,
            "reason",
            self.env._(
                "It starts in the past, on %(date)s: name the decision or give the reason.",
                date=dates.format_date(values["date_from"]),
            ),
        )
        return False

    def _change_is_sound(self, line, record, changes):
        if record.decision_id and changes.keys() & {"decision_number", "decision_date"}:
            self.fault(
                line,
                "decision_number",
                self.env._(
                    "It rests on “%(document)s”: change the document there.",
                    document=record.sudo().decision_id.display_name,
                ),
            )
            return False
        if self._changes_past(record, changes) and not line["reason"]:
            self.fault(
                line,
                "reason",
                self.env._(
                    "This changes past days (%(changes)s): give the reason.",
                    changes=self._change_text(record, changes),
                ),
            )
            return False
        return True

    def _reason(self, line):
        return {"change_reason": line["reason"]} if line["reason"] else {}

    def _changes_past(self, record, changes):
        """Whether ``changes`` touch days before today, as the model itself judges."""
        today = dates.today()
        if record.date_from >= today:
            return False
        if changes.keys() & self.past_fields:
            return True
        yesterday = today - timedelta(days=1)
        return "date_to" in changes and min(record.date_to or yesterday, yesterday) != min(
            changes["date_to"] or yesterday, yesterday
        )

    def _end_is_sound(self, line, record):
        """An emptied last day is not taken for nothing, nor the post for open-ended."""
        if not record or line["date_to"] or "date_to" not in self.present or not record.date_to:
            return True
        self.fault(
            line,
            "date_to",
            self.env._(
                "It ends on %(date)s: leave that day here; to make it open-ended, correct it there.",
                date=dates.format_date(record.date_to),
            ),
        )
        return False

    def _check_overlaps(self, lives, key, sentence):
        """Refuse rows by which two facts that exclude each other hold on one day.

        :param lives: dict of what may be once -> record or line -> its first and last day
        :param key: column of the fault
        :param sentence: function of a day and of the other fact, as they are shown
        """
        for spans in lives.values():
            ordered = sorted(spans.items(), key=lambda one: one[1])
            for (first, (_start, end)), (second, (start, _end)) in zip(
                ordered, ordered[1:], strict=False
            ):
                if start > end:
                    continue
                line, other = (second, first) if hasattr(second, "cells") else (first, second)
                if not hasattr(line, "cells"):
                    continue
                shown = (
                    self.env._("row %s", other.number)
                    if hasattr(other, "cells")
                    else other.display_name
                )
                self.fault(line, key, sentence(dates.format_date(start), shown))


def plain(value):
    """A value of a field; the id of a record."""
    return value.id if hasattr(value, "ids") else value
