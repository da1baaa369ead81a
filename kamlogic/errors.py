"""The exceptions of Kunci.

KamError                       a request that cannot be met: says what, where and what to do
├── BadOptionError             an option of the command line
├── MissingColumnsError        a table lacks columns
├── UnreadableFileError        a file cannot be read as a sales export
├── MappingError               a file's columns cannot be mapped to the needed fields
├── NotAllowedError            an action that needs a higher role
├── NameTakenError             a data set's name that a sample has
├── NoLinesError               a file of which no row is a sales line
├── MixedCurrenciesError       money of another currency than the data set's
├── RepeatedPartsError         files that would be read as one repeat one another
├── OverlapError               an import repeats lines that are already there
│   └── RereadError            the same file was imported with another reading
├── OpenQuestionError          values that can be read in two ways, with nobody to ask
├── WithdrawnError             a file whose import somebody withdrew
├── NoOriginalError            the file of an import was not kept
├── InboxError                 a folder that cannot be watched
├── NoCostError                gross profit is asked for and no cost is known
├── PolicyTextError            a policy of no cell, or too long a text
├── ClientLinkError         clients that cannot be one, or stand in a ring
├── EmptyDatasetError          there are no sales lines to analyse
├── UnknownRecordError         an id that the store does not hold
├── StoreError                 the store cannot be opened or trusted
└── ConflictError              somebody else changed the record meanwhile
    └── ChangedFileError       a file changed while it was read

Anything else is a bug and crashes.
"""

from __future__ import annotations

from collections.abc import Iterable

from kamlogic.texts import _


class KamError(Exception):
    """A request that cannot be met; the message is meant for the user."""


class BadOptionError(KamError):
    """An option of the command line that cannot be used."""


class MissingColumnsError(KamError):
    """A table lacks columns that an analysis needs."""

    def __init__(self, table: str, missing: Iterable[str], present: Iterable[str]) -> None:
        super().__init__(
            _(
                "Table '{table}' lacks {missing}. It has {present}. Check the column mapping on the Upload page."
            ).format(
                table=table,
                missing=", ".join(missing),
                present=", ".join(map(str, present)) or _("no columns"),
            )
        )


class UnreadableFileError(KamError):
    """A file that cannot be read, with what was found and what to do."""

    def __init__(self, file: str, found: str, advice: str) -> None:
        super().__init__(f"{file}: {found} {advice}")


class MappingError(KamError):
    """Columns that are needed and were not found, or were mapped to nothing that exists."""

    def __init__(self, file: str, problem: str, columns: Iterable[str]) -> None:
        self.columns = tuple(columns)
        listed = ", ".join(f"'{column}'" for column in self.columns) or _("none")
        super().__init__(
            _("{file}: {problem} The file's columns: {listed}. Correct the mapping and try again.").format(
                file=file, problem=problem, listed=listed
            )
        )


class NotAllowedError(KamError):
    """An action for which the asker's role is too low."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__(
            _("{name} may not do this: it needs the role {role}. Ask a leader.").format(name=name, role=role)
        )


class NameTakenError(KamError):
    """A data set's name that a sample has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("'{name}' is the name of a sample. Choose another name for your own data.").format(name=name)
        )


class NoLinesError(KamError):
    """A file of which no row was accepted."""

    def __init__(self, file: str, refused: int, example: str = "") -> None:
        text = _(
            "{file}: no row could be read as a sales line ({refused} refused). "
            "Check the column mapping, the date order and the decimal sign on the Upload page."
        ).format(file=file, refused=f"{refused:,}")
        first = _("The first refused row: {example}.").format(example=example) if example else ""
        super().__init__(" ".join(filter(None, (text, first))))


class MixedCurrenciesError(KamError):
    """Money of different currencies, which must not be summed."""

    def __init__(self, file: str, currency: str, other: str) -> None:
        super().__init__(
            _(
                "{file}: its money is in {currency}, that of the data set in {other}; the two must not be summed. "
                "Import it into a data set of its own."
            ).format(file=file, currency=currency, other=other)
        )


class RepeatedPartsError(KamError):
    """Files that would be read as one, of which some hold lines of others."""

    def __init__(self, file: str, repeated: int) -> None:
        super().__init__(
            _(
                "{file}: {repeated} of these lines stand in several of the files. Import the files one by one, "
                "so that later ones can replace earlier ones."
            ).format(file=file, repeated=f"{repeated:,}")
        )


class OverlapError(KamError):
    """Lines or documents of a new import that the data set already holds."""

    def __init__(self, file: str, repeated: int, lines: int, changes: str = "") -> None:
        self.repeated = repeated
        found = _(
            "{file}: {repeated} of {lines} lines are already in this data set from an earlier import; "
            "adding them would count that money twice."
        )
        if not repeated:
            found = _(
                "{file}: some of its documents are already in this data set from an earlier import, "
                "with other lines; adding them would count money twice."
            )
        advice = _(
            "Choose another data set, replace the overlap, or add the lines on purpose "
            "(the choice on the Upload page, --replace or --add on the command line)."
        )
        said = found.format(file=file, repeated=f"{repeated:,}", lines=f"{lines:,}")
        super().__init__(" ".join(part for part in (said, changes, advice) if part))


class RereadError(OverlapError):
    """The same file was imported before and read in another way."""

    def __init__(self, file: str, lines: int, changes: str = "") -> None:
        self.repeated = lines
        found = _("{file} is already in this data set, read in another way.").format(file=file)
        advice = _(
            "Replace the former reading, or add the lines once more on purpose "
            "(the choice on the Upload page, --replace or --add on the command line)."
        )
        KamError.__init__(self, " ".join(part for part in (found, changes, advice) if part))


class OpenQuestionError(KamError):
    """Values that can be read in two ways, where nobody can be asked."""

    def __init__(self, file: str, column: str, readings: Iterable[str], answers: str) -> None:
        super().__init__(
            _("{file}: column '{column}' can be read in two ways: {readings}. Say which: {answers}.").format(
                file=file, column=column, readings=_(" or ").join(readings), answers=answers
            )
        )


class WithdrawnError(KamError):
    """A file that was imported and withdrawn again."""

    def __init__(self, file: str, import_id: int) -> None:
        super().__init__(
            _(
                "{file} was imported before and withdrawn; nothing changed. To bring it back, restore import {id} "
                "(the Upload page, or restore {id} on the command line), or import it with --replace."
            ).format(file=file, id=import_id)
        )


class NoOriginalError(KamError):
    """An import whose file was not kept."""

    def __init__(self, file: str) -> None:
        super().__init__(
            _("The original of {file} was not kept. Import the file again to read it in another way.").format(
                file=file
            )
        )


class InboxError(KamError):
    """A folder that cannot be watched."""

    def __init__(self, folder: str, found: str) -> None:
        super().__init__(
            _("The inbox {folder} cannot be watched: {found}.").format(folder=folder, found=found)
        )


class NoCostError(KamError):
    """Gross profit is asked for where no cost is known."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "'{name}' has no cost, so there is no gross profit. Map a cost or profit column, or use net sales."
            ).format(name=name)
        )


class PolicyTextError(KamError):
    """A policy for a cell that is not there, or a text that is too long."""

    def __init__(self, cell: str, length: int, longest: int) -> None:
        super().__init__(
            _(
                "The policy of '{cell}' was not kept: a cell is AX to CN, a text has up to {longest} characters (got {length})."
            ).format(cell=cell, length=length, longest=longest)
        )


class ClientLinkError(KamError):
    """Clients that cannot be merged or put under one another, and why."""


class EmptyDatasetError(KamError):
    """There is nothing to analyse."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("'{name}' has no sales lines yet. Import a sales export on the Upload page.").format(name=name)
        )


class UnknownRecordError(KamError):
    """An id that the store does not hold, or that the asker may not see."""

    def __init__(self, kind: str, record_id: object) -> None:
        super().__init__(
            _("There is no {kind} {id}. It may have been removed; choose another.").format(
                kind=kind, id=record_id
            )
        )


class StoreError(KamError):
    """The store cannot be opened, or a file in it is not what was saved."""


class ConflictError(KamError):
    """The record was changed by somebody else since it was read."""

    def __init__(self, record: str) -> None:
        super().__init__(
            _("{record} was changed by somebody else meanwhile. Reload it and try again.").format(
                record=record
            )
        )


class ChangedFileError(ConflictError):
    """A file that is no longer what its lines were read from."""

    def __init__(self, file: str) -> None:
        KamError.__init__(
            self,
            _("{file} changed while it was read; nothing was imported. Import it again.").format(file=file),
        )
