"""The state machine of a task: its states, steps, and what is locked when."""

from .workflow_mixin import Transition, Workflow

TASK_STATES = [
    ("draft", "Draft"),
    ("assigned", "Assigned"),
    ("in_progress", "In progress"),
    ("for_approval", "For approval"),
    ("reported", "Reported"),
    ("verified", "Confirmed"),
    ("cancelled", "Cancelled"),
    ("exempt", "Exempt"),
]
DEADLINE_KINDS = [
    ("date", "A date"),
    ("standing", "Standing, reported each period"),
    ("waiting", "Waiting, no date yet"),
]
OPEN_STATES = ("assigned", "in_progress", "for_approval", "reported")
UNIT_ROLES = ("officer", "head")
ASSIGNER_ROLES = ("head", "standing_office", "leader")
VERIFIER_ROLES = ("verifier", "head", "leader")

# Fields of a task that its facts copy, by the name they have in the fact.
COPIED_BY_FACTS = {
    "unit_id": "lead_unit_id",
    "plan_id": "plan_id",
    "domain_id": "domain_id",
    "verifier_unit_id": "verifier_unit_id",
    "officer_id": "officer_id",
    "leaf": "is_leaf",
    "state": "state",
    "weight": "weight",
    "deadline": "due_on",
    "first_deadline": "first_deadline",
    "reported_on": "reported_on",
    "reported_late": "reported_late",
    "reported_late_first": "reported_late_first",
    "verified_on": "verified_on",
    "return_count": "return_count",
}
FACT_FIELDS = frozenset(COPIED_BY_FACTS.values()) | {
    "deadline",
    "deadline_kind",
    "parent_id",
    "recurrence",
    "active",
}

# What defines a task and moves its figures: fixed from assignment on.
DEFINITION = frozenset(
    {
        "name",
        "plan_id",
        "domain_id",
        "source_document_id",
        "clause",
        "output",
        "description",
        "lead_unit_id",
        "coop_unit_ids",
        "verifier_unit_id",
        "date_start",
        "deadline_text",
        "deadline_kind",
        "deadline",
        "waiting_for",
        "recurrence",
        "recurrence_due_days",
        "period_from",
        "period_to",
        "weight",
        "priority",
        "parent_id",
        "child_ids",
    }
)
PROOF = frozenset({"explanation", "evidence_ids"})


def _locked(state):
    if state == "draft":
        return frozenset()
    if state in ("assigned", "in_progress"):
        return DEFINITION
    if state == "for_approval":
        return DEFINITION | PROOF
    return DEFINITION | PROOF | {"officer_id"}


# Whoever did the work, gave it to the head or sent it does not decide whether it is done.
WORKED_ON_IT = ("officer_id", "submitted_by_id", "reported_by_id")

TASK_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        # An exempt unit may be given the task after all.
        "assign": Transition(("draft", "exempt"), "assigned"),
        # To where it stood in an older list, and back.
        "take_over": Transition(("draft",), None),
        "undo_take_over": Transition(
            ("assigned", "in_progress", "reported", "verified"), None, reason=True
        ),
        "start": Transition(("assigned",), "in_progress"),
        "submit": Transition(("assigned", "in_progress"), "for_approval"),
        "send_back": Transition(("for_approval",), "in_progress", reason=True),
        "report": Transition(
            ("assigned", "in_progress", "for_approval"), "reported", not_by=("submitted_by_id",)
        ),
        # What a unit without an account brings in a workbook: see task_take_in.py.
        "take_in": Transition(("assigned", "in_progress"), "reported"),
        "take_in_start": Transition(("assigned",), "in_progress"),
        "take_in_note": Transition(("assigned", "in_progress", "for_approval"), None),
        "recall": Transition(("for_approval", "reported"), "in_progress"),
        "take_up": Transition(
            ("for_approval", "reported"), None, not_by=("submitted_by_id", "reported_by_id")
        ),
        "return": Transition(("reported",), "in_progress", reason=True, not_by=WORKED_ON_IT),
        "verify": Transition(("reported",), "verified", not_by=WORKED_ON_IT),
        "settle_deadline": Transition(("assigned", "in_progress", "for_approval"), None),
        "extend": Transition(("assigned", "in_progress", "for_approval"), None),
        "exempt": Transition(("draft", "assigned", "in_progress"), "exempt", reason=True),
        "cancel": Transition(OPEN_STATES, "cancelled", reason=True),
        "reopen": Transition(("verified", "cancelled"), "in_progress", reason=True),
        # By the server alone: the unit ended, another one goes on from the day of the event.
        "hand_over": Transition(
            ("draft", *OPEN_STATES, "verified"),
            None,
            recorded=("lead_unit_id", "coop_unit_ids", "verifier_unit_id", "officer_id"),
        ),
    },
    owned=frozenset(
        {
            "assigned_on",
            "takeover_id",
            "first_deadline",
            "extension_count",
            "exempt_reason",
            "fan_out_block",
            "urged_count",
            "last_urged_on",
            "submitted_by_id",
            "reported_on",
            "first_reported_on",
            "reported_by_id",
            "taken_up_on",
            "verified_on",
            "verified_by_id",
            "return_count",
            "return_reason",
            "unit_note",
            "taken_in_on",
            "brought_by",
        }
    ),
    locked=_locked,
)
