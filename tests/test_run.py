"""Starting, stopping and saving a real instance."""

import os
import stat
import tarfile
import time
import urllib.error
from pathlib import Path

import pytest
from passlib.context import CryptContext

from instances import free_port
from tools import database, odoo_source, server
from tools.home import Home


def test_run_status_second_start_and_stop(filled):
    port = free_port()
    began = time.monotonic()
    answer = filled.call("run", "--detach", "--port", port)
    assert answer.returncode == 0, answer.stderr
    assert time.monotonic() - began < 30, "a second run starts in seconds"
    assert f"http://localhost:{port}" in answer.stdout
    for login, _who in server.DEMO_LOGINS:
        assert login in answer.stdout
    assert "Mật khẩu" in filled.answers(port)
    manager = filled.answers(port, "/web/database/manager")
    assert "The database manager has been disabled by the administrator" in manager

    sentence = filled.refused("run", "--port", free_port())
    assert "already started" in sentence
    assert f"http://localhost:{port}" in sentence

    status = filled.call("status").stdout
    assert f"running at http://localhost:{port}" in status
    assert odoo_source.recorded(Home(Path(os.environ["CCHC_HOME"]))).revision in status
    assert str(filled.home.master_password) in status

    answer = filled.call("stop")
    assert answer.returncode == 0, answer.stderr
    assert "stopped" in filled.call("status").stdout
    with pytest.raises(urllib.error.URLError):
        filled.answers(port)
    assert "Nothing was running" in filled.call("stop").stdout

    secrets_are_kept(filled.home)


def secrets_are_kept(home):
    """The master password is in one file that only the owner reads, and in no log."""
    master = home.master_password.read_text(encoding="utf-8").strip()
    assert len(master) >= 20
    for path in (home.master_password, home.server_config):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    configuration = home.server_config.read_text(encoding="utf-8")
    assert "list_db = False" in configuration
    assert "unaccent = True" in configuration
    assert master not in configuration
    for log in home.logs.iterdir():
        assert master not in log.read_text(encoding="utf-8", errors="replace")


def test_demo_passwords_are_not_served_to_the_network(filled):
    sentence = filled.refused("run", "--host", "0.0.0.0", "--port", free_port())
    assert "demo passwords" in sentence
    assert "demo province" in filled.refused("run", "--empty", "--port", free_port())


def test_a_database_of_somebody_else_is_left_alone(filled):
    filled.home.record("database", None)
    sentence = filled.refused("run", "--port", free_port())
    assert "was not made by this folder" in sentence


def test_an_interrupted_replacement_is_put_right(filled):
    old = f"{filled.name}_{filled.home.tag}_old"
    database.rename(filled.home, filled.pg, filled.name, old)
    database.repair(filled.home, filled.pg, filled.name)
    assert database.exists(filled.pg, filled.name)
    assert not database.exists(filled.pg, old)
    assert database.filestore(filled.home, filled.name).is_dir()


def test_backup_restore_and_a_tampered_archive(filled, tmp_path):
    archive = tmp_path / "saved.tar.gz"
    marker = "SELECT value FROM ir_config_parameter WHERE key = 'cchc.test.marker'"
    answer = filled.call("backup", archive)
    assert answer.returncode == 0, answer.stderr
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    filled.pg.query(
        filled.name,
        "INSERT INTO ir_config_parameter (key, value) VALUES ('cchc.test.marker', 'later')",
    )

    for sentence, tampered in tampered_archives(archive, tmp_path):
        assert sentence in filled.refused("restore", tampered)
        assert filled.pg.query(filled.name, marker) == [("later",)]

    port = free_port()
    assert filled.call("run", "--detach", "--port", port).returncode == 0
    answer = filled.call("restore", archive)
    assert answer.returncode == 0, answer.stderr
    assert filled.pg.query(filled.name, marker) == []
    assert "Mật khẩu" in filled.answers(port), "the server goes on after the restore"
    files = filled.pg.query(
        filled.name, "SELECT store_fname FROM ir_attachment WHERE store_fname <> ''"
    )
    folder = database.filestore(filled.home, filled.name)
    assert files
    assert all((folder / row[0]).is_file() for row in files)
    assert filled.pg.lacking(filled.name) == []
    assert not database.named_like(filled.pg, f"cchc_{filled.home.tag}_")


def tampered_archives(archive, folder):
    """Yield what must be said of an archive, and the archive, changed in that way."""
    cut = folder / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    yield "cannot be read", cut

    unpacked = folder / "unpacked"
    with tarfile.open(archive) as source:
        source.extractall(unpacked)
    yield "was not written by ./cchc backup", repack(unpacked, folder / "a.gz", {"manifest.json"})
    file = next(path for path in (unpacked / "filestore").rglob("*") if path.is_file())
    content = file.read_bytes()
    file.write_bytes(content + b"x")
    yield "is damaged or was changed", repack(unpacked, folder / "b.gz", set())
    file.write_bytes(content)
    dump = unpacked / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1] + b"x")
    yield "database.dump differs", repack(unpacked, folder / "c.gz", set())

    outside = folder / "d.gz"
    with tarfile.open(outside, "w:gz") as target:
        target.add(file, "../outside")
    yield "leads out of it", outside


def repack(folder, target, left_out):
    """Write an archive of a folder without some of its parts."""
    with tarfile.open(target, "w:gz") as archive:
        for path in sorted(folder.iterdir()):
            if path.name not in left_out:
                archive.add(path, path.name)
    return target


def test_upgrade_works_on_a_clone(filled):
    database.record_hash(filled.pg, filled.name, "of earlier addons")
    assert "./cchc upgrade is due" in filled.call("status").stdout
    answer = filled.call("upgrade")
    assert answer.returncode == 0, answer.stderr
    assert database.installed_hash(filled.pg, filled.name) == database.addons_hash()
    assert len(list(filled.home.backups.glob("before-upgrade-*.tar.gz"))) == 1
    assert "is due" not in filled.call("status").stdout


def test_failed_upgrade_leaves_the_database(filled):
    # the database refuses what every upgrade does
    filled.pg.query(
        filled.name,
        """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
           AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
           CREATE TRIGGER refuse BEFORE UPDATE ON ir_module_module EXECUTE FUNCTION refuse()""",
    )
    sentence = filled.refused("upgrade")
    assert "stays as it was" in sentence
    assert database.exists(filled.pg, filled.name)
    assert not database.named_like(filled.pg, f"cchc_{filled.home.tag}_")


def test_empty_instance_gets_a_random_password(instance, session_home):
    home = instance.home
    # the template with Odoo's own modules belongs to this test run
    home.tag = session_home.tag
    with session_home.setting_up("databases"):
        base = database.build_base(session_home, instance.pg)
        database.link_files(database.filestore(session_home, base), database.filestore(home, base))
        server.make(home, instance.pg, instance.name, empty=True)
    modules = database.installed_modules(instance.pg, instance.name)
    assert database.MAIN_MODULE in modules
    assert database.DEMO_MODULE not in modules
    password = home.admin_password.read_text(encoding="utf-8").strip()
    assert stat.S_IMODE(home.admin_password.stat().st_mode) == 0o600

    rows = instance.pg.query(instance.name, "SELECT password FROM res_users WHERE login = 'admin'")
    context = CryptContext(["pbkdf2_sha512"])
    assert context.verify(password, rows[0][0])
    assert not context.verify("admin", rows[0][0])
    for log in home.logs.iterdir():
        assert password not in log.read_text(encoding="utf-8", errors="replace")
