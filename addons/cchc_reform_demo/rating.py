from datetime import date

from .loader import ILLUSTRATIVE
from .source import rows

YEAR = 2022
SELF_RATED_ON, MET_ON, PROPOSED_ON, DECIDED_ON, ANNOUNCED_ON = (
    date(YEAR, 12, number) for number in (1, 5, 7, 9, 12)
)


class DemoRating:
    """Plays the ratings of 2022 of a division and of the heads of two departments; 2023 is to come.

    Each step is done by the person who does it; of who has no account the words came on paper.
    """

    def __init__(self, loader):
        self.loader, self.env = loader, loader.env

    def enter(self):
        table = rows("ratings")
        found = self.env["hr.employee"].search([("name", "in", [row["name"] for row in table])])
        people = found.grouped("name")
        self._extend_posts(people)
        ratings = self.env["cchc.rating"]
        for row in table:
            one = self.loader.as_user(row["handler"], ratings).create(
                {
                    "employee_id": people[row["name"]].id,
                    "unit_id": self.loader.units[row["unit"]].id,
                    "year": YEAR,
                }
            )
            own = one.with_user(people[row["name"]].user_id or one.env.user)
            own.self_text = f"Bản tự đánh giá năm {YEAR}. {ILLUSTRATIVE}."
            own._self_rate(on=SELF_RATED_ON)
            one.write({"meeting_on": MET_ON, "minutes": f"Tập thể nhất trí. {ILLUSTRATIVE}."})
            one._meet(on=MET_ON)
            one.write({"opinion": f"Cấp ủy nhất trí. {ILLUSTRATIVE}.", "given_level": row["level"]})
            one._propose(on=PROPOSED_ON)
            self.loader.as_user(row["decider"], one)._decide(on=DECIDED_ON)
            one._announce(on=ANNOUNCED_ON)

    def _extend_posts(self, people):
        """Who is rated for 2022 was in post then; the posts of the demo begin with 2023."""
        Post, first = self.env["cchc.staff.appointment"], date(YEAR, 1, 1)
        posts = Post.search([("employee_id.name", "in", list(people))], order="date_from, id")
        for held in posts.grouped("employee_id").values():
            if held[0].date_from > first:
                held[0].write({"date_from": first, "change_reason": ILLUSTRATIVE})
