"""The state machine of a streamlining case: its steps, who may do them, and what is locked when."""

from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Draft"),
    ("listed", "Listed by the unit"),
    ("appraised", "Appraised"),
    ("decided", "Decided"),
    ("settled", "Paid"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
#: A person has one case at a time in these.
OPEN_STATES = ("draft", "listed", "appraised", "decided")
COST_SOURCES = [
    ("state_budget", "State budget"),
    ("own_revenue", "Own revenue of the unit"),
    ("other", "Other source"),
]
#: Roles of which a step takes one for the case's unit.
ROLES_OF = {
    "list": ("head",),
    "appraise": ("standing_office",),
    "return": ("standing_office",),
    "reject": ("standing_office", "leader"),
    "decide": ("leader", "standing_office"),
    "settle": ("hr", "standing_office"),
    "cancel": ("hr", "head", "standing_office", "leader"),
}
#: Steps that the HR officer of a level above may do too.
ABOVE = ("appraise", "return", "reject")
#: Steps that nobody does in a case of his own.
NOT_ONE_S_OWN = ("appraise", "decide", "settle")

DEFINITION = frozenset(
    {
        "employee_id", "unit_id", "title", "kind", "category_id", "policy_id", "basis_id",
        "leaving_on", "cost", "cost_source", "cost_note", "list_number", "file", "file_name",
    }
)  # fmt: skip

STREAMLINING_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "list": Transition(("draft",), "listed", not_by=("proposed_by_id",)),
        "return": Transition(("listed", "appraised"), "draft", reason=True),
        "appraise": Transition(("listed",), "appraised", not_by=("proposed_by_id", "listed_by_id")),
        "reject": Transition(("listed", "appraised"), "rejected", reason=True),
        "decide": Transition(("appraised",), "decided", not_by=("proposed_by_id", "listed_by_id")),
        "settle": Transition(("decided",), "settled"),
        "cancel": Transition(OPEN_STATES, "cancelled", reason=True),
    },
    owned=frozenset(
        {
            "proposed_by_id",
            "listed_by_id",
            "listed_on",
            "appraised_by_id",
            "appraised_on",
            "decided_by_id",
            "decision_number",
            "decision_date",
            "decided_cost",
            "settled_by_id",
            "settled_on",
            "settled_cost",
            "return_reason",
        }
    ),  # fmt: skip
    locked=lambda state: frozenset() if state == "draft" else DEFINITION,
)
