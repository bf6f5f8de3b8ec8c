"""When a page first shows something on a slow machine and line: milliseconds to the first paint, and kB until then and in all.

    python bench/paint.py ADDRESS     (of a served demonstration, such as http://127.0.0.1:8000)

Profile: processor six times slower, 300 ms of latency, 50 kB a second each way, nothing kept from before. The page of an
empty form is 1. Needs Playwright and Chromium.
"""

import sys
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROUNDS = 3
BASELINE = "/check/"
PAGES = ("/", "/board/", "/board/?place=430100", "/figures/training.person_times?place=430000", "/organisations/map/")
SLOWER = 6
LINE = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
READY = "body[data-ready]"


def visit(browser: Browser, address: str) -> tuple[float, float, float]:
    """Return milliseconds to the first paint, kB that came until the page was ready, and milliseconds to there."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    line = context.new_cdp_session(page)
    bytes_: list[float] = []
    line.on("Network.loadingFinished", lambda event: bytes_.append(event["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit", timeout=120_000)
    page.wait_for_selector(READY, state="attached", timeout=120_000)
    painted: Any = page.evaluate(PAINTED)
    ready: Any = page.evaluate("performance.now()")
    context.close()
    return float(painted), sum(bytes_) / 1000, float(ready)


def main() -> None:
    """Print one line a page."""
    site = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        unit = 0.0
        for path in (BASELINE, *PAGES):
            rounds = [visit(browser, site + path) for _ in range(ROUNDS)]
            painted, weight, ready = (median(values) for values in zip(*rounds, strict=True))
            unit = unit or painted
            print(
                f"{path:48} 首次显示 {painted:6.0f} 毫秒 {painted / unit:5.2f}  就绪 {ready:6.0f} 毫秒  {weight:6.1f} kB"
            )
        browser.close()


if __name__ == "__main__":
    main()
