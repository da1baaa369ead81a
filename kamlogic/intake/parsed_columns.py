"""Parsed values beside their rows: each distinct value once, one code per row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

import numpy as np
import pandas as pd

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.number_values import is_missing

Value = TypeVar("Value")
_LARGEST = 2**62


@dataclass(frozen=True, eq=False)
class Parsed(Generic[Value]):
    """One value per row, by code; None where there is none.

    Attributes:
        distinct: The distinct values.
        codes: Per row: the place of its value.
        is_broken: Per row: there is a text that could not be read.
    """

    distinct: list[Value | None]
    codes: Codes
    is_broken: Mask

    @property
    def is_known(self) -> Mask:
        """Per row: there is a value."""
        return np.array([value is not None for value in self.distinct], dtype=bool)[self.codes]

    def used(self, rows: Mask) -> set[int]:
        """The codes that these rows hold."""
        return set(np.flatnonzero(np.bincount(self.codes[rows], minlength=len(self.distinct))).tolist())


def parse_column(column: CellColumn, parse: Callable[[str, bool], Value | None]) -> Parsed[Value]:
    """Parse each distinct text once; a text that stands for no value is missing, not broken."""
    values: list[Value | None] = []
    broken = []
    for text, is_typed in zip(column.texts, column.is_typed, strict=True):
        value = None if is_missing(text) else parse(text, is_typed)
        values.append(value)
        broken.append(value is None and not is_missing(text))
    return Parsed(values, column.codes, np.array(broken, dtype=bool)[column.codes])


def unknown(row_count: int) -> Parsed[Decimal]:
    """A column without any value."""
    return Parsed([None], np.zeros(row_count, dtype=np.int64), np.zeros(row_count, dtype=bool))


def combine(columns: Sequence[Parsed[Decimal]], compute: Callable[..., Decimal | None]) -> Parsed[Decimal]:
    """Compute a new value from several columns, once for each distinct combination of theirs."""
    keys = _mixed([(column.codes, len(column.distinct)) for column in columns])
    dense, first = _distinct(keys)
    values = [compute(*(column.distinct[column.codes[row]] for column in columns)) for row in first]
    return Parsed(values, dense, np.zeros(len(dense), dtype=bool))


def row_groups(columns: Sequence[CellColumn]) -> Codes:
    """Per row a number that is equal for rows equal in every cell."""
    keys = _mixed([(column.codes, len(column.texts)) for column in columns])
    return np.asarray(pd.factorize(keys)[0], dtype=np.int64)


def _mixed(columns: list[tuple[Codes, int]]) -> Codes:
    """Per row one number out of the codes of several columns (codes, how many there are).

    Made dense again only where the product of the sizes would overflow.
    """
    keys, size = columns[0]
    for codes, count in columns[1:]:
        if count <= 1:
            continue
        if size > _LARGEST // count:
            keys, found = pd.factorize(keys)
            size = len(found)
        keys = keys * count + codes
        size *= count
    return keys


def _distinct(keys: Codes) -> tuple[Codes, list[int]]:
    """Dense codes, and the first row of each."""
    dense, found = pd.factorize(keys)
    first = np.full(len(found), len(dense), dtype=np.int64)
    np.minimum.at(first, dense, np.arange(len(dense)))
    return dense.astype(np.int64), first.tolist()
