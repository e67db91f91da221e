"""Jobs are killed at random points and started again: nothing twice, nothing missing."""

import json
import subprocess
from pathlib import Path

from tools import database

KILLS = 20
HERE = Path(__file__).resolve().parent


def test_killed_jobs(filled, session_home):
    """Recurring tasks and seals, each job killed twenty times."""
    config = filled.home.path / "jobs.conf"
    database.write_config(filled.home, filled.pg, config, {"db_name": filled.name})
    answer = subprocess.run(
        [session_home.python, HERE / "killed_jobs.py", config, filled.name, str(KILLS)],
        capture_output=True,
        text=True,
        env=filled.environment,
        timeout=420,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout.splitlines()[-1])
    recur, seal = result["recur"], result["seal"]
    assert recur["hits"] >= KILLS // 4, "too few kills met a job at work"
    assert recur["made"] == recur["different"] == recur["expected"]
    assert not recur["not_assigned"] and not recur["without_one_fact"], recur
    assert not recur["without_one_step"], recur
    remind = result["remind"]
    assert remind["hits"] >= KILLS // 4, "too few kills met a job at work"
    assert remind["sent"] == remind["different"], remind
    assert remind["tasks"] == recur["expected"], remind
    assert not remind["not_mailed"] and not remind["without_one_activity"], remind
    assert seal["hits"] >= KILLS // 4, "too few kills met a job at work"
    assert seal["ok"] and not seal["problems"], seal
    assert seal["sealed"] == seal["entries"] and not seal["unsealed"], seal
