"""How complete is what is known of each client?

By section: mean over the sections of the share of their fields that are filled, so that one long section cannot hide an
empty one; plain: filled fields / all fields. Of a manager: the mean over its clients, and the mean weighted by their
positive sales. METHOD § 7.
"""

from __future__ import annotations

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

DOSSIER_FIELDS = Table(
    "dossier_fields",
    N_("client × field of its dossier"),
    (
        CLIENT_KEY,
        Column("section", "str", N_("Section"), N_("Part of the dossier that the field belongs to.")),
        Column("field", "str", N_("Field"), N_("Name of the field.")),
        Column("is_filled", "bool", N_("Filled"), N_("Somebody has entered something."), "flag"),
    ),
)

CLIENT_DOSSIERS = Table(
    "client_dossiers",
    N_("client with a field in the dossier"),
    (
        CLIENT_KEY,
        Column("section_share", "float64", N_("Completeness"), N_("Mean over the sections."), "share"),
        Column("plain_share", "float64", N_("Fields filled"), N_("Of all fields."), "share"),
    ),
)

MANAGER_DOSSIERS = Table(
    "manager_dossiers",
    N_("account manager with a client that has a dossier"),
    (
        Column("manager", "str", N_("Account manager"), N_("Empty for clients without one.")),
        Column("client_count", "int64", N_("Clients"), N_("With a dossier."), "count"),
        Column("mean_share", "float64", N_("Completeness"), N_("Mean over the clients."), "share"),
        Column(
            "weighted_share",
            "float64",
            N_("Completeness by sales"),
            N_("Weighted by positive net sales; n/a without any."),
            "share",
        ),
    ),
)


def measure_dossiers(fields: pd.DataFrame) -> pd.DataFrame:
    """Say how complete each client's dossier is.

    Args:
        fields: DOSSIER_FIELDS, any row order; not modified.

    Returns:
        CLIENT_DOSSIERS by client_key; a client without a field is absent.

    Raises:
        MissingColumnsError: A column of DOSSIER_FIELDS is missing.
    """
    DOSSIER_FIELDS.require(fields)
    filled = fields["is_filled"].astype("float64")
    sections = filled.groupby([fields["client_key"], fields["section"]]).mean()
    found = pd.DataFrame(
        {
            "section_share": sections.groupby("client_key").mean(),
            "plain_share": filled.groupby(fields["client_key"]).mean(),
        }
    )
    return found.rename_axis("client_key").reset_index()[CLIENT_DOSSIERS.column_names]


def measure_manager_dossiers(dossiers: pd.DataFrame, clients: pd.DataFrame) -> pd.DataFrame:
    """Add up the dossiers of each manager's clients.

    Args:
        dossiers: CLIENT_DOSSIERS; not modified.
        clients: client_key, manager and net_sales; not modified. A client of zero or less has no weight.

    Returns:
        MANAGER_DOSSIERS by manager.

    Raises:
        MissingColumnsError: A column of CLIENT_DOSSIERS is missing.
    """
    CLIENT_DOSSIERS.require(dossiers)
    owned = dossiers.merge(clients[["client_key", "manager", "net_sales"]], on="client_key")
    weight = owned["net_sales"].clip(lower=0).fillna(0.0)
    sums = owned.assign(weight=weight, weighted=owned["section_share"] * weight).groupby("manager")
    found = sums[["weight", "weighted"]].sum()
    found["client_count"] = sums.size()
    found["mean_share"] = sums["section_share"].mean()
    found["weighted_share"] = ratio(found["weighted"], found["weight"])
    return found.reset_index()[MANAGER_DOSSIERS.column_names].astype(MANAGER_DOSSIERS.dtypes)
