"""The state machines of inspections and their plans: the steps, and what is locked when."""

from .task_workflow import UNIT_ROLES
from .workflow_mixin import Transition, Workflow

KINDS = [
    ("planned", "Planned inspection"),
    ("unannounced", "Unannounced inspection"),
    ("domain", "Inspection of a domain by its lead department"),
    ("self", "Self-inspection"),
]
STATES = [
    ("planned", "In preparation"),
    ("announced", "Announced"),
    ("under_way", "Under way"),
    ("minutes", "Minutes signed"),
    ("concluded", "Concluded"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
#: Kinds that go without an announcement.
UNANNOUNCED = ("unannounced", "self")
#: From here on the inspected unit reads the checklist and the findings.
SIGNED_STATES = ("minutes", "concluded", "closed")
CONCLUDED_STATES = ("concluded", "closed")
#: States in which somebody still has something to do.
RUNNING_STATES = ("planned", "announced", "under_way", "minutes", "concluded")
CANCELLED_FROM = ("planned", "announced", "under_way")
#: Roles by which a unit inspects those that are not below it.
WIDER_ROLES = ("standing_office", "verifier")
#: Roles of those who carry an inspection out, and of those who decide on it.
INSPECTORS = (*UNIT_ROLES, *WIDER_ROLES)
DECIDERS = ("head", *WIDER_ROLES)
#: Whose they are and what they are about: fixed once the inspected unit knows.
DEFINITION = frozenset({"kind", "plan_id", "inspecting_unit_id", "unit_id", "domain_ids"})
PREPARED = frozenset({"leader_id", "member_ids", "date_from", "date_to", "purpose"})
MINUTES = frozenset({"minutes", "minutes_on"})
CONCLUSION = frozenset({"conclusion", "conclusion_number", "conclusion_date"})
CHILDREN = frozenset({"answer_ids", "finding_ids"})

_OPEN_TO = {
    "planned": DEFINITION | PREPARED,
    "announced": PREPARED,
    "under_way": PREPARED | MINUTES,
    "minutes": CONCLUSION,
}
_ENTERED = DEFINITION | PREPARED | MINUTES | CONCLUSION

INSPECTION_WORKFLOW = Workflow(
    initial="planned",
    transitions={
        "announce": Transition(("planned",), "announced"),
        "begin": Transition(("planned", "announced"), "under_way"),
        "sign": Transition(("under_way",), "minutes"),
        "conclude": Transition(("minutes",), "concluded"),
        "give": Transition(("concluded",), None),
        "cancel": Transition(CANCELLED_FROM, "cancelled", reason=True),
        # By the server alone: the last remedy was confirmed, or one was taken up again.
        "close": Transition(("concluded",), "closed"),
        "resume": Transition(("closed",), "concluded"),
        # By the server alone: a unit ended, and another one goes on, or none.
        "hand_over": Transition(
            RUNNING_STATES, None, recorded=("unit_id", "inspecting_unit_id", "plan_id")
        ),
        "end": Transition(CANCELLED_FROM, "cancelled"),
    },
    owned=frozenset(
        {"known_on", "announced_on", "begun_on", "concluded_on", "concluded_by_id", "document_id"}
    ),
    locked=lambda state: _ENTERED - _OPEN_TO.get(state, frozenset()),
)
PLAN_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "issue": Transition(("draft",), "issued"),
        "cancel": Transition(("draft", "issued"), "cancelled", reason=True),
        # By the server alone: a unit ended, and another one takes its place.
        "hand_over": Transition(("draft", "issued"), None, recorded=("unit_id", "unit_ids")),
    },
    owned=frozenset({"issued_on", "issued_by_id"}),
    locked=lambda state: (
        frozenset()
        if state == "draft"
        else frozenset(
            {"name", "year", "unit_id", "scope_unit_id", "share", "unit_ids", "number", "date"}
        )
    ),
)
