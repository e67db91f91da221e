"""The parts of the set-up: half-made states, sources, servers that lack something."""

import json
import os
import sys

import psycopg2
import pytest

from tools import database, environment, odoo_source, postgres
from tools.console import Failure, last_words
from tools.home import Home


@pytest.fixture
def home(tmp_path):
    """An empty home."""
    (tmp_path / "locks").mkdir()
    return Home(tmp_path)


def test_half_made_environment_is_made_again(home):
    (home.venv / "bin").mkdir(parents=True)
    home.python.symlink_to(sys.executable)
    everything = environment.REQUIREMENTS["dev"]
    assert environment._missing(home, "dev") == everything
    (home.venv / "cchc.json").write_text("{half a fi", encoding="utf-8")
    assert environment._missing(home, "dev") == everything
    marker = {"python": "3.10.1", "requirements": {"requirements.txt": environment.lock_hash()}}
    (home.venv / "cchc.json").write_text(json.dumps(marker), encoding="utf-8")
    assert environment._missing(home, "run") == []
    assert environment._missing(home, "dev") == ["requirements-dev.txt"]
    home.python.unlink()
    assert environment._missing(home, "run") == ["requirements.txt"]


def test_half_fetched_source_is_fetched_again(home, monkeypatch):
    monkeypatch.delenv("CCHC_ODOO_SOURCE", raising=False)
    home.source.mkdir()
    assert odoo_source.recorded(home) is None
    home.record("odoo", {"root": ".", "revision": "r", "description": "d"})
    assert odoo_source.recorded(home).revision == "r"
    home.source.rmdir()
    assert odoo_source.recorded(home) is None


def test_half_made_cluster_is_made_again(home):
    record = {"place": str(home.path / "postgres"), "account": None, "programs": "p", "socket": "s"}
    home.record("postgres", record)
    (home.path / "postgres" / "data.tmp").mkdir(parents=True)
    assert postgres.private(home) is None
    (home.path / "postgres" / "data").mkdir()
    (home.path / "postgres" / "data" / "PG_VERSION").write_text("18\n")
    assert postgres.private(home) is not None


def test_state_survives_a_cut_write(home):
    home.record("odoo", {"root": "."})
    (home.path / ".state.json.1").write_text("{half", encoding="utf-8")
    home.record("database", {"name": "cchc"})
    assert home.state() == {"odoo": {"root": "."}, "database": {"name": "cchc"}}
    home.state_file.write_text("{half", encoding="utf-8")
    with pytest.raises(Failure, match="damaged"):
        home.state()


def test_full_disk_is_one_sentence(home):
    with pytest.raises(Failure, match="Not enough disk space at .*: .* GB are needed"):
        home.check_space(needed=10**18)


def test_lock_ends_with_its_process(home):
    descriptor = home.open_lock("server", wait=False)
    assert home.holder("server") == str(os.getpid())
    assert home.open_lock("server", wait=False) is None
    os.close(descriptor)
    again = home.open_lock("server", wait=False)
    assert again is not None
    os.close(again)


def test_sources_in_both_notations():
    paragraphs = """# a comment
Types: deb deb-src
URIs: mirror:/one mirror:/two
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/k.gpg

Enabled: no
Types: deb
URIs: mirror:/three
Suites: bookworm
Components: main
"""
    entries = list(odoo_source._deb822_entries(paragraphs))
    assert [(entry["uri"], entry["suite"]) for entry in entries] == [
        ("mirror:/one", "bookworm"),
        ("mirror:/one", "bookworm-updates"),
        ("mirror:/two", "bookworm"),
        ("mirror:/two", "bookworm-updates"),
    ]
    assert entries[0]["options"] == {"Signed-By": "/usr/share/keyrings/k.gpg"}
    lines = """# deb mirror:/no bookworm main
deb [arch=amd64 signed-by=/k.gpg] mirror:/one bookworm main contrib # more
deb-src mirror:/one bookworm main
deb mirror:/two trixie main
"""
    assert list(odoo_source._line_entries(lines)) == [
        {
            "uri": "mirror:/one",
            "suite": "bookworm",
            "components": ["main", "contrib"],
            "options": {"Signed-By": "/k.gpg"},
        },
        {"uri": "mirror:/two", "suite": "trixie", "components": ["main"], "options": {}},
    ]


def test_last_words_of_a_log(tmp_path):
    log = tmp_path / "log"
    assert last_words(log) == ""
    log.write_text("begin\nERROR: the cause\n  detail\n", encoding="utf-8")
    assert last_words(log) == "ERROR: the cause"


def test_server_without_extensions_says_what_its_superuser_must_run(instance):
    pg = instance.pg
    if pg.query("postgres", "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0][0]:
        pytest.skip("the role of this server is a superuser, which lacks nothing")
    # template0 is a database server as it comes
    pg.query("postgres", f'CREATE DATABASE "{instance.name}" TEMPLATE template0')
    assert set(pg.lacking(instance.name)) == set(postgres.EXTENSIONS)
    with pytest.raises(Failure) as failure:
        pg.prepare(instance.name)
    sentence = str(failure.value)
    assert "an immutable unaccent" in sentence
    assert 'psql -d template1 -c "' in sentence
    for name in postgres.EXTENSIONS:
        assert f"CREATE EXTENSION IF NOT EXISTS {name}" in sentence
    assert "ALTER FUNCTION public.unaccent(text) IMMUTABLE" in sentence


def test_new_database_has_what_the_application_needs(instance):
    database.create(instance.pg, instance.name)
    assert instance.pg.lacking(instance.name) == []
    rows = instance.pg.query(
        instance.name,
        "SELECT unaccent('Đặng Thị Ánh'), lower('ĐẶNG'), similarity('Đặng', 'đặng') = 1",
    )
    assert rows == [("Dang Thi Anh", "đặng", True)]


def test_our_role_is_no_superuser(instance):
    if not os.environ["PGHOST"].endswith("socket"):
        pytest.skip("the role of a named server is the administrator's choice")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        instance.pg.query("postgres", "ALTER SYSTEM SET work_mem = '4MB'")
