"""The demo province goes out to workbooks and comes back, equal, into an empty database."""

import openpyxl

from tools import database

SCRIPTS = __file__.rsplit("/", 1)[0]


def script(name):
    with open(f"{SCRIPTS}/{name}.py", encoding="utf-8") as source:
        return source.read()


def rows(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return sorted(map(str, sheet.iter_rows(values_only=True)))


def test_what_goes_out_comes_back_into_an_empty_database(filled, session_home, tmp_path):
    """Units, people and the plan with its targets and values; the database has no demo in it."""
    where = {"CCHC_TEST_FOLDER": str(tmp_path)}
    database.run_script(
        filled.home, filled.pg, filled.name, script("round_trip_out"), "Nothing went out", **where
    )
    empty = f"{filled.name}_empty"
    try:
        title = "Installing the application alone"
        database.build(session_home, filled.pg, empty, [database.MAIN_MODULE], title)
        database.run_script(
            session_home,
            filled.pg,
            empty,
            script("round_trip_in"),
            "What came in is not what went out",
            **where,
        )
    finally:
        database.drop(session_home, filled.pg, empty)
    for kind in ("units", "people"):
        assert rows(tmp_path / f"{kind}.xlsx") == rows(tmp_path / f"{kind}-back.xlsx")
