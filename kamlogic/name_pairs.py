"""Which names of many are alike, without comparing all with all?

Names that are the same but for spelling (kamlogic/spelling) are one group. Different names are compared where they
meet under a word, the consonants of a word, their beginning or their end (kamlogic/neighbours), their numbers allow
it and their letters are alike (rapidfuzz, normalised indel similarity); then word by word (name_similarity).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from kamlogic.neighbours import Labels, neighbour_pairs
from kamlogic.spelling import Spelling, consonants, name_similarity, word_weights

_END_LETTERS: Final = 5


def pair_names(
    spellings: Sequence[Spelling],
    *,
    common_count: int,
    largest_group: int,
    compared_count: int,
    rough_score: float,
) -> pd.DataFrame:
    """Pairs of names that may be one.

    Args:
        spellings: Names, the one to keep before the other.
        common_count: Two words that so many names hold are different words.
        largest_group: A name that occurs more often makes no pairs with itself.
        compared_count: Neighbours of each name that are compared, under each word or ending.
        rough_score: Likeness of letters, 0-100, below which names are not compared word by word.

    Returns:
        one and other, places of the names, and name_points, 0-100; a name that occurs several times stands for all by
        its first place.
    """
    named = np.array([place for place, spelling in enumerate(spellings) if spelling.words], dtype=np.int64)
    groups = pd.factorize(objects([spellings[place].key for place in named]))[0]
    places, first_of = np.unique(groups, return_index=True)
    places, sizes = named[first_of], np.bincount(groups, minlength=len(places))
    first = places[groups]
    is_same = (first != named) & (sizes[groups] <= largest_group)
    same = pd.DataFrame({"one": first[is_same], "other": named[is_same], "name_points": 100.0})
    kept = [spellings[place] for place in places]
    near_pairs = _near_pairs(kept, compared_count, rough_score)
    near = _with_points(kept, near_pairs, common_count)
    near["one"], near["other"] = places[near["one"]], places[near["other"]]
    return pd.concat([same, near], ignore_index=True)


def _near_pairs(spellings: Sequence[Spelling], compared_count: int, rough_score: float) -> np.ndarray:
    """Rows of two places of names whose numbers and letters are alike."""
    joined = objects([spelling.joined for spelling in spellings])
    sorted_words = objects([spelling.key for spelling in spellings])
    pairs = neighbour_pairs(_labels(spellings), count=compared_count)
    pairs = pairs[_may_be_one(spellings, pairs)]
    rough = np.maximum(_likeness(joined, pairs), _likeness(sorted_words, pairs))
    alike: np.ndarray = pairs[rough >= rough_score]
    return alike


def _with_points(spellings: Sequence[Spelling], pairs: np.ndarray, common_count: int) -> pd.DataFrame:
    weights, counts = word_weights(spellings)
    points = [
        100
        * name_similarity(
            spellings[one], spellings[other], weights=weights, counts=counts, common_count=common_count
        )
        for one, other in pairs.tolist()
    ]
    columns = {"one": pairs[:, 0], "other": pairs[:, 1], "name_points": np.array(points, dtype=float)}
    return pd.DataFrame(columns)


def _labels(spellings: Sequence[Spelling]) -> Iterator[Labels]:
    """Under what names meet: their words, the consonants of these, their beginning and their end."""
    joined = [spelling.joined for spelling in spellings]
    backwards = [text[::-1] for text in joined]
    yield Labels([spelling.words for spelling in spellings], joined)
    yield Labels([sorted({consonants(word) for word in spelling.words}) for spelling in spellings], joined)
    for texts in (joined, backwards):
        yield Labels([[text[:_END_LETTERS]] for text in texts], texts)


def _likeness(texts: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """How alike the letters of each pair are, 0-100."""
    found: np.ndarray = process.cpdist(texts[pairs[:, 0]], texts[pairs[:, 1]], scorer=fuzz.ratio, workers=-1)
    return found


def _may_be_one(spellings: Sequence[Spelling], pairs: np.ndarray) -> np.ndarray:
    """Not both names have numbers, or they are the same."""
    numbers = objects([spelling.numbers for spelling in spellings])
    one, other = numbers[pairs[:, 0]], numbers[pairs[:, 1]]
    may_be: np.ndarray = (one == other) | (one == "") | (other == "")
    return may_be


def objects(texts: Sequence[str]) -> np.ndarray:
    """Texts as an array that places can be taken from; of no text, too."""
    return np.array([*texts, ""], dtype=object)[:-1]
