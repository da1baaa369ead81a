"""Regularity by frequency and by value, the period, and the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from kamlogic.analysis.xyz_analysis import XyzResult, XyzSettings
from tests.golden.oracle.classes_oracle import abc_classes, shares
from tests.golden.oracle.lines_oracle import (
    between,
    by_client,
    complete_months,
    purchase_days,
    sales_by_client,
    trailing_window,
)
from tests.golden.oracle.rhythm_oracle import Rhythm, frequency_class, period_length, rhythm, value_class
from tests.golden.random_portfolios import Case, Pair, by_code
from tests.xyz_classes import classify_xyz

FIGURES = {
    "purchase_day_count": "day_count",
    "period_count": "period_count",
    "active_period_count": "active_count",
    "value_period_count": "whole_count",
    "adi": "adi",
    "median_gap_days": "median_gap",
    "longest_gap_days": "longest_gap",
    "gap_cv": "gap_cv",
    "value_cv": "value_cv",
}
VALUE_RULES = (
    ("month", "0.1", "0.25", False),
    ("quarter", "0.25", "0.5", False),
    ("month", "0.5", "1", True),
    ("quarter", "0.1", "0.5", True),
)
COUNTS = ("purchase_day_count", "period_count", "active_period_count", "value_period_count")


def compare(case: Case) -> Iterator[Pair]:
    found = case.analysis.classes
    days = purchase_days(case.lines)
    sales = dict(sales_by_client(between(case.lines, *trailing_window(case.lines, case.as_of))))
    abc = abc_classes(sales, "0.8", "0.95", "start_share")
    length, typical = period_length(days, {c for c, name in abc.items() if name == "A"}, case.as_of)
    yield "period", length, found.xyz.period
    yield "typical gap", typical, found.xyz.typical_gap_days
    rhythms = _rhythms(case, length)
    yield from _figures(rhythms, found.xyz)
    classes = {client: frequency_class(one) for client, one in rhythms.items()}
    yield "by frequency", classes, by_code(found.xyz.clients, "xyz_class")
    cells = {client: abc[client] + classes[client] for client in sales}
    yield "cells", cells, by_code(found.matrix.clients, "cell")
    yield from _cells(cells, sales, found.matrix.cells)
    yield from _by_value(case, *VALUE_RULES[case.seed % len(VALUE_RULES)])


def _rhythms(case: Case, length: str) -> dict[str, Rhythm | None]:
    complete = complete_months(case.lines, case.as_of)
    own = by_client(case.lines)
    return {client: rhythm(own[client], case.as_of, complete, length) for client in own}


def _figures(rhythms: dict[str, Rhythm | None], result: XyzResult) -> Iterator[Pair]:
    for column, name in FIGURES.items():
        nothing = 0 if column in COUNTS else None
        expected = {client: getattr(one, name) if one else nothing for client, one in rhythms.items()}
        yield column, expected, by_code(result.clients, column)


def _cells(cells, sales, frame) -> Iterator[Pair]:
    counts, share = Counter(cells.values()), shares(sales)
    for row in frame.itertuples():
        inside = [client for client, cell in cells.items() if cell == row.cell]
        yield f"{row.cell} clients", counts[row.cell], row.client_count
        yield f"{row.cell} sales", sum((sales[client] for client in inside), Fraction(0)), row.net_sales
        joint = sum((share.get(client, Fraction(0)) for client in inside), Fraction(0)) if share else None
        yield f"{row.cell} share", joint, row.share


def _by_value(case: Case, period: str, x_limit: str, y_limit: str, is_sample: bool) -> Iterator[Pair]:
    result = classify_xyz(
        case.portfolio.client_days,
        as_of=case.as_of,
        complete=complete_months(case.lines, case.as_of),
        reference_keys=case.portfolio.clients["client_key"],
        settings=XyzSettings(
            basis="value",
            period=period,
            value_x_limit=float(x_limit),
            value_y_limit=float(y_limit),
            uses_sample_deviation=is_sample,
        ),
    )
    rhythms = _rhythms(case, period)
    expected = {c: value_class(one, x_limit, y_limit, is_sample=is_sample) for c, one in rhythms.items()}
    yield f"by value {period} {x_limit}", expected, by_code(result.clients, "xyz_class")
