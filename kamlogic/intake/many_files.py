"""Reads all the files of one request: those of one table as one, the others as sheets of their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kamlogic.intake.parquet_file import read_parquet_file
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.text_file import read_text_file
from kamlogic.intake.text_files import NamedFile, read_text_files
from kamlogic.intake.web_tables import read_web_page
from kamlogic.intake.workbook_file import WorkbookRequest, read_workbook
from kamlogic.intake.xml_spreadsheet import read_xml_spreadsheet

SLOW = "xlsx_slow"
"""The kind of an XLSX workbook in the second try."""

READING = "reading"
"""The file in the folder that names the path being read, for the case that it kills the process."""


@dataclass(frozen=True)
class _Task:
    """Files that are read in one go: all texts together, anything else alone.

    Attributes:
        files: What to read.
        kind: As the gate found it.
        folder: For the cells.
        place: The folder as the answer names it; empty for the folder of the request.
    """

    files: list[NamedFile]
    kind: str
    folder: Path
    place: str


def read_files(request: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """The answer for all files: sheets with their kind and parts, all names of sheets, and the files not read.

    Raises:
        CannotReadError: The only file cannot be read; or none of several, with the reason of the first.
    """
    files = [(NamedFile(name, Path(path)), kind) for name, path, kind in request["paths"]]
    folder = Path(request["folder"])
    if len(files) > 1:
        return _read_several(_tasks(files, folder), request, progress)
    file, kind = files[0]
    return {"not_read": {}, **_read(_Task([file], kind, folder, ""), request, progress)}


def _tasks(files: list[tuple[NamedFile, str]], folder: Path) -> list[_Task]:
    texts = [file for file, kind in files if kind == "csv"]
    rest = [([file], kind) for file, kind in files if kind != "csv"]
    return [
        _Task(group, kind, folder / f"read_{place}", f"read_{place}/")
        for place, (group, kind) in enumerate([*([(texts, "csv")] if texts else []), *rest])
    ]


def _read_several(
    tasks: list[_Task], request: dict[str, Any], progress: Callable[[float], None]
) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    not_read: dict[str, list[Any]] = {}
    first: CannotReadError | None = None
    total = max(sum(_size(task) for task in tasks), 1)
    done = 0
    for task in tasks:
        task.folder.mkdir()
        start, share_of_task = done / total, _size(task) / total
        try:
            answer = _read(task, {**request, "sheet": None}, _part_of(progress, start, share_of_task))
        except CannotReadError as refusal:
            first = first or refusal
            not_read |= {file.name: [refusal.code, refusal.details] for file in task.files}
        else:
            answers.append(answer)
        done += _size(task)
    if not answers and first is not None:
        raise first
    return _joined(answers, not_read, request["sheet"])


def _part_of(progress: Callable[[float], None], start: float, length: float) -> Callable[[float], None]:
    return lambda share: progress(min(start + share * length, 1.0))


def _size(task: _Task) -> int:
    return sum(file.path.stat().st_size for file in task.files)


def _joined(
    answers: list[dict[str, Any]], not_read: dict[str, list[Any]], sheet: str | None
) -> dict[str, Any]:
    sheets = [entry for answer in answers for entry in answer["sheets"]]
    names = [entry["name"] for entry in sheets]
    if sheet is not None:
        sheets = [entry for entry in sheets if entry["name"] == sheet]
        if not sheets:
            raise CannotReadError("no_sheet", sheet=sheet, sheets=", ".join(names))
    for answer in answers:
        not_read |= answer.get("not_read", {})
    texts = next((answer for answer in answers if "encoding" in answer), {})
    return {
        "sheets": sheets,
        "all_sheets": names if len(names) > 1 else [],
        "not_read": not_read,
        "encoding": texts.get("encoding"),
        "delimiter": texts.get("delimiter"),
    }


def _read(task: _Task, request: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Read one task; its sheets get their kind, the files they come from, and the place of their cells."""
    (Path(request["folder"]) / READING).write_bytes(os.fsencode(task.files[0].path))
    answer = _read_by_kind(task, request, progress)
    if not answer["sheets"]:
        raise CannotReadError("no_rows")
    for sheet in answer["sheets"]:
        sheet.setdefault("parts", [task.files[0].name])
        sheet["kind"] = task.kind.removesuffix("_slow")
        sheet["cells"] = task.place + sheet["cells"]
        if task.place and task.kind != "csv":
            own = sheet["name"]
            sheet["name"] = task.files[0].name if own is None else f"{task.files[0].name}: {own}"
    return answer


def _read_by_kind(task: _Task, request: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    path, folder = task.files[0].path, task.folder
    encoding, delimiter = request["encoding"], request["delimiter"]
    if task.kind == "csv" and task.place:
        return read_text_files(task.files, folder, encoding=encoding, delimiter=delimiter, progress=progress)
    if task.kind == "csv":
        return read_text_file(path, folder, encoding=encoding, delimiter=delimiter, progress=progress)
    if task.kind == "html":
        return read_web_page(path, folder, encoding=encoding, progress=progress)
    streamed = {"parquet": read_parquet_file, "spreadsheetml": read_xml_spreadsheet}
    if task.kind in streamed:
        return streamed[task.kind](path, folder, progress=progress)
    return _read_workbook(task, request, progress)


def _read_workbook(task: _Task, request: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    workbook = WorkbookRequest(
        path=task.files[0].path,
        kind=task.kind.removesuffix("_slow"),
        folder=task.folder,
        sheet=request["sheet"],
        unpacked_bytes=request["unpacked_bytes"],
        part_count=request["part_count"],
    )
    if task.kind != SLOW:
        return read_workbook(workbook, progress)
    from kamlogic.intake.slow_workbook import read_workbook_slowly  # noqa: PLC0415 - openpyxl is slow to load

    return read_workbook_slowly(workbook, progress)
