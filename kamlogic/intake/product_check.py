"""Quantity × unit price (× 1 - discount) beside the amount: where they differ by a power of ten, decimals were lost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kamlogic.intake.cells import Mask
from kamlogic.intake.money_columns import Numbers
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.parsed_fields import ParsedFields

POWERS = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
_CLOSE = 0.02
_MOST = 0.5
_DOCUMENTS = 3
_REPEATED = 0.8
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ProductFindings:
    """How many lines could be checked, how many agree, and place → factor of those off by a power of ten."""

    checked: int
    agreed: int
    factors: dict[int, str]


def floats(values: Parsed[Decimal]) -> Floats:
    """Per record the value as a float, NaN where there is none: for comparisons, never for sums."""
    distinct = np.array(
        [np.nan if value is None else float(value) for value in values.distinct], dtype=np.float64
    )
    return distinct[values.codes]


def product_doubts(numbers: Numbers, accepted: Mask) -> ProductFindings | None:
    """Compare the written amounts with the products; None where the fields are missing or are not a product at all."""
    amount, expected = np.abs(floats(numbers.amount)), np.abs(expected_amounts(numbers))
    places = np.flatnonzero(
        accepted & ~np.isnan(amount) & ~np.isnan(expected) & (expected != 0) & (amount != 0)
    )
    if not len(places):
        return None
    amount, expected = amount[places], expected[places]
    # A price is rounded, so that a cent for each piece is no difference.
    agreed = np.isclose(amount, expected, rtol=_CLOSE, atol=0.011)
    if agreed.mean() < _MOST:
        return None
    ratio = amount / expected
    factors = {
        int(place): factor_text(found)
        for place, found in zip(places[~agreed], ratio[~agreed], strict=True)
        if nearest_power(found) is not None
    }
    return ProductFindings(len(places), int(agreed.sum()), factors)


def expected_amounts(numbers: Numbers) -> Floats:
    """Quantity × unit price × (1 - discount) per record, NaN where one of the first two is missing."""
    return (
        floats(numbers.quantity) * floats(numbers.unit_price) * (1 - np.nan_to_num(floats(numbers.discount)))
    )


def nearest_power(ratio: float) -> float | None:
    """The power of ten that a ratio is, within 2 %; None if it is none."""
    return next((power for power in POWERS if abs(ratio / power - 1) <= _CLOSE), None)


def factor_text(ratio: float) -> str:
    """10, 100, 1000, 1/10, 1/100, 1/1000: the power of ten nearest to a ratio."""
    power = min(POWERS, key=lambda one: abs(np.log10(ratio / one)))
    return f"{power:.0f}" if power > 1 else f"1/{1 / power:.0f}"


def repeated_totals(fields: ParsedFields, accepted: Mask) -> tuple[int, int]:
    """Documents of several lines with one amount on all of them, and documents of several lines; 0 if no suspicion."""
    if not {"document", "amount"} <= fields.columns.keys():
        return 0, 0
    amounts = fields.numbers.amount
    rows = accepted & fields.columns["document"].is_filled & amounts.is_known
    frame = pd.DataFrame(
        {
            "document": fields.columns["document"].codes,
            "amount": amounts.codes,
            "expected": expected_amounts(fields.numbers),
        }
    )
    groups = frame[rows].groupby("document")
    several = groups.agg(
        size=("amount", "size"), kinds=("amount", "nunique"), products=("expected", "nunique")
    )
    several = several[several["size"] > 1]
    same = several[several["kinds"] == 1]
    has_products = bool({"quantity", "unit_price"} <= fields.columns.keys())
    suspicious = same[same["products"] > 1] if has_products else same
    if len(several) < _DOCUMENTS or len(suspicious) < _REPEATED * len(several):
        return 0, 0
    amount_count = len(frame.loc[rows, "amount"].unique())
    return (len(suspicious), len(several)) if amount_count > 1 else (0, 0)
