"""Every code and name by which a data set's clients are known."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from kamlogic.store.models import Client, ClientAlias
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

CLIENT_NAMES = Table(
    "client_names",
    N_("client × code or name by which it is known"),
    (
        CLIENT_KEY,
        Column("name_kind", "str", N_("Kind"), N_("code or name.")),
        Column("text", "str", N_("Text"), N_("Without case, with single spaces.")),
        Column("known_at", "datetime64[us]", N_("Known since"), N_("When the store first had the client, in UTC."), "date"),
    ),
)  # fmt: skip


def plain_name(text: str) -> str:
    """A code or a name without case and with single spaces; two that differ in nothing else mean the same."""
    return " ".join(text.casefold().split())


def load_client_names(session: Session, dataset_id: int) -> pd.DataFrame:
    """CLIENT_NAMES of a data set."""
    aliases = (
        select(ClientAlias.client_key, ClientAlias.kind, ClientAlias.value, Client.created_at)
        .join(Client, Client.client_key == ClientAlias.client_key)
        .where(ClientAlias.dataset_id == dataset_id)
    )
    names = select(Client.client_key, literal("name"), Client.name, Client.created_at).where(
        Client.dataset_id == dataset_id
    )
    rows = [*session.execute(aliases), *session.execute(names)]
    frame = pd.DataFrame(
        [(key, kind, plain_name(text), at.replace(tzinfo=None)) for key, kind, text, at in rows],
        columns=CLIENT_NAMES.column_names,
    )
    return frame.astype(CLIENT_NAMES.dtypes).drop_duplicates(
        ["client_key", "name_kind", "text"], ignore_index=True
    )
