"""Which clients look like one client under several names?

Names are compared word by word (kamlogic/spelling): legal forms, case, accents, punctuation and the order of words do
not count, words that many clients share count little, words that differ in a letter or are short forms agree in
part. Numbers must agree: shop 1 is not shop 2. The similarity × 100 is the score of the name; codes that differ in
zeros or punctuation only, and a client that stopped before the other began, add to it; another region, a number on
one side only, and purchases in the same months take from it. Only pairs that share a word, the consonants of one, a
beginning or an end, and lie next to each other under it, are compared (kamlogic/neighbours), never all with all;
rapidfuzz (normalised indel similarity) sorts out most of these. Weights are judgement, tried on real lists of clients.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.name_pairs import objects, pair_names
from kamlogic.settings import Settings
from kamlogic.spelling import Spelling, spell
from kamlogic.tables import CLIENT_KEY, CLIENT_PERIODS, CLIENTS, LAST_PURCHASE, Column, Table
from kamlogic.texts import N_

CLIENT_TRACES = Table(
    "client_traces",
    N_("one row per client"),
    (
        *CLIENTS.columns,
        Column("region", "str", N_("Region"), N_("As the lines name it; empty where they name none or several.")),
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of all signed amounts up to the as-of day."), "money"),
        Column("first_purchase", "datetime64[us]", N_("First purchase"), N_("First day with a purchase."), "date"),
        LAST_PURCHASE,
    ),
)  # fmt: skip

CLIENT_REGIONS = Table(
    "client_regions", N_("one row per client"), (CLIENT_KEY, CLIENT_TRACES.column("region"))
)

CLIENT_MATCHES = Table(
    "client_matches",
    N_("one row per pair of clients that look like one, the likeliest first"),
    (
        CLIENT_KEY,
        Column("other_key", "int64", N_("Other client"), N_("The one with less sales, which would be merged."), "count"),
        CLIENT_TRACES.column("region"),
        Column("other_region", "str", N_("Its region"), N_("Of the other client.")),
        Column("match_score", "float64", N_("Score"), N_("How much speaks for one client, 0-100."), "count"),
        Column("name_points", "float64", N_("Name"), N_("Similarity of the names × 100."), "number"),
        Column("number_points", "float64", N_("Numbers"), N_("Below zero where only one name has a number."), "number"),
        Column("region_points", "float64", N_("Region"), N_("Below zero where the regions differ."), "number"),
        Column("code_points", "float64", N_("Code"), N_("Above zero where the codes differ in zeros or punctuation only."), "number"),
        Column("time_points", "float64", N_("Time"), N_("Above zero where one stopped before the other began, below where both buy in the same months."), "number"),
    ),
)  # fmt: skip

_NO_CODE: Final = re.compile(r"[\W_]+")
_POINTS: Final = ["name_points", "number_points", "region_points", "code_points", "time_points"]
_SAME_MONTHS_SHARE: Final = 0.5
_FEWEST_MONTHS: Final = 3


class ClientMatchSettings(Settings):
    """From when on two clients look like one."""

    min_score: float = Field(
        default=85.0,
        ge=60,
        le=100,
        title=N_("Suggest from (points)"),
        description=N_("Score of a pair, 0-100."),
    )
    common_count: int = Field(
        default=3,
        ge=2,
        le=100,
        title=N_("A word of its own from (names)"),
        description=N_("Two words that so many names hold are different words, however alike they look."),
    )
    largest_group: int = Field(
        default=4,
        ge=2,
        le=100,
        title=N_("A chain above (clients)"),
        description=N_("A name that more clients have is taken for that of a chain and not suggested."),
    )
    compared_count: int = Field(
        default=6,
        ge=1,
        le=50,
        title=N_("Neighbours compared"),
        description=N_("Of each name, under each word or ending."),
    )
    rough_score: float = Field(
        default=80.0,
        ge=50,
        le=95,
        title=N_("Looked at from (points)"),
        description=N_("Likeness of the letters, 0-100, below which a pair is not looked at closely."),
    )
    number_points: float = Field(default=-10.0, ge=-50, le=0, title=N_("Number on one side only (points)"))
    region_points: float = Field(default=-10.0, ge=-50, le=0, title=N_("Other region (points)"))
    code_points: float = Field(default=10.0, ge=0, le=50, title=N_("Same code but for zeros (points)"))
    follow_points: float = Field(
        default=5.0, ge=0, le=50, title=N_("One stopped before the other began (points)")
    )
    overlap_points: float = Field(default=-5.0, ge=-50, le=0, title=N_("Both buy in the same months (points)"))  # fmt: skip


@dataclass(frozen=True, eq=False)
class ClientMatches:
    """Pairs that look like one client.

    Attributes:
        settings: In force.
        pairs: CLIENT_MATCHES.
    """

    settings: ClientMatchSettings
    pairs: pd.DataFrame


def match_clients(
    traces: pd.DataFrame,
    periods: pd.DataFrame,
    *,
    settings: ClientMatchSettings,
) -> ClientMatches:
    """Find pairs of clients that look like one.

    Of clients with the same name each is paired with the one that sells most. Names without a letter are never
    suggested, nor are names of more clients than a group may have. Nothing depends on the order of the rows.

    Args:
        traces: CLIENT_TRACES; not modified.
        periods: CLIENT_PERIODS, for the months in which each client bought.
        settings: Limits and points.

    Returns:
        Pairs of at least the lowest score.

    Raises:
        MissingColumnsError: A column of CLIENT_TRACES or CLIENT_PERIODS is missing.
    """
    CLIENT_TRACES.require(traces)
    CLIENT_PERIODS.require(periods)
    clients = traces.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)
    spellings = [spell(name) for name in clients["client_name"]]
    pairs = pair_names(
        spellings,
        common_count=settings.common_count,
        largest_group=settings.largest_group,
        compared_count=settings.compared_count,
        rough_score=settings.rough_score,
    )
    keys = clients["client_key"].to_numpy()
    pairs["client_key"], pairs["other_key"] = keys[pairs["one"]], keys[pairs["other"]]
    regions = clients["region"].fillna("").to_numpy(dtype=object)
    pairs["region"], pairs["other_region"] = regions[pairs["one"]], regions[pairs["other"]]
    pairs["number_points"] = _number_points(pairs, spellings, settings)
    pairs["region_points"] = _region_points(pairs, settings)
    pairs["code_points"] = _code_points(pairs, clients, settings)
    pairs["time_points"] = _time_points(pairs, clients, periods, settings)
    pairs["match_score"] = pairs[_POINTS].sum(axis=1).clip(0, 100).round(1)
    found = pairs[pairs["match_score"] >= settings.min_score]
    order = ["match_score", "one", "other"]
    ranked = found.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return ClientMatches(settings, ranked[CLIENT_MATCHES.column_names].astype(CLIENT_MATCHES.dtypes))


def pairs_left(pairs: pd.DataFrame, refused: Collection[tuple[int, int]]) -> pd.DataFrame:
    """The pairs that nobody refused.

    Args:
        pairs: CLIENT_MATCHES; not modified.
        refused: Pairs of keys, the smaller one first.
    """
    keys = np.sort(pairs[["client_key", "other_key"]].to_numpy(), axis=1)
    is_refused = [pair in refused for pair in map(tuple, keys.tolist())]
    return pairs[~np.array(is_refused, dtype=bool)].reset_index(drop=True)


def _number_points(
    pairs: pd.DataFrame, spellings: Sequence[Spelling], settings: ClientMatchSettings
) -> np.ndarray:
    numbers = objects([spelling.numbers for spelling in spellings])
    return np.where(numbers[pairs["one"]] != numbers[pairs["other"]], settings.number_points, 0.0)


def _region_points(pairs: pd.DataFrame, settings: ClientMatchSettings) -> np.ndarray:
    one, other = pairs["region"], pairs["other_region"]
    return np.where((one != other) & (one != "") & (other != ""), settings.region_points, 0.0)


def _code_points(pairs: pd.DataFrame, clients: pd.DataFrame, settings: ClientMatchSettings) -> np.ndarray:
    """A code that only repeats the name says nothing."""
    is_own = clients["client_code"] != clients["client_name"]
    plain = objects(
        [_NO_CODE.sub("", code).casefold().lstrip("0") for code in clients["client_code"].where(is_own, "")]
    )
    one, other = plain[pairs["one"]], plain[pairs["other"]]
    return np.where((one == other) & (one != ""), settings.code_points, 0.0)


def _time_points(
    pairs: pd.DataFrame, clients: pd.DataFrame, periods: pd.DataFrame, settings: ClientMatchSettings
) -> np.ndarray:
    first, last = (clients[name].to_numpy() for name in ("first_purchase", "last_purchase"))
    one, other = pairs["one"].to_numpy(dtype=int), pairs["other"].to_numpy(dtype=int)
    follows = (last[one] < first[other]) | (last[other] < first[one])
    bought = periods.loc[periods["positive_line_count"] > 0, ["client_key", "month"]]
    counts = bought.groupby("client_key").size()
    both = _common_months(pairs, bought)
    fewer = np.minimum(
        *(pairs[name].map(counts).fillna(0).to_numpy() for name in ("client_key", "other_key"))
    )
    overlaps = (fewer >= _FEWEST_MONTHS) & (both >= _SAME_MONTHS_SHARE * fewer)
    return np.select([follows, overlaps], [settings.follow_points, settings.overlap_points], 0.0)


def _common_months(pairs: pd.DataFrame, bought: pd.DataFrame) -> np.ndarray:
    """In how many months both clients of each pair bought."""
    numbered = pairs[["client_key", "other_key"]].assign(pair=np.arange(len(pairs)))
    mine = numbered.merge(bought, on="client_key")
    theirs = bought.rename(columns={"client_key": "other_key"})
    shared = mine.merge(theirs, on=["other_key", "month"]).groupby("pair").size()
    return shared.reindex(numbered["pair"], fill_value=0).to_numpy()
