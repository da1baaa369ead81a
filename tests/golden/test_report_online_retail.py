"""The report on UCI Online Retail written as CSV equals an independent computation in plain Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import pandas as pd
import pytest

from tests.golden import online_retail_oracle as oracle

ROOT = Path(__file__).resolve().parents[2]
NEAR = {"rel": 0, "abs": 1e-9}


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return oracle.read_lines()


@pytest.fixture(scope="module")
def sales(lines: pd.DataFrame) -> oracle.Sales:
    return oracle.summarise(lines)


@pytest.fixture(scope="module")
def classes(sales: oracle.Sales) -> dict[int, str]:
    return oracle.abc_classes(sales.totals, Fraction("0.80"), Fraction("0.95"), "start_share")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("online_retail") / "online_retail.csv"
    pd.read_parquet(oracle.ONLINE_RETAIL).to_csv(path, index=False)
    command = [sys.executable, "-m", "kamlogic", "report", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def clients(report: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {int(client["client"]): client for client in report["clients"]}


def test_every_row_is_accounted_for(report: dict[str, Any]) -> None:
    rows = report["intake"]["lines"]

    assert rows["in"] == rows["accepted"] + rows["refused"] + rows["set_aside"] == 541_909
    assert rows["accepted"] == 541_909


def test_the_money_is_the_file_s_own_to_the_cent(report: dict[str, Any], lines: pd.DataFrame) -> None:
    raw = pd.read_parquet(oracle.ONLINE_RETAIL, columns=["Quantity", "UnitPrice"])
    prices = raw["UnitPrice"].map(lambda price: Decimal(repr(float(price))))
    unidentified = lines.loc[lines["client_key"] == oracle.UNIDENTIFIED, "units"]

    total = sum(
        (price * quantity for price, quantity in zip(prices, raw["Quantity"].tolist(), strict=True)),
        Decimal(0),
    )

    assert Decimal(report["intake"]["net_sales"]) == total
    assert report["intake"]["unidentified"]["lines"] == len(unidentified)
    assert _units(report["intake"]["unidentified"]["net_sales"]) == int(unidentified.sum())
    assert report["intake"]["gross_profit"] is None


def test_documents_clients_and_days_are_counted(report: dict[str, Any]) -> None:
    raw = pd.read_parquet(oracle.ONLINE_RETAIL)

    assert report["intake"]["documents"] == raw["InvoiceNo"].nunique()
    assert report["intake"]["clients"] == raw["CustomerID"].nunique()
    assert report["intake"]["first_date"] == raw["InvoiceDate"].min().date().isoformat()
    assert report["intake"]["last_date"] == raw["InvoiceDate"].max().date().isoformat()
    assert report["as_of"] == oracle.AS_OF.isoformat()
    assert report["window"] == {"from": "2010-12-01", "to": "2011-11-30", "periods": 12}


def test_abc_is_that_of_the_oracle(
    report: dict[str, Any], sales: oracle.Sales, classes: dict[int, str], clients: dict[int, dict[str, Any]]
) -> None:
    base = sum(total for total in sales.totals.values() if total > 0)
    inside = {key: client for key, client in clients.items() if "not_in_window" not in client["flags"]}

    assert report["abc"]["counts"] == {name: Counter(classes.values())[name] for name in "ABC"}
    assert _units(report["abc"]["base"]) == base
    assert {key: client["abc_class"] for key, client in inside.items()} == classes
    assert {key: _units(client["net_sales"]) for key, client in inside.items()} == sales.totals


def test_shares_of_each_client_are_exact(sales: oracle.Sales, clients: dict[int, dict[str, Any]]) -> None:
    positive = Counter(total for total in sales.totals.values() if total > 0)
    base = sum(total * count for total, count in positive.items())
    before, running = {}, 0
    for total in sorted(positive, reverse=True):
        before[total], running = running, running + total * positive[total]

    for key, total in sales.totals.items():
        if total > 0:
            assert clients[key]["share"] == pytest.approx(total / base, **NEAR)
            assert clients[key]["share_before"] == pytest.approx(before[total] / base, **NEAR)
        else:
            assert clients[key]["share"] is None
            assert clients[key]["share_before"] is None


def test_xyz_and_the_matrix_are_those_of_the_oracle(
    report: dict[str, Any], sales: oracle.Sales, classes: dict[int, str], clients: dict[int, dict[str, Any]]
) -> None:
    xyz = oracle.xyz_classes(sales)
    base = sum(total for total in sales.totals.values() if total > 0)
    a_clients = {key for key, name in classes.items() if name == "A"}

    assert report["xyz"]["period"] == "month"
    assert report["xyz"]["typical_gap_days"] == oracle.median_gap(sales, a_clients)
    assert report["xyz"]["counts"] == {name: Counter(xyz.values())[name] for name in "XYZN"}
    assert {key: clients[key]["xyz_class"] for key in xyz} == xyz
    for name in (a + b for a in "ABC" for b in "XYZN"):
        own = [sales.totals[key] for key in classes if classes[key] + xyz[key] == name]
        cell = report["matrix"][name]
        assert cell["clients"] == len(own)
        assert _units(cell["net_sales"]) == sum(own)
        assert cell["share"] == pytest.approx(sum(total for total in own if total > 0) / base, **NEAR)


def test_every_concentration_figure_is_that_of_the_oracle(
    report: dict[str, Any], sales: oracle.Sales
) -> None:
    few, expected = report["concentration"], oracle.concentration(sales.totals)
    base = sum(total for total in sales.totals.values() if total > 0)
    vital = [total for total in sales.totals.values() if Fraction(total, base) >= Fraction("0.10")]
    key = [total for total in sales.totals.values() if Fraction(total, base) >= Fraction("0.02")]

    assert few["clients"] == expected["client_count"]
    for top in (1, 3, 5, 10):
        assert few[f"top_{top}_share"] == pytest.approx(expected[f"top_{top}"], **NEAR)
    for name in ("gini", "hhi"):
        assert few[name] == pytest.approx(expected[name], **NEAR)
    assert few["effective_clients"] == pytest.approx(expected["effective_clients"], rel=1e-9)
    assert (few["vital_basis"], few["vital_clients"]) == ("net_sales", len(vital))
    assert few["vital_share"] == pytest.approx(sum(vital) / base, **NEAR)
    assert few["vital_net_sales_share"] == pytest.approx(sum(vital) / base, **NEAR)
    assert few["key_clients"] == len(key)
    assert few["key_share"] == pytest.approx(sum(key) / base, **NEAR)


def test_losses_by_month_are_those_of_the_oracle(
    report: dict[str, Any], sales: oracle.Sales, lines: pd.DataFrame
) -> None:
    expected = oracle.loss_months(sales.purchase_days)
    money = _lost_money(sales, lines)

    assert report["losses"]["criterion"] == "fixed_hiatus"
    assert [month["month"] for month in report["losses"]["by_month"]] == [
        f"{year}-{number:02d}" for year, number in expected
    ]
    stock_before = 0
    for found, (month, counts) in zip(report["losses"]["by_month"], expected.items(), strict=True):
        assert {name: found[name] for name in counts} == counts
        rate = counts["lost"] / stock_before if stock_before and found["decidable"] else None
        assert found["lost_rate"] == (None if rate is None else pytest.approx(rate, **NEAR))
        assert _units(found["lost_net_sales"]) == money.get(month, 0)
        assert found["decidable"] == (
            date(*month, 1) >= oracle.WINDOW[0] + timedelta(days=oracle.HIATUS_DAYS)
        )
        stock_before = counts["stock"]


def test_rhythm_and_loss_of_each_client_are_those_of_the_oracle(
    sales: oracle.Sales, clients: dict[int, dict[str, Any]]
) -> None:
    standing = {key: day for key, day, back in oracle.losses(sales.purchase_days) if back is None}

    for key, client in clients.items():
        days = sales.purchase_days.get(key, [])
        assert client["purchase_days"] == len(days)
        assert client["lost_on"] == (standing[key].isoformat() if key in standing else None)
        assert client["is_lost"] == (key in standing)
        assert client["gap_cv"] == _gap_cv(days)
        assert ("never_bought" in client["flags"]) == (not days)
        if days:
            assert client["first_purchase"] == days[0].isoformat()
            assert client["last_purchase"] == days[-1].isoformat()
            assert client["silence_days"] == (oracle.AS_OF - days[-1]).days
            assert client["adi"] == pytest.approx(_adi(days), **NEAR)
        else:
            assert client["first_purchase"] is client["last_purchase"] is client["adi"] is None


def test_value_variation_of_each_client_counts_every_complete_month(
    sales: oracle.Sales, lines: pd.DataFrame, clients: dict[int, dict[str, Any]]
) -> None:
    known = lines[(lines["date"] <= oracle.AS_OF) & (lines["client_key"] != oracle.UNIDENTIFIED)]
    months = known["date"].map(lambda day: day.year * 12 + day.month)
    sold = {pair: int(units) for pair, units in known.groupby(["client_key", months])["units"].sum().items()}
    last = oracle.AS_OF.year * 12 + oracle.AS_OF.month

    for key, days in sales.purchase_days.items():
        first = days[0].year * 12 + days[0].month
        values = [sold.get((key, month), 0) for month in range(first, last + 1)]
        expected = (
            pytest.approx(pstdev(values) / fmean(values), rel=1e-9, abs=1e-9) if sum(values) > 0 else None
        )
        assert clients[key]["value_cv"] == expected


def _units(money: str) -> int:
    return int(Decimal(money).scaleb(oracle.SCALE).to_integral_exact())


def _adi(days: list[date]) -> float:
    months = (oracle.AS_OF.year - days[0].year) * 12 + oracle.AS_OF.month - days[0].month + 1
    return months / len({(day.year, day.month) for day in days})


def _gap_cv(days: list[date]) -> Any:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps:
        return None
    silence = (oracle.AS_OF - days[-1]).days
    gaps += [silence] if silence > max(gaps) else []
    return pytest.approx(pstdev(gaps) / fmean(gaps), **NEAR)


def _lost_money(sales: oracle.Sales, lines: pd.DataFrame) -> dict[tuple[int, int], int]:
    """Thousandths by month: of each loss, the 365 days up to the purchase before it."""
    known = lines[lines["date"] <= oracle.AS_OF]
    own: dict[int, list[tuple[date, int]]] = {}
    for key, day, units in known.itertuples(index=False):
        own.setdefault(key, []).append((day, units))
    money: Counter[tuple[int, int]] = Counter()
    for key, lost_on, _back in oracle.losses(sales.purchase_days):
        last = lost_on - timedelta(days=oracle.HIATUS_DAYS)
        year = sum(units for day, units in own[key] if last - timedelta(days=365) < day <= last)
        money[lost_on.year, lost_on.month] += year
    return dict(money)
