"""Workbook of posts: a row a post of a person, for the units of an HR officer."""

from collections import defaultdict

from odoo.tools.translate import LazyTranslate

from ..kernel import posts, vietnamese
from .import_base import Column, day_text, word_of
from .import_people import CAPACITY_WORDS, MODE_WORDS, PostRows
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
from .import_streamlining import KIND_WORDS

_lt = LazyTranslate(__name__)

HELD_WORDS = {
    "chính thức": posts.REGULAR,
    "quyền": posts.ACTING,
    "acting": posts.ACTING,
    "phụ trách": posts.IN_CHARGE,
    "in charge": posts.IN_CHARGE,
    **MODE_WORDS,
}
#: By what a person is counted where only the way of holding the post is written.
CAPACITY_OF_MODE = {posts.ACTING: posts.HEAD}


class PostImporter(PostRows, StaffImporter):
    """Posts of people who are known; a person who is not is the administrator's to enter.

    Who is meant is told by the name, and where several people have it by the number of the
    person, which every downloaded workbook gives. The date of birth would tell them apart as
    well, but it is private: who could try dates here would learn it.
    """

    model = "cchc.staff.appointment"
    past_fields = StaffImporter.past_fields | {"title", "capacity", "mode", "staff_kind"}
    columns = (
        Column("name", _lt("Full name"), ("họ và tên", "họ tên", "cán bộ"), True, None, 28),
        Column("person", _lt("Number of the person"), (
            "mã nhân sự", "mã cán bộ", "mã số", "mã nv"), False,
            _lt("As the downloaded workbook gives it; needed where several have the name.")),
        UNIT,
        Column("title", _lt("Post title"), ("chức vụ", "chức danh", "chức vụ, chức danh"), False,
               _lt("As the decision calls it."), 26),
        Column("capacity", _lt("Capacity"), ("tư cách",), False,
               _lt("Head, deputy or staff; empty: staff."), 18),
        Column("mode", _lt("Held as"), ("hình thức", "hình thức giữ chức vụ"), False,
               _lt("Regular, acting, in charge, concurrent or seconded; empty: regular."), 18),
        Column("staff_kind", _lt("Kind of staff"), ("loại nhân sự", "loại", "loại biên chế"),
               False, _lt("Empty: as usual in the unit."), 34),
        DATE_FROM,
        DATE_TO,
        DECISION_NUMBER,
        DECISION_DATE,
        NOTE,
        REASON._replace(help=_lt(
            "Needed where days that have passed change, where a post of the past has no decision, "
            "and for a deputy beyond the limit; kept in the history.")),
    )  # fmt: skip

    def choices(self):
        return {
            **super().choices(),
            "capacity": [
                word_of(CAPACITY_WORDS, (capacity, posts.REGULAR))
                for capacity in (posts.HEAD, posts.DEPUTY, posts.STAFF)
            ],
            "mode": self.shown_words(HELD_WORDS),
            "staff_kind": self.shown_words(KIND_WORDS),
        }

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        rows = [row for row in map(self._row, lines) if row]
        self._load_people(rows)
        planned, replaced, seen = [], [], {}
        for line, unit, values, defaults in rows:
            person = self._person(line, unit, defaults["date_from"])
            if not person:
                continue
            key = person.id, unit.record_id, defaults["date_from"]
            if key in seen:
                message = self.env._("Row %s is the same post.", seen[key].number)
                self.fault(line, "name", message)
                continue
            seen[key] = line
            record = self._kept.get(key)
            if not self._end_is_sound(line, record):
                continue
            found = self._plan(line, record, values, {**defaults, "employee_id": person.id})
            self._count([found])
            if found in ("new", "changed"):
                replaced += record.ids if record else []
                planned.append(self._planned(line, key, record, {**defaults, **values}))
        self._check_clashes([post for post in planned if post], replaced)

    def _planned(self, line, key, record, values):
        """The post as it would be, as a plain value."""
        person, unit, day = key

        def value(name):
            return values[name] if name in values or not record else record[name]

        capacity, mode = value("capacity"), value("mode")
        fits = (mode != posts.ACTING or capacity == posts.HEAD) and (
            mode != posts.IN_CHARGE or capacity != posts.HEAD
        )
        if not fits:
            self.fault(
                line,
                "mode",
                self.env._(
                    "Only a head can be acting, and only who is not the head can be in charge "
                    "instead."
                ),
            )
            return None
        end = values.get("date_to") or (record and record.date_to) or None
        return posts.Post(line, person, unit, capacity, mode, day, end)

    def _row(self, line):
        """Line, unit, values of the filled cells and those of a new post; None if faulty."""
        count = len(self.faults)
        life = self.life(line, "date_from", "date_to", self.day)
        capacity, held = self.choice(line, "capacity", CAPACITY_WORDS, ("", "")) or ("", "")
        mode = self.choice(line, "mode", HELD_WORDS, "")
        kind = self.choice(line, "staff_kind", KIND_WORDS, "")
        if held not in ("", posts.REGULAR):
            if mode not in ("", None, held):
                self.fault(
                    line,
                    "mode",
                    self.env._("Who is acting or in charge is not also “%s”.", line["mode"]),
                )
            mode = held
        values = {
            "title": line["title"],
            "capacity": capacity,
            "mode": mode,
            "staff_kind": kind,
            "date_to": life and life[1],
            "note": line["note"],
            **self._decision(line),
        }
        values = {name: value for name, value in values.items() if value}
        unit = life and self._unit(line, life[0])
        if unit and not unit.is_open_on(life[0]):
            self.fault(
                line,
                "date_from",
                self.env._(
                    "“%(unit)s” does not exist on %(date)s (%(life)s).",
                    unit=unit.name,
                    date=day_text(life[0]),
                    life=self._life_text(unit),
                ),
            )
        if len(self.faults) > count:
            return None
        mode = mode or posts.REGULAR
        defaults = {
            "unit_id": unit.record_id,
            "date_from": life[0],
            "capacity": CAPACITY_OF_MODE.get(mode, posts.STAFF),
            "mode": mode,
        }
        return line, unit, values, defaults

    def _plan(self, line, record, values, defaults):
        # A coming post of a deputy beyond the limit needs a reason that stays with it.
        if line["reason"] and not record and values.get("capacity") == posts.DEPUTY:
            defaults = {**defaults, "ceiling_reason": line["reason"]}
        return super()._plan(line, record, values, defaults)

    # -- people --------------------------------------------------------------------------------

    def _load_people(self, rows):
        """People of these names or numbers and the posts of the units, in a few queries."""
        people = self.env["hr.employee.public"]
        names = {name for line, *_rest in rows for name in (line["name"], line["name"].title())}
        numbers = {int(number) for line, *_rest in rows if (number := self._number(line))}
        found = people.search([("name", "in", sorted(names))])
        found |= people.with_context(active_test=False).search([("id", "in", sorted(numbers))])
        units = {unit.record_id for _line, unit, *_rest in rows}
        kept = self.env[self.model].search([("unit_id", "in", sorted(units))])
        self._kept = {(post.employee_id.id, post.unit_id.id, post.date_from): post for post in kept}
        self._by_number = {person.id: person for person in found}
        for employee in kept.employee_id:
            self._by_number.setdefault(employee.id, employee)
        self._by_name = defaultdict(list)
        for person in self._by_number.values():
            self._by_name[vietnamese.sort_key(person.name)].append(person)

    def _number(self, line):
        """Number of the person in a row, or an empty text."""
        text = line["person"]
        return text if text.isascii() and text.isdigit() and len(text) <= 9 else ""

    def _person(self, line, unit, day):
        """Who a row means; None (and a fault) where that is not clear, or nobody is known."""
        namesakes = self._by_name[vietnamese.sort_key(line["name"])]
        if line["person"]:
            person = self._by_number.get(int(self._number(line) or 0))
            if person in namesakes:
                return person
            self.fault(
                line,
                "person",
                self.env._("This number is not of anybody called “%s”.", line["name"]),
            )
            return None
        here = [one for one in namesakes if (one.id, unit.record_id, day) in self._kept]
        found = here if len(here) == 1 else namesakes
        if len(found) == 1:
            return found[0]
        if found:
            message = self.env._(
                "%(count)s people have this name: give the number of the person (%(people)s).",
                count=len(found),
                people="; ".join(self._described(person) for person in found[:5]),
            )
        else:
            message = self.env._(
                "Nobody of this name is known: the administrator enters new people first."
            )
        self.fault(line, "name", message)
        return None

    def _described(self, person):
        unit = person.department_id.name
        return f"{person.id} {person.name}, {unit}" if unit else f"{person.id} {person.name}"

    # -- writing -------------------------------------------------------------------------------

    def _frees(self, record, values):
        """Whether a change leaves the post of the head, of who is in charge, or the days."""
        capacity = values.get("capacity", record.capacity)
        mode = values.get("mode", record.mode)
        return (
            super()._frees(record, values)
            or (record.capacity == posts.HEAD != capacity)
            or (record.mode == posts.IN_CHARGE != mode)
            or (record.mode not in posts.BESIDES and mode in posts.BESIDES)
        )

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """The posts, each with the number of the person."""
        return [
            {
                "name": post.employee_id.name,
                "person": str(post.employee_id.id),
                "unit": self.unit_text(post.unit_id, post.date_from),
                "title": post.title or "",
                "capacity": word_of(CAPACITY_WORDS, (post.capacity, posts.REGULAR)),
                "mode": word_of(HELD_WORDS, post.mode),
                "staff_kind": word_of(KIND_WORDS, post.staff_kind),
                "date_from": day_text(post.date_from),
                "date_to": day_text(post.date_to),
                "decision_number": post.decision_number or "",
                "decision_date": day_text(post.decision_date),
                "note": post.note or "",
            }
            for post in self._records()
        ]
