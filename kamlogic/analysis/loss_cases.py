"""Which loss cases open, return, close and open again when the sales or the criterion change?

A case is one silence: a client and its last purchase before it. It opens when the silence counts as lost under the
criterion in force. A purchase after the day of the loss makes it returned. A case that nobody wrote on follows the
criterion: it closes when the silence no longer counts as lost, and opens again when it does, dated by the rule of
then. A case that people wrote on stays as it was opened. METHOD § 5a (exact day rule), § 5f.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.purchases import Purchases, day_stamps
from kamlogic.tables import CLIENT_KEY, LAST_PURCHASE, YEARLY_NET_SALES, Column, Table
from kamlogic.texts import N_

_LOST_ON = Column("lost_on", "datetime64[us]", N_("Lost on"), N_("Day of the loss."), "date")
_RETURNED_ON = Column(
    "returned_on", "datetime64[us]", N_("Returned on"), N_("First purchase after the silence."), "date"
)
_CASE_ID = Column("id", "int64", N_("Case"), N_("The store's number of the case."), "count")
_STATE = Column("state", "str", N_("State"), N_("open, returned or closed."))

HELD_CASES = Table(
    "held_cases",
    N_("one row per loss case, removed ones included"),
    (
        _CASE_ID,
        CLIENT_KEY,
        _LOST_ON,
        LAST_PURCHASE,
        _STATE,
        _RETURNED_ON,
        Column("is_followed", "bool", N_("Followed"), N_("The program keeps its state."), "flag"),
        Column("is_touched", "bool", N_("Touched"), N_("Somebody wrote on it."), "flag"),
        Column("is_removed", "bool", N_("Removed"), N_("Somebody took it away."), "flag"),
        Column("is_of_rule", "bool", N_("Of the rule"), N_("Opened under the rule in force."), "flag"),
    ),
)

STANDING_LOSSES = Table(
    "standing_losses",
    N_("one row per client that is lost now"),
    (CLIENT_KEY, LAST_PURCHASE, _LOST_ON, YEARLY_NET_SALES),
)

CASE_CHANGES = Table(
    "case_changes",
    N_("one row per case that changes"),
    (
        _CASE_ID,
        _STATE,
        _RETURNED_ON,
        _LOST_ON,
        Column("takes_rule", "bool", N_("Takes the rule"), N_("It is dated by the rule in force."), "flag"),
    ),
)


@dataclass(frozen=True, eq=False)
class CasePlan:
    """What is to be written down.

    Attributes:
        opened: STANDING_LOSSES that have no case yet.
        changes: CASE_CHANGES.
    """

    opened: pd.DataFrame
    changes: pd.DataFrame


def plan_cases(held: pd.DataFrame, standing: pd.DataFrame, purchases: Purchases) -> CasePlan:
    """Compare the cases with the losses that stand.

    Applied once, it finds nothing more to do. A purchase up to the day of the loss, found later, means that there was
    no loss: an untouched case closes, a touched one is returned. A state that a person chose is left alone.

    Args:
        held: HELD_CASES; not modified, like the others.
        standing: STANDING_LOSSES under the criterion in force.
        purchases: Of all clients up to the as-of day.

    Raises:
        MissingColumnsError: A column of a table is missing.
    """
    HELD_CASES.require(held)
    STANDING_LOSSES.require(standing)
    silence, loss = ["client_key", "last_purchase"], ["client_key", "lost_on"]
    known = held[held["is_followed"] | held["is_removed"]]
    is_known = _among(standing, known, silence) | _among(standing, held, loss)
    opened = standing.loc[~is_known, STANDING_LOSSES.column_names].reset_index(drop=True)
    live = held[held["is_followed"] & ~held["is_removed"]]
    now = live.merge(
        standing[[*silence, "lost_on"]].drop_duplicates(silence).rename(columns={"lost_on": "lost_now"}),
        on=silence,
        how="left",
    )
    now["lost_now"] = now["lost_now"].astype("datetime64[us]")
    return CasePlan(opened, _changes(now, held[~held["is_removed"]], _next_purchases(now, purchases)))


def _among(frame: pd.DataFrame, others: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Whether each row's values of these columns stand together in a row of the others."""
    return pd.MultiIndex.from_frame(frame[names]).isin(pd.MultiIndex.from_frame(others[names]))


def _next_purchases(cases: pd.DataFrame, purchases: Purchases) -> pd.Series:
    """The client's first purchase day after the silence began; NaT without one, or without a last purchase."""
    days = cases["last_purchase"].to_numpy(dtype="datetime64[D]").astype("int64")
    found = purchases.first_days_after(cases["client_key"].to_numpy(), days)
    stamps = np.where(found < 0, np.datetime64("NaT", "us"), day_stamps(found))
    return pd.Series(stamps, index=cases.index).where(cases["last_purchase"].notna())


def _changes(now: pd.DataFrame, live: pd.DataFrame, next_purchase: pd.Series) -> pd.DataFrame:
    is_lost, has_bought = now["lost_now"].notna(), next_purchase.notna()
    is_touched, was_returned = now["is_touched"], (now["state"] == "returned") & now["returned_on"].notna()
    is_ours = was_returned | ((now["state"] == "open") & now["returned_on"].isna())
    reopens = (now["state"] == "closed") & ~is_touched & is_lost & ~has_bought
    returns = is_ours & has_bought & (is_touched | (next_purchase > now["lost_on"]))
    stays = (is_ours & ~has_bought & (is_lost | is_touched)) | reopens
    state = now["state"].where(~(is_ours | reopens), "closed").mask(stays, "open").mask(returns, "returned")
    returned_on = next_purchase.where(returns).where(is_ours | reopens, now["returned_on"])
    is_dated_anew = stays & ~is_touched & is_lost & ((now["lost_on"] != now["lost_now"]) | ~now["is_of_rule"])
    moved = now.assign(lost_on=now["lost_now"])
    is_taken = _among(moved, live, ["client_key", "lost_on"]) & (now["lost_on"] != now["lost_now"])
    takes_rule = is_dated_anew & ~is_taken
    changed = pd.DataFrame(
        {
            "id": now["id"],
            "state": state,
            "returned_on": returned_on,
            "lost_on": now["lost_now"].where(takes_rule, now["lost_on"]),
            "takes_rule": takes_rule,
        }
    ).astype(CASE_CHANGES.dtypes)
    is_same_day = (returned_on == now["returned_on"]) | (returned_on.isna() & now["returned_on"].isna())
    is_new = (state != now["state"]) | ~is_same_day | takes_rule
    return changed[is_new].reset_index(drop=True)
