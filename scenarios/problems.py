"""From pydantic's list of errors to messages a strategist can act on."""

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.errors import Problem, nearest, quoted

Path = tuple[str | int, ...]


class Layer(NamedTuple):
    """One source of values, those of earlier layers taking precedence."""

    source: str
    values: Any


def problems(
    error: ValidationError, model: type[BaseModel], data: Any, layers: Sequence[Layer]
) -> Iterator[Problem]:
    """Yield one problem per error, with the source its value comes from."""
    for detail in error.errors(include_url=False):
        findings = detail.get("ctx", {}).get("findings")
        if findings is not None:
            for path, found, allowed, advice in findings:
                yield Problem(_source(path, layers), dotted(path), found, allowed, advice)
            continue
        path = _written_path(detail, data)
        found, allowed, advice = _explained(detail, model)
        yield Problem(_source(path, layers), dotted(path), found, allowed, advice)


def dotted(path: Path) -> str:
    """Return a path as users write it, ``desks.phone.roster.0.from``."""
    return ".".join(str(key) for key in path) or "the whole file"


def _written_path(detail: ErrorDetails, data: Any) -> Path:
    """Return the error's path without the tags that pydantic adds for unions."""
    path: list[str | int] = []
    here = data
    last = len(detail["loc"]) - 1
    for i, key in enumerate(detail["loc"]):
        if key == "[key]":
            continue
        if _holds(here, key):
            here = here[key]
        elif i < last or detail["type"] != "missing":
            continue
        path.append(key)
    return tuple(path)


def _source(path: Path, layers: Sequence[Layer]) -> str:
    """Return the first layer that holds the longest part of `path`."""
    depths = [_depth(path, layer.values) for layer in layers]
    if max(depths) < len(path):
        # Missing everywhere: that is the file's fault, not that of a setting beside it.
        depths = [
            -1 if layer.source.startswith("--") else d
            for layer, d in zip(layers, depths, strict=True)
        ]
    return layers[depths.index(max(depths))].source


def _depth(path: Path, values: Any) -> int:
    for depth, key in enumerate(path):
        if isinstance(values, Mapping):
            key = str(key)
        if not _holds(values, key):
            return depth
        values = values[key]
    return len(path)


def _holds(values: Any, key: str | int) -> bool:
    if isinstance(values, Mapping):
        return key in values
    return isinstance(values, list) and isinstance(key, int) and key < len(values)


_BOUNDS = {
    "greater_than": ("gt", "must be above"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be below"),
    "less_than_equal": ("le", "must be at most"),
}
_TYPES = {
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "tuple_type": "must be a list",
    "finite_number": "must be a finite number",
    "date_type": "must be a date such as 2015-01-01",
    "date_parsing": "must be a date such as 2015-01-01",
    "date_from_datetime_parsing": "must be a date such as 2015-01-01",
    "date_from_datetime_inexact": "must be a date without a time of day",
}


def _explained(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str]:
    """Return what was found, what is allowed, and what to do."""
    kind, context, loc = detail["type"], detail.get("ctx", {}), detail["loc"]
    found = quoted(detail["input"])
    key = str(loc[-1]) if loc else ""
    if kind == "missing":
        return "nothing", "this key is required", ""
    if kind == "extra_forbidden":
        return (
            f"the unknown key {key!r}",
            "no such key here",
            nearest(key, keys_at(model, loc[:-1])),
        )
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return found, f"{words} {_number(context[bound])}", ""
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_explained(detail)
    if kind == "literal_error":
        return found, f"must be one of {context['expected']}", ""
    if kind == "string_pattern_mismatch":
        return found, "must be a lower-case letter, then up to 39 letters, digits, - or _", ""
    if kind in ("too_short", "too_long"):
        wanted = context.get("min_length", context.get("max_length"))
        words = "at least" if kind == "too_short" else "at most"
        return f"{context['actual_length']} entries", f"must have {words} {wanted}", ""
    if kind == "value_error":
        return found, str(context["error"]), ""
    return found, _TYPES.get(kind, detail["msg"]), ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _tag_explained(detail: ErrorDetails) -> tuple[str, str, str]:
    context = detail.get("ctx", {})
    field = str(context["discriminator"]).strip("'")
    if detail["type"] == "union_tag_not_found":
        return quoted(detail["input"]), f"must be a table with the key {field!r}", ""
    known = [tag.strip(" '") for tag in str(context["expected_tags"]).split(",")]
    tag = str(context["tag"])
    return f"{field} = {tag!r}", f"{field} must be one of {', '.join(known)}", nearest(tag, known)


def keys_at(annotation: Any, loc: Path) -> list[str]:
    """Return the keys allowed at `loc` under a model, following pydantic's union tags."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _union_keys(arguments, loc)
    if origin is dict:
        return keys_at(arguments[1], loc[1:])
    if origin is tuple:
        return keys_at(arguments[0], loc[1:])
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return []
    fields = {field.alias or name: field for name, field in annotation.model_fields.items()}
    if not loc:
        return list(fields)
    return keys_at(fields[str(loc[0])].annotation, loc[1:]) if loc[0] in fields else []


def _union_keys(members: Sequence[Any], loc: Path) -> list[str]:
    """Follow the member of a tagged union that `loc` names, or the only table of an optional."""
    models = [member for member in members if member is not type(None)]
    if len(models) == 1:
        return keys_at(models[0], loc)
    for member in models:
        if loc and loc[0] in _tags(member):
            return keys_at(member, loc[1:])
    return []


def _tags(member: Any) -> list[str]:
    return [
        str(value)
        for name in ("law", "form")
        if name in getattr(member, "model_fields", {})
        for value in get_args(member.model_fields[name].annotation)
        if get_origin(member.model_fields[name].annotation) is Literal
    ]
