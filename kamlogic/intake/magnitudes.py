"""Jumps of ×10, ×100, ×1000 inside a column or against earlier imports: signs that a spreadsheet lost decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.number_values import take_apart
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.intake.product_check import factor_text, floats, nearest_power

_LEAST_PRICES = 4
_LEAST_RUN = 3
_MOST_HIT = 0.3
_WITH_DECIMALS = 0.6
_LARGE = 30.0
_LEAST_CLIENTS = 3
_CLIENT_SHARE = 0.5
_NEAR = 0.2


@dataclass(frozen=True)
class HistoryJump:
    """Amounts of an import that are a power of ten of the earlier ones.

    Attributes:
        factor: 10, 100, 1000, or a tenth, a hundredth, a thousandth.
        client_count: Clients whose usual amount jumped by it.
        compared_count: Clients with a usual amount before and now.
        example: One of the clients that jumped, the first by name.
    """

    factor: str
    client_count: int
    compared_count: int
    example: str


def price_jumps(fields: ParsedFields, accepted: Mask) -> dict[int, str]:
    """Place → factor of the lines whose unit price is a power of ten of the median price of their product."""
    product = fields.columns.get("product_code", fields.columns.get("product"))
    if product is None:
        return {}
    prices = np.abs(_prices(fields))
    places = np.flatnonzero(accepted & product.is_filled & ~np.isnan(prices) & (prices > 0))
    frame = pd.DataFrame({"product": product.codes[places], "price": prices[places]}, index=places)
    groups = frame.groupby("product")["price"]
    frame["usual"], frame["count"] = groups.transform("median"), groups.transform("size")
    frame = frame[frame["count"] >= _LEAST_PRICES]
    ratio = frame["price"] / frame["usual"]
    hit = ratio[(ratio > 9) | (ratio < 0.11)]
    pairs = zip(hit.index.tolist(), hit.tolist(), strict=True)
    found = {place: factor_text(value) for place, value in pairs if nearest_power(value) is not None}
    return found if len(found) <= _MOST_HIT * max(len(frame), 1) else {}


def lost_decimals(fields: ParsedFields, accepted: Mask) -> dict[int, str]:
    """Place → factor of runs of whole amounts that are far above the others, in a column written with decimals."""
    column = fields.columns.get("amount")
    if column is None:
        return {}
    places = np.flatnonzero(accepted & fields.numbers.amount.is_known)
    if len(places) < _LEAST_RUN:
        return {}
    amounts = np.abs(floats(fields.numbers.amount))[places]
    decimal = _has_decimals(column)[places]
    if decimal.mean() < _WITH_DECIMALS or decimal.all():
        return {}
    usual = float(np.median(amounts[decimal]))
    large = ~decimal & (amounts >= _LARGE * usual) if usual > 0 else np.zeros(len(places), dtype=bool)
    runs = pd.Series(large).groupby((~pd.Series(large)).cumsum()).transform("sum").to_numpy()
    hit = large & (runs >= _LEAST_RUN)
    return {
        int(place): factor_text(amount / usual)
        for place, amount in zip(places[hit], amounts[hit], strict=True)
    }


def jump_against_history(now: Mapping[str, float], earlier: Mapping[str, float]) -> HistoryJump | None:
    """Whether at least half of the known clients now have a usual amount that is one power of ten of the earlier one.

    Args:
        now: Client → the median size of its new amounts.
        earlier: Client → the median size of its earlier amounts.
    """
    pairs = [
        (name, value / earlier[name])
        for name, value in now.items()
        if name in earlier and earlier[name] > 0 and value > 0
    ]
    jumped: dict[str, list[str]] = {}
    for name, ratio in pairs:
        power = round(float(np.log10(ratio)))
        if power in {-3, -2, -1, 1, 2, 3} and abs(ratio / 10.0**power - 1) <= _NEAR:
            jumped.setdefault(factor_text(10.0**power), []).append(name)
    if not jumped or len(pairs) < _LEAST_CLIENTS:
        return None
    factor, names = max(jumped.items(), key=lambda pair: (len(pair[1]), pair[0]))
    if len(names) < _CLIENT_SHARE * len(pairs):
        return None
    return HistoryJump(factor, len(names), len(pairs), min(names))


def _prices(fields: ParsedFields) -> npt.NDArray[np.float64]:
    """The written price; without a price column, amount by quantity."""
    if "unit_price" in fields.columns:
        return floats(fields.numbers.unit_price)
    quantity = floats(fields.numbers.quantity)
    return floats(fields.numbers.amount) / np.where(quantity == 0, np.nan, quantity)


def _has_decimals(column: CellColumn) -> Mask:
    """Per record: the text has a decimal part of one or two digits, or the file itself typed the number."""
    flags = []
    for text, is_typed in zip(column.texts, column.is_typed, strict=True):
        parts = take_apart(text)
        tail = parts.body.replace(",", ".").rpartition(".") if parts is not None else ("", "", "")
        flags.append(is_typed or (bool(tail[1]) and len(tail[2]) in {1, 2}))
    return np.array(flags, dtype=bool)[column.codes]
