"""Columns of cells out of plain texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask


def cell_column(texts: Sequence[str]) -> CellColumn:
    distinct = list(dict.fromkeys(texts))
    codes = np.array([distinct.index(text) for text in texts], dtype=np.int64)
    return CellColumn(distinct, distinct, [False] * len(distinct), codes)


def every_row(texts: Sequence[str]) -> Mask:
    return np.ones(len(texts), dtype=bool)
