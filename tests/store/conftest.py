from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import URL

from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.database import Store, open_store
from kamlogic.store.datasets import create_dataset
from kamlogic.store.location import database_url
from kamlogic.store.records import DatasetRecord, ImportFacts


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "100% home"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Each test of the store runs on both, except those marked SQLITE_ONLY or POSTGRESQL_ONLY."""
    return request.param


@pytest.fixture
def url(request: pytest.FixtureRequest, backend: str, home: Path) -> URL:
    """The database of the test."""
    return database_url({}, home) if backend == "sqlite" else request.getfixturevalue("postgresql_url")


@pytest.fixture
def new_url(request: pytest.FixtureRequest, backend: str, home: Path) -> Iterator[URL]:
    """A database that has no tables yet."""
    if backend == "sqlite":
        yield database_url({}, home)
        return
    with request.getfixturevalue("postgresql").database() as made:
        yield made


@pytest.fixture
def store(home: Path, url: URL) -> Iterator[Store]:
    opened = open_store(home, url)
    yield opened
    opened.close()


@pytest.fixture
def dataset(store: Store) -> DatasetRecord:
    with store.writing() as session:
        return create_dataset(session, LOCAL_LEADER, name="Own sales")


@pytest.fixture
def import_facts(dataset: DatasetRecord) -> Callable[..., ImportFacts]:
    march = ImportFacts(
        dataset_id=dataset.id,
        file_name="march.csv",
        content_sha256="a" * 64,
        reading_sha256="b" * 64,
        choices={"columns": {"date": "Tanggal"}},
        reading={"kind": "csv", "sheets": []},
        row_count=12,
        accepted_count=10,
        refused_count=1,
        set_aside_count=1,
        duplicate_count=0,
        scale=2,
        net_sales=Decimal("12345678901234.50"),
        gross_profit=None,
        unidentified_count=1,
        unidentified_net_sales=Decimal("-0.10"),
        currency="IDR",
        first_date=date(2026, 3, 1),
        last_date=date(2026, 3, 31),
        lines_sha256="c" * 64,
        refused_sha256=None,
    )
    return lambda **changes: replace(march, **changes)
