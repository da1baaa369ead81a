"""How punctual the deliveries of a data set were in the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from kamlogic.analysis.punctuality import (
    PUNCTUALITY_MANAGERS,
    PunctualityResult,
    PunctualitySettings,
    measure_punctuality,
    rate_groups,
)
from kamlogic.engine import statements
from kamlogic.ownership import owners_on
from kamlogic.periods import WindowLength, choose_window
from kamlogic.principal import Principal
from kamlogic.ratios import ratio
from kamlogic.services.ownership import Ownership
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.store.database import Store
from kamlogic.tables import DELIVERIES

PunctualityReason = Literal["", "no_promised_date", "no_delivered_date"]


@dataclass(frozen=True, eq=False)
class WindowDeliveries:
    """What the lines of a window tell about deliveries.

    Attributes:
        deliveries: DELIVERIES of the orders promised from the window's first day on.
        unpromised_count: Orders of the window without a promised day.
        has_quantity: A line tells the delivered quantity.
        reason: Why nothing can be judged; empty when something can.
    """

    deliveries: pd.DataFrame
    unpromised_count: int
    has_quantity: bool
    reason: PunctualityReason = ""

    @property
    def promised_share(self) -> float:
        """Orders with a promised day, of all; NaN without an order."""
        promised = self.deliveries["order_number"].nunique()
        return ratio(promised, promised + self.unpromised_count)


@dataclass(frozen=True, eq=False)
class Punctuality:
    """How punctual the deliveries were, or why nobody knows.

    Attributes:
        reason: Why nothing can be judged; empty when something can.
        result: The rates; None with a reason.
        managers: PUNCTUALITY_MANAGERS, by the owner on the promised day; empty when no line names a manager.
        unpromised_count: Orders of the window without a promised day.
        promised_share: Orders with one, of all; NaN without an order.
        has_quantity: A line tells the delivered quantity; without, only the day is judged.
    """

    reason: PunctualityReason
    result: PunctualityResult | None
    managers: pd.DataFrame
    unpromised_count: int
    promised_share: float
    has_quantity: bool


def load_deliveries(
    principal: Principal, store: Store, portfolio: Portfolio, *, window: WindowLength
) -> WindowDeliveries:
    """The deliveries of the window in force, of the clients that they may see."""
    first = choose_window(portfolio.span, portfolio.as_of, window).start
    bounds = (first, portfolio.as_of, principal.client_keys)
    with lines_of(principal, store, portfolio) as lines:
        counts = lines.record(statements.unpromised_orders(*bounds))
        reason = _reason(int(counts["promised_line_count"]), int(counts["delivered_line_count"]))
        rows = DELIVERIES.empty() if reason else lines.frame(statements.deliveries(*bounds), DELIVERIES)
    return WindowDeliveries(
        rows, int(counts["unpromised_count"]), bool(counts["quantity_line_count"]), reason
    )


def find_punctuality(
    principal: Principal,
    portfolio: Portfolio,
    deliveries: WindowDeliveries,
    ownership: Ownership,
    *,
    settings: PunctualitySettings,
) -> Punctuality:
    """Judge the deliveries.

    Args:
        principal: Who asks.
        portfolio: What they may see.
        deliveries: Of the window.
        ownership: Whose clients they were.
        settings: The tolerance.
    """
    result, managers = None, PUNCTUALITY_MANAGERS.empty()
    if not deliveries.reason:
        result = measure_punctuality(deliveries.deliveries, as_of=portfolio.as_of, settings=settings)
        if ownership.is_known:
            managers = _by_manager(result, ownership)
    return Punctuality(
        reason=deliveries.reason,
        result=result,
        managers=managers,
        unpromised_count=deliveries.unpromised_count,
        promised_share=deliveries.promised_share,
        has_quantity=deliveries.has_quantity,
    )


def _reason(promised_count: int, delivered_count: int) -> PunctualityReason:
    if not promised_count:
        return "no_promised_date"
    return "" if delivered_count else "no_delivered_date"


def _by_manager(result: PunctualityResult, ownership: Ownership) -> pd.DataFrame:
    orders = result.orders
    owners = owners_on(orders["client_key"], orders["promised_date"], derived=ownership.derived)
    rates = rate_groups(orders, owners, settings=result.settings).astype({"manager": "str"})
    by_size = rates.sort_values(["order_count", "manager"], ascending=[False, True], ignore_index=True)
    return by_size[PUNCTUALITY_MANAGERS.column_names]
