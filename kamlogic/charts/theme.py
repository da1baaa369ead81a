"""How every figure looks: colours told apart by colour-blind people, months and money in words, tight margins.

Text colours are left to the page, so that a figure works on light and on dark ground. Numbers are written by
Plotly, never here: one change of `separators` changes them all. Colours: Okabe & Ito, Color Universal Design, the blue
a little lighter for dark ground.
"""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass
from typing import NamedTuple

import plotly.graph_objects as go

from kamlogic.texts import N_, _

BLUE, SKY, GREEN, ORANGE = "#1B7FC0", "#56B4E9", "#009E73", "#E69F00"
VERMILLION, PURPLE, GREY = "#D55E00", "#CC79A7", "#8A9099"
SEQUENTIAL = ("#D2E3F3", "#AECDE9", "#7FB3DC", "#4791C7", "#1F6EAE", "#0B4C86", "#07335E")
"""From little to much; opaque, so that the text on it is readable on any ground."""
DARK_TEXT, LIGHT_TEXT = "#0F2233", "#FFFFFF"
QUIET_TEXT = "#737880"
"""Readable on white and on near-black alike; for what matters little."""
EMPTY_FILL = "rgba(128, 136, 148, 0.13)"
GRID = "rgba(128, 136, 148, 0.25)"
FONT_SIZE, SMALL_FONT_SIZE = 13, 11

CHART_CONFIG: dict[str, object] = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}
"""For `st.plotly_chart(config=…)` and `Figure.to_html(config=…)`."""

MONTH_NAMES = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)
MOST_MONTH_TICKS = 6
NAME_LENGTH, HOVER_LINE_LENGTH = 24, 40


@dataclass(frozen=True)
class NumberFormat:
    """How numbers are written.

    Attributes:
        decimal: The decimal mark.
        thousands: Between groups of three digits, e.g. a comma or a thin space.
    """

    decimal: str = "."
    thousands: str = ","

    @property
    def separators(self) -> str:
        """As Plotly's layout takes it."""
        return self.decimal + self.thousands


DEFAULT_FORMAT = NumberFormat()


class MoneyScale(NamedTuple):
    """The unit in which a money axis counts.

    Attributes:
        divisor: Amounts are divided by it.
        word: The unit, translated; empty for one.
    """

    divisor: float
    word: str

    def title(self, currency: str) -> str:
        """The unit of an axis, e.g. IDR million."""
        return f"{escape(currency)} {self.word}".strip()

    @property
    def number_format(self) -> str:
        """The d3 format of a full amount: small amounts keep two decimals."""
        return ",.2f" if self.divisor == 1 else ",.0f"

    def label_digits(self, largest: float) -> int:
        """Decimals of amounts in this unit beside one another, so that the largest shows about four digits."""
        return 2 if abs(largest) < 100 * self.divisor else 1 if abs(largest) < 1000 * self.divisor else 0


def with_unit(title: str, unit: str) -> str:
    """A title such as "Net sales, {unit}"; without the comma where money has neither currency nor scale."""
    return title.format(unit=unit).removesuffix(", ")


def money_scale(largest: float) -> MoneyScale:
    """The unit that keeps the ticks of an axis short; the sign does not matter, NaN counts as little."""
    units = ((1e12, _("trillion")), (1e9, _("billion")), (1e6, _("million")), (1e3, _("thousand")))
    for divisor, word in units:
        if abs(largest) >= divisor * (10 if divisor == 1e3 else 1):
            return MoneyScale(divisor, word)
    return MoneyScale(1, "")


def apply_theme(figure: go.Figure, *, height: int, number_format: NumberFormat = DEFAULT_FORMAT) -> go.Figure:
    """Give a figure the look of the product; changes and returns the figure.

    Args:
        figure: Any figure.
        height: In pixels.
        number_format: Decimal and thousands marks of all ticks, texts and hover labels.
    """
    figure.update_layout(
        height=height,
        separators=number_format.separators,
        font_size=FONT_SIZE,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
        dragmode=False,
        hoverlabel={
            "bgcolor": "#22303F",
            "bordercolor": "#22303F",
            "font": {"color": LIGHT_TEXT, "size": FONT_SIZE},
            "align": "left",
            "namelength": -1,
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "title_text": "",
            "bgcolor": "rgba(0,0,0,0)",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    axis = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "zerolinewidth": 1,
        "title_font_size": FONT_SIZE,
        "title_standoff": 14,
        "ticklabelstandoff": 4,
    }
    return figure.update_xaxes(**axis).update_yaxes(**axis)


def empty_chart(*, height: int) -> go.Figure:
    """A figure that says that there is nothing to show."""
    figure = go.Figure()
    figure.add_annotation(
        text=_("No data in this window"), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False
    )
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return apply_theme(figure, height=height)


def faded(color: str, opacity: float) -> str:
    """A hexadecimal colour, see-through."""
    red, green, blue = _channels(color)
    return f"rgba({red}, {green}, {blue}, {opacity})"


def sequential_color(position: float) -> str:
    """The colour at 0 (little) to 1 (much); outside is cut off."""
    place = min(max(position, 0.0), 1.0) * (len(SEQUENTIAL) - 1)
    lower = min(int(place), len(SEQUENTIAL) - 2)
    pairs = zip(_channels(SEQUENTIAL[lower]), _channels(SEQUENTIAL[lower + 1]), strict=True)
    return "#" + "".join(f"{round(start + (end - start) * (place - lower)):02X}" for start, end in pairs)


def text_color_on(color: str) -> str:
    """Dark or light, whichever has the higher contrast on this colour (WCAG 2.2)."""
    ground = _luminance(color) + 0.05
    on_dark, on_light = ground / (_luminance(DARK_TEXT) + 0.05), 1.05 / ground
    return DARK_TEXT if on_dark >= on_light else LIGHT_TEXT


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def short_name(name: str) -> str:
    """A name for a tick: one line, cut with an ellipsis, harmless as Plotly markup."""
    line = " ".join(name.split())
    return escape(line if len(line) <= NAME_LENGTH else line[: NAME_LENGTH - 1].rstrip() + "…")


def tick_name(name: str) -> str:
    """A name for a tick: up to two lines, then cut with an ellipsis, harmless as Plotly markup."""
    return "<br>".join(escape(line) for line in name_lines(name))


def name_lines(name: str, length: int = NAME_LENGTH) -> list[str]:
    """A name in up to two lines of so many letters, then cut with an ellipsis; not yet harmless as markup."""
    return textwrap.wrap(" ".join(name.split()), length, max_lines=2, placeholder="…")


def full_name(name: str) -> str:
    """A name for a hover label: whole, in several lines, harmless as Plotly markup."""
    return "<br>".join(escape(line) for line in textwrap.wrap(name, HOVER_LINE_LENGTH))


def escape(text: str) -> str:
    """Data-derived text, harmless as Plotly markup."""
    # Plotly shows &quot; as it stands, and a quote cannot end anything outside a tag.
    return html.escape(text, quote=False)


def month_label(month: int) -> str:
    """A month index for people, e.g. Jan 24."""
    return _("{month} {year}").format(
        month=_(MONTH_NAMES[(month - 1) % 12]), year=f"{(month - 1) // 12 % 100:02d}"
    )


def month_ticks(first: int, last: int) -> list[int]:
    """Months that carry a tick: few enough for a phone, evenly spaced, Januaries first."""
    count = last - first + 1
    whole_years = 12 * -(-count // (12 * MOST_MONTH_TICKS))
    step = next((step for step in (1, 2, 3, 6) if count <= step * MOST_MONTH_TICKS), whole_years)
    return [month for month in range(first, last + 1) if (month - 1) % step == 0]


def set_month_axis(figure: go.Figure, *, first: int, last: int) -> None:
    """Make the x axis count months by their index."""
    ticks = month_ticks(first, last)
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[month_label(month) for month in ticks],
        range=[first - 0.6, last + 0.6],
        showgrid=False,
        zeroline=False,
    )
