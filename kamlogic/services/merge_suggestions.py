"""Which clients may be one, and what merging them would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kamlogic.analysis.client_matches import (
    CLIENT_MATCHES,
    CLIENT_REGIONS,
    CLIENT_TRACES,
    ClientMatches,
    ClientMatchSettings,
    match_clients,
    pairs_left,
)
from kamlogic.engine import statements
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.ratios import ratio
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.store.client_links import load_links
from kamlogic.store.database import Store
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

_FIGURES = ("client_code", "client_name", "cell", "net_sales", "last_purchase")

MERGE_SUGGESTIONS = Table(
    "merge_suggestions",
    N_("one row per pair of clients that look like one, the likeliest first"),
    (
        *CLIENT_MATCHES.columns,
        *(CLIENT_TRACES.column(name) for name in ("client_name", "client_code")),
        Column("cell", "str", N_("Cell"), N_("ABC and XYZ class.")),
        Column("net_sales", "float64", N_("Sales"), N_("Of the window; n/a without a line in it."), "money"),
        CLIENT_TRACES.column("last_purchase"),
        Column("other_name", "str", N_("Looks like"), N_("The other client's name.")),
        Column("other_code", "str", N_("Its code"), N_("The other client's code, or its name.")),
        Column("other_cell", "str", N_("Its cell"), N_("ABC and XYZ class of the other client.")),
        Column("other_net_sales", "float64", N_("Its sales"), N_("Of the window."), "money"),
        Column("other_last_purchase", "datetime64[us]", N_("Its last purchase"), N_("Last day with a purchase."), "date"),
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Suggestions:
    """Pairs that nobody refused.

    Attributes:
        pairs: MERGE_SUGGESTIONS.
        client_count: Different clients in them.
        sales_share: What these bring of the positive sales of the window; NaN without any.
        refused_count: Pairs that were found and left out, for somebody said they are not one.
        compared_count: Clients whose names were compared.
        unlikely_count: Pairs found that nobody refused, with less than the score asked for.
    """

    pairs: pd.DataFrame
    client_count: int
    sales_share: float
    refused_count: int
    compared_count: int
    unlikely_count: int


@dataclass(frozen=True, eq=False)
class MergePreview:
    """Two clients before and as one.

    Attributes:
        kept: Figures of the one that would be kept (analysis/client_figures), with its rank.
        other: The same of the one that would be merged into it.
        joined: The same of both as one.
        moved_count: Other clients whose cell would change, for ranks and shares move.
    """

    kept: dict[Any, Any]
    other: dict[Any, Any]
    joined: dict[Any, Any]
    moved_count: int


def find_matches(
    principal: Principal, store: Store, portfolio: Portfolio, *, settings: ClientMatchSettings
) -> ClientMatches:
    """Pairs of the clients that they may see, refused or not; takes long for very many clients.

    Of a portfolio whose clients are not merged (load_portfolio's is_merged) they hold for all merges to come.
    """
    with lines_of(principal, store, portfolio) as lines:
        statement = statements.client_regions(portfolio.as_of, principal.client_keys)
        regions = lines.frame(statement, CLIENT_REGIONS)
    return match_clients(_traces(portfolio, regions), portfolio.client_periods, settings=settings)


def suggest_merges(
    principal: Principal, store: Store, analysis: Analysis, matches: ClientMatches, *, min_score: float
) -> Suggestions:
    """The pairs that nobody refused, with what both bring.

    Args:
        principal: Who asks; only pairs of two clients that they may see are in the matches.
        store: Where it stands what was refused.
        analysis: Of the same lines as the matches.
        matches: Of find_matches; of clients that were merged since, the pair of those they became counts once.
        min_score: Of the pairs, 0-100.
    """
    with store.reading() as session:
        refused = load_links(session, analysis.portfolio.dataset_id).refused
    every = _as_merged(matches.pairs, analysis.portfolio.mapping)
    found = every[every["match_score"] >= min_score].reset_index(drop=True)
    left = pairs_left(found, refused)
    figures = _with_cells(analysis)
    pairs = _with_figures(left, figures)
    keys = set(left["client_key"]) | set(left["other_key"])
    positive = figures.set_index("client_key")["net_sales"].clip(lower=0)
    share = ratio(positive[positive.index.isin(keys)].sum(), positive.sum())
    return Suggestions(
        pairs,
        len(keys),
        float(share),
        refused_count=len(found) - len(left),
        compared_count=int((analysis.portfolio.clients["client_key"] != UNIDENTIFIED_KEY).sum()),
        unlikely_count=len(pairs_left(every, refused)) - len(left),
    )


def preview_merge(
    principal: Principal, analysis: Analysis, *, client_key: int, into_key: int
) -> MergePreview:
    """What would be if two clients were one, under the settings in force; nothing is kept.

    Raises:
        UnknownRecordError: The viewer's portfolio has no such client.
    """
    before = _ranked(analysis)
    for key in (client_key, into_key):
        if key not in before.index:
            raise UnknownRecordError("client", key)
    joined = join_clients(principal, analysis.portfolio, {client_key: into_key})
    settings = analysis.classes.settings, analysis.losses.settings
    after = _ranked(analyse(principal, joined, classes=settings[0], losses=settings[1]))
    others = after.index.drop([into_key])
    moved = before.loc[others, "cell"] != after.loc[others, "cell"]
    return MergePreview(
        kept=before.loc[into_key].to_dict(),
        other=before.loc[client_key].to_dict(),
        joined=after.loc[into_key].to_dict(),
        moved_count=int(moved.sum()),
    )


def join_clients(principal: Principal, portfolio: Portfolio, mapping: Mapping[int, int]) -> Portfolio:
    """The portfolio as it would be with these clients under others: what reading the lines anew would give.

    Args:
        principal: Who asks.
        portfolio: Not modified.
        mapping: Client → the client it becomes.
    """
    touched = {*mapping, *mapping.values()}
    days = _joined(portfolio.client_days, touched, mapping, "date", portfolio.scale)
    periods = _joined(portfolio.client_periods, touched, mapping, "month", portfolio.scale)
    bought = days[days["is_purchase"] & days["client_key"].isin(touched)]
    months = bought["date"].dt.year * 12 + bought["date"].dt.month
    counts = bought.groupby(["client_key", months.rename("month")]).size()
    is_touched = periods["client_key"].isin(touched)
    own = pd.MultiIndex.from_frame(periods.loc[is_touched, ["client_key", "month"]])
    periods.loc[is_touched, "purchase_day_count"] = counts.reindex(own, fill_value=0).to_numpy()
    return replace(
        portfolio,
        clients=portfolio.clients[~portfolio.clients["client_key"].isin(mapping)].reset_index(drop=True),
        client_days=days,
        client_periods=periods,
        totals=replace(
            portfolio.totals,
            client_count=portfolio.totals.client_count - portfolio.clients["client_key"].isin(mapping).sum(),
        ),
        mapping={key: mapping.get(target, target) for key, target in portfolio.mapping.items()} | {**mapping},
    )


def _joined(
    frame: pd.DataFrame, touched: set[int], mapping: Mapping[int, int], by: str, scale: int
) -> pd.DataFrame:
    """CLIENT_DAYS or CLIENT_PERIODS with the touched clients' rows summed anew."""
    is_touched = frame["client_key"].isin(touched)
    own = frame[is_touched]
    own = own.assign(client_key=own["client_key"].map(lambda key: mapping.get(key, key)))
    table = CLIENT_DAYS if by == "date" else CLIENT_PERIODS
    how = {"first_date": "min", "last_date": "max", "is_purchase": "any"}
    columns = [name for name in table.column_names if name not in {"client_key", by}]
    grouped = own.groupby(["client_key", by])
    sums = {
        name: grouped[name].agg(how[name]) if name in how else grouped[name].sum(min_count=1) for name in columns
    }  # fmt: skip
    summed = pd.DataFrame(sums).reset_index().round({"net_sales": scale, "gross_profit": scale})
    rows = pd.concat([frame[~is_touched], summed.astype(table.dtypes)])
    return rows.sort_values(["client_key", by], ignore_index=True)[table.column_names]


def _as_merged(pairs: pd.DataFrame, mapping: Mapping[int, int]) -> pd.DataFrame:
    """The pairs of the clients that these became, each once; none of a client with itself."""
    both = {name: pairs[name].map(lambda key: mapping.get(key, key)) for name in ("client_key", "other_key")}
    became = pairs.assign(**both)
    two = became[became["client_key"] != became["other_key"]]
    low, high = two[["client_key", "other_key"]].min(axis=1), two[["client_key", "other_key"]].max(axis=1)
    return two[~pd.MultiIndex.from_arrays([low, high]).duplicated()].reset_index(drop=True)


def _traces(portfolio: Portfolio, regions: pd.DataFrame) -> pd.DataFrame:
    """CLIENT_TRACES of every client with a line."""
    periods, days = portfolio.client_periods, portfolio.client_days
    sales = periods.groupby("client_key")["net_sales"].sum().reset_index()
    bought = days[days["is_purchase"]].groupby("client_key")["date"].agg(["min", "max"])
    found = portfolio.clients.merge(sales, on="client_key").merge(regions, on="client_key", how="left")
    own = bought.reindex(found["client_key"])
    found["first_purchase"], found["last_purchase"] = own["min"].to_numpy(), own["max"].to_numpy()
    named = found[found["client_key"] != UNIDENTIFIED_KEY].fillna({"region": ""})
    return named[CLIENT_TRACES.column_names].astype(CLIENT_TRACES.dtypes).reset_index(drop=True)


def _with_figures(pairs: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    own = figures[["client_key", *_FIGURES]]
    other = own.set_axis(
        ["other_key", *(f"other_{name.removeprefix('client_')}" for name in _FIGURES)], axis=1
    )
    found = pairs.merge(own, on="client_key", how="left").merge(other, on="other_key", how="left")
    return found[MERGE_SUGGESTIONS.column_names]


def _with_cells(analysis: Analysis) -> pd.DataFrame:
    """Client figures with the cell; empty without a line in the window."""
    figures = analysis.client_figures()
    return figures.assign(cell=(figures["abc_class"] + figures["xyz_class"]).fillna(""))


def _ranked(analysis: Analysis) -> pd.DataFrame:
    """Client figures by key, with the rank by net sales of the window; n/a for clients without a line in it."""
    figures = _with_cells(analysis).set_index("client_key")
    return figures.assign(sales_rank=figures["net_sales"].rank(method="min", ascending=False))
