"""Class movement, the bridge, retention and cohorts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.analysis.movement import MovementSettings
from kamlogic.periods import Window
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.bridge import build_bridge
from kamlogic.services.classes import ClassSettings
from kamlogic.services.cohorts import follow_cohorts
from kamlogic.services.movement import compare_movement
from kamlogic.window_pairs import ComparisonSettings
from tests.golden.oracle.lines_oracle import complete_months
from tests.golden.oracle.movement_oracle import STATES, bridge, cohorts, migration
from tests.golden.random_portfolios import Case, Pair, by_code

KINDS = ("auto", "previous", "year_ago", "quarters", "halves")
DEFAULT = ("0.8", "0.95", "start_share")
PARTS = {
    "new": ("new", 1),
    "returned": ("reactivated", 1),
    "grown": ("expansion", 1),
    "shrunk": ("contraction", -1),
    "lost": ("churned", -1),
}
NAMES = {kind: part for part, (kind, _) in PARTS.items()} | {"unchanged": "same", None: "none"}
RETENTION = {
    "gross_revenue_retention": "grr",
    "net_revenue_retention": "nrr",
    "logo_churn": "logo_churn",
    "revenue_churn": "revenue_churn",
    "quick_ratio": "quick_ratio",
    "start_count": "clients_start",
}


def compare(case: Case) -> Iterator[Pair]:
    comparison = ComparisonSettings(windows=KINDS[case.seed % len(KINDS)])
    moved = compare_movement(
        LOCAL_LEADER,
        case.portfolio,
        classes=ClassSettings(),
        comparison=comparison,
        settings=MovementSettings(),
    )
    pair = moved.pair
    if pair.earlier is not None and pair.later is not None:
        yield from _windows(case, pair.earlier, pair.later)
        windows = [(window.start, window.end) for window in (pair.earlier, pair.later)]
        yield from _movement(case, windows, moved.result)
        yield from _bridge(
            case, windows, build_bridge(LOCAL_LEADER, case.portfolio, window="12m", comparison=comparison)
        )
    yield from _cohorts(case)


def _windows(case: Case, earlier: Window, later: Window) -> Iterator[Pair]:
    """Equal length, one after the other, complete months only."""
    complete = complete_months(case.lines, case.as_of)
    yield "equal windows", earlier.period_count, later.period_count
    yield "in order", True, earlier.last_month < later.first_month
    yield "complete", True, earlier.first_month in complete and later.last_month in complete


def _movement(case: Case, windows, found) -> Iterator[Pair]:
    expected = migration(case.lines, *windows, DEFAULT)
    yield "before", expected.before, by_code(found.clients, "class_before")
    yield "after", expected.after, by_code(found.clients, "class_after")
    is_boundary = {client: client in expected.boundary for client in expected.before}
    yield "boundary moves", is_boundary, by_code(found.clients, "is_boundary_move")
    for cell in found.cells.itertuples():
        pair = (cell.class_before, cell.class_after)
        yield f"count {pair}", expected.counts[pair], cell.client_count
        yield f"row share {pair}", expected.row_share(*pair), cell.row_share
    yield "cells", len(STATES) ** 2, len(found.cells)
    yield "stability", expected.stability, found.stability
    yield "trace index", expected.trace_index, found.trace_index


def _bridge(case: Case, windows, found) -> Iterator[Pair]:
    expected = bridge(case.lines, *windows)
    yield "start", expected.start, Fraction(found.result.start)
    yield "end", expected.end, Fraction(found.result.end)
    for part, (name, sign) in PARTS.items():
        yield part, sign * getattr(expected, name), Fraction(found.result.changes[part])
    parts = by_code(found.result.clients, "part")
    yield "parts", {client: NAMES[expected.kinds.get(client)] for client in parts}, parts
    for column, name in RETENTION.items():
        yield column, getattr(expected, name), getattr(found.retention, column)


def _cohorts(case: Case) -> Iterator[Pair]:
    result = follow_cohorts(LOCAL_LEADER, case.portfolio, settings=CohortSettings(period="month"))
    found: dict[int, list[float]] = {}
    for cell in result.cells.sort_values(["cohort", "age"]).itertuples():
        found.setdefault(cell.cohort, []).append(cell.retained_share)
    expected = cohorts(case.lines, case.as_of)
    yield "cohorts", {cohort: shares for cohort, shares in expected.items() if shares}, found
