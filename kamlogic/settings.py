"""The base of every settings model: frozen, bounded, self-describing."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
"""A fraction 0-1."""


class Settings(BaseModel):
    """Frozen settings of one analysis; every field has bounds, a title and a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")
