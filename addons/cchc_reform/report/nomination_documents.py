"""Nominations on paper: the list as a workbook, drafts of the submission and of the decision.

They are read as their user, and in Vietnamese. What rests on a rule that is to be verified says so;
numbers and dates stay empty for the clerk.
"""

from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import awards, dates
from ..models.award_nomination_workflow import UNIT_ROLES
from .list_workbook import ListWorkbook
from .official_document import (
    OfficialDocument,
    cited,
    issuer_names,
    name_in_text,
    signature_of,
    symbol_of,
)

LIST, SUBMISSION, DECISION = "list", "submission", "decision"
NAMES = {
    LIST: "Danh sách đề nghị khen thưởng",
    SUBMISSION: "Dự thảo Tờ trình khen thưởng",
    DECISION: "Dự thảo Quyết định khen thưởng",
}
HEADERS = (
    ("STT", 5), ("Cá nhân, tập thể", 18), ("Chức danh", 14), ("Đơn vị", 18),
    ("Danh hiệu, hình thức", 18), ("Loại", 12), ("Năm", 6), ("Điều kiện", 16),
    ("Chưa đạt, cần xác nhận", 40), ("Hội đồng đơn vị", 9), ("Hội đồng cấp xét", 9),
    ("Trạng thái", 12), ("Số quyết định", 12),
)  # fmt: skip
CHAIRS = {
    "province": "province_chair",
    "district": "district_chair",
    "commune": "commune_chair",
}
TO_VERIFY = "cần đối chiếu với văn bản đã ký"
NO_DATE = "ngày      tháng      năm"


class NominationTable:
    """Nominations as rows, with the posts of the people on a day (one query each)."""

    def __init__(self, nominations, day):
        self.nominations = nominations.with_context(lang="vi_VN").sorted(
            lambda one: (one.title_id.sequence, one.unit_id.sort_key or "", one.id)
        )
        self.day = day
        self.env = self.nominations.env
        Post = self.env["cchc.staff.appointment"]
        held = Post.search(
            Domain("employee_id", "in", self.nominations.employee_id.ids) & Post._domain_on(day),
            order="id desc",
        )
        self.posts = {post.employee_id.id: post.title or "" for post in held}
        kinds = self.nominations._fields["kind"]._description_selection(self.env)
        states = self.nominations._fields["state"]._description_selection(self.env)
        self.kinds, self.states = dict(kinds), dict(states)

    def who(self, one):
        return one.employee_id.name or one.unit_id.name

    def post(self, one):
        return self.posts.get(one.employee_id.id, "") if one.employee_id else "Tập thể"

    def lines(self, one):
        """What was found of its conditions, as paper tells it: discipline is told on the screen."""
        return one.check_ids.filtered(lambda line: line.kind != awards.DISCIPLINE)

    def unmet(self, one):
        return self.lines(one).filtered(lambda line: line.status == awards.UNMET)

    def conditions(self, one):
        """How its conditions stand, in the words of a letter; nothing while they are not told."""
        lines, unmet = self.lines(one), self.unmet(one)
        if not lines:
            return ""
        by_hand = lines.filtered(lambda line: line._is_open())
        parts = [f"chưa đạt {len(unmet)} điều kiện"] * bool(unmet)
        parts += [f"còn {len(by_hand)} điều kiện cần xác nhận"] * bool(by_hand)
        text = ", ".join(parts) or "đủ điều kiện"
        return text[:1].upper() + text[1:]

    def open_points(self, one):
        """What is not met, and what is still to be confirmed, in the words of the check."""
        lines = self.lines(one)
        lines = lines.filtered(lambda line: line.status == awards.UNMET or line._is_open())
        return "\n".join(lines.mapped("sentence"))

    def votes(self, one, council):
        members, favour = one[f"{council}_members"], one[f"{council}_favour"]
        return f"{favour}/{members}" if members else ""

    def committees(self):
        """People's committees among the units of the nominations and those above."""
        units = self.nominations.unit_id
        above = units.browse({step for unit in units for step in unit._ancestors_and_self()})
        return above.filtered("is_committee")

    def bases(self):
        """Documents that the titles' rules of the day rest on, laws first, marked if uncertain."""
        titles = self.nominations.title_id
        lines = [
            *titles.authority_ids._on(self.day),
            *(
                rule
                for one in self.nominations
                for rule in one.title_id._conditions_of(one.year)
                if rule.kind != awards.DISCIPLINE  # it bars an award, no award rests on it
            ),
        ]
        found = {}
        for line in lines:
            if document := line.document_id:
                sure = found.get(document, True)
                found[document] = sure and line.confirmation == "confirmed"
        ordered = sorted(found.items(), key=lambda item: item[0].kind != "law")
        return [
            f"Căn cứ {cited(document)}{'' if sure else f' ({TO_VERIFY})'};"
            for document, sure in ordered
        ]


# -- Excel ---------------------------------------------------------------------------------------


def nominations_xlsx(table, mark=""):
    """Bytes of the list; text is never a formula."""
    about = f"Lập {dates.print_date(table.day)}"
    listed = ListWorkbook("DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG", about, HEADERS, mark)
    for row, one in enumerate(table.nominations, 4):
        listed.sheet.write_number(row, 0, row - 3, listed.text)
        listed.write_texts(row, dict(enumerate(_cells(table, one), 1)))
    return listed.content()


def _cells(table, one):
    return (
        table.who(one),
        table.post(one),
        one.unit_id.name,
        one.title_id.name,
        table.kinds[one.kind],
        str(one.year),
        table.conditions(one),
        table.open_points(one),
        table.votes(one, "unit"),
        table.votes(one, "council"),
        table.states[one.state],
        one.decision_number,
    )


# -- Word ----------------------------------------------------------------------------------------


def submission_docx(table, mark=""):
    """Bytes of a draft of the submission (tờ trình), with the list and its open points."""
    unit = issuer_of(table.nominations, SUBMISSION)
    document, years = _head(table, unit, "TTr", mark)
    document.paragraph("TỜ TRÌNH", bold=True, align="center")
    document.paragraph(f"Về việc đề nghị khen thưởng năm {years}", bold=True, align="center")
    document.paragraph(f"Kính gửi: {_addressee(table, unit)}", align="center")
    document.paragraph()
    for basis in table.bases():
        document.paragraph(basis, italic=True, align="justify", indent=True)
    document.paragraph(
        f"{unit.name} kính trình xem xét, khen thưởng {_numbers(table)}, như sau:",
        align="justify",
        indent=True,
    )
    rows = []
    for title, nominations in table.nominations.grouped("title_id").items():
        rows.append([f"{title.name} ({len(nominations)})"])
        for number, one in enumerate(nominations, 1):
            votes = table.votes(one, "unit" if unit == one.unit_id else "council")
            rows.append(
                [
                    number,
                    table.who(one),
                    table.post(one),
                    one.unit_id.name,
                    table.conditions(one),
                    votes,
                ]
            )
    document.table(
        ("STT", "Cá nhân, tập thể", "Chức danh", "Đơn vị", "Điều kiện", "Số phiếu"),
        (1.3, 3.8, 2.8, 3.4, 2.9, 1.8),
        rows,
        size=11,
    )
    pending = table.nominations.filtered(table.unmet)
    if pending:
        document.paragraph("Điều kiện chưa đạt và lý do đề nghị:", bold=True, indent=True)
    for one in pending:
        for line in table.unmet(one):
            text = f"- {table.who(one)}: {line.sentence}"
            document.paragraph(text, align="justify", indent=True)
            document.paragraph(
                f"  Lý do: {line.confirm_reason or '…'}", align="justify", indent=True
            )
    document.paragraph(f"{unit.name} kính trình xem xét, quyết định./.", indent=True)
    _foot(document, table, unit)
    return document.content()


def decision_docx(table, mark=""):
    """Bytes of a draft of the decision, with the list; only for what is decided in the province.

    Only who is to be rewarded stands in it: voted by the council, or appraised on the short way.
    """
    unit = issuer_of(table.nominations, DECISION)
    document, years = _head(table, unit, "QĐ", mark)
    document.paragraph("QUYẾT ĐỊNH", bold=True, align="center")
    document.paragraph(f"Về việc khen thưởng năm {years}", bold=True, align="center")
    document.paragraph()
    # The chair decides, not the committee: without "TM.".
    chair = signature_of(unit, table.day)[0][-1:]
    whose = f"{chair[0]} {_in_full(unit).upper()}"
    document.paragraph(whose, bold=True, align="center")
    for basis in table.bases():
        document.paragraph(basis, italic=True, align="justify", indent=True)
    document.paragraph(
        f"Xét đề nghị của … tại Tờ trình số          /TTr-… {NO_DATE}     .",
        italic=True,
        align="justify",
        indent=True,
    )
    document.paragraph("QUYẾT ĐỊNH:", bold=True, align="center")
    document.paragraph(
        f"Điều 1. Tặng danh hiệu thi đua, hình thức khen thưởng cho {_numbers(table)} "
        "(có danh sách kèm theo):",
        align="justify",
        indent=True,
    )
    for title, nominations in table.nominations.grouped("title_id").items():
        money = title.money_ids._on(table.day)
        text = f"- {title.name}: {len(nominations)}"
        if money:
            factor = f"{money.multiple:g}".replace(".", ",")
            text += f"; mức tiền thưởng {factor} lần mức lương cơ sở"
            if money.confirmation == "to_verify":
                text += f" ({TO_VERIFY})"
        document.paragraph(f"{text}.", align="justify", indent=True)
    document.paragraph(
        "Điều 2. Tiền thưởng được thực hiện theo quy định hiện hành.", align="justify", indent=True
    )
    document.paragraph(
        "Điều 3. Thủ trưởng các cơ quan, đơn vị có liên quan và các tập thể, cá nhân có tên tại "
        "Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
        align="justify",
        indent=True,
    )
    _foot(document, table, unit, chair, "Như Điều 3")
    document.new_section()
    document.paragraph("DANH SÁCH", bold=True, align="center")
    document.paragraph(
        f"(Kèm theo Quyết định số          /{symbol_of('QĐ', unit)} {NO_DATE}     )",
        italic=True,
        align="center",
    )
    rows = []
    for title, nominations in table.nominations.grouped("title_id").items():
        rows.append([title.name])
        for number, one in enumerate(nominations, 1):
            rows.append([number, table.who(one), table.post(one), one.unit_id.name])
    document.table(
        ("STT", "Cá nhân, tập thể", "Chức danh", "Đơn vị"), (1.3, 5.4, 4.3, 5), rows, size=12
    )
    return document.content()


WRITERS = {LIST: nominations_xlsx, SUBMISSION: submission_docx, DECISION: decision_docx}


def _check_decidable(nominations):
    waiting = nominations.filtered(
        lambda one: one.state != "voted" and (one.state, one.kind) != ("appraised", "sudden")
    )
    if waiting:
        raise UserError(
            nominations.env._(
                "Not to be decided now, for the council has not voted on it, or it has ended: %s.",
                "; ".join(waiting[:5].mapped("display_name")),
            )
        )


def issuer_of(nominations, document):
    """Unit that issues ``document`` on ``nominations``: that of all, or the one all lie below.

    What the emulation office has appraised it submits itself, above the base; a committee does not
    submit to its own chair: its standing office does.

    :raise UserError: where it cannot be drafted of these, and why
    :raise AccessError: where the user does not answer for who submits
    """
    levels = set(nominations.title_id.mapped("level"))
    if document == DECISION:
        _check_decidable(nominations)
        if "nation" in levels:
            raise UserError(
                nominations.env._(
                    "A national title is not decided in the province: draft the submission."
                )
            )
    paths = [unit.parent_path.split("/")[:-1] for unit in nominations.unit_id]
    common = []
    for step in zip(*paths, strict=False):
        if len(set(step)) > 1:
            break
        common.append(int(step[0]))
    appraised = not set(nominations.mapped("state")) & {"registered", "proposed"}
    if (document == DECISION and "province" in levels) or (
        document == SUBMISSION and appraised and "base" not in levels
    ):
        common = common[:1]
    unit = nominations.env["hr.department"].browse(common[-1:] or [int(paths[0][0])])
    if document == DECISION:
        return unit
    Role = nominations.env["cchc.unit.role"]
    if not unit.is_committee:
        Role._require(UNIT_ROLES, unit)
        return unit
    office = nominations._standing_office_of(unit)
    if not office:
        raise UserError(
            nominations.env._(
                "Which unit is the standing office of %s is not known: who holds that role "
                "needs a role in one unit directly below it.",
                unit.name,
            )
        )
    if not Role._find_grant(UNIT_ROLES, office):
        Role._require(("standing_office",), unit)
    return office


def _head(table, unit, symbol, mark):
    superior, issuer, place = issuer_names(unit)
    document = OfficialDocument(mark=mark)
    years = sorted(set(table.nominations.mapped("year")))
    document.head(superior, issuer, symbol_of(symbol, unit), f"{place}, {NO_DATE} {table.day.year}")
    document.paragraph()
    return document, ", ".join(str(year) for year in years)


def _numbers(table):
    people = len(table.nominations.filtered("employee_id"))
    units = len(table.nominations) - people
    parts = [f"{people} cá nhân"] * bool(people) + [f"{units} tập thể"] * bool(units)
    return " và ".join(parts)


def _addressee(table, unit):
    """Who decides on all of them; left for the clerk where that is not one, or has no title."""
    authority = _authority(table)
    level = {chair: level for level, chair in CHAIRS.items()}.get(authority)
    if level:
        committees = table.committees().filtered(lambda one: one.level == level)
        return f"Chủ tịch {_in_full(committees)}" if len(committees) == 1 else "…"
    if authority != "agency_head":
        Line = table.nominations.title_id.authority_ids
        return dict(Line._fields["authority"]._description_selection(table.env)).get(authority, "…")
    title = unit._head_on(table.day).title
    return f"{title} {unit.name}" if title else "…"


def _in_full(unit):
    """``unit`` as a document names it after the post of its head."""
    return (
        name_in_text(unit).replace("UBND", "Ủy ban nhân dân", 1) if unit.is_committee else unit.name
    )


def _authority(table):
    """Code of the one authority that decides on all of them; nothing where that is not one."""
    found = set()
    committees = {unit.id: unit.level for unit in table.committees()}
    for one in table.nominations:
        deciding = set(one.title_id.authority_ids._on(table.day).mapped("authority"))
        if one.title_id.level == "base":
            steps = one.unit_id._ancestors_and_self()
            nearest = [committees[step] for step in steps if step in committees][-1:]
            # On base titles in an agency of the province its head decides.
            deciding &= {
                "agency_head" if level == "province" else CHAIRS.get(level) for level in nearest
            }
        found.add(frozenset(deciding))
    one = found.pop() if len(found) == 1 else ()
    return next(iter(one)) if len(one) == 1 else ""


def _foot(document, table, unit, capacity=None, receivers="Như trên"):
    signed_as, signer = signature_of(unit, table.day)
    document.foot([receivers], capacity or signed_as, signer)
