"""Do the values mean what the mapping says? Each check gives sentences, and the accepted rows that look broken.

Nothing is changed here: a note says how many rows and names one; a row that is clearly broken is listed as doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.intake.cells import CellColumn, Cells, Codes, Mask
from kamlogic.intake.client_spelling import spelling_notes
from kamlogic.intake.cost_checks import cost_notes
from kamlogic.intake.magnitudes import lost_decimals, price_jumps
from kamlogic.intake.parsed_columns import row_groups
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.intake.product_check import product_doubts, repeated_totals
from kamlogic.texts import _, ngettext


@dataclass(frozen=True)
class Doubt:
    """An accepted record that looks broken.

    Attributes:
        place: Of the record.
        field: The field whose value is odd.
        reason: Why, in a few words.
    """

    place: int
    field: str
    reason: str


@dataclass(frozen=True)
class Findings:
    """What the checks found: one sentence each, and the doubtful records in the file's order."""

    notes: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def check_meaning(fields: ParsedFields, accepted: Mask, cells: Cells) -> Findings:
    """All checks of one table's accepted records.

    Args:
        fields: The parsed fields.
        accepted: Per record: it became a line.
        cells: The sheet, for row numbers.
    """
    notes: list[str] = []
    doubts: list[Doubt] = []
    for check in (_products, _repeated, _jumps, _lost, _signs):
        found = check(fields, accepted, cells.row_numbers)
        notes += found.notes
        doubts += found.doubts
    notes += _double_lines(fields, accepted, cells)
    notes += cost_notes(fields, accepted)
    notes += spelling_notes(fields.columns.get("client_name"), accepted)
    first: dict[int, Doubt] = {}
    for doubt in doubts:
        first.setdefault(doubt.place, doubt)
    return Findings(tuple(notes), tuple(first[place] for place in sorted(first)))


def _products(fields: ParsedFields, accepted: Mask, row_numbers: Codes) -> Findings:
    found = product_doubts(fields.numbers, accepted)
    if found is None:
        return Findings((), ())
    notes = []
    if found.agreed < found.checked:
        text = _("Quantity × unit price gives the amount in {agreed} of {checked} lines.")
        notes.append(text.format(agreed=found.agreed, checked=found.checked))
    if found.factors:
        text = ngettext(
            "In {count} line the amount is 10, 100 or 1000 times what quantity × unit price gives, or a part of it (row {row}): decimals were lost.",
            "In {count} lines the amount is 10, 100 or 1000 times what quantity × unit price gives, or a part of it (first in row {row}): decimals were lost.",
            len(found.factors),
        )
        notes.append(text.format(count=len(found.factors), row=int(row_numbers[min(found.factors)])))
    reason = _("the amount is {factor} times quantity × unit price")
    return Findings(
        tuple(notes),
        tuple(
            Doubt(place, "amount", reason.format(factor=factor)) for place, factor in found.factors.items()
        ),
    )


def _repeated(fields: ParsedFields, accepted: Mask, _row_numbers: Codes) -> Findings:
    count, total = repeated_totals(fields, accepted)
    if not count:
        return Findings((), ())
    text = ngettext(
        "Warning: in {count} of {total} document of several lines every line has the same amount. If '{column}' is the total of the document, the sales are counted several times: choose the amount of the line.",
        "Warning: in {count} of {total} documents of several lines every line has the same amount. If '{column}' is the total of the document, the sales are counted several times: choose the amount of the line.",
        total,
    )
    return Findings((text.format(count=count, total=total, column=fields.headers.get("amount", "")),), ())


def _jumps(fields: ParsedFields, accepted: Mask, row_numbers: Codes) -> Findings:
    return _magnitude_findings(
        price_jumps(fields, accepted),
        row_numbers,
        lambda count: ngettext(
            "{count} line has a unit price that is about 10, 100 or 1000 times the usual one of its product, or a part of it (row {row}).",
            "{count} lines have a unit price that is about 10, 100 or 1000 times the usual one of their product, or a part of it (first in row {row}).",
            count,
        ),
        "unit_price" if "unit_price" in fields.places else "amount",
        _("the price is {factor} times the usual one of the product"),
    )


def _lost(fields: ParsedFields, accepted: Mask, row_numbers: Codes) -> Findings:
    return _magnitude_findings(
        lost_decimals(fields, accepted),
        row_numbers,
        lambda count: ngettext(
            "{count} amount has no decimals and is much larger than the others (row {row}): its decimal sign may be lost.",
            "{count} amounts in a row have no decimals and are much larger than the others (first in row {row}): their decimal sign may be lost.",
            count,
        ),
        "amount",
        _("no decimals, and about {factor} times the other amounts"),
    )


def _magnitude_findings(
    factors: dict[int, str], row_numbers: Codes, sentence: Callable[[int], str], field: str, reason: str
) -> Findings:
    if not factors:
        return Findings((), ())
    note = sentence(len(factors)).format(count=len(factors), row=int(row_numbers[min(factors)]))
    return Findings(
        (note,), tuple(Doubt(place, field, reason.format(factor=factor)) for place, factor in factors.items())
    )


def _signs(fields: ParsedFields, accepted: Mask, row_numbers: Codes) -> Findings:
    """A quantity below zero beside an amount above it: a return may count as a sale."""
    numbers = fields.numbers
    if not {"quantity", "amount"} <= fields.places.keys():
        return Findings((), ())
    below = np.array([value is not None and value < 0 for value in numbers.quantity.distinct], dtype=bool)
    above = np.array([value is not None and value > 0 for value in numbers.amount.distinct], dtype=bool)
    turned = fields.kinds.is_return if fields.kinds is not None else np.zeros_like(accepted)
    rows = np.flatnonzero(
        accepted & ~turned & below[numbers.quantity.codes] & above[numbers.amount.codes]
    ).tolist()
    if not rows:
        return Findings((), ())
    text = ngettext(
        "{count} line has a quantity below zero and an amount above it (row {row}): is it a return?",
        "{count} lines have a quantity below zero and an amount above it (first in row {row}): are they returns?",
        len(rows),
    ).format(count=f"{len(rows):,}", row=int(row_numbers[rows[0]]))
    reason = _("the quantity is below zero, the amount is not")
    return Findings((text,), tuple(Doubt(row, "amount", reason) for row in rows))


def _double_lines(fields: ParsedFields, accepted: Mask, cells: Cells) -> list[str]:
    """The same line number twice in a document, with other values."""
    if not {"document", "line_number"} <= fields.columns.keys():
        return []
    keys: Sequence[CellColumn] = [fields.columns["document"], fields.columns["line_number"]]
    filled = accepted & keys[0].is_filled & keys[1].is_filled
    places = np.flatnonzero(filled)
    # A line that is equal in every cell is counted elsewhere.
    places = places[~pd.Series(row_groups(cells.columns)[places]).duplicated().to_numpy()]
    again = pd.Series(row_groups(keys)[places], index=places).duplicated()
    count = int(again.sum())
    if not count:
        return []
    text = ngettext(
        "{count} line repeats the document and line number of an earlier one with other values (row {row}).",
        "{count} lines repeat the document and line number of an earlier one with other values (first in row {row}).",
        count,
    )
    return [text.format(count=count, row=int(cells.row_numbers[int(again.index[again.to_numpy()][0])]))]
