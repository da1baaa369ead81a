"""Why a client is key or of a type, and what speaks against it, in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pandas as pd

from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.analysis.client_types import CLIENT_TYPES
from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.formats import count_text, day_text, money_text_short, month_label, share_text
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.key_clients import KeyClients
from kamlogic.tables import CLIENT_TOTALS, CLIENTS, Column, Table
from kamlogic.texts import N_, _, ngettext

TYPE_NAMES = {
    "vital": N_("Vital"),
    "prospective": N_("Prospective"),
    "image": N_("Image-maker"),
    "expert": N_("Expert"),
    "market_access": N_("Opens a market"),
}
DISAGREEMENT_TEXTS = {
    "key_against_criteria": N_("Judged key, but meets no criterion"),
    "not_key_against_criteria": N_("Judged not key, but meets the criteria"),
    "vital_below_limit": N_("Still counted as vital, but now below the limit"),
    "judged_vital_below_limit": N_("Judged vital, but below the limit"),
    "prospective_but_vital": N_("Judged prospective, but already vital"),
}
REASONS = {
    "vital": N_("vital"),
    "prospective": N_("prospective"),
    "image": N_("image-maker"),
    "expert": N_("expert"),
    "market_access": N_("opens a market"),
    "potential": N_("potential budget"),
    "length": N_("length of the relationship"),
    "regularity": N_("regularity"),
    "net_sales": N_("sales of the window"),
}

_NAME = (CLIENTS.column("client_name"), CLIENTS.column("client_code"))

KEY_LIST = Table(
    "key_list",
    N_("one row per key client, largest sales first"),
    (
        *_NAME,
        CLIENT_TOTALS.column("net_sales"),
        CLIENT_FIGURES["sales_share"],
        CLIENT_FIGURES["profit_share"],
        Column("reason_text", "str", N_("Why key"), N_("The criteria met, with their limits."), "remark"),
        Column("type_text", "str", N_("Types"), N_("Vital, prospective, image-maker, expert.")),
        CLIENT_FIGURES["is_lost"],
    ),
)

TYPE_LIST = Table(
    "type_list",
    N_("client × type"),
    (
        *_NAME,
        Column("type_text", "str", N_("Type"), N_("Vital, prospective, image-maker, expert.")),
        Column(
            "evidence", "str", N_("Evidence"), N_("The rule with its figures, or who judged, when and why.")
        ),
        CLIENT_TYPES.column("is_lost"),
    ),
)

DISAGREEMENT_LIST = Table(
    "disagreement_list",
    N_("client × disagreement"),
    (*_NAME, Column("text", "str", N_("Disagreement"), N_("Of a verdict and the figures."))),
)


def key_conclusion(principal: Principal, found: KeyClients) -> str:
    """How many are key, and what they bring together."""
    result = found.verdicts
    if not len(result.clients):
        return _("No client bought in this window")
    if not result.key_count:
        return _("No client meets the criteria for key clients")
    if pd.isna(result.key_share):
        return ngettext(
            "{count} key client; without positive sales there is no share",
            "{count} key clients; without positive sales there is no share",
            result.key_count,
        ).format(count=count_text(result.key_count))
    return ngettext(
        "{count} key client brings {share} of sales",
        "{count} key clients bring {share} of sales",
        result.key_count,
    ).format(count=count_text(result.key_count), share=share_text(result.key_share))


def key_figures(principal: Principal, found: KeyClients) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures."""
    result = found.verdicts
    basis = (
        _("gross profit") if result.vital_basis == "gross_profit" else _("net sales, for no cost is known")
    )
    vital = found.types[found.types["client_type"] == "vital"]
    judged = int((found.types["basis"] == "judgement").sum())
    return [
        (_("Key clients"), count_text(result.key_count), _("Of {count} clients in the window.").format(
            count=count_text(len(result.clients)))),
        (_("Joint share"), share_text(result.key_share), _("Of the positive net sales.")),
        (_("Vital clients"), count_text(len(vital)), _vital_remark(vital, basis, result.settings.vital_share)),
        (_("Share of the vital"), share_text(result.vital_share), _("Of {basis}; of sales: {share}.").format(
            basis=basis, share=share_text(result.vital_sales_share))),
        (_("Vital and lost"), count_text(len(found.lost_and_vital)), _("Vital in the window, yet lost by now.")),
        (_("Judged types"), count_text(judged), _("Image, expert and other types that somebody gave.")),
    ]  # fmt: skip


def _vital_remark(vital: pd.DataFrame, basis: str, limit: float) -> str:
    rule = _("{limit} or more of {basis}.").format(limit=share_text(limit), basis=basis)
    judged = int((vital["basis"] == "judgement").sum())
    return f"{rule} {_('Judged vital: {count}.').format(count=count_text(judged))}" if judged else rule


def key_list(principal: Principal, analysis: Analysis, found: KeyClients) -> pd.DataFrame:
    """KEY_LIST, with client_key."""
    result = found.verdicts
    rows = result.clients.merge(result.verdicts.drop(columns="is_key"), on="client_key")
    rows = rows[rows["is_key"]].merge(
        analysis.client_figures()[["client_key", "client_name", "client_code", "net_sales", "is_lost"]],
        on="client_key",
    )
    reasons = reason_texts(rows, result.settings, result.vital_basis, analysis.portfolio.currency)
    types = found.types.assign(name=found.types["client_type"].map(lambda name: _(TYPE_NAMES[name])))
    names = types.groupby("client_key")["name"].agg(", ".join)
    listed = rows.assign(reason_text=reasons, type_text=rows["client_key"].map(names).fillna(""))
    return listed.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)[
        ["client_key", *KEY_LIST.column_names]
    ]


def reason_texts(
    rows: pd.DataFrame, settings: KeyClientSettings, vital_basis: str, currency: str
) -> pd.Series:
    """The criteria that each client meets, in words with figures and limits.

    Args:
        rows: KEY_CLIENTS with KEY_VERDICTS and net_sales.
        settings: With the limits.
        vital_basis: gross_profit or net_sales.
        currency: Of the money.
    """
    texts = _criterion_texts(settings, vital_basis, currency)
    reasons = np.where(rows["override"] == "key", "; " + _("judged key"), "").astype("object")
    judged_vital = ~rows["is_vital"].to_numpy(dtype="bool")
    combinations = {text: set(text.split(", ")) for text in rows["key_reason"].unique()}
    for name in settings.criteria:
        meets = {text: name in names for text, names in combinations.items()}
        is_met = rows["key_reason"].map(meets).to_numpy(dtype="bool")
        said = texts[name](rows[is_met]) if name in texts else _(REASONS[name])
        words = np.asarray(said, dtype="object")
        if name == "vital":
            words = np.where(judged_vital[is_met], _("judged vital"), words)
        reasons[is_met] += "; " + words
    return pd.Series(reasons, index=rows.index, dtype="str").str.removeprefix("; ")


def _criterion_texts(
    settings: KeyClientSettings, vital_basis: str, currency: str
) -> dict[str, Callable[[pd.DataFrame], list[str]]]:
    """What is said of the clients that meet a criterion, by its name."""
    profit_limit = settings.key_share if settings.profit_key_share is None else settings.profit_key_share
    vital_share = "profit_share" if vital_basis == "gross_profit" else "sales_share"
    vital_of = _("gross profit") if vital_basis == "gross_profit" else _("sales")

    def shares(text: str, column: str, limit: float, **more: str) -> Callable[[pd.DataFrame], list[str]]:
        known = {"limit": share_text(limit), **more}
        return lambda rows: [text.format(share=share_text(one), **known) for one in rows[column]]

    def money(text: str, column: str, limit: float) -> Callable[[pd.DataFrame], list[str]]:
        least = money_text_short(limit, currency)
        return lambda rows: [
            text.format(money=money_text_short(one, currency), limit=least) for one in rows[column]
        ]

    def months(rows: pd.DataFrame) -> list[str]:
        text = _("client for {months} months (from {limit})")
        found = rows["relationship_months"]
        return [text.format(months=count_text(one), limit=settings.min_months) for one in found]

    def regularity(rows: pd.DataFrame) -> list[str]:
        words = {"X": _("buys often"), "Y": _("buys regularly")}
        return [words[one] for one in rows["xyz_class"]]

    return {
        "vital": shares(_("vital: {share} of {basis} (from {limit})"), vital_share, settings.vital_share, basis=vital_of),
        "sales": shares(_("{share} of sales (from {limit})"), "sales_share", settings.key_share),
        "profit": shares(_("{share} of gross profit (from {limit})"), "profit_share", profit_limit),
        "net_sales": money(_("sales {money} (from {limit})"), "net_sales", settings.min_net_sales),
        "potential": money(
            _("potential budget {money} (from {limit})"), "potential_budget", settings.min_potential_budget
        ),
        "length": months,
        "regularity": regularity,
    }  # fmt: skip


def type_list(principal: Principal, analysis: Analysis, found: KeyClients) -> pd.DataFrame:
    """TYPE_LIST, with client_key."""
    names = analysis.portfolio.clients
    rows = found.types.merge(names, on="client_key")
    evidence = [_evidence(row, analysis, found) for row in rows.to_dict("records")]
    types = rows["client_type"].map(lambda name: _(TYPE_NAMES[name]))
    listed = rows.assign(type_text=types, evidence=pd.Series(evidence, index=rows.index, dtype="str"))
    return listed[["client_key", *TYPE_LIST.column_names]]


def _evidence(row: dict[Hashable, Any], analysis: Analysis, found: KeyClients) -> str:
    currency = analysis.portfolio.currency
    if row["basis"] == "judgement":
        return _("{author}, {day}: {note}").format(
            author=row["author"], day=day_text(row["judged_on"]), note=row["note"]
        )
    if row["client_type"] == "vital":
        result = found.verdicts
        basis = _("gross profit") if result.vital_basis == "gross_profit" else _("sales")
        text = _("{share} of {basis}, vital from {limit}").format(
            share=share_text(row["vital_share"]), basis=basis, limit=share_text(result.settings.vital_share)
        )
        if len(found.windows) == 1:
            return text
        return _("{text}; since the window to {month}").format(
            text=text, month=month_label(int(row["vital_since"]))
        )
    return _("{first}; {text}").format(first=_first_purchase(row), text=_budget(row, currency))


def _budget(row: dict[Hashable, Any], currency: str) -> str:
    money = money_text_short(row["potential_budget"], currency)
    budget = _("potential budget {money} a year").format(money=money)
    return f"{budget}; {row['note']}" if row["note"] else budget


def _first_purchase(row: dict[Hashable, Any]) -> str:
    return (
        _("has not bought yet")
        if pd.isna(row["first_purchase"])
        else _("bought first on {day}").format(day=day_text(row["first_purchase"]))
    )


def disagreement_list(principal: Principal, analysis: Analysis, found: KeyClients) -> pd.DataFrame:
    """DISAGREEMENT_LIST, with client_key."""
    rows = found.disagreements.merge(analysis.portfolio.clients, on="client_key")
    texts = rows["disagreement"].map(lambda name: _(DISAGREEMENT_TEXTS[name])).astype("str")
    return rows.assign(text=texts)[["client_key", *DISAGREEMENT_LIST.column_names]]


def hysteresis_note(
    principal: Principal, found: KeyClients, *, leave_share: float, leave_windows: int
) -> str:
    """How long a client stays vital, and how far back that could be followed."""
    limit = share_text(min(leave_share, found.verdicts.settings.vital_share))
    rule = ngettext(
        "A vital client stays so until its share is below {limit} for {count} window.",
        "A vital client stays so until its share is below {limit} for {count} windows in a row.",
        leave_windows,
    ).format(limit=limit, count=leave_windows)
    if len(found.windows) == 1:
        return _(
            "{rule} The data reach back for one window only, so that is the rule of this window."
        ).format(rule=rule)
    return ngettext(
        "{rule} Followed through {count} window.",
        "{rule} Followed through {count} windows.",
        len(found.windows),
    ).format(rule=rule, count=count_text(len(found.windows)))
