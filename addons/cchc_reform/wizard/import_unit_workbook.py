"""The rows of a unit's workbook: what the unit says of its tasks and targets in a plan."""

from functools import cached_property

from odoo.tools.translate import LazyTranslate

from ..kernel import dates, vietnamese
from ..models.task_fact import END_OF_TIME
from ..models.task_take_in import Claim
from .import_base import HEADING_ROWS, Column, Importer, number_text
from .import_plan import MAX_TASK

_lt = LazyTranslate(__name__)

# Narrower than in a plan: some units print it.
LONG = 40

NOT_BEGUN, UNDER_WAY, DONE = "not_begun", "under_way", "done"
# Word in a cell (diacritics do not matter) -> value. The first word of each is the one offered.
STATE_WORDS = {
    "chưa làm": NOT_BEGUN,
    "chưa thực hiện": NOT_BEGUN,
    "đang thực hiện": UNDER_WAY,
    "đang làm": UNDER_WAY,
    "đã hoàn thành": DONE,
    "hoàn thành": DONE,
    "đã làm xong": DONE,
}
ESTIMATE_WORDS = {"có": True, "ước": True, "không": False}
# States of a task in which its unit works on it.
WORKING_STATES = ("assigned", "in_progress")
# What tells a workbook from others: label above the headings.
IDENTITY = {
    "unit": _lt("Unit"),
    "unit_code": _lt("Code of the unit"),
    "plan": _lt("Plan"),
    "year": _lt("Year"),
    "table": _lt("Table"),
}


def identity(env, rows):
    """What a sheet says above its headings: its unit, plan and table.

    :param env: in the language of the workbook
    :rtype: dict[str, str]
    """
    labels = {vietnamese.fold(env._(label)): key for key, label in IDENTITY.items()}
    found = {}
    for _number, texts in rows[:HEADING_ROWS]:
        label, *others = texts
        key = labels.get(vietnamese.fold(label).rstrip(" :"))
        if key:
            found.setdefault(key, next(filter(None, others), ""))
    return found


class UnitRows(Importer):
    """What tasks and targets share: a row names a record by its code and says how it stands.

    A row in which nothing is filled in says nothing. The rights are those of the user who takes
    the workbook in; that he holds a role above the unit is checked by the dialog and by each step.
    """

    longest = MAX_TASK
    model = ""
    unit_field = ""
    open_domain: tuple = ()
    filled: dict = {}

    def __init__(self, env, plan, unit):
        super().__init__(env, dates.today())
        self.plan = plan
        self.unit_of_rows = unit
        self.planned = []

    @cached_property
    def records(self):
        """What the unit was given in the plan, by code."""
        records = self.env[self.model].search(
            [
                ("plan_id", "=", self.plan.id),
                (self.unit_field, "=", self.unit_of_rows.id),
                ("state", "!=", "draft"),
            ]
        )
        return {record.code.lower(): record for record in records}

    def _check_lines(self, lines):
        seen = {}
        for line in lines:
            if not any(line[key] for key in self.filled):
                continue
            record = self.records.get(line["key"].lower())
            if not record:
                message = self.env._("%s has nothing of this code here.", self.unit_of_rows.name)
                self.fault(line, "key", message)
            elif record in seen:
                message = self.env._("Row %s has the same code.", seen[record].number)
                self.fault(line, "key", message)
            elif line["name"] and vietnamese.fold(line["name"]) != vietnamese.fold(record.name):
                message = self.env._(
                    "The code of this row belongs to “%s”: the rows have been shifted.", record.name
                )
                self.fault(line, "name", message)
            else:
                seen[record] = line
                self._plan(line, record)
        self._check_against_what_is_recorded()

    def _check_against_what_is_recorded(self):
        """Find what only the dated facts of all planned rows can tell."""

    def _plan(self, line, record):
        """Count the row as known, plan what it changes, or add its faults."""
        raise NotImplementedError

    def _day(self, line, key):
        """Day of a cell that must be filled in and have come; None (and a fault) otherwise."""
        if not line[key]:
            self.fault(line, key, self.env._("Give the day."))
            return None
        day = self.date(line, key)
        if day and day > self.day:
            self.fault(line, key, self.env._("This day has not come yet."))
            return None
        return day

    @classmethod
    def to_fill_in(cls, plan, units):
        """Rows to fill in, by unit: what is open, in the order of the plan.

        :rtype: dict[hr.department, list[dict]]
        """
        records = plan.env[cls.model].search(
            [("plan_id", "=", plan.id), (cls.unit_field, "in", units.ids), *cls.open_domain]
        )
        return {
            unit: [cls._row(record) for record in of_unit]
            for unit, of_unit in records.grouped(cls.unit_field).items()
        }


class UnitTasks(UnitRows):
    """The tasks that a unit leads in a plan."""

    model = "cchc.task"
    unit_field = "lead_unit_id"
    open_domain = (("state", "in", WORKING_STATES), ("is_leaf", "=", True))
    columns = (
        Column("key", _lt("Code"), ("mã", "mã nhiệm vụ"), True, _lt("Leave it as it is.")),
        Column("clause", _lt("Clause"), ("điều khoản",)),
        Column("name", _lt("Task"), ("nhiệm vụ",), False, None, LONG),
        Column("output", _lt("Expected output"), ("sản phẩm",), False, None, 30),
        Column("deadline", _lt("Deadline"), ("hạn", "thời hạn"), False,
               _lt("The last day on time.")),
        Column("now", _lt("Status now"), ("tình trạng hiện nay",), False,
               _lt("As the system knew it when the workbook was made; it is not read.")),
        Column("state", _lt("State of the work"), ("tình hình thực hiện", "trạng thái thực hiện"),
               False, _lt("chưa làm, đang thực hiện or đã hoàn thành. Empty: the row says nothing."),
               18),
        Column("done_on", _lt("Done on"), ("ngày hoàn thành", "hoàn thành ngày"), False,
               _lt("Day on which the work was done and reported, like 31/12/2026. It decides "
                   "whether the task is on time.")),
        Column("explanation", _lt("What was done"), ("việc đã làm", "kết quả thực hiện"), False,
               _lt("Needed for finished work, unless a document proves it."), LONG),
        Column("ev_number", _lt("Number of the document"),
               ("số văn bản", "số, ký hiệu văn bản"), False,
               _lt("Document that proves the work, for instance 12/BC-UBND."), 18),
        Column("ev_date", _lt("Date of the document"), ("ngày văn bản",)),
        Column("ev_issuer", _lt("Issued by"), ("cơ quan ban hành",), False, None, 20),
        Column("ev_name", _lt("Name of the document"), ("tên văn bản", "trích yếu"), False, None,
               30),
        Column("note", _lt("Difficulties, notes"), ("khó khăn, ghi chú", "khó khăn, vướng mắc",
               "ghi chú"), False, None, LONG),
    )  # fmt: skip
    filled = {
        "state": ("chưa làm", "đang thực hiện", "đã hoàn thành"),
        **dict.fromkeys(
            ("done_on", "explanation", "ev_number", "ev_date", "ev_issuer", "ev_name", "note"), ()
        ),
    }

    def _plan(self, line, task):
        said = self.choice(line, "state", STATE_WORDS, None)
        if not line["state"]:
            self.fault(line, "state", self.env._("Say how far the work is."))
        elif said and task.state in ("cancelled", "exempt"):
            self._fault_state(line, task)
        elif said and not task.is_leaf:
            self.fault(line, "state", self.env._("The task has parts and stands as they stand."))
        elif said == DONE:
            self._plan_done(line, task)
        elif said:
            self._plan_open(line, task, said)

    def _fault_state(self, line, task):
        message = self.env._("The task is “%s” here: this is not taken in.", task._state_label())
        self.fault(line, "state", message)

    def _plan_open(self, line, task, said):
        """Work that is not done: nothing to prove, and no day that counts."""
        for key in ("done_on", "explanation", "ev_number", "ev_date", "ev_issuer", "ev_name"):
            if line[key]:
                self.fault(
                    line,
                    key,
                    self.env._(
                        "This is filled in for finished work only; what is going on belongs to "
                        "the notes."
                    ),
                )
                return
        begun = task.state in ("in_progress", "for_approval")
        if not (begun or task.state == "assigned") or (said == NOT_BEGUN and begun):
            self._fault_state(line, task)
        elif (begun or said == NOT_BEGUN) and line["note"] == (task.unit_note or ""):
            self.known += 1
        else:
            self._add(line, task, Claim(None, said == UNDER_WAY, "", None, line["note"]))

    def _plan_done(self, line, task):
        count = len(self.faults)
        day = self._day(line, "done_on")
        evidence = self._evidence(line)
        if not line["explanation"] and not evidence and len(self.faults) == count:
            message = self.env._("Write what was done, or name the document that proves it.")
            self.fault(line, "explanation", message)
        if len(self.faults) > count:
            return
        if task.state in ("reported", "verified"):
            if task.reported_on == day and line["explanation"] in ("", task.explanation or ""):
                self.known += 1
                return
            message = self.env._(
                "The task was reported on %(date)s and is “%(state)s”: another report is not "
                "taken in.",
                date=dates.format_date(task.reported_on),
                state=task._state_label(),
            )
            self.fault(line, "state", message)
        elif task.state == "for_approval":
            self._fault_state(line, task)
        elif day < task.assigned_on:
            message = self.env._(
                "The task was assigned on %s: it cannot have been done before.",
                dates.format_date(task.assigned_on),
            )
            self.fault(line, "done_on", message)
        elif task.return_count and line["explanation"] == (task.explanation or ""):
            message = self.env._("The report was returned: say what was done since.")
            self.fault(line, "explanation", message)
        else:
            self._add(line, task, Claim(day, True, line["explanation"], evidence, line["note"]))

    def _add(self, line, task, claim):
        self.new += 1
        self.planned.append((line, task, claim))

    def _evidence(self, line):
        """Values of the document that a row names; None where it names none or is faulty."""
        if not any(line[key] for key in ("ev_number", "ev_date", "ev_issuer", "ev_name")):
            return None
        day = self._day(line, "ev_date") if line["ev_date"] else False
        if not line["ev_number"] and not line["ev_name"]:
            self.fault(line, "ev_number", self.env._("Give the number or the name."))
        return {
            "name": line["ev_name"] or line["ev_number"],
            "number": line["ev_number"] or False,
            "date": day,
            "issuer": line["ev_issuer"] or False,
        }

    def _check_against_what_is_recorded(self):
        """No day is entered before what is recorded already: a return, a later deadline..."""
        tasks = {task.id: (line, claim) for line, task, claim in self.planned}
        # Days of what the user reads on the task itself.
        facts = (
            self.env["cchc.task.fact"]
            .sudo()
            .search([("task_id", "in", list(tasks)), ("date_to", "=", END_OF_TIME)])
        )
        for fact in facts:
            line, claim = tasks[fact.task_id.id]
            if claim.done_on and claim.done_on < fact.date_from:
                message = self.env._(
                    "The task changed on %s: an earlier day is not entered after it.",
                    dates.format_date(fact.date_from),
                )
                self.fault(line, "done_on", message)

    def apply(self, brought_by, reason):
        """Move the tasks by their steps."""
        claims = {task.id: claim for _line, task, claim in self.planned}
        self.env["cchc.task"].browse(claims)._take_in(claims, brought_by, reason)

    @staticmethod
    def _row(task):
        deadline = dates.format_date(task.due_on) if task.due_on else task.waiting_for or ""
        return {
            "key": task.code,
            "clause": task.clause or "",
            "name": task.name,
            "output": task.output or "",
            "deadline": deadline,
            "now": task._state_label(),
        }


class UnitTargets(UnitRows):
    """The targets for which a unit answers in a plan."""

    model = "cchc.target"
    unit_field = "unit_id"
    open_domain = (("state", "=", "assigned"),)
    columns = (
        Column("key", _lt("Code"), ("mã", "mã chỉ tiêu"), True, _lt("Leave it as it is.")),
        Column("name", _lt("Target"), ("chỉ tiêu",), False, None, LONG),
        Column("uom", _lt("Unit of measure"), ("đơn vị tính",)),
        Column("target_value", _lt("Value to reach"), ("giá trị cần đạt",)),
        Column("due_on", _lt("Due on"), ("hạn hoàn thành",)),
        Column("now", _lt("Last value"), ("giá trị gần nhất",), False,
               _lt("As the system knew it when the workbook was made; it is not read."), 24),
        Column("value", _lt("Measured value"), ("số liệu thực hiện", "giá trị"), False,
               _lt("A number like 1500 or 12,5. Empty: the row says nothing.")),
        Column("measured_on", _lt("As of"), ("tính đến ngày",), False,
               _lt("Day of the value, like 31/12/2026.")),
        Column("estimate", _lt("Estimate"), ("ước thực hiện", "ước"), False,
               _lt("có or không; empty: không.")),
        Column("note", _lt("Source or note"), ("nguồn hoặc ghi chú", "ghi chú"), False,
               _lt("Where a value of the same day is corrected: why."), LONG),
    )  # fmt: skip
    filled = {"value": (), "measured_on": (), "estimate": ("có", "không"), "note": ()}

    def _plan(self, line, target):
        count = len(self.faults)
        if not line["value"]:
            self.fault(line, "value", self.env._("Give the measured value."))
        value = self.number(line, "value")
        day = self._day(line, "measured_on")
        estimate = self.choice(line, "estimate", ESTIMATE_WORDS, False)
        if target.state != "assigned":
            message = self.env._(
                "The target is “%s” here: no value is taken in.", target._state_label()
            )
            self.fault(line, "key", message)
        if len(self.faults) > count:
            return
        said = (float(value), estimate)
        entered = [
            (measure.value, measure.is_estimate)
            for measure in target.measure_ids.sorted("id")
            if measure.measured_on == day
        ]
        if entered and entered[-1] == said:
            self.known += 1
            return
        if said in entered:
            message = self.env._("This value was entered for this day before, and replaced.")
            self.fault(line, "value", message)
            return
        replaced = entered and not (entered[-1][1] and not estimate)
        if replaced and not line["note"]:
            message = self.env._("There is another value of this day: write why it is corrected.")
            self.fault(line, "note", message)
            return
        self.new += 1
        self.planned.append(
            {
                "target_id": target.id,
                "value": float(value),
                "measured_on": day,
                "is_estimate": estimate,
                "note": line["note"] or False,
                "reason": line["note"] if replaced else False,
            }
        )

    def apply(self, brought_by, reason):
        """Enter the values."""
        self.env["cchc.target.measure"]._take_in(self.planned, reason)

    @staticmethod
    def _row(target):
        now = (
            f"{number_text(target.latest_value)} ({dates.format_date(target.latest_on)})"
            if target.has_measure
            else ""
        )
        return {
            "key": target.code,
            "name": target.name,
            "uom": target.uom,
            "target_value": number_text(target.target_value),
            "due_on": dates.format_date(target.due_on) if target.due_on else "",
            "now": now,
        }
