"""Laws of dependence: concentration by period, the loss of clients, key clients, types. METHOD § 8."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.concentration import measure_concentration
from kamlogic.analysis.concentration_periods import PeriodSettings, choose_periods, measure_periods
from kamlogic.analysis.if_we_lose import IfWeLoseSettings, lose_clients, lose_each
from kamlogic.analysis.key_clients import CRITERIA, Criterion, KeyClientSettings, classify_key_clients
from kamlogic.analysis.selection import AXES, SelectionSettings, score_clients
from kamlogic.analysis.vital_history import VitalSettings, follow_vital
from kamlogic.periods import Window, month_end, month_start
from kamlogic.rolling import past_windows
from tests.property.strategies import LAW, amounts, complete_up_to_as_of, lines
from tests.unit.analysis.sales_rows import Line, client_periods

NO_COST = IfWeLoseSettings()


def totals_of(values: list[int]) -> pd.DataFrame:
    money = [cents / 100 for cents in values]
    return pd.DataFrame(
        {
            "client_key": range(1, len(values) + 1),
            "net_sales": money,
            "gross_profit": money[::-1],
            "purchase_day_count": 1,
        }
    ).astype({"client_key": "int64", "net_sales": "float64", "gross_profit": "float64"})


def values_of(totals: pd.DataFrame) -> pd.DataFrame:
    return totals[["client_key", "net_sales"]].set_axis(["client_key", "value"], axis=1)


def periods_of(sold: list[Line], keys: set[int]) -> pd.DataFrame:
    return measure_periods(
        client_periods(sold),
        periods=choose_periods(complete_up_to_as_of(sold), settings=PeriodSettings(period="quarter")),
        measure="net_sales",
        key_clients=pd.Series(sorted(keys), dtype="int64"),
        decimals=2,
    )


@LAW
@given(lines)
def test_a_period_has_the_figures_of_its_window(sold: list[Line]) -> None:
    for row in periods_of(sold, {1, 2}).to_dict("records"):
        first, last = int(row["first_month"]), int(row["last_month"])
        window = Window(month_start(first), month_end(last), first, last)
        totals = sum_clients(client_periods(sold), window=window).round({"net_sales": 2})

        alone = measure_concentration(values_of(totals))

        found = [row["top_1_share"], row["top_5_share"], row["hhi"], row["effective_clients"]]
        expected = [alone.top_shares[1], alone.top_shares[5], alone.hhi, alone.effective_clients]
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
        assert row["client_count"] == alone.client_count


@LAW
@given(lines, st.sets(st.integers(1, 6)), st.randoms(use_true_random=False))
def test_row_order_changes_no_period(sold: list[Line], keys: set[int], random: object) -> None:
    shuffled = list(sold)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    pd.testing.assert_frame_equal(periods_of(shuffled, keys), periods_of(sold, keys))


@LAW
@given(amounts, st.sets(st.integers(1, 25)))
def test_what_is_lost_and_what_stays_make_the_whole(values: list[int], lost: set[int]) -> None:
    totals = totals_of(values)

    loss = lose_clients(totals, lost_keys=lost, measure="net_sales", settings=NO_COST)

    assert loss.net_sales + loss.after.net_sales == pytest.approx(loss.before.net_sales, abs=1e-6)
    stays = totals[~totals["client_key"].isin(lost)]
    alone = measure_concentration(values_of(stays))
    found = [loss.after.top_1_share, loss.after.hhi, loss.after.effective_clients]
    np.testing.assert_allclose(
        found, [alone.top_shares[1], alone.hhi, alone.effective_clients], rtol=1e-9, atol=1e-12
    )
    if loss.before.value:
        assert loss.sales_share == pytest.approx(1 - loss.after.value / loss.before.value, abs=1e-9)


@LAW
@given(amounts)
def test_losing_each_alone_is_losing_one(values: list[int]) -> None:
    totals = totals_of(values)

    for row in lose_each(totals, measure="net_sales", count=5).to_dict("records"):
        alone = lose_clients(totals, lost_keys=[row["client_key"]], measure="net_sales", settings=NO_COST)
        found = [row["hhi_after"], row["top_1_share_after"], row["value_after"], row["sales_share"]]
        after = asdict(alone.after)
        expected = [after["hhi"], after["top_1_share"], after["value"], alone.sales_share]
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@LAW
@given(amounts, st.sets(st.sampled_from(CRITERIA), min_size=1))
def test_all_of_the_criteria_give_a_subset_of_any_of_them(values: list[int], chosen: set[Criterion]) -> None:
    criteria = tuple(name for name in CRITERIA if name in chosen)

    every, some = (
        classify_key_clients(
            totals_of(values),
            settings=KeyClientSettings(criteria=criteria, combine=combine, min_net_sales=100),  # type: ignore[arg-type]
        )
        for combine in ("all", "any")
    )

    assert set(every.keys()) <= set(some.keys())
    met = some.clients["key_reason"] != ""
    assert met.tolist() == some.clients["is_key"].tolist()


@LAW
@given(lines, st.integers(1, 4), st.integers(1, 3))
def test_a_client_at_the_entering_share_is_vital_and_a_vital_one_was_there(
    sold: list[Line], length: int, leave_windows: int
) -> None:
    periods = client_periods(sold)
    windows = past_windows(complete_up_to_as_of(sold), length=length, step=2)

    def follow(until: int, **settings: float) -> pd.DataFrame:
        return follow_vital(
            periods,
            windows=windows[:until],
            enter_share=0.10,
            settings=VitalSettings(leave_windows=leave_windows, **settings),  # type: ignore[arg-type]
            decimals=2,
        )

    found = follow(len(windows))
    strict = follow(len(windows), leave_share=0.10)
    assert (found.loc[found["vital_share"].round(12) >= 0.10, "is_vital"]).all()
    assert set(strict.loc[strict["is_vital"], "client_key"]) <= set(
        found.loc[found["is_vital"], "client_key"]
    )
    # What is known later changes no earlier state.
    for until in range(1, len(windows)):
        earlier = follow(until)
        assert set(earlier["client_key"]) <= set(found["client_key"])


@LAW
@given(
    st.dictionaries(
        st.tuples(
            st.integers(1, 6),
            st.sampled_from([criterion.name for criterion in SelectionSettings().criteria]),
        ),
        st.integers(1, 5),
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_scores_stay_between_one_and_five_whatever_the_order(
    points: dict[tuple[int, str], int], random: object
) -> None:
    rows = [(key, name, float(score)) for (key, name), score in points.items()]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    frames = [
        pd.DataFrame(given, columns=["client_key", "criterion", "score"]).astype(
            {"client_key": "int64", "criterion": "str", "score": "float64"}
        )
        for given in (rows, shuffled)
    ]

    result, other = (score_clients(frame, settings=SelectionSettings()) for frame in frames)

    pd.testing.assert_frame_equal(result.clients, other.clients)
    for axis in AXES:
        assert result.clients[axis].dropna().between(1, 5).all()
        filled = result.clients[f"{axis}_filled"].round(9) >= 0.6
        assert filled.tolist() == result.clients[axis].notna().tolist()
