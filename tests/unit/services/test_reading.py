from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from kamlogic.intake.exports import Choices, Export
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.reading import read_files, read_groups


def test_a_file_name_that_is_no_text_is_made_one(read: Callable[..., Export]) -> None:
    export = read("2024-01-05,A1,Acme,I1,coffee,5,3", name=b"\xff.csv".decode("utf-8", "surrogateescape"))

    assert export.name == "?.csv"


def test_files_that_repeat_one_another_are_read_one_by_one(tmp_path: Path) -> None:
    header, rows = "Date,Client,Amount\n", [f"2025-01-{day:02},Acme,{day}\n" for day in range(1, 29)]
    texts = {"jan.csv": header + "".join(rows), "all.csv": header + "".join(rows) + "2025-02-01,Acme,5\n"}
    files = [(name, tmp_path / name) for name in texts]
    for name, path in files:
        path.write_text(texts[name])
    asked: list[list[str]] = []

    def read(group: list[tuple[str, Path]]) -> None:
        asked.append([name for name, _path in group])
        read_files(LOCAL_LEADER, group, choices=Choices())

    read_groups(LOCAL_LEADER, files, read)

    assert asked == [["jan.csv", "all.csv"], ["jan.csv"], ["all.csv"]]


def test_daily_files_are_one_export_and_the_same_file_counts_once(tmp_path: Path) -> None:
    files = []
    for day in range(1, 6):
        path = tmp_path / f"{day}.csv"
        path.write_text(f"Date,Client,Amount\n2025-01-{day:02},Acme,{day}.50\nbad,Acme,1\n")
        files.append((path.name, path))

    export = read_files(LOCAL_LEADER, [*files, ("again.csv", files[0][1])], choices=Choices())

    assert export.name == "1.csv and 5 more"
    assert (export.line_count, export.file_count, export.row_count) == (5, 5, 10)
    assert export.refused["part"].tolist() == ["1.csv", "2.csv", "3.csv", "4.csv", "5.csv"]
    assert sum(export.lines["amount"].to_pylist()) == Decimal("17.50")
