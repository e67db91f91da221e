"""Workbooks of awards: a row an award, be it of this year or of long ago."""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import vietnamese
from .import_base import Column, day_text, word_of
from .import_staff import DECISION_DATE, DECISION_NUMBER, NOTE, UNIT, UnitRowsImporter

_lt = LazyTranslate(__name__)

KIND_WORDS = {
    "Thành tích công tác": "merit",
    "thường xuyên": "merit",
    "merit": "merit",
    "Chuyên đề": "thematic",
    "theo chuyên đề": "thematic",
    "thematic": "thematic",
    "Đột xuất": "sudden",
    "sudden": "sudden",
}
# The first word of each is the one that is shown.
AUTHORITY_WORDS = {
    "Người đứng đầu cơ quan, đơn vị": "agency_head",
    "thủ trưởng cơ quan, đơn vị": "agency_head",
    "Chủ tịch UBND cấp xã": "commune_chair",
    "Chủ tịch UBND cấp huyện": "district_chair",
    "Chủ tịch UBND cấp tỉnh": "province_chair",
    "Chủ tịch UBND tỉnh": "province_chair",
    "Thủ tướng Chính phủ": "government",
    "Chính phủ": "government",
    "Chủ tịch nước": "president",
}


class AwardImporter(UnitRowsImporter):
    """Awards, each entered by the unit that was awarded or in which the person earned it.

    A row is the award that is there already if title, person or collective, year and kind are the
    same, and for other kinds than merit the number of the decision too.
    """

    model = "cchc.award"
    order = "year, unit_id, id"
    roles = ("hr", "standing_office")
    columns = (
        Column("name", _lt("Full name"), ("họ và tên", "họ tên", "cá nhân"), False,
               _lt("Empty: the unit itself was awarded."), 28),
        Column("person", _lt("Number of the person"), (
            "mã nhân sự", "mã cán bộ", "mã số", "mã nv"), False,
            _lt("As the downloaded workbook gives it; needed where several have the name.")),
        UNIT,
        Column("title", _lt("Title or form"), (
            "danh hiệu", "hình thức", "danh hiệu, hình thức", "hình thức khen thưởng",
            "danh hiệu thi đua"), True, _lt("Its name or code."), 36),
        Column("kind", _lt("Kind"), ("loại", "loại khen thưởng"), False, _lt("Empty: merit.")),
        Column("year", _lt("Year"), ("năm", "năm thành tích"), True),
        Column("year_from", _lt("Achievements since"), ("từ năm", "thành tích từ năm")),
        DECISION_NUMBER._replace(required=True),
        DECISION_DATE._replace(required=True),
        Column("authority", _lt("Decided by"), ("cấp quyết định", "thẩm quyền")),
        NOTE,
    )  # fmt: skip

    def choices(self):
        return {
            **super().choices(),
            "title": [title.name for title in self._titles()],
            "kind": self.shown_words(KIND_WORDS),
            "authority": self.shown_words(AUTHORITY_WORDS),
        }

    def domain_on(self, day):
        """Awards of the year of ``day``."""
        return Domain("year", "=", day.year)

    def _titles(self):
        return self.env["cchc.award.title"].search([("active", "=", True)])

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        self._by_title = {}
        for title in self._titles():
            for text in (title.name, title.code):
                self._by_title[vietnamese.fold(text)] = title
        rows = [row for row in map(self._row, lines) if row]
        self._load_people(rows)
        there = {
            self._key(one): one
            for one in self.env[self.model].search(
                [
                    ("unit_id", "in", sorted({unit.record_id for _l, unit, _t, _v in rows})),
                    ("state", "=", "decided"),
                ]
            )
        }
        seen = {}
        for line, unit, title, values in rows:
            person = self._person(line, unit) if title.subject == "person" else False
            if person is None:
                continue
            defaults = {
                "title_id": title.id,
                "employee_id": person and person.id,
                "unit_id": unit.record_id,
                "year": values["year"],
                "kind": values["kind"],
            }
            number = values["kind"] != "merit" and values["decision_number"]
            about = (*defaults.values(), number)
            if about in seen:
                self.fault(line, "title", self.env._("Row %s says the same.", seen[about].number))
                continue
            seen[about] = line
            self._count([self._plan(line, there.get(about), values, defaults)])

    def _key(self, award):
        return (
            award.title_id.id,
            award.employee_id.id,
            award.unit_id.id,
            award.year,
            award.kind,
            award.kind != "merit" and award.decision_number,
        )

    def _row(self, line):
        """Line, unit, title and values; None where a cell is faulty."""
        count = len(self.faults)
        title = self._by_title.get(vietnamese.fold(line["title"]))
        if not title:
            self.fault(line, "title", self.env._("No title or form has this name or code."))
        elif title.subject == "person" and not line["name"]:
            self.fault(line, "name", self.env._("This cell must not be empty."))
        elif title.subject == "unit" and line["name"]:
            self.fault(line, "name", self.env._("This is for collectives: name no person."))
        values = {
            "kind": self.choice(line, "kind", KIND_WORDS, "merit"),
            "year": self.whole(line, "year", 1945, 2999),
            "year_from": self.whole(line, "year_from", 1945, 2999),
            "authority": self.choice(line, "authority", AUTHORITY_WORDS, ""),
            "note": line["note"],
            **self._decision(line),
        }
        unit = self._unit(line, values.get("decision_date") or self.day)
        if len(self.faults) > count:
            return None
        return line, unit, title, {name: one for name, one in values.items() if one}

    def _load_people(self, rows):
        """Who holds or held a post in the units or below, by name, in one query."""
        units = sorted({unit.record_id for _line, unit, _title, _values in rows})
        held = self.env["cchc.staff.appointment"].search([("unit_id", "child_of", units)])
        self._held = defaultdict(set)
        for post in held:
            self._held[vietnamese.sort_key(post.employee_id.name)].add(
                (post.employee_id, post.unit_id.id)
            )

    def _person(self, line, unit):
        """Who a row means; None (and a fault) where that is not clear."""
        found = {
            person
            for person, place in self._held[vietnamese.sort_key(line["name"])]
            if place in self.units.by_id and self.units.by_id[place].is_within([unit])
        }
        if line["person"]:
            found = {person for person in found if str(person.id) == line["person"]}
        if len(found) == 1:
            return found.pop()
        if found:
            message = self.env._(
                "%(count)s people have this name: give the number of the person (%(people)s).",
                count=len(found),
                people="; ".join(
                    f"{person.id} {person.name}"
                    for person in sorted(found, key=lambda one: one.id)[:5]
                ),
            )
        else:
            message = self.env._(
                "Nobody of this name or number holds or held a post in the unit or below."
            )
        self.fault(line, "person" if line["person"] else "name", message)
        return None

    def _frees(self, record, values):
        return False

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """What the own units and their people were awarded and not lost again."""
        return [
            {
                "name": one.employee_id.name or "",
                "person": str(one.employee_id.id) if one.employee_id else "",
                "unit": self.unit_text(one.unit_id, one.decision_date),
                "title": one.title_id.name,
                "kind": word_of(KIND_WORDS, one.kind),
                "year": str(one.year),
                "year_from": str(one.year_from) if one.year_from else "",
                "decision_number": one.decision_number,
                "decision_date": day_text(one.decision_date),
                "authority": word_of(AUTHORITY_WORDS, one.authority),
                "note": one.note or "",
            }
            for one in self._records().filtered(lambda one: one.state == "decided")
        ]
