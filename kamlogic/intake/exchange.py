"""Money of several currencies becomes money of one, by the rate of each line's month, exactly.

A line without a rate is refused: different money is never summed. Amounts are converted unrounded here and rounded
half-even once, to the decimals that the file's own amounts have.
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from kamlogic.intake.cells import Mask
from kamlogic.intake.currencies import LineCurrencies
from kamlogic.intake.parsed_columns import Parsed, combine
from kamlogic.money import to_scale

Rates = Mapping[str, Mapping[str, Decimal]]
"""Currency → month (2025-01, or * for every month) → how much of the base currency one unit is."""

_EXACT = decimal.Context(prec=100)
_ONE = Decimal(1)


@dataclass(frozen=True, eq=False)
class LineRates:
    """The rate of every record.

    Attributes:
        rates: Per record: base units per unit; None where there is no rate.
        base: The currency of the converted money.
        missing: Currency and month (None: no readable day) without a rate → the records.
    """

    rates: Parsed[Decimal]
    base: str | None
    missing: dict[tuple[str, str | None], Mask]


def line_rates(
    currencies: LineCurrencies, days: Parsed[dt.date], base: str | None, rates: Rates
) -> LineRates:
    """Find the rate of every record; records in the base currency or in none have 1."""
    if all(name in {None, base} for name in currencies.names):
        codes = np.zeros(len(currencies.codes), dtype=np.int64)
        return LineRates(Parsed([_ONE], codes, np.zeros(len(codes), dtype=bool)), base, {})
    known = {currency.upper(): months for currency, months in rates.items()}
    months = [None if day is None else f"{day:%Y-%m}" for day in days.distinct]
    dense, first = pd.factorize(currencies.codes * len(months) + days.codes)
    missing: dict[tuple[str, str | None], Mask] = {}
    values: list[Decimal | None] = []
    for place, key in enumerate(first.tolist()):
        name, month = currencies.names[key // len(months)], months[key % len(months)]
        rate = _ONE if name in {None, base} else _rate(known.get(str(name), {}), month)
        values.append(rate)
        if rate is None:
            hit = (str(name), month)
            missing[hit] = missing.get(hit, np.zeros(len(dense), dtype=bool)) | (dense == place)
    parsed = Parsed[Decimal](values or [None], dense.astype(np.int64), np.zeros(len(dense), dtype=bool))
    return LineRates(parsed, base, missing)


def converted(values: Parsed[Decimal], rates: LineRates) -> Parsed[Decimal]:
    """The values in the base currency, unrounded."""
    if all(rate in {None, _ONE} for rate in rates.rates.distinct):
        return values
    return combine([values, rates.rates], _product)


def rounded_where(values: Parsed[Decimal], rows: Mask, scale: int) -> Parsed[Decimal]:
    """The same with the values of these rows rounded half-even."""
    if not rows.any():
        return values
    rounded = [None if value is None else to_scale(value, scale) for value in values.distinct]
    codes = np.where(rows, values.codes + len(values.distinct), values.codes)
    return Parsed([*values.distinct, *rounded], codes.astype(np.int64), values.is_broken)


def _rate(months: Mapping[str, Decimal], month: str | None) -> Decimal | None:
    return months.get(month or "", months.get("*"))


def _product(value: Decimal | None, rate: Decimal | None) -> Decimal | None:
    if value is None or rate is None:
        return value
    with decimal.localcontext(_EXACT):
        return value * rate
