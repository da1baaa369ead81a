"""Titles and headers that say "in thousands": the amounts are taken as they stand, and that is said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kamlogic.texts import _

_SCALE = re.compile(
    r"\bin thousands\b|\bin millions\b|['(]\s?000s?\b|\b\u0442\u044b\u0441\.?(?=\W|$)|\b\u043c\u043b\u043d\.?(?=\W|$)|\bdalam ribuan\b|\bdalam jutaan\b|\bribuan\b|"
    r"\bin (?:tsd|tausend)\b|\ben milliers\b|\ben miles\b|\b[kK](?:USD|EUR|GBP|IDR)\b",
    re.IGNORECASE,
)


def scale_notes(titles: Iterable[str], headers: Iterable[str]) -> list[str]:
    """A sentence for the first text that names a scale."""
    for text in (*titles, *headers):
        if _SCALE.search(text):
            return [
                _("“{text}” names a scale: amounts were taken as they stand in the file.").format(text=text)
            ]
    return []
