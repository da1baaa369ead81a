"""What is known of an export before it is kept: its hashes, its sums, its source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from kamlogic.intake.exports import Export, Reading
from kamlogic.principal import Principal
from kamlogic.services.keyed_lines import LineSums
from kamlogic.store.records import ImportFacts, ImportRecord


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
        mode="json",
        include={"table", "header_row", "year", "swapped_dates", "base_currency", "rates"},
        exclude_defaults=True,
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


def _line_counts(export: Export) -> dict[str, int]:
    return {} if export.line_counts is None else asdict(export.line_counts)


def import_facts(
    principal: Principal, dataset_id: int, export: Export, sums: LineSums, files: tuple[str, str | None]
) -> ImportFacts:
    """What the catalogue says of an import.

    Args:
        principal: Who imports.
        dataset_id: Into which data set.
        export: As read.
        sums: Of its lines with their clients' keys.
        files: The saved lines and the saved refused rows, by their hashes.

    Returns:
        The facts.
    """
    return ImportFacts(
        dataset_id=dataset_id,
        file_name=export.name,
        content_sha256=export.sha256,
        reading_sha256=reading_hash(principal, export),
        choices=export.choices.model_dump(mode="json"),
        reading=json.loads(json.dumps({**asdict(export.reading), "line_counts": _line_counts(export)})),
        row_count=export.row_count,
        accepted_count=sums.count,
        refused_count=len(export.refused),
        set_aside_count=len(export.set_aside),
        duplicate_count=export.duplicate_count,
        scale=export.scale,
        net_sales=sums.net_sales,
        gross_profit=sums.gross_profit,
        unidentified_count=sums.unidentified_count,
        unidentified_net_sales=sums.unidentified_net_sales,
        currency=sums.currency,
        first_date=sums.first_date,
        last_date=sums.last_date,
        lines_sha256=files[0],
        refused_sha256=files[1],
    )
