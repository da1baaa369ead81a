"""What a column header says: its words, and the fields they may mean.

The synonyms are in synonyms.json; a firm adds its own in a file of the same shape.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from kamlogic.intake.currency_signs import ISO_CODES

_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[\W_]+")
_SURE = 0.95
_WEAK = 0.70
_PART = 0.55
_STEP = 0.002
_LINE_WORDS = re.compile(
    r"^(?:order lines?|order items?|invoice lines?|invoice items?|sales? order lines?|line ?items?|lines?|baris pesanan|"
    r"auftragszeilen|rechnungszeilen|lignes de facture|lignes de la commande|líneas del pedido|líneas de factura) (?=.)"
)
_STRENGTHS = ("sure", "weak")

Synonyms = tuple[tuple[str, str, str, tuple[str, ...]], ...]
"""Field, strength (sure, weak), language and the words, best first."""

OWN_PREFIX = "Kunci:"
"""Headers of columns that this product adds to a user's rows begin so."""


def header_words(header: str) -> str:
    """The header in small letters, CamelCase and snake_case split, without units, brackets and punctuation."""
    text = unicodedata.normalize("NFKC", header).replace("%", " percent ")
    # A header that is nothing but brackets keeps them: "[Date]".
    text = _BRACKETS.sub(" ", text) if _NO_WORD.sub("", _BRACKETS.sub(" ", text)) else text
    return _NO_WORD.sub(" ", _CAMEL.sub(" ", text)).strip().casefold()


def fingerprint(headers: Iterable[str]) -> str:
    """The same for files of one source: of the headers' words, whatever their order, 16 hexadecimal digits.

    Columns that this product added to refused rows do not count.
    """
    own = header_words(OWN_PREFIX) + " "
    words = "\n".join(sorted(word for word in map(header_words, headers) if not word.startswith(own)))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def is_line_level(header: str) -> bool:
    """The header says that its values belong to a line of a document: "Lineitem price", "Order Lines/Product"."""
    return _LINE_WORDS.match(header_words(header)) is not None


@lru_cache(maxsize=4_096)
def meanings(header: str, own: Synonyms = ()) -> dict[str, float]:
    """Field → 0-1, how well the header names it; "client" stands for a code or a name.

    A header that only ends in a known word ("net sales of line") counts half; so does one that begins with it
    in a language that puts the thing first ("fecha de venta real"). Taxes, unit costs and the like mean nothing.

    Args:
        header: As the file has it.
        own: Synonyms of the firm; they count before the built-in ones.
    """
    words = header_words(header)
    mine = _own_meanings(words, own)
    if mine:
        return {} if "ignored" in mine else mine
    found = _known_meanings(words)
    short = _without_currency(_LINE_WORDS.sub("", words))
    if short != words and max(found.values(), default=0.0) <= _PART:
        found = _known_meanings(short)
    return {} if found.pop("ignored", 0.0) > _PART else found


def header_hits(headers: Iterable[str]) -> int:
    """How many headers name a field for certain."""
    return sum(any(score > _PART for score in meanings(header).values()) for header in headers)


def speaks_english(headers: Iterable[str]) -> bool:
    """At least half of the known headers are English words."""
    english = foreign = 0
    for header in headers:
        languages = _languages().get(header_words(header), frozenset())
        english += "en" in languages
        foreign += bool(languages - {"en", "systems"}) and "en" not in languages
    return english >= foreign


def read_synonyms(content: object) -> Synonyms:
    """The synonyms of a parsed JSON file: field → strength → language → words, or field → words.

    Raises:
        ValueError: The content has another shape.
    """
    if not isinstance(content, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for one kind of fault
    found = []
    for field, given in content.items():
        strengths = {"sure": {"own": given}} if isinstance(given, list) else given
        for strength, languages in _object(strengths).items():
            if strength not in _STRENGTHS:
                raise ValueError(strength)
            for language, words in _object(languages).items():
                if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                    raise ValueError(field)
                found.append((field, strength, language, tuple(words)))
    return tuple(found)


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for one kind of fault
    return value


def _without_currency(words: str) -> str:
    """Without a currency at the end: amount eur, betrag in eur."""
    head, _, last = words.rpartition(" ")
    return (
        head.removesuffix(" in")
        if head and (last.upper() in ISO_CODES or last in {"rp", "rupiah"})
        else words
    )


def _own_meanings(words: str, own: Synonyms) -> dict[str, float]:
    found = {}
    for field, strength, _language, synonyms in own:
        if words in map(header_words, synonyms):
            found[field] = 1.0 if strength == "sure" else _WEAK
    return found


def _known_meanings(words: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for field, strength, language, synonyms in _synonyms():
        if words in synonyms:
            score = (_SURE if strength == "sure" else _WEAK) - _STEP * min(synonyms[words], 60)
        elif strength == "sure" and field != "client" and _contains(words, synonyms, language):
            score = _PART
        else:
            continue
        found[field] = max(found.get(field, 0.0), score)
    return found


def _contains(words: str, synonyms: dict[str, int], language: str) -> bool:
    parts = words.split()
    tails = {" ".join(parts[place:]) for place in range(1, len(parts))}
    heads = {" ".join(parts[:place]) for place in range(1, len(parts))} if language != "en" else set()
    return not synonyms.keys().isdisjoint(tails | heads)


@lru_cache(maxsize=1)
def _languages() -> dict[str, frozenset[str]]:
    """Synonym → the languages that have it."""
    found: dict[str, frozenset[str]] = {}
    for _field, _strength, language, synonyms in _synonyms():
        for words in synonyms:
            found[words] = found.get(words, frozenset()) | {language}
    return found


@lru_cache(maxsize=1)
def _synonyms() -> list[tuple[str, str, str, dict[str, int]]]:
    """Field, strength, language, and the synonyms with their place (earlier is better)."""
    content = json.loads((Path(__file__).parent / "synonyms.json").read_text(encoding="utf-8"))
    return [
        (field, strength, language, {header_words(synonym): place for place, synonym in enumerate(synonyms)})
        for field, strength, language, synonyms in read_synonyms(content)
    ]
