"""The one folder in which everything lies that the launcher makes.

``.cchc`` beside the launcher, unless ``CCHC_HOME`` names another. Several homes live side
by side: whatever lies outside of the folder (as root, the database) bears the home's tag.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from .console import Failure, say

ROOT = Path(__file__).resolve().parent.parent
NEEDED_BYTES = 3 * 1024**3


class Home:
    """Paths, recorded state and locks of one instance."""

    def __init__(self, path: Path):
        self.path = path
        self.tag = hashlib.sha256(str(path).encode()).hexdigest()[:8]
        self.venv = path / "venv"
        self.python = self.venv / "bin" / "python"
        self.source = path / "source"
        self.data = path / "data"
        self.logs = path / "log"
        self.server_log = self.logs / "odoo.log"
        self.server_config = path / "odoo.conf"
        self.master_password = path / "master-password"
        self.admin_password = path / "admin-password"
        self.backups = path / "backups"
        self.bin = path / "bin"
        self.state_file = path / "state.json"

    @classmethod
    def current(cls) -> "Home":
        """Return the home of this call, made if it is not there."""
        home = cls(Path(os.environ.get("CCHC_HOME") or ROOT / ".cchc").absolute())
        try:
            # files and logs hold what other accounts of the machine must not read
            home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            (home.path / "locks").mkdir(exist_ok=True)
        except OSError as error:
            raise Failure(f"The folder {home.path} cannot be made: {error.strerror}.") from error
        if not os.access(home.path, os.W_OK):
            raise Failure(f"The folder {home.path} cannot be written to by this account.")
        return home

    # state

    def state(self) -> dict:
        """Return what was recorded, by section."""
        try:
            return json.loads(self.state_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise Failure(f"The file {self.state_file} is damaged: {error}.") from error

    def record(self, section: str, value) -> None:
        """Record a section of the state; None takes it out."""
        with self.lock("state"):
            state = self.state()
            state.pop(section, None)
            if value is not None:
                state[section] = value
            write_whole(self.state_file, json.dumps(state, indent=2, sort_keys=True) + "\n")

    def secret(self, path: Path) -> str:
        """Return the password in a file that only the owner reads, made at random if not there."""
        if not path.exists():
            write_whole(path, secrets.token_urlsafe(18) + "\n", mode=0o600)
        return path.read_text(encoding="utf-8").strip()

    # locks

    def open_lock(self, name: str, shared: bool = False, wait: bool = True) -> int | None:
        """Take a lock and return its descriptor, or None if another process holds it.

        The lock lasts as long as any process has the descriptor open, however it ends:
        a stale one cannot be.
        """
        descriptor = os.open(self.path / "locks" / name, os.O_RDWR | os.O_CREAT, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if not shared:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return descriptor

    def holder(self, name: str) -> str:
        """Return the process id that took a lock last."""
        try:
            return (self.path / "locks" / name).read_text(encoding="utf-8").strip() or "unknown"
        except OSError:
            return "unknown"

    @contextmanager
    def lock(self, name: str, waiting: str | None = None):
        """Hold a lock; with ``waiting`` say so when another process has it."""
        descriptor = self.open_lock(name, wait=False)
        if descriptor is None:
            if waiting:
                say(f"    waiting: {waiting} (process {self.holder(name)})")
            descriptor = self.open_lock(name)
        try:
            yield
        finally:
            os.close(descriptor)

    def setting_up(self, part: str = "packages"):
        """Hold the lock of whoever builds a part of this home: packages, postgres or databases."""
        return self.lock(f"setup.{part}", f"another ./cchc is setting up the {part} of this folder")

    # disk

    def check_space(self, path: Path | None = None, needed: int = NEEDED_BYTES) -> None:
        """Refuse to begin what the disk cannot hold."""
        path = path or self.path
        while not path.exists():
            path = path.parent
        free = shutil.disk_usage(path).free
        if free < needed:
            raise Failure(
                f"Not enough disk space at {path}: {needed / 1024**3:.1f} GB are needed and "
                f"{free / 1024**3:.1f} GB are free."
            )


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file in one stroke: readers see the old text or the new, never a half."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(text)
    os.replace(temporary, path)


def content_hash(paths, base: Path = ROOT) -> str:
    """Return a SHA-256 over the names and contents of files, in a fixed order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(base)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def today() -> str:
    """Return the time as it is written into the state."""
    return time.strftime("%Y-%m-%d %H:%M:%S")
