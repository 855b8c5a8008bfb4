"""Observation operators against tables small enough to work out by hand."""

import datetime as dt

import numpy as np
import pytest

from calibration import operators as op
from calibration.errors import MissingDate, NotExpressible
from calibration.questions import ask, expected
from calibration.respondents import reach
from calibration.targets import load_targets

TARGETS = load_targets()


def figure(figure_id, run, *, offsets=True):
    """The figure as the same survey finds it in a run, as a share or mean."""
    return expected(ask(TARGETS[figure_id], run, TARGETS, offsets=offsets)).value


def test_used_in_twelve_months_counts_the_window_only(tiny):
    """Contacts before the window do not count; one of four adults reached social in it."""
    run = (
        tiny([20, 30, 40, 50])
        .at("2014-09-15", contacts_social=[3, 0, 0, 0])
        .at("2015-09-15", contacts_social=[3, 2, 0, 0])
        .run()
    )

    assert 0.25 == figure("S01", run)


def test_a_window_that_begins_with_the_run_needs_no_copy(tiny):
    """The twelve months before 31 December 2010 are counted from 1 January 2010."""
    run = tiny([20, 30, 40, 50]).at("2010-12-31", contacts_other=[1, 0, 5, 2]).run()

    assert 0.75 == figure("A29a", run)


def test_a_missing_copy_is_said_so(tiny):
    """Without the survey's date, or the window's start, there is no figure."""
    run = tiny([20]).at("2015-09-15").run()

    with pytest.raises(MissingDate, match="2014-09-15"):
        figure("S01", run)
    with pytest.raises(MissingDate, match="2012-07-14"):
        figure("S16", run)


def test_ages_are_those_of_the_cell_and_minors_are_not_adults(tiny):
    """18-24 and 25-34 are both inclusive; 17 is in neither and no adult."""
    run = (
        tiny([17, 18, 24, 25, 34, 35])
        .at("2014-09-15")
        .at("2015-09-15", contacts_social=[1, 1, 0, 1, 1, 0])
        .run()
    )

    assert (3 / 5, 1 / 2, 1.0) == (figure("S01", run), figure("S02", run), figure("S03", run))


def test_men_and_women_are_asked_apart(tiny):
    """S18 is about men, S19 about women; internet is the best of email, social and other."""
    run = (
        tiny([20, 30, 40, 50, 60], woman=[0, 0, 1, 1, 1])
        .at("2012-07-14", satisfaction_belief_other=[0.9, 0.5, 0.1, 0.9, 0.1])
        .run()
    )

    assert (1 / 2, 1 / 3) == (figure("S18", run), figure("S19", run))


def test_answers_best_is_the_largest_belief_and_a_tie_goes_to_the_first(tiny):
    """Store wins the tie of the second customer; the telephone wins the third's."""
    run = (
        tiny([20, 30, 40, 50])
        .at(
            "2012-07-14",
            satisfaction_belief_store=[0.8, 0.5, 0.2, 0.3],
            satisfaction_belief_phone=[0.7, 0.5, 0.6, 0.1],
            satisfaction_belief_social=[0.6, 0.5, 0.5, 0.9],
        )
        .run()
    )

    assert 0.5 == figure("S16", run)


def test_rank_counts_the_groups_with_a_larger_share(tiny):
    """Store is best for three of five young people, internet for two: rank 2."""
    run = (
        tiny([15, 18, 20, 24, 24, 60])
        .at(
            "2012-07-14",
            satisfaction_belief_store=[0.9, 0.9, 0.9, 0, 0, 0],
            satisfaction_belief_email=[0, 0, 0, 0.9, 0.9, 0.9],
        )
        .run()
    )

    assert 2.0 == figure("S17", run)


def test_first_choice_is_each_customers_own_share_of_first_attempts(tiny):
    """One customer split 3 to 1, one wholly by phone, one without needs: (3/4 + 1) / 2."""
    run = (
        tiny([20, 30, 40])
        .at("2010-09-15", first_attempts_phone=[1, 1, 1])
        .at("2011-09-15", first_attempts_phone=[4, 2, 1], first_attempts_store=[1, 0, 0])
        .run()
    )

    assert (7 / 8, 1 / 8, 0.0) == (figure("A28a", run), figure("A28b", run), figure("A28c", run))


def test_mean_contacts_is_over_contacters_of_the_year_in_half_a_year(tiny):
    """Two had a contact in the year; together they made six in its last half."""
    run = (
        tiny([20, 30, 40])
        .at("2010-09-15")
        .at("2011-03-15", contacts_phone=[2, 0, 0])
        .at("2011-09-15", contacts_phone=[2, 4, 0], contacts_email=[0, 2, 0])
        .run()
    )

    assert 3.0 == figure("A27b", run)


def test_contacts_per_need_is_a_ratio_of_sums(tiny):
    """Seven contacts on three needs."""
    run = (
        tiny([20, 30, 40])
        .at("2014-03-01")
        .at(
            "2014-09-01",
            contacts_phone=[5, 1, 0],
            contacts_email=[1, 0, 0],
            first_attempts_phone=[2, 1, 0],
        )
        .run()
    )

    assert 7 / 3 == pytest.approx(figure("A62", run))


def test_resolved_and_not_resolved_at_the_first_contact_are_complements(tiny):
    """Among judged first contacts of users: resolved 1 of 3; the unjudged one is not counted."""
    run = (
        tiny([20, 30, 40, 50, 60])
        .at("2011-09-08")
        .at(
            "2012-09-08",
            contacts_phone=[7, 7, 7, 7, 0],
            first_contact_phone=[1, 1 | 2, 1 | 4, 2, 1 | 2],
        )
        .run()
    )

    assert 2 / 3 == pytest.approx(figure("A09", run))


def test_satisfied_is_about_the_last_judged_contact_of_users(tiny):
    """Two of three users satisfied; the fourth did not use the phone in the year."""
    run = (
        tiny([20, 30, 40, 50])
        .at("2012-09-15", contacts_phone=[0, 0, 0, 1])
        .at("2013-09-15", contacts_phone=[1, 1, 1, 1], last_contact_phone=[1 | 4, 1 | 2 | 4, 1, 1])
        .run()
    )

    assert 2 / 3 == pytest.approx(figure("A16a", run))


def test_no_reply_and_not_satisfied_after_a_reply_have_their_own_bases(tiny):
    """Of four complainers one had no reply; of the three with one, two are not satisfied."""
    run = (
        tiny([20, 30, 40, 50, 60, 70], internet=[1, 1, 1, 1, 1, 0])
        .at("2012-05-31", last_complaint_social=[1 | 8 | 32, 1, 1 | 2, 1 | 2 | 4, 0, 1 | 8 | 32])
        .run()
    )

    assert (1 / 4, 2 / 3) == (figure("S14", run), pytest.approx(figure("S15", run)))


def test_an_online_sample_of_everyone_keeps_the_quotas_of_the_population(tiny):
    """Internet users stand for their cell of age and sex; the others cannot be reached."""
    run = tiny([20, 22, 70, 72, 74, 17], internet=[1, 1, 1, 0, 0, 1]).run()

    weight = reach(TARGETS["S01"].wave, run)

    assert [1, 1, 3, 0, 0, 0] == weight.tolist()


def test_an_online_sample_of_internet_users_is_not_weighted(tiny):
    """A survey about internet users stands for them alone; by telephone all are reached."""
    run = tiny([20, 70, 72, 17], internet=[1, 1, 0, 1]).run()

    assert [1, 1, 0, 0] == reach(TARGETS["A62"].wave, run).tolist()
    assert [1, 1, 1, 0] == reach(TARGETS["A02a"].wave, run).tolist()


def test_the_mode_offset_adds_to_the_logit_of_the_share(tiny):
    """Email has the offset of its wave, social has none, and it can be left out."""
    run = (
        tiny([20, 30, 40, 50])
        .at("2013-09-01")
        .at("2014-09-01", contacts_email=[1, 0, 0, 0])
        .at("2014-09-15")
        .at("2015-09-15", contacts_email=[1, 0, 0, 0], contacts_social=[1, 0, 0, 0])
        .run()
    )
    offset = TARGETS.offsets["online-2014-2015"]["email"]

    shifted = figure("A18c", run)

    assert np.log(shifted / (1 - shifted)) == pytest.approx(np.log(1 / 3) + offset)
    assert shifted == pytest.approx(figure("A19a", run))
    assert (0.25, 0.25) == (figure("A18c", run, offsets=False), figure("S01", run))


def test_an_offset_leaves_nobody_and_everybody_alone(tiny):
    """A share of 0 or 1 has no logit to shift."""
    run = tiny([20, 30]).at("2013-09-01").at("2014-09-01", contacts_email=[1, 1]).run()

    assert 1.0 == figure("A18c", run)


def test_a_run_without_the_channel_says_so(tiny):
    """A run that lacks social cannot be asked about it."""
    run = tiny([20]).at("2014-09-15").at("2015-09-15").run()
    object.__setattr__(run, "channels", ("store", "phone", "email", "web", "other"))

    with pytest.raises(NotExpressible, match="no channel “social”"):
        figure("S01", run)


def test_every_operator_is_asked_by_some_figure():
    """No operator is there for nothing."""
    used = {type(t.figure.operator) for t in TARGETS if t.figure.operator is not None}
    classes = {
        op.Used, op.Contacted, op.MeanContacts, op.ContactsPerNeed, op.FirstChoice, op.AnswersBest,
        op.AnswersBestRank, op.WouldChoose, op.NoReply, op.NotSatisfied, op.FirstContact,
        op.Satisfied, op.Difference,
    }  # fmt: skip

    assert classes == used


def test_first_contact_asks_the_screened_base(tiny):
    """In 2012 a user with many contacts weighs more than one with a single contact."""
    run = (
        tiny([20, 30, 40, 50])
        .at("2011-09-08")
        .at("2012-09-08", contacts_phone=[1, 20, 0, 0], first_contact_phone=[1, 1 | 2, 0, 0])
        .run()
    )
    answers = ask(TARGETS["A09"], run, TARGETS)

    assert answers.base[1] > answers.base[0] > 0
    assert answers.base.sum() == pytest.approx(4 * 0.46)


def test_windows_follow_the_calendar(tiny):
    """Six months before 31 December begin on 30 June."""
    run = tiny([20]).at("2010-06-30", contacts_phone=1).at("2010-12-31", contacts_phone=3).run()

    assert 2.0 == figure("A29b", run)
    assert dt.date(2010, 6, 30) in run.panel
