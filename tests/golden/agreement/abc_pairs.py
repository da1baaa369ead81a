"""ABC classes, shares and flags in both measures; each data set also under one of the other rules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from kamlogic.analysis.abc_analysis import AbcResult, AbcSettings, classify_abc
from tests.golden.oracle.classes_oracle import (
    Values,
    abc_classes,
    abc_flag,
    share_before,
    share_upto,
    shares,
)
from tests.golden.oracle.lines_oracle import (
    between,
    positive,
    profit_by_client,
    sales_by_client,
    trailing_window,
)
from tests.golden.random_portfolios import Case, Pair, by_code
from tests.golden.sales_files import as_values

DEFAULT = ("0.8", "0.95", "start_share")
RULES = (
    ("0.8", "0.95", "end_share"),
    ("0.7", "0.9", "start_share"),
    ("0.7", "0.9", "end_share"),
    ("0.5", "0.8", "start_share"),
    ("0.5", "0.8", "end_share"),
)


def compare(case: Case) -> Iterator[Pair]:
    window = trailing_window(case.lines, case.as_of)
    found = case.analysis.classes
    yield "window", list(window), [found.window.start, found.window.end]
    inside = between(case.lines, *window)
    sales, profits = dict(sales_by_client(inside)), profit_by_client(inside)
    for measure, values in (("net_sales", sales), ("gross_profit", profits)):
        yield measure, values, by_code(found.totals, measure)
    rule = RULES[case.seed % len(RULES)]
    yield from _figures("sales", sales, found.abc)
    yield from _classes("sales", sales, found.totals, "net_sales", rule)
    yield from _classes("profit", profits, found.totals, "gross_profit", rule)


def _figures(name: str, values: Values, result: AbcResult) -> Iterator[Pair]:
    nothing = dict.fromkeys(values)
    yield f"{name} share", nothing | shares(values), by_code(result.clients, "share")
    yield f"{name} before", nothing | share_before(values), by_code(result.clients, "share_before")
    yield f"{name} upto", nothing | share_upto(values), by_code(result.clients, "share_upto")
    yield f"{name} base", sum(positive(values).values(), Fraction(0)), result.base
    yield f"{name} classes", abc_classes(values, *DEFAULT), by_code(result.clients, "abc_class")
    yield f"{name} flag", abc_flag(values), result.flag


def _classes(
    name: str, values: Values, totals: pd.DataFrame, measure: str, rule: tuple[str, str, str]
) -> Iterator[Pair]:
    a_limit, b_limit, convention = rule
    settings = AbcSettings(convention=convention, a_limit=float(a_limit), b_limit=float(b_limit))
    result = classify_abc(as_values(totals, measure), settings=settings)
    unknown = {client: "" for client, value in values.items() if value is None}
    yield f"{name} {rule}", abc_classes(values, *rule) | unknown, by_code(result.clients, "abc_class")
