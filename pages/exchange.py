"""Dossiers in and out: what people entered, as one Excel workbook."""

from __future__ import annotations

from app import current, exchanging, state, view
from kamlogic.services.exchange_words import count_entries, exchange_conclusion
from kamlogic.texts import _

dataset = current.dataset().dataset
counts = count_entries(state.principal(), current.store(), dataset_id=dataset.id)

view.page_header(
    _("What have people written down, and how does it get in and out?"),
    exchange_conclusion(state.principal(), dataset.name, counts),
)
exchanging.downloads()
view.section(_("Bring a workbook"))
exchanging.offer_import()
