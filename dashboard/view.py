"""What a reader looks at: language, page, run or comparison, and choices, as in the address.

Everything here comes from outside: what is not known is replaced by a default, never used.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from dashboard.data.pairs import Pair
from dashboard.data.runs import Run, Store
from dashboard.i18n import LANGUAGES, Language

LONGEST = 2000
"""Characters of an address that are read."""

OPTIONS = ("measure", "age", "desk", "customer", "levers", "left", "right", "document")
"""Choices of pages; a page checks their values against what it has to offer."""


class View(NamedTuple):
    """A page in a language on a run or a comparison."""

    lang: Language
    path: str
    run: Run | None
    """The run of pages about one plan."""
    pair: Pair | None
    """The comparison of pages about two."""
    is_pair: bool
    """Whether the comparison is what was asked for, on pages about either."""
    runs: Sequence[Run]
    pairs: Sequence[Pair]
    options: Mapping[str, str] = {}

    @property
    def key(self) -> str | None:
        """What stands in addresses for the run or comparison asked for."""
        subject = self.pair if self.is_pair else self.run
        return subject.key if subject else None

    def link(self, path: str) -> str:
        """Return the address of another page on the same subject in the same language."""
        query = {"lang": self.lang} | ({"run": self.key} if self.key else {})
        return f"{path}?{urlencode(query)}"

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """Return the choice of this name if it is allowed, else the first that is; "" if none."""
        known = list(allowed)
        asked = self.options.get(name)
        return asked if asked in known else next(iter(known), "")

    def state(self) -> dict[str, Any]:
        """Return what the browser keeps of the view, for `of_state`."""
        return {"lang": self.lang, "run": self.key, "options": dict(self.options)}


def read(store: Store, path: object, search: object, preferred: Language) -> View:
    """Return what an address asks for.

    Parameters
    ----------
    store
        Where runs and comparisons are looked up.
    path, search
        Path and query of the address, as the browser sent them.
    preferred
        Language if the address names none.
    """
    query = search.removeprefix("?")[:LONGEST] if isinstance(search, str) else ""
    asked = {key: values[-1] for key, values in parse_qs(query).items()}
    return _view(
        store,
        lang=language(asked.get("lang"), preferred),
        path=path[:LONGEST] if isinstance(path, str) else "/",
        key=asked.get("run"),
        options=asked,
    )


def of_state(store: Store, state: object) -> View:
    """Return the view that the browser kept; without run and comparison if it names none known."""
    known = state if isinstance(state, dict) else {}
    options = known.get("options")
    return _view(
        store,
        lang=language(known.get("lang"), LANGUAGES[0]),
        path="",
        key=known.get("run"),
        options=options if isinstance(options, dict) else {},
        defaults=False,
    )


def _view(
    store: Store,
    *,
    lang: Language,
    path: str,
    key: object,
    options: Mapping[str, object],
    defaults: bool = True,
) -> View:
    runs, pairs = store.runs(), store.pairs.all()
    pair = next((pair for pair in pairs if pair.key == key), None)
    run = next((run for run in runs if run.key == key), None)
    newest_pair, newest_run = next(iter(pairs), None), next(iter(runs), None)
    if pair is None and run is None and not defaults:
        newest_pair = newest_run = None
    if pair is not None or run is not None:
        is_pair = pair is not None
    else:
        when = max((run.written for run in runs), default=0.0)
        is_pair = newest_pair is not None and newest_pair.written >= when
    return View(
        lang=lang,
        path=path,
        run=run or newest_run,
        pair=pair or newest_pair,
        is_pair=is_pair,
        runs=runs,
        pairs=pairs,
        options={
            name: value
            for name in OPTIONS
            if isinstance(value := options.get(name), str) and len(value) < 200
        },
    )


def language(asked: object, otherwise: Language) -> Language:
    """Return a language of ours if that is what was asked for."""
    return next((known for known in LANGUAGES if known == asked), otherwise)
