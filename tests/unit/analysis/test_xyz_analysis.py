from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.xyz_analysis import (
    XYZ_CLIENTS,
    XyzResult,
    XyzSettings,
    classify_rhythm,
)
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import month_of
from kamlogic.rhythm import measure_rhythm
from kamlogic.tables import CLIENT_DAYS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, Line, client_days, line
from tests.xyz_classes import classify_xyz

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)
JANUARY = month_of(date(2024, 1, 1))
HALF_YEAR = range(JANUARY, JANUARY + 6)
YEARLY = [line(ACME, f"{year}-01-10", 10) for year in (2021, 2022, 2023, 2024)]


def classify(
    *lines: Line,
    as_of: date = AS_OF,
    complete: range = HALF_YEAR,
    reference: tuple[int, ...] = (ACME,),
    period: str = "month",
    **settings: object,
) -> XyzResult:
    return classify_xyz(
        client_days(lines),
        as_of=as_of,
        complete=complete,
        reference_keys=pd.Series(reference, dtype="int64"),
        settings=XyzSettings(period=period, **settings),  # type: ignore[arg-type]
    )


def only(result: XyzResult) -> pd.Series:
    assert len(result.clients) == 1
    return result.clients.iloc[0]


def monthly(*amounts: float) -> list[Line]:
    """Sold on the tenth of each month from January on; nothing in months of zero."""
    return [line(ACME, f"2024-{month:02d}-10", sold) for month, sold in enumerate(amounts, start=1) if sold]


def test_the_whole_row_of_a_client_that_buys_every_second_month(assert_is: AssertIs) -> None:
    result = classify(*monthly(50, 0, 100, 0, 150))

    expected = {
        "client_key": ACME,
        "purchase_day_count": 3,
        "first_purchase": pd.Timestamp("2024-01-10"),
        "last_purchase": pd.Timestamp("2024-05-10"),
        "silence_days": 51.0,
        "period_count": 6,
        "active_period_count": 3,
        "adi": 2.0,
        "median_gap_days": 60.5,
        "longest_gap_days": 61.0,
        "gap_cv": 0.5 / 60.5,
        "value_cv": pytest.approx(np.std([50, 0, 100, 0, 150, 0]) / 50, abs=1e-12),
        "value_period_count": 6,
        "xyz_class": "Y",
        "is_provisional": True,
        "frequency_class": "Y",
        "value_class": "Z",
        "seasonal_cv": pytest.approx(np.nan, nan_ok=True),
        "purchase_adi": 5 / 3,
        "non_zero_cv2": pytest.approx(1 / 6, abs=1e-12),
        "sbc_class": "intermittent",
    }
    assert only(result).to_dict() == expected
    assert_is(result.clients, XYZ_CLIENTS)


def test_often_regular_irregular_and_too_new() -> None:
    assert only(classify(*monthly(1, 1, 1, 1, 1, 1)))["xyz_class"] == "X"
    assert only(classify(*monthly(1, 0, 1, 0, 1, 0)))["xyz_class"] == "Y"
    assert only(classify(*monthly(1, 1, 0, 0, 0, 1)))["xyz_class"] == "Z"
    assert only(classify(*monthly(1, 0, 0, 0, 0, 1)))["xyz_class"] == "N"


def test_a_silence_longer_than_every_gap_is_one_more_gap() -> None:
    result = classify(*monthly(1, 1, 1))

    client = only(result)
    assert client["silence_days"] == 112
    assert client["longest_gap_days"] == 31
    assert client["gap_cv"] == pytest.approx(np.std([31, 29, 112]) / np.mean([31, 29, 112]), abs=1e-12)
    assert client["xyz_class"] == "Z"


def test_a_silence_as_long_as_the_longest_gap_is_none() -> None:
    lines = [line(ACME, day, 1) for day in ("2024-04-01", "2024-05-01", "2024-05-31")]

    client = only(classify(*lines))

    assert (client["silence_days"], client["longest_gap_days"], client["gap_cv"]) == (30, 30, 0)


def test_a_gap_variation_at_the_limit_is_regular() -> None:
    """Gaps of 30 and 90 days: deviation 30, mean 60."""
    lines = [line(ACME, day, 1) for day in ("2024-01-01", "2024-01-31", "2024-04-30")]

    assert only(classify(*lines))["gap_cv"] == 0.5
    assert only(classify(*lines))["xyz_class"] == "Y"


def test_several_purchases_on_a_day_are_one_and_returns_are_none() -> None:
    lines = [
        line(ACME, "2024-05-05", 10),
        line(ACME, "2024-05-05", 10),
        line(ACME, "2024-05-20", -5),
        line(ACME, "2024-06-05", 10),
    ]

    client = only(classify(*lines))

    assert client["purchase_day_count"] == 2
    assert client["median_gap_days"] == 31


def test_a_client_with_returns_only_is_n_without_a_first_purchase(assert_is: AssertIs) -> None:
    result = classify(line(ACME, "2024-03-05", -10))

    client = only(result)
    assert pd.isna(client["first_purchase"])
    assert (client["purchase_day_count"], client["period_count"], client["value_period_count"]) == (0, 0, 0)
    assert np.isnan(client[["silence_days", "adi", "gap_cv", "value_cv"]].astype("float64")).all()
    assert client["xyz_class"] == "N"
    assert_is(result.clients, XYZ_CLIENTS)


@pytest.mark.parametrize("basis", ["frequency", "value"])
@pytest.mark.parametrize("period", ["auto", "month", "quarter"])
@pytest.mark.parametrize("lines", [(), (line(NOBODY, "2024-01-05", 10),)])
def test_without_identified_clients_the_table_is_empty(
    assert_is: AssertIs, basis: str, period: str, lines: tuple[Line, ...]
) -> None:
    result = classify(*lines, basis=basis, period=period)

    assert result.clients.empty
    assert_is(result.clients, XYZ_CLIENTS)
    assert np.isnan(result.typical_gap_days)


def test_five_purchases_are_provisional_and_six_in_six_periods_are_not() -> None:
    assert only(classify(*monthly(1, 1, 1, 1, 1, 0)))["is_provisional"]
    assert not only(classify(*monthly(1, 1, 1, 1, 1, 1)))["is_provisional"]
    assert only(classify(*[line(ACME, f"2024-06-{day:02d}", 1) for day in range(1, 9)]))["is_provisional"]


def test_quarters_are_chosen_when_the_reference_clients_pause_for_long() -> None:
    lines = [line(ACME, day, 1) for day in ("2023-07-01", "2023-09-30", "2023-12-30", "2024-03-30")]

    result = classify(*lines, line(BRAVO, "2024-06-01", 1), line(BRAVO, "2024-06-02", 1), period="auto")

    assert result.period == "quarter"
    assert result.typical_gap_days == 91
    client = result.clients.iloc[0]
    assert (client["period_count"], client["active_period_count"]) == (4, 3)


def test_months_are_chosen_up_to_a_usual_pause_of_45_days() -> None:
    lines = [line(ACME, day, 1) for day in ("2024-04-01", "2024-05-16", "2024-06-30")]

    assert classify(*lines).typical_gap_days == 45
    assert classify(*lines, period="auto").period == "month"
    assert classify(*lines, period="auto", quarter_above_gap_days=44).period == "quarter"


def test_the_bucket_can_be_set() -> None:
    assert classify(*YEARLY, period="month").period == "month"
    assert classify(*monthly(1, 1, 1, 1, 1, 1), period="quarter").period == "quarter"


def test_the_value_variation_leaves_incomplete_months_out() -> None:
    lines = monthly(100, 100, 100, 100, 100, 40)

    without_june = only(classify(*lines, as_of=date(2024, 6, 12), complete=HALF_YEAR[:-1]))
    without_january = only(classify(*lines, complete=HALF_YEAR[1:]))

    assert (without_june["value_cv"], without_june["value_period_count"]) == (0, 5)
    assert without_january["value_period_count"] == 5


def test_only_quarters_of_complete_months_count() -> None:
    result = classify(
        *monthly(1, 1, 1, 1, 1, 1), complete=range(JANUARY - 4, JANUARY + 5), basis="value", period="quarter"
    )

    assert only(result)["value_period_count"] == 1
    assert only(result)["xyz_class"] == "N"


def test_without_a_complete_period_the_variation_is_undefined(assert_is: AssertIs) -> None:
    result = classify(*monthly(1, 1), complete=range(JANUARY, JANUARY), basis="value")

    assert np.isnan(only(result)["value_cv"])
    assert only(result)["value_period_count"] == 0
    assert only(result)["xyz_class"] == "N"
    assert_is(result.clients, XYZ_CLIENTS)


def test_the_sample_variation_of_one_period_is_undefined() -> None:
    result = classify(line(ACME, "2024-06-05", 1), basis="value", uses_sample_deviation=True)

    assert np.isnan(only(result)["value_cv"])


def test_returns_before_the_first_purchase_are_not_in_the_variation() -> None:
    client = only(classify(line(ACME, "2024-01-05", -50), *monthly(0, 0, 0, 0, 10, 10)))

    assert (client["value_cv"], client["value_period_count"]) == (0, 2)


def test_a_negative_period_stays_in_the_variation() -> None:
    client = only(classify(*monthly(100, -50, 100, 100, 100, 100)))

    assert client["value_cv"] == pytest.approx(np.std([100, -50, 100, 100, 100, 100]) / 75, abs=1e-12)


def test_tenths_that_were_all_taken_back_have_no_variation() -> None:
    client = only(classify(*monthly(0.1, 0.2, -0.3), basis="value"))

    assert np.isnan(client["value_cv"])
    assert client["xyz_class"] == "N"


def test_classes_by_value() -> None:
    assert (
        only(classify(*monthly(90, 110), as_of=date(2024, 2, 29), complete=HALF_YEAR[:2], basis="value"))[
            "xyz_class"
        ]
        == "X"
    )
    assert only(classify(*monthly(80, 120, 80, 120, 80, 120), basis="value"))["xyz_class"] == "Y"
    assert only(classify(*monthly(50, 150, 50, 150, 50, 150), basis="value"))["xyz_class"] == "Z"
    assert only(classify(*monthly(50, -60), basis="value"))["xyz_class"] == "N"


def test_the_row_order_does_not_matter_and_the_argument_is_not_modified() -> None:
    days = client_days([*monthly(1, 2, 3), line(BRAVO, "2024-05-01", 4)]).iloc[::-1]
    before = days.copy()

    def result(frame: pd.DataFrame) -> pd.DataFrame:
        return classify_xyz(
            frame, as_of=AS_OF, complete=HALF_YEAR, reference_keys=pd.Series([ACME]), settings=XyzSettings()
        ).clients

    pd.testing.assert_frame_equal(result(days), result(days.iloc[::-1]))
    pd.testing.assert_frame_equal(days, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_days' lacks date"):
        classify_xyz(
            CLIENT_DAYS.empty().drop(columns="date"),
            as_of=AS_OF,
            complete=HALF_YEAR,
            reference_keys=pd.Series([], dtype="int64"),
            settings=XyzSettings(),
        )


def test_x_must_end_below_y() -> None:
    with pytest.raises(ValueError, match=r"X must end below Y: got 0\.25 and 0\.25"):
        XyzSettings(value_x_limit=0.25)


def test_a_usual_pause_that_is_never_reached_is_longer_than_45_days() -> None:
    """Class A bought once each, half a year ago: the median gap is undefined because it is long."""
    result = classify(
        line(ACME, "2024-01-05", 1), line(BRAVO, "2024-01-08", 1), reference=(ACME, BRAVO), period="auto"
    )

    assert result.period == "quarter"


def test_weeks_are_chosen_when_the_reference_clients_buy_more_often_than_weekly() -> None:
    days = pd.date_range("2024-04-01", "2024-06-28", freq="3D")
    lines = [line(ACME, f"{day:%Y-%m-%d}", 10) for day in days]

    assert (classify(*lines, period="auto").period, classify(*lines, period="auto").typical_gap_days) == (
        "week",
        3,
    )
    assert classify(*lines, period="auto", week_up_to_gap_days=2).period == "month"


def test_weeks_must_end_below_quarters() -> None:
    with pytest.raises(ValueError, match="Weeks must end below quarters: got 30 and 30 days"):
        XyzSettings(week_up_to_gap_days=30, quarter_above_gap_days=30)


def test_a_weekly_buyer_is_often_by_weeks_and_its_amounts_are_of_complete_weeks() -> None:
    """1 January and 1 April 2024 are Mondays; the week of 24 June ends on the as-of day."""
    days = pd.date_range("2024-04-01", "2024-06-30", freq="7D")
    lines = [line(ACME, f"{day:%Y-%m-%d}", 10) for day in days]

    client = only(classify(*lines, period="week"))

    assert (client["period_count"], client["active_period_count"], client["adi"]) == (13, 13, 1)
    assert (client["value_period_count"], client["value_cv"]) == (13, 0)
    assert only(classify(*lines, period="week", as_of=date(2024, 6, 29)))["value_period_count"] == 12


def test_an_unfinished_week_counts_as_a_period_and_not_in_the_amounts() -> None:
    lines = [line(ACME, day, 10) for day in ("2024-06-03", "2024-06-10", "2024-06-17", "2024-06-24")]

    client = only(classify(*lines, period="week", as_of=date(2024, 6, 26)))

    assert (client["period_count"], client["value_period_count"]) == (4, 3)


def test_the_four_patterns_and_their_limits() -> None:
    assert only(classify(*monthly(100, 100, 100, 100, 100, 100)))["sbc_class"] == "smooth"
    assert only(classify(*monthly(10, 10, 10, 10, 10, 200)))["sbc_class"] == "erratic"
    assert only(classify(*monthly(100, 0, 100, 0, 100, 0)))["sbc_class"] == "intermittent"
    assert only(classify(*monthly(10, 0, 10, 0, 0, 200)))["sbc_class"] == "lumpy"
    assert only(classify(*monthly(100, 100)))["sbc_class"] == ""


def test_a_squared_variation_of_0_49_is_still_smooth() -> None:
    """Amounts 30 and 170 three times each: mean 100, deviation 70."""
    client = only(classify(*monthly(30, 170, 30, 170, 30, 170)))

    assert client["non_zero_cv2"] == pytest.approx(0.49, abs=1e-12)
    assert client["sbc_class"] == "smooth"


def test_a_variation_at_the_limit_is_within_it_whatever_the_currency() -> None:
    for low, high in ((90, 110), (0.9, 1.1), (0.09, 0.11), (27, 33)):
        client = only(classify(*monthly(*[low, high] * 3), basis="value"))
        assert client["xyz_class"] == "X"


def test_returns_of_everything_leave_no_mean_whatever_binary_arithmetic_says() -> None:
    lines = [
        line(ACME, "2024-01-10", 0.1),
        line(ACME, "2024-02-10", 0.2),
        line(ACME, "2024-03-10", -0.3),
    ]

    client = only(classify(*lines, basis="value"))

    assert np.isnan(client["value_cv"])
    assert client["xyz_class"] == "N"


def two_years(*, december: float = 10, second: float = 10) -> list[Line]:
    """ACME buys more in December, BRAVO the same every month."""
    lines = []
    for month in range(1, 13):
        for year in (2022, 2023):
            sold = december if month == 12 else second if month == 2 else 10
            lines += [line(ACME, f"{year}-{month:02d}-10", sold), line(BRAVO, f"{year}-{month:02d}-10", 10)]
    return lines


TWO_YEARS = range(month_of(date(2022, 1, 1)), month_of(date(2023, 12, 1)) + 1)


@pytest.mark.parametrize("basis", ["frequency", "value"])
def test_the_seasonal_adjustment_evens_the_seasonal_and_not_the_even(basis: str) -> None:
    lines = two_years(december=110)

    result = classify(*lines, as_of=date(2023, 12, 31), complete=TWO_YEARS, basis=basis)
    adjusted = classify(
        *lines, as_of=date(2023, 12, 31), complete=TWO_YEARS, basis=basis, is_seasonally_adjusted=True
    )

    clients = result.clients.set_index("client_key")
    assert result.seasonality.reason == ""
    assert result.seasonality.index == pytest.approx((*[20 / (340 / 12)] * 11, 120 / (340 / 12)), abs=1e-12)
    assert clients.loc[ACME, "seasonal_cv"] < clients.loc[ACME, "value_cv"]
    assert clients.loc[BRAVO, "value_cv"] == 0
    assert clients.loc[BRAVO, "seasonal_cv"] > 0
    assert (result.is_adjusted, adjusted.is_adjusted) == (False, True)
    assert clients["value_class"].tolist() == ["Z", "X"]
    assert adjusted.clients["value_class"].tolist() == ["Y", "Y"]


def test_a_season_without_sales_allows_no_adjustment() -> None:
    lines = [sold for sold in two_years() if sold.day.month != 8]

    result = classify(
        *lines, as_of=date(2023, 12, 31), complete=TWO_YEARS, basis="value", is_seasonally_adjusted=True
    )

    assert (result.seasonality.reason, result.is_adjusted) == ("no_sales", False)
    assert result.clients["seasonal_cv"].isna().all()
    assert result.clients["xyz_class"].tolist() == ["Z", "Z"]


def test_sales_that_add_up_to_nothing_have_no_season() -> None:
    lines = [line(ACME, f"{year}-{month:02d}-10", -1) for year in (2022, 2023) for month in range(1, 13)]

    assert classify(*lines, complete=TWO_YEARS).seasonality.reason == "no_sales"


@pytest.mark.parametrize(("period", "reason"), [("month", "too_short"), ("week", "weeks")])
def test_without_two_years_or_by_weeks_no_adjustment_is_offered(period: str, reason: str) -> None:
    complete = HALF_YEAR if period == "month" else TWO_YEARS

    result = classify(*two_years(), period=period, complete=complete)

    assert (result.seasonality.reason, result.seasonality.index) == (reason, ())


@pytest.mark.parametrize("period", ["week", "month", "quarter"])
def test_a_rhythm_is_measured_once_and_classed_as_often_as_wanted(period: str) -> None:
    days = client_days(two_years(december=110))
    settings = XyzSettings(period=period, gap_cv_limit=0.1)  # type: ignore[arg-type]
    rhythm = measure_rhythm(sort_day_values(days), as_of=AS_OF, complete=TWO_YEARS)
    keys = pd.Series([ACME])

    classify_rhythm(rhythm, reference_keys=keys, settings=XyzSettings())
    again = classify_rhythm(rhythm, reference_keys=keys, settings=settings)

    whole = classify_xyz(days, as_of=AS_OF, complete=TWO_YEARS, reference_keys=keys, settings=settings)
    pd.testing.assert_frame_equal(again.clients, whole.clients)
    assert rhythm.bucketed(period) is rhythm.bucketed(period)  # type: ignore[arg-type]
