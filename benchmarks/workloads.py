"""The workloads: what is called, and the peer beside which it stands.

Each takes a :class:`Scene` and yields pairs of a name and what :func:`benchmarks.harness.line`
needs. Peers are core's own models with as many rows, or the best hand-written SQL that we know
for the same numbers.
"""

import base64
from datetime import date, timedelta
from io import BytesIO, StringIO
from itertools import cycle, islice

import xlsxwriter
from docxtpl import DocxTemplate
from lxml import etree

from odoo.addons.cchc_reform.kernel import dates
from odoo.addons.cchc_reform.report.periodic_docx import (
    SAMPLE,
    fields_of,
    periodic_docx,
    standard_template,
)
from odoo.addons.cchc_reform.report.periodic_xlsx import periodic_xlsx
from odoo.addons.cchc_reform.report.table_workbook import workbook
from odoo.addons.cchc_reform.wizard.import_plan import TaskImporter
from odoo.addons.cchc_reform.wizard.plan_workbook import sheet_name
from odoo.addons.hr.models.hr_department import HrDepartment

STATE_CHANGES = 300
#: Rows of an imported plan, by the largest number of tasks of the data set that takes so many.
IMPORTED = ((10_000, 200), (500_000, 2_000), (float("inf"), 10_000))
LIST_ROWS, CARDS = 80, 40
#: Reports and units of a consolidated one, by the largest number of tasks of the data set.
REPORTED = ((10_000, 10, 100), (float("inf"), 200, 2_000))
FIGURES = 100


class Scene:
    """A generated database and the people in it."""

    def __init__(self, env):
        self.env = env
        self.root = env["hr.department"].search([("code", "=", "BENCH")])
        self.standing = self.user("bench.standing")
        self.leader = self.user("bench.leader")
        self.head = self.user("bench.head.0")
        self.peer = self.user("bench.peer")
        self.today = dates.today()
        self.plan = env["cchc.plan"].search(
            [("unit_id", "=", self.root.id)], order="year desc", limit=1
        )

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def sizes(self):
        """Numbers of units, tasks, facts and employees."""
        return {
            name: self.env[model].with_context(active_test=False).search_count([])
            for name, model in (
                ("units", "hr.department"),
                ("tasks", "cchc.task"),
                ("facts", "cchc.task.fact"),
                ("employees", "hr.employee"),
            )
        }


# -- figures ---------------------------------------------------------------------------------------

COUNTED = """
    WITH counted AS MATERIALIZED (
        SELECT split_part(unit.parent_path, '/', %(level)s) AS below, fact.domain_id, fact.weight,
               fact.deadline <= %(day)s AS due,
               fact.first_deadline <= %(day)s AS due_first,
               fact.state = 'verified' AS verified,
               fact.reported_on IS NOT NULL AND fact.reported_late IS NOT TRUE AS reported_in_time,
               fact.deadline IS NULL
                   OR fact.reported_on IS NOT NULL AND fact.reported_late IS NOT TRUE AS in_time,
               fact.reported_on IS NOT NULL
                   AND fact.reported_late_first IS NOT TRUE AS in_time_first,
               fact.state = 'reported' AS reported,
               fact.deadline < %(day)s AS past
          FROM cchc_task_fact fact
          JOIN hr_department unit ON unit.id = fact.unit_id
         WHERE fact.plan_id = ANY(%(plans)s) AND fact.leaf IS TRUE
           AND fact.date_from <= %(day)s AND fact.date_to >= %(day)s
           AND fact.state NOT IN ('draft', 'cancelled', 'exempt')
           AND unit.parent_path LIKE %(path)s
    )
"""
SCOPES = {
    "assigned": "TRUE",
    "due": "due",
    "verified": "verified",
    "verified_due": "verified AND due",
    "on_time": "verified AND due AND in_time",
    "due_first": "due_first",
    "on_time_first": "verified AND due_first AND in_time_first",
    "awaiting": "reported AND in_time",
    "done_on_time": "verified AND in_time",
    "done_late": "verified AND NOT in_time",
    "in_progress": "NOT verified AND NOT (past IS TRUE AND NOT (reported AND in_time))",
    "overdue": "NOT verified AND past AND NOT (reported AND in_time)",
}
# The rules that ship; days are working days, here as so many weeks.
AT_RISK = """
    WITH history AS (
        SELECT unit_id, count(*) AS due,
               count(*) FILTER (
                   WHERE reported_on IS NOT NULL AND reported_late IS NOT TRUE
               ) AS in_time
          FROM cchc_task_fact
         WHERE leaf IS TRUE AND date_from <= %(day)s AND date_to >= %(day)s
           AND deadline >= %(since)s AND deadline < %(day)s
           AND state NOT IN ('draft', 'cancelled', 'exempt')
         GROUP BY unit_id
    )
    SELECT task.id, task.name, unit.name, task.state, task.due_on, count(*) OVER ()
      FROM cchc_task_fact fact
      JOIN hr_department unit ON unit.id = fact.unit_id
      JOIN cchc_task task ON task.id = fact.task_id
      JOIN cchc_plan plan ON plan.id = fact.plan_id
      LEFT JOIN history ON history.unit_id = fact.unit_id
     WHERE fact.plan_id = ANY(%(plans)s) AND fact.leaf IS TRUE
       AND fact.date_from <= %(day)s AND fact.date_to >= %(day)s
       AND fact.state IN ('assigned', 'in_progress', 'for_approval')
       AND (fact.deadline IS NULL OR fact.deadline >= %(day)s)
       AND unit.parent_path LIKE %(path)s
       AND (
            fact.deadline <= %(in_15)s AND fact.state = 'assigned'
            OR fact.deadline <= %(in_3)s AND fact.state = 'in_progress'
            OR fact.deadline IS NULL AND plan.date_end <= %(in_60)s
            OR fact.return_count >= 2
            OR history.due >= 5 AND 2 * history.in_time < history.due
               AND fact.deadline <= %(in_15)s
            OR EXISTS (
                SELECT FROM cchc_task_wait WHERE task_id = fact.task_id AND state = 'asked'
                   AND due_on < %(day)s
            )
       )
     ORDER BY fact.deadline, fact.task_id
     LIMIT 10
"""
LISTS = {
    "overdue": "due_on < %(day)s AND state IN ('assigned', 'in_progress', 'for_approval')",
    "due soon": "due_on BETWEEN %(day)s AND %(soon)s"
    " AND state IN ('assigned', 'in_progress', 'for_approval')",
    "returned": "state = 'in_progress' AND return_count > 0",
    "mine": "officer_id = %(uid)s AND state IN ('assigned', 'in_progress', 'for_approval')",
}


def _measures(scopes):
    return ", ".join(
        f"count(*) FILTER (WHERE {SCOPES[one]}), sum(weight) FILTER (WHERE {SCOPES[one]})"
        for one in scopes
    )


def _counted_values(scene):
    return {
        "level": len(scene.root.parent_path.split("/")),
        "day": scene.today,
        "in_3": scene.today + timedelta(days=5),
        "in_15": scene.today + timedelta(weeks=3),
        "in_60": scene.today + timedelta(weeks=12),
        "soon": scene.today + timedelta(days=30),
        "since": scene.today - timedelta(days=365),
        "plans": [scene.plan.id],
        "path": f"{scene.root.parent_path}%",
        "uid": scene.standing.id,
    }


def _dashboard_by_hand(scene, cr):
    values = _counted_values(scene)
    cr.execute(
        f"{COUNTED} SELECT below, domain_id, {_measures(SCOPES)} FROM counted"
        " GROUP BY GROUPING SETS ((), (below), (domain_id))",
        values,
    )
    figures = cr.fetchall()
    for condition in LISTS.values():
        tasks = (
            "FROM cchc_task task JOIN hr_department unit ON unit.id = task.lead_unit_id"
            f" WHERE plan_id = ANY(%(plans)s) AND is_leaf AND {condition}"
        )
        cr.execute(f"SELECT count(*) {tasks}", values)
        cr.execute(
            f"SELECT task.id, task.name, unit.name, state, due_on {tasks}"
            " ORDER BY due_on, task.id LIMIT 10",
            values,
        )
        cr.fetchall()
    cr.execute(AT_RISK, values)
    cr.fetchall()
    return figures


def dashboard(scene):
    """The landing page of the whole tree, and its numbers and lists by hand-written SQL.

    The SQL does without what the page tells besides: the reasons of a risk, targets, missing plans.
    """
    for who, goal, su in (("superuser", 1.2, True), ("standing office", 1.5, False)):
        figures = scene.env["cchc.metrics"].with_user(scene.standing).sudo(su)
        yield (
            f"dashboard, {who}",
            lambda figures=figures: figures.landing(),
            lambda: _dashboard_by_hand(scene, scene.env.cr),
            goal,
        )


def heat_map(scene):
    """Units by reform domains, and the same sums by hand-written SQL."""

    def by_hand():
        scopes = ("assigned", "verified")
        scene.env.cr.execute(
            f"{COUNTED} SELECT below, domain_id, {_measures(scopes)} FROM counted GROUP BY 1, 2",
            _counted_values(scene),
        )
        return scene.env.cr.fetchall()

    for who, goal, su in (("superuser", 1.2, True), ("standing office", 1.5, False)):
        figures = scene.env["cchc.metrics"].with_user(scene.standing).sudo(su)
        yield (
            f"heat map unit x domain, {who}",
            lambda figures=figures: figures.comparison(),
            by_hand,
            goal,
        )


TREND = """
    SELECT point.day, sum(fact.weight) AS assigned,
           sum(fact.weight) FILTER (WHERE fact.deadline <= point.day) AS due,
           sum(fact.weight) FILTER (WHERE fact.state = 'verified') AS verified
      FROM unnest(%(points)s::date[]) AS point(day)
      JOIN cchc_task_fact fact ON fact.plan_id = ANY(%(plans)s) AND fact.leaf IS TRUE
       AND fact.date_from <= point.day AND fact.date_to >= point.day
       AND fact.state NOT IN ('draft', 'cancelled', 'exempt')
      JOIN hr_department unit ON unit.id = fact.unit_id
     WHERE unit.parent_path LIKE %(path)s
     GROUP BY point.day
"""
# Why the five units most behind are so; days of delay in calendar days.
BEHIND = """
    SELECT split_part(unit.parent_path, '/', %(level)s) AS below, fact.domain_id, count(*),
           min(fact.deadline), count(*) FILTER (WHERE fact.return_count > 0)
      FROM cchc_task_fact fact
      JOIN hr_department unit ON unit.id = fact.unit_id
     WHERE fact.plan_id = ANY(%(plans)s) AND fact.leaf IS TRUE
       AND fact.date_from <= %(day)s AND fact.date_to >= %(day)s
       AND fact.state NOT IN ('draft', 'cancelled', 'exempt', 'verified')
       AND fact.deadline < %(day)s
       AND NOT (fact.state = 'reported' AND fact.reported_late IS NOT TRUE)
       AND split_part(unit.parent_path, '/', %(level)s) = ANY(%(behind)s)
     GROUP BY 1, 2
"""
DELAYS = """
    SELECT awaited_unit_id, wait.unit_id, count(*),
           sum(LEAST(came_on, withdrawn_on, %(day)s) - due_on)
      FROM cchc_task_wait wait
      JOIN cchc_plan plan ON plan.id = wait.plan_id
     WHERE plan.year = %(year)s AND due_on < LEAST(came_on, withdrawn_on, %(day)s)
     GROUP BY 1, 2
"""
DECISIONS = """
    SELECT task.id, task.name, unit.name, task.state, task.due_on, count(*) OVER ()
      FROM cchc_task task
      JOIN hr_department unit ON unit.id = task.lead_unit_id
     WHERE task.state = 'reported' AND task.verifier_unit_id = ANY(%(verifiers)s)
     ORDER BY task.reported_on, task.id
     LIMIT 10
"""


def _cockpit_by_hand(scene, cr):
    """The numbers of the page, and the first of its lists, in seven queries."""
    values = _counted_values(scene)
    day = values["day"]
    ends = [date(day.year, month, 1) - timedelta(days=1) for month in range(2, day.month + 1)]
    values["points"], values["year"] = [*ends, day], day.year
    cr.execute(
        f"{COUNTED} SELECT below, domain_id, {_measures(SCOPES)} FROM counted"
        " GROUP BY GROUPING SETS ((), (below), (domain_id))",
        values,
    )
    overdue = 2 + 2 * list(SCOPES).index("overdue")
    units = sorted((row for row in cr.fetchall() if row[0]), key=lambda row: -row[overdue])
    values["behind"] = [row[0] for row in units[:5]]
    for statement in (TREND, BEHIND, DELAYS):
        cr.execute(statement, values)
        cr.fetchall()
    types = scene.env["cchc.unit.type"].search([("code", "in", ("department", "division"))])
    cr.execute(DEPUTIES, {"day": day, **{one.code: one.id for one in types}})
    cr.fetchall()
    cr.execute("SELECT state, count(*) FROM cchc_report GROUP BY state")
    cr.fetchall()
    cr.execute(DECISIONS, values | {"verifiers": scene.standing.role_unit_ids("verifier")})
    return cr.fetchall()


def cockpit(scene):
    """The page of those who steer, and its numbers by hand-written SQL.

    The SQL does without the names of units, the days of work and the rules of deputies.
    """
    for who, goal, su in (("superuser", 1.2, True), ("standing office", 1.5, False)):
        page = scene.env["cchc.cockpit"].with_user(scene.standing).sudo(su)
        yield (
            f"cockpit, {who}",
            page.figures,
            lambda: _cockpit_by_hand(scene, scene.env.cr),
            goal,
        )


# -- lists -----------------------------------------------------------------------------------------


def _specification(records, view_type):
    """What the client asks of each record for a view, hidden columns left out."""
    arch = etree.fromstring(records.get_view(view_type=view_type)["arch"])
    known = records.fields_get()
    fields = {}
    for node in arch.iter("field"):
        name = node.get("name")
        hidden = node.get("optional") == "hide" or node.get("column_invisible") in ("1", "True")
        if name not in known or hidden or next(node.iterancestors("field"), None) is not None:
            continue
        relational = known[name]["type"] in ("many2one", "many2many", "one2many")
        fields[name] = {"fields": {"display_name": {}}} if relational else {}
    return fields


def task_list(scene):
    """80 rows as the list shows them, and the board by state, of all tasks that one may see."""
    tasks = scene.env["cchc.task"].with_user(scene.standing)
    others = scene.env["project.task"].with_user(scene.peer)
    sides = []
    for records, group, domain in (
        (tasks, "state", []),
        (others, "stage_id", [("project_id", "!=", False)]),
    ):
        rows, cards = _specification(records, "list"), _specification(records, "kanban")
        sides.append(
            (
                lambda records=records, rows=rows, domain=domain: records.web_search_read(
                    domain, rows, limit=LIST_ROWS, count_limit=10_001
                ),
                lambda records=records, cards=cards, domain=domain, group=group: (
                    records.web_read_group(
                        domain,
                        [group],
                        ["__count"],
                        auto_unfold=True,
                        unfold_read_specification=cards,
                        unfold_read_default_limit=CARDS,
                    )
                ),
            )
        )
    (ours_list, ours_board), (peer_list, peer_board) = sides
    yield "list of 80 tasks", ours_list, peer_list, 0.2
    yield "board of tasks by state", ours_board, peer_board, 0.2


def name_search(scene):
    """A unit by its name without diacritics, and core's search (with them) by complete names."""
    units = scene.env["hr.department"].with_user(scene.standing)

    def core():
        found = units.search(
            HrDepartment._search_complete_name(units, "ilike", "Sở Nội vụ"), limit=8
        )
        return [(one.id, one.complete_name) for one in found]

    yield "search of a unit by name", lambda: units.name_search("so noi vu", limit=8), core, 0.05


# -- staff -----------------------------------------------------------------------------------------

DEPUTIES = """
    WITH held AS (
        SELECT unit_id, count(DISTINCT employee_id) AS deputies
          FROM cchc_staff_appointment
         WHERE capacity = 'deputy' AND mode NOT IN ('concurrent', 'seconded')
           AND date_from <= %(day)s AND (date_to IS NULL OR date_to >= %(day)s)
         GROUP BY unit_id
    ),
    quota AS (
        SELECT DISTINCT ON (unit_id) unit_id, number
          FROM cchc_staff_quota
         WHERE kind = 'civil_servant' AND date_from <= %(day)s
         ORDER BY unit_id, date_from DESC
    )
    SELECT unit.id, unit.name, coalesce(held.deputies, 0) AS deputies,
           CASE WHEN superior.unit_type_id = %(department)s AND unit.unit_type_id = %(division)s
                THEN LEAST(CASE WHEN quota.number >= 15 THEN 3
                                WHEN quota.number >= 10 THEN 2 ELSE 1 END, quota.number / 2)
                WHEN unit.unit_type_id = %(department)s THEN 3 END AS number,
           sum(held.deputies) FILTER (WHERE unit.unit_type_id = %(department)s)
               OVER (PARTITION BY unit.parent_id) AS of_group,
           count(*) FILTER (WHERE unit.unit_type_id = %(department)s)
               OVER (PARTITION BY unit.parent_id) * 3 AS limit_of_group
      FROM hr_department unit
      LEFT JOIN hr_department superior ON superior.id = unit.parent_id
      LEFT JOIN held ON held.unit_id = unit.id
      LEFT JOIN quota ON quota.unit_id = unit.id
     WHERE unit.active AND (unit.date_start IS NULL OR unit.date_start <= %(day)s)
       AND (unit.date_end IS NULL OR unit.date_end >= %(day)s)
     ORDER BY unit.parent_path
"""


def deputies(scene):
    """Limits and deputies of all units today, and the same by SQL with the numbers written in."""
    cr, day = scene.env.cr, scene.today
    cr.execute(
        "INSERT INTO cchc_staff_quota (unit_id, kind, year, date_from, number)"
        " SELECT id, 'civil_servant', 2020, '2020-01-01', 5 + id % 15 FROM hr_department"
        " ON CONFLICT DO NOTHING"
    )
    cr.execute(
        """
        INSERT INTO cchc_staff_appointment
            (employee_id, unit_id, capacity, mode, staff_kind, date_from)
        SELECT person.id, unit.id, 'deputy', 'regular', 'civil_servant', '2020-01-01'
          FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM hr_department) unit
          JOIN (SELECT employee.id, row_number() OVER (ORDER BY employee.id) AS place
                  FROM hr_employee employee
                 WHERE NOT EXISTS (SELECT FROM cchc_staff_appointment post
                                    WHERE post.employee_id = employee.id)) person
            ON (person.place + 1) / 2 = unit.place
        """
    )
    cr.execute("ANALYZE cchc_staff_quota, cchc_staff_appointment")
    types = scene.env["cchc.unit.type"].search([("code", "in", ("department", "division"))])
    values = {"day": day, **{one.code: one.id for one in types}}
    ceilings = scene.env["cchc.staff.ceiling"].with_context(cchc_as_of=day)
    columns = ["unit_id", "limit", "deputies", "surplus", "vacancy", "status"]

    def by_hand():
        cr.execute(DEPUTIES, values)
        return cr.fetchall()

    for who, user, su in (("superuser", scene.standing, True), ("leader", scene.leader, False)):
        yield (
            f"deputies against their limit, {who}",
            lambda user=user, su=su: (
                ceilings.with_user(user).sudo(su).search_read([], columns, load=None)
            ),
            by_hand,
            1.3,
        )


# -- steps -----------------------------------------------------------------------------------------


def state_change(scene):
    """Begin the work on 300 tasks, and move 300 project tasks to another stage with tracking."""
    tasks = (
        scene.env["cchc.task"]
        .search(
            [("plan_id", "=", scene.plan.id), ("state", "in", ("in_progress", "reported"))],
            limit=STATE_CHANGES,
        )
        .filtered(lambda task: task.is_leaf)
    )
    scene.env.flush_all()
    # A generated year ends with few tasks that have not begun: these are set back.
    scene.env.cr.execute(
        "UPDATE cchc_task SET state = 'assigned', lead_unit_id = %s, officer_id = NULL,"
        " reported_on = NULL, first_reported_on = NULL, verified_on = NULL WHERE id = ANY(%s)",
        [_headed_by(scene.head).id, tasks.ids],
    )
    scene.env.cr.execute(
        "UPDATE cchc_task_fact SET state = 'assigned', unit_id = %s, officer_id = NULL,"
        " reported_on = NULL, verified_on = NULL"
        " WHERE task_id = ANY(%s) AND date_to = '9999-12-31'",
        [_headed_by(scene.head).id, tasks.ids],
    )
    parties = scene.env["cchc.task"]._fields["party_unit_ids"]
    scene.env.cr.execute(
        f'INSERT INTO "{parties.relation}" ({parties.column1}, {parties.column2})'
        " SELECT unnest(%s), %s ON CONFLICT DO NOTHING",
        [tasks.ids, _headed_by(scene.head).id],
    )
    scene.env.invalidate_all(flush=False)
    stages = scene.env["project.task.type"].search([("project_ids", "!=", False)], limit=2)
    others = (
        scene.env["project.task"]
        .with_user(scene.peer)
        .search([("stage_id", "=", stages[0].id)], limit=len(tasks))
    )
    if len(others) < len(tasks):
        others = (
            scene.env["project.task"]
            .with_user(scene.peer)
            .search([("stage_id", "!=", stages[1].id)], limit=len(tasks))
        )
    yield (
        f"state change of {len(tasks)} tasks",
        lambda: tasks.with_user(scene.head).action_start(),
        lambda: others.write({"stage_id": stages[1].id}),
        0.2,
    )


def _headed_by(user):
    return user.env["cchc.unit.role"].search([("user_id", "=", user.id)], limit=1).unit_id


def fan_out(scene):
    """One task to all committees below, and as many project tasks with one activity each."""
    block = "commune"
    units = scene.env["hr.department"].search(
        [("id", "child_of", scene.root.id), ("ranking_block", "=", block)]
    )
    whole = scene.env["cchc.task"].create(
        {
            "name": "Báo cáo kết quả",
            "plan_id": scene.plan.id,
            "domain_id": scene.env["cchc.plan.domain"].search([], limit=1).id,
            "lead_unit_id": _headed_by(scene.head).id,
            "deadline": scene.plan.date_end,
        }
    )
    whole.with_user(scene.leader).action_assign()
    scene.env.flush_all()
    project = scene.env["project.project"].search([], limit=1)
    heads = scene.env["res.users"].search([("login", "=like", "bench.head.%")])
    todo = scene.env.ref("mail.mail_activity_data_todo")

    def peer():
        others = scene.env["project.task"].create(
            [
                {
                    "name": f"Báo cáo kết quả của {unit.name}",
                    "project_id": project.id,
                    "user_ids": [(6, 0, heads[number % len(heads)].ids)],
                    "date_deadline": f"{scene.plan.date_end} 17:00:00",
                }
                for number, unit in enumerate(units)
            ]
        )
        for number, task in enumerate(others):
            task.activity_schedule(
                activity_type_id=todo.id,
                user_id=heads[number % len(heads)].id,
                date_deadline=scene.plan.date_end,
            )

    yield (
        f"fan-out of one task to {len(units):,} units",
        lambda: whole.with_user(scene.leader)._fan_out(units, plan=scene.plan),
        peer,
        0.25,
    )


# -- import ----------------------------------------------------------------------------------------


def plan_import(scene):
    """A plan from its workbook, checked, written and recorded, twice beside others.

    Odoo's own ``load`` takes the same rows with the units by external id; ``COPY`` writes as many
    rows into the same table without any rule, which is the floor.
    """
    tasks = scene.env["cchc.task"].with_context(active_test=False).search_count([])
    number = next(rows for most, rows in IMPORTED if tasks <= most)
    units = scene.env["hr.department"].search(
        [("id", "child_of", scene.root.id), ("ranking_block", "=", "commune")]
    )
    domains = scene.env["cchc.plan.domain"].search([])
    given = list(
        islice(
            zip(
                (f"Việc nhập số {place}" for place in range(number)),
                cycle(domains),
                cycle(units),
                strict=False,
            ),
            number,
        )
    )
    context = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
    yield (
        f"import of a plan of {number:,} tasks",
        _import_of_workbook(scene, given),
        _load(scene, given, context),
        0.4,
    )
    yield (
        "the same beside COPY, the floor",
        _import_of_workbook(scene, given),
        _copy(scene, given),
        None,
    )


def _import_of_workbook(scene, given):
    """The dialog as the standing office uses it."""
    rows = [
        {
            "name": name,
            "domain": domain.name,
            "lead": unit.code,
            "deadline_text": "Quý IV",
            "weight": "1",
        }
        for name, domain, unit in given
    ]
    book = workbook(scene.env, [(sheet_name(scene.env, "tasks"), TaskImporter.columns, rows)])
    dialog = (
        scene.env["cchc.plan.workbook"]
        .with_user(scene.standing)
        .create(
            {"plan_id": scene.plan.id, "file": base64.b64encode(book), "file_name": "plan.xlsx"}
        )
    )
    scene.env.flush_all()

    def import_it():
        dialog.action_import()
        if dialog.state != "done":
            raise ValueError(dialog.summary, dialog.issue_ids[:1].message)

    return import_it


def _load(scene, given, context):
    """Odoo's import of the same rows."""
    known = {
        record: f"cchc_bench.{record._name.replace('.', '_')}_{record.id}"
        for record in {scene.plan, *(row[1] for row in given), *(row[2] for row in given)}
    }
    scene.env["ir.model.data"].create(
        [
            {
                "module": "cchc_bench",
                "name": name.partition(".")[2],
                "model": record._name,
                "res_id": record.id,
            }
            for record, name in known.items()
        ]
    )
    fields = ["name", "plan_id/id", "domain_id/id", "lead_unit_id/id", "deadline_text", "deadline"]
    day = str(scene.plan.date_end)
    rows = [
        [name, known[scene.plan], known[domain], known[unit], "Quý IV", day]
        for name, domain, unit in given
    ]
    tasks = scene.env["cchc.task"].with_user(scene.standing).with_context(**context)

    def load():
        result = tasks.load(fields, rows)
        if not result["ids"]:
            raise ValueError(result["messages"][:1])

    return load


def _copy(scene, given):
    """The rows as plain columns, with the indexes and foreign keys of the table."""
    plan, day = scene.plan, scene.plan.date_end
    columns = (
        "name, name_folded, code, plan_id, domain_id, lead_unit_id, assigning_unit_id,"
        " verifier_unit_id, deadline_text, deadline_kind, deadline, due_on, weight, state, is_leaf,"
        " active, priority, sequence"
    )

    def copy():
        lines = StringIO()
        for place, (name, domain, unit) in enumerate(given):
            row = (
                name, name.lower(), f"COPY{place}", plan.id, domain.id, unit.id, plan.unit_id.id,
                plan.default_verifier_unit_id.id, "Quý IV", "date", day, day, 1, "draft", True,
                True, "0", 10,
            )  # fmt: skip
            lines.write("\t".join(map(str, row)) + "\n")
        lines.seek(0)
        scene.env.cr.copy_expert(f"COPY cchc_task ({columns}) FROM STDIN", lines)

    return copy


# -- reports ---------------------------------------------------------------------------------------


def _reported(scene):
    """Numbers of reports and of units below, for the size of the data set."""
    tasks = scene.env["cchc.task"].with_context(active_test=False).search_count([])
    return next(numbers for most, *numbers in REPORTED if tasks <= most)


def _snapshot(units, figures=FIGURES):
    """A report of so many figures, of a committee with ``units`` units below."""
    line = {**SAMPLE["lines"][0], "automatic": None, "check": None, "source": "Đơn vị nhập"}
    return {
        **SAMPLE,
        "lines": [
            {**line, "code": f"c{number}", "number": str(number), "name": f"Chỉ tiêu {number}"}
            for number in range(figures)
        ],
        "units": [
            {
                "name": f"Đơn vị {place}",
                "state": "accepted",
                "values": {f"c{number}": str(place % 7 + number) for number in range(figures)},
            }
            for place in range(units)
        ],
    }


def report_docx(scene):
    """Reports of many units in Word, and the same values put into the same template by docxtpl."""
    number, _units = _reported(scene)
    snapshots = [
        {**_snapshot(0), "title": f"Kết quả cải cách hành chính của đơn vị {place}"}
        for place in range(number)
    ]
    values = [fields_of(snapshot) for snapshot in snapshots]
    template = standard_template()

    def peer():
        for fields in values:
            document = DocxTemplate(BytesIO(template))
            document.render(fields, autoescape=True)
            document.save(BytesIO())

    yield (
        f"{number} reports of units in Word",
        lambda: [periodic_docx(snapshot) for snapshot in snapshots],
        peer,
        1.3,
    )


def report_workbook(scene):
    """The workbook of a consolidated report, and its cells by xlsxwriter alone, row by row."""
    _number, units = _reported(scene)
    snapshot = _snapshot(units)
    rows = [
        (unit["name"], [float(value) for value in unit["values"].values()])
        for unit in snapshot["units"]
    ]

    def peer():
        book = xlsxwriter.Workbook(BytesIO(), {"constant_memory": True})
        sheet = book.add_worksheet()
        cell = book.add_format({"border": 1, "num_format": "#,##0", "align": "right"})
        for place, (name, values) in enumerate(rows):
            sheet.write_string(place, 0, name, cell)
            for column, value in enumerate(values, 1):
                sheet.write_number(place, column, value, cell)
        book.close()

    yield (
        f"workbook of {units * FIGURES:,} figures",
        lambda: periodic_xlsx(snapshot),
        peer,
        1.2,
    )


def open_period(scene):
    """Reports of all units of a period, begun with their figures, and as many empty rows.

    The empty ones are created at once, with what their tables require and nothing else.
    """
    periods = scene.env["cchc.period"]
    mine, other = (
        periods.with_user(scene.standing)
        .create(
            {
                "name": f"Kỳ báo cáo {name}",
                "kind": "ad_hoc",
                "unit_id": scene.root.id,
                "template_id": scene.env.ref("cchc_reform.report_template_regular").id,
                "date_from": date(scene.today.year, 1, 1),
                "date_to": scene.today,
                "due_province": scene.today,
                "due_agency": scene.today,
                "due_district": scene.today,
                "due_commune": scene.today,
            }
        )
        .sudo()
        for name in ("một", "hai")
    )
    mine.with_user(scene.standing).action_open()
    units, reports = mine._units(), scene.env["cchc.report"]
    sections = mine.template_id.section_ids
    bodies = {unit: reports._body_of(unit) for unit in units}

    def ours():
        while mine._open_batch():
            pass

    def peer():
        reports.create(
            [
                {
                    "period_id": other.id,
                    "unit_id": unit.id,
                    "body": body,
                    "title": "x",
                    "text_ids": [(0, 0, {"name": section.name}) for section in sections],
                    "line_ids": [
                        (0, 0, {"indicator_id": one.id, "code": one.code, "name": one.name})
                        for one in sections.indicator_ids
                        if one._is_for(unit, body, other.unit_id)
                    ],
                }
                for unit, body in bodies.items()
            ]
        )

    yield f"opening a period for {len(units):,} units", ours, peer, 1.5


#: By the name that the command takes.
WORKLOADS = {
    "dashboard": dashboard,
    "heat-map": heat_map,
    "cockpit": cockpit,
    "list": task_list,
    "name-search": name_search,
    "deputies": deputies,
    "state-change": state_change,
    "fan-out": fan_out,
    "plan-import": plan_import,
    "report-docx": report_docx,
    "report-workbook": report_workbook,
    "open-period": open_period,
}
