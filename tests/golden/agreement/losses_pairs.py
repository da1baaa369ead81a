"""Losses by a fixed hiatus: events, months, and who is lost now."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kamlogic.analysis.losses import LossResult, LossSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.losses import find_losses
from tests.golden.oracle.lines_oracle import by_client, month_of, purchase_days
from tests.golden.oracle.losses_oracle import FIXED, Rule, all_losses, by_month, is_lost, lost_year
from tests.golden.random_portfolios import Case, Pair, by_code, code_of

HIATUS_30 = LossSettings(hiatus_days=30)
MONTHS = ("month", "active", "new", "lost", "returned", "stock", "decidable")


def compare(case: Case) -> Iterator[Pair]:
    yield from _compare(case, FIXED, case.analysis.losses)
    if case.seed % 4 == 0:
        yield from _compare(
            case, Rule(hiatus=30), find_losses(LOCAL_LEADER, case.portfolio, settings=HIATUS_30)
        )


def _compare(case: Case, rule: Rule, found: LossResult) -> Iterator[Pair]:
    days = purchase_days(case.lines)
    losses = sorted(all_losses(days, rule, case.as_of), key=lambda loss: (loss.lost_on, loss.client))
    years = [lost_year(case.lines, loss) for loss in losses]
    events = found.events
    yield "events", [loss.client for loss in losses], events["client_key"].map(code_of).tolist()
    for column in ("last_purchase", "lost_on", "returned_on"):
        yield column, [getattr(loss, column) for loss in losses], events[column].tolist()
    yield "yearly sales", [year.sales for year in years], events["yearly_net_sales"].tolist()
    yield "yearly profit", [year.profit for year in years], events["yearly_gross_profit"].tolist()
    yield "was key", [year.was_key for year in years], events["was_key"].tolist()
    yield from _months(case, rule, found, list(zip(losses, years, strict=True)))
    standing = {client: is_lost(days, client, rule, case.as_of) for client in days}
    everybody = dict.fromkeys(by_client(case.lines), False)
    yield "lost now", everybody | standing, by_code(found.clients, "is_lost")
    yield "buyers", everybody | dict.fromkeys(days, True), by_code(found.clients, "is_buyer")


def _months(case: Case, rule: Rule, found: LossResult, losses) -> Iterator[Pair]:
    expected = by_month(case.lines, purchase_days(case.lines), rule, case.as_of)
    for column in MONTHS:
        yield f"months {column}", [getattr(one, column) for one in expected], found.months[column].tolist()
    yield "rate", [month.rate for month in expected], found.months["lost_rate"].tolist()
    key = [(loss, year) for loss, year in losses if year.was_key]
    for column, own in (("lost_net_sales", losses), ("key_lost_net_sales", key)):
        money = [
            sum((year.sales for loss, year in own if month_of(loss.lost_on) == month.month), Fraction(0))
            for month in expected
        ]
        yield column, money, found.months[column].tolist()
    counts = [sum(month_of(loss.lost_on) == month.month for loss, _ in key) for month in expected]
    yield "key lost", counts, found.months["key_lost"].tolist()
