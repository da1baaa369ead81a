"""What is known of the clients besides their sales, for the criteria of key clients."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kamlogic.key_client_tables import KEY_FACTS
from kamlogic.periods import month_of


def key_facts(xyz_clients: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """KEY_FACTS: how long and how regularly each client has been buying.

    Args:
        xyz_clients: XYZ_CLIENTS.
        as_of: The last day that is known.
    """
    next_day = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    first = xyz_clients["first_purchase"]
    whole = month_of(next_day) - (first.dt.year * 12 + first.dt.month) - (first.dt.day > next_day.day)
    return xyz_clients.assign(relationship_months=whole.astype("float64"))[KEY_FACTS.column_names]
