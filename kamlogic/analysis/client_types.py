"""Vital, prospective, image, expert: what kind of key client is each one, and on what evidence?

Several tags per client. Vital by rule (analysis/vital_history). Prospective by rule: first purchase within 12 months
before the as-of day, or none yet, a potential budget of at least the limit, not vital; or by judgement. Image, expert
and market access by judgement. Somebody can judge a client vital whom the rule does not find. METHOD § 6.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_JUDGEMENTS, CLIENT_KEY, Column, Table
from kamlogic.texts import N_

JUDGED_TAGS = ("image", "expert", "market_access", "prospective", "vital")
TYPE_ORDER = ("vital", "prospective", "image", "expert", "market_access")

TYPE_FACTS = Table(
    "type_facts",
    N_("one row per client that can be tagged"),
    (
        CLIENT_KEY,
        Column(
            "first_purchase",
            "datetime64[us]",
            N_("First purchase"),
            N_("The first that the data hold; empty for a client that has not bought yet."),
            "date",
        ),
        Column("is_lost", "bool", N_("Lost"), N_("Under the criterion in force."), "flag"),
    ),
)

VITAL_STATES = Table(
    "vital_states",
    N_("one row per vital client"),
    (
        CLIENT_KEY,
        Column("vital_share", "float64", N_("Share"), N_("Of gross profit, or of sales."), "share"),
        Column("vital_since", "int64", N_("Vital since"), N_("Month index: year × 12 + month."), "count"),
    ),
)

CLIENT_TYPES = Table(
    "client_types",
    N_("client × type, the types in the order vital, prospective, image, expert, market access"),
    (
        CLIENT_KEY,
        Column("client_type", "str", N_("Type"), N_("vital, prospective, image, expert or market_access.")),
        Column("basis", "str", N_("By"), N_("rule or judgement.")),
        *VITAL_STATES.columns[1:2],
        Column("vital_since", "float64", N_("Vital since"), N_("Month index; n/a for other types."), "count"),
        TYPE_FACTS.column("first_purchase"),
        CLIENT_JUDGEMENTS.column("potential_budget"),
        CLIENT_JUDGEMENTS.column("note"),
        CLIENT_JUDGEMENTS.column("author"),
        CLIENT_JUDGEMENTS.column("judged_on"),
        TYPE_FACTS.column("is_lost"),
    ),
)

DISAGREEMENTS = Table(
    "disagreements",
    N_("client × way in which a verdict and the figures disagree"),
    (
        CLIENT_KEY,
        Column(
            "disagreement",
            "str",
            N_("Disagreement"),
            N_(
                "key_against_criteria, not_key_against_criteria, vital_below_limit (kept by hysteresis), "
                "judged_vital_below_limit or prospective_but_vital."
            ),
        ),
    ),
)


class ClientTypeSettings(Settings):
    """Who counts as prospective."""

    new_within_months: int = Field(
        default=12, ge=1, le=60, title=N_("New within"), description=N_("Months since the first purchase.")
    )
    min_potential_budget: float = Field(
        default=0.0,
        ge=0,
        title=N_("Potential budget from"),
        description=N_("A year, in the currency of the data; 0 takes every entered budget."),
    )


def tag_clients(
    facts: pd.DataFrame,
    *,
    vital: pd.DataFrame,
    judgements: pd.DataFrame,
    as_of: date,
    settings: ClientTypeSettings,
    judged_until: date | None = None,
) -> pd.DataFrame:
    """Give each client its types.

    A client that the data begin with looks new in its first year, so that only an entered budget makes it
    prospective. Of several judgements of one tag the latest holds; of several budgets the latest. A judgement of
    prospective goes before the rule; the rule of vital goes before a judgement.

    Args:
        facts: TYPE_FACTS; not modified, like the others.
        vital: VITAL_STATES.
        judgements: CLIENT_JUDGEMENTS; those of unknown clients and those dated after `judged_until` are passed over.
        as_of: The last day that is known.
        settings: Who is new, and which budget counts.
        judged_until: The as-of day when not given.

    Returns:
        CLIENT_TYPES; a client can be in it several times, or not at all.

    Raises:
        MissingColumnsError: A column of TYPE_FACTS, VITAL_STATES or CLIENT_JUDGEMENTS is missing.
    """
    TYPE_FACTS.require(facts)
    VITAL_STATES.require(vital)
    CLIENT_JUDGEMENTS.require(judgements)
    said = judgements[
        (judgements["judged_on"] <= pd.Timestamp(judged_until or as_of))
        & judgements["client_key"].isin(facts["client_key"])
    ].sort_values("judged_on", kind="stable")
    judged = said[said["tag"].isin(JUDGED_TAGS)].drop_duplicates(["client_key", "tag"], keep="last")
    is_ruled = (judged["tag"] == "vital") & judged["client_key"].isin(vital["client_key"])
    by_judgement = judged[~is_ruled].rename(columns={"tag": "client_type"}).assign(basis="judgement")
    by_vital = vital[VITAL_STATES.column_names].assign(client_type="vital", basis="rule")
    by_budget = _prospective(facts, vital, said, as_of, settings)
    is_said = by_budget["client_key"].isin(judged.loc[judged["tag"] == "prospective", "client_key"])
    found = pd.concat([by_vital, by_budget[~is_said], by_judgement]).reindex(
        columns=CLIENT_TYPES.column_names
    )
    known = facts.set_index("client_key")
    found["first_purchase"] = known["first_purchase"].reindex(found["client_key"]).to_numpy()
    found["is_lost"] = found["client_key"].map(known["is_lost"]).eq(other=True)
    for text in ("note", "author"):
        found[text] = found[text].fillna("")
    order = found["client_type"].map({name: place for place, name in enumerate(TYPE_ORDER)})
    ranked = found.assign(order=order).sort_values(
        ["order", "vital_share", "client_key"], ascending=[True, False, True], ignore_index=True
    )
    return ranked[CLIENT_TYPES.column_names].astype(CLIENT_TYPES.dtypes)


def _prospective(
    facts: pd.DataFrame, vital: pd.DataFrame, said: pd.DataFrame, as_of: date, settings: ClientTypeSettings
) -> pd.DataFrame:
    """Who is new, has a budget and is not vital; with the judgement that entered the budget."""
    budgets = said[said["potential_budget"].notna()].drop_duplicates("client_key", keep="last")
    big = budgets[budgets["potential_budget"] >= settings.min_potential_budget]
    new_from = pd.Timestamp(as_of) - pd.DateOffset(months=settings.new_within_months)
    is_old = facts["first_purchase"] <= new_from
    new = facts.loc[~is_old & ~facts["client_key"].isin(vital["client_key"]), "client_key"]
    return big[big["client_key"].isin(new)].assign(client_type="prospective", basis="rule")


def find_disagreements(types: pd.DataFrame, verdicts: pd.DataFrame, reached: pd.Series) -> pd.DataFrame:
    """Where a judgement, or a state that is kept, says something else than the figures.

    Args:
        types: CLIENT_TYPES.
        verdicts: client_key, is_key_by_rule and override of each client.
        reached: Keys of the clients that reach the vital share now.

    Returns:
        DISAGREEMENTS by client_key.
    """
    says_key = verdicts["override"] == "key"
    says_not = verdicts["override"] == "not_key"
    by_rule = verdicts["is_key_by_rule"]
    vital = types[types["client_type"] == "vital"]
    prospective = types[types["client_type"] == "prospective"]
    below = vital[~vital["client_key"].isin(reached)]
    found = {
        "key_against_criteria": verdicts.loc[says_key & ~by_rule, "client_key"],
        "not_key_against_criteria": verdicts.loc[says_not & by_rule, "client_key"],
        "vital_below_limit": below.loc[below["basis"] == "rule", "client_key"],
        "judged_vital_below_limit": below.loc[below["basis"] == "judgement", "client_key"],
        "prospective_but_vital": prospective.loc[
            prospective["client_key"].isin(vital["client_key"]), "client_key"
        ],
    }
    rows = pd.DataFrame(
        {
            "client_key": np.concatenate([keys.to_numpy() for keys in found.values()]),
            "disagreement": [name for name, keys in found.items() for _ in keys],
        }
    )
    return rows.astype(DISAGREEMENTS.dtypes).sort_values(["client_key", "disagreement"], ignore_index=True)
