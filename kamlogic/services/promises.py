"""Were the promises that people made kept in time?

The promises are those of incidents and of events of the kind promise. They are judged by the formula of deliveries
(analysis/punctuality), each a whole order of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kamlogic.analysis.punctuality import (
    PUNCTUALITY_CLIENTS,
    PunctualityResult,
    PunctualitySettings,
    measure_punctuality,
    rate_groups,
)
from kamlogic.entries.relationship import Event, Incident
from kamlogic.formats import count_text, days_text, share_text
from kamlogic.principal import Principal
from kamlogic.ratios import ratio
from kamlogic.services.entries import find_entries
from kamlogic.store.database import Store
from kamlogic.store.link_folding import fold_keys
from kamlogic.tables import DELIVERIES, Column
from kamlogic.texts import N_, _, ngettext

PROMISE_COLUMNS = [
    Column("order_count", "int64", N_("Promises"), N_("Promises that were due."), "count"),
    Column("otif_count", "int64", N_("Kept in time"), N_("By the promised day."), "count"),
    Column("failed_count", "int64", N_("Not kept in time"), N_("Late, or due and not kept."), "count"),
    Column("otif_share", "float64", N_("Punctuality"), N_("Kept in time, of those due."), "share"),
    Column("late_days", "float64", N_("Days late"), N_("Mean of those kept late."), "number"),
    Column("is_small", "bool", N_("Few promises"), N_("Fewer promises than a rate needs."), "flag"),
]
PERSON = Column("person", "str", N_("Who promised"), N_("Owner of the incident, or our person of the event."))
NOBODY = ""


@dataclass(frozen=True, eq=False)
class Promises:
    """Promises of people.

    Attributes:
        result: The rates; an order is a promise.
        people: PERSON and PROMISE_COLUMNS, most promises first.
        dated_count: Promises that name their day.
        undated_count: Promises that do not.
    """

    result: PunctualityResult
    people: pd.DataFrame
    dated_count: int
    undated_count: int

    @property
    def dated_share(self) -> float:
        """Promises that name their day, of all; NaN without any."""
        return ratio(self.dated_count, self.dated_count + self.undated_count)


def find_promises(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    today: date,
    settings: PunctualitySettings,
    mapping: Mapping[int, int],
) -> Promises:
    """Judge every promise that is due by today, to the clients that the person may see.

    Args:
        principal: Who asks.
        store: Where incidents and events lie.
        dataset_id: Which data set.
        today: The last day that is known.
        settings: The tolerance.
        mapping: Client → the client under which it counts (Portfolio.mapping).
    """
    incidents = [one.entry for one in find_entries(principal, store, Incident, dataset_id=dataset_id)]
    events = find_entries(principal, store, Event, dataset_id=dataset_id, event="promise")
    made = [
        (one.client_key, one.promised_for, one.kept_on, one.owner)
        for one in incidents
        if one.promised_for is not None
    ]
    made += [
        (one.entry.client_key, one.entry.promised_for, one.entry.done_on, one.entry.our_person)
        for one in events
        if one.entry.promised_for is not None
    ]
    undated = sum(bool(one.promise) and one.promised_for is None for one in incidents)
    log = pd.DataFrame(made, columns=["client_key", "promised_date", "delivered_date", "person"])
    log["client_key"] = fold_keys(log["client_key"], mapping)
    result = measure_punctuality(_as_deliveries(log), as_of=today, settings=settings)
    people = log["person"].reindex(result.orders["order_number"]).set_axis(result.orders.index)
    rates = rate_groups(result.orders, people.astype("str").rename(PERSON.name), settings=settings)
    by_size = rates.sort_values(["order_count", PERSON.name], ascending=[False, True], ignore_index=True)
    columns = [PERSON.name, *(column.name for column in PROMISE_COLUMNS)]
    return Promises(result, by_size[columns], len(made), undated)


def _as_deliveries(log: pd.DataFrame) -> pd.DataFrame:
    """DELIVERIES with a promise in each row."""
    rows = log.assign(
        order_number=log.index,
        is_whole=True,
        line_count=1,
        ordered_quantity=1.0,
        delivered_quantity=1.0,
    )
    return rows[DELIVERIES.column_names].astype(DELIVERIES.dtypes)


def promise_clients(promises: Promises, clients: pd.DataFrame) -> pd.DataFrame:
    """The rates by client with code and name; a client without a due promise is absent."""
    PUNCTUALITY_CLIENTS.require(promises.result.clients)
    return promises.result.clients.merge(clients, on="client_key", how="left")


def promises_conclusion(principal: Principal, promises: Promises) -> str:
    """How many promises were kept in time."""
    count, good = promises.result.order_count, promises.result.otif_count
    if not promises.dated_count:
        return _("n/a: no promise with its day is written down yet.")
    if not count:
        return _("No promise is due yet.")
    if count == 1:
        return (
            _("The one promise that was due was kept in time.")
            if good
            else _("The one promise that was due was not kept in time.")
        )
    return _("{share} of {count} promises were kept in time ({good}).").format(
        share=share_text(promises.result.otif_share), count=count_text(count), good=count_text(good)
    )


def promises_notes(principal: Principal, promises: Promises) -> list[str]:
    """How they are judged, and how many cannot be."""
    if not promises.dated_count:
        return [_("Write promises down with their day: at an incident, or as an event of the client.")]
    tolerance = promises.result.settings.tolerance_days
    lead = _(
        "Kept in time: by the promised day; early counts. What is due and not kept counts as not in time."
    )
    if tolerance:
        lead = _("Kept in time: by the promised day and {days} more; early counts.").format(
            days=days_text(tolerance)
        )
    covered = _("{share} of {count} promises name their day.").format(
        share=share_text(promises.dated_share),
        count=count_text(promises.dated_count + promises.undated_count),
    )
    open_count = promises.result.open_count
    if not open_count:
        return [lead, covered]
    waiting = ngettext("{count} is not due yet.", "{count} are not due yet.", open_count)
    return [lead, f"{covered} {waiting.format(count=count_text(open_count))}"]
