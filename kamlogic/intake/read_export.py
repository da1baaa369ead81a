"""Reads any sales export: what was it understood to be, and which lines came out of it?

Gate, child process, table, mapping, values, checks: each in the module of that name. Nothing is chosen silently
and no row disappears: accepted + refused + set aside = rows in the file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kamlogic.intake.checks import check_identity, line_notes, stated_total, total_note
from kamlogic.intake.exports import Choices, Export, Reading
from kamlogic.intake.limits import Limits
from kamlogic.intake.line_counts import count_lines
from kamlogic.intake.meaning_checks import check_meaning, doubt_frame
from kamlogic.intake.money_columns import exact_total
from kamlogic.intake.opening import READ_SHARE, Source, find_chosen_table, open_source
from kamlogic.intake.parsed_columns import row_groups
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_sorting import SortedRows, sort_rows
from kamlogic.intake.sales_lines import build_lines
from kamlogic.intake.table_choice import ChosenTable
from kamlogic.intake.understanding import Understood, understand
from kamlogic.texts import _

_DEFAULT_LIMITS = Limits()


def read_export(
    path: Path,
    *,
    name: str,
    choices: Choices,
    progress: Callable[[float, str], None] | None = None,
    limits: Limits = _DEFAULT_LIMITS,
) -> Export:
    """Read one sales export.

    Args:
        path: Where the file is.
        name: What the user calls it; only shown.
        choices: What a person decided; the rest is found out.
        progress: Called with a share 0-1 and what is being done; may raise to cancel.
        limits: What the file may cost.

    Returns:
        The accepted lines, and every other row of the file with its reason.

    Raises:
        UnreadableFileError: The file cannot be opened, or holds no table.
        MappingError: A needed column was not found, or a chosen one does not exist.
    """
    tell = _never_back(progress or (lambda _share, _text: None))
    source = Source(path, name, choices, limits, tell)
    with tempfile.TemporaryDirectory(prefix="kunci-") as folder:
        answer = open_source(source, Path(folder))
        chosen = find_chosen_table(Path(folder), answer, source)
    tell(READ_SHARE, _("Finding the columns"))
    understood = understand(chosen.table, answer, choices, name)
    tell(0.7, _("Checking the rows"))
    result = sort_rows(understood, parts=chosen.parts, is_text=answer["kind"] == "csv")
    tell(0.9, _("Building the lines"))
    export = _export(source, understood, result, answer, chosen)
    tell(1.0, _("Done"))
    return export


def _never_back(progress: Callable[[float, str], None]) -> Callable[[float, str], None]:
    """The same, but a share never falls: the child's may be read while it is written anew."""
    reached = 0.0

    def tell(share: float, text: str) -> None:
        nonlocal reached
        reached = max(reached, share)
        progress(reached, text)

    return tell


def _export(
    source: Source, understood: Understood, result: SortedRows, answer: dict[str, Any], chosen: ChosenTable
) -> Export:
    table, fields = understood.table, understood.fields
    rows = np.flatnonzero(result.accepted)
    row_count = int((result.roles != Role.HEADER).sum())
    check_identity(len(rows), len(result.refused), len(result.set_aside), row_count)
    notes = [*table.notes, *_not_read_note(chosen)]
    notes += line_notes(fields, result.money, result.accepted)
    meaning = check_meaning(fields, result.accepted, table.cells)
    notes += meaning.notes
    sign = understood.decimals.get("amount", ".")
    stated = stated_total(table, fields.columns.get("amount"), result.totals, sign)
    ours = exact_total(result.money.amount, result.accepted, result.money.scale)
    notes += total_note(stated, int(result.totals.sum()), ours)
    with source.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Export(
        name=source.name,
        sha256=sha256,
        choices=source.choices,
        reading=_reading(understood, answer, chosen, tuple(notes)),
        lines=build_lines(fields, result.money, result.currencies, rows, table.cells.row_numbers),
        refused=result.refused,
        set_aside=result.set_aside,
        row_count=row_count,
        duplicate_count=int(pd.Series(row_groups(table.cells.columns)[rows]).duplicated().sum()),
        scale=result.money.scale,
        doubtful=doubt_frame(meaning.doubts, fields, table.cells),
        parts=chosen.parts,
        line_counts=count_lines(table.cells, result),
    )


def _not_read_note(chosen: ChosenTable) -> list[str]:
    return [_("Not read: {names}.").format(names=", ".join(chosen.not_read))] if chosen.not_read else []


def _reading(
    understood: Understood, answer: dict[str, Any], chosen: ChosenTable, notes: tuple[str, ...]
) -> Reading:
    table, decimals = understood.table, understood.decimals
    has_row_number = answer["kind"] != "parquet" and table.header_index >= 0
    header_row = int(table.cells.row_numbers[table.header_index]) if has_row_number else None
    return Reading(
        kind=answer["kind"],
        encoding=answer.get("encoding"),
        delimiter=answer.get("delimiter"),
        sheet=chosen.sheet,
        sheets=tuple(answer.get("all_sheets", ())),
        header_row=header_row,
        headers=table.headers,
        columns={field: table.headers[place] for field, place in understood.mapping.places.items()},
        confidence=understood.mapping.confidence,
        date_order=understood.order,
        decimal=decimals.get("amount", decimals.get("unit_price", ".")),
        questions=understood.questions,
        notes=notes,
        titles=table.titles(),
        not_read=chosen.not_read,
    )
