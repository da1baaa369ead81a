"""Digits and signs of any script become the plain ones, so that values are read the same everywhere."""

from __future__ import annotations

import unicodedata

_KEPT = "\u066b\u066c"
"""The Arabic decimal and thousands signs: they are no dot and no comma, so they leave nothing open."""


def plain_signs(text: str) -> str:
    """Full-width and other digits as 0-9, one blank for every kind of blank, no leading apostrophe.

    Spreadsheets write text cells with a leading apostrophe ('75008); it is no part of the value.
    """
    if text[:1] == "'" and len(text) > 1:
        text = text[1:].lstrip()
    if text.isascii():
        return text
    return "".join(_plain(sign) for sign in text).strip()


def _plain(sign: str) -> str:
    if sign.isascii() or sign in _KEPT:
        return sign
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign.isspace():
        return " "
    if "\uff00" <= sign <= "\uffee":
        return unicodedata.normalize("NFKC", sign)
    return "" if unicodedata.category(sign) == "Cf" else sign
