from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.dossier_completeness import (
    CLIENT_DOSSIERS,
    DOSSIER_FIELDS,
    MANAGER_DOSSIERS,
    measure_dossiers,
    measure_manager_dossiers,
)
from kamlogic.errors import MissingColumnsError

ACME, BRAVO = 1, 2


def fields(**sections: str) -> pd.DataFrame:
    """acme_general="110" is a section of three fields of which two are filled."""
    keys = {"acme": ACME, "bravo": BRAVO}
    rows = [
        (keys[name.split("_")[0]], name.split("_")[1], str(place), mark == "1")
        for name, marks in sections.items()
        for place, mark in enumerate(marks)
    ]
    dtypes = {column.name: column.dtype for column in DOSSIER_FIELDS.columns}
    return pd.DataFrame(rows, columns=DOSSIER_FIELDS.column_names).astype(dtypes)


def clients(*rows: tuple[int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["client_key", "manager", "net_sales"]).astype({"net_sales": "float64"})


def test_one_long_section_cannot_hide_an_empty_one(assert_is) -> None:
    found = measure_dossiers(fields(acme_general="111111", acme_decision="00", bravo_general="10"))

    assert found["section_share"].tolist() == [0.5, 0.5]
    assert found["plain_share"].tolist() == [0.75, 0.5]
    assert_is(found, CLIENT_DOSSIERS)


def test_a_managers_dossiers_are_weighted_by_positive_sales(assert_is) -> None:
    dossiers = measure_dossiers(fields(acme_general="11", bravo_general="00"))

    found = measure_manager_dossiers(dossiers, clients((ACME, "Ani", 90), (BRAVO, "Ani", 10)))

    assert found.to_dict("records") == [
        {"manager": "Ani", "client_count": 2, "mean_share": 0.5, "weighted_share": 0.9}
    ]
    assert_is(found, MANAGER_DOSSIERS)


@pytest.mark.parametrize("sales", [0, -5, float("nan")])
def test_without_positive_sales_there_is_no_weighted_share(sales: float) -> None:
    dossiers = measure_dossiers(fields(acme_general="11"))

    found = measure_manager_dossiers(dossiers, clients((ACME, "Ani", sales)))

    assert found["mean_share"].tolist() == [1]
    assert found["weighted_share"].isna().all()


def test_tables_that_lack_columns_are_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'dossier_fields' lacks section"):
        measure_dossiers(DOSSIER_FIELDS.empty().drop(columns="section"))
    with pytest.raises(MissingColumnsError, match="'client_dossiers' lacks plain_share"):
        measure_manager_dossiers(CLIENT_DOSSIERS.empty().drop(columns="plain_share"), clients())
