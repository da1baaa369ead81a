from __future__ import annotations

import pyarrow as pa

from kamlogic.intake.magnitudes import HistoryJump, jump_against_history


def lines(amounts: dict[str, list[float | None]]) -> pa.Table:
    pairs = [(client, amount) for client, found in amounts.items() for amount in found]
    return pa.table(
        {
            "client_code": pa.array([None] * len(pairs), pa.string()),
            "client_name": [client for client, _amount in pairs],
            "amount": pa.array([amount for _client, amount in pairs], pa.float64()),
        }
    )


EARLIER = {"Acme": 10.0, "Bexo": 20.0, "Core": 30.0}


def test_amounts_a_hundred_times_the_earlier_ones_are_a_jump() -> None:
    now = lines({"Acme": [900.0, 1000.0, 1100.0], "Bexo": [-2100.0], "Core": [31.0], "New": [5.0, None]})

    assert jump_against_history(now, EARLIER) == HistoryJump("100", 2, 3, "Acme")


def test_amounts_like_the_earlier_ones_are_none() -> None:
    assert jump_against_history(lines({"Acme": [11.0], "Bexo": [19.0], "Core": [300.0]}), EARLIER) is None
    assert jump_against_history(lines({"Acme": [11.0], "Bexo": [35.0], "Core": [90.0]}), EARLIER) is None


def test_too_few_clients_tell_nothing() -> None:
    assert jump_against_history(lines({"Acme": [1000.0]}), EARLIER) is None
    assert jump_against_history(lines({"Acme": [1000.0]}), {}) is None
