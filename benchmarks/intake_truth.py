"""Judges what a reader made of a damaged file by the truth: is every row that is not right reported?"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.intake_readers import Entry, Outcome, Row, collapsed


@dataclass(frozen=True)
class Truth:
    """The table that a file means.

    Attributes:
        header: Its header; None if it has none.
        rows: Its rows.
        intact: The rows that stand undamaged in the file.
    """

    header: Row | None
    rows: list[Row]
    intact: frozenset[Row]


@dataclass(frozen=True)
class Verdict:
    """One file and one reader: perfect, reported, silent, error; and how many right rows were reported."""

    kind: str
    right_rows: int = 0
    right_reported: int = 0


def load_truth(folder: Path, name: str) -> Truth:
    """The truth of csv/NAME, from clean/NAME and parameters/NAME_parameters.json."""
    with (folder / "clean" / name).open(encoding="utf-8", newline="") as file:
        rows = [cells for row in csv.reader(file) if (cells := collapsed(row))]
    described = folder / "parameters" / f"{name}_parameters.json"
    header_lines = 1
    if described.exists():
        header_lines = json.loads(described.read_text(encoding="utf-8"))["header_lines"]
    text = (folder / "csv" / name).read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    intact = frozenset(collapsed(next(csv.reader([line]), [])) for line in lines)
    if header_lines == 0:
        return Truth(None, rows, intact)
    return Truth(rows[0] if rows else (), rows[1:], intact)


def judge(truth: Truth, outcome: Outcome) -> Verdict:
    """Line the rows up with the truth; every gap must be covered by as many reports as it has rows."""
    header = [("header", *truth.header)] if truth.header is not None else []
    expected = header + [("row", *row) for row in truth.rows]
    entries = [entry for entry in (outcome.header, *outcome.rows) if entry is not None]
    # A refused row equals nothing: its key is the place where it stands.
    found = [
        ("refused", str(place)) if entry.cells is None else (_kind(entry, outcome), *entry.cells)
        for place, entry in enumerate(entries)
    ]
    is_safe, is_perfect, right_reported = True, True, 0
    for step, i1, i2, j1, j2 in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        here = entries[j1:j2]
        if step == "equal":
            right_reported += sum(entry.is_reported for entry in here)
            continue
        is_perfect = False
        reports = sum(entry.line_count for entry in here if entry.is_reported)
        is_safe &= all(entry.is_reported for entry in here) and reports >= i2 - i1
        right_reported += sum(row[1:] in truth.intact for row in expected[i1:i2]) if reports else 0
    kind = "perfect" if is_perfect else "reported" if is_safe else "silent"
    return Verdict(kind, len(expected), right_reported)


def _kind(entry: Entry, outcome: Outcome) -> str:
    return "header" if entry is outcome.header else "row"
