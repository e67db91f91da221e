from odoo.fields import Command

from .loader import ILLUSTRATIVE
from .source import day, rows

#: Authors of each initiative with their shares; the last one is from outside of the staff.
AUTHORS = {
    "post": (("Dương Văn Giả Định", 40), ("Đinh Văn Ví Dụ", 40), ("Mai Văn Ví Dụ", 20)),
    "forms": (("Đặng Văn Ví Dụ", 100),),
}
SUBMITTED_ON = {"post": "2022-11-14", "forms": "2023-03-06"}
#: Meeting and decision of the councils about the first one, and who voted.
UNIT = ("2022-11-28", "2022-12-05", ("Bùi Thị Minh Họa", "Đỗ Văn Thí Dụ"))
PROVINCE = ("2023-01-30", "2023-02-06", ("Phạm Thị Làm Mẫu", "Hoàng Văn Thử Nghiệm"))
#: Initiative, unit that took it over, its head, since when, what it saves there.
TAKEN_OVER = (
    ("post", "YTE", "yte.head", "2023-02-20", 90_000_000),
    ("post", "291", "namsach.head", "2023-03-01", 40_000_000),
)
EFFECT = "Người dân không phải đến nhận kết quả (số liệu minh họa)."


class DemoInitiatives:
    """One initiative recognised by the province and taken over twice, one before the council of
    its unit, and one from another province. Effects and decisions are invented."""

    def __init__(self, loader):
        self.loader, self.env = loader, loader.env
        self.initiatives = {}

    def enter(self):
        """Each step is done by the one who does it."""
        for row in rows("initiatives"):
            self._create(row)
        for key, on in SUBMITTED_ON.items():
            self.initiatives[key]._transition("submit", {"submitted_on": day(on)}, on=day(on))
        self.initiatives["queue"].action_register()
        unit = self.loader.as_user("gtvt.hr", self.initiatives["post"])
        self._assess(unit, *UNIT)
        unit.action_assess()
        unit.action_recognise()
        unit.action_propose()
        province = self.loader.as_user("snv", unit)
        self._assess(province, *PROVINCE)
        province.action_recognise_province()
        for key, code, login, since, saving in TAKEN_OVER:
            self._take_over(key, code, login, since, saving)

    def _person(self, name, unit):
        held = [("employee_id.name", "=", name), ("unit_id", "child_of", unit.id)]
        return self.env["cchc.staff.appointment"].search(held, limit=1).employee_id

    def _create(self, row):
        unit = self.loader.units[row["unit"]]
        texts = ("name", "origin", "origin_place", "problem", "solution", "effect")
        self.initiatives[row["key"]] = self.loader.as_user(
            row["by"], self.env["cchc.initiative"]
        ).create(
            {
                **{name: row[name] or False for name in texts},
                "unit_id": unit.id,
                "domain_id": self.loader.domains[row["domain"]].id,
                "year": int(row["year"]),
                "saving": float(row["saving"]),
                "served": int(row["served"]),
                "author_ids": [
                    Command.create({"employee_id": self._person(name, unit).id, "share": share})
                    for name, share in AUTHORS.get(row["key"], ())
                ],
            }
        )

    def _assess(self, initiative, held_on, decided_on, members):
        province = self.loader.units["30"]
        people = [self._person(name, province).id for name in members]
        initiative.env["cchc.initiative.assessment"].create(
            {
                "initiative_id": initiative.id,
                "held_on": held_on,
                "member_ids": [Command.set(people)],
                "votes_for": len(people),
                "minutes": ILLUSTRATIVE,
                "decision_number": ILLUSTRATIVE,
                "decision_date": decided_on,
            }
        )

    def _take_over(self, key, code, login, since, saving):
        taken = self.loader.as_user(login, self.env["cchc.initiative.replication"]).create(
            {
                "initiative_id": self.initiatives[key].id,
                "unit_id": self.loader.units[code].id,
                "date_from": since,
                "effect": EFFECT,
                "saving": saving,
            }
        )
        taken.action_confirm()
