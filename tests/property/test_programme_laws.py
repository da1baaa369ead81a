"""Laws of the comparison of a programme with its peers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.programme_results import ProgrammeResult, ProgrammeSettings, measure_programmes
from kamlogic.programme_tables import PROGRAMME_GROUPS, PROGRAMME_SPANS
from kamlogic.tables import CLIENT_PERIODS
from tests.property.strategies import LAW

FIRST = 2023 * 12 + 1
MONTHS = range(FIRST, FIRST + 30)
grids = st.lists(
    st.lists(st.integers(-500, 5000), min_size=len(MONTHS), max_size=len(MONTHS)), min_size=2, max_size=5
)
SPANS = pd.DataFrame([(1, "net_sales", "2024-07-01", None)], columns=PROGRAMME_SPANS.column_names).astype(
    PROGRAMME_SPANS.dtypes
)


def periods(grid: list[list[int]]) -> pd.DataFrame:
    rows = [
        (key, month, value / 100)
        for key, line in enumerate(grid, 1)
        for month, value in zip(MONTHS, line, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["client_key", "month", "net_sales"])
    rest = {name: 0 for name in CLIENT_PERIODS.column_names if name not in frame.columns}
    return frame.assign(**rest)[CLIENT_PERIODS.column_names]


def measured(frame: pd.DataFrame, members: list[int], peers: list[int]) -> ProgrammeResult:
    groups = [(1, key, True) for key in members] + [(1, key, False) for key in peers]
    return measure_programmes(
        frame,
        spans=SPANS,
        groups=pd.DataFrame(groups, columns=PROGRAMME_GROUPS.column_names).astype(PROGRAMME_GROUPS.dtypes),
        complete=MONTHS,
        scale=2,
        settings=ProgrammeSettings(),
    )


@LAW
@given(grids, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_clients_does_not_matter(grid, random):
    frame, keys = periods(grid), list(range(1, len(grid) + 1))
    members, peers = keys[:1], keys[1:]
    places = list(range(len(frame)))
    random.shuffle(places)

    plain = measured(frame, members, peers)
    shuffled = measured(frame.iloc[places], members, peers[::-1])

    pd.testing.assert_frame_equal(plain.results, shuffled.results)
    pd.testing.assert_frame_equal(plain.months, shuffled.months)


@LAW
@given(grids, st.sampled_from([2, 10, 1000]))
def test_another_currency_changes_no_share(grid, factor):
    frame, keys = periods(grid), list(range(1, len(grid) + 1))
    shares = ["member_change", "peer_change", "difference", "start_difference"]

    plain = measured(frame, keys[:1], keys[1:]).results[shares]
    scaled = measured(frame.assign(net_sales=frame["net_sales"] * factor), keys[:1], keys[1:]).results[shares]

    np.testing.assert_allclose(plain.to_numpy(), scaled.to_numpy(), rtol=1e-9, atol=1e-9)


@LAW
@given(grids)
def test_both_sides_exchanged_give_the_opposite_difference(grid):
    frame, keys = periods(grid), list(range(1, len(grid) + 1))

    one = measured(frame, keys[:1], keys[1:]).results.iloc[0]
    other = measured(frame, keys[1:], keys[:1]).results.iloc[0]

    if pd.isna(one["difference"]):
        assert pd.isna(other["difference"])
    else:
        assert one["difference"] == pytest.approx(-other["difference"])


@LAW
@given(grids, st.integers(1, 10_000))
def test_months_after_the_last_complete_one_change_nothing(grid, more):
    frame, keys = periods(grid), list(range(1, len(grid) + 1))
    later = frame[frame["month"] == MONTHS.stop - 1].assign(month=MONTHS.stop, net_sales=more)

    plain = measured(frame, keys[:1], keys[1:]).results
    longer = measured(pd.concat([frame, later], ignore_index=True), keys[:1], keys[1:]).results

    pd.testing.assert_frame_equal(plain, longer)
