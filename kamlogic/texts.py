"""Every text a person reads comes from this gettext catalogue.

`_` translates at once; `N_` marks a text in a module-level table (labels of columns and settings), which is
translated where it is shown. The language is a context variable, so sessions do not disturb each other.
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "kunci"

_language: ContextVar[str] = ContextVar("language", default="en")


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def use_language(language: str) -> None:
    """Show texts in this language (an ISO 639 code) from here on, in this session only."""
    _language.set(language)


def _(text: str) -> str:
    """The text in the language of the session."""
    return _catalogue(_language.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text in the right number: `one` for one, `many` for the rest, by the language's own rule."""
    return _catalogue(_language.get()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name, known to extraction tools
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text
