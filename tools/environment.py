"""The virtual environment with the pinned Python packages."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .console import Failure, run_logged, step
from .home import ROOT, Home, write_whole

REQUIREMENTS = {
    "run": ["requirements.txt"],
    "dev": ["requirements.txt", "requirements-dev.txt"],
}


def lock_hash(level: str = "run") -> str:
    """Return the hash of the pinned packages of a level."""
    digest = hashlib.sha256()
    for name in REQUIREMENTS[level]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def inside(home: Home) -> bool:
    """Tell whether this process runs in the home's environment."""
    return Path(sys.prefix).resolve() == home.venv.resolve()


def enter(home: Home, level: str = "run") -> None:
    """Make the environment if need be and go on in it: returns only inside of it."""
    ensure(home, level)
    enter_if_made(home)


def enter_if_made(home: Home) -> None:
    """Go on in the environment if it is there, as it is."""
    if _marker(home) and not inside(home):
        sys.stdout.flush()
        arguments = [str(home.python), str(ROOT / "cchc"), *sys.argv[1:]]
        os.execv(arguments[0], arguments)


def ensure(home: Home, level: str = "run") -> None:
    """Make sure that the environment holds the packages of a level."""
    if _missing(home, level):
        with home.setting_up():
            missing = _missing(home, level)
            if missing:
                _install(home, missing)


def python_version(home: Home) -> str | None:
    """Return the version of the environment's Python, or None if there is none."""
    return _marker(home).get("python")


def _marker_file(home: Home) -> Path:
    return home.venv / "cchc.json"


def _marker(home: Home) -> dict:
    """Return what the environment was finished with; nothing if it was left half made."""
    try:
        marker = json.loads(_marker_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marker if home.python.exists() else {}


def _missing(home: Home, level: str) -> list[str]:
    """Return the requirement files that still have to be installed."""
    installed = _marker(home).get("requirements", {})
    return [
        name
        for name in REQUIREMENTS[level]
        if installed.get(name) != hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    ]


def _install(home: Home, names: list[str]) -> None:
    log = home.logs / "packages.log"
    marker = _marker(home)
    if not marker:
        home.check_space()
        _create(home, log)
    with step(f"Installing the pinned Python packages ({', '.join(names)})"):
        pip_install(home, [part for name in names for part in ("-r", ROOT / name)], log)
    installed = marker.get("requirements", {})
    for name in names:
        installed[name] = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    version = subprocess.run(
        [home.python, "-c", "import platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    write_whole(
        _marker_file(home), json.dumps({"python": version, "requirements": installed}, indent=2)
    )


def _create(home: Home, log: Path) -> None:
    """Make an empty environment of the Python that started the launcher."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    if home.venv.is_symlink():
        raise Failure(f"{home.venv} is a link to an environment that is not finished.")
    shutil.rmtree(home.venv, ignore_errors=True)
    with step(f"Making a Python environment ({Path(base).name})"):
        if run_logged([base, "-m", "venv", home.venv], log) == 0:
            return
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        # Debian ships this part of Python in a package of its own
        if os.geteuid() == 0 and shutil.which("apt-get"):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            run_logged(["apt-get", "update"], log, env=environment)
            run_logged(["apt-get", "install", "-y", f"python{version}-venv"], log, env=environment)
            shutil.rmtree(home.venv, ignore_errors=True)
            if run_logged([base, "-m", "venv", home.venv], log) == 0:
                return
    raise Failure(
        f"Python {version} cannot make a virtual environment here: install its venv module "
        f"(on Debian the package python{version}-venv; log: {log})."
    )


def pip_install(home: Home, arguments: list, log: Path) -> None:
    """Install pinned packages, each checked against its hash."""
    run_logged(
        [
            home.python,
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--disable-pip-version-check",
            "--no-input",
            "--progress-bar=off",
            *arguments,
        ],
        log,
        failure="The Python packages could not be installed; check that the package registry is reachable",
    )
