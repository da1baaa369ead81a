from __future__ import annotations

from pathlib import Path

from kamlogic.intake.exports import Choices
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import import_into
from kamlogic.services.import_reports import import_report_text
from kamlogic.services.reading import read_files
from kamlogic.store.database import Store


def test_the_report_says_what_how_and_where(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "Acme Ltd\n\nDate,Client,Amount\n01/02/2025,Acme,5\n01/03/2025,Acme,6\nbad,Acme,1\nTotal,,11\n"
    )
    export = read_files(LOCAL_LEADER, [("sales.csv", path)], choices=Choices())
    record = import_into(LOCAL_LEADER, store, name="Acme", export=export).record

    text = import_report_text(LOCAL_LEADER, record)

    assert text.startswith(f"Import {record.id}: sales.csv\n")
    assert "  Delimiter: ,\n" in text
    assert "  Client name ← Client\n" in text
    assert "2 accepted + 1 refused + 3 set aside = 6 rows" in text
    assert (
        "titles 1 + header 1 + blank 1 + data 2 + totals 1 + other 0 + refused 1 = 7 lines in the file"
        in text
    )
    assert "Question: Date was read as" in text
    assert "The file's total of 11 equals the sum of the accepted lines." in text
