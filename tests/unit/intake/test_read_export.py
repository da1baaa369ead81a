from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.checks import check_identity
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.intake.read_export import read_export

Read = Callable[..., Export]
LONG = "Date,Client,Qty,Price,Discount,Amount,Cost"


def amounts(export: Export) -> list[Decimal]:
    return export.lines["amount"].to_pylist()


def reasons(export: Export) -> list[tuple[int, str, str, str]]:
    columns = ["row_number", "column", "value", "reason"]
    return [tuple(row) for row in export.refused[columns].itertuples(index=False)]


def test_lines_have_the_schema_and_the_rows_add_up(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5.00", "", "nonsense,Acme,1", "2025-01-03,Acme,-2.5")

    assert export.lines.schema == sales_lines_schema(2)
    assert export.lines["kind"].to_pylist() == ["sale", "return"]
    assert (export.row_count, export.lines.num_rows, len(export.refused), len(export.set_aside)) == (
        4,
        2,
        1,
        1,
    )
    assert export.name == "sales.csv"
    assert len(export.sha256) == 64


def test_rows_that_do_not_add_up_are_a_bug() -> None:
    with pytest.raises(AssertionError, match="1 accepted \\+ 2 refused \\+ 3 set aside is not 7"):
        check_identity(1, 2, 3, 7)


def test_each_refused_row_says_where_what_and_why(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,2,5,0,10,1",
        ",Acme,2,5,0,10,1",
        "31/02/2025,Acme,2,5,0,10,1",
        "2025-01-02,Acme,two,5,0,10,1",
        "2025-01-02,Acme,2,?,0,10,1",
        "2025-01-02,Acme,2,5,0,ten,1",
        "2025-01-02,Acme,2,,0,,1",
        "2025-01-02,Acme,2,5,0,10,one",
        "2025-01-02,Acme,2,5,0,123456789012345,1",
        "2025-01-02,Acme,2,5,0,10,123456789012345.5",
        header=LONG,
    )

    assert export.lines.num_rows == 1
    assert reasons(export) == [
        (3, "Date", "", "the date is missing"),
        (4, "Date", "31/02/2025", "this is no date"),
        (5, "Qty", "two", "Quantity: this is no number"),
        (6, "Price", "?", "Unit price: this is no number"),
        (7, "Amount", "ten", "Net amount: this is no number"),
        (8, "Amount", "", "the amount is missing, and so is quantity or unit price to compute it"),
        (9, "Cost", "one", "Cost: this is no number"),
        (10, "Amount", "123456789012345", "Net amount: more than 14 digits before the decimal sign"),
        (11, "Cost", "123456789012345.5", "Cost: more than 14 digits before the decimal sign"),
    ]
    assert export.refused["cell: Client"].tolist() == ["Acme"] * 9


def test_a_missing_amount_is_quantity_times_price_less_discount(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,3,2.555,0.1,,",
        "2025-01-02,Acme,6.0,2.55,,,",
        "2025-01-02,Acme,3,5,0.5,99.5,",
        header=LONG,
    )

    assert amounts(export) == [Decimal("6.8985"), Decimal("15.3000"), Decimal("99.5000")]
    assert export.lines["cost"].null_count == 3


def test_discounts_in_percentage_points_are_understood(read_rows: Read) -> None:
    points = read_rows("2025-01-02,Acme,1,100,15,,", "2025-01-02,Acme,1,100,0.5,,", header=LONG)
    signs = read_rows("2025-01-02,Acme,1,100,15%,,", header=LONG)

    assert amounts(points) == [Decimal("85.0"), Decimal("99.5")]
    assert amounts(signs) == [Decimal(85)]


def test_a_discount_that_is_no_share_refuses_the_rows_that_need_it(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,1,100,250,,", "2025-01-02,Acme,1,100,250,75,", header=LONG)

    assert [row[3] for row in reasons(export)] == ["the discount is neither a share nor a percentage"]
    assert amounts(export) == [Decimal(75)]


def test_profit_gives_the_cost(read_rows: Read) -> None:
    export = read_rows(
        "2025-01-02,Acme,10.50,4", "2025-01-02,Acme,10.50,", header="Date,Client,Amount,Gross Profit"
    )

    assert export.lines["cost"].to_pylist() == [Decimal("6.50"), None]
    assert "1 line has no cost." in export.reading.notes


def test_the_scale_is_the_most_decimals_written_and_four_at_most(read_rows: Read) -> None:
    assert read_rows("2025-01-02,Acme,5,285.00", header="Date,Client,Amount,Cost").scale == 2
    assert read_rows("2025-01-02,Acme,5").scale == 0

    export = read_rows("2025-01-02,Acme,1.00005", "2025-01-02,Acme,1.00015", "2025-01-02,Acme,1.50000")
    assert export.scale == 4
    assert amounts(export) == [Decimal("1.0000"), Decimal("1.0002"), Decimal("1.5000")]
    assert "2 values were rounded to 4 decimals." in export.reading.notes


def test_an_ambiguous_decimal_sign_is_asked_with_both_readings(read_rows: Read) -> None:
    export = read_rows("2025-01-02;Acme;1.234", "2025-01-02;Acme;2.500", header="Date;Client;Amount")

    (question,) = export.reading.questions
    assert question.setting == "decimal"
    assert question.column == "Amount"
    assert set(question.readings) == {"1.234 → 1.234", "1.234 → 1,234"}
    assert question.chosen == "1.234 → 1,234"
    assert amounts(export) == [1234, 2500]
    assert amounts(read_rows("2025-01-02;Acme;1.234", header="Date;Client;Amount", decimal=".")) == [
        Decimal("1.234")
    ]


def test_one_clear_value_settles_the_column_and_its_neighbours_hint(read_rows: Read) -> None:
    clear = read_rows("2025-01-02;Acme;1.234", "2025-01-02;Acme;2,5", header="Date;Client;Amount")
    hinted = read_rows('2025-01-02,Acme,"1,234",9.5', header="Date,Client,Amount,Cost")
    foreign = read_rows("2025-01-02,Acme,1.234", header="Tanggal,Pelanggan,Nilai Penjualan")

    assert amounts(clear) == [Decimal("1234.0"), Decimal("2.5")]
    assert clear.reading.questions == ()
    assert amounts(hinted) == [Decimal("1234.0")]
    assert len(hinted.reading.questions) == 1
    assert amounts(foreign) == [1234]


def test_a_day_above_twelve_settles_the_order_of_dates(read_rows: Read) -> None:
    export = read_rows("01/02/2025,Acme,5", "13/02/2025,Acme,5", "14/02/2025,Acme,5")

    assert export.reading.date_order == "dmy"
    assert export.reading.questions == ()
    assert export.lines["date"].to_pylist()[0] == dt.date(2025, 2, 1)


def test_days_that_contradict_one_another_are_asked_and_the_odd_ones_refused(read_rows: Read) -> None:
    export = read_rows("01/02/2025,Acme,5", "13/02/2025,Acme,5", "02/14/2025,Acme,5", "14/02/2025,Acme,5")

    assert export.reading.date_order == "dmy"
    assert [question.setting for question in export.reading.questions] == ["date_order"]
    assert [row[2] for row in reasons(export)] == ["02/14/2025"]


def test_rows_in_order_of_time_settle_the_order_of_dates(read_rows: Read) -> None:
    export = read_rows("02/01/2025,Acme,5", "02/02/2025,Acme,5", "03/01/2025,Acme,5")

    assert export.reading.date_order == "mdy"
    assert export.reading.questions == ()


@pytest.mark.parametrize(
    ("amount", "header", "order"),
    [
        ("5", "Date,Client,Amount", "dmy"),
        ("$5", "Date,Client,Amount", "mdy"),
        ('"1,234.50"', "Date,Client,Amount", "mdy"),
        ("5,USD", "Date,Client,Amount,Currency", "mdy"),
        ("5,EUR", "Date,Client,Amount,Currency", "dmy"),
    ],
)
def test_open_dates_are_asked_with_both_readings(
    read_rows: Read, amount: str, header: str, order: str
) -> None:
    export = read_rows(
        f"03/04/2025,Acme,{amount}", f"01/05/2025,Acme,{amount}", f"02/01/2025,Acme,{amount}", header=header
    )

    (question,) = export.reading.questions
    assert export.reading.date_order == order
    assert question.readings == ("3 April 2025 (day first)", "4 March 2025 (month first)")
    assert question.chosen == question.readings[order == "mdy"]
    assert question.setting == "date_order"


def test_a_chosen_order_of_dates_is_followed_without_a_question(read_rows: Read) -> None:
    export = read_rows("03.04.2025,Acme,5", date_order="mdy")

    assert export.lines["date"].to_pylist() == [dt.date(2025, 3, 4)]
    assert export.reading.questions == ()


def test_dates_with_dots_are_not_american(read_rows: Read) -> None:
    assert read_rows("03.04.2025,Acme,$5").reading.date_order == "dmy"


def test_a_column_of_day_numbers_is_read_as_days(read_rows: Read) -> None:
    assert read_rows("45720,Acme,5", "45721,Acme,5").lines["date"].to_pylist()[0] == dt.date(2025, 3, 4)


def test_identifiers_stay_text(read_rows: Read) -> None:
    export = read_rows("2025-01-02,007,12345678901234567,5", header="Date,Client Code,Invoice No,Amount")

    assert export.lines["client_code"].to_pylist() == ["007"]
    assert export.lines["document"].to_pylist() == ["12345678901234567"]


def test_codes_that_a_table_tool_wrote_as_floats_lose_the_point(read_rows: Read) -> None:
    export = read_rows("2025-01-02,17850.0,5", "2025-01-02,,5", header="Date,CustomerID,Amount")

    assert export.lines["client_code"].to_pylist() == ["17850", None]


def test_a_line_without_a_client_is_accepted_and_counted(read_rows: Read) -> None:
    export = read_rows("2025-01-02,,5", "2025-01-02,NULL,5", "2025-01-02, Acme   Ltd ,5")

    assert export.lines["client_name"].to_pylist() == [None, None, "Acme Ltd"]
    assert "2 lines name no client." in export.reading.notes


def test_an_unreadable_optional_value_is_left_out_and_counted(read_rows: Read) -> None:
    header = "Date,Client,Amount,Promised Date,Delivered Date,Delivered Qty"
    export = read_rows(
        "2025-01-02,Acme,5,soon,,some", "2025-01-02,Acme,5,2025-01-09,2025-01-08,3", header=header
    )

    assert export.lines["promised_date"].to_pylist() == [None, dt.date(2025, 1, 9)]
    assert export.lines["delivered_quantity"].to_pylist() == [None, 3.0]
    assert sum("could not be read" in note for note in export.reading.notes) == 2


def test_rows_in_another_currency_are_refused(read_rows: Read) -> None:
    column = read_rows(
        "2025-01-02,Acme,5,usd",
        "2025-01-02,Acme,5,USD",
        "2025-01-02,Acme,5,EUR",
        "2025-01-02,Acme,5,",
        header="Date,Client,Amount,Currency",
    )
    signs = read_rows("2025-01-02,Acme,€5", "2025-01-02,Acme,5 €", "2025-01-02,Acme,£5")

    assert column.lines["currency"].to_pylist() == ["USD", "USD", None]
    assert reasons(column) == [
        (
            4,
            "Currency",
            "EUR",
            "the currency is EUR, most lines are in USD; give an exchange rate to convert it",
        )
    ]
    assert signs.lines["currency"].to_pylist() == ["EUR", "EUR"]
    assert [row[3] for row in reasons(signs)] == [
        "the currency is GBP, most lines are in EUR; give an exchange rate to convert it"
    ]


def test_equal_rows_stay_and_are_counted(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5", "2025-01-02,Acme,5", "2025-01-02,Acme,6")

    assert export.lines.num_rows == 3
    assert export.duplicate_count == 1


def test_equal_rows_with_a_line_number_are_set_aside(read_rows: Read) -> None:
    export = read_rows(
        "A1,1,2025-01-02,Acme,5",
        "A1,2,2025-01-02,Acme,5",
        "A1,1,2025-01-02,Acme,5",
        header="Invoice,Line No,Date,Client,Amount",
    )

    assert export.lines.num_rows == 2
    assert export.duplicate_count == 0
    assert export.set_aside[["row_number", "reason", "text"]].values.tolist() == [
        [4, "repeats row 2", "A1 · 1 · 2025-01-02 · Acme · 5"]
    ]


def test_titles_blanks_totals_repeated_headers_and_footers_are_set_aside(read: Read) -> None:
    export = read(
        "Sales report;;\nJanuary;;\n\nDate;Client;Amount\n2025-01-02;Acme;5,50\n;Total for Acme;5,50\n;;\n"
        "Date;Client;Amount\n2025-01-03;Bexo;6,50\nTotal;;12,00\nPrinted by Sari;;\n"
    )

    assert export.reading.header_row == 4
    assert amounts(export) == [Decimal("5.50"), Decimal("6.50")]
    assert export.set_aside[["row_number", "reason"]].values.tolist() == [
        [1, "above the header"],
        [2, "above the header"],
        [3, "blank row"],
        [6, "total row"],
        [7, "blank row"],
        [8, "repeats the header"],
        [10, "total row"],
        [11, "text below the table"],
    ]
    assert export.reading.notes == (
        "2 total rows were set aside.",
        "The file's total of 12.00 equals the sum of the accepted lines.",
    )


def test_a_total_that_differs_is_noted_with_the_gap(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Acme,5", "x,Acme,7", "Grand Total,,12")

    assert (
        "The file's total of 12 differs from the sum of the accepted lines, 5, by 7." in export.reading.notes
    )


def test_a_client_called_total_is_no_total_row(read_rows: Read) -> None:
    export = read_rows("2025-01-02,Total,5", ",Total Energies,6")

    assert export.lines["client_name"].to_pylist() == ["Total"]
    assert [row[3] for row in reasons(export)] == ["the date is missing"]


def test_a_total_row_without_an_amount_column_is_only_counted(read: Read) -> None:
    export = read("Date,Client,Qty,Price\n2025-01-02,Acme,2,5\nTotal,,2,\n")

    assert export.reading.notes == ("1 total row was set aside.",)


def test_a_file_of_subtotals_states_no_total(read_rows: Read) -> None:
    assert read_rows("2025-01-02,Acme,5", "Subtotal,,5").reading.notes == ("1 total row was set aside.",)


def test_a_header_alone_is_an_export_without_lines(read_rows: Read) -> None:
    export = read_rows()

    assert export.row_count == 0
    assert export.lines.schema == sales_lines_schema(0)


def test_the_progress_rises_to_one_and_may_cancel(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("Date,Client,Amount\n" + "2025-01-02,Acme,5\n" * 120_000)
    told: list[float] = []

    read_export(path, name="sales.csv", choices=Choices(), progress=lambda share, _text: told.append(share))

    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0

    def cancel(_share: float, _text: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_export(path, name="sales.csv", choices=Choices(), progress=cancel)


def test_numbers_beyond_any_quantity_are_refused(read_rows: Read) -> None:
    header = "Date,Client,Qty,Price"
    export = read_rows(
        "2025-01-02,Acme,1E+200,5", "2025-01-03,Acme,2,5", "2025-01-04,Acme,--5,5", header=header
    )

    assert amounts(export) == [Decimal(10)]
    assert {reason for _row, _column, _value, reason in reasons(export)} == {"Quantity: this is no number"}


def test_long_products_are_too_large_and_nothing_fails(read_rows: Read) -> None:
    huge = "9" * 39
    export = read_rows(
        f"2025-01-02,Acme,{huge},{huge}", "2025-01-03,Acme,2,5", header="Date,Client,Qty,Price"
    )

    assert amounts(export) == [Decimal(10)]
    assert [reason for *_rest, reason in reasons(export)] == [
        "Net amount: more than 14 digits before the decimal sign"
    ]


def test_money_too_long_to_convert_is_refused(read_rows: Read) -> None:
    rows = [f"2025-01-02,Acme,{'9' * 39},EUR", "2025-01-03,Acme,5,USD"]
    rates = {"EUR": {"*": "1.1"}}

    export = read_rows(*rows, header="Date,Client,Amount,Currency", base_currency="USD", rates=rates)

    assert amounts(export) == [Decimal(5)]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"header_row": 9}, "there is no row 9 for the header; the last row is 2"),
        ({"table": 3}, "there is no table 3; 1 table was found"),
    ],
)
def test_a_chosen_place_that_does_not_exist_is_an_error(
    read_rows: Read, choices: dict[str, int], message: str
) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read_rows("2025-01-02,Acme,5", **choices)


def test_an_archive_is_opened_again_with_what_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "Date;Client;Amount\n2025-01-02;Acme;5\n")
        archive.writestr("b.csv", "Date;Client;Amount\n2025-01-03;Acme;6\n")

    export = read_export(
        path,
        name="a.zip",
        choices=Choices(),
        recall=lambda _headers: Choices(encoding="cp1252", delimiter=";"),
    )

    assert export.line_count == 2
    assert export.reading.is_remembered
    assert export.reading.encoding == "cp1252"
