"""A sweep as tables for people, in English or French."""

from collections.abc import Iterator, Sequence

import numpy as np
from rich.table import Table

from canaux.numbers import NONE, count, translated
from canaux.tables import plain_table
from canaux.terminal import console
from canaux.words import texts
from scenarios.sweep import Swept
from scenarios.sweep.table import point_means

MOST_POINTS_SHOWN = 24
"""Points listed one by one: what fits a screen."""


def print_sweep(swept: Swept, language: str) -> None:
    """Print what was run, each point if they are few, and what each parameter does."""
    target = console()
    target.print(f"{heading(swept, language)}\n", markup=False)
    if len(swept.points) <= MOST_POINTS_SHOWN:
        for table in points(swept, language):
            target.print(table)
    target.print(effects(swept, language))
    if swept.design.replications == 1:
        target.print(texts.text("sweep", "one_run", language), markup=False)


def heading(swept: Swept, language: str) -> str:
    """Return what was run, in one line."""
    design = swept.design
    return texts.text(
        "sweep",
        "heading_of_several" if design.replications > 1 else "heading",
        language,
        design=design.name,
        points=count(len(swept.points), language),
        scenario=design.scenario,
        method=texts.text("methods", design.method, language),
        runs=count(design.replications, language),
    )


def points(swept: Swept, language: str) -> Iterator[Table]:
    """Yield tables with a row per point and a column per parameter and figure."""
    parameters = [parameter.path for parameter in swept.design.parameters]
    title = "points_with_intervals" if swept.design.replications > 1 else "points"
    for figures in _in_columns(swept.figures, len(parameters)):
        table = plain_table(texts.text("sweep", title, language))
        for name in (*parameters, *figures):
            table.add_column(_broken(name), justify="right")
        columns = [point_means(swept.runs, name) for name in figures]
        for i, point in enumerate(swept.points):
            cells = [_shown(means[i], halves[i], language) for means, halves in columns]
            table.add_row(*(translated(str(value), language) for value in point), *cells)
        yield table


def effects(swept: Swept, language: str) -> Table:
    """Return the range of every figure and what each parameter does to it."""
    parameters = list(dict.fromkeys(effect.parameter for effect in swept.effects))
    table = plain_table(texts.text("sweep", "effects", language))
    table.add_column(texts.text("sweep", "figure", language))
    for name in ("lowest", "highest"):
        table.add_column(texts.text("sweep", name, language), justify="right")
    for name in parameters:
        table.add_column(_broken(name), justify="right")
    for figure in swept.figures:
        means, halves = point_means(swept.runs, figure)
        known = np.flatnonzero(~np.isnan(means))
        if not known.size:
            continue
        ends = [known[np.argmin(means[known])], known[np.argmax(means[known])]]
        found = {one.parameter: one for one in swept.effects if one.figure == figure}
        cells = []
        for name in parameters:
            one = found[name]
            if one.correlation is None:
                cells.append(NONE)
                continue
            middle, low, high = (
                translated(f"{value:+.2f}", language)
                for value in (one.correlation, one.ci_low, one.ci_high)
            )
            interval = texts.text("sweep", "between", language, low=low, high=high)
            cells.append(f"{middle}\n{interval}")
        ranges = (_shown(means[i], halves[i], language) for i in ends)
        table.add_row(_broken(figure), *ranges, *cells)
    return table


def _in_columns(figures: Sequence[str], parameters: int) -> list[Sequence[str]]:
    """Return the figures in groups that fit the width beside the parameters."""
    size = max(1, 6 - parameters)
    return [figures[i : i + size] for i in range(0, len(figures), size)]


def _broken(path: str) -> str:
    """Return a dotted path over two lines."""
    before, _, last = path.rpartition(".")
    return f"{before}\n{last}" if before else last


def _shown(mean: float, half: float, language: str) -> str:
    if np.isnan(mean):
        return NONE
    shown = f"{mean:.4g}" if np.isnan(half) else f"{mean:.4g}\n±{half:.2g}"
    return translated(shown, language)
