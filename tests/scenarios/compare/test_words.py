"""What a comparison says: real or not, how large, who pays, in both languages."""

import re
from string import Formatter

import pytest

from scenarios.compare import Comparison
from scenarios.compare.pairs import Half, Pair
from scenarios.compare.words import UNITS, heading_of, signed, verdict
from scenarios.moves import REASONS
from scenarios.summary import AGE_BANDS
from scenarios.texts import LANGUAGES, catalogue

NOBODY = {
    "flows": [],
    "reasons": [],
    "utility": dict.fromkeys(REASONS, 0.0),
    "in_both": 100,
    "customers": 0,
}


def comparison(plans, **changes):
    """Six pairs of a made-up base, and a plan that differs by `changes`, a pair a value."""
    at = {
        "journeys.needs_unsolved_share": 0.06,
        "journeys.satisfaction": 0.7,
        "journeys.cost_per_solved_need": 7.5,
        "journeys.contacts_per_need": 1.5,
        **{f"journeys.by_age.{band}.needs_unsolved_share": 0.06 for band in AGE_BANDS},
        **{f"journeys.by_age.{band}.satisfaction": 0.7 for band in AGE_BANDS},
    }
    pairs = []
    for r, noise in enumerate((-1.0, 0.0, 1.0, 0.5, -0.5, 0.0)):
        base = {path: value * (1.0 + 0.001 * noise) for path, value in at.items()}
        plan = dict(base)
        for path, change in changes.items():
            name = path.replace("__", ".")
            plan[name] += change * (1.0 + 0.01 * noise) if noise or change > 0.1 else change
        pairs.append(Pair(1 + r, Half(base, "00" * 16), Half(plan, "11" * 16), NOBODY))
    return Comparison(*plans, tuple(pairs))


@pytest.mark.parametrize("section", catalogue("scenarios.compare"))
def test_both_languages_fill_the_same_blanks(section):
    """Every text is there in English and in French, with the same blanks."""
    for name, text in catalogue("scenarios.compare")[section].items():
        blanks = [
            {field for _, field, _, _ in Formatter().parse(text[lang]) if field}
            for lang in LANGUAGES
        ]
        assert blanks[0] == blanks[1], f"{section}.{name}"


def test_every_measure_shown_has_a_name(lab):
    """Measures with a unit are called by a name in both languages."""
    names = catalogue("scenarios.compare")["measures"]

    assert set(UNITS) == set(names)
    assert "reach, points" == heading_of("channels.phone.reach", "en").partition(" · ")[2]


def test_a_real_difference_is_said_to_be_real(lab):
    """Size, range and side: more needs never solved are for the worse, more satisfied better."""
    found = verdict(
        comparison(lab, journeys__needs_unsolved_share=0.01, journeys__satisfaction=0.02)
    )

    assert re.match(
        r"Needs never solved: from 6\.0 % to 7\.0 %, \+1\.0\d* points \(between \+0\.9\d* and "
        r"\+1\.0\d*\)\. The difference is real, for the worse\.",
        found["en"][0],
    )
    assert found["en"][1].endswith("The difference is real, for the better.")
    assert "L’écart est réel, en moins bien." in found["fr"][0]
    assert "en mieux" in found["fr"][1]


def test_no_difference_is_said_as_such(lab):
    """A measure that is the same in every pair is told once, without an interval."""
    found = verdict(comparison(lab))

    assert "Needs never solved: 6.0 % under both plans, in every pair." == found["en"][0]
    assert found["en"][4].startswith("Nobody goes elsewhere")
    assert 5 == len(found["en"]) == len(found["fr"])


def test_luck_is_said_to_be_luck(lab):
    """An interval that holds 0 is no difference that can be told from luck."""
    plans = comparison(lab)
    pairs = [
        pair._replace(
            plan=pair.plan._replace(
                measures=pair.plan.measures
                | {"journeys.satisfaction": 0.7 + (0.01 if i % 2 else -0.01)}
            )
        )
        for i, pair in enumerate(plans.pairs)
    ]
    sentence = verdict(Comparison(*lab, tuple(pairs)))["en"][1]

    assert "No difference can be told from luck" in sentence


def test_who_pays_and_who_gains_are_told_by_age(lab):
    """Brackets with a real change are named, the hardest hit with its difference."""
    changes = {
        "journeys__by_age__75+__needs_unsolved_share": 0.03,
        "journeys__by_age__65-74__needs_unsolved_share": 0.01,
        "journeys__by_age__15-17__needs_unsolved_share": -0.02,
    }
    found = verdict(comparison(lab, **changes))
    english = [s for s in found["en"] if s.startswith("Who")]
    french = [s for s in found["fr"] if s.startswith("Qui")]

    assert english[0].startswith(
        "Who pays, in needs never solved: 65-74 and 75+; most those of 75+, +3.0"
    )
    assert english[1].startswith("Who gains, in needs never solved: 15-17; most those of 15-17")
    assert french[0].startswith(
        "Qui paie, en besoins jamais résolus : les 65-74 ans et 75 ans et plus ; le plus les 75 ans"
    )


def test_points_are_singular_where_the_language_says_so():
    """English says 1.0 point, French 1,9 point."""
    assert "+1.0 point" == signed("satisfaction", 0.01, 0.005, "en")
    assert "+1.9 points" == signed("satisfaction", 0.019, 0.005, "en")
    assert "+1,9 point" == signed("satisfaction", 0.019, 0.005, "fr")
    assert "\N{MINUS SIGN}2,0 points" == signed("satisfaction", -0.02, 0.005, "fr")
