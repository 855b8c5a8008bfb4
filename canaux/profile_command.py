"""``canaux profile``: a contact log's estimates, and what is written of them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from canaux.options import JsonOption, Language

if TYPE_CHECKING:
    from scenarios.profile import Profile


def profile(
    log: Annotated[Path, typer.Argument(metavar="LOG.csv", help="CSV file, or CSV.gz.")],
    columns: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="What the columns mean; flags go before it."),
    ] = None,
    arrival: Annotated[str | None, typer.Option(help="Column of dates and times.")] = None,
    wait: Annotated[str | None, typer.Option(help="Column of times waited.")] = None,
    handling: Annotated[str | None, typer.Option(help="Column of adviser times.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Column of how contacts ended.")] = None,
    customer: Annotated[str | None, typer.Option(help="Column of who it was.")] = None,
    channel: Annotated[str | None, typer.Option(help="Column of channels.")] = None,
    answered: Annotated[
        list[str] | None, typer.Option(help="Outcome that means answered; may be repeated.")
    ] = None,
    abandoned: Annotated[
        list[str] | None, typer.Option(help="Outcome that means given up; may be repeated.")
    ] = None,
    channel_name: Annotated[
        str | None, typer.Option(help="Channel of a log without a column of channels.")
    ] = None,
    separator: Annotated[str | None, typer.Option(help="Between cells.")] = None,
    date_format: Annotated[str | None, typer.Option(help="As %d/%m/%Y.")] = None,
    redial_within: Annotated[
        str, typer.Option(help="Who comes back so soon after giving up tries again.")
    ] = "1 h",
    immediate: Annotated[
        str, typer.Option(help="Who gives up so soon never meant to wait.")
    ] = "5 s",
    handling_from: Annotated[
        str, typer.Option(help="Shorter answered contacts are artefacts.")
    ] = "10 s",
    same_need_within: Annotated[
        str, typer.Option(help="Who comes back so soon comes for the same need.")
    ] = "7 days",
    extends: Annotated[
        str, typer.Option(metavar="SCENARIO", help="Scenario that says what a log does not.")
    ] = "brand",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for scenario.toml, profile.json and report.html; else none."
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Estimate arrivals, handling, patience and returns from a contact log."""
    from canaux.terminal import progress, warn
    from scenarios.load import load
    from scenarios.profile import Limits, document, fragment, read_mapping
    from scenarios.profile import profile as estimate

    if out is not None:
        _require_writable(out)
    given: dict[str, Any] = {
        "separator": separator,
        "channel": channel_name,
        "columns": {
            "arrival": arrival,
            "wait": wait,
            "handling": handling,
            "outcome": outcome,
            "customer": customer,
            "channel": channel,
        },
        "values": {
            "date_format": date_format,
            "answered": answered or None,
            "abandoned": abandoned or None,
        },
    }
    mapping = read_mapping(columns, _without_none(given))
    limits = Limits(
        _seconds("--redial-within", redial_within),
        _seconds("--immediate", immediate),
        _seconds("--handling-from", handling_from),
        _seconds("--same-need-within", same_need_within),
    )
    base = load(extends)
    with progress(log.name) as advance:
        found = estimate(log, mapping, limits, advance)
    scenario = fragment(found, base, _reference(extends, out))
    for remark in found.remarks:
        warn(remark)
    told = document(found) | {"scenario": scenario}
    if out is not None:
        _write(out, found, told, language.value)
    _print(told, as_json=as_json)


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    nested = {k: _without_none(v) if isinstance(v, dict) else v for k, v in table.items()}
    return {key: value for key, value in nested.items() if value is not None and value != {}}


def _seconds(option: str, text: str) -> float:
    from scenarios.fields import minutes

    try:
        return 60.0 * float(minutes(text))  # type: ignore[arg-type]
    except ValueError:
        raise typer.BadParameter(
            f"{option}: found {text!r}; must be a duration such as '90 s', '5 min', '1 h'."
        ) from None


def _require_writable(out: Path) -> None:
    """Refuse a folder that could not be written to, before any work is done."""
    place = next((p for p in (out, *out.absolute().parents) if p.exists()), Path())
    if not place.is_dir():
        raise typer.BadParameter(f"--out {out}: {place} is a file; must be a folder.")
    if not os.access(place, os.W_OK):
        raise typer.BadParameter(f"--out {out}: {place} cannot be written to.")


def _reference(extends: str, out: Path | None) -> str:
    """Return how a scenario in `out` refers to its base: by name, or by a path from there."""
    from scenarios.load import names

    if extends in names():
        return extends
    return Path(os.path.relpath(extends, out or ".")).as_posix()


def _write(
    out: Path, found: "Profile", told: dict[str, Any], language: Literal["en", "fr"]
) -> None:
    """Write the three files, each in one piece."""
    import json

    from canaux.terminal import note
    from dashboard.log_report import report

    files = {
        "scenario.toml": told["scenario"],
        "profile.json": json.dumps(told, indent=2, allow_nan=False) + "\n",
        "report.html": report(found, told["scenario"], language),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        partial = out / f".{name}.partial"
        partial.write_text(text, encoding="utf-8")
        partial.replace(out / name)
    note(f"written to {out}: {', '.join(files)}")


def _print(told: dict[str, Any], *, as_json: bool) -> None:
    from canaux.commands import print_json
    from canaux.profile_tables import estimates, heading
    from canaux.terminal import console

    if as_json:
        print_json(told)
        return
    console().print(heading(told), markup=False, soft_wrap=True)
    console().print(estimates(told))
