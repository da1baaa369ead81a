"""White space of the clients of a window, and of single ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from kamlogic.analysis.white_space import (
    WhiteSpaceResult,
    WhiteSpaceSettings,
    client_white_space,
    measure_white_space,
)
from kamlogic.engine import statements
from kamlogic.opportunity_tables import CLIENT_ITEMS, WHITE_SPACES
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.portfolio import lines_of
from kamlogic.store.database import Store


def find_white_space(
    principal: Principal, store: Store, analysis: Analysis, *, settings: WhiteSpaceSettings
) -> WhiteSpaceResult:
    """Compare what clients buy in the window with what their peers buy.

    Args:
        principal: Only the clients they may see are compared.
        store: Where the lines lie.
        analysis: Window, cells and lost clients.
        settings: Level and limits.

    Returns:
        White space; its level is empty, and so are its tables, where the exports name nothing of the level.
    """
    window, losses = analysis.classes.window, analysis.losses.clients
    with lines_of(principal, store, analysis.portfolio) as lines:
        counts = lines.record(statements.item_counts(window.start, window.end, principal.client_keys))
        level = _choose_level(counts, settings)
        items = CLIENT_ITEMS.empty()
        if level:
            statement = statements.client_items(window.start, window.end, level, principal.client_keys)
            items = lines.frame(statement, CLIENT_ITEMS)
    return measure_white_space(
        items,
        analysis.classes.matrix.clients,
        lost_keys=losses.loc[losses["is_lost"], "client_key"],
        level=level,
        months=window.period_count,
        settings=settings,
    )


def white_space_of(
    principal: Principal,
    store: Store,
    analysis: Analysis,
    result: WhiteSpaceResult,
    *,
    client_keys: Iterable[int],
) -> pd.DataFrame:
    """WHITE_SPACES of some clients, whole, one client after another.

    Args:
        principal: Who asks.
        store: Where the lines lie.
        analysis: That the result is of.
        result: White space of all.
        client_keys: A few clients that they may see.
    """
    keys, window = list(client_keys), analysis.classes.window
    if not result.level or not keys:
        return WHITE_SPACES.empty()
    with lines_of(principal, store, analysis.portfolio) as lines:
        statement = statements.client_items(window.start, window.end, result.level, keys)
        items = lines.frame(statement, CLIENT_ITEMS)
    bought = items[items["net_sales"] > 0]
    return pd.concat(
        [
            client_white_space(result, client_key=key, bought=bought.loc[bought["client_key"] == key, "item"])
            for key in keys
        ],
        ignore_index=True,
    )


def _choose_level(counts: dict[str, Any], settings: WhiteSpaceSettings) -> str:
    """Product or category; empty where the exports name none."""
    products, categories = counts["product_count"], counts["category_count"]
    if settings.level == "auto":
        is_fine = 0 < products <= settings.product_limit or not categories
        level, count = ("product", products) if is_fine else ("category", categories)
    else:
        level, count = settings.level, counts[f"{settings.level}_count"]
    return level if count else ""
