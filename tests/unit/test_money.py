from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kamlogic.money import MAX_SCALE, exact_sum, money_text, to_scale


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [("0.125", 2, "0.12"), ("0.135", 2, "0.14"), ("-0.125", 2, "-0.12"), ("2.5", 0, "2"), ("3.5", 0, "4")],
)
def test_half_a_unit_is_rounded_to_the_even_one(value: str, scale: int, expected: str) -> None:
    assert str(to_scale(Decimal(value), scale)) == expected


def test_ten_dimes_are_a_dollar() -> None:
    assert exact_sum(pd.Series([0.1] * 10), 2) == Decimal("1.00")


@pytest.mark.parametrize("scale", range(MAX_SCALE + 1))
def test_large_and_small_amounts_add_up_exactly_at_every_scale(scale: int) -> None:
    unit = Decimal(1).scaleb(-scale)
    amounts = [Decimal(10**9), unit, unit, -Decimal(10**9), unit]

    found = exact_sum(pd.Series([float(amount) for amount in amounts]), scale)

    assert found == 3 * unit
    assert found.as_tuple().exponent == -scale


def test_missing_amounts_are_left_out_and_nothing_sums_to_zero() -> None:
    assert exact_sum(pd.Series([1.5, np.nan]), 1) == Decimal("1.5")
    assert str(exact_sum(pd.Series([], dtype="float64"), 2)) == "0.00"


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        (Decimal("1234567.5"), 2, "1234567.50"),
        (0.1 + 0.2, 2, "0.30"),
        (1e15, 0, "1000000000000000"),
        (1e-7, 2, "0.00"),
        (np.float64(-2.5), 1, "-2.5"),
        (7, 0, "7"),
    ],
)
def test_money_is_written_in_the_scale_of_the_data(value: Decimal | float, scale: int, text: str) -> None:
    assert money_text(value, scale) == text


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan")])
def test_undefined_money_has_no_text(value: float | None) -> None:
    assert money_text(value, 2) is None


def test_nothing_is_written_without_a_sign() -> None:
    assert money_text(-0.001, 2) == "0.00"
