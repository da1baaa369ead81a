"""Opens one file: the gate, the child process, and the table to read among its sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.cells import load_cells, load_segments
from kamlogic.intake.decoding import other_encodings, words_in
from kamlogic.intake.exports import Choices
from kamlogic.intake.gate import CheckedFiles, check_file, check_files
from kamlogic.intake.limits import Limits
from kamlogic.intake.refusals import CannotReadError, reason_text, unreadable
from kamlogic.intake.sandbox import read_in_child
from kamlogic.intake.segments import SEGMENT_ROWS
from kamlogic.intake.table_choice import ChosenTable, Sheet, choose_table
from kamlogic.texts import _

READ_SHARE = 0.5
"""The part of the progress that reading the file takes."""

_CHECK_SHARE = 0.1


@dataclass(frozen=True)
class Source:
    """A file to read, and how.

    Attributes:
        path: Where it is.
        name: What the user calls it; only shown.
        choices: What a person decided.
        limits: What it may cost.
        tell: Told a share 0-1 and what is being done; may raise to cancel.
        paths: Names and places, where there are several files; empty: the one above.
    """

    path: Path
    name: str
    choices: Choices
    limits: Limits
    tell: Callable[[float, str], None]
    paths: tuple[tuple[str, Path], ...] = ()


def open_source(source: Source, folder: Path) -> dict[str, Any]:
    """The child's answer, with the kind of the files and, by name, why some were not read."""
    checked = _check(source, folder)
    request = {
        "paths": [[member.name, str(member.path.resolve()), member.kind] for member in checked.members],
        "folder": folder.as_posix(),
        "encoding": source.choices.encoding,
        "delimiter": source.choices.delimiter,
        "sheet": source.choices.sheet,
    }
    shown = _("Reading the file")
    answer = read_in_child(
        request,
        name=source.name,
        limits=source.limits,
        progress=lambda share: source.tell(_CHECK_SHARE + (READ_SHARE - _CHECK_SHARE) * share, shown),
    )
    reasons = {name: reason_text(code, **details) for name, (code, details) in answer["not_read"].items()}
    for name, refusal in checked.not_read.items():
        reasons[name] = "" if refusal is None else reason_text(refusal.code, **refusal.details)
    found = {**answer, "kind": answer["sheets"][0]["kind"], "not_read": list(reasons), "reasons": reasons}
    texts = [member.path for member in checked.members if member.kind == "csv"]
    if found["kind"] == "csv" and answer.get("encoding") and texts:
        found["letters"] = _letters(texts[0], answer["encoding"])
    return found


def _letters(path: Path, used: str) -> dict[str, list[str]]:
    """Encoding → the same words of the file in it, the one in use first; empty where no other gives words."""
    names = [used, *other_encodings(path, used)]
    return {name: words_in(path, name) for name in names} if len(names) > 1 else {}


def _check(source: Source, folder: Path) -> CheckedFiles:
    shown = _("Checking the file")
    source.tell(0.0, shown)

    def progress(share: float) -> None:
        source.tell(_CHECK_SHARE * share, shown)

    try:
        if source.paths:
            return check_files(source.paths, folder, source.limits, progress=progress)
        return check_file(source.path, folder, source.limits, name=source.name, progress=progress)
    except CannotReadError as refusal:
        raise unreadable(source.name, refusal.code, **refusal.details) from None
    except OSError as failure:
        raise UnreadableFileError(
            source.name,
            _("The file cannot be opened ({reason}).").format(reason=failure.strerror),
            _("Check its name and rights."),
        ) from None


def find_chosen_table(
    folder: Path, answer: dict[str, Any], source: Source, *, is_whole: bool = False
) -> ChosenTable:
    """The table to read among the sheets that the child wrote.

    Of a very long one only the first segment is loaded, unless it is wanted whole.

    Raises:
        UnreadableFileError: No sheet holds a table.
        MappingError: Month columns have no year.
    """
    sheets = [sheet for sheet in answer["sheets"] if sheet["row_count"]]
    chosen = choose_table(
        [_load(folder, sheet, None if is_whole else SEGMENT_ROWS) for sheet in sheets],
        source.choices,
        source.name,
    )
    if chosen is not None and chosen.rest is not None and not chosen.table.can_continue:
        # A layout that has to be seen whole: group headings or order blocks may begin in one segment and end in another.
        chosen = choose_table([_load(folder, sheet, None) for sheet in sheets], source.choices, source.name)
    if chosen is None:
        raise unreadable(source.name, "no_rows")
    return replace(chosen, not_read=(*chosen.not_read, *answer.get("not_read", ())))


def _load(folder: Path, sheet: dict[str, Any], row_limit: int | None) -> Sheet:
    path = folder / sheet["cells"]
    is_long = row_limit is not None and sheet["row_count"] > row_limit
    return Sheet(
        name=sheet["name"],
        is_hidden=sheet["is_hidden"],
        cells=next(load_segments(path, row_limit)) if row_limit is not None and is_long else load_cells(path),
        parts=tuple(sheet.get("parts", ())),
        rest=path if is_long else None,
        row_count=sheet["row_count"],
    )
