"""``canaux report``: a run, a comparison or a fit as one HTML file, or a brief as a PDF."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from canaux.options import CoresOption, JsonOption, Language, LanguageOption


class Subject(NamedTuple):
    """What is reported on."""

    kind: str
    """``run``, ``comparison`` or ``fit``."""
    name: str
    write: Callable[[], str]
    """Returns the file's text."""
    brief: Callable[[], bytes] | None = None
    """Returns the brief of a comparison."""


def report(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="RUN|COMPARISON|FIT",
            help="Folder of a run or a fit, a comparison's document, or a key of the store.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File to write: report.html, or brief.pdf."
        ),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Write a comparison's brief: one page, as a PDF.")
    ] = False,
    language: LanguageOption = Language.en,
    sliders: Annotated[
        bool,
        typer.Option(help="Simulate a comparison's plan with other staffing, for sliders."),
    ] = True,
    seeds: Annotated[
        int, typer.Option(help="Seeds of each point of the sliders.", min=2, max=1000)
    ] = 4,
    runs: Annotated[
        Path, typer.Option("--runs", metavar="DIR", help="Store to look a key up in.")
    ] = Path("runs"),
    workers: CoresOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one self-contained HTML file that opens offline, or a PDF of one page."""
    from canaux.terminal import note

    out = out or Path("brief.pdf" if brief else "report.html")
    _require_file(out)
    found = _find(subject, runs, language.value, sliders=sliders, seeds=seeds, workers=workers)
    content = _brief(found) if brief else found.write().encode("utf-8")
    unfinished = out.with_name(f".{out.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(out)
    if as_json:
        from canaux.commands import print_json

        size = len(content)
        print_json({"kind": found.kind, "name": found.name, "file": str(out), "bytes": size})
    else:
        opens = "one page" if brief else "opens in any browser"
        note(f"written: {out} ({len(content) / 1e6:.1f} MB), {opens}")


def _brief(found: Subject) -> bytes:
    if found.brief is None:
        raise typer.BadParameter(
            f"--brief: found a {found.kind}, {found.name}; must be a comparison, since a brief "
            "says what a plan changes. Leave --brief out for its report."
        )
    return found.brief()


def _require_file(out: Path) -> None:
    """Refuse a place that could not be written to, before any work is done."""
    if out.is_dir():
        raise typer.BadParameter(
            f"--out {out}: found a folder; must be a file such as report.html."
        )
    if not out.absolute().parent.is_dir():
        raise typer.BadParameter(
            f"--out {out}: found no folder {out.parent}; make it first, or name another."
        )


def _find(
    subject: str, runs: Path, lang: Any, *, sliders: bool, seeds: int, workers: int | None
) -> Subject:
    """Return what a word on the command line names."""
    from dashboard import report as written
    from dashboard.data.pairs import shipped
    from dashboard.data.runs import Store, runs_in
    from dashboard.data.samples import shipped_runs
    from scenarios.errors import RunError, quoted

    def of_pair(store: Store, pair: Any) -> Subject:
        def write() -> str:
            grid = _grid(store.root, pair, seeds, workers) if sliders else None
            return written.of_pair(store, pair, lang, grid)

        def brief() -> bytes:
            from dashboard.report import paper

            return paper.brief(store, pair, lang)

        return Subject("comparison", pair.key, write, brief)

    path = Path(subject)
    if path.is_file():
        store, pair = _comparison(path)
        return of_pair(store, pair)
    if path.is_dir():
        run = runs_in(path)
        if run is not None:
            return Subject("run", run.key, lambda: written.of_run(Store(path), run, lang))
        fitted = _fit(path)
        if fitted is not None:
            store = Store(path, fits=[path.absolute().parent])
            return Subject("fit", fitted.key, lambda: written.of_fit(store, fitted, lang))
        raise RunError(
            f"{path}: found a folder without runs or a fit; must be that of a stored run "
            "(runs/NAME/HASH, with seed=... in it), of one seed, or of canaux fit."
        )
    store = Store(runs, shipped_runs(), shipped(), fits=[Path("fits")])
    known_pair, known_run = store.pairs.find(subject), store.find(subject)
    known_fit = next((one for one in store.fits.all() if one.key == subject), None)
    if known_pair is not None:
        return of_pair(store, known_pair)
    if known_run is not None:
        return Subject("run", subject, lambda: written.of_run(store, known_run, lang))
    if known_fit is not None:
        return Subject("fit", subject, lambda: written.of_fit(store, known_fit, lang))
    known: list[Any] = [*store.pairs.all(), *store.runs(), *store.fits.all()]
    keys = [one.key for one in known]
    # A key is a name, a point and a digest; a name that only one has will do.
    named = [key for key in keys if key.rpartition(".")[0] == subject]
    if len(named) == 1:
        return _find(named[0], runs, lang, sliders=sliders, seeds=seeds, workers=workers)
    raise RunError(
        f"{quoted(subject)}: found neither a file or folder nor a key of {runs}; must be a run's "
        f"or fit's folder, a comparison's document, or one of {', '.join(keys[:12])}."
    )


def _comparison(path: Path) -> tuple[Any, Any]:
    """Return the comparison of a document, and the store where it lies, or its folder."""
    from dashboard.data.making import FORMAT
    from dashboard.data.pairs import FOLDER, pair_of_text
    from dashboard.data.runs import Store
    from scenarios.errors import RunError

    try:
        text = path.read_text(encoding="utf-8")
        pair = pair_of_text(text, False, path.stat().st_mtime)
        if pair is None:
            printed = _printed(text)
            if printed is not None:
                pair = pair_of_text(json.dumps({"format": FORMAT, **printed}), False, 0.0)
    except UnicodeDecodeError:
        pair = None
    if pair is None:
        raise RunError(
            f"{path}: found no comparison; must be a document of canaux compare --out DIR "
            "(DIR/comparisons/...), or what canaux compare --json printed for scenarios of the "
            "library without --set."
        )
    inside = path.absolute().parent.parent
    return Store(inside.parent if inside.name == FOLDER else inside), pair


def _printed(text: str) -> dict[str, Any] | None:
    """Return the document of what ``canaux compare --json`` printed, if its scenarios are known."""
    from scenarios.errors import CanauxError
    from scenarios.load import load

    try:
        compare = json.loads(text)
        sides = {}
        for side in ("base", "plan"):
            told = compare[side]
            size = compare["customers"] if compare["scaled"] else None
            scenario = load(told["scenario"], customers=size)
            if scenario.scenario_hash != told["scenario_hash"]:
                return None
            sides[side] = scenario.resolved()
    except (ValueError, KeyError, TypeError, RecursionError, CanauxError):
        return None
    return {"compare": compare, "scenarios": sides, "weeks": None, "years": None}


def _fit(path: Path) -> Any:
    """Return the fit of a folder; None if it is none."""
    from dashboard.data.fits import Fits

    name = path.absolute().name
    known = Fits([path.absolute().parent]).all()
    return next((one for one in known if one.key.partition(".")[2] == name), None)


def _grid(root: Path, pair: Any, seeds: int, workers: int | None) -> Any:
    """Return the grid of a comparison: a kept one, or simulated now and kept in its store."""
    import os

    from canaux.terminal import prepare, progress
    from dashboard.data import grids

    kept = grids.find(root, pair)
    if kept is not None and len(kept.seeds) >= seeds:
        return kept
    prepare("compiled")
    processes = workers or os.cpu_count() or 1
    with progress(f"{pair.name('plan')} with other staffing") as advance:
        grid = grids.make_grid(pair, seeds=seeds, workers=processes, progress=advance)
    if root.is_dir() and (root / "comparisons").is_dir():
        grids.write(root, pair, grid)
    return grid
