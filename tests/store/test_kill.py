"""A writer that is killed at any moment loses nothing that it acknowledged."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import URL, select, text

from kamlogic.errors import StoreError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.database import open_store
from kamlogic.store.imports import add_import, list_imports
from kamlogic.store.models import AuditEntry

REPOSITORY = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("saving_process.py")


def _acknowledged_until_killed(home: Path, url: URL, seed: int) -> list[str]:
    """Let a writer save for a moment, kill it, and give what it acknowledged."""
    with subprocess.Popen(
        [sys.executable, str(WRITER), str(home), url.render_as_string(hide_password=False), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    ) as writer:
        first = writer.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.05, 0.6))  # noqa: S311 - a moment, not a secret
        writer.kill()
        return [line.strip() for line in (first, *writer.stdout) if line.endswith("\n")]


def _check(store, dataset_id=1):
    """The hashes of the catalogue, after everything in it was found whole."""
    with store.reading() as session:
        if store.engine.dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        imports = list_imports(session, dataset_id)
        audited = [
            entry.after["lines_sha256"]
            for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        ]
    for entry in imports:
        store.files.verify(entry.lines_sha256)
    assert audited == [entry.lines_sha256 for entry in imports]
    assert [entry.position for entry in imports] == list(range(1, len(imports) + 1))
    return audited


def test_a_killed_writer_loses_nothing_that_it_acknowledged(home, url):
    acknowledged = []
    for seed in range(4):
        acknowledged += _acknowledged_until_killed(home, url, seed)

        store = open_store(home, url)
        kept = _check(store)
        store.close()

        assert set(acknowledged) <= set(kept)
        assert len(kept) <= len(acknowledged) + seed + 1  # at most one a round was saved and not yet told
        assert not list((home / "sales").glob("tmp-*"))


def test_control_a_row_before_its_file_is_noticed(store, import_facts):
    with store.writing() as session:
        add_import(session, LOCAL_LEADER, import_facts())

    with pytest.raises(StoreError, match="is missing"):
        _check(store)
