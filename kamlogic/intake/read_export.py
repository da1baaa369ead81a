"""Reads any sales export: what was it understood to be, and which lines came out of it?

Gate, child process, table, mapping, values, checks: each in the module of that name. Nothing is chosen silently
and no row disappears: accepted + refused + set aside = rows in the file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from kamlogic.errors import RepeatedPartsError
from kamlogic.intake.cells import load_segments
from kamlogic.intake.checks import total_note
from kamlogic.intake.exports import Choices, Export, Question, Reading
from kamlogic.intake.header_words import Synonyms, fingerprint
from kamlogic.intake.limits import Limits
from kamlogic.intake.line_tables import LineTables
from kamlogic.intake.opening import READ_SHARE, Source, find_chosen_table, open_source
from kamlogic.intake.pieces import Piece, read_piece
from kamlogic.intake.remembered import Recall, with_answers, with_remembered
from kamlogic.intake.segments import (
    MAX_REFUSED,
    SEGMENT_ROWS,
    Pins,
    added_counts,
    bare_note,
    continued,
    joined_notes,
    must_be_whole,
)
from kamlogic.intake.table_choice import REPEATED_SHARE, ChosenTable
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
    paths: tuple[tuple[str, Path], ...] = (),
    recall: Recall | None = None,
    synonyms: Synonyms = (),
) -> Export:
    """Read one sales export.

    Args:
        path: Where the file is.
        name: What the user calls it; only shown.
        choices: What a person decided; the rest is found out.
        progress: Called with a share 0-1 and what is being done; may raise to cancel.
        limits: What the file may cost.
        paths: Names and places of several files that are read as one; the first is the one above.
        recall: The choices made for earlier files of a source, by the fingerprint of its headers.
        synonyms: Header words of the firm (load_synonyms), before the built-in ones.

    Returns:
        The accepted lines, and every other row of the file with its reason.

    Raises:
        UnreadableFileError: The file cannot be opened, or holds no table.
        MappingError: A needed column was not found, or a chosen one does not exist.
        RepeatedPartsError: Several files were given, and some hold lines of others.
    """
    tell = _never_back(progress or (lambda _share, _text: None))
    source = Source(path, name, choices, limits, tell, paths)
    with tempfile.TemporaryDirectory(prefix="kunci-") as folder:
        place = Path(folder)
        answer = open_source(source, place)
        chosen = find_chosen_table(place, answer, source)
        tell(READ_SHARE, _("Finding the columns"))
        used, is_remembered = with_remembered(choices, recall, fingerprint(chosen.table.headers))
        if (used.encoding, used.delimiter) != (choices.encoding, choices.delimiter):
            again = replace(source, choices=used)
            place = Path(folder) / "again"
            place.mkdir()
            answer = open_source(again, place)
            chosen = find_chosen_table(place, answer, again)
        understood = understand(chosen.table, answer, used, name, synonyms)
        answered = with_answers(used, recall, fingerprint(chosen.table.headers), understood.questions)
        if answered != used:
            used, is_remembered = answered, True
            understood = understand(chosen.table, answer, used, name, synonyms)
        if chosen.rest is not None and must_be_whole(understood):
            chosen = find_chosen_table(place, answer, replace(source, choices=used), is_whole=True)
            understood = understand(chosen.table, answer, used, name, synonyms)
        lines = LineTables()
        pieces = []
        for piece in _pieces(understood, chosen, answer, replace(source, choices=used), synonyms):
            lines.add(piece.lines)
            pieces.append(replace(piece, lines=piece.lines.schema.empty_table()))
    repeated = sum(piece.repeated_count for piece in pieces)
    if repeated and repeated >= REPEATED_SHARE * lines.num_rows:
        raise RepeatedPartsError(name, repeated)
    reading = _reading(understood, answer, chosen, pieces, is_remembered=is_remembered)
    export = _export(replace(source, choices=used), reading, lines, pieces)
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


def _pieces(
    understood: Understood, chosen: ChosenTable, answer: dict[str, Any], source: Source, synonyms: Synonyms
) -> Iterator[Piece]:
    """The stretches of the file, the first as it was understood, the others like it."""
    is_text = answer["kind"] == "csv"
    source.tell(0.7, _("Checking the rows"))
    piece = read_piece(understood, parts=chosen.parts, is_text=is_text)
    yield piece
    if chosen.rest is None:
        return
    refused = len(piece.refused)
    pins = Pins(source.choices).after(understood, piece.base)
    done = understood.table.cells.row_count
    for cells in islice(load_segments(chosen.rest, SEGMENT_ROWS), 1, None):
        table = continued(understood.table, cells)
        later = pins.applied(
            understand(table, answer, pins.choices, source.name, synonyms, decided=pins.signs)
        )
        keeps_cells = refused < MAX_REFUSED
        piece = read_piece(later, parts=chosen.parts, is_text=is_text, keeps_cells=keeps_cells)
        yield piece
        refused += len(piece.refused)
        pins = pins.after(later, piece.base)
        done += cells.row_count
        source.tell(0.7 + 0.3 * done / chosen.row_count, _("Checking the rows"))


def _export(source: Source, reading: Reading, lines: LineTables, pieces: list[Piece]) -> Export:
    return Export(
        name=source.name,
        sha256=_content_hash(source),
        choices=source.choices,
        reading=reading,
        tables=lines,
        refused=_joined([piece.refused for piece in pieces]),
        set_aside=_joined([piece.set_aside for piece in pieces]),
        row_count=sum(piece.row_count for piece in pieces),
        duplicate_count=sum(piece.duplicate_count for piece in pieces),
        scale=lines.scale,
        doubtful=_joined([piece.doubtful for piece in pieces]),
        parts=reading.parts,
        line_counts=added_counts(piece.line_counts for piece in pieces),
        file_count=max(len(source.paths), 1),
    )


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _content_hash(source: Source) -> str:
    """Of the file; of several files, of their hashes, so that their order and names do not matter."""
    hashes = sorted(_file_hash(path) for _name, path in source.paths) or [_file_hash(source.path)]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _notes(chosen: ChosenTable, pieces: list[Piece]) -> list[str]:
    notes = joined_notes([(piece.first_row, piece.last_row, piece.notes) for piece in pieces])
    stated = next((piece.stated for piece in reversed(pieces) if piece.stated is not None), None)
    total = sum((piece.total for piece in pieces), Decimal(0))
    notes += total_note(stated, sum(piece.total_count for piece in pieces), total)
    notes += bare_note(sum(piece.bare_count for piece in pieces))
    if chosen.not_read:
        notes.append(_("Not read: {names}.").format(names=", ".join(chosen.not_read)))
    return notes


def _questions(chosen: ChosenTable, pieces: list[Piece]) -> Iterator[Question]:
    """Those of the table and the first stretch; of the others what no earlier one asked."""
    yield from chosen.questions
    asked: set[tuple[str, str]] = set()
    for piece in pieces:
        new = [question for question in piece.questions if (question.column, question.setting) not in asked]
        asked |= {(question.column, question.setting) for question in new}
        yield from new


def _reading(
    understood: Understood,
    answer: dict[str, Any],
    chosen: ChosenTable,
    pieces: list[Piece],
    *,
    is_remembered: bool,
) -> Reading:
    table, decimals = understood.table, understood.decimals
    has_row_number = answer["kind"] != "parquet" and table.header_index >= 0
    header_row = int(table.cells.row_numbers[table.header_index]) if has_row_number else None
    currencies = sum((piece.currencies for piece in pieces), Counter[str]())
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
        questions=tuple(_questions(chosen, pieces)),
        notes=tuple(_notes(chosen, pieces)),
        fingerprint=fingerprint(table.headers),
        is_remembered=is_remembered,
        titles=table.titles(),
        not_read=chosen.not_read,
        currencies=tuple(currencies.most_common()),
        parts=chosen.parts,
        letters=answer.get("letters", {}),
    )
