"""The commands of the launcher."""

import argparse
import contextlib
import signal
import sys
import traceback
from pathlib import Path

from . import environment, odoo_source, server
from .console import Failure, say, warn
from .home import Home, today

DESCRIPTION = """\
Sets up, runs, tests and saves the administrative-reform application (Odoo 19 Community).

everyday
  ./cchc run                 set up what is missing and start the server on http://localhost:8069
  ./cchc test [ARGUMENTS]    run all tests; the arguments go to pytest
"""

EPILOG = """\
environment variables
  CCHC_HOME          the folder in which everything lies that the launcher makes (.cchc)
  CCHC_ODOO_SOURCE   a folder with Odoo 19's source, instead of fetching it
  CCHC_NO_APT        if set, ./cchc test installs no Debian packages (browser, fonts, LibreOffice)
  PGHOST, PGPORT, PGUSER, PGPASSWORD
                     a PostgreSQL server to use instead of a private one
  PGDATABASE         the name of the database (cchc)

The first run fetches Odoo's source, the pinned Python packages and PostgreSQL, and makes the
database; it takes some minutes and 3 GB. Whatever ends it, the next run goes on from there.
"""


def main(arguments: list[str]) -> int:
    """Run one command; a failure is one sentence and the exit code 1."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    try:
        options, rest = parser().parse_known_args(arguments)
        if rest and options.command != "test":
            parser().error(f"unknown arguments: {' '.join(rest)}")
        return COMMANDS[options.command](Home.current(), options, rest)
    except Failure as failure:
        warn(str(failure))
        return 1
    except KeyboardInterrupt:
        warn("interrupted; the next ./cchc goes on from here.")
        return 130
    except BrokenPipeError:
        # whoever read the output has enough of it
        sys.stdout = None
        return 141
    except Exception as error:  # what nobody foresaw still ends in a sentence
        place = ""
        with contextlib.suppress(OSError):  # the disk may be what is full
            place = f" (log: {log_unforeseen()})"
        warn(f"Something unforeseen happened: {type(error).__name__}: {error}{place}")
        return 1


def log_unforeseen() -> Path:
    """Write down where an unforeseen error came from; return the place."""
    log = Home.current().logs / "launcher.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("a", encoding="utf-8") as output:
        output.write(f"{today()} {' '.join(sys.argv[1:])}\n{traceback.format_exc()}\n")
    return log


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    formatter = argparse.RawDescriptionHelpFormatter
    result = argparse.ArgumentParser(
        "cchc", description=DESCRIPTION, epilog=EPILOG, formatter_class=formatter
    )
    commands = result.add_subparsers(dest="command", metavar="COMMAND", required=True)
    run = commands.add_parser("run", help="set up what is missing and start the server")
    run.add_argument("--port", type=port_number, default=8069, help="port to listen on (8069)")
    run.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (127.0.0.1); others refuse demo passwords",
    )
    run.add_argument(
        "--empty", action="store_true", help="a new database without the demo province"
    )
    run.add_argument("--detach", action="store_true", help="leave the server in the background")
    commands.add_parser("stop", help="stop the server in the background and its database")
    commands.add_parser("status", help="show what runs, where everything lies, and the versions")
    commands.add_parser("test", help="run the tests; arguments go to pytest", add_help=False)
    lint = commands.add_parser("lint", help="check the style of the code")
    lint.add_argument("--fix", action="store_true", help="put right what a program can")
    bench = commands.add_parser("bench", help="measure on generated data, beside peers")
    bench.add_argument(
        "--set",
        action="append",
        choices=("small", "province", "nation"),
        help="data set; can be repeated (province and nation)",
    )
    bench.add_argument("--repetitions", type=int, metavar="N", help="at most so many of each")
    bench.add_argument("names", nargs="*", metavar="WORKLOAD", help="some workloads only (all)")
    commands.add_parser("shell", help="open Odoo's shell on the database")
    backup = commands.add_parser("backup", help="save the database and its files to one archive")
    backup.add_argument("file", metavar="FILE")
    restore = commands.add_parser("restore", help="check such an archive and go back to it")
    restore.add_argument("file", metavar="FILE")
    commands.add_parser("upgrade", help="bring the database up to the present addons")
    return result


def port_number(text: str) -> int:
    """Return a port that can be listened on."""
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


def set_up(home: Home, level: str = "run") -> None:
    """Make sure of packages and source, and go on inside the environment."""
    environment.enter(home, level)
    odoo_source.link(home, odoo_source.ensure(home))


def do_run(home: Home, options, _rest) -> int:
    """``./cchc run``."""
    server.check_free(home)
    server.check_port(options.host, options.port)
    set_up(home)
    return server.run(home, options.host, options.port, options.empty, options.detach)


def do_stop(home: Home, _options, _rest) -> int:
    """``./cchc stop``."""
    say("Stopped." if server.stop(home) else "Nothing was running.")
    return 0


def do_status(home: Home, _options, _rest) -> int:
    """``./cchc status``."""
    environment.enter_if_made(home)
    return server.status(home)


def do_test(home: Home, _options, rest) -> int:
    """``./cchc test``."""
    from . import testing

    set_up(home, "dev")
    return testing.run(home, rest)


def do_lint(home: Home, options, _rest) -> int:
    """``./cchc lint``."""
    from . import lint

    environment.enter(home, "dev")
    return lint.run(home, options.fix)


def do_bench(home: Home, options, _rest) -> int:
    """``./cchc bench``."""
    from . import bench

    set_up(home)
    sets = options.set or ["province", "nation"]
    return bench.run(home, sets, options.names, options.repetitions)


def do_shell(home: Home, _options, _rest) -> int:
    """``./cchc shell``."""
    set_up(home)
    return server.shell(home)


def do_backup(home: Home, options, _rest) -> int:
    """``./cchc backup``."""
    from . import backup

    set_up(home)
    return backup.save(home, Path(options.file).absolute())


def do_restore(home: Home, options, _rest) -> int:
    """``./cchc restore``."""
    from . import backup

    set_up(home)
    return backup.bring_back(home, Path(options.file).absolute())


def do_upgrade(home: Home, _options, _rest) -> int:
    """``./cchc upgrade``."""
    from . import backup

    set_up(home)
    return backup.upgrade(home)


COMMANDS = {
    "run": do_run,
    "stop": do_stop,
    "status": do_status,
    "test": do_test,
    "lint": do_lint,
    "bench": do_bench,
    "shell": do_shell,
    "backup": do_backup,
    "restore": do_restore,
    "upgrade": do_upgrade,
}
