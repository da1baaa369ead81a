"""How did the clients of a programme change, beside clients that were left alone?

The measure of each group is summed over two spans of equally many whole months:

- since: the whole months of the programme, from its start to its end or the last complete month;
- before: the same months of a year before, once there are 24 complete months, so that a season changes neither group;
  else the months right before the start. The month of a start in mid-month belongs to neither;
- change = since ÷ before - 1, of the sums of the group;
- difference = change of the programme's clients - change of the peers, in points;
- difference before the start = the same of the months right before the start, at most as many as since it: what had
  come apart already owes nothing to the programme;
- index of a month = its sum ÷ the group's mean month before × 100.

Clients of a programme are chosen and not drawn by lot, so the difference is indicative: it does not tell the cause.
Orders are purchase days (METHOD § 0). 24 months as for seasons (METHOD § 2e). FEATURES § 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.periods import last_complete_month, month_of
from kamlogic.programme_tables import (
    PROGRAMME_GROUPS,
    PROGRAMME_MONTHS,
    PROGRAMME_RESULTS,
    PROGRAMME_SPANS,
)
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_PERIODS
from kamlogic.texts import N_

COLUMNS = {"net_sales": "net_sales", "gross_profit": "gross_profit", "orders": "purchase_day_count"}
YEAR = 12


class ProgrammeSettings(Settings):
    """What a programme is compared with, and how much is too little."""

    before: Literal["auto", "year_ago", "right_before"] = Field(
        default="auto",
        title=N_("Compared with"),
        description=N_(
            "year_ago: the same months of a year before; right_before: the months before the start; auto: the first "
            "where there are 24 complete months that reach back far enough."
        ),
    )
    least_months: int = Field(
        default=3, ge=1, le=24, title=N_("Fewest months"), description=N_("Whole months since the start.")
    )
    least_peers: int = Field(
        default=5, ge=1, le=100, title=N_("Fewest peers"), description=N_("With fewer a result is greyed.")
    )
    season_months: int = Field(
        default=24, ge=12, le=60, title=N_("Months for a season"), description=N_("Complete months of data.")
    )


@dataclass(frozen=True, eq=False)
class ProgrammeResult:
    """What came of the programmes.

    Attributes:
        settings: In force.
        results: PROGRAMME_RESULTS in the order of the spans.
        months: PROGRAMME_MONTHS; a programme without a span before has none.
    """

    settings: ProgrammeSettings
    results: pd.DataFrame
    months: pd.DataFrame


@dataclass(frozen=True)
class _Spans:
    """Which months of a programme are compared; before is None where the data do not reach back."""

    start: int
    since: int
    count: int
    before: int | None
    is_year_ago: bool


def measure_programmes(
    periods: pd.DataFrame,
    *,
    spans: pd.DataFrame,
    groups: pd.DataFrame,
    complete: range,
    scale: int,
    settings: ProgrammeSettings,
) -> ProgrammeResult:
    """Compare the clients of each programme with its peers.

    A client without a line in a month counts 0 there and is still one of its group. A sum of zero or less before
    has no change ("zero_before"); a gross profit that is known of no line of a group has none either ("no_cost").
    A programme of fewer whole months than asked for is "too_short"; one whose data do not reach back is "no_before".

    Args:
        periods: CLIENT_PERIODS, each client and month once; not modified.
        spans: PROGRAMME_SPANS.
        groups: PROGRAMME_GROUPS; each client of a programme on one side.
        complete: The months that the data cover whole.
        scale: Decimals of the money, so that what adds up to nothing is nothing.
        settings: What is compared, and how much is too little.

    Returns:
        One result per programme; a difference wherever both sides have a change, flagged where peers are few.

    Raises:
        MissingColumnsError: A column of one of the tables is missing.
    """
    for table, frame in (
        (CLIENT_PERIODS, periods), (PROGRAMME_SPANS, spans), (PROGRAMME_GROUPS, groups)
    ):  # fmt: skip
        table.require(frame)
    grids = _Grids(periods, groups["client_key"], complete)
    sides = dict(list(groups.groupby("programme_id")))
    results, months = [], [PROGRAMME_MONTHS.empty()]
    for row in spans.itertuples(index=False):
        programme: Any = row
        group = sides.get(programme.programme_id, groups.iloc[:0])
        chosen = _compared_months(programme.start_date, programme.end_date, complete, settings)
        grid = grids.of(COLUMNS[programme.measure])
        member, peer = (
            _Side(grid, grids.places(group.loc[group["is_member"] == side, "client_key"]), chosen, complete, scale)
            for side in (True, False)
        )  # fmt: skip
        index = _index(programme.programme_id, member, peer, chosen, complete)
        result = _result(member, peer, chosen, settings)
        result["start_difference"] = (
            _start_difference(index, chosen) if result["reason"] == "" else float("nan")
        )
        results.append({"programme_id": programme.programme_id} | result)
        months.append(index)
    frame = pd.DataFrame(results, columns=PROGRAMME_RESULTS.column_names).astype(PROGRAMME_RESULTS.dtypes)
    known = [one for one in months if not one.empty] or months[:1]
    return ProgrammeResult(settings, frame, pd.concat(known, ignore_index=True))


def _compared_months(start: date, end: Any, complete: range, settings: ProgrammeSettings) -> _Spans:
    """The whole months since the start, and as many before it."""
    first = month_of(start)
    since = first if start.day == 1 else first + 1
    last = complete.stop - 1 if pd.isna(end) else min(complete.stop - 1, last_complete_month(end.date()))
    count = max(0, last - since + 1)
    # Whole years back, so far that the last month before lies before the month of the start.
    year_ago = since - YEAR * -(-(count + since - first) // YEAR) if count else since - YEAR
    is_seasonal = len(complete) >= settings.season_months and year_ago >= complete.start
    is_year_ago = settings.before == "year_ago" or (settings.before == "auto" and is_seasonal)
    before = year_ago if is_year_ago else first - count
    return _Spans(first, since, count, before if before >= complete.start and count else None, is_year_ago)


class _Grids:
    """The months of the clients of all programmes, one grid of clients by months for each measure."""

    def __init__(self, periods: pd.DataFrame, client_keys: pd.Series, complete: range) -> None:
        self._keys = np.unique(client_keys.to_numpy())
        is_inside = periods["client_key"].isin(self._keys) & periods["month"].isin(complete)
        self._periods = periods[is_inside]
        self._rows = self.places(self._periods["client_key"])
        self._columns = self._periods["month"].to_numpy() - complete.start
        self._month_count = len(complete)
        self._known: dict[str, np.ndarray] = {}

    def of(self, column: str) -> np.ndarray:
        """The measure of each client and complete month: 0 without a line, NaN where it is unknown."""
        if column not in self._known:
            grid = np.zeros((len(self._keys), self._month_count))
            grid[self._rows, self._columns] = self._periods[column]
            self._known[column] = grid
        return self._known[column]

    def places(self, client_keys: pd.Series) -> np.ndarray:
        """The rows of these clients."""
        return np.searchsorted(self._keys, client_keys.to_numpy())


class _Side:
    """One of the two groups of a programme: its sums before and since, and its change."""

    def __init__(
        self, grid: np.ndarray, rows: np.ndarray, spans: _Spans, complete: range, scale: int
    ) -> None:
        self.count = len(rows)
        self.before = self.since = self.change = float("nan")
        self.months, self.before_by_client, self.since_by_client = (np.empty(0) for _side in range(3))
        self.reason = "" if self.count else "nobody"
        if not self.count or spans.before is None:
            return
        clients = grid[rows]
        compared = clients[
            :, [*_places(spans.before, spans, complete), *_places(spans.since, spans, complete)]
        ]
        if np.isnan(compared).any() and not np.nan_to_num(compared).any():
            self.reason = "no_cost"
            return
        self.months = np.nansum(clients, axis=0).round(scale)
        by_client = np.nan_to_num(compared)
        self.before_by_client = by_client[:, : spans.count].sum(axis=1).round(scale)
        self.since_by_client = by_client[:, spans.count :].sum(axis=1).round(scale)
        self.before, self.since = (
            float(sums.sum().round(scale)) for sums in (self.before_by_client, self.since_by_client)
        )
        if self.before <= 0:
            self.reason = "zero_before"
        else:
            self.change = self.since / self.before - 1


def _places(first: int, spans: _Spans, complete: range) -> Iterator[int]:
    return iter(range(first - complete.start, first - complete.start + spans.count))


def _result(member: _Side, peer: _Side, spans: _Spans, settings: ProgrammeSettings) -> dict[str, Any]:
    reason, is_short = member.reason, spans.count < settings.least_months
    if is_short or spans.before is None:
        reason = reason or ("too_short" if is_short else "no_before")
    change = float("nan") if reason else member.change
    peer_change = float("nan") if reason or peer.reason else peer.change
    ranked = peer.before_by_client > 0
    own = peer.since_by_client[ranked] / peer.before_by_client[ranked] - 1
    return {
        "month_count": spans.count,
        "before_month": float("nan") if spans.before is None else spans.before,
        "since_month": spans.since if spans.count else float("nan"),
        "is_year_ago": spans.is_year_ago,
        "member_count": member.count,
        "member_before": member.before,
        "member_since": member.since,
        "member_change": change,
        "peer_count": peer.count,
        "peer_before": peer.before,
        "peer_since": peer.since,
        "peer_change": peer_change,
        "difference": change - peer_change,
        "ranked_count": 0 if reason else len(own),
        "lower_count": 0 if reason else int((own < change).sum()),
        "is_small": peer.count < settings.least_peers,
        "reason": reason,
        "peer_reason": "" if reason else peer.reason,
    }


def _index(programme_id: int, member: _Side, peer: _Side, spans: _Spans, complete: range) -> pd.DataFrame:
    """Both groups by month: from a year before the start, or earlier where the months before begin, to the last."""
    if spans.before is None:
        return PROGRAMME_MONTHS.empty()
    first = max(complete.start, min(spans.before, spans.start - YEAR))
    months = np.arange(first, spans.since + spans.count)
    frame = pd.DataFrame({"programme_id": programme_id, "month": months})
    for name, side in (("member_index", member), ("peer_index", peer)):
        values = pd.Series(float("nan"), index=frame.index)
        if len(side.months):
            mean = side.before / spans.count
            values = ratio(
                pd.Series(side.months[months - complete.start]) * 100, mean if mean > 0 else float("nan")
            )
        frame[name] = values
    return frame.astype(PROGRAMME_MONTHS.dtypes)


def _start_difference(index: pd.DataFrame, spans: _Spans) -> float:
    """Mean index of the programme less that of the peers, right before the start and after the months before."""
    first = max(int(spans.before or 0) + spans.count, spans.start - spans.count)
    inside = index[index["month"].between(first, spans.start - 1)]
    means = inside[["member_index", "peer_index"]].mean()
    return float(means["member_index"] - means["peer_index"]) / 100
