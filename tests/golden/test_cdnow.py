"""The 1/10 CDNOW sample: 2,357 customers, 18 months; each figure computed twice elsewhere."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.client_life import measure_life
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.concentration import measure_concentration
from kamlogic.analysis.losses import LossResult, LossSettings, measure_losses
from kamlogic.analysis.pauses import PauseSettings, measure_pauses
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.day_values import sort_day_values, sort_purchases
from kamlogic.loss_criteria import LossCriterion, silence_limits
from kamlogic.money import exact_sum
from kamlogic.pauses import measure_lengths
from kamlogic.periods import choose_window, complete_months
from kamlogic.purchases import day_number
from kamlogic.survival import kaplan_meier, median_duration, survival_at
from tests.golden.sales_files import REFERENCE, Frames, as_values, read_frames, write_lines
from tests.xyz_classes import classify_xyz

AS_OF = date(1998, 6, 30)
CDNOW = REFERENCE / "cdnow"
EXPECTED: dict[str, Any] = json.loads((CDNOW / "expected.json").read_text())["events"]
LIBRARY = {"rel": 0, "abs": 1e-8}
GAP_KM_MEDIAN = 93
"""METHOD § 5b."""


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    rows = [line.split() for line in (CDNOW / "CDNOW_sample.txt").read_text().splitlines()]
    path = write_lines(
        tmp_path_factory.mktemp("cdnow") / "lines.parquet",
        client_keys=[int(row[1]) for row in rows],
        days=[date.fromisoformat(row[2]) for row in rows],
        amounts=[Decimal(row[4]) for row in rows],
        scale=2,
    )
    return read_frames(path, scale=2, as_of=AS_OF)


@pytest.fixture(scope="module")
def totals(frames: Frames) -> pd.DataFrame:
    return sum_clients(frames.periods, window=choose_window(frames.span, AS_OF, "all"))


@pytest.fixture(scope="module")
def losses(frames: Frames) -> LossResult:
    return measure_losses(
        sort_day_values(frames.days), as_of=AS_OF, span=frames.span, settings=LossSettings()
    )


@pytest.fixture(scope="module")
def gaps(frames: Frames) -> tuple[np.ndarray, np.ndarray]:
    pauses = measure_lengths(sort_purchases(frames.days), AS_OF)
    return pauses.days, pauses.is_closed


def test_size_and_total(frames: Frames, totals: pd.DataFrame) -> None:
    assert len(totals) == EXPECTED["n_customers"]
    assert frames.periods["line_count"].sum() == EXPECTED["rows"]
    assert exact_sum(totals["net_sales"], 2) == Decimal(str(EXPECTED["total"]))
    assert totals["purchase_day_count"].sum() == EXPECTED["purchase_days"]


def test_concentration(totals: pd.DataFrame) -> None:
    result = measure_concentration(as_values(totals, "net_sales"))

    found = {
        "n_positive": result.client_count,
        "top10_share": result.top_shares[10],
        "hhi": result.hhi,
        "n_eff": result.effective_clients,
        "gini": result.gini,
        "gini_corrected": result.gini_corrected,
        "theil": result.theil,
    }
    assert found == pytest.approx({name: EXPECTED[name] for name in found}, **LIBRARY)
    fifth = result.curve.loc[result.curve["client_share"] >= 0.2, "cumulative_share"].iloc[0]
    assert fifth == pytest.approx(EXPECTED["top20pct_share"], **LIBRARY)


@pytest.mark.parametrize("convention", ["start", "end"])
@pytest.mark.parametrize("limits", ["80_95", "70_90", "50_80"])
def test_abc_counts(totals: pd.DataFrame, convention: str, limits: str) -> None:
    a_limit, b_limit = (int(limit) / 100 for limit in limits.split("_"))
    settings = AbcSettings(convention=f"{convention}_share", a_limit=a_limit, b_limit=b_limit)
    # The reference counts the customers with a positive total; the eight without are C here.
    positive = totals[totals["net_sales"] > 0]

    result = classify_abc(as_values(positive, "net_sales"), settings=settings)
    everybody = classify_abc(as_values(totals, "net_sales"), settings=settings)

    expected = EXPECTED[f"abc_{convention}_{limits}"]
    assert list(result.counts().values()) == expected
    assert list(everybody.counts().values()) == [expected[0], expected[1], expected[2] + 8]


def test_each_month_of_the_losses(losses: LossResult) -> None:
    months = losses.months

    assert months["lost"].tolist() == EXPECTED["monthly_lost_90"]
    assert months["returned"].tolist() == EXPECTED["monthly_reactivated_90"]
    assert months["new"].tolist() == EXPECTED["monthly_new"]
    assert months["active"].tolist() == EXPECTED["monthly_active_buyers"]
    assert months["stock"].tolist() == EXPECTED["stock_not_lost_end"]
    assert months["decidable"].tolist() == [False] * 3 + [True] * 15
    assert losses.clients["is_buyer"].sum() == EXPECTED["n_buyers"]


@pytest.mark.parametrize("hiatus_days", [int(days) for days in EXPECTED["lost_by_silence"]])
def test_lost_at_the_as_of_day(frames: Frames, hiatus_days: int) -> None:
    settings = LossSettings(hiatus_days=hiatus_days)

    result = measure_losses(sort_day_values(frames.days), as_of=AS_OF, span=frames.span, settings=settings)

    assert result.clients["is_lost"].sum() == EXPECTED["lost_by_silence"][str(hiatus_days)]


def test_life_until_the_first_loss(frames: Frames, losses: LossResult) -> None:
    first = frames.days[frames.days["is_purchase"]].groupby("client_key")["date"].min()
    lost = losses.events.groupby("client_key")["lost_on"].min().reindex(first.index)
    life = (lost.fillna(pd.Timestamp(AS_OF)) - first).dt.days.to_numpy()

    curve = kaplan_meier(life, lost.notna().to_numpy()).set_index("duration_days")["survival_share"]

    assert lost.notna().sum() == EXPECTED["first_loss_events"]
    assert median_duration(curve.reset_index()) == EXPECTED["km_median"]
    for days, survival in EXPECTED["km_first_loss_90"].items():
        reached = curve.loc[: int(days)]
        assert (reached.iloc[-1] if len(reached) else 1.0) == pytest.approx(survival, **LIBRARY)


def test_kaplan_meier_of_the_gaps(gaps: tuple[np.ndarray, np.ndarray]) -> None:
    pauses, closed = gaps

    curve = kaplan_meier(pauses, closed)

    assert closed.sum() == EXPECTED["gaps_n"]
    assert pauses[closed].mean() == pytest.approx(EXPECTED["gap_mean"], **LIBRARY)
    for quantile, days in EXPECTED["gap_q"].items():
        assert np.quantile(pauses[closed], float(quantile)) == days
    survival = curve.set_index("duration_days")["survival_share"]
    for days, share in EXPECTED["gap_km"].items():
        assert survival.loc[: int(days)].iloc[-1] == pytest.approx(share, **LIBRARY)
    assert median_duration(curve) == GAP_KM_MEDIAN


def test_return_within_the_next_90_days(gaps: tuple[np.ndarray, np.ndarray]) -> None:
    survival = kaplan_meier(*gaps).set_index("duration_days")["survival_share"]

    for silence, probability in EXPECTED["return_prob_next_90"].items():
        now, later = (survival.loc[:days].iloc[-1] for days in (int(silence), int(silence) + 90))
        assert 1 - later / now == pytest.approx(probability, **LIBRARY)


def test_regularity_of_the_a_clients_in_months(frames: Frames, totals: pd.DataFrame) -> None:
    classes = classify_abc(as_values(totals, "net_sales"), settings=AbcSettings()).clients
    a_keys = classes.loc[classes["abc_class"] == "A", "client_key"]

    result = classify_xyz(
        frames.days,
        as_of=AS_OF,
        complete=complete_months(frames.span, AS_OF),
        reference_keys=a_keys,
        settings=XyzSettings(period="month"),
    )

    of_a = result.clients.loc[result.clients["client_key"].isin(a_keys), "xyz_class"]
    # METHOD § 2b prints two decimals.
    shares = of_a.value_counts(normalize=True).round(2).to_dict()
    assert shares == {"X": 0.02, "Y": 0.09, "Z": 0.65, "N": 0.23}


def test_the_pauses_both_ways(frames: Frames) -> None:
    result = measure_pauses(
        sort_day_values(frames.days),
        as_of=AS_OF,
        abc_classes=pd.Series(dtype="str"),
        settings=PauseSettings(),
    )

    percentiles = result.percentiles.set_index("percentile_share")
    for share, days in percentiles["closed_days"].items():
        assert days == EXPECTED["gap_q"][f"{share:g}"]
    assert percentiles["km_days"].loc[0.5] == GAP_KM_MEDIAN
    assert np.isnan(percentiles["km_days"].loc[0.8])
    assert result.closed_count == EXPECTED["gaps_n"]
    returns = result.returns.set_index("silence_days")["return_share"]
    for silence, probability in EXPECTED["return_prob_next_90"].items():
        assert returns[int(silence)] == pytest.approx(probability, **LIBRARY)


def test_client_life_as_one_analysis(frames: Frames) -> None:
    life = measure_life(sort_day_values(frames.days), as_of=AS_OF, criterion=LossCriterion())

    assert (life.client_count, life.lost_count) == (EXPECTED["n_buyers"], EXPECTED["first_loss_events"])
    days = [int(day) for day in EXPECTED["km_first_loss_90"]]
    found = survival_at(life.curve, np.array(days))
    assert found.tolist() == pytest.approx(list(EXPECTED["km_first_loss_90"].values()), **LIBRARY)


BACKTEST = list(csv.DictReader((CDNOW / "backtest_1997-09-30.csv").read_text().splitlines()))


@pytest.mark.parametrize("row", BACKTEST, ids=lambda row: f"{row['horizon']}-{row['criterion']}")
def test_who_counted_as_lost_in_the_past(frames: Frames, row: dict[str, str]) -> None:
    name, day = row["criterion"], date.fromisoformat(row["origin"])
    # Where no rhythm is known, 2 and 3 times the median of all gaps closed by then (27 days).
    criterion = {
        "2x_median": LossCriterion(kind="own_median", median_factor=2, hiatus_days=54),
        "3x_median": LossCriterion(kind="own_median", hiatus_days=81),
        "over_own_max": LossCriterion(kind="own_longest", hiatus_days=82),
        "everyone": LossCriterion(),
    }.get(name) or LossCriterion(hiatus_days=int(name.removeprefix("fixed_")))
    purchases = sort_purchases(frames.days)

    found = silence_limits(purchases, criterion, day)

    rows = purchases.last_rows(day)
    following = purchases.next_days[rows[rows >= 0]]
    came = (following >= 0) & (following <= day_number(day) + int(row["horizon"]))
    called = found["is_lost"].to_numpy() | (name == "everyone")
    table = [called & ~came, called & came, ~called & ~came, ~called & came]
    assert [int(cell.sum()) for cell in table] == [int(row[cell]) for cell in ("tp", "fp", "fn", "tn")]
