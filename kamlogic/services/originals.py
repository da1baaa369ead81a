"""The files that imports were read from, as they came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kamlogic.errors import NoOriginalError
from kamlogic.principal import Principal, Role
from kamlogic.store.database import Store
from kamlogic.store.imports import list_originals
from kamlogic.store.records import ImportRecord, OriginalRecord


@dataclass(frozen=True)
class Original:
    """A file as it came.

    Attributes:
        name: What the user calls it.
        path: Where it is now.
    """

    name: str
    path: Path


def originals_of(principal: Principal, store: Store, record: ImportRecord) -> list[OriginalRecord]:
    """The files that an import was read from; empty where none was kept."""
    if principal.client_keys is not None:  # the files name clients that they may not see
        principal.require(Role.LEADER)
    with store.reading() as session:
        return list_originals(session, record.id)


@contextmanager
def opened_originals(principal: Principal, store: Store, record: ImportRecord) -> Iterator[list[Original]]:
    """The files that an import was read from, as they came, to be read anew; gone afterwards.

    Args:
        principal: Who asks; must see all clients.
        store: Where the import lies.
        record: The import.

    Yields:
        Copies, in the order in which they were read; at least one.

    Raises:
        NoOriginalError: No file was kept.
        StoreError: A file is missing or damaged.
    """
    kept = originals_of(principal, store, record)
    if not kept:
        raise NoOriginalError(record.file_name)
    with ExitStack() as stack:
        yield [
            Original(original.name, stack.enter_context(store.originals.opened(original.content_sha256)))
            for original in kept
        ]
