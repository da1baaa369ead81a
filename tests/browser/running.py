"""The app as a process of its own, and waiting until a page of it is drawn."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page

from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import own_dataset
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url, store_home

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
CONTENT = '[data-testid="stMain"] [data-testid="stElementContainer"]'
START_SECONDS, PAGE_SECONDS = 120, 60


def chromium() -> str:
    """The path of the browser; the program ends without one."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        sys.exit("No Chromium found. Install it (Debian: apt install chromium) or set CHROMIUM to its path.")
    return found


def import_files(files: Sequence[str], environment: dict[str, str]) -> int:
    """The id of the data set that the files were imported into."""
    subprocess.run(
        [sys.executable, "-m", "kamlogic", "import", *map(os.path.abspath, files)],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    return own_dataset_id(environment)


def own_dataset_id(environment: dict[str, str]) -> int:
    """The id of the user's data set in the store that the environment names."""
    home = store_home(environment)
    with closing(open_store(home, database_url(environment, home))) as store:
        return own_dataset(LOCAL_LEADER, store).id


@contextmanager
def running_app(environment: dict[str, str]) -> Iterator[str]:
    """The app's address, while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    app = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app/server.py", *flags],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        address = f"http://localhost:{port}"
        _wait_until_healthy(address, app)
        yield address
    finally:
        app.terminate()
        app.wait()


def _wait_until_healthy(address: str, app: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and app.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    sys.exit("The app did not start.")


def wait_until_drawn(page: Page) -> None:
    """Wait until the script has run and nothing is drawn as a placeholder any more."""
    timeout = PAGE_SECONDS * 1000
    page.wait_for_selector(SETTLED, timeout=timeout)
    page.wait_for_selector(CONTENT, state="attached", timeout=timeout)
    page.wait_for_function(
        '!document.querySelector(\'[data-testid="stSkeleton"], [data-testid="stSpinner"]\')',
        timeout=timeout,
    )
    page.wait_for_selector(SETTLED, timeout=timeout)
