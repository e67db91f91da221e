"""Workbooks of training: a row a need of a unit, a row a course, a row a participant."""

from collections import defaultdict
from datetime import date

from odoo.fields import Domain
from odoo.tools import escape_psql
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, posts, vietnamese
from .import_base import Column, day_text, number_text, word_of
from .import_staff import DECISION_DATE, DECISION_NUMBER, NOTE, UNIT, UnitRowsImporter

_lt = LazyTranslate(__name__)

KIND_WORDS = {
    "cải cách hành chính": "reform",
    "reform": "reform",
    "lý luận chính trị": "political",
    "political": "political",
    "quản lý nhà nước": "state",
    "state": "state",
    "chuyên môn, nghiệp vụ theo vị trí việc làm": "position",
    "vị trí việc làm": "position",
    "chuyên môn, nghiệp vụ": "position",
    "position": "position",
    "kỹ năng số": "digital",
    "digital": "digital",
    "ngoại ngữ": "language",
    "language": "language",
    "khác": "other",
    "other": "other",
}
RESULT_WORDS = {
    "đã ghi danh": "enrolled",
    "đăng ký": "enrolled",
    "enrolled": "enrolled",
    "hoàn thành": "completed",
    "đạt": "completed",
    "completed": "completed",
    "không hoàn thành": "failed",
    "không đạt": "failed",
    "not completed": "failed",
    "vắng": "absent",
    "absent": "absent",
}
KIND = Column(
    "kind",
    _lt("Kind"),
    ("nội dung", "nội dung đào tạo", "loại", "lĩnh vực"),
    False,
    _lt("Empty: administrative reform."),
    34,
)
STATE = Column("state", _lt("State"), ("trạng thái",), False, _lt("It is not read."))
MOST_PEOPLE = 100_000
LARGEST_COST = 10**15 - 1


class TrainingImporter(UnitRowsImporter):
    """Rows about training, which HR officers and the standing office keep."""

    roles = ("hr", "standing_office")

    def _change_is_sound(self, line, record, changes):
        """Whether the state of the document leaves open what is to change."""
        locked = sorted(record._workflow.locked(record.state) & changes.keys())
        if not locked:
            return True
        self.fault(
            line,
            self._column_of(record, locked[0]),
            self.env._(
                "“%(record)s” is “%(state)s”: this is no longer changed.",
                record=record.display_name,
                state=record._state_label(),
            ),
        )
        return False

    def _check_open(self, line, unit, day):
        """Refuse a unit that does not exist on ``day``."""
        if unit.is_open_on(day):
            return
        self.fault(
            line,
            "date_from",
            self.env._(
                "“%(unit)s” does not exist on %(date)s (%(life)s).",
                unit=unit.name,
                date=day_text(day),
                life=self._life_text(unit),
            ),
        )

    def _plan_once(self, rows, there, key):
        """Plan rows of (line, key, values, defaults), of which no two are about the same."""
        seen = {}
        for line, about, values, defaults in rows:
            if about in seen:
                self.fault(line, key, self.env._("Row %s says the same.", seen[about].number))
                continue
            seen[about] = line
            self._count([self._plan(line, there.get(about), values, defaults)])


class NeedImporter(TrainingImporter):
    """Training needs: one of each kind a unit and year."""

    model = "cchc.staff.training.need"
    order = "unit_id, year, kind, id"
    columns = (
        UNIT,
        Column("year", _lt("Year"), ("năm",), False, _lt("Empty: the year of the day.")),
        KIND,
        Column("number", _lt("People"), ("số người", "số lượng", "nhu cầu", "số lượt"), True),
        Column("target_share", _lt("Target (% of staff)"), (
            "tỷ lệ", "chỉ tiêu", "chỉ tiêu (%)", "tỷ lệ (%)"), False,
            _lt("With one decimal at most; empty: no target was set.")),
        Column("reason", _lt("Reason"), ("lý do", "căn cứ", "ghi chú"), False, None, 30),
        STATE,
    )  # fmt: skip

    def choices(self):
        return {**super().choices(), "kind": self.shown_words(KIND_WORDS)}

    def domain_on(self, day):
        """Needs of the year of ``day``."""
        return Domain("year", "=", day.year)

    def _day_of(self, year):
        """Day on which a unit is looked for in a row about ``year``."""
        return self.day if self.day.year == year else date(year, 12, 31)

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        kept = self.env[self.model].search([("unit_id", "in", sorted({r[1][0] for r in rows}))])
        there = {(one.unit_id.id, one.year, one.kind): one for one in kept}
        self._plan_once(rows, there, "unit")

    def _row(self, line):
        count = len(self.faults)
        year = self.whole(line, "year", 1900, 2999, default=self.day.year)
        kind = self.choice(line, "kind", KIND_WORDS, "reform")
        number = self.whole(line, "number", most=MOST_PEOPLE)
        share = self.number(line, "target_share")
        if share is not None and (not 0 <= share <= 100 or share != round(share, 1)):
            self.fault(
                line,
                "target_share",
                self.env._("A share lies between 0 and 100, with one decimal at most."),
            )
        unit = year and self._unit(line, self._day_of(year))
        if len(self.faults) > count:
            return None
        key = {"unit_id": unit.record_id, "year": year, "kind": kind}
        values = {"number": number}
        if share is not None:
            values["target_share"] = float(share)
        if line["reason"]:
            values["reason"] = line["reason"]
        return line, tuple(key.values()), values, key

    def rows(self):
        """The needs; how far each is stands beside it."""
        return [
            {
                "unit": self.unit_text(need.unit_id, self._day_of(need.year)),
                "year": str(need.year),
                "kind": word_of(KIND_WORDS, need.kind),
                "number": str(need.number),
                "target_share": number_text(need.target_share) if need.target_share else "",
                "reason": need.reason or "",
                "state": need._state_label(),
            }
            for need in self._records()
        ]


class CourseImporter(TrainingImporter):
    """Courses: one is known by who holds it, its name and its first day."""

    model = "cchc.staff.training"
    columns = (
        Column("name", _lt("Course"), (
            "lớp", "tên lớp", "khóa", "tên khóa", "lớp đào tạo, bồi dưỡng", "tên lớp, khóa"),
            True, None, 44),
        KIND,
        UNIT._replace(label=_lt("Held by"), names=("đơn vị tổ chức", "đơn vị", "đơn vị chủ trì")),
        Column("date_from", _lt("From"), ("từ ngày", "ngày khai giảng", "bắt đầu"), True),
        Column("date_to", _lt("Until"), ("đến ngày", "ngày bế giảng", "kết thúc"), False,
               _lt("Empty: the first day.")),
        Column("planned_number", _lt("Participants planned"), (
            "số học viên", "số lượng", "số học viên dự kiến")),
        Column("cost", _lt("Cost (VND)"), ("kinh phí", "số tiền"), False, _lt("Whole VND.")),
        Column("source", _lt("Source of money"), ("nguồn kinh phí", "nguồn")),
        DECISION_NUMBER,
        DECISION_DATE,
        NOTE,
        STATE,
    )  # fmt: skip

    def choices(self):
        return {**super().choices(), "kind": self.shown_words(KIND_WORDS)}

    def domain_on(self, day):
        """Courses that begin in the year of ``day``."""
        return _in_year("date_from", day)

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        kept = self.env[self.model].search([("unit_id", "in", sorted({r[1][0] for r in rows}))])
        there = {
            (one.unit_id.id, vietnamese.sort_key(one.name), one.date_from): one for one in kept
        }
        self._plan_once(rows, there, "name")

    def _row(self, line):
        count = len(self.faults)
        life = self.life(line, "date_from", "date_to", None)
        values = {
            "kind": self.choice(line, "kind", KIND_WORDS, ""),
            "date_to": life and life[1],
            "planned_number": self.whole(line, "planned_number", most=MOST_PEOPLE),
            "cost": self.whole(line, "cost", most=LARGEST_COST),
            "source": line["source"],
            "decision_number": line["decision_number"],
            "decision_date": self.date(line, "decision_date"),
            "note": line["note"],
        }
        values = {name: value for name, value in values.items() if value not in (None, "")}
        unit = life and self._unit(line, life[0])
        if unit:
            self._check_open(line, unit, life[0])
        if len(self.faults) > count:
            return None
        day = life[0]
        defaults = {
            "unit_id": unit.record_id,
            "name": line["name"],
            "date_from": day,
            "date_to": day,
        }
        return line, (unit.record_id, vietnamese.sort_key(line["name"]), day), values, defaults

    def rows(self):
        """The courses that the own units hold."""
        return [
            {
                "name": course.name,
                "kind": word_of(KIND_WORDS, course.kind),
                "unit": self.unit_text(course.unit_id, course.date_from),
                "date_from": day_text(course.date_from),
                "date_to": day_text(course.date_to),
                "planned_number": str(course.planned_number) if course.planned_number else "",
                "cost": str(int(course.cost)) if course.cost else "",
                "source": course.source or "",
                "decision_number": course.decision_number or "",
                "decision_date": day_text(course.decision_date),
                "note": course.note or "",
                "state": course._state_label(),
            }
            for course in self._records()
        ]


class ParticipantImporter(TrainingImporter):
    """People in courses, each entered by the unit in which the person is counted.

    Who is meant is told by the name among those who hold a post in the unit, or below it, on the
    first day of the course; where several have it, by the number of the person.
    """

    model = "cchc.staff.training.participant"
    order = "training_id, unit_id, id"
    columns = (
        Column("name", _lt("Full name"), ("họ và tên", "họ tên", "học viên"), True, None, 28),
        Column("person", _lt("Number of the person"), (
            "mã nhân sự", "mã cán bộ", "mã số", "mã nv"), False,
            _lt("As the downloaded workbook gives it; needed where several have the name.")),
        UNIT._replace(help=_lt("Unit of the person when the course starts, or one above it.")),
        Column("course", _lt("Course"), (
            "lớp", "tên lớp", "khóa", "tên khóa", "lớp đào tạo, bồi dưỡng", "tên lớp, khóa"),
            True, None, 44),
        Column("date_from", _lt("First day of the course"), (
            "ngày khai giảng", "từ ngày", "ngày bắt đầu"), False,
            _lt("Needed where several courses have the name.")),
        Column("result", _lt("Result"), ("kết quả",), False,
               _lt("Enrolled, completed, not completed or absent; empty: enrolled."), 20),
        Column("grade", _lt("Grade"), ("xếp loại", "điểm")),
        Column("certificate_number", _lt("Certificate number"), (
            "số chứng chỉ", "số chứng nhận", "số văn bằng"), False, _lt("As printed.")),
        Column("certificate_date", _lt("Certificate date"), (
            "ngày cấp chứng chỉ", "ngày cấp", "ngày chứng chỉ")),
        NOTE,
    )  # fmt: skip

    def choices(self):
        return {**super().choices(), "result": self.shown_words(RESULT_WORDS)}

    def domain_on(self, day):
        """Participants of courses that begin in the year of ``day``."""
        return _in_year("training_id.date_from", day)

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        dated = [(line, self.date(line, "date_from")) for line in lines]
        self._load_courses(dated)
        rows = [row for line, day in dated if (row := self._row(line, day))]
        self._load_people(rows)
        planned = []
        for line, course, unit, values in rows:
            if person := self._person(line, course, unit):
                about = course.id, person.id
                defaults = dict(zip(("training_id", "employee_id"), about, strict=True))
                planned.append((line, about, values, defaults))
        there = {(one.training_id.id, one.employee_id.id): one for one in self._kept}
        self._plan_once(planned, there, "name")

    def _load_courses(self, dated):
        """Courses that the rows may mean, by name."""
        days = {day for _line, day in dated if day}
        names = {line["course"] for line, day in dated if not day}
        found = self.env["cchc.staff.training"].search(
            Domain("date_from", "in", sorted(days))
            | Domain.OR(Domain("name", "=ilike", escape_psql(name)) for name in sorted(names))
        )
        self._courses = found.grouped(lambda course: vietnamese.sort_key(course.name))

    def _row(self, line, day):
        """Line, course, unit and values; None where a cell is faulty."""
        count = len(self.faults)
        course = not (line["date_from"] and not day) and self._course(line, day)
        values = {
            "result": self.choice(line, "result", RESULT_WORDS, ""),
            "grade": line["grade"],
            "certificate_number": line["certificate_number"],
            "certificate_date": self.date(line, "certificate_date"),
            "note": line["note"],
        }
        unit = course and self._unit(line, course.date_from)
        if not course or not unit or len(self.faults) > count:
            return None
        return line, course, unit, {name: value for name, value in values.items() if value}

    def _course(self, line, day):
        """Course of a row; None (and a fault) where there is none, or several, or it is off."""
        found = self._courses.get(vietnamese.sort_key(line["course"]), ())
        found = [course for course in found if not day or course.date_from == day]
        if len(found) == 1 and found[0].state != "cancelled":
            return found[0]
        if not found:
            message = self.env._("No course of this name starts on that day: enter it first.")
        elif len(found) == 1:
            message = self.env._(
                "“%(course)s” was cancelled: its list stays as it is.", course=found[0].name
            )
        else:
            message = self.env._(
                "%(count)s courses have this name: give the first day (%(days)s).",
                count=len(found),
                days="; ".join(dates.format_date(course.date_from) for course in found[:5]),
            )
        self.fault(line, "course", message)
        return None

    # -- people --------------------------------------------------------------------------------

    def _load_people(self, rows):
        """Posts of the units and who is in the courses already, in two queries."""
        courses = self.env["cchc.staff.training"].union(*(course for _l, course, *_rest in rows))
        self._kept = self.env[self.model].search([("training_id", "in", courses.ids)])
        self._enrolled = defaultdict(list)
        for one in self._kept:
            self._enrolled[one.training_id, vietnamese.sort_key(one.employee_id.name)].append(one)
        units = sorted({unit.record_id for _line, _course, unit, _values in rows})
        held = self.env["cchc.staff.appointment"].search(
            Domain("unit_id", "child_of", units) & Domain("mode", "not in", posts.BESIDES)
        )
        self._held = defaultdict(list)
        for post in held:
            self._held[vietnamese.sort_key(post.employee_id.name)].append(post)

    def _person(self, line, course, unit):
        """Who a row means; None (and a fault) where that is not clear."""
        name, day = vietnamese.sort_key(line["name"]), course.date_from
        found = {one.employee_id: one.unit_id for one in self._enrolled[course, name]}
        found |= {
            post.employee_id: post.unit_id
            for post in self._held[name]
            if post.date_from <= day and (not post.date_to or post.date_to >= day)
        }
        found = {
            person: place
            for person, place in found.items()
            if place.id in self.mine and self.units.by_id[place.id].is_within([unit])
        }
        key = "name"
        if line["person"]:
            key = "person"
            found = {
                person: place for person, place in found.items() if str(person.id) == line["person"]
            }
        if len(found) == 1:
            return next(iter(found))
        if found:
            message = self.env._(
                "%(count)s people have this name: give the number of the person (%(people)s).",
                count=len(found),
                people="; ".join(
                    f"{person.id} {person.name}, {place.name}"
                    for person, place in list(found.items())[:5]
                ),
            )
        else:
            message = self.env._(
                "Nobody of this name or number holds a post in the unit on %(date)s, when the "
                "course starts.",
                date=dates.format_date(day),
            )
        self.fault(line, key, message)
        return None

    def _change_is_sound(self, line, record, changes):
        return True  # of courses that are off, none is found

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """The participants of the own units, each with the number of the person."""
        return [
            {
                "name": one.employee_id.name,
                "person": str(one.employee_id.id),
                "unit": self.unit_text(one.unit_id, one.training_id.date_from),
                "course": one.training_id.name,
                "date_from": day_text(one.training_id.date_from),
                "result": word_of(RESULT_WORDS, one.result),
                "grade": one.grade or "",
                "certificate_number": one.certificate_number or "",
                "certificate_date": day_text(one.certificate_date),
                "note": one.note or "",
            }
            for one in self._records()
        ]


def _in_year(name, day):
    return Domain(name, ">=", day.replace(month=1, day=1)) & Domain(
        name, "<=", day.replace(month=12, day=31)
    )
