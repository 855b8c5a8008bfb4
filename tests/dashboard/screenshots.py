"""Write pictures of the pages: ``python tests/dashboard/screenshots.py --store runs``."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import browsing


class Picture(NamedTuple):
    """A page as it is shown in the documentation."""

    name: str
    page: str
    scenario: str
    size: str
    scheme: str
    lang: str
    height: int
    """Pixels from the top of the page."""


PICTURES = (
    Picture("overview", "/", "brand", "desk", "light", "en", 1890),
    Picture("surveys", "/surveys", "france", "desk", "light", "fr", 1460),
    Picture("overview-phone", "/", "france", "phone", "dark", "fr", 1700),
    Picture("surveys-phone", "/surveys", "france", "phone", "dark", "en", 1700),
)


def main() -> None:
    """Serve a store and take the pictures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, default=Path("runs"), help="folder of runs")
    options.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        browsing.server(given.store.resolve(), Path(folder) / "log") as address,
        browsing.browser() as chromium,
    ):
        for picture in PICTURES:
            window = browsing.context(chromium, picture.size, scheme=picture.scheme)
            page = window.new_page()
            page.goto(f"{address}{picture.page}?lang={picture.lang}{run_of(given.store, picture)}")
            browsing.settled(page)
            page.set_viewport_size(
                {"width": browsing.SIZES[picture.size][0], "height": picture.height}
            )
            page.wait_for_timeout(600)
            file = given.out / f"{picture.name}.png"
            page.screenshot(path=file)
            print(f"{file}: {file.stat().st_size // 1024} kB")
            window.close()


def run_of(store: Path, picture: Picture) -> str:
    """Return the part of the address that chooses the newest run of the picture's scenario."""
    from dashboard.data.runs import Store

    keys = [run.key for run in Store(store).runs() if run.scenario == picture.scenario]
    if not keys:
        sys.exit(f"{store}: found no run of {picture.scenario}; run it first.")
    return f"&run={keys[0]}"


if __name__ == "__main__":
    main()
