from __future__ import annotations

import os
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kamlogic.errors import StoreError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services import inbox as inbox_module
from kamlogic.services.datasets import list_states
from kamlogic.services.history import withdraw_import
from kamlogic.services.inbox import Inbox, watch_inbox
from kamlogic.services.inbox_files import InboxFolder
from kamlogic.services.originals import opened_originals, originals_of
from kamlogic.store.database import Store
from kamlogic.store.files import SalesFiles
from tests.unit.services.inbox_contents import AMBIGUOUS, FEBRUARY, HEADER, JANUARY, files_of


def net_sales(store: Store) -> Decimal:
    return sum(
        (record.net_sales for state in list_states(LOCAL_LEADER, store) for record in state.imports),
        Decimal(0),
    )


def test_files_are_imported_in_the_order_of_their_names_and_moved(
    store: Store, folder: Path, watch: Callable[[], list[str]]
) -> None:
    (folder / "february.csv").write_text(FEBRUARY)
    (folder / "a-january.csv").write_text(JANUARY)

    said = watch()

    assert said == ["a-january.csv: 28 lines imported", "february.csv: 28 lines imported"]
    assert files_of(folder) == {"done/a-january.csv": JANUARY, "done/february.csv": FEBRUARY}
    (state,) = list_states(LOCAL_LEADER, store)
    with opened_originals(LOCAL_LEADER, store, state.imports[0]) as originals:
        assert [original.path.read_text() for original in originals] == [JANUARY]


def test_refused_rows_lie_beside_the_file(folder: Path, watch: Callable[[], list[str]]) -> None:
    (folder / "sales.csv").write_text(JANUARY + "someday,Acme,I99,5\n")

    watch()

    found = files_of(folder)
    assert set(found) == {"done/sales.csv", "done/sales.csv.refused.csv"}
    assert "someday,Acme,I99,5" in found["done/sales.csv.refused.csv"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (JANUARY.replace("28.50", "29.50"), ("asked", "27 of 28 lines are already in this data set")),
        (AMBIGUOUS, ("asked", "--date-order dmy or --date-order mdy")),
        ("a,b\n1,2\n3,4\n", ("asked", "Correct the mapping")),
        (HEADER + "someday,Acme,I1,5\n", ("refused", "no row could be read as a sales line")),
        ("", ("refused", "the file is empty")),
        (JANUARY.replace("Amount\n", "Amount,Currency\n").replace(".50\n", ".50,EUR\n"), ("asked", "")),
    ],
    ids=["overlap", "two dates", "no mapping", "no line", "empty", "other columns"],
)
def test_what_cannot_be_imported_is_set_aside_with_its_question(
    store: Store, folder: Path, watch: Callable[[], list[str]], content: str, expected: tuple[str, str]
) -> None:
    aside, said = expected
    (folder / "january.csv").write_text(JANUARY)
    watch()
    before = net_sales(store)
    (folder / "sales.csv").write_text(content)

    watch()

    found = files_of(folder)
    assert found[f"{aside}/sales.csv"] == content
    assert said in found[f"{aside}/sales.csv.question.txt"]
    assert "python -m kamlogic import sales.csv" in found[f"{aside}/sales.csv.question.txt"]
    assert net_sales(store) == before


def test_a_withdrawn_file_is_a_question(store: Store, folder: Path, watch: Callable[[], list[str]]) -> None:
    (folder / "sales.csv").write_text(JANUARY)
    watch()
    withdraw_import(LOCAL_LEADER, store, import_id=1)
    (folder / "sales.csv").write_text(JANUARY)

    watch()

    assert "restore 1 on the command line" in files_of(folder)["asked/sales.csv.question.txt"]
    assert net_sales(store) == 0


def test_a_file_that_was_imported_and_not_moved_is_moved(
    store: Store, folder: Path, watch: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    (folder / "sales.csv").write_text(JANUARY)
    with monkeypatch.context() as patch:
        patch.setattr(InboxFolder, "move", stopped)
        with pytest.raises(KeyboardInterrupt):
            watch()
    before = net_sales(store)

    said = watch()

    assert said == ["sales.csv: already there, nothing changed"]
    assert files_of(folder) == {"done/sales.csv": JANUARY}
    assert net_sales(store) == before == Decimal("420.00")


def test_a_file_that_changes_while_it_rests_or_is_read_waits(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "sales.csv"
    path.write_text(JANUARY)
    grown = []

    def grow(_seconds: float) -> None:
        if not grown:
            path.write_text(JANUARY + "2024-01-29,Acme,I29,1.00\n")
            grown.append(path)

    monkeypatch.setattr(inbox_module.time, "sleep", grow)

    assert watch_inbox(LOCAL_LEADER, store, Inbox(folder), is_once=True) == 0
    assert list_states(LOCAL_LEADER, store) == []
    assert watch_inbox(LOCAL_LEADER, store, Inbox(folder), is_once=True) == 1


def test_a_file_that_grew_while_it_was_read_is_not_imported(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "sales.csv"
    path.write_text(JANUARY)
    read_files = inbox_module.read_files

    def read_and_grow(*arguments, **options):
        export = read_files(*arguments, **options)
        path.write_text(JANUARY + "2024-01-29,Acme,I29,1.00\n")
        return export

    monkeypatch.setattr(inbox_module, "read_files", read_and_grow)

    assert watch_inbox(LOCAL_LEADER, store, Inbox(folder, interval_seconds=0), is_once=True) == 0
    assert list_states(LOCAL_LEADER, store) == []
    assert path.exists()


def test_a_full_disk_leaves_the_file_in_the_inbox(
    folder: Path, watch: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StoreError("Make room.")

    (folder / "sales.csv").write_text(JANUARY)
    with monkeypatch.context() as patch:
        patch.setattr(SalesFiles, "save_tables", full)
        assert watch() == ["sales.csv stays in the inbox: Make room."]
    assert files_of(folder) == {"sales.csv": JANUARY}

    assert watch() == ["sales.csv: 28 lines imported"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such file name")
@pytest.mark.parametrize(("content", "place"), [(JANUARY, "done"), (AMBIGUOUS, "asked")])
def test_a_name_that_is_no_text_is_said_and_kept_with_question_marks(
    store: Store, folder: Path, watch: Callable[[], list[str]], content: str, place: str
) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    (folder / name).write_text(content)

    (said,) = watch()

    assert "caf?.csv: " in said
    assert (folder / place / name).read_text() == content
    for state in list_states(LOCAL_LEADER, store):
        assert [kept.name for kept in originals_of(LOCAL_LEADER, store, state.imports[0])] == ["caf?.csv"]
    question = folder / place / f"{name}.question.txt"
    assert not question.exists() or "import caf?.csv" in question.read_text()


def test_a_fault_of_the_program_sets_one_file_aside_and_the_next_is_taken(
    folder: Path,
    watch: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    read_files = inbox_module.read_files

    def faulty(principal: object, files: list[tuple[str, Path]], **options: object) -> object:
        if files[0][0] == "a.csv":
            raise ArithmeticError("too large")
        return read_files(principal, files, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox_module, "read_files", faulty)
    (folder / "a.csv").write_text(JANUARY)
    (folder / "b.csv").write_text(JANUARY)

    said = watch()

    reason = "a.csv: a fault of the program kept it out (ArithmeticError('too large')). Please report it."
    assert said == [f"Set aside in refused: {reason}", "b.csv: 28 lines imported"]
    assert files_of(folder)["refused/a.csv.question.txt"].startswith(f"{reason}\n")
    assert "Traceback" in caplog.text
