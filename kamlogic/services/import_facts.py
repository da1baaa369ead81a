"""What is known of an export before it is kept: its hashes, its sums, its source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kamlogic.intake.exports import Export, Reading
from kamlogic.principal import Principal
from kamlogic.store.records import ImportFacts, ImportRecord
from kamlogic.tables import UNIDENTIFIED_KEY


def reading_hash(principal: Principal, export: Export) -> str:
    """Of everything in the reading that decides about the lines."""
    reading = export.reading
    parts: list[Any] = [
        reading.sheet,
        reading.encoding,
        reading.delimiter,
        reading.date_order,
        reading.decimal,
        reading.columns,
    ]
    decided = export.choices.model_dump(
        mode="json", include={"table", "header_row", "base_currency", "rates"}, exclude_defaults=True
    )
    return hashlib.sha256(
        json.dumps([*parts, decided] if decided else parts, sort_keys=True).encode()
    ).hexdigest()


def source_of(principal: Principal, reading: Reading) -> str:
    """What files of one source have in common: the fingerprint of their headers."""
    return reading.fingerprint or source_of_headers(principal, reading.headers)


def source_of_headers(principal: Principal, headers: Iterable[str]) -> str:
    """The source of a file of which only the headers are known."""
    return hashlib.sha256(json.dumps(list(headers)).encode()).hexdigest()


def source_of_import(principal: Principal, record: ImportRecord) -> str:
    """The source of a file that was imported."""
    reading = record.reading
    return str(reading.get("fingerprint") or source_of_headers(principal, reading.get("headers", ())))


def currency_of(principal: Principal, lines: pa.Table) -> str | None:
    """The one currency of the lines; None where they name none or several."""
    named = pc.unique(lines["currency"].drop_null()).to_pylist()
    return str(named[0]) if len(named) == 1 else None


def import_facts(
    principal: Principal, dataset_id: int, export: Export, lines: pa.Table, files: tuple[str, str | None]
) -> ImportFacts:
    """What the catalogue says of an import.

    Args:
        principal: Who imports.
        dataset_id: Into which data set.
        export: As read.
        lines: Its lines with their clients' keys.
        files: The saved lines and the saved refused rows, by their hashes.

    Returns:
        The facts.
    """
    unidentified = lines.filter(pc.equal(lines["client_key"], UNIDENTIFIED_KEY))
    first, last = pc.min_max(lines["date"]).as_py().values()
    return ImportFacts(
        dataset_id=dataset_id,
        file_name=export.name,
        content_sha256=export.sha256,
        reading_sha256=reading_hash(principal, export),
        choices=export.choices.model_dump(mode="json"),
        reading=json.loads(json.dumps(asdict(export.reading))),
        row_count=export.row_count,
        accepted_count=lines.num_rows,
        refused_count=len(export.refused),
        set_aside_count=len(export.set_aside),
        duplicate_count=export.duplicate_count,
        scale=export.scale,
        net_sales=_sum(lines["amount"]) or Decimal(0),
        gross_profit=_gross_profit(lines),
        unidentified_count=unidentified.num_rows,
        unidentified_net_sales=_sum(unidentified["amount"]) or Decimal(0),
        currency=currency_of(principal, lines),
        first_date=first,
        last_date=last,
        lines_sha256=files[0],
        refused_sha256=files[1],
    )


def _sum(amounts: pa.ChunkedArray) -> Decimal | None:
    wide = amounts.cast(pa.decimal128(38, amounts.type.scale))
    total: Decimal | None = pc.sum(wide).as_py()
    return total


def _gross_profit(lines: pa.Table) -> Decimal | None:
    known = lines.filter(pc.is_valid(lines["cost"]))
    sales, cost = _sum(known["amount"]), _sum(known["cost"])
    return None if sales is None or cost is None else sales - cost
