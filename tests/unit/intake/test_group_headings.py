from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kamlogic.intake.exports import Export

Read = Callable[..., Export]

QUICKBOOKS = """Northgate Roasters
Sales by Customer Detail
January - March 2024

,Date,Transaction Type,Num,Qty,Sales Price,Amount,Balance
Bluebird Cafe,,,,,,,
,01/15/2024,Invoice,1001,2,500.00,"1,000.00","1,000.00"
,02/16/2024,Invoice,1002,2,500.00,"1,000.00","2,000.00"
Total for Bluebird Cafe,,,,4,,"$2,000.00",
Corner Deli,,,,,,,
,03/01/2024,Invoice,1003,1,200.00,200.00,200.00
Total for Corner Deli,,,,1,,$200.00,
TOTAL,,,,5,,"$2,200.00",

Thursday, April 4, 2024 10:00 AM GMT-7 - Accrual Basis
"""
WITH_SUMS = """Покупатель;Дата;Количество;Сумма
ООО Ромашка;;15;1500,00
Реализация 1;01.02.2024;5;500,00
Реализация 2;15.02.2024;10;1000,00
ИП Петров;;1;99,90
Реализация 3;16.02.2024;1;99,90
Итого;;16;1599,90
"""


def clients(export: Export) -> list[str]:
    return export.lines["client_name"].to_pylist()


def test_a_client_above_its_rows_in_a_column_of_its_own(read: Read) -> None:
    export = read(QUICKBOOKS)

    assert clients(export) == ["Bluebird Cafe", "Bluebird Cafe", "Corner Deli"]
    assert sum(export.lines["amount"].to_pylist()) == Decimal("2200.00")
    assert len(export.refused) == 0
    assert export.reading.titles == ("Northgate Roasters", "Sales by Customer Detail", "January - March 2024")
    assert "The file's total of 2,200.00 equals the sum of the accepted lines." in export.reading.notes
    counts = export.line_counts
    assert counts is not None
    assert (counts.titles, counts.header, counts.blank, counts.data, counts.totals, counts.other) == (
        3,
        1,
        2,
        3,
        3,
        3,
    )


def test_a_client_above_its_rows_with_the_sum_of_them(read: Read) -> None:
    export = read(WITH_SUMS)

    assert clients(export) == ["ООО Ромашка", "ООО Ромашка", "ИП Петров"]
    assert export.lines["amount"].to_pylist() == [Decimal("500.00"), Decimal("1000.00"), Decimal("99.90")]
    assert export.reading.columns["client_name"] == "Покупатель"


def test_a_row_without_a_date_whose_number_is_no_sum_is_refused(read: Read) -> None:
    export = read(WITH_SUMS.replace("ООО Ромашка;;15;1500,00", "ООО Ромашка;;14;1499,00"))

    assert export.refused["row_number"].tolist() == [2, 5]


def test_a_heading_with_one_wrong_sum_is_named(read: Read) -> None:
    export = read(WITH_SUMS.replace("ООО Ромашка;;15;1500,00", "ООО Ромашка;;15;1499,00"))

    assert clients(export) == ["ООО Ромашка", "ООО Ромашка", "ИП Петров"]
    assert "Row 2: its 'Сумма' of 1499,00 is not the sum of the rows below it." in export.reading.notes


def test_headings_alone_in_the_column_of_the_dates_and_their_label(read: Read) -> None:
    export = read(
        "Date,Document,Amount\nCustomer: Acme,,\n2025-01-02,A1,5\n2025-01-03,A2,6\nCustomer: Bolt,,\n2025-01-04,B1,7\n"
    )

    assert clients(export) == ["Acme", "Acme", "Bolt"]


def test_headings_of_two_levels_give_the_inner_one_to_the_client(read: Read) -> None:
    export = read(
        "Date,Document,Amount\nEast,,\nAcme,,\n2025-01-02,A1,5\nBolt,,\n2025-01-03,B1,6\nWest,,\nCarp,,\n2025-01-04,C1,7\n"
    )

    assert clients(export) == ["Acme", "Bolt", "Carp"]
    assert "group heading 2" in export.reading.headers


def test_a_remark_below_the_first_rows_is_no_heading(read: Read) -> None:
    export = read("Date,Client,Amount\n2025-01-02,Acme,5\nchecked by Ann,,\n2025-01-03,Bolt,6\n")

    assert clients(export) == ["Acme", "Bolt"]
    assert export.refused["row_number"].tolist() == [3]


def test_a_missing_date_in_a_flat_table_is_refused_and_never_a_heading(read: Read) -> None:
    export = read("Client,Date,Amount\nAcme,,5\nAcme,2025-01-03,6\nBolt,,7\nBolt,2025-01-04,8\n")

    assert export.refused["row_number"].tolist() == [2, 4]
    assert clients(export) == ["Acme", "Bolt"]
