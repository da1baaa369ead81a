"""The tables of programmes: when each runs, for whom, and what came of it."""

from __future__ import annotations

from kamlogic.tables import CLIENT_KEY, MONTH, Column, Table
from kamlogic.texts import N_

PROGRAMME_ID = Column("programme_id", "int64", N_("Programme"), N_("The store's number of it."), "count")

PROGRAMME_SPANS = Table(
    "programme_spans",
    N_("one row per programme"),
    (
        PROGRAMME_ID,
        Column("measure", "str", N_("Measure"), N_("net_sales, gross_profit or orders (purchase days).")),
        Column("start_date", "datetime64[us]", N_("Start"), N_("First day."), "date"),
        Column("end_date", "datetime64[us]", N_("End"), N_("Last day; empty while it is open."), "date"),
    ),
)

PROGRAMME_GROUPS = Table(
    "programme_groups",
    N_("programme × client, on one of its two sides"),
    (
        PROGRAMME_ID,
        CLIENT_KEY,
        Column("is_member", "bool", N_("In the programme"), N_("Else one of the peers."), "flag"),
    ),
)

PROGRAMME_RESULTS = Table(
    "programme_results",
    N_("one row per programme"),
    (
        PROGRAMME_ID,
        Column(
            "month_count", "int64", N_("Months"), N_("Whole months of the programme that are known."), "count"
        ),
        Column(
            "before_month", "float64", N_("Before from"), N_("Month index of the first compared."), "count"
        ),
        Column(
            "since_month",
            "float64",
            N_("Since from"),
            N_("Month index of the first since the start."),
            "count",
        ),
        Column(
            "is_year_ago", "bool", N_("Same months"), N_("Compared with the same months of the year."), "flag"
        ),
        Column("member_count", "int64", N_("Clients"), N_("In the programme."), "count"),
        Column("member_before", "float64", N_("Before"), N_("The measure, of the programme's clients.")),
        Column("member_since", "float64", N_("Since"), N_("The measure, of the programme's clients.")),
        Column("member_change", "float64", N_("Change"), N_("Since ÷ before - 1."), "share"),
        Column("peer_count", "int64", N_("Peers"), N_("Clients compared with."), "count"),
        Column("peer_before", "float64", N_("Peers before"), N_("The measure, of the peers.")),
        Column("peer_since", "float64", N_("Peers since"), N_("The measure, of the peers.")),
        Column("peer_change", "float64", N_("Change of the peers"), N_("Since ÷ before - 1."), "share"),
        Column(
            "difference",
            "float64",
            N_("Against peers"),
            N_("Change less that of the peers, in points; indicative."),
            "share",
        ),
        Column(
            "start_difference",
            "float64",
            N_("Before the start"),
            N_("The same of the months right before the start; n/a where those are compared with."),
            "share",
        ),
        Column(
            "ranked_count",
            "int64",
            N_("Peers ranked"),
            N_("Peers with a measure above zero before."),
            "count",
        ),
        Column("lower_count", "int64", N_("Peers below"), N_("Those of them that changed less."), "count"),
        Column("is_small", "bool", N_("Few peers"), N_("Fewer than are asked for: a chance of few."), "flag"),
        Column("reason", "str", N_("Why n/a"), N_("Why there is no change; empty when there is.")),
        Column(
            "peer_reason", "str", N_("Why no peers"), N_("Why the peers have none; empty when they have.")
        ),
    ),
)

PROGRAMME_MONTHS = Table(
    "programme_months",
    N_("programme × month from before its start to its last known month"),
    (
        PROGRAMME_ID,
        MONTH,
        Column("member_index", "float64", N_("Programme"), N_("Its mean month before = 100."), "number"),
        Column("peer_index", "float64", N_("Peers"), N_("Their mean month before = 100."), "number"),
    ),
)
