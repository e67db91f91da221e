"""The state machine of a surplus of deputies: it opens and closes by itself."""

from .workflow_mixin import Transition, Workflow

SURPLUS_STATES = [("open", "In surplus"), ("closed", "Closed")]
CAUSES = [
    ("rearrangement", "Rearrangement of units"),
    ("law", "Change of the rules"),
    ("quota", "Lower assigned number of staff"),
    ("appointment", "Appointment or other change of posts"),
]
MEASURES = [
    ("transfer", "Transfer to another post"),
    ("step_down", "Step down"),
    ("retire", "Retirement"),
    ("streamline", "Streamlining"),
    ("other", "Other"),
]
#: Roles that plan how a surplus of their units ends, and those that urge them.
PLANNING_ROLES = ("hr", "standing_office")
URGING_ROLES = ("standing_office", "leader", "hr")
FOUND = frozenset(
    {"unit_id", "tested", "unit_type_id", "rule_id", "since", "number", "opened_on", "closed_on"}
)

SURPLUS_WORKFLOW = Workflow(
    initial="open",
    transitions={
        "close": Transition(("open",), "closed"),
        "urge": Transition(("open",), None),
    },
    owned=frozenset({"closed_on", "urged_on", "urged_times"}),
    locked=lambda state: (
        frozenset({"cause", "event_id", "basis_number", "basis_date", "deadline", "note"})
        if state == "closed"
        else frozenset()
    ),
)
