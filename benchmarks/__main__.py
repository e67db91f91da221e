"""The command line: ``./cchc bench`` calls it with a database of its own."""

import argparse
import logging
from pathlib import Path

from odoo.tools import config


def main():
    """Read the options, and only then import what needs the path of the addons."""
    parser = argparse.ArgumentParser("benchmarks")
    parser.add_argument("config", help="file of Odoo's options")
    parser.add_argument("database")
    parser.add_argument("set", choices=("small", "province", "nation"))
    parser.add_argument("action", choices=("generate", "measure"))
    parser.add_argument("names", nargs="*", metavar="WORKLOAD", help="default: all")
    parser.add_argument("--json", type=Path, help="file that the medians are written to")
    parser.add_argument("--repetitions", type=int, help="at most so many of each")
    options = parser.parse_args()
    config.parse_config(["-c", options.config, "-d", options.database])
    logging.getLogger("odoo").setLevel(logging.ERROR)
    from .program import run

    run(options)


if __name__ == "__main__":
    main()
