"""Targets of a plan and what was measured for them, in the shape in which they also go out."""

from collections import defaultdict
from functools import cached_property

from odoo.tools.translate import LazyTranslate

from ..kernel import dates, metrics, vietnamese
from .import_base import YES_NO_WORDS, Column, day_text, number_text, word_of
from .import_plan import COOP, DOMAIN, LONG, STATE, WEIGHT, PlanRows

_lt = LazyTranslate(__name__)

DIRECTION_WORDS = {
    "tăng": metrics.INCREASE,
    "đạt ít nhất": metrics.INCREASE,
    "increase": metrics.INCREASE,
    "giảm": metrics.DECREASE,
    "giảm còn nhiều nhất": metrics.DECREASE,
    "decrease": metrics.DECREASE,
}


class TargetImporter(PlanRows):
    """Targets of a plan."""

    model = "cchc.target"
    columns = (
        Column("key", _lt("Code"), ("mã", "mã chỉ tiêu", "code"), False,
               _lt("Given by the system; it is not read.")),
        Column("name", _lt("Target"), ("chỉ tiêu", "tên chỉ tiêu", "nội dung chỉ tiêu"), True,
               None, LONG),
        Column("parent", _lt("Part of"), ("thuộc chỉ tiêu", "thuộc", "chỉ tiêu cấp trên"), False,
               _lt("Name or code of a target of another plan, of which this is a share."), 40),
        DOMAIN,
        Column("unit", _lt("Responsible unit"),
               ("đơn vị thực hiện", "đơn vị chịu trách nhiệm", "cơ quan thực hiện", "đơn vị"), True,
               _lt("Name, other name or code."), 30),
        COOP,
        Column("uom", _lt("Unit of measure"), ("đơn vị tính",), False, _lt("Empty: %.")),
        Column("baseline", _lt("Baseline"), ("hiện trạng", "giá trị gốc", "mốc ban đầu"), False,
               _lt("Empty: not known.")),
        Column("direction", _lt("Direction"), ("chiều", "hướng"), False,
               _lt("tăng (reach at least) or giảm (come down to at most); empty: tăng.")),
        Column("target_value", _lt("Value to reach"), ("giá trị", "mức phấn đấu", "mục tiêu"),
               True),
        Column("due_on", _lt("Due on"), ("hạn", "thời hạn", "đến ngày"), False,
               _lt("Empty: the end of the plan.")),
        WEIGHT,
        Column("description", _lt("How it is measured"), ("cách tính", "phương pháp tính"), False,
               None, LONG),
        STATE,
    )  # fmt: skip
    compared = (
        "parent_id",
        "domain_id",
        "coop_unit_ids",
        "uom",
        "has_baseline",
        "baseline",
        "direction",
        "target_value",
        "weight",
        "description",
    )

    def _values(self, line):
        count = len(self.faults)
        unit = self.unit(line, "unit", self.day, self.within)
        coop = self.units_of(line, "coop")
        baseline = self.number(line, "baseline", False)
        value = self.number(line, "target_value")
        values = {
            "plan_id": self.plan.id,
            "name": line["name"],
            "parent_id": self._parent(line),
            "domain_id": self.choice(line, "domain", self.domains, None),
            "unit_id": unit and unit.record_id,
            "coop_unit_ids": [(6, 0, coop or [])],
            "uom": line["uom"] or "%",
            "has_baseline": bool(line["baseline"]),
            "baseline": float(baseline or 0),
            "direction": self.choice(line, "direction", DIRECTION_WORDS, "increase"),
            "target_value": float(value or 0),
            "due_on": self.date(line, "due_on", self.plan.date_end),
            "weight": self.weight(line),
            "description": line["description"] or False,
        }
        return None if len(self.faults) > count else values

    @cached_property
    def _others(self):
        """Targets of other plans that the user reads, by each text that names them."""
        found = defaultdict(set)
        others = self.env[self.model].search(
            [("plan_id", "!=", self.plan.id), ("state", "in", ("draft", "assigned"))]
        )
        for target in others:
            for text in {target.name, target.code} - {False}:
                found[vietnamese.fold(text)].add(target.id)
        return found

    def _parent(self, line):
        if not line["parent"]:
            return False
        found = self._others.get(vietnamese.fold(line["parent"]), ())
        if len(found) == 1:
            return next(iter(found))
        message = (
            self.env._("%s targets of other plans have this name: write the code.", len(found))
            if found
            else self.env._("No target of another plan has this name or code.")
        )
        self.fault(line, "parent", message)
        return False

    def _parent_text(self, target):
        """Name of the whole, which another database knows as well; its code where others share it.

        Empty where the user may not read the whole.
        """
        parent = target.parent_id.sudo()  # only what was found with the user's rights is told
        if not parent:
            return ""
        if parent.id not in self._others.get(vietnamese.fold(parent.code or ""), ()):
            return ""
        alike = self._others[vietnamese.fold(parent.name)]
        return parent.name if len(alike) == 1 else parent.code

    def _equal(self, record, key, values):
        if key == "parent_id" and not values[key]:
            return not record.parent_id.sudo() or not self._parent_text(record)
        return super()._equal(record, key, values)

    def _key(self, values, line=None):
        return vietnamese.sort_key(values["name"]), values["unit_id"], values["due_on"]

    def _key_of(self, target):
        return vietnamese.sort_key(target.name), target.unit_id.id, target.due_on

    def apply(self):
        """Create the targets that are not there."""
        self.create(self.model, [values for _line, values, record in self.planned if not record])

    def _going_out(self):
        return self.existing.filtered(lambda target: target.state != "cancelled").sorted("id")

    def _row(self, target):
        return {
            "key": target.code or "",
            "name": target.name,
            "parent": self._parent_text(target),
            "domain": target.domain_id.name,
            "unit": self.unit_text(target.unit_id),
            "coop": "; ".join(map(self.unit_text, target.coop_unit_ids)),
            "uom": target.uom or "",
            "baseline": number_text(target.baseline) if target.has_baseline else "",
            "direction": word_of(DIRECTION_WORDS, target.direction),
            "target_value": number_text(target.target_value),
            "due_on": day_text(target.due_on),
            "weight": number_text(target.weight),
            "description": target.description or "",
            "state": self._state_text(target),
        }


class MeasureImporter(PlanRows):
    """Values measured for the targets of a plan: one a target and day, never changed.

    Who enters a value for a target is asked by the target itself (``cchc.target.measure``).
    """

    model = "cchc.target.measure"
    columns = (
        Column("target", _lt("Target"), ("chỉ tiêu", "tên chỉ tiêu", "mã chỉ tiêu"), True,
               _lt("Name or code of a target of the plan."), LONG),
        Column("unit", _lt("Responsible unit"),
               ("đơn vị thực hiện", "đơn vị chịu trách nhiệm", "cơ quan thực hiện", "đơn vị"),
               False, _lt("Where several units have a target of this name."), 30),
        Column("measured_on", _lt("As of"), ("tính đến ngày", "đến ngày", "ngày"), True),
        Column("value", _lt("Measured value"), ("kết quả", "giá trị", "kết quả thực hiện"), True),
        Column("is_estimate", _lt("Estimate"), ("ước thực hiện", "ước"), False,
               _lt("có or không; empty: không.")),
        Column("note", _lt("Source or note"), ("ghi chú", "nguồn"), False, None, 40),
        Column("reason", _lt("Why it is corrected"), ("lý do", "lý do đính chính"), False,
               _lt("Where another value of the same day is there already."), 40),
    )  # fmt: skip

    @cached_property
    def targets(self):
        """Targets of the plan that take values."""
        return self.env["cchc.target"].search(
            [("plan_id", "=", self.plan.id), ("state", "=", "assigned")], order="id"
        )

    @cached_property
    def existing(self):
        """The value that counts for each target and day: the one entered last."""
        measures = self.env[self.model].search([("target_id", "in", self.targets.ids)], order="id")
        last = {(one.target_id, one.measured_on): one.id for one in measures}
        return measures.browse(last.values())

    def _prepare(self, lines):
        self.corrected = set()
        self._named = defaultdict(set)
        for target in self.targets:
            for text in {target.name, target.code} - {False}:
                self._named[vietnamese.fold(text)].add(target)

    def _values(self, line):
        count = len(self.faults)
        target = self._target(line)
        value = self.number(line, "value")
        day = self.date(line, "measured_on")
        if day and day > dates.today():
            self.fault(line, "measured_on", self.env._("This day has not come yet."))
        values = {
            "target_id": target and target.id,
            "measured_on": day,
            "value": float(value or 0),
            "is_estimate": self.choice(line, "is_estimate", YES_NO_WORDS, False),
            "note": line["note"] or False,
            "reason": line["reason"] or False,
        }
        return None if len(self.faults) > count else values

    def _target(self, line):
        found = self._named.get(vietnamese.fold(line["target"]), set())
        if line["unit"]:
            unit = self.unit(line, "unit", self.day, self.within)
            if not unit:
                return None
            found = {target for target in found if target.unit_id.id == unit.record_id}
        if len(found) == 1:
            return next(iter(found))
        message = (
            self.env._("%s targets of the plan have this name: name the unit.", len(found))
            if found
            else self.env._("No assigned target of the plan has this name or code.")
        )
        self.fault(line, "target", message)
        return None

    def _key(self, values, line=None):
        return values["target_id"], values["measured_on"]

    def _key_of(self, measure):
        return measure.target_id.id, measure.measured_on

    def _is_the_same(self, line, record, values):
        """Another value of the same day is a correction, and says why; an estimate gives way."""
        if self._equal(record, "value", values) and record.is_estimate == values["is_estimate"]:
            return True
        gives_way = record.is_estimate and not values["is_estimate"]
        if not gives_way and not values["reason"]:
            self.fault(
                line,
                "reason",
                self.env._(
                    "The value of this day is %s already: say why it is corrected.",
                    number_text(record.value),
                ),
            )
            return False
        self.corrected.add(line)
        self.new += 1
        return False

    def apply(self):
        """Enter the values that are not there."""
        self.create(
            self.model,
            [
                values
                for line, values, record in self.planned
                if not record or line in self.corrected
            ],
        )

    def _going_out(self):
        return self.existing.sorted(lambda one: (one.target_id.id, one.measured_on))

    def _row(self, measure):
        target = measure.target_id
        return {
            "target": target.name,
            "unit": self.unit_text(target.unit_id),
            "measured_on": dates.format_date(measure.measured_on),
            "value": number_text(measure.value),
            "is_estimate": word_of(YES_NO_WORDS, measure.is_estimate),
            "note": measure.note or "",
            "reason": measure.reason or "",
        }
