from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kamlogic.errors import KamError, MappingError
from kamlogic.intake.choices_file import load_choices
from kamlogic.intake.exports import Choices

COLUMNS = {"date": "Tanggal", "amount": "Jumlah"}


def load(path: Path, content: str) -> Choices:
    path.write_text(content, encoding="utf-8")
    return load_choices(path)


@pytest.mark.parametrize(
    ("content", "choices"),
    [
        (
            '{"columns": {"date": "Tanggal", "amount": "Jumlah"}, "date_order": "dmy"}',
            Choices(columns=COLUMNS, date_order="dmy"),
        ),
        ('{"columns": {"Tanggal": "date", "Jumlah": "amount"}}', Choices(columns=COLUMNS)),
        ('{"decimal": ","}', Choices(decimal=",")),
        ('{"date": "Tanggal", "amount": "Jumlah"}', Choices(columns=COLUMNS)),
        ('\ufeff{"Tanggal": "date", "Jumlah": "amount"}', Choices(columns=COLUMNS)),
        (
            '{"columns": {"Art": "kind"}, "header_row": 3, "table": 2, "base_currency": "IDR", "rates": {"USD": {"2025-01": "16250.5", "*": 16000}}}',
            Choices(
                columns={"kind": "Art"},
                header_row=3,
                table=2,
                base_currency="IDR",
                rates={"USD": {"2025-01": Decimal("16250.5"), "*": Decimal(16000)}},
            ),
        ),
        ("{}", Choices()),
    ],
)
def test_every_form_of_a_mapping_file_is_understood(tmp_path: Path, content: str, choices: Choices) -> None:
    assert load(tmp_path / "mapping.json", content) == choices


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("date = Tanggal", "is not a JSON file"),
        ("[" * 100_000, "is not a JSON file"),
        ("[]", "one JSON object"),
        ('{"date_order": "ydm"}', "'date_order' cannot be used"),
        ('{"rates": {"USD": {"soon": 5}}}', "'soon' is no month"),
        ('{"rates": {"USD": {"*": 0}}}', "is no exchange rate"),
        ('{"columns": 5}', "'columns' cannot be used"),
        (" " * 2_000_000, "too large"),
    ],
)
def test_what_is_no_mapping_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(KamError, match=message):
        load(tmp_path / "mapping.json", content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"dat": "Tanggal"}', "'dat' is no field"),
        ('{"date": 5}', "header of one column"),
        ('{"Tanggal": "date", "Tgl": "date"}', "two columns are chosen for one field"),
    ],
)
def test_pairs_that_name_no_field_are_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        load(tmp_path / "mapping.json", content)


def test_a_missing_mapping_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="no mapping file"):
        load_choices(tmp_path / "mapping.json")
