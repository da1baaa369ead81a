from __future__ import annotations

from pathlib import Path

import pytest

from kamlogic.errors import KamError
from kamlogic.intake.exports import Choices
from kamlogic.intake.read_export import read_export
from kamlogic.intake.synonyms_file import load_synonyms


def test_a_firms_own_words_find_its_columns(tmp_path: Path) -> None:
    words = tmp_path / "words.json"
    words.write_text(
        '{"amount": ["Zeilensaldo"], "client": ["Haus"], "ignored": ["Amount"]}', encoding="utf-8"
    )
    sales = tmp_path / "sales.csv"
    sales.write_text("Date,Haus,Zeilensaldo,Amount\n2025-01-02,Acme,5,9\n", encoding="utf-8")

    export = read_export(sales, name="sales.csv", choices=Choices(), synonyms=load_synonyms(words))

    assert export.reading.columns == {"date": "Date", "client_name": "Haus", "amount": "Zeilensaldo"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no file of header words"),
        ("[]", "is no file of header words"),
        ('{"amonut": ["x"]}', "'amonut' is no field"),
        (" " * 2_000_000, "too large"),
    ],
)
def test_what_is_no_file_of_words_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "words.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(KamError, match=message):
        load_synonyms(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KamError, match=r"There is no file of header words gone\.json"):
        load_synonyms(tmp_path / "gone.json")
