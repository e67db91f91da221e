"""Running the application: start, wait, stop, and what ``status`` shows."""

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import database, environment, odoo_source, postgres
from .console import Failure, last_words, say, step
from .home import Home, today

LOCK = "server"
START_SECONDS = 180
STOP_SECONDS = 30
DEMO_PASSWORD = "demo"
DEMO_LOGINS = (
    ("snv", "standing office (Sở Nội vụ)"),
    ("vp", "verifier and appraiser (Văn phòng UBND tỉnh)"),
    ("chutich", "provincial leader (Chủ tịch UBND tỉnh)"),
    ("thanhtra", "auditor (Thanh tra tỉnh)"),
    ("gtvt.head", "unit head, Sở Giao thông vận tải"),
    ("gtvt.officer", "officer, Sở Giao thông vận tải"),
    ("gtvt.hr", "HR officer, Sở Giao thông vận tải"),
    ("yte.head", "unit head, Sở Y tế"),
    ("yte.officer", "officer, Sở Y tế"),
    ("namsach.head", "unit head, UBND huyện Nam Sách"),
)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(host: str, port: int) -> str:
    """Return the address that people type into a browser."""
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    elif host == "127.0.0.1":
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def check_port(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise Failure(
            f"This account may not listen on port {port}; choose another with --port."
        ) from error
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == 99:
            raise Failure(f"{host} is no address of this machine.") from error
        raise Failure(f"Port {port} on {host} is taken; choose another with --port.") from error


def take_lock(home: Home) -> int:
    """Return the lock of this folder's only server, or refuse a second one."""
    descriptor = home.open_lock(LOCK, wait=False)
    if descriptor is None:
        record = home.state().get("server", {})
        where = f" at {record['address']}" if is_up(home, record) else ""
        raise Failure(
            f"The application of {home.path} is already started or starting{where} "
            f"(process {home.holder(LOCK)}); ./cchc stop ends it."
        )
    return descriptor


def check_free(home: Home) -> None:
    """Refuse a second server on this folder before anything is set up."""
    os.close(take_lock(home))


def run(home: Home, host: str, port: int, empty: bool, detach: bool) -> int:
    """Set everything up and run the server, until Ctrl-C or in the background."""
    descriptor = take_lock(home)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        server = stack.enter_context(postgres.serving(home))
        name = prepare(home, server, empty, host)
        process = start(home, server, name, host, port, [descriptor])
        announce(home, server, name)
        if detach:
            say("It goes on in the background; ./cchc stop ends it.")
            return 0
        say("Ctrl-C ends it.")
        return wait(home, process)


def prepare(home: Home, server, empty: bool, host: str) -> str:
    """Make the run database if there is none, and refuse one that does not fit the call."""
    name = database.run_name()
    if not database.is_whole(home, server, name):
        with home.setting_up("databases"):
            database.repair(home, server, name)
            if not database.exists(server, name):
                make(home, server, name, empty)
    check_own(home, server, name)
    demo = has_demo(server, name)
    if empty and demo:
        raise Failure(
            "The database of this folder holds the demo province; for an empty one name another "
            "folder in CCHC_HOME."
        )
    if demo and not is_loopback(host):
        raise Failure(
            f"The database holds demo passwords, so it is not served on {host}: start an empty one "
            "(--empty, with another CCHC_HOME)."
        )
    if database.installed_hash(server, name) != database.addons_hash():
        say("    the addons have changed since this database was made: ./cchc upgrade is due")
    return name


def make(home: Home, server, name: str, empty: bool) -> None:
    """Build the run database under another name and rename it when it is finished."""
    temporary = f"cchc_{home.tag}_new"
    title = (
        "Installing the application"
        if empty
        else "Installing the application with the demo province"
    )
    module = database.MAIN_MODULE if empty else database.DEMO_MODULE
    database.build(home, server, temporary, [module], title)
    if empty:
        password = home.secret(home.admin_password)
        failure = "The administrator's password could not be set"
        database.run_script(
            home, server, temporary, database.PASSWORD_SCRIPT, failure, CCHC_ADMIN_PASSWORD=password
        )
    home.record("database", {"name": name, "made": today()})
    database.rename(home, server, temporary, name)


def has_demo(server, name: str) -> bool:
    """Tell whether a database holds the demo people."""
    return database.DEMO_MODULE in database.installed_modules(server, name)


def start(home: Home, server, name: str, host: str, port: int, descriptors: list[int]):
    """Start Odoo and wait until it answers.

    The process inherits the lock of this home and a share of the database server, so that
    both last exactly as long as it does.
    """
    from passlib.context import CryptContext

    check_port(host, port)
    master = home.secret(home.master_password)
    options = {
        "db_name": name,
        "dbfilter": f"^{name}$",
        "http_interface": host,
        "http_port": port,
        "workers": 0,
        "admin_passwd": CryptContext(["pbkdf2_sha512"]).hash(master),
        "logfile": home.server_log,
    }
    database.write_config(home, server, home.server_config, options)
    address = address_of(host, port)
    hold = postgres.hold(home)
    inherited = [*descriptors, *([hold] if hold is not None else [])]
    with step("Starting the server"):
        home.logs.mkdir(exist_ok=True)
        with home.server_log.open("ab") as log:
            process = subprocess.Popen(
                database.odoo_command(home, "-c", home.server_config),
                cwd=home.path,
                env=database.odoo_environment(server),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=inherited,
            )
        if hold is not None:
            os.close(hold)
        try:
            os.pwrite(descriptors[0], f"{process.pid}\n".encode(), 0)
            home.record(
                "server", {"pid": process.pid, "address": address, "host": host, "port": port}
            )
            _wait_until_up(home, process, host, port)
        except BaseException:
            end(process)
            home.record("server", None)
            raise
    return process


def _wait_until_up(home: Home, process, host: str, port: int) -> None:
    """Wait until the login page comes, which also loads the registry."""
    until = time.monotonic() + START_SECONDS
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    url = f"http://{f'[{reach}]' if ':' in reach else reach}:{port}/web/login"
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Failure(
                f"The server ended: {last_words(home.server_log)} (log: {home.server_log})"
            )
        try:
            with _opener().open(url, timeout=60) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            words = last_words(home.server_log)
            raise Failure(
                f"The server answers with error {error.code}: {words} (log: {home.server_log})"
            ) from error
        except OSError:
            time.sleep(0.3)
    raise Failure(f"The server did not answer within {START_SECONDS} s (log: {home.server_log})")


def _opener():
    """Return an opener that asks no proxy: the server is on this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def announce(home: Home, server, name: str) -> None:
    """Print the address and how to log in."""
    say()
    say(f"The application runs at {home.state()['server']['address']}")
    if has_demo(server, name):
        say()
        say("  login          password   who")
        for login, who in DEMO_LOGINS:
            say(f"  {login:<14} {DEMO_PASSWORD:<10} {who}")
        say(f"  {'admin':<14} {'admin':<10} administrator")
    else:
        say(f"The login is admin; its random password lies in {home.admin_password}")
    say()


def wait(home: Home, process) -> int:
    """Wait for the server in the foreground; Ctrl-C and SIGTERM end it cleanly."""
    try:
        code = process.wait()
    except (KeyboardInterrupt, SystemExit):
        say("\n==> Stopping")
        end(process)
        return 0
    finally:
        home.record("server", None)
    if code:
        raise Failure(f"The server ended: {last_words(home.server_log)} (log: {home.server_log})")
    return 0


def end(process) -> None:
    """End a server that this process started."""
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    finally:
        signal.signal(signal.SIGINT, previous)


def is_up(home: Home, record: dict) -> bool:
    """Tell whether a recorded server still is that process, and no other with its number."""
    try:
        command = Path(f"/proc/{record['pid']}/cmdline").read_bytes()
    except (KeyError, OSError):
        return False
    return bytes(home.server_config) in command


def stop(home: Home) -> bool:
    """Stop a server in the background and the private PostgreSQL; tell whether one ran."""
    record = home.state().get("server", {})
    ran = False
    descriptor = home.open_lock(LOCK, wait=False)
    if descriptor is None:
        if not is_up(home, record):
            raise Failure(
                f"./cchc run of this folder is still starting (process {home.holder(LOCK)})."
            )
        ran = True
        with step(f"Stopping the server (process {record['pid']})"):
            os.kill(record["pid"], signal.SIGTERM)
            descriptor = _lock_within(home, STOP_SECONDS)
            if descriptor is None:
                os.kill(record["pid"], signal.SIGKILL)
                descriptor = _lock_within(home, 10)
    if descriptor is not None:
        os.close(descriptor)
    home.record("server", None)
    postgres.stop_if_unused(home)
    return ran


def _lock_within(home: Home, seconds: float) -> int | None:
    """Wait for the server's lock for some time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        descriptor = home.open_lock(LOCK, wait=False)
        if descriptor is not None:
            return descriptor
        time.sleep(0.2)
    return None


@contextlib.contextmanager
def stopped(home: Home, server, name: str):
    """Do something while the server is stopped, and start it again as it was if it ran."""
    record = home.state().get("server", {})
    ran = is_up(home, record)
    if ran:
        with contextlib.suppress(ProcessLookupError):
            stop(home)
    descriptor = home.open_lock(LOCK, wait=False)
    if descriptor is None:
        raise Failure(f"./cchc run of this folder is still starting (process {home.holder(LOCK)}).")
    try:
        yield
    finally:
        if ran:
            start(home, server, name, record["host"], record["port"], [descriptor])
        os.close(descriptor)


def shell(home: Home) -> int:
    """Open Odoo's shell on the run database."""
    with postgres.serving(home) as server:
        name = existing(server)
        config = home.path / "shell.conf"
        database.write_config(home, server, config, {"db_name": name, "max_cron_threads": 0})
        command = database.odoo_command(home, "shell", "-c", config, "--no-http")
        return subprocess.run(
            command, cwd=home.path, env=database.odoo_environment(server), check=False
        ).returncode


def check_own(home: Home, server, name: str) -> None:
    """Refuse to touch a database that another folder made on a shared server."""
    if not server.private and home.state().get("database", {}).get("name") != name:
        raise Failure(
            f"The database {name} on {server.host} was not made by this folder; "
            "name another in PGDATABASE."
        )


def existing(server) -> str:
    """Return the name of the run database, or refuse if it was not made yet."""
    name = database.run_name()
    if not database.exists(server, name):
        raise Failure("There is no database yet: ./cchc run makes it.")
    return name


def status(home: Home) -> int:
    """Show what this folder holds and whether it runs."""
    state = home.state()
    record = state.get("server", {})
    running = is_up(home, record)
    rows = [("Folder", home.path)]
    if running:
        rows.append(("Application", f"running at {record['address']} (process {record['pid']})"))
    elif "database" in state:
        rows.append(("Application", "stopped"))
    else:
        rows.append(("Application", "not set up yet, or not to the end: ./cchc run goes on"))
    rows += _status_database(home)
    source = odoo_source.recorded(home)
    rows.append(("Odoo", source.description if source else "not fetched yet"))
    fetched = state.get("odoo", {})
    for package, facts in sorted(fetched.get("packages", {}).items()):
        if package != "odoo-19":
            rows.append(("", f"{package} {facts['version']}, sha256 {facts['sha256'][:16]}…"))
    rows.append(("Python", environment.python_version(home) or "environment not made yet"))
    if home.master_password.exists():
        rows.append(("Master password", f"in {home.master_password}"))
    if home.admin_password.exists():
        rows.append(("admin's password", f"in {home.admin_password}"))
    rows.append(("Logs", home.logs))
    for title, value in rows:
        say(f"{title:<18}{value}")
    return 0


def _status_database(home: Home) -> list[tuple]:
    """Return the lines of the status about PostgreSQL and the database."""
    name = database.run_name()
    if os.environ.get("PGHOST"):
        server = postgres.ForeignServer()
        server.check()
        rows = [("PostgreSQL", f"{server.version()}, {server.place}")]
    else:
        server = postgres.private(home)
        if server is None:
            return [("PostgreSQL", "not made yet")]
        if not server.running():
            return [
                ("PostgreSQL", f"stopped, {server.place}"),
                ("Database", f"{name}, not running"),
            ]
        rows = [("PostgreSQL", f"{server.version()}, running, {server.place}")]
    if not environment.inside(home) or not database.exists(server, name):
        return rows
    size = server.query("postgres", "SELECT pg_database_size(%s)", (name,))[0][0]
    demo = "with the demo province" if has_demo(server, name) else "without demo"
    due = ""
    if database.installed_hash(server, name) != database.addons_hash():
        due = "; ./cchc upgrade is due"
    return [*rows, ("Database", f"{name}, {size / 1024**2:.0f} MB, {demo}{due}")]
