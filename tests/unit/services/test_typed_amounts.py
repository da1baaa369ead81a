from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.services.typed_amounts import AmountError, amount_text, read_amount


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (None, 2, ""),
        (Decimal("3600000000.0000"), 0, "3,600,000,000"),
        (Decimal(0), 0, "0"),
        (Decimal(250), 2, "250.00"),
        (Decimal("250.5"), 0, "250.5"),
        (Decimal("-1234.125"), 2, "-1,234.125"),
        (Decimal("1.5"), 3, "1.500"),
        (1250.0, 0, "1,250"),
        (0.1, 0, "0.1"),
    ],
)
def test_an_amount_shows_thousands_and_the_decimals_of_its_currency_or_more(amount, decimals, text):
    assert amount_text(amount, decimals) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("  ", None),
        ("3600000000", "3600000000"),
        ("3,600,000,000", "3600000000"),
        ("3.600.000.000", "3600000000"),
        ("3 600 000 000", "3600000000"),
        ("3\u00a0600\u202f000", "3600000"),
        ("3'600'000", "3600000"),
        ("3,600", "3600"),
        ("-3,600.50", "-3600.50"),
        ("3.600,50", "3600.50"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("3.6000", "3.6"),
        ("0.125", "0.125"),
        ("12,34,567", "1234567"),
    ],
)
def test_an_amount_is_read_however_its_thousands_are_apart(text, amount):
    assert read_amount(text, 0) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3.600", "3.600 may be 3,600 or 3.6. Type 3600 or 3.6."),
        ("1.234", "1.234 may be 1,234 or 1.234. Type 1234 or 1.2340."),
        ("-3.600", "-3.600 may be -3,600 or -3.6. Type -3600 or -3.6."),
    ],
)
def test_what_may_be_two_amounts_is_refused_with_both(text, said):
    with pytest.raises(AmountError) as refusal:
        read_amount(text, 2)

    assert str(refusal.value) == said


def test_three_decimals_are_no_question_where_the_currency_has_them():
    assert read_amount("1.234", 3) == Decimal("1.234")


@pytest.mark.parametrize(
    "text",
    [
        "about 5",
        "1,23,4",
        "1.2.3",
        "5 %",
        "(5)",
        "5-",
        "5 CR",
        "Rp 5",
        "$5",
        "1e3",
        "--5",
        "-",
        "1-2",
        "9" * 60,
    ],
)
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(AmountError, match="A number is needed"):
        read_amount(text, 2)


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2), st.integers(0, 4))
def test_what_is_shown_is_read_as_the_same_amount(amount, decimals):
    assert read_amount(amount_text(amount, decimals), decimals) == amount
