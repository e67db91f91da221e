"""The state machine of a nomination: its steps, who may do them, and what is locked when."""

from .workflow_mixin import Transition, Workflow

STATES = [
    ("registered", "Registered"),
    ("proposed", "Proposed by the unit"),
    ("appraised", "Appraised"),
    ("voted", "Voted by the council"),
    ("decided", "Decided"),
    ("rejected", "Not approved"),
    ("withdrawn", "Withdrawn"),
]
OPEN_STATES = ("registered", "proposed", "appraised", "voted")
#: Who proposes for a unit, and withdraws what was proposed.
UNIT_ROLES = ("hr", "head")
#: Who enters what was decided, as in the register of awards.
ENTERERS = ("hr", "standing_office")
#: As many are printed at once as the address of a browser carries.
MOST_PRINTED = 500
#: What the unit writes, while it is registered.
OF_UNIT = frozenset(
    {
        "title_id", "kind", "employee_id", "unit_id", "year", "registered_on", "achievements",
        "evidence", "file", "file_name", "campaign_id", "unit_council_on",
        "unit_minutes", "unit_members", "unit_present", "unit_favour",
    }
)  # fmt: skip
#: What the emulation office writes, by the state in which it does.
OF_OFFICE = {
    "proposed": frozenset({"appraisal"}),
    "appraised": frozenset(
        {
            "no_consultation_reason", "council_on", "council_minutes", "council_members",
            "council_present", "council_favour",
        }
    ),
}  # fmt: skip
OFFICE = frozenset().union(*OF_OFFICE.values())
ENTERED = OF_UNIT | OFFICE


def _locked(state):
    if state == "registered":
        return OFFICE
    if state in OPEN_STATES:
        return ENTERED - OF_OFFICE.get(state, frozenset())
    return ENTERED


NOMINATION_WORKFLOW = Workflow(
    initial="registered",
    transitions={
        "propose": Transition(("registered",), "proposed"),
        "appraise": Transition(
            ("proposed",), "appraised", not_by=("registered_by_id", "proposed_by_id")
        ),
        "vote": Transition(("appraised",), "voted"),
        "decide": Transition(("appraised", "voted"), "decided"),
        "reject": Transition(("proposed", "appraised", "voted"), "rejected", reason=True),
        "return": Transition(("proposed", "appraised", "voted"), "registered", reason=True),
        "withdraw": Transition(OPEN_STATES, "withdrawn", reason=True),
    },
    owned=frozenset(
        {
            "registered_by_id",
            "proposed_by_id",
            "proposed_on",
            "appraised_by_id",
            "appraised_on",
            "decided_by_id",
            "decision_number",
            "decision_date",
            "authority",
            "award_id",
            "block_id",
            "return_reason",
            "end_reason",
        }
    ),  # fmt: skip
    locked=_locked,
)
