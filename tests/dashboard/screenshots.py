"""Write pictures of every page, on a desk and a phone: ``python tests/dashboard/screenshots.py``.

They show what comes with the program, and the fits of a folder if there are any.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import browsing


class Look(NamedTuple):
    """A window in which every page is shown."""

    size: str
    scheme: str
    lang: str
    suffix: str
    tallest: int
    """Pixels from the top of the page at most."""


LOOKS = (
    Look("desk", "light", "en", "", 1900),
    Look("phone", "dark", "fr", "-phone", 1900),
)
LEVERS = "levers=phone:80,listening:100"
"""What the page of the levers is shown with."""


def main() -> None:
    """Serve what comes with the program and take the pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fits", type=Path, default=Path("fits"), help="folder of fits")
    options.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    options.add_argument("--only", nargs="*", default=(), help="names of pages")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    from dashboard.data.pairs import shipped
    from dashboard.data.samples import shipped_runs
    from dashboard.pages import PAGES

    pages = [page for page in PAGES if not given.only or page.name in given.only]
    subjects = {"surveys": shipped_runs()[0].run.key}
    with (
        tempfile.TemporaryDirectory() as folder,
        browsing.server(
            Path(folder) / "runs", Path(folder) / "log", CANAUX_FITS=str(given.fits.resolve())
        ) as address,
        browsing.browser() as chromium,
    ):
        for look in LOOKS:
            window = browsing.context(chromium, look.size, scheme=look.scheme)
            for page in pages:
                key = subjects.get(page.name, shipped()[0].key)
                query = f"lang={look.lang}&run={key}"
                if page.name == "what_if":
                    query += f"&{LEVERS}"
                shot = window.new_page()
                shot.goto(f"{address}{page.path}?{query}")
                browsing.settled(shot)
                if page.name == "what_if":
                    shot.locator(".cc-seed-on").nth(3).wait_for(timeout=60_000)
                tall = shot.evaluate("() => document.documentElement.scrollHeight")
                width = browsing.SIZES[look.size][0]
                shot.set_viewport_size({"width": width, "height": min(tall, look.tallest)})
                shot.wait_for_timeout(600)
                file = given.out / f"{page.name.replace('_', '-')}{look.suffix}.png"
                shot.screenshot(path=file)
                print(f"{file}: {file.stat().st_size // 1024} kB")
                shot.close()
            window.close()


if __name__ == "__main__":
    main()
