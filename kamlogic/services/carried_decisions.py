"""What was decided for a kept data set, taken along to an analysis of files that are not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.services.adopted_settings import KEY_CRITERIA, SELECTION
from kamlogic.services.adoptions import adopted
from kamlogic.services.datasets import list_states
from kamlogic.services.entries import find_entries
from kamlogic.services.loss_adoption import TOPIC as LOSS_CRITERION
from kamlogic.store.adoptions import AdoptionRecord, add_adoption
from kamlogic.store.clients import load_clients
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, add_entry
from kamlogic.texts import _

SETTINGS_OF: Final = {KEY_CRITERIA.name: "key", SELECTION.name: "selection", LOSS_CRITERION: "losses"}
"""Topic of a decision → the group of the report's settings that it decides."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """What was decided and judged.

    Attributes:
        adoptions: Those that hold.
        judgements: Types, overrides and selections, oldest first.
        codes: client_code by client_key, of the data set they were decided for.
    """

    adoptions: list[AdoptionRecord]
    judgements: list[Saved[Any]]
    codes: dict[int, str]

    def settings(self) -> dict[str, Any]:
        """The adopted settings by their group in the report's settings."""
        return {
            SETTINGS_OF[one.topic]: dict(one.value)
            for one in self.adoptions
            if one.topic in SETTINGS_OF and one.value is not None
        }


def load_decisions(principal: Principal, store: Store, *, dataset: str) -> Decisions:
    """What was decided for the data set of this name.

    Raises:
        UnknownRecordError: There is none of this name.
    """
    ids = [one.dataset.id for one in list_states(principal, store) if one.dataset.name == dataset]
    if not ids:
        raise UnknownRecordError(_("data set"), dataset)
    judgements: list[Saved[Any]] = []
    for entry_type in (ClientTag, Override, Selection):
        judgements += find_entries(principal, store, entry_type, dataset_id=ids[0])
    with store.reading() as session:
        clients = load_clients(session, ids[0])
    codes = dict(zip(clients["client_key"].tolist(), clients["client_code"].tolist(), strict=True))
    decided = adopted(principal, store, dataset_id=ids[0])
    return Decisions(list(decided.values()), judgements, codes)


def carry_decisions(principal: Principal, store: Store, decisions: Decisions, *, dataset_id: int) -> None:
    """Write the decisions into another data set, signed by those who took them.

    Args:
        principal: Who asks.
        store: Of the data set that they are taken to.
        decisions: Of another data set; judgements of clients whose code is unknown here are left out.
        dataset_id: Where they go.
    """
    with store.writing() as session:
        here = load_clients(session, dataset_id)
        keys = pd.Series(here["client_key"].to_numpy(), index=here["client_code"]).to_dict()
        for record in decisions.adoptions:
            signed = replace(principal, name=record.who)
            add_adoption(
                session, signed, dataset_id=dataset_id, topic=record.topic, value=record.value, at=record.at
            )
        for one in decisions.judgements:
            key = keys.get(decisions.codes.get(one.entry.client_key, ""))
            if key is not None:
                entry = one.entry.with_values(client_key=int(key))
                add_entry(
                    session, replace(principal, name=one.updated_by), dataset_id=dataset_id, entry=entry
                )
