"""Vietnamese text: comparing, searching and sorting.

One text reaches the system in many writings: composed (NFC, Windows) or decomposed (NFD, macOS),
with the tone on either vowel (``hòa`` or ``hoà``), in capitals, with doubled spaces, with the
Icelandic ``Ð`` of old keyboards in place of ``Đ``, or without diacritics at all.
"""

import unicodedata
from itertools import groupby

# Đ has no decomposition in Unicode. Old keyboards produced the look-alikes ð (eth) and ɖ.
_D_WITH_STROKE = {ord(letter): "đ" for letter in "ðɖ"}
_APOSTROPHES = {ord(char): None for char in "'’‘ʼ`"}

_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
# A letter of its own follows all words of its base letter: "{" and "|" lie behind "z" in ASCII.
_LETTER_SUFFIX = {
    ("a", _BREVE): "{",
    ("a", _CIRCUMFLEX): "|",
    ("e", _CIRCUMFLEX): "{",
    ("o", _CIRCUMFLEX): "{",
    ("o", _HORN): "|",
    ("u", _HORN): "{",
}
# huyền, hỏi, ngã, sắc, nặng; the level tone (ngang) has no mark and comes first.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# Longer than any number that people write into a name; keeps "Khu 2" before "Khu 10".
_NUMBER_WIDTH = 12


def _decomposed(text):
    """``text`` in lower case, letters apart from their marks, without invisible characters."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return visible.translate(_D_WITH_STROKE)


def _is_mark(char):
    return unicodedata.category(char).startswith("M")


def fold(text):
    """``text`` as it is searched and compared: lower case, no diacritics, single spaces.

    All writings of one text give one result, so ``fold("Thuỷ  ĐẶNG") == "thuy dang"``. Different
    words can give the same result (``Tuyên``, ``Tuyến``): who looks up by it must expect several
    hits and not take the first. Folding twice changes nothing.
    """
    letters = (char for char in _decomposed(text) if not _is_mark(char))
    return " ".join("".join(letters).replace("đ", "d").split())


def same_name(first, second):
    """Whether two writings may mean the same name, diacritics left aside.

    Two empty names are not the same name. Where several names fit, an equal :func:`sort_key`
    tells the one with the same diacritics.
    """
    folded = fold(first)
    return bool(folded) and folded == fold(second)


def sort_key(text):
    """Key that puts texts into the order of a Vietnamese dictionary.

    Words are compared one after the other, each by its letters (a ă â b c d đ e ê ... o ô ơ ...
    u ư ...) and, where these are equal, by its tone (ngang, huyền, hỏi, ngã, sắc, nặng): all names
    with the word ``Hà`` come before those with ``Hạ``. Numbers sort by value and before letters;
    case, punctuation and the place of the tone mark do not count.

    The key is printable ASCII to be compared byte by byte, as Python's ``sorted`` and PostgreSQL's
    ``COLLATE "C"`` do: ``sort_key("Đặng An") == "d{a{ng!5 an"``. Under any other collation the
    order is wrong. Source: the order of letters and tones in Vietnamese dictionaries, which go
    syllable by syllable.
    """
    runs = groupby(_decomposed(text).translate(_APOSTROPHES), key=_kind)
    keys = (_WORD_KEYS[kind]("".join(chars)) for kind, chars in runs if kind)
    return " ".join(key for key in keys if key)


def person_sort_key(full_name):
    """Key that puts people into Vietnamese order: by given name (the last word), then the rest."""
    *rest, given = sort_key(full_name).split(" ")
    return " ".join([given, *rest])


def _kind(char):
    if char.isdecimal():
        return "number"
    return "word" if char.isalpha() or _is_mark(char) else None


def _number_key(digits):
    value = "".join(str(unicodedata.decimal(char)) for char in digits).lstrip("0")
    return value.zfill(_NUMBER_WIDTH)


def _letter_key(char):
    if char == "đ":
        return "d{"
    # Letters of other scripts come last, in the order of their code points.
    return char if char.isascii() else f"~{ord(char):06x}"


def _word_key(word):
    letters, tones, base = [], [], ""
    for char in word:
        if not _is_mark(char):
            base = char
            letters.append(_letter_key(char))
        elif (base, char) in _LETTER_SUFFIX:
            letters.append(_LETTER_SUFFIX[base, char])
        elif char in _TONES and base:
            tones.append(_TONES[char])
    # "!" lies between the space and the letters: the tone decides before the next word does,
    # and after all letters of this one.
    return "".join(letters) + ("!" + "".join(tones) if tones else "")


_WORD_KEYS = {"number": _number_key, "word": _word_key}
