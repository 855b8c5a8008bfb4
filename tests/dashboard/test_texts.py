"""Both languages say the same things, each in its own way."""

import ast
import json
import re
import string
from pathlib import Path

import pytest

from dashboard import i18n
from dashboard.charts import CHARTS
from dashboard.pages import NOT_FOUND, PAGES

HOME = Path(i18n.__file__).parents[1]
NARROW = "\u202f"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_same_keys_and_placeholders() -> None:
    """French and English have the same texts with the same placeholders, none of them empty."""
    french, english = i18n.texts("fr"), i18n.texts("en")

    assert french.keys() == english.keys()
    for key, text in french.items():
        assert text.strip()
        assert english[key].strip()
        assert placeholders(text) == placeholders(english[key]), key


def used_keys() -> set[str]:
    """Return the keys written out in calls of `t` and `plural` anywhere in the sources."""
    nodes = [
        node
        for file in HOME.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    ]
    calls = [
        node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    asked = [call for call in calls if call.func.id in ("t", "plural") and len(call.args) > 1]
    return {key for call in asked for key in _keys(call.args[1], call.func.id)}


def _keys(node: ast.expr, of: str) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _keys(node.body, of) | _keys(node.orelse, of)
    if isinstance(node, ast.Constant):
        return {f"{node.value}.one", f"{node.value}.many"} if of == "plural" else {node.value}
    return set()


def test_every_key_used_exists() -> None:
    """Every text that the sources ask for by name is there."""
    keys = used_keys()

    assert len(keys) > 30
    assert keys <= i18n.texts("fr").keys()


def test_texts_of_pages_charts_and_codes_exist() -> None:
    """Texts whose keys are put together from a name are there for every name."""
    known = i18n.texts("fr")
    wanted = {f"{page.name}.title" for page in (*PAGES, NOT_FOUND)}
    wanted |= {
        f"chart.{name}.{part}" for name in CHARTS for part in ("title", "unit", "description")
    }
    wanted |= {f"month.{month}" for month in range(1, 13)} | {f"weekday.{day}" for day in range(7)}

    assert wanted <= known.keys()


def test_roles_bases_modes_and_readings_have_names() -> None:
    """Every code of the published figures has a name."""
    from typing import get_args

    from calibration.figures import Base, Mode, Role
    from calibration.readings import READINGS

    known = i18n.texts("en")
    codes = {
        f"code.{kind}.{code}"
        for kind, of in (("role", Role), ("base", Base), ("mode", Mode))
        for code in get_args(of)
    }

    assert codes | {f"readings.{name}" for name in READINGS} <= known.keys()


def test_months_of_axes_are_those_of_the_texts() -> None:
    """French axes write months as French sentences do: févr., août, not Fév, Aoû."""
    script = (HOME / "assets" / "plotly-locale-fr.js").read_text(encoding="utf-8")
    names = re.search(r'"shortMonths": (\[[^\]]*\])', script)

    assert names
    assert [i18n.t("fr", f"month.{month}") for month in range(1, 13)] == json.loads(names[1])


def test_french_typography() -> None:
    """French signs of two parts are not separated from their word by a line break."""
    for key, text in i18n.texts("fr").items():
        assert not re.search(r" [%;:?!»]|« ", text), key


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        (
            lambda lang: i18n.number(lang, 1234567.891, 2),
            f"1{NARROW}234{NARROW}567,89",
            "1,234,567.89",
        ),
        (lambda lang: i18n.number(lang, -0.04, 1), "0,0", "0.0"),
        (lambda lang: i18n.number(lang, float("nan")), "–", "–"),
        (lambda lang: i18n.signed(lang, 3.44, 1), "+3,4", "+3.4"),
        (lambda lang: i18n.signed(lang, 0.01, 1), "0,0", "0.0"),
        (lambda lang: i18n.signed(lang, -3.0), "−3", "−3"),
        (lambda lang: i18n.percent(lang, 0.1234), f"12,3{NARROW}%", "12.3%"),
        (lambda lang: i18n.euros(lang, 1234.5), f"1{NARROW}234\xa0€", "€1,234"),
        (lambda lang: i18n.euros(lang, 34.5), "34,50\xa0€", "€34.50"),
        (lambda lang: i18n.duration(lang, 0.5), "30\xa0s", "30\xa0s"),
        (lambda lang: i18n.duration(lang, 4.25), "4,2\xa0min", "4.2\xa0min"),
        (lambda lang: i18n.duration(lang, 150), "2,5\xa0h", "2.5\xa0h"),
        (lambda lang: i18n.duration(lang, 4320), "3,0\xa0j", "3.0\xa0d"),
        (lambda lang: i18n.short_duration(lang, 240), "4\xa0h", "4\xa0h"),
        (lambda lang: i18n.short_duration(lang, 0.5), "30\xa0s", "30\xa0s"),
        (
            lambda lang: i18n.full_date(lang, __import__("datetime").date(2012, 1, 1)),
            "1er janv. 2012",
            "1 Jan 2012",
        ),
        (lambda lang: i18n.typeset(lang, "a : 12,0 %"), f"a\xa0: 12,0{NARROW}%", "a : 12,0%"),
        (lambda lang: i18n.plural(lang, "run.seeds", 1), "1 graine", "1 seed"),
        (lambda lang: i18n.plural(lang, "run.seeds", 3), "3 graines", "3 seeds"),
    ],
)
def test_numbers_and_dates(written, french: str, english: str) -> None:
    """Numbers, shares, amounts, durations and dates are written as each language does."""
    assert french == written("fr")
    assert english == written("en")


def test_unknown_language_is_refused() -> None:
    """A language that is not ours opens no file."""
    with pytest.raises(ValueError, match="unknown"):
        i18n.texts("../../etc/passwd")  # type: ignore[arg-type]
