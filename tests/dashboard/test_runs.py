"""The page of runs: what a run was made of, side by side, verified, and given out."""

import json
from pathlib import Path

import pytest
import synthetic
from asking import HERE, draw, show, texts_of
from flask.testing import FlaskClient
from made_up_fit import write_fit

from dashboard.app import create_app
from dashboard.data import catalogue
from dashboard.data.documents import shipped_documents
from dashboard.data.pairs import Pairs, shipped
from dashboard.data.runs import Store
from dashboard.jobs import kinds
from dashboard.pages import listing, moves, runs
from dashboard.settings import Settings
from dashboard.view import read
from scenarios.load import load


@pytest.fixture
def client(two_runs: Path) -> FlaskClient:
    return create_app(Settings(store=two_runs)).server.test_client()


def test_sides_differ_where_the_plan_does() -> None:
    """Side by side, base and plan of a comparison differ in what the plan sets, and names."""
    base, plan = load("brand").resolved(), load("brand-fewer-phone").resolved()

    found = catalogue.beside(base, plan)

    differing = {one.path for one in found if one.differs}
    assert "desks.phone.staff_factor" in differing or "desks.phone.roster" in differing
    assert {path.partition(".")[0] for path in differing} <= {"name", "desks"}
    assert {one.path for one in found} >= {"channels.phone.skill", "behaviour.retry"}


def test_every_scenario_of_the_store_can_be_chosen(two_runs: Path) -> None:
    """Runs and both sides of comparisons are there; what is written is what the manifest has."""
    store = Store(two_runs, (), shipped())
    known = catalogue.sides(store)

    assert {run.key for run in store.runs()} <= set(known)
    assert {f"{pair.key}:{side}" for pair in shipped() for side in ("base", "plan")} <= set(known)
    france = next(side for side in known.values() if side.name == "france")
    assert dict(catalogue.leaves(france.scenario))["population.size"] == 1_500


@pytest.mark.parametrize(
    ("found", "french", "english"),
    [
        (0.25, "0,25", "0.25"),
        (-1200, "−1\u202f200", "−1,200"),
        (None, "–", "–"),
        (True, "oui", "yes"),
        ([1.5] * 20, "1,5, 1,5, 1,5, … (20 valeurs)", "1.5, 1.5, 1.5, … (20 values)"),
        (
            [{"days": "mon-fri", "from": "08:00", "to": "12:30", "advisers": 2, "surcharge": 0}],
            "1 plage, 45 heures de conseiller par semaine",
            "1 step, 45 adviser hours a week",
        ),
    ],
)
def test_values_are_written(found: object, french: str, english: str) -> None:
    """Parameters are written in the language's form; a roster by what it is worth."""
    assert french == runs.value("fr", found)
    assert english == runs.value("en", found)


def test_tables_are_given_out(client: FlaskClient, two_runs: Path, france_key: str) -> None:
    """A table of the listing comes byte for byte; anything else is not found."""
    file = next(two_runs.glob("france/*/seed=1/tally.parquet"))
    answer = client.get(f"/download/{france_key}/1/tally.parquet", headers=HERE, buffered=True)

    assert file.read_bytes() == answer.get_data()
    for path in (
        f"/download/{france_key}/9/tally.parquet",
        f"/download/{france_key}/1/manifest.parquet",
        "/download/elsewhere.01234567/1/tally.parquet",
    ):
        assert 404 == client.get(path, headers=HERE).status_code
    for path in (
        "/download/..%2f..%2fetc/1/passwd.parquet",
        f"/download/{france_key}/1/..%2Ftally.parquet",
    ):
        # No such address: the pages' own document comes, as for any path they do not know.
        assert "<!DOCTYPE html>" in client.get(path, headers=HERE).get_data(as_text=True)


def test_a_run_is_verified(two_runs: Path, france_key: str) -> None:
    """The job says that a run comes out identical; of one that is gone, that it is."""
    asked = kinds.verification(france_key, 1)

    assert "identical" == kinds.perform(asked, two_runs, two_runs / "x", lambda _: None)
    with pytest.raises(Exception, match="no such run"):
        kinds.perform(kinds.verification("gone.1", 1), two_runs, two_runs / "x", lambda _: None)


def test_a_comparison_of_the_command_is_listed(tmp_path: Path) -> None:
    """What ``canaux compare --out`` keeps is a comparison of that store, with its numbers."""
    import canaux

    found = canaux.compare(
        "brand",
        "brand-fewer-phone",
        replications=2,
        customers=1_500,
        settings=["end=2015-02-01"],
        out=tmp_path,
    )

    (pair,) = Pairs(tmp_path).all()
    printed = json.loads(json.dumps(found.to_json()))
    assert printed == {name: pair.compare[name] for name in printed}
    offered = pair.week_sums("base", "channels")["phone"]["offered"]
    assert sum(offered) == pytest.approx(
        pair.compare["channels"]["phone"]["offered"]["base"]["mean"]
    )
    effect = pair.effect("journeys.satisfaction")
    assert effect is not None
    assert found.effect("satisfaction").difference.mean == effect.difference.mean
    store = Store(tmp_path)
    assert "From where to where" in str(moves.layout(store, read(store, "/moves", "", "en")))
    assert {"base": "brand", "plan": "brand-fewer-phone", "seed": 1, "years": []} == pair.document[
        "years"
    ]


def test_a_damaged_run_is_a_page_that_says_so(tmp_path: Path) -> None:
    """A table that cannot be read: the page names it, figures say so, and nothing breaks."""
    store = Store(synthetic.write_store(tmp_path, seeds=(1,)))
    (run,) = store.runs()
    (run.folders[0] / "tally.parquet").write_bytes(b"not a table")
    client = create_app(Settings(store=tmp_path, samples=False)).server.test_client()

    shown = texts_of(show(client, "/", f"?lang=en&run={run.key}"))
    drawn = draw(client, "contacts", {"lang": "en", "run": run.key}, "light")

    assert "This cannot be shown" in shown
    assert "tally.parquet: cannot be read" in shown
    assert "could not be drawn" in texts_of(drawn)
    assert 200 == drawn.status_code


def test_a_run_of_other_sources_is_marked(two_runs: Path, france_key: str) -> None:
    """A run of the present sources is not stale; one of others is."""
    run = Store(two_runs).find(france_key)
    assert run is not None
    one = catalogue.seeds(run)[0]
    other = one.manifest["environment"] | {"source_hash": "0" * 64}

    assert not catalogue.is_stale(one)
    assert catalogue.is_stale(one._replace(manifest={**one.manifest, "environment": other}))


def test_the_catalogue_has_all_there_is(two_runs: Path, tmp_path: Path) -> None:
    """Plans, comparisons, searches, claims and fits, each with a way to open it."""
    write_fit(tmp_path / "mine")
    store = Store(two_runs, (), shipped(), shipped_documents(), fits=[tmp_path])
    view = read(store, "/runs", "?lang=en", "en")

    found = listing.entries(store, view)

    kinds_found = [one.kind for one in found]
    assert ["run", "pair", "staffing", "claims", "fit"] == list(dict.fromkeys(kinds_found))
    assert len(store.runs()) + len(shipped()) + len(shipped_documents()) + 1 == len(found)
    assert "/calibration?lang=en&document=made-up.mine" == found[-1].href
