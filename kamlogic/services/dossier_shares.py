"""How complete and how fresh the dossier of each client is, for many clients at once.

Four sections: general information, the history of the relationship, the decision scheme and competitors.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd
from sqlalchemy.orm import Session

from kamlogic.analysis.dossier_completeness import DOSSIER_FIELDS, measure_dossiers
from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal, Plan
from kamlogic.entries.entry import Entry
from kamlogic.entries.relationship import Event, Opinion
from kamlogic.principal import Principal
from kamlogic.store.database import Store
from kamlogic.store.entry_columns import read_columns

_GENERAL: Final = ("overview", "history", "staff", "structure", "environment")
KINDS: Final[tuple[type[Entry], ...]] = (Dossier, Contact, Competitor, Event, Opinion, Plan, Goal)
"""The kinds of entries that a dossier is made of."""


def dossier_shares(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    client_keys: pd.Series,
    today: date,
    stale_days: int,
) -> pd.DataFrame:
    """Completeness and freshness of the dossiers of these clients.

    Args:
        principal: Who asks.
        store: Where the entries lie.
        dataset_id: Of the clients.
        client_keys: Which clients; one without a dossier has completeness 0 and is stale.
        today: Against which staleness counts.
        stale_days: Days without a change after which a dossier is stale.

    Returns:
        client_key, section_share and is_stale with the index of client_keys.
    """
    with store.reading() as session:
        fields = _fields(session, dataset_id, client_keys)
        changed = _last_changes(session, dataset_id)
    shares = measure_dossiers(fields).set_index("client_key")["section_share"]
    last = changed.reindex(client_keys).set_axis(client_keys.index)
    is_stale = last.isna() | ((pd.Timestamp(today) - last).dt.days > stale_days)
    return pd.DataFrame(
        {
            "client_key": client_keys,
            "section_share": shares.reindex(client_keys).set_axis(client_keys.index).fillna(0.0),
            "is_stale": is_stale.astype("bool"),
        }
    )


def _fields(session: Session, dataset_id: int, client_keys: pd.Series) -> pd.DataFrame:
    """DOSSIER_FIELDS of these clients."""
    general = read_columns(session, dataset_id, Dossier, ["client_key"], filled=_GENERAL)
    general = general.set_index("client_key")
    filled = {("general", name): client_keys.map(general[name].astype("float64")) for name in _GENERAL}
    people = read_columns(session, dataset_id, Contact, ["client_key", "role", "attitude", "coverage"])
    events = read_columns(session, dataset_id, Event, ["client_key", "event"])
    rivals = read_columns(session, dataset_id, Competitor, ["client_key"])
    plans = read_columns(session, dataset_id, Plan, ["client_key"])
    there = {
        ("relationship", "meeting"): events[events["event"] == "meeting"],
        ("relationship", "event"): events,
        ("relationship", "plan"): plans,
        ("decision", "contact"): people,
        ("decision", "decision_maker"): people[people["role"] == "decision_maker"],
        ("decision", "attitude"): people[people["attitude"] != ""],
        ("competitors", "competitor"): rivals,
    }
    filled |= {
        place: client_keys.isin(found["client_key"]).astype("float64") for place, found in there.items()
    }
    parts = [
        pd.DataFrame(
            {"client_key": client_keys, "section": section, "field": name, "is_filled": values.fillna(0).astype("bool")}
        )
        for (section, name), values in filled.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[DOSSIER_FIELDS.column_names]


def _last_changes(session: Session, dataset_id: int) -> pd.Series:
    """Day of the last change of anything in the dossier, by client."""
    changes = [read_columns(session, dataset_id, kind, ["client_key"]) for kind in KINDS]
    every = pd.concat([one[["client_key", "updated_at"]] for one in changes])
    last: pd.Series = every.dropna().groupby("client_key")["updated_at"].max()
    return last.set_axis(last.index.astype("int64"))
