"""What came out of one stretch of a file: its lines, its other rows, its remarks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from kamlogic.intake.checks import check_identity, line_notes, stated_total
from kamlogic.intake.doubtful_rows import doubtful_frame
from kamlogic.intake.exports import LineCounts, Question
from kamlogic.intake.line_counts import count_lines
from kamlogic.intake.meaning_checks import check_meaning
from kamlogic.intake.money_columns import exact_total
from kamlogic.intake.parsed_columns import row_groups
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_sorting import SortedRows, sort_rows
from kamlogic.intake.sales_lines import build_lines
from kamlogic.intake.scale_notes import scale_notes
from kamlogic.intake.table_choice import repeated_rows
from kamlogic.intake.understanding import Understood


@dataclass(frozen=True, eq=False)
class Piece:
    """One stretch of a file, read.

    Attributes:
        lines: As sales_lines_schema of its own scale.
        refused: As in Export.
        set_aside: As in Export.
        doubtful: As in Export.
        row_count: Records apart from the header.
        duplicate_count: Accepted lines equal in every cell to an earlier one of the stretch.
        repeated_count: Accepted lines equal in every cell to one of an earlier file or sheet.
        line_counts: Where its physical lines went.
        notes: Remarks, one sentence each.
        currencies: Currency as written → rows.
        total: Of the accepted amounts, exact.
        total_count: Total rows.
        stated: The last total that the file states.
        first_row: Row number of its first record.
        last_row: Row number of its last record.
        base: The currency of the lines; None where the stretch names none.
        questions: What its values leave open.
        bare_count: Refused rows whose cells are not kept.
    """

    lines: pa.Table
    refused: pd.DataFrame
    set_aside: pd.DataFrame
    doubtful: pd.DataFrame
    row_count: int
    duplicate_count: int
    repeated_count: int
    line_counts: LineCounts
    notes: list[str]
    currencies: Counter[str]
    total: Decimal
    total_count: int
    stated: Decimal | None
    first_row: int
    last_row: int
    base: str | None = None
    questions: tuple[Question, ...] = ()
    bare_count: int = 0


def read_piece(
    understood: Understood, *, parts: tuple[str, ...], is_text: bool, keeps_cells: bool = True
) -> Piece:
    """Sort the rows of one stretch and build its lines.

    Args:
        understood: The table and its parsed fields.
        parts: Names of the files or sheets that the records come from; empty for a single one.
        is_text: The records have widths of their own.
        keeps_cells: The refused rows keep their cells.
    """
    table, fields = understood.table, understood.fields
    result = sort_rows(understood, parts=parts, is_text=is_text, keeps_cells=keeps_cells)
    rows = np.flatnonzero(result.accepted)
    row_count = int((result.roles != Role.HEADER).sum())
    check_identity(len(rows), len(result.refused), len(result.set_aside), row_count)
    meaning = check_meaning(fields, result.accepted, table.cells)
    odd = [(doubt.place, fields.places.get(doubt.field), doubt.reason) for doubt in meaning.doubts]
    sign = understood.decimals.get("amount", ".")
    numbers = table.cells.row_numbers
    return Piece(
        lines=build_lines(fields, result.money, result.currencies, rows, numbers),
        refused=result.refused,
        set_aside=result.set_aside,
        doubtful=doubtful_frame(table, result.accepted, odd, parts=parts, is_text=is_text),
        row_count=row_count,
        duplicate_count=_duplicates(understood, result),
        repeated_count=repeated_rows(table.cells, result.accepted) if parts else 0,
        line_counts=count_lines(table.cells, result),
        notes=[
            *table.notes,
            *scale_notes(fields.titles, fields.headers.values()),
            *line_notes(fields, result.money, result.accepted),
            *meaning.notes,
        ],
        currencies=Counter(result.currency_counts),
        total=exact_total(result.money.amount, result.accepted, result.money.scale),
        total_count=int(result.totals.sum()),
        stated=stated_total(table, fields.columns.get("amount"), result.totals, sign),
        first_row=int(numbers[0]) if len(numbers) else 0,
        last_row=int(numbers[-1]) if len(numbers) else 0,
        base=result.base,
        questions=understood.questions,
        bare_count=0 if keeps_cells else len(result.refused),
    )


def _duplicates(understood: Understood, result: SortedRows) -> int:
    groups = row_groups(understood.table.cells.columns)[result.accepted]
    return len(groups) - len(pd.unique(groups))
