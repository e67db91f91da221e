"""Periodic reports: how figures are written, formulas of figures, checks, outliers, sentences.

A figure is a Decimal, or None where there is none: what is unknown is never taken as zero.
"""

import ast
import operator
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext
from statistics import quantiles

from .dates import last_day_of_month

QUARTER_1 = "quarter_1"
HALF_YEAR = "half_year"
QUARTER_3 = "quarter_3"
YEAR = "year"
AD_HOC = "ad_hoc"
#: The regular reports of a year, in order: there is none for the second and the fourth quarter.
REGULAR = (QUARTER_1, HALF_YEAR, QUARTER_3, YEAR)

PROVINCE = "province"
AGENCY = "agency"
DISTRICT = "district"
COMMUNE = "commune"
#: Who reports: the committee of the province, its agencies, districts and communes.
BODIES = (PROVINCE, AGENCY, DISTRICT, COMMUNE)

#: Figures of a province lie within; beyond it, a mistake of entry.
LARGEST = Decimal(10**15)
MOST_DECIMALS = 6
MOST_FORMULA = 500

_FIGURE = re.compile(r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS = {"=": operator.eq, "<=": operator.le, ">=": operator.ge}


def period_name(kind, year):
    """Name of a regular period as reports write it: ``quý I năm 2023``, ``6 tháng đầu năm 2023``."""
    return {
        QUARTER_1: f"quý I năm {year}",
        HALF_YEAR: f"6 tháng đầu năm {year}",
        QUARTER_3: f"quý III năm {year}",
        YEAR: f"năm {year}",
    }[kind]


def cut_off_day(day, kind):
    """Last day that a figure describes, in a period that is cut off on ``day``.

    :param kind: "period", "month_end" (of the month of that day) or "january" (31 January next)
    """
    if kind == "month_end":
        return last_day_of_month(day)
    if kind == "january":
        return date(day.year + 1, 1, 31)
    return day


# -- figures -----------------------------------------------------------------------------------


def parse_figure(text):
    """The figure that an official typed: ``1.234,5``, ``1234,5``, ``12``, ``-3``.

    A point separates thousands and a comma decimals. ``1,234.5`` and ``1.5`` are refused, as
    either could be read in two ways, and so is any word.

    :return: Decimal, or None for an empty text
    :raises ValueError: it is no such figure, or out of all measure
    """
    text = (text or "").strip().replace("\u00a0", "").replace(" ", "").removesuffix("%")
    if not text:
        return None
    match = _FIGURE.fullmatch(text)
    if not match or len(text) > 30:
        raise ValueError(f"not a figure: {text[:40]!r}")
    sign, whole, decimals = match.groups()
    number = Decimal(f"{sign}{whole.replace('.', '')}.{decimals or '0'}")
    if abs(number) > LARGEST or len(decimals or "") > MOST_DECIMALS:
        raise ValueError(f"out of range: {text[:40]!r}")
    return plain(number)


def plain(number):
    """``number`` without superfluous zeros and without an exponent, so that equal ones look alike."""
    if number is None:
        return None
    number = Decimal(number).quantize(Decimal(1).scaleb(-MOST_DECIMALS))
    return Decimal(f"{number:f}".rstrip("0").rstrip(".")) if number else Decimal(0)


def to_text(number):
    """``number`` as it is kept: a plain decimal text, empty for None."""
    return "" if number is None else f"{plain(number):f}"


def from_text(text):
    """The reverse of :func:`to_text`."""
    return Decimal(text) if text else None


def format_figure(number, decimals=0):
    """``number`` as Vietnamese documents print it: ``1.234,5``; ``-`` where there is none.

    :param int decimals: digits after the comma at most; half is rounded up
    """
    if number is None:
        return "-"
    with localcontext() as context:
        context.rounding = "ROUND_HALF_UP"
        rounded = Decimal(number).quantize(Decimal(1).scaleb(-decimals))
    whole, _point, rest = f"{rounded:,f}".partition(".")
    rest = rest.rstrip("0")
    shown = whole.replace(",", ".") + (f",{rest}" if rest else "")
    return "0" if shown == "-0" else shown


# -- formulas ----------------------------------------------------------------------------------


def parse_formula(text):
    """Codes of the figures that a formula reads: numbers, codes, ``+ - * /`` and brackets.

    :return: tree to be given to :func:`evaluate`, and the set of codes in it
    :raises ValueError: it is no such formula; nothing of Python is reached by it
    """
    if not text or len(text) > MOST_FORMULA:
        raise ValueError("empty or too long")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError("not a formula") from error
    codes = set()
    _check_node(tree, codes)
    return tree, codes


def _check_node(node, codes):
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        _check_node(node.left, codes)
        _check_node(node.right, codes)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check_node(node.operand, codes)
    elif isinstance(node, ast.Name) and _CODE.fullmatch(node.id):
        codes.add(node.id)
    elif not (
        isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and abs(node.value) <= LARGEST
    ):
        raise ValueError("not a formula")


def evaluate(tree, values):
    """Figure of a formula over ``values`` (code -> Decimal or None).

    :return: None where a figure that it reads is unknown, or a division is by zero
    """
    if isinstance(tree, ast.Constant):
        return Decimal(str(tree.value))
    if isinstance(tree, ast.Name):
        return values.get(tree.id)
    if isinstance(tree, ast.UnaryOp):
        number = evaluate(tree.operand, values)
        return None if number is None else -number
    left, right = evaluate(tree.left, values), evaluate(tree.right, values)
    if left is None or right is None:
        return None
    try:
        result = _OPERATIONS[type(tree.op)](left, right)
    except (DivisionByZero, InvalidOperation, ZeroDivisionError):
        return None
    return result if abs(result) <= LARGEST else None


def order_formulas(formulas):
    """Codes of ``formulas`` (code -> set of codes that it reads), each after those that it reads.

    :raises ValueError: with a code that reads itself over others
    """
    ordered, visiting = [], set()

    def visit(code):
        if code in ordered or code not in formulas:
            return
        if code in visiting:
            raise ValueError(code)
        visiting.add(code)
        for other in sorted(formulas[code]):
            visit(other)
        visiting.discard(code)
        ordered.append(code)

    for code in sorted(formulas):
        visit(code)
    return ordered


# -- checks ------------------------------------------------------------------------------------


def holds(left, comparison, right):
    """Whether two figures stand to each other as they should; unknown ones are not judged."""
    if left is None or right is None:
        return True
    return _COMPARISONS[comparison](left, right)


def jumps(before, after, percent):
    """Whether a figure changed by more than ``percent`` of what it was; 0 asks for no word."""
    if before is None or after is None or not percent:
        return False
    if not before:
        return bool(after)
    return abs(after - before) * 100 > abs(before) * percent


def outliers(values):
    """Keys of the ``values`` (key -> Decimal or None) that lie far from the others.

    Far is beyond one and a half times the middle half's width from its ends (Tukey's fences);
    of fewer than five figures none is marked.
    """
    known = {key: value for key, value in values.items() if value is not None}
    if len(known) < 5:
        return set()
    low, _middle, high = quantiles(known.values(), n=4, method="inclusive")
    width = (high - low) * Decimal("1.5")
    return {key for key, value in known.items() if not low - width <= value <= high + width}


# -- words -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """One figure of a section, as a sentence tells it.

    :param name: what is counted, as the outline names it
    :param unit: unit of measure
    :param last: figure of the period before; None where there is none to compare
    """

    name: str
    unit: str
    value: Decimal | None
    decimals: int = 0
    last: Decimal | None = None


def sentence(figure, than="kỳ trước"):
    """The figure in a plain sentence, with its change; empty where the figure is unknown."""
    if figure.value is None:
        return ""
    shown = format_figure(figure.value, figure.decimals)
    unit = figure.unit if figure.unit == "%" else f" {figure.unit}" if figure.unit else ""
    text = f"{figure.name}: {shown}{unit}"
    if figure.last is not None:
        change = figure.value - figure.last
        by = format_figure(abs(change), figure.decimals)
        points = " điểm phần trăm" if figure.unit == "%" else unit
        if change:
            text += f" ({'tăng' if change > 0 else 'giảm'} {by}{points} so với {than})"
        else:
            text += f" (bằng {than})"
    return f"{text}."


# -- days --------------------------------------------------------------------------------------


def span(year, first, last):
    """First and last day of a regular period.

    :param first: (month, day, whether of the year before) on which it begins
    :param last: (month, day) of the cut-off, in ``year``
    :raises ValueError: a day that does not exist, or a period that ends before it begins
    """
    month, day, before = first
    begins = date(year - 1 if before else year, month, day)
    ends = date(year, *last)
    if ends < begins:
        raise ValueError(f"{begins} to {ends}")
    return begins, ends
