"""What an executive does on the first day, from an empty store to a report in the post."""

import re
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as Waited

from dashboard.data.runs import Store
from dashboard.i18n import t
from dashboard.jobs.queue import Queue

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(browsing.chromium() is None, reason="no Chromium: apt-get install chromium"),
]

MINUTE = 60_000


def test_tour(tmp_path: Path, chromium: Browser) -> None:
    """First start, headline, levers, ages, a story, a longer run, a shared link, a report."""
    store, log = tmp_path / "runs", tmp_path / "server.log"
    with browsing.server(store, log) as address:
        window = browsing.context(chromium, "desk", locale="en-GB")
        page = window.new_page()
        faults = browsing.watch(page)

        # An empty store shows what comes with the program, and says what it means.
        page.goto(address)
        browsing.settled(page)
        expect(page.locator(".cc-headline")).to_contain_text("for each solved need")

        _move_two_levers(page)
        _read_the_change(page)

        page.get_by_role("link", name="Overview").click()
        browsing.settled(page)
        _compare_by_age(page)
        page.get_by_role("link", name="Who moved").click()
        browsing.settled(page)
        expect(page.locator(".cc-person")).to_be_visible()
        expect(page.locator(".cc-needs > li").first).to_be_visible()

        page.goto(f"{address}/what-if?lang=en&levers=phone:80,email:120")
        key = _ask_for_more(page, store)
        assert [] == faults
        link = f"{address}/?lang=en&run={key}"
        window.close()

        # A colleague opens the link elsewhere, in the dark and in French.
        elsewhere = browsing.context(chromium, "desk", locale="fr-FR")
        page = elsewhere.new_page()
        faults = browsing.watch(page)
        page.goto(link)
        browsing.settled(page)
        page.get_by_text("FR", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(t("fr", "overview.title"))
        expect(page.locator(".cc-headline")).to_contain_text("Le plan")
        page.get_by_role("button", name=t("fr", "shell.scheme")).click()
        dark = "() => document.documentElement.dataset.mantineColorScheme === 'dark'"
        page.wait_for_function(dark)
        browsing.settled(page)
        assert [] == faults

        # The report of what comes with the program has its sliders at once.
        report = tmp_path / "report.html"
        page.goto(f"{address}/compare?lang=fr&run={_with_grid()}")
        browsing.settled(page)
        with page.expect_download() as download:
            page.locator(".cc-report-link").click()
        download.value.save_as(report)
        _open_offline(elsewhere.new_page(), report)
        elsewhere.close()
    assert "Traceback" not in log.read_text()


def _with_grid() -> str:
    from dashboard.data import grids
    from dashboard.data.pairs import shipped

    return next(one.key for one in shipped() if grids.find(Path("nowhere"), one) is not None)


def _move_two_levers(page: Page) -> None:
    page.get_by_role("link", name="What if?").click()
    phone = page.get_by_role("slider", name="Phone", exact=True)
    phone.wait_for(timeout=MINUTE)
    for slider in (phone, page.get_by_role("slider", name="Email", exact=True)):
        slider.focus()
        for _ in range(2):
            slider.press("ArrowLeft")
    page.wait_for_function(
        "() => /phone:80/.test(location.search) && /email:80/.test(location.search)"
    )


def _read_the_change(page: Page) -> None:
    answer = page.locator("#live-answer .cc-kpi").first
    answer.wait_for(timeout=2 * MINUTE)
    expect(page.locator("#live-answer")).to_contain_text(
        re.compile(r"[2-8] of 8 seeds"), timeout=MINUTE
    )
    expect(answer).to_contain_text(re.compile(r"€.* to .*€"))


def _compare_by_age(page: Page) -> None:
    card = page.locator("section", has_text="Who gains, who loses?").last
    card.get_by_role("switch").check(force=True)
    rows = card.locator("tbody tr")
    expect(rows.first).to_be_visible()
    assert 8 <= rows.count()
    expect(card.locator("tbody")).to_contain_text("75+")


def _ask_for_more(page: Page, store: Path) -> str:
    """Ask for a longer run, reload while it runs, cancel it, run it again; return what it made."""
    ask = page.get_by_role("button", name="Run it")
    ask.wait_for(timeout=MINUTE)
    ask.click()
    jobs = page.locator("#job-list")
    cancel = jobs.get_by_role("button", name=re.compile("Cancel"))
    cancel.wait_for(timeout=MINUTE)
    page.reload()
    cancel.wait_for(timeout=MINUTE)
    cancel.click()
    expect(jobs).to_contain_text("Cancelled", timeout=MINUTE)
    jobs.get_by_role("button", name=re.compile("Start again")).click()
    opened = jobs.get_by_role("link", name=re.compile("Open"))
    try:
        opened.wait_for(timeout=3 * MINUTE)
    except Waited as error:
        raise AssertionError((jobs.inner_text(), Queue(store).jobs())) from error
    opened.click()
    expect(page.locator(".cc-kicker")).to_contain_text("phone advisers", timeout=MINUTE)
    browsing.settled(page)
    return next(pair.key for pair in Store(store).pairs.all())


def _open_offline(page: Page, report: Path) -> None:
    """Open a report from the disk: its figures are drawn, and its sliders answer."""
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(report.as_uri())
    page.wait_for_function(
        "() => document.querySelectorAll('.cc-plot').length > 5"
        " && [...document.querySelectorAll('.cc-plot')].every(p => p.querySelector('.main-svg'))"
    )
    stamp, card = page.locator("#stamp"), page.locator("[data-measure] .cc-kpi-value").first
    before = card.inner_text()
    expect(stamp).to_contain_text(t("fr", "report.sliders.simulated", seeds="").strip())
    slider = page.locator("#slider-0")
    slider.focus()
    slider.press("ArrowRight")
    expect(stamp).to_have_text(t("fr", "report.sliders.interpolated"))
    slider.press("End")
    expect(stamp).to_contain_text(t("fr", "report.sliders.simulated", seeds="").strip())
    assert before != card.inner_text()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("() => window.dispatchEvent(new Event('resize'))")
        page.wait_for_timeout(300)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert [] == [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert [] == faults
