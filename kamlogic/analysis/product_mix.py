"""What does a client buy, and how did that change against the window before?

Net sales by product or category in two windows of equal length. Share = own net sales above zero ÷ their sum; change =
now less before. FEATURES § 3.3.
"""

from __future__ import annotations

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

ITEM_CHANGES = Table(
    "item_changes",
    N_("one row per product or category of a client, most sold first"),
    (
        Column("item", "str", N_("Product or category"), N_("Product or category as the export names it.")),
        Column("net_sales", "float64", N_("Net sales"), N_("In the window."), "money"),
        Column("share", "float64", N_("Share"), N_("Of the client's positive sales in the window."), "share"),
        Column(
            "net_sales_before",
            "float64",
            N_("Window before"),
            N_("Net sales in the window of the same length before; n/a without data for all of it."),
            "money",
        ),
        Column("change", "float64", N_("Change"), N_("Now less before."), "money"),
        Column(
            "change_share",
            "float64",
            N_("Change (%)"),
            N_("Of the sales before; n/a where those were not positive."),
            "share",
        ),
    ),
)


def compare_items(now: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Set a client's items of two windows side by side.

    Args:
        now: item and net_sales, one row per item, of the window; not modified, like the other.
        before: The same of the window before; None where the data do not cover it.

    Returns:
        ITEM_CHANGES; an item sold in one window only has 0 in the other. Without an earlier window the sales before
        and the change are NaN.
    """
    items = now[["item", "net_sales"]].astype({"item": "str"})
    if before is None:
        items = items.assign(net_sales_before=float("nan"))
    else:
        earlier = before[["item", "net_sales"]].astype({"item": "str"})
        earlier = earlier.rename(columns={"net_sales": "net_sales_before"})
        items = items.merge(earlier, on="item", how="outer").fillna(
            {"net_sales": 0.0, "net_sales_before": 0.0}
        )
    positive = items["net_sales"].where(items["net_sales"] > 0)
    items["share"] = ratio(positive, float(positive.sum()))
    items["change"] = items["net_sales"] - items["net_sales_before"]
    items["change_share"] = ratio(
        items["change"], items["net_sales_before"].where(items["net_sales_before"] > 0)
    )
    order = ["net_sales", "net_sales_before", "item"]
    return items.sort_values(order, ascending=[False, False, True], ignore_index=True)[
        ITEM_CHANGES.column_names
    ]
