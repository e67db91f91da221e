"""The launcher's sentences before anything is set up."""

import os
import re
import socket
import subprocess
import sys

from instances import ROOT, free_port


def test_help_names_both_commands(instance):
    answer = instance.call("--help")
    assert answer.returncode == 0
    assert "./cchc run" in answer.stdout
    assert "./cchc test" in answer.stdout


def test_taken_port_is_said_and_nothing_is_set_up(tmp_path):
    folder = tmp_path / "home"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, ROOT / "cchc", "run", "--port", str(port)],
            env={**os.environ, "CCHC_HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 1
    assert answer.stderr == (
        f"cchc: Port {port} on 127.0.0.1 is taken; choose another with --port.\n"
    )
    assert not (folder / "venv").exists()


def test_foreign_address_is_no_address_of_this_machine(instance):
    # an address for documentation, which no machine has
    sentence = instance.refused("run", "--host", "192.0.2.1", "--port", free_port())
    assert "192.0.2.1 is no address of this machine" in sentence


def test_wrong_python_is_one_sentence(tmp_path):
    text = (ROOT / "cchc").read_text(encoding="utf-8")
    future = re.sub(r"OLDEST, NEWEST = .*", "OLDEST, NEWEST = (3, 98), (3, 99)", text)
    assert future != text
    launcher = tmp_path / "cchc"
    launcher.write_text(future, encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, launcher, "run"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("cchc: Python 3.10 to 3.13 is needed")
    assert len(answer.stderr.splitlines()) == 1


def test_unwritable_folder_is_one_sentence(instance, tmp_path):
    file = tmp_path / "file"
    file.touch()
    assert "cannot be made" in instance.refused("status", CCHC_HOME=str(file / "home"))


def test_wrong_source_is_one_sentence(instance, tmp_path):
    sentence = instance.refused("run", "--port", free_port(), CCHC_ODOO_SOURCE=str(tmp_path))
    assert "no Odoo was found" in sentence
    package = tmp_path / "odoo"
    package.mkdir()
    (package / "release.py").write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    sentence = instance.refused("run", "--port", free_port(), CCHC_ODOO_SOURCE=str(tmp_path))
    assert "is not Odoo 19" in sentence


def test_silent_database_server_is_one_sentence(instance, tmp_path):
    sentence = instance.refused("run", "--port", free_port(), PGHOST=str(tmp_path))
    assert "does not answer" in sentence


def test_status_of_an_empty_folder(instance):
    answer = instance.call("status")
    assert answer.returncode == 0, answer.stderr
    assert "not set up yet" in answer.stdout
