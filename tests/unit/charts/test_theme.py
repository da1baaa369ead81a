from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import plotly.graph_objects as go
import pytest

from kamlogic.charts import theme

CONFIG = Path(__file__).parents[3] / ".streamlit" / "config.toml"


@pytest.mark.parametrize(
    ("largest", "divisor", "title"),
    [
        (0, 1, "IDR"),
        (float("nan"), 1, "IDR"),
        (9_999, 1, "IDR"),
        (10_000, 1e3, "IDR thousand"),
        (-2_500_000, 1e6, "IDR million"),
        (1.8e10, 1e9, "IDR billion"),
        (4e12, 1e12, "IDR trillion"),
    ],
)
def test_money_is_counted_in_the_unit_that_keeps_ticks_short(largest, divisor, title):
    scale = theme.money_scale(largest)

    assert (scale.divisor, scale.title("IDR")) == (divisor, title)


def test_small_amounts_keep_their_decimals():
    assert theme.money_scale(12.5).number_format == ",.2f"
    assert theme.money_scale(1e6).number_format == ",.0f"


def test_a_currency_that_looks_like_markup_is_harmless():
    assert theme.money_scale(1).title("<b>") == "&lt;b&gt;"


def test_a_figure_leaves_text_colours_to_the_page_and_is_see_through():
    figure = theme.apply_theme(go.Figure(), height=200, number_format=theme.NumberFormat(",", "\u2009"))

    assert figure.layout.font.color is None
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.separators == ",\u2009"
    assert figure.layout.height == 200


def test_names_are_short_in_ticks_whole_in_hover_labels_and_never_markup():
    name = '<img src=x> & <b>"Bold"</b> Trading Company of the Southern Islands'

    assert theme.short_name(name) == '&lt;img src=x&gt; &amp; &lt;b&gt;"Bold"…'
    assert theme.short_name("Acme\n  Ltd") == "Acme Ltd"
    assert theme.full_name(name) == (
        '&lt;img src=x&gt; &amp; &lt;b&gt;"Bold"&lt;/b&gt; Trading<br>Company of the Southern Islands'
    )


def test_the_scale_darkens_and_its_text_stays_readable():
    steps = [theme.sequential_color(step / 50) for step in range(51)]
    grounds = [theme._luminance(color) for color in steps]

    assert grounds == sorted(grounds, reverse=True)
    assert (theme.sequential_color(-1), theme.sequential_color(2)) == (steps[0], steps[-1])
    for color, ground in zip(steps, grounds, strict=True):
        text = theme._luminance(theme.text_color_on(color))
        assert (max(text, ground) + 0.05) / (min(text, ground) + 0.05) >= 4


def test_a_faded_colour_keeps_its_hue():
    assert theme.faded("#D55E00", 0.2) == "rgba(213, 94, 0, 0.2)"


def test_months_are_named():
    assert theme.month_label(2024 * 12 + 1) == "Jan 24"
    assert theme.month_label(2009 * 12 + 12) == "Dec 09"


@pytest.mark.parametrize("count", [1, 6, 7, 12, 24, 36, 60, 72, 73, 130, 400])
def test_month_ticks_are_few_rising_and_evenly_spaced(count):
    ticks = theme.month_ticks(24295, 24295 + count - 1)

    assert len(ticks) <= theme.MOST_MONTH_TICKS
    assert ticks
    assert len({after - before for before, after in pairwise(ticks)}) <= 1


def test_streamlit_gets_exactly_ten_colours_of_each_kind_in_both_themes():
    themes = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]

    for ground in ("light", "dark"):
        assert len(set(themes[ground]["chartCategoricalColors"])) == 10
        assert len(set(themes[ground]["chartSequentialColors"])) == 10


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_the_main_colour_is_readable_under_white_text_and_on_the_page(ground):
    held = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][ground]
    main = theme._luminance(held["primaryColor"])

    for other in ("#FFFFFF", held["backgroundColor"], held["secondaryBackgroundColor"]):
        beside = theme._luminance(other)
        assert (max(main, beside) + 0.05) / (min(main, beside) + 0.05) >= 4
