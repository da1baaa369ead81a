from __future__ import annotations

import openpyxl
import pytest

from kamlogic.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KUNCI_HOME", str(tmp_path / "home"))
    sales = tmp_path / "sales.csv"
    sales.write_text(
        "Date,Client code,Client name,Amount\n2026-01-05,C1,Acme,10.00\n2026-01-06,C1,Acme,5.00\n"
    )
    assert main(["import", str(sales)]) == 0


def test_a_template_is_filled_shown_and_written(tmp_path, capsys):
    path = tmp_path / "book.xlsx"
    assert main(["dossiers", "export", str(path), "--template"]) == 0
    book = openpyxl.load_workbook(path)
    sheet = book["Dossiers"]
    places = {str(cell.value).split(".")[-1]: cell.column for cell in sheet[1]}
    for row, code in ((4, "C1"), (5, "C9")):
        sheet.cell(row, places["client_key"]).value = code
        sheet.cell(row, places["overview"]).value = "Bakery"
    book.save(path)
    capsys.readouterr()

    assert main(["dossiers", "import", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "New: 1, Changed: 0, Conflict: 0, Unchanged: 0, Refused: 1",
        "Dossiers, 5, Client: There is no client 'C9'.",
    ]
    assert main(["dossiers", "import", str(path), "--write"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 entry added, 0 changed."
    assert main(["dossiers", "export", str(path)]) == 0
    assert main(["dossiers", "import", str(path)]) == 0
    assert capsys.readouterr().out.startswith("New: 0, Changed: 0, Conflict: 0, Unchanged: 1, Refused: 0")


def test_a_data_set_that_is_not_there_is_refused_in_one_line(tmp_path, capsys):
    assert main(["dossiers", "export", str(tmp_path / "x.xlsx"), "--dataset", "Nobody"]) == 2
    assert "Nobody" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_refused_in_one_line(tmp_path, capsys):
    assert main(["dossiers", "export", str(tmp_path / "none" / "x.xlsx")]) == 2
    assert "cannot be written" in capsys.readouterr().err
