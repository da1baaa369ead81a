"""How many lines of a new import are already there?

Two lines are the same when client, day, document, product, quantity and amount agree. Repeats inside one file are
its own matter: a line that stands twice in both counts twice, once here and twice there counts once.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import String, cast, func, select

from kamlogic.engine.duckdb_lines import SalesLines
from kamlogic.engine.lines import SALES_LINES

_KEYS = ["client_key", "date", "document", "product", "quantity", "amount"]


def count_repeated(mine: SalesLines, there: SalesLines) -> int:
    """Lines of `mine` that `there` holds too."""
    pairs = _counts(mine).merge(_counts(there), on=_KEYS, suffixes=("_mine", "_there"))
    return int(pairs[["line_count_mine", "line_count_there"]].min(axis=1).sum())


def _counts(lines: SalesLines) -> pd.DataFrame:
    column = SALES_LINES.c
    keys = [
        column.client_key,
        column.date,
        func.coalesce(column.document, "").label("document"),
        func.coalesce(column.product_code, column.product, "").label("product"),
        func.coalesce(cast(column.quantity, String), "").label("quantity"),
        column.amount,
    ]
    counted: pd.DataFrame = lines.arrow(
        select(*keys, func.count().label("line_count")).group_by(*keys)
    ).to_pandas()
    # One scale on both sides: 5.0 and 5.00 are the same money.
    counted["amount"] = counted["amount"].map(lambda amount: f"{amount.normalize():f}")
    return counted
