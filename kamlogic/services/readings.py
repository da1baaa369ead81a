"""What people decided about a source is used again for its next file."""

from __future__ import annotations

from collections.abc import Callable

from kamlogic.intake.exports import Choices, Export
from kamlogic.principal import Principal, Role
from kamlogic.services.import_facts import source_of
from kamlogic.store.database import Store
from kamlogic.store.readings import recall_reading, remember_reading

Recall = Callable[[str], Choices | None]
"""From the fingerprint of a file's headers to what was decided for its source; None where nothing was."""


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


def with_remembered(principal: Principal, given: Choices, remembered: Choices) -> Choices:
    """What was remembered, where nothing was decided now; a column that is chosen now serves no remembered field."""
    taken = set(given.columns.values())
    columns = {
        field: header for field, header in remembered.columns.items() if not header or header not in taken
    }
    decided = given.model_dump(exclude_defaults=True) | {"columns": columns | given.columns}
    return Choices.model_validate(remembered.model_dump(exclude_defaults=True) | decided)
