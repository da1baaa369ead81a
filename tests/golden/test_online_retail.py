"""UCI Online Retail, half a million lines: the package and an independent computation agree."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.concentration import measure_concentration
from kamlogic.analysis.losses import LossResult, LossSettings, measure_losses
from kamlogic.analysis.xyz_analysis import XyzResult, XyzSettings
from kamlogic.day_values import sort_day_values
from kamlogic.money import exact_sum
from kamlogic.periods import choose_window, complete_months, month_of
from tests.golden import online_retail_oracle as oracle
from tests.golden.sales_files import Frames, as_values, read_frames, write_lines
from tests.xyz_classes import classify_xyz

STORED_SCALE = 4
LIMITS = [("0.80", "0.95"), ("0.70", "0.90"), ("0.50", "0.80")]


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return oracle.read_lines()


@pytest.fixture(scope="module")
def sales(lines: pd.DataFrame) -> oracle.Sales:
    return oracle.summarise(lines)


@pytest.fixture(scope="module")
def frames(lines: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    path = write_lines(
        tmp_path_factory.mktemp("online_retail") / "lines.parquet",
        client_keys=lines["client_key"].tolist(),
        days=lines["date"].tolist(),
        amounts=[Decimal(units).scaleb(-oracle.SCALE) for units in lines["units"].tolist()],
        scale=STORED_SCALE,
    )
    return read_frames(path, scale=STORED_SCALE, as_of=oracle.AS_OF)


@pytest.fixture(scope="module")
def totals(frames: Frames) -> pd.DataFrame:
    return sum_clients(frames.periods, window=choose_window(frames.span, oracle.AS_OF, "12m"))


@pytest.fixture(scope="module")
def a_keys(totals: pd.DataFrame) -> pd.Series:
    clients = classify_abc(as_values(totals, "net_sales"), settings=AbcSettings()).clients
    return clients.loc[clients["abc_class"] == "A", "client_key"]


@pytest.fixture(scope="module")
def xyz(frames: Frames, a_keys: pd.Series) -> XyzResult:
    return classify_xyz(
        frames.days,
        as_of=oracle.AS_OF,
        complete=complete_months(frames.span, oracle.AS_OF),
        reference_keys=a_keys,
        settings=XyzSettings(),
    )


@pytest.fixture(scope="module")
def losses(frames: Frames) -> LossResult:
    settings = LossSettings(hiatus_days=oracle.HIATUS_DAYS)
    return measure_losses(
        sort_day_values(frames.days), as_of=oracle.AS_OF, span=frames.span, settings=settings
    )


def test_the_oracle_reads_the_file_that_the_readme_describes(lines: pd.DataFrame) -> None:
    assert len(lines) == 541_909
    assert (lines["client_key"] == oracle.UNIDENTIFIED).sum() == 135_080
    assert lines["client_key"].nunique() == 4_372 + 1
    assert Decimal(int(lines["units"].sum())).scaleb(-3) == Decimal("9747747.934")


def test_the_window_is_twelve_complete_months(frames: Frames) -> None:
    window = choose_window(frames.span, oracle.AS_OF, "12m")

    assert (window.start, window.end) == oracle.WINDOW
    assert window.period_count == 12
    assert len(complete_months(frames.span, oracle.AS_OF)) == 12


def test_totals_are_exact_and_the_unidentified_client_is_apart(
    frames: Frames, totals: pd.DataFrame, sales: oracle.Sales
) -> None:
    unidentified = frames.periods[frames.periods["client_key"] == oracle.UNIDENTIFIED]

    found = {
        key: exact_sum(pd.Series([total]), STORED_SCALE)
        for key, total in zip(totals["client_key"], totals["net_sales"], strict=True)
    }

    assert found == {key: Decimal(units).scaleb(-oracle.SCALE) for key, units in sales.totals.items()}
    assert exact_sum(unidentified["net_sales"], STORED_SCALE) == Decimal(sales.unidentified_total).scaleb(
        -oracle.SCALE
    )


@pytest.mark.parametrize("convention", ["start_share", "end_share"])
@pytest.mark.parametrize("limits", LIMITS)
def test_abc_counts(
    totals: pd.DataFrame, sales: oracle.Sales, convention: str, limits: tuple[str, str]
) -> None:
    a_limit, b_limit = limits
    settings = AbcSettings(convention=convention, a_limit=float(a_limit), b_limit=float(b_limit))

    result = classify_abc(as_values(totals, "net_sales"), settings=settings)

    assert result.counts() == oracle.abc_counts(sales.totals, a_limit, b_limit, convention)


def test_every_client_has_the_class_of_the_oracle(a_keys: pd.Series, sales: oracle.Sales) -> None:
    classes = oracle.abc_classes(
        sales.totals, oracle.Fraction("0.80"), oracle.Fraction("0.95"), "start_share"
    )

    assert set(a_keys) == {key for key, name in classes.items() if name == "A"}


def test_the_bucket_is_the_month_because_class_a_pauses_briefly(
    xyz: XyzResult, a_keys: pd.Series, sales: oracle.Sales
) -> None:
    assert xyz.period == "month"
    assert xyz.typical_gap_days == oracle.median_gap(sales, set(a_keys))


def test_xyz_classes_by_frequency(xyz: XyzResult, sales: oracle.Sales) -> None:
    found = xyz.clients.set_index("client_key")["xyz_class"].to_dict()

    assert found == oracle.xyz_classes(sales)


def test_xyz_shares_of_class_a_are_those_of_the_method(xyz: XyzResult, a_keys: pd.Series) -> None:
    of_a = xyz.clients.loc[xyz.clients["client_key"].isin(a_keys), "xyz_class"]

    # METHOD § 2b prints two decimals.
    assert of_a.value_counts(normalize=True).round(2).to_dict() == {
        "X": 0.23,
        "Y": 0.26,
        "Z": 0.42,
        "N": 0.10,
    }


def test_concentration(totals: pd.DataFrame, sales: oracle.Sales) -> None:
    result = measure_concentration(as_values(totals, "net_sales"))

    found = {
        "client_count": result.client_count,
        "total": result.total,
        **{f"top_{top}": share for top, share in result.top_shares.items()},
        "gini": result.gini,
        "hhi": result.hhi,
        "effective_clients": result.effective_clients,
        "theil": result.theil,
        "clients_for_80": result.clients_for_80,
    }
    assert found == pytest.approx(oracle.concentration(sales.totals), rel=1e-9)


def test_losses_of_each_month(losses: LossResult, sales: oracle.Sales) -> None:
    expected = oracle.loss_months(sales.purchase_days)

    found = losses.months.set_index("month")[["active", "new", "lost", "returned", "stock"]]

    assert found.to_dict("index") == {year * 12 + month: row for (year, month), row in expected.items()}


def test_every_loss_on_its_day(losses: LossResult, sales: oracle.Sales) -> None:
    found = {
        (
            event.client_key,
            event.lost_on.date(),
            None if pd.isna(event.returned_on) else event.returned_on.date(),
        )
        for event in losses.events.itertuples()
    }

    assert found == set(oracle.losses(sales.purchase_days))
    assert len(losses.events) == len(found)


def test_only_months_that_begin_90_days_after_the_data_are_decidable(losses: LossResult) -> None:
    decidable = losses.months.loc[losses.months["decidable"], "month"]

    assert decidable.tolist() == list(range(month_of(oracle.date(2011, 3, 1)), month_of(oracle.AS_OF) + 1))
