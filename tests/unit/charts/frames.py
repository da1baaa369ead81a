"""Small result frames, as the analyses give them."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.concentration import CONCENTRATION_CURVE, measure_concentration
from kamlogic.analysis.losses import LOSS_MONTHS
from kamlogic.analysis.matrix import ABC_CLASSES, MATRIX_CELLS, XYZ_CLASSES

JAN_24 = 2024 * 12 + 1


def curve(values: list[float]) -> pd.DataFrame:
    clients = pd.DataFrame({"client_key": range(1, len(values) + 1), "value": values})
    return measure_concentration(clients.astype({"value": "float64"})).curve[CONCENTRATION_CURVE.column_names]


def cells(counts: dict[str, int], sales: dict[str, float]) -> pd.DataFrame:
    names = [abc + xyz for abc in ABC_CLASSES for xyz in XYZ_CLASSES]
    total = sum(sales.values()) or 1.0
    rows = {
        "cell": names,
        "abc_class": [name[0] for name in names],
        "xyz_class": [name[1] for name in names],
        "client_count": [counts.get(name, 0) for name in names],
        "net_sales": [sales.get(name, 0.0) for name in names],
        "gross_profit": 0.0,
        "share": [max(sales.get(name, 0.0), 0.0) / total for name in names],
    }
    return pd.DataFrame(rows)[MATRIX_CELLS.column_names]


def loss_months(lost: list[int], *, key_lost: list[int], decidable: list[bool]) -> pd.DataFrame:
    months = LOSS_MONTHS.empty().reindex(range(len(lost)))
    return months.assign(
        month=range(JAN_24, JAN_24 + len(lost)),
        lost=lost,
        key_lost=key_lost,
        lost_net_sales=[count * 2_000_000.0 for count in lost],
        key_lost_net_sales=[count * 2_000_000.0 for count in key_lost],
        lost_rate=[count / 10 for count in lost],
        decidable=decidable,
    )


def assert_says_no_data(figure) -> None:
    assert len(figure.data) == 0
    assert [note.text for note in figure.layout.annotations] == ["No data in this window"]
