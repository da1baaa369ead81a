"""One CSV in one zip, with the same bytes on every run."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_FIXED_TIME = (2026, 7, 1, 0, 0, 0)  # a clock reading would change the bytes of the zip
_UNIX = 3
_READABLE_FILE = 0o644 << 16


def write_zipped_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame as UTF-8 CSV into a zip; missing values become empty fields.

    Args:
        frame: The lines, in the order and with the headers they are to have.
        path: Ends in `.csv.zip`; the CSV inside carries the name without `.zip`.
    """
    entry = zipfile.ZipInfo(path.stem, date_time=_FIXED_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _READABLE_FILE
    text = frame.to_csv(index=False, lineterminator="\n")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, text.encode("utf-8"), compresslevel=9)
