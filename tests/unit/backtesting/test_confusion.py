from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.backtesting.confusion import FIGURES, measure_confusion


def figures(tp: float, fp: float, fn: float, tn: float) -> dict[str, float]:
    return measure_confusion(pd.DataFrame({"tp": [tp], "fp": [fp], "fn": [fn], "tn": [tn]})).iloc[0].to_dict()


def test_figures_by_hand():
    found = figures(6, 2, 4, 8)

    assert found == pytest.approx(
        {
            "precision": 0.75,
            "recall": 0.6,
            "specificity": 0.8,
            "balanced_accuracy": 0.7,
            "f1": 12 / 18,
            "mcc": 40 / np.sqrt(8 * 10 * 10 * 12),
            "false_loss_rate": 0.25,
        }
    )
    assert list(found) == [column.name for column in FIGURES]


def test_perfect_and_opposite_verdicts():
    assert figures(5, 0, 0, 7)["mcc"] == pytest.approx(1)
    assert figures(0, 7, 5, 0)["mcc"] == pytest.approx(-1)


def test_where_nobody_is_called_lost_precision_is_undefined_and_recall_is_0():
    found = figures(0, 0, 5, 5)

    assert np.isnan(found["precision"])
    assert np.isnan(found["false_loss_rate"])
    assert np.isnan(found["mcc"])
    assert found["recall"] == 0


def test_where_all_were_lost_specificity_is_undefined():
    found = figures(3, 0, 2, 0)

    assert np.isnan(found["specificity"])
    assert np.isnan(found["balanced_accuracy"])


def test_sums_of_money_in_the_billions_keep_their_coefficient():
    assert figures(6e12, 2e12, 4e12, 8e12)["mcc"] == pytest.approx(figures(6, 2, 4, 8)["mcc"])


def test_no_row_gives_no_row():
    assert measure_confusion(pd.DataFrame({name: [] for name in ("tp", "fp", "fn", "tn")})).empty
