"""Generating a data set and measuring on it."""

import json

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from . import virtual_users
from .data_set import SHAPES, Generator
from .harness import HEADING, line
from .workloads import WORKLOADS, Scene

NAMES = (*WORKLOADS, "virtual-users")


def generate(registry, name):
    """Fill the database with a data set."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        Generator(env, SHAPES[name]).fill(lambda part: print(f"    {part.lower()}", flush=True))
    cr = registry.cursor()
    try:
        cr.rollback()
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE")
    finally:
        cr._cnx.autocommit = False
        cr.close()


def measure(registry, options):
    """Print one line a workload; return what the growth over data sets is told from."""
    kept = {}
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        scene = Scene(env)
        sizes = scene.sizes()
        print(
            f"\n{options.set}: {', '.join(f'{number:,} {name}' for name, number in sizes.items())};"
            " milliseconds, median/p95",
            flush=True,
        )
        print(HEADING, flush=True)
        kept["tasks"] = sizes["tasks"]
        for name in WORKLOADS:
            if name in options.names:
                for title, ours, peer, goal in WORKLOADS[name](scene):
                    _result, mine = line(env, title, ours, peer, goal, options.repetitions)
                    kept[title] = mine.median
        cr.rollback()
    if "virtual-users" in options.names:
        print(virtual_users.measure(registry, options), flush=True)
    return kept


def run(options):
    """Do what ``options`` of the command line say."""
    if unknown := set(options.names) - set(NAMES):
        raise SystemExit(
            f"There is no workload {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}."
        )
    options.names = options.names or NAMES
    registry = Registry(options.database)
    if options.action == "generate":
        generate(registry, options.set)
    else:
        kept = measure(registry, options)
        if options.json:
            options.json.write_text(json.dumps(kept), encoding="utf-8")
