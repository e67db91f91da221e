"""What the administrator reads while the launcher works."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

STILL_WORKING_SECONDS = 20


class Failure(Exception):
    """A failure in one clear sentence: it is printed as it is and the launcher ends with 1."""


def say(text: str = "") -> None:
    """Print one line at once, also when the output is a file or a pipe."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Print one line to the error output."""
    print(f"cchc: {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str):
    """Announce a step, report now and then that it goes on, and say how long it took."""
    say(f"==> {text}")
    began = time.monotonic()
    done = threading.Event()

    def remind() -> None:
        while not done.wait(STILL_WORKING_SECONDS):
            say(f"    still working ({time.monotonic() - began:.0f} s)")

    threading.Thread(target=remind, daemon=True).start()
    try:
        yield
    finally:
        done.set()
    took = time.monotonic() - began
    if took >= 1:
        say(f"    done in {took:.0f} s")


def last_words(log: Path, markers=("error", "Error", "ERROR", "CRITICAL", "E:", "fatal")) -> str:
    """Return the line of a log that most likely names the cause."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    lines = [line.strip() for line in lines[-200:] if line.strip()]
    for line in reversed(lines):
        if any(marker in line for marker in markers):
            return line[:300]
    return lines[-1][:300] if lines else ""


def run_logged(command, log: Path, failure: str | None = None, **options) -> int:
    """Run a program with its output in a log file and return its exit code.

    With ``failure`` a code other than 0 raises it, with the log's last words and place.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    options.setdefault("stdin", subprocess.DEVNULL)
    with log.open("ab") as output:
        try:
            code = subprocess.run(
                [str(part) for part in command],
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **options,
            ).returncode
        except FileNotFoundError:
            code = 127
            output.write(f"error: the program {command[0]} was not found\n".encode())
        except subprocess.TimeoutExpired:
            code = 124
            output.write(f"error: {command[0]} took too long and was stopped\n".encode())
    if code and failure:
        words = last_words(log)
        raise Failure(f"{failure}{f': {words}' if words else ''} (log: {log})")
    return code
