"""Portfolios of account managers, and orders on time in full (METHOD § 7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.golden.oracle.concentration_oracle import herfindahl, top_share
from tests.golden.oracle.lines_oracle import Line, between, by_client, positive, sales_by_client
from tests.golden.oracle.movement_oracle import Window, bridge


def owner_on(own: list[Line], day: date) -> str | None:
    """The manager named on the client's latest line up to a day; of several on that day the last by name."""
    named = [(line.day, line.manager) for line in own if line.manager and line.day <= day]
    return max(named)[1] if named else None


def owners(lines: list[Line], day: date) -> dict[str, str | None]:
    return {client: owner_on(own, day) for client, own in by_client(lines).items()}


@dataclass(frozen=True)
class Portfolio:
    """One manager's clients in a window."""

    clients: set[str]
    sales: Fraction
    share: Fraction | None
    hhi: Fraction | None
    top1: Fraction | None


def portfolios(
    lines: list[Line], window: Window, owner: dict[str, str | None]
) -> dict[str | None, Portfolio]:
    """Sales are the positive totals of the owned clients; clients without a manager are a portfolio too."""
    sales = sales_by_client(between(lines, *window))
    base = sum(positive(dict(sales)).values(), Fraction(0))
    found: dict[str | None, set[str]] = defaultdict(set)
    for client in sales:
        found[owner[client]].add(client)
    result = {}
    for manager, clients in found.items():
        own = {client: sales[client] for client in clients}
        own_base = sum(positive(dict(own)).values(), Fraction(0))
        result[manager] = Portfolio(
            clients,
            own_base,
            own_base / base if base else None,
            herfindahl(dict(own)),
            top_share(dict(own), 1) if own_base else None,
        )
    return result


def retention(
    lines: list[Line], owner: dict[str, str | None], first: Window, second: Window
) -> dict[str | None, tuple]:
    """Manager → gross retention and share of clients kept, by the owner at the start."""
    found = {}
    for manager in set(owner.values()):
        own = [line for line in lines if line.client is not None and owner.get(line.client) == manager]
        moved = bridge(own, first, second)
        kept = None if moved.logo_churn is None else 1 - moved.logo_churn
        found[manager] = (moved.grr, kept)
    return found


@dataclass(frozen=True)
class Punctuality:
    """Orders and lines that were promised by the as-of day."""

    orders: int
    on_time: int
    in_full: int
    otif: int
    lines: int
    line_ok: int
    ordered: Fraction
    on_time_quantity: Fraction

    @property
    def otif_rate(self) -> Fraction | None:
        return Fraction(self.otif, self.orders) if self.orders else None

    @property
    def line_rate(self) -> Fraction | None:
        return Fraction(self.line_ok, self.lines) if self.lines else None

    @property
    def quantity_rate(self) -> Fraction | None:
        return self.on_time_quantity / self.ordered if self.ordered else None


def punctuality(lines: list[Line], as_of: date, tolerance: int = 0) -> Punctuality:
    """A line is scored when its promised day plus the tolerance has passed; an order when one of its lines is."""
    slack = timedelta(days=tolerance)
    scored = [line for line in lines if line.promised is not None and line.promised + slack <= as_of]
    orders: dict[tuple[str | None, str], list[tuple[bool, bool]]] = defaultdict(list)
    quantity = Fraction(0)
    for line in scored:
        arrived = line.delivered is not None and line.delivered <= as_of
        on_time = arrived and line.delivered <= line.promised + slack  # type: ignore[operator]
        counted = min(line.arrived or Fraction(0), line.ordered or Fraction(0)) if arrived else Fraction(0)
        orders[line.client, line.document].append((on_time, arrived and counted >= (line.ordered or 0)))
        quantity += counted if on_time else 0
    return Punctuality(
        orders=len(orders),
        on_time=sum(all(on_time for on_time, _ in order) for order in orders.values()),
        in_full=sum(all(full for _, full in order) for order in orders.values()),
        otif=sum(all(on_time and full for on_time, full in order) for order in orders.values()),
        lines=len(scored),
        line_ok=sum(on_time and full for order in orders.values() for on_time, full in order),
        ordered=sum((line.ordered or Fraction(0) for line in scored), Fraction(0)),
        on_time_quantity=quantity,
    )
