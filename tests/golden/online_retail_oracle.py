"""The figures of the UCI Online Retail sample, computed without the package.

Plain pandas, Python integers and fractions, one client after the other: slow to read twice, easy to check once.
Amounts are whole thousandths of a pound, because the prices have up to three decimals.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev

import pandas as pd

ONLINE_RETAIL = Path(__file__).resolve().parents[2] / "sample_data" / "online_retail.parquet"
SCALE = 3
AS_OF = date(2011, 11, 30)
WINDOW = (date(2010, 12, 1), AS_OF)
HIATUS_DAYS = 90
UNIDENTIFIED = 0

Month = tuple[int, int]


@dataclass(frozen=True)
class Sales:
    """What the oracle needs of the lines up to the as-of day.

    Attributes:
        totals: Thousandths by client in the window; the unidentified client apart.
        unidentified_total: Thousandths of lines without a client in the window.
        purchase_days: Rising days with a positive line, by client that has one.
        client_count: Clients with a line in the window.
    """

    totals: dict[int, int]
    unidentified_total: int
    purchase_days: dict[int, list[date]]
    client_count: int


def read_lines(path: Path = ONLINE_RETAIL) -> pd.DataFrame:
    """Every line: client_key (0 without), date, units (thousandths)."""
    raw = pd.read_parquet(path, columns=["Quantity", "InvoiceDate", "UnitPrice", "CustomerID"])
    prices = (raw["UnitPrice"] * 10**SCALE).round().astype("int64")
    return pd.DataFrame(
        {
            "client_key": raw["CustomerID"].fillna(UNIDENTIFIED).astype("int64"),
            "date": raw["InvoiceDate"].dt.date,
            "units": prices * raw["Quantity"].astype("int64"),
        }
    )


def summarise(lines: pd.DataFrame) -> Sales:
    """Totals of the window and purchase days up to the as-of day."""
    known = lines[lines["date"] <= AS_OF]
    inside = known[known["date"] >= WINDOW[0]]
    totals = {int(key): int(units) for key, units in inside.groupby("client_key")["units"].sum().items()}
    unidentified = totals.pop(UNIDENTIFIED, 0)
    bought = known[(known["units"] > 0) & (known["client_key"] != UNIDENTIFIED)]
    days: dict[int, set[date]] = defaultdict(set)
    for key, day in zip(bought["client_key"].tolist(), bought["date"].tolist(), strict=True):
        days[key].add(day)
    return Sales(totals, unidentified, {key: sorted(found) for key, found in days.items()}, len(totals))


def abc_classes(
    totals: dict[int, int], a_limit: Fraction, b_limit: Fraction, convention: str
) -> dict[int, str]:
    """The class of each client, in exact fractions; equal totals are cut together."""
    clients_with: Counter[int] = Counter(total for total in totals.values() if total > 0)
    base = sum(total * count for total, count in clients_with.items())
    class_of: dict[int, str] = {}
    before = 0
    for total in sorted(clients_with, reverse=True):
        upto = before + total * clients_with[total]
        share = Fraction(before, base) if convention == "start_share" else Fraction(upto, base)
        if convention == "start_share":
            class_of[total] = "A" if share < a_limit else "B" if share < b_limit else "C"
        else:
            class_of[total] = "A" if share <= a_limit else "B" if share <= b_limit else "C"
        before = upto
    return {key: class_of.get(total, "C") for key, total in totals.items()}


def abc_counts(totals: dict[int, int], a_limit: str, b_limit: str, convention: str) -> dict[str, int]:
    """Clients in A, B and C."""
    found = Counter(abc_classes(totals, Fraction(a_limit), Fraction(b_limit), convention).values())
    return {name: found[name] for name in "ABC"}


def xyz_class(days: list[date]) -> str:
    """The class by frequency, in months."""
    if len(days) < 3:
        return "N"
    months = (AS_OF.year - days[0].year) * 12 + AS_OF.month - days[0].month + 1
    if Fraction(months, len({(day.year, day.month) for day in days})) <= Fraction("1.32"):
        return "X"
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    silence = (AS_OF - days[-1]).days
    if silence > max(gaps):
        gaps.append(silence)
    return "Y" if pstdev(gaps) / fmean(gaps) <= 0.5 else "Z"


def xyz_classes(sales: Sales) -> dict[int, str]:
    """The class of each client of the window; a client that never bought is N."""
    return {key: xyz_class(sales.purchase_days.get(key, [])) for key in sales.totals}


def median_gap(sales: Sales, clients: set[int]) -> int | None:
    """Kaplan-Meier median of the pauses: closed by a purchase, or open at the as-of day; None if not reached."""
    ended: Counter[int] = Counter()
    pauses: list[int] = []
    for key in clients & sales.purchase_days.keys():
        days = sales.purchase_days[key]
        closed = [(later - earlier).days for earlier, later in pairwise(days)]
        ended.update(closed)
        pauses += [*closed, (AS_OF - days[-1]).days]
    survival = Fraction(1)
    for pause in sorted(ended):
        at_risk = sum(1 for other in pauses if other >= pause)
        survival *= 1 - Fraction(ended[pause], at_risk)
        if survival <= Fraction(1, 2):
            return pause
    return None


def concentration(totals: dict[int, int]) -> dict[str, float]:
    """Shares of the largest, Gini by pairs of ranks, HHI and Theil of the positive totals."""
    rising = sorted(total for total in totals.values() if total > 0)
    base, count = sum(rising), len(rising)
    hhi = Fraction(sum(total * total for total in rising), base * base)
    weighted = sum(rank * total for rank, total in enumerate(rising, start=1))
    reached = enough = 0
    for total in reversed(rising):
        reached, enough = reached + total, enough + 1
        if Fraction(reached, base) >= Fraction(4, 5):
            break
    return {
        "client_count": count,
        "total": base / 10**SCALE,
        **{f"top_{top}": float(Fraction(sum(rising[-top:]), base)) for top in (1, 3, 5, 10)},
        "gini": float(Fraction(2 * weighted, count * base) - Fraction(count + 1, count)),
        "hhi": float(hhi),
        "effective_clients": float(1 / hhi),
        "theil": math.fsum(total / base * math.log(total * count / base) for total in rising),
        "clients_for_80": enough,
    }


def losses(purchase_days: dict[int, list[date]]) -> list[tuple[int, date, date | None]]:
    """Every loss: client, day of the loss, day of the return."""
    events = []
    for key, days in purchase_days.items():
        for place, day in enumerate(days):
            lost_on = day + timedelta(days=HIATUS_DAYS)
            returned = days[place + 1] if place + 1 < len(days) else None
            if lost_on <= AS_OF and (returned is None or returned > lost_on):
                events.append((key, lost_on, returned))
    return events


def loss_months(purchase_days: dict[int, list[date]]) -> dict[Month, dict[str, int]]:
    """Active, new, lost and returned clients and the stock of each month, December 2010 to November 2011."""
    events = losses(purchase_days)
    active = Counter(
        month for days in purchase_days.values() for month in {(day.year, day.month) for day in days}
    )
    new = Counter((days[0].year, days[0].month) for days in purchase_days.values())
    lost = Counter((day.year, day.month) for _, day, _ in events)
    returned = Counter((day.year, day.month) for *_, day in events if day)
    stock, found = 0, {}
    for month in [(2010, 12), *((2011, number) for number in range(1, 12))]:
        stock += new[month] - lost[month] + returned[month]
        found[month] = {
            "active": active[month],
            "new": new[month],
            "lost": lost[month],
            "returned": returned[month],
            "stock": stock,
        }
    return found
