"""Workbooks of streamlining: a row a person of the list, a row a unit of a programme, a row a kind
of body of a scheme."""

from collections import defaultdict
from functools import cached_property

from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import staffing, vietnamese
from ..models.staff_streamlining import LARGEST_COST
from ..models.staff_streamlining_workflow import OPEN_STATES
from .import_base import Column, Importer, day_text, word_of

_lt = LazyTranslate(__name__)

KIND_WORDS = {
    "cán bộ, công chức": staffing.CIVIL_SERVANT,
    "công chức": staffing.CIVIL_SERVANT,
    "cán bộ": staffing.CIVIL_SERVANT,
    "civil servants": staffing.CIVIL_SERVANT,
    "viên chức hưởng lương ngân sách": staffing.PUBLIC_STATE,
    "viên chức": staffing.PUBLIC_STATE,
    "public employees": staffing.PUBLIC_STATE,
    "viên chức hưởng lương từ nguồn thu": staffing.PUBLIC_REVENUE,
    "public employees paid from own revenue": staffing.PUBLIC_REVENUE,
    "hợp đồng lao động": staffing.CONTRACT,
    "hợp đồng": staffing.CONTRACT,
    "contract workers": staffing.CONTRACT,
}
SOURCE_WORDS = {
    "ngân sách nhà nước": "state_budget",
    "ngân sách": "state_budget",
    "state budget": "state_budget",
    "nguồn thu của đơn vị": "own_revenue",
    "nguồn thu": "own_revenue",
    "own revenue": "own_revenue",
    "nguồn khác": "other",
    "khác": "other",
    "other": "other",
}
UNIT = Column(
    "unit",
    _lt("Unit"),
    ("đơn vị", "cơ quan", "cơ quan, đơn vị", "đơn vị công tác"),
    True,
    _lt("Name, other name or code."),
    30,
)


class WholeNumbers:
    """Cells that hold whole numbers."""

    def whole(self, line, key, least=0, most=1_000_000, default=None):
        """Whole number of a cell; ``default`` if it is empty, None (and a fault) if it is none."""
        text = line[key].replace(" ", "")
        if not text:
            return default
        sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.removeprefix("+"))
        groups = digits.split(".")
        if len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:]):
            digits = "".join(groups)  # a sum of money as officials write it: 120.000.000
        if digits.isascii() and digits.isdigit() and len(digits) <= 15:
            number = sign * int(digits)
            if least <= number <= most:
                return number
        self.fault(
            line,
            key,
            self.env._(
                "This is no whole number from %(least)s to %(most)s.",
                least=f"{least:,}".replace(",", "."),
                most=f"{most:,}".replace(",", "."),
            ),
        )
        return None


class CaseImporter(WholeNumbers, Importer):
    """People on the lists of units, each a draft: the forms of HR officers, a row a person.

    Who is meant is found by the name among the posts of the unit, and of those below it, on the
    leaving date; where two have the name, by the login. A row that is there already is left.
    """

    columns = (
        Column("number", _lt("No."), ("stt", "tt"), False, _lt("It is not read."), 0),
        Column("name", _lt("Full name"), ("họ và tên", "họ tên"), True, None, 28),
        UNIT,
        Column("title", _lt("Post title"), ("chức danh", "chức vụ", "chức vụ, chức danh"), False,
               _lt("Empty: that of the post."), 24),
        Column("kind", _lt("Kind of staff"), ("loại", "loại biên chế"), False,
               _lt("Empty: that of the post."), 24),
        Column("category", _lt("Category"), ("đối tượng", "đối tượng tinh giản"), True,
               _lt("Name or code of the catalogue."), 36),
        Column("policy", _lt("Policy"), ("chính sách", "chính sách được hưởng"), True,
               _lt("Name or code of the catalogue."), 30),
        Column("basis", _lt("Legal basis"), ("căn cứ", "căn cứ pháp lý"), True,
               _lt("Name of the catalogue; it must hold on the leaving date."), 24),
        Column("leaving_on", _lt("Leaving date"), ("ngày nghỉ", "thời điểm nghỉ",
                                                   "thời điểm tinh giản"), True),
        Column("cost", _lt("Cost (VND)"), ("kinh phí", "số tiền"), False, _lt("Whole VND.")),
        Column("source", _lt("Source of money"), ("nguồn kinh phí", "nguồn"), False,
               _lt("State budget, own revenue or other; empty: state budget."), 24),
        Column("list_number", _lt("List or period"), ("đợt", "danh sách đợt"), False, None),
        Column("login", _lt("Login"), ("đăng nhập", "tên đăng nhập", "tài khoản"), False,
               _lt("Only where two people of the unit have the same name.")),
    )  # fmt: skip

    def __init__(self, env, day, domain=()):
        super().__init__(env, day)
        self.domain = list(domain)
        self.planned = []

    @cached_property
    def catalogues(self):
        """Dict of column -> words of a cell -> record of its catalogue."""
        found = {}
        for key in ("category", "policy", "basis"):
            terms = self.env[f"cchc.staff.streamlining.{key}"].search([], limit=500)
            words = {term.name: term for term in terms}
            if key != "basis":
                words |= {term.code: term for term in terms}
            found[key] = words
        return found

    @cached_property
    def within(self):
        """Units whose cases the user keeps; None where the system imports."""
        if self.env.su:
            return None
        grants = self.env["cchc.unit.role"]._scope(("hr",))
        return [self.units.by_id[g.unit_id] for g in grants if g.unit_id in self.units.by_id]

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        people = self._people(rows)
        posts = {person for found in people.values() for person in found}
        known = self._known(posts)
        seen = {}
        for line, unit, values in rows:
            person = self._person(line, people.get(line, ()))
            if not person:
                continue
            case = self._same(known[person], unit, values)
            if case:
                self.known += 1
                continue
            if any(one.state in OPEN_STATES for one in known[person]):
                self.fault(
                    line, "name", self.env._("This person already has an open streamlining case.")
                )
                continue
            if person in seen:
                message = self.env._("Row %s is about the same person.", seen[person].number)
                self.fault(line, "name", message)
                continue
            seen[person] = line
            self.new += 1
            self.planned.append({**values, "employee_id": person.id, "unit_id": unit.record_id})

    def _row(self, line):
        """The line, its unit and values; None where a cell is faulty."""
        count = len(self.faults)
        day = self.date(line, "leaving_on")
        unit = day and self.unit(line, "unit", day, self.within)
        terms = {key: self.choice(line, key, words, None) for key, words in self.catalogues.items()}
        if terms["basis"] and day and (fault := terms["basis"]._fault_on(day)):
            self.fault(line, "basis", fault)
        values = {
            "category_id": terms["category"] and terms["category"].id,
            "policy_id": terms["policy"] and terms["policy"].id,
            "basis_id": terms["basis"] and terms["basis"].id,
            "leaving_on": day,
            "cost": self.whole(line, "cost", most=LARGEST_COST, default=0),
            "cost_source": self.choice(line, "source", SOURCE_WORDS, "state_budget"),
            "list_number": line["list_number"] or False,
        }
        kind = self.choice(line, "kind", KIND_WORDS, False)
        values |= {"kind": kind} if kind else {}
        values |= {"title": line["title"]} if line["title"] else {}
        return None if len(self.faults) > count else (line, unit, values)

    def _people(self, rows):
        """Dict of line -> people of that name who hold a post in the unit on the leaving date."""
        units = {unit.record_id for _line, unit, _values in rows}
        if not units:
            return {}
        posts = self.env["cchc.staff.appointment"].search(
            Domain("unit_id", "child_of", list(units))
        )
        by_name = defaultdict(list)
        for post in posts:
            by_name[vietnamese.sort_key(post.employee_id.name)].append(post)
        people = {}
        for line, unit, values in rows:
            day = values["leaving_on"]
            people[line] = {
                post.employee_id
                for post in by_name[vietnamese.sort_key(line["name"])]
                if self.units.by_id[post.unit_id.id].is_within([unit])
                and post.date_from <= day
                and (not post.date_to or post.date_to >= day)
            }
        return people

    def _person(self, line, people):
        login = line["login"].lower()
        if login:
            people = [one for one in people if (one.sudo().user_id.login or "").lower() == login]
        if len(people) == 1:
            return next(iter(people))
        message = (
            self.env._("Several people of the unit have this name: give the login.")
            if people
            else self.env._("Nobody of this name holds a post in the unit on the leaving date.")
        )
        self.fault(line, "name", message)
        return None

    def _known(self, people):
        """Dict of person -> cases that the user may read."""
        cases = self.env["cchc.staff.streamlining"].search(
            [("employee_id", "in", [person.id for person in people])]
        )
        known = defaultdict(list)
        for case in cases:
            known[case.employee_id].append(case)
        return known

    def _same(self, cases, unit, values):
        for case in cases:
            if (
                case.unit_id.id == unit.record_id
                and case.leaving_on == values["leaving_on"]
                and case.policy_id.id == values["policy_id"]
                and case.category_id.id == values["category_id"]
                and case.basis_id.id == values["basis_id"]
                and case.cost == values["cost"]
            ):
                return case
        return None

    def apply(self):
        return self.create("cchc.staff.streamlining", self.planned)

    def rows(self):
        """The cases that the user may read, in the shape in which they come in."""
        cases = self.env["cchc.staff.streamlining"].search(self.domain, order="unit_id, id")
        return [
            {
                "number": str(number),
                "name": case.employee_id.name,
                "unit": self.unit_text(case.unit_id, case.leaving_on or self.day),
                "title": case.title or "",
                "kind": word_of(KIND_WORDS, case.kind),
                "category": case.category_id.name or "",
                "policy": case.policy_id.name or "",
                "basis": case.basis_id.name or "",
                "leaving_on": day_text(case.leaving_on),
                "cost": str(int(case.cost)),
                "source": word_of(SOURCE_WORDS, case.cost_source),
                "list_number": case.list_number or "",
                "login": "",
            }
            for number, case in enumerate(cases, 1)
        ]


class YearsImporter(WholeNumbers, Importer):
    """Lines of a document with a number for each year of its period, in columns by year."""

    model = ""

    def __init__(self, env, document):
        super().__init__(env, document.baseline_on)
        self.document = document
        self.columns = (*self.columns, *self._year_columns())
        self.planned = []

    def _year_columns(self):
        for year in self.document._years():
            label = self._year_label(year)
            names = (str(year), f"năm {year}", f"giảm {year}", f"giảm năm {year}", f"đến {year}")
            yield Column(f"year_{year}", label, (*names, f"số giảm năm {year}"))

    def _schedule(self, line):
        """Dict of year -> number of the cells that are filled in."""
        cells = {year: self.whole(line, f"year_{year}") for year in self.document._years()}
        return {year: number for year, number in cells.items() if number is not None}

    def _check_lines(self, lines):
        seen = {}
        there = {self._key(record): record for record in self.document.line_ids}
        for line in lines:
            count = len(self.faults)
            values = self._values(line)
            schedule = self._schedule(line)
            if len(self.faults) > count:
                continue
            key = self._key_of(values)
            if key in seen:
                message = self.env._("Row %s says the same.", seen[key].number)
                self.fault(line, self.columns[0].key, message)
                continue
            seen[key] = line
            record = there.get(key)
            if record and self._is_the_same(record, values, schedule):
                self.known += 1
            elif record:
                self.fault(
                    line,
                    self.columns[0].key,
                    self.env._("This line is there already with other numbers: correct it there."),
                )
            else:
                self.new += 1
                self.planned.append({**values, "year_ids": [
                    (0, 0, {"year": year, "number": number}) for year, number in schedule.items()
                ]})  # fmt: skip

    def _is_the_same(self, record, values, schedule):
        if schedule != {year.year: year.number for year in record.year_ids}:
            return False
        for name, value in values.items():
            kept = record[name]
            kept = kept.id if record._fields[name].relational else kept
            if (kept or False) != (value or False):
                return False
        return True

    def _baseline(self, line):
        """Values of the baseline: an empty cell is not known, and not zero."""
        number = self.whole(line, "baseline")
        return {"has_baseline": bool(line["baseline"]), "baseline": number or 0}

    def _baseline_text(self, record):
        return str(record.baseline) if record.has_baseline else ""

    def _years_text(self, record):
        return {f"year_{year.year}": str(year.number) for year in record.year_ids}

    def apply(self):
        return self.create(self.model, self.planned)


class ProgrammeImporter(YearsImporter):
    """Lines of a programme: a row a unit and kind of staff, with the cut of each year."""

    model = "cchc.staff.streamlining.line"
    columns = (
        UNIT,
        Column("kind", _lt("Kind of staff"), ("loại", "loại biên chế"), False,
               _lt("Empty: cadres and civil servants."), 30),
        Column("baseline", _lt("Baseline"), ("biên chế giao", "số giao", "biên chế gốc",
                                             "số biên chế giao"), False,
               _lt("Assigned number of the baseline day; empty: not known.")),
        Column("percent", _lt("At least (%)"), ("tỷ lệ", "tỷ lệ (%)", "tỷ lệ tinh giản"), False,
               _lt("Empty: by the target of the law.")),
        Column("carry_over", _lt("Carry-over"), ("chuyển tiếp", "chuyển kỳ trước"), False,
               _lt("Shortfall of the period before; with a minus what is credited.")),
    )  # fmt: skip

    def _year_label(self, year):
        return self.env._("Cut in %s", year)

    @cached_property
    def targets(self):
        """Dict of kind of staff -> target of the law for the period."""
        Target = self.env["cchc.staff.streamlining.target"]
        programme = self.document
        return {
            kind: Target._of(kind, programme.year_from, programme.year_to)
            for kind in staffing.KINDS
        }

    def _values(self, line):
        owner = self.units.by_id.get(self.document.unit_id.id)
        unit = self.unit(line, "unit", self.day, [owner])
        kind = self.choice(line, "kind", KIND_WORDS, staffing.CIVIL_SERVANT)
        percent = self.number(line, "percent", 0)
        if percent is not None and kind:
            if not line["percent"]:
                percent = self.targets[kind].percent
                if not percent:
                    self.fault(
                        line,
                        "percent",
                        self.env._("No target of the law is known for this kind: give a percent."),
                    )
            elif not 0 < percent <= 100 or percent != round(percent, 2):
                self.fault(
                    line,
                    "percent",
                    self.env._("A percent lies above 0 and not above 100, with two decimals."),
                )
        return {
            "programme_id": self.document.id,
            "unit_id": unit and unit.record_id,
            "kind": kind,
            **self._baseline(line),
            "percent": float(percent or 0),
            "carry_over": self.whole(line, "carry_over", -1_000_000, default=0),
        }

    def _key_of(self, values):
        return values["unit_id"], values["kind"]

    def _key(self, record):
        return record.unit_id.id, record.kind

    def rows(self):
        return [
            {
                "unit": self.unit_text(line.unit_id),
                "kind": word_of(KIND_WORDS, line.kind),
                "baseline": self._baseline_text(line),
                "percent": f"{line.percent:g}".replace(".", ","),
                "carry_over": str(line.carry_over),
                **self._years_text(line),
            }
            for line in self.document.line_ids
        ]


class SchemeImporter(YearsImporter):
    """Lines of a scheme: a row a kind of body, with the number to be left at each year's end."""

    model = "cchc.staff.scheme.line"
    columns = (
        Column("type", _lt("Kind of body"), ("loại tổ chức", "loại đơn vị", "tổ chức"), True,
               _lt("Name or code of the unit type."), 34),
        Column("baseline", _lt("Baseline"), ("số hiện có", "hiện có", "số đầu kỳ"), False,
               _lt("Number on the baseline day; empty: not known.")),
    )  # fmt: skip

    def _year_label(self, year):
        return self.env._("End of %s", year)

    @cached_property
    def types(self):
        """Dict of the words of a cell -> id of a unit type; a name that two have means none."""
        types = self.env["cchc.unit.type"].search([], limit=500)
        named = types.grouped(lambda one: vietnamese.fold(one.name))
        words = {ones.name: ones.id for ones in named.values() if len(ones) == 1}
        return words | {one.code: one.id for one in types}

    def _values(self, line):
        return {
            "scheme_id": self.document.id,
            "unit_type_id": self.choice(line, "type", self.types, None),
            **self._baseline(line),
        }

    def _key_of(self, values):
        return values["unit_type_id"]

    def _key(self, record):
        return record.unit_type_id.id

    def rows(self):
        return [
            {
                "type": word_of(self.types, line.unit_type_id.id),
                "baseline": self._baseline_text(line),
                **self._years_text(line),
            }
            for line in self.document.line_ids
        ]
