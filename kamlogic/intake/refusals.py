"""Why a file cannot be read: codes that a child process can hand over, and their texts.

The child has no language; it names the reason and its figures, and the parent writes the sentence.
"""

from __future__ import annotations

from kamlogic.errors import UnreadableFileError
from kamlogic.texts import N_, _

REASONS: dict[str, tuple[str, str]] = {
    "missing": (N_("the file does not exist."), N_("Choose another file.")),
    "empty": (N_("the file is empty."), N_("Export it again.")),
    "no_rows": (
        N_("no table was found."),
        N_("Export a table with one header row and one row per sales line."),
    ),
    "too_large": (
        N_("the workbook is larger than {limit} MB."),
        N_("Save it as CSV, or export a shorter period."),
    ),
    "too_large_text": (
        N_("the file is larger than {limit} MB."),
        N_("Export a shorter period, or use: python -m kamlogic import PATH"),
    ),
    "other_format": (N_("this is {format}."), N_("Save it as CSV, XLSX or Parquet and try again.")),
    "encrypted": (
        N_("the file is protected with a password."),
        N_("Open it, take the password off, save it again and try that file."),
    ),
    "truncated": (
        N_("the end of the file is missing: it was not copied or downloaded completely."),
        N_("Download or export it again."),
    ),
    "binary": (
        N_("this is not a text file, a workbook or a Parquet file."),
        N_("Export it as CSV, XLSX or Parquet."),
    ),
    "damaged": (N_("the file is damaged."), N_("Export it again.")),
    "hostile": (
        N_("the file is not safe to open: {found}."),
        N_("Save it again with Excel or LibreOffice, or export it as CSV."),
    ),
    "bomb": (
        N_("the file is not safe to open: it unpacks to more than {size} MB."),
        N_("Save it again with Excel or LibreOffice, or export it as CSV."),
    ),
    "many_parts": (
        N_("the file is not safe to open: it has {count} parts."),
        N_("Save it again with Excel or LibreOffice, or pack fewer files at once."),
    ),
    "nested_archive": (N_("it is an archive inside an archive."), N_("Unpack it first.")),
    "nothing_packed": (
        N_("none of the packed files holds a table."),
        N_("Pack CSV files, workbooks or Parquet files."),
    ),
    "many_tables": (
        N_("it holds more than {limit} tables or sheets."),
        N_("Save the one with the sales lines in a file of its own."),
    ),
    "no_table": (N_("it holds no table."), N_("Choose the file with the sales lines.")),
    "too_wide": (
        N_("row {row} has {columns} columns; up to {limit} are read."),
        N_("Export only the columns that are needed."),
    ),
    "far_cell": (
        N_("cell {cell} holds a value far outside any table."),
        N_("Delete that cell (Ctrl+End finds it), save and try again."),
    ),
    "long_line": (
        N_("row {row} is longer than a million characters."),
        N_("Check the line ends and the quotes of the file."),
    ),
    "unknown_encoding": (
        N_("there is no encoding '{encoding}'."),
        N_("Choose another encoding, for example utf-8 or cp1252."),
    ),
    "no_sheet": (N_("there is no sheet '{sheet}'. The file has: {sheets}."), N_("Choose one of them.")),
    "nested": (
        N_("column '{column}' is nested or binary."),
        N_("Export flat columns of numbers, dates and text."),
    ),
    "too_slow": (
        N_("reading took longer than {seconds} seconds and was stopped."),
        N_("Save it as CSV and try again."),
    ),
    "crashed": (
        N_("the file could not be read within its limits of memory and time."),
        N_("Save it as CSV and try again."),
    ),
}


class CannotReadError(Exception):
    """A reason out of REASONS with its figures; the parent turns it into an UnreadableFileError."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


def unreadable(name: str, code: str, **details: object) -> UnreadableFileError:
    """The error for the user, in the user's language."""
    found, advice = REASONS[code]
    return UnreadableFileError(name, _(found).format(**_translated(details)), _(advice))


def reason_text(code: str, **details: object) -> str:
    """Why one file among several was not read, as a sentence part in the user's language."""
    return _(REASONS[code][0]).format(**_translated(details))


def _translated(details: dict[str, object]) -> dict[str, object]:
    """What was found is one of our own texts, told in English by code that has no language."""
    return {
        key: _(value) if key in {"found", "format"} and isinstance(value, str) else value
        for key, value in details.items()
    }
