"""Laws of concentration, METHOD § 8."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kamlogic.analysis.concentration import ConcentrationResult, measure_concentration, measure_key_shares
from tests.property.strategies import LAW, amounts, lines, positive_amounts
from tests.unit.analysis.sales_rows import Line, client_periods

FIGURES = ("gini", "gini_corrected", "hhi", "effective_clients", "theil")


def measure(values: list[int]) -> ConcentrationResult:
    frame = pd.DataFrame(
        {"client_key": range(1, len(values) + 1), "value": [cents / 100 for cents in values]}
    )
    return measure_concentration(frame.astype({"client_key": "int64", "value": "float64"}))


def figures(result: ConcentrationResult) -> list[float]:
    return [*(getattr(result, name) for name in FIGURES), *result.top_shares.values()]


@LAW
@given(positive_amounts)
def test_figures_stay_in_their_bounds(values: list[int]) -> None:
    found = measure(values)

    count = found.client_count
    assert 1 / count - 1e-12 <= found.hhi <= 1 + 1e-12
    assert 1 - 1e-12 <= found.effective_clients <= count + 1e-9
    assert -1e-12 <= found.gini <= 1 - 1 / count + 1e-12
    assert -1e-12 <= found.theil <= np.log(count) + 1e-12
    assert 1 <= found.clients_for_80 <= count
    assert sorted(found.top_shares.values()) == list(found.top_shares.values())


@LAW
@given(amounts, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(values: list[int], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    np.testing.assert_array_equal(figures(measure(shuffled)), figures(measure(values)))


@LAW
@given(amounts, st.sampled_from([3, 7, 100, 15_873]))
def test_another_currency_changes_no_figure(values: list[int], rate: int) -> None:
    after = measure([value * rate for value in values])

    np.testing.assert_allclose(figures(after), figures(measure(values)), rtol=1e-9, atol=1e-12)


@LAW
@given(amounts, st.integers(-100_000, 0))
def test_a_client_without_positive_sales_changes_nothing(values: list[int], value: int) -> None:
    np.testing.assert_array_equal(figures(measure([*values, value])), figures(measure(values)))


@LAW
@given(positive_amounts, st.data())
def test_merging_two_clients_never_lowers_the_hhi(values: list[int], data: st.DataObject) -> None:
    assume(len(values) >= 2)
    first, second = data.draw(
        st.lists(st.integers(0, len(values) - 1), min_size=2, max_size=2, unique=True), label="merged"
    )
    others = [value for place, value in enumerate(values) if place not in {first, second}]

    merged = measure([*others, values[first] + values[second]])

    assert merged.hhi >= measure(values).hhi - 1e-12
    assert merged.effective_clients <= measure(values).effective_clients + 1e-9


@LAW
@given(positive_amounts)
def test_the_curve_adds_up_to_one_and_rises_ever_less(values: list[int]) -> None:
    curve = measure(values).curve

    assert curve["share"].sum() == pytest.approx(1, abs=1e-12)
    assert curve["cumulative_share"].iloc[-1] == pytest.approx(1, abs=1e-12)
    assert curve["cumulative_share"].is_monotonic_increasing
    assert curve["share"].is_monotonic_decreasing
    assert curve["client_share"].iloc[-1] == 1


@LAW
@given(positive_amounts)
def test_the_clients_for_80_percent_are_the_fewest_that_bring_it(values: list[int]) -> None:
    enough = int(measure(values).clients_for_80)

    falling = sorted(values, reverse=True)
    assert 5 * sum(falling[:enough]) >= 4 * sum(values)
    assert 5 * sum(falling[: enough - 1]) < 4 * sum(values)


@LAW
@given(lines, st.sets(st.integers(1, 6)))
def test_key_and_other_clients_add_up_to_each_month(sold: list[Line], keys: set[int]) -> None:
    periods = client_periods(sold)
    others = set(range(1, 7)) - keys

    of_keys, of_others = (
        measure_key_shares(periods, key_clients=pd.Series(sorted(chosen), dtype="int64"))
        for chosen in (keys, others)
    )

    np.testing.assert_allclose(
        of_keys["key_net_sales"] + of_others["key_net_sales"], of_keys["net_sales"], atol=1e-9
    )
    shares = of_keys["key_share"].dropna()
    assert shares.between(0, 1 + 1e-12).all()
