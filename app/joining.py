"""Suggested pairs of clients that may be one, and two chosen by hand: what merging would change, and the decision."""

from __future__ import annotations

import streamlit as st

from app import current, data, signing, state, view
from app.client_choices import client_labels, searched_clients
from kamlogic.analysis.client_matches import CLIENT_MATCHES, ClientMatches, ClientMatchSettings
from kamlogic.principal import Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.identity import (
    merge_clients,
    refuse_merge,
)
from kamlogic.services.identity_words import (
    PREVIEW,
    merged_sentence,
    nothing_found_notes,
    preview_sentence,
    preview_table,
    suggestion_table,
)
from kamlogic.services.merge_suggestions import (
    MERGE_SUGGESTIONS,
    Suggestions,
    find_matches,
    preview_merge,
    suggest_merges,
)
from kamlogic.tables import Column
from kamlogic.texts import N_, _

LOWEST_SCORE = 60
_REASONS = Column("reasons", "str", N_("Why"), N_("What speaks for one client, and what against."))
_PAIR_COLUMNS = [
    CLIENT_MATCHES.column("match_score"),
    *(MERGE_SUGGESTIONS.column(name) for name in ("client_name", "other_name")),
    _REASONS,
    *(MERGE_SUGGESTIONS.column(name) for name in ("net_sales", "other_net_sales", "last_purchase", "other_last_purchase")),
    *(MERGE_SUGGESTIONS.column(name) for name in ("cell", "other_cell", "client_code", "other_code")),
]  # fmt: skip


def score_choice() -> float:
    """From which score on pairs are suggested."""
    st.slider(
        _("Suggest from (points of 100)"), LOWEST_SCORE, 100, key="match_score", value=state.DEFAULTS["match_score"],
        bind="query-params", persist_state="session",
        help=_("How much must speak for one client. Lower finds more pairs, and more that are not one."),
    )  # fmt: skip
    return float(state.get("match_score"))


def found_suggestions(result: Analysis, min_score: float) -> Suggestions:
    """The pairs that nobody refused; the names are compared once for each state of the lines, not at every merge."""
    settings = ClientMatchSettings(min_score=LOWEST_SCORE)
    unmerged, day = current.dataset().unmerged(), result.portfolio.as_of

    def find() -> ClientMatches:
        with st.spinner(_("Comparing the names …")):
            # Where nothing is merged, the lines need not be read a second time.
            is_merged = bool(result.portfolio.mapping)
            portfolio = data.portfolio(state.principal(), unmerged, day) if is_merged else result.portfolio
            return find_matches(state.principal(), current.store(), portfolio, settings=settings)

    matches = data.kept(
        state.principal(), unmerged, day, name="client_matches", settings=[settings], compute=find
    )
    return suggest_merges(state.principal(), current.store(), result, matches, min_score=min_score)


def said() -> None:
    """What was done last, told once."""
    text = state.get("identity_said")
    state.drop("identity_said")
    if text:
        st.success(view.escaped(text), icon=":material/check:")


def suggestions_part(result: Analysis, suggestions: Suggestions) -> None:
    """The pairs; a chosen one with what merging would change."""
    for note in nothing_found_notes(
        state.principal(), suggestions, min_score=float(state.get("match_score")), may_merge=may_change()
    ):
        view.line(note)
    if suggestions.pairs.empty:
        return
    shown = suggestion_table(state.principal(), suggestions)
    hidden = {"client_code", "other_code"} if (shown["client_code"] == shown["client_name"]).all() else set()
    columns = [column for column in _PAIR_COLUMNS if column.name not in hidden]
    key = table_key("pairs")
    view.data_table(
        shown, columns, key=key, scale=result.portfolio.scale, on_select="rerun",
        label=_("Choose a row to see what merging would change."),
    )  # fmt: skip
    place = view.chosen_row(key)
    if place is not None and place < len(shown):
        row = shown.iloc[place]
        with st.container(border=True, key="chosen_pair"):
            kept, other = int(row["client_key"]), int(row["other_key"])
            if st.toggle(
                _("Keep {name} instead").format(name=view.escaped(row["other_name"])),
                key=f"keep_other_{kept}_{other}",
            ):
                kept, other = other, kept
            _pair(result, other, kept, key="pair")


def by_hand_part(result: Analysis, *, is_open: bool) -> None:
    """Two clients of any names, for who may merge them."""
    if not may_change():
        return
    with st.expander(_("Merge two clients by hand"), key="by_hand", expanded=is_open):
        left, right = st.columns(2)
        with left:
            client = client_choice(result, _("Merge this client"), key="merge_client")
        with right:
            into = client_choice(result, _("into this one"), key="merge_into")
        if client is not None and into is not None and client != into:
            _pair(result, client, into, key="hand")
        elif client is not None and client == into:
            view.note(_("Choose two different clients."))


def client_choice(result: Analysis, label: str, *, key: str) -> int | None:
    """One of the clients by name or code; None until one is chosen."""
    found = searched_clients(result.client_figures(), key=f"{key}_search")
    labels = client_labels(found)
    if state.get(key) not in labels:
        state.drop(key)
    picked: int | None = st.selectbox(
        label, list(labels), index=None, format_func=lambda one: labels[one], key=key,
        placeholder=_("Pick a client"),
    )  # fmt: skip
    return picked


def _pair(result: Analysis, client_key: int, into_key: int, *, key: str) -> None:
    """Before and after, and the decision."""
    preview = current.kept(
        f"merge_preview {client_key} {into_key}",
        [result.classes.settings, result.losses.settings],
        lambda: preview_merge(state.principal(), result, client_key=client_key, into_key=into_key),
    )
    view.subsection(preview_sentence(state.principal(), preview))
    table = preview_table(state.principal(), preview, currency=result.portfolio.currency)
    view.data_table(table, list(PREVIEW.columns), key=f"{key}_preview")
    if not may_change():
        return
    dataset_id = result.portfolio.dataset_id
    yes, no, _rest = st.columns([1, 1, 3])
    with yes:
        is_one = signing.action_button(
            _("Merge"), key=f"{key}_merge", icon=":material/merge:", is_primary=True
        )
    with no:
        is_refused = signing.action_button(_("Not the same"), key=f"{key}_refuse", icon=":material/block:")
    if is_one:
        change = merge_clients(
            state.principal(), current.store(), dataset_id=dataset_id, client_key=client_key, into_key=into_key
        )  # fmt: skip
        done(merged_sentence(state.principal(), change))
    if is_refused:
        change = refuse_merge(
            state.principal(), current.store(), dataset_id=dataset_id, client_key=client_key, other_key=into_key
        )  # fmt: skip
        done(_("{client} and {other} are not suggested again.").format(
            client=change.client_name, other=change.other_name
        ))  # fmt: skip


def may_change() -> bool:
    """Managers may; grouped by parent there is no client of its own to link."""
    return state.principal().role >= Role.MANAGER and not current.dataset().by_parent


def table_key(name: str) -> str:
    """Of a table whose chosen row is forgotten after every change."""
    return f"{name}_{state.get('identity_step')}"


def done(text: str) -> None:
    """Tell it on the page as it is now."""
    state.put("identity_said", text)
    state.put("identity_step", state.get("identity_step") + 1)
    st.rerun()
