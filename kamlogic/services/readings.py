"""What people decided about a source is used again for its next file."""

from __future__ import annotations

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.remembered import Recall
from kamlogic.principal import Principal, Role
from kamlogic.services.import_facts import source_of
from kamlogic.store.database import Store
from kamlogic.store.readings import recall_reading, remember_reading


def recall(principal: Principal, store: Store) -> Recall:
    """The memory of the store, as the reader of a file asks for it."""

    def recalled(fingerprint: str) -> Choices | None:
        with store.reading() as session:
            found = recall_reading(session, fingerprint)
        return None if found is None else Choices.model_validate(found)

    return recalled


def remember(principal: Principal, store: Store, export: Export) -> bool:
    """Keep what a person decided about this file for the next one of its source; False where nothing was decided."""
    principal.require(Role.MANAGER)
    decided = export.choices.model_dump(mode="json", exclude_defaults=True)
    if not decided:
        return False
    with store.writing() as session:
        remember_reading(
            session, principal, fingerprint=source_of(principal, export.reading), choices=decided
        )
    return True
