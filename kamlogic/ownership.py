"""Who looks after a client on a day?

From the sales lines: the account manager whom the client's latest line up to that day names; of several on one day the
one with the larger net sales. An ownership that was entered wins over the lines on the days it covers. METHOD § 7:
ownership by date, so that history stays with who owned the client then.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

NOBODY = ""
"""The manager of a client without one."""

_MANAGER = Column("manager", "str", N_("Account manager"), N_("As the lines or the entry name it."))

MANAGER_STARTS = Table(
    "manager_starts",
    N_("client × day from which its lines name another account manager than before"),
    (
        CLIENT_KEY,
        Column("from_date", "datetime64[us]", N_("From"), N_("Day of the first such line."), "date"),
        _MANAGER,
    ),
)

MANAGER_NAMES = Table("manager_names", N_("account manager that a line names"), (_MANAGER,))

OWNERSHIP = Table(
    "ownership",
    N_("client × time in which one account manager looks after it"),
    (
        CLIENT_KEY,
        _MANAGER,
        Column("from_date", "datetime64[us]", N_("From"), N_("First day."), "date"),
        Column("to_date", "datetime64[us]", N_("To"), N_("Last day; empty while it lasts."), "date"),
    ),
)

HANDOVERS = Table(
    "handovers",
    N_("one row per change of a client's account manager, the latest first"),
    (
        CLIENT_KEY,
        Column("from_date", "datetime64[us]", N_("On"), N_("First day of the new manager."), "date"),
        Column("previous_manager", "str", N_("From"), N_("Who looked after the client before.")),
        Column("manager", "str", N_("To"), N_("Who looks after it from then on.")),
    ),
)


def own_from_lines(manager_starts: pd.DataFrame) -> pd.DataFrame:
    """Ownership as the lines show it: each manager until the day before the next one's first line.

    Args:
        manager_starts: MANAGER_STARTS, any row order; not modified.

    Returns:
        OWNERSHIP by client and day; a client no line of which names a manager is absent.

    Raises:
        MissingColumnsError: A column of MANAGER_STARTS is missing.
    """
    MANAGER_STARTS.require(manager_starts)
    owned = manager_starts.sort_values(["client_key", "from_date"], ignore_index=True)
    owned["to_date"] = owned.groupby("client_key")["from_date"].shift(-1) - pd.Timedelta(days=1)
    return owned[OWNERSHIP.column_names]


def list_handovers(derived: pd.DataFrame, entered: pd.DataFrame | None = None) -> pd.DataFrame:
    """Who took which client over from whom.

    Args:
        derived: OWNERSHIP from the lines; not modified.
        entered: OWNERSHIP that was entered; on the days it covers it wins.

    Returns:
        HANDOVERS; a client's first manager took it over from nobody and is left out, and so is one who gave it to
        nobody.

    Raises:
        MissingColumnsError: A column of OWNERSHIP is missing.
    """
    OWNERSHIP.require(derived)
    said = OWNERSHIP.empty() if entered is None else entered
    ended = said.dropna(subset=["to_date"])
    after = ended.assign(from_date=ended["to_date"] + pd.Timedelta(days=1))
    days = pd.concat([one[["client_key", "from_date"]] for one in (derived, said, after)]).drop_duplicates()
    days = days.reset_index(drop=True)
    keys, day_before = days["client_key"], days["from_date"] - pd.Timedelta(days=1)
    days["previous_manager"] = owners_on(keys, day_before, derived=derived, entered=entered).astype("str")
    days["manager"] = owners_on(keys, days["from_date"], derived=derived, entered=entered).astype("str")
    is_named = (days["previous_manager"] != NOBODY) & (days["manager"] != NOBODY)
    changed = days[is_named & (days["previous_manager"] != days["manager"])]
    ordered = changed.sort_values(["from_date", "client_key"], ascending=[False, True], ignore_index=True)
    return ordered[HANDOVERS.column_names].astype(HANDOVERS.dtypes)


def owners_on(
    client_keys: pd.Series, days: Any, *, derived: pd.DataFrame, entered: pd.DataFrame | None = None
) -> pd.Series:
    """The manager of each client on its day.

    Args:
        client_keys: Any order, repeats allowed.
        days: One day for all, or a series of as many days.
        derived: OWNERSHIP from the lines.
        entered: OWNERSHIP that was entered; on the days it covers it wins. Where entries overlap, the one that
            began later counts.

    Returns:
        Categories with the index of client_keys; "" (NOBODY) on days on which nobody owns the client.

    Raises:
        MissingColumnsError: A column of OWNERSHIP is missing.
    """
    asked = _places(client_keys, pd.Series(days, index=client_keys.index))
    found = _find(derived, client_keys, asked)
    if entered is None or entered.empty:
        return found
    said = _find(entered, client_keys, asked)
    names = found.cat.categories.union(said.cat.categories)
    merged: pd.Series = said.cat.set_categories(names).where(said != NOBODY, found.cat.set_categories(names))
    return merged


def _places(client_keys: pd.Series, days: pd.Series) -> npt.NDArray[np.int64]:
    """Client and day as one number that rises with both."""
    day_numbers = days.to_numpy(dtype="datetime64[D]").astype("int64")
    # Days run from -719162 (year 1) to 2932896 (year 9999).
    places: npt.NDArray[np.int64] = client_keys.to_numpy(dtype="int64") * 2**22 + day_numbers + 2**20
    return places


def _find(ownership: pd.DataFrame, client_keys: pd.Series, asked: npt.NDArray[np.int64]) -> pd.Series:
    OWNERSHIP.require(ownership)
    entries = ownership.sort_values(["client_key", "from_date", "manager"], ignore_index=True)
    # The last place is nobody's: it is where a client without an earlier entry is sent.
    managers = pd.Categorical(pd.concat([entries["manager"], pd.Series([NOBODY], dtype="str")]))
    codes, nobody = managers.codes, managers.codes[-1]
    begins = _places(entries["client_key"], entries["from_date"])
    until = entries["to_date"].fillna(pd.Timestamp("9999-12-31"))
    ends = np.append(_places(entries["client_key"], until), -1)
    # The last entry that began by then, -1 before the first. That of another client has ended: its end carries its key.
    at = np.searchsorted(begins, asked, side="right") - 1
    chosen = np.where(ends[at] >= asked, codes[at], nobody)
    owners = pd.Categorical.from_codes(chosen, categories=managers.categories)
    return pd.Series(owners, index=client_keys.index, name="manager")
