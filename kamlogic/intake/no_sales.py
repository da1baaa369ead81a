"""Rows that are no sales by their own word: cancelled orders, drafts, quotes, payments. They are set aside and named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from kamlogic.intake.header_words import header_words
from kamlogic.intake.mapping import Mapping
from kamlogic.intake.row_roles import Role
from kamlogic.intake.table_finding import FoundTable
from kamlogic.texts import ngettext

_STATUS_HEADERS = frozenset(
    [
        "status",
        "state",
        "order status",
        "invoice status",
        "document status",
        "статус",
        "состояние",
        "estado",
        "statut",
        "stato",
        "toestand",
    ]
)
_NO_SALES = frozenset(
    [
        "cancelled",
        "canceled",
        "void",
        "voided",
        "draft",
        "quote",
        "quotation",
        "estimate",
        "proforma",
        "pro forma",
        "payment",
        "rejected",
        "declined",
        "batal",
        "dibatalkan",
        "draf",
        "draft penjualan",
        "penawaran",
        "pembayaran",
        "ditolak",
        "отменён",
        "отменен",
        "отменена",
        "отмена",
        "аннулирован",
        "аннулирована",
        "черновик",
        "оплата",
        "storniert",
        "abgebrochen",
        "entwurf",
        "angebot",
        "zahlung",
        "annulé",
        "annulée",
        "brouillon",
        "devis",
        "paiement",
        "cancelado",
        "cancelada",
        "anulado",
        "anulada",
        "borrador",
        "presupuesto",
        "pago",
        "annullato",
        "bozza",
        "preventivo",
        "geannuleerd",
        "concept",
    ]
)
_SHOWN = 5


def set_no_sales_aside(table: FoundTable, mapping: Mapping) -> FoundTable:
    """The table with such rows set aside; unchanged if no kind or status column names any."""
    taken = {place for field, place in mapping.places.items() if field != "kind"}
    places = [
        place
        for place, header in enumerate(table.headers)
        if place == mapping.places.get("kind")
        or (place not in taken and header_words(header) in _STATUS_HEADERS)
    ]
    roles, notes = table.roles, list(table.notes)
    for place in places:
        column = table.cells.columns[place]
        rows = column.holds(
            lambda text: header_words(text) in _NO_SALES, np.asarray(roles == Role.DATA, dtype=bool)
        )
        count = int(rows.sum())
        if not count:
            continue
        words = Counter(column.texts[code] for code in column.codes[rows].tolist())
        text = ngettext(
            "{count} row is no sale by its '{column}' ({words}) and was set aside.",
            "{count} rows are no sales by their '{column}' ({words}) and were set aside.",
            count,
        )
        listed = ", ".join(word for word, _count in words.most_common(_SHOWN))
        notes.append(text.format(count=f"{count:,}", column=table.headers[place], words=listed))
        roles = np.where(rows, Role.NO_SALE, roles)
    return replace(table, roles=roles, notes=tuple(notes))
