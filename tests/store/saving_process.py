"""A process that saves imports until it is killed, and tells of each one when it is safe."""

from __future__ import annotations

import hashlib
import itertools
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
from sqlalchemy import make_url

from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.audit import record_audit
from kamlogic.store.database import open_store
from kamlogic.store.datasets import create_dataset, find_dataset
from kamlogic.store.imports import add_import
from kamlogic.store.records import ImportFacts


def facts(dataset_id: int, name: str, lines_sha256: str) -> ImportFacts:
    return ImportFacts(
        dataset_id=dataset_id,
        file_name=name,
        content_sha256=hashlib.sha256(name.encode()).hexdigest(),
        reading_sha256="0" * 64,
        choices={},
        reading={},
        row_count=20_000,
        accepted_count=20_000,
        refused_count=0,
        set_aside_count=0,
        duplicate_count=0,
        scale=2,
        net_sales=Decimal(1),
        gross_profit=None,
        unidentified_count=0,
        unidentified_net_sales=Decimal(0),
        currency=None,
        first_date=None,
        last_date=None,
        lines_sha256=lines_sha256,
        refused_sha256=None,
    )


def save_for_ever(home: Path, url: str, seed: str) -> None:
    store = open_store(home, make_url(url))
    with store.writing() as session:
        dataset = find_dataset(session, "Own") or create_dataset(session, LOCAL_LEADER, name="Own")
    random = np.random.default_rng(int(seed))
    for number in itertools.count():
        lines_sha256 = store.files.save(pa.table({"amount": random.random(20_000)}))
        with store.writing() as session:
            added = add_import(session, LOCAL_LEADER, facts(dataset.id, f"{seed}-{number}.csv", lines_sha256))
            record_audit(
                session,
                LOCAL_LEADER,
                action="import",
                record_kind="import",
                record_id=added.id,
                before=None,
                after={"lines_sha256": lines_sha256},
            )
        print(lines_sha256, flush=True)  # noqa: T201 - the acknowledgement


if __name__ == "__main__":
    save_for_ever(Path(sys.argv[1]), *sys.argv[2:])
