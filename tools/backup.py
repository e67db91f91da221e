"""Saving and bringing back an instance: its database and its files in one archive.

The archive is a tar file (gzip) with, in this order:

``manifest.json``   versions, the database's checksum, and the checksum of each file
``database.dump``   the database in PostgreSQL's custom format
``filestore/…``     Odoo's files, named by their content

A restore is checked before it replaces anything: the checksums, the versions, that
PostgreSQL takes the database in under another name, and that Odoo loads it.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from . import database, odoo_source, postgres, server
from .console import Failure, last_words, run_logged, say, step, warn
from .home import Home, today

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "filestore"


def save(home: Home, target: Path) -> int:
    """``./cchc backup``: write the run database and its files to an archive."""
    if target.is_dir():
        raise Failure(f"{target} is a folder: name the file to write.")
    if not target.parent.is_dir():
        raise Failure(f"The folder {target.parent} does not exist.")
    with postgres.serving(home) as pg:
        write(home, pg, server.existing(pg), target)
    say(f"Saved to {target} ({target.stat().st_size / 1024**2:.1f} MB)")
    return 0


def bring_back(home: Home, source: Path) -> int:
    """``./cchc restore``: check an archive and put it in the place of the run database."""
    if not source.is_file():
        raise Failure(f"There is no file {source}.")
    with postgres.serving(home) as pg:
        name = database.run_name()
        if database.exists(pg, name):
            server.check_own(home, pg, name)
        temporary = f"cchc_{home.tag}_restored"
        with home.setting_up("databases"):
            database.repair(home, pg, name)
            facts = read(home, pg, source, temporary)
        with server.stopped(home, pg, name), step("Replacing the database"):
            home.record("database", {"name": name, "made": today()})
            database.replace(home, pg, temporary, name)
    say(f"Restored what was saved on {facts['saved']}.")
    return 0


def write(home: Home, pg, name: str, target: Path) -> None:
    """Write a database and its files to an archive, in one stroke."""
    with tempfile.TemporaryDirectory(dir=home.path, prefix="backup.") as folder:
        work = Path(folder)
        files = work / FILES
        with step(f"Saving the database {name}"):
            # linked before and after: a file that the dump refers to cannot be swept in between
            database.link_files(database.filestore(home, name), files)
            _dump(home, pg, name, work / DUMP)
            database.link_files(database.filestore(home, name), files)
        with step("Writing the archive"):
            manifest = _manifest(home, pg, name, work)
            (work / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            unfinished = target.with_name(f".{target.name}.{os.getpid()}")
            try:
                descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with (
                    os.fdopen(descriptor, "wb") as output,
                    tarfile.open(fileobj=output, mode="w:gz", compresslevel=5) as archive,
                ):
                    for part in (MANIFEST, DUMP, FILES):
                        archive.add(work / part, part)
                unfinished.replace(target)
            except OSError as error:
                raise Failure(f"{target} could not be written: {error.strerror}.") from error
            finally:
                unfinished.unlink(missing_ok=True)


def read(home: Home, pg, source: Path, name: str) -> dict:
    """Check an archive and restore it as a new database; return its manifest.

    Whatever is wrong with it is said, and nothing of it is left.
    """
    with tempfile.TemporaryDirectory(dir=home.path, prefix="restore.") as folder:
        work = Path(folder)
        try:
            with step("Checking the archive"):
                _unpack(source, work)
                manifest = check(home, pg, work, source)
            with step("Restoring under another name"):
                database.drop(home, pg, name)
                database.create(pg, name)
                _load(home, pg, work / DUMP, name)
                database.link_files(work / FILES, database.filestore(home, name))
                missing = _missing_files(pg, name, database.filestore(home, name))
                if set(missing) - set(manifest["lost"]):
                    raise Failure(f"{source} lacks files of the database, as {missing[0]}.")
            with step("Loading it in Odoo"):
                failure = f"The database in {source} cannot be loaded by this application"
                database.run_script(home, pg, name, database.CHECK_SCRIPT, failure)
        except BaseException:
            with contextlib.suppress(Exception):
                database.drop(home, pg, name)
            raise
    return manifest


def check(home: Home, pg, work: Path, source: Path) -> dict:
    """Check the checksums and versions of an unpacked archive and return its manifest."""
    try:
        manifest = json.loads((work / MANIFEST).read_text(encoding="utf-8"))
        known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"{source} was not written by ./cchc backup.") from error
    if not known:
        raise Failure(f"{source} was written by another version of ./cchc backup.")
    present = _checksums(work)
    if present != manifest["sha256"]:
        names = {*present, *manifest["sha256"]}
        wrong = sorted(key for key in names if present.get(key) != manifest["sha256"].get(key))
        raise Failure(f"{source} is damaged or was changed: {', '.join(wrong[:3])} differs.")
    if manifest["series"] != odoo_source.SERIES:
        raise Failure(f"{source} is of Odoo {manifest['series']}, not {odoo_source.SERIES}.")
    here, there = pg.version(), manifest["postgresql"]
    if int(there.split(".")[0]) > int(here.split(".")[0]):
        raise Failure(f"{source} is of PostgreSQL {there}, newer than the {here} of this server.")
    ours = set(database.our_modules())
    strange = [key for key in manifest["modules"] if key.startswith("cchc_") and key not in ours]
    if strange:
        raise Failure(f"{source} holds modules that are not here: {', '.join(sorted(strange))}.")
    return manifest


def _manifest(home: Home, pg, name: str, work: Path) -> dict:
    """Return what an archive says about itself, also which files the database misses already."""
    lost = _missing_files(pg, name, work / FILES)
    if lost:
        warn(f"{len(lost)} files of the database {name} are not on the disk, as {lost[0]}.")
    source = odoo_source.recorded(home)
    return {
        "format": FORMAT,
        "saved": today(),
        "database": name,
        "series": odoo_source.SERIES,
        "odoo": source.description if source else "of the server",
        "postgresql": pg.version(),
        "modules": database.installed_modules(pg, name),
        "lost": lost,
        "sha256": _checksums(work),
    }


def _checksums(work: Path) -> dict[str, str]:
    """Return the checksum of each file of an archive but the manifest."""
    result = {}
    for path in sorted(work.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as content:
                digest = hashlib.sha256()
                while block := content.read(1024**2):
                    digest.update(block)
            result[str(path.relative_to(work))] = digest.hexdigest()
    return result


def _unpack(source: Path, work: Path) -> None:
    """Unpack an archive's plain files; a name that leads elsewhere is refused."""
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                parts = Path(member.name).parts
                if member.name.startswith("/") or ".." in parts or parts[:1] == ():
                    raise Failure(f"{source} holds a path that leads out of it: {member.name}.")
                if member.isdir():
                    continue
                if not member.isfile() or parts[0] not in (MANIFEST, DUMP, FILES):
                    raise Failure(f"{source} holds something strange: {member.name}.")
                path = work / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as output:
                    shutil.copyfileobj(archive.extractfile(member), output)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Failure(f"{source} cannot be read: {error}.") from error
    (work / FILES).mkdir(exist_ok=True)


def _dump(home: Home, pg, name: str, target: Path) -> None:
    command = [pg.program("pg_dump"), "--format=custom", "--no-owner", "--no-acl"]
    log = home.logs / "backup.log"
    failure = f"The database {name} could not be saved"
    environment = database.odoo_environment(pg)
    run_logged([*command, "--file", target, name], log, failure, env=environment)


def _load(home: Home, pg, dump: Path, name: str) -> None:
    """Load a dump into a prepared database, which has the extensions already."""
    environment = database.odoo_environment(pg, PGOPTIONS="-c synchronous_commit=off")
    log = home.logs / "restore.log"
    listing = subprocess.run(
        [pg.program("pg_restore"), "--list", dump],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if listing.returncode:
        raise Failure(f"The database in the archive cannot be read: {listing.stderr.strip()}")
    contents = dump.with_name("contents")
    lines = [line for line in listing.stdout.splitlines() if " EXTENSION " not in line]
    contents.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [pg.program("pg_restore"), "--no-owner", "--no-acl", "--exit-on-error"]
    command += [f"--use-list={contents}", f"--dbname={name}", dump]
    if run_logged(command, log, env=environment):
        raise Failure(f"The database could not be restored: {last_words(log)} (log: {log})")
    pg.query(name, "ANALYZE")


def _missing_files(pg, name: str, folder: Path) -> list[str]:
    """Return the files that a database refers to and a folder does not hold."""
    rows = pg.query(name, "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname <> ''")
    return sorted(row[0] for row in rows if not (folder / row[0]).is_file())


def upgrade(home: Home) -> int:
    """``./cchc upgrade``: bring the database up to the addons, on a clone of it.

    The present database is saved first and stays untouched until the upgraded clone has
    been loaded by Odoo.
    """
    with postgres.serving(home) as pg:
        name = server.existing(pg)
        temporary = f"cchc_{home.tag}_upgraded"
        installed = database.installed_modules(pg, name)
        modules = [module for module in database.our_modules() if module in installed]
        with server.stopped(home, pg, name), home.setting_up("databases"):
            database.repair(home, pg, name)
            home.backups.mkdir(exist_ok=True, mode=0o700)
            saved = (
                home.backups / f"before-upgrade-{today().replace(' ', '-').replace(':', '')}.tar.gz"
            )
            write(home, pg, name, saved)
            say(f"    saved to {saved}")
            with step(f"Upgrading {', '.join(modules)}"):
                value = database.addons_hash()
                database.drop(home, pg, temporary)
                database.disconnect(pg, name)
                database.clone(home, pg, name, temporary)
                try:
                    failure = "The upgrade failed and the database stays as it was"
                    # Labels and screens speak as the new version does; records that the province
                    # may have changed keep their words.
                    asked = ["--i18n-overwrite", "-u", ",".join(modules)]
                    database.run_odoo(home, pg, temporary, asked, failure)
                    database.run_script(home, pg, temporary, database.CHECK_SCRIPT, failure)
                    database.check_installed(pg, temporary, modules)
                except BaseException:
                    database.drop(home, pg, temporary)
                    raise
                database.record_hash(pg, temporary, value)
                database.replace(home, pg, temporary, name)
    say("The database is up to date.")
    return 0
