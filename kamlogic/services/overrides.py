"""Verdicts that people put before the computed ones, side by side with what the figures say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import pandas as pd

from kamlogic.entries.judgements import VERDICTS, Override
from kamlogic.formats import count_text, day_text
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.judgements import has_run_out, overrides_of
from kamlogic.store.entries import Saved
from kamlogic.tables import CLIENTS, Column, Table
from kamlogic.texts import N_, _, ngettext

State = Literal["contradicted", "confirmed", "undecided", "expired"]
STATES: Final[dict[State, str]] = {
    "contradicted": N_("The figures say otherwise"),
    "confirmed": N_("The figures now say the same: it can be removed"),
    "undecided": N_("The figures say nothing"),
    "expired": N_("It has run out: the figures count again"),
}

OVERRIDE_LIST = Table(
    "override_list",
    N_("one row per override, those that the figures contradict first"),
    (
        CLIENTS.column("client_name"),
        CLIENTS.column("client_code"),
        Column("about", "str", N_("About"), N_("Which verdict.")),
        Column("judged", "str", N_("By judgement"), N_("What somebody said; it is the verdict in force.")),
        Column("computed", "str", N_("By the figures"), N_("What the figures say; n/a where they say nothing.")),
        Column("state_text", "str", N_("Against the figures"), N_("Whether the figures say the same by now.")),
        Column("reason", "str", N_("Reason"), N_("In the words of who said so.")),
        Column("author", "str", N_("By"), N_("Who said so.")),
        Column("judged_on", "datetime64[us]", N_("On"), N_("The day it was said."), "date"),
        Column("until", "datetime64[us]", N_("Until"), N_("The last day on which it holds; empty: no end."), "date"),
    ),
)  # fmt: skip


def list_overrides(principal: Principal, analysis: Analysis) -> pd.DataFrame:
    """OVERRIDE_LIST, with client_key, override_id, verdict, value, computed_value and state.

    Args:
        principal: Who asks.
        analysis: With the judgements; overrides of clients that it does not know are left out.
    """
    overrides = [] if analysis.judgements is None else list(analysis.judgements.overrides)
    computed = _computed_values(analysis, [one.entry.client_key for one in overrides])
    known = analysis.portfolio.clients
    known = known[known["client_key"].isin([one.entry.client_key for one in overrides])]
    columns = ["client_key", "override_id", "verdict", "value", "computed_value", "state"]
    rows = [_row(analysis, one, computed) for one in overrides]
    frame = pd.DataFrame(rows, columns=[*columns, *OVERRIDE_LIST.column_names[2:]]).merge(
        known, on="client_key"
    )
    order = frame["state"].map({state: place for place, state in enumerate(STATES)})
    listed = frame.assign(order=order).sort_values(["order", "client_name", "verdict"], ignore_index=True)
    return listed[[*columns, *OVERRIDE_LIST.column_names]].astype(OVERRIDE_LIST.dtypes)


def _row(analysis: Analysis, one: Saved[Override], computed: dict[str, dict[int, str]]) -> dict[str, Any]:
    entry = one.entry
    value = computed[entry.verdict].get(entry.client_key, "")
    return {
        "client_key": entry.client_key,
        "override_id": one.id,
        "verdict": entry.verdict,
        "value": entry.value,
        "computed_value": value,
        "state": _state(analysis, entry, value),
        "about": _(VERDICTS[entry.verdict]),
        "judged": _word(entry.value),
        "computed": _word(value),
        "state_text": _(STATES[_state(analysis, entry, value)]),
        "reason": entry.reason,
        "author": one.updated_by,
        "judged_on": pd.Timestamp(entry.judged_on),
        "until": pd.NaT if entry.until is None else pd.Timestamp(entry.until),
    }


def _state(analysis: Analysis, override: Override, computed: str) -> State:
    if analysis.judgements is not None and has_run_out(override, analysis.judgements.day):
        return "expired"
    if computed in {"", "N"}:
        return "undecided"
    return "confirmed" if computed == override.value else "contradicted"


def _word(value: str) -> str:
    return {"yes": _("yes"), "no": _("no"), "": _("n/a")}.get(value, value)


def _computed_values(analysis: Analysis, client_keys: Sequence[int]) -> dict[str, dict[int, str]]:
    """Verdict → client key → what the figures say, of these clients; the others are left out."""
    classes = analysis.classes
    sources = {
        "key": (classes.key.verdicts, "is_key_by_rule"),
        "abc_class": (classes.abc.clients, "abc_class"),
        "xyz_class": (classes.xyz.clients, "xyz_class"),
        "lost": (analysis.losses.clients, "is_lost"),
    }
    found = {}
    for name, (frame, column) in sources.items():
        own = frame[frame["client_key"].isin(client_keys)]
        found[name] = dict(zip(own["client_key"].tolist(), map(_plain, own[column].tolist()), strict=True))
    return found


def _plain(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def override_texts(principal: Principal, analysis: Analysis) -> dict[str, dict[int, str]]:
    """Verdict → client key → the override in force in one sentence, with what is computed, reason, name and day."""
    if analysis.judgements is None or not analysis.judgements.overrides:
        return {}
    listed = list_overrides(principal, analysis)
    texts: dict[str, dict[int, str]] = {}
    for row in listed[listed["state"] != "expired"].to_dict("records"):
        texts.setdefault(row["verdict"], {})[int(row["client_key"])] = _sentence(row)
    return texts


def _sentence(row: Any) -> str:
    said = _(
        "{about} by judgement: {judged} (by the figures: {computed}). {reason} ({author}, {day})"
    ).format(
        about=row["about"],
        judged=row["judged"],
        computed=row["computed"],
        reason=row["reason"],
        author=row["author"],
        day=day_text(row["judged_on"]),
    )
    if pd.isna(row["until"]):
        return said
    return _("{said} until {day}").format(said=said, day=day_text(row["until"]))


def override_sentences(principal: Principal, analysis: Analysis, *, client_key: int) -> list[str]:
    """The overrides in force of one client."""
    texts = override_texts(principal, analysis)
    return [texts[name][client_key] for name in VERDICTS if client_key in texts.get(name, {})]


def judged_cell(principal: Principal, analysis: Analysis, *, client_key: int) -> str:
    """The cell in which people put a client; empty where nobody overrode a class of it, or it has no cell."""
    own = overrides_of(analysis.judgements, client_key)
    if not {"abc_class", "xyz_class"} & set(own):
        return ""
    computed = _computed_values(analysis, [client_key])
    size, regularity = (
        own.get(name) or computed[name].get(client_key, "") for name in ("abc_class", "xyz_class")
    )
    return size + regularity if size and regularity else ""


def override_conclusion(principal: Principal, listed: pd.DataFrame) -> str:
    """How many overrides hold, and what the figures say of them.

    Args:
        principal: Who asks.
        listed: Of `list_overrides`.
    """
    counts = listed["state"].value_counts()
    holding = len(listed) - int(counts.get("expired", 0))
    if listed.empty:
        return _("Nobody has put a verdict before the computed one.")
    said = ngettext("{count} override holds", "{count} overrides hold", holding).format(
        count=count_text(holding)
    )
    details = [
        text.format(count=count_text(counts[state]))
        for state, text in (
            ("contradicted", _("the figures contradict {count}")),
            ("confirmed", _("the figures now confirm {count}")),
            ("undecided", _("of {count} the figures say nothing")),
            ("expired", _("{count} ran out")),
        )
        if state in counts
    ]
    return f"{said}: {', '.join(details)}."
