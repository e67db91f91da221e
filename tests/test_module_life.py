"""The application alone, in an empty Vietnamese database, from installation to its end.

The demo province goes out to workbooks and comes back, equal; then the application is neutralised
as a copy for tests is, uninstalled, and installed again.
"""

import openpyxl
import pytest

from tools import database
from tools.console import run_logged

SCRIPTS = __file__.rsplit("/", 1)[0]

NEUTRALISED = """
channel = env["cchc.notification.channel"].with_context(active_test=False).search([])
assert channel and not any(channel.mapped("active")), "a copy for tests sends nothing"
"""

CHANNEL = """
env["cchc.notification.channel"].create(
    {"name": "SMS", "url": "https://sms.invalid/send", "active": True}
)
env.cr.commit()
"""

UNINSTALL = """
env["ir.module.module"].search([("name", "=", "cchc_reform")]).button_immediate_uninstall()
"""

GONE = """
module = env["ir.module.module"].search([("name", "=", "cchc_reform")])
assert module.state == "uninstalled", module.state
env.cr.execute(
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname LIKE 'cchc_%'"
)
assert not env.cr.fetchall(), "tables are left"
env.cr.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'cchc_%'")
assert not env.cr.fetchall(), "functions are left"
assert env["hr.department"].search_count([]), "the units are Odoo's departments, and stay"
"""

WORKS = """
assert env["cchc.plan.domain"].search_count([])
assert not env["cchc.audit.seal"].search_count([])
unit_type = env["cchc.unit.type"].search([("level", "=", "province")], limit=1)
assert env["hr.department"].create({"name": "Tỉnh", "unit_type_id": unit_type.id}).sort_key
"""


def script(name):
    with open(f"{SCRIPTS}/{name}.py", encoding="utf-8") as source:
        return source.read()


def rows(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return sorted(map(str, sheet.iter_rows(values_only=True)))


@pytest.fixture
def empty(filled, session_home):
    """Name of a database with the application alone."""
    name = f"{filled.name}_empty"
    try:
        title = "Installing the application alone"
        database.build(session_home, filled.pg, name, [database.MAIN_MODULE], title)
        yield name
    finally:
        database.drop(session_home, filled.pg, name)


def test_from_installation_to_the_end(filled, session_home, empty, tmp_path):
    """Units, people and the plan with its targets and values come back as they went out."""
    where = {"CCHC_TEST_FOLDER": str(tmp_path)}
    pg = filled.pg
    database.run_script(
        filled.home, pg, filled.name, script("round_trip_out"), "Nothing went out", **where
    )
    failure = "What came in is not what went out"
    database.run_script(session_home, pg, empty, script("round_trip_in"), failure, **where)
    for kind in ("units", "people"):
        assert rows(tmp_path / f"{kind}.xlsx") == rows(tmp_path / f"{kind}-back.xlsx")

    database.run_script(session_home, pg, empty, CHANNEL, "There is no gateway")
    config = session_home.path / "locks" / f"{empty}-neutralize.conf"
    database.write_config(session_home, pg, config, {"db_name": empty})
    try:
        neutralise = database.odoo_command(session_home, "neutralize", "-c", config)
        environment = database.odoo_environment(pg)
        log = session_home.logs / "neutralize.log"
        run_logged(neutralise, log, "It cannot be neutralised", env=environment, cwd=tmp_path)
    finally:
        config.unlink(missing_ok=True)
    database.run_script(session_home, pg, empty, NEUTRALISED, "A copy would send")

    database.run_script(session_home, pg, empty, UNINSTALL, "It cannot be uninstalled")
    database.run_script(session_home, pg, empty, GONE, "Something is left")
    arguments = ["-i", database.MAIN_MODULE]
    database.run_odoo(session_home, pg, empty, arguments, "It cannot be installed again")
    database.run_script(session_home, pg, empty, WORKS, "It does not work when installed again")
