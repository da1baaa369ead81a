"""Which clients are key, and which of them are vital?

The firm's own criteria, any of them or all of them. By default: at least 2 % of sales or of gross profit in the window,
or vital, or tagged. Vital: at least 10 % of gross profit; of sales when no cost is known. Shares are of the positive
values. Somebody can judge a client vital below the limit. A judgement of "key" or "not key" overrides the criteria and
is shown as such. METHOD § 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from kamlogic.key_client_tables import KEY_FACTS, KEY_TAGS
from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_KEY, CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

SHARE_DECIMALS = 12
Criterion = Literal[
    "vital", "sales", "profit", "prospective", "image", "expert", "market_access", "potential", "length", "regularity",
    "net_sales",
]  # fmt: skip
TAGS: tuple[Criterion, ...] = ("prospective", "image", "expert", "market_access")
DEFAULT_CRITERIA: tuple[Criterion, ...] = ("vital", "sales", "profit", *TAGS)
CRITERIA: tuple[Criterion, ...] = (*DEFAULT_CRITERIA, "potential", "length", "regularity", "net_sales")

KEY_CLIENTS = Table(
    "key_clients",
    N_("one row per client of the window"),
    (
        CLIENT_KEY,
        Column(
            "sales_share",
            "float64",
            N_("Share of sales"),
            N_("Of the positive net sales; n/a for zero or less."),
            "share",
        ),
        Column(
            "profit_share",
            "float64",
            N_("Share of profit"),
            N_("Of the positive gross profit; n/a for zero or less, or unknown."),
            "share",
        ),
        Column("is_vital", "bool", N_("Vital"), N_("Reaches the vital share."), "flag"),
        Column("is_key", "bool", N_("Key"), N_("Meets at least one criterion."), "flag"),
        Column("key_reason", "str", N_("Why key"), N_("vital, sales, profit: the criteria met."), "text"),
    ),
)

KEY_VERDICTS = Table(
    "key_verdicts",
    N_("one row per client of the window"),
    (
        CLIENT_KEY,
        Column("is_key", "bool", N_("Key"), N_("After judgement."), "flag"),
        Column("is_key_by_rule", "bool", N_("Key by the criteria"), N_("Before judgement."), "flag"),
        Column("override", "str", N_("Judgement"), N_("key or not_key where somebody said so, else empty.")),
        *KEY_FACTS.columns[1:],
        KEY_TAGS.column("potential_budget"),
    ),
)


class KeyClientSettings(Settings):
    """What makes a client key."""

    key_share: Share = Field(
        default=0.02, title=N_("Key from"), description=N_("Share of sales or of gross profit.")
    )
    vital_share: Share = Field(
        default=0.10, title=N_("Vital from"), description=N_("Share of gross profit; of sales without cost.")
    )
    criteria: tuple[Criterion, ...] = Field(
        default=DEFAULT_CRITERIA, title=N_("Criteria"), description=N_("Those that count; the rest is off.")
    )
    combine: Literal["any", "all"] = Field(
        default="any",
        title=N_("A client is key with"),
        description=N_("Any of the criteria, or all of them."),
    )
    profit_key_share: Share | None = Field(
        default=None,
        title=N_("Key from (profit)"),
        description=N_("Share of gross profit; as for sales when not given."),
    )
    min_net_sales: float = Field(
        default=0.0, ge=0, title=N_("Sales from"), description=N_("Net sales in the window.")
    )
    min_months: int = Field(
        default=36, ge=1, le=600, title=N_("Months of relationship from"), description=N_("Whole months.")
    )
    regular_classes: Literal["X", "XY"] = Field(
        default="XY", title=N_("Regular"), description=N_("X buys often, Y regularly.")
    )
    min_potential_budget: float = Field(
        default=0.0, ge=0, title=N_("Potential budget from"), description=N_("A year, as entered.")
    )


@dataclass(frozen=True, eq=False)
class KeyClientResult:
    """The key clients.

    Attributes:
        settings: In force.
        vital_basis: gross_profit, or net_sales when no cost is known.
        clients: KEY_CLIENTS, largest share of sales first.
        key_count: Key clients.
        key_share: Their joint share of positive net sales; NaN without positive sales.
        vital_count: Vital clients.
        vital_share: Their joint share of the vital basis.
        vital_sales_share: Their joint share of positive net sales.
        verdicts: KEY_VERDICTS, in the order of clients.
    """

    settings: KeyClientSettings
    vital_basis: str
    clients: pd.DataFrame
    key_count: int
    key_share: float
    vital_count: int
    vital_share: float
    vital_sales_share: float
    verdicts: pd.DataFrame

    def keys(self) -> pd.Series:
        """The client keys of the key clients."""
        keys: pd.Series = self.clients.loc[self.clients["is_key"], "client_key"]
        return keys


def classify_key_clients(
    totals: pd.DataFrame,
    *,
    settings: KeyClientSettings,
    facts: pd.DataFrame | None = None,
    tags: pd.DataFrame | None = None,
) -> KeyClientResult:
    """Find the key and the vital clients of the window.

    A share, length or budget at the limit reaches it. What is not known of a client meets no criterion. Without a
    criterion nobody is key. Of two opposite judgements "not key" holds.

    Args:
        totals: CLIENT_TOTALS of the window, any row order; not modified.
        settings: The criteria and their limits.
        facts: KEY_FACTS; nothing is known without.
        tags: KEY_TAGS; nobody is tagged without.

    Returns:
        Each client with its verdict and reasons.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS, KEY_FACTS or KEY_TAGS is missing.
    """
    CLIENT_TOTALS.require(totals)
    clients = totals.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)
    clients["sales_share"] = _positive_share(clients["net_sales"])
    clients["profit_share"] = _positive_share(clients["gross_profit"])
    has_profit = bool(clients["gross_profit"].notna().any())
    basis = clients["profit_share"] if has_profit else clients["sales_share"]
    clients["is_vital"] = _reaches(basis, settings.vital_share)
    tags = KEY_TAGS.empty() if tags is None else tags
    clients = _add_facts(clients, KEY_FACTS.empty() if facts is None else facts, tags)
    met = _criteria_met(clients, tags, settings)
    clients["is_key_by_rule"] = _combine(
        [met[name] for name in settings.criteria], settings.combine, len(clients)
    )
    clients["override"] = _override(clients["client_key"], tags)
    clients["is_key"] = clients["is_key_by_rule"].mask(
        clients["override"] != "", clients["override"] == "key"
    )
    clients["key_reason"] = _reasons({name: met[name] for name in settings.criteria}, clients.index)
    vital, key = clients["is_vital"], clients["is_key"]
    undefined = float("nan") if clients["sales_share"].isna().all() else 0.0
    return KeyClientResult(
        settings=settings,
        vital_basis="gross_profit" if has_profit else "net_sales",
        clients=clients[KEY_CLIENTS.column_names],
        key_count=int(key.sum()),
        key_share=float(clients.loc[key, "sales_share"].sum()) + undefined,
        vital_count=int(vital.sum()),
        vital_share=float(basis[vital].sum()) if basis.notna().any() else float("nan"),
        vital_sales_share=float(clients.loc[vital, "sales_share"].sum()) + undefined,
        verdicts=clients[KEY_VERDICTS.column_names],
    )


def _positive_share(values: pd.Series) -> pd.Series:
    positive = values.where(values > 0)
    return ratio(positive, float(positive.sum()))


def _reaches(shares: pd.Series, limit: float) -> pd.Series:
    """Shares at or above the limit; rounded, so that 1 of 10 equal clients has its 10 %."""
    reached: pd.Series = shares.round(SHARE_DECIMALS).ge(limit)
    return reached


def _add_facts(clients: pd.DataFrame, facts: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    KEY_FACTS.require(facts)
    KEY_TAGS.require(tags)
    known = clients.merge(facts[KEY_FACTS.column_names], on="client_key", how="left")
    known["xyz_class"] = known["xyz_class"].fillna("").astype("str")
    budget = tags.groupby("client_key")["potential_budget"].max()
    known["potential_budget"] = known["client_key"].map(budget).astype("float64")
    return known


def _criteria_met(
    clients: pd.DataFrame, tags: pd.DataFrame, settings: KeyClientSettings
) -> dict[Criterion, pd.Series]:
    profit_limit = settings.key_share if settings.profit_key_share is None else settings.profit_key_share
    tagged: dict[Criterion, pd.Series] = {
        name: clients["client_key"].isin(tags.loc[tags["tag"] == name, "client_key"]) for name in TAGS
    }
    judged_vital = clients["client_key"].isin(tags.loc[tags["tag"] == "judged_vital", "client_key"])
    return {
        "vital": clients["is_vital"] | judged_vital,
        "sales": _reaches(clients["sales_share"], settings.key_share),
        "profit": _reaches(clients["profit_share"], profit_limit),
        **tagged,
        "potential": clients["potential_budget"] >= settings.min_potential_budget,
        "length": clients["relationship_months"] >= settings.min_months,
        "regularity": clients["xyz_class"].isin(list(settings.regular_classes)),
        "net_sales": clients["net_sales"] >= settings.min_net_sales,
    }


def _combine(met: list[pd.Series], combine: str, count: int) -> npt.NDArray[np.bool_]:
    if not met:
        return np.zeros(count, dtype="bool")
    every = pd.concat(met, axis=1)
    return (every.any(axis=1) if combine == "any" else every.all(axis=1)).to_numpy(dtype="bool")


def _override(client_keys: pd.Series, tags: pd.DataFrame) -> pd.Series:
    said = {
        name: client_keys.isin(tags.loc[tags["tag"] == name, "client_key"]) for name in ("key", "not_key")
    }
    words = np.select([said["not_key"], said["key"]], ["not_key", "key"], default="")
    return pd.Series(words, index=client_keys.index, dtype="str")


def _reasons(met: dict[Criterion, pd.Series], index: pd.Index) -> pd.Series:
    """The criteria met, by name; each combination is written once, however many clients have it."""
    codes = pd.Series(0, index=index)
    for place, is_met in enumerate(met.values()):
        codes += is_met.astype("int64") * 2**place
    names = list(met)
    texts = {
        code: ", ".join(name for place, name in enumerate(names) if code >> place & 1)
        for code in codes.unique().tolist()
    }
    return codes.map(texts).astype("str")
