"""Who may do what: the declarations that the security matrix runs, and their printed form.

Each model of ours, and each core model that the product touches, has one :class:`Declaration`.
Expectations are declared here from the role table of the design; they are never recorded from
what the code does. Anyone is refused what is not granted here.

How a model joins: add an entry to :data:`MATRIX`. ``records`` makes one record of each *kind* on
each *side*: "own" is the unit for which all roles of the matrix are held (GTVT), "foreign"
another unit of the same province (YTE). ``access`` grants, per actor and kind, any of ``r``
(read), ``w`` (write), ``c`` (create), ``u`` (unlink); a column ``kind!`` grants on the foreign
side. ``methods`` names each public method that our code defines or overrides, with the
arguments of a call, the kind of record it is called on, and who may call it. The four operations
need no entry there.

``python security_matrix.py`` prints the matrix; ``docs/security-matrix.md`` is its output.
"""

import ast
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROLES = ("officer", "head", "hr", "standing_office", "verifier", "leader", "auditor")
# The administrator of the product, the one of the system, an internal user without a role, and a
# user from outside. Who is not logged in at all is refused everything by the route itself.
ACTORS = (*ROLES, "admin", "system", "outsider", "portal")
INTERNAL = tuple(actor for actor in ACTORS if actor != "portal")
GROUPS_OF_ACTORS = {"all": ACTORS, "internal": INTERNAL, "roles": ROLES, "nobody": ()}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
# Kinds of records without a foreign side: each actor's own, and the one chain of the history.
PERSONAL = frozenset({"mine", "self", "chain"})
# Covered by ``access``, wherever a model overrides them.
CRUD = frozenset({"read", "write", "create", "unlink", "search", "web_save"})
# Overridden on several models and run on each in the same way: they must reveal and change
# nothing of another unit.
SHARED_CALLS = {
    "copy_data": "()",
    "copy": "()",
    "default_get": "(['state', 'party_unit_ids', 'name'],)",
    "export_data": "(['id', 'display_name'],)",
    "fields_get": "()",
    "get_view": "()",
    "get_views": "([[False, 'form']],)",
    "name_search": "('BIMAT',)",
    "formatted_read_group": "([], [], ['__count'])",
    "formatted_read_grouping_sets": "([], [[]], ['__count'])",
    "onchange": "({{}}, [], {{'display_name': {{}}}})",
}


@dataclass(frozen=True)
class Method:
    """One public method and what calling it must lead to.

    :param call: arguments as a Python tuple; ``{unit}`` and the like are filled in by the side
    :param kind: kind of record it is called on; empty for a method of the model
    :param may: actors who may call it on the own side
    :param may_foreign: those of them who may on the foreign side too, marked "!" in the tables
    :param harmless: whether everybody may call it, as it reveals and changes nothing of others
    """

    name: str
    call: str
    kind: str
    may: tuple
    harmless: bool = False
    may_foreign: tuple = ()

    @property
    def has_sides(self):
        """Whether the call names a record or a unit of one side."""
        return self.kind not in PERSONAL and (bool(self.kind) or "{" in self.call)

    def arguments(self, values):
        """Arguments of the call, on the side that ``values`` describe."""
        return list(ast.literal_eval(self.call.format(**values)))


@dataclass(frozen=True)
class Declaration:
    """What the matrix knows of one model; see the module for the tables."""

    access: str
    records: dict = field(default_factory=dict)
    write: Callable = lambda side, kind: {}
    create: Callable = lambda side, kind: {}
    methods: str = ""
    note: str = ""

    def kinds(self):
        """Kinds of records, in the order of the table."""
        header = self.access.strip().splitlines()[0].split()[1:]
        return [kind for kind in header if not kind.endswith("!")]

    def grants(self):
        """Dict (actor, kind, foreign) -> string of granted operations."""
        lines = self.access.strip().splitlines()
        columns = lines[0].split()[1:]
        granted = {
            (actor, kind, foreign): ""
            for actor in ACTORS
            for kind in self.kinds()
            for foreign in ((False,) if kind in PERSONAL else (False, True))
        }
        for line in lines[1:]:
            words = line.split()
            actors, cells = words[: -len(columns)], words[-len(columns) :]
            for actor in _actors(actors):
                for column, cell in zip(columns, cells, strict=True):
                    key = (actor, column.rstrip("!"), column.endswith("!"))
                    granted[key] = cell.replace("-", "")
        return granted

    def method_list(self):
        """The declared methods."""
        methods = []
        for line in self.methods.strip().splitlines():
            call, kind, *who = line.split("|")
            name, _sep, arguments = call.strip().partition("(")
            arguments = arguments.rstrip()[:-1].strip()
            who = " ".join(who).split()
            harmless = who == ["harmless"]
            foreign = tuple(_actors(word[:-1] for word in who if word.endswith("!")))
            who = [word.rstrip("!") for word in who]
            methods.append(
                Method(
                    name,
                    f"({arguments},)" if arguments else "()",
                    kind.strip(),
                    () if harmless else tuple(_actors(who)),
                    harmless,
                    foreign,
                )
            )
        return methods


def _actors(words):
    for word in words:
        yield from GROUPS_OF_ACTORS.get(word, (word,))


# A root certificate made for the tests; its key is thrown away.
ROOT = """-----BEGIN CERTIFICATE-----
MIIBLDCB0qADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCVRlc3Qgcm9v
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMDkwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
VGVzdCByb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1yqSxYMfjsiKbZG5
99K3adXqpMHsJSNU3DZol38BvoTzbr8a+EOMcSiBOmicA3pRrgp0xLVkZlB8IZAM
r+jSd6MTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAjjzl
By5gnVhEeLcaoi5wS6t+gpJF4Lg+OZ1xyKafH70CIQDrCqQ15GqKaY4j+RZXhh3U
SsDeY039ce6HMbRiGtye8A==
-----END CERTIFICATE-----
"""

CATALOGUE = """
    who                     any    any!
    internal                r      r
    admin                   rwcu   rwcu
"""

OUTLINE = """
    who                             any    any!
    internal                        r      r
    standing_office leader          rwcu   r
    admin                           rwcu   rwcu
"""

REPORT = """
    who                             draft  submitted
    officer head standing_office    rw     r
    verifier leader auditor         r      r
"""

MATRIX = {
    # -- units, roles --------------------------------------------------------------------------
    "cchc.unit.type": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.unit.type", name="Loại", code=s.code, level="inner")},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Loại", "code": f"x_{s.code}", "level": "inner"},
    ),
    "cchc.unit.alias": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.unit.alias", name="Sở", unit_id=s.unit.id)},
        write=lambda s, k: {"name": "Sở khác"},
        create=lambda s, k: {"name": "Sở ấy", "unit_id": s.unit.id},
    ),
    "cchc.unit.role": Declaration(
        """
        who                     mine   others  others!
        roles                   r      -       -
        admin                   -      rwc     rwc
        """,
        {
            "mine": lambda s, u: u.env["cchc.unit.role"].search([("user_id", "=", u.id)]),
            "others": lambda s, u: s.spare_role,
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: (
            k == "others"
            and {
                "user_id": s.outsider.id,
                "role": "head",
                "unit_id": s.unit.id,
                "date_from": "2020-01-01",
            }
        ),
        methods="""
            action_delegate({outsider}, '2026-01-01', '2099-01-01') | mine | head standing_office verifier leader
            action_delegate({outsider}, '2026-01-01', '2099-01-01') | others | nobody
            action_end_delegation() | others | nobody
        """,
        note="“mine” is the actor's own role. Holders of a role lend it to a deputy for a time.",
    ),
    "cchc.unit.event": Declaration(
        """
        who                     any    any!
        standing_office leader  rwcu   -
        auditor                 r      -
        admin                   rwcu   rwcu
        """,
        {"any": lambda s, u: s.unit_event},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "name": "Sắp xếp",
            "unit_id": s.unit.id,
            "effective_on": "2021-01-01",
        },
        methods="""
            action_prepare() | any | standing_office leader admin!
            action_take_along() | any | standing_office leader admin!
            action_revise() | any | nobody
            action_update_handover() | any | nobody
            action_open_handover() | any | harmless
            action_complete() | any | nobody
            action_cancel('Lý do') | any | standing_office leader admin!
        """,
        note="Before it is carried out; then all may read it. The administrator prepares, but only "
        "the standing office or a leader of the province carries it out, and not who prepared it.",
    ),
    "cchc.unit.event.link": Declaration(
        """
        who                     any    any!
        standing_office leader  rwcu   -
        auditor                 r      -
        admin                   rwcu   rwcu
        """,
        {"any": lambda s, u: s.unit_event.link_ids},
        write=lambda s, k: {"new_name": "x"},
        create=lambda s, k: {
            "event_id": s.unit_event.id,
            "predecessor_id": s.unit.id,
            "outcome": "dissolved",
        },
    ),
    "cchc.unit.event.handover": Declaration(
        """
        who                     work   role   role!
        standing_office leader  r      r      -
        auditor                 r      r      -
        admin                   -      rw     rw
        """,
        {
            "work": lambda s, u: s.handover("work"),
            "role": lambda s, u: s.handover("role"),
        },
        write=lambda s, k: {"successor_id": s.unit.id},
        create=lambda s, k: False,
        methods="""
            action_end() | role | admin!
            action_open() | work | standing_office leader auditor
        """,
        note="Work is given by the standing office or a leader of the province, which none of the "
        "matrix is; roles by the administrator, who does not read the work.",
    ),
    "cchc.calendar.day": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.calendar_day},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {"name": "Nghỉ", "day": "2090-01-05" if s.own else "2090-01-06"},
        methods="""
            action_fill_next_year([]) | | admin
        """,
    ),
    "cchc.work.calendar": Declaration("who"),
    # -- reminders -----------------------------------------------------------------------------
    "cchc.reminder.rule": Declaration(
        """
        who                     any    any!
        admin                   rwc    rwc
        """,
        {"any": lambda s, u: s.reminder_rule},
        write=lambda s, k: {"active": False},
        create=lambda s, k: {
            "when": "after",
            "days": 77 if s.own else 78,
            "audience": "leader",
        },
    ),
    "cchc.reminder": Declaration(
        """
        who                                                      any
        officer head standing_office verifier leader auditor     r
        """,
        {"any": lambda s, u: s.reminder},
        write=lambda s, k: {"mailed": True},
        create=lambda s, k: {
            "task_id": s.task("assigned").id,
            "unit_id": s.unit.id,
            "user_id": s.head.id,
            "audience": "head",
            "rule_id": s.reminder_rule.id,
            "day": "2020-02-02",
            "deadline": "2020-02-03",
        },
        note="Written by the job alone.",
    ),
    "cchc.reminder.digest": Declaration(
        """
        who                     any    any!
        admin                   r      r
        """,
        {"any": lambda s, u: s.digest},
        write=lambda s, k: {"overdue": 5},
        create=lambda s, k: {"user_id": s.head.id, "week": "2020-W09", "day": "2020-02-02"},
    ),
    "cchc.notification.channel": Declaration(
        """
        who                     any    any!
        admin                   rwcu   rwcu
        """,
        {"any": lambda s, u: s.new("cchc.notification.channel", name="SMS", url="https://a.vn")},
        write=lambda s, k: {"name": "Zalo"},
        create=lambda s, k: {"name": "SMS", "url": "https://b.vn"},
    ),
    "cchc.notification.message": Declaration(
        """
        who                     any    any!
        admin                   r      r
        """,
        {"any": lambda s, u: s.message},
        write=lambda s, k: {"state": "sent"},
        create=lambda s, k: {"channel_id": s.message.channel_id.id, "user_id": s.head.id},
    ),
    # -- documents -----------------------------------------------------------------------------
    "cchc.legal.document": Declaration(
        """
        who                     any    any!
        internal                r      r
        officer head            rc     rc
        standing_office admin   rwc    rwc
        """,
        {"any": lambda s, u: s.document},
        write=lambda s, k: {"issuer": "Bộ"},
        create=lambda s, k: {"summary": "Văn bản", "kind": "decision"},
        note="References are open to all in the province. Who entered one may correct it.",
    ),
    "cchc.plan.domain": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.plan.domain", name="Lĩnh vực", code=s.code)},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Lĩnh vực", "code": f"x_{s.code}"},
    ),
    # -- plans and tasks -----------------------------------------------------------------------
    "cchc.plan": Declaration(
        """
        who                     draft  issued  province
        officer                 rwcu   rc      r
        head                    rwcu   rwc     r
        standing_office         rwcu   rwc     r
        leader                  rwcu   rwc     r
        verifier                r      r       r
        auditor                 r      r       r
        """,
        {
            "draft": lambda s, u: s.plan_draft,
            "issued": lambda s, u: s.plan,
            "province": lambda s, u: s.province_plan if s.own else s.elsewhere_plan,
        },
        write=lambda s, k: {"units_issue_by": "2099-01-01"},
        create=lambda s, k: {
            "name": "Kế hoạch mới",
            "unit_id": s.province_unit.id if k == "province" else s.unit.id,
        },
        methods="""
            action_print_docx() | issued | harmless
            action_print_xlsx() | issued | harmless
            action_workbook() | issued | harmless
            action_issue() | draft | head standing_office leader
            action_cancel('Lý do') | draft | head standing_office leader
            action_new_version() | issued | head standing_office leader
        """,
        note="“province” is the issued plan of the unit above.",
    ),
    "cchc.task": Declaration(
        """
        who                     open   draft
        officer                 rw     r
        head                    rw     rwcu
        standing_office leader  r      rwcu
        verifier                r      -
        auditor                 r      r
        """,
        {
            "open": lambda s, u: s.task("assigned"),
            "draft": lambda s, u: s.task("draft"),
            "in_progress": lambda s, u: s.task("in_progress"),
            "for_approval": lambda s, u: s.task("for_approval"),
            "reported": lambda s, u: s.task("reported"),
            "to_confirm": lambda s, u: s.task("to_confirm"),
            "verified": lambda s, u: s.task("verified"),
            "waiting": lambda s, u: s.task("waiting"),
            "cancelled": lambda s, u: s.task("cancelled"),
            "joint": lambda s, u: s.task("joint"),
        },
        write=lambda s, k: {"sequence": 7},
        create=lambda s, k: {
            "name": "Nhiệm vụ mới",
            "plan_id": s.plan_draft.id if k == "draft" else s.province_plan.id,
            "domain_id": s.domain.id,
            "lead_unit_id": s.unit.id,
            "verifier_unit_id": s.verifier_unit.id,
        },
        methods="""
            action_assign() | draft | head standing_office leader
            action_start() | open | officer head
            action_submit() | in_progress | officer head
            action_recall() | for_approval | officer head
            action_recall() | reported | head
            action_urge() | open | standing_office leader
            action_urge_cooperating() | joint | head
            action_take_up() | for_approval | head
            action_send_back('Lý do') | for_approval | head
            action_report() | for_approval | head
            action_take_up() | to_confirm | head verifier
            action_return('Lý do') | to_confirm | head verifier
            action_verify() | to_confirm | head verifier
            action_verify() | reported | nobody
            action_settle_deadline('2099-01-31') | waiting | head standing_office leader
            action_cancel('Lý do') | waiting | head standing_office leader
            action_cancel('Lý do') | open | nobody
            action_exempt('Lý do') | waiting | head standing_office leader
            action_exempt('Lý do') | open | nobody
            action_reopen('Lý do') | cancelled | head standing_office leader
            action_reopen('Lý do') | verified | nobody
        """,
        note="“open” is a task of the province's plan, “draft” one of the unit's own plan; "
        "“waiting” and “cancelled” too. “to_confirm” is led by another unit and names the own "
        "unit as verifier; the unit's own report (“reported”) is confirmed by nobody in it.",
    ),
    "cchc.task.extension": Declaration(
        """
        who                     draft   asked
        officer head            rwcu    r
        standing_office leader  -       r
        verifier auditor        -       r
        """,
        {
            "draft": lambda s, u: s.extension("draft"),
            "asked": lambda s, u: s.extension("asked"),
            "own_plan": lambda s, u: s.extension("own_plan"),
        },
        write=lambda s, k: {"reason": "x"},
        create=lambda s, k: (
            k == "draft"
            and {
                "task_id": s.task("to_extend").id,
                "requested_deadline": "2099-12-31",
                "reason": "x",
            }
        ),
        methods="""
            action_request() | draft | officer head
            action_withdraw('Lý do') | asked | officer head
            action_advise('yes', 'Ý kiến') | own_plan | standing_office
            action_advise('yes', 'Ý kiến') | asked | nobody
        """,
        note="“asked” concerns the province's plan, so that nobody of the unit advises or decides.",
    ),
    "cchc.task.fact": Declaration(
        """
        who                                                      any
        officer head standing_office verifier leader auditor     r
        """,
        {"any": lambda s, u: s.task("assigned").fact_ids[:1]},
        write=lambda s, k: {"weight": 0.5},
        create=lambda s, k: {
            "task_id": s.task("assigned").id,
            "date_from": "2020-01-01",
            "date_to": "2020-01-31",
            "unit_id": s.unit.id,
            "plan_id": s.plan.id,
            "domain_id": s.domain.id,
            "state": "verified",
        },
    ),
    "cchc.task.analysis": Declaration(
        """
        who                                                      any
        officer head standing_office verifier leader auditor     r
        """,
        {
            "any": lambda s, u: s.env["cchc.task.analysis"].search(
                [("task_id", "=", s.task("assigned").id)]
            )
        },
        write=lambda s, k: {"weight_assigned": 0.5},
        create=lambda s, k: {"task_id": s.task("assigned").id},
    ),
    "cchc.task.wait": Declaration(
        """
        who                                             asked  answered  to_answer
        officer head                                    rc     rc        r
        standing_office verifier leader auditor         r      r         r
        """,
        {
            "asked": lambda s, u: s.wait("asked"),
            "answered": lambda s, u: s.wait("answered"),
            "to_answer": lambda s, u: s.wait("to_answer"),
        },
        write=lambda s, k: {"due_on": "2099-01-01"},
        create=lambda s, k: (
            k != "to_answer"
            and {
                "name": "Ý kiến",
                "task_id": s.task("assigned").id,
                "awaited_unit_id": s.case.vp.id,
                "due_on": "2099-01-31",
            }
        ),
        methods="""
            action_answer('2020-01-01') | asked | nobody
            action_answer() | asked | officer head
            action_answer() | to_answer | officer head
            action_withdraw('Lý do') | asked | officer head
            action_withdraw('Lý do') | to_answer | nobody
            action_resume('Lý do') | answered | officer head
        """,
        note="The unit that leads the task asks, another (“to_answer”: the own unit) answers; "
        "both see it. What was asked does not change.",
    ),
    "cchc.task.wait.analysis": Declaration(
        """
        who                                                      any
        officer head standing_office verifier leader auditor     r
        """,
        {
            "any": lambda s, u: s.env["cchc.task.wait.analysis"].search(
                [("wait_id", "=", s.wait("late").id)]
            )
        },
        write=lambda s, k: {"days_late": 0},
        create=lambda s, k: {"wait_id": s.wait("late").id},
    ),
    "cchc.risk.rule": Declaration(
        """
        who                     any    any!
        internal                r      r
        admin                   rwc    rwc
        """,
        {"any": lambda s, u: s.new("cchc.risk.rule", name="Quy tắc", kind="overdue")},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Quy tắc khác", "kind": "returned"},
        note="Everybody reads by what rules a task is at risk; a rule is switched off, not deleted.",
    ),
    "cchc.metrics": Declaration(
        "who",
        methods="""
            landing(False, {unit}) | | officer head standing_office verifier leader auditor
            landing() | | harmless
            comparison("domains", "completion", {unit}) | | officer head standing_office verifier leader auditor
            comparison("clauses") | | harmless
            landing_opening_day() | | harmless
        """,
        note="Figures count what the user may read and nothing else.",
    ),
    "cchc.cockpit": Declaration(
        "who",
        methods="""
            figures(False, False, False, False, False, {unit}) | | officer head standing_office verifier leader auditor
            figures() | | harmless
        """,
        note="As for the figures: it shows what the user may read and opens it under the rules.",
    ),
    # -- targets and evidence ------------------------------------------------------------------
    "cchc.target": Declaration(
        """
        who                     open   draft
        officer                 r      r
        head                    r      rwcu
        standing_office leader  r      rwcu
        verifier                r      -
        auditor                 r      r
        """,
        {
            "open": lambda s, u: s.target("open"),
            "draft": lambda s, u: s.target("draft"),
            "planned": lambda s, u: s.target("planned"),
        },
        write=lambda s, k: {"sequence": 7},
        create=lambda s, k: {
            "name": "Chỉ tiêu mới",
            "plan_id": s.plan_draft.id if k == "draft" else s.province_plan.id,
            "domain_id": s.domain.id,
            "unit_id": s.unit.id,
            "target_value": 10,
        },
        methods="""
            action_assign() | draft | head standing_office leader
            action_cancel('Lý do') | planned | head standing_office leader
            action_cancel('Lý do') | open | nobody
        """,
        note="“open” is set by the province's plan, “draft” and “planned” by the unit's own.",
    ),
    "cchc.target.measure": Declaration(
        """
        who                     any
        officer head            rc
        standing_office leader  r
        verifier auditor        r
        """,
        {"any": lambda s, u: s.measure},
        write=lambda s, k: {"value": 1},
        create=lambda s, k: {
            "target_id": s.target("open").id,
            "value": 12,
            "measured_on": "2020-02-02",
        },
        note="Entered once by the responsible unit; corrected by another entry.",
    ),
    "cchc.evidence": Declaration(
        """
        who                     open   locked
        officer head            rwcu   rc
        standing_office leader  r      r
        verifier auditor        r      r
        """,
        {"open": lambda s, u: s.evidence("open"), "locked": lambda s, u: s.evidence("locked")},
        write=lambda s, k: {"issuer": "Sở"},
        create=lambda s, k: {"name": "Văn bản mới", "unit_id": s.unit.id},
        note="“locked”: a report rests on it.",
    ),
    "cchc.evidence.type": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.evidence.type", name=f"Loại {s.code}")},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": f"Loại mới {s.code}"},
    ),
    "cchc.trust.root": Declaration(
        """
        who                     any    any!
        admin                   rwcu   rwcu
        """,
        {"any": lambda s, u: s.new("cchc.trust.root", name="CA", certificate=ROOT)},
        write=lambda s, k: {"name": "CA khác"},
        create=lambda s, k: {"name": "CA mới", "certificate": ROOT},
        methods="""
            action_check_again([]) | | admin
        """,
    ),
    # -- history -------------------------------------------------------------------------------
    "cchc.audit.entry": Declaration(
        """
        who                     any    any!
        auditor                 r      -
        admin                   r      r
        """,
        {
            "any": lambda s, u: s.env["cchc.audit.entry"].search(
                [("model", "=", "cchc.task"), ("res_id", "=", s.task("assigned").id)], limit=1
            )
        },
        write=lambda s, k: {"reason": "x"},
        create=lambda s, k: {"model": "cchc.task", "action": "x", "at": "2020-01-01 00:00:00"},
        note="Nobody writes the history, neither an administrator nor the system's. An auditor of "
        "the province reads all of it, of a unit that unit's.",
    ),
    "cchc.audit.seal": Declaration(
        """
        who                     chain
        auditor admin           r
        """,
        {"chain": lambda s, u: s.seal},
        write=lambda s, k: {"hash": "x"},
        create=lambda s, k: {"sequence": 1, "hash": "x"},
        methods="""
            verify() | | auditor admin
        """,
        note="There is one chain, which belongs to no unit.",
    ),
    "cchc.audit.verification": Declaration(
        """
        who                     mine   others
        auditor admin           rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.audit.verification"),
            "others": lambda s, u: s.as_user(s.auditor, "cchc.audit.verification"),
        },
        write=lambda s, k: {"anchor": "x"},
        create=lambda s, k: k == "mine" and {"anchor": "x"},
        methods="""
            action_verify() | mine | auditor admin
            action_verify() | others | nobody
        """,
    ),
    # -- dialogs -------------------------------------------------------------------------------
    "cchc.reason.wizard": Declaration(
        """
        who                     mine   others
        internal                rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.reason.wizard", **s.reason()),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.reason.wizard", **s.reason()),
        },
        write=lambda s, k: {"reason": "x"},
        create=lambda s, k: k == "mine" and s.reason(),
        methods="""
            action_confirm() | mine | head standing_office leader
            action_confirm() | others | nobody
        """,
        note="A dialog is its user's. It does the step as that user.",
    ),
    "cchc.answer.wizard": Declaration(
        """
        who                     mine   others
        officer head            rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.answer.wizard", **s.answering(u)),
            "others": lambda s, u: s.as_user(
                s.colleague, "cchc.answer.wizard", **s.answering(s.colleague)
            ),
        },
        write=lambda s, k: {"answer": "x"},
        create=lambda s, k: k == "mine" and {"answer": "x"},
        methods="""
            action_confirm() | mine | officer head
            action_confirm() | others | nobody
        """,
    ),
    "cchc.deadline.wizard": Declaration(
        """
        who                                                  mine   others
        officer head standing_office verifier leader auditor rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.deadline.wizard", **s.settling(u)),
            "others": lambda s, u: s.as_user(
                s.colleague, "cchc.deadline.wizard", **s.settling(s.colleague)
            ),
        },
        write=lambda s, k: {"reason": "x"},
        create=lambda s, k: k == "mine" and {"deadline": "2099-01-01"},
        methods="""
            action_confirm() | mine | head standing_office leader
            action_confirm() | others | nobody
        """,
    ),
    "cchc.extension.wizard": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.extension.wizard", **s.deciding()),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.extension.wizard", **s.deciding()),
        },
        write=lambda s, k: {"text": "x"},
        create=lambda s, k: k == "mine" and s.deciding(),
        methods="""
            action_confirm() | mine | head leader
            action_confirm() | others | nobody
        """,
        note="The decision on the unit's own plan: its head, or a leader above.",
    ),
    "cchc.fan.out.wizard": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.fan.out.wizard", **s.giving()),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.fan.out.wizard", **s.giving()),
        },
        write=lambda s, k: {"block": "inner"},
        create=lambda s, k: k == "mine" and s.giving(),
        methods="""
            action_fan_out() | mine | head standing_office leader
            action_fan_out() | others | nobody
        """,
        note="The parts are created and assigned as the user, who must answer for their plan.",
    ),
    "cchc.fan.out.exemption": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.exemption(u),
            "others": lambda s, u: s.exemption(s.colleague),
        },
        write=lambda s, k: {"reason": "x"},
        create=lambda s, k: False,
    ),
    "cchc.urging": Declaration(
        """
        who                             mine    above
        officer auditor                 r       r
        head                            rwcu    r
        standing_office leader verifier rwcu    r
        """,
        {"mine": lambda s, u: s.urging("mine"), "above": lambda s, u: s.urging("above")},
        write=lambda s, k: {"body": "x"},
        create=lambda s, k: False,
        methods="""
            action_print() | mine | harmless
            action_issue() | mine | head standing_office leader
            action_cancel('Lý do') | mine | head standing_office leader
        """,
        note="“mine” is a draft to a division, “above” an issued letter that urges the unit.",
    ),
    "cchc.urging.line": Declaration(
        """
        who                             mine
        officer auditor                 r
        head                            ru
        standing_office leader verifier ru
        """,
        {"mine": lambda s, u: s.urging("mine").line_ids},
        write=lambda s, k: {"name": "x"},
        create=lambda s, k: False,
        note="Rows are a snapshot that the server makes; they can be taken out of a draft.",
    ),
    "cchc.inspection.item": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.spare_item},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Nội dung mới", "domain_id": s.domain.id},
    ),
    "cchc.inspection.plan": Declaration(
        """
        who                     draft  issued  named
        officer head            rwcu   rc      r
        standing_office         rwcu   rc      r
        verifier                rwcu   rc      r
        leader auditor          r      r       r
        """,
        {
            kind: lambda s, u, kind=kind: s.inspection_plan(kind)
            for kind in ("draft", "issued", "named")
        },
        write=lambda s, k: {"share": 30},
        create=lambda s, k: {
            "name": "Kế hoạch mới",
            "unit_id": (s.case.snv if k == "named" else s.unit).id,
        },
        methods="""
            action_issue() | draft | head standing_office
            action_cancel('Lý do') | draft | head standing_office
            action_open_inspections() | issued | officer head standing_office verifier
        """,
        note="“named” is an issued plan of another unit that names this one.",
    ),
    "cchc.inspection": Declaration(
        """
        who                     mine   prepared  received
        officer head            rwcu   -         r
        standing_office         rwcu   -         r
        verifier                rwcu   -         r
        leader auditor          r      -         r
        """,
        {
            kind: lambda s, u, kind=kind: s.inspection(kind)
            for kind in (
                "mine",
                "announced",
                "under_way",
                "to_conclude",
                "concluded",
                "prepared",
                "received",
                "signed",
            )
        },
        write=lambda s, k: {"purpose": "x"},
        create=lambda s, k: {
            "inspecting_unit_id": (s.unit if k == "mine" else s.case.snv).id,
            "unit_id": (s.division if k == "mine" else s.unit).id,
        },
        methods="""
            action_announce() | mine | head standing_office verifier
            action_announce() | prepared | nobody
            action_begin() | announced | officer head standing_office verifier
            action_begin() | received | nobody
            action_sign() | under_way | officer head standing_office verifier
            action_conclude() | to_conclude | head standing_office verifier
            action_conclude() | signed | nobody
            action_give_remedies() | concluded | head standing_office leader
            action_cancel('Lý do') | mine | head standing_office verifier
            action_cancel('Lý do') | received | nobody
            action_print() | mine | harmless
        """,
        note="“mine” is of a division by the unit; the others are of the unit by another one: "
        "“prepared” is not known to it yet, “received” is announced.",
    ),
    "cchc.inspection.answer": Declaration(
        """
        who                     under_way  drafted  signed
        officer head            rw         -        r
        standing_office         rw         -        r
        verifier                rw         -        r
        leader auditor          r          -        r
        """,
        {
            kind: lambda s, u, kind=kind: s.inspection(kind).answer_ids
            for kind in ("under_way", "drafted", "signed")
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "inspection_id": s.inspection(k).id,
            "item_id": s.inspection_item.id,
        },
        note="“drafted”: the minutes of the other unit's inspection are not signed yet.",
    ),
    "cchc.inspection.finding": Declaration(
        """
        who                     under_way  drafted  signed
        officer head            rwcu       -        rw
        standing_office         rwcu       -        r
        verifier                rwcu       -        r
        leader auditor          r          -        r
        """,
        {
            kind: lambda s, u, kind=kind: s.inspection(kind).finding_ids
            for kind in ("under_way", "drafted", "signed", "to_remedy", "reported")
        },
        write=lambda s, k: {"explanation" if k == "signed" else "name": "x"},
        create=lambda s, k: {
            "inspection_id": s.inspection(k).id,
            "name": "Tồn tại mới",
            "domain_id": s.domain.id,
        },
        methods="""
            action_report_remedy() | to_remedy | head
            action_confirm_remedy() | reported | head standing_office verifier
            action_return_remedy('Lý do') | reported | head standing_office verifier
        """,
        note="Of a signed one the inspected unit writes its explanation and nothing else. "
        "“to_remedy” is of the unit by another one, “reported” of a division by the unit.",
    ),
    "cchc.communication": Declaration(
        """
        who                                         draft  planned  done
        officer head                                rwcu   rwc      rc
        standing_office verifier leader auditor     r      r        r
        """,
        {
            kind: lambda s, u, kind=kind: s.communication(kind)
            for kind in ("draft", "planned", "done")
        },
        write=lambda s, k: {"reached": 30},
        create=lambda s, k: {"name": "Hội nghị", "unit_id": s.unit.id},
        methods="""
            action_plan() | draft | head
            action_finish() | planned | officer head
            action_cancel('Lý do') | planned | head
            action_reopen('Lý do') | done | head
        """,
    ),
    "cchc.contribution.rule": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.contribution_rule},
        write=lambda s, k: {"verify_note": "x"},
        create=lambda s, k: {"name": "Thời hạn", "working_days": 7, "date_from": "2100-01-01"},
    ),
    "cchc.contribution": Declaration(
        """
        who                                         received  handed_on  coming  to_answer
        officer head                                rwcu      r          -       rw
        standing_office verifier leader auditor     r         r          r       r
        """,
        {
            kind: lambda s, u, kind=kind: s.contribution(kind)
            for kind in ("received", "handed_on", "coming", "to_answer", "answered")
        },
        write=lambda s, k: {"answer": "x"},
        create=lambda s, k: {
            "name": "Hỏi",
            "text": "x",
            "received_by_unit_id": (s.unit if k == "received" else s.case.vp).id,
            "unit_id": s.unit.id,
        },
        methods="""
            action_assign() | received | officer head
            action_assign() | coming | nobody
            action_answer() | to_answer | officer head
            action_answer() | handed_on | nobody
            action_return('Lý do') | to_answer | officer head
            action_drop('Lý do') | to_answer | head
            action_drop('Lý do') | handed_on | nobody
            action_reopen('Lý do') | answered | head
        """,
        note="“handed_on” was received here and is answered by another unit; “coming” and "
        "“to_answer” the other way round, before and after it was handed on.",
    ),
    "cchc.contribution.sender": Declaration(
        """
        who             received  handed_on  coming  to_answer
        officer head    rwcu      -          -       rwcu
        """,
        {
            kind: lambda s, u, kind=kind: s.contribution(kind).sender_ids
            for kind in ("received", "handed_on", "coming", "to_answer")
        },
        write=lambda s, k: {"contact": "0900"},
        create=lambda s, k: {"contribution_id": s.contribution(k).id, "name": "Trần Thị B"},
        note="Whose turn it is reads who sent it, and nobody else.",
    ),
    "cchc.delegate.wizard": Declaration(
        """
        who                                         mine   others
        head standing_office verifier leader        rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.delegate.wizard", **s.lending()),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.delegate.wizard", **s.lending()),
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: k == "mine" and s.lending(),
        methods="""
            action_confirm() | mine | head standing_office verifier leader
            action_confirm() | others | nobody
        """,
    ),
    "cchc.handover": Declaration(
        """
        who                             mine   others
        head standing_office admin      rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.handover", **s.leaving()),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.handover", **s.leaving()),
        },
        write=lambda s, k: {"reason": "x"},
        create=lambda s, k: k == "mine" and s.leaving(),
        methods="""
            action_hand_over() | mine | head standing_office admin
            action_hand_over() | others | nobody
        """,
    ),
    "cchc.evidence.upload": Declaration(
        """
        who                     mine   others
        officer head            rwcu   -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.evidence.upload", **s.upload()),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.evidence.upload", **s.upload()),
        },
        write=lambda s, k: {"issuer": "x"},
        create=lambda s, k: k == "mine" and {"unit_id": s.unit.id},
        methods="""
            action_upload() | mine | officer head
            action_upload() | others | nobody
        """,
    ),
    "cchc.import.wizard": Declaration(
        """
        who                     mine   others
        admin                   rwcu   -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.import.wizard", **s.table()),
            "others": lambda s, u: s.as_user(s.admin, "cchc.import.wizard", **s.table()),
        },
        write=lambda s, k: {"date_end": "2099-01-01"},
        create=lambda s, k: k == "mine" and {"kind": "units"},
        methods="""
            action_check() | mine | admin
            action_import() | mine | admin
            action_current() | mine | admin
            action_template() | mine | admin
            action_check() | others | nobody
            action_current() | others | nobody
            action_import() | others | nobody
            action_template() | others | nobody
        """,
    ),
    "cchc.import.issue": Declaration(
        """
        who                             mine   others
        admin officer                   rwcu   -
        head standing_office leader     rwcu   -
        who                                 mine   others
        admin                               rwcu   -
        officer head standing_office leader rwcu   -
        hr auditor                          rwcu   -
        """,
        {
            "mine": lambda s, u: s.import_issue(u),
            "others": lambda s, u: s.import_issue(s.admin),
        },
        write=lambda s, k: {"message": "x"},
        create=lambda s, k: False,
    ),
    "cchc.api.link": Declaration(
        """
        who                     mine   others
        internal                r      -
        """,
        {
            "mine": lambda s, u: s.api_link(u),
            "others": lambda s, u: s.api_link(s.colleague),
        },
        write=lambda s, k: {"key": "x"},
        create=lambda s, k: {
            "user_id": s.outsider.id,
            "key": "x",
            "task_id": s.task("draft").id,
            "digest": "x",
        },
    ),
    "cchc.api": Declaration(
        "who",
        methods="""
            push_documents([{{'number': '9/KH', 'date': '2023-01-01'}}]) | | officer! head! standing_office! admin!
            documents() | | harmless
            documents('{unit_code}') | | harmless
            plans('{unit_code}') | | harmless
            push_tasks({plan}, [{task_row}]) | | head standing_office leader
            pull_tasks({plan}) | | officer head standing_office verifier leader auditor
            pull_tasks(None, '{unit_code}') | | harmless
            measures('{unit_code}') | | harmless
            figures('{unit_code}') | | officer head standing_office verifier leader auditor
        """,
        note="Calls of other systems, each under the rights of the user whose key it bears.",
    ),
    "cchc.document.paste": Declaration(
        """
        who                                   mine   others
        officer head standing_office admin    rwcu   -
        """,
        {
            "mine": lambda s, u: s.document_paste(u),
            "others": lambda s, u: s.document_paste(s.colleague),
        },
        write=lambda s, k: {"text": "x"},
        create=lambda s, k: k == "mine" and {"text": "x"},
        methods="""
            action_check() | mine | officer head standing_office admin
            action_import() | mine | officer head standing_office admin
            action_check() | others | nobody
            action_import() | others | nobody
        """,
    ),
    "cchc.plan.workbook": Declaration(
        """
        who                                 mine   others
        officer head standing_office leader rwcu   -
        """,
        {
            "mine": lambda s, u: s.plan_workbook(u),
            "others": lambda s, u: s.plan_workbook(s.colleague),
        },
        write=lambda s, k: {"kind": "targets"},
        create=lambda s, k: k == "mine" and {"plan_id": s.plan.id},
        methods="""
            action_check() | mine | head standing_office leader
            action_import() | mine | head standing_office leader
            action_workbook() | mine | harmless
            action_check() | others | nobody
            action_import() | others | nobody
            action_workbook() | others | nobody
        """,
    ),
    "cchc.task.takeover": Declaration(
        """
        who                             kept
        standing_office                 r
        """,
        {"kept": lambda s, u: s.new("cchc.task.takeover", name=s.marker, plan_id=s.plan.id)},
        methods="""
            action_undo('Lý do') | kept | standing_office
        """,
        note="Made by the import of running tasks only.",
    ),
    "cchc.unit.event.import": Declaration(
        """
        who                     mine   others
        admin                   rwcu   -
        """,
        {
            "mine": lambda s, u: s.unit_event_import(u),
            "others": lambda s, u: s.unit_event_import(s.admin),
        },
        write=lambda s, k: {"level": "commune"},
        create=lambda s, k: k == "mine" and {"event_id": s.unit_event.id},
        methods="""
            action_check() | mine | admin
            action_import() | mine | admin
            action_check() | others | nobody
            action_import() | others | nobody
        """,
    ),
    "cchc.annex.import": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.annex(u),
            "others": lambda s, u: s.annex(s.colleague),
        },
        write=lambda s, k: {"file_name": "x.docx"},
        create=lambda s, k: k == "mine" and {"plan_id": s.plan.id},
        methods="""
            action_check() | mine | head standing_office leader
            action_import() | mine | nobody
            action_check() | others | nobody
            action_import() | others | nobody
        """,
    ),
    "cchc.annex.row": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.annex_part(u, "row", name=s.marker),
            "others": lambda s, u: s.annex_part(s.colleague, "row", name=s.marker),
        },
        write=lambda s, k: {"name": "x"},
        create=lambda s, k: False,
    ),
    "cchc.annex.term": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.annex_part(u, "term", text=s.marker),
            "others": lambda s, u: s.annex_part(s.colleague, "term", text=s.marker),
        },
        write=lambda s, k: {"is_ignored": True},
        create=lambda s, k: False,
    ),
    "cchc.unit.workbook": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.unit_workbook(u),
            "others": lambda s, u: s.unit_workbook(s.colleague),
        },
        write=lambda s, k: {"contact": "x"},
        create=lambda s, k: (
            k == "mine" and {"plan_id": s.plan.id, "unit_id": s.division.id, "way": "mail"}
        ),
        methods="""
            action_check() | mine | head standing_office leader
            action_import() | mine | head standing_office leader
            action_check() | others | nobody
            action_import() | others | nobody
        """,
        note="Of a division, taken in from above.",
    ),
    "cchc.unit.workbook.download": Declaration(
        """
        who                             mine   others
        head standing_office leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.unit_workbooks(u),
            "others": lambda s, u: s.unit_workbooks(s.colleague),
        },
        write=lambda s, k: {"unit_ids": [(5,)]},
        create=lambda s, k: k == "mine" and {"plan_id": s.plan.id},
        methods="""
            action_all() | mine | head standing_office leader
            action_download() | mine | head standing_office leader
            action_all() | others | nobody
            action_download() | others | nobody
        """,
    ),
    # -- reports -------------------------------------------------------------------------------
    "cchc.period.rule": Declaration(
        CATALOGUE,
        {
            "any": lambda s, u: s.new(
                "cchc.period.rule",
                name="Quy định",
                kind="year",
                date_from=f"{1980 + s.own}-01-01",
                date_to=f"{1980 + s.own}-12-31",
                **dict.fromkeys(("from_month", "from_day", "until_month"), 1),
                until_day=2,
            )
        },
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {
            "name": "Quy định",
            "kind": "year",
            "date_from": "1990-01-01",
            "date_to": f"199{s.own + 1}-12-31",
            **dict.fromkeys(("from_month", "from_day", "until_month"), 1),
            "until_day": 2,
        },
    ),
    "cchc.period": Declaration(
        """
        who                     any    any!
        internal                r      r
        """,
        {"any": lambda s, u: s.period},
        write=lambda s, k: {"name": "x"},
        create=lambda s, k: {
            "name": "Kỳ",
            "unit_id": s.province_unit.id,
            "date_from": "2020-01-01",
            "date_to": "2020-12-14",
        },
        methods="""
            action_open() | any | nobody
            action_close() | any | nobody
            action_reopen('x') | any | nobody
            action_cancel('x') | any | nobody
            action_urge() | any | nobody
            action_archive() | any | nobody
            action_download_archive() | any | harmless
            make_year(2090, {unit}) | | nobody
            action_open_reports() | any | harmless
            action_open_missing() | any | harmless
            action_open_late() | any | harmless
            action_compare() | any | harmless
            action_compare_excel() | any | harmless
            action_publish() | any | nobody
            action_unpublish('x') | any | nobody
            action_open_public_figures() | any | harmless
        """,
        note="Opened, published and taken back by the standing office or a leader of the "
        "committee; when units report is no secret.",
    ),
    "cchc.period.year": Declaration(
        """
        who                             mine   others
        standing_office leader          rwcu   -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.period.year", year=2090, unit_id=s.unit.id),
            "others": lambda s, u: s.as_user(
                s.case.user_standing, "cchc.period.year", year=2090, unit_id=s.unit.id
            ),
        },
        write=lambda s, k: {"year": 2091},
        create=lambda s, k: k == "mine" and {"year": 2090, "unit_id": s.unit.id},
        methods="""
            action_confirm() | mine | nobody
            action_confirm() | others | nobody
        """,
        note="The unit of the matrix is no committee: it opens no period.",
    ),
    "cchc.report.template": Declaration(
        OUTLINE,
        {"any": lambda s, u: s.spare_outline},
        write=lambda s, k: {"symbol": "BC"},
        create=lambda s, k: {"name": "Mới", "unit_id": s.unit.id, "date_from": "2020-01-01"},
        methods="""
            action_new_version() | any | standing_office leader admin!
        """,
        note="Those for the whole province are the administrator's.",
    ),
    "cchc.report.section": Declaration(
        OUTLINE,
        {
            "any": lambda s, u: s.new(
                "cchc.report.section", template_id=s.outline.id, number="X", name="Mục"
            )
        },
        write=lambda s, k: {"number": "Y"},
        create=lambda s, k: {"template_id": s.outline.id, "number": "Z", "name": "Mục"},
    ),
    "cchc.report.indicator": Declaration(
        OUTLINE,
        {
            "any": lambda s, u: s.new(
                "cchc.report.indicator",
                section_id=s.outline.section_ids[0].id,
                code=f"a{s.env.cr.now().microsecond}",
                name="Số",
            )
        },
        write=lambda s, k: {"number": "Y"},
        create=lambda s, k: {
            "section_id": s.outline.section_ids[0].id,
            "code": "moi",
            "name": "Số",
        },
    ),
    "cchc.report.check": Declaration(
        OUTLINE,
        {
            "any": lambda s, u: s.new(
                "cchc.report.check", template_id=s.outline.id, left="so", right="so", message="Sai"
            )
        },
        write=lambda s, k: {"message": "Sai nữa"},
        create=lambda s, k: {
            "template_id": s.outline.id,
            "left": "so",
            "right": "so",
            "message": "Sai",
        },
    ),
    "cchc.report": Declaration(
        REPORT,
        {
            "draft": lambda s, u: s.report("draft"),
            "submitted": lambda s, u: s.report("submitted"),
        },
        write=lambda s, k: {"signer": "x"},
        create=lambda s, k: {"unit_id": s.unit.id, "period_id": s.period.id, "body": "agency"},
        methods="""
            action_propose() | draft | officer head standing_office
            action_withdraw() | draft | nobody
            action_submit() | draft | head leader
            action_refresh() | draft | officer head standing_office
            action_recall() | submitted | head leader
            action_take_up() | submitted | nobody
            action_return('x') | submitted | nobody
            action_accept() | submitted | nobody
            action_urge() | draft | nobody
            action_word() | draft | harmless
            action_excel() | draft | harmless
            action_pdf() | draft | harmless
        """,
        note="Taken up by the committee above, for which no role of the matrix is held.",
    ),
    "cchc.report.text": Declaration(
        REPORT,
        {
            "draft": lambda s, u: s.report("draft").text_ids,
            "submitted": lambda s, u: s.report("submitted").text_ids,
        },
        write=lambda s, k: {"text": "x"},
        create=lambda s, k: {"report_id": s.report("draft").id, "name": "x"},
        methods="action_open() | draft | harmless",
    ),
    "cchc.report.line": Declaration(
        REPORT,
        {
            "draft": lambda s, u: s.report("draft").line_ids,
            "submitted": lambda s, u: s.report("submitted").line_ids,
        },
        write=lambda s, k: {"typed": "7"},
        create=lambda s, k: {
            "report_id": s.report("draft").id,
            "indicator_id": s.outline.indicator_ids[0].id,
            "code": "moi",
            "name": "Số",
        },
        methods="""
            action_open() | draft | nobody
        """,
        note="What was entered opens no records: the sentence says where it comes from.",
    ),
    "cchc.report.workbook": Declaration(
        """
        who                          mine   others
        officer head standing_office rwcu   -
        """,
        {
            "mine": lambda s, u: s.report_workbook(u),
            "others": lambda s, u: s.report_workbook(s.colleague),
        },
        write=lambda s, k: {"file_name": "x.csv"},
        create=lambda s, k: k == "mine" and {"report_id": s.report("draft").id},
        methods="""
            action_check() | mine | officer head standing_office
            action_import() | mine | officer head standing_office
            action_workbook() | mine | officer head standing_office
            action_check() | others | nobody
            action_import() | others | nobody
            action_workbook() | others | nobody
        """,
    ),
    "cchc.report.metric": Declaration("who"),
    "cchc.report.selection": Declaration(
        """
        who                                             mine   shared  others
        officer                                         rwcu   r       -
        head standing_office verifier leader auditor    rwcu   -       -
        """,
        {
            "mine": lambda s, u: s.as_user(
                u, "cchc.report.selection", **s.selection_values(unit_id=s.unit.id)
            ),
            "shared": lambda s, u: s.selection("shared"),
            "others": lambda s, u: s.selection("others"),
        },
        write=lambda s, k: {"last_periods": 3},
        create=lambda s, k: k == "mine" and s.selection_values(unit_id=s.unit.id),
        methods="""
            action_open_figures() | mine | officer head standing_office verifier leader auditor
            action_open_figures() | shared | officer
            action_excel() | others | harmless
            action_mute() | shared | officer
            action_mute() | others | nobody
            action_unmute() | shared | officer
            action_unmute() | others | nobody
        """,
        note="“shared” is a colleague's, shared with officers. What one reads in a table are the "
        "figures that one may read anyway.",
    ),
    "cchc.report.delivery": Declaration(
        """
        who                                                     mine   others
        officer head standing_office verifier leader auditor    r      -
        """,
        {
            "mine": lambda s, u: s.new(
                "cchc.report.delivery",
                selection_id=s.selection("shared").id,
                user_id=u.id,
                occasion="2020-01",
                file_name=f"{s.marker}.xlsx",
            ),
            "others": lambda s, u: s.delivery,
        },
        write=lambda s, k: {"occasion": "2020-02"},
        create=lambda s, k: {
            "selection_id": s.selection("shared").id,
            "user_id": s.officer.id,
            "occasion": "2020-03",
        },
        note="Written by the job alone; the file was made with the rights of who got it.",
    ),
    # -- staff ---------------------------------------------------------------------------------
    "cchc.staff.appointment": Declaration(
        """
        who                     begun  coming  begun!  coming!
        internal                r      -       r       -
        hr                      rwc    rwcu    r       -
        head standing_office    r      r       r       -
        leader auditor          r      r       r       -
        admin                   rwc    rwcu    rwc     rwcu
        """,
        {"begun": lambda s, u: s.post, "coming": lambda s, u: s.coming_post},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "employee_id": s.employee.id,
            "unit_id": s.unit.id,
            "mode": "concurrent",
            "date_from": "2099-01-01",
        },
        note="Name, unit and post of staff are a public directory, posts to come are for who answers "
        "for the unit. What has begun is ended, not deleted.",
    ),
    "cchc.unit.class": Declaration(
        CATALOGUE,
        {
            "any": lambda s, u: s.new(
                "cchc.unit.class", name="Hạng", code=f"h_{s.code}", kind="facility"
            )
        },
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Hạng", "code": f"hx_{s.code}", "kind": "facility"},
    ),
    "cchc.unit.classification": Declaration(
        """
        who                     of_unit  of_division  of_unit!  of_division!
        internal                r        r            r         r
        hr                      r        rwcu         r         r
        standing_office         rwcu     rwcu         r         r
        admin                   rwcu     rwcu         rwcu      rwcu
        """,
        {
            "of_unit": lambda s, u: s.classification(s.unit),
            "of_division": lambda s, u: s.classification(s.division),
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "unit_id": (s.unit if k == "of_unit" else s.division).id,
            "class_id": s.env.ref("cchc_reform.unit_class_of_unit_class_1").id,
            "date_from": "2098-01-01",
        },
        note="Classes of units are public. That of a unit comes from above, as its numbers do.",
    ),
    "cchc.staff.deputy.rule": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.deputy_rule},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {
            "name": "Quy định mới",
            "is_draft": True,
            "date_from": "2098-01-01",
            "unit_type_ids": [(6, 0, s.division.unit_type_id.ids)],
            "band_ids": [(0, 0, {"at_least": 0, "number": 1})],
        },
    ),
    "cchc.staff.deputy.band": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.deputy_rule.band_ids},
        write=lambda s, k: {"number": 3},
        create=lambda s, k: {"rule_id": s.deputy_rule.id, "at_least": 20, "number": 4},
    ),
    "cchc.rating": Declaration(
        """
        who                draft  self_rated  met  proposed  decided  announced  unit
        hr                 rwcu   rw          rw   r         r        r          rwcu
        head               rwcu   rw          rw   rw        r        r          rwcu
        leader             r      r           r    rw        r        r          -
        """,
        {
            state: lambda s, u, state=state: s.rating(state)
            for state in (
                "draft",
                "self_rated",
                "met",
                "proposed",
                "decided",
                "announced",
                "unit",
            )
        },
        write=lambda s, k: {
            "unit": {"self_text": "x"},
            "draft": {"months": 11},
            "self_rated": {"minutes": "x"},
            "met": {"opinion": "x"},
            "proposed": {"other_reason": "x"},
        }.get(k, {"months": 11}),
        create=lambda s, k: {
            "draft": {"employee_id": s.candidate.id, "unit_id": s.unit.id, "year": 2025},
            "unit": {"subject": "unit", "unit_id": s.unit.id, "year": 2027},
        }.get(k),
        methods="""
            action_self_rate() | draft | nobody
            action_meet() | self_rated | hr head
            action_propose() | met | hr head
            action_return('Lý do') | proposed | hr head leader
            action_decide() | proposed | head leader
            action_announce() | decided | hr head
            action_reopen('Lý do') | decided | head leader
            action_reopen('Lý do') | announced | head leader
            action_open_work() | unit | hr head
        """,
        note="Confidential. The rated person, who is none of the matrix, reads it and rates first; "
        "leaders read it where they decide: in the unit that the role is held for, not below it.",
    ),
    "cchc.rating.line": Declaration(
        """
        who               any
        hr head leader    r
        """,
        {"any": lambda s, u: s.rating("announced").line_ids[:1]},
        write=lambda s, k: {"given_points": 1},
        create=lambda s, k: {
            "rating_id": s.rating("announced").id,
            "criterion_id": s.rating_scheme.criterion_ids.id,
            "most_points": 5,
        },
        methods="""
            action_open_figure() | any | nobody
        """,
        note="The points are read by those who handle the rating, announced or not. Behind these "
        "points is no figure.",
    ),
    "cchc.rating.announced": Declaration(
        """
        who                       any
        standing_office leader    r
        """,
        {"any": lambda s, u: s.env["cchc.rating.announced"].browse(s.rating("announced").id)},
        write=lambda s, k: {"level": "excellent"},
        create=lambda s, k: {"level": "excellent"},
        note="Who is in post in the unit reads them too; nobody of the matrix is.",
    ),
    "cchc.rating.year": Declaration(
        """
        who                mine   others
        hr head leader     rwcu   -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.rating.year", year=2020, unit_id=s.unit.id),
            "others": lambda s, u: s.as_user(
                s.hr_colleague, "cchc.rating.year", year=2020, unit_id=s.unit.id
            ),
        },
        write=lambda s, k: {"year": 2021},
        create=lambda s, k: k == "mine" and {"year": 2020, "unit_id": s.unit.id},
        methods="""
            action_start() | mine | hr head
            action_list() | mine | nobody
            action_notice() | mine | nobody
            action_start() | others | nobody
            action_list() | others | nobody
            action_notice() | others | nobody
        """,
        note="Only those who handle ratings start them; of that year there is none to print.",
    ),
    "cchc.rating.scheme": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.rating_scheme},
        write=lambda s, k: {"excellent_percent": 3},
        create=lambda s, k: {
            "name": "Quy định mới",
            "subject": "person",
            "is_draft": True,
            "date_from": "2098-01-01",
        },
    ),
    "cchc.rating.criterion": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.rating_scheme.criterion_ids},
        write=lambda s, k: {"points": 3},
        create=lambda s, k: {"scheme_id": s.rating_scheme.id, "name": "Tiêu chí", "points": 4},
    ),
    "cchc.staff.ceiling": Declaration(
        """
        who                                         any
        hr head standing_office leader auditor      r
        """,
        {"any": lambda s, u: s.env["cchc.staff.ceiling"].search([("unit_id", "=", s.division.id)])},
        write=lambda s, k: {"deputies": 0},
        create=lambda s, k: {"unit_id": s.division.id},
        methods="""
            action_open_deputies() | any | hr head standing_office leader auditor
            action_open_quotas() | any | hr head standing_office leader auditor
            action_open_members() | any | hr head standing_office leader auditor
        """,
        note="Numbers of deputies name nobody; the posts behind them are the public directory.",
    ),
    "cchc.staff.surplus": Declaration(
        """
        who                     open
        hr standing_office      rw
        head leader auditor     r
        """,
        {"open": lambda s, u: s.surplus},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "unit_id": s.unit.id,
            "tested": "own",
            "since": "2026-01-01",
            "opened_on": "2026-01-01",
        },
        methods="""
            action_urge() | open | hr standing_office leader
            action_open_ceiling() | open | hr standing_office head leader auditor
        """,
        note="Found and closed by the system. The roadmap names people: it is for who answers for "
        "the unit.",
    ),
    "cchc.staff.surplus.step": Declaration(
        """
        who                     any
        hr standing_office      rwcu
        head leader auditor     r
        """,
        {"any": lambda s, u: s.surplus.step_ids},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "surplus_id": s.surplus.id,
            "post_id": s.surplus.step_ids.post_id.id,
            "planned_on": "2099-01-01",
        },
        methods="""
            action_carry_out() | any | hr standing_office
        """,
    ),
    "cchc.staff.move": Declaration(
        """
        who                     mine   others
        hr admin                rwc    -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.staff.move", **s.moving()),
            "others": lambda s, u: s.as_user(s.admin, "cchc.staff.move", **s.moving()),
        },
        write=lambda s, k: {"new_title": "x"},
        create=lambda s, k: k == "mine" and s.moving(),
        methods="""
            action_confirm() | mine | hr admin
            action_confirm() | others | nobody
        """,
        note="It writes the posts with the user's own rights.",
    ),
    "cchc.staff.scenario": Declaration(
        """
        who                                 mine   others
        hr head standing_office leader      rwcu   -
        """,
        {
            "mine": lambda s, u: s.trial(u),
            "others": lambda s, u: s.trial(s.colleague),
        },
        write=lambda s, k: {"rules_on": "2025-01-01"},
        create=lambda s, k: k == "mine" and {"day": "2026-01-01"},
        methods="""
            action_try() | mine | hr head standing_office leader
            action_try() | others | nobody
            action_workbook() | mine | hr head standing_office leader
            action_workbook() | others | nobody
        """,
        note="A trial of one's own units on a copy of the figures.",
    ),
    "cchc.staff.scenario.line": Declaration(
        """
        who                                 mine   others
        hr head standing_office leader      rwcu   -
        """,
        {
            "mine": lambda s, u: s.trial(u).line_ids,
            "others": lambda s, u: s.trial(s.colleague).line_ids,
        },
        write=lambda s, k: {"number": 3},
    ),
    "cchc.staff.scenario.result": Declaration(
        """
        who                                 mine   others
        hr head standing_office leader      rwu    -
        """,
        {
            "mine": lambda s, u: s.trial(u).result_ids,
            "others": lambda s, u: s.trial(s.colleague).result_ids,
        },
        write=lambda s, k: {"deputies_after": 3},
    ),
    # -- awards --------------------------------------------------------------------------------
    "cchc.award.title": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.award.title", name="Danh hiệu", code=f"a_{s.code}")},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Danh hiệu", "code": f"ax_{s.code}"},
    ),
    "cchc.award.authority": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.award_authority},
        write=lambda s, k: {"article": "Điều 1"},
        create=lambda s, k: {
            "title_id": s.env.ref("cchc_reform.award_title_fighter_base").id,
            "authority": "president",
            "date_from": "1980-01-01",
            "date_to": "1980-01-02",
        },
    ),
    "cchc.award.condition": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.award_condition},
        write=lambda s, k: {"article": "Điều 1"},
        create=lambda s, k: {
            "title_id": s.env.ref("cchc_reform.award_title_fighter_base").id,
            "kind": "votes",
            "date_from": "1980-01-01",
            "date_to": "1980-01-02",
        },
    ),
    "cchc.award.money": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.award_money},
        write=lambda s, k: {"article": "Điều 1"},
        create=lambda s, k: {
            "title_id": s.env.ref("cchc_reform.award_title_fighter_base").id,
            "multiple": 1,
            "date_from": "1970-01-01",
            "date_to": "1970-01-02",
        },
    ),
    "cchc.award.base.salary": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.base_salary},
        write=lambda s, k: {"article": "Điều 1"},
        create=lambda s, k: {
            "amount": 1000,
            "date_from": "1970-01-01",
            "date_to": "1970-01-02",
        },
    ),
    "cchc.award": Declaration(
        """
        who                                     decided  cancelled  decided!  cancelled!
        hr standing_office                      rwc      r          r         -
        head leader auditor                     r        r          r         -
        officer verifier admin system outsider  r        -          r         -
        """,
        {
            "decided": lambda s, u: s.award(),
            "cancelled": lambda s, u: s.award("cancelled"),
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: (
            k == "decided"
            and {
                "title_id": s.env.ref("cchc_reform.award_title_advanced_worker").id,
                "employee_id": s.trainee.id,
                "unit_id": s.unit.id,
                "year": 2019,
                "decision_number": "1/QĐ",
                "decision_date": "2020-01-05",
            }
        ),
        methods="""
            action_cancel("x") | decided | nobody
            action_cancel("x") | cancelled | nobody
        """,
        note="What was awarded is announced, and open to all inside. A cancelled award is seen by "
        "who answers for the unit, and by the person. The cancelling decision is entered first.",
    ),
    "cchc.initiative": Declaration(
        """
        who                             draft  submitted  assessed  recognised  recognised!
        officer head hr                 rwcu   rw         rw        rw          r
        standing_office leader auditor  -      r          r         r           r
        verifier admin system outsider  -      -          -         r           r
        """,
        {
            state: lambda s, u, state=state: s.initiative(state)
            for state in ("draft", "submitted", "assessed", "recognised")
        },
        write=lambda s, k: {"pilot_result": "x"},
        create=lambda s, k: (
            k == "draft" and {"name": "Sáng kiến", "unit_id": s.unit.id, "domain_id": s.domain.id}
        ),
        methods="""
            action_submit() | draft | officer head hr
            action_register() | draft | nobody
            action_return('Lý do') | submitted | head hr leader
            action_recall('Lý do') | submitted | nobody
            action_open_assessment() | submitted | officer head hr standing_office leader auditor
            action_assess() | submitted | head hr leader
            action_recognise() | assessed | head hr leader
            action_refuse() | assessed | nobody
            action_propose() | recognised | head hr leader
            action_recognise_province() | recognised | nobody
            action_decline() | recognised | nobody
            action_cancel('Lý do') | recognised | head hr leader
        """,
        note="A draft is of the authors, who are none of the matrix, and of the unit. What the "
        "council found forbids to refuse it, and that it has met, to take it back; no initiative "
        "here stands before the province.",
    ),
    "cchc.initiative.author": Declaration(
        """
        who                             draft  recognised  recognised!
        internal                        -      r           r
        officer head hr                 rwcu   r           r
        """,
        {
            state: lambda s, u, state=state: s.initiative(state).author_ids
            for state in ("draft", "recognised")
        },
        write=lambda s, k: {"share": 90},
        create=lambda s, k: {
            "initiative_id": s.initiative(k).id,
            "outside_name": "Người khác",
            "share": 10,
        },
    ),
    "cchc.initiative.assessment": Declaration(
        """
        who                             open   decided
        head hr leader                  rwc    r
        officer standing_office auditor r      r
        """,
        {
            "open": lambda s, u: s.initiative("submitted").assessment_ids,
            "decided": lambda s, u: s.initiative("recognised").assessment_ids,
        },
        write=lambda s, k: {"minutes": "x"},
        create=lambda s, k: {
            "initiative_id": s.initiative("bare" if k == "open" else "recognised").id,
            "held_on": "2026-01-05",
            "member_ids": [(6, 0, s.employee.ids)],
            "votes_for": 1,
        },
        note="Votes and minutes are no part of what is announced. Of the matrix, the standing "
        "office holds no role for the province, whose council it would handle.",
    ),
    "cchc.initiative.replication": Declaration(
        """
        who                             draft  confirmed  confirmed!
        internal                        -      r          r
        officer head                    rwcu   r          r
        """,
        {state: lambda s, u, state=state: s.replication(state) for state in ("draft", "confirmed")},
        write=lambda s, k: {"effect": "x"},
        create=lambda s, k: (
            k == "draft"
            and {
                "initiative_id": (s.case.foreign if s.own else s.case.own)
                .initiative("recognised")
                .id,
                "unit_id": s.unit.id,
            }
        ),
        methods="""
            action_confirm() | draft | head
            action_reopen('Lý do') | confirmed | head
        """,
        note="What a unit took over; the head confirms it, and it is open to all.",
    ),
    "cchc.award.check": Declaration(
        """
        who                                     mine   others
        hr head standing_office leader auditor  rwcu   -
        """,
        {
            "mine": lambda s, u: s.award_check(u),
            "others": lambda s, u: s.award_check(s.case.user_standing),
        },
        write=lambda s, k: {"year": 2022},
        create=lambda s, k: (
            k == "mine"
            and {
                "title_id": s.env.ref("cchc_reform.award_title_fighter_base").id,
                "employee_id": s.trainee.id,
                "year": 2022,
            }
        ),
    ),
    # -- discipline ----------------------------------------------------------------------------
    "cchc.discipline.case": Declaration(
        """
        who       draft  open  decided  appealed  dropped
        hr head   rwcu   rw    rw       rw        r
        leader    rw     rw    rw       rw        r
        """,
        {
            state: lambda s, u, state=state: s.discipline(state)
            for state in ("draft", "open", "decided", "appealed", "dropped")
        },
        write=lambda s, k: {
            "decided": {"appeal_on": s.discipline("decided").decision_date.isoformat()},
            "appealed": {"appeal_number": "3/QĐ"},
        }.get(k, {"facts": "x"}),
        create=lambda s, k: (
            k == "draft"
            and {
                "employee_id": s.disciplined.id,
                "unit_id": s.unit.id,
                "staff_kind": "civil_servant",
                "detected_on": "2026-01-05",
            }
        ),
        methods="""
            action_open() | draft | hr head leader
            action_decide() | open | head leader
            action_drop('Lý do') | open | head leader
            action_refer('Lý do') | open | hr head leader
            action_appeal() | decided | hr head leader
            action_settle() | appealed | hr head leader
        """,
        note="Strictly confidential: by roles held for exactly the unit or the deciding unit. An "
        "auditor needs a named decision, and who is named in the case reads it; the person reads "
        "the own decision only. The standing office and administrators read nothing.",
    ),
    "cchc.discipline.hold": Declaration(
        """
        who              any
        hr head leader   rwcu
        """,
        {"any": lambda s, u: s.hold},
        write=lambda s, k: {"date_to": "2099-02-01"},
        create=lambda s, k: {
            "case_id": s.discipline("open").id,
            "ground": "illness",
            "date_from": "2098-01-01",
        },
        note="Read and written as its case.",
    ),
    "cchc.discipline.reminder": Declaration(
        """
        who    any
        head   r
        """,
        {"any": lambda s, u: s.discipline_reminder},
        write=lambda s, k: {"seen": True},
        create=lambda s, k: {
            "case_id": s.discipline("open").id,
            "user_id": s.head.id,
            "clock": "limitation",
            "last_on": "2098-01-01",
            "step": 30,
            "day": "2098-01-01",
        },
        methods="""
            action_seen() | any | head
            action_open_case() | any | head
        """,
        note="Written by the system alone, and read by the one who is reminded, here the head.",
    ),
    "cchc.discipline.access": Declaration(
        """
        who      any
        leader   rc
        """,
        {"any": lambda s, u: s.discipline_access},
        write=lambda s, k: {"date_to": "2099-01-01"},
        create=lambda s, k: {
            "user_id": s.auditor.id,
            "unit_id": s.unit.id,
            "decision_number": "2/QĐ",
            "decision_date": "2026-01-05",
            "date_to": "2099-01-01",
        },
        methods="""
            action_end() | any | leader
        """,
        note="The auditor who is named in it, and is none of the matrix, reads it too.",
    ),
    "cchc.discipline.decision": Declaration(
        "who  any",
        {"any": lambda s, u: s.env["cchc.discipline.decision"].browse(s.discipline("decided").id)},
        write=lambda s, k: {"signer": "x"},
        create=lambda s, k: {"signer": "x"},
        note="Read by the person concerned, who is none of the matrix.",
    ),
    "cchc.discipline.figure": Declaration(
        "who",
        note="Numbers of the units of one's roles, for HR officers, heads, the standing office, "
        "leaders and auditors; small ones have no row.",
    ),
    "cchc.discipline.review": Declaration(
        """
        who                          any
        standing_office              rwc
        officer head hr leader auditor  r
        """,
        {"any": lambda s, u: s.review},
        write=lambda s, k: {"remedy": "x"},
        create=lambda s, k: {"unit_id": s.unit.id, "cause": "x", "document_date": "2025-01-06"},
        note="HR officers keep those of the units below their own.",
    ),
    "cchc.discipline.breach": Declaration(
        """
        who                     any
        hr standing_office      rwc
        head leader auditor     r
        """,
        {"any": lambda s, u: s.breach},
        write=lambda s, k: {"measure": "x"},
        create=lambda s, k: {"unit_id": s.unit.id, "breach": "x", "checked_on": "2025-01-06"},
    ),
    "cchc.discipline.form": Declaration(
        """
        who         any   any!
        internal    r     r
        admin       rwc   rwc
        """,
        {"any": lambda s, u: s.discipline_form},
        write=lambda s, k: {"article": "x"},
        create=lambda s, k: {
            "code": "warning",
            "staff_kind": "cadre",
            "date_from": "1970-01-01",
            "date_to": "1970-01-02",
        },
        note="Not deleted: a refusal would tell that there is a case with it.",
    ),
    "cchc.discipline.rule": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.discipline_rule},
        write=lambda s, k: {"article": "x"},
        create=lambda s, k: {
            "code": "handling",
            "number": 5,
            "date_from": "1970-01-01",
            "date_to": "1970-01-02",
        },
    ),
    "cchc.award.nomination": Declaration(
        """
        who                registered  proposed  appraised  voted  decided
        hr                 rwcu        r         r          r      r
        head               rwcu        r         r          r      r
        standing_office    r           rw        rw         r      r
        leader             -           r         r          r      r
        """,
        {
            state: lambda s, u, state=state: s.nomination(state)
            for state in ("registered", "proposed", "appraised", "voted", "decided")
        },
        write=lambda s, k: {
            "proposed": {"appraisal": "x"},
            "appraised": {"council_minutes": "x"},
        }.get(k, {"achievements": "x"}),
        create=lambda s, k: (
            k == "registered"
            and {
                "title_id": s.env.ref("cchc_reform.award_title_fighter_base").id,
                "employee_id": s.trainee.id,
                "unit_id": s.unit.id,
                "year": 2019,
            }
        ),
        methods="""
            action_check() | registered | hr head
            action_propose() | registered | hr head
            action_appraise() | proposed | nobody
            action_vote() | appraised | standing_office
            action_decide('5/QĐ', '2026-01-09') | voted | standing_office
            action_reject('Lý do') | voted | standing_office
            action_return('Lý do') | proposed | standing_office
            action_withdraw('Lý do') | registered | hr head
            action_open_award() | decided | hr head standing_office leader
            action_print_list() | decided | hr head standing_office leader
            action_print_submission() | proposed | hr head
            action_print_decision() | voted | hr head standing_office leader
        """,
        note="It tells of ratings and discipline: only who handles it reads it, leaders once it is "
        "proposed; officers and auditors do not. It is appraised once all is confirmed by hand; "
        "of base titles the unit's HR officer, too, is the emulation office.",
    ),
    "cchc.award.nomination.check": Declaration(
        """
        who                        registered  proposed
        hr head                    r           r
        standing_office leader     -           r
        """,
        {
            state: lambda s, u, state=state: s.nomination(state).check_ids
            for state in ("registered", "proposed")
        },
        write=lambda s, k: {"status": "met"},
        create=lambda s, k: {
            "nomination_id": s.nomination(k).id,
            "kind": "share",
            "status": "met",
            "sentence": "x",
        },
        methods="""
            action_confirm('Lý do') | registered | hr head
            action_confirm('Lý do') | proposed | hr head standing_office
            action_excuse('Lý do') | proposed | nobody
        """,
        note="Only the system writes what was found. Who registered the nomination does not "
        "confirm by hand; all conditions here are met or open, so that none is excused.",
    ),
    "cchc.award.consultation": Declaration(
        """
        who                any
        hr head leader     r
        standing_office    rwcu
        """,
        {"any": lambda s, u: s.consultation},
        write=lambda s, k: {"remarks": "x"},
        create=lambda s, k: {"nomination_id": s.nomination("appraised").id, "body": "x"},
        note="Of a base title the unit's HR officer writes them, too.",
    ),
    "cchc.award.vote": Declaration(
        """
        who                any
        leader             r
        standing_office    rwcu
        """,
        {"any": lambda s, u: s.vote},
        write=lambda s, k: {"vote": "against"},
        create=lambda s, k: {
            "nomination_id": s.nomination("appraised").id,
            "employee_id": s.trainee.id,
            "vote": "aside",
        },
    ),
    "cchc.award.block": Declaration(
        """
        who                draft  scoring  closed  draft!  scoring!  closed!
        internal           -      r        r       -       r         r
        standing_office    rwcu   r        r       -       r         r
        """,
        {
            state: lambda s, u, state=state: s.block(state)
            for state in ("draft", "scoring", "closed")
        },
        write=lambda s, k: {"most_points": 90},
        create=lambda s, k: k == "draft" and {"name": "Khối", "unit_id": s.unit.id},
        methods="""
            action_take_members() | draft | nobody
            action_open() | draft | standing_office
            action_close() | scoring | nobody
            action_close_without('Lý do') | scoring | standing_office
            action_reopen('Lý do') | closed | standing_office
            action_nominate() | closed | nobody
        """,
        note="Announced inside once it is opened. Members are taken over where a ranking block is "
        "chosen; it is closed without a reason once all have scored.",
    ),
    "cchc.award.block.score": Declaration(
        """
        who                scoring  closed
        hr head            rw       r
        standing_office    r        r
        """,
        {state: lambda s, u, state=state: s.block_score(state) for state in ("scoring", "closed")},
        write=lambda s, k: {"points": 1},
        create=lambda s, k: {
            "block_id": s.block(k).id,
            "scorer_unit_id": s.unit.id,
            "unit_id": s.division.id,
        },
        note="Entered by the scoring unit itself; the pairs follow from the members.",
    ),
    "cchc.award.campaign": Declaration(
        """
        who                      draft  running  ended  draft!  running!  ended!
        internal                 -      r        r      -       r         r
        hr head standing_office  rwcu   rw       r      -       r         r
        """,
        {
            state: lambda s, u, state=state: s.campaign(state)
            for state in ("draft", "running", "ended")
        },
        write=lambda s, k: {"mid_review": "x"},
        create=lambda s, k: (
            k == "draft" and {"name": "Phong trào", "unit_id": s.unit.id, "date_to": "2099-01-01"}
        ),
        methods="""
            action_launch() | draft | hr head standing_office
            action_review() | running | hr head standing_office
            action_end() | running | nobody
            action_reopen('Lý do') | ended | hr head standing_office
        """,
        note="Announced inside once it is launched. The final review is written before it ends.",
    ),
    "cchc.award.campaign.criterion": Declaration(
        """
        who                      draft  running  draft!  running!
        internal                 -      r        -       r
        hr head standing_office  rwcu   r        -       r
        """,
        {
            state: lambda s, u, state=state: s.campaign(state).criterion_ids
            for state in ("draft", "running")
        },
        write=lambda s, k: {"wanted": "x"},
        create=lambda s, k: {"campaign_id": s.campaign(k).id, "name": "x"},
    ),
    "cchc.award.campaign.unit": Declaration(
        """
        who                      any
        hr head standing_office  rwcu
        leader auditor           r
        """,
        {"any": lambda s, u: s.campaign_line},
        write=lambda s, k: {"mid_result": "x"},
        create=lambda s, k: {"campaign_id": s.campaign("running").id, "unit_id": s.division.id},
    ),
    "cchc.award.decide": Declaration(
        """
        who                             mine   others
        hr standing_office              rwcu   -
        """,
        {
            "mine": lambda s, u: s.award_decide(u),
            "others": lambda s, u: s.award_decide(s.case.user_standing),
        },
        write=lambda s, k: {"number": "x"},
        create=lambda s, k: k == "mine" and {"number": "x"},
        methods="""
            action_confirm() | mine | standing_office
            action_confirm() | others | nobody
        """,
    ),
    "cchc.staff.rank": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.staff.rank", name="Ngạch", code=f"n_{s.code}")},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Ngạch", "code": f"nx_{s.code}"},
    ),
    "cchc.staff.position.review": Declaration(
        CATALOGUE,
        {
            "any": lambda s, u: s.new(
                "cchc.staff.position.review",
                name="Phê duyệt lại",
                decided_before="1990-01-01",
                due_on="1990-06-01",
            )
        },
        write=lambda s, k: {"due_on": "1990-07-01"},
        create=lambda s, k: {
            "name": "Khác",
            "decided_before": "1990-01-01",
            "due_on": "1990-06-01",
        },
    ),
    "cchc.staff.position": Declaration(
        """
        who                     coming
        hr standing_office      rwcu
        head leader auditor     r
        """,
        {"coming": lambda s, u: s.position},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {"unit_id": s.unit.id, "name": "Vị trí", "date_from": "2099-01-01"},
        methods="""
            action_open_people() | coming | hr standing_office head leader auditor
        """,
    ),
    "cchc.staff.position.renewal": Declaration(
        """
        who                     mine   others
        hr standing_office      rwcu   -
        """,
        {
            "mine": lambda s, u: s.renewal(u),
            "others": lambda s, u: s.renewal(s.case.user_standing),
        },
        write=lambda s, k: {"number": 3},
        create=lambda s, k: k == "mine" and {"first_day": "2098-01-01", "decision_number": "1/QĐ"},
        methods="""
            action_confirm() | mine | hr standing_office
            action_confirm() | others | nobody
        """,
        note="It writes the positions with the user's own rights.",
    ),
    "cchc.staff.position.placing": Declaration(
        """
        who     mine   others
        hr      rwcu   -
        """,
        {
            "mine": lambda s, u: s.placing(u),
            "others": lambda s, u: s.placing(s.hr_colleague),
        },
        write=lambda s, k: {"decision_number": "2"},
        create=lambda s, k: k == "mine" and {"position_id": s.present_position.id},
        methods="""
            action_confirm() | mine | hr
            action_confirm() | others | nobody
        """,
        note="It writes the posts with the user's own rights.",
    ),
    "cchc.staff.position.share": Declaration(
        """
        who                     any
        hr standing_office      rwcu
        head leader auditor     r
        """,
        {"any": lambda s, u: s.position.share_ids},
        write=lambda s, k: {"percent": 30},
        create=lambda s, k: {
            "position_id": s.position.id,
            "rank_id": s.env.ref("cchc_reform.staff_rank_clerk").id,
            "percent": 5,
        },
    ),
    "cchc.staff.position.analysis": Declaration(
        """
        who                                         any
        hr head standing_office leader auditor      r
        """,
        {
            "any": lambda s, u: s.env["cchc.staff.position.analysis"].search(
                [("position_id", "=", s.present_position.id)]
            )
        },
        write=lambda s, k: {"filled": 0},
        create=lambda s, k: {"unit_id": s.unit.id},
        methods="""
            action_open_people() | any | hr head standing_office leader auditor
        """,
    ),
    "cchc.staff.training": Declaration(
        """
        who                     planned  planned!
        hr standing_office      rwcu     r
        head leader auditor     r        r
        """,
        {"planned": lambda s, u: s.other_training},
        write=lambda s, k: {"planned_number": 7},
        create=lambda s, k: {
            "name": "Lớp",
            "unit_id": s.unit.id,
            "date_from": "2026-01-05",
            "date_to": "2026-01-06",
        },
        methods="""
            action_start() | planned | hr standing_office
            action_finish() | planned | nobody
            action_cancel("x") | planned | hr standing_office
        """,
        note="A course is open to all who answer for units; who took part is not.",
    ),
    "cchc.staff.training.participant": Declaration(
        """
        who                     any
        hr standing_office      rwcu
        head leader auditor     r
        """,
        {"any": lambda s, u: s.training.participant_ids},
        write=lambda s, k: {"grade": "x"},
        create=lambda s, k: {"training_id": s.other_training.id, "employee_id": s.trainee.id},
    ),
    "cchc.staff.training.need": Declaration(
        """
        who                     draft    submitted  below  approved
        hr standing_office      rwcu     r          r      r
        head leader auditor     r        r          r      r
        """,
        {
            "draft": lambda s, u: s.need(s.unit),
            "submitted": lambda s, u: s.need(s.unit, "submitted"),
            "below": lambda s, u: s.need(s.division, "submitted"),
            "approved": lambda s, u: s.need(s.division, "approved"),
        },
        write=lambda s, k: {"number": 4},
        create=lambda s, k: k == "draft" and {"unit_id": s.unit.id, "year": 2091, "number": 5},
        methods="""
            action_submit() | draft | hr head standing_office
            action_approve("1/QĐ", "2026-01-05") | submitted | nobody
            action_approve("1/QĐ", "2026-01-05") | below | hr head standing_office leader
            action_return("x") | below | hr head standing_office leader
            action_reopen("x") | approved | hr head standing_office leader
        """,
        note="A unit above approves; the matrix holds its roles for the unit, and none above it.",
    ),
    "cchc.staff.training.approval": Declaration(
        """
        who                             mine   others
        hr head standing_office leader  rwcu   -
        """,
        {
            "mine": lambda s, u: s.training_approval(u),
            "others": lambda s, u: s.training_approval(s.case.user_standing),
        },
        write=lambda s, k: {"number": "x"},
        create=lambda s, k: k == "mine" and {"number": "1"},
        methods="""
            action_confirm() | mine | hr head standing_office leader
            action_confirm() | others | nobody
        """,
    ),
    "cchc.staff.training.share": Declaration(
        """
        who                                         any
        hr head standing_office leader auditor      r
        """,
        {
            "any": lambda s, u: s.env["cchc.staff.training.share"].search(
                [("unit_id", "=", s.division.id)]
            )
        },
        write=lambda s, k: {"trained": 0},
        create=lambda s, k: {"unit_id": s.division.id},
        methods="""
            action_open_people() | any | hr head standing_office leader auditor
        """,
    ),
    "cchc.staff.strength": Declaration(
        """
        who                                         any
        hr head standing_office leader auditor      r
        """,
        {
            "any": lambda s, u: s.env["cchc.staff.strength"].search(
                [("unit_id", "=", s.division.id), ("kind", "=", "civil_servant")]
            )
        },
        write=lambda s, k: {"headcount": 0},
        create=lambda s, k: {"unit_id": s.division.id},
        methods="""
            action_open_people() | any | hr head standing_office leader auditor
            action_open_own_people() | any | hr head standing_office leader auditor
            action_open_quotas() | any | hr head standing_office leader auditor
            action_open_below() | any | hr head standing_office leader auditor
        """,
        note="Numbers of staff name nobody; the posts behind them are the public directory.",
    ),
    "cchc.staff.day": Declaration(
        """
        who                                         mine   others
        hr head standing_office leader auditor      rwcu   -
        """,
        {
            "mine": lambda s, u: s.as_user(u, "cchc.staff.day", day="2026-01-01"),
            "others": lambda s, u: s.as_user(s.colleague, "cchc.staff.day", day="2026-01-01"),
        },
        write=lambda s, k: {"day": "2025-01-01"},
        create=lambda s, k: k == "mine" and {"day": "2026-01-01"},
        methods="""
            action_open() | mine | hr head standing_office leader auditor
            action_word() | mine | hr head standing_office leader auditor
            action_excel() | mine | hr head standing_office leader auditor
            action_open() | others | nobody
            action_word() | others | nobody
            action_excel() | others | nobody
        """,
        note="A day and a unit; the tables and files that it opens are bound by their own rules.",
    ),
    "cchc.staff.workbook": Declaration(
        """
        who                             mine   others
        hr standing_office admin        rwcu   -
        """,
        {
            "mine": lambda s, u: s.staff_workbook(u),
            "others": lambda s, u: s.staff_workbook(s.admin),
        },
        write=lambda s, k: {"all_days": True},
        create=lambda s, k: k == "mine" and {"kind": "quotas"},
        methods="""
            action_check() | mine | hr standing_office admin
            action_import() | mine | hr standing_office admin
            action_template() | mine | hr standing_office admin
            action_current() | mine | hr standing_office admin
            action_check() | others | nobody
            action_import() | others | nobody
            action_template() | others | nobody
            action_current() | others | nobody
        """,
        note="Under the user's own rights: what goes out is what the user enters by hand.",
    ),
    "cchc.staff.quota": Declaration(
        """
        who                     of_unit  of_division  of_unit!  of_division!
        hr                      r        rwcu         -         -
        head leader auditor     r        r            -         -
        standing_office         rwcu     rwcu         -         -
        admin                   rwcu     rwcu         rwcu      rwcu
        """,
        {"of_unit": lambda s, u: s.quota, "of_division": lambda s, u: s.division_quota},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "unit_id": (s.unit if k == "of_unit" else s.division).id,
            "year": 2098,
            "number": 7,
        },
        note="The number of a unit comes from above: its HR officer enters those of the units "
        "below only.",
    ),
    # -- streamlining, schemes -----------------------------------------------------------------
    "cchc.staff.streamlining.target": Declaration(
        CATALOGUE,
        {
            "any": lambda s, u: s.new(
                "cchc.staff.streamlining.target",
                kind="contract",
                percent=1,
                **dict.fromkeys(("year_from", "year_to"), 1990 + s.own),
            )
        },
        write=lambda s, k: {"percent": 3},
        create=lambda s, k: {
            "kind": "contract",
            "percent": 2,
            **dict.fromkeys(("year_from", "year_to"), 1980 + s.own),
        },
    ),
    "cchc.staff.streamlining.basis": Declaration(
        CATALOGUE,
        {"any": lambda s, u: s.new("cchc.staff.streamlining.basis", name=f"Căn cứ {s.code}")},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": "Căn cứ"},
    ),
    **{
        f"cchc.staff.streamlining.{name}": Declaration(
            CATALOGUE,
            {
                "any": lambda s, u, name=name: s.new(
                    f"cchc.staff.streamlining.{name}", name="Mục", code=s.code
                )
            },
            write=lambda s, k: {"sequence": 3},
            create=lambda s, k: {"name": "Mục", "code": f"x_{s.code}"},
        )
        for name in ("category", "policy")
    },
    "cchc.staff.streamlining": Declaration(
        """
        who                            draft  listed
        hr                             rwcu   rw
        head                           r      r
        standing_office leader auditor -      r
        """,
        {
            "draft": lambda s, u: s.streamlining("draft"),
            "listed": lambda s, u: s.streamlining("listed"),
            "appraised": lambda s, u: s.streamlining("appraised"),
            "decided": lambda s, u: s.streamlining("decided"),
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: k == "draft" and {"employee_id": s.candidate.id, "unit_id": s.unit.id},
        methods="""
            action_list() | draft | head
            action_appraise() | listed | standing_office
            action_return('Lý do') | listed | standing_office
            action_reject('Lý do') | listed | standing_office leader
            action_decide('1', '2026-01-02') | appraised | standing_office leader
            action_settle('2026-01-10') | decided | hr standing_office
            action_cancel('Lý do') | draft | hr head
            action_cancel('Lý do') | decided | standing_office leader
            action_end_posts() | decided | hr
            action_print_list() | listed | hr head standing_office leader auditor
        """,
        note="Personal. The HR officer of a level above appraises too, which none of the matrix is; "
        "who proposed decides nothing.",
    ),
    "cchc.staff.streamlining.analysis": Declaration(
        """
        who                                         any
        hr head standing_office leader auditor      r
        """,
        {
            "any": lambda s, u: s.env["cchc.staff.streamlining.analysis"].search(
                [("unit_id", "=", s.unit.id)], limit=1
            )
        },
        write=lambda s, k: {"people": 0},
        create=lambda s, k: {"unit_id": s.unit.id},
        methods="""
            action_open_cases() | any | hr head standing_office leader auditor
        """,
        note="Counts without names.",
    ),
    **{
        f"cchc.staff.{model}": Declaration(
            """
            who                     draft  issued
            hr standing_office      rwcu   rw
            head leader auditor     r      r
            """,
            {
                name: lambda s, u, get=get, name=name: getattr(s, get)(name)
                for name in ("draft", "issued")
            },
            write=lambda s, k: {"note": "x"},
            create=lambda s, k: (
                k == "draft" and {"name": "Mới", "unit_id": s.unit.id, "baseline_on": "2024-01-01"}
            ),
            methods=f"""
                action_issue() | draft | head standing_office leader
                action_revise('Lý do') | issued | head standing_office leader
                action_close() | issued | head standing_office leader
                action_cancel('Lý do') | issued | head standing_office leader
                action_open_progress() | issued | hr head standing_office leader auditor
                {methods}
            """,
            note="What is issued is read by the units below too; each sees its own lines.",
        )
        for model, get, methods in (
            (
                "streamlining.programme",
                "programme",
                "action_take_baselines() | draft | hr standing_office\n"
                "action_spread() | draft | hr standing_office",
            ),
            ("scheme", "scheme", "action_count_baseline() | draft | hr standing_office"),
        )
    },
    **{
        f"cchc.staff.{model}.line": Declaration(
            """
            who                     draft  issued
            hr standing_office      rwcu   r
            head leader auditor     r      r
            """,
            {
                name: lambda s, u, get=get, name=name: getattr(s, get)(name).line_ids
                for name in ("draft", "issued")
            },
            write=lambda s, k: {"note": "x"},
            create=create,
        )
        for model, get, create in (
            (
                "streamlining",
                "programme",
                lambda s, k: {"programme_id": s.programme(k).id, "unit_id": s.division.id},
            ),
            (
                "scheme",
                "scheme",
                lambda s, k: {
                    "scheme_id": s.scheme(k).id,
                    "unit_type_id": s.env.ref("cchc_reform.unit_type_sub_department").id,
                },
            ),
        )
    },
    **{
        f"cchc.staff.{model}.year": Declaration(
            """
            who                     draft  issued
            hr standing_office      rwcu   r
            head leader auditor     r      r
            """,
            {
                name: lambda s, u, get=get, name=name: getattr(s, get)(name).line_ids.year_ids
                for name in ("draft", "issued")
            },
            write=lambda s, k: {"number": 2},
            create=lambda s, k, get=get: {
                "line_id": getattr(s, get)(k).line_ids.id,
                "year": 2026,
                "number": 1,
            },
        )
        for model, get in (("streamlining", "programme"), ("scheme", "scheme"))
    },
    **{
        f"cchc.staff.{model}.progress": Declaration(
            """
            who                                         any
            hr head standing_office leader auditor      r
            """,
            {
                "any": lambda s, u, model=model, get=get: s.env[
                    f"cchc.staff.{model}.progress"
                ].search([("line_id", "=", getattr(s, get)("issued").line_ids.id)])
            },
            write=lambda s, k: {"due": 0},
            create=lambda s, k: {"unit_id": s.unit.id},
            methods=f"{method}() | any | hr head standing_office leader auditor",
        )
        for model, get, method in (
            ("streamlining", "programme", "action_open_quotas"),
            ("scheme", "scheme", "action_open_units"),
        )
    },
    "cchc.staff.streamlining.workbook": Declaration(
        """
        who                                         mine   others
        hr head standing_office leader auditor      rwcu   -
        """,
        {
            "mine": lambda s, u: s.streamlining_workbook(u),
            "others": lambda s, u: s.streamlining_workbook(s.colleague),
        },
        write=lambda s, k: {"list_number": "x"},
        create=lambda s, k: k == "mine" and {"kind": "cases"},
        methods="""
            action_check() | mine | hr standing_office
            action_import() | mine | hr standing_office
            action_template() | mine | hr head standing_office leader auditor
            action_current() | mine | hr head standing_office leader auditor
            action_print_list() | mine | hr head standing_office leader auditor
            action_check() | others | nobody
            action_import() | others | nobody
            action_template() | others | nobody
            action_current() | others | nobody
            action_print_list() | others | nobody
        """,
        note="What goes out is what the user may read; who imports needs the right to enter.",
    ),
    "cchc.staff.streamlining.dialog": Declaration(
        """
        who                             mine   others
        hr standing_office leader       rwcu   -
        """,
        {
            "mine": lambda s, u: s.streamlining_dialog(u),
            "others": lambda s, u: s.streamlining_dialog(s.case.user_standing),
        },
        write=lambda s, k: {"number": "x"},
        create=lambda s, k: k == "mine" and {"act": "settle"},
        methods="""
            action_confirm() | mine | standing_office leader
            action_confirm() | others | nobody
        """,
    ),
}


# Core models as the product touches them. What their own methods may do is in CORE below.
MATRIX |= {
    "hr.department": Declaration(
        """
        who                     any    any!
        internal                r      r
        admin                   rwc    rwc
        """,
        {"any": lambda s, u: s.unit},
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {"name": "Phòng mới", "parent_id": s.unit.id},
        note="A unit is ended, never deleted; the HR role does not write units.",
    ),
    "hr.job": Declaration(
        """
        who                     any    any!
        internal                r      r
        admin                   rwc    rwc
        """,
        {"any": lambda s, u: s.job},
        write=lambda s, k: {"sequence": 3},
        create=lambda s, k: {"name": f"Chức danh {s.code}"},
    ),
    "hr.employee": Declaration(
        """
        who                     any    any!
        internal                r      r
        """,
        {"any": lambda s, u: s.employee},
        write=lambda s, k: {"private_phone": "1"},
        create=lambda s, k: {"name": "Người mới"},
        note="Without an HR right of core, reading gives the public directory only.",
    ),
    "hr.employee.public": Declaration(
        """
        who                     any    any!
        internal                r      r
        """,
        {"any": lambda s, u: s.env["hr.employee.public"].browse(s.employee.id)},
        write=lambda s, k: {"name": "x"},
        create=lambda s, k: {"name": "Người mới"},
    ),
    "hr.version": Declaration(
        """
        who                     any
        """,
        {"any": lambda s, u: s.employee.version_id},
        write=lambda s, k: {"private_street": "x"},
        create=lambda s, k: {"employee_id": s.employee.id, "date_version": "2030-01-01"},
        note="The personnel card is private; nobody of the product's roles opens it.",
    ),
    "res.users": Declaration(
        """
        who                     self   any    any!
        internal                rw     r      r
        portal                  rw     -      -
        system                  rw     rwcu   rwcu
        """,
        {"self": lambda s, u: u, "any": lambda s, u: s.spare_user},
        write=lambda s, k: {"signature": "x"},
        create=lambda s, k: k == "any" and {"name": "Người mới", "login": f"t_new_{s.code}"},
        note="One writes one's own preferences; accounts are the system administrator's.",
    ),
    "mail.message": Declaration(
        """
        who                     open   draft
        officer                 rwcu   rc
        head                    rwcu   rwcu
        standing_office leader  rc     rwcu
        verifier                rc     -
        auditor                 rc     rc
        """,
        {
            "open": lambda s, u: s.task("assigned").message_ids[:1],
            "draft": lambda s, u: s.task("draft").message_ids[:1],
        },
        write=lambda s, k: {"subject": "x"},
        create=lambda s, k: {
            "model": "cchc.task",
            "res_id": s.task("draft" if k == "draft" else "assigned").id,
            "body": "Chào",
            "message_type": "comment",
        },
        note="Comments follow the document: who reads it may comment, in one's own name. They are "
        "conversation, not history.",
    ),
    "mail.activity": Declaration(
        """
        who                     open   draft
        officer                 rwcu   r
        head                    rwcu   rwcu
        standing_office leader  r      rwcu
        verifier                r      -
        auditor                 r      r
        """,
        {
            "open": lambda s, u: s.task("assigned").activity_ids[:1],
            "draft": lambda s, u: s.task("draft").activity_ids[:1],
        },
        write=lambda s, k: {"note": "x"},
        create=lambda s, k: {
            "res_model_id": s.env["ir.model"]._get_id("cchc.task"),
            "res_id": s.task("draft" if k == "draft" else "assigned").id,
            "user_id": s.head.id,
            "summary": "Việc",
        },
    ),
    "mail.followers": Declaration(
        """
        who                     open   draft  open!  draft!
        internal                r      r      r      r
        system                  rwcu   rwcu   rwcu   rwcu
        """,
        {
            "open": lambda s, u: s.task("assigned").message_follower_ids[:1],
            "draft": lambda s, u: s.task("draft").message_follower_ids[:1],
        },
        write=lambda s, k: {"subtype_ids": [[5]]},
        create=lambda s, k: {
            "res_model": "cchc.task",
            "res_id": s.task("draft" if k == "draft" else "assigned").id,
            "partner_id": s.outsider.partner_id.id,
        },
        note="Who follows which record is open inside the province, as core has it; it tells the "
        "number of a record and nothing of it. Following gives no right to read: notices go to "
        "who may read the document.",
    ),
    "ir.attachment": Declaration(
        """
        who                     open   draft
        officer                 rwcu   r
        head                    rwcu   rwcu
        standing_office leader  r      rwcu
        verifier                r      -
        auditor                 r      r
        """,
        {
            "open": lambda s, u: s.attachment("assigned"),
            "draft": lambda s, u: s.attachment("draft"),
        },
        write=lambda s, k: {"description": "x"},
        create=lambda s, k: {
            "name": "tep.txt",
            "raw": "x",
            "res_model": "cchc.task",
            "res_id": s.task("draft" if k == "draft" else "assigned").id,
        },
        methods="""
            generate_access_token() | open | officer head
        """,
        note="A file follows the document it belongs to.",
    ),
}

# Building blocks without a table of their own: their methods run on the models that use them.
ABSTRACT = {
    "cchc.as.of.mixin": "cchc.staff.scheme.progress",
    "cchc.audit.mixin": "cchc.audit.entry",
    "cchc.award.line.mixin": "cchc.award.money",
    "cchc.award.nomination.part": "cchc.award.vote",
    "cchc.award.subject.mixin": "cchc.award",
    "cchc.checked.file.mixin": "cchc.award.nomination",
    "cchc.closed.mixin": "cchc.discipline.case",
    "cchc.dated.mixin": "cchc.staff.appointment",
    "cchc.dialog.mixin": "cchc.extension.wizard",
    "cchc.draft.part.mixin": "cchc.staff.streamlining.line",
    "cchc.history.mixin": "cchc.risk.rule",
    "cchc.report.part.mixin": "cchc.report.line",
    "cchc.scoped.mixin": "cchc.task",
    "cchc.single.name.mixin": "hr.department",
    "cchc.staff.period.mixin": "cchc.staff.scheme",
    "cchc.staff.streamlining.term": "cchc.staff.streamlining.policy",
    "cchc.system.record.mixin": "cchc.reminder",
    "cchc.table.import.mixin": "cchc.import.wizard",
    "cchc.unit.move.mixin": "cchc.plan",
    "cchc.workflow.mixin": "cchc.task",
}

# Public methods of the framework, by the base that defines them. Three classes:
#   reads    answers under the rules of the caller and changes nothing
#   writes   acts under the rules of the caller: on a foreign record nothing comes of it
#   refused  nobody but the system's own user gets anything by it over a remote call
#   self     changes only what is the caller's own
#   sends    sends the person named a notice, and changes nothing
# All run on ``cchc.task``, which inherits from each base.
FRAMEWORK = {
    "base": """
        reads    check_access_rights('write')
        reads    check_access_rule('write')
        reads    check_field_access_rights('read', ['name'])
        reads    copy_data()
        reads    default_get(['state', 'party_unit_ids', 'lead_unit_id'])
        reads    export_data(['id', '.id', 'name', 'plan_id/name', 'party_unit_ids/name'])
        reads    fields_get()
        reads    formatted_read_group([['id', '=', {task}]], ['name', 'state'], ['__count', 'weight:sum'])
        reads    formatted_read_grouping_sets([['id', '=', {task}]], [['name'], []], ['__count'])
        reads    get_base_url()
        reads    get_empty_list_help('x')
        reads    get_external_id()
        reads    get_field_translations('name')
        reads    get_formview_action()
        reads    get_formview_id()
        reads    get_import_templates()
        reads    get_metadata()
        reads    get_property_definition('x')
        reads    get_view()
        reads    get_views([[False, 'form']])
        reads    has_access('write')
        reads    hierarchy_read([['id', '=', {task}]], {{'name': {{}}}}, 'parent_id')
        reads    is_transient()
        reads    mail_allowed_qweb_expressions()
        reads    mail_get_partner_fields()
        reads    name_search('BIMAT')
        reads    onchange({{'parent_id': {task}, 'plan_id': {plan}}}, ['plan_id', 'parent_id'], \
{{'parent_id': {{'fields': {{'display_name': {{}}}}}}, \
'plan_id': {{'fields': {{'display_name': {{}}}}}}}})
        reads    read(['name', 'state', 'weight'])
        reads    read_group([['id', '=', {task}]], ['weight'], ['name'])
        reads    read_progress_bar([['id', '=', {task}]], 'name', {{'field': 'state', 'colors': {{}}}})
        reads    search([['id', '=', {task}]])
        reads    search_count([['id', '=', {task}]])
        reads    search_panel_select_multi_range('plan_id')
        reads    search_panel_select_range('plan_id')
        reads    search_read([['id', '=', {task}]], ['name'])
        reads    view_header_get(False, 'form')
        reads    web_name_search('BIMAT', {{'display_name': {{}}}})
        reads    web_read({{'name': {{}}, 'plan_id': {{'fields': {{'display_name': {{}}}}}}}})
        reads    web_read_group([['id', '=', {task}]], ['name'], ['__count'])
        reads    web_search_read([['id', '=', {task}]], {{'name': {{}}}})
        writes   action_archive()
        writes   action_unarchive()
        writes   copy()
        writes   copy_translations({task})
        writes   create({{'name': 'x', 'plan_id': {plan}, 'domain_id': {domain}, 'lead_unit_id': {unit}}})
        writes   load(['.id', 'name'], [['{task}', 'x']])
        writes   name_create('x')
        writes   toggle_active()
        writes   unlink()
        writes   update_field_translations('name', {{'en_US': 'x'}})
        writes   web_override_translations({{'name': 'x'}})
        writes   web_resequence({{'name': {{}}}}, 'sequence', 3)
        writes   web_save({{'name': 'x'}}, {{'name': {{}}}})
        writes   web_save_multi([{{'name': 'x'}}], {{'name': {{}}}})
        writes   write({{'name': 'x'}})
    """,
    "mail.thread": """
        reads    copy_data()
        reads    get_empty_list_help('x')
        reads    get_views([[False, 'form']])
        reads    message_get_followers()
        reads    message_parse('From: a@b.vn')
        writes   create({{'name': 'x', 'plan_id': {plan}, 'domain_id': {domain}, 'lead_unit_id': {unit}}})
        writes   message_change_thread({own_task})
        writes   message_mail_with_source('<p>x</p>')
        writes   message_new({{'subject': 'x', 'email_from': 'a@b.vn'}}, \
{{'plan_id': {plan}, 'domain_id': {domain}, 'lead_unit_id': {unit}}})
        writes   message_notify()
        writes   message_post()
        writes   message_post_with_source('<p>x</p>')
        refused  message_process('cchc.task', \
'Message-Id: <x@y>\\nFrom: a@b.vn\\nTo: c@d.vn\\nSubject: x\\n\\nx', None, False, False, {task})
        writes   message_route('x', {{}}, 'cchc.task', {task})
        writes   message_subscribe([{partner}])
        writes   message_unsubscribe([{partner}])
        writes   message_update({{}}, {{'name': 'x'}})
        writes   notify_cancel_by_type('email')
        writes   unlink()
        writes   write({{'message_partner_ids': [[4, {partner}]]}})
    """,
    "mail.activity.mixin": """
        reads    activity_search(['mail.mail_activity_data_todo'])
        writes   action_reschedule_my_next_nextweek()
        writes   action_reschedule_my_next_today()
        writes   action_reschedule_my_next_tomorrow()
        writes   activity_feedback(['mail.mail_activity_data_todo'])
        writes   activity_reschedule(['mail.mail_activity_data_todo'], '2099-01-01')
        writes   activity_schedule('mail.mail_activity_data_todo', '2099-01-01', 'x')
        writes   activity_send_mail(1)
        writes   activity_unlink(['mail.mail_activity_data_todo'])
    """,
    "resource.mixin": """
        reads    list_leaves('2026-01-01', '2026-12-31')
    """,
}

# Public methods that core defines on its own models: classes as above. They run on a foreign
# record with plain arguments; whatever comes of it, nothing is revealed or changed.
CORE = {
    "hr.department": """
        reads    action_employee_from_department action_open_view_child_departments
        reads    action_plan_from_department get_children_department_ids get_department_hierarchy
        reads    get_formview_action
        writes   name_create
    """,
    "hr.employee": """
        reads    action_open_allocation_wizard action_open_versions action_related_contacts
        reads    check_field_access_rights check_no_existing_contract generate_random_barcode
        reads    get_accounts_with_fixed_allocations get_avatar_card_data
        reads    get_bank_account_salary_allocation get_formview_action get_formview_id
        reads    get_import_templates get_internal_resume_lines get_remaining_percentage
        reads    get_view get_views
        writes   action_archive action_create_user action_create_users
        writes   action_create_users_confirmation action_toggle_primary_bank_account_trust
        writes   action_unarchive create_contract create_version
        writes   notify_expiring_contract_work_permit unlink
    """,
    "hr.employee.public": """
        reads    get_avatar_card_data
    """,
    "hr.job": """
        reads    copy_data
        writes   create
    """,
    "hr.version": """
        reads    action_open_version check_contract_finished get_formview_action
        reads    get_values_from_contract_template
        writes   create write
    """,
    "ir.attachment": """
        reads    action_get check copy_data get_serving_groups
        writes   create create_unique force_storage
        writes   regenerate_assets_bundles register_as_main_attachment unlink write
    """,
    "mail.activity": """
        reads    action_close_dialog action_open_document activity_format default_get
        reads    get_activity_data
        writes   action_cancel action_done action_done_redirect_to_other
        writes   action_done_schedule_next action_feedback action_feedback_schedule_next
        writes   action_notify action_reschedule_nextweek action_reschedule_today
        writes   action_reschedule_tomorrow create unlink write
    """,
    "mail.followers": """
        writes   create unlink write
    """,
    "mail.message": """
        reads    action_open_document copy_data default_get export_data portal_message_format
        reads    read
        writes   cancel_letter create mark_all_as_read send_letter set_message_done
        writes   toggle_message_starred unlink unstar_all write
    """,
    "res.users": """
        reads    action_change_password_wizard action_get action_open_employees
        reads    action_open_my_account_settings action_related_contact action_show_accesses
        reads    action_show_groups action_show_rules action_test_outgoing_mail_server
        reads    action_totp_enable_wizard api_key_wizard context_get copy_data fields_get
        reads    get_company_currency_id get_formview_action get_totp_invite_url get_view
        reads    get_views has_group has_groups name_search on_change_login onchange
        reads    onchange_parent_id preference_change_password preference_save read
        writes   action_archive action_create_employee action_create_passkey
        writes   action_reset_password action_revoke_all_devices
        writes   action_setup_outgoing_mail_server action_totp_disable
        writes   authenticate change_password copy create reset_password revoke_all_devices
        writes   send_unregistered_user_reminder signup unlink web_create_users write
        sends    action_totp_invite
        self     switch_tour_enabled
    """,
}


def classified(text):
    """Dict method -> (class, arguments) of a table of FRAMEWORK or CORE."""
    methods = {}
    for line in text.strip().splitlines():
        kind, _space, rest = line.strip().partition(" ")
        rest = rest.strip()
        if "(" in rest:
            name, _sep, arguments = rest.partition("(")
            methods[name] = (kind, arguments[:-1])
        else:
            methods |= dict.fromkeys(rest.split(), (kind, ""))
    return methods


# -- printed form ----------------------------------------------------------------------------------


def markdown():
    """The matrix as documentation."""
    lines = [
        "# Who may do what",
        "",
        "Printed from the declarations that the tests run (`tests/security_matrix.py`); the tests "
        "fail where the code, or this page, differs.",
        "",
        "Each role is held for units. **Own** is a record of such a unit (or of one below it), "
        "**foreign** a record of any other. Letters: **r**ead, **w**rite, **c**reate, "
        "**u**nlink; a dot means that it is refused. Write means what the document's state leaves "
        "open: a workflow moves by its steps only. Nobody but users who are logged in gets "
        "anything, and portal users nothing but what their row says.",
        "",
    ]
    for model, declaration in MATRIX.items():
        lines += _model_lines(model, declaration)
    lines += [
        "## Methods of the framework",
        "",
        "Classified once by the base that defines them and run on `cchc.task`. *reads*: answers "
        "under the caller's rules and changes nothing; *writes*: acts under the caller's rules, so "
        "that nothing comes of it on a foreign record; *refused*: the system's own only; *self*: "
        "changes only what is the caller's; *sends*: a notice to the person named, nothing else.",
        "",
    ]
    for base, text in FRAMEWORK.items():
        lines += _class_lines(base, classified(text))
    lines += ["## Methods that core defines on its own models", ""]
    for model, text in CORE.items():
        lines += _class_lines(model, classified(text))
    while not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _model_lines(model, declaration):
    lines = [f"## {model}", ""]
    if declaration.note:
        lines += [declaration.note, ""]
    kinds, grants = declaration.kinds(), declaration.grants()
    if kinds:
        columns = [
            (kind, foreign)
            for kind in kinds
            for foreign in (False, True)
            if not (foreign and kind in PERSONAL)
        ]
        names = [f"{kind}, {'foreign' if foreign else 'own'}" for kind, foreign in columns]
        lines += [
            f"| role | {' | '.join(names)} |",
            f"| --- |{' --- |' * len(columns)}",
        ]
        for actor in ACTORS:
            cells = [
                "".join(
                    letter if letter in grants[actor, kind, foreign] else "·"
                    for letter in OPERATIONS
                )
                for kind, foreign in columns
            ]
            lines.append(f"| {actor} | {' | '.join(cells)} |")
        lines.append("")
    methods = declaration.method_list()
    if methods:
        lines += ["| method | on | who may call it on the own side |", "| --- | --- | --- |"]
        for method in methods:
            who = (
                "anyone: reveals and changes nothing of others"
                if method.harmless
                else (", ".join(method.may) or "nobody")
            )
            lines.append(f"| `{method.name}` | {method.kind or 'the model'} | {who} |")
        lines.append("")
    return lines


def _class_lines(name, methods):
    lines = [f"### {name}", ""]
    for kind in ("reads", "writes", "refused", "self", "sends"):
        names = sorted(method for method, (found, _args) in methods.items() if found == kind)
        if names:
            lines += [f"- {kind}: {', '.join(f'`{method}`' for method in names)}"]
    return [*lines, ""]


def printed_file():
    """``docs/security-matrix.md`` of the repository, or None where only the addon is there."""
    path = Path(__file__).resolve().parents[3] / "docs" / "security-matrix.md"
    return path if path.parent.is_dir() else None


if __name__ == "__main__":
    sys.stdout.write(markdown())
