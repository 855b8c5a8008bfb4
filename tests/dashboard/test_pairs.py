"""Comparisons: found in the store and in the program, and every number that of the command."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.data import compared, measures, moved
from dashboard.data.making import make_pair_document
from dashboard.data.pairs import Pair, Pairs, key_of, pair_of_text, shipped, text_of, write
from dashboard.i18n import LANGUAGES, Language
from dashboard.pages import two_plans
from scenarios.load import load
from scenarios.task import Task, make_run

SMALL = ("end=2015-03-01", "warm_up=7 days")


@pytest.fixture
def pair() -> Pair:
    return shipped()[0]


def leaf(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document[key]
    return document


def test_a_comparison_comes_with_the_program(pair: Pair) -> None:
    """Brand with fewer phone advisers is there from the first start, ten pairs, all parts."""
    assert ("brand", "brand-fewer-phone") == (pair.name("base"), pair.name("plan"))
    assert pair.pairs >= 10
    assert pair.shipped
    assert {"format", "compare", "scenarios", "digests", "weeks", "years"} == set(pair.document)
    assert Pairs(Path("nowhere"), shipped()).find(pair.key) is not None


def test_store_holds_documents(tmp_path: Path, pair: Pair) -> None:
    """A document that was written is found by its key, before those of the program; junk is not."""
    other = json.loads(json.dumps(pair.document))
    other["compare"]["digest"] = "f" * 32
    key = write(tmp_path, other)
    folder = tmp_path / "comparisons" / "x"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    (folder / "foreign.json").write_text('{"format": 99}')
    (folder / "list.json").write_text("[]")
    (folder / "half.json.unfinished").write_text(text_of(other))

    found = Pairs(tmp_path, shipped()).all()

    assert [key, *(one.key for one in shipped())] == [one.key for one in found]
    assert key_of(other) == key == "brand~brand-fewer-phone.ffffffff"
    assert Pairs(tmp_path).find("../../etc/passwd") is None


def test_effects_are_those_of_the_command(pair: Pair) -> None:
    """What charts and cards read is what ``canaux compare --json`` has at the same path."""
    for row in compared.effects(pair).to_dict("records"):
        cell = leaf(pair.compare, row["measure"])
        for part in ("base", "plan", "difference"):
            assert row[f"{part}_mean"] == cell[part]["mean"]
            assert row[f"{part}_low"] == cell[part]["ci_low"]
            assert row[f"{part}_high"] == cell[part]["ci_high"]
    months = compared.by_month(pair, "mean_wait_minutes")
    row = months[(months["channel"] == "phone") & (months["side"] == "plan")].iloc[-1]
    cell = leaf(pair.compare, f"months.{row['month']:%Y-%m}.channels.phone.mean_wait_minutes")
    assert row["mean"] == cell["plan"]["mean"]
    flows = moved.flows(pair, "75+").set_index(["from", "to"])["mean"]
    for flow in pair.compare["moves"]["flows"]:
        if "75+" in flow["by_age"]:
            assert flows[flow["from"], flow["to"]] == flow["by_age"]["75+"]["mean"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cards_show_plan_change_and_meaning(pair: Pair, lang: Language) -> None:
    """Each card writes the plan's value, the difference with its sign, and what it means."""
    text = json.dumps(two_plans.indicators(lang, pair).to_plotly_json(), default=_plain)
    cost = leaf(pair.compare, "journeys.cost_per_solved_need")
    unit = measures.unit("cost_per_solved_need")

    assert json.dumps(unit.value(lang, cost["plan"]["mean"])).strip('"') in text
    assert json.dumps(unit.value(lang, cost["base"]["mean"])).strip('"') in text
    assert {"en": "better", "fr": "en mieux"}[lang] in text
    assert {"en": "worse", "fr": "en moins bien"}[lang] in text


def _plain(component: Any) -> Any:
    return component.to_plotly_json()


def changed(pair: Pair, **means: float) -> Pair:
    """Return a comparison with other differences of the headlines, known to an eighth."""
    document = json.loads(json.dumps(pair.document))
    for name, mean in means.items():
        cell = document["compare"]["journeys"][name]["difference"]
        cell |= {"mean": mean, "ci_low": mean - abs(mean) / 8, "ci_high": mean + abs(mean) / 8}
    found = pair_of_text(json.dumps(document), False, 0.0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cost", "unsolved", "satisfaction", "verdict", "words"),
    [
        (-1.0, 0.02, -0.01, "trade", ("**€1.00 less**", "but", "loses **1.0 point**")),
        (-1.0, -0.02, 0.03, "better", ("costs **€1.00 less**", "gains **3.0 points**")),
        (1.0, 0.02, -0.03, "worse", ("costs **€1.00 more**", "2.0 points** more needs")),
        (0.0, 0.0, 0.0, "unsure", ("no clear difference",)),
    ],
)
def test_headline(
    pair: Pair, cost: float, unsolved: float, satisfaction: float, verdict: str, words: tuple[str]
) -> None:
    """The headline names gains before losses, and says so if there is neither."""
    made = changed(
        pair,
        cost_per_solved_need=cost,
        needs_unsolved_share=unsolved,
        satisfaction=satisfaction,
        contacts_per_need=0.01 if verdict in ("worse", "trade") else 0.0,
    )

    sentence = two_plans.headline("en", made)

    assert verdict == measures.verdict(made)
    for word in words:
        assert word in sentence.replace("\xa0", " ")
    if verdict == "trade":
        assert sentence.index("less") < sentence.index("loses")


def test_weeks_agree_with_figures(pair: Pair) -> None:
    """Busy over paid time, summed over the week, is the occupancy of the command."""
    for side in ("base", "plan"):
        for name, sums in pair.document["weeks"][side]["desks"].items():
            busy, paid = (np.sum(sums[f"{kind}_minutes"]) for kind in ("busy", "paid"))
            told = leaf(pair.compare, f"desks.{name}.occupancy.{side}.mean")
            assert busy / paid == pytest.approx(told, abs=0.002)


def test_document_is_what_the_command_prints(tmp_path: Path) -> None:
    """The part ``compare`` of a document is ``canaux compare --json`` of the same plans."""
    plans = [load(name, customers=1_500, settings=SMALL) for name in ("brand", "brand-fewer-phone")]
    document = make_pair_document(*plans, replications=2, seed=5)
    options = ["--customers", "1500", "--replications", "2", "--seed", "5", "--json"]
    options += [part for value in SMALL for part in ("--set", value)]
    command = [sys.executable, "-c", "from canaux.cli import main; main()", "compare"]
    printed = subprocess.run(
        [*command, "brand", "brand-fewer-phone", *options],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )

    assert json.loads(printed.stdout) == json.loads(json.dumps(document["compare"]))


@pytest.mark.slow
@pytest.mark.parametrize("found", shipped(), ids=lambda found: found.key)
def test_samples_are_of_the_present_model(found: Pair) -> None:
    """The first pair's digests come out again; ``python -m dashboard.samples`` renews them."""
    digests = [
        make_run(Task(load(found.name(side)), found.compare["seed"])).digest
        for side in ("base", "plan")
    ]

    assert found.document["digests"][0] == digests


def test_panels_by_age_are_those_of_the_command(pair: Pair) -> None:
    """Each point of a channel's panel is the command's figure of that bracket."""
    rows = compared.by_channel_and_age(pair, "satisfaction")

    assert {"phone", "email"} <= set(rows["channel"])
    for row in rows.to_dict("records"):
        path = f"channels.{row['channel']}.by_age.{row['age_band']}.satisfaction.{row['side']}"
        cell = leaf(pair.compare, path)
        assert (cell["mean"], cell["ci_low"]) == (row["mean"], row["low"])


def test_trade_off_has_all_plans_of_one_base(pair: Pair) -> None:
    """The base and each plan once; those on the frontier are beaten by no other."""
    rows = compared.tradeoff(pair, shipped())

    assert 1 + len(shipped()) == len(rows)
    assert [pair.title("plan", "en")] == list(rows.loc[rows["is_chosen"], "title_en"])
    cost = leaf(pair.compare, "journeys.cost_per_solved_need.plan.mean")
    assert cost == rows.loc[rows["is_chosen"], "cost"].iloc[0]
    for row in rows.itertuples():
        beats = rows[(rows["cost"] <= row.cost) & (rows["satisfaction"] >= row.satisfaction)]
        assert row.dominated == (len(beats) > 1)


def test_a_plan_of_another_base_is_no_rival(pair: Pair) -> None:
    """Comparisons with another base stay out of the trade-off."""
    other = json.loads(json.dumps(pair.document))
    other["scenarios"]["base"]["end"] = "2015-02-01"
    stranger = pair_of_text(json.dumps(other), False, 0.0)
    assert stranger is not None

    assert 2 == len(compared.tradeoff(pair, [stranger]))
