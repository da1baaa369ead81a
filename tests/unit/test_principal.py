from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest

from kamlogic import services
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.portfolio import Portfolio
from kamlogic.store.database import Store

SOURCES = (Store, Portfolio, Analysis)
"""What may hold more clients than one may see; words and tables of a result hold what its service let through."""


def service_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    for module in pkgutil.iter_modules(services.__path__, "kamlogic.services."):
        for name, value in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if value.__module__ == module.name and not name.startswith("_"):
                yield f"{module.name}.{name}", value


@pytest.mark.parametrize(("name", "function"), list(service_functions()))
def test_every_service_asks_who_asks(name: str, function: Callable[..., object]) -> None:
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())

    asks = (parameters[0].name, parameters[0].annotation) == ("principal", Principal) if parameters else False
    assert asks or not any(parameter.annotation in SOURCES for parameter in parameters), name


def test_the_local_leader_sees_all_clients() -> None:
    assert LOCAL_LEADER.role is Role.LEADER
    assert LOCAL_LEADER.scope() == "all"


def test_the_scope_differs_whenever_the_visible_clients_differ() -> None:
    scopes = [
        Principal("Rini", Role.MANAGER, None if keys is None else frozenset(keys)).scope()
        for keys in (None, [], [1], [12], [1, 2], [2, 11])
    ]

    assert len(set(scopes)) == len(scopes)
    assert Principal("Rini", Role.MANAGER, frozenset([10, 2])).scope() == "2,10"


def test_a_higher_role_may_do_what_a_lower_one_may() -> None:
    assert Role.VIEWER < Role.MANAGER < Role.LEADER < Role.ADMINISTRATOR
