from datetime import date

from .loader import ILLUSTRATIVE
from .source import rows


class DemoDiscipline:
    """One case that is considered, one that was decided, and a collective that was criticised.

    People, events and decisions are invented; a decision bears no number but says that it is.
    """

    def __init__(self, loader, people):
        self.loader = loader
        self.env = loader.env
        self.people = people

    def enter(self):
        for row in rows("discipline"):
            self._play(row)
        self.loader.as_user("snv", self.env["cchc.discipline.review"]).create(
            [
                {
                    "unit_id": self.loader.units[row.pop("unit")].id,
                    "document_number": ILLUSTRATIVE,
                    **row,
                }
                for row in rows("discipline_reviews")
            ]
        )

    def _play(self, row):
        """The HR officer enters the case and takes it up, the head decides."""
        case = self.loader.as_user("gtvt.hr", self.env["cchc.discipline.case"]).create(
            {
                "employee_id": self.people[row["name"]].id,
                "unit_id": self.loader.units[row["unit"]].id,
                "staff_kind": "civil_servant",
                "source": row["source"],
                "detected_on": row["detected_on"],
                "facts": row["facts"],
            }
        )
        case._open(on=date.fromisoformat(row["opened_on"]))
        if row["form"]:
            decided_on = date.fromisoformat(row["decided_on"])
            case.write(
                {
                    "review_on": decided_on,
                    "form_id": self.env.ref(f"cchc_reform.discipline_form_{row['form']}").id,
                    "decision_number": ILLUSTRATIVE,
                    "decision_date": decided_on,
                    "effective_on": decided_on,
                    "signer": ILLUSTRATIVE,
                }
            )
            self.loader.as_user("gtvt.head", case)._decide(on=decided_on)
