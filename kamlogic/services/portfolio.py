"""The small tables of one data set, for one viewer, up to one day: what every analysis starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues, sort_day_values
from kamlogic.engine import statements
from kamlogic.engine.duckdb_lines import LineFile, SalesLines, open_lines
from kamlogic.errors import EmptyDatasetError
from kamlogic.periods import DataSpan, complete_months, default_as_of, measure_span
from kamlogic.principal import Principal
from kamlogic.rhythm import Rhythm, measure_rhythm
from kamlogic.store.client_links import load_links
from kamlogic.store.clients import load_clients
from kamlogic.store.database import Store
from kamlogic.store.datasets import get_dataset
from kamlogic.store.import_states import ImportState, imports_at
from kamlogic.store.link_folding import fold_keys
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS, CLIENTS, UNIDENTIFIED_KEY

MOST_EARLIER_RHYTHMS = 2
"""Of so many earlier days the rhythm is kept, for those of very many sales are large."""


@dataclass(frozen=True, eq=False)
class LineTotals:
    """Totals of every accepted line that the viewer may see, later than the as-of day or not.

    Attributes:
        line_count: Lines.
        net_sales: Sum of the amounts, exact.
        gross_profit: The same less cost, over lines whose cost is known; None when none is.
        unidentified_line_count: Lines without a client.
        unidentified_net_sales: Their sum.
        client_count: Clients with a line.
        document_count: Distinct documents; 0 when the exports name none.
        first_date: Day of the earliest line.
        last_date: Day of the latest line.
    """

    line_count: int
    net_sales: Decimal
    gross_profit: Decimal | None
    unidentified_line_count: int
    unidentified_net_sales: Decimal
    client_count: int
    document_count: int
    first_date: date
    last_date: date


@dataclass(frozen=True, eq=False)
class Portfolio:
    """One data set, ready for the analyses.

    Attributes:
        dataset_id: In the store.
        name: The data set's name.
        as_of: The last day that is used.
        span: From when to when there are lines up to the as-of day, of any client, for the viewer's own may be silent.
        scale: Decimals of the money.
        currency: The currency of all money; empty where the exports name none.
        totals: Of every accepted line that the viewer may see.
        clients: CLIENTS.
        client_periods: CLIENT_PERIODS up to the as-of day, the unidentified client included.
        client_days: CLIENT_DAYS up to the as-of day, the unidentified client included.
        sequence: The event of the data set's history after which this was so; None for now.
        mapping: Client → the client under which its lines count: merged into it or, grouped by parent, belonging to it.
        parents: Client → its parent, of those that they may see, grouped or not.
    """

    dataset_id: int
    name: str
    as_of: date
    span: DataSpan
    scale: int
    currency: str
    totals: LineTotals
    clients: pd.DataFrame
    client_periods: pd.DataFrame
    client_days: pd.DataFrame
    sequence: int | None = None
    mapping: Mapping[int, int] = field(default_factory=dict)
    parents: Mapping[int, int] = field(default_factory=dict)

    @property
    def has_cost(self) -> bool:
        """At least one line has a cost, so that there is a gross profit."""
        return self.totals.gross_profit is not None

    @cached_property
    def client_codes(self) -> pd.Series:
        """client_code by client_key."""
        return self.clients.set_index("client_key")["client_code"]

    @cached_property
    def client_names(self) -> pd.Series:
        """client_name by client_key."""
        return self.clients.set_index("client_key")["client_name"]

    @cached_property
    def named_clients(self) -> pd.DataFrame:
        """CLIENTS with a row for each that counts under another one, under that one's name and code.

        Entries keep the client of whom they were written, so their names are looked up here.
        """
        merged = pd.Series(list(self.mapping), dtype="int64").to_frame("client_key")
        joined = merged.assign(became=self.clients_of(merged["client_key"])).merge(
            self.clients.rename(columns={"client_key": "became"}), on="became"
        )
        every = pd.concat([self.clients, joined[CLIENTS.column_names]], ignore_index=True)
        return every.drop_duplicates("client_key", ignore_index=True)

    @cached_property
    def entry_names(self) -> pd.Series:
        """client_name by client_key, of every client that an entry may name."""
        return self.named_clients.set_index("client_key")["client_name"]

    def client_of(self, client_key: int) -> int:
        """The client under which this one counts."""
        return self.mapping.get(client_key, client_key)

    def clients_of(self, client_keys: pd.Series) -> pd.Series:
        """The clients under which these count; missing keys stay missing."""
        return fold_keys(client_keys, self.mapping)

    def keys_of(self, client_keys: Iterable[int]) -> list[int]:
        """These clients and every one that counts under one of them: those whose entries are theirs."""
        own = dict.fromkeys(client_keys)
        return [*own, *(key for key, target in self.mapping.items() if target in own and key not in own)]

    @cached_property
    def day_values(self) -> DayValues:
        """The days with lines of identified clients, sorted once for many analyses."""
        return sort_day_values(self.client_days)

    def rhythm(self, day: date | None = None) -> Rhythm:
        """When each client buys, measured once; as it was known on an earlier day when one is given."""
        known_on = day or self.as_of
        found = self._rhythms.get(known_on)
        if found is None:
            values, days = self.day_values, self.client_days
            if known_on < self.as_of:
                values = sort_day_values(days[days["date"] <= pd.Timestamp(known_on)])
            complete = complete_months(self.span, known_on)
            earlier = [kept for kept in list(self._rhythms) if kept != self.as_of]
            for oldest in earlier[: len(earlier) + 1 - MOST_EARLIER_RHYTHMS]:
                self._rhythms.pop(oldest, None)
            found = self._rhythms[known_on] = measure_rhythm(values, as_of=known_on, complete=complete)
        return found

    @cached_property
    def _rhythms(self) -> dict[date, Rhythm]:
        return {}

    def unidentified(self) -> pd.DataFrame:
        """CLIENT_PERIODS of the lines without a client."""
        return self.client_periods[self.client_periods["client_key"] == UNIDENTIFIED_KEY]


def line_files(principal: Principal, store: Store, imports: Sequence[ImportState]) -> list[LineFile]:
    """The verified line files of these imports, each with its scale and its hidden periods."""
    return [
        LineFile(store.files.verify(state.record.lines_sha256), state.record.scale, state.hidden)
        for state in imports
        if state.record.accepted_count
    ]


@contextmanager
def lines_of(principal: Principal, store: Store, portfolio: Portfolio) -> Iterator[SalesLines]:
    """The lines of a portfolio, under the clients that it knows; statements bound them to those that may be seen."""
    with store.reading() as session:
        imports = imports_at(session, portfolio.dataset_id, portfolio.sequence)
    with open_lines(line_files(principal, store, imports), portfolio.mapping) as lines:
        yield lines


def load_portfolio(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    as_of: date | None = None,
    today: date | None = None,
    sequence: int | None = None,
    by_parent: bool = False,
    is_merged: bool = True,
) -> Portfolio:
    """Sum a data set's lines into the small tables.

    Args:
        principal: Only the clients they may see are in the tables and totals. Of clients that were merged it is the
            one they became that they must be allowed to see; parents count where they may see both.
        store: Where the data set lies.
        dataset_id: Which one.
        as_of: The last day to use; the last day of the last complete month when not given.
        today: Lines of later days, mistyped or planned, do not move the as-of day that is found.
        sequence: As the data set was after this event of its history; as it is now when not given.
            Merges and parents are always those of now.
        by_parent: Clients count under their parents.
        is_merged: Merged clients count under the one they became; False leaves every client under its own key.

    Returns:
        The portfolio.

    Raises:
        EmptyDatasetError: The data set has no line that they may see, or none up to the as-of day.
        UnknownRecordError: There is no such data set.
    """
    with store.reading() as session:
        dataset = get_dataset(session, dataset_id)
        imports = imports_at(session, dataset_id, sequence)
        links, visible = load_links(session, dataset_id), principal.client_keys
        mapping = links.mapping(by_parent=by_parent, visible=visible) if is_merged else {}
        clients = load_clients(session, dataset_id, mapping)
    if not imports:
        raise EmptyDatasetError(dataset.name)
    with open_lines(line_files(principal, store, imports), mapping) as lines:
        days = pd.Series(lines.arrow(statements.sales_days())["date"].to_numpy())
        past = days[days <= np.datetime64(today)] if today else days
        day = as_of or default_as_of(measure_span(past if len(past) else days))
        known = days[days <= np.datetime64(day)]
        client_days = lines.frame(statements.client_days(day, visible), CLIENT_DAYS)
        if known.empty or client_days.empty:
            raise EmptyDatasetError(f"{dataset.name} up to {day}")
        return Portfolio(
            dataset_id=dataset_id,
            name=dataset.name,
            as_of=day,
            span=measure_span(known),
            scale=lines.scale,
            currency=_currency(imports),
            totals=_line_totals(lines, visible),
            clients=clients if visible is None else clients[clients["client_key"].isin(visible)],
            client_periods=lines.frame(statements.client_periods(day, visible), CLIENT_PERIODS),
            client_days=client_days,
            sequence=sequence,
            mapping=mapping,
            parents=links.visible_parents(visible),
        )


def _currency(imports: Sequence[ImportState]) -> str:
    named = {state.record.currency for state in imports if state.record.currency}
    return named.pop() if len(named) == 1 else ""


def _line_totals(lines: SalesLines, visible: frozenset[int] | None) -> LineTotals:
    found = lines.record(statements.line_totals(visible))
    return LineTotals(
        line_count=int(found["line_count"]),
        net_sales=found["net_sales"],
        gross_profit=found["gross_profit"],
        unidentified_line_count=int(found["unidentified_line_count"]),
        unidentified_net_sales=found["unidentified_net_sales"],
        client_count=int(found["client_count"]),
        document_count=int(found["document_count"]),
        first_date=found["first_date"],
        last_date=found["last_date"],
    )
