"""The benchmarks: generated databases, kept from run to run, and the workloads on clones of them.

``cchc_<tag>_bench_<set>_<key>`` holds a data set. It is made anew when Odoo or the generator
change, and upgraded when the addons do.
"""

import hashlib
import json
import math
import os
import subprocess
from pathlib import Path

from . import database, postgres
from .console import Failure, say, step
from .home import ROOT, Home, content_hash

SETS = ("small", "province", "nation")
FOLDER = ROOT / "benchmarks"
MODULES = [database.MAIN_MODULE, "project"]
GENERATOR = ("data_set.py", "data")
NEEDED_BYTES = 15 * 1024**3
GROWTH_GOAL = 1.1


def run(home: Home, sets: list[str], names: list[str], repetitions: int | None) -> int:
    """Measure the workloads on each set and print the table."""
    results = {}
    with postgres.serving(home) as server:
        for name in sets:
            with home.setting_up("benchmarks"):
                data = ensure(home, server, name)
            clone = f"cchc_{home.tag}_run_{os.getpid()}_bench"
            try:
                with step(f"Cloning the data set {name}"):
                    database.clone(home, server, data, clone)
                results[name] = measure(home, server, clone, name, names, repetitions)
            finally:
                database.drop(home, server, clone)
    print_growth(results)
    return 0


def key(home: Home) -> str:
    """Return the key of a data set that fits the present Odoo and generator."""
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    files = [path for path in files if path.relative_to(FOLDER).parts[0] in GENERATOR]
    parts = [database.base_key(home), content_hash(files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def ensure(home: Home, server, name: str) -> str:
    """Return the database of a data set, generated if need be."""
    prefix = f"cchc_{home.tag}_bench_{name}_"
    wanted = prefix + key(home)
    if database.exists(server, wanted):
        if database.installed_hash(server, wanted) != database.addons_hash():
            with step(f"Upgrading the data set {name} to the present addons"):
                value, failure = database.addons_hash(), "The data set could not be upgraded"
                database.run_odoo(home, server, wanted, ["-u", database.MAIN_MODULE], failure)
                database.record_hash(server, wanted, value)
        return wanted
    if name == "nation":
        home.check_space(needed=NEEDED_BYTES)
    for old in database.named_like(server, prefix):
        database.drop(home, server, old)
    temporary = f"cchc_{home.tag}_benchtmp"
    title = f"Installing the application and project for the data set {name}"
    with home.setting_up("databases"):
        database.build(home, server, temporary, MODULES, title)
    with step(f"Generating the data set {name}"):
        call(home, server, temporary, name, "generate")
    database.rename(home, server, temporary, wanted)
    return wanted


def measure(home, server, clone, name, names, repetitions) -> dict:
    """Run the workloads on a clone and return the medians by name, in seconds."""
    kept = home.path / "locks" / f"{clone}.json"
    options = ["--json", kept, *(["--repetitions", repetitions] if repetitions else [])]
    try:
        call(home, server, clone, name, "measure", *names, *options)
        return json.loads(kept.read_text(encoding="utf-8"))
    finally:
        kept.unlink(missing_ok=True)


def call(home: Home, server, name: str, *arguments) -> None:
    """Run the program of the benchmarks on a database; what it prints is shown."""
    config = home.path / "locks" / f"{name}.conf"
    options = {
        "db_name": name,
        "dbfilter": f"^{name}$",
        "http_interface": "127.0.0.1",
        "max_cron_threads": 0,
        "workers": 0,
    }
    database.write_config(home, server, config, options)
    environment = database.odoo_environment(
        server, PGOPTIONS="-c synchronous_commit=off", PYTHONPATH=str(ROOT)
    )
    command = [home.python, "-m", "benchmarks", config, name, *arguments]
    try:
        code = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment, check=False
        ).returncode
    finally:
        Path(config).unlink(missing_ok=True)
    if code:
        raise Failure(f"The benchmarks ended with code {code}; what they printed says why.")


def print_growth(results: dict) -> None:
    """Print how the time of the figures grows with the number of tasks: the exponent."""
    if not {"province", "nation"} <= results.keys():
        return
    small, large = results["province"], results["nation"]
    tasks = math.log(large["tasks"] / small["tasks"])
    say("\ngrowth of time over tasks, province to nation: exponent (linear is 1)")
    for name in small.keys() & large.keys() - {"tasks"}:
        if name.startswith(("dashboard", "heat map")):
            exponent = math.log(large[name] / small[name]) / tasks
            verdict = "ok" if exponent <= GROWTH_GOAL else "short"
            say(f"{name:<42} {exponent:>8.2f} {GROWTH_GOAL:>6g}  {verdict}")
