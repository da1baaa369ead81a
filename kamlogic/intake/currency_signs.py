"""The currency signs and codes that stand beside amounts, and the currency each of them means."""

from __future__ import annotations

import re

ISO_CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "IDR",
        "RUB",
        "CHF",
        "JPY",
        "CNY",
        "INR",
        "AUD",
        "CAD",
        "NZD",
        "SGD",
        "MYR",
        "THB",
        "PHP",
        "VND",
        "HKD",
        "TWD",
        "KRW",
        "BRL",
        "MXN",
        "ARS",
        "CLP",
        "COP",
        "PEN",
        "ZAR",
        "NGN",
        "KES",
        "EGP",
        "MAD",
        "TRY",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "SEK",
        "NOK",
        "DKK",
        "ISK",
        "UAH",
        "KZT",
        "BYN",
        "GEL",
        "AMD",
        "AZN",
        "UZS",
        "KGS",
        "ILS",
        "AED",
        "SAR",
        "QAR",
        "KWD",
        "BHD",
        "OMR",
        "JOD",
        "PKR",
        "BDT",
        "LKR",
        "NPR",
        "TND",
        "GHS",
        "UYU",
        "PYG",
        "BOB",
        "CRC",
        "DOP",
        "GTQ",
        "RSD",
        "XOF",
        "XAF",
    ]
)
"""ISO 4217 codes that are read beside an amount."""

# \u0420 is the Russian short form of rouble.
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₹": "INR",
    "₺": "TRY",
    "₴": "UAH",
    "₸": "KZT",
    "₦": "NGN",
    "₪": "ILS",
    "₩": "KRW",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "S$": "SGD",
    "HK$": "HKD",
    "NT$": "TWD",
    "R$": "BRL",
    "MX$": "MXN",
    "RP": "IDR",
    "RUPIAH": "IDR",
    "РУБ": "RUB",
    "\u0420": "RUB",
    "РУБЛЕЙ": "RUB",
    "ГРН": "UAH",
    "RM": "MYR",
    "ZŁ": "PLN",
    "KČ": "CZK",
    "FT": "HUF",
    "RS": "INR",
    "SFR": "CHF",
    "FR": "CHF",
    "EURO": "EUR",
}
_OPEN_SIGNS = ("$", "¥", "KR")
"""Signs of several currencies: kept as written."""

DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"})
"""Currencies that their own users write as "$"."""

_SHORT = {"RM", "RS", "FT", "FR", "SFR", "KR", "KČ", "ZŁ", "ГРН", "\u0420"}
"""Short words that article codes begin with, too ("FR100"): they need a dot, a blank or grouped digits beside them."""


CURRENCY_LETTERS = frozenset(
    sign.rstrip("$") for sign in (*ISO_CODES, *_SIGNS, *_OPEN_SIGNS) if sign[0].isalpha()
)
"""The letters of all of them, in capitals: a text with other words names no money."""


def _pattern() -> str:
    signs = sorted([*ISO_CODES, *_SIGNS, *_OPEN_SIGNS], key=len, reverse=True)
    parts = [rf"{re.escape(sign)}\.?" for sign in signs if sign not in _SHORT]
    short = "|".join(sorted(_SHORT, key=len, reverse=True))
    return rf"(?:{'|'.join(parts)}|(?:{short})(?:\.|(?=\s|$|\d+[.,]\d)))"


CURRENCY_PATTERN = _pattern()
"""Any of them, to be matched without regard to capital letters."""


def currency_code(text: str) -> str:
    """The ISO code a sign or code stands for; the text in capitals where it stands for several or is unknown."""
    sign = text.strip().rstrip(".").upper()
    return _SIGNS.get(sign, sign)


def is_currency(text: str) -> bool:
    """The text is one of the signs or codes."""
    sign = text.strip().rstrip(".").upper()
    return sign in ISO_CODES or sign in _SIGNS or sign in _OPEN_SIGNS
