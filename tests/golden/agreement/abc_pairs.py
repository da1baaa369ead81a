"""ABC classes, shares and flags in both measures and conventions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from tests.golden.oracle.classes_oracle import abc_classes, abc_flag, share_before, share_upto, shares
from tests.golden.oracle.lines_oracle import between, profit_by_client, sales_by_client, trailing_window
from tests.golden.random_portfolios import Case, Pair, by_code
from tests.golden.sales_files import as_values

LIMITS = (("0.8", "0.95"), ("0.7", "0.9"), ("0.5", "0.8"))


def compare(case: Case) -> Iterator[Pair]:
    window = trailing_window(case.lines, case.as_of)
    found = case.analysis.classes
    yield "window", list(window), [found.window.start, found.window.end]
    inside = between(case.lines, *window)
    measures = {"net_sales": dict(sales_by_client(inside)), "gross_profit": profit_by_client(inside)}
    for measure, values in measures.items():
        yield measure, values, by_code(found.totals, measure)
        given = as_values(found.totals, measure)
        yield from _shares(measure, values, classify_abc(given, settings=AbcSettings()))
        for a_limit, b_limit in LIMITS:
            for convention in ("start_share", "end_share"):
                settings = AbcSettings(convention=convention, a_limit=float(a_limit), b_limit=float(b_limit))
                classes = abc_classes(values, a_limit, b_limit, convention)
                unknown = {client: "" for client, value in values.items() if value is None}
                result = classify_abc(given, settings=settings)
                name = f"{measure} {convention} {a_limit}"
                yield name, classes | unknown, by_code(result.clients, "abc_class")


def _shares(measure, values, result) -> Iterator[Pair]:
    nothing = dict.fromkeys(values)
    yield f"{measure} share", nothing | shares(values), by_code(result.clients, "share")
    yield f"{measure} before", nothing | share_before(values), by_code(result.clients, "share_before")
    yield f"{measure} upto", nothing | share_upto(values), by_code(result.clients, "share_upto")
    yield f"{measure} base", sum((v for v in values.values() if v and v > 0), Fraction(0)), result.base
    if None not in values.values():
        yield f"{measure} flag", abc_flag(values), result.flag
