"""Does anything get lost when many people edit the same records at the same time?

    python benchmarks/edit_stress.py [--threads 50] [--edits 200] [--records 20] [--postgresql | --database URL]
                                     [--control]

Every thread reads a dossier in one transaction, adds 1 to its headcount and saves it in another, until so many edits of
its own were accepted; a conflict is shown and tried again on what is there now. Afterwards the headcounts must add up to
the accepted edits, the audit trail must hold one entry per accepted edit, and each entry must begin where the one before
ended. `--control` saves without comparing versions, as a store without the version column would: it must lose edits, or
the check proves nothing. Without a database a new SQLite store in a temporary folder is used.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402
from sqlalchemy import select, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.chosen_database import add_database_options, chosen_database  # noqa: E402
from kamlogic.entries.dossier import Dossier  # noqa: E402
from kamlogic.errors import StoreError  # noqa: E402
from kamlogic.principal import LOCAL_LEADER  # noqa: E402
from kamlogic.store.clients import assign_client_keys  # noqa: E402
from kamlogic.store.database import Store, open_store  # noqa: E402
from kamlogic.store.datasets import create_dataset  # noqa: E402
from kamlogic.store.entries import (  # noqa: E402
    EditConflictError,
    Saved,
    add_entries,
    change_entry,
    get_entry,
    list_entries,
)
from kamlogic.store.models import AuditEntry  # noqa: E402


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        accepted: Edits that were saved.
        conflicts: Edits that were refused and tried again.
        waits: Edits that got no lock in time and were tried again.
        lost: Accepted edits that are not in the records.
        trail_gap: Accepted edits less entries of the audit trail.
        is_whole: SQLite's own checks of the file found nothing (always so elsewhere).
        broken_links: Entries of the trail that do not begin where the one before ended.
        seconds: From the first edit to the last.
        slowest: The longest time between an edit's start and its acceptance, in seconds.
    """

    accepted: int
    conflicts: int
    waits: int
    lost: int
    trail_gap: int
    is_whole: bool
    broken_links: int
    seconds: float
    slowest: float


def prepare(store: Store, records: int) -> tuple[int, list[int]]:
    """A data set with so many dossiers, all of headcount 0: its id and theirs."""
    with store.writing() as session:
        dataset = create_dataset(session, LOCAL_LEADER, name="Stress")
        names = [f"Client {number}" for number in range(records)]
        identities = pd.DataFrame({"client_code": names, "client_name": names})
        keys = assign_client_keys(session, dataset.id, identities)
        dossiers = [Dossier(client_key=int(key), headcount=0) for key in keys]
        saved = add_entries(session, LOCAL_LEADER, dataset_id=dataset.id, entries=dossiers)
    return dataset.id, [one.id for one in saved]


def edit_at_once(store: Store, *, threads: int, edits: int, records: int, compares: bool) -> Outcome:
    """Let the threads edit, and count what is there afterwards."""
    dataset_id, ids = prepare(store, records)
    counts = [Counter[str]() for _thread in range(threads)]  # one each: adding to a shared one is not atomic
    waits: list[float] = []
    failures: list[BaseException] = []
    start = threading.Barrier(threads)

    def work(number: int) -> None:
        chosen = random.Random(number)  # noqa: S311 - a load, not a secret
        start.wait()
        for _edit in range(edits):
            began = time.monotonic()
            while not _edited(
                store, number, dataset_id, chosen.choice(ids), counts[number], compares=compares
            ):
                pass
            waits.append(time.monotonic() - began)

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - told below, as a thread's error would go unseen
            failures.append(error)

    began = time.monotonic()
    workers = [threading.Thread(target=guarded, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
    return _outcome(store, dataset_id, sum(counts, Counter()), waits, time.monotonic() - began)


def _edited(
    store: Store, number: int, dataset_id: int, entry_id: int, counts: Counter[str], *, compares: bool
) -> bool:
    """Read, add 1, save; whether it was accepted."""
    person = replace(LOCAL_LEADER, name=f"person {number}")
    try:
        with store.reading() as session:
            opened = get_entry(session, dataset_id, Dossier, entry_id)
        wanted = opened.entry.with_values(headcount=(opened.entry.headcount or 0) + 1)
        with store.writing() as session:
            if not compares:
                opened = _as_it_is_now(session, dataset_id, opened)
            change_entry(session, person, opened=opened, entry=wanted)
    except EditConflictError:
        counts["conflicts"] += 1
        return False
    except StoreError:
        counts["waits"] += 1
        return False
    counts["accepted"] += 1
    return True


def _as_it_is_now(session: Session, dataset_id: int, opened: Saved[Dossier]) -> Saved[Dossier]:
    """The newest version, claimed as the one that was opened: the last one to save wins."""
    return replace(opened, version_id=get_entry(session, dataset_id, Dossier, opened.id).version_id)


def _outcome(
    store: Store, dataset_id: int, counts: Counter[str], waits: list[float], seconds: float
) -> Outcome:
    with store.reading() as session:
        is_whole = store.engine.dialect.name != "sqlite" or (
            session.scalar(text("PRAGMA integrity_check")) == "ok"
            and session.execute(text("PRAGMA foreign_key_check")).all() == []
        )
        held = sum(one.entry.headcount or 0 for one in list_entries(session, dataset_id, Dossier))
        trail = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.record_kind == "dossier", AuditEntry.action == "change")
            .order_by(AuditEntry.id)
        ).all()
    latest: dict[str, int] = {}
    broken = 0
    for entry in trail:
        before, after = (entry.before or {})["headcount"], (entry.after or {})["headcount"]
        broken += before != latest.get(entry.record_id, 0)
        latest[entry.record_id] = after
    accepted = counts["accepted"]
    return Outcome(
        accepted=accepted,
        conflicts=counts["conflicts"],
        waits=counts["waits"],
        lost=accepted - held,
        trail_gap=accepted - len(trail),
        is_whole=is_whole,
        broken_links=broken,
        seconds=seconds,
        slowest=max(waits, default=0.0),
    )


def main() -> None:
    """Run and say what was found."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--threads", type=int, default=50)
    options.add_argument("--edits", type=int, default=200)
    options.add_argument("--records", type=int, default=20)
    add_database_options(options)
    options.add_argument("--control", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, chosen_database(chosen, Path(folder)) as url:
        store = open_store(Path(folder), url)
        found = edit_at_once(
            store, threads=chosen.threads, edits=chosen.edits, records=chosen.records,
            compares=not chosen.control,
        )  # fmt: skip
        store.close()
    print(
        f"{url.get_backend_name()}: {chosen.threads} threads × {chosen.edits} edits of {chosen.records} records"
    )
    print(f"  {found}")
    is_safe = found.is_whole and not (found.lost or found.trail_gap or found.broken_links)
    if chosen.control:
        print("  control: it loses edits, so the check can fail" if found.lost else "  control: LOST NOTHING")
    else:
        print("  nothing lost" if is_safe else "  EDITS WERE LOST")
    sys.exit(found.lost == 0 if chosen.control else not is_safe)


if __name__ == "__main__":
    main()
