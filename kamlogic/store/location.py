"""Where the store is: its folder and its database, as the environment says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from kamlogic.errors import StoreError
from kamlogic.texts import _

HOME_VARIABLE: Final = "KUNCI_HOME"
DATABASE_VARIABLE: Final = "KUNCI_DATABASE_URL"

_DRIVERS: Final = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
_POSTGRESQL_KEYS: Final = frozenset({"sslmode", "sslrootcert", "connect_timeout", "application_name", "host"})


def store_home(environment: Mapping[str, str]) -> Path:
    """The folder of the store: KUNCI_HOME, else the user's data folder for this program."""
    chosen = environment.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    return platformdirs.user_data_path("kunci", appauthor=False)


def database_url(environment: Mapping[str, str], home: Path) -> URL:
    """The database of the store: KUNCI_DATABASE_URL, else a SQLite file in the folder.

    A plain postgresql:// means the driver that comes with the program.

    Messages name the offending part only: a URL that cannot be split may hold its password anywhere.

    Raises:
        StoreError: The URL is malformed, or names a driver or an option that is not allowed.
    """
    text = environment.get(DATABASE_VARIABLE)
    if not text:
        return URL.create("sqlite", database=str(home / "kunci.sqlite3"))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _refusal(_("is not a database URL (postgresql://user:password@host/database)")) from None
    _check_url(url)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _check_url(url: URL) -> None:
    """Refuse what is not on the lists; drivers are compared after parsing, so no alias slips past."""
    if url.drivername not in _DRIVERS:
        raise _refusal(
            _("names the driver '{name}'; allowed are {allowed}").format(
                name=url.drivername, allowed=", ".join(_DRIVERS)
            )
        )
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and url.database in {None, "", ":memory:"}:
        raise _refusal(_("names no file; a database in memory would lose all work at the end"))
    if is_sqlite and url.host:
        raise _refusal(_("names a host for a SQLite file; a path follows three slashes (sqlite:///file)"))
    unknown = sorted(set(url.query) - (frozenset() if is_sqlite else _POSTGRESQL_KEYS))
    if unknown:
        raise _refusal(_("has the option '{name}', which is not allowed").format(name=unknown[0]))
    for value in url.normalized_query.get("host", ()):
        if not value.startswith("/"):
            raise _refusal(
                _("has an option 'host' that is not the folder of a socket; write the host before the slash")
            )


def _refusal(found: str) -> StoreError:
    return StoreError(
        _("{variable} {found}. Correct the variable and start again.").format(
            variable=DATABASE_VARIABLE, found=found
        )
    )
