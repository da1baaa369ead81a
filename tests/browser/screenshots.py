"""Saves every page as PNG in screenshots/: two sizes, light and dark, the whole height of the content.

    make screenshots                          the sample company
    make screenshots FILES="a.csv b.csv"      these sales exports, imported first

The app runs on a free port with a store of its own in a temporary folder.
"""

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
from tempfile import TemporaryDirectory
from urllib.error import URLError

from playwright.sync_api import Browser, Page, sync_playwright

from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import own_dataset
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url, store_home

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "screenshots"
PAGES = {
    "overview": "",
    "matrix": "matrix",
    "concentration": "concentration",
    "losses": "losses",
    "client": "client",
    "upload": "upload",
}
SIZES = [(1440, 900), (390, 844)]
SCHEMES = ("light", "dark")
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
CONTENT_HEIGHT = "document.querySelector('[data-testid=\"stMain\"]').scrollHeight"
START_SECONDS, PAGE_SECONDS = 120, 60
DRAWING_MILLISECONDS = 700
"""Charts are drawn, and fitted to their column, after the script has ended."""


def main(files: Sequence[str]) -> None:
    """Import the files, start the app, look at every page."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("No Chromium found. Install it (Debian: apt install chromium) or set CHROMIUM to its path.")
    with TemporaryDirectory(prefix="kunci-") as home:
        environment = {**os.environ, "KUNCI_HOME": home}
        query = f"?dataset={_import(files, environment)}" if files else ""
        with _running_app(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            for width, height in SIZES:
                for scheme in SCHEMES:
                    _save_pages(browser, address, query, (width, height), scheme)
            browser.close()


def _import(files: Sequence[str], environment: dict[str, str]) -> int:
    """The id of the data set that the files were imported into."""
    subprocess.run(
        [sys.executable, "-m", "kamlogic", "import", *map(os.path.abspath, files)],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    home = store_home(environment)
    with closing(open_store(home, database_url(environment, home))) as store:
        return own_dataset(LOCAL_LEADER, store).id


@contextmanager
def _running_app(environment: dict[str, str]) -> Iterator[str]:
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


def _save_pages(browser: Browser, address: str, query: str, size: tuple[int, int], scheme: str) -> None:
    width, height = size
    # Without the app's own content policy only in this browser: it forbids the waiting that tests need.
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    for name, path in PAGES.items():
        page = context.new_page()
        page.goto(f"{address}/{path}{query}")
        _settle(page)
        _fit_height(page, size)
        target = FOLDER / f"{name}-{width}-{scheme}.png"
        target.parent.mkdir(exist_ok=True)
        page.screenshot(path=target, animations="disabled")
        remark = "  shows an error" if page.locator('[data-testid="stException"]').count() else ""
        sys.stdout.write(f"{target.relative_to(ROOT)}{remark}\n")
        page.close()
    context.close()


def _settle(page: Page) -> None:
    """Wait until the script has run and nothing is drawn as a placeholder any more."""
    timeout = PAGE_SECONDS * 1000
    page.wait_for_selector(SETTLED, timeout=timeout)
    page.wait_for_selector(CONTENT, state="attached", timeout=timeout)
    page.wait_for_function(
        '!document.querySelector(\'[data-testid="stSkeleton"], [data-testid="stSpinner"]\')',
        timeout=timeout,
    )
    page.wait_for_selector(SETTLED, timeout=timeout)
    page.wait_for_timeout(DRAWING_MILLISECONDS)


def _fit_height(page: Page, size: tuple[int, int]) -> None:
    """The main area scrolls inside, so the window is made as high as the content; twice, as it may reflow."""
    width, height = size
    for _ in range(2):
        content = int(page.evaluate(CONTENT_HEIGHT))
        page.set_viewport_size({"width": width, "height": max(height, content)})
        _settle(page)


if __name__ == "__main__":
    main(sys.argv[1:])
