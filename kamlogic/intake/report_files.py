"""The refused rows as a file to correct and import again."""

from __future__ import annotations

import csv
import io

import pandas as pd

from kamlogic.formulas import guarded
from kamlogic.intake.header_words import OWN_PREFIX
from kamlogic.intake.refused_rows import CELL_PREFIX

ROW_HEADER = f"{OWN_PREFIX} row"
REASON_HEADER = f"{OWN_PREFIX} reason"


def refused_csv(refused: pd.DataFrame, *, delimiter: str = ",") -> bytes:
    """The refused rows under the file's own headers, with row number and reason first; UTF-8 with a mark, for Excel.

    The corrected file can be imported: the two columns do not change what source it is of.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe; plain numbers are left alone.

    Args:
        refused: As in Export.refused.
        delimiter: Of the file that the rows came from.
    """
    names = [column for column in refused.columns if column.startswith(CELL_PREFIX)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([ROW_HEADER, REASON_HEADER, *(guarded(name.removeprefix(CELL_PREFIX)) for name in names)])
    for row_number, reason, cells in zip(
        refused["row_number"],
        refused["reason"],
        refused[names].fillna("").itertuples(index=False),
        strict=True,
    ):
        writer.writerow([row_number, guarded(reason), *map(guarded, cells)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", errors="replace")
