"""The benchmarks run and print their table; what they print is no test, as machines are noisy."""

import math

from benchmarks.harness import Result, Timing
from tools import bench, database

LINES = (
    "dashboard, superuser",
    "dashboard, standing office",
    "heat map unit x domain, superuser",
    "heat map unit x domain, standing office",
    "cockpit, superuser",
    "cockpit, standing office",
    "list of 80 tasks",
    "board of tasks by state",
    "search of a unit by name",
    "state change of",
    "fan-out of one task to",
    "import of a plan of 200 tasks",
    "10 reports of units in Word",
    "workbook of 10,000 figures",
    "opening a period for",
    "10 virtual users, requests a second",
)


def test_each_workload_stands_beside_its_peer(filled, capfd):
    """On the smallest data set, each once."""
    home, server, name = filled.home, filled.pg, filled.name
    database.run_odoo(home, server, name, ["-i", "project"], "The peer could not be installed")
    bench.call(home, server, name, "small", "generate")
    capfd.readouterr()
    kept = bench.measure(home, server, name, "small", [], 1)
    printed = capfd.readouterr().out
    assert "small: " in printed and f"{kept['tasks']:,} tasks" in printed
    rows = printed.splitlines()
    for title in LINES:
        row = next((row for row in rows if row.startswith(title)), "")
        assert row.endswith(("  ok", "  short")), printed
    assert any(row.startswith("the same beside COPY") for row in rows), printed
    assert {"dashboard, superuser", "list of 80 tasks"} <= kept.keys()


def test_a_goal_is_held_or_fallen_short_of():
    assert Result("", "", "", 1.2, 1.2).verdict == "ok"
    assert Result("", "", "", 1.21, 1.2).verdict == "short"
    assert Result("", "", "", 1.4, 1.5, more_is_better=True).verdict == "short"
    assert Result("", "", "", 0.3, None).verdict == "-"


def test_median_and_p95():
    timing = Timing(tuple(range(1, 21)))
    assert (timing.median, timing.p95) == (10.5, 20)
    assert Timing((3, 1, 2)).median == 2


def test_growth_is_the_exponent_of_time_over_tasks(capsys):
    small = {"tasks": 1000, "dashboard, superuser": 0.1, "list of 80 tasks": 0.1}
    bench.print_growth({"province": small})
    assert not capsys.readouterr().out
    for large, verdict in ((1.0, "ok"), (2.0, "short")):
        bench.print_growth(
            {"province": small, "nation": {"tasks": 10_000, "dashboard, superuser": large}}
        )
        printed = capsys.readouterr().out
        assert f"{math.log(large / 0.1) / math.log(10):.2f}" in printed
        assert printed.endswith(f"  {verdict}\n")
