"""A running dashboard and a real browser for each test; a missing browser is a visible skip, and a failure in CI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    message = "No Chromium found: install it (Debian: apt install chromium) or name it in CHROMIUM."
    if os.environ.get("KUNCI_REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert process.poll() is None, "the dashboard ended"
        try:
            with urllib.request.urlopen(f"{base}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the dashboard did not come up")


@pytest.fixture
def database() -> dict[str, str]:
    """What the environment says of the database: nothing, so it is SQLite."""
    return {}


@pytest.fixture
def dashboard(tmp_path, database):
    """The address of a dashboard on a fresh store."""
    _chromium()
    port = _free_port()
    environment = os.environ | {
        "KUNCI_HOME": str(tmp_path / "home"),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_PORT": str(port),
        **database,
    }
    command = [sys.executable, "-m", "streamlit", "run", "app/server.py"]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        base = f"http://localhost:{port}"
        _wait_until_healthy(base, process)
        yield base
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def requests_seen():
    """Every address the page asked for."""
    return []


@pytest.fixture
def page(requests_seen):
    """A page of a real Chromium at the size of a meeting room's screen."""
    executable = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        opened: Page = browser.new_page(viewport={"width": 1440, "height": 1400})
        opened.set_default_timeout(60_000)
        opened.on("request", lambda request: requests_seen.append(request.url))
        yield opened
        browser.close()
