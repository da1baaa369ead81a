from __future__ import annotations

from collections.abc import Callable

from kamlogic.intake.exports import Export

Read = Callable[..., Export]
HEADER = "Date,Client,Quantity,Unit price,Amount,Cost\n"


def warnings(export: Export) -> list[str]:
    return [note for note in export.reading.notes if note.startswith("Warning: ")]


def rows(costs: list[str]) -> str:
    return "".join(
        f"2025-01-0{day},Acme,{day + 1},10,{10 * (day + 1)},{cost}\n" for day, cost in enumerate(costs, 1)
    )


def test_costs_below_zero_are_named(read: Read) -> None:
    found = warnings(read(HEADER + rows(["-12", "-18", "-24", "-30"])))

    assert found == ["Warning: the costs in 'Cost' are below zero. Gross profit will be too high."]


def test_costs_of_one_unit_are_named(read: Read) -> None:
    (found,) = warnings(read(HEADER + rows(["6", "6", "6.50", "6"])))

    assert "'Cost' is below the unit price in nearly all lines of several units" in found


def test_costs_of_lines_are_not(read: Read) -> None:
    assert warnings(read(HEADER + rows(["12", "18", "24", "30"]))) == []
    assert warnings(read(HEADER + rows(["-12"]))) == []
    assert warnings(read("Date,Client,Amount,Cost\n" + "2025-01-01,Acme,10,5\n" * 4)) == []
