"""Fill the user's data set of a store with as many entries as years of work with key clients leave.

    python benchmarks/fill_entries.py --home FOLDER [--share 1.0]

Lets the followers open their loss cases first, then writes invented entries as the forms do, a thousand in a
transaction, and prints the seconds of each kind. FOLDER is the KUNCI_HOME that page_speed.py --home measures after.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from kamlogic.entries.dossier import Contact, Dossier  # noqa: E402
from kamlogic.entries.entry import Entry  # noqa: E402
from kamlogic.entries.judgements import Override  # noqa: E402
from kamlogic.entries.people import Ownership  # noqa: E402
from kamlogic.entries.programmes import Programme, Target  # noqa: E402
from kamlogic.entries.prospects import Prospect  # noqa: E402
from kamlogic.entries.relationship import Event, Incident, Opinion, Task  # noqa: E402
from kamlogic.entries.winning_back import WinBack  # noqa: E402
from kamlogic.principal import LOCAL_LEADER  # noqa: E402
from kamlogic.services.datasets import own_dataset  # noqa: E402
from kamlogic.services.entries import write_entry  # noqa: E402
from kamlogic.services.following import follow_sales  # noqa: E402
from kamlogic.services.loss_cases import load_cases  # noqa: E402
from kamlogic.services.portfolio import Portfolio, load_portfolio  # noqa: E402
from kamlogic.store.database import Store, open_store  # noqa: E402
from kamlogic.store.location import database_url  # noqa: E402

COUNTS = {
    "dossier": 1_000, "contact": 5_000, "event": 20_000, "opinion": 1_000, "incident": 2_000, "prospect": 500,
    "programme": 30, "target": 300, "task": 2_000, "win_back": 500, "ownership": 2_000, "override": 300,
}  # fmt: skip
DAYS_BACK = 540
PORTION = 1_000


class Inventor:
    """Makes entries about the clients of a portfolio, the largest first."""

    def __init__(self, portfolio: Portfolio, cases: pd.DataFrame) -> None:
        self._random = np.random.default_rng(5)
        sums = portfolio.client_periods.groupby("client_key")["net_sales"].sum().sort_values(ascending=False)
        self._clients = [int(key) for key in sums.index]
        self._cases = cases[["id", "client_key"]].head(COUNTS["win_back"]).to_numpy().tolist()
        self._as_of = portfolio.as_of

    def _one_of(self, *values: str) -> str:
        return values[int(self._random.integers(len(values)))]

    def _day(self, back: int = DAYS_BACK) -> date:
        return self._as_of - timedelta(days=int(self._random.integers(back)))

    def _dossiered(self, place: int) -> int:
        return self._clients[place % COUNTS["dossier"]]

    def dossier(self, place: int) -> Entry:
        """General information of one of the largest clients."""
        return Dossier(client_key=self._clients[place], overview="Builds houses. " * 20, headcount=40)

    def contact(self, place: int) -> Entry:
        """A person at a client with a dossier."""
        return Contact(
            client_key=self._dossiered(place), name=f"Person {place}", email=f"p{place}@example.com",
            role=self._one_of("decision_maker", "approver", "evaluator", "user", "contact"),
            power=int(self._random.integers(11)), attitude=self._one_of("supporter", "neutral", "enemy"),
            coverage=self._one_of("none", "brief", "in_depth"), relation_now=2, relation_wanted=4,
            last_contact=self._day(),
        )  # fmt: skip

    def event(self, place: int) -> Entry:
        """Something that happened with a client with a dossier."""
        kind, on = self._one_of("meeting", "offer", "delivery", "win", "note", "promise"), self._day()
        due = on + timedelta(days=14) if kind == "promise" else None
        done = due if place % 3 else None
        return Event(
            client_key=self._dossiered(place), happened_on=on, event=kind, description="We talked. " * 10,
            promised_for=due, done_on=done,
        )  # fmt: skip

    def opinion(self, place: int) -> Entry:
        """What a client said."""
        return Opinion(
            client_key=self._dossiered(place), said_on=self._day(), channel="remark", statement="Late again."
        )

    def incident(self, place: int) -> Entry:
        """A mistake with any client."""
        on = self._day()
        mistake = self._one_of("unpunctuality", "quality", "service", "product", "other")
        resolved = on + timedelta(days=9) if place % 2 else None
        return Incident(
            client_key=self._clients[place * 7 % len(self._clients)], happened_on=on, mistake=mistake,
            description="It went wrong.", promise="A new one", promised_for=on + timedelta(days=7),
            resolved_on=resolved,
        )  # fmt: skip

    def prospect(self, place: int) -> Entry:
        """A firm that may become a client."""
        stage = self._one_of("new", "contacted", "meeting", "offer", "negotiation")
        answers = [self._one_of("yes", "no", "unknown") for _ in range(3)]
        return Prospect(
            name=f"Prospect firm {place}", stage=stage, need=answers[0], solvency=answers[1],
            authority=answers[2], estimated_value=10_000, due=self._day(60),
        )  # fmt: skip

    def programme(self, place: int) -> Entry:
        """A programme for a hundred clients."""
        members = tuple(self._clients[place * 100 : place * 100 + 100])
        start = self._as_of - timedelta(days=200)
        return Programme(
            name=f"Programme {place}", members=members, objective="Sell more", start=start, state="running",
            target=1_000_000, cost=5_000,
        )  # fmt: skip

    def target(self, place: int) -> Entry:
        """A client at which marketing and sales aim."""
        return Target(client_key=self._clients[place], tier=self._one_of("1", "2", "3"))

    def task(self, place: int) -> Entry:
        """Something to do."""
        return Task(
            client_key=self._clients[place], task=f"Call about order {place}", owner=f"Manager {place % 40:02}",
            due=self._day(120) + timedelta(days=60), done_on=self._day(60) if place % 2 else None,
        )  # fmt: skip

    def win_back(self, place: int) -> Entry:
        """An attempt to win back the client of a loss case."""
        case_id, client_key = self._cases[place % len(self._cases)]
        offered = self._day(120) if place % 2 else None
        return WinBack(
            client_key=client_key, loss_case_id=case_id, offer_type="discount", cost=100, offered_on=offered,
            state="offered" if offered else "planned", due=self._day(30),
        )  # fmt: skip

    def ownership(self, place: int) -> Entry:
        """A client that was given to another manager."""
        return Ownership(
            client_key=self._clients[place * 3], manager=f"Manager {place % 40:02}", from_date=self._day(300)
        )

    def override(self, place: int) -> Entry:
        """A verdict of a person."""
        value = "yes" if place % 2 else "no"
        return Override(
            client_key=self._clients[place * 2], verdict="key", value=value, reason="We know better.",
            judged_on=self._day(90),
        )  # fmt: skip

    def entries(self, kind: str, share: float) -> Iterator[Entry]:
        """So many of a kind."""
        return (getattr(self, kind)(place) for place in range(round(COUNTS[kind] * share)))


def fill(store: Store, dataset_id: int, share: float) -> None:
    """Follow, write, and print what each took."""
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id)
    begin = time.perf_counter()
    followed = follow_sales(LOCAL_LEADER, store, portfolio)
    print(f"{'followed':<12}{followed:>8,}{time.perf_counter() - begin:>9.2f} s")
    inventor = Inventor(portfolio, load_cases(LOCAL_LEADER, store, portfolio))
    for kind in COUNTS:
        begin, count, waiting = time.perf_counter(), 0, inventor.entries(kind, share)
        while some := list(islice(waiting, PORTION)):
            with store.writing() as session:
                for entry in some:
                    write_entry(session, LOCAL_LEADER, dataset_id=dataset_id, entry=entry)
            count += len(some)
        print(f"{kind:<12}{count:>8,}{time.perf_counter() - begin:>9.2f} s", flush=True)
    for _round in range(2):
        begin = time.perf_counter()
        followed = follow_sales(LOCAL_LEADER, store, portfolio)
        print(f"{'followed':<12}{followed:>8,}{time.perf_counter() - begin:>9.2f} s")


def main() -> None:
    """Fill the store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of entries")
    options = parser.parse_args()
    with closing(open_store(options.home, database_url(os.environ, options.home))) as store:
        fill(store, own_dataset(LOCAL_LEADER, store).id, options.share)


if __name__ == "__main__":
    main()
