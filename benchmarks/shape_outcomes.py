"""Was a file of a known truth read rightly? Row by row: exact, listed as refused, asked, or silently wrong."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pyarrow as pa

from benchmarks.sales_shapes import Made
from kamlogic.errors import KamError
from kamlogic.intake import child, sandbox
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export

EXACT = "exact"
LISTED = "listed"
ASKED = "asked"
MESSAGE = "message"
SILENT = "silent"
OUTCOMES = (EXACT, LISTED, ASKED, MESSAGE, SILENT)

_ANSWERS: dict[str, tuple[str, ...]] = {"date_order": ("dmy", "mdy", "ymd"), "decimal": (".", ",")}


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        kind: One of OUTCOMES.
        why: The first difference, the message, or the question; empty where all is right.
        questions: How many were asked.
        refused: How many rows were refused.
    """

    kind: str
    why: str = ""
    questions: int = 0
    refused: int = 0


class _InProcess:
    """Runs the child's main in this process at once, without its limits; what it raises comes through."""

    returncode = 0

    def __init__(self, command: list[str], **_others: object) -> None:
        with (
            mock.patch.object(child, "_limit"),
            mock.patch.object(child, "keep_pandas_out", create=True),  # this process needs it
        ):
            child.main(Path(command[-1]))

    def wait(self, _seconds: float | None = None) -> int:
        """It has ended already."""
        return self.returncode

    def kill(self) -> None:
        """There is nothing to kill."""


@contextmanager
def child_in_process() -> Iterator[None]:
    """The child's reading without its process: ten times as fast."""
    here = SimpleNamespace(**{**vars(subprocess), "Popen": _InProcess})
    with mock.patch.object(sandbox, "subprocess", here):
        yield


def judge(made: Made, path: Path, export: Export | None = None) -> Outcome:
    """Read the file at the path, which holds what was made, and compare it with its truth.

    Args:
        made: The truth.
        path: Where the content is.
        export: The file as read without choices; read here if it is not given.
    """
    try:
        export = export or read(path, made.name)
    except KamError as refusal:
        return Outcome(MESSAGE, str(refusal))
    count, refused = len(export.reading.questions), len(export.refused)
    why = difference(made, export)
    if why is None:
        if not refused:
            return Outcome(EXACT, questions=count)
        return Outcome(LISTED, str(export.refused["reason"].iloc[0]), count, refused)
    settings = sorted({question.setting for question in export.reading.questions} & _ANSWERS.keys())
    for answers in itertools.product(*(_ANSWERS[setting] for setting in settings)):
        if answers and _is_right(made, path, dict(zip(settings, answers, strict=True))):
            shown = [" | ".join(question.readings) for question in export.reading.questions]
            return Outcome(ASKED, "; ".join(shown), count, refused)
    return Outcome(SILENT, why, count, refused)


def read(path: Path, name: str, **choices: object) -> Export:
    """Read as the upload does."""
    return read_export(path, name=name, choices=Choices(**choices))  # type: ignore[arg-type]


def difference(made: Made, export: Export) -> str | None:
    """The first row whose lines are not the true ones and which is not listed as refused; None if there is none."""
    found = _found_lines(export.lines)
    refused = set(export.refused["row_number"])
    for number, lines in made.rows.items():
        true = Counter((line.day, line.client, line.amount) for line in lines)
        here = found.pop(number, Counter())
        if here == true or (number in refused and here <= true):
            continue
        return f"row {number}: {_shown(here)} instead of {_shown(true)}"
    if found:
        number, lines_found = next(iter(found.items()))
        return f"row {number}: {_shown(lines_found)} where the truth has no line"
    return None


def broken_identity(export: Export) -> str | None:
    """Which count of rows or physical lines does not add up; None if all do."""
    rows = export.lines.num_rows + len(export.refused) + len(export.set_aside)
    if rows != export.row_count:
        return f"{rows} rows are somewhere, the file has {export.row_count}"
    if export.line_counts is not None and not export.line_counts.adds_up:
        return str(export.line_counts)
    return None


def sum_gaps(made: Made, export: Export) -> list[str]:
    """Clients and months whose accepted lines and refused rows do not make the true sum."""
    missing = [line for number in set(export.refused["row_number"]) for line in made.rows.get(number, [])]
    rows = _found_lines(export.lines)
    # Of a refused row some lines may have been accepted: months in columns.
    for number, here in rows.items():
        for line in made.rows.get(number, []):
            if line in missing and here[(line.day, line.client, line.amount)]:
                missing.remove(line)
    gaps = []
    clients: dict[str, Decimal] = defaultdict(Decimal)
    months: dict[dt.date, Decimal] = defaultdict(Decimal)
    for here in rows.values():
        for (day, client, amount), count in here.items():
            clients[client] += amount * count
            months[day.replace(day=1)] += amount * count
    for line in missing:
        clients[line.client] += line.amount
        months[line.month] += line.amount
    gaps += [
        f"{name}: {clients[name]}, not {true}" for name, true in made.clients.items() if clients[name] != true
    ]
    gaps += [
        f"{month}: {months[month]}, not {true}"
        for month, true in made.months.items()
        if months[month] != true
    ]
    return gaps


def _is_right(made: Made, path: Path, choices: dict[str, str]) -> bool:
    try:
        return difference(made, read(path, made.name, **choices)) is None
    except KamError:
        return False


def _found_lines(lines: pa.Table) -> dict[int, Counter[tuple[dt.date, str, Decimal]]]:
    found: dict[int, Counter[tuple[dt.date, str, Decimal]]] = defaultdict(Counter)
    for line in lines.select(["row_number", "date", "client_name", "client_code", "amount"]).to_pylist():
        client = line["client_name"] or line["client_code"] or ""
        found[line["row_number"]][(line["date"], client, line["amount"])] += 1
    return found


def _shown(lines: Counter[tuple[dt.date, str, Decimal]]) -> str:
    return "; ".join(f"{day} {client} {amount}" for day, client, amount in sorted(lines)[:2]) or "no line"
