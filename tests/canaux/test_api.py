"""The Python interface: small, lazy, and the same runs as the command's."""

import importlib
import json

import pytest

import canaux as package

PUBLIC = [
    "CanauxError", "Comparison", "Result", "Scenario",
    "compare", "load", "replicate", "run", "survey",
]  # fmt: skip


def test_the_public_surface_is_this():
    """Exactly these names are public, and each is there."""
    assert sorted(package.__all__) == PUBLIC
    assert [] == [name for name in PUBLIC if getattr(package, name, None) is None]
    assert set(PUBLIC) <= set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        _ = package.simulate


def test_help_of_functions_names_every_parameter():
    """Every parameter of a public function stands in its docstring."""
    for name in ("compare", "load", "replicate", "run", "survey"):
        function = getattr(package, name)
        parameters = function.__code__.co_varnames[
            : function.__code__.co_argcount + function.__code__.co_kwonlyargcount
        ]
        assert [] == [p for p in parameters if p not in function.__doc__], name


def test_run_takes_a_name_a_file_and_a_scenario(tmp_path, canaux):
    """The same scenario by name, from a file, or loaded gives the same contacts."""
    loaded = package.load("brand", customers=300)
    file = tmp_path / "mine.toml"
    file.write_text(canaux("show", "brand", "--customers", 300).out, encoding="utf-8")
    results = [
        package.run("brand", customers=300, seed=5),
        package.run(file, seed=5),
        package.run(loaded, seed=5),
    ]

    assert 1 == len({result.digest for result in results})
    assert results[0].summary()["contacts_simulated"] == len(results[0].contacts) > 0
    assert package.Result is type(results[0])
    assert package.Scenario is type(loaded)


def test_run_is_the_command(canaux):
    """`Result.summary` is what ``canaux run --json`` prints."""
    result = package.run("brand", customers=300, settings=["desks.phone.staff_factor=0.5"])
    printed = json.loads(
        canaux(
            "run", "brand", "--customers", 300, "--set", "desks.phone.staff_factor=0.5", "--json"
        ).out
    )
    expected = result.summary()
    for figures in (expected, printed):
        del figures["seconds"]

    assert expected == printed


def test_a_loaded_scenario_is_not_changed_again():
    """Settings beside a loaded scenario are an error, not ignored."""
    with pytest.raises(package.CanauxError, match="already loaded"):
        package.run(package.load("brand", customers=300), customers=200)


def test_replicate_gives_intervals():
    """Three seeds give a mean in an interval, and the interval is that of Student's t."""
    one = [package.run("brand", customers=300, seed=seed).summary() for seed in (4, 5, 6)]
    several = package.replicate("brand", 3, customers=300, seed=4).summary()
    values = [summary["channels"]["phone"]["contacts"] for summary in one]
    mean = sum(values) / 3
    error = (sum((value - mean) ** 2 for value in values) / 2 / 3) ** 0.5
    found = several["channels"]["phone"]["contacts"]

    assert mean == pytest.approx(found["mean"], rel=1e-12)
    # 4.302653 is the 97.5 % point of Student's t with two degrees of freedom.
    assert mean - 4.302653 * error == pytest.approx(found["ci_low"], rel=1e-6)
    assert mean + 4.302653 * error == pytest.approx(found["ci_high"], rel=1e-6)


def test_survey_of_a_result_and_of_a_scenario():
    """A survey of a stored-in-memory result, and of the scenario by name, find the same."""
    settings = ["end=2011-01-02"]
    table = package.survey("france", customers=2000, settings=settings, replications=1)
    result = package.run("france", customers=2000, settings=settings)

    assert table["A29a"].published == 75.0
    assert table["A29a"].simulated == package.survey(result)["A29a"].simulated
    assert 50.0 < table["A29a"].simulated < 100.0


def test_every_public_module_imports():
    """No module of the package fails or prints when it is imported."""
    for name in ("api", "cli", "commands", "demo", "numbers", "survey_tables", "tables"):
        assert importlib.import_module(f"canaux.{name}").__doc__
