from __future__ import annotations

import pytest

from tests.store import postgresql_server
from tests.store.postgresql_server import NEEDED_VARIABLE, SERVER_VARIABLE, running_server


@pytest.fixture
def _no_server(monkeypatch):
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)
    monkeypatch.delenv(NEEDED_VARIABLE, raising=False)
    monkeypatch.setattr(postgresql_server, "_programs", lambda: None)


@pytest.mark.usefixtures("_no_server")
def test_without_a_server_its_tests_are_skipped_and_say_what_to_install():
    with pytest.raises(pytest.skip.Exception, match="apt install postgresql"), running_server():
        pass


@pytest.mark.usefixtures("_no_server")
def test_without_a_server_its_tests_fail_where_one_is_required(monkeypatch):
    monkeypatch.setenv(NEEDED_VARIABLE, "1")

    with pytest.raises(pytest.fail.Exception, match="No PostgreSQL found"), running_server():
        pass
