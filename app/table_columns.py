"""How the columns of a table look: headings with units, numbers by kind, room for long texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app import state
from kamlogic.tables import Column
from kamlogic.texts import _

SHOWN_DECIMALS = 2
LETTER_WIDTH, CELL_PADDING, WIDEST = 6, 24, 380
"""Pixels, of the average letter, beside a text, and of a column."""
ONE_LINE, WRAP_SLACK = 48, 6
"""Letters that stay in one line, and letters that a wrapped line may lack."""
TWO_LINES = 64
"""Pixels of a row; the table wraps only in rows of more than 60."""


def column_config(column: Column, scale: int, texts: pd.Series) -> Any:
    """Heading, help and number format of one column.

    Args:
        column: As its table declares it.
        scale: Decimals of the money.
        texts: What the column holds; a remark is given the room that its longest text needs.
    """
    label, meaning = _(column.label), _(column.meaning)
    if column.kind == "money" and state.get("currency"):
        label = f"{label} ({state.get('currency')})"
    if column.kind == "days" and "(" not in label:
        label = _("{label} (days)").format(label=label)
    kinds: dict[str, Callable[[], Any]] = {
        "money": lambda: st.column_config.NumberColumn(
            label, help=meaning, format="localized", step=10 ** -min(scale, SHOWN_DECIMALS)
        ),
        "share": lambda: st.column_config.NumberColumn(label, help=meaning, format="%.1f %%"),
        "count": lambda: st.column_config.NumberColumn(label, help=meaning, format="localized"),
        "days": lambda: st.column_config.NumberColumn(label, help=meaning, format="localized"),
        "number": lambda: st.column_config.NumberColumn(label, help=meaning, format="%.2f"),
        "quantity": lambda: st.column_config.NumberColumn(label, help=meaning, format="localized"),
        "date": lambda: st.column_config.DateColumn(label, help=meaning, format="YYYY-MM-DD"),
        "flag": lambda: st.column_config.CheckboxColumn(label, help=meaning),
        "remark": lambda: st.column_config.TextColumn(label, help=meaning, width=_remark_width(texts)),
    }
    return kinds.get(column.kind, lambda: st.column_config.TextColumn(label, help=meaning))()


def row_height(frame: pd.DataFrame, columns: Sequence[Column]) -> int | None:
    """Pixels of two lines where a remark is too long for one; None where a line is enough for all."""
    longest = max((_longest(frame[one.name]) for one in columns if one.kind == "remark"), default=0)
    return TWO_LINES if longest > ONE_LINE else None


def _longest(texts: pd.Series) -> int:
    lengths = texts.astype("str").str.len()
    return int(lengths.max()) if len(lengths) else 0


def _remark_width(texts: pd.Series) -> int:
    letters = _longest(texts)
    if letters > ONE_LINE:
        letters = letters // 2 + WRAP_SLACK
    return min(letters * LETTER_WIDTH + CELL_PADDING, WIDEST)
