"""Bring exports into a data set: read, check against what is there, keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kamlogic.engine.duckdb_lines import open_lines
from kamlogic.engine.overlap import count_repeated
from kamlogic.errors import MixedCurrenciesError, NoLinesError, OverlapError
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export
from kamlogic.principal import Principal, Role
from kamlogic.services.portfolio import line_files
from kamlogic.store.audit import record_audit
from kamlogic.store.clients import assign_client_keys
from kamlogic.store.database import Store
from kamlogic.store.imports import add_import, find_import, list_imports
from kamlogic.store.records import ImportFacts, ImportRecord
from kamlogic.tables import UNIDENTIFIED_KEY
from kamlogic.texts import ngettext

OVERLAP_SHARE = 0.01
"""From this share of repeated lines on, adding is a question (TRUST § 3.2)."""


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did.

    Attributes:
        record: The import, new or found.
        is_new: False when the same file with the same reading was there already and nothing changed.
    """

    record: ImportRecord
    is_new: bool


def read_file(
    principal: Principal,
    path: Path,
    *,
    name: str,
    choices: Choices,
    today: date | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Export:
    """Read one file without keeping anything.

    Args:
        principal: Who asks.
        path: Where the file is.
        name: What the user calls it; a byte of it that is no text becomes a question mark.
        choices: What a person decided.
        today: Lines of later days are named in a note; nothing is said when not given.
        progress: Told how far the reading is.

    Returns:
        The file as read.
    """
    readable = name.encode(errors="replace").decode()
    export = read_export(path, name=readable, choices=choices, progress=progress)
    later = pc.sum(pc.greater(export.lines["date"], pa.scalar(today, pa.date32()))).as_py() if today else 0
    if not later:
        return export
    note = ngettext(
        "{count} line is dated after today; figures end before it.",
        "{count} lines are dated after today; figures end before them.",
        later,
    ).format(count=f"{later:,}")
    return replace(export, reading=replace(export.reading, notes=(*export.reading.notes, note)))


def import_export(
    principal: Principal, store: Store, *, dataset_id: int, export: Export, allows_overlap: bool = False
) -> ImportOutcome:
    """Keep an export's lines in a data set.

    Args:
        principal: Who imports; named in the audit trail.
        store: Where the data set lies.
        dataset_id: Which one.
        export: As read.
        allows_overlap: Add lines even if the data set seems to hold them already.

    Returns:
        The import; the same file read the same way changes nothing.

    Raises:
        NoLinesError: No row of the file was accepted.
        MixedCurrenciesError: The data set is in another currency.
        OverlapError: The data set seems to hold these lines already.
    """
    principal.require(Role.MANAGER)
    if not export.lines.num_rows:
        raise NoLinesError(export.name, len(export.refused))
    reading_sha256 = _reading_hash(export)
    with store.reading() as session:
        imports = list_imports(session, dataset_id)
    if same := [record for record in imports if record.content_sha256 == export.sha256]:
        if match := [record for record in same if record.reading_sha256 == reading_sha256]:
            return ImportOutcome(match[0], is_new=False)
        if not allows_overlap:
            raise OverlapError(export.name, export.lines.num_rows, export.lines.num_rows)
    _check_currency(export, imports)
    lines = _with_keys(store, dataset_id, export)
    if not allows_overlap:
        _check_overlap(principal, store, imports, lines, export)
    return _keep(principal, store, export, lines, dataset_id=dataset_id, reading_sha256=reading_sha256)


def _keep(
    principal: Principal,
    store: Store,
    export: Export,
    lines: pa.Table,
    *,
    dataset_id: int,
    reading_sha256: str,
) -> ImportOutcome:
    """Files first, then the catalogue row with its audit entry (TRUST, rule 4)."""
    lines_sha256 = store.files.save(lines)
    refused_sha256 = store.files.save_frame(export.refused) if len(export.refused) else None
    facts = _facts(dataset_id, export, lines, reading_sha256, (lines_sha256, refused_sha256))
    with store.writing() as session:
        found = find_import(session, dataset_id, content_sha256=export.sha256, reading_sha256=reading_sha256)
        if found is not None:
            return ImportOutcome(found, is_new=False)
        record = add_import(session, principal, facts)
        after = {
            "file_name": export.name,
            "accepted": facts.accepted_count,
            "net_sales": str(facts.net_sales),
        }
        record_audit(
            session,
            principal,
            action="import",
            record_kind="import",
            record_id=record.id,
            before=None,
            after=after,
        )
    return ImportOutcome(record, is_new=True)


def _reading_hash(export: Export) -> str:
    reading = export.reading
    parts = [
        reading.sheet,
        reading.encoding,
        reading.delimiter,
        reading.date_order,
        reading.decimal,
        reading.columns,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _check_currency(export: Export, imports: list[ImportRecord]) -> None:
    mine = _currency(export.lines)
    for record in imports:
        if mine and record.currency and record.currency != mine:
            raise MixedCurrenciesError(export.name, mine, record.currency)


def _currency(lines: pa.Table) -> str | None:
    named = pc.unique(lines["currency"].drop_null()).to_pylist()
    return str(named[0]) if len(named) == 1 else None


def _with_keys(store: Store, dataset_id: int, export: Export) -> pa.Table:
    """The lines with their client's key, sorted by it: files shrink and sums run faster."""
    identities = export.lines.select(["client_code", "client_name"]).to_pandas()
    with store.writing() as session:
        keys = assign_client_keys(session, dataset_id, identities)
    lines = export.lines.add_column(0, "client_key", pa.array(keys.to_numpy(), pa.int64()))
    return lines.sort_by([("client_key", "ascending"), ("date", "ascending"), ("row_number", "ascending")])


def _check_overlap(
    principal: Principal, store: Store, imports: list[ImportRecord], lines: pa.Table, export: Export
) -> None:
    first, last = pc.min_max(lines["date"]).as_py().values()
    near = [
        record
        for record in imports
        if record.first_date and record.last_date and record.first_date <= last and record.last_date >= first
    ]
    if not near:
        return
    with TemporaryDirectory(prefix="kunci-") as folder:
        new = Path(folder) / "new.parquet"
        pq.write_table(lines, new)
        with (
            open_lines(line_files(principal, store, near)) as there,
            open_lines([(new, export.scale)]) as mine,
        ):
            repeated = count_repeated(mine, there)
    if repeated >= OVERLAP_SHARE * lines.num_rows:
        raise OverlapError(export.name, repeated, lines.num_rows)


def _facts(
    dataset_id: int, export: Export, lines: pa.Table, reading_sha256: str, files: tuple[str, str | None]
) -> ImportFacts:
    unidentified = lines.filter(pc.equal(lines["client_key"], UNIDENTIFIED_KEY))
    first, last = pc.min_max(lines["date"]).as_py().values()
    return ImportFacts(
        dataset_id=dataset_id,
        file_name=export.name,
        content_sha256=export.sha256,
        reading_sha256=reading_sha256,
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
        currency=_currency(lines),
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


def refused_rows(principal: Principal, store: Store, record: ImportRecord) -> pd.DataFrame:
    """The refused rows of an import, as its report lists them; empty when none was refused."""
    if principal.client_keys is not None:  # the rows name clients that they may not see
        principal.require(Role.LEADER)
    if record.refused_sha256 is None:
        return pd.DataFrame(columns=["row_number", "column", "value", "reason"])
    return store.files.load_frame(record.refused_sha256)
