"""What stands beside a person in a drawing, and what is told when one points at it."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from kamlogic.charts import theme
from kamlogic.contact_tables import ATTITUDE_WORDS, COVERAGE_WORDS
from kamlogic.entries.dossier import ROLES
from kamlogic.formats import ago_text, day_text
from kamlogic.texts import _

LINE_LENGTH, LINES = 15, 2
PAGE_TEXT = '<span style="color:currentColor">{}</span>'
"""In the colour of the page's own text: names are read, and the grey of ticks is too pale for that."""


def person_label(person: dict[Any, Any], *, is_across: bool) -> str:
    """Name, role with power, and attitude; in a list in two lines.

    Args:
        person: A row of SCHEME_PEOPLE.
        is_across: In an organisation chart, where there is little room beside it.
    """
    power = _("n/a") if pd.isna(person["power"]) else f"{person['power']:g}"
    role = _("{role} · {power}").format(role=_(ROLES[person["role"]]), power=power)
    attitude = _(ATTITUDE_WORDS[person["attitude"]])
    if not is_across:
        return PAGE_TEXT.format(f"<b>{theme.short_name(person['name'])}</b><br>{role} · {attitude}")
    lines = textwrap.wrap(" ".join(person["name"].split()), LINE_LENGTH, max_lines=LINES, placeholder=" …")
    named = "<br>".join(theme.escape(line) for line in lines)
    return PAGE_TEXT.format(f"<b>{named}</b><br>{role}<br>{attitude}")


def person_hover(person: dict[Any, Any]) -> str:
    """All that is known of a person.

    Args:
        person: A row of SCHEME_PEOPLE.
    """
    relation = _("Relation {now}, wanted {wanted} (1-5)").format(
        now=_points(person["relation_now"]), wanted=_points(person["relation_wanted"])
    )
    lines = [
        f"<b>{theme.full_name(person['name'])}</b>",
        theme.full_name(", ".join(filter(None, (person["title"], person["department"])))),
        _(ROLES[person["role"]]),
        _("Decision power {power} of 10").format(power=_points(person["power"])),
        _(ATTITUDE_WORDS[person["attitude"]]),
        _(COVERAGE_WORDS[person["coverage"]]),
        relation,
        _seen(person),
        _("Our person: {name}").format(name=theme.full_name(person["our_person"]) or _("n/a")),
        _("Rivals know this person") if person["known_by_rivals"] else "",
    ]
    return "<br>".join(line for line in lines if line)


def _points(value: float) -> str:
    return _("n/a") if pd.isna(value) else f"{value:g}"


def _seen(person: dict[Any, Any]) -> str:
    if pd.isna(person["unseen_days"]):
        return _("Never seen")
    return _("Last contact {day}, {ago}").format(
        day=day_text(person["last_contact"]), ago=ago_text(person["unseen_days"])
    )
