from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kamlogic.intake.exports import Export

Read = Callable[..., Export]
HEADER = "Date,Client,Type,Amount,Cost,Qty"


def amounts(export: Export) -> list[Decimal]:
    return export.lines["amount"].to_pylist()


@pytest.mark.parametrize(
    "word",
    [
        "Credit Note",
        "Retur",
        "Возврат",
        "Gutschrift",
        "Avoir",
        "Nota de crédito",
        "Storno",
        "CN",
        "Credit memo CM-17",
        "out_refund",
    ],
)
def test_a_return_with_a_positive_amount_counts_negative_with_its_cost_and_quantity(
    read_rows: Read, word: str
) -> None:
    export = read_rows(
        "2025-01-02,Acme,Invoice,10.00,6.00,2", f"2025-01-03,Acme,{word},4.00,2.50,1", header=HEADER
    )

    assert amounts(export) == [Decimal("10.00"), Decimal("-4.00")]
    assert export.lines["cost"].to_pylist() == [Decimal("6.00"), Decimal("-2.50")]
    assert export.lines["quantity"].to_pylist() == [2.0, -1.0]
    assert export.lines["kind"].to_pylist() == ["sale", "return"]
    assert "1 return is written as a positive amount and counts negative: -4.00." in export.reading.notes


def test_where_one_return_is_negative_all_signs_are_left(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,Invoice,10,,",
        "2025-01-03,Acme,Credit Note,-4,,",
        "2025-01-04,Acme,Credit Note,3,,",
        header=HEADER,
    )

    assert amounts(export) == [10, -4, 3]
    assert export.lines["kind"].to_pylist() == ["sale", "return", "return"]
    assert not any("counts negative" in note for note in export.reading.notes)


def test_unknown_kinds_are_noted_and_count_as_written(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,Invoice,10,,",
        "2025-01-03,Acme,Gizmo,4,,",
        "2025-01-04,Acme,Gizmo,-3,,",
        header=HEADER,
    )

    assert amounts(export) == [10, 4, -3]
    assert export.lines["kind"].to_pylist() == ["sale", "sale", "return"]
    assert (
        "2 rows have a kind that is not known as sale or return and count as written: 'Gizmo' (2)."
        in export.reading.notes
    )


def test_a_sale_below_zero_stays_a_sale(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,Invoice,-10,,", "2025-01-02,Acme,Invoice,30,,", header=HEADER)

    assert export.lines["kind"].to_pylist() == ["sale", "sale"]
    assert amounts(export) == [-10, 30]


@pytest.mark.parametrize(
    ("codes", "kinds"),
    [
        (("F2", "RE"), ["sale", "return"]),
        (("RE", "GU"), ["sale", "return"]),
        (("M", "O"), ["sale", "return"]),
        (("RE", "RE"), ["sale", "sale"]),
    ],
)
def test_a_code_counts_beside_another_of_its_system_only(
    read_rows: Read, codes: tuple[str, str], kinds: list[str]
) -> None:
    export = read_rows(
        f"2025-01-02,Acme,{codes[0]},10,,",
        f"2025-01-03,Acme,{codes[1]},4,,",
        header="Date,Client,Belegart,Amount,Cost,Qty",
    )

    assert export.lines["kind"].to_pylist() == kinds


def test_a_yes_under_is_return_is_a_return(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,0,10", "2025-01-03,Acme,1,4", header="Date,Client,Is Return,Amount")

    assert amounts(export) == [10, -4]
    assert export.lines["kind"].to_pylist() == ["sale", "return"]


def test_a_column_of_many_different_texts_is_no_kind(read_rows: Read) -> None:
    rows = [f"2025-01-02,Acme,{place}.5,10" for place in range(70)]
    export = read_rows(*rows, header="Date,Client,Return,Amount")

    assert "kind" not in export.reading.columns
