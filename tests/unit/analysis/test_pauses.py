from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.pauses import (
    PAUSE_GROUPS,
    PAUSE_PERCENTILES,
    PAUSE_RETURNS,
    PauseResult,
    PauseSettings,
    measure_pauses,
)
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.survival import SURVIVAL
from kamlogic.tables import CLIENT_DAYS, Table
from tests.unit.analysis.sales_rows import Line, client_days

AssertIs = Callable[[pd.DataFrame, Table], None]
START = date(2024, 1, 1)


def measure(by_client: list[list[int]], until: int, classes: str = "") -> PauseResult:
    lines = [
        Line(key, START + timedelta(days=offset), 100)
        for key, offsets in enumerate(by_client, start=1)
        for offset in offsets
    ]
    abc = pd.Series(list(classes), index=range(1, len(classes) + 1), dtype="str")
    as_of = START + timedelta(days=until)
    return measure_pauses(
        sort_day_values(client_days(lines)),
        as_of=as_of,
        abc_classes=abc,
        settings=PauseSettings(horizon_days=30),
    )


def test_open_pauses_count_as_not_over(assert_is: AssertIs) -> None:
    result = measure([[0, 10, 30], [0], [25]], 40)

    assert (result.closed_count, result.open_count, result.longest_days) == (2, 3, 40)
    assert result.curve["duration_days"].tolist() == [10, 20]
    assert result.curve["survival_share"].tolist() == pytest.approx([0.8, 0.4])
    assert result.closed_curve["survival_share"].tolist() == pytest.approx([0.5, 0.0])
    for frame, table in (
        (result.curve, SURVIVAL),
        (result.percentiles, PAUSE_PERCENTILES),
        (result.groups, PAUSE_GROUPS),
        (result.returns, PAUSE_RETURNS),
    ):
        assert_is(frame, table)


def test_percentiles_both_ways() -> None:
    found = measure([[0, 10, 30], [0], [25]], 40).percentiles.set_index("percentile_share")

    assert found.loc[0.5].tolist() == [20, 15]
    assert np.isnan(found.loc[0.8, "km_days"])
    assert found.loc[0.8, "closed_days"] == pytest.approx(18)


def test_returns_are_said_only_for_silences_that_were_seen() -> None:
    found = measure([[0, 10, 30], [0], [25]], 40).returns.set_index("silence_days")

    assert found["at_risk_count"].tolist() == [5, 1, 0, 0, 0, 0, 0]
    assert found["return_share"].tolist()[:2] == pytest.approx([0.6, 0.0])
    assert found["return_share"].isna().tolist() == [False, False, True, True, True, True, True]


def test_groups_stand_apart_only_when_each_has_30_closed_gaps() -> None:
    regular = [list(range(0, 200, 10)) for _ in range(40)]

    small = measure(regular, 200, "A" * 39 + "B").groups
    large = measure(regular, 200, "A" * 20 + "B" * 10 + "C" * 10).groups

    assert small["grouping"].unique().tolist() == ["all", "purchases"]
    assert large["grouping"].tolist() == ["all", *["abc_class"] * 3, *["purchases"] * 4]
    assert large["group"].tolist() == ["all", "A", "B", "C", "1", "2", "3-5", "6+"]
    assert large["closed_count"].tolist() == [760, 380, 190, 190, 40, 40, 120, 560]
    assert large["open_count"].tolist() == [40, 20, 10, 10, 0, 0, 0, 40]
    assert set(large["km_median_days"]) == {10}


def test_a_client_without_a_class_stands_in_no_group() -> None:
    regular = [list(range(0, 200, 10)) for _ in range(7)]

    found = measure(regular, 200, "AABBCC").groups

    assert found.loc[found["grouping"] == "abc_class", "closed_count"].tolist() == [38, 38, 38]


def test_without_purchases_every_figure_is_undefined(assert_is: AssertIs) -> None:
    result = measure_pauses(
        sort_day_values(CLIENT_DAYS.empty()),
        as_of=START,
        abc_classes=pd.Series(dtype="str"),
        settings=PauseSettings(),
    )

    assert (result.closed_count, result.open_count, result.longest_days) == (0, 0, 0)
    assert result.curve.empty
    assert result.percentiles[["km_days", "closed_days"]].isna().all(axis=None)
    assert result.returns["return_share"].isna().all()
    assert_is(result.groups, PAUSE_GROUPS)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="is_purchase"):
        measure_pauses(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="is_purchase")),
            as_of=START,
            abc_classes=pd.Series(dtype="str"),
            settings=PauseSettings(),
        )
