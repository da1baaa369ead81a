"""Who works with Kunci: the list of people, and who sits at a browser."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from hashlib import sha256

from kamlogic.entries.people import Person
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries
from kamlogic.store.column_types import utc_now
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, add_entry, list_entries
from kamlogic.store.locks import lock_name
from kamlogic.store.models import SignedBrowser


def list_people(principal: Principal, store: Store) -> list[Saved[Person]]:
    """The people who work here now, by name."""
    people = find_entries(principal, store, Person, dataset_id=None)
    return sorted(
        (one for one in people if not one.entry.has_left), key=lambda one: one.entry.name.casefold()
    )


def as_written(typed: str, names: Collection[str]) -> str:
    """A typed name as it is written already: "ani" is Ani, and the blanks around it are left out.

    Args:
        typed: What a person typed; it may be empty.
        names: The names that are known.
    """
    name = " ".join(typed.split())
    if name in names:
        return name
    return {one.casefold(): one for one in names}.get(name.casefold(), name)


def sign_in(principal: Principal, store: Store, *, name: str, browser: str) -> Principal:
    """Say who sits at a browser; a name that is not on the list yet is added to it.

    Args:
        principal: Who acted so far.
        store: Where the people are.
        name: Who it is.
        browser: The mark that the browser keeps; empty when it keeps none.

    Raises:
        InvalidEntryError: The name is empty or too long.
    """
    person = Person.read({"name": name})
    with store.writing() as session:
        lock_name(session, "names of people")
        known = {one.entry.name: one for one in list_entries(session, None, Person)}
        signed = replace(principal, name=as_written(person.name, known))
        saved = known.get(signed.name) or add_entry(session, signed, dataset_id=None, entry=person)
        if browser:
            mark = SignedBrowser(browser_sha256=_digest(browser), person_id=saved.id, at=utc_now())
            session.merge(mark)
    return signed


def signed_in(principal: Principal, store: Store, *, browser: str) -> Principal | None:
    """Who sits at a browser, with the rights of the principal; None while nobody has said."""
    if not browser:
        return None
    with store.reading() as session:
        mark = session.get(SignedBrowser, _digest(browser))
        people = {one.id: one.entry for one in list_entries(session, None, Person)}
    person = None if mark is None else people.get(mark.person_id)
    return None if person is None or person.has_left else replace(principal, name=person.name)


def _digest(browser: str) -> str:
    return sha256(browser.encode()).hexdigest()
