"""Who is key and of which type, what speaks against it, and who deserves to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kamlogic.analysis.client_types import ClientTypeSettings, find_disagreements, tag_clients
from kamlogic.analysis.key_clients import KeyClientResult, classify_key_clients
from kamlogic.analysis.vital_history import VitalSettings, follow_vital
from kamlogic.key_client_tables import KEY_TAGS
from kamlogic.periods import complete_months
from kamlogic.principal import Principal
from kamlogic.rolling import Months, past_windows
from kamlogic.services.analysis import Analysis
from kamlogic.services.key_facts import key_facts
from kamlogic.tables import CLIENT_JUDGEMENTS


@dataclass(frozen=True, eq=False)
class KeyClients:
    """The key clients with their types.

    Attributes:
        verdicts: Who is key under the criteria, the tags and the judgements.
        vital: VITAL_CLIENTS.
        windows: The windows that the vital clients were followed through, the last one analysed.
        types: CLIENT_TYPES.
        disagreements: DISAGREEMENTS.
        judgement_count: Judgements that were taken into account.
    """

    verdicts: KeyClientResult
    vital: pd.DataFrame
    windows: list[Months]
    types: pd.DataFrame
    disagreements: pd.DataFrame
    judgement_count: int

    @property
    def lost_and_vital(self) -> list[int]:
        """Keys of the vital clients that are lost."""
        is_both = self.types["is_lost"] & (self.types["client_type"] == "vital")
        return [int(key) for key in self.types.loc[is_both, "client_key"]]


def find_key_clients(
    principal: Principal,
    analysis: Analysis,
    *,
    vital: VitalSettings,
    types: ClientTypeSettings,
    judgements: pd.DataFrame | None = None,
    judged_until: date | None = None,
) -> KeyClients:
    """Give the clients their types, and from these their verdicts.

    Args:
        principal: Who asks.
        analysis: Under the settings in force, the criteria for key clients among them.
        vital: When a vital client stops being vital.
        types: Who is prospective.
        judgements: CLIENT_JUDGEMENTS; nobody judged anything when not given.
        judged_until: Later judgements do not count; the as-of day when not given.
    """
    given = CLIENT_JUDGEMENTS.empty() if judgements is None else judgements
    until = pd.Timestamp(judged_until or analysis.portfolio.as_of)
    said = given[given["judged_on"] <= until]
    portfolio, classes = analysis.portfolio, analysis.classes
    windows = _vital_windows(analysis, vital)
    followed = follow_vital(
        portfolio.client_periods,
        windows=windows,
        enter_share=classes.settings.key.vital_share,
        settings=vital,
        decimals=portfolio.scale,
    )
    tagged = tag_clients(
        _type_facts(analysis),
        vital=followed[followed["is_vital"]],
        judgements=said,
        as_of=portfolio.as_of,
        settings=types,
        judged_until=judged_until,
    )
    verdicts = classify_key_clients(
        classes.totals,
        settings=classes.settings.key,
        facts=key_facts(classes.xyz.clients, portfolio.as_of),
        tags=_key_tags(tagged, said),
    )
    reached = verdicts.clients.loc[verdicts.clients["is_vital"], "client_key"]
    disagreements = find_disagreements(tagged, verdicts.verdicts, reached)
    return KeyClients(verdicts, followed, windows, tagged, disagreements, len(said))


def _type_facts(analysis: Analysis) -> pd.DataFrame:
    """TYPE_FACTS of every client with a line up to the as-of day."""
    facts = analysis.classes.xyz.clients[["client_key", "first_purchase"]]
    lost = analysis.losses.clients
    return facts.assign(
        is_lost=facts["client_key"].isin(lost.loc[lost["is_lost"].eq(other=True), "client_key"])
    )


def _vital_windows(analysis: Analysis, settings: VitalSettings) -> list[Months]:
    """Windows as long as the one analysed, ending with it; only the last where the data reach no further back."""
    window = analysis.classes.window
    complete = complete_months(analysis.portfolio.span, analysis.portfolio.as_of)
    covered = range(complete.start, window.last_month + 1)
    last = Months(window.first_month, window.last_month)
    found = past_windows(covered, length=window.period_count, step=settings.step_months)
    return [*found[:-1], last]


def _key_tags(types: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """The types and the overrides as tags; of the vital only those that somebody judged so."""
    overrides = said[said["tag"].isin(["key", "not_key", ""])]
    judged_vital = (types["client_type"] == "vital") & (types["basis"] == "judgement")
    named = types.assign(tag=types["client_type"].mask(judged_vital, "judged_vital"))
    tags = pd.concat([named, overrides], ignore_index=True)
    return tags[KEY_TAGS.column_names].astype(KEY_TAGS.dtypes)
