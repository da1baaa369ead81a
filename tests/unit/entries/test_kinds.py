from __future__ import annotations

import pytest

from kamlogic.entries.dossier import Contact
from kamlogic.entries.entry import EARLIEST, LATEST
from kamlogic.entries.judgements import Override, Selection
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.people import Ownership
from kamlogic.entries.problems import WHOLE, InvalidEntryError
from kamlogic.entries.relationship import Event

SAMPLES = {
    "line": "Sari", "person": "Rina", "text": "Two\nlines", "day": "2026-03-31", "count": 3, "number": 2.5, "money": "12.50",
    "flag": True, "client": 7, "clients": [7], "entry": 2, "entries": [2, 3],
    "object": {"growth": 4},
}  # fmt: skip


def _sample(shape):
    if shape.kind == "choice":
        return next(iter(shape.options))
    return list(shape.options) if shape.kind == "choices" else SAMPLES[shape.kind]


def _filled(entry_type):
    """One with every field filled, but for the rules between fields."""
    values = {shape.name: _sample(shape) for shape in entry_type.shapes()}
    apart = {
        "target": {"prospect_id": None}, "override": {"verdict": "key", "value": "yes"},
        "goal": {"baseline": 1.0},
    }  # fmt: skip
    return values | apart.get(entry_type.kind, {})


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_comes_back_from_its_plain_values(kind):
    entry = KINDS[kind].read(_filled(KINDS[kind]))

    assert KINDS[kind].read(entry.plain()) == entry
    assert all(
        entry.is_filled(shape.name) for shape in entry.shapes() if _filled(entry)[shape.name] is not None
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_says_what_it_is_called(kind):
    labels = [shape.label for shape in KINDS[kind].shapes()]

    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_required_is_asked_for_and_nothing_else(kind):
    required = {shape.name for shape in KINDS[kind].shapes() if shape.is_required}

    with pytest.raises(InvalidEntryError) as refusal:
        KINDS[kind].read({"no_such_field": 1})

    assert set(refusal.value.problems) == required | {"no_such_field"}


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"name": "  "}, {"name": "Please fill this in."}),
        ({"name": "x" * 201}, {"name": "At most 200 characters."}),
        ({"role": "king"}, {"role": "Choose one of the list."}),
        ({"power": 11}, {"power": "At most 10."}),
        ({"power": "many"}, {"power": "A number is needed."}),
        ({"last_contact": "yesterday"}, {"last_contact": "A day is needed, e.g. 2026-03-31."}),
        ({"last_contact": "1001-01-01"}, {"last_contact": f"At least {EARLIEST}."}),
        ({"last_contact": "9999-01-01"}, {"last_contact": f"At most {LATEST}."}),
        ({"client_key": None}, {WHOLE: "Choose the client or the prospect."}),
        ({"power": 11, "role": "king"}, {"power": "At most 10.", "role": "Choose one of the list."}),
    ],
)  # fmt: skip
def test_each_field_says_what_is_wrong_with_it(values, problems):
    with pytest.raises(InvalidEntryError) as refusal:
        Contact.read({"client_key": 1, "name": "Sari"} | values)

    assert refusal.value.problems == problems


def test_control_characters_are_left_out_and_line_breaks_stay():
    event = Event.read(
        {"client_key": 1, "event": "note", "happened_on": "2026-01-02", "description": "one\x00\x1b\ntwo\t"}
    )

    assert event.description == "one\ntwo"


@pytest.mark.parametrize(
    ("entry_type", "values", "field"),
    [
        (Ownership, {"client_key": 1, "manager": "M", "from_date": "2026-02-02", "to_date": "2026-02-01"}, WHOLE),
        (Event, {"client_key": 1, "event": "promise", "happened_on": "2026-02-02", "description": "x"}, WHOLE),
        (Override, {"client_key": 1, "verdict": "abc_class", "value": "yes", "reason": "x",
                    "judged_on": "2026-02-02"}, "value"),
        (Selection, {"client_key": 1, "scores": {"growth": 6}}, "scores"),
    ],
)  # fmt: skip
def test_fields_that_contradict_one_another_are_refused(entry_type, values, field):
    with pytest.raises(InvalidEntryError) as refusal:
        entry_type.read(values)

    assert list(refusal.value.problems) == [field]
    assert "was not saved" in str(refusal.value)
