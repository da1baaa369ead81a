"""The choice of a client, its dossier, and the figures of its card."""

from __future__ import annotations

import streamlit as st

from app import current, growth, policies, state, view
from app.card_dossier import OpenDossier
from app.client_choices import MOST_OPTIONS, client_labels, searched_clients
from kamlogic.analysis.losses import LOSS_EVENTS
from kamlogic.analysis.product_mix import ITEM_CHANGES
from kamlogic.charts.client_card import client_sales_chart, rhythm_chart
from kamlogic.errors import EmptyDatasetError
from kamlogic.formats import day_text
from kamlogic.services.analysis import Analysis
from kamlogic.services.client_card import PRODUCT_MIX, ClientCard
from kamlogic.services.dossier import load_dossier
from kamlogic.services.dossier_state import measure_dossier_states
from kamlogic.services.explanations import explain_class
from kamlogic.services.forecast_words import client_sentences
from kamlogic.services.gap_tasks import follow_client
from kamlogic.services.identity_words import names_note
from kamlogic.services.linked_clients import other_names
from kamlogic.services.white_space import white_space_of
from kamlogic.services.white_space_words import missing_note
from kamlogic.tables import CLIENT_ORDERS, Column
from kamlogic.texts import N_, _


def client_choice(result: Analysis) -> int:
    """The client to show: chosen here, named by the URL, or the largest.

    Beyond 2,000 clients the list holds the largest; a search by name or code reaches the rest.
    """
    figures = result.client_figures()
    if figures.empty:
        raise EmptyDatasetError(result.portfolio.name)
    found = searched_clients(figures, key="client_search")
    labels = client_labels(found if len(found) else figures.head(MOST_OPTIONS))
    wanted = st.query_params.get("client", "")
    became = result.portfolio.mapping
    chosen = {str(key): key for key in [*figures["client_key"], *became]}.get(wanted, state.get("client"))
    chosen = became.get(chosen, chosen)
    if chosen in set(figures["client_key"]) and chosen not in labels:
        labels = client_labels(figures[figures["client_key"] == chosen]) | labels
    if state.get("client") not in labels or (wanted and chosen in labels and state.get("client") != chosen):
        state.put("client", chosen if chosen in labels else next(iter(labels)))
    picked: int = st.selectbox(
        _("Client"), list(labels), format_func=lambda key: labels[key], key="client", on_change=forget_link
    )
    return picked


def forget_link() -> None:
    """A choice made here replaces the client that the URL named."""
    st.query_params.pop("client", None)


def open_dossier(client_key: int) -> OpenDossier:
    """What was written about the client, the tasks of its gaps brought up to it."""
    asker, dataset_id, today = state.principal(), current.dataset().dataset.id, current.work_day()
    dossier = load_dossier(asker, current.store(), dataset_id=dataset_id, client_key=client_key)
    if follow_client(asker, current.store(), dossier, dataset_id=dataset_id, today=today):
        dossier = load_dossier(asker, current.store(), dataset_id=dataset_id, client_key=client_key)
    states = measure_dossier_states(
        asker,
        current.store(),
        dataset_id=dataset_id,
        today=today,
        client_keys=frozenset(dossier.client_keys),
    )
    return OpenDossier(dossier, states)


def figures(result: Analysis, client: ClientCard) -> None:
    """What the sales say: why this class, what comes next, sales, rhythm, white space and the lists."""
    with st.container(border=True, key="why"):
        view.subsection(_("Why this class?"))
        for sentence in explain_class(state.principal(), result, client.figures):
            view.line(sentence)
        policies.judged_policy(result, int(client.figures["client_key"]))
    names(result, int(client.figures["client_key"]))
    next_steps(result, int(client.figures["client_key"]))
    left, right = st.columns(2, gap="medium")
    with left:
        view.section(_("Sales per month"))
        view.chart(
            client_sales_chart(client.months, currency=result.portfolio.currency),
            "client_sales",
            _("The client's sales per month"),
        )
    with right:
        view.section(_("Rhythm of buying"))
        view.chart(
            rhythm_chart(
                client.purchase_days,
                as_of=result.portfolio.as_of,
                hiatus_days=client.lost_after_days,
                median_gap_days=float(client.figures["median_gap_days"]),
            ),
            "rhythm",
            _("Days between the client's purchases"),
        )
    unbought(result, int(client.figures["client_key"]))
    lists(result, client)


def lists(result: Analysis, client: ClientCard) -> None:
    """Products, orders and losses."""
    scale, has_cost = result.portfolio.scale, result.portfolio.has_cost
    mix, products, orders, losses = st.tabs(
        [_("Mix and change"), _("Products"), _("Orders"), _("Losses and returns")], key="card_lists"
    )
    has_products = client.products["product"].ne("").any()
    with mix:
        _mix(result, client)
    with products:
        if not has_products:
            view.note(_("The export names no products. Map a product column on the Upload page."))
        else:
            view.note(
                _("Everything bought since {day}.").format(day=day_text(client.figures["first_purchase"]))
            )
            view.data_table(client.products, list(PRODUCT_MIX.columns), key="products", scale=scale)
    with orders:
        hidden = {"client_key"} if has_cost else {"client_key", "gross_profit"}
        empty = {
            name
            for name in ("document", "manager", "promised_date", "delivered_date")
            if client.orders[name].isin(["", None]).all() or client.orders[name].isna().all()
        }
        columns = [column for column in CLIENT_ORDERS.columns if column.name not in hidden | empty]
        view.data_table(client.orders, columns, key="orders", scale=scale)
    with losses:
        if client.losses.empty:
            view.note(_("This client was never lost."))
        else:
            names = ["last_purchase", "lost_on", "returned_on", "yearly_net_sales"]
            view.data_table(
                client.losses, [LOSS_EVENTS.column(name) for name in names], key="client_losses", scale=scale
            )


def names(result: Analysis, client_key: int) -> None:
    """The client's other names and its parent; nothing where there are none."""
    portfolio = result.portfolio
    known = other_names(
        state.principal(), current.store(), dataset_id=portfolio.dataset_id, client_key=client_key
    )
    parent = str(portfolio.client_names.get(portfolio.parents.get(client_key, -1), ""))
    view.note(names_note(state.principal(), known, parent))


def next_steps(result: Analysis, client_key: int) -> None:
    """What is expected of the client."""
    with st.container(border=True, key="next"):
        view.subsection(_("What comes next"))
        found = growth.forecast(result)
        for sentence in client_sentences(
            state.principal(), found, client_key=client_key, currency=result.portfolio.currency
        ):
            view.line(sentence)


def unbought(result: Analysis, client_key: int) -> None:
    """What the client's peers buy and it does not."""
    found = growth.white_space(result)
    view.section(_("White space"))
    own = found.clients.loc[found.clients["client_key"] == client_key, "peer_group"]
    if not found.level:
        view.note(missing_note(state.principal(), found))
    elif not own.ne("").any():
        view.note(_("n/a: too few peers in its cell and class, or no sales in the window."))
    else:
        spaces = white_space_of(state.principal(), current.store(), result, found, client_keys=[client_key])
        if spaces.empty:
            view.note(_("It buys everything that its peers buy."))
        else:
            growth.spaces_table(result, found, spaces, key="client_spaces", with_names=False)


def _mix(result: Analysis, client: ClientCard) -> None:
    """Categories and products of the window against the window before."""
    tables = {_("Categories"): client.category_changes, _("Products"): client.product_changes}
    named = {title: table for title, table in tables.items() if len(table)}
    window = result.classes.window
    view.note(
        _("{first} to {last}, against as many months before.").format(
            first=day_text(window.start), last=day_text(window.end)
        )
        if named
        else _("n/a: no products or categories named in this window.")
    )
    for title, table in named.items():
        view.subsection(title)
        is_category = table is client.category_changes
        first, *rest = ITEM_CHANGES.columns
        label = N_("Category") if is_category else first.label
        columns = [Column(first.name, first.dtype, label, first.meaning), *rest]
        key = "category_changes" if is_category else "product_changes"
        view.data_table(table, columns, key=key, scale=result.portfolio.scale)
