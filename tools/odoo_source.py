"""Odoo 19 Community from source.

In this order: the folder that ``CCHC_ODOO_SOURCE`` names; a shallow clone of Odoo's own
repository; the package ``odoo-19`` of Debian's suite sid with the web libraries and fonts
that it links to, fetched with a private apt state from the machine's own Debian mirror (no
root needed, and the machine's configuration is not touched). What was fetched first is
recorded and kept.
"""

import ast
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, run_logged, say, step
from .home import Home, today

REPOSITORY = "https://github.com/odoo/odoo"
BRANCH = "19.0"
SERIES = 19

PACKAGES_SID = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-glyphicons-halflings",
)
# sid's Font Awesome is another one than Odoo draws its icons with
PACKAGES_STABLE = ("fonts-font-awesome", "fonts-inconsolata", "fonts-ocr-b")
# a video-call library that Debian leaves out; its absence alone fails every browser tour
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Source:
    """Where Odoo is: the folder to import it from, its addons, and what identifies it."""

    root: Path
    addons: tuple[Path, ...]
    revision: str
    description: str


def ensure(home: Home) -> Source:
    """Return Odoo's source, fetched first if need be."""
    given = os.environ.get("CCHC_ODOO_SOURCE")
    if given:
        return _given(Path(given).absolute())
    source = recorded(home)
    if source is None:
        with home.setting_up():
            source = recorded(home)
            if source is None:
                _fetch(home)
                source = recorded(home)
    return source


def recorded(home: Home) -> Source | None:
    """Return the source fetched earlier, or None (also after a fetch that did not finish)."""
    if os.environ.get("CCHC_ODOO_SOURCE"):
        return _given(Path(os.environ["CCHC_ODOO_SOURCE"]).absolute())
    record = home.state().get("odoo")
    if not record or not home.source.exists():
        return None
    root = home.source / record["root"]
    return Source(root, _addons(root), record["revision"], record["description"])


def link(home: Home, source: Source) -> None:
    """Make ``import odoo`` find this source in the environment."""
    for packages in home.venv.glob("lib/python*/site-packages"):
        path = packages / "cchc_odoo.pth"
        text = f"{source.root}\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _addons(root: Path) -> tuple[Path, ...]:
    """Return the addons folders of a source root: a checkout has two, a package one."""
    inner = root / "odoo" / "addons"
    outer = root / "addons"
    # Debian leaves a second, partial tree beside the complete one
    return (inner,) if (inner / "web").is_dir() else (outer, inner)


def _given(path: Path) -> Source:
    """Return the source that the administrator named."""
    if (path / "release.py").is_file():
        path = path.parent
    try:
        release = (path / "odoo" / "release.py").read_text(encoding="utf-8")
    except OSError as error:
        raise Failure(f"CCHC_ODOO_SOURCE names {path}, where no Odoo was found.") from error
    version = re.search(r"^version_info\s*=\s*\((\d+),", release, re.MULTILINE)
    if not version or int(version[1]) != SERIES:
        raise Failure(f"CCHC_ODOO_SOURCE names {path}, which is not Odoo {SERIES}.")
    revision = _git_revision(path) or hashlib.sha256(release.encode()).hexdigest()[:16]
    return Source(path, _addons(path), revision, f"given folder {path}, revision {revision}")


def _git_revision(path: Path) -> str | None:
    if not (path / ".git").exists() or not shutil.which("git"):
        return None
    answer = subprocess.run(
        ["git", "-C", path, "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or None


def _fetch(home: Home) -> None:
    """Fetch Odoo into a temporary folder and rename it at the end: a half one is never used."""
    home.check_space()
    shutil.rmtree(home.source, ignore_errors=True)
    temporary = home.path / "source.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    log = home.logs / "odoo-source.log"
    record = _clone(temporary, log) or _unpack_debian(temporary, log)
    temporary.rename(home.source)
    home.record("odoo", {**record, "fetched": today()})
    say(f"    {record['description']}")


def _clone(target: Path, log: Path) -> dict | None:
    """Clone Odoo's own repository; None if it cannot be reached."""
    if not shutil.which("git"):
        return None
    quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    probe = ["git", "ls-remote", "--exit-code", REPOSITORY, f"refs/heads/{BRANCH}"]
    say("==> Looking for Odoo's own repository")
    if run_logged(probe, log, env=quiet, timeout=15) != 0:
        say("    not reachable from here")
        return None
    with step("Cloning Odoo 19 Community"):
        command = ["git", "clone", "--quiet", "--depth", "1", "--single-branch"]
        command += ["-b", BRANCH, REPOSITORY, target]
        if run_logged(command, log, env=quiet, timeout=1800) != 0:
            shutil.rmtree(target, ignore_errors=True)
            return None
    commit = _git_revision(target)
    return {
        "kind": "git",
        "root": ".",
        "revision": commit,
        "description": f"branch {BRANCH} of {REPOSITORY} at commit {commit}",
    }


def _unpack_debian(target: Path, log: Path) -> dict:
    """Fetch Debian's package of Odoo and what it links to, and unpack them into one tree."""
    programs = [name for name in ("apt-get", "dpkg", "dpkg-deb") if not shutil.which(name)]
    if programs:
        raise Failure(
            "Odoo 19 could not be fetched: its repository is not reachable and this is no Debian "
            "machine; unpack Odoo 19 yourself and name the folder in CCHC_ODOO_SOURCE."
        )
    private = target.with_name("source.apt")
    shutil.rmtree(private, ignore_errors=True)
    with step("Fetching Debian's package of Odoo 19 Community (about 130 MB)"):
        stable = _private_apt(private)
        apt = ["apt-get", "-q", "-o", f"Dir::Etc::SourceParts={private}/sources"]
        apt += ["-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::State::Lists={private}/lists"]
        apt += ["-o", f"Dir::Cache={private}/cache", "-o", "APT::Sandbox::User="]
        apt += ["-o", "Acquire::Languages=none", "-o", "Debug::NoLocking=1"]
        failure = "Odoo 19 could not be fetched, neither from its repository nor from Debian"
        run_logged([*apt, "update"], log, failure=failure)
        wanted = [f"{name}/sid" for name in PACKAGES_SID]
        wanted += [f"{name}/{stable}" for name in PACKAGES_STABLE]
        run_logged([*apt, "download", *wanted], log, failure=failure, cwd=private / "debs")
    packages = {}
    with step("Unpacking Odoo 19 Community (1.2 GB)"):
        for archive in sorted((private / "debs").glob("*.deb")):
            name, version = subprocess.run(
                ["dpkg-deb", "-W", "--showformat=${Package} ${Version}", archive],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
            checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
            packages[name] = {"version": version, "sha256": checksum}
            failure = f"The package {archive.name} could not be unpacked"
            run_logged(["dpkg", "-x", archive, target], log, failure=failure)
    shutil.rmtree(private, ignore_errors=True)
    root = Path("usr/lib/python3/dist-packages")
    addons = target / root / "odoo" / "addons"
    stub = addons / STUB
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("/* left out by the distribution */\n", encoding="utf-8")
    _check_links(addons)
    odoo = packages["odoo-19"]
    return {
        "kind": "debian",
        "root": str(root),
        "revision": odoo["sha256"],
        "packages": packages,
        "description": f"Debian's odoo-19 {odoo['version']}, sha256 {odoo['sha256']}",
    }


def _check_links(addons: Path) -> None:
    """Refuse a tree in which a web library is missing: its login page would be an error."""
    for path in addons.glob("web/static/**/*"):
        if path.is_symlink() and not path.exists():
            raise Failure(f"Odoo's source is not complete: {path.name} is missing.")


def _private_apt(private: Path) -> str:
    """Write an apt state with the machine's own Debian entry and a copy of it for sid.

    Returns the name of the machine's own suite.
    """
    for name in ("sources", "lists/partial", "cache/archives/partial", "debs"):
        (private / name).mkdir(parents=True, exist_ok=True)
    entry = _debian_entry()
    for suite in {entry["suite"], "sid"}:
        lines = ["Types: deb", f"URIs: {entry['uri']}", f"Suites: {suite}", "Components: main"]
        lines += [f"{key}: {value}" for key, value in entry["options"].items()]
        (private / "sources" / f"{suite}.sources").write_text("\n".join(lines) + "\n")
    return entry["suite"]


def _debian_entry() -> dict:
    """Return the machine's own entry for Debian's main archive: address, suite and options."""
    release = Path("/etc/os-release")
    known = dict(
        line.split("=", 1)
        for line in (release.read_text().splitlines() if release.exists() else [])
        if "=" in line
    )
    codename = known.get("VERSION_CODENAME", "").strip('"')
    suites = {codename, "stable", "testing", "unstable", "sid"} - {""}
    if known.get("ID", "").strip('"') == "debian":
        for entry in _apt_entries():
            if entry["suite"] in suites and "main" in entry["components"]:
                return entry
    raise Failure(
        "Odoo 19 could not be fetched: its repository is not reachable and no entry for Debian's "
        "archive was found in the machine's apt sources; name a folder in CCHC_ODOO_SOURCE."
    )


def _apt_entries(folder: Path = Path("/etc/apt")):
    """Yield the machine's binary package sources, in both notations."""
    parts = folder / "sources.list.d"
    for path in sorted(parts.glob("*.sources")):
        yield from _deb822_entries(path.read_text(encoding="utf-8"))
    for path in [folder / "sources.list", *sorted(parts.glob("*.list"))]:
        if path.exists():
            yield from _line_entries(path.read_text(encoding="utf-8"))


def _deb822_entries(text: str):
    """Yield the entries of a file in paragraphs."""
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for paragraph in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        key = None
        for line in paragraph.splitlines():
            if line[:1].isspace() and key:
                fields[key] += "\n" + line
            elif ":" in line:
                key, value = line.split(":", 1)
                key = key.strip().lower()
                fields[key] = value.strip()
        if "deb" not in fields.get("types", "").split() or fields.get("enabled") == "no":
            continue
        options = {"Signed-By": fields["signed-by"]} if "signed-by" in fields else {}
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield {
                    "uri": uri,
                    "suite": suite,
                    "components": fields.get("components", "").split(),
                    "options": options,
                }


def _line_entries(text: str):
    """Yield the entries of a file with one on each line."""
    pattern = re.compile(
        r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)(?P<rest>.*)"
    )
    for line in text.splitlines():
        match = pattern.match(line.split("#", 1)[0].strip())
        if match:
            signed = re.search(r"signed-by=(\S+)", match["options"] or "")
            yield {
                "uri": match["uri"],
                "suite": match["suite"],
                "components": match["rest"].split(),
                "options": {"Signed-By": signed[1]} if signed else {},
            }


def manifest(addon: Path) -> dict:
    """Return an addon's manifest."""
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
