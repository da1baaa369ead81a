"""Make the sales of an invented coffee roaster, the story in STORY.md included.

Every client of `sources/clients.csv` buys on days drawn from its own rhythm, backwards from its last
purchase, so that its present silence is known. The amounts follow the client's path through the
years and are then scaled to the net sales the file gives for its last twelve months. Each client
has its own random stream: changing one leaves the others as they are.

    python make_sample_company.py sources sample_company.csv.zip
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from zipped_csv import write_zipped_csv

SEED = 20260630
FIRST_DAY = pd.Timestamp("2023-07-01")
LAST_DAY = pd.Timestamp("2026-06-30")
YEAR_START = pd.Timestamp("2025-07-01")  # the last twelve months: here the key clients speed up
ENDING_DAYS = 120  # how long a client that is about to leave is served late or squeezed on price
MAX_SILENCE_DAYS = 45  # of a client that has not left
ORDER_NOISE = 0.22
YEARLY_PRICE_RISE = 1.04
PRICE_STEP = 500
COST_STEP = 100
WALK_IN_COUNT = 12
SUNDAY = 6

# January to December: the weeks before Lebaran fell between February and April; December is festive.
COMPANY_SEASON = (0.99, 1.0, 1.06, 1.05, 1.0, 0.98, 0.97, 0.98, 0.99, 1.0, 1.01, 1.05)
HARVEST_SEASON = (0.45, 0.5, 0.6, 0.7, 1.0, 1.6, 2.2, 2.3, 1.6, 0.9, 0.55, 0.45)

HEADERS = {
    "invoice": "Invoice No",
    "line": "Line No",
    "day": "Invoice Date",
    "client_code": "Client Code",
    "client_name": "Client Name",
    "segment": "Segment",
    "region": "Region",
    "manager": "Account Manager",
    "product_code": "Product Code",
    "product": "Product",
    "category": "Product Category",
    "quantity": "Quantity",
    "unit_price": "Unit Price",
    "net_amount": "Net Amount",
    "cost": "Cost",
    "currency": "Currency",
    "promised": "Promised Date",
    "delivered": "Delivered Date",
    "delivered_quantity": "Delivered Quantity",
}
CLIENT_FIELDS = ["client_code", "client_name", "segment", "region", "manager"]


def read_clients(path: Path) -> pd.DataFrame:
    """Read the clients; a client without first or last day buys through all 36 months."""
    days = ["first_day", "last_day", "silent_from", "silent_to"]
    clients = pd.read_csv(path, parse_dates=days)
    clients["first_day"] = clients["first_day"].fillna(FIRST_DAY)
    clients["ending"] = clients["ending"].fillna("")
    return clients


def purchase_days(client: pd.Series, rng: np.random.Generator) -> pd.DatetimeIndex:
    """Draw the client's purchase days, backwards from the last one; none on a Sunday."""
    day = client["last_day"]
    if pd.isna(day):
        latest = int(min(client["gap_days"], MAX_SILENCE_DAYS))
        day = LAST_DAY - pd.Timedelta(days=int(rng.integers(0, latest)))
    days = []
    shape = client["gap_spread"] ** -2  # a gamma law with mean 1 and this spread
    while day >= client["first_day"]:
        days.append(day - pd.Timedelta(days=int(day.day_of_week == SUNDAY)))
        gap = client["gap_days"] * _slowing(client, day) * rng.gamma(shape, 1 / shape)
        day -= pd.Timedelta(days=max(1, round(gap)))
    drawn = pd.DatetimeIndex(sorted(set(days)))
    silent = (drawn >= client["silent_from"]) & (drawn <= client["silent_to"])
    return drawn[~silent & (drawn >= FIRST_DAY)]


def order_amounts(client: pd.Series, days: pd.DatetimeIndex, rng: np.random.Generator) -> np.ndarray:
    """Give every purchase day its amount: path, season, noise, scaled to the client's last year."""
    amounts = np.exp(rng.normal(0, ORDER_NOISE, len(days)))
    if client["path"] == "flat":
        amounts[:] = 1.0
    amounts *= _path(client, days) * np.interp(_ending_share(client, days), [0, 1], [1.0, 0.35])
    end = LAST_DAY if pd.isna(client["last_day"]) else client["last_day"]
    last_year = days > end - pd.DateOffset(years=1)
    return amounts * client["year_million"] * 1e6 / amounts[last_year].sum()


def order_lines(client: pd.Series, products: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Split the client's orders into lines of whole units of the products in its basket."""
    days = purchase_days(client, rng)
    amounts = order_amounts(client, days, rng)
    chance = (products["weight"] / products["weight"].sum()).to_numpy()
    basket = rng.choice(len(products), size=int(client["line_count"]) + 4, replace=False, p=chance)
    parts = []
    for day, amount in zip(days, amounts, strict=True):
        count = min(len(basket), 1 + rng.poisson(client["line_count"] - 1))
        chosen = rng.choice(basket, size=count, replace=False)
        part = products.iloc[np.sort(chosen)].assign(day=day)
        part["target"] = amount * rng.dirichlet(np.full(count, 4.0))
        parts.append(part)
    lines = pd.concat(parts, ignore_index=True).assign(**client[CLIENT_FIELDS].to_dict())
    ending = _ending_share(client, pd.DatetimeIndex(lines["day"]))
    squeeze = 1 - 0.18 * ending * (client["ending"] == "price")
    lines = _price(lines, client["price_level"] * squeeze)
    return _deliver(lines, late=(ending > 0) & (client["ending"] == "late"), rng=rng)


def return_lines(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Draw one line in 160 and give part of it back some days later, on a credit note."""
    returned = lines[(rng.random(len(lines)) < 1 / 160) & (lines["quantity"] > 3)].copy()
    returned["day"] += pd.to_timedelta(rng.integers(5, 21, len(returned)), unit="D")
    returned["day"] -= pd.to_timedelta((returned["day"].dt.day_of_week == SUNDAY).astype(int), unit="D")
    share = rng.uniform(0.1, 0.3, len(returned))
    returned["quantity"] = -np.maximum(1, np.rint(returned["quantity"] * share)).astype(int)
    return _undelivered(_amounts(returned[returned["day"] <= LAST_DAY]))


def odd_lines(clients: pd.DataFrame, products: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Make walk-in sales without a client, and the credit note of one who bought before the data."""
    walk_in = products.iloc[rng.integers(0, 5, WALK_IN_COUNT)].assign(region="Yogyakarta")
    weeks = np.sort(rng.choice(155, WALK_IN_COUNT, replace=False))
    walk_in["day"] = FIRST_DAY + pd.to_timedelta(weeks * 7 + 2, unit="D")
    walk_in["quantity"] = rng.integers(1, 4, WALK_IN_COUNT)
    walk_in = _price(walk_in.assign(target=np.nan), 1.1)
    client = clients[clients["path"] == "credit"].iloc[0]
    credit = products.iloc[[0]].assign(**client[CLIENT_FIELDS].to_dict())
    credit = credit.assign(day=FIRST_DAY + pd.Timedelta(days=11), quantity=-6, target=np.nan)
    return _undelivered(pd.concat([walk_in, _price(credit, client["price_level"])]))


def number_invoices(lines: pd.DataFrame) -> pd.DataFrame:
    """Sort by day and give each client's day one invoice, its returns a credit note."""
    lines = lines.assign(is_return=lines["quantity"] < 0, walk_in=lines["client_code"].isna())
    # Every walk-in sale has its own day, so the day alone tells one from the next.
    key = ["day", "is_return", "walk_in", "client_code"]
    lines = lines.sort_values([*key, "product_code"], kind="stable", ignore_index=True)
    lines["line"] = lines.groupby(key, dropna=False).cumcount() + 1
    month = lines["day"].dt.strftime("%y%m")
    number = (lines["line"] == 1).groupby([month, lines["is_return"]]).cumsum()
    prefix = np.where(lines["is_return"], "CN-", "INV-")
    lines["invoice"] = prefix + month + "-" + number.astype(str).str.zfill(4)
    return lines


def make_sales(clients: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """Make all lines with the headers of the export."""
    buyers = clients[clients["path"] != "credit"]
    parts = [
        order_lines(client, products, np.random.default_rng([SEED, number]))
        for number, (_, client) in enumerate(buyers.iterrows())
    ]
    sales = pd.concat(parts, ignore_index=True)
    rng = np.random.default_rng([SEED, len(clients)])
    extra = [return_lines(sales, rng), odd_lines(clients, products, rng)]
    sales = number_invoices(pd.concat([sales, *extra], ignore_index=True)).assign(currency="IDR")
    sales["delivered_quantity"] = sales["delivered_quantity"].astype("Int64")
    return sales[list(HEADERS)].rename(columns=HEADERS)


def _slowing(client: pd.Series, day: pd.Timestamp) -> float:
    if client["path"] != "fading":
        return 1.0
    end = client["last_day"]
    return float(np.interp((day - YEAR_START) / (end - YEAR_START), [0, 1], [1.0, 5.6]))


def _path(client: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """Size of an order relative to others of the same client."""
    month = (days.year - FIRST_DAY.year) * 12 + days.month - FIRST_DAY.month + days.day / 31
    through_year = np.clip((month - 24) / 12, 0, 1)
    age = (days - client["first_day"]).days.to_numpy() / 240
    season = np.array(HARVEST_SEASON if client["path"] == "season" else COMPANY_SEASON)
    paths = {
        "flat": np.ones(len(days)),
        "key": np.interp(month, [0, 12, 24], [0.88, 0.98, 1.0]) + 0.78 * through_year**1.9,
        "other": np.interp(month, [0, 12, 24, 36], [0.95, 1.0, 1.03, 0.92]),
        "season": np.ones(len(days)),
        "fading": 1 + 2.6 * through_year,
        "ramp": np.interp(age, [0, 1], [0.25, 1.0]),
    }
    is_flat = client["path"] == "flat"
    return paths[client["path"]] * (1.0 if is_flat else season[days.month - 1])


def _ending_share(client: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """How far the client is into its last months: 0 before them, 1 on its last day."""
    if not client["ending"]:
        return np.zeros(len(days))
    left = (client["last_day"] - days).days.to_numpy()
    return np.clip(1 - left / ENDING_DAYS, 0, 1)


def _price(lines: pd.DataFrame, level: float | np.ndarray) -> pd.DataFrame:
    """Set unit price and cost of the year, and the quantity where only a target amount is known."""
    rise = YEARLY_PRICE_RISE ** (lines["day"].dt.year - LAST_DAY.year)
    unit_price = lines["list_price"] * rise * level
    lines["unit_price"] = (np.rint(unit_price / PRICE_STEP) * PRICE_STEP).astype(int)
    unit_cost = lines["list_price"] * rise * lines["cost_rate"]
    lines["unit_cost"] = (np.rint(unit_cost / COST_STEP) * COST_STEP).astype(int)
    if lines["target"].notna().all():
        quantity = np.rint(lines["target"] / lines["unit_price"])
        lines["quantity"] = np.maximum(1, quantity).astype(int)
    return _amounts(lines)


def _amounts(lines: pd.DataFrame) -> pd.DataFrame:
    net_amount = lines["quantity"] * lines["unit_price"]
    return lines.assign(net_amount=net_amount, cost=lines["quantity"] * lines["unit_cost"])


def _deliver(lines: pd.DataFrame, *, late: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Promise within days; deliver mostly on time, after LAST_DAY not yet, a few lines never."""
    count = len(lines)
    _, order = np.unique(lines["day"], return_inverse=True)
    promised_in = rng.integers(2, 6, order.max() + 1)[order]
    slip = np.where(rng.random(count) < 0.07, rng.integers(1, 5, count), -rng.integers(0, 2, count))
    slip = np.where(late, rng.integers(6, 17, count), slip)
    lines["promised"] = lines["day"] + pd.to_timedelta(promised_in, unit="D")
    delivered = lines["promised"] + pd.to_timedelta(slip, unit="D")
    lines["delivered"] = delivered.where((delivered <= LAST_DAY) & (rng.random(count) > 0.0006))
    short = np.where(rng.random(count) < 0.015, 0.9, 1.0)
    arrived = np.floor(lines["quantity"] * short).clip(lower=1)
    lines["delivered_quantity"] = arrived.where(lines["delivered"].notna())
    return lines


def _undelivered(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.assign(promised=pd.NaT, delivered=pd.NaT, delivered_quantity=np.nan)


def main() -> None:
    """Read the sources, write the export, print its rows and total."""
    parser = argparse.ArgumentParser(description="Make the sales of the invented coffee roaster.")
    parser.add_argument("sources", type=Path, help="folder with clients.csv and products.csv")
    parser.add_argument("out", type=Path, help="the zipped CSV to write")
    paths = parser.parse_args()
    clients = read_clients(paths.sources / "clients.csv")
    sales = make_sales(clients, pd.read_csv(paths.sources / "products.csv"))
    write_zipped_csv(sales, paths.out)
    print(f"{len(sales):,} lines, net IDR {sales['Net Amount'].sum():,}")


if __name__ == "__main__":
    main()
