"""Which column is the amount of the line? Settled by arithmetic where several could be.

A document's total that is repeated on every line (or stands on its first line only) must never be summed: the column
that equals quantity × unit price, or varies inside the documents, wins; without one the amount is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.column_profiles import Numbers, sample_numbers, sample_places
from kamlogic.intake.exports import FIELDS, Question
from kamlogic.intake.header_words import is_line_level, meanings
from kamlogic.texts import _

_MOST = 0.8
_FEW = 0.5
_REPEATED = 0.95
_DOCUMENTS = 2
_BY_ARITHMETIC = 0.9
_EITHER = ("amount", "quantity")


@dataclass(frozen=True, eq=False)
class _Sample:
    """Numbers of a sample of rows."""

    amounts: dict[int, Numbers]
    expected: Numbers | None
    documents: pd.Series | None


def settle_amount(
    places: dict[str, int],
    confidence: dict[str, float],
    *,
    candidates: Mapping[int, float],
    headers: Sequence[str],
    columns: Sequence[CellColumn],
    rows: Mask,
    chosen: Mapping[str, str],
) -> tuple[list[str], list[Question]]:
    """Correct the column of the amount in places and confidence; gives notes and questions.

    Args:
        places: Field → place.
        confidence: Field → 0-1.
        candidates: Place → how well its name suits an amount.
        headers: One per column.
        columns: The columns.
        rows: The records that may be lines.
        chosen: What a person decided; a chosen amount stays.
    """
    if _is_bare(places, headers, chosen):
        return [], _settle_bare(places, confidence, headers, columns, rows)
    if "amount" in chosen or "amount" not in places:
        return [], []
    taken = {place for field, place in places.items() if field != "amount"}
    free = [place for place in sorted(candidates, key=lambda place: -candidates[place]) if place not in taken]
    sample = _sample(places, [*dict.fromkeys([places["amount"], *free])], columns, rows)
    best = _best(places, free, headers, sample)
    if best == places["amount"]:
        return [], []
    before = headers[places["amount"]]
    if best is None:
        del places["amount"], confidence["amount"]
        text = _("'{column}' is the total of a document; the amount of each line is quantity × unit price.")
        return [text.format(column=before)], []
    places["amount"] = best
    confidence["amount"] = _BY_ARITHMETIC
    text = _("'{column}' is the amount of each line; '{other}' is not.")
    return [text.format(column=headers[best], other=before)], []


def _best(places: dict[str, int], free: list[int], headers: Sequence[str], sample: _Sample) -> int | None:
    """The place of the amount; None: it has to be computed."""
    current = places["amount"]
    if sample.expected is None:
        repeated = _is_repeated(sample.amounts[current], sample.documents)
        others = [place for place in free if not _is_repeated(sample.amounts[place], sample.documents)]
        return others[0] if repeated and others and current not in others else current
    agrees = {place: _agreement(sample.amounts[place], sample.expected) for place in [current, *free]}
    top = max(agrees, key=lambda place: agrees[place])
    if agrees[current] < _FEW and agrees[top] >= _MOST:
        return top
    is_line = is_line_level(headers[places["quantity"]]) and not is_line_level(headers[current])
    if is_line and agrees[current] < _REPEATED:
        return None
    if agrees[current] < _FEW and _is_repeated(sample.amounts[current], sample.documents):
        return None
    return current


def _sample(places: dict[str, int], amounts: list[int], columns: Sequence[CellColumn], rows: Mask) -> _Sample:
    at = sample_places(rows)
    expected = None
    if {"quantity", "unit_price"} <= places.keys():
        expected = sample_numbers(columns[places["quantity"]], at) * sample_numbers(
            columns[places["unit_price"]], at
        )
        if "discount" in places:
            discount = np.nan_to_num(sample_numbers(columns[places["discount"]], at))
            expected = expected * (1 - (discount / 100 if np.abs(discount).max(initial=0) > 1 else discount))
    documents = None
    if "document" in places:
        column = columns[places["document"]]
        documents = pd.Series(column.codes[at]).where(column.is_filled[at]).ffill()
    return _Sample({place: sample_numbers(columns[place], at) for place in amounts}, expected, documents)


def _agreement(amounts: Numbers, expected: Numbers) -> float:
    """The share of the rows with an expected amount that have it."""
    known = ~np.isnan(expected)
    close = np.isclose(amounts, expected, rtol=0.01, atol=0.011) & known
    return float(close.sum() / known.sum()) if known.any() else 0.0


def _is_repeated(amounts: Numbers, documents: pd.Series | None) -> bool:
    """In documents of several lines the amount stands on one line only, or is the same on all."""
    if documents is None:
        return False
    frame = pd.DataFrame({"document": documents.to_numpy(), "amount": amounts}).groupby("document")
    several = frame["amount"].agg(["size", "count", "nunique"]).query("size > 1")
    if len(several) < _DOCUMENTS:
        return False
    return bool(
        ((several["nunique"] <= 1) & ((several["count"] == several["size"]) | (several["count"] <= 1))).mean()
        >= _REPEATED
    )


def _is_bare(places: dict[str, int], headers: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Beside a price stands one column whose word is an amount in one file and a quantity in another ("Jumlah")."""
    found = [field for field in _EITHER if field in places]
    return (
        "unit_price" in places
        and len(found) == 1
        and chosen.keys().isdisjoint(_EITHER)
        and set(_EITHER) <= meanings(headers[places[found[0]]]).keys()
    )


def _settle_bare(
    places: dict[str, int],
    confidence: dict[str, float],
    headers: Sequence[str],
    columns: Sequence[CellColumn],
    rows: Mask,
) -> list[Question]:
    """Whole multiples of the price are amounts, whole numbers below it are counts; what is neither is asked."""
    before = next(field for field in _EITHER if field in places)
    place, at = places[before], sample_places(rows)
    bare, price = sample_numbers(columns[place], at), sample_numbers(columns[places["unit_price"]], at)
    known = ~np.isnan(bare) & ~np.isnan(price) & (price != 0)
    ratio, size = bare[known] / price[known], np.abs(bare[known])
    is_amount = _share((np.abs(ratio) >= 1) & np.isclose(ratio, np.rint(ratio), atol=0.005)) >= _MOST
    is_count = _share((size < np.abs(price[known])) & (size == np.rint(size))) >= _FEW
    after = "amount" if is_amount and not is_count else "quantity" if is_count else before
    places[after], confidence[after] = places.pop(before), confidence.pop(before)
    if is_amount != is_count or not known.any():
        return []
    readings = tuple(f"{headers[place]}: {_(FIELDS[field])}" for field in _EITHER)
    return [Question(headers[place], readings, readings[_EITHER.index(after)], "columns")]


def _share(flags: Mask) -> float:
    return float(flags.mean()) if len(flags) else 0.0
