"""Answers are sent compressed; scripts are compressed once, not for every visitor."""

import flask
from flask_compress import Compress

SCRIPTS = "/_dash-component-suites/"
"""Where scripts of packages are: they stay as they are while the server runs."""

MOST_KEPT = 64
"""Scripts kept, some 3 MB: about 20 there are, but each has as many addresses as one likes."""


class Kept:
    """What has been compressed, by how and address."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what is kept, if it is."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a script; everything else is another at every time."""
        if SCRIPTS in key and len(self._kept) < MOST_KEPT:
            self._kept[key] = value


def address(request: flask.Request) -> str:
    """Return what a script is known by; nothing for other answers, which are not kept."""
    is_script = request.method == "GET" and request.path.startswith(SCRIPTS)
    return request.path if is_script else ""


def keep_compressed(server: flask.Flask) -> None:
    """Compress what a server answers."""
    server.config["COMPRESS_CACHE_BACKEND"] = Kept
    server.config["COMPRESS_CACHE_KEY"] = address
    Compress(server)
