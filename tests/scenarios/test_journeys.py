"""One customer's year: what happened, in order, under both plans, in both languages."""

from collections import defaultdict
from string import Formatter

import numpy as np
import pytest

from scenarios import load
from scenarios.errors import RunError
from scenarios.journeys import Words, customer_years, telling_customers, to_json
from scenarios.journeys.telling import LEARNT, MOST_CONTACTS
from scenarios.moves import REASONS, find_moves
from scenarios.task import Task, make_run
from scenarios.texts import LANGUAGES, catalogue
from sim.records import Outcome


@pytest.fixture(scope="module")
def runs():
    """A quarter of the brand, and the same with fewer advisers on the phone."""
    names = ("brand", "brand-fewer-phone")
    return [make_run(Task(load(name, customers=50_000), 1, keep_contacts=True)) for name in names]


@pytest.fixture(scope="module")
def moves(runs):
    """Their moves."""
    return find_moves(*runs)


@pytest.fixture(scope="module")
def years(runs, moves):
    """Of the telling customers, and of every thousandth."""
    return customer_years(*runs, [*telling_customers(moves), *range(0, 50_000, 1000)])


def test_every_contact_is_told_once(runs, years):
    """The attempts of a year are the customer's contacts, in their order, under each plan."""
    for year in years:
        for run, side in zip(runs, ("base", "plan"), strict=True):
            contacts = run.tables.output.contacts
            theirs = contacts[contacts["customer"] == year.customer]
            names = list(run.scenario.channels)
            expected = sorted(
                (int(c["need"]), int(c["attempt"]), names[c["channel"]], int(c["outcome"]))
                for c in theirs
            )
            told = [
                (need.number, attempt.number, attempt.channel, int(attempt.outcome))
                for need in year.needs
                for attempt in getattr(need, side)
            ]
            assert expected == told


def test_switches_are_those_of_the_moves(moves, years):
    """A year explains the customer's switches with the same parts, those of the warm-up besides."""
    for year in years:
        theirs = moves.switches[moves.switches["customer"] == year.customer]
        told = {
            (need.number, switch.attempt): switch for need in year.needs for switch in need.switches
        }
        assert set(zip(theirs["need"], theirs["attempt"], strict=True)) <= set(told)
        for row in theirs.to_dict("records"):
            switch = told[row["need"], row["attempt"]]
            assert (row["from"], row["to"]) == (switch.origin, switch.destination)
            assert [row[reason] for reason in REASONS] == list(switch.parts.values())


def test_telling_customers_changed_their_mind(runs, moves):
    """Each went elsewhere with a first attempt after learning something, in a year soon read."""
    telling = telling_customers(moves)

    assert 3 == len(set(telling))
    for customer in telling:
        theirs = moves.switches[moves.switches["customer"] == customer]
        first = theirs[theirs["attempt"] == 0]
        assert set(first["main_reason"]) & set(LEARNT)
        for run in runs:
            contacts = run.tables.output.contacts
            assert np.count_nonzero(contacts["customer"] == customer) <= MOST_CONTACTS


def test_the_second_has_lost_and_the_third_has_gained(runs, moves):
    """Of the telling, one has needs solved under the base only, one under the plan only."""
    solved = []
    for year in customer_years(*runs, telling_customers(moves)[1:]):
        solved.append(
            [
                sum(any(a.is_resolved for a in getattr(need, side)) for need in year.needs)
                for side in ("base", "plan")
            ]
        )

    assert solved[0][0] > solved[0][1]
    assert solved[1][0] < solved[1][1]


def test_sentences_are_there_in_both_languages(years):
    """Each language tells as many sentences, all different from the other's."""
    for year in years:
        told = to_json(year)
        english, french = (told[language] for language in LANGUAGES)
        assert len(english["needs"]) == len(french["needs"]) == len(year.needs)
        for one, other in zip(english["needs"], french["needs"], strict=True):
            for part in ("base", "plan", "why"):
                assert len(one[part]) == len(other[part])
                assert not set(one[part]) & set(other[part])
            assert one["same"] or one["base"] != one["plan"]


def test_outcomes_have_their_words(years):
    """What happened most is told by its own words, with its wait."""
    sentences = defaultdict(str)
    for year in years:
        words = Words(year, "en")
        for need in year.needs:
            for attempt in (*need.base, *need.plan):
                sentences[attempt.outcome] += words.attempt(attempt)

    assert " and leaves; is not satisfied." in sentences[Outcome.ABANDONED]
    assert ", which " in sentences[Outcome.HANDLED]


@pytest.mark.parametrize("section", catalogue("scenarios.journeys"))
def test_both_languages_fill_the_same_blanks(section):
    """Every text is there in English and in French, with the same blanks but for gender's sake."""
    for name, text in catalogue("scenarios.journeys")[section].items():
        blanks = [
            {field for _, field, _, _ in Formatter().parse(text[lang]) if field}
            for lang in LANGUAGES
        ]
        assert blanks[0] == blanks[1], f"{section}.{name}"


def test_every_outcome_has_words():
    """No outcome of the contact record is without a sentence."""
    named = {outcome.name.lower() for outcome in Outcome if outcome != Outcome.HANDLED}

    assert named | {"at_once", "answered", "late"} == set(
        catalogue("scenarios.journeys")["outcomes"]
    )


@pytest.mark.parametrize("customer", [-1, 50_000])
def test_an_unknown_customer_is_refused(runs, customer):
    """A number that no customer has is refused with those there are."""
    with pytest.raises(RunError, match=r"must be one of the 50,000 customers"):
        customer_years(*runs, [customer])
