"""Did clients that were lost have incidents before, and did clients that stayed have them, too?

For each mistake: lost clients with such an incident in the days before a loss, beside clients never lost with such an
incident in as many days up to the as-of day. The days before a loss end on the day of the loss, at the latest half of
them after the last purchase, so that a long silence does not fill them. Losses from before the first incident that was
written down are left out, for nobody could have noted anything. Counts only: that an incident came before a loss does
not show that it caused it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from pydantic import Field

from kamlogic.entries.relationship import MISTAKES
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

ANY_MISTAKE = "any"

LOSS_DAYS = Table(
    "loss_days",
    N_("one row per loss"),
    (
        CLIENT_KEY,
        Column("last_purchase", "datetime64[us]", N_("Last purchase"), N_("Before the silence."), "date"),
        Column("lost_on", "datetime64[us]", N_("Lost on"), N_("Day of the loss."), "date"),
    ),
)

INCIDENT_DAYS = Table(
    "incident_days",
    N_("one row per incident"),
    (
        CLIENT_KEY,
        Column("happened_on", "datetime64[us]", N_("Day"), N_("On which it happened."), "date"),
        Column("mistake", "str", N_("Mistake"), N_("Which of the mistakes.")),
    ),
)

MISTAKES_BEFORE_LOSSES = Table(
    "mistakes_before_losses",
    N_("one row per mistake that happened, and one for any of them"),
    (
        Column("mistake", "str", N_("Mistake"), N_("any counts clients with at least one incident.")),
        Column("lost_count", "int64", N_("Lost, with it"), N_("Lost clients with such an incident before."), "count"),
        Column("lost_share", "float64", N_("Of the lost"), N_("Of the lost clients compared."), "share"),
        Column("kept_count", "int64", N_("Not lost, with it"), N_("Clients never lost with one in as many days."), "count"),
        Column("kept_share", "float64", N_("Of the not lost"), N_("Of the clients never lost."), "share"),
    ),
)  # fmt: skip


class BeforeLossSettings(Settings):
    """How long before a loss is looked at."""

    window_days: int = Field(
        default=180, ge=14, le=730, title=N_("Days before a loss"), description=N_("In which incidents count.")
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class BeforeLossResult:
    """Incidents of lost and of other clients.

    Attributes:
        settings: In force.
        first_incident: The earliest incident; None without any.
        lost_count: Lost clients compared.
        earlier_lost_count: Lost clients left out, because every loss of theirs came before the first incident.
        kept_count: Clients never lost.
        mistakes: MISTAKES_BEFORE_LOSSES, those of most lost clients first, any of them on top.
    """

    settings: BeforeLossSettings
    first_incident: date | None
    lost_count: int
    earlier_lost_count: int
    kept_count: int
    mistakes: pd.DataFrame


def count_before_losses(
    incidents: pd.DataFrame,
    losses: pd.DataFrame,
    buyers: pd.Series,
    *,
    as_of: date,
    settings: BeforeLossSettings,
) -> BeforeLossResult:
    """Count clients with incidents before their loss, and clients never lost with incidents.

    A client counts once per mistake, however many incidents and losses it had. One that was lost and returned is a
    lost one. Incidents after the day, and of clients that never bought, are left out.

    Args:
        incidents: INCIDENT_DAYS, any row order; not modified.
        losses: LOSS_DAYS up to the day, any row order; not modified.
        buyers: client_key of every client that ever bought.
        as_of: The day on which the clients never lost are looked at.
        settings: How many days.

    Raises:
        MissingColumnsError: A column of INCIDENT_DAYS or LOSS_DAYS is missing.
    """
    INCIDENT_DAYS.require(incidents)
    LOSS_DAYS.require(losses)
    day, length = pd.Timestamp(as_of), pd.Timedelta(days=settings.window_days)
    known = incidents[(incidents["happened_on"] <= day) & incidents["client_key"].isin(buyers)]
    first = known["happened_on"].min()
    windows = _loss_windows(losses, length)
    judged = windows[windows["end"] >= first]
    kept = buyers[~buyers.isin(losses["client_key"])].drop_duplicates()
    lost_count = judged["client_key"].nunique()
    before = known.merge(judged, on="client_key")
    before = before[
        (before["happened_on"] > before["end"] - length) & (before["happened_on"] <= before["end"])
    ]
    recent = known[known["client_key"].isin(kept) & (known["happened_on"] > day - length)]
    return BeforeLossResult(
        settings=settings,
        first_incident=None if pd.isna(first) else first.date(),
        lost_count=lost_count,
        earlier_lost_count=losses["client_key"].nunique() - lost_count,
        kept_count=len(kept),
        mistakes=_mistakes(known, _clients(before), _clients(recent), lost_count, len(kept)),
    )


def _loss_windows(losses: pd.DataFrame, length: pd.Timedelta) -> pd.DataFrame:
    """Client and last day of each loss's window."""
    latest = losses["last_purchase"] + length / 2
    end = losses["lost_on"].where(losses["lost_on"] <= latest, latest.dt.normalize())
    return pd.DataFrame({"client_key": losses["client_key"], "end": end})


def _clients(incidents: pd.DataFrame) -> pd.Series:
    """Distinct clients by mistake, those with any under ANY_MISTAKE."""
    counts = incidents.groupby("mistake")["client_key"].nunique()
    counts[ANY_MISTAKE] = incidents["client_key"].nunique()
    return counts


def _mistakes(
    known: pd.DataFrame, lost: pd.Series, kept: pd.Series, lost_count: int, kept_count: int
) -> pd.DataFrame:
    happened = set(known["mistake"])
    names = [ANY_MISTAKE, *(mistake for mistake in MISTAKES if mistake in happened)] if happened else []
    found = pd.DataFrame(
        {
            "mistake": pd.Series(names, dtype="str"),
            "lost_count": lost.reindex(names, fill_value=0).to_numpy(),
            "kept_count": kept.reindex(names, fill_value=0).to_numpy(),
        }
    )
    found["lost_share"] = ratio(found["lost_count"], lost_count)
    found["kept_share"] = ratio(found["kept_count"], kept_count)
    is_any = found["mistake"] == ANY_MISTAKE
    ordered = found.assign(is_any=is_any).sort_values(
        ["is_any", "lost_count", "kept_count"], ascending=False, kind="stable", ignore_index=True
    )
    return ordered[MISTAKES_BEFORE_LOSSES.column_names].astype(MISTAKES_BEFORE_LOSSES.dtypes)
