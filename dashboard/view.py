"""What a reader looks at: language, page and run, as they stand in the address.

Everything here comes from outside: what is not known is replaced by a default, never used.
"""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from dashboard.data.runs import Run, Store
from dashboard.i18n import LANGUAGES, Language

LONGEST = 2000
"""Characters of an address that are read."""


class View(NamedTuple):
    """A page in a language on a run."""

    lang: Language
    path: str
    run: Run | None
    runs: Sequence[Run]

    def link(self, path: str) -> str:
        """Return the address of another page on the same run in the same language."""
        query = {"lang": self.lang} | ({"run": self.run.key} if self.run else {})
        return f"{path}?{urlencode(query)}"


def read(store: Store, path: object, search: object, preferred: Language) -> View:
    """Return what an address asks for.

    Parameters
    ----------
    store
        Where runs are looked up.
    path, search
        Path and query of the address, as the browser sent them.
    preferred
        Language if the address names none.
    """
    query = search.removeprefix("?")[:LONGEST] if isinstance(search, str) else ""
    asked = {key: values[-1] for key, values in parse_qs(query).items()}
    runs = store.runs()
    chosen = next((run for run in runs if run.key == asked.get("run")), None)
    return View(
        lang=language(asked.get("lang"), preferred),
        path=path[:LONGEST] if isinstance(path, str) else "/",
        run=chosen or (runs[0] if runs else None),
        runs=runs,
    )


def language(asked: object, otherwise: Language) -> Language:
    """Return a language of ours if that is what was asked for."""
    return next((known for known in LANGUAGES if known == asked), otherwise)
