"""``canaux theory``: the stationary figures of a desk, by formula."""

import math
from typing import Annotated

import typer

from canaux.options import JsonOption


def theory(
    arrivals: Annotated[float, typer.Option(help="Contacts that arrive per minute.")],
    handling: Annotated[float, typer.Option(help="Mean handling time, minutes.")],
    advisers: Annotated[int, typer.Option(help="Advisers on duty.", min=1)],
    patience: Annotated[
        float | None, typer.Option(help="Mean patience, minutes; none: nobody leaves.")
    ] = None,
    places: Annotated[
        int | None, typer.Option(help="Places in line and at the advisers; none: no limit.", min=1)
    ] = None,
    within: Annotated[
        float, typer.Option(help="Minutes of the service level.", show_default="20 seconds")
    ] = 1 / 3,
    as_json: JsonOption = False,
) -> None:
    """Print what Erlang's formulas say of a desk: no run, no luck."""
    _print_theory(
        arrivals=arrivals,
        handling=handling,
        advisers=advisers,
        patience=patience,
        places=places,
        within=within,
        as_json=as_json,
    )


def _print_theory(
    *,
    arrivals: float,
    handling: float,
    advisers: int,
    patience: float | None,
    places: int | None,
    within: float,
    as_json: bool,
) -> None:
    """Print the stationary figures of a desk by Erlang B, C or A."""
    from canaux.commands import print_json
    from canaux.terminal import console
    from sim.theory import erlang_a, erlang_c, finite_line

    for name, value in (("--handling", handling), ("--patience", patience)):
        if value is not None and not 0.0 < value < math.inf:
            raise typer.BadParameter(f"{name}: found {value:g}; must be above 0 minutes.")
    leaving = 0.0 if patience is None else 1.0 / patience
    try:
        if places is not None:
            model = "M/M/c/K" if patience is None else "M/M/c/K+M"
            found = finite_line(arrivals, 1.0 / handling, advisers, places, leaving, within)
        elif patience is None:
            model, found = "M/M/c", erlang_c(arrivals, 1.0 / handling, advisers, within)
        else:
            model, found = "M/M/c+M", erlang_a(arrivals, 1.0 / handling, advisers, leaving, within)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    # The names of the same figures in `canaux run --json`; shares and waits are of those who join.
    document = {
        "model": model,
        "load_erlangs": arrivals * handling,
        "share_waiting": found.p_wait,
        "mean_wait_minutes": found.mean_wait,
        "mean_wait_answered_minutes": found.mean_wait_served,
        "share_abandoned": found.p_abandon,
        "share_blocked": found.p_blocked,
        "service_level": found.service_level,
        "mean_queue": found.mean_queue,
        "occupancy": found.utilisation,
    }
    if as_json:
        print_json(document)
        return
    for key, shown in document.items():
        text = shown if isinstance(shown, str) else f"{shown:.6g}"
        console().print(f"{key.replace('_', ' '):<28}{text}", markup=False, soft_wrap=True)
