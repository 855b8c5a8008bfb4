"""``canaux compare``: the JSON that others rely on, the tables, and what goes wrong."""

import json

import pytest

import canaux as api

PLANS = ("brand", "brand-fewer-phone")
SMALL = ("--customers", 40_000, "--set", "end=2015-03-01", "--replications", 2)


@pytest.fixture(scope="module")
def document():
    """A small comparison from Python, as the JSON has it."""
    found = api.compare(*PLANS, replications=2, customers=40_000, settings=["end=2015-03-01"])
    return json.loads(json.dumps(found.to_json(), allow_nan=False))


def leaves(tree):
    """Measures of a comparison's JSON: what has a difference."""
    for value in tree.values():
        if isinstance(value, dict):
            if "difference" in value:
                yield value
            else:
                yield from leaves(value)


def test_json_is_the_contract(canaux, document):
    """Each measure has a `difference` of three numbers; the command prints what Python has."""
    outcome = canaux("compare", *PLANS, *SMALL, "--json")
    printed = json.loads(outcome.out)

    assert 0 == outcome.code, outcome.err
    assert document == {key: value for key, value in printed.items() if key != "verdict"}
    assert {"en", "fr"} == set(printed["verdict"])
    measures = list(leaves(printed))
    assert 500 < len(measures)
    for measure in measures:
        assert {"mean", "ci_low", "ci_high"} == set(measure["difference"])
    phone = printed["channels"]["phone"]["satisfaction"]
    assert phone["difference"]["ci_low"] <= phone["difference"]["mean"]
    assert phone["difference"]["mean"] == pytest.approx(
        phone["plan"]["mean"] - phone["base"]["mean"]
    )


def test_a_plan_against_itself(canaux):
    """``canaux compare brand brand``: every difference is exactly 0."""
    outcome = canaux("compare", "brand", "brand", *SMALL, "--json")
    values = [
        value
        for measure in leaves(json.loads(outcome.out))
        for value in measure["difference"].values()
        if value is not None
    ]

    assert 0 == outcome.code
    assert 1000 < len(values)
    assert {0.0} == set(values)


def test_tables_for_people(canaux):
    """Without ``--json``: the verdict in words and four tables, no line too long."""
    outcome = canaux("compare", *PLANS, *SMALL)

    assert 0 == outcome.code
    for words in ("Needs never solved: ", "Everybody", "By channel", "By age", "By month"):
        assert words in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 100


def test_tables_in_french(canaux):
    """``--language fr`` prints the same in French."""
    outcome = canaux("compare", *PLANS, *SMALL, "--language", "fr")

    assert 0 == outcome.code
    for words in ("Besoins jamais résolus : ", "Ensemble", "Par canal", "Par âge", "Par mois"):
        assert words in outcome.out
    assert "Needs" not in outcome.out


def test_one_customers_year(canaux):
    """``--customer`` tells a year, side by side where plans differ, in either language."""
    found = json.loads(
        canaux("compare", *PLANS, "--customers", 40_000, "--customer", "telling", "--json").out
    )
    number = found["years"][0]["customer"]
    arguments = ("compare", *PLANS, "--customers", 40_000, "--customer", number)
    english, french = canaux(*arguments), canaux(*arguments, "--language", "fr")

    assert 3 >= len(found["years"]) > 0
    assert (0, 0) == (english.code, french.code)
    assert f"Customer {number}, a " in english.out
    assert "Attempt" in english.out
    assert f"{number}, " in french.out
    assert "Contact" in french.out
    assert max(map(len, english.out.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("brand",), "PLAN"),
        (("brand", "brandd"), "Did you mean"),
        (("brand", "france"), "must be the same"),
        (("brand", "brand", "--replications", 0), "greater than or equal to 1"),
        (("brand", "brand", "--precision", "satisfaction"), "MEASURE=VALUE"),
        (("brand", "brand", "--precision", "fax=1"), "must be one of the comparison"),
        (("brand", "brand", "--replications", 3, "--precision", "satisfaction=1"), "found both"),
        (("brand", "brand", "--language", "de"), "de"),
        (("brand", "brand", "--customer", "x"), "a customer's number"),
        (("brand", "brand", "--customers", 300, "--customer", 300), "one of the 300 customers"),
    ],
)
def test_bad_input(canaux, arguments, words):
    """One message, exit code 2, nothing printed."""
    outcome = canaux("compare", *arguments)

    assert (2, "") == (outcome.code, outcome.out)
    assert words in outcome.err
    assert "Traceback" not in outcome.err


def test_pairs_are_kept_where_asked(canaux, tmp_path):
    """``--out`` keeps the pairs: more of them are made beside those that are there."""
    arguments = ("compare", *PLANS, *SMALL[:-2], "--out", tmp_path / "kept", "--json")
    first = json.loads(canaux(*arguments, "--replications", 1).out)
    second = json.loads(canaux(*arguments, "--replications", 2).out)

    assert (1, 2) == (first["pairs"], second["pairs"])
    assert (tmp_path / "kept" / "ledger.sqlite").is_file()
