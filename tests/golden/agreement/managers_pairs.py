"""Portfolios of account managers and the punctuality of deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kamlogic.analysis.managers import ManagerSettings
from kamlogic.analysis.punctuality import PunctualitySettings, measure_punctuality
from kamlogic.ownership import own_from_lines
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.managers import find_managers
from kamlogic.services.ownership import Ownership
from kamlogic.tables import UNIDENTIFIED_KEY
from kamlogic.window_pairs import ComparisonSettings
from tests.golden.oracle.lines_oracle import known, trailing_window
from tests.golden.oracle.managers_oracle import owners, portfolios, punctuality, retention
from tests.golden.random_portfolios import Case, Pair, by_code

FIGURES = {"positive_net_sales": "sales", "sales_share": "share", "hhi": "hhi", "top_1_share": "top1"}


def compare(case: Case) -> Iterator[Pair]:
    yield from _managers(case)
    yield from _punctuality(case, tolerance=case.seed % 3)


def _managers(case: Case) -> Iterator[Pair]:
    starts = _named(case, "manager_starts")
    found = find_managers(
        LOCAL_LEADER,
        case.analysis,
        Ownership(own_from_lines(starts)),
        comparison=ComparisonSettings(),
        settings=ManagerSettings(),
    )
    owner = owners(case.lines, case.as_of)
    yield "is known", any(owner.values()), found.result is not None
    if found.result is None:
        return
    yield "owners", {client: name or "" for client, name in owner.items()}, by_code(found.clients, "manager")
    rows = {row.manager: row for row in found.result.managers.itertuples()}
    expected = portfolios(case.lines, trailing_window(case.lines, case.as_of), owner)
    for manager, portfolio in expected.items():
        row = rows[manager or ""]
        yield f"{manager} clients", len(portfolio.clients), row.client_count
        for column, figure in FIGURES.items():
            yield f"{manager} {column}", getattr(portfolio, figure), getattr(row, column)
    if found.pair.earlier is not None and found.pair.later is not None:
        windows = [(window.start, window.end) for window in (found.pair.earlier, found.pair.later)]
        start_owner = owners(known(case.lines, windows[0][1]), windows[0][1])
        for manager, (grr, kept) in retention(case.lines, start_owner, *windows).items():
            if manager or "" in rows:
                row = rows.get(manager or "")
                yield f"{manager} GRR", grr, None if row is None else row.gross_revenue_retention
                yield f"{manager} kept", kept, None if row is None else row.client_retention


def _punctuality(case: Case, tolerance: int) -> Iterator[Pair]:
    """Orders promised in the window; lines without a client or below zero are no deliveries."""
    start = trailing_window(case.lines, case.as_of)[0]
    deliveries = _named(case, "deliveries")
    promised = deliveries[deliveries["promised_date"] >= pd.Timestamp(start)]
    found = measure_punctuality(
        promised, as_of=case.as_of, settings=PunctualitySettings(tolerance_days=tolerance)
    )
    lines = [
        line
        for line in case.lines
        if line.client is not None
        and line.amount >= 0
        and line.promised is not None
        and line.promised >= start
    ]
    expected = punctuality(lines, case.as_of, tolerance)
    for name, value in (
        ("orders", found.order_count),
        ("on_time", found.on_time_count),
        ("in_full", found.in_full_count),
        ("otif", found.otif_count),
        ("lines", found.line_count),
        ("line_ok", found.good_line_count),
        ("otif_rate", found.otif_share),
        ("line_rate", found.line_share),
        ("quantity_rate", found.quantity_share),
    ):
        yield f"punctuality {name}", getattr(expected, name), value


def _named(case: Case, table: str) -> pd.DataFrame:
    """Without the unidentified, whom the engine knows only by their own key and not in a file of many data sets."""
    rows = case.tables[table]
    return rows[rows["client_key"] != UNIDENTIFIED_KEY]
