"""The clients that entries may name: those of today, and those that were merged into one of them since."""

from __future__ import annotations

import pandas as pd

from kamlogic.services.portfolio import Portfolio
from kamlogic.tables import CLIENTS


def named_clients(portfolio: Portfolio) -> pd.DataFrame:
    """CLIENTS, with a row for each client that was merged, under the name and code of what it became."""
    merged = pd.DataFrame({"client_key": list(portfolio.mapping), "became": list(portfolio.mapping.values())})
    joined = merged.astype("int64").merge(
        portfolio.clients.rename(columns={"client_key": "became"}), on="became"
    )
    every = pd.concat([portfolio.clients, joined[CLIENTS.column_names]], ignore_index=True)
    return every.drop_duplicates("client_key", ignore_index=True)
