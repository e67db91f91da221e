"""The state machine of a yearly rating: its steps, and what is locked when."""

from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Self-rating"),
    ("self_rated", "Self-rated"),
    ("met", "Discussed in the meeting"),
    ("proposed", "Level proposed"),
    ("decided", "Level decided"),
    ("announced", "Announced"),
]
#: States in which somebody still has something to do.
UNDER_WAY = ("draft", "self_rated", "met", "proposed", "decided")
#: Roles of which a step takes one for the rating's unit.
HANDLERS = ("hr", "head")
#: Roles of which a decision takes one, for the deciding unit itself.
DECIDERS = ("head", "leader")
#: Of a unit, what counts instead of the system's figures.
FIGURES = {"other_done", "other_on_time", "figures_reason"}
#: What only the rated person writes, and when.
OWN_OF = {"draft": {"self_text"}, "proposed": {"explanation"}}
#: What those who handle the rating write, and when.
OTHERS_OF = {
    "draft": {
        "year", "employee_id", "unit_id", "subject", "months", "leave_months", "is_disciplined",
    },
    "self_rated": {"meeting_on", "minutes"} | FIGURES,
    "met": {"opinion", "given_level"} | FIGURES,
    "proposed": {"other_level", "other_reason"},
}  # fmt: skip
ENTERED = frozenset().union(*OWN_OF.values(), *OTHERS_OF.values())

RATING_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "self_rate": Transition(("draft",), "self_rated"),
        "meet": Transition(("self_rated",), "met"),
        "propose": Transition(("met",), "proposed", recorded=("deciding_unit_id",)),
        "return": Transition(("self_rated", "met", "proposed"), "draft", reason=True),
        "decide": Transition(("proposed",), "decided", not_by=("proposed_by_id",)),
        "announce": Transition(("decided",), "announced"),
        "reopen": Transition(("decided", "announced"), "proposed", reason=True),
        # By the server alone: the unit ended, and another one handles what was rated in it.
        "hand_over": Transition(UNDER_WAY, None, recorded=("deciding_unit_id",)),
    },
    owned=frozenset(
        {
            "proposed_level",
            "level_cause",
            "proposed_by_id",
            "level",
            "decided_by_id",
            "decided_on",
            "announced_on",
            "return_reason",
            "handling_unit_id",
        }
    ),
    locked=lambda state: ENTERED - OWN_OF.get(state, set()) - OTHERS_OF.get(state, set()),
)
