"""What the organisation report and the list of surplus deputies say, as plain values.

The figures are those of the read models, within what the reader may read; nothing is counted here.
"""

from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, staffing
from ..kernel.deputies import GROUP, MEMBER

LANGUAGE = "vi_VN"
KIND_LABELS = {
    staffing.CIVIL_SERVANT: "Cán bộ, công chức (biên chế)",
    staffing.PUBLIC_STATE: "Viên chức hưởng lương từ ngân sách",
    staffing.PUBLIC_REVENUE: "Viên chức hưởng lương từ nguồn thu",
    staffing.CONTRACT: "Lao động hợp đồng",
}
TO_VERIFY = "cần xác minh"
#: Units without a known rule that a note names; more are counted.
MOST_NAMED = 15


class Deputies(NamedTuple):
    """Deputies against the limit in one row; ``None`` is "not known"."""

    limit: int | None
    limit_text: str
    actual: int
    surplus: int | None
    to_verify: bool


class Line(NamedTuple):
    """One unit of the report, or the total of units that are tested together."""

    name: str
    depth: int
    number: int  # 0: a total
    unit_type: str = ""
    head: str = ""
    deputy_names: str = ""
    deputies: Deputies | None = None
    staff: dict = {}  # kind -> (assigned or None, actual)


class Case(NamedTuple):
    """A surplus: of one unit, or of units that are tested together."""

    name: str
    limit: int
    actual: int
    surplus: int
    rule: str
    to_verify: str
    cause: str
    term: str
    posts: list  # plain dictionaries of the deputies who are counted


class StaffTables:
    """Figures of the units that the reader may read, as of a day.

    :param env: environment of the reader
    :param date day: how units, posts and numbers are on this day
    :param unit: ``hr.department``, for it and what is below; empty: all
    :raises UserError: no unit is left to tell about
    """

    def __init__(self, env, day, unit=None):
        self.day = day
        context = dict(env.context, cchc_as_of=str(day), cchc_days=None)
        if LANGUAGE in {code for code, _name in env["res.lang"].get_installed()}:
            context["lang"] = LANGUAGE  # offices write it, whoever prints
        self.env = env = env(context=context)
        below = Domain("unit_type_id", "!=", False)
        if unit:
            below &= Domain("unit_id", "child_of", unit.id)
        self.domain = below
        self.ceilings = env["cchc.staff.ceiling"].search(below)
        self.strengths = env["cchc.staff.strength"].search(below)
        units = (self.ceilings.unit_id | self.strengths.unit_id).sorted()
        if not units:
            raise UserError(
                env._(
                    "On %(date)s there is no unit whose figures of staff you may read here.",
                    date=dates.format_date(day),
                )
            )
        rank = {one.id: place for place, one in enumerate(units)}
        self.places = {
            one: tuple(rank[step] for step in one._ancestors_and_self() if step in rank)
            for one in units
        }
        self.units = units.sorted(self.places.__getitem__)
        self.unit = (unit and unit.with_env(env)) or self.units[0]

    @property
    def date_text(self):
        """The day as it is printed."""
        return dates.print_date(self.day)

    # -- the organisation ------------------------------------------------------------------------

    def lines(self):
        """Lines of the report: each unit, and below it the total of those tested together.

        :rtype: list[Line]
        """
        ceilings = self.ceilings.grouped("unit_id")
        strengths = self.strengths.grouped("unit_id")
        leading = self.units._leading_posts(self.day)
        found = []
        for number, unit in enumerate(self.units, 1):
            depth = len(self.places[unit]) - 1
            head, besides = leading[unit.id]
            rows = ceilings.get(unit, self.ceilings.browse())
            own = rows.filtered(lambda row: row.tested != GROUP)
            found.append(
                Line(
                    unit.name,
                    depth,
                    number,
                    unit.unit_type_id.name or "",
                    head.employee_id.display_name or "",
                    ", ".join(post.employee_id.display_name for post in besides),
                    _deputies(own) if own else None,
                    {
                        row.kind: (row.assigned if row.has_number else None, row.headcount)
                        for row in strengths.get(unit, ())
                    },
                )
            )
            found += [
                Line(
                    f"Cộng {row.group_units} đơn vị tính bình quân",
                    depth + 1,
                    0,
                    deputies=_deputies(row),
                )
                for row in rows - own
            ]
        return found

    def summary(self):
        """Pairs (label, text): the sums that add up over all levels, as on the screens."""
        limit, actual, surplus, vacancy = self.env["cchc.staff.ceiling"]._read_group(
            self.domain, [], ["limit:sum", "deputies:sum", "surplus:sum", "vacancy:sum"]
        )[0]
        found = [
            ("Số đơn vị", str(len(self.units))),
            ("Số lượng cấp phó được bố trí (đơn vị đã xác định được quy định)", str(limit or 0)),
            ("Số lượng cấp phó hiện có", str(actual or 0)),
            ("Số lượng cấp phó dôi dư", str(surplus or 0)),
            ("Số lượng cấp phó còn thiếu", str(vacancy or 0)),
        ]
        numbers = self.env["cchc.staff.strength"]._read_group(
            self.domain, ["kind"], ["undivided:sum", "own_headcount:sum", "has_number:bool_or"]
        )
        for kind, assigned, present, has_number in numbers:
            text = f"được giao {assigned or 0}" if has_number else "chưa giao"
            found.append((KIND_LABELS[kind], f"{text}, hiện có {present or 0}"))
        return found

    # -- the surplus -----------------------------------------------------------------------------

    def cases(self):
        """Each surplus with the deputies who are counted in it.

        :rtype: list[Case]
        """
        rows = self.ceilings.filtered(lambda row: row.surplus > 0)
        rows = rows.sorted(lambda row: (self.places.get(row.unit_id, ()), row.level_of_row))
        recorded = self._recorded(rows)
        steps = recorded.step_ids.grouped("post_id")
        return [self._case(row, self._recorded_of(row, recorded), steps) for row in rows]

    def _recorded(self, rows):
        """Surpluses that are recorded for the units and not yet ended on the day."""
        return self.env["cchc.staff.surplus"].search(
            Domain("unit_id", "in", rows.unit_id.ids)
            & Domain("since", "<=", self.day)
            & (Domain("closed_on", "=", False) | Domain("closed_on", ">", self.day))
        )

    @staticmethod
    def _recorded_of(row, recorded):
        return recorded.filtered(
            lambda one: (
                one.unit_id == row.unit_id
                and one.tested == row.tested
                and (one.tested != GROUP or one.unit_type_id in row.rule_id.unit_type_ids)
            )
        )[:1]

    def _case(self, row, recorded, steps):
        grouped = row.tested == GROUP
        name = row.unit_id.display_name
        terms = [recorded.term_text or ""]
        if recorded.deadline:
            terms.append(f"thời hạn đã xác định {dates.format_date(recorded.deadline)}")
        return Case(
            f"{row.group_units} đơn vị tính bình quân thuộc {name}" if grouped else name,
            row.group_limit if grouped else row.limit,
            row.group_deputies if grouped else row.deputies,
            row.surplus,
            self._rule_text(row.rule_id),
            self._verify_text(row),
            self._cause_text(recorded),
            "; ".join(filter(None, terms)),
            [self._plain_post(post, steps.get(post, ())) for post in row.post_ids],
        )

    def _cause_text(self, recorded):
        """Why there is a surplus, with the decision that is recorded for it."""
        parts = [self._label(recorded, "cause")]
        if recorded.basis_number:
            parts.append(f"theo {recorded.basis_number}")
        return " ".join(filter(None, parts))

    def _label(self, record, name):
        """Word of a selection; empty for no record and for no value."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")

    def _plain_post(self, post, steps):
        return {
            "name": post.employee_id.display_name,
            "unit": post.unit_id.name,
            "title": post.title or "",
            "mode": self._label(post, "mode"),
            "from": dates.format_date(post.date_from),
            "until": dates.format_date(post.date_to) if post.date_to else "",
            "decision": post.decision_number or "",
            "plan": "; ".join(map(self._step_text, steps)),
        }

    def _step_text(self, step):
        """How and by when the person is to leave the post, and what is recorded of it."""
        text = f"{self._label(step, 'measure')}, trước {dates.format_date(step.planned_on)}"
        note = f" ({step.note})" if step.note else ""
        number = step.post_id.end_decision_number if step.done_on else ""
        decided = f" theo {number}" if number else ""
        return f"{text}{note}: {self._label(step, 'status').lower()}{decided}"

    # -- rules and doubts ------------------------------------------------------------------------

    def _rule_text(self, rule):
        document = rule.document_id
        basis = ", ".join(filter(None, (rule.article, document.number or document.summary)))
        until = f" đến {dates.format_date(rule.date_to)}" if rule.date_to else ""
        return (
            f"{rule.name} ({rule.sentence})"
            + (f" – {basis}" if basis else "")
            + f", áp dụng từ {dates.format_date(rule.date_from)}{until}"
        )

    def _verify_text(self, row):
        """What is to be verified about one row, or an empty text."""
        note = row.rule_id.verify_note or ""
        if not row.is_certain:
            return note or "chưa đối chiếu được toàn bộ căn cứ với văn bản đã công bố"
        if not row.are_dates_certain:
            return f"thời gian áp dụng. {note}".strip()
        return ""

    def notes(self):
        """Sentences with the report: rules that applied, what is to be verified or not known."""
        found = [
            self._as_of_note(),
            "Viên chức tính theo số lượng người làm việc, không phải biên chế; lao động hợp đồng "
            "không tính vào biên chế. “Chưa giao” là chưa có quyết định giao số lượng, không phải "
            "bằng 0.",
            *self._rule_notes(self.ceilings.filtered(lambda row: row.tested != GROUP)),
        ]
        unknown = self.ceilings.filtered(lambda row: row.status == "unknown")
        without_rule = unknown.filtered(lambda row: not row.rule_id)
        if without_rule:
            found.append(f"Chưa xác định được quy định về cấp phó: {_names(without_rule)}.")
        if unknown - without_rule:
            found.append(
                "Có quy định nhưng chưa đủ số liệu (số được giao, phân loại) để xác định số lượng "
                f"cấp phó: {_names(unknown - without_rule)}."
            )
        divided = self.strengths.filtered("is_overdivided")
        if divided:
            found.append(
                "Tổng số giao cho các đơn vị trực thuộc vượt số được giao: "
                + "; ".join(
                    f"{row.unit_id.name} ({KIND_LABELS[row.kind].lower()}: được giao "
                    f"{row.assigned}, đã giao lại {row.divided})"
                    for row in divided
                )
                + "."
            )
        return found

    def surplus_notes(self):
        """Sentences with the list of surplus deputies."""
        found = [
            self._as_of_note(),
            *self._rule_notes(self.ceilings.filtered(lambda row: row.surplus > 0)),
        ]
        unknown = self.ceilings.filtered(lambda row: row.status == "unknown").unit_id
        if unknown:
            found.append(
                f"{len(unknown)} đơn vị chưa xác định được số lượng cấp phó theo quy định, chưa "
                "kết luận có dôi dư hay không."
            )
        return found

    def _as_of_note(self):
        return (
            f"Số liệu tính đến hết {self.date_text}, theo cơ cấu tổ chức hiện nay trên hệ thống. "
            "Người kiêm nhiệm, biệt phái tính tại đơn vị giữ vị trí chính, trừ khi quy định tính "
            "khác."
        )

    def _rule_notes(self, rows):
        """One sentence a rule that applied to ``rows``, with what is to be verified about it."""
        found = []
        for rule, applied in rows.filtered("rule_id").grouped("rule_id").items():
            text = f"{self._rule_text(rule)}: áp dụng cho {len(applied.unit_id)} đơn vị."
            doubts = sorted({self._verify_text(row) for row in applied} - {""})
            if doubts:
                text += f" {TO_VERIFY.capitalize()}: {'; '.join(doubts)}".rstrip(".") + "."
            found.append(text)
        return found


def _deputies(row):
    if row.tested == GROUP:
        limit, actual = row.group_limit, row.group_deputies
        text = str(limit)
    else:
        limit, actual = (row.limit if row.has_limit else None), row.deputies
        text = "chưa xác định" if limit is None else str(limit)
    if row.tested == MEMBER:
        text = f"{text} (bình quân)"
    doubtful = bool(row.rule_id) and not (row.is_certain and row.are_dates_certain)
    known = limit is not None and row.tested != MEMBER
    return Deputies(limit, text, actual, row.surplus if known else None, doubtful)


def _names(rows):
    units = rows.unit_id
    names = ", ".join(units[:MOST_NAMED].mapped("display_name"))
    more = len(units) - MOST_NAMED
    return f"{names} và {more} đơn vị khác" if more > 0 else names
