"""The pages in a real Chromium, on a desk and on a phone, in both schemes and languages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import browsing
import pytest
from made_up_fit import write_fit
from playwright.sync_api import Browser, Page, expect

from dashboard.data.method import equations
from dashboard.data.pairs import shipped
from dashboard.pages import PAGES
from dashboard.theme import INKS, channel_colour

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browsing.chromium() is None, reason="no Chromium: apt-get install chromium"),
]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

STILL = [page.path for page in PAGES if page.name != "what_if"]
"""Pages that simulate nothing."""

EVEN, ODD = STILL[::2], STILL[1::2]
LOOKS = [
    # Each page once by default, desk or phone; in all other looks among the slow tests.
    ("desk", "light", "fr", ["", *EVEN]),
    ("phone", "dark", "en", ["", *ODD, "/nowhere"]),
    pytest.param("desk", "light", "fr", [*ODD, "/nowhere"], marks=pytest.mark.slow),
    pytest.param("phone", "dark", "en", EVEN, marks=pytest.mark.slow),
    pytest.param("desk", "dark", "en", ["", *STILL, "/nowhere"], marks=pytest.mark.slow),
    pytest.param("phone", "light", "fr", ["", *STILL, "/nowhere"], marks=pytest.mark.slow),
]


@pytest.fixture(scope="session")
def address(two_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a store of two runs; its log must hold no traceback in the end."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    fits = tmp_path_factory.mktemp("fits")
    write_fit(fits / "mine")
    with browsing.server(two_runs, log, CANAUX_FITS=str(fits)) as url:
        yield url
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("empty")
    with browsing.server(folder / "runs", folder / "server.log", CANAUX_SAMPLES="0") as url:
        yield url


@contextmanager
def opened(
    chromium: Browser, address: str, *, size: str = "desk", scheme: str = "light", axe: bool = False
) -> Iterator[Page]:
    """Open an address; at the end nothing may have gone wrong."""
    window = browsing.context(chromium, size, scheme=scheme)
    if axe:
        window.add_init_script(path=AXE)
    page = window.new_page()
    faults = browsing.watch(page)
    page.goto(address)
    browsing.settled(page)
    yield page
    window.close()
    assert [] == faults


def violations(page: Page) -> list[str]:
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(("size", "scheme", "lang", "paths"), LOOKS)
def test_pages(
    chromium: Browser, address: str, size: str, scheme: str, lang: str, paths: list[str]
) -> None:
    """No error, no request elsewhere, no sideways scroll, nothing axe objects to."""
    start = f"{address}/?lang={lang}&run=invented.01234567"
    with opened(chromium, start, size=size, scheme=scheme, axe=True) as page:
        for path in paths:
            if path:
                page.goto(f"{address}{path}?lang={lang}&run={shipped()[0].key}")
                browsing.settled(page)
            widths = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")

            assert widths[0] <= widths[1], path
            assert [] == violations(page), path
            assert lang == page.evaluate("() => document.documentElement.lang")
            assert rgb(INKS[scheme].surface) not in inks_of_text(page)  # type: ignore[index]


def test_empty_store(chromium: Browser, empty_address: str) -> None:
    """An empty store is a page that says what to type."""
    with opened(chromium, f"{empty_address}/?lang=en", size="phone", axe=True) as page:
        expect(page.get_by_text("canaux run france")).to_be_visible()
        assert [] == violations(page)


def test_the_watch_notices(chromium: Browser, address: str) -> None:
    """A request to another host is noticed, and a page of ours is not allowed to make one."""
    window = browsing.context(chromium, "desk")
    page = window.new_page()
    faults = browsing.watch(page)
    page.set_content('<img src="http://elsewhere.example/pixel.png">')
    page.wait_for_timeout(300)
    assert any("request to another host" in fault for fault in faults)

    page.goto(address)
    browsing.settled(page)
    faults.clear()
    page.evaluate("() => { new Image().src = 'http://elsewhere.example/pixel.png' }")
    page.wait_for_timeout(300)
    assert any("Content Security Policy" in fault for fault in faults)
    window.close()


def test_language_switch(chromium: Browser, address: str) -> None:
    """The language changes without reload; page and run stay; the address can be shared."""
    start = f"{address}/surveys?lang=fr&run=invented.01234567"
    with opened(chromium, start, size="phone") as page:
        page.evaluate("() => { window.kept = true }")
        page.get_by_text("EN", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Surveys")

        expect(page).to_have_url(re.compile(r"/surveys\?.*lang=en"))
        assert "run=invented.01234567" in page.url
        assert page.evaluate("() => window.kept")
        assert "en" == page.evaluate("() => document.documentElement.lang")
        assert "Surveys · Canaux" == page.title()

        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Enquêtes")


@pytest.mark.parametrize("size", browsing.SIZES)
def test_pages_by_the_menu(chromium: Browser, address: str, size: str) -> None:
    """The menu leads to the other page, on the same run, without reload."""
    with opened(chromium, f"{address}/?lang=fr&run=invented.01234567", size=size) as page:
        page.evaluate("() => { window.kept = true }")
        if size == "phone":
            page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Enquêtes").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Enquêtes")
        browsing.settled(page)

        assert page.url.endswith("/surveys?lang=fr&run=invented.01234567")
        assert page.evaluate("() => window.kept")


def test_the_brief_prints_on_one_page(chromium: Browser, address: str) -> None:
    """Printed from a dark window, the brief is one page of paper with its figures."""
    start = f"{address}/brief?lang=fr&run={shipped()[0].key}"
    with opened(chromium, start, scheme="dark") as page:
        paper = page.pdf(prefer_css_page_size=True, print_background=True)

        assert 1 == len(re.findall(rb"/Type /Page\b", paper))
        assert rgb(INKS["light"].muted) in inks_of_text(page)
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation")).to_be_hidden()


def test_a_chart_prints_alone(chromium: Browser, address: str) -> None:
    """Its PDF is one page with its title and figure and nothing else; then all is back."""
    with opened(chromium, f"{address}/?lang=en") as page:
        shown = page.locator("h1:visible, h2:visible").count()
        page.evaluate("() => { window.print = () => { window.printed = true; }; }")
        card = page.locator("section.cc-card").nth(1)
        title = card.get_by_role("heading").first.inner_text()
        card.locator("summary").first.click()
        card.get_by_role("button", name=f"{title}: PDF").click()
        assert page.evaluate("() => window.printed")

        page.emulate_media(media="print")
        assert [title] == page.locator(
            "h1:visible, h2:visible, p.cc-headline:visible"
        ).all_inner_texts()
        assert card.locator(".main-svg").first.is_visible()
        assert 1 == page.pdf().count(b"/Type /Page\n")
        page.emulate_media(media="screen")
        page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
        assert shown == page.locator("h1:visible, h2:visible").count()


def test_equations_come_when_asked_for(chromium: Browser, address: str) -> None:
    """The equations are typeset by what this server itself has."""
    with opened(chromium, f"{address}/method?lang=en&run={shipped()[0].key}") as page:
        page.get_by_role("button", name="Show the equations").click()
        expect(page.locator(".cc-equation svg").first).to_be_visible()
        expect(page.locator(".cc-equation")).to_have_count(len(equations()))


def test_choice_of_run(chromium: Browser, address: str) -> None:
    """Another run is chosen by its name, and stands in the address."""
    with opened(chromium, f"{address}/?lang=en&run=invented.01234567") as page:
        before = page.locator(".cc-headline").inner_text()
        page.get_by_role("combobox", name="Simulation").or_(
            page.get_by_role("textbox", name="Simulation")
        ).click()
        options = page.get_by_role("option").filter(has_text="seeds")
        options.filter(has_not_text="Made up").first.click()

        expect(page.locator(".cc-headline")).not_to_have_text(before)
        assert "run=france." in page.url
        browsing.settled(page)


def test_figures_as_tables(chromium: Browser, address: str) -> None:
    """Every figure can be read as a table, and comes back."""
    start = f"{address}/?lang=en&run=invented.01234567"
    with opened(chromium, start, size="phone", axe=True) as page:
        for card in page.locator("section.cc-card").all():
            switch, table = card.get_by_role("switch"), card.get_by_role("table")
            figure = card.locator("figure")
            switch.focus()
            page.keyboard.press("Space")
            expect(table).to_be_visible()
            expect(figure).to_be_hidden()
            assert table.locator("tbody tr").count() >= 5
        assert [] == violations(page)
        card.get_by_role("switch").focus()
        page.keyboard.press("Space")
        expect(figure).to_be_visible()
        expect(table).to_be_hidden()


def ink_of_lines(page: Page) -> set[str]:
    return set(
        page.locator("figure")
        .first.locator(".scatterlayer .js-line")
        .evaluate_all("lines => lines.map(line => line.style.stroke)")
    )


def inks_of_text(page: Page) -> set[str]:
    """Return the colours of the texts of figures, which axe does not look at."""
    return set(
        page.locator("figure")
        .locator(".xtick text, .ytick text, .annotation text")
        .evaluate_all("texts => texts.map(text => getComputedStyle(text).fill)")
    )


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def test_figures_follow_the_scheme(chromium: Browser, address: str) -> None:
    """Figures have the ink of the scheme from the first paint, after the switch, and on reload."""
    with opened(chromium, f"{address}/?lang=en", scheme="dark") as page:
        assert rgb(channel_colour("phone", "dark")) in ink_of_lines(page)

        page.get_by_role("button", name="Light or dark").click()
        line = page.locator(f'.js-line[style*="{rgb(channel_colour("phone", "light"))}"]').first
        expect(line).to_be_attached()

        page.reload()
        browsing.settled(page)
        assert rgb(channel_colour("phone", "light")) in ink_of_lines(page)


def test_skip_link_comes_first(chromium: Browser, address: str) -> None:
    """The first press of Tab reaches the link to the content."""
    with opened(chromium, f"{address}/?lang=en") as page:
        page.keyboard.press("Tab")

        expect(page.get_by_text("Skip to content")).to_be_focused()


def test_nonsense_in_the_address(chromium: Browser, address: str) -> None:
    """A made-up address shows a page all the same, and none of its text."""
    query = "lang=%3Cscript%3E&run=../../etc/passwd&x=%22%3E%3Cimg+src=x+onerror=alert(1)%3E"
    with opened(chromium, f"{address}/?{query}") as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "passwd" not in page.content()
        assert "onerror" not in page.locator("body").inner_html()


def test_grid_of_all_figures(chromium: Browser, address: str, france_key: str) -> None:
    """The grid speaks French, writes numbers the French way, and sorts."""
    with opened(chromium, f"{address}/surveys?lang=fr&run={france_key}") as page:
        grid = page.locator(".ag-root")
        grid.scroll_into_view_if_needed()
        expect(grid.get_by_text("A29a", exact=True).first).to_be_attached()
        cell = grid.locator('[col-id="standard_error"].ag-cell').first
        expect(cell).to_have_text(re.compile(r"^(\d+,\d+|–|\d)$"))

        grid.get_by_text("z", exact=True).click()
        expect(grid.locator('.ag-header-cell[col-id="z"]')).to_have_attribute(
            "aria-sort", "ascending"
        )
