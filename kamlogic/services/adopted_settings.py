"""Settings that were adopted for everybody: the criteria for key clients, and what clients are scored on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.principal import Principal
from kamlogic.services.adoptions import adopt, adopted, adoption_history
from kamlogic.settings import Settings
from kamlogic.store.adoptions import AdoptionRecord
from kamlogic.store.database import Store

SettingsT = TypeVar("SettingsT", bound=Settings)


@dataclass(frozen=True)
class Topic(Generic[SettingsT]):
    """What is decided on.

    Attributes:
        name: Of the adoption in the store.
        settings_type: What is adopted.
    """

    name: str
    settings_type: type[SettingsT]


KEY_CRITERIA: Final = Topic("key_criteria", KeyClientSettings)
SELECTION: Final = Topic("selection", SelectionSettings)


@dataclass(frozen=True)
class Adopted(Generic[SettingsT]):
    """A decision on settings.

    Attributes:
        settings: As decided; the product's own where these were taken up again.
        is_default: The product's own were taken up again.
        at: When, in UTC.
        who: Who decided.
    """

    settings: SettingsT
    is_default: bool
    at: datetime
    who: str


def adopted_settings(
    principal: Principal, store: Store, topic: Topic[SettingsT], *, dataset_id: int
) -> Adopted[SettingsT] | None:
    """What was adopted for a data set; None while the product's own settings hold."""
    record = adopted(principal, store, dataset_id=dataset_id).get(topic.name)
    return None if record is None else _read(topic, record)


def settings_in_force(
    principal: Principal, store: Store, topic: Topic[SettingsT], *, dataset_id: int
) -> SettingsT:
    """The adopted settings of a data set, or the product's own."""
    held = adopted_settings(principal, store, topic, dataset_id=dataset_id)
    return topic.settings_type() if held is None else held.settings


def settings_history(
    principal: Principal, store: Store, topic: Topic[SettingsT], *, dataset_id: int
) -> list[Adopted[SettingsT]]:
    """Every decision on a topic, the latest first."""
    records = adoption_history(principal, store, dataset_id=dataset_id)
    return [_read(topic, record) for record in reversed(records) if record.topic == topic.name]


def adopt_settings(
    principal: Principal,
    store: Store,
    topic: Topic[SettingsT],
    *,
    dataset_id: int,
    settings: SettingsT | None,
) -> bool:
    """Decide on settings for everybody who works with a data set.

    Args:
        principal: At least a leader.
        store: Where the data set lies.
        topic: What is decided on.
        dataset_id: Which data set.
        settings: None, or the product's own, take the product's own up again.

    Returns:
        Whether this is a change.

    Raises:
        NotAllowedError: Who asks is no leader.
    """
    is_default = settings is None or settings == topic.settings_type()
    value = None if settings is None or is_default else settings.model_dump(mode="json")
    return adopt(principal, store, dataset_id=dataset_id, topic=topic.name, value=value)


def _read(topic: Topic[SettingsT], record: AdoptionRecord) -> Adopted[SettingsT]:
    settings = topic.settings_type.model_validate(record.value or {})
    return Adopted(settings, record.value is None, record.at, record.who)
