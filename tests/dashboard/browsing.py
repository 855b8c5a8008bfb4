"""A real Chromium that can reach this machine only, and a server in a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SIZES = {"desk": (1440, 900), "phone": (390, 844)}

# Chromium looks up names of its vendor by itself; the resolver rule also makes any request of a
# page to another host fail, and loudly.
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def chromium() -> str | None:
    """Return the path of Debian's Chromium, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a Chromium with a fresh profile."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=_ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(store: Path, log: Path, port: int = 0, **more: str) -> Iterator[str]:
    """Serve a store on a free port, with `more` in the environment; yield the address."""
    port = port or free_port()
    environment = os.environ | {"CANAUX_RUNS": str(store), "CANAUX_PORT": str(port), **more}
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def context(
    of: Browser, size: str, *, scheme: str = "light", locale: str = "fr-FR"
) -> BrowserContext:
    """Open a window of a size, with its own storage."""
    width, height = SIZES[size]
    return of.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=locale,
        has_touch=size == "phone",
        is_mobile=size == "phone",
        reduced_motion="reduce",
    )


def watch(page: Page) -> list[str]:
    """Return a list that fills with all that should not happen on a page."""
    faults: list[str] = []
    page.on(
        "console",
        lambda message: (
            faults.append(f"console {message.type}: {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on(
        "response",
        lambda answer: (
            faults.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
        ),
    )
    page.on("request", lambda request: faults.extend(_foreign(request.url)))
    return faults


def _foreign(url: str) -> list[str]:
    parts = urlsplit(url)
    elsewhere = parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"
    return [f"request to another host: {url}"] if elsewhere else []


def settled(page: Page) -> None:
    """Wait until every figure of the page is drawn and nothing is being computed."""
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_function(
        "() => !document.querySelector('[data-dash-is-loading=true], .cc-waiting')"
        " && [...document.querySelectorAll('.dash-graph')].every("
        "g => g.closest('[hidden]') || g.querySelector("
        "'.main-svg .trace, .main-svg .hm'))"
        " && [...document.querySelectorAll('#survey-grid')].every(g => g.querySelector('.ag-row'))",
        timeout=60_000,
    )
    page.evaluate("() => document.fonts.ready")
