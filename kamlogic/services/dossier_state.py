"""How complete and how fresh the dossiers are, of one client or of many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from kamlogic.analysis.dossier_completeness import CLIENT_DOSSIERS, DOSSIER_FIELDS, measure_dossiers
from kamlogic.analysis.dossier_freshness import (
    DOSSIER_AGES,
    SECTION_AGES,
    SECTION_CHANGES,
    FreshnessSettings,
    measure_freshness,
)
from kamlogic.entries.dossier import Competitor, Contact, Dossier
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.principal import Principal
from kamlogic.services.sales_news import PROGRAM
from kamlogic.store.client_links import client_mapping
from kamlogic.store.database import Store
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.link_folding import fold_keys
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

SECTIONS: Final[dict[str, dict[str, str]]] = {
    "general": {
        shape.name: shape.label for shape in Dossier.shapes("general")
    },
    "relationship": {
        "payment_terms": N_("Payment terms"),
        "delivery_terms": N_("Delivery terms"),
        "recent_event": N_("An event of the last 180 days"),
        "reasons": N_("Wins and losses, each with its reason"),
        "next_step": N_("A next step"),
    },
    "decision": {
        "decision_maker": N_("A decision maker"),
        "power": N_("Decision power of everybody"),
        "attitude": N_("Attitude of everybody"),
        "coverage": N_("Coverage of everybody"),
        "last_contact": N_("Last contact with everybody"),
    },
    "competitors": {
        "name": N_("A competitor"),
        "product": N_("What each offers"),
        "state": N_("Where each stands"),
        "strengths": N_("Strengths of each"),
        "weaknesses": N_("Weaknesses of each"),
        "answer": N_("Our answer to each"),
    },
}  # fmt: skip
"""Section → the fields that count and what they are called, in the order of the article."""

DOSSIER_SECTIONS = Table(
    "dossier_sections",
    N_("client with a dossier × section"),
    (
        CLIENT_KEY,
        DOSSIER_FIELDS.column("section"),
        Column("field_count", "int64", N_("Fields"), N_("That count in the section."), "count"),
        Column("filled_count", "int64", N_("Filled"), N_("Of them filled."), "count"),
        *SECTION_AGES.columns[2:4],
        SECTION_AGES.column("is_stale"),
    ),
)

DOSSIER_STATES = Table(
    "dossier_states",
    N_("client about whom somebody wrote something"),
    (*CLIENT_DOSSIERS.columns, *DOSSIER_AGES.columns[1:]),
)


@dataclass(frozen=True, eq=False)
class DossierStates:
    """How complete and how fresh dossiers are.

    Attributes:
        clients: DOSSIER_STATES by client.
        sections: DOSSIER_SECTIONS, the sections of a client in the order of SECTIONS.
        fields: DOSSIER_FIELDS.
    """

    clients: pd.DataFrame
    sections: pd.DataFrame
    fields: pd.DataFrame


def dossier_states(principal: Principal, store: Store, dataset_id: int, today: date) -> pd.DataFrame:
    """DOSSIER_STATES of every client that the person may see and about whom somebody wrote something."""
    return measure_dossier_states(principal, store, dataset_id=dataset_id, today=today).clients


def measure_dossier_states(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    today: date,
    client_keys: frozenset[int] | None = None,
) -> DossierStates:
    """How complete and how fresh dossiers are, with their parts.

    What the program wrote by itself, e.g. the tasks of gaps, makes no dossier complete or fresh. General information
    and terms share one entry, so a change of either makes the general section fresh.

    Args:
        principal: Who asks.
        store: Where the dossiers lie.
        dataset_id: The data set.
        today: The day of work.
        client_keys: Only these clients; None means all.
    """
    seen = principal.client_keys
    keys = client_keys if seen is None or client_keys is None else client_keys & seen
    written = _Written.load(store, dataset_id, seen if client_keys is None else keys)
    filled = written.filled_fields(today)
    fields = _fields(filled)
    ages = measure_freshness(written.changes(), as_of=today, settings=FreshnessSettings())
    clients = measure_dossiers(fields).merge(ages.clients, on="client_key", how="left")
    counts = fields.groupby(["client_key", "section"], sort=False)["is_filled"].agg(["size", "sum"])
    counts = counts.set_axis(["field_count", "filled_count"], axis=1).reset_index()
    sections = counts.merge(ages.sections, on=["client_key", "section"], how="left")
    sections["is_stale"] = sections["is_stale"].eq(other=True)
    return DossierStates(
        clients=clients[DOSSIER_STATES.column_names].astype(DOSSIER_STATES.dtypes),
        sections=sections[DOSSIER_SECTIONS.column_names].astype(DOSSIER_SECTIONS.dtypes),
        fields=fields,
    )


@dataclass(frozen=True, eq=False)
class _Written:
    """What people wrote, a frame for each kind."""

    dossiers: pd.DataFrame
    contacts: pd.DataFrame
    competitors: pd.DataFrame
    events: pd.DataFrame
    tasks: pd.DataFrame
    voices: pd.DataFrame

    @classmethod
    def load(cls, store: Store, dataset_id: int, keys: frozenset[int] | None) -> _Written:
        """As of one moment; what was written of a client merged into another counts for that one."""
        with store.reading() as session:
            became = client_mapping(session, dataset_id)
            if keys is not None:
                keys |= {key for key, target in became.items() if target in keys}

            def read(entry_type: type, names: list[str], filled: tuple[str, ...] = ()) -> pd.DataFrame:
                found = read_columns(
                    session, dataset_id, entry_type, ["client_key", *names], filled=filled, client_keys=keys
                )
                found = found[found["client_key"].notna()].astype({"client_key": "int64"})
                return found.assign(client_key=fold_keys(found["client_key"], became))

            general = tuple(name for name in SECTIONS["general"] if name != "headcount")
            return cls(
                dossiers=read(Dossier, ["headcount"], (*general, "payment_terms", "delivery_terms")),
                contacts=read(Contact, ["role", "power", "attitude", "coverage", "last_contact"]),
                competitors=read(
                    Competitor, ["name", "product", "state"], ("strengths", "weaknesses", "answer")
                ),
                events=read(Event, ["happened_on", "event", "next_step"], ("result",)),
                tasks=read(Task, ["done_on", "subject"]),
                voices=pd.concat([read(Opinion, []), read(Incident, [])], ignore_index=True),
            )

    def filled_fields(self, today: date) -> pd.DataFrame:
        """By client, a column for each field: whether it is filled."""
        groups: dict[str, Mapping[Any, pd.Series] | pd.DataFrame] = {
            "general": self._general(),
            "relationship": self._relationship(today),
            "decision": self._decision(),
            "competitors": self._competitors(),
        }
        together = {
            (section, name): groups[section][name] for section, names in SECTIONS.items() for name in names
        }
        clients = pd.Index(sorted(set(self.changes()["client_key"])), dtype="int64", name="client_key")
        return pd.DataFrame(
            {place: values.reindex(clients, fill_value=False) for place, values in together.items()},
            index=clients,
        )

    def changes(self) -> pd.DataFrame:
        """SECTION_CHANGES."""
        terms = self.dossiers[self.dossiers["payment_terms"] | self.dossiers["delivery_terms"]]
        own_tasks = self.tasks[self.tasks["updated_by"] != PROGRAM]
        by_section = {
            "general": [self.dossiers],
            "relationship": [terms, self.events, own_tasks, self.voices],
            "decision": [self.contacts],
            "competitors": [self.competitors],
        }
        found = [
            pd.DataFrame(
                {"client_key": frame["client_key"], "section": section, "changed_at": frame["updated_at"]}
            )
            for section, frames in by_section.items()
            for frame in frames
        ]
        return pd.concat(found, ignore_index=True).astype(SECTION_CHANGES.dtypes)

    def _general(self) -> pd.DataFrame:
        dossiers = self.dossiers.assign(headcount=self.dossiers["headcount"].notna())
        return dossiers.groupby("client_key")[list(SECTIONS["general"])].any()

    def _relationship(self, today: date) -> dict[str, pd.Series]:
        events = self.events
        terms = self.dossiers.groupby("client_key")[["payment_terms", "delivery_terms"]].any()
        earliest = pd.Timestamp(today - timedelta(days=FreshnessSettings().stale_days))
        recent = events[events["happened_on"].gt(earliest) & events["happened_on"].le(pd.Timestamp(today))]
        decided = events[events["event"].isin(["win", "loss"])]
        to_do = self.tasks[self.tasks["done_on"].isna() & (self.tasks["subject"] != "gap")]
        planned = pd.concat([to_do["client_key"], recent.loc[recent["next_step"] != "", "client_key"]])
        return {
            "payment_terms": terms["payment_terms"],
            "delivery_terms": terms["delivery_terms"],
            "recent_event": _there(recent["client_key"]),
            "reasons": _every(decided["result"], decided["client_key"]),
            "next_step": _there(planned),
        }

    def _decision(self) -> dict[str, pd.Series]:
        contacts = self.contacts
        keys = contacts["client_key"]
        return {
            "decision_maker": _there(keys[contacts["role"] == "decision_maker"]),
            "power": _every(contacts["power"].notna(), keys),
            "attitude": _every(contacts["attitude"] != "", keys),
            "coverage": _every(contacts["coverage"] != "", keys),
            "last_contact": _every(contacts["last_contact"].notna(), keys),
        }

    def _competitors(self) -> dict[str, pd.Series]:
        rivals = self.competitors
        told = {"product": rivals["product"] != "", "state": rivals["state"] != ""}
        told |= {name: rivals[name] for name in ("strengths", "weaknesses", "answer")}
        every = {name: _every(is_told, rivals["client_key"]) for name, is_told in told.items()}
        return {"name": _there(rivals["client_key"]), **every}


def _there(keys: pd.Series) -> pd.Series:
    """True for each of these clients."""
    found = pd.Index(keys.unique(), dtype="int64", name="client_key")
    return pd.Series(data=True, index=found, dtype="bool")


def _every(is_filled: pd.Series, keys: pd.Series) -> pd.Series:
    """By client, whether all its entries are filled."""
    return is_filled.astype("bool").groupby(keys).all()


def _fields(filled: pd.DataFrame) -> pd.DataFrame:
    """DOSSIER_FIELDS of a frame with a column for each field."""
    found = [
        pd.DataFrame(
            {
                "client_key": filled.index,
                "section": section,
                "field": name,
                "is_filled": filled[section, name].to_numpy(),
            }
        )
        for section, names in SECTIONS.items()
        for name in names
    ]
    return pd.concat(found, ignore_index=True).astype(DOSSIER_FIELDS.dtypes)
