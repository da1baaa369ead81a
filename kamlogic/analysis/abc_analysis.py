"""Which clients carry the money?

Clients in falling order of the measure are cut in one of three ways (METHOD § 1). By cumulative share: where it
crosses the limits; start-share: the client that crosses a limit stays above it, so A is never empty; end-share: it falls
below. By rank: the top share of clients. Computed (Ultsch & Lötsch 2015, PLoS ONE 10(6) e0129767) on the points
(clients i ÷ n, cumulative share) themselves, without a spline: A ends at the point nearest to (0, 1) or at the last
client not below the mean, whichever comes first; B at the point nearest to (the later of the two, 1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from kamlogic.money import MAX_SCALE
from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_, _

Measure = Literal["net_sales", "gross_profit"]
SHARE_DECIMALS = 12
LARGEST_UNITS = 2.0**62
_CLASSES = pd.array(["A", "B", "C", ""], dtype="str")
_FLAGS = pd.array(["unknown", "zero", "net_negative", ""], dtype="str")

CLIENT_VALUES = Table(
    "client_values",
    N_("one row per client of the window"),
    (
        CLIENT_KEY,
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

ABC_SUMS = Table(
    "abc_sums",
    N_("one row per class A, B, C"),
    (
        Column("abc_class", "str", N_("ABC"), N_("A, B or C."), "text"),
        Column("client_count", "int64", N_("Clients"), N_("Clients of the class."), "count"),
        Column("client_share", "float64", N_("Share of clients"), N_("Of all that have a class."), "share"),
        Column("value", "float64", N_("Value"), N_("Of the class, in the window."), "money"),
        Column("share", "float64", N_("Share"), N_("Of the sum of positive values."), "share"),
        Column(
            "smallest_value",
            "float64",
            N_("Smallest client"),
            N_("The smallest positive value of the class; n/a without one."),
            "money",
        ),
    ),
)


class AbcSettings(Settings):
    """By what measure, and where the clients are cut into classes."""

    measure: Measure = Field(
        default="net_sales", title=N_("Measure"), description=N_("What the classes rank.")
    )
    method: Literal["cumulative_share", "rank", "computed"] = Field(
        default="cumulative_share",
        title=N_("Cut by"),
        description=N_("Cumulative share, rank among the clients, or computed from the shape of the curve."),
    )
    convention: Literal["start_share", "end_share"] = Field(
        default="start_share",
        title=N_("Convention"),
        description=N_("Start-share: the client that crosses a limit stays in the higher class."),
    )
    a_limit: Share = Field(default=0.80, title=N_("Class A up to"), description=N_("Cumulative share."))
    b_limit: Share = Field(default=0.95, title=N_("Class B up to"), description=N_("Cumulative share."))
    a_rank_share: Share = Field(
        default=0.20, title=N_("By rank: A are the top"), description=N_("Share of the clients above zero.")
    )
    b_rank_share: Share = Field(
        default=0.50, title=N_("By rank: A and B are the top"), description=N_("Share of the same clients.")
    )

    @model_validator(mode="after")
    def _limits_rise(self) -> Self:
        for low, high in ((self.a_limit, self.b_limit), (self.a_rank_share, self.b_rank_share)):
            if low >= high:
                msg = _("Class A must end below class B: got {a} and {b}.").format(
                    a=f"{low:.0%}", b=f"{high:.0%}"
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
        """no_positive_base, no_differentiation (all values equal, or too equal to compute classes), or empty."""
        if not self.base > 0:
            return "no_positive_base"
        values = self.clients["value"]
        is_undefined = self.settings.method == "computed" and not (self.clients["abc_class"] == "A").any()
        is_equal = len(values) > 1 and values.eq(values.iloc[0]).all()
        return "no_differentiation" if is_undefined or is_equal else ""

    def counts(self) -> dict[str, int]:
        """Clients per class A, B, C."""
        found = self.clients["abc_class"].value_counts()
        return {name: int(found.get(name, 0)) for name in "ABC"}


def classify_abc(values: pd.DataFrame, *, settings: AbcSettings) -> AbcResult:
    """Give each client of the window a class.

    Equal values get equal classes, whatever the order of the rows; where a limit falls among equals they all go up, by
    end-share all down. Zero or less has no share and class C. An unknown value has no class. Limits are compared in
    whole units of money, so that a share of exactly 80 % is at the limit. Computed classes are not defined when all
    positive values are equal (Gini 0): these clients have no class.

    Args:
        values: CLIENT_VALUES, any row order; not modified.
        settings: Measure (named only), method, convention and limits.

    Returns:
        The classes; the shares of a table with a positive value sum to 1.

    Raises:
        MissingColumnsError: A column of CLIENT_VALUES is missing.
    """
    CLIENT_VALUES.require(values)
    clients = values[CLIENT_VALUES.column_names].sort_values("client_key", ignore_index=True)
    order = np.argsort(-clients["value"].to_numpy(), kind="stable")
    clients = clients.take(order).reset_index(drop=True)
    amounts = clients["value"].to_numpy()
    positive = amounts[amounts > 0]
    base = float(clients["value"].where(clients["value"] > 0).sum())
    clients["share"] = ratio(clients["value"].where(clients["value"] > 0), base)
    tie_start, tie_end = _ties(positive)
    _add_cumulative_shares(clients, tie_start, tie_end)
    places = np.where(np.isnan(amounts), 3, 2)
    places[: len(positive)] = _places(positive, tie_start, tie_end, settings)
    clients["abc_class"] = _CLASSES.take(places)
    flags = np.select([np.isnan(amounts), amounts == 0, amounts < 0], [0, 1, 2], default=3)
    clients["abc_flag"] = _FLAGS.take(flags)
    return AbcResult(settings=settings, base=base, clients=clients[ABC_CLIENTS.column_names])


def _ties(positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The place of the first and the last client with the same value, for each of these falling values."""
    is_first = np.append(True, positive[1:] != positive[:-1])[: len(positive)]
    group = np.cumsum(is_first) - 1
    starts = np.flatnonzero(is_first)
    ends = np.append(starts[1:], len(positive)) - 1
    return starts[group], ends[group]


def _add_cumulative_shares(clients: pd.DataFrame, tie_start: np.ndarray, tie_end: np.ndarray) -> None:
    # Rounded, so that eight equal clients of ten show 0.8 and not 0.7999999999999999.
    running = clients["share"].fillna(0).cumsum().round(SHARE_DECIMALS).to_numpy()
    before, upto = np.full(len(clients), np.nan), np.full(len(clients), np.nan)
    before[: len(tie_start)] = np.append(0.0, running)[tie_start]
    upto[: len(tie_end)] = running[tie_end]
    clients["share_upto"], clients["share_before"] = upto, before


def _places(
    positive: np.ndarray, tie_start: np.ndarray, tie_end: np.ndarray, settings: AbcSettings
) -> np.ndarray:
    """0 for A, 1 for B, 2 for C, 3 for none."""
    count = len(positive)
    if settings.method == "computed":
        return _computed_places(positive, tie_start, tie_end)
    if settings.method == "rank":
        limits = [_exact(limit) * count for limit in (settings.a_rank_share, settings.b_rank_share)]
        in_a, in_b = (tie_start < math.ceil(limit) for limit in limits)
        return np.select([in_a, in_b], [0, 1], default=2)
    running = _running_units(positive)
    total = int(running[-1]) if count else 0
    limits = [_exact(limit) * total for limit in (settings.a_limit, settings.b_limit)]
    if settings.convention == "start_share":
        before = np.append(np.zeros(1, dtype=running.dtype), running)[tie_start]
        in_a, in_b = (before < math.ceil(limit) for limit in limits)
    else:
        in_a, in_b = (running[tie_end] <= math.floor(limit) for limit in limits)
    return np.select([in_a.astype(bool), in_b.astype(bool)], [0, 1], default=2)


def _exact(limit: float) -> Fraction:
    """The limit as a person writes it: 0.8 is 4/5."""
    return Fraction(repr(limit))


def _running_units(positive: np.ndarray) -> np.ndarray:
    """The running sum in whole units; of values with more decimals than money has, in units of a trillionth of all."""
    units = np.rint(positive * 10**MAX_SCALE)
    if not np.array_equal(units / 10**MAX_SCALE, positive):
        units = np.rint(positive / positive.sum() * 10**SHARE_DECIMALS)
    if units.sum() < LARGEST_UNITS:
        return np.cumsum(units.astype("int64"))
    return np.cumsum(np.array([int(unit) for unit in units], dtype=object))


def _computed_places(positive: np.ndarray, tie_start: np.ndarray, tie_end: np.ndarray) -> np.ndarray:
    """By the distances of the points of the curve; all without a class when the values do not differ."""
    count = len(positive)
    if not count or positive[0] == positive[-1]:
        return np.full(count, 3)
    efforts = np.arange(1, count + 1) / count
    yields = np.cumsum(positive) / positive.sum()
    pareto = _nearest(efforts, yields, 0.0)
    break_even = int(np.count_nonzero(positive >= positive.mean())) - 1
    a_end = tie_end[min(pareto, break_even)]
    b_end = tie_end[_nearest(efforts, yields, float(efforts[max(pareto, break_even)]))]
    return np.select([tie_start <= a_end, tie_start <= b_end], [0, 1], default=2)


def _nearest(efforts: np.ndarray, yields: np.ndarray, effort: float) -> int:
    """The place of the point nearest to (effort, 1); of equally near ones the first."""
    distances = (efforts - effort) ** 2 + (1 - yields) ** 2
    return int(np.argmin(distances.round(SHARE_DECIMALS)))


def sum_classes(result: AbcResult) -> pd.DataFrame:
    """The clients and their values by class.

    Args:
        result: Of an ABC analysis.

    Returns:
        ABC_SUMS, all three classes; shares are n/a when nobody has a class or a positive value.
    """
    clients = result.clients[result.clients["abc_class"] != ""]
    by_class = clients.assign(positive=clients["value"].where(clients["value"] > 0)).groupby("abc_class")
    sums = by_class.agg(
        client_count=("value", "size"),
        value=("value", "sum"),
        share=("share", "sum"),
        smallest_value=("positive", "min"),
    ).reindex(pd.Index(["A", "B", "C"], name="abc_class", dtype="str"))
    sums["client_count"] = sums["client_count"].fillna(0).astype("int64")
    sums["value"] = sums["value"].fillna(0.0)
    sums["share"] = sums["share"].fillna(0.0) if result.base > 0 else np.nan
    sums["client_share"] = ratio(sums["client_count"], float(sums["client_count"].sum()))
    return sums.reset_index()[ABC_SUMS.column_names]
