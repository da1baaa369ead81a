from __future__ import annotations

import numpy as np

from kamlogic.intake.cells import CellColumn
from kamlogic.intake.odd_values import odd_values

ALL = np.ones(100, dtype=bool)
ODD = "does not look like the other values of its column"
OPEN = "a quote is opened here and never closed"


def column(cells: list[str]) -> CellColumn:
    texts = list(dict.fromkeys(cells))
    codes = np.array([texts.index(cell) for cell in cells], dtype=np.int64)
    return CellColumn(texts, texts, [False] * len(texts), codes)


def test_words_among_days_and_a_quote_in_a_price_are_odd() -> None:
    days = [f"2025-01-{day:02}" for day in range(1, 29)] * 4
    prices = [f"{n}.50" for n in range(100)]
    days[10], prices[20] = "Acme", '1"5.00'

    assert odd_values([column(days[:100]), column(prices)], ALL) == [(10, 0, ODD), (20, 1, ODD)]


def test_a_cell_that_opens_a_quote_is_odd_in_any_column() -> None:
    words = [f"Acme {'x' * (n % 7)}" for n in range(100)]
    words[5] = '"Acme'
    words[6] = '"Acme" Ltd'
    words[7] = 'Table 24"'

    assert odd_values([column(words)], ALL) == [(5, 0, OPEN)]


def test_codes_among_numbers_habits_and_empty_cells_are_not_odd() -> None:
    numbers = [str(536_365 + n) for n in range(100)]
    numbers[3], numbers[4], numbers[5] = "C536379", "POST", ""
    dates = ["2025-01-01"] * 995 + ["on account"] * 5

    assert odd_values([column(numbers)], ALL) == []
    assert odd_values([column(dates)], np.ones(1_000, dtype=bool)) == []


def test_columns_that_are_short_mixed_or_wordy_tell_nothing() -> None:
    few = np.zeros(100, dtype=bool)
    few[:20] = True
    mixed = [f"{n}" for n in range(90)] + [f"word {n}" for n in range(10)]

    assert odd_values([column(["1"] * 99 + ["x y"])], few) == []
    assert odd_values([column(mixed)], ALL) == []
    assert odd_values([column([f"word {n}" for n in range(99)] + ["1"])], ALL) == []


def test_rows_that_are_not_asked_for_do_not_count() -> None:
    cells = [f"2025-01-{1 + n % 28:02}" for n in range(99)] + ["x y"]
    rows = ALL.copy()
    rows[99] = False

    assert odd_values([column(cells)], rows) == []
