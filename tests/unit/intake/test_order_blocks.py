from __future__ import annotations

from collections.abc import Callable

from kamlogic.intake.exports import Export

Read = Callable[..., Export]
COLUMNS = "Order,Date,Client,Product,Quantity,Amount\n"


def clients(export: Export) -> list[str]:
    return export.lines["client_name"].to_pylist()


def test_lines_of_the_same_document_get_its_date_and_client(read: Read) -> None:
    export = read(COLUMNS + "1,2025-01-02,Acme,Mug,1,5\n1,,,Cup,2,6\n2,2025-01-03,Bolt,Mug,1,5\n")

    assert clients(export) == ["Acme", "Acme", "Bolt"]
    assert "1 line continues the order above it: date and client were filled down." in export.reading.notes


def test_lines_without_any_field_of_the_order_follow_it_where_that_is_the_habit(read: Read) -> None:
    export = read(COLUMNS + "1,2025-01-02,Acme,Mug,1,5\n,,,Cup,2,6\n2,2025-01-03,Bolt,Mug,1,5\n,,,Pen,1,1\n")

    assert clients(export) == ["Acme", "Acme", "Bolt", "Bolt"]
    assert export.lines["document"].to_pylist() == ["1", "1", "2", "2"]


def test_one_line_that_lacks_everything_is_refused(read: Read) -> None:
    export = read(COLUMNS + "1,2025-01-02,Acme,Mug,1,5\n,,,Cup,2,6\n2,2025-01-03,Bolt,Mug,1,5\n")

    assert export.refused["row_number"].tolist() == [3]


def test_a_line_of_another_document_is_refused(read: Read) -> None:
    export = read(COLUMNS + "1,2025-01-02,Acme,Mug,1,5\n9,,,Cup,2,6\n2,2025-01-03,Bolt,Mug,1,5\n")

    assert export.refused["row_number"].tolist() == [3]


def test_nothing_is_filled_across_a_blank_row_or_a_total(read: Read) -> None:
    rows = "1,2025-01-02,Acme,Mug,1,5\n\n,,,Cup,2,6\n,,,Pen,2,6\nTotal,,,,5,17\n"

    export = read(COLUMNS + rows)

    assert export.refused["row_number"].tolist() == [4, 5]
    assert export.set_aside["reason"].tolist() == ["blank row", "total row"]


def test_an_outline_names_each_client_once(read: Read) -> None:
    export = read(
        "Customer,Date,Invoice,Amount\nAcme,2025-01-05,1,10\n,2025-01-06,2,20\n,2025-02-06,3,30\nBeta,2025-01-07,4,40\n,2025-03-07,5,50\n"
    )

    assert clients(export) == ["Acme", "Acme", "Acme", "Beta", "Beta"]
    assert any("where each client stands once" in note for note in export.reading.notes)


def test_missing_clients_in_a_list_stay_missing(read: Read) -> None:
    export = read(
        "Customer,Date,Amount\nAcme,2025-01-05,10\n,2025-01-06,20\nAcme,2025-02-06,30\n,2025-01-07,40\n"
    )

    assert clients(export) == ["Acme", None, "Acme", None]
