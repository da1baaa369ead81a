"""How complete is what is known of each client?

By section: mean over the sections of the share of their fields that are filled, so that one long section cannot hide an
empty one; plain: filled fields / all fields. METHOD § 7. Of a manager: see manager_work.
"""

from __future__ import annotations

import pandas as pd

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
