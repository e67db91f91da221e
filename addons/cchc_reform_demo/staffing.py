from odoo.fields import Command

from .loader import ILLUSTRATIVE, ZONE
from .source import day, rows

#: Two divisions of Sở Giao thông vận tải that became one, with too many deputies.
MERGER = {
    "name": "Hợp nhất hai phòng thuộc Sở Giao thông vận tải từ 20/02/2025",
    "effective_on": "2025-02-20",
    "predecessors": ("GTVT-CL", "GTVT-PC"),
    "successor": "GTVT-PCCL",
    "successor_name": "Phòng Pháp chế - Chất lượng công trình",
}
#: Class of a unit, by its code.
CLASSES = (("30", "province_2"), ("30", "locality_province"), ("YTE-CDC", "autonomy_4"))
#: Who submits the training needs of which unit.
CODE_OF = {"gtvt.hr": "GTVT", "yte.head": "YTE", "snv": "SNV"}
#: Baselines of the cut: code of the unit, kind of staff, number.
BASELINES = (
    ("30", "civil_servant", 2790),
    ("GTVT", "civil_servant", 74),
    ("YTE", "civil_servant", 56),
    ("SNV", "civil_servant", 54),
    ("YTE-CDC", "public_state", 124),
)


class DemoStaffing:
    """Staff of the province: who holds which post, assigned numbers, classes, and a merger.

    People are invented and so are all numbers; the class of the province is to be verified.
    """

    def __init__(self, loader):
        self.loader = loader
        self.env = loader.env
        self.units = loader.units

    def enter(self):
        self._create_successor()
        self._create_positions()
        self._create_people()
        self._create_quotas()
        self._classify()
        self._merge()
        self.env["cchc.staff.surplus"]._follow()
        self._create_programme()
        self._create_cases()
        self._create_scheme()
        self._create_training()

    def _create_successor(self):
        first = self.units[MERGER["predecessors"][0]]
        self.units[MERGER["successor"]] = first.create(
            {
                "name": MERGER["successor_name"],
                "code": MERGER["successor"],
                "unit_type_id": first.unit_type_id.id,
                "parent_id": first.parent_id.id,
                "protocol_order": first.protocol_order,
                "date_start": MERGER["effective_on"],
            }
        )

    def _create_positions(self):
        """Approved positions; who holds a title without one is outside of them."""
        table = rows("staff_positions")
        ranks = [
            Command.create(
                {"rank_id": self.env.ref(f"cchc_reform.staff_rank_{name}").id, "percent": percent}
            )
            for name, percent in (("principal_expert", 30), ("expert", 70))
        ]
        positions = self.env["cchc.staff.position"].create(
            [
                {
                    "unit_id": self.units[row["unit"]].id,
                    "code": row["code"],
                    "name": row["name"],
                    "group": row["group"],
                    "number": int(row["number"]),
                    "share_ids": ranks if row["title"] == "Chuyên viên" else [],
                    "date_from": "2023-01-01",
                    "change_reason": ILLUSTRATIVE,
                    "note": ILLUSTRATIVE,
                }
                for row in table
            ]
        )
        self.positions = {
            (row["unit"], row["title"]): position.id
            for row, position in zip(table, positions, strict=True)
        }

    def _create_people(self):
        table = rows("staff")
        names = list(dict.fromkeys(row["name"] for row in table))
        last = {row["name"]: row for row in table}
        people = self.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "department_id": self.units[last[name]["unit"]].id,
                    "job_title": last[name]["title"],
                    "tz": ZONE,
                }
                for name in names
            ]
        )
        self.people = person = dict(zip(names, people, strict=True))
        self.env["cchc.staff.appointment"].create(
            [
                {
                    "employee_id": person[row["name"]].id,
                    "unit_id": self.units[row["unit"]].id,
                    "title": row["title"],
                    "position_id": self.positions.get((row["unit"], row["title"])),
                    "capacity": row["capacity"],
                    "mode": row["mode"],
                    "date_from": row["date_from"],
                    "date_to": day(row["date_to"]),
                    "change_reason": ILLUSTRATIVE,
                    "note": ILLUSTRATIVE,
                    **({"staff_kind": row["staff_kind"]} if row["staff_kind"] else {}),
                }
                for row in table
            ]
        )

    def _create_quotas(self):
        self.env["cchc.staff.quota"].create(
            [
                {
                    "unit_id": self.units[row["unit"]].id,
                    "kind": row["kind"],
                    "number": int(row["number"]),
                    "year": int(row["date_from"][:4]),
                    "date_from": row["date_from"],
                    "change_reason": ILLUSTRATIVE,
                    "note": ILLUSTRATIVE,
                }
                for row in rows("staff_quotas")
            ]
        )

    def _classify(self):
        self.env["cchc.unit.classification"].create(
            [
                {
                    "unit_id": self.units[code].id,
                    "class_id": self.env.ref(f"cchc_reform.unit_class_of_{name}").id,
                    "date_from": "2023-01-01",
                    "confirmation": "to_verify",
                    "change_reason": ILLUSTRATIVE,
                    "note": ILLUSTRATIVE,
                }
                for code, name in CLASSES
            ]
        )

    def _merge(self):
        """Carry the merger out by its own steps, prepared and decided by two people."""
        successor = self.units[MERGER["successor"]]
        event = self.env["cchc.unit.event"].create(
            {
                "name": MERGER["name"],
                "kind": "merge",
                "unit_id": self.units["30"].id,
                "effective_on": MERGER["effective_on"],
                "to_verify": True,
                "note": ILLUSTRATIVE,
                "link_ids": [
                    Command.create(
                        {"predecessor_id": self.units[code].id, "successor_id": successor.id}
                    )
                    for code in MERGER["predecessors"]
                ],
            }
        )
        self.loader.as_user("snv", event).action_prepare()
        self.loader.as_user("chutich", event).action_complete()

    def _create_programme(self):
        """The cut of 2022 to 2026 against invented baselines, spread over the years."""
        programme = self.env["cchc.staff.streamlining.programme"].create(
            {
                "name": "Tinh giản biên chế giai đoạn 2022 - 2026",
                "unit_id": self.units["30"].id,
                "year_from": 2022,
                "year_to": 2026,
                "baseline_on": "2022-04-30",
                "to_verify": True,
                "note": ILLUSTRATIVE,
                "line_ids": [
                    Command.create(
                        {
                            "unit_id": self.units[code].id,
                            "kind": kind,
                            "has_baseline": True,
                            "baseline": baseline,
                            "note": ILLUSTRATIVE,
                        }
                    )
                    for code, kind, baseline in BASELINES
                ],
            }
        )
        programme.action_spread()
        self.loader.as_user("snv", programme).action_issue()

    def _create_cases(self):
        """Cases go as far as their row says, each step by the one who does it."""
        table = rows("staff_streamlining")
        term = "cchc_reform.streamlining_%s"
        cases = self.loader.as_user("gtvt.hr", self.env["cchc.staff.streamlining"]).create(
            [
                {
                    "employee_id": self.people[row["name"]].id,
                    "unit_id": self.units[row["unit"]].id,
                    "category_id": self.env.ref(term % f"category_{row['category']}").id,
                    "policy_id": self.env.ref(term % f"policy_{row['policy']}").id,
                    "basis_id": self.env.ref(term % "basis_154_2025").id,
                    "leaving_on": row["leaving_on"],
                    "cost": float(row["cost"]),
                    "cost_source": "state_budget",
                    "cost_note": ILLUSTRATIVE,
                    "note": ILLUSTRATIVE,
                }
                for row in table
            ]
        )
        state = dict(zip(cases.ids, (row["state"] for row in table), strict=True))

        def reaching(login, *states):
            return self.loader.as_user(login, cases.filtered(lambda c: state[c.id] in states))

        reaching("gtvt.head", "listed", "appraised", "decided", "settled").action_list()
        reaching("snv", "appraised", "decided", "settled").action_appraise()
        reaching("chutich", "decided", "settled").action_decide(ILLUSTRATIVE, "2025-12-01")
        reaching("gtvt.hr", "settled").action_settle("2025-12-31")

    def _create_scheme(self):
        types = {one.code: one.id for one in self.env["cchc.unit.type"].search([])}
        scheme = self.env["cchc.staff.scheme"].create(
            {
                "name": "Sắp xếp tổ chức bên trong các cơ quan giai đoạn 2023 - 2026",
                "unit_id": self.units["30"].id,
                "year_from": 2023,
                "year_to": 2026,
                "baseline_on": "2023-01-01",
                "to_verify": True,
                "note": ILLUSTRATIVE,
                "line_ids": [
                    Command.create({"unit_type_id": types[code], "note": ILLUSTRATIVE})
                    for code in ("division", "sub_department", "public_service_unit")
                ],
            }
        )
        scheme.action_count_baseline()
        self.env["cchc.staff.scheme.year"].create(
            [
                {"line_id": line.id, "year": year, "number": max(line.baseline - cut, 0)}
                for line in scheme.line_ids
                for year, cut in ((2024, 0), (2025, 1), (2026, 2))
            ]
        )
        self.loader.as_user("snv", scheme).action_issue()

    def _create_training(self):
        table = rows("staff_training_needs")
        needs = self.env["cchc.staff.training.need"].create(
            [
                {
                    "unit_id": self.units[row["unit"]].id,
                    "year": int(row["year"]),
                    "kind": row["kind"],
                    "number": int(row["number"]),
                    "target_share": float(row["target_share"]),
                    "reason": ILLUSTRATIVE,
                }
                for row in table
            ]
        )
        self._approve_needs(needs, [row["state"] for row in table])
        table = rows("staff_training")
        first = {row["course"]: row for row in reversed(table)}
        courses = self.env["cchc.staff.training"].create(
            [
                {
                    "name": name,
                    "kind": row["kind"],
                    "unit_id": self.units[row["unit"]].id,
                    "date_from": row["date_from"],
                    "date_to": row["date_to"],
                    "note": ILLUSTRATIVE,
                }
                for name, row in first.items()
            ]
        )
        course = dict(zip(first, courses, strict=True))
        self.env["cchc.staff.training.participant"].create(
            [
                {
                    "training_id": course[row["course"]].id,
                    "employee_id": self.people[row["name"]].id,
                    "result": row["result"],
                    "note": ILLUSTRATIVE,
                }
                for row in table
            ]
        )
        courses = self.loader.as_user("snv", courses)
        courses.action_start()
        courses.filtered(lambda one: first[one.name]["state"] == "finished").action_finish()

    def _approve_needs(self, needs, states):
        """Each need goes as far as its row says, by the unit and the standing office above it."""
        state = dict(zip(needs.ids, states, strict=True))
        submitted = needs.filtered(lambda one: state[one.id] != "draft")
        for login, code in CODE_OF.items():
            own = submitted.filtered(lambda one, code=code: one.unit_id.code == code)
            self.loader.as_user(login, own).action_submit()
        approved = submitted.filtered(lambda one: state[one.id] == "approved")
        self.loader.as_user("chutich", approved).action_approve(ILLUSTRATIVE, "2024-02-01")
