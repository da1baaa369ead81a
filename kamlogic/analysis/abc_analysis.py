"""Which clients carry the money?

Clients in falling order of the measure are cut where the cumulative share crosses the limits. Start-share: the
client that crosses a limit stays above it, so A is never empty. End-share: it falls below. METHOD § 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import Column, Table
from kamlogic.texts import N_, _

Measure = Literal["net_sales", "gross_profit"]
SHARE_DECIMALS = 12

CLIENT_VALUES = Table(
    "client_values",
    N_("one row per client of the window"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column("value", "float64", N_("Value"), N_("The measure in the window; n/a where unknown."), "money"),
    ),
)

ABC_CLIENTS = Table(
    "abc_clients",
    N_("one row per client of the window"),
    (
        *CLIENT_VALUES.columns,
        Column(
            "share",
            "float64",
            N_("Share"),
            N_("Of the sum of positive values; n/a for zero or less."),
            "share",
        ),
        Column(
            "share_before",
            "float64",
            N_("Share of larger clients"),
            N_("Share of all clients with strictly larger values."),
            "share",
        ),
        Column(
            "share_upto",
            "float64",
            N_("Cumulative share"),
            N_("The same with this client and its equals."),
            "share",
        ),
        Column("abc_class", "str", N_("ABC"), N_("A, B or C; empty where the value is unknown."), "text"),
        Column("abc_flag", "str", N_("Remark"), N_("zero, net_negative, unknown, or empty."), "text"),
    ),
)


class AbcSettings(Settings):
    """By what measure, and where the cumulative share is cut into classes."""

    measure: Measure = Field(
        default="net_sales", title=N_("Measure"), description=N_("What the classes rank.")
    )
    convention: Literal["start_share", "end_share"] = Field(
        default="start_share",
        title=N_("Convention"),
        description=N_("Start-share: the client that crosses a limit stays in the higher class."),
    )
    a_limit: Share = Field(default=0.80, title=N_("Class A up to"), description=N_("Cumulative share."))
    b_limit: Share = Field(default=0.95, title=N_("Class B up to"), description=N_("Cumulative share."))

    @model_validator(mode="after")
    def _limits_rise(self) -> Self:
        if self.a_limit >= self.b_limit:
            msg = _("Class A must end below class B: got {a} and {b}.").format(
                a=f"{self.a_limit:.0%}", b=f"{self.b_limit:.0%}"
            )
            raise ValueError(msg)
        return self


@dataclass(frozen=True, eq=False)
class AbcResult:
    """Clients with their classes.

    Attributes:
        settings: In force.
        base: Sum of the positive values; every share is of it.
        clients: ABC_CLIENTS, largest value first.
    """

    settings: AbcSettings
    base: float
    clients: pd.DataFrame

    @property
    def flag(self) -> str:
        """no_positive_base, no_differentiation (all values equal), or empty."""
        if not self.base > 0:
            return "no_positive_base"
        values = self.clients["value"]
        return "no_differentiation" if len(values) > 1 and values.eq(values.iloc[0]).all() else ""

    def counts(self) -> dict[str, int]:
        """Clients per class A, B, C."""
        found = self.clients["abc_class"].value_counts()
        return {name: int(found.get(name, 0)) for name in "ABC"}


def classify_abc(values: pd.DataFrame, *, settings: AbcSettings) -> AbcResult:
    """Give each client of the window a class.

    Equal values get equal classes, whatever the order of the rows. Zero or less has no share and class C. An
    unknown value has no class.

    Args:
        values: CLIENT_VALUES, any row order; not modified.
        settings: Measure (named only), convention and limits.

    Returns:
        The classes; the shares of a table with a positive value sum to 1.

    Raises:
        MissingColumnsError: A column of CLIENT_VALUES is missing.
    """
    CLIENT_VALUES.require(values)
    order = ["value", "client_key"]
    clients = values[CLIENT_VALUES.column_names].sort_values(
        order, ascending=[False, True], ignore_index=True
    )
    positive = clients["value"].where(clients["value"] > 0)
    base = float(positive.sum())
    clients["share"] = ratio(positive, base)
    # Rounded, so that eight equal clients of ten reach 0.8 and not 0.7999999999999999.
    running = clients["share"].fillna(0).cumsum().round(SHARE_DECIMALS)
    tied = running.groupby(clients["value"])
    clients["share_upto"] = tied.transform("last").where(positive.notna())
    before = running.shift(fill_value=0.0)
    clients["share_before"] = before.groupby(clients["value"]).transform("first").where(positive.notna())
    clients["abc_class"] = _classes(clients, settings)
    clients["abc_flag"] = np.select(
        [clients["value"].isna(), clients["value"] == 0, clients["value"] < 0],
        ["unknown", "zero", "net_negative"],
        default="",
    )
    return AbcResult(settings=settings, base=base, clients=clients[ABC_CLIENTS.column_names])


def _classes(clients: pd.DataFrame, settings: AbcSettings) -> pd.Series:
    if settings.convention == "start_share":
        in_a, in_b = clients["share_before"] < settings.a_limit, clients["share_before"] < settings.b_limit
    else:
        in_a, in_b = clients["share_upto"] <= settings.a_limit, clients["share_upto"] <= settings.b_limit
    names = np.select([clients["value"].isna(), in_a, in_b], ["", "A", "B"], default="C")
    return pd.Series(names, index=clients.index, dtype="str")
