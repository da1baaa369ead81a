"""Is everything that was acknowledged still there after kill -9 at a random moment of saving and importing?

    python benchmarks/kill_rounds.py [--rounds 200] [--seconds 1.5] [--postgresql | --database URL] [--control]

Each round a process imports small exports and edits a dossier in turn, and tells of each one only after it is saved; it
is killed at a random moment. Another process then opens the store and checks: the database is whole; every acknowledged
import and edit is there; each import that is there is whole (its files have their hashes, and its lines add up to its
net sales, so no half import is visible); the audit trail has one entry per edit; nothing half-written lies about.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import URL, func, select, text  # noqa: E402

from benchmarks.chosen_database import add_database_options, chosen_database  # noqa: E402
from kamlogic.entries.dossier import Dossier  # noqa: E402
from kamlogic.intake.exports import Choices  # noqa: E402
from kamlogic.principal import LOCAL_LEADER  # noqa: E402
from kamlogic.services.datasets import own_dataset  # noqa: E402
from kamlogic.services.entries import find_entries, save_entry  # noqa: E402
from kamlogic.services.imports import import_export  # noqa: E402
from kamlogic.services.portfolio import load_portfolio  # noqa: E402
from kamlogic.services.reading import read_files  # noqa: E402
from kamlogic.store.database import Store, open_store  # noqa: E402
from kamlogic.store.imports import list_imports  # noqa: E402
from kamlogic.store.models import AuditEntry  # noqa: E402

LINES = 200


def save_for_ever(home: Path, url: URL, seed: int, told: int, *, tells_first: bool) -> None:
    """Import and edit in turn; write a line to the pipe after each that is safe, or too early."""
    store = open_store(home, url)
    dataset_id = own_dataset(LOCAL_LEADER, store, name="Kept").id
    dice = random.Random(seed)  # noqa: S311 - a load, not a secret
    number = 0
    while True:
        number += 1
        name = f"{seed}-{number}.csv"
        path = home / name
        path.write_text(_export(name, dice), encoding="utf-8")
        export = read_files(LOCAL_LEADER, [(name, path)], choices=Choices())
        with _telling(told, f"import {name}\n", tells_first=tells_first):
            import_export(LOCAL_LEADER, store, dataset_id=dataset_id, export=export)
        path.unlink()
        for _edit in range(dice.randint(1, 8)):
            found = find_entries(LOCAL_LEADER, store, Dossier, dataset_id=dataset_id, client_keys=[1])
            opened = found[0] if found else None
            before = opened.entry if opened else Dossier(client_key=1, headcount=0)
            entry = before.with_values(headcount=(before.headcount or 0) + 1)
            with _telling(told, f"edit {entry.headcount}\n", tells_first=tells_first):
                save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=entry, opened=opened)


@contextmanager
def _telling(told: int, line: str, *, tells_first: bool) -> Iterator[None]:
    if tells_first:
        os.write(told, line.encode())
    yield
    if not tells_first:
        os.write(told, line.encode())


def _export(name: str, dice: random.Random) -> str:
    rows = [
        f"2026-{dice.randint(1, 6):02}-{dice.randint(1, 28):02},C{dice.randint(1, 20)},{name}-{place},{dice.randint(1, 999)}.25"
        for place in range(LINES)
    ]
    return "\n".join(["Date,Client,Invoice,Amount", *rows, ""])


def check(home: Path, url: URL, acknowledged: list[str]) -> None:
    """Open the store and look for everything.

    Raises:
        AssertionError: Something is missing or half there.
    """
    store = open_store(home, url)
    with store.reading() as session:
        if url.get_backend_name() == "sqlite":
            _require(session.scalar(text("PRAGMA integrity_check")) == "ok", "the database is damaged")
            _require(not session.execute(text("PRAGMA foreign_key_check")).all(), "a row points nowhere")
        edits = session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.record_kind == "dossier")
        )
    if acknowledged:
        _check_imports(store, [line.split()[1] for line in acknowledged if line.startswith("import")])
        _check_edits(
            store, [int(line.split()[1]) for line in acknowledged if line.startswith("edit")], edits or 0
        )
    left = [path.name for path in (home / "sales").iterdir() if path.suffix != ".parquet"]
    _require(not left, f"half-written files: {left}")
    store.close()


def _check_imports(store: Store, names: list[str]) -> None:
    dataset_id = own_dataset(LOCAL_LEADER, store, name="Kept").id
    with store.reading() as session:
        imports = list_imports(session, dataset_id)
    _require(set(names) <= {one.file_name for one in imports}, "an acknowledged import is gone")
    for one in imports:
        store.files.verify(one.lines_sha256)
        _require(one.accepted_count == LINES, "an import has not all of its lines")
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, as_of=None, today=date(2026, 7, 1))
    _require(portfolio.totals.net_sales == sum(one.net_sales for one in imports), "the lines do not add up")


def _check_edits(store: Store, headcounts: list[int], audited: int) -> None:
    dataset_id = own_dataset(LOCAL_LEADER, store, name="Kept").id
    found = find_entries(LOCAL_LEADER, store, Dossier, dataset_id=dataset_id)
    held = found[0].entry.headcount or 0 if found else 0
    _require(held >= max(headcounts, default=0), "an acknowledged edit is gone")
    _require(held == audited, "the audit trail is not the edits")


def _require(condition: object, problem: str) -> None:
    if not condition:
        raise AssertionError(problem)


def _forked(work: Callable[[], None]) -> int:
    """Run in a process of its own, so that nothing of it is left in this one."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 - the process ends here, whatever it was
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _acknowledged_until_killed(
    home: Path, url: URL, seed: int, longest: float, *, tells_first: bool
) -> list[str]:
    reading, writing = os.pipe()
    child = _forked(lambda: save_for_ever(home, url, seed, writing, tells_first=tells_first))
    os.close(writing)
    time.sleep(random.Random(-seed).uniform(0.02, longest))  # noqa: S311 - a moment, not a secret
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    _require(os.WIFSIGNALED(status), "the writer ended by itself")
    with os.fdopen(reading) as told:
        return [line.strip() for line in told if line.endswith("\n")]


def main() -> None:
    """Run the rounds and say what was found."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seconds", type=float, default=1.5, help="the longest life of a writer")
    add_database_options(options)
    options.add_argument(
        "--control", action="store_true", help="acknowledge before saving: must be found out"
    )
    chosen = options.parse_args()
    acknowledged: list[str] = []
    with tempfile.TemporaryDirectory() as folder, chosen_database(chosen, Path(folder)) as url:
        home = Path(folder) / "home"
        for seed in range(1, chosen.rounds + 1):
            acknowledged += _acknowledged_until_killed(
                home, url, seed, chosen.seconds, tells_first=chosen.control
            )
            told = list(acknowledged)
            _pid, status = os.waitpid(_forked(lambda: check(home, url, told)), 0)  # noqa: B023 - waited for here
            if status:
                sys.exit(f"round {seed}: acknowledged work is not there, or half")
    imports = sum(line.startswith("import") for line in acknowledged)
    print(
        f"{url.get_backend_name()}: {chosen.rounds} kills; {imports} imports and {len(acknowledged) - imports} edits "
        "acknowledged, all there, none half"
    )


if __name__ == "__main__":
    main()
