"""Two compared windows in words, and why there are none."""

from __future__ import annotations

from kamlogic.formats import day_text
from kamlogic.texts import N_, _, ngettext
from kamlogic.window_pairs import WindowPair

_REASONS = {
    "too_few_months": N_("the data hold fewer than two complete months"),
    "no_earlier_window": N_("the data hold no earlier complete window of this length"),
    "no_quarter_a_year_ago": N_("the data hold no complete quarter and the same one a year before"),
    "no_two_quarters": N_("the data hold no two complete quarters in a row"),
}


def not_comparable(pair: WindowPair) -> str:
    """The title of a page whose windows do not exist."""
    return _("Not comparable: {reason}").format(reason=_(_REASONS[pair.reason]))


def windows_note(pair: WindowPair) -> str:
    """Which days are compared, and a warning when the seasons differ; a way out when there is nothing to compare."""
    if pair.earlier is None or pair.later is None:
        return _("Choose other windows to compare, or bring an export that reaches further back.")
    note = ngettext(
        "{first} to {last}, then {next_first} to {next_last}: {count} complete month each.",
        "{first} to {last}, then {next_first} to {next_last}: {count} complete months each.",
        pair.later.period_count,
    ).format(
        first=day_text(pair.earlier.start),
        last=day_text(pair.earlier.end),
        next_first=day_text(pair.later.start),
        next_last=day_text(pair.later.end),
        count=pair.later.period_count,
    )
    if pair.is_same_season:
        return note
    warning = _("They are different months of the year: part of the change may be the season.")
    return f"{note} {warning}"
