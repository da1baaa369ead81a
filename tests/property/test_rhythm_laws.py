"""Laws of regularity, of pauses and of the matrix, METHOD § 8."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.matrix import cross_classes
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.periods import choose_window
from kamlogic.survival import kaplan_meier, median_duration
from tests.property.strategies import AS_OF, LAW, complete_up_to_as_of, lines, span_up_to_as_of
from tests.unit.analysis.sales_rows import NOBODY, Line, client_days, client_periods
from tests.xyz_classes import classify_xyz

EVERYBODY = pd.Series(range(1, 7))
settings = st.builds(
    XyzSettings,
    basis=st.sampled_from(["frequency", "value"]),
    period=st.sampled_from(["auto", "week", "month", "quarter"]),
    is_seasonally_adjusted=st.booleans(),
    uses_sample_deviation=st.booleans(),
)
cases = st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=40)


def clients(days: pd.DataFrame, sold: list[Line], chosen: XyzSettings) -> pd.DataFrame:
    return classify_xyz(
        days,
        as_of=AS_OF,
        complete=complete_up_to_as_of(sold),
        reference_keys=EVERYBODY,
        settings=chosen,
    ).clients


@LAW
@given(lines, settings, st.integers(0, 2**16))
def test_row_order_does_not_matter(sold: list[Line], chosen: XyzSettings, seed: int) -> None:
    days = client_days(sold)

    shuffled = clients(days.sample(frac=1, random_state=seed), sold, chosen)

    pd.testing.assert_frame_equal(shuffled, clients(days, sold, chosen))


@LAW
@given(lines, settings)
def test_other_client_keys_give_the_same_classes(sold: list[Line], chosen: XyzSettings) -> None:
    renamed = [one._replace(client_key=7 - one.client_key if one.client_key else NOBODY) for one in sold]

    before, after = (clients(client_days(which), which, chosen) for which in (sold, renamed))

    after = after.assign(client_key=7 - after["client_key"]).sort_values("client_key", ignore_index=True)
    pd.testing.assert_frame_equal(after, before)


@LAW
@given(lines, settings)
def test_another_currency_changes_no_class(sold: list[Line], chosen: XyzSettings) -> None:
    days = client_days(sold)

    before = clients(days, sold, chosen)
    after = clients(days.assign(net_sales=days["net_sales"] * 8), sold, chosen)

    pd.testing.assert_frame_equal(after, before)


@LAW
@given(lines)
def test_figures_of_a_rhythm_stay_in_their_bounds(sold: list[Line]) -> None:
    found = clients(client_days(sold), sold, XyzSettings())

    buyers = found[found["purchase_day_count"] > 0]
    assert (buyers["adi"] >= 1).all()
    assert (buyers["active_period_count"] <= buyers["purchase_day_count"]).all()
    assert (buyers["silence_days"] >= 0).all()
    assert (found["gap_cv"].dropna() >= 0).all()
    assert (found["value_cv"].dropna() >= 0).all()
    assert (found.loc[found["purchase_day_count"] < 3, "xyz_class"] == "N").all()
    assert not np.isinf(found.select_dtypes("float64").to_numpy()).any()


@LAW
@given(lines, settings)
def test_the_cells_add_up_to_the_clients_of_the_window(sold: list[Line], chosen: XyzSettings) -> None:
    window = choose_window(span_up_to_as_of(sold), AS_OF, "12m")
    totals = sum_clients(client_periods(sold), window=window)
    abc = classify_abc(totals.rename(columns={"net_sales": "value"}), settings=AbcSettings())

    result = cross_classes(
        totals, abc_classes=abc.clients, xyz_classes=clients(client_days(sold), sold, chosen)
    )

    assert len(result.cells) == 12
    assert result.cells["client_count"].sum() == len(totals) == len(result.clients)
    assert result.cells["net_sales"].sum() == pytest.approx(totals["net_sales"].sum(), abs=1e-6)
    assert result.cells["gross_profit"].sum() == pytest.approx(totals["gross_profit"].sum(), abs=1e-6)
    if (totals["net_sales"] > 0).any():
        assert result.cells["share"].sum() == pytest.approx(1, abs=1e-12)
        assert result.clients["share"].sum() == pytest.approx(1, abs=1e-12)


@LAW
@given(cases)
def test_survival_never_rises_and_stays_between_zero_and_one(found: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier(
        np.array([days for days, _ in found], dtype="int64"),
        np.array([ended for _, ended in found], dtype=bool),
    )

    assert curve["survival_share"].is_monotonic_decreasing
    assert curve["survival_share"].between(0, 1).all()
    assert curve["duration_days"].is_monotonic_increasing
    assert curve["event_count"].sum() == sum(ended for _, ended in found)
    assert (curve["event_count"] <= curve["at_risk_count"]).all()


@LAW
@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_without_open_cases_survival_is_the_share_that_lasts_longer(durations: list[int]) -> None:
    curve = kaplan_meier(np.array(durations), np.ones(len(durations), dtype=bool))

    expected = [sum(other > days for other in durations) / len(durations) for days in curve["duration_days"]]
    assert curve["survival_share"].tolist() == pytest.approx(expected, abs=1e-12)
    assert median_duration(curve) == sorted(durations)[(len(durations) - 1) // 2]


def test_the_strategies_reach_every_class() -> None:
    """Guards the laws above against sales so dull that they hold by accident."""
    reached: set[Any] = set()

    @LAW
    @given(lines)
    def collect(sold: list[Line]) -> None:
        reached.update(clients(client_days(sold), sold, XyzSettings())["xyz_class"])

    collect()

    assert reached == {"X", "Y", "Z", "N"}
