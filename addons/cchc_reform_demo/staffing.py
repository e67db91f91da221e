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
        self._create_people()
        self._create_quotas()
        self._classify()
        self._merge()
        self.env["cchc.staff.surplus"]._follow()

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
        person = dict(zip(names, people, strict=True))
        self.env["cchc.staff.appointment"].create(
            [
                {
                    "employee_id": person[row["name"]].id,
                    "unit_id": self.units[row["unit"]].id,
                    "title": row["title"],
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
