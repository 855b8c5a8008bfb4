"""How long one visitor waits, in Debian's Chromium: first page, and a lever until its figures."""

import shutil
import time
from typing import Any, NamedTuple

from benchmarks.pages.server import Served

MOVES = 50
SETTLED = 8.0
"""Seconds that further seeds of a move may take before the next move."""

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

# From the key that moves the lever until both the answer and a figure have been drawn again.
_WATCH = """() => {
  let began = 0, seen = {};
  const note = what => { if (began && !(what in seen)) seen[what] = performance.now() - began; };
  new MutationObserver(() => note("answer")).observe(
    document.getElementById("live-answer"), {childList: true, subtree: true, characterData: true});
  for (const plot of document.querySelectorAll(".js-plotly-plot"))
    plot.on("plotly_afterplot", () => note("figure"));
  addEventListener("keydown", () => { began = performance.now(); seen = {}; }, true);
  window.waited = () =>
    "answer" in seen && "figure" in seen ? Math.max(seen.answer, seen.figure) : null;
}"""

_FIRST = """() => [...document.querySelectorAll('.dash-graph')].length > 1
  && [...document.querySelectorAll('.dash-graph')].every(
    g => g.querySelector('.main-svg .trace, .main-svg .hm'))"""


class Waits(NamedTuple):
    """Seconds, in a browser on the same machine."""

    server_start: float
    first_load: float
    """A browser that was never here, until the figures of the first page are drawn."""
    moves: int
    lever_p50: float
    lever_p95: float


def measure(server: Served, moves: int = MOVES) -> Waits:
    """Open the first page, then move a lever some times, each time to where it never was."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        began = time.perf_counter()
        page.goto(f"{server.address}/?lang=en")
        page.wait_for_function(_FIRST, timeout=60_000)
        first = time.perf_counter() - began
        page.goto(f"{server.address}/what-if?lang=en")
        page.locator("#live-answer .cc-kpi").first.wait_for(timeout=300_000)
        _settle(page)
        page.evaluate(_WATCH)
        seconds = sorted(_move(page, number) for number in range(moves))
        browser.close()
    return Waits(
        server_start=server.seconds,
        first_load=first,
        moves=moves,
        lever_p50=seconds[len(seconds) // 2],
        lever_p95=seconds[int(0.95 * (len(seconds) - 1))],
    )


def _move(page: Any, number: int) -> float:
    """Move a lever by one step; up and down along one, then one step of another."""
    row, column = divmod(number, 5)
    if column == 0:
        slider, key = page.get_by_role("slider", name="Posts", exact=False), "ArrowLeft"
    else:
        slider = page.get_by_role("slider", name="Phone", exact=True)
        key = "ArrowLeft" if row % 2 else "ArrowRight"
    slider.focus()
    slider.press(key)
    page.wait_for_function("() => window.waited() !== null", timeout=60_000)
    seconds = float(page.evaluate("() => window.waited()")) / 1000.0
    _settle(page)
    return seconds


def _settle(page: Any) -> None:
    """Wait until all seeds of the levers are there, or for as long as a patient visitor would."""
    end = time.monotonic() + SETTLED
    while time.monotonic() < end and "8 of 8" not in page.locator("#live-answer").inner_text():
        time.sleep(0.1)
