"""The state machines of communication work and of contributions."""

from .workflow_mixin import Transition, Workflow

KINDS = [("information", "Information"), ("dialogue", "Dialogue")]
AUDIENCES = [
    ("staff", "Staff"),
    ("citizens", "Citizens"),
    ("enterprises", "Enterprises"),
]
#: What a plan says of an event: fixed once it is planned.
PLANNED = frozenset(
    {"name", "kind", "audience", "form", "year", "planned_in", "unit_id", "domain_id"}
)
HELD = frozenset({"document_id", "done_on", "reached", "note", "evidence_ids"})

COMMUNICATION_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "plan": Transition(("draft",), "planned"),
        "finish": Transition(("planned",), "done"),
        "cancel": Transition(("draft", "planned"), "cancelled", reason=True),
        "reopen": Transition(("done",), "planned", reason=True),
        # By the server alone: the unit ended, and another one goes on.
        "hand_over": Transition(("draft", "planned"), None, recorded=("unit_id",)),
    },
    owned=frozenset({"planned_on"}),
    locked=lambda state: {
        "draft": frozenset(),
        "planned": PLANNED,
    }.get(state, PLANNED | HELD),
)

RECEIVED = frozenset(
    {"name", "channel", "received_on", "from_kind", "kind", "domain_id", "text",
     "received_by_unit_id", "communication_id", "term"}
)  # fmt: skip
ANSWER = frozenset({"answer", "evidence_ids"})

CONTRIBUTION_WORKFLOW = Workflow(
    initial="received",
    transitions={
        "assign": Transition(("received",), "assigned"),
        "return": Transition(("assigned",), "received", reason=True),
        "answer": Transition(("assigned",), "answered"),
        "drop": Transition(("received", "assigned"), "dropped", reason=True),
        "reopen": Transition(("answered", "dropped"), "assigned", reason=True),
        # By the server alone: the unit ended, and another one answers.
        "hand_over": Transition(
            ("received", "assigned"), None, recorded=("unit_id", "received_by_unit_id")
        ),
    },
    owned=frozenset(
        {"answered_on", "answered_by_id", "return_reason", "drop_reason", "due_on", "rule_id"}
    ),
    locked=lambda state: {
        "received": frozenset(),
        "assigned": RECEIVED | {"unit_id"},
    }.get(state, RECEIVED | ANSWER | {"unit_id"}),
)
