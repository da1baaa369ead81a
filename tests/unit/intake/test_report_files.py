from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from kamlogic.intake.exports import Export
from kamlogic.intake.report_files import refused_csv

Read = Callable[..., Export]


def test_the_refused_rows_come_back_under_their_own_headers(read: Read) -> None:
    export = read("=Date;Client;Amount\nsoon;Café;5,50\n2025-01-02;Acme;6,50\n", columns={"date": "=Date"})

    content = refused_csv(export.refused, delimiter=export.reading.delimiter or ",")

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Kunci: row", "Kunci: reason", "'=Date", "Client", "Amount"],
        ["2", "this is no date", "soon", "Café", "5,50"],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "  =1", "\uff1d1"])
def test_a_cell_that_would_run_as_a_formula_is_guarded(read: Read, cell: str) -> None:
    export = read(f"Date,Client,Amount\nsoon,{cell},-5\n")

    rows = list(
        csv.reader(
            io.StringIO(
                refused_csv(export.refused, delimiter=export.reading.delimiter or ",").decode("utf-8-sig")
            )
        )
    )

    assert rows[1][3].startswith("'")
    assert rows[1][4] == "-5"


def test_the_corrected_file_can_be_dropped_back(read: Read) -> None:
    export = read("Date;Client;Amount\nsoon;Café;5,50\n31.12.2025;Acme;6,50\n")
    content = refused_csv(export.refused, delimiter=";").decode("utf-8-sig")

    corrected = read(content.replace("soon", "30.12.2025"))

    assert corrected.lines["client_name"].to_pylist() == ["Café"]
    assert corrected.reading.fingerprint == export.reading.fingerprint
    assert len(corrected.refused) == 0
