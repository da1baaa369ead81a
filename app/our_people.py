"""The names of our people that fields offer, looked up once a run."""

from __future__ import annotations

from app import current, state
from kamlogic.services.ownership import sales_managers
from kamlogic.services.people import known_names


def known() -> list[str]:
    """Account managers, people who sign, and whoever an entry names."""
    found: list[str] | None = state.get("our_people")
    if found is None:
        chosen = current.dataset()
        managers = [] if chosen.is_empty else _managers()
        found = known_names(
            state.principal(), current.store(), dataset_id=chosen.dataset.id, managers=managers
        )
        state.put("our_people", found)
    return found


def _managers() -> list[str]:
    asker, store, portfolio = state.principal(), current.store(), current.portfolio()
    return current.kept("sales_managers", [], lambda: sales_managers(asker, store, portfolio))


def forget() -> None:
    """Look them up anew in this run."""
    state.drop("our_people")
