from __future__ import annotations

import pandas as pd

from kamlogic.analysis.if_we_lose_effects import MANAGERS_AFTER
from kamlogic.charts.if_we_lose import SHOWN_MANAGERS, managers_after_chart
from tests.unit.charts import frames


def managers(*rows: tuple[str, float, float]) -> pd.DataFrame:
    found = MANAGERS_AFTER.empty().reindex(range(len(rows)))
    names, before, after = zip(*rows, strict=True)
    return found.assign(manager=names, net_sales=before, net_sales_after=after)


def test_what_stays_and_what_goes_make_the_portfolio():
    stays, goes = managers_after_chart(managers(("Sari", 9e6, 6e6), ("", 5e6, 5e6)), currency="IDR").data

    assert (list(stays.x), list(goes.x)) == ([6, 5], [3, 0])
    assert (stays.name, goes.name) == ("stays", "goes")


def test_names_are_harmless_and_clients_without_a_manager_are_named_so():
    figure = managers_after_chart(managers(("<b>x</b>", 1.0, 1.0), ("", 1.0, 0.0)), currency="<i>")

    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;x&lt;/b&gt;", "no manager"]
    assert "<i>" not in figure.to_json()


def test_only_the_largest_portfolios_are_drawn():
    figure = managers_after_chart(managers(*[(str(place), 1.0, 1.0) for place in range(40)]), currency="")

    assert len(figure.data[0].x) == SHOWN_MANAGERS


def test_nothing_to_show_says_so():
    frames.assert_says_no_data(managers_after_chart(MANAGERS_AFTER.empty(), currency=""))
