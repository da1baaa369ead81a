"""The exceptions of Kunci.

KamError                       a request that cannot be met: says what, where and what to do
├── BadOptionError             an option of the command line
├── MissingColumnsError        a table lacks columns
├── UnreadableFileError        a file cannot be read as a sales export
├── MappingError               a file's columns cannot be mapped to the needed fields
├── NoLinesError               a file of which no row is a sales line
├── MixedCurrenciesError       money of another currency than the data set's
├── OverlapError               an import repeats lines that are already there
├── NoCostError                gross profit is asked for and no cost is known
├── EmptyDatasetError          there are no sales lines to analyse
├── UnknownRecordError         an id that the store does not hold
├── StoreError                 the store cannot be opened or trusted
└── ConflictError              somebody else changed the record meanwhile

Anything else is a bug and crashes.
"""

from __future__ import annotations

from collections.abc import Iterable


class KamError(Exception):
    """A request that cannot be met; the message is meant for the user."""


class BadOptionError(KamError):
    """An option of the command line that cannot be used."""


class MissingColumnsError(KamError):
    """A table lacks columns that an analysis needs."""

    def __init__(self, table: str, missing: Iterable[str], present: Iterable[str]) -> None:
        super().__init__(
            f"Table '{table}' lacks {', '.join(missing)}. It has {', '.join(map(str, present)) or 'no columns'}. "
            "Check the column mapping on the Upload page."
        )


class UnreadableFileError(KamError):
    """A file that cannot be read, with what was found and what to do."""

    def __init__(self, file: str, found: str, advice: str) -> None:
        super().__init__(f"{file}: {found} {advice}")


class MappingError(KamError):
    """Columns that are needed and were not found, or were mapped to nothing that exists."""

    def __init__(self, file: str, problem: str, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        listed = ", ".join(f"'{column}'" for column in self.columns) or "none"
        super().__init__(
            f"{file}: {problem} The file's columns: {listed}. Correct the mapping and try again."
        )


class NoLinesError(KamError):
    """A file of which no row was accepted."""

    def __init__(self, file: str, refused: int) -> None:
        super().__init__(
            f"{file}: no row could be read as a sales line ({refused:,} refused). "
            "Check the column mapping, the date order and the decimal sign on the Upload page."
        )


class MixedCurrenciesError(KamError):
    """Money of different currencies, which must not be summed."""

    def __init__(self, file: str, currency: str, other: str) -> None:
        super().__init__(
            f"{file}: its money is in {currency}, that of the data set in {other}; the two must not be summed. "
            "Import it into a data set of its own."
        )


class OverlapError(KamError):
    """Lines of a new import that the data set already holds."""

    def __init__(self, file: str, repeated: int, lines: int) -> None:
        self.repeated = repeated
        super().__init__(
            f"{file}: {repeated:,} of {lines:,} lines are already in this data set from an earlier import; "
            "adding them would count that money twice. Choose another data set, or add them on purpose (--add)."
        )


class NoCostError(KamError):
    """Gross profit is asked for where no cost is known."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' has no cost, so there is no gross profit. Map a cost or profit column, or use net sales."
        )


class EmptyDatasetError(KamError):
    """There is nothing to analyse."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' has no sales lines yet. Import a sales export on the Upload page.")


class UnknownRecordError(KamError):
    """An id that the store does not hold, or that the asker may not see."""

    def __init__(self, kind: str, record_id: object) -> None:
        super().__init__(f"There is no {kind} {record_id}. It may have been removed; choose another.")


class StoreError(KamError):
    """The store cannot be opened, or a file in it is not what was saved."""


class ConflictError(KamError):
    """The record was changed by somebody else since it was read."""

    def __init__(self, record: str) -> None:
        super().__init__(f"{record} was changed by somebody else meanwhile. Reload it and try again.")
