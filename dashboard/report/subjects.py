"""What can be reported on, and what its report says: the pages' own sentences and charts."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.data import catalogue, surveys
from dashboard.data.fits import Fitted
from dashboard.data.grids import Grid
from dashboard.data.pairs import Pair
from dashboard.data.runs import Run, Store
from dashboard.i18n import Language, number, t, typeset
from dashboard.pages import calibration, compare, load, moves, one_plan, two_plans
from dashboard.pages import surveys as surveys_page
from dashboard.report.page import Report, Section, write
from dashboard.report.sliders import sliders
from dashboard.view import View

_SAID_ONCE = ("cc-kicker", "cc-receipt", "cc-heading")
"""Parts of pages that stand at the top of a report already."""


def of_run(store: Store, run: Run, lang: Language) -> str:
    """Return the report on a plan's runs."""
    view = View(lang, "/", run, None, False, [run], [])
    sections = [Section("", one_plan.content(store, lang, run))]
    if surveys.surveyed([run], run) is not None:
        found = surveys_page.content(store, lang, run)
        sections.append(Section(t(lang, "surveys.title"), _without_tops(found)))
    known = [] if run.shipped else catalogue.seeds(run)
    made = known[0].manifest if known else {}
    facts = {
        "scenario": f"{run.scenario} · {run.scenario_hash}",
        "seeds": ", ".join(map(str, run.seeds)),
        "digest": ", ".join(str(one.manifest.get("digest", "")) for one in known),
        "versions": _versions(made.get("environment", {})),
        "command": f"canaux run {run.scenario} --seed {run.seeds[0]} "
        f"--replications {len(run.seeds)}",
    }
    sections.append(_method(lang, ("runs", "seeds"), facts))
    title = typeset(lang, run.titles.get(lang, run.scenario))
    return write(Report(title, t(lang, "report.of_run"), sections), store, view)


def of_pair(store: Store, pair: Pair, lang: Language, grid: Grid | None = None) -> str:
    """Return the report on a comparison, with sliders if a grid was simulated around its plan."""
    view = View(lang, "/", None, pair, True, [], [pair])
    sections = [Section("", _without_tops(two_plans.content(view, pair), ("cc-heading",)))]
    sections += [
        Section(t(lang, f"{name}.title"), _without_tops(page.layout(store, view)))
        for name, page in (("compare", compare), ("moves", moves), ("load", load))
    ]
    facts = {
        side: f"{pair.name(side)} · {pair.compare[side].get('scenario_hash', '')}"
        for side in ("base", "plan")
    } | {
        "seeds": f"{pair.compare['seed']} – {pair.compare['seed'] + pair.pairs - 1}",
        "digest": str(pair.compare["digest"]),
        "versions": _versions({}),
        "command": f"canaux compare {pair.name('base')} {pair.name('plan')} "
        f"--seed {pair.compare['seed']} --replications {pair.pairs} --json",
    }
    sections.append(_method(lang, ("pairs", "seeds"), facts))
    raw = "" if grid is None else sliders(pair, grid, lang)
    title = typeset(lang, pair.title("plan", lang))
    return write(Report(title, t(lang, "report.of_pair"), sections, raw), store, view)


def of_fit(store: Store, fitted: Fitted, lang: Language) -> str:
    """Return the report on a fit."""
    view = View(lang, "/", None, None, False, [], [], {"document": fitted.key})
    content = _without_tops(calibration.layout(store, view), ("cc-heading",))
    design = fitted.kept.design
    facts = {
        "study": design.name,
        "scenario": fitted.kept.scenario,
        "seeds": number(lang, design.seed),
        "versions": _versions({}),
        "command": f"canaux fit {design.name}",
    }
    sections = [Section("", content), _method(lang, ("fit",), facts)]
    title = calibration.name_of(lang, fitted)
    return write(Report(title, t(lang, "report.of_fit"), sections), store, view)


def _without_tops(content: list[Any], left_out: tuple[str, ...] = _SAID_ONCE) -> list[Any]:
    return [
        part
        for part in content
        if not (isinstance(part, Component) and getattr(part, "className", "") in left_out)
    ]


def _method(lang: Language, says: tuple[str, ...], facts: Mapping[str, str]) -> Section:
    """Return how the figures came about, and what makes them again."""
    sentences = [t(lang, f"report.method.{name}") for name in (*says, "model", "limits")]
    rows = [
        html.Div([html.Dt(t(lang, f"report.{name}")), html.Dd(value)])
        for name, value in facts.items()
        if value
    ]
    content = html.Div(
        [
            html.Ul([html.Li(sentence) for sentence in sentences]),
            html.H3(t(lang, "report.receipt")),
            html.Dl(rows, className="cc-facts"),
        ],
        className="cc-card cc-method",
    )
    return Section(t(lang, "report.method.title"), content)


def _versions(made: Mapping[str, Any]) -> str:
    """Return what the runs were made with, or what writes the report."""
    wanted = ("python", "numpy", "numba", "cpu", "system", "source_hash")
    parts = [f"{name} {made[name]}" for name in wanted if name in made]
    return ", ".join([f"canaux {_own()}", *parts])


def _own() -> str:
    try:
        return version("canaux")
    except PackageNotFoundError:
        return "?"
