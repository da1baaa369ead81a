"""The tables of key clients: what is known and what was said of each, beside its sales."""

from __future__ import annotations

from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

KEY_FACTS = Table(
    "key_facts",
    N_("one row per client of whom more is known than its sales"),
    (
        CLIENT_KEY,
        Column(
            "relationship_months",
            "float64",
            N_("Months of relationship"),
            N_("Whole months from the first purchase that the data hold to the as-of day; n/a without one."),
            "number",
        ),
        Column("xyz_class", "str", N_("XYZ"), N_("X, Y, Z or N.")),
    ),
)

KEY_TAGS = Table(
    "key_tags",
    N_("client × tag, by rule or by judgement"),
    (
        CLIENT_KEY,
        Column(
            "tag",
            "str",
            N_("Tag"),
            N_("prospective, image, expert, market_access, judged_vital, key or not_key."),
        ),
        Column(
            "potential_budget",
            "float64",
            N_("Potential budget"),
            N_("A year, as entered; n/a where nobody said."),
            "money",
        ),
    ),
)
"""A row with an empty tag holds a potential budget only."""
