"""How dear are a change of settings and the losses, against one plain groupby of the same tables?

    python benchmarks/what_if_speed.py [--clients 100000] [--months 36] [--rounds 3]

Invents CLIENT_PERIODS and CLIENT_DAYS in memory, then times the services that the dashboard calls at every change of a
slider, and what each topic computes when its page is opened first; "first time" measures the rhythms anew. Processor
seconds, so that other programs on the machine do not count. Baseline: pandas sums CLIENT_PERIODS by client and counts CLIENT_DAYS by client. The fastest round counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from benchmarks.topic_actions import topic_actions  # noqa: E402
from kamlogic.analysis.abc_analysis import AbcSettings  # noqa: E402
from kamlogic.analysis.losses import LossSettings  # noqa: E402
from kamlogic.periods import default_as_of, measure_span, months_of  # noqa: E402
from kamlogic.principal import LOCAL_LEADER  # noqa: E402
from kamlogic.services.abc_cross import cross_abc  # noqa: E402
from kamlogic.services.alerts import watch_cells  # noqa: E402
from kamlogic.services.analysis import Analysis  # noqa: E402
from kamlogic.services.classes import ClassSettings, classify_clients  # noqa: E402
from kamlogic.services.concentration import analyse_concentration  # noqa: E402
from kamlogic.services.losses import find_losses  # noqa: E402
from kamlogic.services.portfolio import LineTotals, Portfolio  # noqa: E402
from kamlogic.services.regularity import window_regularity  # noqa: E402
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS  # noqa: E402

FIRST_DAY = np.datetime64("2023-01-01", "D")
DAYS_PER_MONTH = 365.25 / 12


def invent_days(client_count: int, month_count: int, random: np.random.Generator) -> pd.DataFrame:
    """CLIENT_DAYS: clients of very different size and rhythm, about one day a month on average."""
    day_count = int(month_count * DAYS_PER_MONTH) - 1
    rate = np.minimum(random.lognormal(-0.5, 1.0, client_count), 8.0)
    size = random.lognormal(6.0, 1.5, client_count)
    counts = random.poisson(rate * month_count)
    keys = np.repeat(np.arange(1, client_count + 1), counts)
    offsets = random.integers(0, day_count + 1, len(keys))
    pairs = np.unique(keys * (day_count + 1) + offsets)  # one row per client and day, sorted
    keys, offsets = pairs // (day_count + 1), pairs % (day_count + 1)
    is_purchase = random.random(len(keys)) > 0.03
    sales = np.round(size[keys - 1] * random.lognormal(0, 0.5, len(keys)) * np.where(is_purchase, 1, -0.2), 2)
    days = (FIRST_DAY + offsets).astype("datetime64[us]")
    columns = [keys, days, sales, np.round(sales * 0.3, 2), is_purchase]
    return pd.DataFrame(dict(zip(CLIENT_DAYS.column_names, columns, strict=True)))


def sum_periods(days: pd.DataFrame) -> pd.DataFrame:
    """CLIENT_PERIODS of these days, each taken as one line."""
    by_month = days.assign(month=months_of(days["date"])).groupby(["client_key", "month"])
    periods = by_month.agg(
        net_sales=("net_sales", "sum"),
        gross_profit=("gross_profit", "sum"),
        line_count=("date", "size"),
        positive_line_count=("is_purchase", "sum"),
        purchase_day_count=("is_purchase", "sum"),
        first_date=("date", "min"),
        last_date=("date", "max"),
    )
    return periods.reset_index()[CLIENT_PERIODS.column_names]


def invent_portfolio(client_count: int, month_count: int) -> Portfolio:
    """A portfolio as load_portfolio would give it."""
    days = invent_days(client_count, month_count, np.random.default_rng(1))
    span = measure_span(days["date"])
    codes = pd.Series(range(1, client_count + 1)).map("C{:07d}".format).astype("str")
    clients = pd.DataFrame(
        {"client_key": range(1, client_count + 1), "client_code": codes, "client_name": codes}
    )
    nothing = Decimal(0)
    totals = LineTotals(
        len(days), nothing, nothing, 0, nothing, client_count, 0, span.first_date, span.last_date
    )
    as_of: date = default_as_of(span)
    days = days[days["date"] <= pd.Timestamp(as_of)].reset_index(drop=True)
    periods = sum_periods(days)
    return Portfolio(0, "Invented", as_of, span, 2, "", totals, clients, periods, days)


def fastest(action: Callable[[], object], rounds: int) -> float:
    """Processor seconds of the fastest round."""
    seconds = []
    for _ in range(rounds):
        begin = time.process_time()
        action()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    portfolio = invent_portfolio(options.clients, options.months)
    periods, days = portfolio.client_periods, portfolio.client_days

    def plain_groupby() -> None:
        periods.groupby("client_key")[["net_sales", "gross_profit"]].sum()
        days.groupby("client_key")["date"].agg(["min", "max", "size"])

    classes = classify_clients(LOCAL_LEADER, portfolio, settings=ClassSettings())
    moved = ClassSettings(window="all", abc=AbcSettings(a_limit=0.7, b_limit=0.9))
    actions: dict[str, Callable[[], object]] = {
        "plain groupby (baseline)": plain_groupby,
        "classes, first time": lambda: classify_clients(
            LOCAL_LEADER, replace(portfolio), settings=ClassSettings()
        ),
        "classes, 12 months": lambda: classify_clients(LOCAL_LEADER, portfolio, settings=ClassSettings()),
        "classes, all, other limits": lambda: classify_clients(LOCAL_LEADER, portfolio, settings=moved),
        "alerts": lambda: watch_cells(LOCAL_LEADER, portfolio, classes),
        "sales against profit": lambda: cross_abc(LOCAL_LEADER, portfolio, classes),
        "regularity": lambda: window_regularity(LOCAL_LEADER, classes),
        "losses, 90 days": lambda: find_losses(LOCAL_LEADER, portfolio, settings=LossSettings()),
    }
    losses = find_losses(LOCAL_LEADER, portfolio, settings=LossSettings())
    concentration = analyse_concentration(LOCAL_LEADER, portfolio, classes)
    actions |= topic_actions(portfolio, Analysis(portfolio, classes, concentration, losses))
    seconds = {name: fastest(action, options.rounds) for name, action in actions.items()}
    baseline = next(iter(seconds.values()))
    print(
        f"{options.clients:,} clients, {len(periods):,} client-months, {len(days):,} client-days, best of {options.rounds}"
    )
    for name, taken in seconds.items():
        print(f"{name:<30}{taken * 1000:>9.0f} ms {taken / baseline:>8.1f}×")


if __name__ == "__main__":
    main()
