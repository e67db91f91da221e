"""The state machine of a periodic report."""

from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Being written"),
    ("for_approval", "For approval"),
    ("submitted", "Submitted"),
    ("accepted", "Taken in"),
    ("consolidated", "Consolidated"),
    ("closed", "Unit ended"),
]
#: States in which the unit still works on its report.
OPEN_STATES = ("draft", "for_approval")
#: States in which the figures of a report count above.
RECEIVED_STATES = ("submitted", "accepted", "consolidated", "closed")
WRITERS = ("officer", "head")
RECEIVERS = ("standing_office", "leader")
#: What says what happened to the report, and is written by its steps alone.
OWNED = frozenset(
    {
        "submitted_on", "submitted_by_id", "first_submitted_on", "was_late", "taken_up_on",
        "taken_up_by_id", "accepted_on", "accepted_by_id", "return_reason", "resubmit_by",
        "snapshot", "snapshot_hash", "file", "file_name", "file_hash", "urged_on", "urged_times",
    }
)  # fmt: skip

#: What the submitted document was made of; its number and date come after.
FROZEN = frozenset(
    {
        "unit_id", "period_id", "due_on", "title", "recipients", "signer", "signer_title",
        "signer_capacity",
    }
)  # fmt: skip

REPORT_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "propose": Transition(("draft",), "for_approval"),
        "withdraw": Transition(("for_approval",), "draft"),
        "submit": Transition(OPEN_STATES, "submitted"),
        "recall": Transition(("submitted",), "draft"),
        "take_up": Transition(("submitted",), None),
        "return": Transition(
            ("submitted", "accepted"), "draft", reason=True, not_by=("submitted_by_id",)
        ),
        "accept": Transition(("submitted",), "accepted", not_by=("submitted_by_id",)),
        "urge": Transition(OPEN_STATES, None),
        # By the server alone: the committee's own report was submitted, or the unit has ended.
        "consolidate": Transition(("accepted",), "consolidated"),
        "close": Transition(("draft",), "closed"),
    },
    owned=OWNED,
    locked=lambda state: frozenset() if state == "draft" else FROZEN,
)
