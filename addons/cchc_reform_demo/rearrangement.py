from odoo.fields import Command

from .source import rows


class DemoRearrangement:
    """Enters what was decided for 1 March and 1 July 2025, as drafts that nobody carried out.

    The demo opens in 2023, and its units live on until somebody carries the events out. The new
    communes get their codes then, as the old ones still bear them.
    """

    def __init__(self, loader):
        self.env = loader.env
        self.units = dict(loader.units)
        self.new = {}  # code from 1 July 2025 on -> commune
        self.types = {one.code: one.id for one in self.env["cchc.unit.type"].search([])}

    def enter(self):
        self._create_units()
        self._create_communes()
        links = self._links()
        for row in rows("rearrangements"):
            self.env["cchc.unit.event"].create(
                {
                    "name": row["name"],
                    "kind": row["kind"],
                    "unit_id": self.units[row["unit"]].id,
                    "effective_on": row["effective_on"],
                    "to_verify": True,
                    "note": row["note"],
                    "link_ids": [Command.create(link) for link in links[row["key"]]],
                }
            )

    def _create(self, values):
        return self.env["hr.department"].create(values)

    def _create_units(self):
        for parents in (("",), ("30", "31")):
            table = [row for row in rows("rearranged_units") if row["parent"] in parents]
            units = self._create(
                [
                    {
                        "name": row["name"],
                        "code": row["code"],
                        "unit_type_id": self.types[row["type"]],
                        "parent_id": row["parent"] and self.units[row["parent"]].id,
                        "protocol_order": int(row["order"]),
                        "date_start": row["date_start"] or False,
                        "alias_ids": [
                            Command.create({"name": alias})
                            for alias in row["aliases"].split("|")
                            if alias
                        ],
                    }
                    for row in table
                ]
            )
            self.units.update((row["code"], unit) for row, unit in zip(table, units, strict=True))

    def _create_communes(self):
        """Communes from that day on, and those before it that the demo's province did not have."""
        table = [row for row in rows("new_localities") if row["level"] == "commune"]
        communes = self._create(
            [self._commune(row["name"], date_start="2025-07-01") for row in table]
        )
        self.new = dict(zip((row["code"] for row in table), communes, strict=True))
        old = {
            row["predecessor_code"]: row["predecessor_name"]
            for row in rows("locality_successors")
            if row["predecessor_code"] not in self.units
        }
        communes = self._create([self._commune(name, code=code) for code, name in old.items()])
        self.units.update(zip(old, communes, strict=True))

    def _commune(self, name, **values):
        return {
            "name": name,
            "unit_type_id": self.types["commune"],
            "parent_id": self.units["31"].id,
            **values,
        }

    def _links(self):
        links = {row["key"]: [] for row in rows("rearrangements")}
        for row in rows("rearrangement_links"):
            links[row["event"]].append(
                {
                    "predecessor_id": self.units[row["predecessor"]].id,
                    "outcome": row["outcome"],
                    "successor_id": row["successor"] and self.units[row["successor"]].id,
                }
            )
        links["2025-07-01"] += [
            {
                "predecessor_id": self.units[row["predecessor_code"]].id,
                "successor_id": self.new[row["successor_code"]].id,
                "new_code": row["successor_code"],
            }
            for row in rows("locality_successors")
        ]
        return links
