"""How long does each page take in a real browser with many clients, against a page that computes nothing?

    python benchmarks/page_speed.py [--clients 100000] [--months 36] [--only matrix losses] [--home FOLDER]

Invents sales lines, imports them, starts the app and opens every page in Chromium: first (nothing of the page is
computed yet) and with another setting in its address (a moved slider), both in a browser that has loaded nothing; then in an
open session, chosen from the menu (warm, the median of three). Seconds to the moment when the script has ended and nothing
is a placeholder. The Methods page is the baseline, because it needs no data: what it takes is the browser's and the
framework's own. FOLDER keeps the imported lines for a next run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from app.navigation import TITLES  # noqa: E402
from benchmarks.what_if_speed import invent_days  # noqa: E402
from tests.browser.running import (  # noqa: E402
    CHROMIUM_FLAGS,
    chromium,
    import_files,
    own_dataset_id,
    running_app,
    wait_until_drawn,
)

BASELINE = "methods"
WARM_DRAWS = 3
MOVED = "abc_limits=70&abc_limits=90&hiatus_days=120"
PRODUCTS, MANAGERS = 500, 40


def invent_lines(client_count: int, month_count: int) -> pd.DataFrame:
    """One sales line per client and day, with products, managers and deliveries."""
    random = np.random.default_rng(2)
    days = invent_days(client_count, month_count, random)
    count = len(days)
    promised = days["date"] + pd.to_timedelta(random.integers(2, 20, count), unit="D")
    quantity = random.integers(1, 30, count)
    return pd.DataFrame(
        {
            "Date": days["date"],
            "Invoice": np.arange(1, count + 1),
            "Client code": days["client_key"].map("C{:07d}".format),
            "Product": pd.Series(random.integers(1, PRODUCTS + 1, count)).map("Product {:03d}".format),
            "Account manager": (days["client_key"] % MANAGERS).map("Manager {:02d}".format),
            "Quantity": quantity,
            "Amount": days["net_sales"],
            "Cost": (days["net_sales"] - days["gross_profit"]).round(2),
            "Promised date": promised,
            "Delivered date": promised + pd.to_timedelta(random.integers(-3, 4, count), unit="D"),
            "Delivered quantity": quantity,
        }
    )


def seconds_of(browser: Browser, address: str) -> float:
    """From the request to the drawn page, in a session of its own."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()
    begin = time.perf_counter()
    page.goto(address)
    wait_until_drawn(page)
    taken = time.perf_counter() - begin
    failed = page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count()
    page.context.close()
    return float("nan") if failed else taken


def choose(page: Page, topic: str) -> float:
    """From the choice in the menu to the drawn page, in an open session."""
    heading = page.locator('[data-testid="stMain"] h2').first.inner_text()
    title = TITLES[topic][0]
    for section in page.get_by_test_id("stTopNavSection").all():
        section.click()
        entry = page.get_by_role("menuitem", name=title, exact=False).last
        if entry.count():
            break
        page.keyboard.press("Escape")
    begin = time.perf_counter()
    entry.click()
    page.wait_for_function(
        "before => document.querySelector('[data-testid=\"stMain\"] h2')?.innerText !== before", arg=heading
    )
    wait_until_drawn(page)
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--only", nargs="*", choices=TITLES, default=[])
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kunci-") as folder:
        home = options.home or Path(folder) / "home"
        environment = {**os.environ, "KUNCI_HOME": str(home.resolve())}
        if home.exists():
            dataset = own_dataset_id(environment)
        else:
            file = Path(folder) / "lines.parquet"
            invent_lines(options.clients, options.months).to_parquet(file)
            dataset = import_files([str(file)], environment)
        with running_app(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
            measure(browser, address, dataset, options.only or list(TITLES))
            browser.close()


def measure(browser: Browser, address: str, dataset: int, topics: list[str]) -> None:
    """A row per page; NaN where the page shows an error."""
    print(f"processors busy at the start: {os.getloadavg()[0]:.1f} of {os.cpu_count()}")
    print(f"{'':<16}{'first':>9}{'moved':>9}{'in session':>12}")
    session = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()
    session.goto(f"{address}/{BASELINE}?dataset={dataset}")
    wait_until_drawn(session)
    for topic in [BASELINE, *(topic for topic in topics if topic not in {BASELINE, "upload"})]:
        place = f"{address}/{'' if topic == 'overview' else topic}?dataset={dataset}"
        first, moved = seconds_of(browser, place), seconds_of(browser, f"{place}&{MOVED}")
        draws = []
        for _draw in range(WARM_DRAWS):
            taken = choose(session, "overview" if topic == BASELINE else topic)
            back = choose(session, BASELINE)
            draws.append(back if topic == BASELINE else taken)
        print(f"{topic:<16}{first:>7.2f} s{moved:>7.2f} s{median(draws):>10.2f} s", flush=True)


if __name__ == "__main__":
    main()
