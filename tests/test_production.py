"""The files that serve a production server."""

import configparser
import os
import shutil
import subprocess
import sys

import pytest

from instances import ROOT
from tools import database

SECRETS = (
    "CCHC_DB_SUPERUSER_PASSWORD",
    "CCHC_DB_PASSWORD",
    "CCHC_MASTER_PASSWORD",
    "CCHC_ADMIN_PASSWORD",
)


def compose_program() -> list[str] | None:
    """Return the machine's compose program."""
    docker = shutil.which("docker")
    if docker:
        probe = [docker, "compose", "version"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return [docker, "compose"]
    found = shutil.which("docker-compose")
    if found:
        # the first generation, which Debian 12 has, reads an older form of the file
        probe = [found, "version", "--short"]
        version = subprocess.run(probe, capture_output=True, text=True, check=False).stdout
        if not version.startswith("1."):
            return [found]
    return None


def compose_config(**secrets) -> subprocess.CompletedProcess:
    """Let compose check the file."""
    program = compose_program()
    if program is None:
        pytest.skip("no compose program (version 2 or newer) on this machine")
    environment = {key: value for key, value in os.environ.items() if key not in SECRETS}
    return subprocess.run(
        [*program, "-f", ROOT / "docker-compose.yml", "config"],
        capture_output=True,
        text=True,
        env={**environment, **secrets},
        cwd=ROOT,
        check=False,
    )


def test_compose_accepts_its_file():
    answer = compose_config(**dict.fromkeys(SECRETS, "a secret"))
    assert answer.returncode == 0, answer.stderr
    assert 'published: "8069"' in answer.stdout
    assert "host_ip: 127.0.0.1" in answer.stdout


@pytest.mark.parametrize("missing", SECRETS)
def test_compose_refuses_a_missing_secret(missing):
    answer = compose_config(**{name: "a secret" for name in SECRETS if name != missing})
    assert answer.returncode != 0
    assert missing in answer.stderr


def test_configuration_is_closed_and_holds_no_secret():
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "odoo.conf", encoding="utf-8")
    options = parser["options"]
    assert options["list_db"] == "False"
    assert options["proxy_mode"] == "True"
    assert options["unaccent"] == "True"
    assert int(options["workers"]) > 0
    assert not {"admin_passwd", "db_password"} & set(options)


def test_nightly_backup_is_one_that_restore_takes(filled, tmp_path):
    variables = {
        "CCHC_BACKUP_FOLDER": str(tmp_path),
        "CCHC_DATA_FOLDER": str(filled.home.data),
    }
    script = ROOT / "docker" / "backup.py"
    for command in ("now", "check"):
        answer = subprocess.run(
            [sys.executable, script, command],
            env={**filled.environment, **variables, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
    archive = next(tmp_path.glob("*.tar.gz"))
    database.drop(filled.home, filled.pg, filled.name)
    answer = filled.call("restore", archive)
    assert answer.returncode == 0, answer.stderr
    assert database.exists(filled.pg, filled.name)


def test_no_index_address_in_the_pinned_packages():
    for path in ROOT.glob("requirements*"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path
        assert "--index-url" not in text
        assert "--find-links" not in text
