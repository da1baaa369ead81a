"""ABC by rank and computed, sales against profit, patterns of demand, and seasonally adjusted variation."""

from __future__ import annotations

from collections.abc import Iterator

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.abc_cross import cross_measures
from kamlogic.analysis.xyz_analysis import XyzSettings
from tests.golden.oracle.classes_oracle import abc_by_rank, abc_classes, abc_computed, crossing
from tests.golden.oracle.lines_oracle import (
    between,
    by_client,
    complete_months,
    positive,
    profit_by_client,
    root,
    sales_by_client,
    trailing_window,
)
from tests.golden.oracle.rhythm_oracle import demand_class, rhythm, seasonal_cv2
from tests.golden.random_portfolios import Case, Pair, by_code
from tests.golden.sales_files import as_values
from tests.xyz_classes import classify_xyz

DEFAULT = ("0.8", "0.95", "start_share")
RANKS = ("0.2", "0.5")
LENGTHS = ("week", "month", "quarter")


def compare(case: Case) -> Iterator[Pair]:
    inside = between(case.lines, *trailing_window(case.lines, case.as_of))
    sales, profits = dict(sales_by_client(inside)), profit_by_client(inside)
    yield from _abc(case, sales)
    yield from _cross(case, sales, profits)
    yield from _rhythm(case, LENGTHS[case.seed % len(LENGTHS)])


def _abc(case: Case, sales) -> Iterator[Pair]:
    given = as_values(case.analysis.classes.totals, "net_sales")
    by_rank = classify_abc(given, settings=AbcSettings(method="rank"))
    yield "by rank", abc_by_rank(sales, *RANKS), by_code(by_rank.clients, "abc_class")
    computed = abc_computed(sales)
    if computed is None:
        computed = {client: "" if client in positive(sales) else "C" for client in sales}
    found = classify_abc(given, settings=AbcSettings(method="computed"))
    yield "computed", computed, by_code(found.clients, "abc_class")


def _cross(case: Case, sales, profits) -> Iterator[Pair]:
    totals = case.analysis.classes.totals
    known = {client: value for client, value in profits.items() if value is not None}
    classes = [abc_classes(sales, *DEFAULT), abc_classes(known, *DEFAULT)]
    expected = crossing({client: classes[0][client] for client in known}, classes[1])
    by_sales, by_profit = (
        classify_abc(as_values(totals, measure), settings=AbcSettings())
        for measure in ("net_sales", "gross_profit")
    )
    found = cross_measures(totals, sales_classes=by_sales.clients, profit_classes=by_profit.clients)
    for cell in found.cells.itertuples():
        pair = (cell.sales_class, cell.profit_class)
        yield f"cross {pair}", expected[pair], cell.client_count


def _rhythm(case: Case, length: str) -> Iterator[Pair]:
    complete = complete_months(case.lines, case.as_of)
    own = by_client(case.lines)
    rhythms = {client: rhythm(own[client], case.as_of, complete, length) for client in own}
    found = classify_xyz(
        case.portfolio.client_days,
        as_of=case.as_of,
        complete=complete,
        reference_keys=case.portfolio.clients["client_key"],
        settings=XyzSettings(period=length),
    )
    patterns = {
        client: demand_class(one.adi, one.nonzero_cv2)
        if one and one.nonzero_count >= 3 and one.nonzero_cv2 is not None
        else ""
        for client, one in rhythms.items()
    }
    yield f"pattern {length}", patterns, by_code(found.clients, "sbc_class")
    adjusted = seasonal_cv2(case.lines, case.as_of, complete, length) or {}
    expected = {
        client: root(value) if (value := adjusted.get(client)) is not None else None for client in own
    }
    yield f"seasonal {length}", expected, by_code(found.clients, "seasonal_cv")
