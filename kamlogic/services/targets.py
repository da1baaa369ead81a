"""The target list of account-based marketing, who else belongs on it, and whom to talk to at the programmes' clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.entries.dossier import ATTITUDES, ROLES, Contact
from kamlogic.entries.judgements import Selection
from kamlogic.entries.programmes import TIERS, Target
from kamlogic.entries.prospects import Prospect
from kamlogic.formats import share_text
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.judgements import budgets
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.programmes import ProgrammeState
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.store.entry_columns import read_columns
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _, ngettext

MOST_SUGGESTED: Final = 20

_POTENTIAL = Column(
    "potential", "float64", N_("Potential"), N_("Potential budget of a client, estimated value of a prospect, a year."),
    "money",
)  # fmt: skip
TARGET_LIST: Final = [
    Column("tier", "str", N_("Tier"), N_("For one client, a few alike, or many.")),
    Column("name", "str", N_("Target"), N_("The client or the prospect.")),
    Column("is_prospect", "bool", N_("Prospect"), N_("Has bought nothing yet."), "flag"),
    CLIENT_FIGURES["cell"],
    CLIENT_FIGURES["is_key"],
    CLIENT_FIGURES["net_sales"],
    _POTENTIAL,
    Column("reason", "str", N_("Reason"), N_("Why it is aimed at.")),
    Column("sales_owner", "str", N_("Owner in sales"), N_("Who leads it in sales.")),
    Column("marketing_owner", "str", N_("Owner in marketing"), N_("Who leads it in marketing.")),
    Column("programmes", "str", N_("Programmes"), N_("Open ones that it is in.")),
]
SUGGESTIONS: Final = [
    CLIENTS.column("client_name"),
    CLIENTS.column("client_code"),
    CLIENT_FIGURES["cell"],
    CLIENT_FIGURES["net_sales"],
    _POTENTIAL,
    Column("why", "str", N_("Why"), N_("What speaks for it.")),
]
CONTACT_LIST: Final = [
    CLIENTS.column("client_name"),
    Column("name", "str", N_("Name"), N_("The person.")),
    Column("title", "str", N_("Title"), N_("As on the card.")),
    Column("role", "str", N_("Role"), N_("In the decision to buy.")),
    Column("power", "float64", N_("Decision power"), N_("0 (none) to 10 (decides alone)."), "count"),
    Column("attitude", "str", N_("Attitude"), N_("Towards us.")),
    Column(
        "last_contact", "datetime64[us]", N_("Last contact"), N_("Day; empty while there was none."), "date"
    ),
    Column("our_person", "str", N_("Our person"), N_("Who of us keeps the contact.")),
    Column("programmes", "str", N_("Programmes"), N_("Open ones that the client is in.")),
]
_CONTACT_FIELDS: Final = [
    "client_key", "name", "title", "role", "power", "attitude", "last_contact", "our_person"
]  # fmt: skip


def sorted_targets(targets: Sequence[Saved[Target]]) -> list[Saved[Target]]:
    """By tier, then oldest first."""
    return sorted(targets, key=lambda one: (one.entry.tier, one.id))


def target_table(
    principal: Principal,
    result: Analysis,
    targets: Sequence[Saved[Target]],
    *,
    prospects: Sequence[Saved[Prospect]],
    selections: Sequence[Saved[Selection]],
    programmes: Sequence[ProgrammeState],
) -> pd.DataFrame:
    """TARGET_LIST, one row per target in the order given; figures of clients without a line are n/a."""
    figures = _with_cells(result).set_index("client_key")[["cell", "is_key", "net_sales"]]
    mapping = result.portfolio.mapping
    names, potential = result.portfolio.client_names, budgets(selections, mapping)
    firms = {one.id: one.entry for one in prospects}
    inside = open_programmes(programmes, mapping)
    rows = []
    for entry in (one.entry for one in targets):
        firm = firms.get(entry.prospect_id or 0)
        written = entry.client_key if firm is None else firm.converted_client
        key = None if written is None else mapping.get(written, written)
        known = figures.loc[key].to_dict() if key in figures.index else {}
        value = potential.get(key or 0) if firm is None else firm.estimated_value
        rows.append(
            known
            | {
                "name": names.get(key, _("(no longer there)")) if firm is None else firm.name,
                "is_prospect": key is None,
                "potential": None if value is None else float(value),
                "programmes": ", ".join(inside.get(key or 0, ())),
                "tier": _(TIERS[entry.tier]),
                "reason": entry.reason,
                "sales_owner": entry.sales_owner,
                "marketing_owner": entry.marketing_owner,
            }
        )
    frame = pd.DataFrame(rows, columns=[column.name for column in TARGET_LIST])
    filled = frame.assign(is_key=frame["is_key"].eq(other=True))
    texts = {column.name: filled[column.name].fillna("") for column in TARGET_LIST if column.dtype == "str"}
    return filled.assign(**texts).astype({column.name: column.dtype for column in TARGET_LIST})


def suggest_targets(
    principal: Principal,
    result: Analysis,
    *,
    targets: Sequence[Saved[Target]],
    selections: Sequence[Saved[Selection]],
) -> pd.DataFrame:
    """Clients that are not on the list and may belong there: client_key, tier and SUGGESTIONS.

    Class A, key, or a potential budget above their sales; not lost. Tier 1 for key clients, else 2. Those with most
    to gain (potential less sales, else sales) first, at most 20.
    """
    clients = _with_cells(result)
    mapping = result.portfolio.mapping
    potential = clients["client_key"].map(budgets(selections, mapping)).astype("float64")
    clients = clients.assign(potential=potential, is_above=potential > clients["net_sales"].fillna(0))
    keys = [one.entry.client_key for one in targets if one.entry.client_key is not None]
    listed = {mapping.get(key, key) for key in keys}
    wanted = clients["abc_class"].eq("A") | clients["is_key"] | clients["is_above"]
    found = clients[wanted & ~clients["is_lost"] & ~clients["client_key"].isin(listed)]
    gain = (found["potential"] - found["net_sales"].fillna(0)).fillna(found["net_sales"])
    order = found.assign(gain=gain).sort_values(["gain", "client_key"], ascending=[False, True])
    first = order.head(MOST_SUGGESTED)
    whys = [
        _why(abc_class, share, is_key=is_key, is_above=is_above)
        for abc_class, share, is_key, is_above in zip(
            first["abc_class"], first["sales_share"], first["is_key"], first["is_above"], strict=True
        )
    ]
    shown = first.assign(
        why=whys, tier=first["is_key"].map({True: "1", False: "2"}), cell=first["cell"].fillna("")
    )
    return shown[["client_key", "tier", *(column.name for column in SUGGESTIONS)]].reset_index(drop=True)


def _why(abc_class: str, share: float, *, is_key: bool, is_above: bool) -> str:
    reasons = [
        _("key client") if is_key else "",
        _("class A with {share} of sales").format(share=share_text(share)) if abc_class == "A" else "",
        _("spends more than it buys from us") if is_above else "",
    ]
    text = "; ".join(reason for reason in reasons if reason)
    return text[:1].upper() + text[1:]


def _with_cells(result: Analysis) -> pd.DataFrame:
    """All figures of the clients with their cell; empty without a class in the window."""
    clients = result.client_figures()
    cell = clients["abc_class"].astype("str") + clients["xyz_class"]
    return clients.assign(cell=cell.where(clients["abc_class"].notna(), ""))


def open_programmes(programmes: Sequence[ProgrammeState], mapping: Mapping[int, int]) -> dict[int, list[str]]:
    """Client key → the names of the planned and running programmes that it is in.

    Args:
        programmes: All of them.
        mapping: Client → the one that it was merged into.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for state in programmes:
        for key in {mapping.get(key, key) for key in state.saved.entry.members} if state.is_open else ():
            found[key].append(state.saved.entry.name)
    return dict(found)


def contact_table(
    principal: Principal, store: Store, portfolio: Portfolio, *, programmes: Mapping[int, Sequence[str]]
) -> pd.DataFrame:
    """client_key and CONTACT_LIST: the people at these clients, the most powerful of each client first.

    Args:
        principal: Contacts of others' clients are left out.
        store: Where they are.
        portfolio: Of the clients.
        programmes: Client key → names of its programmes (open_programmes).
    """
    about = frozenset(portfolio.keys_of(programmes))
    with store.reading() as session:
        found = read_columns(session, portfolio.dataset_id, Contact, _CONTACT_FIELDS, client_keys=about)
    keys = portfolio.clients_of(found["client_key"].astype("int64"))
    if principal.client_keys is not None:
        is_seen = keys.isin(principal.client_keys)
        found, keys = found[is_seen], keys[is_seen]
    contacts = found.assign(
        client_key=keys,
        client_name=keys.map(portfolio.client_names).fillna(_("(no longer there)")),
        role=_words(found["role"], ROLES),
        attitude=_words(found["attitude"], ATTITUDES),
        programmes=keys.map({key: ", ".join(names) for key, names in programmes.items()}),
    )
    columns = {"client_key": "int64"} | {column.name: column.dtype for column in CONTACT_LIST}
    return (
        contacts[list(columns)]
        .astype(columns)
        .sort_values(
            ["client_name", "power", "name"],
            ascending=[True, False, True],
            na_position="last",
            ignore_index=True,
        )
    )


def _words(values: pd.Series, options: Mapping[str, str]) -> pd.Series:
    """What a person reads of each value; nothing where there is none."""
    return values.map({value: _(text) for value, text in options.items()}).fillna("")


def contacts_note(
    principal: Principal, contacts: pd.DataFrame, programmes: Mapping[int, Sequence[str]]
) -> str:
    """At how many of the programmes' clients nobody is known."""
    unknown = len(set(programmes) - set(contacts["client_key"]))
    if not unknown:
        return ""
    return ngettext(
        "At {count} client of the open programmes no contact is written down.",
        "At {count} clients of the open programmes no contact is written down.",
        unknown,
    ).format(count=unknown)
