"""Saves every page as PNG in screenshots/: two sizes, light and dark, the whole height of the content.

    make screenshots                          the sample company
    make screenshots FILES="a.csv b.csv"      these sales exports, imported first

The app runs on a free port with a store of its own in a temporary folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from app.navigation import TITLES
from tests.browser.running import CHROMIUM_FLAGS, ROOT, chromium, import_files, running_app, wait_until_drawn

FOLDER = ROOT / "screenshots"
SIZES = [(1440, 900), (390, 844)]
SCHEMES = ("light", "dark")
CONTENT_HEIGHT = "document.querySelector('[data-testid=\"stMain\"]').scrollHeight"
DRAWING_MILLISECONDS = 700
"""Charts are drawn, and fitted to their column, after the script has ended."""


def main(files: Sequence[str]) -> None:
    """Import the files, start the app, look at every page."""
    executable = chromium()
    with TemporaryDirectory(prefix="kunci-") as home:
        environment = {**os.environ, "KUNCI_HOME": home}
        query = f"?dataset={import_files(files, environment)}" if files else ""
        with running_app(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
            for width, height in SIZES:
                for scheme in SCHEMES:
                    _save_pages(browser, address, query, (width, height), scheme)
            browser.close()


def _save_pages(browser: Browser, address: str, query: str, size: tuple[int, int], scheme: str) -> None:
    width, height = size
    # Without the app's own content policy only in this browser: it forbids the waiting that tests need.
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    for name in TITLES:
        path = "" if name == "overview" else name
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
    wait_until_drawn(page)
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
