"""Long files are read a million records at a time: the first segment decides, the others follow it.

What the first segment was understood to be is pinned down for the rest, so that memory stays bounded and no segment
is read in another way than its neighbours. What a segment leaves open is decided, and asked, by the first that shows it.
Files whose discounts or kinds of lines are read are loaded whole: these are judged by all values together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from kamlogic.intake.cells import Cells
from kamlogic.intake.exports import FIELDS, Choices, LineCounts
from kamlogic.intake.row_roles import Role
from kamlogic.intake.settling import shows_decimal
from kamlogic.intake.table_finding import FoundTable, filled_cells, starts_part
from kamlogic.intake.understanding import Signs, Understood
from kamlogic.texts import _, ngettext

SEGMENT_ROWS = 1_000_000
MAX_REFUSED = 100_000
"""Once so many rows are refused, those of later segments are kept without their cells."""

_SHOWN_NOTES = 20


def continued(table: FoundTable, cells: Cells) -> FoundTable:
    """The table of a later segment: the columns of the first, every record a row unless it is blank or a header."""
    counts, _first = filled_cells(cells)
    roles = np.full(cells.row_count, Role.DATA, dtype=np.int64)
    roles[counts == 0] = Role.BLANK
    repeats = counts > 0
    for header, column in zip(table.headers, cells.columns, strict=False):
        repeats &= column.holds(lambda text, header=header: text == header, repeats)  # type: ignore[misc]
    roles[repeats] = Role.REPEATED_HEADER
    roles[repeats & starts_part(cells)] = Role.HEADER
    return replace(
        table, cells=cells, roles=roles, header_index=-1, notes=(), continues_header=table.has_header
    )


@dataclass(frozen=True)
class Pins:
    """What the stretches of a file read so far decide for those that follow.

    Attributes:
        choices: What a person decided, then what the values showed.
        signs: Field → decimal sign, of the fields that showed theirs or were asked about.
        currency: That of most lines of the first stretch that names one.
        titles: What stands above the header.
    """

    choices: Choices
    signs: Signs = field(default_factory=dict)
    currency: str | None = None
    titles: tuple[str, ...] = ()

    def after(self, understood: Understood, currency: str | None) -> Pins:
        """The same with what one more stretch showed: a field is mapped or left out by the first of them for all."""
        headers = understood.table.headers
        mapped = {name: headers[place] for name, place in understood.mapping.places.items()}
        # Days written with the year first say nothing about the order of others that may come.
        order = self.choices.date_order or (None if understood.order == "ymd" else understood.order)
        columns, rows = understood.fields.columns, understood.table.is_data
        shown = {
            name: sign
            for name, sign in understood.decimals.items()
            if name not in self.signs and shows_decimal(columns[name], rows)
        }
        return Pins(
            self.choices.model_copy(
                update={"columns": dict.fromkeys(FIELDS, "") | mapped, "date_order": order}
            ),
            {**self.signs, **shown},
            self.currency or currency,
            understood.fields.titles,
        )

    def applied(self, later: Understood) -> Understood:
        """A later stretch with the currency and titles of the file, and only the questions that are still open."""
        fields = replace(later.fields, titles=self.titles, main_currency=self.currency)
        questions = tuple(question for question in later.questions if question.setting != "columns")
        return replace(later, fields=fields, questions=questions)


def bare_note(count: int) -> list[str]:
    """How many refused rows are kept without their cells."""
    if not count:
        return []
    text = ngettext(
        "Very many rows are refused: of the last one only the row number and the reason are kept, not its cells.",
        "Very many rows are refused: of the last {count} only the row numbers and the reasons are kept, "
        "not their cells.",
        count,
    )
    return [text.format(count=f"{count:,}")]


def must_be_whole(understood: Understood) -> bool:
    """A field is mapped whose values are judged together: discounts (shares or points), the signs of returns."""
    return not understood.mapping.places.keys().isdisjoint({"discount", "kind"})


def added_counts(counts: Iterable[LineCounts]) -> LineCounts:
    """The physical lines of all segments together."""
    names = LineCounts.__dataclass_fields__
    found = list(counts)
    return LineCounts(**{name: sum(getattr(count, name) for count in found) for name in names})


def joined_notes(notes: list[tuple[int, int, list[str]]]) -> list[str]:
    """The remarks of all segments, each with its rows (first, last) where it is not said of every segment."""
    if len(notes) == 1:
        return notes[0][2]
    everywhere = set.intersection(*(set(found) for _first, _last, found in notes))
    joined = [note for note in notes[0][2] if note in everywhere]
    parts = [
        _("Rows {first} to {last}: {note}").format(first=f"{first:,}", last=f"{last:,}", note=note)
        for first, last, found in notes
        for note in found
        if note not in everywhere
    ]
    left = len(parts) - _SHOWN_NOTES
    more = [_("And {count} more remarks.").format(count=left)] if left > 0 else []
    return [*joined, *parts[:_SHOWN_NOTES], *more]
