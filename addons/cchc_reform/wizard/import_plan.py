"""The rows of a plan: its tasks and its targets, in the shape in which they also go out."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, deadline, periods, vietnamese
from .import_base import SEPARATORS, Column, Importer, day_text, number_text, word_of

_lt = LazyTranslate(__name__)

LONG = 60
MAX_TASK = 2000
LARGEST_WEIGHT = 1000
WEIGHT_DECIMALS = 2
MOST_DUE_DAYS = 366

# Word in a cell (diacritics do not matter) -> value. The first word of each is the one written.
DEADLINE_WORDS = {
    "ngày": deadline.DATE,
    "date": deadline.DATE,
    "thường xuyên": deadline.STANDING,
    "standing": deadline.STANDING,
    "chờ": deadline.WAITING,
    "waiting": deadline.WAITING,
}
RECURRENCE_WORDS = {
    "hằng tháng": periods.MONTH,
    "hàng tháng": periods.MONTH,
    "month": periods.MONTH,
    "hằng quý": periods.QUARTER,
    "hàng quý": periods.QUARTER,
    "quarter": periods.QUARTER,
    "6 tháng": periods.HALF_YEAR,
    "half_year": periods.HALF_YEAR,
    "hằng năm": periods.YEAR,
    "hàng năm": periods.YEAR,
    "year": periods.YEAR,
}
PRIORITY_WORDS = {"thường": "0", "normal": "0", "khẩn": "1", "urgent": "1"}


def _plain(text):
    """A text of a task without its layout, as a cell holds it: one line."""
    return " ".join(html2plaintext(text, include_references=False).split()) if text else ""


class PlanRows(Importer):
    """What tasks and targets share: each row is a draft of the plan, or is there already.

    The rights are those of the user who imports: ``env`` is not sudo.

    :param plan: the plan that the rows are for; its units are those of its unit and below
    """

    longest = MAX_TASK
    model = ""
    source = ""  # name of the file
    # Fields that a row sets and that two rows of the same name are compared by.
    compared: tuple = ()

    def __init__(self, env, plan):
        super().__init__(env, self.day_of(plan))
        self.plan = plan
        self.within = [self.units.by_id[plan.unit_id.id]]
        self.domains = self._domains()
        self.planned = []

    @staticmethod
    def day_of(plan):
        """Day on which the units of the plan are looked up: today, or the nearest of its days."""
        return min(max(dates.today(), plan.date_start), plan.date_end)

    def _domains(self):
        domains = {}
        known = self.env["cchc.plan.domain"].search([])
        for code, _label in self.env["res.lang"].get_installed():
            for one in known.with_context(lang=code):
                domains.setdefault(one.name, one.id)
        for text in ("name", "code"):  # the reader's own language may be none of these
            for one in known:
                domains.setdefault(one[text], one.id)
        return domains

    def _check_lines(self, lines):
        self._prepare(lines)
        known, in_file = defaultdict(list), defaultdict(list)
        for record in self.existing.sorted("id"):
            known[self._key_of(record)].append(record)
        for line in lines:
            values = self._values(line)
            if values is None:
                continue
            key = self._key(values, line)
            twins = in_file[key]
            if twins and not self._may_be_alike(line, twins):
                message = self.env._("Row %s says the same.", twins[0].number)
                self.fault(line, "name", message)
                continue
            # Of rows that are alike, the second one means the second that is there.
            there = self._known(known, key)
            record = there[len(twins)] if len(twins) < len(there) else None
            twins.append(line)
            if record:
                self.known += self._is_the_same(line, record, values)
            else:
                self._check_is_new(line)
                self.new += 1
            self.planned.append((line, values, record))
        self._check_together()

    def _known(self, known, key):
        """Records that rows of ``key`` mean, in order; ``known`` holds them by their keys."""
        return known.get(key, ())

    def _may_be_alike(self, line, twins):
        """Whether a row that says the same as ``twins`` is another one, and no mistake."""
        return False

    def _check_is_new(self, line):
        """Find out whether a row that nothing matches is one that was edited, and no new one."""

    def _prepare(self, lines):
        """Look at all rows, before each is read."""

    def _check_together(self):
        """Find what is wrong with rows against each other."""

    @cached_property
    def existing(self):
        """What is in the plan before the import."""
        return self.env[self.model].search([("plan_id", "=", self.plan.id)])

    def _is_the_same(self, line, record, values):
        """Whether what is there is what the row says; otherwise a fault that says what differs."""
        differing = [
            key for key in self.compared if key in values and not self._equal(record, key, values)
        ]
        if not differing:
            return True
        labels = record.fields_get(differing, attributes=("string",))
        self.fault(
            line,
            "name",
            self.env._(
                "It is in the plan already, with another %(fields)s: change it there.",
                fields=", ".join(labels[key]["string"] for key in differing),
            ),
        )
        return False

    def _equal(self, record, key, values):
        field, value = record._fields[key], values[key]
        if field.type == "many2many":
            return set(record[key].ids) == set(value[0][2])
        if field.type == "html":
            return _plain(record[key]) == _plain(value)
        if field.type == "many2one":
            return (record[key].id or False) == (value or False)
        if field.type == "float":
            return Decimal(str(record[key])) == Decimal(str(value))
        return (record[key] or False) == (value or False)

    # -- cells ---------------------------------------------------------------------------------

    def units_of(self, line, key):
        """Ids of the units that a cell lists, or None (and a fault)."""
        texts = [text for text in map(str.strip, SEPARATORS.split(line[key])) if text]
        found = [self.unit(line, key, self.day, text=text) for text in texts]
        return None if None in found else [unit.record_id for unit in dict.fromkeys(found)]

    def weight(self, line):
        weight = self.number(line, "weight", Decimal(1))
        if weight is None:
            return None
        if not 0 < weight <= LARGEST_WEIGHT or weight != round(weight, WEIGHT_DECIMALS):
            message = self.env._("A weight is above 0, at most 1000, with at most two decimals.")
            self.fault(line, "weight", message)
            return None
        return float(weight)

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """The plan's rows in the shape that comes in: dictionaries of text by column."""
        return [self._row(record) for record in self._going_out()]

    def _state_text(self, record):
        return dict(record._fields["state"]._description_selection(self.env))[record.state]


# Columns that tasks and targets have alike.
DOMAIN = Column("domain", _lt("Reform domain"), ("lĩnh vực", "lĩnh vực cchc"), True,
                _lt("Name or code of a reform domain."))  # fmt: skip
COOP = Column("coop", _lt("Co-operating units"), ("cơ quan phối hợp", "phối hợp"), False,
              _lt("Separated by semicolons."), 30)  # fmt: skip
WEIGHT = Column("weight", _lt("Weight"), ("trọng số",), False, _lt("Empty: 1."))
STATE = Column("state", _lt("Status"), ("trạng thái", "tình trạng"), False,
               _lt("Written for the reader; it is not read."))  # fmt: skip


class TaskImporter(PlanRows):
    """Tasks of a plan, parts below the whole that they belong to."""

    model = "cchc.task"
    columns = (
        Column("key", _lt("Code"), ("mã", "mã nhiệm vụ", "code"), False,
               _lt("Any sign that tells rows apart, for the column “Part of”; the system gives "
                   "its own.")),
        Column("parent", _lt("Part of"), ("thuộc nhiệm vụ", "thuộc", "mã nhiệm vụ cấp trên"), False,
               _lt("Code of the row, or of the task of the plan, of which this is a part.")),
        Column("clause", _lt("Clause"), ("điều khoản", "khoản", "mục")),
        Column("name", _lt("Task"), ("nhiệm vụ", "nội dung nhiệm vụ", "nội dung"), True,
               None, LONG),
        DOMAIN,
        Column("lead", _lt("Lead unit"), ("cơ quan chủ trì", "chủ trì", "đơn vị chủ trì"), True,
               _lt("Name, other name or code; “Xã Tân Việt (Huyện Bình Giang)” where a name "
                   "alone is not enough."), 30),
        COOP,
        Column("verifier", _lt("Verifier"), ("cơ quan xác nhận", "cơ quan thẩm định"), False,
               _lt("Empty: the verifier of the plan."), 30),
        Column("output", _lt("Expected output"), ("sản phẩm", "kết quả", "sản phẩm đầu ra"),
               False, None, 40),
        Column("description", _lt("Description"), ("mô tả", "mô tả nhiệm vụ", "ghi chú"), False,
               None, LONG),
        Column("source", _lt("Source document"), ("văn bản", "văn bản giao", "văn bản nguồn"),
               False, _lt("Number or name of a document that is entered here."), 40),
        Column("date_start", _lt("Start"), ("bắt đầu", "ngày bắt đầu", "từ ngày")),
        Column("deadline_text", _lt("Deadline as written"),
               ("thời gian", "thời hạn", "thời gian hoàn thành", "thời hạn hoàn thành"), False,
               _lt("In the words of the document: “Trước ngày 01/4”, “Quý II”, “Thường xuyên”."),
               24),
        Column("deadline_kind", _lt("Kind of deadline"), ("loại thời hạn",), False,
               _lt("ngày, thường xuyên or chờ; empty where the words say it.")),
        Column("deadline", _lt("Day of the deadline"), ("hạn", "ngày hết hạn", "hạn cuối"), False,
               _lt("The last day on time; empty where the words say it.")),
        Column("waiting_for", _lt("Waiting for"), ("chờ việc gì", "chờ"), False, None, 24),
        Column("recurrence", _lt("Recurs"), ("lặp lại", "định kỳ"), False,
               _lt("hằng tháng, hằng quý, 6 tháng or hằng năm; for a standing task.")),
        Column("recurrence_due_days", _lt("Due days after the period"),
               ("số ngày sau kỳ",), False),
        WEIGHT,
        Column("priority", _lt("Priority"), ("mức độ", "ưu tiên"), False, _lt("thường or khẩn.")),
        STATE,
    )  # fmt: skip
    compared = (
        "domain_id",
        "coop_unit_ids",
        "verifier_unit_id",
        "output",
        "description",
        "source_document_id",
        "date_start",
        "deadline_text",
        "waiting_for",
        "recurrence",
        "recurrence_due_days",
        "weight",
        "priority",
    )

    # -- in ------------------------------------------------------------------------------------

    def _prepare(self, lines):
        self._by_code = {task.code.lower(): task for task in self.existing if task.code}
        self._keys = {}
        for line in lines:
            key = line["key"].lower()
            if key and key in self._keys:
                message = self.env._("Row %s has the same code.", self._keys[key].number)
                self.fault(line, "key", message)
            elif key:
                self._keys[key] = line
        self._documents = defaultdict(set)
        for one in self.env["cchc.legal.document"].search([]):
            for text in {one.display_name, one.number, one.summary} - {False}:
                self._documents[vietnamese.fold(text)].add(one.id)

    def _check_together(self):
        """Each part names a row or a task that is there, and no row is a part of itself."""
        above = {}
        for line, _values, _record in self.planned:
            parent = line["parent"].lower()
            if not parent:
                continue
            whole = self._keys.get(parent)
            if whole:
                above[line] = whole
            elif parent not in self._by_code:
                self.fault(
                    line, "parent", self.env._("No row and no task of the plan has this code.")
                )
        for line in above:
            seen, one = {line}, line
            while one := above.get(one):
                if one in seen:
                    self.fault(line, "parent", self.env._("A task cannot be a part of itself."))
                    break
                seen.add(one)

    def _values(self, line):
        count = len(self.faults)
        lead = self.unit(line, "lead", self.day, self.within)
        verifier = self.unit(line, "verifier", self.day) if line["verifier"] else None
        coop = self.units_of(line, "coop")
        recurrence = self.choice(line, "recurrence", RECURRENCE_WORDS, False)
        days = self.number(line, "recurrence_due_days", Decimal(0))
        values = {
            "plan_id": self.plan.id,
            "name": line["name"],
            "clause": line["clause"] or False,
            "domain_id": self.choice(line, "domain", self.domains, None),
            "lead_unit_id": lead and lead.record_id,
            "coop_unit_ids": [(6, 0, coop or [])],
            "output": line["output"] or False,
            "source_document_id": self._document(line),
            "date_start": self.date(line, "date_start", False),
            "deadline_text": line["deadline_text"] or False,
            "recurrence": recurrence,
            "recurrence_due_days": int(days or 0),
            "weight": self.weight(line),
            "priority": self.choice(line, "priority", PRIORITY_WORDS, "0"),
            **self._deadline(line),
        }
        if line["description"]:
            values["description"] = Markup("<p>%s</p>") % line["description"]
        if verifier:
            values["verifier_unit_id"] = verifier.record_id
        if days is not None and days != int(days):
            self.fault(line, "recurrence_due_days", self.env._("This is no whole number."))
        elif days is not None and abs(days) > MOST_DUE_DAYS:
            message = self.env._("At most %s days before or after the period.", MOST_DUE_DAYS)
            self.fault(line, "recurrence_due_days", message)
        if recurrence and values.get("deadline_kind") != "standing":
            self.fault(line, "recurrence", self.env._("Only a standing task recurs."))
        start, end = values["date_start"], values.get("deadline")
        if start and end and end < start:
            self.fault(line, "deadline", self.env._("The deadline lies before the start."))
        return None if len(self.faults) > count else values

    def _deadline(self, line):
        """What the words say, unless kind and day are written beside them."""
        kind = self.choice(line, "deadline_kind", DEADLINE_WORDS, False)
        day = self.date(line, "deadline", False)
        waiting_for = line["waiting_for"] or False
        text = line["deadline_text"]
        read = text and self.plan._read_deadline(text)
        if not kind and day:
            kind = "date"
        elif not kind and read:
            kind, day, waiting_for = read.kind, read.day, waiting_for or read.waiting_for
        if not kind:
            message = (
                self.env._("The words are not understood: write the deadline beside them.")
                if text
                else self.env._("Say when it is due.")
            )
            self.fault(line, "deadline_text", message)
        elif kind == "date" and not day and not line["deadline"]:
            self.fault(line, "deadline", self.env._("Give the day on which it is due."))
        return {
            "deadline_kind": kind,
            "deadline": day if kind == "date" else False,
            "waiting_for": waiting_for or False,
        }

    def _document(self, line):
        if not line["source"]:
            return False
        found = self._documents.get(vietnamese.fold(line["source"]), ())
        if len(found) == 1:
            return next(iter(found))
        self.fault(
            line,
            "source",
            self.env._("%s documents have this number or name.", len(found))
            if found
            else self.env._("No document has this number or name: enter it first."),
        )
        return False

    def _key(self, values, line=None):
        """What tells a row from others. A whole and the part of who coordinates it are two.

        :param line: None where no row is a part of another
        """
        return (
            bool(line and line["parent"]),
            (values["clause"] or "").lower(),
            vietnamese.sort_key(values["name"]),
            values["lead_unit_id"],
            values["deadline_kind"],
            values["deadline"] or False,
        )

    def _key_of(self, task):
        # Read past the rules, as the whole may be another's: only whether it is of the same plan.
        return (
            task.parent_id.sudo().plan_id == task.plan_id,
            (task.clause or "").lower(),
            vietnamese.sort_key(task.name),
            task.lead_unit_id.id,
            task.deadline_kind,
            task.deadline or False,
        )

    def _known(self, known, key):
        is_part, *others = key
        # A list that does not say what is a part of what may mean either.
        return known.get(key) or (() if is_part else known.get((True, *others), ()))

    def _may_be_alike(self, line, twins):
        """Rows with codes of their own are tasks of their own: some plans have two alike."""
        return bool(line["key"]) and all(twin["key"] for twin in twins)

    def _check_is_new(self, line):
        if line["key"].lower() in self._by_code:
            self.fault(
                line,
                "key",
                self.env._(
                    "The plan has this task with another name, lead unit, clause or deadline: change "
                    "it there, or leave the code empty for a new one."
                ),
            )

    def apply(self):
        """Create the tasks that are not there, wholes before their parts.

        :return: dict of line -> task, for those that were there as well
        """
        done = 0
        tasks = {line: record for line, _values, record in self.planned if record}
        pending = [(line, values) for line, values, record in self.planned if not record]
        while pending:
            ready, waiting = [], []
            for line, values in pending:
                whole = self._keys.get(line["parent"].lower()) if line["parent"] else None
                (waiting if whole and whole not in tasks else ready).append((line, values, whole))
            for line, values, whole in ready:
                if line["parent"]:
                    parent = tasks[whole] if whole else self._by_code[line["parent"].lower()]
                    values["parent_id"] = parent.id
            created = self.create(
                "cchc.task", [values for _line, values, _whole in ready], self.new, done
            )
            done += len(created)
            tasks.update(zip((line for line, _v, _w in ready), created, strict=True))
            pending = [(line, values) for line, values, _whole in waiting]
        return tasks

    # -- out -----------------------------------------------------------------------------------

    def _going_out(self):
        """Tasks of the plan, each whole before its parts.

        Left out are what was cancelled or exempted, and occurrences, which a job makes.
        """
        tasks = self.existing.filtered(
            lambda task: task.state not in ("cancelled", "exempt") and not task.period_from
        )
        return tasks.sorted(lambda task: [int(one) for one in task.parent_path.split("/") if one])

    def _row(self, task):
        parent = task.parent_id.sudo()
        return {
            "key": task.code or "",
            "parent": parent.code if parent.plan_id == task.plan_id else "",
            "clause": task.clause or "",
            "name": task.name,
            "domain": task.domain_id.name,
            "lead": self.unit_text(task.lead_unit_id),
            "coop": "; ".join(map(self.unit_text, task.coop_unit_ids)),
            "verifier": self.unit_text(task.verifier_unit_id) if task.verifier_unit_id else "",
            "output": task.output or "",
            "description": _plain(task.description),
            "source": task.source_document_id.display_name or "",
            "date_start": day_text(task.date_start),
            "deadline_text": task.deadline_text or "",
            "deadline_kind": word_of(DEADLINE_WORDS, task.deadline_kind),
            "deadline": day_text(task.deadline),
            "waiting_for": task.waiting_for or "",
            "recurrence": word_of(RECURRENCE_WORDS, task.recurrence) if task.recurrence else "",
            "recurrence_due_days": str(task.recurrence_due_days) if task.recurrence else "",
            "weight": number_text(task.weight),
            "priority": word_of(PRIORITY_WORDS, task.priority or "0"),
            "state": self._state_text(task),
        }
