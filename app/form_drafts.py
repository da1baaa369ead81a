"""What a person typed into a form and could not save: taken up again where the form next appears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import current, state
from kamlogic.entries.entry import EntryT
from kamlogic.services import drafts
from kamlogic.services.drafts import Draft
from kamlogic.store.entries import Saved


def keep(form: str, typed: Mapping[str, Any], opened: Saved[EntryT] | None) -> None:
    """Keep what was typed; without a name nobody could find it again, and it stays in the session alone."""
    if state.is_signed():
        drafts.keep_draft(state.principal(), current.store(), form=_own(form), typed=typed, opened=opened)
        state.put(f"{form}_is_kept", value=True)


def take_up(form: str, now: Saved[EntryT] | None) -> Draft[EntryT] | None:
    """What the person typed there before, in whichever browser."""
    if not state.is_signed():
        return None
    found = drafts.load_draft(state.principal(), current.store(), form=_own(form), now=now)
    if found is not None:
        state.put(f"{form}_is_kept", value=True)
    return found


def forget(form: str) -> None:
    """It was saved, or thrown away."""
    if state.get(f"{form}_is_kept"):
        drafts.drop_draft(state.principal(), current.store(), form=_own(form))
        state.drop(f"{form}_is_kept")


def _own(form: str) -> str:
    """The form among those of all data sets."""
    return f"{current.dataset().dataset.id}/{form}"
