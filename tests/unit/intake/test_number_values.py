from __future__ import annotations

from decimal import Decimal

import pytest

from kamlogic.intake.number_values import decimal_votes, is_ambiguous, parse_number, readings_of, take_apart


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1234.50", ".", "1234.50"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1 234 567,8", ",", "1234567.8"),
        ("1'234.50", ".", "1234.50"),
        ("1\u2019234.50", ".", "1234.50"),
        ("12,34,567.89", ".", "1234567.89"),
        ("(123.45)", ".", "-123.45"),
        ("123.45-", ".", "-123.45"),
        ("-123.45", ".", "-123.45"),
        ("\u2212123.45", ".", "-123.45"),
        ("+5", ".", "5"),
        ("50.00 CR", ".", "-50.00"),
        ("50.00 DR", ".", "50.00"),
        ("$1,234.50", ".", "1234.50"),
        ("-$5", ".", "-5"),
        ("$-5", ".", "-5"),
        ("($5.00)", ".", "-5.00"),
        ("Rp 1.500.000", ",", "1500000"),
        ("Rp-1.500", ",", "-1500"),
        ("12,50 €", ",", "12.50"),
        ("EUR 12,50", ",", "12.50"),
        ("12.50 USD", ".", "12.50"),
        ("15 %", ".", "0.15"),
        ("12,5%", ",", "0.125"),
        (".5", ".", "0.5"),
        ("1.5E+05", ".", "150000"),
        ("-1,5E+05", ",", "-150000"),
        ("00123", ".", "123"),
        ("123,45-", ",", "-123.45"),
        ("cr 50.00", ".", "-50.00"),
        ("50.00cr.", ".", "-50.00"),
        ("($1,234.50)", ".", "-1234.50"),
        ("$(1,234.50)", ".", "-1234.50"),
        ("(-5)", ".", "-5"),
        ("Rp 1.234.567", ".", "1234567"),
        ("Rp1.234.567,50", ",", "1234567.50"),
        ("1.234,-", ",", "1234"),
        ("1.234,-", ".", "1234"),
        ("-1.234,- \u20ac", ".", "-1234"),
        ("1.234.-", ".", "1234"),
        ("Rp -", ".", "0"),
        ("%15", ".", "0.15"),
        ("12,345.", ",", "12345"),
        ("'75008", ".", "75008"),
        ("1\u202f234,50", ",", "1234.50"),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", ",", "1234.5"),
        ("\uff11\uff0c\uff12\uff13\uff14\uff0e\uff15", ".", "1234.5"),
        ("RM1,234.50", ".", "1234.50"),
    ],
)
def test_a_number_is_read_exactly(text: str, decimal: str, number: str) -> None:
    assert parse_number(text, decimal) == Decimal(number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "",
        "12-34-56",
        "1.2.3,4,5",
        "1,23",
        "12.34.567,8",
        "INV-001",
        "1,2345.6",
        "$",
        "1..2",
        "-5-",
        "-5 CR",
        "12 34 56",
        "FR100",
    ],
)
def test_what_is_no_number_under_a_decimal_point_is_none(text: str) -> None:
    assert parse_number(text, ".") is None


def test_a_number_that_the_file_typed_needs_no_decimal_sign() -> None:
    assert parse_number("1.234", ",", is_typed=True) == Decimal("1.234")
    assert parse_number("-2", ",", is_typed=True) == Decimal(-2)
    assert parse_number("2025-01-01", ",", is_typed=True) is None


@pytest.mark.parametrize(
    ("text", "vote"),
    [
        ("1.234", "?"),
        ("1,234", "?"),
        ("1.5", "."),
        ("0.125", "."),
        ("1234.567", "."),
        ("1.234.567", ","),
        ("1,234,567", "."),
        ("1.234,5", ","),
        ("1 234.567", "."),
    ],
)
def test_a_text_votes_for_the_decimal_sign_it_can_only_have(text: str, vote: str) -> None:
    assert {sign for sign, count in decimal_votes([text]).items() if count} == {vote}


def test_whole_numbers_and_words_do_not_vote() -> None:
    assert decimal_votes(["12", "abc", "1.2,3.4,5"]) == {".": 0, ",": 0, "?": 0}


def test_both_readings_of_an_ambiguous_value_are_offered() -> None:
    assert readings_of("1.234") == {".": Decimal("1.234"), ",": Decimal(1234)}
    assert is_ambiguous("1.234")
    assert not is_ambiguous("abc")


def test_the_currency_beside_a_number_is_kept() -> None:
    parts = take_apart("12,50 €")

    assert parts is not None
    assert parts.currency == "€"
