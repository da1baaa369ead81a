"""Texts become exact numbers, by what the whole column shows about its decimal sign.

"1.234" alone may be a thousand or one and a bit. One value of the column that can be read one way only settles
it for all; if there is none, the column is ambiguous and the question goes to the user. A value that shows its
decimal sign itself ("1.234,50") is read that way whatever its neighbours say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kamlogic.intake.currency_signs import CURRENCY_LETTERS, CURRENCY_PATTERN
from kamlogic.intake.digits import plain_signs
from kamlogic.intake.exports import DecimalSign

MISSING_WORDS = frozenset({"", "null", "nan", "none", "n/a", "na", "#n/a", "nil", "-", "\u2013", "\u2014"})
"""Texts that stand for no value, casefolded."""

SPREADSHEET_ERRORS = frozenset({"#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!"})
"""What a spreadsheet shows for a formula that failed, casefolded."""

MISSING_NAMES = (MISSING_WORDS | SPREADSHEET_ERRORS) - {"na", "nil"}
"""The same for names and codes, where "NA" may be a name."""

_MAX_DIGITS = 40
_MINUS = "-\u2212\u2013\u2014\u2010\u2011"
_SIMPLE = re.compile(r"^-?\d+(?:[.,]\d+)?$", re.ASCII)
_ODD = re.compile(r"[/:;#@&*=!?\"<>|\\_\[\]{}~^]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = CURRENCY_LETTERS | {"CR", "DR"}
_BRACKETS = re.compile(r"^([^()]*)\(([^()]+)\)([^()]*)$")
_SIDE_BEFORE = re.compile(r"^(CR|DR)\b[.:]?\s*(?=\S)", re.IGNORECASE)
_SIDE_AFTER = re.compile(r"(?<=[\d\s)])(CR|DR)\.?$", re.IGNORECASE)
_MONEY_BEFORE = re.compile(rf"^({CURRENCY_PATTERN})(?![^\W\d_])\s*", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"(?<![^\W\d_])\s*({CURRENCY_PATTERN})$", re.IGNORECASE)
_NO_CENTS = re.compile(rf"(?<=\d)([.,])\s?[{_MINUS}]{{1,2}}$")
_BODY = re.compile(r"^(?:\d[\d.,]*|[.,]\d+)$")
_SPACED = re.compile(r"^\d{1,3}(?:(?P<blank>[ '\u2019`])\d{3})(?:(?P=blank)\d{3})*(?:(?P<sign>[.,])\d+)?$")
_SPACED_INDIAN = re.compile(r"^\d{1,2}(?:(?P<blank>[ '\u2019])\d{2})+(?P=blank)\d{3}(?:(?P<sign>[.,])\d+)?$")
_SIGNS = re.compile(r"[.,]")
_PLAIN = re.compile(r"^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$")
_UNSURE = re.compile(r"^[1-9]\d{0,2}([.,])\d{3}$")
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d{1,2}(?:,\d{2})+,\d{3}$")
_GROUPED_BY_DOTS = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_OTHER: dict[DecimalSign, DecimalSign] = {".": ",", ",": "."}


@dataclass(frozen=True)
class NumberText:
    """A number's text taken apart.

    Attributes:
        is_negative: By a minus before or behind it, brackets or CR.
        body: Digits with their "." and ",".
        currency: The sign or code beside it, as written.
        is_percent: A percent sign stands beside it.
        decimal: The decimal sign where the text itself shows it; None where only the column can.
    """

    is_negative: bool
    body: str
    currency: str | None
    is_percent: bool
    decimal: DecimalSign | None = None


def is_missing(text: str) -> bool:
    """There is no value, in words or in silence."""
    return text.casefold() in MISSING_WORDS


@lru_cache(maxsize=200_000)
def take_apart(text: str) -> NumberText | None:
    """The parts of a number; None if the text is none.

    Reads (1), 1-, -1, 1 CR, cr 1, $1, ($1), 1 €, Rp 1, 1 %, 1,-, 1 234, 1'234, digits of any script.
    """
    if _SIMPLE.match(text):
        body = text.lstrip("-")
        return NumberText(body != text, body, None, is_percent=False, decimal=_shown_sign(body))
    if _ODD.search(text) or not all(word.upper() in _WORDS for word in _LETTERS.findall(text)):
        return None
    peeled = _Peeled(plain_signs(text).strip())
    peeled.peel()
    found = None if peeled.is_contradicting else _body(peeled.rest)
    if found is None:
        return None
    digits, sign = found
    negative = peeled.minus > 0 or peeled.is_credit or peeled.is_bracketed
    decimal = sign or peeled.decimal or _shown_sign(digits)
    return NumberText(negative, digits, peeled.currency, peeled.is_percent, decimal)


def decimal_votes(texts: Iterable[str]) -> dict[str, int]:
    """How many texts can only be read with "." or "," as decimal sign, and how many either way ("?")."""
    votes = {".": 0, ",": 0, "?": 0}
    for text in texts:
        parts = take_apart(text)
        if parts is not None:
            vote = _vote(parts)
            if vote:
                votes[vote] += 1
    return votes


def parse_number(text: str, decimal: DecimalSign, *, is_typed: bool = False) -> Decimal | None:
    """The exact number as written; a percentage is divided by 100.

    None for a text that is no number, and for one of more digits than any quantity or price has.
    """
    number = _parse(text, decimal, is_typed=is_typed)
    return None if number is not None and number.adjusted() >= _MAX_DIGITS else number


def _parse(text: str, decimal: DecimalSign, *, is_typed: bool) -> Decimal | None:
    if is_typed:
        return Decimal(text) if _PLAIN.match(text.removeprefix("-")) else None
    parts = take_apart(text)
    if parts is None:
        bare = text[1:] if text[:1] in {"+", "-"} else text
        plain = bare.replace(",", ".") if decimal == "," else bare
        # 1.5E+05 is how a spreadsheet shows a long number.
        return (Decimal(plain) * (-1 if text.startswith("-") else 1)) if _PLAIN.match(plain) else None
    number = _digits(parts.body, parts.decimal or decimal)
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
    return parts is not None and _vote(parts) == "?"


@dataclass
class _Peeled:
    """What is left of a text while its marks are taken off one by one; a class because they may come in any order."""

    rest: str
    minus: int = 0
    is_credit: bool = False
    is_bracketed: bool = False
    is_percent: bool = False
    currency: str | None = None
    decimal: DecimalSign | None = None

    def peel(self) -> None:
        """Take off every mark."""
        inside = _BRACKETS.match(self.rest)
        if inside:
            self.rest, self.is_bracketed = " ".join("".join(inside.groups(" ")).split()), True
        before = None
        while before != self.rest:
            before = self.rest
            self._peel_side()
            self._peel_currency()
            self._peel_cents()
            self._peel_signs()

    def _peel_side(self) -> None:
        side = None if self.is_credit else _SIDE_BEFORE.match(self.rest) or _SIDE_AFTER.search(self.rest)
        if side:
            self.is_credit = side[1].upper() == "CR"
            self._cut(side)

    def _peel_currency(self) -> None:
        money = None if self.currency else _MONEY_BEFORE.match(self.rest) or _MONEY_AFTER.search(self.rest)
        if money:
            self.currency = money[1]
            self._cut(money)
            if self.rest.strip() in {"-", "\u2013", "\u2014"}:
                self.rest = "0"  # accounting formats show zero as a dash

    def _peel_cents(self) -> None:
        cents = None if self.decimal else _NO_CENTS.search(self.rest)
        sign = _sign(cents[1]) if cents else None
        if cents and sign:
            self.rest = self.rest[: cents.start()]
            self.decimal = _OTHER[sign] if sign in self.rest else sign

    def _peel_signs(self) -> None:
        if not self.is_percent and (self.rest.endswith("%") or self.rest.startswith("%")):
            self.is_percent, self.rest = True, self.rest.strip("%")
        if self.rest and (self.rest[0] in _MINUS or self.rest[-1] in _MINUS):
            self.minus += 1
            self.rest = self.rest[1:] if self.rest[0] in _MINUS else self.rest[:-1]
        self.rest = self.rest.removeprefix("+").strip()

    def _cut(self, found: re.Match[str]) -> None:
        self.rest = self.rest[: found.start()] + self.rest[found.end() :]

    @property
    def is_contradicting(self) -> bool:
        """Two minus signs may be a range or a plus, a minus beside CR too: never guess."""
        return self.minus > 1 or (self.is_credit and (self.minus > 0 or self.is_bracketed))


def _body(rest: str) -> tuple[str, DecimalSign | None] | None:
    """Digits with their signs, and the decimal sign that blanks or apostrophes between thousands leave over."""
    if "\u066b" in rest or "\u066c" in rest:
        plain = rest.replace("\u066c", "")
        return (plain.replace("\u066b", "."), ".") if _BODY.match(plain.replace("\u066b", ".")) else None
    spaced = _SPACED.match(rest) or _SPACED_INDIAN.match(rest)
    if spaced:
        return rest.replace(spaced["blank"], ""), _sign(spaced["sign"])
    if _BODY.match(rest):
        return (rest[:-1], ".") if rest.endswith(".") and rest.count(".") == 1 else (rest, None)
    return None


def _sign(text: str | None) -> DecimalSign | None:
    return "." if text == "." else "," if text == "," else None


def _shown_sign(body: str) -> DecimalSign | None:
    """The decimal sign of digits that can be read under one sign only because they hold several signs."""
    signs = _SIGNS.findall(body)
    if len(signs) < 2:
        return None
    if len(set(signs)) == 2:
        return _sign(signs[-1]) if signs.count(signs[-1]) == 1 else None
    shown: DecimalSign = "," if signs[0] == "." else "."
    return shown if _digits(body, shown) is not None else None


def _vote(parts: NumberText) -> str | None:
    if parts.decimal:
        return parts.decimal if _digits(parts.body, parts.decimal) is not None else None
    signs = _SIGNS.findall(parts.body)
    if len(signs) != 1:
        return None
    return "?" if _UNSURE.match(parts.body) else str(signs[0])


def _digits(body: str, decimal: DecimalSign) -> Decimal | None:
    group = _OTHER[decimal]
    whole, _, fraction = body.partition(decimal)
    if group in fraction or decimal in fraction:
        return None
    if group in whole:
        if not (_GROUPED if group == "," else _GROUPED_BY_DOTS).match(whole):
            return None
        whole = whole.replace(group, "")
    return Decimal(f"{whole or '0'}.{fraction}" if fraction else whole or "0")
