"""What came of one programme, in words; every comparison is labelled indicative."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlogic.analysis.programme_results import ProgrammeResult
from kamlogic.entries.programmes import MEASURES
from kamlogic.formats import count_text, day_text, money_text_short, month_label, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.programmes import ProgrammeState
from kamlogic.texts import _, ngettext


def result_row(result: ProgrammeResult, programme_id: int) -> dict[str, Any] | None:
    """What came of one programme; None where it is not measured."""
    found = result.results[result.results["programme_id"] == programme_id]
    return None if found.empty else {str(name): value for name, value in found.iloc[0].items()}


def evidence_text(state: ProgrammeState, row: dict[str, Any] | None, result: ProgrammeResult) -> str:
    """How many clients stand against how many peers, or why there is no comparison."""
    if row is None:
        own = state.saved.entry.measure == "own"
        return _("n/a: its own measure has no peers") if own else _("n/a: some of its clients are not yours")
    if row["reason"]:
        return _reason_text(row, result)
    if row["peer_reason"]:
        return _peer_reason_text(state, row)
    if row["is_small"]:
        return _("too few peers: n = {members} against {peers}").format(
            members=count_text(row["member_count"]), peers=count_text(row["peer_count"])
        )
    return indicative_text(row)


def indicative_text(row: dict[str, Any]) -> str:
    """The label of every comparison: how many stand against how many."""
    return _("indicative, n = {members} against {peers}").format(
        members=count_text(row["member_count"]), peers=count_text(row["peer_count"])
    )


def _reason_text(row: dict[str, Any], result: ProgrammeResult) -> str:
    texts = {
        "nobody": _("n/a: it holds no client"),
        "no_cost": _("n/a: no cost is known, so there is no gross profit"),
        "zero_before": _("n/a: nothing to grow from: zero or less before"),
        "no_before": _("n/a: the data do not reach back so far before the start"),
        "too_short": ngettext(
            "n/a: {count} whole month since the start is known, {least} are needed",
            "n/a: {count} whole months since the start are known, {least} are needed",
            int(row["month_count"]),
        ).format(count=row["month_count"], least=result.settings.least_months),
    }
    return texts[row["reason"]]


def _peer_reason_text(state: ProgrammeState, row: dict[str, Any]) -> str:
    if row["peer_reason"] == "nobody" and not state.saved.entry.peers:
        return _("n/a: no untouched client is in the same cells")
    texts = {
        "nobody": _("n/a: no client to compare with"),
        "no_cost": _("n/a: no cost of the peers is known"),
        "zero_before": _("n/a: the peers have zero or less before"),
    }
    return texts[row["peer_reason"]]


def points_text(difference: float) -> str:
    """The size of a difference of changes, in percentage points."""
    points = abs(difference) * 100
    shown = number_text(points, 1 if points < 9.95 else 0)
    return _("{points} percentage points").format(points=shown)


def standing_text(difference: float) -> str:
    """How the programme's clients changed beside their peers."""
    if abs(difference) < 0.0005:
        return _("changed as its peers did")
    text = _("is {points} above its peers") if difference > 0 else _("is {points} below its peers")
    return text.format(points=points_text(difference))


def result_sentences(
    principal: Principal, state: ProgrammeState, result: ProgrammeResult, *, currency: str
) -> list[str]:
    """What one programme cost, reached and did beside its peers."""
    row = result_row(result, state.saved.id)
    sentences = [cost_sentence(state, currency), target_sentence(state, row, currency)]
    return [text for text in (*sentences, *_compared(state, row, result, currency)) if text]


def cost_sentence(state: ProgrammeState, currency: str) -> str:
    """The cost beside the budget."""
    budget, cost = state.saved.entry.budget, float(state.cost)
    if not budget:
        return _("Cost so far: {cost}; no budget was entered.").format(cost=money_text_short(cost, currency))
    text = _("Cost so far: {cost} of a budget of {budget}, {share}").format(
        cost=money_text_short(cost, currency),
        budget=money_text_short(float(budget), currency),
        share=share_text(state.budget_used),
    )
    if state.budget_used > 1:
        over = money_text_short(cost - float(budget), currency)
        return _("{text}: overspent by {over}.").format(text=text, over=over)
    return f"{text}."


def target_sentence(state: ProgrammeState, row: dict[str, Any] | None, currency: str) -> str:
    """How far the measure has come on its way to the target; empty without one."""
    entry = state.saved.entry
    if entry.target is None:
        return ""
    before, now, target = _measured(state, row)
    text = _("{measure}: {before} before, {now} now, target {target}").format(
        measure=_measure_name(state),
        before=_amount(before, entry.measure, currency),
        now=_amount(now, entry.measure, currency),
        target=_amount(target, entry.measure, currency),
    )
    if entry.measure != "own" and target <= before:
        return _("{text}: the target is not above what it was before.").format(text=text)
    way = (now - before) / (target - before) if target != before else float("nan")
    if pd.isna(way):
        return f"{text}."
    return _("{text}: {share} of the way.").format(text=text, share=share_text(way))


def _measured(state: ProgrammeState, row: dict[str, Any] | None) -> tuple[float, float, float]:
    """Baseline, now and target: a month on average of what the sales tell, an own measure as it was entered."""
    entry, nothing = state.saved.entry, float("nan")
    before, now = (nothing if value is None else float(value) for value in (entry.baseline, entry.current))
    if entry.measure != "own":
        months = row["month_count"] if row else 0
        now = row["member_since"] / months if row and months else nothing
        if entry.baseline is None:
            before = row["member_before"] / months if row and months else nothing
    return before, now, float(entry.target or 0)


def _measure_name(state: ProgrammeState) -> str:
    entry = state.saved.entry
    if entry.measure == "own":
        return entry.own_measure or _("Own measure")
    return _("{measure} a month").format(measure=_(MEASURES[entry.measure]))


def _amount(value: float, measure: str, currency: str) -> str:
    if measure in {"net_sales", "gross_profit"}:
        return money_text_short(value, currency)
    return number_text(value, 1).removesuffix(".0")


def _compared(
    state: ProgrammeState, row: dict[str, Any] | None, result: ProgrammeResult, currency: str
) -> list[str]:
    if row is None or row["reason"]:
        return [_("Against peers: {evidence}.").format(evidence=evidence_text(state, row, result))]
    measure = state.saved.entry.measure
    own = _(
        "{measure} of its {clients}: {since} in {span} against {before} in {span_before}, {change}."
    ).format(
        measure=_(MEASURES[measure]),
        clients=ngettext("{count} client", "{count} clients", int(row["member_count"])).format(
            count=count_text(row["member_count"])
        ),
        since=_amount(row["member_since"], measure, currency),
        span=span_text(row["since_month"], row["month_count"]),
        before=_amount(row["member_before"], measure, currency),
        span_before=span_text(row["before_month"], row["month_count"]),
        change=_change(row["member_change"]),
    )
    if row["peer_reason"]:
        return [own, _("Peers: {evidence}.").format(evidence=evidence_text(state, row, result))]
    peers = _("{peers}: {since} against {before}, {change}.").format(
        peers=_peers_text(state, row),
        since=_amount(row["peer_since"], measure, currency),
        before=_amount(row["peer_before"], measure, currency),
        change=_change(row["peer_change"]),
    )
    return [own, peers, _verdict(row, result), _start_sentence(state, row)]


def _verdict(row: dict[str, Any], result: ProgrammeResult) -> str:
    text = _("It {standing}, {indicative}: this is no proof that the programme did it.").format(
        standing=standing_text(row["difference"]), indicative=indicative_text(row)
    )
    ranked = _("{lower} of the {ranked} peers that bought before changed less.").format(
        lower=count_text(row["lower_count"]), ranked=count_text(row["ranked_count"])
    )
    if not row["is_small"]:
        return f"{text} {ranked}"
    few = _("Fewer than {least} peers: chance alone moves them as much.").format(
        least=result.settings.least_peers
    )
    return f"{text} {ranked} {few}"


def _start_sentence(state: ProgrammeState, row: dict[str, Any]) -> str:
    """How far both had come apart before the start; empty where those months are compared with."""
    if pd.isna(row["start_difference"]):
        return ""
    return _("In the months right before {day} it {standing} already.").format(
        day=day_text(state.saved.entry.start), standing=_stood(row["start_difference"])
    )


def _stood(difference: float) -> str:
    if abs(difference) < 0.0005:
        return _("stood as its peers did")
    text = _("was {points} above them") if difference > 0 else _("was {points} below them")
    return text.format(points=points_text(difference))


def _peers_text(state: ProgrammeState, row: dict[str, Any]) -> str:
    count = int(row["peer_count"])
    if state.saved.entry.peers:
        return ngettext(
            "{count} client chosen to compare with", "{count} clients chosen to compare with", count
        ).format(count=count_text(count))
    return ngettext(
        "{count} untouched client of the same cells", "{count} untouched clients of the same cells", count
    ).format(count=count_text(count))


def _change(change: float) -> str:
    sign = "+" if change > 0 else ""
    return sign + share_text(change)


def span_text(first_month: float, count: float) -> str:
    """The months of a span, e.g. "Jan 2026 to Jun 2026"."""
    first, last = int(first_month), int(first_month) + int(count) - 1
    if first == last:
        return month_label(first)
    return _("{first} to {last}").format(first=month_label(first), last=month_label(last))


def compared_note(principal: Principal, state: ProgrammeState, row: dict[str, Any] | None) -> str:
    """Which months and classes the comparison rests on."""
    if row is None or row["reason"]:
        return ""
    how = (
        _("Compared with the same months of a year before, so that the season is out.")
        if row["is_year_ago"]
        else _("Compared with the months before the start: a season is not taken out.")
    )
    if state.saved.entry.measure == "orders":
        how = _("{how} Orders are days with a purchase.").format(how=how)
    if state.saved.entry.peers:
        return how
    cells = _("Peers were in the same cells on the day before {day} and in no programme since.").format(
        day=day_text(state.saved.entry.start)
    )
    return f"{how} {cells}"
