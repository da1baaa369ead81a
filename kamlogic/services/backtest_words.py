"""What a backtest says, in words."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.backtest import BacktestResult
from kamlogic.backtesting.candidates import DECLINE, EVERYONE, NOBODY
from kamlogic.formats import NO_BREAK_SPACE, count_text, day_text, days_text, number_text, share_text
from kamlogic.loss_criteria import criterion_text
from kamlogic.texts import N_, _, ngettext

LABELS = {
    EVERYONE: N_("Everyone lost"),
    NOBODY: N_("Nobody lost"),
    DECLINE: N_("Sales halved"),
    "percentile_80": N_("80 % of all gaps"),
    "own_median_2": N_("2 × own median"),
    "own_median_3": N_("3 × own median"),
    "own_longest": N_("Longer than ever"),
    "alive_mbg": N_("MBG/NBD"),
    "alive_bg": N_("BG/NBD"),
}


CLAUSES = {
    "percentile_80": N_("Silence beyond 80 % of all gaps"),
    "own_median_2": N_("Silence of twice the own median gap"),
    "own_median_3": N_("Silence of three times the own median gap"),
    "own_longest": N_("Silence longer than ever before"),
}
"""The rules of silence without days of their own, to begin a sentence."""


def rule_label(name: str) -> str:
    """A rule for a table or an axis."""
    if name.startswith("fixed_"):
        return _("{days} of silence").format(days=days_text(float(name.removeprefix("fixed_"))))
    return _(LABELS[name])


def rule_clause(name: str) -> str:
    """A rule of silence to begin a sentence."""
    return _(CLAUSES[name]) if name in CLAUSES else rule_label(name)


def backtest_conclusion(result: BacktestResult) -> str:
    """Which rule did best, and what it would have got wrong on the newest test day."""
    verdict, fallback = result.choice.verdict, criterion_text(result.default)
    if verdict == "few_origins":
        return _("Not enough history to test a criterion: until then, {criterion}").format(criterion=fallback)
    if verdict == "few_clients":
        return _("Not enough history to choose: until then, {criterion}").format(criterion=fallback)
    if verdict == "no_better_than_chance":
        return _("No criterion tells lost clients from kept ones better than chance: {criterion}").format(
            criterion=fallback
        )
    text = (
        _("{rule} did best on your own past: {errors}")
        if verdict == "best"
        else _("{rule} is as good as any other on your own past: {errors}")
    )
    return text.format(
        rule=rule_clause(result.choice.chosen), errors=wrong_text(result, result.choice.chosen)
    )


def wrong_text(result: BacktestResult, name: str) -> str:
    """What a rule got wrong on the newest test day: "of 41 clients called lost, 14 bought again within 90 days"."""
    counts = _newest(result, name)
    called, wrong = int(counts["tp"] + counts["fp"]), int(counts["fp"])
    if not called:
        return _("it called nobody lost")
    days = days_text(result.settings.horizon_days)
    if not wrong:
        return ngettext(
            "the {called} client called lost did not buy within {days}",
            "of {called} clients called lost, none bought again within {days}",
            called,
        ).format(called=count_text(called), days=days)
    if called == 1:
        return _("the 1 client called lost bought again within {days}").format(days=days)
    return _("of {called} clients called lost, {wrong} bought again within {days}").format(
        called=count_text(called), wrong=count_text(wrong), days=days
    )


def missed_text(result: BacktestResult, name: str) -> str:
    """Whom a rule missed on the newest test day."""
    counts = _newest(result, name)
    lost, missed = int(counts["tp"] + counts["fn"]), int(counts["fn"])
    days = days_text(result.settings.horizon_days)
    if not lost:
        return _("Every client bought again within {days}.").format(days=days)
    return ngettext(
        "Of {lost} client that bought nothing in these {days}, it had not called {missed}.",
        "Of {lost} clients that bought nothing in these {days}, it had not called {missed}.",
        lost,
    ).format(lost=count_text(lost), missed=count_text(missed), days=days)


def _newest(result: BacktestResult, name: str) -> pd.Series:
    newest = result.origins.loc[result.origins["is_newest"], "origin"]
    counts = result.counts
    found = counts[counts["origin"].isin(newest) & (counts["criterion"] == name)]
    return found.iloc[0]


def backtest_figures(result: BacktestResult) -> list[tuple[str, str, str]]:
    """Label, value and remark of the chosen rule's figures on the newest test day; none without a choice."""
    if not result.choice.chosen:
        return []
    counts = _newest(result, result.choice.chosen)
    day = _("Test day {day}, which the choice did not use.").format(day=day_text(counts["origin"]))
    return [
        (
            _("False losses"),
            share_text(counts["false_loss_rate"]),
            _("Of those called lost, bought again. ") + day,
        ),
        (_("Found"), share_text(counts["recall"]), _("Of the lost, called lost. ") + day),
        (_("Found, by sales"), share_text(counts["money_recall"]), _("The same, weighted by sales. ") + day),
        ("MCC", number_text(counts["mcc"]), _("1 perfect, 0 chance. ") + day),
    ]


def choice_text(result: BacktestResult) -> str:
    """Why this rule, from which test days; empty without an older test day."""
    choice = result.choice
    if result.criteria.empty:
        return ""
    if choice.verdict == "few_clients":
        return _("Clients ever lost: {lost}, ever kept: {kept}; a choice needs {least} of each.").format(
            lost=count_text(result.lost_client_count),
            kept=count_text(result.kept_client_count),
            least=count_text(result.settings.min_clients),
        )
    if not choice.chosen:
        return ""
    parts = [_days_that_decided(result), _interval_text(_older(result, choice.chosen))]
    if choice.verdict == "simpler":
        row = _older(result, choice.chosen)
        parts.append(
            _(
                "{winner} had {mcc}, but the difference lies between {low} and {high}: the simpler rule is taken."
            ).format(
                winner=rule_clause(choice.winner),
                mcc=number_text(_older(result, choice.winner)["mcc"], 3),
                low=number_text(row["behind_low"], 3),
                high=number_text(row["behind_high"], 3),
            )
        )
    return " ".join(parts)


def _older(result: BacktestResult, name: str) -> pd.Series:
    return result.criteria[result.criteria["criterion"] == name].iloc[0]


def _days_that_decided(result: BacktestResult) -> str:
    older = result.origins[result.origins["is_common"] & ~result.origins["is_newest"]]["origin"]
    return ngettext(
        "Chosen on {count} older test day, {first}.",
        "Chosen on {count} older test days, {first} to {last}.",
        len(older),
    ).format(count=len(older), first=day_text(older.iloc[0]), last=day_text(older.iloc[-1]))


def _interval_text(row: pd.Series) -> str:
    return _("MCC {mcc}, 95{space}% interval {low} to {high}.").format(
        mcc=number_text(row["mcc"], 3),
        space=NO_BREAK_SPACE,
        low=number_text(row["mcc_low"], 3),
        high=number_text(row["mcc_high"], 3),
    )


def left_out_text(result: BacktestResult) -> str:
    """How many rules are not compared; empty when all are."""
    count = len(result.left_out)
    if not count:
        return ""
    return ngettext(
        "{count} criterion is not compared; the last table says why.",
        "{count} criteria are not compared; the last table says why.",
        count,
    ).format(count=count)


def regularity_text(result: BacktestResult) -> str:
    """Whether clients buy at random, as the models assume; empty when no model was asked or nothing is known."""
    if not (result.settings.has_mbg or result.settings.has_bg) or pd.isna(result.regularity):
        return ""
    return _(
        "The models assume that clients buy at random, which is a regularity of 1; here the median client has {shape}."
    ).format(shape=number_text(result.regularity))


def error_curve_text(result: BacktestResult) -> str:
    """Where both kinds of error are smallest together; empty when that is not known."""
    if result.best_fixed_days is None:
        return ""
    return _("Both kinds of error together are smallest after {days} of silence.").format(
        days=days_text(result.best_fixed_days)
    )
