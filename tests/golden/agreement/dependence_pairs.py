"""What is left without the largest clients, one at a time and two together; concentration by period."""

from __future__ import annotations

from collections.abc import Iterator

from kamlogic.analysis.concentration_periods import PeriodSettings, choose_periods, measure_periods
from kamlogic.analysis.if_we_lose import IfWeLoseSettings, lose_clients, lose_each
from tests.golden.oracle.concentration_oracle import concentration, if_we_lose, joint
from tests.golden.oracle.keys_oracle import key_clients
from tests.golden.oracle.lines_oracle import (
    between,
    complete_months,
    first_day,
    last_day,
    positive,
    profit_by_client,
    sales_by_client,
    trailing_window,
)
from tests.golden.random_portfolios import SCALE, Case, Pair, code_of, key_of

EACH = {
    "net_sales": "sales_lost",
    "sales_share": "share",
    "gross_profit": "profit_lost",
    "value_after": "total_after",
    "top_1_share_after": "top1_after",
    "hhi_after": "hhi_after",
}


def compare(case: Case) -> Iterator[Pair]:
    inside = between(case.lines, *trailing_window(case.lines, case.as_of))
    sales, profits = dict(sales_by_client(inside)), profit_by_client(inside)
    totals = case.analysis.classes.totals
    table = lose_each(totals, measure="net_sales", count=50)
    yield "each", set(positive(sales)), set(table["client_key"].map(code_of))
    for row in table.itertuples():
        client = code_of(row.client_key)
        expected = if_we_lose(sales, profits, {client})
        for column, figure in EACH.items():
            known = column != "gross_profit" or profits[client] is not None
            yield f"{client} {column}", expected[figure] if known else None, getattr(row, column)
    lost = set(sorted(positive(sales), key=lambda client: (-sales[client], client))[:2])
    found = lose_clients(
        totals,
        lost_keys=[key_of(client) for client in lost],
        measure="net_sales",
        settings=IfWeLoseSettings(),
    )
    expected = if_we_lose(sales, profits, lost)
    for figure, value in (
        ("sales_lost", found.net_sales),
        ("share", found.sales_share),
        ("profit_lost", found.gross_profit),
        ("profit_share_lost", found.profit_share),
        ("total_after", found.after.value),
        ("top1_after", found.after.top_1_share),
        ("hhi_after", found.after.hhi),
    ):
        yield f"two lost: {figure}", expected[figure], value
    yield from _periods(case, key_clients(sales, profits).key)


def _periods(case: Case, key: set[str]) -> Iterator[Pair]:
    periods = choose_periods(complete_months(case.lines, case.as_of), settings=PeriodSettings())
    found = measure_periods(
        case.portfolio.client_periods,
        periods=periods,
        measure="net_sales",
        key_clients=case.analysis.classes.key.keys(),
        decimals=SCALE,
    )
    for row in found.itertuples():
        inside = between(case.lines, first_day(row.first_month), last_day(row.last_month))
        sales = dict(sales_by_client(inside))
        expected = concentration(sales)
        name = f"period {row.last_month}"
        for column, figure in (("client_count", "n"), ("value", "total"), ("hhi", "hhi")):
            yield f"{name} {column}", expected[figure], getattr(row, column)
        for top in (1, 5):
            yield f"{name} top {top}", expected[f"top{top}"], getattr(row, f"top_{top}_share")
        yield f"{name} key share", joint(sales, key) if positive(sales) else None, row.key_share
