"""Where do the clients lie on a measure, so that a limit can be judged?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.tables import Column, Table
from kamlogic.texts import N_

NEAR = 1e-9
"""A value this little below a step belongs to the step: 0.1 + 0.2 is 0.3."""

DISTRIBUTION = Table(
    "distribution",
    N_("one row per step of a measure"),
    (
        Column("start", "float64", N_("From"), N_("Lower end of the step, included."), "number"),
        Column("end", "float64", N_("To"), N_("Upper end; n/a for the last step, which has none."), "number"),
        Column("client_count", "int64", N_("Clients"), N_("Clients in the step."), "count"),
    ),
)


def measure_distribution(
    values: pd.Series, *, start: float, width: float, step_count: int = 30
) -> pd.DataFrame:
    """Count clients by steps of a measure.

    Args:
        values: The measure per client; missing ones are left out.
        start: Lower end of the first step; lower values count in it.
        width: Of a step.
        step_count: Steps; the last one has no upper end.

    Returns:
        DISTRIBUTION, every step, empty ones with 0.
    """
    known = values.dropna().to_numpy(dtype="float64")
    step = np.clip(np.floor((known - start) / width + NEAR), 0, step_count - 1).astype("int64")
    starts = start + width * np.arange(step_count)
    columns = (starts, np.append(starts[1:], np.nan), np.bincount(step, minlength=step_count))
    return pd.DataFrame(dict(zip(DISTRIBUTION.column_names, columns, strict=True)))
