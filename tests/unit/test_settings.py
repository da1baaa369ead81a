from __future__ import annotations

import importlib
import pkgutil

import pytest
from pydantic import ValidationError

import kamlogic.analysis
from kamlogic.settings import Settings, Share

ANALYSIS_SETTINGS = [
    found
    for module in pkgutil.iter_modules(kamlogic.analysis.__path__)
    for found in vars(importlib.import_module(f"kamlogic.analysis.{module.name}")).values()
    if isinstance(found, type) and issubclass(found, Settings) and found is not Settings
]


class Cut(Settings):
    limit: Share = 0.5


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="Instance is frozen"):
        Cut().limit = 0.7  # type: ignore[misc]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Cut(limits=0.7)  # type: ignore[call-arg]


@pytest.mark.parametrize("limit", [-0.01, 1.01])
def test_a_share_lies_between_zero_and_one(limit: float) -> None:
    with pytest.raises(ValidationError, match="limit"):
        Cut(limit=limit)


@pytest.mark.parametrize("settings", ANALYSIS_SETTINGS, ids=lambda found: found.__name__)
def test_every_setting_of_an_analysis_has_a_title_and_a_default(settings: type[Settings]) -> None:
    assert settings()
    for name, field in settings.model_fields.items():
        assert field.title, f"{settings.__name__}.{name}"
        assert not field.is_required(), f"{settings.__name__}.{name}"


@pytest.mark.parametrize("settings", ANALYSIS_SETTINGS, ids=lambda found: found.__name__)
def test_settings_are_rebuilt_from_their_json(settings: type[Settings]) -> None:
    assert settings.model_validate_json(settings().model_dump_json()) == settings()
