from __future__ import annotations

import pandas as pd

from kamlogic.analysis.manager_months import MANAGER_MONTHS
from kamlogic.analysis.managers import MANAGERS
from kamlogic.charts import theme
from kamlogic.charts.managers import manager_months_chart, manager_retention_chart, manager_shares_chart
from tests.unit.charts.frames import JAN_24, assert_says_no_data


def name(manager: str) -> str:
    return manager or "Without a manager"


def managers(shares: dict[str, float], **columns: object) -> pd.DataFrame:
    table = MANAGERS.empty().reindex(range(len(shares)))
    return table.assign(
        manager=list(shares), sales_share=list(shares.values()), client_count=3, start_count=2, **columns
    )


def months(*rows: tuple[int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["month", "manager", "net_sales"]).assign(sales_share=0.5)


def test_shares_of_sales_and_of_profit_stand_side_by_side():
    figure = manager_shares_chart(managers({"Ani": 0.7, "": 0.3}, profit_share=[0.4, 0.6]), name=name)

    assert [list(bars.x) for bars in figure.data] == [[0.7, 0.3], [0.4, 0.6]]
    assert list(figure.layout.yaxis.ticktext) == ["Ani", "Without a manager"]
    assert figure.data[0].customdata[0][1] == "3 clients"


def test_without_a_cost_there_are_no_bars_of_profit():
    figure = manager_shares_chart(managers({"Ani": 1.0}, profit_share=[float("nan")]), name=name)

    assert [bars.name for bars in figure.data] == ["Share of sales"]


def test_at_most_fifteen_managers_are_drawn():
    many = {f"Manager {place:02}": 0.05 for place in range(20)}

    assert len(manager_shares_chart(managers(many, profit_share=0.1), name=name).data[0].x) == 15
    kept = managers(many, gross_revenue_retention=0.5, client_retention=0.5, is_small=False)
    assert len(manager_retention_chart(kept, name=name).data[0].x) == 15


def test_rates_of_few_clients_are_grey():
    kept = managers(
        {"Ani": 0.6, "Sari": 0.4},
        gross_revenue_retention=[0.9, 0.8],
        client_retention=[1.0, 0.5],
        is_small=[False, True],
    )

    figure = manager_retention_chart(kept, name=name)

    assert list(figure.data[0].x) == [0.9, 0.8]
    assert list(figure.data[0].marker.color) == [theme.BLUE, theme.GREY]
    assert list(figure.data[1].marker.color) == [theme.GREEN, theme.GREY]


def test_managers_without_clients_at_the_start_have_no_dots():
    kept = managers({"Ani": 1.0}, is_small=True).assign(start_count=0)

    assert_says_no_data(manager_retention_chart(kept, name=name))


def test_months_are_stacked_by_owner_in_the_unit_of_the_money():
    figure = manager_months_chart(
        months((JAN_24, "Ani", 3e6), (JAN_24, "", 1e6), (JAN_24 + 2, "Ani", 2e6)), currency="IDR", name=name
    )

    ani, rest = figure.data
    assert list(ani.x) == [JAN_24, JAN_24 + 1, JAN_24 + 2]
    assert list(pd.Series(ani.y).fillna(-1)) == [3, -1, 2]
    assert rest.name == "Without a manager"
    assert figure.layout.yaxis.title.text == "Net sales, IDR million"


def test_the_managers_beyond_the_largest_share_one_colour():
    many = months(*[(JAN_24, f"Manager {place}", 100.0 - place) for place in range(9)])

    figure = manager_months_chart(many, currency="", name=name)

    assert len(figure.data) == 7
    assert figure.data[-1].name == "All others"
    assert list(figure.data[-1].y) == [94 + 93 + 92]
    assert figure.data[-1].marker.color == theme.GREY


def test_names_are_harmless_as_markup():
    figure = manager_shares_chart(managers({"<b>Ani": 1.0}, profit_share=[1.0]), name=name)

    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;Ani"]
    assert figure.data[0].customdata[0][0] == "&lt;b&gt;Ani"


def test_nothing_to_show_says_so():
    assert_says_no_data(manager_shares_chart(MANAGERS.empty(), name=name))
    assert_says_no_data(manager_retention_chart(MANAGERS.empty(), name=name))
    assert_says_no_data(manager_months_chart(MANAGER_MONTHS.empty(), currency="", name=name))
