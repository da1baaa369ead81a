"""What concentration says, in words: the change from period to period, the bands, every figure with its meaning."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.concentration import ConcentrationResult
from kamlogic.formats import count_text, month_label, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.tables import Column, Table
from kamlogic.texts import N_, _, ngettext

CONCENTRATION_DETAILS = Table(
    "concentration_details",
    N_("one row per figure"),
    (
        Column("figure", "str", N_("Figure"), N_("Its name.")),
        Column("value", "str", N_("Value"), N_("n/a where it is undefined.")),
        Column("meaning", "str", N_("Meaning"), N_("How it is computed, and how to read it.")),
    ),
)


def concentration_details(principal: Principal, result: ConcentrationResult) -> pd.DataFrame:
    """CONCENTRATION_DETAILS of the window."""
    count, most = result.client_count, _("n/a for one client")
    several = count > 1
    rows = [
        (_("Clients"), count_text(count), _("n: those with a positive value.")),
        *(
            (
                ngettext("Largest client", "{top} largest clients", top).format(top=top),
                share_text(share),
                _("Their share of the positive values."),
            )
            for top, share in result.top_shares.items()
        ),
        (
            _("Clients for 80 %"),
            count_text(result.clients_for_80) if count else _("n/a"),
            _("The fewest clients that bring 80 %."),
        ),
        (_("Clients with 10 % or more"), count_text(result.major_count), _("Major customers in accounting.")),
        (_("Their joint share"), share_text(result.major_share), _("Of the positive values.")),
        (
            _("Sum of their squared shares"),
            number_text(result.major_squared_shares, 4),
            _("Customer-base concentration of Patatoukas (2012); its sign for profit is disputed."),
        ),
        (_("HHI"), number_text(result.hhi, 4), _("Herfindahl-Hirschman index: sum of squared shares, 0-1.")),
        (_("HHI in points"), number_text(result.hhi_points, 0), _("The same on 0-10,000.")),
        (
            _("HHI, normalised"),
            number_text(result.hhi_normalised, 4) if several else most,
            _("0 when all are equal, 1 when one has everything, whatever n."),
        ),
        (
            _("Effective clients"),
            number_text(result.effective_clients, 1),
            _("1 ÷ HHI: as many of equal size."),
        ),
        (
            _("Effective clients by entropy"),
            number_text(result.effective_clients_by_entropy, 1),
            _("exp(Shannon): small clients count more."),
        ),
        (_("Shannon entropy"), number_text(result.shannon, 4), _("-Σ s ln s.")),
        (
            _("Gini"),
            number_text(result.gini, 3),
            _("0 = all equal. Rises with every tiny client, though nothing hangs on it."),
        ),
        (
            _("Gini, corrected"),
            number_text(result.gini_corrected, 3) if several else most,
            _("× n ÷ (n - 1); for fewer than 30 clients."),
        ),
        (_("Theil"), number_text(result.theil, 4), _("Σ s ln(s n): 0 = all equal.")),
        (
            _("Theil, normalised"),
            number_text(result.theil_normalised, 4) if several else most,
            _("÷ ln n: 0-1."),
        ),
        (_("Rosenbluth"), number_text(result.rosenbluth, 4), _("1 ÷ (2 Σ rank × s - 1).")),
    ]
    return pd.DataFrame(rows, columns=CONCENTRATION_DETAILS.column_names, dtype="str")


def period_conclusion(principal: Principal, periods: pd.DataFrame) -> str:
    """How the largest client and the effective clients changed from the first to the last period."""
    known = periods[periods["top_1_share"].notna()]
    if known.empty:
        return _("n/a: no complete quarter with positive sales yet.")
    last = known.iloc[-1]
    if len(known) == 1:
        return _("One complete period so far: the largest client brings {share}.").format(
            share=share_text(last["top_1_share"])
        )
    first = known.iloc[0]
    return _(
        "The largest client went from {before} to {after}, effective clients from {few} to {many}, "
        "from {start} to {end}."
    ).format(
        before=share_text(first["top_1_share"]),
        after=share_text(last["top_1_share"]),
        few=number_text(first["effective_clients"], 1),
        many=number_text(last["effective_clients"], 1),
        start=month_label(int(first["last_month"])),
        end=month_label(int(last["last_month"])),
    )


def period_note(principal: Principal, periods: pd.DataFrame) -> str:
    """What a period is, and whose key clients are drawn."""
    if periods.empty:
        return ""
    is_year = int(periods["last_month"].iloc[-1] - periods["first_month"].iloc[-1]) == 11
    length = (
        _("Each point is the twelve months up to that month's end.")
        if is_year
        else _("Each point is a calendar quarter; twelve months are compared from 18 complete months on.")
    )
    return _("{length} Key clients are those of today, in every period.").format(length=length)


def bands_note(principal: Principal) -> str:
    """Where the bands come from, and what they are not."""
    return _(
        "Band: key clients together typically bring 30-55 % of sales (the source article). Dotted lines are for the "
        "largest client: from 10 % it must be disclosed in accounts (ASC 280-10-50-42); above 20 % lenders and brokers "
        "flag it, above 30 % they ask for cover, above 50 % many decline: practice that differs between houses, no "
        "standard. High is not bad in itself: research on "
        "its effect on profit disagrees."
    )


def antitrust_note(principal: Principal, result: ConcentrationResult) -> str:
    """The thresholds for markets, as an analogy."""
    if not result.client_count:
        return ""
    return _(
        "Analogy only: for markets, not for client lists, the US merger guidelines of 2023 call 1,000-1,800 points "
        "moderately and more than 1,800 highly concentrated; here: {points} points."
    ).format(points=number_text(result.hhi_points, 0))
