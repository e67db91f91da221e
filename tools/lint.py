"""The style check: ruff for Python, pylint-odoo for the addons, prettier for their XML.

Prettier keeps the whitespace of texts as it is (``preserve``): with ``ignore`` it puts a
blank before a comma that follows a field, and breaks domains that are written as text.
"""

import os
import subprocess
from pathlib import Path

from . import node
from .console import Failure, say
from .database import ADDONS, IGNORED, our_modules
from .home import ROOT, Home

PRETTIER = Path(__file__).parent / "prettier"
UNWANTED = (
    # a readme compiled from fragments is made at release; a manifest may say the usual
    "missing-readme",
    "manifest-superfluous-key",
    # the kernel knows no Odoo, so it takes the standard library's groupby
    "bad-builtin-groupby",
    "except-pass",
    # what is past its draft is not written, copied or deleted: these methods refuse
    "no-raise-unlink",
    "method-required-super",
    # one concept a file, also where several extend the same model
    "consider-merging-classes-inherited",
    # Odoo's own _ finds the language just as well
    "prefer-env-translation",
)


def run(home: Home, fix: bool) -> int:
    """Check, or with ``fix`` put right what a program can; returns 1 if something is left."""
    checks = [
        ("ruff", _ruff(home, "check", *(["--fix"] if fix else []))),
        ("ruff format", _ruff(home, "format", *([] if fix else ["--check"]))),
        ("pylint-odoo", _pylint(home)),
        ("prettier", _prettier(home, fix)),
    ]
    failed = []
    for name, command in checks:
        if command is None:
            continue
        say(f"==> {name}")
        if subprocess.run(command, cwd=ROOT, check=False, env=_environment(home)).returncode:
            failed.append(name)
    if failed:
        hint = "" if fix else "; ./cchc lint --fix puts most of it right"
        raise Failure(f"The style check found something ({', '.join(failed)}){hint}.")
    say("The style check found nothing.")
    return 0


def _environment(home: Home) -> dict:
    """Return the environment of the checks, which keep their memory in the home."""
    caches = {
        "RUFF_CACHE_DIR": home.path / "cache" / "ruff",
        "PYLINTHOME": home.path / "cache" / "pylint",
    }
    path = node.search_path(home.path / "node")
    return {**os.environ, **{key: str(value) for key, value in caches.items()}, "PATH": path}


def _ruff(home: Home, *arguments: str) -> list:
    return [home.python, "-m", "ruff", *arguments, "--quiet", "--output-format=concise", ROOT]


def _pylint(home: Home) -> list:
    folders = [ADDONS / name for name in our_modules()]
    command = [home.python, "-m", "pylint", f"--rcfile={ROOT / 'pyproject.toml'}"]
    return [*command, f"--disable={','.join(UNWANTED)}", *folders]


def _prettier(home: Home, fix: bool) -> list | None:
    """Return prettier's command, or None where it cannot be had."""
    files = sorted(path for path in ADDONS.rglob("*.xml") if not IGNORED.intersection(path.parts))
    if not files:
        return None
    folder = home.path / "node"
    if not node.install(home, PRETTIER, folder, "Installing prettier for XML"):
        say("    XML was not checked: prettier could not be installed")
        return None
    command = ["node", folder / "node_modules" / "prettier" / "bin" / "prettier.cjs"]
    command += [
        "--plugin",
        folder / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js",
    ]
    command += ["--config", folder / "prettierrc.json", "--log-level", "warn"]
    return [*command, "--ignore-path=", "--write" if fix else "--check", *files]
