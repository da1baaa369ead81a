"""Column types that mean the same on every database: texts, times in UTC, exact decimals, objects as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import DateTime, Dialect
from sqlalchemy import String as AnyString
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

from kamlogic.errors import StoreError
from kamlogic.texts import _

JsonObject = dict[str, Any]
LARGEST_KEY: Final = 2**31 - 1
"""The largest id that every database has; PostgreSQL refuses to look for a larger one."""


class TooLongError(StoreError, DontWrapMixin):
    """A text that is longer than its column."""

    def __init__(self, text: str, length: int) -> None:
        super().__init__(
            _("'{text}…' has {count} characters; at most {length} can be kept. Shorten it.").format(
                text=text[:20], count=len(text), length=length
            )
        )


def utc_now() -> datetime:
    """The clock of the store."""
    return datetime.now(UTC)


class String(TypeDecorator[str]):
    """A text that every database keeps alike: SQLite would keep any length, PostgreSQL refuses NUL."""

    impl = AnyString
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - inherited
        """Into the database, and into a comparison: without NUL.

        Raises:
            TooLongError: It is longer than the column.
        """
        if value is None:
            return None
        text = value.replace("\0", "")
        length = cast("AnyString", self.impl_instance).length
        if length is not None and len(text) > length:
            raise TooLongError(text, length)
        return text


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - inherited
        """Into the database: any zone becomes UTC; a time without a zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"A time without a zone cannot be kept: {value}."
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - inherited
        """Out of the database: always with the zone UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal as text: SQLite would turn a number into a float."""

    impl = AnyString(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - inherited
        """Into the database, without an exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - inherited
        """Out of the database, with the decimals it was saved with."""
        return None if value is None else Decimal(value)
