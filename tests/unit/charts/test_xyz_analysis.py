from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.regularity import REGULARITY_SUMS
from kamlogic.charts.xyz_analysis import distribution_chart, regularity_chart
from kamlogic.distribution import measure_distribution
from tests.unit.charts.frames import assert_says_no_data


def sums(*counts: int) -> pd.DataFrame:
    total = sum(counts) or 1
    shares = [count / total for count in counts]
    columns = [list("XYZN"), list(counts), shares, [count * 10.0 for count in counts], shares]
    return pd.DataFrame(dict(zip(REGULARITY_SUMS.column_names, columns, strict=True)))


def test_bars_say_their_span_and_limits_are_lines() -> None:
    steps = measure_distribution(pd.Series([1.0, 1.35, 9.0]), start=1, width=0.1, step_count=5)

    figure = distribution_chart(steps, limits={"X": 1.32, "far": 3.0}, axis_title="Periods")

    bar = figure.data[0]
    assert list(bar.y) == [1, 0, 0, 1, 1]
    assert (bar.customdata[0], bar.customdata[-1]) == ("1.00 to 1.10", "1.40 or more")
    assert [note.text for note in figure.layout.annotations] == ["X"]
    assert figure.layout.xaxis.title.text == "Periods"


def test_a_variation_can_be_per_cent() -> None:
    steps = measure_distribution(pd.Series([0.05]), start=0, width=0.1, step_count=2)

    figure = distribution_chart(steps, limits={}, axis_title="Variation", as_percent=True)

    assert figure.data[0].customdata[0] == "0% to 10%"
    assert figure.layout.xaxis.tickformat == ".0%"


def test_nobody_has_no_distribution() -> None:
    steps = measure_distribution(pd.Series(dtype="float64"), start=0, width=0.1)

    assert_says_no_data(distribution_chart(steps, limits={}, axis_title=""))


def test_each_class_has_its_share_of_clients_and_of_sales() -> None:
    figure = regularity_chart(sums(2, 1, 0, 1))

    assert [trace.name for trace in figure.data] == [
        "X often",
        "Y regular",
        "Z irregular",
        "N too new to say",
    ]
    assert list(figure.data[0].x) == pytest.approx([0.5, 0.5])
    assert list(figure.data[0].y) == ["of clients", "of net sales"]


def test_no_client_no_classes() -> None:
    assert_says_no_data(regularity_chart(sums(0, 0, 0, 0)))
