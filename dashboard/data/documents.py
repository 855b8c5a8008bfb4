"""Documents of searches and claims: what commands print with ``--json``, kept in a store.

``<store>/staffing`` and ``<store>/claims`` hold them, themselves or in folders of their own. A
document is looked up by its key in the listing; no text from outside becomes a path.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

STAFFING, CLAIMS = "staffing", "claims"

_NEEDED = {
    STAFFING: ("scenario", "goals", "plan", "guarantee", "present", "sentences"),
    CLAIMS: ("claims", "basis", "draws", "parameters"),
}
"""Kinds, which are folders of a store too, and what a document of the kind has."""

LARGEST = 20_000_000
"""Bytes of a file that is looked into."""


class Document(NamedTuple):
    """What a command printed."""

    kind: str
    key: str
    """Its scenario or kind, and the start of its content's hash; stands in addresses."""
    content: Mapping[str, Any]
    shipped: bool
    """Whether it comes with the program rather than from the store."""
    written: float
    """When, seconds since 1970; 0 if it comes with the program."""


class Documents:
    """The documents under a store, and others, such as those of the program."""

    def __init__(self, root: Path, others: Sequence[Document] = ()) -> None:
        self.root = root
        self._others = others
        self._read: dict[Path, tuple[int, Document | None]] = {}
        self._lock = Lock()

    def of(self, kind: str) -> list[Document]:
        """Return all documents of a kind: those of the store, newest first, then the others."""
        found: dict[str, Document] = {}
        for path in (*self.root.glob(f"{kind}/*.json"), *self.root.glob(f"{kind}/*/*.json")):
            with suppress(OSError):
                document = self._at(path, kind)
                if document is not None:
                    found[document.key] = document
        own = sorted(found.values(), key=lambda one: (-one.written, one.key))
        others = (one for one in self._others if one.kind == kind and one.key not in found)
        return [*own, *others]

    def _at(self, path: Path, kind: str) -> Document | None:
        state = path.stat()
        with self._lock:
            known = self._read.get(path)
            if known is None or known[0] != state.st_mtime_ns:
                text = path.read_text(encoding="utf-8") if state.st_size <= LARGEST else ""
                document = document_of_text(text, kind, False, state.st_mtime)
                known = self._read[path] = state.st_mtime_ns, document
        return known[1]


def document_of_text(text: str, kind: str, is_shipped: bool, written: float) -> Document | None:
    """Return the document that a text holds; None if it is none of the kind."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not set(_NEEDED[kind]) <= set(content):
        return None
    return Document(kind, key_of(content, kind), content, is_shipped, written)


def key_of(content: Mapping[str, Any], kind: str) -> str:
    """Return the key of a document."""
    text = json.dumps(content, sort_keys=True)
    return f"{content.get('scenario', kind)}.{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def write(root: Path, kind: str, content: Mapping[str, Any]) -> str:
    """Write a document into a store, whole or not at all, and return its key."""
    key = key_of(content, kind)
    folder = root / kind
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{key}.unfinished"
    unfinished.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), "utf-8")
    unfinished.replace(folder / f"{key}.json")
    return key


@cache
def shipped_documents() -> tuple[Document, ...]:
    """Return the documents that come with the program."""
    folder = resources.files("dashboard") / "samples"
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        kind = entry.name.partition("-")[0]
        if kind in _NEEDED and entry.name.endswith(".json.gz"):
            text = gzip.decompress(entry.read_bytes()).decode("utf-8")
            found.append(document_of_text(text, kind, True, 0.0))
    return tuple(one for one in found if one is not None)
