"""References of documents: when two of them mean one document, and how people write them.

A document is known by its number, its date and who issued it. One number reaches the system in
many writings: "Số: 05/QĐ-UBND", "5/QD - UBND", decomposed letters, dashes of all lengths.
"""

import re
import unicodedata

from .dates import parse_date
from .vietnamese import fold

_PREFIX = re.compile(r"^so(?:[ :.]+|(?=[0-9]))")
_ZEROS = re.compile(r"^0+(?=[0-9])")
_NUMBER = re.compile(r"[0-9]{1,6}[a-z]?(?:/[0-9]{4})?[/-][a-z][a-z0-9/.&-]{0,60}")
_CLOCK = re.compile(r" +[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$")
_PLACE = re.compile(r"^[^,0-9]+, *(?=ngay )")
_NUMBER_AND_DAY = re.compile(r"(.+?)[ ,]+(ngày .+)", re.IGNORECASE)

# Signs of the kinds of documents. Source: decree 30/2020/NĐ-CP, annex III; an official letter has
# no sign of its own (123/UBND-NC).
KINDS_BY_SIGN = {
    "ct": "directive",
    "qd": "decision",
    "nq": "resolution",
    "nd": "decree",
    "tt": "circular",
    "kl": "conclusion",
    "kh": "plan",
    "ctr": "programme",
    "bc": "report",
    "cv": "letter",
    "tb": "notice",
    "bb": "minutes",
    "ttr": "submission",
}


def number_key(number):
    """``number`` of a document as it is compared, "" where there is none.

    >>> number_key("Số: 05/QĐ – UBND")
    '5/qd-ubnd'
    """
    folded = _PREFIX.sub("", fold(number or ""))
    marks = {"∕": "/", "⁄": "/", "−": "-"}
    plain = "".join(
        "-" if unicodedata.category(char) == "Pd" else marks.get(char, char) for char in folded
    )
    return _ZEROS.sub("", plain.replace(" ", ""))


def identity(number, day, issuer, unit_id):
    """What makes a document one and no other; None where number or date is not known.

    :param date day: date of the document
    :param str issuer: who issued it, in words
    :param int unit_id: unit of the province that issued it, which counts before the words
    """
    key = number_key(number)
    if not key or not day:
        return None
    who = f"unit:{unit_id}" if unit_id else f"name:{fold(issuer or '')}"
    return f"{key}|{day.isoformat()}|{who}"


def is_number(text):
    """Whether ``text`` has the form of a document's number, and can be nothing else."""
    return bool(_NUMBER.fullmatch(number_key(text)))


def read_date(text):
    """The day that a cell writes: as :func:`dates.parse_date`, also behind a place or with a time.

    :raises ValueError: it is no date
    """
    return parse_date(_PLACE.sub("", _CLOCK.sub("", fold(text))))


def is_date(text):
    """Whether ``text`` writes a day that exists."""
    try:
        read_date(text)
    except ValueError:
        return False
    return True


def split_reference(text):
    """(number, date) of a cell that writes both, "12/KH-UBND ngày 05/4/2023"; else None."""
    match = _NUMBER_AND_DAY.fullmatch(unicodedata.normalize("NFC", text))
    if match and is_number(match.group(1)) and is_date(match.group(2)):
        return match.groups()
    return None


def kind_of(number):
    """Kind of the document that its number tells, "other" where it tells none."""
    key = number_key(number)
    for part in re.split(r"[/-]", key):
        if part in KINDS_BY_SIGN:
            return KINDS_BY_SIGN[part]
    return "letter" if re.match(r"[0-9]+/[a-z]", key) else "other"
