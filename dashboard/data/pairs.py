"""Comparisons: documents of the store and those that come with the program.

A comparison is looked up by its key in the listing; no text from outside becomes a path.
"""

import gzip
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from dashboard.data.making import FORMAT
from dashboard.data.statistics import Interval

FOLDER = "comparisons"
"""Of a store, for comparisons."""

KEY_SHOWN = 8
"""Characters of the digest in a key."""


class Effect(NamedTuple):
    """A measure under both plans and what the plan changes, each a mean over the pairs."""

    base: Interval
    plan: Interval
    difference: Interval

    @property
    def is_real(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return self.difference.low > 0 or self.difference.high < 0


class Pair(NamedTuple):
    """Two plans compared, as their document has it."""

    key: str
    document: dict[str, Any]
    shipped: bool
    """Whether it comes with the program rather than from the store."""
    written: float
    """When, seconds since 1970; 0 if it comes with the program."""

    @property
    def compare(self) -> dict[str, Any]:
        """What ``canaux compare --json`` prints."""
        found: dict[str, Any] = self.document["compare"]
        return found

    @property
    def pairs(self) -> int:
        """Number of pairs of runs."""
        return int(self.compare["pairs"])

    @property
    def customers(self) -> int:
        """Customers of the organisation."""
        return int(self.compare["customers"])

    def name(self, side: str) -> str:
        """Return the name of a side's scenario."""
        return str(self.compare[side]["scenario"])

    def title(self, side: str, lang: str) -> str:
        """Return the title of a side's scenario."""
        return str(self.compare[side]["title"].get(lang) or self.name(side))

    def scenario(self, side: str) -> dict[str, Any]:
        """Return the resolved scenario of a side."""
        found: dict[str, Any] = self.document["scenarios"][side]
        return found

    @property
    def first_day(self) -> date:
        """First day that figures cover."""
        base = self.scenario("base")
        return date.fromisoformat(base["start"]) + timedelta(minutes=float(base["warm_up"]))

    @property
    def last_day(self) -> date:
        """Last day that figures cover."""
        return date.fromisoformat(self.scenario("base")["end"]) - timedelta(days=1)

    @property
    def years(self) -> float:
        """Length of the time that figures cover, in years of 365.25 days."""
        return ((self.last_day - self.first_day).days + 1) / 365.25

    @property
    def channels(self) -> dict[str, str]:
        """Form by channel, those of the base first."""
        both = {**self.scenario("base")["channels"], **self.scenario("plan")["channels"]}
        return {name: channel["form"] for name, channel in both.items()}

    def desks(self, side: str) -> list[str]:
        """Return the desks of a side."""
        return list(self.scenario(side)["desks"])

    def week_sums(self, side: str, of: str) -> dict[str, Any]:
        """Return the sums by hour of the week of a side's ``channels`` or ``desks``, by name."""
        sums: dict[str, Any] = self.document["weeks"][side][of]
        return sums

    def effect(self, path: str) -> Effect | None:
        """Return the effect on a measure, such as ``journeys.satisfaction``; None if there is none.

        Values are those of ``canaux compare --json``; what it has null for is NaN.
        """
        found: Any = self.compare
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, dict) or "difference" not in found:
            return None
        sides = (_interval(found[side], self.pairs) for side in ("base", "plan", "difference"))
        return Effect(*sides)


def _interval(cell: dict[str, float | None], pairs: int) -> Interval:
    values = (cell["mean"], cell["ci_low"], cell["ci_high"])
    mean, low, high = (np.nan if value is None else float(value) for value in values)
    return Interval(mean, low, high, pairs)


class Pairs:
    """The comparisons under a store, and others, such as those of the program."""

    def __init__(self, root: Path, others: Sequence[Pair] = ()) -> None:
        self.root = root
        self._others = others
        self._read: dict[Path, tuple[int, Pair | None]] = {}
        self._lock = Lock()

    def all(self) -> list[Pair]:
        """Return all comparisons: those of the store, newest first, then the others."""
        found: list[Pair] = []
        for path in self.root.glob(f"{FOLDER}/*/*.json"):
            with suppress(OSError):
                pair = self._at(path)
                if pair is not None:
                    found.append(pair)
        own = sorted(found, key=lambda pair: (-pair.written, pair.key))
        keys = {pair.key for pair in own}
        return [*own, *(pair for pair in self._others if pair.key not in keys)]

    def find(self, key: object) -> Pair | None:
        """Return the comparison of this key, None if there is none."""
        return next((pair for pair in self.all() if pair.key == key), None)

    def _at(self, path: Path) -> Pair | None:
        changed = path.stat().st_mtime_ns
        with self._lock:
            known = self._read.get(path)
            if known is None or known[0] != changed:
                text = path.read_text(encoding="utf-8")
                known = self._read[path] = changed, pair_of_text(text, False, changed / 1e9)
        return known[1]


@cache
def shipped() -> tuple[Pair, ...]:
    """Return the comparisons that come with the program."""
    folder = resources.files("dashboard") / "samples"
    texts = (
        gzip.decompress(entry.read_bytes()).decode("utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.startswith("pair-") and entry.name.endswith(".json.gz")
    )
    found = (pair_of_text(text, True, 0.0) for text in texts)
    return tuple(pair for pair in found if pair is not None)


def pair_of_text(text: str, is_shipped: bool, written: float) -> Pair | None:
    """Return the comparison that a document's text holds; None if it is none of ours."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            return None
        return Pair(key_of(document), document, is_shipped, written)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def key_of(document: dict[str, Any]) -> str:
    """Return the key of a document: both names, and the start of the digest of its runs."""
    compare = document["compare"]
    names = "~".join(str(compare[side]["scenario"]) for side in ("base", "plan"))
    return f"{names}.{str(compare['digest'])[:KEY_SHOWN]}"


def write(root: Path, document: dict[str, Any]) -> str:
    """Write a document into a store, whole or not at all, and return its key."""
    key = key_of(document)
    names, _, digest = key.rpartition(".")
    folder = root / FOLDER / names
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest}.json"
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text_of(document), encoding="utf-8")
    unfinished.replace(path)
    return key


def text_of(document: dict[str, Any]) -> str:
    """Return a document as it is stored."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
