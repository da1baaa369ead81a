"""How old is what is known of each client?

A section of the dossier is as old as its last change. It is stale after 180 days without one (METHOD § 7); a section that
nobody ever wrote in is empty and not stale. A dossier is stale as soon as one of its sections is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from pydantic import Field

from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

_SECTION = Column("section", "str", N_("Section"), N_("Part of the dossier."))

SECTION_CHANGES = Table(
    "section_changes",
    N_("client × section of its dossier × change"),
    (
        CLIENT_KEY,
        _SECTION,
        Column("changed_at", "datetime64[us]", N_("Changed at"), N_("In UTC."), "date"),
    ),
)

SECTION_AGES = Table(
    "section_ages",
    N_("client × section of its dossier that somebody wrote in"),
    (
        CLIENT_KEY,
        _SECTION,
        Column("last_change", "datetime64[us]", N_("Last change"), N_("In UTC."), "date"),
        Column(
            "age_days", "float64", N_("Age"), N_("Days since the last change; 0 for a later one."), "days"
        ),
        Column("is_stale", "bool", N_("Stale"), N_("Not changed for too long."), "flag"),
    ),
)

DOSSIER_AGES = Table(
    "dossier_ages",
    N_("client with a dossier"),
    (
        CLIENT_KEY,
        Column("last_change", "datetime64[us]", N_("Last change"), N_("Of any section, in UTC."), "date"),
        Column("is_stale", "bool", N_("Stale"), N_("A section was not changed for too long."), "flag"),
    ),
)


class FreshnessSettings(Settings):
    """When a section is stale."""

    stale_days: int = Field(
        default=180,
        ge=1,
        le=3650,
        title=N_("Stale after"),
        description=N_("Days without a change of the section."),
    )


@dataclass(frozen=True, eq=False)
class Freshness:
    """How old the dossiers are.

    Attributes:
        settings: In force.
        sections: SECTION_AGES by client and section.
        clients: DOSSIER_AGES by client.
    """

    settings: FreshnessSettings
    sections: pd.DataFrame
    clients: pd.DataFrame


def measure_freshness(changes: pd.DataFrame, *, as_of: date, settings: FreshnessSettings) -> Freshness:
    """Say how old each section of each dossier is.

    A section exactly at the limit is stale. A change after as_of has age 0.

    Args:
        changes: SECTION_CHANGES, any row order; not modified.
        as_of: The day of work.
        settings: The limit.

    Raises:
        MissingColumnsError: A column of SECTION_CHANGES is missing.
    """
    SECTION_CHANGES.require(changes)
    last = changes.groupby(["client_key", "section"])["changed_at"].max().rename("last_change").reset_index()
    age = (pd.Timestamp(as_of) - last["last_change"].dt.normalize()).dt.days.clip(lower=0)
    sections = last.assign(age_days=age, is_stale=age.ge(settings.stale_days)).astype(SECTION_AGES.dtypes)
    by_client = sections.groupby("client_key")
    clients = pd.DataFrame(
        {"last_change": by_client["last_change"].max(), "is_stale": by_client["is_stale"].any()}
    )
    return Freshness(
        settings=settings,
        sections=sections[SECTION_AGES.column_names],
        clients=clients.reset_index().astype(DOSSIER_AGES.dtypes)[DOSSIER_AGES.column_names],
    )
