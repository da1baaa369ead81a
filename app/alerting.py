"""The alerts of the matrix: whom to call, and why."""

from __future__ import annotations

from app import chosen_settings, client_lists, current, state, view
from kamlogic.analysis.alerts import ALERT_CLIENTS, MOVED, SILENT
from kamlogic.services.alerts import (
    alerts_conclusion,
    moved_sentence,
    silent_sentence,
    watch_cells,
)
from kamlogic.services.analysis import Analysis
from kamlogic.tables import CLIENTS

NAME = ["client_name", "client_code"]
SHOWN = {
    SILENT: ["cell", "net_sales", "silence_days", "median_gap_days"],
    MOVED: ["previous_cell", "cell", "previous_net_sales", "net_sales", "silence_days"],
}


def alert_section(result: Analysis) -> None:
    """The conclusion, and the clients of each alert."""
    asker, currency = state.principal(), result.portfolio.currency
    alerts = current.kept(
        "alerts",
        [chosen_settings.class_settings()],
        lambda: watch_cells(asker, result.portfolio, result.classes),
    )
    view.section(alerts_conclusion(asker, alerts, currency))
    for alert, sentence in ((SILENT, silent_sentence), (MOVED, moved_sentence)):
        view.line(sentence(asker, alerts, currency))
        clients = alerts.result.of(alert).merge(result.portfolio.clients, on="client_key", how="left")
        if len(clients):
            columns = [*map(CLIENTS.column, NAME), *map(ALERT_CLIENTS.column, SHOWN[alert])]
            client_lists.client_table(clients, columns, key=alert, scale=result.portfolio.scale)
