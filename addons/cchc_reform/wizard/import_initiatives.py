"""Workbooks of initiatives: a row an initiative, be it of this year or of long ago."""

import re
from decimal import Decimal

from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import vietnamese
from .import_base import SEPARATORS, Column, day_text, number_text
from .import_staff import UNIT
from .import_training import LARGEST_COST, STATE, TrainingImporter

_lt = LazyTranslate(__name__)

# "Nguyễn Văn An (#12) 60%": the number only where several have the name.
_AUTHOR = re.compile(
    r"(?P<name>.+?)\s*(?:\(#(?P<person>[0-9]{1,9})\))?\s*[:,-]?\s*"
    r"(?:\(?(?P<share>[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s*%?\)?)?"
)
# "Trần Thị Bình (ngoài)": somebody who is not of the staff.
_OUTSIDE = re.compile(r"(?P<name>.+?)\s*\((?:ngoài|outside)\)", re.IGNORECASE)
MOST_SERVED = 10**9


class InitiativeImporter(TrainingImporter):
    """Initiatives of the own units: as drafts, or recognised where a row names the decision.

    A row is the initiative that is there already if unit, name and year are the same; only a
    draft changes by it. What was recognised before the system was there comes with number and
    date of the decision.
    """

    model = "cchc.initiative"
    order = "year, unit_id, id"
    roles = ("hr",)
    longest = 5000
    columns = (
        Column("name", _lt("Initiative"), ("sáng kiến", "tên sáng kiến"), True, None, 44),
        UNIT,
        Column("domain", _lt("Reform domain"), ("lĩnh vực", "lĩnh vực cải cách"), True,
               _lt("Its name or code."), 24),
        Column("year", _lt("Year"), ("năm",), True),
        Column("authors", _lt("Authors"), ("tác giả", "tác giả, tỷ lệ đóng góp"), True,
               _lt("Like “Nguyễn Văn An 60%; Trần Thị Bình 40%”; write “(ngoài)” behind the name "
                   "of who is not of the staff."), 36),
        Column("problem", _lt("Problem"), ("thực trạng", "vấn đề"), True, None, 40),
        Column("solution", _lt("Solution"), ("giải pháp", "nội dung giải pháp"), True, None, 40),
        Column("effect", _lt("Effect"), ("hiệu quả",), False, None, 30),
        Column("saving", _lt("Money saved (VND)"), (
            "số tiền tiết kiệm", "tiết kiệm", "số tiền làm lợi"), False, _lt("Whole VND.")),
        Column("served", _lt("People served"), ("số người thụ hưởng", "số người phục vụ")),
        Column("unit_number", _lt("Unit's decision"), (
            "quyết định của đơn vị", "số quyết định của đơn vị", "số quyết định"), False,
            _lt("Only of a new row: it was recognised before. As printed.")),
        Column("unit_date", _lt("Date of the unit's decision"), (
            "ngày quyết định của đơn vị", "ngày quyết định")),
        Column("province_number", _lt("Province's decision"), (
            "quyết định của tỉnh", "số quyết định của tỉnh")),
        Column("province_date", _lt("Date of the province's decision"), (
            "ngày quyết định của tỉnh",)),
        STATE,
    )  # fmt: skip

    def choices(self):
        return {**super().choices(), "domain": [one.name for one in self._domains()]}

    def domain_on(self, day):
        """Initiatives of the year of ``day``."""
        return Domain("year", "=", day.year)

    def _domains(self):
        return self.env["cchc.plan.domain"].search([("active", "=", True)])

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        self._by_domain = {
            vietnamese.fold(text): one for one in self._domains() for text in (one.name, one.code)
        }
        found = [(line, self._unit(line, self.day)) for line in lines]
        units = sorted({unit.record_id for _line, unit in found if unit})
        self._load_people(units)
        rows = [row for line, unit in found if unit and (row := self._row(line, unit))]
        kept = self.env[self.model].search(
            Domain("unit_id", "in", units) & Domain("origin", "=", "inside")
        )
        there = {(one.unit_id.id, vietnamese.sort_key(one.name), one.year): one for one in kept}
        self._plan_once(rows, there, "name")

    def _row(self, line, unit):
        """Line, key, values and defaults; None where a cell is faulty."""
        count = len(self.faults)
        domain = self._by_domain.get(vietnamese.fold(line["domain"]))
        if not domain:
            self.fault(line, "domain", self.env._("No reform domain has this name or code."))
        year = self.whole(line, "year", 1945, 2999)
        values = {
            "domain_id": domain and domain.id,
            "author_ids": self._authors(line, unit),
            "problem": line["problem"],
            "solution": line["solution"],
            "effect": line["effect"],
            "saving": self.whole(line, "saving", most=LARGEST_COST),
            "served": self.whole(line, "served", most=MOST_SERVED),
        }
        key = (unit.record_id, vietnamese.sort_key(line["name"]), year)
        defaults = {"unit_id": unit.record_id, "name": line["name"], "year": year}
        decisions = self._decisions(line)
        if decisions:
            defaults["decisions"] = decisions
        if len(self.faults) > count:
            return None
        return line, key, {n: one for n, one in values.items() if one not in (None, "")}, defaults

    def _decisions(self, line):
        """Number and date of the decisions by level, as far as the row names them."""
        found = {}
        for level in ("unit", "province"):
            number, day = line[f"{level}_number"], self.date(line, f"{level}_date")
            if number and day:
                found[level] = (number, day)
            elif number or line[f"{level}_date"]:
                self.fault(
                    line,
                    f"{level}_number",
                    self.env._("A decision has a number and a date: give both."),
                )
        if "province" in found and "unit" not in found:
            self.fault(
                line,
                "unit_number",
                self.env._("Before the province the unit recognised it: name its decision too."),
            )
        return found

    # -- authors -------------------------------------------------------------------------------

    def _load_people(self, unit_ids):
        """Who holds or held a post in the units or below, by name, in one query."""
        self._held = {}
        for post in self.env["cchc.staff.appointment"].search([("unit_id", "child_of", unit_ids)]):
            named = self._held.setdefault(vietnamese.sort_key(post.employee_id.name), {})
            named.setdefault(post.employee_id, set()).add(post.unit_id.id)

    def _authors(self, line, unit):
        """Commands that set the authors of a row; faults where they are not clear."""
        parts = [part.strip() for part in SEPARATORS.split(line["authors"]) if part.strip()]
        authors = [self._author(line, unit, part, alone=len(parts) == 1) for part in parts]
        return [Command.clear(), *(Command.create(one) for one in authors if one)]

    def _author(self, line, unit, part, alone):
        """Values of one author, or None (and a fault)."""
        match = _AUTHOR.fullmatch(part)
        share = match["share"] or (alone and "100")
        if not share:
            self.fault(line, "authors", self.env._("Give the share of “%s”, like 60%%.", part))
            return None
        values = {"share": float(Decimal(share.replace(",", ".")))}
        if outside := _OUTSIDE.fullmatch(match["name"]):
            return {"employee_id": False, "outside_name": outside["name"], **values}
        people = [
            person
            for person, places in self._held.get(vietnamese.sort_key(match["name"]), {}).items()
            if (not match["person"] or person.id == int(match["person"]))
            and any(
                place in self.units.by_id and self.units.by_id[place].is_within([unit])
                for place in places
            )
        ]
        if len(people) == 1:
            return {"employee_id": people[0].id, "outside_name": False, **values}
        if people:
            message = self.env._(
                "%(count)s people are called “%(name)s”: write the number behind it (%(people)s).",
                count=len(people),
                name=match["name"],
                people="; ".join(f"{one.name} (#{one.id})" for one in people[:5]),
            )
        else:
            message = self.env._(
                "“%s” holds or held no post in the unit or below: write “(ngoài)” behind the name "
                "of who is not of the staff.",
                match["name"],
            )
        self.fault(line, "authors", message)
        return None

    def _present(self, record, name):
        if name != "author_ids":
            return super()._present(record, name)
        return [
            Command.clear(),
            *(
                Command.create(
                    {
                        "employee_id": author.employee_id.id,
                        "outside_name": author.outside_name,
                        "share": author.share,
                    }
                )
                for author in record.author_ids
            ),
        ]

    def _column_of(self, record, name):
        return {"domain_id": "domain", "author_ids": "authors"}.get(name, name)

    def _shown(self, record, name, value):
        if name != "author_ids":
            return super()._shown(record, name, value)
        people = self.env["hr.employee"]
        return "; ".join(
            f"{one['outside_name'] or people.browse(one['employee_id']).name} {one['share']:g}%"
            for _command, _id, one in value[1:]
        )

    # -- writing -------------------------------------------------------------------------------

    def _create(self, part):
        for _line, values in part:
            decisions = values.pop("decisions", None)
            created = self.env[self.model].create(values)
            if decisions:
                created._record(decisions)

    def _frees(self, record, values):
        return False

    # -- out -----------------------------------------------------------------------------------

    def _records(self):
        return super()._records().filtered(lambda one: one.origin == "inside")

    def rows(self):
        """Initiatives of the own units, in whatever state."""
        return [
            {
                "name": one.name,
                "unit": self.unit_text(one.unit_id),
                "domain": one.domain_id.name,
                "year": str(one.year),
                "authors": "; ".join(self._author_text(author) for author in one.author_ids),
                "problem": one.problem or "",
                "solution": one.solution or "",
                "effect": one.effect or "",
                "saving": str(int(one.saving)) if one.saving else "",
                "served": str(one.served) if one.served else "",
                "unit_number": one.unit_number or "",
                "unit_date": day_text(one.unit_date),
                "province_number": one.province_number or "",
                "province_date": day_text(one.province_date),
                "state": one._state_label(),
            }
            for one in self._records()
        ]

    def _author_text(self, author):
        share = f"{number_text(author.share)}%"
        if author.outside_name:
            return f"{author.outside_name} (ngoài) {share}"
        return f"{author.employee_id.name} (#{author.employee_id.id}) {share}"
