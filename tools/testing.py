"""The tests: a template database, a clone of it for each run, and pytest.

The template is keyed by the addons' contents, Odoo's revision and the pinned packages. A
run works on a clone, which is dropped at the end. The private PostgreSQL is shared with
a running server and other runs, which are not disturbed.

What a test finds in its environment:

``CCHC_TEST_DATABASE``  the clone of this run
``CCHC_TEST_TEMPLATE``  the template: a test that commits makes a clone of its own,
                        ``CREATE DATABASE ... TEMPLATE ...``, and its folder of files
                        (tools.database.clone does both), and drops it at the end
``CCHC_HOME``           the folder of this instance
``CCHC_BROWSER``        the browser; empty where there is none
``CCHC_AXE``            the script of axe-core, which looks for barriers; empty where it cannot be had
``PGHOST``, ``PGPORT``, ``PGUSER``  the database server, as Odoo's role, which is no superuser
``CCHC_TEST_SUPERUSER`` the superuser's role on the private server, for tests that do what only
                        somebody with the whole server could; empty on a named server
"""

import contextlib
import os
import subprocess
from pathlib import Path

from . import database, node, postgres, system
from .console import say, step
from .home import ROOT, Home

SCREENSHOTS = "screenshots"
AXE = Path(__file__).parent / "axe"


def run(home: Home, arguments: list[str]) -> int:
    """Run the tests and return pytest's exit code."""
    system.install_packages(home)
    browser = system.wrap_browser(home)
    axe = _axe(home) if browser else ""
    private = not os.environ.get("PGHOST")
    with postgres.serving(home) as server:
        with home.setting_up("databases"):
            _sweep(home, server)
            template, descriptor = build_template(home, server)
            clone = f"cchc_{home.tag}_run_{os.getpid()}"
            with step("Cloning the tests' database"):
                database.clone(home, server, template, clone)
        config = home.path / "locks" / f"{clone}.conf"
        try:
            _write_config(home, server, config, clone)
            variables = _variables(home, server, template, clone, browser, axe, private)
            command = _command(home, config, clone, arguments)
            say("==> Running the tests")
            return _wait(subprocess.Popen(command, cwd=ROOT, env=variables))
        finally:
            database.drop(home, server, clone)
            config.unlink(missing_ok=True)
            os.close(descriptor)


def _axe(home: Home) -> str:
    """Return axe-core's script, installed if need be."""
    folder = home.path / "axe"
    if not node.install(home, AXE, folder, "Installing axe-core"):
        return ""
    return str(folder / "node_modules" / "axe-core" / "axe.min.js")


def template_key(home: Home) -> str:
    """Return the key of the template that fits the present addons and Odoo."""
    return f"{database.base_key(home)[:5]}{database.addons_hash()[:8]}"


def build_template(home: Home, server) -> tuple[str, int]:
    """Return the template and a lock that keeps other runs from dropping it."""
    prefix = f"cchc_{home.tag}_tpl_"
    name = prefix + template_key(home)
    descriptor = home.open_lock(name, shared=True)
    if database.exists(server, name):
        return name, descriptor
    for old in database.named_like(server, prefix):
        unused = home.open_lock(old, wait=False)
        if unused is not None:
            database.drop(home, server, old)
            os.close(unused)
            (home.path / "locks" / old).unlink(missing_ok=True)
    temporary = f"cchc_{home.tag}_tpltmp"
    modules = database.our_modules()
    title = f"Building the tests' template database ({', '.join(modules)})"
    database.build(home, server, temporary, modules, title)
    database.rename(home, server, temporary, name)
    return name, descriptor


def _sweep(home: Home, server) -> None:
    """Drop the clones of runs that were killed."""
    for name in database.named_like(server, f"cchc_{home.tag}_run_"):
        process = name.removeprefix(f"cchc_{home.tag}_run_").split("_")[0]
        if not Path(f"/proc/{process}").exists():
            database.drop(home, server, name)


def _write_config(home: Home, server, path: Path, name: str) -> None:
    """Write Odoo's configuration for the tests."""
    options = {
        "db_name": name,
        "dbfilter": f"^{name}$",
        "http_interface": "127.0.0.1",
        "max_cron_threads": 0,
        "workers": 0,
        "screenshots": home.path / SCREENSHOTS,
    }
    database.write_config(home, server, path, options)


def _variables(
    home: Home, server, template: str, clone: str, browser, axe: str, private: bool
) -> dict:
    """Return the environment of the tests."""
    path = [str(home.venv / "bin"), os.environ.get("PATH", os.defpath)]
    if browser:
        path.insert(0, str(home.bin))
    if private:
        path.append(str(Path(server.program("psql")).parent))
    return database.odoo_environment(
        server,
        PATH=os.pathsep.join(path),
        PGOPTIONS="-c synchronous_commit=off",
        PYTHONPATH=str(ROOT),
        CCHC_HOME=str(home.path),
        CCHC_BROWSER=browser or "",
        CCHC_AXE=axe,
        CCHC_TEST_DATABASE=clone,
        CCHC_TEST_TEMPLATE=template,
        CCHC_TEST_SUPERUSER=postgres.SUPERUSER if private else "",
    )


def _command(home: Home, config: Path, clone: str, arguments: list[str]) -> list[str]:
    """Return pytest's command line; all tests unless the arguments name some."""
    command = [str(home.python), "-m", "pytest", f"--odoo-config={config}"]
    command += [f"--odoo-database={clone}", "--odoo-http"]
    named = False
    for argument in arguments:
        path, colons, test = argument.partition("::")
        if not argument.startswith("-") and Path(path).exists():
            # pytest runs in the repository, wherever it was called from
            argument = f"{Path(path).absolute()}{colons}{test}"
            named = True
        command.append(argument)
    if not named:
        folders = [*sorted(database.ADDONS.glob("*/tests")), ROOT / "tests"]
        command += [str(folder.relative_to(ROOT)) for folder in folders if folder.is_dir()]
    return command


def _wait(process) -> int:
    """Wait for pytest, which ends by itself when it is interrupted."""
    with contextlib.suppress(KeyboardInterrupt):
        return process.wait()
    return process.wait()
