"""Win-back values, next orders and next sales."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from kamlogic.analysis.next_orders import NextOrderSettings, forecast_orders
from kamlogic.analysis.next_sales import NextSalesSettings, forecast_sales
from kamlogic.analysis.win_back import WinBackSettings
from kamlogic.day_values import sort_day_values
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.win_back import find_win_back
from tests.golden.oracle.lines_oracle import by_client, complete_months, purchase_days
from tests.golden.oracle.losses_oracle import FIXED, is_lost
from tests.golden.oracle.opportunities_oracle import (
    expected_value,
    monthly_value,
    natural_return_rate,
    next_order,
    next_sales,
    usual_order,
)
from tests.golden.random_portfolios import Case, Pair, by_code

SILENT_DAYS = 90


def compare(case: Case) -> Iterator[Pair]:
    days, own = purchase_days(case.lines), by_client(case.lines)
    yield from _win_back(case, days, own)
    yield from _next_orders(case, days, own)
    yield from _next_sales(case, days, own)


def _win_back(case: Case, days, own) -> Iterator[Pair]:
    counts_silent = bool(case.seed % 2)
    settings = WinBackSettings(counts_silent_months=counts_silent, retention=0.9, discount=0.01, cost=5)
    found = find_win_back(LOCAL_LEADER, case.analysis, settings=settings)
    table = pd.concat([found.clients, found.hidden])
    lost = [client for client in days if is_lost(days, client, FIXED, case.as_of)]
    rates = {client: natural_return_rate(days, client, case.as_of, 90) for client in lost}
    yield "return rates", rates, by_code(table, "return_rate")
    values = {client: monthly_value(own[client], counts_silent=counts_silent) for client in lost}
    yield "monthly", {client: value for client, (value, _) in values.items()}, by_code(table, "monthly_value")
    yield "basis", {client: basis for client, (_, basis) in values.items()}, by_code(table, "value_basis")
    worth = {
        client: expected_value(
            rates[client],
            values[client][0],
            12,
            retention=Fraction(9, 10),
            discount=Fraction(1, 100),
            cost=Fraction(5),
        )
        for client in lost
    }
    yield "expected value", worth, by_code(table, "expected_value")
    hidden = {client for client, (value, _) in values.items() if value < 0}
    yield "hidden", hidden, set(by_code(found.hidden, "hidden_reason"))


def _next_orders(case: Case, days, own) -> Iterator[Pair]:
    found = forecast_orders(
        sort_day_values(case.portfolio.client_days),
        as_of=case.as_of,
        criterion=LossCriterion(hiatus_days=SILENT_DAYS),
        settings=NextOrderSettings(origin_count=1),
    ).orders
    orders = {client: next_order(one) for client, one in days.items()}
    for place, column in enumerate(("earliest_on", "expected_on", "latest_on")):
        expected = {client: order and order[place] for client, order in orders.items()}
        yield column, expected, by_code(found, column)
    usual = {client: usual_order(own[client], one) for client, one in days.items()}
    yield "usual order", usual, by_code(found, "usual_order")
    states = {client: _state(case, one, orders[client]) for client, one in days.items()}
    yield "order state", states, by_code(found, "order_state")


def _state(case: Case, days, order) -> str:
    if order is None:
        return "few"
    if (case.as_of - days[-1]).days >= SILENT_DAYS:
        return "silent"
    if order[2] < case.as_of:
        return "overdue"
    return "due" if order[1] <= case.as_of else "expected"


def _next_sales(case: Case, days, own) -> Iterator[Pair]:
    complete = complete_months(case.lines, case.as_of)
    found = forecast_sales(
        sort_day_values(case.portfolio.client_days),
        as_of=case.as_of,
        complete=complete,
        criterion=LossCriterion(hiatus_days=SILENT_DAYS),
        settings=NextSalesSettings(origin_count=1),
    )
    expected = {
        client: None if (case.as_of - one[-1]).days >= SILENT_DAYS else next_sales(own[client], complete)
        for client, one in days.items()
    }
    yield "next sales", expected, by_code(found.clients, "expected_net_sales")
