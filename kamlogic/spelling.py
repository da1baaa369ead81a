"""When do two names spell one client?

A name is its words without case, accents, punctuation, legal forms (PT, Ltd, GmbH, ...) and connecting words. Words
that many names hold (hotel, shop, a city) tell little: a word weighs its letters times log(1 + names ÷ names with the
word) ÷ log(1 + names). The similarity of two names is the weight of the words that agree, twice, ÷ the weight of all
words of both (Dice). A word agrees wholly, as a typing error (few letters differ, and not both are words of several
names) or as an abbreviation.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

_DOTS: Final = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)[./](?=\W|$)")
_NO_WORD: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"\d+")
_APOSTROPHES: Final = re.compile(r"['\u2019`]")
_VOWELS: Final = re.compile(r"[aeiouy]")
_CONNECTING: Final = frozenset({"and", "dan", "und", "et", "y", "the"})
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_SHORTEST_TYPO: Final = 4
_LONG_WORD: Final = 8
_LONGEST_SHORT_FORM: Final = 4
_SHORT_FORM_AGREES: Final = 0.7


@dataclass(frozen=True)
class Spelling:
    """A name in its parts.

    Attributes:
        words: Words that count, in order, Roman numbers as digits; empty where the name holds no letter.
        key: The same in alphabetical order.
        joined: All in one, as written.
        numbers: The numbers in them, as text in order.
    """

    words: tuple[str, ...]
    key: str
    joined: str
    numbers: str


def spelling_words(name: str) -> list[str]:
    """The words of a name without case, punctuation and legal form; a name of legal forms only keeps them."""
    text = unicodedata.normalize("NFKC", name).casefold()
    words = _NO_WORD.sub(" ", _DOTS.sub("", text)).split()
    return [word for word in words if word not in _legal_forms()] or words


def spell(name: str) -> Spelling:
    """A name in its parts."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name))
    if not apart.isascii():
        apart = "".join(letter for letter in apart if not unicodedata.combining(letter))
    plain = spelling_words(apart)
    found = [_ROMAN.get(word, word) for word in plain]
    words = tuple(word for word in found if word not in _CONNECTING) or tuple(found)
    joined = "".join(words)
    numbers = sorted(_DIGITS.findall(" ".join(words)))
    has_letter = any(letter.isalpha() for letter in joined)
    return Spelling(words if has_letter else (), " ".join(sorted(words)), joined, " ".join(numbers))


def consonants(word: str) -> str:
    """The word without the vowels after its first letter."""
    return word[:1] + _VOWELS.sub("", word[1:])


def word_weights(spellings: Iterable[Spelling]) -> tuple[dict[str, float], Counter[str]]:
    """How much each word tells, 0-1, and how many different names hold it."""
    names = {spelling.key: spelling.words for spelling in spellings}
    counts = Counter(word for words in names.values() for word in set(words))
    everything = log(1 + len(names)) if names else 1.0
    return {word: log(1 + len(names) / count) / everything for word, count in counts.items()}, counts


def name_similarity(
    one: Spelling,
    other: Spelling,
    *,
    weights: Mapping[str, float],
    counts: Mapping[str, int],
    common_count: int,
) -> float:
    """How much of two names agrees, 0-1; the same for both orders.

    Args:
        one: A name.
        other: Another one.
        weights: Of word_weights.
        counts: Of word_weights.
        common_count: Two words that this many names hold are different words, however alike they look.

    Returns:
        1 for the same words in any order or written together; 0 for a name without a letter.
    """
    if not one.words or not other.words:
        return 0.0
    if one.joined == other.joined or one.key == other.key:
        return 1.0
    mine, theirs = Counter(one.words), Counter(other.words)
    same = (mine & theirs).elements()
    agreed = [2 * _weight(word, weights) for word in same]
    agreed += _near_words((mine - theirs), (theirs - mine), weights, counts, common_count)
    return fsum(agreed) / fsum(_weight(word, weights) for word in (*one.words, *other.words))


def _near_words(
    mine: Counter[str],
    theirs: Counter[str],
    weights: Mapping[str, float],
    counts: Mapping[str, int],
    common_count: int,
) -> list[float]:
    """Weights of the words that agree nearly, the nearest first, each at most once."""
    pairs = sorted(
        (-similarity, min(word, against), max(word, against))
        for word in mine
        for against in theirs
        if (similarity := _word_similarity(word, against))
        and min(counts.get(word, 1), counts.get(against, 1)) < common_count
    )
    agreed, used = list[float](), set[str]()
    for negative, first, second in pairs:
        if not {first, second} & used:
            used |= {first, second}
            agreed.append(-negative * (_weight(first, weights) + _weight(second, weights)))
    return agreed


def _word_similarity(one: str, other: str) -> float:
    """1 less the share of letters that differ; 0 for another word."""
    if _DIGITS.search(one + other):
        return 0.0
    short, long = sorted((one, other), key=len)
    # The first letter of a short word is seldom mistyped: jaya and raya are two words.
    if len(short) >= _LONG_WORD or (len(short) >= _SHORTEST_TYPO and short[0] == long[0]):
        allowed = 2 if len(short) >= _LONG_WORD else 1
        distance = OSA.distance(short, long, score_cutoff=allowed)
        if distance <= allowed:
            return 1 - distance / len(long)
    return _SHORT_FORM_AGREES if _is_short_form(short, long) else 0.0


def _is_short_form(short: str, long: str) -> bool:
    """A beginning, or the first letter and consonants of the following in their order: dist, tk, sbr."""
    if not 1 < len(short) <= _LONGEST_SHORT_FORM or len(long) < len(short) + 2 or short[0] != long[0]:
        return False
    letters = iter(long)
    has_only_consonants = not _VOWELS.search(short[1:]) and all(letter in letters for letter in short)
    return has_only_consonants or long.startswith(short)


def _weight(word: str, weights: Mapping[str, float]) -> float:
    return len(word) * weights.get(word, 1.0)


@lru_cache(maxsize=1)
def _legal_forms() -> frozenset[str]:
    content = json.loads((Path(__file__).parent / "legal_forms.json").read_text(encoding="utf-8"))
    return frozenset(content["legal_forms"])
