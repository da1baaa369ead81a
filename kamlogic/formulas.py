"""Text that a spreadsheet would run as a formula is made harmless; plain numbers are left alone.

OWASP ASVS 5, 1.2.10. Full-width signs run as formulas too, and so do signs behind blanks or invisible characters.
"""

from __future__ import annotations

import re
import unicodedata

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d.,\u00a0\u202f ]*\d")


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it: with a leading apostrophe where it would."""
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKC", text).lstrip(" \ufeff\u200b\xa0")
    return f"'{text}" if plain.startswith(_STARTS) or text.startswith(_STARTS) else text
