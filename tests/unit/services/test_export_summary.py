from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from kamlogic.intake.exports import Choices
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.export_summary import ExportSummary, summarise_export
from kamlogic.services.reading import read_files


def test_lines_clients_days_and_money(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "Date,Customer ID,Client name,Amount,Currency\n2025-01-02,1,Acme,5.50,EUR\n2025-02-03,1,Acme Ltd,-1.25,EUR\n"
        "2025-01-05,,Bolt,7.00,EUR\n2025-01-05,,,1.00,EUR\n"
    )
    export = read_files(LOCAL_LEADER, [("sales.csv", path)], choices=Choices())

    assert summarise_export(LOCAL_LEADER, export) == ExportSummary(
        4, 2, dt.date(2025, 1, 2), dt.date(2025, 2, 3), Decimal("12.25"), "EUR"
    )
