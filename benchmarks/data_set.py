"""Generated provinces: units, people, plans and tasks of three years, and as many project tasks.

One record of each kind is made by the application; the others are copies of its row with other
values, written by SQL ``COPY``. The same seed gives the same rows on the same day.
"""

import csv
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from odoo.addons.cchc_reform.kernel import dates, vietnamese

ROOT = Path(__file__).resolve().parent.parent
OLD_PROVINCE = ROOT / "addons/cchc_reform_demo/data/localities_hai_duong_before_2025-07-01.csv"
NATION = Path(__file__).parent / "data" / "localities_vietnam_from_2025-07-01.csv"
SEED = 20260315
END_OF_TIME = date(9999, 12, 31)
YEARS = 3
PASSWORD = "bench"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
}
DEPARTMENTS = (
    "Văn phòng UBND tỉnh",
    "Sở Nội vụ",
    "Sở Giao thông vận tải",
    "Sở Khoa học và Công nghệ",
    "Sở Thông tin và Truyền thông",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Công Thương",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Thanh tra tỉnh",
    "Sở Kế hoạch và Đầu tư",
    "Sở Tài nguyên và Môi trường",
    "Sở Tư pháp",
    "Sở Lao động - Thương binh và Xã hội",
    "Ban Quản lý các khu công nghiệp",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
)
DIVISIONS = (
    "Văn phòng",
    "Phòng Nội vụ",
    "Phòng Tài chính - Kế hoạch",
    "Phòng Tư pháp",
    "Phòng Văn hóa - Xã hội",
    "Phòng Kinh tế",
    "Trung tâm Phục vụ hành chính công",
    "Phòng Thanh tra",
    "Phòng Pháp chế",
    "Phòng Tổ chức cán bộ",
)
WORKS = (
    "Rà soát, đơn giản hóa thủ tục hành chính",
    "Báo cáo kết quả cải cách hành chính",
    "Kiểm tra công vụ, kỷ luật hành chính",
    "Cắt giảm thời gian giải quyết hồ sơ",
    "Cung cấp dịch vụ công trực tuyến toàn trình",
    "Sắp xếp tổ chức bộ máy, tinh giản biên chế",
    "Khảo sát sự hài lòng của người dân",
    "Số hóa hồ sơ, kết quả giải quyết",
    "Tập huấn nghiệp vụ cải cách hành chính",
    "Công khai thủ tục hành chính",
)
STAGES = ("Đã giao", "Đang thực hiện", "Đã báo cáo", "Đã xác nhận", "Đã hủy")
STAGE_OF_STATE = {"assigned": 0, "in_progress": 1, "reported": 2, "verified": 3, "cancelled": 4}


@dataclass(frozen=True)
class Shape:
    """Size of a data set.

    :param divisions: number inside a department, a district, a commune
    :param whole: whether one unit stands above several provinces, so that one call counts all
    """

    departments: int
    divisions: tuple
    tasks: int
    employees: int
    communes: int | None = None
    whole: bool = False


SHAPES = {
    "small": Shape(4, (1, 1, 1), 600, 100, communes=12),
    "province": Shape(18, (8, 10, 7), 100_000, 20_000),
    "nation": Shape(14, (10, 0, 6), 1_000_000, 400_000, whole=True),
}


class Table:
    """Rows of one table that are copies of one row with other values."""

    def __init__(self, cr, name, template_id):
        self.cr, self.name = cr, name
        cr.execute(f'SELECT * FROM "{name}" WHERE id = %s', [template_id])
        self.template = cr.dictfetchone()
        cr.execute(f'SELECT max(id) FROM "{name}"')
        self.numbers = count(cr.fetchone()[0] + 1)

    def copy(self, rows):
        """Write ``rows``, dictionaries of what differs from the template; ids are theirs or new.

        Indexes are dropped meanwhile and built at the end, which is many times faster.
        """
        columns = list(self.template)
        unknown = None
        dropped = _drop_indexes(self.cr, self.name)
        lines = []
        statement = "COPY {} ({}) FROM STDIN".format(
            f'"{self.name}"', ", ".join(f'"{column}"' for column in columns)
        )

        def flush():
            self.cr.copy_expert(statement, _Lines(lines))
            lines.clear()

        for row in rows:
            row.setdefault("id", next(self.numbers))
            unknown = unknown or row.keys() - self.template.keys()
            if unknown:
                raise ValueError(f"{self.name} has no columns {unknown}")
            lines.append(_line({**self.template, **row}.values()))
            if len(lines) == 20_000:
                flush()
        flush()
        for statement_ in dropped:
            self.cr.execute(statement_)
        self.cr.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {}))".format(
                f'"{self.name}"'
            ),
            [self.name],
        )


class _Lines:
    """A file of lines for ``COPY``."""

    def __init__(self, lines):
        self.text, self.place = "".join(lines).encode(), 0

    def read(self, size=-1):
        part = self.text[self.place :] if size < 0 else self.text[self.place : self.place + size]
        self.place += len(part)
        return part


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _line(values):
    return "\t".join(map(_text, values)) + "\n"


def _text(value):
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return str(value)


def _drop_indexes(cr, table):
    """Drop the indexes and exclusion constraints of a table; return the statements that build them."""
    cr.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'x'",
        [table],
    )
    constraints = cr.fetchall()
    cr.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT EXISTS"
        " (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [table],
    )
    indexes = cr.fetchall()
    for name, _definition in constraints:
        cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes] + [
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
        for name, definition in constraints
    ]


class Unit:
    """A generated unit, as much of it as its tasks and people need."""

    __slots__ = ("id", "kind", "name", "parent", "path")

    def __init__(self, id_, kind, name, parent, path):
        self.id, self.kind, self.name, self.parent, self.path = id_, kind, name, parent, path


class Generator:
    """Fills a database that holds the application and ``project`` with a data set."""

    def __init__(self, env, shape):
        self.env = env(context=dict(env.context, **QUIET))
        self.cr, self.shape = env.cr, shape
        self.random = random.Random(SEED)
        self.today = dates.today()
        self.first_year = self.today.year - YEARS + 1
        self.types = {one.code: one for one in self.env["cchc.unit.type"].search([])}
        self.domains = self.env["cchc.plan.domain"].search([]).ids

    def fill(self, say):
        """Write everything; ``say`` is called with the name of each part."""
        for part in (
            self.make_units,
            self.make_people,
            self.make_users,
            self.make_plans,
            self.make_tasks,
            self.make_project_tasks,
        ):
            say(part.__doc__.rstrip("."))
            part()
            self.env.invalidate_all()

    # -- units ---------------------------------------------------------------------------------

    def make_units(self):
        """Units."""
        root = self.env["hr.department"].create(
            {
                "name": "Toàn quốc" if self.shape.whole else "Tỉnh đo kiểm",
                "code": "BENCH",
                "unit_type_id": self.types["province"].id,
                "date_start": "2000-01-01",
            }
        )
        self.env.flush_all()
        self.units = []
        self.root = Unit(root.id, "province", root.name, None, f"{root.id}/")
        self.table = Table(self.cr, "hr_department", root.id)
        self.codes = count(1)
        self.table.copy(list(self._nation() if self.shape.whole else self._province(self.root)))

    def _unit(self, name, kind, parent, order=1000):
        """Row of a unit, remembered in :attr:`units`."""
        number = next(self.table.numbers)
        type_ = self.types[kind]
        unit = Unit(number, kind, name, parent, f"{parent.path}{number}/")
        self.units.append(unit)
        return unit, {
            "id": number,
            "name": {"en_US": name, "vi_VN": name},
            "name_folded": vietnamese.fold(name),
            "sort_key": vietnamese.sort_key(name),
            "code": f"BM{next(self.codes)}",
            "parent_id": parent.id,
            "parent_path": unit.path,
            "unit_type_id": type_.id,
            "level": type_.level,
            "ranking_block": type_.ranking_block or None,
            "is_committee": type_.is_committee,
            "protocol_order": order,
        }

    def _with_divisions(self, name, kind, parent, number, order=1000):
        unit, row = self._unit(name, kind, parent, order)
        yield row
        division = "division" if kind == "department" else "district_division"
        for place in range(number):
            yield self._unit(DIVISIONS[place], division, unit, place)[1]

    def _departments(self, province):
        for place, name in enumerate(DEPARTMENTS[: self.shape.departments]):
            yield from self._with_divisions(
                name, "department", province, self.shape.divisions[0], place
            )

    def _province(self, root):
        with OLD_PROVINCE.open(encoding="utf-8") as source:
            rows = list(csv.DictReader(source))
        yield from self._departments(root)
        districts = {}
        for row in rows:
            if row["level"] == "district":
                first = len(self.units)
                yield from self._with_divisions(
                    f"UBND {row['name']}", "district", root, self.shape.divisions[1]
                )
                districts[row["code"]] = self.units[first]
        communes = [row for row in rows if row["level"] == "commune"][: self.shape.communes]
        for row in communes:
            yield from self._with_divisions(
                f"UBND {row['name']}",
                "commune",
                districts[row["parent_code"]],
                self.shape.divisions[2],
            )

    def _nation(self):
        provinces = {}
        with NATION.open(encoding="utf-8") as source:
            rows = list(csv.DictReader(source))
        for row in rows:
            if row["level"] == "province":
                unit, values = self._unit(row["name"], "province", self.root)
                provinces[row["code"]] = unit
                yield values
                yield from self._departments(unit)
        for row in rows:
            if row["level"] == "commune":
                yield from self._with_divisions(
                    f"UBND {row['name']}",
                    "commune",
                    provinces[row["parent_code"]],
                    self.shape.divisions[2],
                )

    def of_kind(self, *kinds):
        """Units of these kinds."""
        return [unit for unit in self.units if unit.kind in kinds]

    # -- people --------------------------------------------------------------------------------

    def make_people(self):
        """Employees."""
        employee = self.env["hr.employee"].create(
            {"name": "Người Đo Kiểm", "department_id": self.root.id}
        )
        self.env.flush_all()
        version = employee.version_id
        # Rows refer to each other: the numbers are set before.
        people = Table(self.cr, "hr_employee", employee.id)
        resources = Table(self.cr, "resource_resource", employee.resource_id.id)
        versions = Table(self.cr, "hr_version", version.id)
        ids = [
            (next(people.numbers), next(resources.numbers), next(versions.numbers))
            for _number in range(self.shape.employees)
        ]
        names = [f"Nguyễn Văn {number}" for number in range(len(ids))]
        resources.copy({"id": one[1], "name": name} for one, name in zip(ids, names, strict=True))
        # An employee names its present version, and that its employee.
        people.copy(
            {
                "id": one[0],
                "name": name,
                "legal_name": name,
                "resource_id": one[1],
                "work_contact_id": None,
                "current_version_id": None,
            }
            for one, name in zip(ids, names, strict=True)
        )
        versions.copy(
            {
                "id": one[2],
                "employee_id": one[0],
                "department_id": self.units[number % len(self.units)].id,
            }
            for number, one in enumerate(ids)
        )
        self.cr.execute(
            "UPDATE hr_employee SET current_version_id = hr_version.id FROM hr_version"
            " WHERE hr_version.employee_id = hr_employee.id AND current_version_id IS NULL"
        )

    def make_users(self):
        """Users and their roles."""
        headed = self.of_kind("department", "district", "commune")
        standing = next(unit for unit in headed if unit.name == "Sở Nội vụ")
        self.standing_office = standing
        logins = [
            ("bench.standing", "standing_office", self.root),
            ("bench.leader", "leader", self.root),
            ("bench.officer", "officer", headed[0]),
            *((f"bench.head.{number}", "head", unit) for number, unit in enumerate(headed)),
        ]
        users = self.env["res.users"].create(
            [
                {
                    "name": login,
                    "login": login,
                    "tz": "Asia/Ho_Chi_Minh",
                    "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
                }
                for login, _role, _unit in logins
            ]
        )
        # A peer's user sees the same rows by the peer's own rules: as a follower of the projects.
        self.peer = self.env["res.users"].create(
            {
                "name": "bench.peer",
                "login": "bench.peer",
                "group_ids": [
                    (
                        6,
                        0,
                        (
                            self.env.ref("base.group_user")
                            + self.env.ref("project.group_project_user")
                        ).ids,
                    )
                ],
            }
        )
        # One hash for all: hashing takes a third of a second, and it guards nothing here.
        password = users._crypt_context().hash(PASSWORD)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE res_users SET password = %s WHERE id IN %s",
            [password, tuple((users + self.peer).ids)],
        )
        self.env["cchc.unit.role"].create(
            [
                {
                    "user_id": user.id,
                    "role": role,
                    "unit_id": unit.id,
                    "date_from": f"{self.first_year}-01-01",
                }
                for user, (_login, role, unit) in zip(users, logins, strict=True)
            ]
        )
        self.head_of = {
            unit.id: user.id
            for user, (_login, role, unit) in zip(users, logins, strict=True)
            if role == "head"
        }

    # -- plans and tasks -----------------------------------------------------------------------

    def make_plans(self):
        """Plans."""
        leader = self.env["res.users"].search([("login", "=", "bench.leader")])
        self.plans = []
        for year in range(self.first_year, self.first_year + YEARS):
            plan = self.env["cchc.plan"].create(
                {
                    "name": f"Kế hoạch cải cách hành chính năm {year}",
                    "unit_id": self.root.id,
                    "date_start": f"{year}-01-01",
                    "date_end": f"{year}-12-31",
                    "default_verifier_unit_id": self.standing_office.id,
                }
            )
            plan.with_user(leader)._issue(on=date(year, 1, 2))
            self.plans.append(plan)

    def make_tasks(self):
        """Tasks and how they stood."""
        leader = self.env["res.users"].search([("login", "=", "bench.leader")])
        plan = self.plans[0]
        task = self.env["cchc.task"].create(
            {
                "name": "Nhiệm vụ mẫu",
                "plan_id": plan.id,
                "domain_id": self.domains[0],
                "lead_unit_id": self.of_kind("department")[0].id,
                "deadline": plan.date_end,
            }
        )
        task.with_user(leader)._assign(on=date(self.first_year, 1, 3))
        self.env.flush_all()
        self.cr.execute("SELECT id FROM cchc_task_fact WHERE task_id = %s", [task.id])
        facts = Table(self.cr, "cchc_task_fact", self.cr.fetchone()[0])
        tasks = Table(self.cr, "cchc_task", task.id)
        leads = (
            (self.of_kind("commune"), 50),
            (self.of_kind("department"), 20),
            (self.of_kind("district") or self.of_kind("department"), 15),
            (self.of_kind("division", "district_division"), 15),
        )
        groups = [units for units, _share in leads]
        shares = [share for _units, share in leads]
        rows = []
        for number in range(self.shape.tasks):
            unit = self.random.choice(self.random.choices(groups, shares)[0])
            rows.append(self._task(next(tasks.numbers), number, unit))
        tasks.copy(row for row, _facts in rows)
        facts.copy(fact for _row, standing in rows for fact in standing)
        self.relate_parties(tasks.template["id"])
        self.generated = [
            (row["name"], row["lead_unit_id"], row["state"], row["due_on"]) for row, _facts in rows
        ]

    def relate_parties(self, template_id):
        """Relate the tasks to the units that may see them, as the application would."""
        Task = self.env["cchc.task"]
        field = Task._fields["party_unit_ids"]
        dropped = _drop_indexes(self.cr, field.relation)
        for name in Task._party_fields():
            if Task._fields[name].type == "many2one":  # nobody co-operates in a generated task
                self.cr.execute(
                    f'INSERT INTO "{field.relation}" ({field.column1}, {field.column2})'
                    f" SELECT id, {name} FROM cchc_task WHERE id > %s AND {name} IS NOT NULL"
                    " ON CONFLICT DO NOTHING",
                    [template_id],
                )
        for statement in dropped:
            self.cr.execute(statement)

    def _task(self, id_, number, unit):
        """Row of a task with its facts: assigned, begun, reported and confirmed as days pass."""
        chance = self.random
        place = number % YEARS
        plan = self.plans[place]
        year = self.first_year + place
        name = f"{chance.choice(WORKS)} {number}"
        code = f"BM{number:07d}"
        assigned = date(year, 1, 3) + timedelta(days=chance.randrange(200))
        due = min(assigned + timedelta(days=chance.randrange(20, 250)), date(year, 12, 31))
        begun = assigned + timedelta(days=chance.randrange(1, 20))
        reported = max(begun, due + timedelta(days=chance.randrange(-40, 15)))
        confirmed = reported + timedelta(days=chance.randrange(1, 12))
        last = "cancelled" if chance.random() < 0.01 else "verified"
        steps = [(assigned, "assigned"), (begun, "in_progress")]
        if chance.random() < 0.93:
            steps += [(reported, "reported"), (confirmed, last)]
        steps = [step for step in steps if step[0] <= self.today]
        late = reported > due
        common = {
            "domain_id": self.domains[number % len(self.domains)],
            "plan_id": plan.id,
            "verifier_unit_id": self.standing_office.id,
            "weight": chance.choice((0.5, 1, 1, 1, 2)),
            "first_deadline": due,
        }
        facts = []
        for (day, state), following in zip(steps, [*steps[1:], None], strict=True):
            until = following[0] - timedelta(days=1) if following else END_OF_TIME
            if until < day:
                continue
            is_reported = state in ("reported", "verified", "cancelled")
            facts.append(
                {
                    **common,
                    "task_id": id_,
                    "unit_id": unit.id,
                    "state": state,
                    "date_from": day,
                    "date_to": until,
                    "deadline": due,
                    "reported_on": reported if is_reported else None,
                    "reported_late": is_reported and late,
                    "reported_late_first": is_reported and late,
                    "verified_on": confirmed if state == "verified" else None,
                }
            )
        state = steps[-1][1] if steps else "draft"
        is_reported = state in ("reported", "verified", "cancelled")
        head = self.head_of.get(unit.id)
        return {
            **common,
            "id": id_,
            "parent_path": f"{id_}/",
            "name": name,
            "code": code,
            "name_folded": f"{code.lower()} {vietnamese.fold(name)}",
            "lead_unit_id": unit.id,
            "assigning_unit_id": self.root.id,
            "officer_id": head if state != "assigned" else None,
            "state": state,
            "date_start": assigned,
            "deadline": due,
            "due_on": due,
            "assigned_on": assigned if steps else None,
            "reported_on": reported if is_reported else None,
            "first_reported_on": reported if is_reported else None,
            "verified_on": confirmed if state == "verified" else None,
            "reported_late": is_reported and late,
            "reported_late_first": is_reported and late,
        }, facts

    # -- the peer ------------------------------------------------------------------------------

    def make_project_tasks(self):
        """As many project tasks."""
        stages = self.env["project.task.type"].create(
            [{"name": name, "sequence": place} for place, name in enumerate(STAGES)]
        )
        owners = self.of_kind("department", "district", "province") or [self.root]
        projects = self.env["project.project"].create(
            [
                {
                    "name": unit.name,
                    "privacy_visibility": "followers",
                    "type_ids": [(6, 0, stages.ids)],
                }
                for unit in owners
            ]
        )
        projects.message_subscribe(self.peer.partner_id.ids)
        project_of = {unit.id: one.id for unit, one in zip(owners, projects, strict=True)}
        unit_of = {unit.id: unit for unit in self.units}

        def project(unit):
            while unit and unit.id not in project_of:
                unit = unit.parent
            return project_of[unit.id] if unit else projects[0].id

        template = self.env["project.task"].create(
            {"name": "mẫu", "project_id": projects[0].id, "stage_id": stages[0].id, "user_ids": []}
        )
        self.env.flush_all()
        table = Table(self.cr, "project_task", template.id)
        table.copy(
            {
                "name": name,
                "project_id": project(unit_of[unit_id]),
                "stage_id": stages[STAGE_OF_STATE.get(state, 0)].id,
                "state": "1_done" if state == "verified" else "01_in_progress",
                "date_deadline": f"{due} 17:00:00",
            }
            for name, unit_id, state, due in self.generated
        )
