from __future__ import annotations

from kamlogic.intake.magnitudes import HistoryJump, jump_against_history

EARLIER = {"Acme": 10.0, "Bexo": 20.0, "Core": 30.0}


def test_amounts_a_hundred_times_the_earlier_ones_are_a_jump() -> None:
    now = {"Acme": 1000.0, "Bexo": 2100.0, "Core": 31.0, "New": 5.0}

    assert jump_against_history(now, EARLIER) == HistoryJump("100", 2, 3, "Acme")


def test_amounts_like_the_earlier_ones_are_none() -> None:
    assert jump_against_history({"Acme": 11.0, "Bexo": 19.0, "Core": 300.0}, EARLIER) is None
    assert jump_against_history({"Acme": 11.0, "Bexo": 35.0, "Core": 90.0}, EARLIER) is None


def test_too_few_clients_tell_nothing() -> None:
    assert jump_against_history({"Acme": 1000.0}, EARLIER) is None
    assert jump_against_history({"Acme": 1000.0}, {}) is None
