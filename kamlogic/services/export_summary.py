"""What an export holds, before anything is kept: lines, clients, days, money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from kamlogic.intake.exports import Export
from kamlogic.principal import Principal


@dataclass(frozen=True)
class ExportSummary:
    """The accepted lines of an export at a glance.

    Attributes:
        line_count: Lines.
        client_count: Distinct client codes, or names where there is no code.
        first_date: Of the earliest line; None without lines.
        last_date: Of the latest line; None without lines.
        net_sales: The sum, exact.
        currency: The one currency of the lines; empty where they name none or several.
    """

    line_count: int
    client_count: int
    first_date: date | None
    last_date: date | None
    net_sales: Decimal
    currency: str


def summarise_export(principal: Principal, export: Export) -> ExportSummary:
    """Sum up an export."""
    clients: set[str] = set()
    currencies: set[str] = set()
    days: list[date] = []
    total = Decimal(0)
    for table in export.tables:
        clients |= set(pc.unique(pc.coalesce(table["client_code"], table["client_name"])).to_pylist()) - {
            None
        }
        currencies |= set(pc.unique(table["currency"]).to_pylist()) - {None}
        days += [day for day in pc.min_max(table["date"]).as_py().values() if day is not None]
        total += pc.sum(table["amount"].cast(pa.decimal128(38, export.scale))).as_py() or Decimal(0)
    return ExportSummary(
        line_count=export.line_count,
        client_count=len(clients),
        first_date=min(days, default=None),
        last_date=max(days, default=None),
        net_sales=total,
        currency=currencies.pop() if len(currencies) == 1 else "",
    )
