"""How well do the clients called lost agree with those that were?

tp called lost and lost, fp called lost and bought, fn not called and lost, tn not called and bought. With counts:
precision tp / (tp + fp), recall tp / (tp + fn), specificity tn / (tn + fp), balanced accuracy their mean (recall and
specificity), F1 2 tp / (2 tp + fp + fn), false-loss rate fp / (tp + fp), and Matthews' correlation coefficient
(tp tn - fp fn) / √((tp + fp)(tp + fn)(tn + fp)(tn + fn)), from -1 over 0 (chance) to 1. With a zero below: undefined.
Matthews 1975, BBA 405:442-451. METHOD § 5e.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import Column
from kamlogic.texts import N_

COUNTS = (
    Column(
        "tp",
        "int64",
        N_("Rightly called lost"),
        N_("Called lost, and bought nothing in the horizon."),
        "count",
    ),
    Column("fp", "int64", N_("Wrongly called lost"), N_("Called lost, but bought in the horizon."), "count"),
    Column("fn", "int64", N_("Missed"), N_("Not called lost, but bought nothing in the horizon."), "count"),
    Column("tn", "int64", N_("Rightly kept"), N_("Not called lost, and bought in the horizon."), "count"),
)
FIGURES = (
    Column(
        "precision",
        "float64",
        N_("Precision"),
        N_("Of those called lost, the share that was; n/a with none."),
        "share",
    ),
    Column(
        "recall",
        "float64",
        N_("Recall"),
        N_("Of the lost, the share that was called; n/a with none."),
        "share",
    ),
    Column(
        "specificity",
        "float64",
        N_("Specificity"),
        N_("Of those that bought, the share not called lost; n/a with none."),
        "share",
    ),
    Column(
        "balanced_accuracy",
        "float64",
        N_("Balanced accuracy"),
        N_("Mean of recall and specificity."),
        "share",
    ),
    Column("f1", "float64", N_("F1"), N_("Harmonic mean of precision and recall."), "number"),
    Column(
        "mcc",
        "float64",
        N_("MCC"),
        N_("Matthews correlation of verdict and truth: 1 perfect, 0 chance; n/a where all are called alike."),
        "number",
    ),
    Column(
        "false_loss_rate",
        "float64",
        N_("False losses"),
        N_("Of those called lost, the share that bought in the horizon; n/a with none."),
        "share",
    ),
)


def measure_confusion(counts: pd.DataFrame) -> pd.DataFrame:
    """The figures of counts, or of money.

    Args:
        counts: Columns tp, fp, fn, tn, none negative; not modified.

    Returns:
        FIGURES in the rows of the counts; NaN where undefined.
    """
    tp, fp, fn, tn = (counts[name].astype("float64") for name in ("tp", "fp", "fn", "tn"))
    recall, specificity = ratio(tp, tp + fn), ratio(tn, tn + fp)
    columns = [
        ratio(tp, tp + fp),
        recall,
        specificity,
        (recall + specificity) / 2,
        ratio(2 * tp, 2 * tp + fp + fn),
        pd.Series(matthews(tp.to_numpy(), fp.to_numpy(), fn.to_numpy(), tn.to_numpy()), index=counts.index),
        ratio(fp, tp + fp),
    ]
    return pd.DataFrame({column.name: values for column, values in zip(FIGURES, columns, strict=True)})


def matthews(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray, tn: np.ndarray) -> np.ndarray:
    """Matthews' correlation coefficient of counts as floats, any shape; NaN where undefined."""
    below = np.sqrt((tp + fp) * (tp + fn)) * np.sqrt((tn + fp) * (tn + fn))
    correlation: np.ndarray = np.divide(
        tp * tn - fp * fn, below, out=np.full(below.shape, np.nan), where=below > 0
    )
    return correlation
