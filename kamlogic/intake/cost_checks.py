"""Costs that would make the gross profit too high: written below zero, or of one unit instead of the line."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt

from kamlogic.intake.cells import Mask
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.texts import _

_MOST = 0.9
_FEWEST = 3


def cost_notes(fields: ParsedFields, accepted: Mask) -> list[str]:
    """A warning for each; nothing where costs look like costs of lines."""
    if "cost" not in fields.places:
        return []
    cost, amount = _floats(fields.numbers.cost, accepted), _floats(fields.numbers.amount, accepted)
    sold = ~np.isnan(cost) & (cost != 0) & ~(amount <= 0)
    if sold.sum() < _FEWEST:
        return []
    header = fields.headers["cost"]
    if (cost[sold] < 0).mean() >= _MOST:
        text = _("Warning: the costs in '{column}' are below zero. Gross profit will be too high.")
        return [text.format(column=header)]
    if not {"quantity", "unit_price"} <= fields.places.keys():
        return []
    quantity, price = _floats(fields.numbers.quantity, accepted), _floats(fields.numbers.unit_price, accepted)
    several = sold & (quantity >= 2) & (price > 0)
    if several.sum() < _FEWEST or (cost[several] < price[several]).mean() < _MOST:
        return []
    text = _(
        "Warning: '{column}' is below the unit price in nearly all lines of several units. If it is the cost of one "
        "unit, gross profit will be too high."
    )
    return [text.format(column=header)]


def _floats(numbers: Parsed[Decimal], rows: Mask) -> npt.NDArray[np.float64]:
    values = np.array([np.nan if value is None else float(value) for value in numbers.distinct])
    return np.asarray(values[numbers.codes[rows]], dtype=np.float64)
