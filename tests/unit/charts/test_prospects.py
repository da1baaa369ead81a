from __future__ import annotations

from datetime import date

import pandas as pd

from kamlogic.analysis.incidents import INCIDENTS, IncidentSettings, measure_incidents
from kamlogic.analysis.prospects import PROSPECT_FACTS, ProspectSettings, measure_prospects
from kamlogic.charts.incidents import incident_months_chart
from kamlogic.charts.prospects import prospect_funnel_chart

DAY = date(2026, 6, 30)


def _cells(*rows: tuple[object, ...]) -> pd.DataFrame:
    facts = [
        (number, *[answer] * 3, stage, stage, value, "2026-06-01", None)
        for number, (answer, stage, value) in enumerate(rows)
    ]
    frame = pd.DataFrame(facts, columns=PROSPECT_FACTS.column_names).astype(PROSPECT_FACTS.dtypes)
    return measure_prospects(frame, as_of=DAY, settings=ProspectSettings()).cells


def test_each_qualification_is_a_series_with_its_own_colour_and_pattern():
    figure = prospect_funnel_chart(
        _cells(("yes", "offer", 2e6), ("yes", "offer", None), ("no", "new", None), ("unknown", "won", 5e6)),
        currency="IDR",
    )

    assert [trace.name for trace in figure.data] == ["Qualified", "Open", "Disqualified"]
    assert len({(trace.marker.color, trace.marker.pattern.shape) for trace in figure.data}) == 3
    qualified = figure.data[0]
    assert list(qualified.y)[:4] == ["New", "Contacted", "Meeting held", "Offer made"]
    assert list(qualified.x)[:4] == [0, 0, 0, 2]
    assert qualified.text[3] == "2"
    assert qualified.text[0] == ""
    assert qualified.customdata[3] == "<br>2.0 IDR million a year"
    assert qualified.customdata[0] == ""


def test_no_prospect_is_an_empty_chart():
    assert not prospect_funnel_chart(_cells(), currency="").data


def _months(*rows: tuple[object, ...]) -> pd.DataFrame:
    incidents = [(number, 1, day, mistake, "low", None, "") for number, (day, mistake) in enumerate(rows)]
    frame = pd.DataFrame(incidents, columns=INCIDENTS.column_names).astype(INCIDENTS.dtypes)
    return measure_incidents(frame, as_of=DAY, settings=IncidentSettings(month_count=3)).months


def test_a_month_with_more_incidents_is_darker():
    figure = incident_months_chart(_months(("2026-05-02", "quality"), *[(f"2026-06-0{day}", "quality") for day in (1, 2, 3, 4)]))  # fmt: skip

    bars = figure.data[0]
    colors = dict(zip(zip(bars.x, bars.base, strict=True), bars.marker.color, strict=True))
    row = figure.layout.yaxis.ticktext.index("Quality")
    base = figure.layout.yaxis.tickvals[row] - 0.48
    april, may, june = (colors[month, base] for month in (24316, 24317, 24318))
    assert len({april, may, june}) == 3
    assert june == "#07335E"


def test_no_incident_is_an_empty_chart():
    assert not incident_months_chart(_months()).data
