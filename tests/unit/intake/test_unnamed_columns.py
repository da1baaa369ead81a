from __future__ import annotations

from collections.abc import Callable

import pytest

from kamlogic.errors import MappingError
from kamlogic.intake.column_profiles import profile
from kamlogic.intake.exports import Export
from kamlogic.intake.mapping import Mapping, map_table
from tests.unit.intake.cell_columns import cell_column, every_row

Read = Callable[..., Export]


def mapped(*columns: list[str], chosen: dict[str, str] | None = None) -> Mapping:
    headers = tuple(f"column {place}" for place in range(1, len(columns) + 1))
    rows = every_row(columns[0])
    return map_table(
        headers, [cell_column(texts) for texts in columns], rows, chosen=chosen or {}, name="x.csv"
    )


DAYS = ["2025-01-02", "2025-01-03", "2025-01-04"]
NAMES = ["Acme Ltd", "Bexo Plc", "Acme Ltd"]


def test_a_table_without_names_is_read_by_its_values_with_questions() -> None:
    found = mapped(DAYS, NAMES, ["5.50", "6.25", "7.00"])

    assert found.places == {"date": 0, "client_name": 1, "amount": 2}
    assert max(found.confidence.values()) < 0.6
    assert {question.setting for question in found.questions} == {"columns"}
    assert found.questions[0].readings == ("Date: column 1",)


def test_three_columns_of_which_one_is_the_product_are_told_apart() -> None:
    found = mapped(DAYS, NAMES, ["200", "150", "300"], ["2", "3", "4"], ["400", "450", "1200"])

    assert {field: found.places[field] for field in ("quantity", "unit_price", "amount")} == {
        "quantity": 3,
        "unit_price": 2,
        "amount": 4,
    }


def test_codes_stand_for_clients_where_there_are_no_names() -> None:
    found = mapped(DAYS, ["C01", "C02", "C01"], ["5.50", "6.25", "7.00"])

    assert found.places["client_code"] == 1


def test_several_columns_of_names_are_asked() -> None:
    found = mapped(DAYS, NAMES, ["Mug", "Cup", "Mug of tea"], ["5.50", "6.25", "7.00"])

    (question,) = [question for question in found.questions if question.column == "column 2"]
    assert question.readings == ("Client name: column 2", "Client name: column 3")


def test_money_that_nothing_tells_apart_is_not_invented() -> None:
    with pytest.raises(MappingError, match="no column was found for an amount"):
        mapped(DAYS, NAMES, ["5.50", "6.25", "7.00"], ["1.10", "2.20", "9.90"])


def test_what_a_person_chose_stays() -> None:
    found = mapped(
        DAYS, NAMES, ["5.50", "6.25", "7.00"], ["1.10", "2.20", "9.90"], chosen={"amount": "column 4"}
    )

    assert found.places["amount"] == 3
    assert found.confidence["amount"] == 1.0


def test_a_profile_counts_months_as_dates_and_money_as_money() -> None:
    days = profile(cell_column(["Jan 2025", "Feb 2025"]), every_row(["", ""]))
    money = profile(cell_column(["5.50", "$6", "7"]), every_row(["", "", ""]))

    assert days.date_share == 1.0
    assert money.money_share == pytest.approx(2 / 3)
    assert (money.distinct_count, money.row_count) == (3, 3)
