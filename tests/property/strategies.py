"""Invented sales: few clients, few amounts, so that ties, returns, pauses and losses are common."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from kamlogic.periods import DataSpan, complete_months, measure_span
from tests.unit.analysis.sales_rows import Line

FIRST_DAY = date(2023, 1, 1)
AS_OF = date(2024, 6, 30)
LAW = settings(deadline=None, derandomize=True, max_examples=50)

cents = st.one_of(st.sampled_from([-10_000, -1, 0, 1, 10_000]), st.integers(-50_000, 200_000))
costs = st.none() | st.integers(0, 150_000)
client_keys = st.integers(0, 6)
known_days = st.integers(0, (AS_OF - FIRST_DAY).days).map(lambda days: FIRST_DAY + timedelta(days=days))
later_days = st.integers(1, 200).map(lambda days: AS_OF + timedelta(days=days))


def _rhythm(client_key: int, start: int, pauses: list[int], bought: int) -> list[Line]:
    """A client that buys for the same money after each of these pauses, as long as the data last."""
    days = [FIRST_DAY + timedelta(days=start + sum(pauses[:place])) for place in range(len(pauses) + 1)]
    return [Line(client_key, day, bought, bought // 2) for day in days if day <= AS_OF]


_even = st.builds(lambda pause, count: [pause] * count, st.integers(20, 100), st.integers(2, 18))
_uneven = st.lists(st.integers(1, 150), min_size=2, max_size=12)
rhythms = st.builds(_rhythm, st.integers(1, 6), st.integers(0, 300), _even | _uneven, st.integers(1, 200_000))
"""Enough purchases of one client for every class of regularity; single lines make few but the class N."""

lines = st.builds(
    lambda single, rhythmic: [*single, *(one for found in rhythmic for one in found)],
    st.lists(st.builds(Line, client_keys, known_days, cents, costs), max_size=25),
    st.lists(rhythms, max_size=3),
)
later_lines = st.lists(st.builds(Line, client_keys, later_days, cents, costs), min_size=1, max_size=10)
amounts = st.lists(cents, max_size=25)
positive_amounts = st.lists(st.integers(1, 100_000), min_size=1, max_size=25)


def span_up_to_as_of(sold: list[Line]) -> DataSpan:
    """The span of the lines up to the as-of day; of the first day alone when there is none."""
    days = [one.day for one in sold if one.day <= AS_OF] or [FIRST_DAY]
    return measure_span(pd.Series(days, dtype="datetime64[us]"))


def complete_up_to_as_of(sold: list[Line]) -> range:
    """The complete months of the same lines."""
    return complete_months(span_up_to_as_of(sold), AS_OF)
