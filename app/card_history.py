"""The history of what was written about a client: who changed what, when, from what to what."""

from __future__ import annotations

import streamlit as st

from app import current, state, view
from app.card_dossier import OpenDossier
from kamlogic.services.client_history_words import ChangeText, change_texts, history_sentence, kinds_changed
from kamlogic.services.entries import client_history
from kamlogic.texts import _

ON_A_PAGE = 25


def history(card: OpenDossier) -> None:
    """Every change, the latest first, of all kinds or of one, in pages."""
    asker = state.principal()
    changes = client_history(asker, current.store(), client_keys=card.dossier.client_keys)
    view.subsection(history_sentence(asker, changes))
    if not changes:
        return
    kinds = kinds_changed(changes)
    chosen = st.selectbox(
        _("Of what"), list(kinds), format_func=kinds.__getitem__, index=None, placeholder=_("Everything"),
        key=card.key("history_kind"),
    )  # fmt: skip
    texts = change_texts(asker, changes, card.names)
    shown = [text for text in texts if chosen is None or text.kind == chosen]
    pages = -(-len(shown) // ON_A_PAGE)
    page = st.pagination(pages, key=card.key(f"history_page_{chosen}")) if pages > 1 else 1
    for text in shown[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]:
        _change(text)
    view.note(_("Times are in UTC."))


def _change(text: ChangeText) -> None:
    when = f"{text.at:%Y-%m-%d %H:%M}"
    st.markdown(
        f"{view.escaped(when)} · **{view.escaped(text.who)}** {view.escaped(text.action)} {view.escaped(text.what)}"
    )
    if text.details:
        st.caption(" · ".join(view.escaped(detail) for detail in text.details))
