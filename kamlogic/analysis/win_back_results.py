"""What did winning back bring, by kind of offer and by reason of the loss?

Per group: offers made, clients won, money recovered, cost (of the offer and of its steps that were done), net =
recovered - cost, cost per client won. The rate counts only offers whose window is over: a win shows early, a failure
only at the window's end. Beside it the returns expected without any offer: the sum of the natural rates of the same
offers (analysis.win_back_outcomes). A loss with several reasons counts in each; its money and cost are split in
equal parts. Indicative: who got which offer was not left to chance. METHOD § 5b, § 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

LEAST_OFFERS = 5
"""Under so many offers with the window over, a rate is shown in grey."""
NO_REASON = ""

ATTEMPTS = Table(
    "attempts",
    N_("one row per offer that was made"),
    (
        Column("offer_type", "str", N_("Offer"), N_("Kind of the offer.")),
        Column("reasons", "object", N_("Reasons"), N_("Of the loss; empty while nobody gave any.")),
        Column("is_won", "bool", N_("Won back"), N_("Bought after the offer and inside its window."), "flag"),
        Column("is_over", "bool", N_("Window over"), N_("No further purchase can count."), "flag"),
        Column(
            "natural_rate",
            "float64",
            N_("Expected without an offer"),
            N_("Of one client; n/a where no pause was seen to last so long."),
            "share",
        ),
        Column("recovered", "float64", N_("Recovered"), N_("Net sales; n/a unless won."), "money"),
        Column("cost", "float64", N_("Cost"), N_("Of the offer and its done steps."), "money"),
    ),
)

WIN_BACK_RESULTS = Table(
    "win_back_results",
    N_("one row per kind of offer or reason, the most recovered first"),
    (
        Column("group", "str", N_("Group"), N_("Kind of offer, or reason of the loss.")),
        Column("offer_count", "int64", N_("Offers"), N_("Made so far."), "count"),
        Column("won_count", "int64", N_("Won back"), N_("Of these."), "count"),
        Column("over_count", "int64", N_("Window over"), N_("Offers that can win nothing more."), "count"),
        Column("over_won_count", "int64", N_("Of these won"), N_("Won, window over."), "count"),
        Column(
            "win_rate",
            "float64",
            N_("Rate"),
            N_("Won ÷ offers with the window over; few say little."),
            "share",
        ),
        Column(
            "expected_returns",
            "float64",
            N_("Expected anyway"),
            N_("Returns expected of the same clients without any offer; n/a where that is unknown of one."),
            "number",
        ),
        Column("recovered", "float64", N_("Recovered"), N_("Net sales after the offers."), "money"),
        Column("cost", "float64", N_("Cost"), N_("Of the offers and their done steps."), "money"),
        Column("net", "float64", N_("Net"), N_("Recovered sales less the cost."), "money"),
        Column(
            "cost_per_won", "float64", N_("Cost per client won"), N_("Cost ÷ won; n/a without one."), "money"
        ),
        Column("is_few", "bool", N_("Few"), N_("Fewer than 5 offers with the window over."), "flag"),
    ),
)


@dataclass(frozen=True, eq=False)
class WinBackReview:
    """What winning back brought.

    Attributes:
        total: WIN_BACK_RESULTS of all offers, one row, group "".
        by_offer: WIN_BACK_RESULTS by kind of offer.
        by_reason: WIN_BACK_RESULTS by reason; group "" for losses without one.
    """

    total: pd.DataFrame
    by_offer: pd.DataFrame
    by_reason: pd.DataFrame


def review_win_backs(attempts: pd.DataFrame) -> WinBackReview:
    """Add up the offers that were made.

    Args:
        attempts: ATTEMPTS, any order, may be empty; not modified.

    Returns:
        The sums; the money of all reasons together is that of all offers.

    Raises:
        MissingColumnsError: A column of ATTEMPTS is missing.
    """
    ATTEMPTS.require(attempts)
    counted = attempts.assign(part=1.0)
    reasons = counted["reasons"].map(lambda given: list(given) or [NO_REASON])
    each = counted.assign(part=1.0 / reasons.str.len(), group=reasons).explode("group", ignore_index=True)
    return WinBackReview(
        total=_add_up(counted.assign(group="")),
        by_offer=_add_up(counted.assign(group=counted["offer_type"])),
        by_reason=_add_up(each),
    )


def _add_up(attempts: pd.DataFrame) -> pd.DataFrame:
    parts = pd.DataFrame(
        {
            "group": attempts["group"].astype("str"),
            "offer_count": 1,
            "won_count": attempts["is_won"].astype("int64"),
            "over_count": attempts["is_over"].astype("int64"),
            "over_won_count": (attempts["is_over"] & attempts["is_won"]).astype("int64"),
            "expected_returns": attempts["natural_rate"].where(attempts["is_over"], 0.0),
            "recovered": attempts["recovered"].fillna(0.0) * attempts["part"],
            "cost": attempts["cost"].fillna(0.0) * attempts["part"],
        }
    )
    unknown = parts["expected_returns"].isna().groupby(parts["group"]).any()
    sums = parts.groupby("group").sum()
    sums["expected_returns"] = sums["expected_returns"].mask(unknown | (sums["over_count"] == 0))
    sums["win_rate"] = ratio(sums["over_won_count"], sums["over_count"])
    sums["net"] = sums["recovered"] - sums["cost"]
    sums["cost_per_won"] = ratio(sums["cost"], sums["won_count"])
    sums["is_few"] = sums["over_count"] < LEAST_OFFERS
    order = sums.reset_index().sort_values(
        ["recovered", "offer_count", "group"], ascending=[False, False, True]
    )
    found = order.reset_index(drop=True)[WIN_BACK_RESULTS.column_names].astype(WIN_BACK_RESULTS.dtypes)
    money = ["recovered", "cost", "net"]
    return found.assign(**{name: np.round(found[name], 4) for name in money})
