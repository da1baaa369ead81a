from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kamlogic.errors import KamError
from kamlogic.intake.rates_file import load_rates


def load(tmp_path: Path, content: str | bytes) -> dict[str, dict[str, Decimal]]:
    path = tmp_path / "rates.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_rates(path)


@pytest.mark.parametrize(
    "content",
    [
        "month,currency,rate\n2025-01,USD,16250.5\n2025-02,usd,16300\n",
        "Bulan;Mata uang;Kurs\n01/2025;USD;16.250,5\n\nFebruari 2025;USD;16.300,0\n",
        "month,USD\n2025-01-31,16250.5\n2025-02-28,16300\n",
    ],
)
def test_long_and_wide_forms_are_understood(tmp_path: Path, content: str) -> None:
    assert load(tmp_path, content) == {"USD": {"2025-01": Decimal("16250.5"), "2025-02": Decimal(16300)}}


def test_a_rate_for_every_month_and_gaps_in_a_wide_file(tmp_path: Path) -> None:
    assert load(tmp_path, "currency,rate\nEUR,1.1\n") == {"EUR": {"*": Decimal("1.1")}}
    assert load(tmp_path, "month,EUR,GBP\n*,1.1,\n2025-01,,1.3\n") == {
        "EUR": {"*": Decimal("1.1")},
        "GBP": {"2025-01": Decimal("1.3")},
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "needs the columns month, currency and rate"),
        ("", "needs the columns month, currency and rate"),
        ("month,currency,rate\nsoon,USD,1\n", "line 2: 'soon' is no month"),
        ("month,currency,rate\n2025-01,USD,-1\n", "line 2: '-1' is no exchange rate"),
        ("month,currency,rate\n2025-01,USD\n", "line 2: '' is no exchange rate"),
        ("month,currency,rate\n2025-01,USD,1\n2025-01-15,USD,2\n", "line 3: USD has two rates for 2025-01"),
        (b"month,currency,rate\n\xff", "not a UTF-8 text file"),
        ("month,currency,rate\n" + "x" * 3_000_000, "is no CSV file"),
        (" " * (5 << 20), "too large"),
    ],
)
def test_what_is_no_file_of_rates_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(KamError, match=message):
        load(tmp_path, content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KamError, match=r"There is no file of exchange rates gone\.csv"):
        load_rates(tmp_path / "gone.csv")


@pytest.mark.parametrize("content", ["month,currency,rate\n,USD,16250\n", "month,USD\n,16250\n"])
def test_a_blank_month_is_not_every_month(tmp_path: Path, content: str) -> None:
    with pytest.raises(KamError, match=r"rates\.csv, line 2: '' is no month"):
        load(tmp_path, content)
