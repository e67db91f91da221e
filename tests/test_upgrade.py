"""A database of the previous landing, with data in it, is brought to the present application.

``data/landing-<version>.dump`` is the demo province as that landing installed it (PostgreSQL's
custom format, without files).
"""

import shutil
from pathlib import Path

from tools import backup, database

DUMP = Path(__file__).parent / "data" / "landing-19.0.1.1.0.dump"

# What must read the same before and after: name -> query.
FIGURES = {
    "tasks by state": "SELECT state, count(*), sum(weight) FROM cchc_task GROUP BY 1 ORDER BY 1",
    "facts of 15 March 2023": """
        SELECT unit_id, state, count(*), sum(weight), count(reported_on), min(deadline)
          FROM cchc_task_fact
         WHERE date_from <= '2023-03-15' AND date_to >= '2023-03-15' AND leaf
         GROUP BY 1, 2 ORDER BY 1, 2
    """,
    "targets": "SELECT state, count(*), sum(target_value) FROM cchc_target GROUP BY 1 ORDER BY 1",
    "values": "SELECT count(*), sum(value) FROM cchc_target_measure",
    "units": "SELECT level, count(*), count(date_end) FROM hr_department GROUP BY 1 ORDER BY 1",
    "roles": "SELECT role, count(*) FROM cchc_unit_role GROUP BY 1 ORDER BY 1",
    "posts": "SELECT capacity, mode, count(*) FROM cchc_staff_appointment GROUP BY 1, 2 ORDER BY 1, 2",
    "documents": "SELECT number, date, summary FROM cchc_legal_document ORDER BY id",
    "evidence": "SELECT number, date, name FROM cchc_evidence ORDER BY id",
    "history": "SELECT id, action, res_id, old_value, new_value FROM cchc_audit_entry ORDER BY id",
}

# The application brings the documents of its rules, and the history of their entry: what was
# there before stays, in front of it.
GROWN = ("documents", "history")

CHECK = """
known = env["cchc.audit.seal"].search_count([])
user = env["res.users"].search([("login", "=", "snv")])
plan = env["cchc.plan"].with_user(user).search([("kind", "=", "annual")], limit=1)
assert plan.workbook(), "the plan goes out"
task = env["cchc.task"].with_user(user).search([("state", "=", "reported")], limit=1)
assert task.cell and task.display_name
broken = env["ir.module.module"].search([("name", "=like", "cchc%"), ("state", "!=", "installed")])
assert set(broken.mapped("state")) <= {"uninstalled"}, broken.mapped("name")
"""


def figures(server, name):
    return {title: server.query(name, query) for title, query in FIGURES.items()}


def test_the_previous_landing_is_upgraded(session_home, instance, tmp_path):
    """Nothing is lost, and past figures read as before."""
    pg, name = instance.pg, f"{instance.name}_old"
    dump = shutil.copy(DUMP, tmp_path / "database.dump")
    try:
        database.create(pg, name)
        backup._load(session_home, pg, Path(dump), name)
        before = figures(pg, name)
        assert len(before["tasks by state"]) > 3, "there is data in it"
        database.run_odoo(
            session_home,
            pg,
            name,
            ["--i18n-overwrite", "-u", ",".join(database.our_modules())],
            "The database of the previous landing could not be upgraded",
        )
        database.check_installed(pg, name, database.our_modules())
        after = figures(pg, name)
        for title, rows in before.items():
            kept = after[title][: len(rows)] if title in GROWN else after[title]
            assert kept == rows, title
        database.run_script(session_home, pg, name, CHECK, "It does not work after the upgrade")
    finally:
        database.drop(session_home, pg, name)
