"""Amounts as people type them: with or without separators, read exactly, never guessed.

The app shows 3,600,000.50. Typed, the thousands may also be apart by dots, blanks or apostrophes, and the decimals
behind a comma, as long as the text can be read in one way only. "3,600" is what the app itself shows for 3600;
"3.600" may be 3600 or 3.6 and is refused, but where the currency has three decimals or more.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from kamlogic.intake.exports import DecimalSign
from kamlogic.intake.number_values import decimal_votes, is_ambiguous, parse_number, readings_of
from kamlogic.texts import _

_NUMBER: Final = re.compile(r"[-+\u2212]?\s?[\d.,'\u2019\s]+")


class AmountError(Exception):
    """A text that is no amount, or may be two; the message says what is needed."""


def amount_text(amount: Decimal | float | None, decimals: int) -> str:
    """An amount with thousands separated, as a field shows it; empty where there is none.

    Args:
        amount: Any; the decimals that it has are all shown.
        decimals: At least so many are shown, those of the currency.
    """
    if amount is None:
        return ""
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(amount))
    own = -int(exact.normalize().as_tuple().exponent)
    return f"{exact:,.{max(decimals, own)}f}"


def choice_text(amount: Decimal | float) -> str:
    """An amount with thousands separated that reads back the same in every currency; whole ones without decimals."""
    return amount_text(amount, 0 if amount == int(amount) else 4)


def read_amount(text: str, decimals: int) -> Decimal | None:
    """The amount that a text means; None for nothing typed.

    Args:
        text: As typed.
        decimals: Of the currency.

    Raises:
        AmountError: It is no number, or may be two.
    """
    typed = text.strip()
    if not typed:
        return None
    votes = decimal_votes([typed])
    if votes["?"] and "." in typed and decimals < 3:
        raise AmountError(_two_ways(typed))
    sign: DecimalSign = "," if votes[","] else "."
    number = parse_number(typed, sign) if _NUMBER.fullmatch(typed) else None
    if number is None:
        raise AmountError(_("A number is needed, e.g. 3,600,000 or 3600000."))
    return number


def _two_ways(typed: str) -> str:
    """Both readings, and how to write each so that it is the only one."""
    both = readings_of(typed)
    small = f"{both['.'].normalize():f}"
    return _("{typed} may be {whole} or {small}. Type {plain} or {exact}.").format(
        typed=typed, whole=f"{both[',']:,f}", small=small, plain=f"{both[',']:f}",
        exact=f"{small}0" if is_ambiguous(small) else small,
    )  # fmt: skip
