"""Pairs worth comparing among many texts, without comparing all with all.

Sorted neighbourhood (Hernández & Stolfo 1995): texts that share a label are sorted, and each is paired with the few
that follow it. With several kinds of labels, texts that differ in one place meet under another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Labels:
    """Under what texts can meet.

    Attributes:
        of_text: The labels of each text, none or several.
        sorted_by: What the texts of one label are sorted by, one for each text.
    """

    of_text: Sequence[Sequence[str]]
    sorted_by: Sequence[str]


def neighbour_pairs(kinds: Iterable[Labels], *, count: int) -> np.ndarray:
    """Places of the texts that lie near each other under any kind of label.

    Args:
        kinds: Of the same texts.
        count: How many that follow are paired with each.

    Returns:
        Rows of two places, the smaller one first, each pair once, rising.
    """
    found = [(_pairs_of(kind, count), len(kind.sorted_by)) for kind in kinds]
    total = max((size for _codes, size in found), default=1)
    codes = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *(codes for codes, _size in found)]))
    return np.stack(np.divmod(codes, max(total, 1)), axis=1)


def _pairs_of(kind: Labels, count: int) -> np.ndarray:
    """Pairs as smaller place × number of texts + larger place."""
    total = len(kind.sorted_by)
    ranks = np.empty(total, dtype=np.int64)
    ranks[np.argsort(np.array([*kind.sorted_by, ""], dtype=object)[:-1], kind="stable")] = np.arange(total)
    exploded = pd.Series(list(kind.of_text), dtype=object).explode().dropna()
    places, groups = exploded.index.to_numpy(dtype=np.int64), pd.factorize(exploded)[0]
    order = np.lexsort((ranks[places], groups))
    places, groups = places[order], groups[order]
    pairs = [np.empty(0, dtype=np.int64)]
    for step in range(1, min(count, len(places) - 1) + 1):
        is_pair = (groups[step:] == groups[:-step]) & (places[step:] != places[:-step])
        one, other = places[:-step][is_pair], places[step:][is_pair]
        pairs.append(np.minimum(one, other) * total + np.maximum(one, other))
    return np.concatenate(pairs)
