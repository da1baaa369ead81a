"""The names of our people that fields offer, looked up once a run."""

from __future__ import annotations

from app import current, delivering, state
from kamlogic.services.people import known_names


def known() -> list[str]:
    """Account managers, people who sign, and whoever an entry names."""
    found: list[str] | None = state.get("our_people")
    if found is None:
        chosen = current.dataset()
        managers = [] if chosen.is_empty else delivering.ownership().managers
        found = known_names(
            state.principal(), current.store(), dataset_id=chosen.dataset.id, managers=managers
        )
        state.put("our_people", found)
    return found


def forget() -> None:
    """Look them up anew in this run."""
    state.drop("our_people")
