"""Deadlines as plans write them in the column "Thời gian": a day, "standing", or "waiting".

Source: the customary wordings of provincial plans and directives. "Trước ngày 01/4" orders the work
done by 31 March; a month, quarter, half-year or year allows its last day.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from . import periods
from .dates import last_day_of_month, parse_date, quarter_end
from .vietnamese import fold

DATE = "date"
STANDING = "standing"
WAITING = "waiting"
KINDS = (DATE, STANDING, WAITING)

# All patterns read folded text: "thang" is "tháng", "quy" is "quý", "hang" is "hằng" or "hàng".
_LABEL = re.compile(r"(?:(?:thoi han|thoi gian)(?: hoan thanh)? ?:? ?)?(?:hoan thanh |xong )?")
_BEFORE = re.compile(r"(?:den )?truoc ")
_UP_TO = re.compile(
    r"(?:tu (?:(?!hang|moi|khi|sau).){1,30}? den )?"
    r"(?:(?:cham nhat|muon nhat) (?:la |vao )?)?(?:(?:den )?(?:het |cuoi )|den |trong )?"
)

_YEAR = r"(?:(?: ?[/-] ?| nam | )(?P<year>(?:19|20)[0-9]{2}))?"
_DAY = re.compile(r"(?:ngay )?(?P<day>[0-9]{1,2})(?: ?/ ?| thang )(?P<month>[0-9]{1,2})" + _YEAR)
_MONTH = re.compile(r"(?:thang |t ?\.? ?)(?P<month>[0-9]{1,2})" + _YEAR)
_MONTH_OF_YEAR = re.compile(r"(?P<month>[0-9]{1,2}) ?/ ?(?P<year>(?:19|20)[0-9]{2})")
_QUARTER = re.compile(r"(?:qu[iy] ?|q ?\.? ?)(?P<quarter>i{1,3}|iv|[1-4])" + _YEAR)
_HALF_YEAR = re.compile(r"6 thang (?P<half>dau|cuoi) nam(?: (?P<year>(?:19|20)[0-9]{2}))?")
_WHOLE_YEAR = re.compile(r"nam (?P<year>(?:19|20)[0-9]{2})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_EACH = r"(?:hang|moi) (?:tuan|thang|qu[iy]|6 thang|nam)"
_ALL_YEAR = r"(?:trong ca |trong |ca )?nam(?: [0-9]{4})?"
_STANDING = re.compile(
    rf"thuong xuyen(?: lien tuc| {_EACH}| {_ALL_YEAR})?|{_EACH}|dinh k[iy](?: {_EACH}| 6 thang| qu[iy])?"
)
_STANDING_TOO = re.compile(rf"lien tuc|6 thang|thang|qu[iy]|{_ALL_YEAR}")
_PERIOD = re.compile(r"\b(?:hang|moi) (thang|qu[iy]|6 thang|nam)\b")
_PERIODS = {
    "thang": periods.MONTH,
    "quy": periods.QUARTER,
    "qui": periods.QUARTER,
    "6 thang": periods.HALF_YEAR,
    "nam": periods.YEAR,
}
_AND = re.compile(r" ?[,;/–-] ?| va ")

_EVENT_LEADS = (("ngay", "sau", "khi"), ("sau", "khi"), ("ngay", "khi"), ("khi",))
# An event and a day in one cell make two deadlines: a person has to choose.
_LIMIT = re.compile(r"\b(?:(?:truoc|den)(?: ngay)? [0-9]|cham nhat|muon nhat|den het)")


@dataclass(frozen=True)
class Deadline:
    """What a deadline says.

    :param kind: ``date``: done by ``day``; ``standing``: reported each period; ``waiting``: no day
        until something named has happened
    :param day: last day allowed, for ``date`` only
    :param waiting_for: the event as the text writes it, for ``waiting`` only
    """

    kind: str
    day: date | None = None
    waiting_for: str | None = None


def parse_deadline(text, year):
    """The :class:`Deadline` that ``text`` sets in a plan of ``year``; None when not understood.

    A text is understood as a whole or not at all, and nothing is guessed: not a list of days, a
    day that does not exist, a year of two digits, nor "before January" without its year. None
    means that a person has to decide, never that there is no deadline.

    >>> parse_deadline("Trước ngày 01/4", 2023).day
    datetime.date(2023, 3, 31)
    >>> parse_deadline("Sau khi có hướng dẫn của Bộ Nội vụ", 2023).waiting_for
    'có hướng dẫn của Bộ Nội vụ'
    """
    folded = fold(text).strip(" .,;:()")
    if _is_standing(folded):
        return Deadline(STANDING)
    if event := _event(text):
        return None if _LIMIT.search(fold(event)) else Deadline(WAITING, waiting_for=event)
    day = _last_day(folded, year)
    return day and Deadline(DATE, day=day)


def recurrence_of(text):
    """The one of :data:`periods.KINDS` in which a standing task is reported; None where unclear.

    >>> recurrence_of("Định kỳ hằng quý")
    'quarter'
    """
    found = set(_PERIOD.findall(fold(text)))
    return _PERIODS[found.pop()] if len(found) == 1 else None


def _is_standing(folded):
    first, *others = _AND.split(folded)
    return bool(_STANDING.fullmatch(first)) and all(
        _STANDING.fullmatch(other) or _STANDING_TOO.fullmatch(other) for other in others
    )


def _event(text):
    """What follows "sau khi" or "khi" at the start of ``text``, in its own spelling."""
    words = unicodedata.normalize("NFC", text).strip(" .,;:()").split()
    folded = tuple(fold(word) for word in words)
    for lead in _EVENT_LEADS:
        if folded[: len(lead)] == lead:
            return " ".join(words[len(lead) :])
    return ""


def _last_day(folded, year):
    """Last day allowed by a text such as "truoc ngay 01/4" or "trong quy ii/2023", or None."""
    term = folded[_LABEL.match(folded).end() :]
    if before := _BEFORE.match(term):
        span = _span(term[before.end() :], year)
        if not span:
            return None
        first, _last, year_written = span
        day = first - timedelta(days=1)
        # "Trước ngày 01/01" without its year is more likely the next January than the last.
        return day if year_written or day.year == year else None
    relation_end = _UP_TO.match(term).end()
    if relation_end and term[relation_end:] == "nam":
        return date(year, 12, 31)
    span = _span(term[relation_end:], year)
    return span and span[1]


def _span(text, year):
    """First and last day of the day or period in ``text``, and whether it writes its year."""
    try:
        day = parse_date(text)
    except ValueError:
        pass
    else:
        return day, day, True
    for pattern, bounds in _SPANS:
        if match := pattern.fullmatch(text):
            numbers = match.groupdict()
            written = numbers.get("year")
            try:
                return *bounds(int(written or year), numbers), bool(written)
            except ValueError:  # no such day or month
                return None
    return None


def _day_bounds(year, numbers):
    day = date(year, int(numbers["month"]), int(numbers["day"]))
    return day, day


def _month_bounds(year, numbers):
    first = date(year, int(numbers["month"]), 1)
    return first, last_day_of_month(first)


def _quarter_bounds(year, numbers):
    quarter = _ROMAN.get(numbers["quarter"]) or int(numbers["quarter"])
    first = date(year, 3 * quarter - 2, 1)
    return first, quarter_end(first)


def _half_year_bounds(year, numbers):
    if numbers["half"] == "dau":
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, 7, 1), date(year, 12, 31)


def _year_bounds(year, _numbers):
    return date(year, 1, 1), date(year, 12, 31)


_SPANS = (
    (_DAY, _day_bounds),
    (_MONTH, _month_bounds),
    (_MONTH_OF_YEAR, _month_bounds),
    (_QUARTER, _quarter_bounds),
    (_HALF_YEAR, _half_year_bounds),
    (_WHOLE_YEAR, _year_bounds),
)
