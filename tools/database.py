"""Databases with their files: making, cloning, renaming, and what Odoo installs in them.

A database and its folder of files (Odoo's filestore) always go together. Whatever takes
time is done under a temporary name and renamed when it is finished.

``cchc``             the run database (``PGDATABASE`` names another)
``cchc_<tag>_base_<key>``   Odoo and the modules that ours depend on, in Vietnamese
``cchc_<tag>_tpl_<key>``    the same with our modules: the tests' template
``cchc_<tag>_run_<pid>_…``  a clone that belongs to a running process
``cchc_<tag>_new``   a run database in the making
"""

import hashlib
import os
import shutil
import time
from pathlib import Path

from . import environment, odoo_source
from .console import Failure, run_logged, step
from .home import ROOT, Home, content_hash, write_whole
from .postgres import Server

ADDONS = ROOT / "addons"
LANGUAGE = "vi_VN"
# English is left inactive: the login page would follow a browser set to it
TIMEZONE = "Asia/Ho_Chi_Minh"
MAIN_MODULE = "cchc_reform"
DEMO_MODULE = "cchc_reform_demo"
HASH_PARAMETER = "cchc.launcher.addons_hash"
BASE_RECIPE = "3"
IGNORED = {"__pycache__", "node_modules"}

BASE_SCRIPT = f"""
env["ir.default"].set("res.partner", "lang", "{LANGUAGE}")
env["ir.default"].set("res.partner", "tz", "{TIMEZONE}")
users = env["res.users"].with_context(active_test=False).search([])
(users | env.ref("base.user_admin")).partner_id.write({{"lang": "{LANGUAGE}", "tz": "{TIMEZONE}"}})
env["res.company"].search([]).partner_id.write({{"lang": "{LANGUAGE}", "tz": "{TIMEZONE}"}})
assert env["res.lang"]._get_code("{LANGUAGE}") == "{LANGUAGE}", "the language is not active"
env.cr.commit()
"""

PASSWORD_SCRIPT = """
import os
env.ref("base.user_admin").password = os.environ["CCHC_ADMIN_PASSWORD"]
env.cr.commit()
"""

CHECK_SCRIPT = """
broken = env["ir.module.module"].search([("state", "in", ["to install", "to upgrade", "to remove"])])
assert not broken, "modules left half installed: %s" % ", ".join(broken.mapped("name"))
assert env["res.users"].search_count([]) > 0, "there are no users"
print("the registry loads")
"""


def run_name() -> str:
    """Return the name of the run database."""
    return os.environ.get("PGDATABASE") or "cchc"


def addon_files() -> list[Path]:
    """Return the files that make the addons what they are."""
    return [
        path
        for path in ADDONS.rglob("*")
        if path.is_file() and not IGNORED.intersection(path.parts) and path.suffix != ".pyc"
    ]


def addons_hash() -> str:
    """Return the hash of the addons' contents; tests and readmes are not installed."""
    return content_hash(
        path
        for path in addon_files()
        if not {"tests", "readme"}.intersection(path.relative_to(ADDONS).parts[1:2])
    )


def our_modules() -> list[str]:
    """Return the names of the addons in this repository."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def base_modules() -> list[str]:
    """Return the modules of Odoo that ours depend on."""
    ours = our_modules()
    needed = {"base"}
    for name in ours:
        needed.update(odoo_source.manifest(ADDONS / name).get("depends", []))
    return sorted(needed - set(ours))


# existence, cloning, renaming


def exists(server: Server, name: str) -> bool:
    """Tell whether a database exists."""
    return bool(server.query("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", (name,)))


def named_like(server: Server, prefix: str) -> list[str]:
    """Return the databases whose name begins with a prefix."""
    rows = server.query(
        "postgres",
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname",
        (prefix,),
    )
    return [row[0] for row in rows]


def create(server: Server, name: str) -> None:
    """Create an empty database with what the application needs."""
    when_unused(server, f'CREATE DATABASE "{name}" TEMPLATE template1')
    server.prepare(name)


def filestore(home: Home, name: str) -> Path:
    """Return the folder with a database's files."""
    return home.data / "filestore" / name


def link_files(source: Path, target: Path) -> None:
    """Copy a filestore by links: its files are named by their content and never change."""

    def copy(origin: str, destination: str) -> None:
        if os.path.exists(destination):
            return
        try:
            os.link(origin, destination)
        except OSError:
            shutil.copy2(origin, destination)

    target.mkdir(parents=True, exist_ok=True)
    if source.exists():
        shutil.copytree(source, target, copy_function=copy, dirs_exist_ok=True)


def disconnect(server: Server, name: str) -> None:
    """End the sessions of a database."""
    server.query(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s "
        "AND usename = current_user AND backend_type = 'client backend'",
        (name,),
    )


def when_unused(server: Server, statement: str, name: str | None = None) -> None:
    """Run a statement that needs a database to itself; a session just ended may linger.

    With a name, sessions that are opened meanwhile are ended too.
    """
    import psycopg2

    for attempts_left in range(9, -1, -1):
        try:
            server.query("postgres", statement)
            return
        except psycopg2.errors.ObjectInUse:
            if not attempts_left:
                raise
            time.sleep(0.5)
            if name:
                disconnect(server, name)


def clone(home: Home, server: Server, source: str, target: str) -> None:
    """Clone a database nobody is connected to, with its files."""
    when_unused(server, f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    link_files(filestore(home, source), filestore(home, target))


def rename(home: Home, server: Server, source: str, target: str) -> None:
    """Rename a database and its folder of files.

    The files are linked before and the old folder is removed after: killed at any point, the
    database finds its files under either name.
    """
    disconnect(server, source)
    if filestore(home, source).exists():
        shutil.rmtree(filestore(home, target), ignore_errors=True)
        link_files(filestore(home, source), filestore(home, target))
    when_unused(server, f'ALTER DATABASE "{source}" RENAME TO "{target}"')
    shutil.rmtree(filestore(home, source), ignore_errors=True)


def drop(home: Home, server: Server, name: str) -> None:
    """Drop a database, if it exists, and its files.

    Not with FORCE: that refuses, for a role that is no superuser, while autovacuum is at work
    in the database, which ends by itself when it is asked plainly.
    """
    disconnect(server, name)
    when_unused(server, f'DROP DATABASE IF EXISTS "{name}"', name)
    shutil.rmtree(filestore(home, name), ignore_errors=True)


def replace(home: Home, server: Server, new: str, name: str) -> None:
    """Put a finished database in the place of another; the other is dropped at the end."""
    old = f"{name}_{home.tag}_old"
    if exists(server, name):
        drop(home, server, old)
        rename(home, server, name, old)
    try:
        rename(home, server, new, name)
    except BaseException:
        if exists(server, old) and not exists(server, name):
            rename(home, server, old, name)
        raise
    drop(home, server, old)


def is_whole(home: Home, server: Server, name: str) -> bool:
    """Tell whether a database is there and no replacement of it was left half-way."""
    return exists(server, name) and not exists(server, f"{name}_{home.tag}_old")


def repair(home: Home, server: Server, name: str) -> None:
    """Bring back the database that a replacement interrupted half-way had set aside."""
    old = f"{name}_{home.tag}_old"
    if exists(server, old):
        if exists(server, name):
            drop(home, server, old)
        else:
            rename(home, server, old, name)


# Odoo's own programs


def write_config(home: Home, server: Server, path: Path, options: dict) -> None:
    """Write Odoo's configuration; the database password stays in the environment."""
    source = odoo_source.recorded(home)
    values = {
        "addons_path": ",".join(map(str, [*source.addons, ADDONS])),
        "data_dir": home.data,
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "unaccent": True,
        "list_db": False,
        **options,
    }
    lines = ["[options]", *(f"{key} = {value}" for key, value in values.items())]
    write_whole(path, "\n".join(lines) + "\n", mode=0o600)


def odoo_command(home: Home, *arguments) -> list[str]:
    """Return the command that starts Odoo."""
    return [str(home.python), "-m", "odoo", *map(str, arguments)]


def odoo_environment(server: Server, **extra) -> dict:
    """Return the environment in which Odoo is started."""
    kept = {key: value for key, value in os.environ.items() if key not in ("ODOO_RC", "PGDATABASE")}
    return {**kept, **server.settings, "PYTHONUNBUFFERED": "1", **extra}


def run_odoo(home: Home, server: Server, name: str, arguments: list, failure: str) -> None:
    """Run Odoo on a database to its end."""
    config = home.path / "locks" / f"{name}.conf"
    log = home.logs / "set-up.log"
    write_config(home, server, config, {"db_name": name, "max_cron_threads": 0, "workers": 0})
    environment_ = odoo_environment(server, PGOPTIONS="-c synchronous_commit=off")
    command = odoo_command(home, "-c", config, "--stop-after-init", "--no-http", *arguments)
    try:
        run_logged(command, log, failure, env=environment_, cwd=home.path)
    finally:
        config.unlink(missing_ok=True)


def run_script(home: Home, server: Server, name: str, script: str, failure: str, **extra) -> None:
    """Run a script in Odoo's shell on a database."""
    config = home.path / "locks" / f"{name}.conf"
    log = home.logs / "set-up.log"
    write_config(home, server, config, {"db_name": name, "max_cron_threads": 0, "workers": 0})
    command = odoo_command(home, "shell", "-c", config, "--no-http")
    script_file = home.path / "locks" / f"{name}.py"
    write_whole(script_file, script)
    try:
        with script_file.open("rb") as source:
            environment_ = odoo_environment(server, **extra)
            run_logged(command, log, failure, env=environment_, cwd=home.path, stdin=source)
    finally:
        config.unlink(missing_ok=True)
        script_file.unlink(missing_ok=True)


def check_installed(server: Server, name: str, modules: list[str]) -> None:
    """Refuse a database in which a module is not installed."""
    installed = installed_modules(server, name)
    missing = [module for module in modules if module not in installed]
    if missing:
        raise Failure(f"The modules {', '.join(missing)} could not be installed.")


def installed_modules(server: Server, name: str) -> dict[str, str]:
    """Return the installed modules of a database with their versions."""
    return dict(
        server.query(
            name, "SELECT name, latest_version FROM ir_module_module WHERE state = 'installed'"
        )
    )


def installed_hash(server: Server, name: str) -> str | None:
    """Return the hash of the addons that a database was built or upgraded with."""
    rows = server.query(
        name, "SELECT value FROM ir_config_parameter WHERE key = %s", (HASH_PARAMETER,)
    )
    return rows[0][0] if rows else None


def record_hash(server: Server, name: str, value: str) -> None:
    """Record in a database which addons it was built or upgraded with."""
    server.query(
        name,
        "INSERT INTO ir_config_parameter (key, value, create_date, write_date) "
        "VALUES (%s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (HASH_PARAMETER, value),
    )


# templates


def base_key(home: Home) -> str:
    """Return the key of the template with Odoo's own modules."""
    source = odoo_source.recorded(home)
    parts = [BASE_RECIPE, source.revision, environment.lock_hash(), *base_modules(), BASE_SCRIPT]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def build_base(home: Home, server: Server) -> str:
    """Return the template with Odoo's own modules in Vietnamese, built if need be."""
    name = f"cchc_{home.tag}_base_{base_key(home)}"
    if exists(server, name):
        return name
    for old in named_like(server, f"cchc_{home.tag}_base_"):
        drop(home, server, old)
    temporary = f"cchc_{home.tag}_basetmp"
    drop(home, server, temporary)
    modules = base_modules()
    with step(f"Installing Odoo's modules in Vietnamese ({', '.join(modules)})"):
        create(server, temporary)
        arguments = ["-i", ",".join(modules), f"--load-language={LANGUAGE}"]
        run_odoo(home, server, temporary, arguments, "Odoo's modules could not be installed")
        check_installed(server, temporary, modules)
        run_script(home, server, temporary, BASE_SCRIPT, "The language could not be set")
        rename(home, server, temporary, name)
    return name


def build(home: Home, server: Server, name: str, modules: list[str], title: str) -> None:
    """Build a database with our modules under its name; an earlier half-built one goes."""
    base = build_base(home, server)
    drop(home, server, name)
    with step(title):
        value = addons_hash()
        clone(home, server, base, name)
        failure = f"The modules {', '.join(modules)} could not be installed"
        run_odoo(home, server, name, ["-i", ",".join(modules)], failure)
        check_installed(server, name, modules)
        record_hash(server, name, value)
