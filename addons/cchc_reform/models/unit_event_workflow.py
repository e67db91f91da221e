"""The state machine of a rearrangement of units: its kinds, steps, and what is locked when."""

from .workflow_mixin import Transition, Workflow

EVENT_KINDS = [
    ("merge", "Merger"),
    ("split", "Split"),
    ("rename", "New name"),
    ("dissolve", "Dissolution"),
    ("move", "Move under another unit"),
    ("rearrangement", "Rearrangement of many units"),
]
EVENT_STATES = [
    ("draft", "Draft"),
    ("prepared", "Prepared"),
    ("done", "Carried out"),
    ("cancelled", "Cancelled"),
]
OUTCOMES = [
    ("unit", "Goes to a unit"),
    ("along", "Goes along with the unit above"),
    ("moved", "Moves under another unit"),
    ("renamed", "Gets another name"),
    ("dissolved", "Ends without successor"),
]
# What may become of the units by an event of one kind; what lies below them goes along.
OUTCOMES_OF = {
    "merge": {"unit", "along"},
    "split": {"unit"},
    "rename": {"renamed"},
    "dissolve": {"dissolved"},
    "move": {"moved", "along"},
    "rearrangement": {outcome for outcome, _label in OUTCOMES},
}
KEPT_BY_LINKS = frozenset({"old_name", "made_unit"})
PREPARING_ROLES = ("standing_office", "leader")
DECIDING_ROLES = ("standing_office", "leader")

DEFINITION = frozenset({"kind", "unit_id", "effective_on", "link_ids"})

EVENT_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "prepare": Transition(("draft",), "prepared"),
        "revise": Transition(("prepared",), "draft"),
        # It ends units and moves the work of hundreds: four eyes.
        "complete": Transition(("prepared",), "done", not_by=("prepared_by_id",)),
        "cancel": Transition(("draft", "prepared"), "cancelled", reason=True),
    },
    owned=frozenset({"prepared_by_id", "prepared_on", "completed_by_id", "completed_on"}),
    locked=lambda state: frozenset() if state == "draft" else DEFINITION,
)
