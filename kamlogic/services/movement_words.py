"""What the moves between classes say, in words."""

from __future__ import annotations

from kamlogic.analysis.movement import MovementResult
from kamlogic.formats import all_text, count_text, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.movement import Movement
from kamlogic.services.window_words import not_comparable
from kamlogic.texts import N_, _, ngettext

MOVES = {
    "up": N_("moved up"),
    "down": N_("moved down"),
    "came": N_("came"),
    "left": N_("left"),
    "same": N_("same class"),
    "none": N_("bought in neither"),
    "unknown": N_("class unknown"),
}


def movement_conclusion(principal: Principal, movement: Movement) -> str:
    """How many clients of both windows changed class, and in which direction."""
    result = movement.result
    if result is None:
        return not_comparable(movement.pair)
    moved = result.both_count - result.same_count
    if not result.both_count:
        return _("No client bought in both windows")
    if not moved:
        return all_text(
            _("The only client of both windows kept its class"),
            _("The two clients of both windows kept their class"),
            _("All {count} clients of both windows kept their class"),
            result.both_count,
        )
    if result.both_count == 1:
        return _("The only client of both windows changed its class")
    return ngettext(
        "{moved} of {both} clients of both windows changed class: {up} up, {down} down",
        "{moved} of {both} clients of both windows changed class: {up} up, {down} down",
        moved,
    ).format(
        moved=count_text(moved),
        both=count_text(result.both_count),
        up=count_text(result.count("up")),
        down=count_text(result.count("down")),
    )


def movement_figures(principal: Principal, result: MovementResult) -> list[tuple[str, str, str]]:
    """Label, value and remark of the headline figures of the moves."""
    stable = _(
        "Clients with the same class in both windows ÷ clients of both ({count}). Trace index {index}: 0 when nobody moves."
    )
    return [
        (
            _("Stability"),
            share_text(result.stability),
            stable.format(count=count_text(result.both_count), index=number_text(result.trace_index)),
        ),
        (_("Moved up"), count_text(result.count("up")), _("To a better class than before.")),
        (_("Moved down"), count_text(result.count("down")), _("To a lesser class than before.")),
        (_("Came"), count_text(result.count("came")), _("No purchase in the first window.")),
        (_("Left"), count_text(result.count("left")), _("No purchase in the second window.")),
    ]


def movement_notes(principal: Principal, movement: Movement) -> str:
    """How many moves are the limit's own, and who could not be classed."""
    result = movement.result
    if result is None:
        return ""
    sentences = []
    if result.boundary_count and movement.kind == "abc":
        sentences.append(
            ngettext(
                "{count} move is one of the limit only: the client's own value changed by at most {share}.",
                "{count} moves are moves of the limit only: the clients' own values changed by at most {share}.",
                result.boundary_count,
            ).format(
                count=count_text(result.boundary_count), share=share_text(result.settings.boundary_share)
            )
        )
    unknown = result.count("unknown")
    if unknown:
        sentences.append(
            ngettext(
                "{count} client is in no cell: its gross profit is not known.",
                "{count} clients are in no cell: their gross profit is not known.",
                unknown,
            ).format(count=count_text(unknown))
        )
    return " ".join(sentences)
