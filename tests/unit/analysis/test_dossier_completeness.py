from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.dossier_completeness import (
    CLIENT_DOSSIERS,
    DOSSIER_FIELDS,
    measure_dossiers,
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


def test_one_long_section_cannot_hide_an_empty_one(assert_is) -> None:
    found = measure_dossiers(fields(acme_general="111111", acme_decision="00", bravo_general="10"))

    assert found["section_share"].tolist() == [0.5, 0.5]
    assert found["plain_share"].tolist() == [0.75, 0.5]
    assert_is(found, CLIENT_DOSSIERS)


def test_tables_that_lack_columns_are_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'dossier_fields' lacks section"):
        measure_dossiers(DOSSIER_FIELDS.empty().drop(columns="section"))
