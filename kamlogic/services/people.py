"""Who works with Kunci: the list of people, what they are called, and who sits at a browser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from kamlogic.entries.people import Person
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries
from kamlogic.store.column_types import utc_now
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, add_entry, list_entries
from kamlogic.store.entry_columns import names_of_people
from kamlogic.store.locks import lock_name
from kamlogic.store.models import SignedBrowser


def list_people(principal: Principal, store: Store) -> list[Saved[Person]]:
    """The people who work here now, by name."""
    people = find_entries(principal, store, Person, dataset_id=None)
    return sorted(
        (one for one in people if not one.entry.has_left), key=lambda one: one.entry.name.casefold()
    )


def known_names(
    principal: Principal, store: Store, *, dataset_id: int, managers: Iterable[str] = ()
) -> list[str]:
    """The names of our people, to choose from: those who sign, manage or are named in entries, each once.

    Of spellings that differ only by case or blanks the first stays: the managers' as the sales name them, then those
    of the list of people, then those of the entries. Who has left is not offered.

    Args:
        principal: Who asks; the names of people are known to all.
        store: Where people and entries are.
        dataset_id: Whose entries are looked at.
        managers: The account managers that the sales name.
    """
    people = find_entries(principal, store, Person, dataset_id=None)
    with store.reading() as session:
        named = names_of_people(session, dataset_id)
    listed = [name for one in people for name in (one.entry.manager, one.entry.name)]
    gone = {folded(one.entry.name) for one in people if one.entry.has_left}
    first: dict[str, str] = {}
    for name in (*managers, *listed, *sorted(named)):
        first.setdefault(folded(name), name)
    return sorted((name for key, name in first.items() if key and key not in gone), key=str.casefold)


def as_known(name: str, known: Iterable[str]) -> str:
    """The known name that differs only by case or blanks; the name itself where none does, without idle blanks."""
    own = " ".join(name.split())
    names = list(known)
    return own if own in names else next((one for one in names if folded(one) == folded(own)), own)


def folded(name: str) -> str:
    """A name without what two people may type differently: case and blanks."""
    return " ".join(name.split()).casefold()


def sign_in(principal: Principal, store: Store, *, name: str, browser: str) -> Principal:
    """Say who sits at a browser; a name that is not on the list yet, in any case of letters, is added to it.

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
        name = as_known(person.name, known)
        signed = replace(principal, name=name)
        saved = known.get(name) or add_entry(
            session, signed, dataset_id=None, entry=person.with_values(name=name)
        )
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
