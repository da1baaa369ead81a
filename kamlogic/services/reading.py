"""Read exports without keeping anything: a file, or several that are one export."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kamlogic.errors import OpenQuestionError, RepeatedPartsError
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.file_groups import group_files, group_name, readable_name
from kamlogic.intake.header_words import Synonyms
from kamlogic.intake.read_export import read_export
from kamlogic.principal import Principal
from kamlogic.services.readings import recall
from kamlogic.store.database import Store
from kamlogic.texts import _, ngettext


def read_files(
    principal: Principal,
    files: Sequence[tuple[str, Path]],
    *,
    choices: Choices,
    today: date | None = None,
    progress: Callable[[float, str], None] | None = None,
    store: Store | None = None,
    synonyms: Synonyms = (),
) -> Export:
    """Read a file, or files that are pieces of one export, without keeping anything.

    Args:
        principal: Who asks.
        files: What the user calls each and where it is; at least one. A byte of a name that is no text becomes a
            question mark.
        choices: What a person decided; it wins over what is remembered.
        today: Lines of later days are named in a note; nothing is said when not given.
        progress: Told how far the reading is; may raise to cancel.
        store: What was decided about earlier files of the same source is recalled from here.
        synonyms: Header words of the firm's own.

    Returns:
        The files as read; the same file given twice is read once.

    Raises:
        RepeatedPartsError: Some of the files hold lines of others.
    """
    named = tuple((readable_name(called), path) for called, path in _distinct(files))
    are_several = len(named) > 1
    together = readable_name(group_name([called for called, _path in files]))
    export = read_export(
        named[0][1],
        name=together if are_several else named[0][0],
        choices=choices,
        progress=progress,
        paths=named if are_several else (),
        recall=recall(principal, store) if store else None,
        synonyms=synonyms,
    )
    return export if today is None else _with_later_note(export, today)


def read_groups(
    principal: Principal,
    files: Sequence[tuple[str, Path]],
    read: Callable[[list[tuple[str, Path]]], None],
) -> None:
    """Let text files of one header be read together, and one by one where some hold lines of others.

    Args:
        principal: Who asks.
        files: What the user calls each and where it is.
        read: Given the files of a group; may raise RepeatedPartsError for a group of several.
    """
    for group in group_files(files):
        try:
            read(group)
        except RepeatedPartsError:
            if len(group) == 1:
                raise
            for file in group:
                read([file])


def _distinct(files: Sequence[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """The files without those that have the content of an earlier one."""
    if len(files) == 1:
        return list(files)
    by_content: dict[str, tuple[str, Path]] = {}
    for name, path in files:
        try:
            with path.open("rb") as content:
                key = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            key = str(path)  # opening it again will say what is wrong
        by_content.setdefault(key, (name, path))
    return list(by_content.values())


def _with_later_note(export: Export, today: date) -> Export:
    last_day = pa.scalar(today, pa.date32())
    later = sum(pc.sum(pc.greater(table["date"], last_day)).as_py() or 0 for table in export.tables)
    if not later:
        return export
    note = ngettext(
        "{count} line is dated after today; figures end before it.",
        "{count} lines are dated after today; figures end before them.",
        later,
    ).format(count=f"{later:,}")
    return replace(export, reading=replace(export.reading, notes=(*export.reading.notes, note)))


def check_questions(principal: Principal, export: Export) -> None:
    """Refuse a file whose values can be read in two ways, where nobody can be asked.

    Raises:
        OpenQuestionError: With both readings and the options that decide.
    """
    for question in export.reading.questions:
        answers = {
            "date_order": _("--date-order dmy or --date-order mdy"),
            "decimal": _("--decimal . or --decimal ,"),
        }
        advice = answers.get(
            question.setting, _("“{setting}” in the file of --mapping").format(setting=question.setting)
        )
        raise OpenQuestionError(export.name, question.column, question.readings, advice)
