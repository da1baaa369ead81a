from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.concentration import (
    CONCENTRATION_CURVE,
    KEY_SHARES,
    ConcentrationSettings,
    measure_concentration,
    measure_key_shares,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_PERIODS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, client_periods, line

AssertIs = Callable[[pd.DataFrame, Table], None]


def values(*amounts: float) -> pd.DataFrame:
    return pd.DataFrame({"client_key": range(1, len(amounts) + 1), "value": amounts}).astype(
        {"client_key": "int64", "value": "float64"}
    )


def test_the_curve_of_three_clients(assert_is: AssertIs) -> None:
    result = measure_concentration(values(10, 70, 20))

    expected = pd.DataFrame(
        {
            "client_key": [2, 3, 1],
            "value": [70.0, 20.0, 10.0],
            "share": [0.7, 0.2, 0.1],
            "cumulative_share": [0.7, 0.9, 1.0],
            "client_share": [1 / 3, 2 / 3, 1.0],
        }
    )
    pd.testing.assert_frame_equal(result.curve, expected)
    assert_is(result.curve, CONCENTRATION_CURVE)


def test_a_single_client_is_all_there_is() -> None:
    result = measure_concentration(values(7))

    assert (result.client_count, result.hhi, result.effective_clients, result.gini) == (1, 1.0, 1.0, 0.0)
    assert result.top_shares == {1: 1.0, 3: 1.0, 5: 1.0, 10: 1.0}
    assert np.isnan(result.gini_corrected)
    assert (result.theil, result.clients_for_80) == (0.0, 1.0)


@pytest.mark.parametrize("amounts", [(), (0.0,), (-5.0, np.nan)])
def test_without_a_positive_value_nothing_is_defined(assert_is: AssertIs, amounts: tuple[float, ...]) -> None:
    result = measure_concentration(values(*amounts))

    figures = asdict(result)
    assert figures.pop("client_count") == 0
    assert figures.pop("total") == 0
    assert all(np.isnan(share) for share in figures.pop("top_shares").values())
    assert_is(figures.pop("curve"), CONCENTRATION_CURVE)
    assert all(np.isnan(figure) for figure in figures.values())


def test_a_single_client_has_no_corrected_or_normalised_form() -> None:
    result = measure_concentration(values(7))

    assert np.isnan([result.hhi_normalised, result.theil_normalised]).all()
    assert (result.shannon, result.effective_clients_by_entropy, result.rosenbluth) == (0.0, 1.0, 1.0)
    assert (result.hhi_points, result.major_count, result.major_share) == (10_000, 1, 1.0)


def test_equal_clients_are_as_many_as_they_are() -> None:
    result = measure_concentration(values(*[0.1] * 10))

    assert result.effective_clients_by_entropy == pytest.approx(10, abs=1e-9)
    assert result.hhi_normalised == pytest.approx(0, abs=1e-12)
    assert result.rosenbluth == pytest.approx(0.1, abs=1e-12)
    assert (result.major_count, result.major_share) == (10, pytest.approx(1, abs=1e-12))
    assert result.major_squared_shares == pytest.approx(0.1, abs=1e-12)


def test_zeros_count_when_the_settings_say_so() -> None:
    settings = ConcentrationSettings(counts_zeros=True)

    result = measure_concentration(values(0, 9, 0, -4, np.nan), settings=settings)

    assert result.client_count == 3
    assert result.gini == pytest.approx(2 / 3, abs=1e-12)
    assert (result.hhi, result.clients_for_80) == (1.0, 1.0)
    assert measure_concentration(values(0, -4), settings=settings).client_count == 0


def test_zero_negative_and_unknown_values_are_left_out() -> None:
    result = measure_concentration(values(0, 60, -40, np.nan, 40))

    assert result.client_count == 2
    assert result.total == 100
    assert result.curve["client_key"].tolist() == [2, 5]


def test_four_of_five_equal_clients_bring_eighty_percent() -> None:
    assert measure_concentration(values(*[0.1] * 5)).clients_for_80 == 4


def test_one_client_that_brings_exactly_eighty_percent_is_enough() -> None:
    assert measure_concentration(values(80, 20)).clients_for_80 == 1


def test_the_cumulative_share_never_passes_one() -> None:
    assert measure_concentration(values(*[0.1] * 49)).curve["cumulative_share"].max() <= 1


def test_the_argument_is_not_modified() -> None:
    given = values(1, 3, -2)
    before = given.copy()

    measure_concentration(given)

    pd.testing.assert_frame_equal(given, before)


def test_the_share_of_key_clients_by_month(assert_is: AssertIs) -> None:
    periods = client_periods(
        [
            line(ACME, "2024-01-05", 75),
            line(BRAVO, "2024-01-05", 25),
            line(NOBODY, "2024-01-05", 1000),
            line(BRAVO, "2024-02-05", 40),
            line(ACME, "2024-03-05", 10),
            line(BRAVO, "2024-03-05", -10),
        ]
    )

    months = measure_key_shares(periods, key_clients=pd.Series([ACME]))

    assert_is(months, KEY_SHARES)
    assert months["key_net_sales"].tolist() == [75.0, 0.0, 10.0]
    assert months["net_sales"].tolist() == [100.0, 40.0, 10.0]
    assert months["key_share"].tolist() == [0.75, 0.0, 1.0]


def test_the_key_share_of_a_month_is_undefined_when_nobody_sold_anything() -> None:
    periods = client_periods([line(ACME, "2024-01-05", -5), line(BRAVO, "2024-01-05", -10)])

    months = measure_key_shares(periods, key_clients=pd.Series([ACME]))

    assert np.isnan(months["key_share"].iloc[0])


@pytest.mark.parametrize("periods", [CLIENT_PERIODS.empty(), client_periods([line(NOBODY, "2024-01-05", 1)])])
def test_without_identified_clients_there_is_no_month(assert_is: AssertIs, periods: pd.DataFrame) -> None:
    months = measure_key_shares(periods, key_clients=pd.Series([], dtype="int64"))

    assert months.empty
    assert_is(months, KEY_SHARES)


def test_the_months_are_not_modified() -> None:
    periods = client_periods([line(ACME, "2024-01-05", 75)])
    before = periods.copy()

    measure_key_shares(periods, key_clients=pd.Series([ACME]))

    pd.testing.assert_frame_equal(periods, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_periods' lacks net_sales"):
        measure_key_shares(
            CLIENT_PERIODS.empty().drop(columns="net_sales"), key_clients=pd.Series([], dtype="int64")
        )
