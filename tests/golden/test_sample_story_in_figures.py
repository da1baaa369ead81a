"""The story of the sample company is in the figures that the package gives (STORY.md tells it)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.intake.exports import Choices
from kamlogic.periods import month_of
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysed_files import analysed_files
from kamlogic.services.classes import ClassSettings, classify_clients
from kamlogic.services.report_settings import ReportSettings

EXPORT = Path(__file__).resolve().parents[2] / "sample_data" / "sample_company.csv.zip"


@pytest.fixture(scope="module")
def analysis():
    """Everything, with the defaults."""
    with analysed_files(LOCAL_LEADER, [EXPORT], choices=Choices(), settings=ReportSettings()) as files:
        return files.analysis


@pytest.fixture(scope="module")
def clients(analysis):
    """Everything known of each client, by code."""
    return analysis.client_figures().set_index("client_code")


@pytest.fixture(scope="module")
def events(analysis):
    """Every loss, by the client's code."""
    named = analysis.losses.events.merge(analysis.portfolio.clients, on="client_key")
    return named.set_index("client_code")


def test_the_as_of_day_is_the_last_day_of_the_last_month(analysis):
    assert analysis.portfolio.as_of.isoformat() == "2026-06-30"


def test_one_client_is_vital(clients):
    assert list(clients.index[clients["is_vital"]]) == ["K009"]
    assert clients.loc["K009", "profit_share"] == pytest.approx(0.14, abs=0.005)


def test_key_clients_bring_45_percent_and_rise_to_the_edge_of_the_band(analysis):
    key = analysis.classes.key
    shares = analysis.concentration.key_shares.set_index("month")
    months = shares.loc[month_of(analysis.portfolio.as_of) - 11 :]
    quarters = (
        months["key_net_sales"].groupby((months.index - 1) // 3).sum()
        / months["net_sales"].groupby((months.index - 1) // 3).sum()
    )

    assert key.key_count == 11
    assert key.key_share == pytest.approx(0.45, abs=0.01)
    assert quarters.is_monotonic_increasing
    assert 0.48 < quarters.iloc[-1] <= 0.55


def test_the_image_client_is_small_and_regular(clients):
    assert clients.loc["H003", "abc_class"] + clients.loc["H003", "xyz_class"] == "CY"


def test_the_prospect_turned_client_is_new_and_buys_often(clients):
    assert str(clients.loc["K017", "first_purchase"].date()) == "2025-11-08"
    assert clients.loc["K017", "xyz_class"] == "X"


def test_the_key_client_that_buys_ever_later_shows_in_its_rhythm(clients):
    late = clients.loc["H006"]

    assert late["is_key"]
    assert not late["is_lost"]
    assert late["silence_days"] == 41
    assert late["silence_days"] > late["longest_gap_days"]
    assert late["gap_cv"] > 0.6


@pytest.mark.parametrize(
    ("code", "lost_on"), [("K013", "2026-04-21"), ("K010", "2026-05-19"), ("K018", "2026-03-16")]
)
def test_three_sizeable_clients_are_lost_on_the_day_their_silence_reaches_90_days(
    clients, events, code, lost_on
):
    assert clients.loc[code, "is_lost"]
    assert str(clients.loc[code, "lost_on"].date()) == lost_on
    assert events.loc[code, "yearly_net_sales"] > 300_000_000


def test_one_client_was_lost_and_won_back(clients, events):
    assert not clients.loc["K002", "is_lost"]
    assert str(events.loc["K002", "lost_on"].date()) == "2025-09-14"
    assert str(events.loc["K002", "returned_on"].date()) == "2025-12-01"


def test_the_seasonal_buyer_is_often_by_rhythm_and_unstable_by_amounts(analysis, clients):
    by_value = classify_clients(
        LOCAL_LEADER, analysis.portfolio, settings=ClassSettings(xyz=XyzSettings(basis="value"))
    ).xyz.clients.set_index("client_key")

    assert clients.loc["X007", "xyz_class"] == "X"
    assert by_value.loc[clients.loc["X007", "client_key"], "xyz_class"] == "Z"


def test_the_twice_a_year_buyer_is_regular_and_not_often(clients):
    assert clients.loc["X006", "xyz_class"] == "Y"


def test_the_fifth_largest_client_makes_a_loss(clients):
    assert list(clients.index).index("K015") == 4
    assert clients.loc["K015", "gross_profit"] < 0
    assert clients.loc["K015", "profit_share"] != clients.loc["K015", "profit_share"]


def test_the_client_with_a_credit_note_only_never_bought_and_is_not_lost(clients):
    assert not clients.loc["S024", "is_buyer"]
    assert not clients.loc["S024", "is_lost"]


def test_walk_in_sales_are_in_the_totals_and_in_no_class(analysis):
    assert analysis.portfolio.totals.unidentified_line_count == 12
    assert 0 not in set(analysis.classes.matrix.clients["client_key"])


def test_all_nine_cells_hold_clients_and_months_are_the_bucket(analysis):
    cells = analysis.classes.matrix.cells

    assert (cells.loc[cells["xyz_class"] != "N", "client_count"] > 0).all()
    assert analysis.classes.xyz.period == "month"
