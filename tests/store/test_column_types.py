from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from kamlogic.errors import StoreError
from kamlogic.store.column_types import DecimalText, String, UtcTime

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_time_of_any_zone_is_kept_in_utc():
    jakarta = datetime(2026, 3, 1, 19, tzinfo=timezone(timedelta(hours=7)))

    assert UtcTime().process_bind_param(jakarta, sqlite.dialect()) == NOON
    assert UtcTime().process_result_value(datetime(2026, 3, 1, 12), sqlite.dialect()) == NOON  # noqa: DTZ001
    assert UtcTime().process_result_value(jakarta, postgresql.dialect()).tzinfo is UTC
    assert UtcTime().process_bind_param(None, sqlite.dialect()) is None
    assert UtcTime().process_result_value(None, sqlite.dialect()) is None


def test_a_time_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="without a zone"):
        UtcTime().process_bind_param(datetime(2026, 3, 1), sqlite.dialect())  # noqa: DTZ001


def test_a_text_is_kept_without_nul_and_only_as_long_as_its_column():
    assert String(3).process_bind_param("a\0bc", sqlite.dialect()) == "abc"
    assert String().process_bind_param("x" * 1000, postgresql.dialect()) == "x" * 1000
    assert String(3).process_bind_param(None, sqlite.dialect()) is None
    with pytest.raises(StoreError, match=r"'abcd…' has 4 characters; at most 3 can be kept\. Shorten it\."):
        String(3).process_bind_param("abcd", sqlite.dialect())


def test_a_decimal_keeps_every_digit():
    decimals = DecimalText()

    assert decimals.process_bind_param(Decimal("1E+3"), sqlite.dialect()) == "1000"
    assert (
        str(decimals.process_result_value("12345678901234.5000", sqlite.dialect())) == "12345678901234.5000"
    )
    assert decimals.process_bind_param(None, sqlite.dialect()) is None
    assert decimals.process_result_value(None, sqlite.dialect()) is None
