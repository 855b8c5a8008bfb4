"""Read a scenario: library name or file, what it `extends`, settings, number of customers."""

import copy
import tomllib
from collections.abc import Sequence
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.errors import (
    InvalidScenario,
    ScenarioNotFound,
    ScenarioUnreadable,
    SettingError,
    nearest,
    quoted,
)
from scenarios.merging import Tables, merge, put
from scenarios.problems import Layer, problems
from scenarios.roster_csv import lay_out
from scenarios.schema import Scenario

LARGEST_FILE = 10_000_000
"""Bytes; a year of minute-by-minute rosters of ten desks takes less."""

DEEPEST = 32
"""Most tables or lists within each other; a scenario has six."""

LONGEST_CHAIN = 8
"""Most files below a scenario file, each extended by the one above."""

_NAMED = (["channels"], ["desks"], ["needs", "kinds"])
"""Tables whose keys are the scenario's own names: a setting inside one does not invent another."""


def names() -> list[str]:
    """Return the names of the library's scenarios."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in _library().iterdir()
        if entry.name.endswith(".toml")
    )


def load(
    name_or_path: str | Path,
    *,
    customers: int | None = None,
    settings: Sequence[str] = (),
) -> Scenario:
    """Read a scenario and check it.

    Parameters
    ----------
    name_or_path
        Name of a scenario of the library, or a TOML file.
    customers
        Number of customers to resize the organisation to, rosters in proportion.
    settings
        Values to change, each ``"PATH=VALUE"``: ``"desks.phone.staff_factor=0.7"``. Values are
        those of TOML; a bare word is a text. They are applied before `customers`.

    Returns
    -------
    Scenario
        Resolved: nothing in it refers to another file.
    """
    layers = _read_with_bases(name_or_path)
    data = copy.deepcopy(layers[-1].values)
    for layer in reversed(layers[:-1]):
        data = merge(data, layer.values)
    for setting in settings:
        layers.insert(0, _apply(setting, data))
        lay_out(data, layers[0].source, Path(), _desks(data))
    if customers is not None:
        layers.insert(0, _resize(customers, data))
    return validated(data, layers)


def from_day_on(scenario: Scenario, settings: Sequence[str], day: date) -> Scenario:
    """Return a scenario in which settings hold from a day on.

    Parameters
    ----------
    scenario
        What holds before.
    settings
        Each ``PATH=VALUE``, added as a dated change; those of ``changes`` are applied as they are.
    day
        From its midnight on.
    """
    data = scenario.resolved()
    layers = [Layer(scenario.name, copy.deepcopy(data))]
    for setting in settings:
        keys, value = _parsed(setting)
        if keys[0] == "changes":
            layers.insert(0, _apply(setting, data))
        else:
            change = {"from": str(day), "set": {".".join(keys): value}}
            data["changes"].append(change)
            layers.insert(0, Layer(f"--set {setting}", {"changes": data["changes"]}))
        lay_out(data, layers[0].source, Path(), _desks(data))
    return validated(data, layers) if settings else scenario


def validated(data: Any, layers: Sequence[Layer]) -> Scenario:
    """Return the scenario of raw tables, or raise every problem in them at once."""
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise InvalidScenario(problems(error, Scenario, data, layers)) from None


def _library() -> Traversable:
    return resources.files("scenarios") / "library"


def _read_with_bases(name_or_path: str | Path) -> list[Layer]:
    """Return the file's layer and those of what it extends, and what that extends, in turn."""
    place, source = _find(str(name_or_path), Path())
    files: list[tuple[Traversable, str, Tables]] = []
    while True:
        values = read_toml(place, source)
        base = values.pop("extends", None)
        files.append((place, source, values))
        if base is None:
            break
        if not isinstance(base, str):
            raise ScenarioUnreadable(
                f"{source}: extends: found {quoted(base)}; must be a library name or a file's path."
            )
        place, below = _find(base, _folder(place))
        _require_new(place, below, files)
        source = below
    merged: Tables = {}
    for _, _, values in reversed(files):
        merged = merge(merged, values)
    for place, source, values in files:
        lay_out(values, source, _folder(place), _desks(merged))
    return [Layer(source, values) for _, source, values in files]


def _require_new(
    place: Traversable, source: str, files: Sequence[tuple[Traversable, str, Tables]]
) -> None:
    """Raise if a file extends one of those above it, or is one too many."""
    top, chain = files[-1][1], " → ".join([*(name for _, name, _ in files), source])
    if any(_same(place, above) for above, _, _ in files):
        raise ScenarioUnreadable(
            f"{top}: extends: found {quoted(source)}, which closes a circle: {chain}. "
            "The last of them must extend none, or a scenario of the library."
        )
    if len(files) > LONGEST_CHAIN:
        raise ScenarioUnreadable(
            f"{top}: extends: found {quoted(source)}, which is {len(files)} files below "
            f"{files[0][1]}; at most {LONGEST_CHAIN} are allowed. `canaux show` prints a scenario "
            "as one file that extends none."
        )


def _same(one: Traversable, other: Traversable) -> bool:
    if isinstance(one, Path) and isinstance(other, Path):
        return one.resolve() == other.resolve()
    return str(one) == str(other)


def _folder(place: Traversable) -> Path:
    """Return the folder that paths in a file are relative to."""
    return place.parent if isinstance(place, Path) else Path()


def _desks(values: Tables) -> list[str]:
    desks = values.get("desks")
    return list(desks) if isinstance(desks, dict) else []


def _find(name: str, folder: Path) -> tuple[Traversable, str]:
    """Return the file of a library name or of a path relative to `folder`, and what to call it."""
    known = names()
    if name in known:
        return _library() / f"{name}.toml", name
    path = folder / name
    if path.is_dir():
        raise ScenarioUnreadable(f"{name}: found a folder; must be a TOML file.")
    if not path.is_file():
        raise ScenarioNotFound(
            f"{name}: found no such file; must be a TOML file or a scenario of the library. "
            f"{nearest(name, known)}"
        )
    return path, name


def read_toml(place: Traversable, source: str) -> Tables:
    """Return the tables of a TOML file, called `source` in messages."""
    try:
        with place.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ScenarioUnreadable(
            f"{source}: cannot be read: {error.strerror}. Check its rights."
        ) from None
    if len(content) > LARGEST_FILE:
        raise ScenarioUnreadable(
            f"{source}: found more than {LARGEST_FILE:,} bytes; that is no file of settings. "
            "Check the path."
        )
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ScenarioUnreadable(
            f"{source}: byte {error.start + 1} is not UTF-8; save the file as UTF-8 text."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioUnreadable(f"{source}: not TOML: {error}.") from None
    except RecursionError:
        raise _too_deep(source) from None
    if _is_deep(values):
        raise _too_deep(source)
    return values


def _is_deep(values: Any) -> bool:
    """Return whether there are more than `DEEPEST` tables or lists within each other."""
    level = [values]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def _too_deep(source: str) -> ScenarioUnreadable:
    return ScenarioUnreadable(
        f"{source}: found more than {DEEPEST} tables within each other; a scenario has six. "
        "Check the dots and brackets of its keys."
    )


def _apply(setting: str, data: Tables) -> Layer:
    """Apply one ``PATH=VALUE`` to the tables in place; return it as a layer of its own."""
    keys, value = _parsed(setting)
    here: Any = data
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if isinstance(here, list):
            if not key.isdigit() or int(key) >= len(here):
                raise SettingError(
                    f"--set {setting}: found {key!r} after {'.'.join(keys[:depth])}; "
                    f"must be a number from 0 to {len(here) - 1}."
                )
            index: str | int = int(key)
        elif isinstance(here, dict):
            index = key
        else:
            raise SettingError(
                f"--set {setting}: found {'.'.join(keys[:depth])} = {quoted(here)}; "
                f"it has no {key!r} in it."
            )
        if keys[:depth] in _NAMED and key not in here and not last:
            raise SettingError(
                f"--set {setting}: found {key!r} after {'.'.join(keys[:depth])}; must be one that "
                f"the scenario has. {nearest(key, list(here))}"
            )
        if last and isinstance(here, dict):
            put(here, key, value)
        elif last:
            here[index] = value
        elif isinstance(here, list):
            here = here[int(index)]
        else:
            here = here.setdefault(key, {})
    nested: Any = value
    for key in reversed(keys):
        nested = {key: nested}
    return Layer(f"--set {setting}", nested)


def _parsed(setting: str) -> tuple[list[str], Any]:
    """Return the keys and the value of ``PATH=VALUE``."""
    path_text, equals, value_text = setting.partition("=")
    keys = path_text.strip().split(".")
    if not equals or not all(keys):
        raise SettingError(
            f"--set {setting}: found {quoted(setting)}; must be PATH=VALUE, "
            "such as desks.phone.staff_factor=0.7."
        )
    if len(keys) > DEEPEST:
        raise SettingError(
            f"--set {quoted(setting)}: found a path of {len(keys)} keys; at most {DEEPEST} are "
            "allowed, and a scenario has six."
        )
    return keys, _value(value_text.strip())


def _value(text: str) -> Any:
    """Return a TOML value, or the text itself where it is none."""
    try:
        parsed = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return parsed["value"] if list(parsed) == ["value"] else text


def _resize(customers: int, data: Tables) -> Layer:
    """Set the number of customers, remembering the one the rosters are written for."""
    population = data.setdefault("population", {})
    if isinstance(population, dict):
        if "staffed_for" not in population and "size" in population:
            population["staffed_for"] = population["size"]
        population["size"] = customers
    return Layer(f"--customers {customers}", {"population": {"size": customers}})
