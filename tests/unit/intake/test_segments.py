from __future__ import annotations

import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kamlogic.intake import opening, read_export
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.report_files import refused_csv

HEADER = "Date,Client,Amount,Currency"
ReadParts = Callable[..., Export]


@pytest.fixture
def read_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadParts:
    """Each part is a stretch of its own, as if the file had millions of records."""
    monkeypatch.setattr(opening, "SEGMENT_ROWS", 1)
    monkeypatch.setattr(read_export, "SEGMENT_ROWS", 1)

    def _read(*parts: list[str], header: str = HEADER, **choices: object) -> Export:
        path = tmp_path / "parts.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number, rows in enumerate(parts):
                archive.writestr(f"{number}.csv", "\n".join([header, *rows]) + "\n")
        return read_export.read_export(path, name="parts.zip", choices=Choices(**choices))  # type: ignore[arg-type]

    return _read


def rows(month: int, ending: str = "USD", money: str = "{day}.50", count: int = 12) -> list[str]:
    return [
        f"2025-{month:02d}-{day:02d},Client {day % 3},{money.format(day=day)},{ending}"
        for day in range(1, count + 1)
    ]


def amounts(export: Export) -> list[Decimal]:
    return export.lines["amount"].to_pylist()


def test_a_short_record_is_refused_in_every_stretch(read_parts: ReadParts) -> None:
    export = read_parts([*rows(1), "2025-01-20,Acme"], [*rows(2), "2025-02-20,Acme", "2025-02-21,Acme,5"])

    assert export.refused["reason"].tolist() == [
        "has 2 cells, the header has 4",
        "has 2 cells, the header has 4",
        "has 3 cells, the header has 4",
    ]
    assert export.line_count == 24


def test_the_first_currency_stays_that_of_the_file(read_parts: ReadParts) -> None:
    export = read_parts(rows(1), rows(2, "EUR"), rows(3))

    assert export.line_count == 24
    assert set(export.lines["currency"].to_pylist()) == {"USD"}
    assert set(export.refused["reason"]) == {
        "the currency is EUR, most lines are in USD; give an exchange rate to convert it"
    }
    assert export.reading.currencies == (("USD", 24), ("EUR", 12))


def test_a_currency_first_named_in_a_later_stretch_counts_for_those_after_it(read_parts: ReadParts) -> None:
    export = read_parts(rows(1, ""), rows(2, "EUR"), rows(3, "USD"))

    assert export.line_count == 24
    assert len(export.refused) == 12


def test_a_field_left_out_by_the_first_stretch_stays_left_out(read_parts: ReadParts) -> None:
    second = [f"2025-02-{day:02d},Client {day % 3},5,K{day % 3}" for day in range(1, 12)]

    export = read_parts(rows(1, "4000"), second, header="Date,Client,Amount,Client code")
    alone = read_parts(second, header="Date,Client,Amount,Client code")

    assert "client_code" in alone.reading.columns
    assert "client_code" not in export.reading.columns
    assert export.lines["client_code"].null_count == 23


def test_each_field_keeps_the_decimal_sign_of_the_first_stretch(read_parts: ReadParts) -> None:
    header = "Date;Client;Amount;Cost"
    first = [f"2025-01-{day:02d};Acme {day};{day}.250,50;{day}.25" for day in range(10, 20)]
    later = [f"2025-02-{day:02d};Acme {day};{day}.250;{day}.125" for day in range(10, 20)]

    export = read_parts(first, later, header=header)

    assert amounts(export)[:1] + amounts(export)[-1:] == [Decimal("10250.500"), Decimal(19250)]
    assert export.lines["cost"].to_pylist()[-1] == Decimal("19.125")
    assert export.reading.questions == ()


def test_what_only_a_later_stretch_leaves_open_is_asked(read_parts: ReadParts) -> None:
    later = [
        row.replace("2025-02-", "").replace(",Client", "/02/2025,Client") for row in rows(2, money="1.250")
    ]

    export = read_parts(
        rows(1, money="{day}"), later, [*rows(3, money="1,250.50"), *rows(4, money="1.250,50")]
    )

    assert sorted((question.column, question.setting) for question in export.reading.questions) == [
        ("Amount", "decimal"),
        ("Date", "date_order"),
    ]


def test_discounts_are_judged_by_all_values_of_the_file(read_parts: ReadParts) -> None:
    header = "Date,Client,Quantity,Unit price,Discount"
    ones = [f"2025-01-{day:02d},Acme {day},2,10.00,1" for day in range(1, 12)]
    tens = [f"2025-02-{day:02d},Acme {day},2,10.00,10" for day in range(1, 12)]

    export = read_parts(ones, tens, header=header)

    assert set(amounts(export)) == {Decimal("19.80"), Decimal("18.00")}
    assert export.line_count == 22


def test_the_signs_of_returns_are_judged_by_all_values_of_the_file(read_parts: ReadParts) -> None:
    header = "Date,Client,Amount,Type"
    first = [*rows(1, "Sale"), "2025-01-20,Client 1,-5.00,Return"]
    second = [*rows(2, "Sale"), "2025-02-20,Client 1,5.00,Return"]

    export = read_parts(first, second, header=header)

    assert sorted(amounts(export))[:2] == [Decimal("-5.00"), Decimal("1.50")]


def test_very_many_refused_rows_are_counted_and_the_last_keep_no_cells(
    read_parts: ReadParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_export, "MAX_REFUSED", 4)
    bad = ["nonsense,Acme,5,USD"] * 3

    export = read_parts([*rows(1), *bad], [*rows(2), *bad], [*rows(3), *bad])

    assert len(export.refused) == 9
    assert export.refused["cell: Client"].fillna("-").tolist() == ["Acme"] * 6 + ["-"] * 3
    assert export.refused["value"].tolist() == ["nonsense"] * 9
    assert any("of the last 3 only the row numbers and the reasons" in note for note in export.reading.notes)
    assert refused_csv(export.refused).decode().splitlines()[-1].endswith(",this is no date,,,,")
