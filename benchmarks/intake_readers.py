"""The readers that benchmarks/intake.py compares: each turns a file into a header, rows and reported rows."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from kamlogic.intake import opening
from kamlogic.intake.cells import Mask
from kamlogic.intake.exports import Choices
from kamlogic.intake.limits import Limits
from kamlogic.intake.many_files import read_files
from kamlogic.intake.odd_values import odd_values
from kamlogic.intake.opening import Source, find_chosen_table, open_source
from kamlogic.intake.record_widths import refuse_odd_records
from kamlogic.intake.refusals import CannotReadError, unreadable
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.intake.row_roles import Role
from kamlogic.intake.table_finding import FoundTable

Row = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One row of what a reader gives back.

    Attributes:
        cells: Its texts; None for a refused row.
        is_reported: The reader says that something is wrong here.
        line_count: Physical lines of the file that it covers.
    """

    cells: Row | None
    is_reported: bool = False
    line_count: int = 1


@dataclass(frozen=True)
class Outcome:
    """What a reader makes of a file; header None: the reader made up names."""

    header: Entry | None
    rows: list[Entry]


def collapsed(cells: object) -> Row:
    """Cells as text with single blanks, without empty ones at the end."""
    texts = [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]  # type: ignore[attr-defined]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def read_ours(path: Path) -> Outcome:
    """The intake up to the table: gate, child, table finding, refused and doubtful rows; no sales fields."""
    with TemporaryDirectory(prefix="kunci-") as name:
        source = Source(path, path.name, Choices(), Limits(), lambda _share, _text: None)
        with in_process():
            answer = open_source(source, Path(name))
        table = find_chosen_table(Path(name), answer, source).table
    return _outcome(table)


@contextmanager
def in_process() -> Iterator[None]:
    """Read without a process of its own for each file, which would be most of the time."""

    def read_here(request: dict[str, Any], **_limits: object) -> dict[str, Any]:
        try:
            return read_files(request, lambda _share: None)
        except CannotReadError as refusal:
            raise unreadable("", refusal.code, **refusal.details) from None

    usual, opening.read_in_child = opening.read_in_child, read_here
    try:
        yield
    finally:
        opening.read_in_child = usual


def _outcome(table: FoundTable) -> Outcome:
    cells = table.cells
    refused = RefusedRows(table, _rows(table), ())
    refuse_odd_records(refused, table)
    left = refused.is_left
    odd = {row for row, _column, _reason in odd_values(table.written_columns, left)}
    entries = []
    for place in np.flatnonzero(_rows(table)).tolist():
        lines = int(cells.line_counts[place])
        if not left[place]:
            entries.append(Entry(None, is_reported=True, line_count=lines))
        else:
            is_doubtful = bool(cells.problems[place] < 0) or place in odd
            entries.append(Entry(collapsed(cells.row(place)), is_doubtful, lines))
    if table.header_index < 0:
        return Outcome(None, entries)
    is_doubtful = bool(cells.problems[table.header_index] != 0)
    return Outcome(Entry(collapsed(cells.row(table.header_index)), is_doubtful), entries)


def _rows(table: FoundTable) -> Mask:
    """The rows of the table, and records that are too damaged to show what they are."""
    damaged = (table.cells.problems > 0) & ~np.isin(table.roles, (Role.TITLE, Role.HEADER, Role.OTHER_TABLE))
    return np.asarray(table.is_data | damaged, dtype=bool)


def read_duckdb(path: Path) -> Outcome:
    """read_csv with every default but the types."""
    found = duckdb.execute("FROM read_csv(?, all_varchar = true)", [str(path)])
    names = [column[0] for column in found.description]
    made_up = all(name.removeprefix("column").isdigit() for name in names)
    return _plain(None if made_up else names, found.fetchall())


def read_pandas(path: Path) -> Outcome:
    """read_csv with every default but the types."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    return _plain(list(frame.columns), frame.to_numpy().tolist())


def read_polars(path: Path) -> Outcome:
    """read_csv with every default but the types."""
    import polars as pl  # type: ignore[import-not-found]  # noqa: PLC0415 - not a library of the project

    frame = pl.read_csv(path, infer_schema=False)
    return _plain(frame.columns, frame.rows())


def read_clevercsv(path: Path) -> Outcome:
    """read_table: the dialect found by its own consistency measure."""
    import clevercsv  # type: ignore[import-not-found]  # noqa: PLC0415 - not a library of the project

    rows = clevercsv.read_table(str(path))
    return _plain(rows[0], rows[1:]) if rows else _plain(None, [])


def _plain(header: object, rows: list[object]) -> Outcome:
    entries = [Entry(cells) for row in rows if (cells := collapsed(row))]
    return Outcome(None if header is None else Entry(collapsed(header)), entries)


def readers() -> tuple[dict[str, Callable[[Path], Outcome]], list[str]]:
    """The readers that are here, and the libraries that are not installed."""
    found = {"ours": read_ours, "DuckDB auto": read_duckdb, "pandas": read_pandas}
    optional = {"polars": read_polars, "clevercsv": read_clevercsv}
    here = {name: reader for name, reader in optional.items() if find_spec(name)}
    return {**found, **here}, [name for name in optional if name not in here]
