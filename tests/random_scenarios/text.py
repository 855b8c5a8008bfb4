"""What is drawn, as the text of a file and as a list of what it uses."""

import json
from datetime import date


def toml(scenario):
    """The text of a file that holds a scenario."""
    lines = [f"{key} = {_value(value)}" for key, value in scenario.items() if _is_plain(value)]
    for key, value in scenario.items():
        if not _is_plain(value):
            entries = value if key in ("channels", "desks") else {None: value}
            for name, table in entries.items():
                lines += ["", f"[{key}.{name}]" if name else f"[{key}]"]
                lines += [f"{inner} = {_value(entry)}" for inner, entry in table.items()]
    return "\n".join(lines) + "\n"


def _is_plain(value):
    return not isinstance(value, dict)


def _value(value):
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_value(entry)}" for key, entry in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def uses(scenario):
    """What of the schema a scenario uses, as (section, key or key and choice).

    Values at 0 and false are not uses.
    """
    changes = scenario.get("changes", ())
    found = {("changes", _kind(path)) for change in changes for path in change["set"]}
    found |= {
        ("policies", _choice(*item)) for item in scenario.get("policies", {}).items() if item[1]
    }
    for section in ("channels", "desks"):
        for table in scenario.get(section, {}).values():
            found |= {(section, _choice(*item)) for item in table.items() if item[1]}
    return found


def _kind(path):
    """The path of a change without the name of its channel or desk."""
    section, *_, key = path.split(".")
    return f"{section} {key}"


def _choice(key, value):
    """A key, with its value where that is one of a few words or laws."""
    if isinstance(value, dict) and "law" in value:
        return f"{key} = {value['law']}"
    return f"{key} = {value}" if key in _WORDS and isinstance(value, str) else key


_WORDS = {"form", "at_close", "roster_drop", "wait_form", "satisfaction", "belief"}
