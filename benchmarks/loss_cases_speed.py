"""How long do the first loss cases of a large data set take, against a plain executemany of the same rows?

    python benchmarks/loss_cases_speed.py [--clients 100000] [--months 36] [--rounds 3]

Invents the purchases of so many clients, registers the clients in a new SQLite store, and lets the follower open a
case for each lost one; then lets it look again (nothing to do), after another criterion was adopted, and reads the list
as the page does. Baseline: sqlite3's executemany of the same rows into two tables of the same columns. Wall-clock
seconds with the commit; the fastest round counts.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402

from benchmarks.what_if_speed import invent_portfolio  # noqa: E402
from kamlogic.analysis.losses import LossSettings  # noqa: E402
from kamlogic.principal import LOCAL_LEADER  # noqa: E402
from kamlogic.services.loss_cases import cases_mark, follow_losses, load_cases  # noqa: E402
from kamlogic.services.losses import find_losses  # noqa: E402
from kamlogic.services.portfolio import Portfolio  # noqa: E402
from kamlogic.services.sales_news import PROGRAM, SalesNews  # noqa: E402
from kamlogic.store.clients import assign_client_keys  # noqa: E402
from kamlogic.store.database import Store, open_store  # noqa: E402
from kamlogic.store.datasets import create_dataset  # noqa: E402
from kamlogic.store.location import database_url  # noqa: E402


def open_empty(folder: Path) -> Store:
    """A new store."""
    return open_store(folder, database_url({}, folder))


def register(store: Store, portfolio: Portfolio) -> Portfolio:
    """The portfolio as that of a data set of the store, whose clients have the same keys."""
    with store.writing() as session:
        dataset = create_dataset(session, LOCAL_LEADER, name="Invented")
        keys = assign_client_keys(session, dataset.id, portfolio.clients[["client_code", "client_name"]])
    if keys.tolist() != portfolio.clients["client_key"].tolist():
        msg = "The store numbered the clients otherwise."
        raise RuntimeError(msg)
    return replace(portfolio, dataset_id=dataset.id)


def follow(store: Store, portfolio: Portfolio, hiatus_days: int) -> int:
    """What the follower writes under a criterion, losses measured before the clock."""
    losses = find_losses(LOCAL_LEADER, portfolio, settings=LossSettings(hiatus_days=hiatus_days))
    news = SalesNews(portfolio, losses, None)
    begin = time.perf_counter()
    with store.writing() as session:
        count = follow_losses(session, replace(LOCAL_LEADER, name=PROGRAM), news)
    print(f"  {hiatus_days} days: {count:,} cases written in {time.perf_counter() - begin:.2f} s")
    return count


def plain_rows(store: Store) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The rows of the cases and of their trail as they lie in the store."""
    with store.reading() as session:
        tables = (
            "SELECT * FROM loss_case_entries",
            "SELECT * FROM audit_entries WHERE record_kind = 'loss_case'",
        )
        cases, trail = ([tuple(row) for row in session.execute(text(query))] for query in tables)
    return cases, trail


def executemany(folder: Path, cases: list[tuple[object, ...]], trail: list[tuple[object, ...]]) -> None:
    """The baseline: the same rows into two tables without keys to other tables."""
    with closing(sqlite3.connect(folder / "plain.sqlite")) as connection:
        for name, rows in (("cases", cases), ("trail", trail)):
            columns = ", ".join(f"c{place}" for place in range(len(rows[0])))
            marks = ", ".join("?" for _ in rows[0])
            connection.execute(f"DROP TABLE IF EXISTS {name}")
            connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY AUTOINCREMENT, {columns})")
            connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names
        connection.commit()


def seconds_of(action: Callable[[], object], rounds: int) -> float:
    """Wall-clock seconds of the fastest round."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--hiatus", type=int, default=30, help="days of the first criterion")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    portfolio = invent_portfolio(options.clients, options.months)
    with tempfile.TemporaryDirectory() as folder:
        store = open_empty(Path(folder) / "home")
        portfolio = register(store, portfolio)
        print(f"{options.clients:,} clients")
        for hiatus in (options.hiatus, options.hiatus, options.hiatus * 2):
            follow(store, portfolio, hiatus)
        cases, trail = plain_rows(store)
        baseline = seconds_of(lambda: executemany(Path(folder), cases, trail), options.rounds)
        print(
            f"  plain executemany of {len(cases):,} cases and {len(trail):,} lines of the trail: {baseline:.2f} s"
        )
        read = seconds_of(lambda: load_cases(LOCAL_LEADER, store, portfolio), options.rounds)
        mark = seconds_of(
            lambda: cases_mark(LOCAL_LEADER, store, dataset_id=portfolio.dataset_id), options.rounds
        )
        print(f"  the page reads the list in {read:.2f} s, and asks whether it changed in {mark:.3f} s")
        store.close()


if __name__ == "__main__":
    main()
