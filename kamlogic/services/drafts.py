"""What a person typed into a form and could not save: kept until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic

from pydantic_core import to_jsonable_python

from kamlogic.entries.entry import EntryT
from kamlogic.principal import Principal
from kamlogic.services.exchange_merge import entry_at
from kamlogic.store import drafts
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved


@dataclass(frozen=True)
class Draft(Generic[EntryT]):
    """What a person typed before.

    Attributes:
        typed: Field → what was typed, as plain JSON: days and money as text.
        opened: The entry as they had it before them; None for a new one, or where the store cannot tell any more.
        at: When it was refused, in UTC.
    """

    typed: Mapping[str, Any]
    opened: Saved[EntryT] | None
    at: datetime


def keep_draft(
    principal: Principal, store: Store, *, form: str, typed: Mapping[str, Any], opened: Saved[EntryT] | None
) -> None:
    """Keep what was typed into a form, instead of what this person had typed there before.

    Args:
        principal: Whose it is.
        store: Where it is kept.
        form: Tells the form from all others.
        typed: Field → what its widget gave.
        opened: The entry as the person had it before them; None for a new one.
    """
    plain, version_id = to_jsonable_python(dict(typed)), opened.version_id if opened else 0
    with store.writing() as session:
        drafts.keep_draft(session, principal, form=form, typed=plain, version_id=version_id)


def load_draft(
    principal: Principal, store: Store, *, form: str, now: Saved[EntryT] | None
) -> Draft[EntryT] | None:
    """What this person typed into a form before; None where nothing is kept.

    Args:
        principal: Whose it is.
        store: Where it is kept.
        form: Tells the form from all others.
        now: The entry as it is now; None for a new one.
    """
    with store.reading() as session:
        found = drafts.find_draft(session, principal, form=form)
        if found is None:
            return None
        opened = now
        if now is not None and now.version_id != found.version_id:
            before = entry_at(session, now, found.version_id)
            opened = (
                replace(now, version_id=found.version_id, entry=now.entry.model_copy(update=before))
                if before
                else None
            )
        return Draft(found.typed, opened, found.at)


def drop_draft(principal: Principal, store: Store, *, form: str) -> None:
    """Forget what this person typed into a form."""
    with store.writing() as session:
        drafts.drop_draft(session, principal, form=form)
