"""A resolved scenario as TOML again, every key with what it means and its unit."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from scenarios.schema import Scenario


def to_toml(scenario: Scenario) -> str:
    """Return a file that loads as `scenario`: `extends` followed, settings applied.

    Keys at their default are left out, the first use of each other key is explained.
    """
    explained: set[tuple[str, str]] = set()
    return "\n".join(_table(scenario, (), explained)).strip() + "\n"


def _table(
    model: BaseModel, path: tuple[str, ...], explained: set[tuple[str, str]]
) -> Iterator[str]:
    """Yield the lines of a table: its values first, then the tables in it."""
    below: list[tuple[tuple[str, ...], BaseModel]] = []
    lines: list[str] = []
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        key = field.alias or name
        is_default = value == field.get_default(call_default_factory=True)
        # TOML has no word for nothing: a key that is not there says it.
        if value is None or (is_default and name not in model.model_fields_set):
            continue
        if isinstance(value, BaseModel) and not _is_inline(value):
            below.append(((*path, key), value))
        elif isinstance(value, dict):
            below.extend(((*path, key, name), entry) for name, entry in value.items())
        else:
            what = (type(model).__name__, key)
            if field.description and what not in explained:
                explained.add(what)
                lines.append(f"# {field.description}")
            lines.append(f"{key} = {_value(value)}")
    if path and lines:
        yield ""
        yield f"[{'.'.join(path)}]"
    yield from lines
    for deeper, entry in below:
        yield from _table(entry, deeper, explained)


def _is_inline(model: BaseModel) -> bool:
    """Return whether a table is written in braces: a law, a line of a roster, a dated change."""
    return "law" in type(model).model_fields or "start" in type(model).model_fields


def _value(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        pairs = [
            f"{field.alias or name} = {_value(getattr(value, name))}"
            for name, field in fields.items()
            if name in value.model_fields_set and getattr(value, name) is not None
        ]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key)} = {_value(entry)}" for key, entry in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, tuple | list):
        texts = [_value(entry) for entry in value]
        if any(isinstance(entry, BaseModel) for entry in value):
            return "[\n" + "".join(f"  {text},\n" for text in texts) + "]"
        return "[" + ", ".join(texts) + "]"
    return repr(value)
