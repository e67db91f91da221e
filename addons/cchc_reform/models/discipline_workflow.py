"""The state machine of a discipline case: its steps, and what is locked when."""

from odoo.exceptions import ValidationError

from ..kernel import dates
from .entered_values import entered_day
from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Being entered"),
    ("open", "Under consideration"),
    ("decided", "Decided"),
    ("appealed", "Appealed"),
    ("dropped", "No discipline"),
    ("annulled", "Annulled"),
]
APPEAL_RESULTS = [("upheld", "Upheld"), ("changed", "Changed"), ("annulled", "Annulled")]
#: States in which a decision is in force.
IN_FORCE = ("decided", "appealed")
#: Roles of which a decision takes one, for the deciding unit itself.
DECIDERS = ("head", "leader")
OPENING = {
    "employee_id", "unit_id", "deciding_unit_id", "staff_kind", "detected_on", "secrecy",
}  # fmt: skip
ABOUT = {
    "breached_on", "for_duty", "source", "source_document", "is_complicated", "facts", "file",
    "file_name", "hold_ids",
}  # fmt: skip
PROCEDURE = {
    "review_on", "review_exempt", "review_exempt_reason", "review_minutes", "council_on",
    "council_members", "council_minutes", "party_number", "party_date", "form_id",
    "decision_number", "decision_date", "signer", "effective_on",
}  # fmt: skip
APPEAL = {"appeal_result", "appeal_number", "appeal_date", "appeal_form_id"}
#: What those who handle a case write, and when.
WRITTEN_IN = {
    "draft": OPENING | ABOUT | PROCEDURE,
    "open": ABOUT | PROCEDURE,
    "decided": {"appeal_on"},
    "appealed": APPEAL,
}
ENTERED = frozenset(OPENING | ABOUT | PROCEDURE | APPEAL | {"appeal_on"})

DISCIPLINE_WORKFLOW = Workflow(
    initial="draft",
    transitions={
        "open": Transition(("draft",), "open"),
        "decide": Transition(("open",), "decided", not_by=("opened_by_id",)),
        "drop": Transition(("open",), "dropped", reason=True, not_by=("opened_by_id",)),
        "refer": Transition(("open",), None, reason=True, recorded=("deciding_unit_id",)),
        "appeal": Transition(("decided",), "appealed"),
        "settle": Transition(("appealed",), "decided"),
        "annul": Transition(("appealed",), "annulled"),
        # By the server alone: the unit that decided ended.
        "hand_over": Transition(
            ("draft", "open", "decided", "appealed"), None, recorded=("deciding_unit_id",)
        ),
    },
    owned=frozenset(
        {
            "opened_on",
            "opened_by_id",
            "closed_on",
            "decided_by_id",
            "drop_reason",
            "final_form_id",
            "salary_until",
            "barred_until",
        }
    ),
    locked=lambda state: ENTERED - WRITTEN_IN.get(state, set()),
)


def check_days(records, names, passed=()):
    """Refuse days of other times in ``names``, and of ``passed`` those that are to come."""
    for record in records:
        for name in names:
            day = entered_day(record.env, record[name])
            if day and name in passed and day > dates.today():
                raise ValidationError(
                    record.env._(
                        "“%(field)s” is not a day to come.",
                        field=record._fields[name]._description_string(record.env),
                    )
                )
