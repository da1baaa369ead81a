"""Which offers won a client back, when, and how much money came of it?

An offer has won when the first purchase after the silence lies after the offer and inside its window. Where several
offers of one silence hold that purchase, the latest before it is credited, once. A client that bought on the day of
the offer or before it came back by itself: that return is credited to no offer. Recovered money is the net sales from
that purchase to the window's end, returns taken off; where a later offer won the client back again, only up to then.

Beside it stands the return expected without any offer: 1 - S(s + window) / S(s), with s the silence on the day of the
offer and S the Kaplan-Meier share of pauses that last longer, after as many purchases (1, 2, 3-5, 6 or more) where 30
of these have ended, else of all, as the list of lost clients has it. The pauses that offers ended are among them, so
the expected return is rather too high, and what offers added rather too low. METHOD § 5b, § 6.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues, sort_day_values
from kamlogic.pauses import COUNT_GROUPS, LEAST_GROUP_GAPS, count_groups, measure_lengths
from kamlogic.purchases import Purchases, day_number, day_stamps
from kamlogic.survival import kaplan_meier, return_probability
from kamlogic.tables import CLIENT_KEY, LAST_PURCHASE, Column, Table
from kamlogic.texts import N_

OPEN, WON, NOT_WON, CAME_BACK, UNJUDGED = "open", "won", "not_won", "came_back", "unjudged"
NEVER = np.iinfo("int64").max

_OFFER_ID = Column("offer_id", "int64", N_("Win-back"), N_("The store's number of the attempt."), "count")
_WINDOW = Column("window_days", "int64", N_("Window"), N_("Days in which a purchase counts."), "days")

OFFERS = Table(
    "offers",
    N_("one row per attempt to win a client back"),
    (
        _OFFER_ID,
        CLIENT_KEY,
        LAST_PURCHASE,
        Column("offered_on", "datetime64[us]", N_("Offered on"), N_("Empty while it is planned."), "date"),
        _WINDOW,
    ),
)

OFFER_OUTCOMES = Table(
    "offer_outcomes",
    N_("one row per attempt to win a client back"),
    (
        _OFFER_ID,
        Column("outcome", "str", N_("Outcome"), N_("open, won, not_won, came_back or unjudged.")),
        Column(
            "returned_on",
            "datetime64[us]",
            N_("Returned on"),
            N_("First purchase after the silence: of a client won, or come back by itself."),
            "date",
        ),
        Column(
            "recovered",
            "float64",
            N_("Recovered"),
            N_("Net sales from the return to the window's end; n/a unless won."),
            "money",
        ),
        Column("is_over", "bool", N_("Window over"), N_("No further purchase can count."), "flag"),
        Column("silence_days", "float64", N_("Silence"), N_("Days on the day of the offer."), "days"),
        Column(
            "natural_rate",
            "float64",
            N_("Expected without an offer"),
            N_("How likely such a silence ends by itself inside the window."),
            "share",
        ),
    ),
)


def judge_offers(client_days: pd.DataFrame, offers: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """Find the outcome of each offer.

    An offer after the as-of day, or none yet, is open. One without a last purchase, or from before it, is unjudged: the
    client was not silent when it was made. A natural rate of 0 means that of the pauses as long as that none was seen to end within the
    window; NaN that none was seen to last so long, or that there is no offer yet.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified, like the offers.
        offers: OFFERS; last_purchase begins the silence that the offer was to end.
        as_of: The last day that is known.

    Returns:
        OFFER_OUTCOMES in the order of the offers.

    Raises:
        MissingColumnsError: A column of a table is missing.
    """
    OFFERS.require(offers)
    values = sort_day_values(client_days)
    ordered = offers.sort_values(["client_key", "offered_on", "offer_id"]).reset_index(drop=True)
    found = _judge(ordered, values.purchases, day_number(as_of))
    found["recovered"] = _recovered(ordered, found, values)
    found["natural_rate"] = _natural_rates(ordered, found, values.purchases, as_of)
    found["returned_on"] = np.where(
        found["returned"] < 0, np.datetime64("NaT", "us"), day_stamps(found["returned"].to_numpy())
    )
    found["offer_id"] = ordered["offer_id"]
    places = pd.Index(found["offer_id"]).get_indexer(offers["offer_id"])
    outcomes: pd.DataFrame = found.iloc[places].reset_index(drop=True)
    return outcomes[OFFER_OUTCOMES.column_names].astype(OFFER_OUTCOMES.dtypes)


def _day_numbers(days: pd.Series, missing: int) -> np.ndarray:
    """Days since 1970-01-01, this number where there is none."""
    numbers = days.to_numpy(dtype="datetime64[D]").astype("int64")
    return np.where(days.isna(), missing, numbers)


def _judge(offers: pd.DataFrame, purchases: Purchases, as_of: int) -> pd.DataFrame:
    """Outcome, the day of the return (-1 without one), and the offer's days as numbers."""
    begun, made = _day_numbers(offers["last_purchase"], NEVER), _day_numbers(offers["offered_on"], NEVER)
    is_made = made <= as_of
    is_judged = (begun < NEVER) & (~is_made | (begun <= made))
    window = offers["window_days"].to_numpy()
    ends = np.where(is_made, np.minimum(made, as_of) + window, NEVER)
    returned = purchases.first_days_after(offers["client_key"].to_numpy(), np.where(is_judged, begun, as_of))
    has_returned = is_judged & (returned >= 0)
    came_back = has_returned & ((returned <= made) | ~is_made)
    in_window = has_returned & ~came_back & (returned <= ends)
    returns = pd.DataFrame(
        {"client_key": offers["client_key"], "returned": np.where(in_window, returned, -1)}
    )
    latest = in_window & ~returns.duplicated(keep="last").to_numpy()
    is_over = is_made & ((ends <= as_of) | (has_returned & ~latest))
    outcome = np.select(
        [~is_judged, came_back, latest, is_over], [UNJUDGED, CAME_BACK, WON, NOT_WON], default=OPEN
    )
    credited = np.where(latest | came_back, returned, -1)
    silence = np.where(is_judged & is_made & ~came_back, made - np.where(is_judged, begun, 0), np.nan)
    return pd.DataFrame(
        {"outcome": outcome, "returned": credited, "is_over": is_over & is_judged, "made": made, "ends": ends,
         "silence_days": silence, "begun": begun}
    )  # fmt: skip


def _recovered(offers: pd.DataFrame, found: pd.DataFrame, values: DayValues) -> pd.Series:
    """Net sales from the return to the window's end, or to the day before the client was won back again."""
    won = found[found["outcome"] == WON].assign(client_key=offers["client_key"]).sort_values(
        ["client_key", "returned"]
    )  # fmt: skip
    again = won.groupby("client_key")["returned"].shift(-1, fill_value=NEVER)
    last = np.minimum(won["ends"].to_numpy(), again.to_numpy() - 1)
    sums = values.client_sums(
        won["client_key"].to_numpy(), first=won["returned"].to_numpy(), last=last, names=["net_sales"]
    )
    return pd.Series(sums["net_sales"], index=won.index, dtype="float64").reindex(found.index)


def _natural_rates(
    offers: pd.DataFrame, found: pd.DataFrame, purchases: Purchases, as_of: date
) -> np.ndarray:
    """The return rate of each silence without an offer; NaN where no offer was made in a silence."""
    rates = np.full(len(offers), np.nan)
    rated = np.flatnonzero(found["silence_days"].notna() & offers["client_key"].isin(purchases.client_keys))
    if not len(rated):
        return rates
    rows = _purchase_rows(purchases, offers["client_key"].to_numpy()[rated], found["begun"].to_numpy()[rated])
    silence = found["silence_days"].to_numpy()[rated]
    window = offers["window_days"].to_numpy()[rated]
    pauses = measure_lengths(purchases, as_of)
    groups = count_groups(purchases.counts)
    is_pooled = np.ones(len(rated), dtype=bool)
    for place in range(len(COUNT_GROUPS)):
        inside, chosen = groups == place, groups[rows] == place
        if chosen.any() and pauses.is_closed[inside].sum() >= LEAST_GROUP_GAPS:
            curve = kaplan_meier(pauses.days[inside], pauses.is_closed[inside])
            rates[rated[chosen]] = return_probability(curve, silence[chosen], window[chosen])
            is_pooled &= ~chosen
    if is_pooled.any():
        curve = kaplan_meier(pauses.days, pauses.is_closed)
        rates[rated[is_pooled]] = return_probability(curve, silence[is_pooled], window[is_pooled])
    return rates


def _purchase_rows(purchases: Purchases, client_keys: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The row of each client's last purchase up to a day; its first one where there is none."""
    length = int(purchases.days.max()) + 2
    places = np.searchsorted(purchases.client_keys, client_keys)
    positions = purchases.places * length + purchases.days
    rows = np.searchsorted(positions, places * length + np.minimum(days, length - 1), "right") - 1
    found: np.ndarray = np.maximum(rows, purchases.starts[places])
    return found
