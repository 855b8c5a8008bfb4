"""The catalogue of a store and of the program: what there is, and where it opens."""

from datetime import timedelta
from typing import NamedTuple

from dashboard.data.documents import CLAIMS, STAFFING
from dashboard.data.pairs import Pair
from dashboard.data.runs import Run, Store
from dashboard.i18n import Language, full_date, number, plural, typeset
from dashboard.pages import calibration, claims, staffing
from dashboard.view import View


class Entry(NamedTuple):
    """A line of the catalogue."""

    key: str
    title: str
    kind: str
    customers: str
    period: str
    size: str
    written: float
    own: bool
    """Whether it was made here rather than comes with the program."""
    href: str


def entries(store: Store, view: View) -> list[Entry]:
    """Return the catalogue: plans, comparisons, searches, verdicts on claims, fits."""
    everything: list[Run | Pair] = [*view.runs, *view.pairs]
    return [*(_subject(view.lang, one) for one in everything), *_documents(store, view.lang)]


def _subject(lang: Language, one: Run | Pair) -> Entry:
    if isinstance(one, Run):
        first, last = one.measured_from, one.end - timedelta(days=1)
        title, kind = one.titles.get(lang, one.scenario), "run"
        size = plural(lang, "run.seeds", len(one.seeds))
    else:
        first, last = one.first_day, one.last_day
        title, kind = one.title("plan", lang), "pair"
        size = plural(lang, "plans.pairs", one.pairs)
    return Entry(
        key=one.key,
        title=typeset(lang, title),
        kind=kind,
        customers=number(lang, one.customers),
        period=f"{full_date(lang, first)} – {full_date(lang, last)}",
        size=size,
        written=one.written,
        own=not one.shipped,
        href=f"/runs?lang={lang}&run={one.key}",
    )


def _documents(store: Store, lang: Language) -> list[Entry]:
    found = []
    for kind, page in ((STAFFING, staffing), (CLAIMS, claims)):
        for one in store.documents.of(kind):
            content = one.content
            runs = content.get("runs")
            found.append(
                Entry(
                    key=one.key,
                    title=page.name_of(lang, one),
                    kind=kind,
                    customers=number(lang, content["customers"]) if "customers" in content else "–",
                    period="–",
                    size="–" if runs is None else plural(lang, "runs.searched", runs),
                    written=one.written,
                    own=not one.shipped,
                    href=f"/{kind}?lang={lang}&document={one.key}",
                )
            )
    for fit in store.fits.all():
        budget = fit.kept.design.budget
        runs = budget.members * budget.steps + budget.predictive
        found.append(
            Entry(
                key=fit.key,
                title=calibration.name_of(lang, fit),
                kind="fit",
                customers="–",
                period="–",
                size=plural(lang, "runs.searched", runs),
                written=fit.written,
                own=not fit.shipped,
                href=f"/calibration?lang={lang}&document={fit.key}",
            )
        )
    return found
