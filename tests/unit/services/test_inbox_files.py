from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kamlogic.errors import InboxError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services import inbox_files
from kamlogic.services.inbox import Inbox, watch_inbox
from kamlogic.services.inbox_files import InboxFolder
from kamlogic.store.database import Store
from tests.unit.services.inbox_contents import AMBIGUOUS, FEBRUARY, JANUARY, files_of


def test_no_file_is_overwritten(folder: Path, watch: Callable[[], list[str]]) -> None:
    for content in (JANUARY, FEBRUARY, JANUARY):
        (folder / "sales.csv").write_text(content)
        watch()

    assert files_of(folder) == {
        "done/sales.csv": JANUARY,
        "done/sales-2.csv": FEBRUARY,
        "done/sales-3.csv": JANUARY,
    }


def test_a_question_never_overwrites_another_file(folder: Path, watch: Callable[[], list[str]]) -> None:
    (folder / "asked").mkdir()
    (folder / "asked" / "sales.csv.question.txt").write_text("mine")
    (folder / "sales.csv").write_text(AMBIGUOUS)

    watch()

    found = files_of(folder)
    assert found["asked/sales.csv.question.txt"] == "mine"
    assert found["asked/sales-2.csv"] == AMBIGUOUS
    assert "asked/sales-2.csv.question.txt" in found


@pytest.mark.parametrize("step", ["link", "unlink"])
def test_a_move_that_was_stopped_half_way_is_finished(
    folder: Path, watch: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def stopped(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    (folder / "sales.csv").write_text(AMBIGUOUS)
    with monkeypatch.context() as patch:
        if step == "link":
            patch.setattr(inbox_files.os, "link", stopped)
        else:
            patch.setattr(inbox_files, "_unlink", stopped)
        with pytest.raises(KeyboardInterrupt):
            watch()

    watch()

    found = files_of(folder)
    assert set(found) == {"asked/sales.csv", "asked/sales.csv.question.txt"}
    assert found["asked/sales.csv"] == AMBIGUOUS


def test_a_disk_without_hard_links_will_do(
    folder: Path, watch: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(inbox_files.os, "link", no_links)
    for content in (JANUARY, FEBRUARY):
        (folder / "sales.csv").write_text(content)
        watch()

    assert files_of(folder) == {"done/sales.csv": JANUARY, "done/sales-2.csv": FEBRUARY}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a" * 246 + ".csv", "a" * 238 + ".csv"),
        ("é" * 123 + ".csv", "é" * 119 + ".csv"),
        ("b." + "c" * 250, "b." + "c" * 240),
    ],
)
def test_a_long_name_is_cut_so_that_its_question_fits_beside_it(
    folder: Path, watch: Callable[[], list[str]], name: str, expected: str
) -> None:
    for _round in range(2):
        (folder / name).write_text(AMBIGUOUS + ("x,y,z\n" * _round))
        watch()

    found = {path.name for path in (folder / "asked").iterdir()}
    assert {expected, f"{expected}.question.txt"} < found
    assert len(found) == 4
    assert max(len(os.fsencode(other)) for other in found) == 255


def test_hidden_unfinished_and_linked_files_are_left_alone(
    folder: Path, tmp_path: Path, watch: Callable[[], list[str]]
) -> None:
    (tmp_path / "outside.csv").write_text(JANUARY)
    (folder / "linked.csv").symlink_to(tmp_path / "outside.csv")
    for name in (".hidden.csv", "~$open.xlsx", "sales.csv.part", "SALES.TMP"):
        (folder / name).write_text(JANUARY)

    assert watch() == []


def test_two_watchers_do_not_share_a_folder(
    store: Store, folder: Path, watch: Callable[[], list[str]]
) -> None:
    with InboxFolder(folder).locked(), pytest.raises(InboxError, match="another watcher has it"):
        watch_inbox(LOCAL_LEADER, store, Inbox(folder), is_once=True)

    assert watch() == []


def test_a_folder_that_is_not_there_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="No such file or directory"):
        watch_inbox(LOCAL_LEADER, store, Inbox(tmp_path / "nowhere"), is_once=True)


def test_a_folder_that_takes_no_file_is_said(
    folder: Path, tmp_path: Path, watch: Callable[[], list[str]]
) -> None:
    (folder / "sales.csv").write_text(JANUARY)
    (tmp_path / "file").write_text("in the way")
    (folder / "done").symlink_to(tmp_path / "file")

    with pytest.raises(InboxError, match="File exists"):
        watch()

    assert (folder / "sales.csv").read_text() == JANUARY
