"""The lines that are compared: an export's in a file that is not kept, beside those of the imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from sqlalchemy.orm import Session

from kamlogic.engine.duckdb_lines import LineFile
from kamlogic.intake.exports import Export
from kamlogic.principal import Principal
from kamlogic.services.keyed_lines import LineSums, keyed_tables
from kamlogic.store.client_links import client_mapping
from kamlogic.store.clients import find_client_keys, load_clients
from kamlogic.store.database import Store
from kamlogic.store.import_states import ImportState

Period = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True, eq=False)
class NewLines:
    """An export's lines in a file.

    Attributes:
        export: As read.
        path: Its lines with the keys of their clients.
        names: Client key → name, of the export's clients and of those of the data set.
        period: From its first day to its last.
        mapping: Client → the client it was merged into.
    """

    export: Export
    path: Path
    names: dict[int, str]
    period: Period
    mapping: dict[int, int]

    def labelled(self, label: int) -> LineFile:
        """The file under a label."""
        return LineFile(self.path, self.export.scale, label=label)


def write_new_lines(
    principal: Principal, session: Session, dataset_id: int, export: Export, path: Path
) -> NewLines:
    """Write the export's lines under the keys of the clients that are known; new ones get keys below zero."""
    names: dict[int, str] = {}

    def find_keys(pairs: pd.DataFrame) -> pd.Series[int]:
        keys = find_client_keys(session, dataset_id, pairs)
        # The new clients of every table have keys of their own.
        keys = keys.where(keys >= 0, keys + min([0, *names]))
        called = pairs["client_name"].fillna(pairs["client_code"]).fillna("")
        names.update(zip(keys.tolist(), called.tolist(), strict=True))
        return keys

    sums = LineSums()
    tables = keyed_tables(principal, export.tables, find_keys, sums)
    first = next(tables)
    with pq.ParquetWriter(path, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)
    clients = load_clients(session, dataset_id)
    names |= dict(zip(clients["client_key"].tolist(), clients["client_name"].tolist(), strict=True))
    first_day, last_day = sums.first_date or date.min, sums.last_date or date.max
    mapping = client_mapping(session, dataset_id)
    return NewLines(export, path, names, (first_day, last_day), mapping)


def import_lines(principal: Principal, store: Store, state: ImportState, label: int) -> LineFile:
    """The verified lines of an import, without its hidden periods, under a label."""
    record = state.record
    return LineFile(store.files.verify(record.lines_sha256), record.scale, state.hidden, label)
