"""Texts become exact numbers, by what the whole column shows about its decimal sign.

"1.234" alone may be a thousand or one and a bit. One value of the column that can be read one way only settles
it for all; if there is none, the column is ambiguous and the question goes to the user.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kamlogic.intake.exports import DecimalSign

MISSING_WORDS = frozenset({"", "null", "nan", "none", "n/a", "na", "#n/a", "nil", "-", "\u2013", "\u2014"})
"""Texts that stand for no value, casefolded."""

MISSING_NAMES = MISSING_WORDS - {"na", "nil"}
"""The same for names and codes, where "NA" may be a name."""

_ISO = (
    "USD|EUR|GBP|IDR|RUB|CHF|JPY|CNY|INR|AUD|CAD|NZD|SGD|MYR|THB|PHP|VND|HKD|TWD|KRW|BRL|MXN|ARS|CLP|COP|PEN|"
    "ZAR|NGN|KES|EGP|MAD|TRY|PLN|CZK|HUF|RON|BGN|SEK|NOK|DKK|ISK|UAH|KZT|ILS|AED|SAR|QAR|KWD|PKR|BDT|LKR"
)
# \u0440\u0443\u0431 is the Russian short form of rouble.
_CURRENCY = rf"(?:[$€£¥₽₹₩฿₫₱]|US\$|Rp\.?|(?:{_ISO})|\u0440\u0443\u0431\.?|kr\.?|zł|CHF)"
_WRAPPED = re.compile(
    rf"^(?P<before>{_CURRENCY})?\s?(?P<body>[\d.,'\u2019\s]*\d[\d.,'\u2019\s]*?)[\s.]?(?P<after>{_CURRENCY})?(?:,-)?$"
)
_SIGNS = re.compile(r"[.,]")
_PLAIN = re.compile(r"^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$")
_UNSURE = re.compile(r"^[1-9]\d{0,2}([.,])\d{3}$")
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d{1,2}(?:,\d{2})+,\d{3}$")
_OTHER: dict[DecimalSign, DecimalSign] = {".": ",", ",": "."}


@dataclass(frozen=True)
class NumberText:
    """A number's text taken apart: sign, digits with separators, currency sign or code, percent."""

    is_negative: bool
    body: str
    currency: str | None
    is_percent: bool


def is_missing(text: str) -> bool:
    """There is no value, in words or in silence."""
    return text.casefold() in MISSING_WORDS


@lru_cache(maxsize=200_000)
def take_apart(text: str) -> NumberText | None:
    """The parts of a number; None if the text is none. Reads (1), 1-, -1, 1 CR, $1, 1 €, Rp 1, 1 %."""
    rest, negative = text, False
    if rest.startswith("(") and rest.endswith(")"):
        rest, negative = rest[1:-1].strip(), True
    if rest[-2:] in {"CR", "DR"} and rest[:1] != "C":
        negative, rest = negative or rest.endswith("CR"), rest[:-2].strip()
    percent = rest.endswith("%")
    rest = rest.rstrip("% ")
    signs = ("-", "\u2212", "\u2013")
    for _ in range(2):  # before and behind a currency sign: -$5, $-5
        if rest.startswith(signs) or rest.endswith(signs):
            negative, rest = not negative, rest.strip("-\u2212\u2013 ")
        rest = rest.removeprefix("+").strip()
        moved = re.match(rf"^({_CURRENCY})\s?([-\u2212\u2013].*)$", rest)
        rest = f"{moved[2]}{moved[1]}" if moved else rest
    found = _WRAPPED.match(rest)
    if found is None:
        return None
    body = re.sub(r"[\s'\u2019]", "", found["body"])
    spaced = body != found["body"]
    currency = found["before"] or found["after"]
    # Blanks and apostrophes already part the thousands: the sign that is left can only be the decimal one.
    return NumberText(negative, f"0{body}" if spaced and _UNSURE.match(body) else body, currency, percent)


def decimal_votes(texts: Iterable[str]) -> dict[str, int]:
    """How many texts can only be read with "." or "," as decimal sign, and how many either way ("?")."""
    votes = {".": 0, ",": 0, "?": 0}
    for text in texts:
        parts = take_apart(text)
        if parts is not None:
            vote = _vote(parts.body)
            if vote:
                votes[vote] += 1
    return votes


def parse_number(text: str, decimal: DecimalSign, *, is_typed: bool = False) -> Decimal | None:
    """The exact number as written, None if it is none; a percentage is divided by 100."""
    if is_typed:
        return Decimal(text) if _PLAIN.match(text.lstrip("-")) else None
    parts = take_apart(text)
    if parts is None:
        plain = text.lstrip("+-").replace(",", ".") if decimal == "," else text.lstrip("+-")
        # 1.5E+05 is how a spreadsheet shows a long number.
        return (Decimal(plain) * (-1 if text.startswith("-") else 1)) if _PLAIN.match(plain) else None
    number = _digits(parts.body, decimal)
    if number is None:
        return None
    number = number.copy_negate() if parts.is_negative else number
    return number.scaleb(-2) if parts.is_percent else number


def readings_of(text: str) -> dict[DecimalSign, Decimal]:
    """Both readings of an ambiguous text."""
    signs: tuple[DecimalSign, ...] = (".", ",")
    both = {sign: parse_number(text, sign) for sign in signs}
    return {sign: number for sign, number in both.items() if number is not None}


def is_ambiguous(text: str) -> bool:
    """The text alone does not show its decimal sign."""
    parts = take_apart(text)
    return parts is not None and _vote(parts.body) == "?"


def _vote(body: str) -> str | None:
    signs = _SIGNS.findall(body)
    if not signs:
        return None
    if len(set(signs)) == 2:
        return signs[-1] if signs.count(signs[-1]) == 1 else None
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    if _UNSURE.match(body):
        return "?"
    return str(signs[0])


def _digits(body: str, decimal: DecimalSign) -> Decimal | None:
    group = _OTHER[decimal]
    whole, _, fraction = body.partition(decimal)
    if group in fraction or decimal in fraction:
        return None
    if group in whole:
        if not _GROUPED.match(whole.replace(group, ",")):
            return None
        whole = whole.replace(group, "")
    return Decimal(f"{whole or '0'}.{fraction}" if fraction else whole or "0")
