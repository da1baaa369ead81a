"""Lines of a few clients as the tables that the engine makes of them, in plain Python.

Money is whole cents until the tables are complete, as the engine sums decimals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from kamlogic.periods import DataSpan, measure_span, month_of
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS, CLIENT_TOTALS, Table

ACME, BRAVO, CARGO, DELTA = 1, 2, 3, 4
NOBODY = 0


class Line(NamedTuple):
    """One sales line; cents, cost unknown when None."""

    client_key: int
    day: date
    cents: int
    cost_cents: int | None = None


def line(client_key: int, day: str, amount: float, cost: float | None = None) -> Line:
    """A line with amounts in whole money, e.g. line(ACME, "2024-01-05", 100)."""
    return Line(
        client_key,
        date.fromisoformat(day),
        round(amount * 100),
        None if cost is None else round(cost * 100),
    )


def as_table(rows: list[dict[str, object]], table: Table) -> pd.DataFrame:
    """Rows in the dtypes that the table declares."""
    frame = pd.DataFrame(rows, columns=table.column_names)
    return frame.astype({column.name: column.dtype for column in table.columns})


def client_days(lines: Iterable[Line]) -> pd.DataFrame:
    """CLIENT_DAYS."""
    days: dict[tuple[int, date], list[Line]] = defaultdict(list)
    for sold in lines:
        days[sold.client_key, sold.day].append(sold)
    return as_table(
        [
            {
                "client_key": key,
                "date": day,
                **_money(found),
                "is_purchase": any(one.cents > 0 for one in found),
            }
            for (key, day), found in sorted(days.items())
        ],
        CLIENT_DAYS,
    )


def client_periods(lines: Iterable[Line]) -> pd.DataFrame:
    """CLIENT_PERIODS."""
    months: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for sold in lines:
        months[sold.client_key, month_of(sold.day)].append(sold)
    return as_table(
        [
            {
                "client_key": key,
                "month": month,
                **_money(found),
                "line_count": len(found),
                "positive_line_count": sum(one.cents > 0 for one in found),
                "purchase_day_count": len({one.day for one in found if one.cents > 0}),
                "first_date": min(one.day for one in found),
                "last_date": max(one.day for one in found),
            }
            for (key, month), found in sorted(months.items())
        ],
        CLIENT_PERIODS,
    )


def client_totals(**sales: tuple[float, float | None] | float) -> pd.DataFrame:
    """CLIENT_TOTALS of clients named by their keys: k1=100 or k1=(100, 30) with gross profit."""
    rows = []
    for name, money in sales.items():
        net_sales, gross_profit = money if isinstance(money, tuple) else (money, None)
        rows.append(
            {
                "client_key": int(name.removeprefix("k")),
                "net_sales": net_sales,
                "gross_profit": float("nan") if gross_profit is None else gross_profit,
                "purchase_day_count": 1,
            }
        )
    return as_table(rows, CLIENT_TOTALS)


def span_of(lines: Iterable[Line]) -> DataSpan:
    """The span of the lines' days."""
    return measure_span(pd.Series([sold.day for sold in lines], dtype="datetime64[us]"))


def _money(lines: list[Line]) -> dict[str, float]:
    costed = [one for one in lines if one.cost_cents is not None]
    profit = sum(one.cents - (one.cost_cents or 0) for one in costed)
    return {
        "net_sales": sum(one.cents for one in lines) / 100,
        "gross_profit": profit / 100 if costed else float("nan"),
    }
