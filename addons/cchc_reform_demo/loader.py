from markupsafe import Markup

from odoo.fields import Command

from .source import day, rows, tree

PASSWORD = "demo"
LANG, ZONE = "vi_VN", "Asia/Ho_Chi_Minh"
ILLUSTRATIVE = "Số liệu minh họa"
COMPANY = "Tỉnh Hải Dương (minh họa)"
OPENING_DAY = "2023-03-15"
# Roles and posts of the demo begin with the year of its plan; real dates are not known.
ROLES_FROM = "2023-01-01"
# Kinds of unit by level, where the table of localities names no kind of ours.
TYPE_OF_LEVEL = {"province": "province", "district": "district", "commune": "commune"}
BLOCKS = {"agencies": "agency", "districts": "district", "communes": "commune"}
FIRST_BY_KIND = {"thành phố": 10, "thị xã": 20, "huyện": 30}
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


class DemoLoader:
    """Creates the province: units, people, documents, plans, tasks and targets.

    What happened to the tasks is played afterwards by :class:`~.story.DemoStory`. The
    dictionaries map the keys of the tables to records.
    """

    def __init__(self, env):
        env["res.lang"]._activate_lang(LANG)
        self.env = env(context=dict(env.context, lang=LANG, tz=ZONE, **QUIET))
        self.units, self.users, self.documents, self.plans = {}, {}, {}, {}
        self.tasks = {}  # (key of the part, code of the unit) -> task
        self.parts = {}  # key of the part -> its row in the data
        self.targets = {}  # (key, code of the unit) -> target
        self.domains = {one.code: one for one in self.env["cchc.plan.domain"].search([])}

    def load(self):
        self._set_up_database()
        self._create_units()
        self._create_people()
        self._create_roles()
        self._create_documents()
        self._create_plans()
        self._create_clause_tasks()
        self._create_unit_tasks()
        self._create_targets()

    def as_user(self, login, records):
        """``records`` as the user with this login works on them."""
        return records.with_user(self.users[login])

    # -- database ------------------------------------------------------------------------------

    def _set_up_database(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("cchc_reform.illustrative_note", ILLUSTRATIVE)
        parameters.set_param("cchc_reform.opening_day", OPENING_DAY)
        self.env.ref("base.main_company").write(
            {"name": COMPANY, "country_id": self.env.ref("base.vn").id}
        )
        self.env.ref("base.user_admin").write(
            {"name": "Quản trị hệ thống", "lang": LANG, "tz": ZONE}
        )

    # -- units ---------------------------------------------------------------------------------

    def _create_units(self):
        types = {one.code: one for one in self.env["cchc.unit.type"].search([])}
        localities, inner = rows("localities"), rows("units")
        for level in TYPE_OF_LEVEL:
            self._create_level(
                [self._locality_row(row) for row in localities if row["level"] == level], types
            )
            if level == "province":
                # Agencies stand beside the districts; divisions need their district first.
                self._create_level([row for row in inner if row["parent"] in self.units], types)
        self._create_level([row for row in inner if row["code"] not in self.units], types)

    def _locality_row(self, row):
        name = row["name"]
        own_name = name[0].lower() + name[1:]
        aliases = [f"UBND {own_name}"] + (["UBND tỉnh"] if row["level"] == "province" else [])
        return {
            "code": row["code"],
            "name": name,
            "type": TYPE_OF_LEVEL[row["level"]],
            "parent": row["parent_code"],
            "order": 1000 + FIRST_BY_KIND.get(row["division_type"], 0),
            "aliases": "|".join(aliases),
        }

    def _create_level(self, level, types):
        units = self.env["hr.department"].create(
            [
                {
                    "name": row["name"],
                    "code": row["code"],
                    "unit_type_id": types[row["type"]].id,
                    "parent_id": self.units[row["parent"]].id if row["parent"] else False,
                    "protocol_order": int(row["order"]),
                    "alias_ids": [
                        Command.create({"name": alias})
                        for alias in row["aliases"].split("|")
                        if alias
                    ],
                }
                for row in level
            ]
        )
        self.units.update((row["code"], unit) for row, unit in zip(level, units, strict=True))

    def units_of(self, group, below=None):
        """Codes of the units that ``group`` names: codes, or all units of a block.

        :param below: unit that the units of a block stand directly below; None for the province
        """
        parent = below or next(iter(self.units.values()))
        codes = []
        for word in group.split():
            block = BLOCKS.get(word)
            codes += (
                [
                    code
                    for code, unit in self.units.items()
                    if unit.ranking_block == block and unit.parent_id == parent
                ]
                if block
                else [word]
            )
        return codes

    # -- people --------------------------------------------------------------------------------

    def _create_people(self):
        people = rows("people")
        with_login = [row for row in people if row["login"]]
        users = self.env["res.users"].create(
            [
                {
                    "name": row["name"],
                    "login": row["login"],
                    "lang": LANG,
                    "tz": ZONE,
                    "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
                }
                for row in with_login
            ]
        )
        self.users = {user.login: user for user in users}
        # One hash for all: hashing takes a third of a second, and the password is no secret.
        password = users._crypt_context().hash(PASSWORD)
        for user in users:
            user._set_encrypted_password(user.id, password)
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": row["name"],
                    "department_id": self.units[row["unit"]].id,
                    "job_title": row["title"],
                    "user_id": self.users[row["login"]].id if row["login"] else False,
                    "tz": ZONE,
                }
                for row in people
            ]
        )
        self.env["cchc.staff.appointment"].create(
            [
                {
                    "employee_id": employee.id,
                    "unit_id": self.units[row["unit"]].id,
                    "title": row["title"],
                    "capacity": row["capacity"],
                    "date_from": ROLES_FROM,
                    "change_reason": ILLUSTRATIVE,
                    "note": ILLUSTRATIVE,
                }
                for row, employee in zip(people, employees, strict=True)
            ]
        )

    def _create_roles(self):
        self.env["cchc.unit.role"].create(
            [
                {
                    "user_id": self.users[row["login"]].id,
                    "role": row["role"],
                    "unit_id": self.units[row["unit"]].id,
                    "domain_ids": [
                        Command.link(self.domains[code].id) for code in row["domains"].split()
                    ],
                    "date_from": ROLES_FROM,
                    "note": ILLUSTRATIVE,
                }
                for row in rows("roles")
            ]
        )

    # -- documents and plans -------------------------------------------------------------------

    def _create_documents(self):
        table = rows("documents")
        documents = self.env["cchc.legal.document"].create(
            [
                {name: value or False for name, value in row.items() if name != "key"}
                for row in table
            ]
        )
        self.documents = {row["key"]: one for row, one in zip(table, documents, strict=True)}

    def _create_plans(self):
        basis = self.documents["directive"] + self.documents["resolution_76"]
        for row in rows("plans"):
            plan = self.env["cchc.plan"].create(
                {
                    "name": row["name"],
                    "kind": row["kind"],
                    "unit_id": self.units[row["unit"]].id,
                    "date_start": row["date_start"],
                    "date_end": row["date_end"],
                    "parent_id": self.plans[row["parent"]].id if row["parent"] else False,
                    "default_verifier_unit_id": self._unit_id(row["verifier"]),
                    "substitute_verifier_unit_id": self._unit_id(row["substitute"]),
                    "units_issue_by": row["units_issue_by"] or False,
                    "sent_for_information_on": row["sent_on"] or False,
                    "legal_basis_ids": [Command.set(self._basis_of(row, basis).ids)],
                    "content": Markup("<p><em>%s</em></p>") % row["note"],
                }
            )
            self.plans[row["key"]] = plan
            if row["issued_on"]:
                self.as_user(row["issued_by"], plan)._issue(on=day(row["issued_on"]))

    def _basis_of(self, row, basis):
        if row["kind"] == "programme":
            return self.documents["resolution_76"] + self.documents["directive_23"]
        return basis if row["key"] == "plan_2023" else self.documents["directive"]

    def _unit_id(self, code):
        return self.units[code].id if code else False

    # -- tasks ---------------------------------------------------------------------------------

    def _create_clause_tasks(self):
        """One task a clause, and below it a sub-task for each unit that the clause addresses."""
        words = tree("directive")
        clauses = tree("clauses")
        values = [self._clause_values(clause, words[clause["clause"]]) for clause in clauses]
        parents = self.as_user("snv", self.env["cchc.task"]).create(values)
        values, keys = [], []
        for clause, parent in zip(clauses, parents, strict=True):
            self.tasks[clause["clause"], ""] = parent
            for part in clause["parts"]:
                self.parts[part["key"]] = part
                for code in self.units_of(part["units"]):
                    keys.append((part["key"], code))
                    values.append(
                        self._part_values(clause, part, words[clause["clause"]], parent, code)
                    )
        tasks = self.as_user("snv", self.env["cchc.task"]).create(values)
        self.tasks.update(zip(keys, tasks, strict=True))
        for on, records in (parents + tasks).grouped("date_start").items():
            self.as_user("snv", records)._assign(on=on)

    def _clause_values(self, clause, words):
        lead = clause["lead"]
        coop = [code for code in self.units_of(clause["coop"]) if code != lead]
        return {
            "name": clause["name"],
            "description": self._paragraphs(words),
            "plan_id": self.plans["plan_2023"].id,
            "domain_id": self.domains[clause["domain"]].id,
            "source_document_id": self.documents["directive"].id,
            "clause": clause["clause"],
            "output": clause["output"],
            "lead_unit_id": self.units[lead].id,
            "coop_unit_ids": [Command.set([self.units[code].id for code in coop])],
            "date_start": clause["assigned_on"],
            "deadline_kind": "standing",
            **self._verifier_values(clause.get("verifier"), lead),
        }

    def _part_values(self, clause, part, words, parent, code):
        words = list(words)
        if part.get("illustrative"):
            words.append(
                f"{ILLUSTRATIVE}: Chỉ thị không ghi thời hạn của việc này; thời hạn do dữ liệu "
                "mẫu đặt ra."
            )
        if part.get("note"):
            words.append(part["note"])
        coop = self.units_of(part.get("coop", ""))
        return {
            "name": part["name"],
            "description": self._paragraphs(words),
            "parent_id": parent.id,
            "plan_id": parent.plan_id.id,
            "domain_id": self.domains[part.get("domain", clause["domain"])].id,
            "source_document_id": self.documents["directive"].id,
            "clause": clause["clause"],
            "output": part["output"],
            "lead_unit_id": self.units[code].id,
            "coop_unit_ids": [Command.set([self.units[one].id for one in coop])],
            "date_start": clause["assigned_on"],
            "weight": part.get("weight", 1),
            "priority": part.get("priority", "0"),
            **self._deadline_values(part["deadline"], part.get("waiting_for")),
            **self._verifier_values(part.get("verifier", clause.get("verifier")), code),
        }

    def _create_unit_tasks(self):
        """Tasks that units give to their own divisions, and a district to its communes."""
        heads = {row["key"]: row["issued_by"] for row in rows("plans")}
        for row in rows("unit_tasks"):
            plan = self.plans[row["plan"]]
            self.parts[row["key"]] = row
            codes = self.units_of(row["units"], below=plan.unit_id)
            tasks = self.as_user(heads[row["plan"]], self.env["cchc.task"]).create(
                [
                    {
                        "name": row["name"],
                        "plan_id": plan.id,
                        "domain_id": self.domains[row["domain"]].id,
                        "output": row["output"],
                        "lead_unit_id": self.units[code].id,
                        "date_start": row["assigned_on"],
                        "weight": float(row["weight"]),
                        **self._deadline_values(row["deadline"]),
                    }
                    for code in codes
                ]
            )
            self.tasks.update(((row["key"], c), task) for c, task in zip(codes, tasks, strict=True))
            tasks._assign(on=day(row["assigned_on"]))

    def _deadline_values(self, deadline, waiting_for=None):
        if deadline in ("standing", "waiting"):
            return {"deadline_kind": deadline, "waiting_for": waiting_for or False}
        return {"deadline_kind": "date", "deadline": deadline}

    def _verifier_values(self, verifier, lead):
        """The named verifier; for its own work, and where none is named, the plan decides."""
        return {"verifier_unit_id": self.units[verifier].id} if verifier not in (None, lead) else {}

    def _paragraphs(self, words):
        return Markup("").join(Markup("<p>%s</p>") % paragraph for paragraph in words)

    # -- targets -------------------------------------------------------------------------------

    def _create_targets(self):
        for row in tree("targets"):
            plan = self.plans[row["plan"]]
            for code in row["units"].split():
                self.targets[row["key"], code] = self._create_target(row, plan, code)

    def _create_target(self, row, plan, code):
        parent = next(
            (one for (key, _code), one in self.targets.items() if key == row.get("parent")), None
        )
        target = self.as_user("snv", self.env["cchc.target"]).create(
            {
                "name": row["name"],
                "description": " ".join(filter(None, [row.get("description"), f"{ILLUSTRATIVE}."])),
                "plan_id": plan.id,
                "domain_id": self.domains[row["domain"]].id,
                "parent_id": parent.id if parent else False,
                "unit_id": self.units[code].id,
                "uom": row.get("uom", "%"),
                "direction": row.get("direction", "increase"),
                "has_baseline": "baseline" in row,
                "baseline": row.get("baseline", 0),
                "target_value": row["target_value"],
                **({"due_on": row["due_on"]} if "due_on" in row else {}),
            }
        )
        target._assign(on=day(row.get("assigned_on", "2023-01-09")))
        return target
