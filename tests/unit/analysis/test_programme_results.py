from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.programme_results import ProgrammeResult, ProgrammeSettings, measure_programmes
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import month_of
from kamlogic.programme_tables import PROGRAMME_GROUPS, PROGRAMME_SPANS
from kamlogic.tables import CLIENT_PERIODS

JAN_23, JAN_24, JAN_25 = (year * 12 + 1 for year in (2023, 2024, 2025))
THREE_YEARS = range(JAN_23, JAN_25 + 12)
MEMBERS, PEERS = (1, 2), (3, 4, 5, 6, 7)


def periods(values: dict[int, dict[int, float]], **columns: Any) -> pd.DataFrame:
    """CLIENT_PERIODS of client → month → net sales; profit is half of it, and each month has one purchase day."""
    rows = [(key, month, value) for key, by_month in values.items() for month, value in by_month.items()]
    frame = pd.DataFrame(rows, columns=["client_key", "month", "net_sales"])
    frame = frame.assign(
        gross_profit=frame["net_sales"] / 2,
        line_count=1,
        positive_line_count=1,
        purchase_day_count=1,
        first_date=pd.Timestamp("2024-01-01"),
        last_date=pd.Timestamp("2024-01-01"),
    )
    return frame.assign(**columns)[CLIENT_PERIODS.column_names]


def every_month(value: float, months: range = THREE_YEARS) -> dict[int, float]:
    return dict.fromkeys(months, value)


def steady() -> dict[int, dict[int, float]]:
    """Seven clients of 100 a month; in 2025 the two of the programme buy for 150, their peers for 110."""
    found = {key: every_month(100) for key in (*MEMBERS, *PEERS)}
    for key in found:
        found[key] |= every_month(150 if key in MEMBERS else 110, range(JAN_25, JAN_25 + 12))
    return found


def measured(
    values: dict[int, dict[int, float]] | pd.DataFrame,
    *,
    start: str = "2025-01-01",
    end: str | None = None,
    members: tuple[int, ...] = MEMBERS,
    peers: tuple[int, ...] = PEERS,
    measure: str = "net_sales",
    complete: range = THREE_YEARS,
    **settings: Any,
) -> ProgrammeResult:
    spans = pd.DataFrame([(9, measure, start, end)], columns=PROGRAMME_SPANS.column_names)
    groups = [(9, key, True) for key in members] + [(9, key, False) for key in peers]
    return measure_programmes(
        values if isinstance(values, pd.DataFrame) else periods(values),
        spans=spans.astype(PROGRAMME_SPANS.dtypes),
        groups=pd.DataFrame(groups, columns=PROGRAMME_GROUPS.column_names).astype(PROGRAMME_GROUPS.dtypes),
        complete=complete,
        scale=2,
        settings=ProgrammeSettings(**settings),
    )


def row(*args: Any, **kwargs: Any) -> pd.Series:
    return measured(*args, **kwargs).results.iloc[0]


def test_the_change_of_the_programme_is_set_against_that_of_the_peers():
    found = row(steady(), end="2025-06-30")

    assert (found["before_month"], found["since_month"], found["month_count"]) == (JAN_24, JAN_25, 6)
    assert (found["member_before"], found["member_since"]) == (1200, 1800)
    assert (found["peer_before"], found["peer_since"]) == (3000, 3300)
    assert found["member_change"] == pytest.approx(0.5)
    assert found["peer_change"] == pytest.approx(0.1)
    assert found["difference"] == pytest.approx(0.4)
    assert (found["member_count"], found["peer_count"]) == (2, 5)
    assert (found["ranked_count"], found["lower_count"], found["is_small"]) == (5, 5, False)


def test_two_years_of_data_take_the_season_out():
    seasonal = {
        key: {month: 100.0 + 50 * (month % 12) for month in THREE_YEARS} for key in (*MEMBERS, *PEERS)
    }

    same_months, right_before = row(seasonal), row(seasonal, end="2025-06-30", before="right_before")

    assert same_months["is_year_ago"]
    assert same_months["member_change"] == 0
    assert not right_before["is_year_ago"]
    assert right_before["before_month"] == JAN_25 - 6
    assert right_before["member_change"] != 0


def test_short_data_are_compared_with_the_months_right_before():
    found = row(steady(), end="2025-06-30", complete=range(JAN_24 + 6, JAN_25 + 6))

    assert not found["is_year_ago"]
    assert found["before_month"] == JAN_24 + 6
    assert found["member_change"] == pytest.approx(0.5)


@pytest.mark.parametrize("before", ["year_ago", "right_before", "auto"])
def test_data_that_do_not_reach_back_give_no_change(before):
    found = measured(steady(), end="2025-06-30", complete=range(JAN_25 - 2, JAN_25 + 6), before=before)

    assert found.results.iloc[0]["reason"] == "no_before"
    assert found.results[["member_change", "difference", "before_month"]].isna().all(axis=None)
    assert found.months.empty


def test_the_month_of_a_start_in_its_middle_belongs_to_neither_side():
    found = row(steady(), start="2025-01-15", end="2025-07-20", before="right_before")

    assert (found["since_month"], found["month_count"]) == (JAN_25 + 1, 5)
    assert found["before_month"] == JAN_25 - 5


def test_a_whole_year_from_mid_month_is_not_compared_with_the_month_of_its_start():
    found = row(steady(), start="2024-01-15", end="2025-01-31")

    assert (found["since_month"], found["month_count"]) == (JAN_24 + 1, 12)
    assert (found["before_month"], found["is_year_ago"]) == (JAN_23, False)
    assert row(steady(), start="2024-01-15", end="2025-01-31", before="year_ago")["reason"] == "no_before"
    assert row(steady(), start="2024-01-01", end="2024-12-31")["is_year_ago"]


@pytest.mark.parametrize(("end", "count"), [("2025-02-28", 2), ("2024-12-31", 0), ("2025-01-20", 0)])
def test_fewer_months_than_asked_for_are_too_short(end, count):
    found = row(steady(), start="2025-01-01" if count or end > "2025" else "2024-12-31", end=end)

    assert (found["reason"], found["month_count"]) == ("too_short", count)
    assert pd.isna(found["member_change"])
    assert row(steady(), end="2025-02-28", least_months=2)["reason"] == ""


def test_an_open_programme_ends_with_the_last_complete_month():
    found = row(steady(), complete=range(JAN_23, JAN_25 + 4))

    assert found["month_count"] == 4


def test_a_start_still_to_come_has_no_month():
    found = row(steady(), start="2026-03-01")

    assert (found["reason"], found["month_count"]) == ("too_short", 0)
    assert pd.isna(found["since_month"])


@pytest.mark.parametrize("value", [0.0, -5.0])
def test_nothing_before_has_no_change(value):
    values = steady()
    for key in MEMBERS:
        values[key] |= every_month(value, range(JAN_24, JAN_25))

    found = measured(values)

    assert found.results.iloc[0]["reason"] == "zero_before"
    assert found.months["member_index"].isna().all()
    assert found.months["peer_index"].notna().all()


def test_amounts_that_cancel_each_other_are_nothing():
    values = steady()
    values[1] |= {JAN_24: 0.1 + 0.2} | every_month(0, range(JAN_24 + 1, JAN_25))
    values[2] |= {JAN_24: -0.3} | every_month(0, range(JAN_24 + 1, JAN_25))

    assert row(values)["reason"] == "zero_before"


def test_peers_without_sales_before_leave_the_change_but_no_difference():
    values = steady()
    for key in PEERS:
        values[key] |= every_month(0, range(JAN_24, JAN_25))

    found = row(values)

    assert (found["reason"], found["peer_reason"]) == ("", "zero_before")
    assert found["member_change"] == pytest.approx(0.5)
    assert pd.isna(found["difference"])
    assert found["ranked_count"] == 0


def test_no_client_and_no_peer_are_said():
    assert row(steady(), members=())["reason"] == "nobody"
    alone = row(steady(), peers=())
    assert (alone["reason"], alone["peer_reason"], alone["is_small"]) == ("", "nobody", True)
    assert alone["member_change"] == pytest.approx(0.5)


def test_few_peers_are_flagged():
    assert row(steady(), peers=(3, 4, 5, 6))["is_small"]
    assert not row(steady(), peers=(3, 4, 5, 6), least_peers=4)["is_small"]


def test_gross_profit_that_nobody_knows_has_no_change():
    values = periods(steady(), gross_profit=np.nan)

    assert row(values, measure="gross_profit")["reason"] == "no_cost"
    assert row(steady(), measure="gross_profit")["member_before"] == 1200


def test_orders_count_days_with_a_purchase():
    found = row(steady(), measure="orders", end="2025-06-30")

    assert (found["member_before"], found["member_since"], found["difference"]) == (12, 12, 0)


def test_a_peer_that_did_better_is_not_below():
    values = steady()
    values[3] |= every_month(300, range(JAN_25, JAN_25 + 12))

    found = row(values)

    assert (found["ranked_count"], found["lower_count"]) == (5, 4)


def test_a_client_without_a_line_counts_as_nothing_and_as_one():
    found = row(steady(), peers=(*PEERS, 99))

    assert found["peer_count"] == 6
    assert found["ranked_count"] == 5
    assert found["peer_before"] == 6000


def test_the_index_begins_a_year_before_the_start_and_is_a_hundred_before():
    months = measured(steady(), end="2025-06-30").months

    assert list(months["month"]) == list(range(JAN_24, JAN_25 + 6))
    assert months.loc[months["month"] < JAN_25, ["member_index", "peer_index"]].eq(100).all(axis=None)
    assert months.loc[months["month"] >= JAN_25, "member_index"].to_numpy() == pytest.approx(150)


def test_what_came_apart_before_the_start_is_told():
    values = steady()
    for key in MEMBERS:
        values[key] |= every_month(120, range(JAN_24 + 6, JAN_25))

    found = row(values, end="2025-06-30")

    assert found["start_difference"] == pytest.approx(0.2)
    assert pd.isna(row(values, end="2025-06-30", before="right_before")["start_difference"])
    assert pd.isna(row(values, end="2025-02-28")["start_difference"])


def test_several_programmes_are_measured_each_for_itself():
    spans = pd.DataFrame(
        [(1, "net_sales", "2025-01-01", None), (2, "net_sales", "2025-01-01", None)],
        columns=PROGRAMME_SPANS.column_names,
    ).astype(PROGRAMME_SPANS.dtypes)
    groups = pd.DataFrame(
        [(1, 1, True), (1, 3, False), (2, 3, True), (2, 1, False)], columns=PROGRAMME_GROUPS.column_names
    ).astype(PROGRAMME_GROUPS.dtypes)

    found = measure_programmes(
        periods(steady()),
        spans=spans,
        groups=groups,
        complete=THREE_YEARS,
        scale=2,
        settings=ProgrammeSettings(),
    )

    assert list(found.results["difference"].round(12)) == [0.4, -0.4]
    assert found.months.groupby("programme_id").size().tolist() == [24, 24]


def test_no_programme_has_no_result():
    found = measure_programmes(
        periods(steady()),
        spans=PROGRAMME_SPANS.empty(),
        groups=PROGRAMME_GROUPS.empty(),
        complete=THREE_YEARS,
        scale=2,
        settings=ProgrammeSettings(),
    )

    assert found.results.empty
    assert found.months.empty


def test_data_without_a_complete_month_are_too_short():
    assert row(steady(), complete=range(JAN_25, JAN_25))["reason"] == "too_short"


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnsError, match="net_sales"):
        measured(periods(steady()).drop(columns="net_sales"))


def test_month_numbers_are_those_of_the_calendar():
    assert month_of(pd.Timestamp("2025-01-31").date()) == JAN_25
