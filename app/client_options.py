"""Clients to choose in a form: of very many only those that a search finds, and always those chosen already."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from app.client_choices import client_labels, searched_clients


def client_options(
    clients: pd.DataFrame, *, every: pd.DataFrame, key: str, kept: Iterable[int | None] = ()
) -> dict[int, str]:
    """Client key → name and code.

    Args:
        clients: client_key, client_name and client_code of those on offer, in order.
        every: The same of all clients.
        key: Of the search, which is drawn where very many are on offer.
        kept: Clients that must be among them, e.g. because an entry names them.
    """
    found = client_labels(searched_clients(clients, key=key))
    wanted = {one for one in kept if one is not None}
    return found | client_labels(every[every["client_key"].isin(wanted)])
