"""The sample company holds the story that sample_data/STORY.md tells.

Everything is computed here from the zipped export alone, with pandas and the formulas of the
method, so that these tests stay an independent witness for the package.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

SAMPLE_DATA = Path(__file__).resolve().parents[2] / "sample_data"
EXPORT = SAMPLE_DATA / "sample_company.csv.zip"
FIRST_DAY = pd.Timestamp("2023-07-01")
AS_OF = pd.Timestamp("2026-06-30")
WINDOW = (pd.Timestamp("2025-07-01"), AS_OF)
YEAR_BEFORE = (pd.Timestamp("2024-07-01"), pd.Timestamp("2025-06-30"))
LOST_DAYS = 90

VITAL = "K009"  # Kedai Kancil Nusantara
IMAGE = "H003"  # Hotel Istana Awan
NEW_CLIENT = "K017"  # Kopi Meja Bundar Tiga
EVER_LATER = "H006"  # Hotel Seribu Lentera
LOST_TO_LATENESS = "K013"  # Kopi Jam Dinding
LOST_TO_A_RIVAL = "K010"  # Kedai Layang-Layang Putus
LOST_SILENTLY = "K018"  # Kopi Pintu Biru
WON_BACK = "K002"  # Kafe Hujan Bulan Lima
SEASONAL = "X007"  # Rempah Angin Timur Export
TWICE_A_YEAR = "X006"  # Pasar Apung Trading
LOSS_MAKING = "K015"  # Kopi Kilat Ekspres
CREDIT_ONLY = "S024"  # Toko Garis Tengah
BUSY_MANAGER = "Ratna Puspitasari"


class Rhythm(NamedTuple):
    """How a client buys."""

    xyz_class: str
    adi: float
    gap_cv: float
    silence_days: int


@pytest.fixture(scope="module")
def sales() -> pd.DataFrame:
    """All lines of the export."""
    with zipfile.ZipFile(EXPORT) as archive:
        content = archive.read("sample_company.csv")
    days = ["Invoice Date", "Promised Date", "Delivered Date"]
    return pd.read_csv(io.BytesIO(content), parse_dates=days, date_format="%Y-%m-%d")


def between(sales: pd.DataFrame, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    return sales[sales["Invoice Date"].between(*window)]


def client_totals(sales: pd.DataFrame) -> pd.DataFrame:
    """Net sales and gross profit of each client, with shares of the positive totals."""
    lines = sales.assign(gross_profit=sales["Net Amount"] - sales["Cost"])
    totals = lines.groupby("Client Code")[["Net Amount", "gross_profit"]].sum()
    totals.columns = ["net_sales", "gross_profit"]
    for column in ("net_sales", "gross_profit"):
        positive = totals[column].clip(lower=0)
        totals[f"{column}_share"] = positive / positive.sum()
    return totals


def key_clients(sales: pd.DataFrame) -> list[str]:
    totals = client_totals(between(sales, WINDOW))
    shares = totals[["net_sales_share", "gross_profit_share"]]
    return sorted(totals.index[shares.max(axis=1) >= 0.02])


def purchase_days(sales: pd.DataFrame, code: str) -> pd.DatetimeIndex:
    is_purchase = (sales["Client Code"] == code) & (sales["Quantity"] > 0)
    return pd.DatetimeIndex(sales.loc[is_purchase, "Invoice Date"].sort_values().unique())


def gap_days(days: pd.DatetimeIndex) -> np.ndarray:
    return np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int)


def rhythm(sales: pd.DataFrame, code: str) -> Rhythm:
    """Class a client by how often it buys, months as periods."""
    days = purchase_days(sales, code)
    silence = (AS_OF - days[-1]).days
    first, last = days[0].to_period("M").ordinal, AS_OF.to_period("M").ordinal
    adi = (last - first + 1) / days.to_period("M").nunique()
    if len(days) < 3:
        return Rhythm("N", adi, float("nan"), silence)
    gaps = gap_days(days)
    if silence > gaps.max():
        gaps = np.append(gaps, silence)
    gap_cv = gaps.std() / gaps.mean()
    regularity = "Y" if gap_cv <= 0.5 else "Z"
    return Rhythm("X" if adi <= 1.32 else regularity, adi, gap_cv, silence)


def rhythms(sales: pd.DataFrame) -> pd.DataFrame:
    """Rhythm of every buyer, by client code."""
    buyers = sales.loc[sales["Quantity"] > 0, "Client Code"].dropna().unique()
    rows = {code: rhythm(sales, code) for code in sorted(buyers)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(Rhythm._fields))


def abc_classes(totals: pd.Series) -> pd.Series:
    """Class by the share before the client, 80 and 95 %; the crossing client goes up."""
    positive = totals.clip(lower=0)
    before = pd.Series({code: positive[positive > positive[code]].sum() for code in totals.index})
    share = before / positive.sum()
    classes = np.select([positive == 0, share < 0.8, share < 0.95], ["C", "A", "B"], "C")
    return pd.Series(classes, index=totals.index)


def median_gap_days(sales: pd.DataFrame, codes: list[str]) -> int:
    """Kaplan-Meier median of the gaps; the present silences are censored."""
    days = {code: purchase_days(sales, code) for code in codes}
    closed = np.concatenate([gap_days(d) for d in days.values()])
    lengths = np.concatenate([closed, [(AS_OF - d[-1]).days for d in days.values()]])
    survival = 1.0
    for length in np.unique(closed):
        survival *= 1 - (closed == length).sum() / (lengths >= length).sum()
        if survival <= 0.5:
            return int(length)
    pytest.fail("Half of the gaps never close.")


def monthly_net_sales(sales: pd.DataFrame) -> pd.DataFrame:
    """Net sales by client and month, months without a purchase as 0."""
    month = sales["Invoice Date"].dt.to_period("M")
    return sales.pivot_table("Net Amount", "Client Code", month, "sum", fill_value=0)


def value_cv(values: pd.Series) -> float:
    return float(values.std(ddof=0) / values.mean())


def key_share(sales: pd.DataFrame, frequency: str) -> pd.Series:
    """Share of the key clients of the window in the positive totals of each period."""
    period = sales["Invoice Date"].dt.to_period(frequency)
    totals = sales.pivot_table("Net Amount", "Client Code", period, "sum", fill_value=0)
    return totals.loc[key_clients(sales)].sum() / totals.clip(lower=0).sum()


def is_late(lines: pd.DataFrame) -> pd.Series:
    return lines["Delivered Date"] > lines["Promised Date"]


def test_the_export_covers_36_complete_months_of_21_thousand_lines(sales: pd.DataFrame) -> None:
    days = sales["Invoice Date"]
    months = days.groupby(days.dt.to_period("M")).agg(["min", "max"])

    left_in_month = months.index.days_in_month - months["max"].dt.day

    assert len(sales) == 20_734
    assert len(months) == 36
    assert (days.min(), days.max()) == (FIRST_DAY, AS_OF)
    assert months["min"].dt.day.max() <= 2
    assert left_in_month.max() <= 1


def test_every_line_is_priced_costed_and_counted_once(sales: pd.DataFrame) -> None:
    assert (sales["Net Amount"] == sales["Quantity"] * sales["Unit Price"]).all()
    assert sales["Cost"].notna().all()
    assert (np.sign(sales["Cost"]) == np.sign(sales["Quantity"])).all()
    assert not sales.duplicated(["Invoice No", "Line No"]).any()
    assert sales.groupby("Invoice No")["Client Code"].nunique().max() == 1
    assert sales["Net Amount"].sum() == 71_723_293_500


def test_the_export_is_what_its_script_makes(tmp_path: Path) -> None:
    again = tmp_path / EXPORT.name
    script = SAMPLE_DATA / "make_sample_company.py"

    subprocess.run([sys.executable, "-B", script, SAMPLE_DATA / "sources", again], check=True)

    with zipfile.ZipFile(EXPORT) as kept, zipfile.ZipFile(again) as made:
        assert kept.read("sample_company.csv") == made.read("sample_company.csv")


def test_one_client_is_vital_with_14_percent_of_gross_profit(sales: pd.DataFrame) -> None:
    shares = client_totals(between(sales, WINDOW))["gross_profit_share"]

    assert shares.index[shares >= 0.10].tolist() == [VITAL]
    assert shares[VITAL] == pytest.approx(0.1404, abs=5e-5)
    assert shares.drop(VITAL).max() < 0.09  # well below the line that would make a second one


def test_eleven_key_clients_hold_45_percent_of_sales(sales: pd.DataFrame) -> None:
    shares = client_totals(between(sales, WINDOW))[["net_sales_share", "gross_profit_share"]]
    keys = key_clients(sales)

    assert keys == ["H001", "H002", "H006", "K001", "K009", "K015", "K021", "O002", "S015", "X004", "X008"]
    assert shares.loc[keys, "net_sales_share"].sum() == pytest.approx(0.4504, abs=5e-5)
    assert shares.loc[keys].max(axis=1).min() > 0.0225  # nobody stands near the 2 % line
    assert shares.drop(keys).to_numpy().max() < 0.0175


def test_one_key_client_is_key_by_gross_profit_alone(sales: pd.DataFrame) -> None:
    shares = client_totals(between(sales, WINDOW)).loc[key_clients(sales)]

    small_sales = shares.index[shares["net_sales_share"] < 0.02].tolist()

    assert small_sales == ["S015"]


def test_the_share_of_the_key_clients_rises_towards_the_edge_of_the_band(sales: pd.DataFrame) -> None:
    before = client_totals(between(sales, YEAR_BEFORE)).loc[key_clients(sales), "net_sales_share"].sum()
    quarters, months = key_share(sales, "Q"), key_share(sales, "M")

    assert before == pytest.approx(0.3856, abs=5e-5)
    assert quarters.iloc[-5:].is_monotonic_increasing
    assert quarters.iloc[-1] == pytest.approx(0.504, abs=5e-4)
    assert quarters.max() < 0.55
    assert months.iloc[-5:].between(0.48, 0.54).all()
    assert months.iloc[:24].mean() < 0.41


def test_the_image_client_is_small_and_regular(sales: pd.DataFrame) -> None:
    totals = client_totals(between(sales, WINDOW))

    assert abc_classes(totals["net_sales"])[IMAGE] == "C"
    assert rhythm(sales, IMAGE).xyz_class == "Y"
    assert totals.loc[IMAGE, "net_sales_share"] < 0.003


def test_a_prospect_became_a_client_in_november_and_grows(sales: pd.DataFrame) -> None:
    months = monthly_net_sales(sales).loc[NEW_CLIENT]

    assert purchase_days(sales, NEW_CLIENT)[0] == pd.Timestamp("2025-11-08")
    assert months.iloc[-3:].sum() > 2 * months["2025-11":"2026-01"].sum()
    assert NEW_CLIENT not in key_clients(sales)


def test_a_key_client_buys_ever_later_though_it_is_not_lost(sales: pd.DataFrame) -> None:
    days = purchase_days(sales, EVER_LATER)
    gaps = pd.Series(gap_days(days[days >= "2025-06-15"]))

    assert EVER_LATER in key_clients(sales)
    assert (gaps.iloc[0], gaps.iloc[-1]) == (7, 37)
    assert gaps.rank().corr(pd.Series(gaps.index)) > 0.98
    assert rhythm(sales, EVER_LATER).silence_days == 41
    assert gaps.max() < LOST_DAYS


def test_three_sizeable_clients_were_lost_within_the_window(sales: pd.DataFrame) -> None:
    silence = rhythms(sales)["silence_days"]
    fired_on = AS_OF - pd.to_timedelta(silence, unit="D") + pd.Timedelta(days=LOST_DAYS)
    lost = silence.index[(silence >= LOST_DAYS) & (fired_on >= WINDOW[0])]
    share_before = client_totals(between(sales, YEAR_BEFORE))["net_sales_share"]

    assert sorted(lost) == [LOST_TO_A_RIVAL, LOST_TO_LATENESS, LOST_SILENTLY]
    assert silence[lost].to_dict() == {LOST_TO_A_RIVAL: 132, LOST_TO_LATENESS: 160, LOST_SILENTLY: 196}
    assert share_before[lost].between(0.0125, 0.03).all()
    assert share_before[lost].sum() == pytest.approx(0.0515, abs=5e-4)


def test_small_clients_lost_earlier_are_the_only_other_silent_ones(sales: pd.DataFrame) -> None:
    silence = rhythms(sales)["silence_days"]

    assert sorted(silence.index[silence > 365]) == ["S008", "S032", "S037"]
    assert silence[silence < LOST_DAYS].max() <= 48
    assert (silence >= LOST_DAYS).sum() == 6


def test_one_lost_client_was_delivered_late_before_it_left(sales: pd.DataFrame) -> None:
    bought = sales[sales["Quantity"] > 0]
    lines = bought[bought["Client Code"] == LOST_TO_LATENESS]
    last_months = lines["Invoice Date"] > lines["Invoice Date"].max() - pd.Timedelta(days=120)
    delay = (lines["Delivered Date"] - lines["Promised Date"]).dt.days

    assert is_late(lines[last_months]).all()
    assert delay[last_months].mean() > 10
    assert is_late(lines[~last_months]).mean() < 0.10
    assert is_late(bought[bought["Client Code"] != LOST_TO_LATENESS]).mean() < 0.08


def test_one_lost_client_bought_less_and_cheaper_before_it_left(sales: pd.DataFrame) -> None:
    bought = sales[sales["Quantity"] > 0]
    usual = bought.groupby(["Product Code", bought["Invoice Date"].dt.year])["Unit Price"].transform("median")
    price = (bought["Unit Price"] / usual)[bought["Client Code"] == LOST_TO_A_RIVAL]
    lines = bought.loc[price.index]
    month = lines["Invoice Date"].dt.to_period("M")
    quantity = lines.groupby(month)["Quantity"].sum()
    discount = 1 - price.groupby(month).mean() / price[month < "2025-10"].mean()

    assert quantity["2025-12":"2026-01"].mean() < 0.6 * quantity["2025-06":"2025-09"].mean()
    assert discount[["2025-11", "2025-12", "2026-01", "2026-02"]].is_monotonic_increasing
    assert discount["2026-02"] > 0.12


def test_one_lost_client_just_stopped(sales: pd.DataFrame) -> None:
    days = purchase_days(sales, LOST_SILENTLY)
    lines = sales[(sales["Client Code"] == LOST_SILENTLY) & (sales["Quantity"] > 0)]
    recent = lines["Invoice Date"] > days[-1] - pd.Timedelta(days=120)
    amounts = lines.groupby("Invoice Date")["Net Amount"].sum()

    assert gap_days(days).max() < 20
    assert is_late(lines[recent]).mean() < 0.15
    assert amounts.iloc[-12:].mean() > 0.8 * amounts.iloc[:-12].mean()


def test_one_client_was_won_back_after_168_days(sales: pd.DataFrame) -> None:
    days = purchase_days(sales, WON_BACK)
    gaps = gap_days(days)
    longest = gaps.argmax()

    assert gaps[longest] == 168
    assert days[longest + 1] == pd.Timestamp("2025-12-01")
    assert len(gaps[longest + 1 :]) >= 20
    assert gaps[longest + 1 :].max() < 20
    assert rhythm(sales, WON_BACK).silence_days < 10


def test_half_of_the_gross_profit_hangs_on_one_manager(sales: pd.DataFrame) -> None:
    lines = between(sales, WINDOW)
    profit = (lines["Net Amount"] - lines["Cost"]).groupby(lines["Account Manager"]).sum()
    shares = profit / profit.sum()

    assert len(shares) == 6
    assert shares[BUSY_MANAGER] == pytest.approx(0.5304, abs=5e-5)
    assert shares.drop(BUSY_MANAGER).max() < 0.13


def test_the_seasonal_buyer_is_unstable_by_amount_and_often_by_rhythm(sales: pd.DataFrame) -> None:
    assert value_cv(monthly_net_sales(sales).loc[SEASONAL]) == pytest.approx(0.593, abs=5e-4)
    assert rhythm(sales, SEASONAL).xyz_class == "X"
    assert rhythm(sales, SEASONAL).adi == 1.0


def test_the_twice_a_year_buyer_is_stable_by_half_years_and_not_often_by_rhythm(
    sales: pd.DataFrame,
) -> None:
    lines = sales[sales["Client Code"] == TWICE_A_YEAR]
    half_year = [lines["Invoice Date"].dt.year, lines["Invoice Date"].dt.month > 6]
    by_rhythm = rhythm(sales, TWICE_A_YEAR)

    assert value_cv(lines.groupby(half_year)["Net Amount"].sum()) < 0.01
    assert len(purchase_days(sales, TWICE_A_YEAR)) == 6
    assert by_rhythm.xyz_class == "Y"
    assert by_rhythm.adi == pytest.approx(32 / 6)
    assert by_rhythm.gap_cv < 0.01


def test_the_fifth_largest_client_makes_a_loss(sales: pd.DataFrame) -> None:
    totals = client_totals(between(sales, WINDOW))

    assert totals.index[totals["gross_profit"] < 0].tolist() == [LOSS_MAKING]
    assert totals["net_sales"].rank(ascending=False)[LOSS_MAKING] == 5
    assert totals.loc[LOSS_MAKING, "gross_profit"] == -45_378_100


def test_a_client_with_only_a_credit_note_never_bought(sales: pd.DataFrame) -> None:
    lines = sales[sales["Client Code"] == CREDIT_ONLY]

    assert lines["Net Amount"].tolist() == [-924_000]
    assert len(purchase_days(sales, CREDIT_ONLY)) == 0


def test_twelve_walk_in_sales_have_no_client_and_little_money(sales: pd.DataFrame) -> None:
    walk_in = sales[sales["Client Code"].isna()]

    assert len(walk_in) == 12
    assert walk_in["Client Name"].isna().all()
    assert walk_in["Net Amount"].sum() == 4_585_500
    assert between(walk_in, WINDOW)["Net Amount"].sum() == 1_500_000


def test_all_nine_cells_of_the_matrix_hold_clients(sales: pd.DataFrame) -> None:
    abc = abc_classes(client_totals(between(sales, WINDOW))["net_sales"])
    xyz = rhythms(sales)["xyz_class"].reindex(abc.index)

    cells = pd.crosstab(abc, xyz)

    assert cells.columns.tolist() == ["N", "X", "Y", "Z"]
    assert cells.loc["A"].tolist() == [0, 32, 3, 3]
    assert cells.loc["B"].tolist() == [0, 15, 3, 2]
    assert cells.loc["C"].tolist() == [3, 6, 5, 6]


def test_the_gaps_of_class_a_clients_are_short_enough_for_months(sales: pd.DataFrame) -> None:
    abc = abc_classes(client_totals(between(sales, WINDOW))["net_sales"])

    assert median_gap_days(sales, abc.index[abc == "A"].tolist()) == 7


def test_returns_and_open_deliveries_are_few(sales: pd.DataFrame) -> None:
    bought = sales[(sales["Quantity"] > 0) & sales["Client Code"].notna()]
    undelivered = bought["Delivered Date"].isna()

    assert (sales["Quantity"] < 0).sum() == 127
    assert undelivered.sum() == 43
    assert (undelivered & (bought["Promised Date"] <= AS_OF)).sum() == 11
    assert bought["Delivered Date"].max() <= AS_OF


def test_the_catalogue_counts_lines_and_clients_of_every_sample() -> None:
    readers = {"zip": pd.read_csv, "parquet": pd.read_parquet}
    client_columns = ["Client Code", "Reseller Key", "CustomerID", "Customer ID"]
    entries = json.loads((SAMPLE_DATA / "catalogue.json").read_text(encoding="utf-8"))

    for entry, column in zip(entries, client_columns, strict=True):
        lines = readers[entry["file"].rsplit(".", 1)[1]](SAMPLE_DATA / entry["file"])
        assert (len(lines), lines[column].nunique()) == (entry["lines"], entry["clients"])


def test_the_real_samples_add_up_to_their_published_totals() -> None:
    adventureworks = pd.read_csv(SAMPLE_DATA / "adventureworks_resellers.csv.zip")
    retail = pd.read_parquet(SAMPLE_DATA / "online_retail.parquet")
    northwind = pd.read_csv(SAMPLE_DATA / "northwind.csv.zip")

    assert adventureworks["Sales Amount"].sum() == pytest.approx(77_548_570.20, abs=0.005)
    assert adventureworks["Total Product Cost"].sum() == pytest.approx(76_427_697.20, abs=0.005)
    assert adventureworks["Total Product Cost"].isna().sum() == 76
    assert (retail["Quantity"] * retail["UnitPrice"]).sum() == pytest.approx(9_747_747.93, abs=0.005)
    assert northwind["Amount"].sum() == pytest.approx(1_265_793.04, abs=0.005)
    assert northwind["Order ID"].nunique() == 830
