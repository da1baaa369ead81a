"""Which one-byte encoding do these letters come from? Told by the letters that are common in its languages."""

from __future__ import annotations

import re
from itertools import pairwise

CYRILLIC = ("cp1251", "cp866", "koi8_r", "mac_cyrillic")
_COMMON = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        [
            *(
                11,
                8.5,
                8,
                7.4,
                6.7,
                6.3,
                5.5,
                4.7,
                4.5,
                4.4,
                3.5,
                3.2,
                3,
                2.8,
                2.6,
                2,
                1.9,
                1.7,
                1.7,
                1.6,
                1.6,
            ),
            *(1.4, 1.2, 1, 0.9, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.1, 0.1),
        ],
        strict=True,
    )
)
_OTHER_LETTER = 0.5
_NO_LETTER = -5.0
_CASE_CHANGE = 6.0
_LEAST_SCORE = 3.0
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
# Inside words these are letters in cp1250 (Czech, Polish, Croatian ...) and rare or no letters in cp1252.
_CENTRAL = frozenset(b"\x8a\x8d\x8e\x9a\x9c\x9d\x9e\x9f\xa3\xaf\xb3\xb9\xbf")
# And these are letters of Western languages that cp1250 uses for letters of hardly any.
_WESTERN = frozenset(b"\xe0\xe3\xe5\xe7")
_HUNGARIAN, _NOT_HUNGARIAN = frozenset(b"\xf5\xfb\xd5\xdb"), frozenset(b"\xe0\xe2\xe3\xe7\xea\xe8\xf4")
_CENTRAL_SHARE = 0.03


def cyrillic_encoding(sample: bytes) -> str | None:
    """The Cyrillic encoding in which the sample reads like a language; None if none does."""
    high = bytes(byte for byte in sample if byte > 127 or byte in b" \n,;")
    rated = [(_cyrillic_score(high.decode(name, errors="replace")), name) for name in CYRILLIC]
    # The first of equals wins: the encodings stand in the order of their use.
    score, name = max(rated, key=lambda pair: pair[0])
    return name if score >= _LEAST_SCORE else None


def _cyrillic_score(text: str) -> float:
    """The mean weight of the letters; changes of case inside words and signs that are no letters cost."""
    letters = [sign for sign in text if ord(sign) > 127]
    total = 0.0
    for sign in letters:
        is_cyrillic = "\u0400" <= sign <= "\u04ff"
        total += _COMMON.get(sign.lower(), _OTHER_LETTER) if is_cyrillic else _NO_LETTER
    changes = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return (total - _CASE_CHANGE * changes) / max(len(letters), 1)


def is_central_european(sample: bytes) -> bool:
    """Among Latin letters: those of cp1250 rather than those of cp1252."""
    words = [word for word in _WORD.findall(sample) if not word.isascii() and len(word) > 1]
    high = [byte for word in words for byte in word if byte > 127]
    central = sum(_central_count(word) for word in words)
    western = sum(byte in _WESTERN for byte in high)
    if central > max(_CENTRAL_SHARE * len(high), western):
        return True
    has_hungarian = any(byte in _HUNGARIAN for byte in high)
    return has_hungarian and not any(byte in _NOT_HUNGARIAN for byte in high)


def _central_count(word: bytes) -> int:
    """Central European bytes beside a letter; quotes, dashes and exponents of cp1252 stand at the edge."""
    has_letter = any(byte < 128 for byte in word)
    inner = word[1:] if word[0] in b"\x8a\x8c\x9c\xa3\xaf\xb3\xb9\xbf" and len(word) == 2 else word
    return sum(byte in _CENTRAL for byte in inner) if has_letter else 0
