"""What the study of the losses says, in sentences made from the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kamlogic.analysis.client_life import LifeResult
from kamlogic.analysis.pauses import PauseResult
from kamlogic.formats import count_text, days_text, number_text, share_text
from kamlogic.loss_criteria import KINDS
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.loss_study import LossStudy
from kamlogic.survival import duration_percentile, survival_at
from kamlogic.texts import N_, _, ngettext

YEAR_DAYS = 365
FEW_LOSSES = 10
VERDICTS = {
    "better": N_("Fewer clients are lost than before"),
    "worse": N_("More clients are lost than before"),
    "same": N_("No clear change: the difference may be chance"),
    "too_few": N_("Too few losses to say whether it is getting better"),
}


def short_limit_note(principal: Principal, analysis: Analysis) -> str:
    """That most of the lost come back by themselves, so the limit may be too short; empty when they do not."""
    months = analysis.losses.months
    decided = months[months["decidable"]].tail(12)
    lost, returned = int(decided["lost"].sum()), int(decided["returned"].sum())
    if lost < FEW_LOSSES or returned * 2 < lost:
        return ""
    return _(
        "{returned} returns against {lost} losses in a year: many of these clients only paused. "
        "The limit may be too short for their rhythm."
    ).format(returned=count_text(returned), lost=count_text(lost))


def trend_sentences(principal: Principal, study: LossStudy) -> list[str]:
    """Is it getting better? One sentence per span of months."""
    return [_trend_sentence(row) for row in study.trend.to_dict("records")]


def _trend_sentence(row: dict[Any, Any]) -> str:
    months = int(row["month_count"])
    if row["verdict"] == "too_short":
        return _("Not comparable over {count} months: fewer than {twice} months can be decided.").format(
            count=months, twice=2 * months
        )
    return _("{verdict}: {lost} lost in the last {count} decidable months ({rate} a month), {before} in the {count} before ({rate_before}).").format(
        verdict=_(VERDICTS[row["verdict"]]), lost=count_text(row["lost"]), count=months,
        rate=share_text(row["lost_rate"]), before=count_text(row["lost_before"]), rate_before=share_text(row["rate_before"]),
    )  # fmt: skip


def pause_sentences(principal: Principal, pauses: PauseResult) -> list[str]:
    """Median and 80th percentile both ways, and what the difference is."""
    if not pauses.closed_count:
        return [_("n/a: nobody has bought twice yet.")]
    rows = pauses.percentiles.set_index("percentile_share")
    half, most = rows.loc[0.5].to_dict(), rows.loc[0.8].to_dict()
    return [
        _("Half of all pauses end within {km}; the closed gaps alone say {closed}.").format(
            km=_reached(half["km_days"]), closed=_days(half["closed_days"])
        ),
        _("80 % end within {km}; the closed gaps alone say {closed}.").format(
            km=_reached(most["km_days"]), closed=_days(most["closed_days"])
        ),
        ngettext(
            "The closed gaps leave out the present silence of {count} client; here it counts as a pause not yet over.",
            "The closed gaps leave out the present silence of {count} clients; here each counts as a pause not yet over.",
            pauses.open_count,
        ).format(count=count_text(pauses.open_count)),
    ]


def _reached(days: float) -> str:
    return _("more days than any pause seen (never reached)") if pd.isna(days) else days_text(days)


def _days(days: float) -> str:
    """Days with a half where there is one."""
    return days_text(days) if float(days).is_integer() else f"{number_text(days, 1)} {_('days')}"


def life_sentence(principal: Principal, life: LifeResult) -> str:
    """How long half of the clients stay, and how many stay a year."""
    if not life.client_count:
        return _("n/a: no client has bought.")
    if not life.lost_count:
        return _("No client was ever lost.")
    median = duration_percentile(life.curve, 0.5)
    first = (
        _("More than half of the clients have never been lost")
        if pd.isna(median)
        else _(
            "Half of the clients are lost for the first time within {days} of their first purchase"
        ).format(days=days_text(median))
    )
    if life.longest_days < YEAR_DAYS:
        return _("{first}. Nobody has been known for a year.").format(first=first)
    year = float(survival_at(life.curve, np.array([YEAR_DAYS]))[0])
    return _("{first}; {share} last a year.").format(first=first, share=share_text(year))


def criteria_table(principal: Principal, study: LossStudy) -> pd.DataFrame:
    """CRITERIA with the name of each criterion as people read it."""
    totals = study.criteria.totals
    return totals.assign(criterion=[_(KINDS[kind]) for kind in totals["kind"]])


_GROUPINGS = {
    "all": N_("All pauses"),
    "abc_class": N_("ABC class"),
    "purchases": N_("Purchases so far"),
}


def groups_table(principal: Principal, study: LossStudy) -> pd.DataFrame:
    """PAUSE_GROUPS with the groupings as people read them."""
    groups = study.pauses.groups
    names = [_(_GROUPINGS[grouping]) for grouping in groups["grouping"]]
    return groups.assign(grouping=names, group=groups["group"].replace("all", ""))
