"""Dates as Vietnamese offices count and write them: local days, print form, spellings.

Deadlines, reports and posts are counted in Vietnamese local days, whatever the clock of the
server or of the user says.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from .vietnamese import fold

# No daylight saving time since 1975, so a fixed offset is exact and needs no time zone data.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_NUMERIC = re.compile(r"(?:ngay )?([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})")
_ISO = re.compile(r"(?:ngay )?([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDS = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}),? nam ([0-9]{4})")


def today():
    """Today's date in Vietnam."""
    return datetime.now(VIETNAM).date()


def local_date(moment):
    """Vietnamese local date of ``moment``, a datetime in UTC (without zone, as stored) or aware."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(VIETNAM).date()


def last_day_of_month(day):
    """Last day of the month in which ``day`` lies."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def quarter_end(day):
    """Last day of the quarter in which ``day`` lies."""
    return last_day_of_month(date(day.year, (day.month + 2) // 3 * 3, 1))


def format_date(day):
    """``day`` as ``05/04/2023``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def print_date(day):
    """``day`` as signed documents print it: ``ngày 05 tháng 4 năm 2023``.

    Days below 10 and the months 1 and 2 bear a zero in front. Source: decree 30/2020/NĐ-CP,
    annex I, on the place and date of a document.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def parse_date(text):
    """The date that ``text`` writes, day before month.

    Understood are 05/04/2023 and 5/4/2023, the same with ``-`` or ``.``, 2023-04-05, and
    ``ngày 05 tháng 4 năm 2023`` with or without diacritics. Years have four digits.

    :raises ValueError: for any other text and for a day that does not exist
    """
    folded = fold(text)
    if match := _ISO.fullmatch(folded):
        year, month, day = match.groups()
    elif match := _NUMERIC.fullmatch(folded):
        day, _separator, month, year = match.groups()
    elif match := _WORDS.fullmatch(folded):
        day, month, year = match.groups()
    else:
        raise ValueError(f"not a date: {text!r}")
    return date(int(year), int(month), int(day))
