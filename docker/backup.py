#!/usr/bin/env python3
"""Saves the application every night, in the form that ``./cchc restore`` takes.

``backup.py``           each night at CCHC_BACKUP_HOUR (1), for ever
``backup.py now``       once
``backup.py check``     ends with 1 if the newest archive is older than 26 hours
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import backup, postgres
from tools.console import say
from tools.home import Home

FOLDER = Path(os.environ.get("CCHC_BACKUP_FOLDER") or "/backups")
DATA = Path(os.environ.get("CCHC_DATA_FOLDER") or "/var/lib/odoo")
KEEP_DAYS = int(os.environ.get("CCHC_BACKUP_DAYS") or 30)
HOUR = int(os.environ.get("CCHC_BACKUP_HOUR") or 1)
DATABASE = os.environ.get("PGDATABASE") or "cchc"
NEWEST_HOURS = 26


def archives() -> list[Path]:
    """Return the archives, oldest first."""
    return sorted(FOLDER.glob(f"{DATABASE}-*.tar.gz"))


def save() -> None:
    """Write an archive and remove those older than KEEP_DAYS, never the newest."""
    home = Home(FOLDER)
    home.data = DATA
    target = FOLDER / f"{DATABASE}-{datetime.now():%Y%m%d-%H%M%S}.tar.gz"
    backup.write(home, postgres.ForeignServer(), DATABASE, target)
    oldest = time.time() - KEEP_DAYS * 86400
    for path in archives()[:-1]:
        if path.stat().st_mtime < oldest:
            path.unlink()


def pause() -> float:
    """Return the seconds until the next HOUR o'clock."""
    now = datetime.now()
    night = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return (night - now).total_seconds()


def main(command: str) -> int:
    """Run a command."""
    if command == "check":
        newest = archives()[-1:]
        fresh = [
            path for path in newest if time.time() - path.stat().st_mtime < NEWEST_HOURS * 3600
        ]
        # before the first night there is nothing to miss
        started = time.time() - Path("/proc/1").stat().st_mtime < NEWEST_HOURS * 3600
        return 0 if fresh or (started and not newest) else 1
    while True:
        if command != "now":
            time.sleep(pause())
        try:
            save()
        except Exception as failure:  # whatever it was, the next night tries again
            say(f"The backup failed: {failure}")
            if command == "now":
                return 1
        if command == "now":
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
