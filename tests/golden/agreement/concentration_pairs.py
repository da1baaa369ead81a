"""Concentration of the window, key and vital clients, and the key share of each month."""

from __future__ import annotations

from collections.abc import Iterator

from kamlogic.analysis.concentration import measure_concentration
from tests.golden.oracle.concentration_oracle import concentration, joint
from tests.golden.oracle.keys_oracle import key_clients
from tests.golden.oracle.lines_oracle import (
    between,
    first_day,
    last_day,
    months_between,
    positive,
    profit_by_client,
    sales_by_client,
    trailing_window,
)
from tests.golden.random_portfolios import Case, Pair, by_code
from tests.golden.sales_files import as_values

FIGURES = {
    "client_count": "n",
    "total": "total",
    "gini": "gini",
    "gini_corrected": "gini_corrected",
    "hhi": "hhi",
    "effective_clients": "n_eff_hhi",
    "theil": "theil",
    "clients_for_80": "n_for_80pct",
    "hhi_points": "hhi_points",
    "hhi_normalised": "hhi_normalised",
    "theil_normalised": "theil_normalised",
    "shannon": "shannon",
    "effective_clients_by_entropy": "n_eff_shannon",
    "major_count": "vital_10pct_n",
    "major_share": "vital_10pct_share",
    "major_squared_shares": "cc_patatoukas_10pct",
}


def compare(case: Case) -> Iterator[Pair]:
    inside = between(case.lines, *trailing_window(case.lines, case.as_of))
    sales, profits = dict(sales_by_client(inside)), profit_by_client(inside)
    totals = case.analysis.classes.totals
    for measure, values in (("net_sales", sales), ("gross_profit", profits)):
        expected, result = concentration(values), measure_concentration(as_values(totals, measure))
        for name, figure in FIGURES.items():
            yield f"{measure} {name}", expected[figure], getattr(result, name)
        for top, share in result.top_shares.items():
            yield f"{measure} top {top}", expected[f"top{top}"], share
    yield from _key(case, sales, profits)


def _key(case: Case, sales, profits) -> Iterator[Pair]:
    expected, found = key_clients(sales, profits), case.analysis.classes.key
    yield "vital basis", expected.basis, found.vital_basis
    yield "vital", expected.vital, _chosen(found.clients, "is_vital")
    yield "key", expected.key, _chosen(found.clients, "is_key")
    yield "vital share", expected.vital_share, found.vital_share
    yield "vital sales share", expected.vital_sales_share, found.vital_sales_share
    yield "key share", expected.key_share, found.key_share
    by_month = {}
    for month in months_between(min(line.day for line in case.lines), case.as_of):
        own = dict(sales_by_client(between(case.lines, first_day(month), last_day(month))))
        if own:
            by_month[month] = joint(own, expected.key) if positive(own) else None
    months = case.analysis.concentration.key_shares
    yield "key share by month", by_month, dict(zip(months["month"], months["key_share"], strict=True))


def _chosen(frame, column: str) -> set[str]:
    return {client for client, is_one in by_code(frame, column).items() if is_one}
