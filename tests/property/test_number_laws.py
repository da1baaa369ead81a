"""A number written in any style comes back exactly, or its column is declared ambiguous."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.intake.number_values import decimal_votes, is_ambiguous, parse_number

GROUPS = {".": ["", ",", " ", "'", "\u2019"], ",": ["", ".", " ", "'"]}
SIGNS = ["{}", "-{}", "{}-", "({})", "\u2212{}", "{} CR", "cr {}"]
CURRENCIES = ["{}", "${}", "{} €", "Rp {}", "Rp{}", "USD {}", "{} \u0440\u0443\u0431.", "R$ {}"]

numbers = st.decimals(min_value=0, max_value=10**12, places=2) | st.decimals(
    min_value=0, max_value=10**9, places=0
)
decimals = st.sampled_from([".", ","])


def written(number: Decimal, decimal: str, group: str, *, indian: bool = False) -> str:
    whole, _, fraction = f"{number:f}".partition(".")
    parts = []
    step = 3
    while whole:
        parts.insert(0, whole[-step:])
        whole = whole[:-step]
        step = 2 if indian else 3
    return group.join(parts) + (decimal + fraction if fraction else "")


@given(number=numbers, decimal=decimals, data=st.data())
def test_every_style_gives_the_number_back(number: Decimal, decimal: str, data: st.DataObject) -> None:
    group = data.draw(st.sampled_from(GROUPS[decimal]))
    sign = data.draw(st.sampled_from(SIGNS))
    money = data.draw(st.sampled_from(CURRENCIES))
    outer = data.draw(st.booleans()) and "r" not in sign.casefold()
    body = written(number, decimal, group)
    text = money.format(sign.format(body)) if outer else sign.format(money.format(body))
    exact = number if sign == "{}" else -number

    assert parse_number(text, decimal) == exact
    assert decimal_votes([text])["," if decimal == "." else "."] == 0
    if parse_number(text, "." if decimal == "," else ",") not in {exact, None}:
        assert is_ambiguous(text)


@given(number=numbers)
def test_indian_groups_give_the_number_back(number: Decimal) -> None:
    assert parse_number(written(number, ".", ",", indian=True), ".") == number


@given(number=numbers, zero=st.sampled_from(["\u0660", "\u06f0", "\uff10", "\u0966"]))
def test_digits_of_any_script_give_the_number_back(number: Decimal, zero: str) -> None:
    text = "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in f"{number:f}")

    assert parse_number(text, ".") == number


@pytest.mark.parametrize("style", ["{} %", "{}%", "%{}"])
@given(number=st.decimals(min_value=0, max_value=1000, places=1))
def test_a_percentage_is_a_hundredth(style: str, number: Decimal) -> None:
    assert parse_number(style.format(f"{number:f}"), ".") == number / 100
