"""An instance of its own for a test of the launcher.

It uses the packages, Odoo's source and the PostgreSQL of the test run it is part of, and
keeps everything else in a folder that goes away.
"""

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tools import database, postgres
from tools.home import Home

ROOT = Path(__file__).resolve().parent.parent


class Instance:
    """An instance in a folder of its own, as a person has it on the command line."""

    def __init__(self, folder: Path, session: Home):
        self.home = Home(folder)
        self.name = f"cchc_{session.tag}_run_{os.getpid()}_{self.home.tag}"
        folder.mkdir(mode=0o700)
        (folder / "locks").mkdir()
        (folder / "venv").symlink_to(session.venv)
        if "odoo" in session.state():
            (folder / "source").symlink_to(session.source)
            self.home.record("odoo", session.state()["odoo"])
        self.environment = {**os.environ, "CCHC_HOME": str(folder), "PGDATABASE": self.name}
        self.pg = postgres.ForeignServer()

    def fill(self, session: Home) -> None:
        """Give it the run database that ``./cchc run`` would have made."""
        template = os.environ["CCHC_TEST_TEMPLATE"]
        database.clone(session, self.pg, template, self.name)
        source = database.filestore(session, self.name)
        database.filestore(self.home, self.name).parent.mkdir(parents=True)
        source.rename(database.filestore(self.home, self.name))
        self.home.record("database", {"name": self.name})

    def call(self, *arguments, **variables) -> subprocess.CompletedProcess:
        """Call ``./cchc``."""
        return subprocess.run(
            [sys.executable, ROOT / "cchc", *map(str, arguments)],
            capture_output=True,
            text=True,
            env={**self.environment, **variables},
            timeout=180,
            check=False,
        )

    def refused(self, *arguments, **variables) -> str:
        """Call ``./cchc``, which must end with 1 and one sentence; return the sentence."""
        answer = self.call(*arguments, **variables)
        assert answer.returncode == 1, answer.stdout + answer.stderr
        assert "Traceback" not in answer.stdout + answer.stderr
        assert answer.stderr.startswith("cchc: ")
        assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
        return answer.stderr

    def answers(self, port: int, path: str = "/web/login") -> str:
        """Return a page of its server."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.read().decode()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
