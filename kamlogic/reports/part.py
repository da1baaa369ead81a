"""What every part of the report is made of: a frozen model, undefined numbers as null, days as dates."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the report; no key but the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def defined(value: float) -> float | None:
    """The number, or None where it is undefined."""
    return None if math.isnan(value) else float(value)


def day_or_none(value: Any) -> date | None:
    """The calendar day of a timestamp, or None where there is none."""
    return None if pd.isna(value) else value.date()
