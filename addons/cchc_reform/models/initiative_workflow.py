"""The state machine of an initiative: its steps, who does them, and what is locked when."""

from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted to the council"),
    ("assessed", "Assessed"),
    ("recognised_unit", "Recognised by the unit"),
    ("proposed", "Proposed to the province"),
    ("recognised_province", "Recognised by the province"),
    ("taken_over", "Registered from outside"),
    ("not_recognised", "Not recognised"),
    ("cancelled", "Recognition cancelled"),
]
LEVELS = [("unit", "Unit"), ("province", "Province")]
#: Level at which an initiative stands recognised, by state.
LEVEL_OF = {
    "recognised_unit": "unit",
    "proposed": "unit",
    "recognised_province": "province",
}
#: Read by everybody inside, to be taken over.
OPEN_STATES = (*LEVEL_OF, "taken_over")
#: Level of the council that assesses an initiative, by state.
ASSESSED_AT = {"submitted": "unit", "assessed": "unit", "proposed": "province"}
#: Roles of which one enters and submits initiatives of the unit.
UNIT_ROLES = ("officer", "head", "hr")
#: Roles of which one handles the council of a level. Where the head is an author and nobody else
#: handles it, the leader does.
COUNCIL_ROLES = {
    "unit": ("hr", "head", "leader"),
    "province": ("standing_office", "leader"),
}
#: What an initiative says; no longer changed once it is submitted.
CONTENT = frozenset(
    {
        "name", "domain_id", "unit_id", "year", "problem", "solution", "effect", "saving",
        "served", "origin", "origin_place", "author_ids", "document_ids", "evidence_ids",
    }
)  # fmt: skip
PILOT = frozenset({"pilot_place", "pilot_from", "pilot_to", "pilot_result"})
CLOSED = ("not_recognised", "cancelled")

INITIATIVE_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "submit": Transition(("draft",), "submitted"),
        "return": Transition(("submitted",), "draft", reason=True),
        "recall": Transition(("submitted",), "draft", reason=True),
        "assess": Transition(("submitted",), "assessed"),
        "recognise": Transition(("assessed",), "recognised_unit"),
        "refuse": Transition(("assessed",), "not_recognised"),
        "propose": Transition(("recognised_unit",), "proposed"),
        "recognise_province": Transition(("proposed",), "recognised_province"),
        "decline": Transition(("proposed",), "recognised_unit"),
        "cancel": Transition(("recognised_unit", "recognised_province"), "cancelled", reason=True),
        "register": Transition(("draft",), "taken_over"),
        # What was decided before the system was there, taken in from a workbook.
        "record": Transition(("draft",), "recognised_unit"),
        "record_province": Transition(("recognised_unit",), "recognised_province"),
        # By the server alone: the unit ended, and the council of another one goes on.
        "hand_over": Transition(("draft", "submitted", "assessed"), None, recorded=("unit_id",)),
    },
    owned=frozenset(
        {
            "submitted_on",
            "unit_number",
            "unit_date",
            "province_number",
            "province_date",
            "return_reason",
        }
    ),
    locked=lambda state: (
        frozenset() if state == "draft" else CONTENT | PILOT if state in CLOSED else CONTENT
    ),
)
