"""The rules tested on the past: eligible clients, the truth, and the confusion of each rule on each test day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from kamlogic.analysis.backtest import BacktestSettings, measure_backtest
from tests.golden.oracle.backtest_oracle import (
    Confusion,
    Criterion,
    confusion,
    eligible,
    is_admissible,
    is_lost_after,
    trailing_sales,
)
from tests.golden.oracle.lines_oracle import purchase_days
from tests.golden.random_portfolios import Case, Pair

FIXED_DAYS = (30, 60, 90, 120, 180, 270, 365)
CRITERIA = {
    "everyone": Criterion("everyone"),
    "nobody": Criterion("nobody"),
    **{f"fixed_{days}": Criterion("fixed", Fraction(days)) for days in FIXED_DAYS},
    "own_median_2": Criterion("own_median", Fraction(2)),
    "own_median_3": Criterion("own_median", Fraction(3)),
    "own_longest": Criterion("own_longest"),
}
FIGURES = ("precision", "recall", "specificity", "balanced_accuracy", "f1", "mcc", "false_loss_rate")
HORIZONS = (90, 30, 180)


def compare(case: Case) -> Iterator[Pair]:
    horizon = HORIZONS[case.seed % len(HORIZONS)]
    found = measure_backtest(
        case.portfolio.client_days,
        case.portfolio.client_periods,
        as_of=case.as_of,
        span=case.portfolio.span,
        settings=BacktestSettings(horizon_days=horizon, resamples=50, max_origins=4),
    )
    days, begin = purchase_days(case.lines), min(line.day for line in case.lines)
    for row in found.origins.itertuples():
        origin = row.origin.date()
        then = eligible(days, origin)
        yield f"{origin} cases", len(then), row.case_count
        lost = sum(is_lost_after(days[client], origin, horizon) for client in then)
        yield f"{origin} lost", lost, row.lost_count
    shown = {(row.origin.date(), row.criterion): row for row in found.counts.itertuples()}
    for origin in (row.origin.date() for row in found.origins.itertuples()):
        for name, criterion in CRITERIA.items():
            if criterion.kind == "fixed":
                is_shown = (origin, name) in shown
                yield (
                    f"{origin} {name}",
                    is_admissible(criterion, origin, begin, horizon, case.as_of),
                    is_shown,
                )
            if (origin, name) in shown:
                yield from _verdicts(case, origin, horizon, name, shown[origin, name])


def _verdicts(case: Case, origin: date, horizon: int, name: str, row) -> Iterator[Pair]:
    days = purchase_days(case.lines)
    counts = confusion(days, origin, horizon, CRITERIA[name])
    money = confusion(days, origin, horizon, CRITERIA[name], trailing_sales(case.lines, origin))
    yield from _figures(f"{origin} {name}", counts, row, "")
    yield from _figures(f"{origin} {name}", money, row, "money_")


def _figures(name: str, expected: Confusion, row, prefix: str) -> Iterator[Pair]:
    """Those that the table has; of money it has some figures only."""
    for figure in ("tp", "fp", "fn", "tn", *FIGURES):
        if hasattr(row, prefix + figure):
            yield f"{name} {prefix}{figure}", getattr(expected, figure), getattr(row, prefix + figure)
