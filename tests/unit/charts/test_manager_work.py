from __future__ import annotations

import pandas as pd

from kamlogic.analysis.manager_work import MANAGER_WORK
from kamlogic.analysis.skills import measure_skills
from kamlogic.charts import theme
from kamlogic.charts.manager_work import manager_work_chart
from kamlogic.charts.skills import skills_chart

NAN = float("nan")


def work(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"client_count": 9, "mean_share": 0.5, "promise_count": 9, "kept_share": 0.5}
    rates = {"otif_share": 0.9, "order_count": 9}
    columns = [*MANAGER_WORK.column_names, *rates]
    return pd.DataFrame([plain | rates | row for row in rows], columns=columns)


def test_rates_of_few_are_grey_each_by_its_own_count() -> None:
    figure = manager_work_chart(work({"manager": "Ani", "promise_count": 2}, {"manager": "Budi"}), name=str)

    colors = {trace.name: list(trace.marker.color) for trace in figure.data}
    assert colors["Promises kept"] == [theme.GREY, theme.ORANGE]
    assert colors["Dossiers complete"] == [theme.BLUE, theme.BLUE]
    assert figure.data[2].customdata[0][1] == "of 2"


def test_a_rate_that_nobody_has_is_not_drawn() -> None:
    figure = manager_work_chart(work({"manager": "Ani", "otif_share": NAN}), name=str)

    assert [trace.name for trace in figure.data] == ["Dossiers complete", "Promises kept"]


def test_managers_without_a_client_are_left_out_and_nobody_gives_an_empty_chart() -> None:
    assert not manager_work_chart(work({"manager": "Ani", "client_count": 0}), name=str).data
    assert not manager_work_chart(work(), name=str).data


def test_names_are_not_read_as_markup() -> None:
    figure = manager_work_chart(work({"manager": "<b>Ani</b>"}), name=str)

    assert "<b>" not in figure.layout.yaxis.ticktext[0]
    assert "<b>" not in figure.data[0].customdata[0][0]


def skills(*rows: tuple[str, float, float]) -> object:
    return measure_skills(pd.DataFrame(rows, columns=["skill", "level", "required_level"]))


def test_the_level_is_a_bar_and_what_is_needed_a_line() -> None:
    figure = skills_chart(skills(("product", 4, 3), ("selling", NAN, 3)), name=str)

    assert [trace.name for trace in figure.data] == ["Level", "Needed"]
    assert list(figure.data[1].x) == [3, 3]
    assert tuple(figure.layout.xaxis.range) == (0, 4.1)


def test_no_skill_known_draws_nothing() -> None:
    assert not skills_chart(skills(("product", NAN, NAN)), name=str).data
