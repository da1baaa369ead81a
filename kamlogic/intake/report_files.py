"""The refused rows as a file to correct and import again."""

from __future__ import annotations

import csv
import io
import unicodedata

from kamlogic.intake.exports import Export
from kamlogic.intake.number_values import take_apart
from kamlogic.intake.refused_rows import CELL_PREFIX
from kamlogic.texts import _

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def refused_csv(export: Export) -> bytes:
    """The refused rows under the file's own headers, with row number and reason first; UTF-8 with a mark, for Excel.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe; plain numbers are left alone.
    """
    frame = export.refused
    names = [column for column in frame.columns if column.startswith(CELL_PREFIX)]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=export.reading.delimiter or ",", lineterminator="\r\n")
    writer.writerow(
        [_("row number"), _("reason"), *(_guarded(name.removeprefix(CELL_PREFIX)) for name in names)]
    )
    for row_number, reason, cells in zip(
        frame["row_number"], frame["reason"], frame[names].itertuples(index=False), strict=True
    ):
        writer.writerow([row_number, _guarded(reason), *map(_guarded, cells)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", errors="replace")


def _guarded(text: str) -> str:
    # Full-width signs run as formulas too, and so do signs behind blanks or a byte order mark.
    start = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\ufeff"))[:1]
    if start not in _FORMULA_STARTS or (start in {"+", "-"} and take_apart(text.strip()) is not None):
        return text
    return f"'{text}"
