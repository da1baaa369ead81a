"""How many clients does each criterion call lost, and how much money stands behind them?

The same clients on the same day under every criterion of loss_criteria. The money is the net sales of the 365 days up to
each client's last purchase, as for every loss. METHOD § 5a.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues
from kamlogic.loss_criteria import SILENCES, LossCriterion, silence_limits
from kamlogic.tables import YEARLY_NET_SALES, Column, Table
from kamlogic.texts import N_

YEAR_DAYS = 365

CRITERIA = Table(
    "criteria",
    N_("one row per criterion"),
    (
        Column(
            "kind",
            "str",
            N_("Criterion"),
            N_("fixed_hiatus, own_median, own_longest or pooled_percentile."),
        ),
        Column("client_count", "int64", N_("Clients"), N_("Clients that have bought."), "count"),
        Column("lost_count", "int64", N_("Lost"), N_("Silent for their limit or longer."), "count"),
        Column(
            "lost_net_sales", "float64", N_("Lost yearly sales"), N_("Yearly value of the lost."), "money"
        ),
        Column(
            "median_limit_days",
            "float64",
            N_("Usual limit (days)"),
            N_("Median over the clients of the silence from which they count as lost."),
            "days",
        ),
        Column(
            "fallback_count",
            "int64",
            N_("Too little known"),
            N_("Clients of which the criterion knows too little."),
            "count",
        ),
    ),
)

CRITERIA_CLIENTS = Table(
    "criteria_clients",
    N_("client that has bought × criterion"),
    (
        Column("kind", "str", N_("Criterion"), N_("As in criteria.")),
        *(
            SILENCES.column(name)
            for name in ("client_key", "silence_days", "limit_days", "is_fallback", "is_lost")
        ),
        YEARLY_NET_SALES,
    ),
)


@dataclass(frozen=True, eq=False)
class CriteriaResult:
    """The clients under every criterion.

    Attributes:
        criteria: As compared.
        totals: CRITERIA, in their order.
        clients: CRITERIA_CLIENTS, by criterion and client_key.
    """

    criteria: tuple[LossCriterion, ...]
    totals: pd.DataFrame
    clients: pd.DataFrame


def compare_criteria(values: DayValues, *, as_of: date, criteria: Sequence[LossCriterion]) -> CriteriaResult:
    """Count the clients that each criterion calls lost.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        criteria: At least one.

    Returns:
        Counts and clients; clients that never bought are in neither.
    """
    purchases = values.purchases
    last = purchases.days[purchases.starts[1:] - 1]
    first, names = last - YEAR_DAYS + 1, ["net_sales"]
    yearly = values.client_sums(purchases.client_keys, first=first, last=last, names=names)["net_sales"]
    parts = [
        silence_limits(purchases, criterion, as_of).assign(kind=criterion.kind, yearly_net_sales=yearly)
        for criterion in criteria
    ]
    totals = pd.DataFrame(
        [_total(part, criterion.kind) for part, criterion in zip(parts, criteria, strict=True)]
    )
    clients = pd.concat(parts, ignore_index=True).astype({"kind": "str"})
    return CriteriaResult(
        tuple(criteria),
        totals.astype(CRITERIA.dtypes),
        clients[CRITERIA_CLIENTS.column_names],
    )


def _total(clients: pd.DataFrame, kind: str) -> dict[str, object]:
    lost = clients[clients["is_lost"]]
    return {
        "kind": kind,
        "client_count": len(clients),
        "lost_count": len(lost),
        "lost_net_sales": lost["yearly_net_sales"].sum(),
        "median_limit_days": clients["limit_days"].median() if len(clients) else np.nan,
        "fallback_count": int(clients["is_fallback"].sum()),
    }
