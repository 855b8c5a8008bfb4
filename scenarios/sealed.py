"""JSON files that tell if a byte of them has changed: the last key is the hash of the rest."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from scenarios.places import Place

CHECKSUM = "checksum"


def sealed(value: Mapping[str, Any]) -> str:
    """Return the text of a file that holds `value` and the SHA-256 of the text without it."""
    checksum = hashlib.sha256(_text(value).encode("utf-8")).hexdigest()
    return _text({**value, CHECKSUM: checksum})


def unsealed(path: Place) -> dict[str, Any]:
    """Return what `sealed` made a file of; ValueError if it is not as it was written."""
    content = path.read_bytes()
    value = json.loads(content.decode("utf-8"))
    if not isinstance(value, dict):
        raise ValueError("found no table of values")
    value.pop(CHECKSUM, None)
    if sealed(value).encode("utf-8") != content:
        raise ValueError("it was changed after it was written")
    return value


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
