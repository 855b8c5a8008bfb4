"""Who the customers are: ages and sexes within a person, and luck that is theirs alone."""

import math
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit, ndtri
from scipy.stats import kstest

from scenarios.population_data import population_data
from sim.params import WaitForm
from sim.population import (
    Access,
    Audience,
    Customers,
    Margins,
    Traits,
    build_customers,
    expected_logit,
    largest_remainder,
    lay_out,
    single_years,
)
from sim.rng import Key, Stream, name_hash, uniform

START, END = datetime(2010, 1, 1), datetime(2016, 1, 1)
SIZE = 100_000
KEY = Key(7, 0)
YEAR = 365.25 * 1440.0
NAMES = ("store", "phone", "email", "social", "other")
INTERNET = np.array([False, False, True, True, True])


def traits(names=NAMES, **values):
    """Traits of some channels of five, each with values of its own."""
    at = [NAMES.index(name) for name in names]
    fields = {
        "store_access": 0.45,
        "need_rate": 2.9,
        "need_shape": 1.3,
        "audience": Audience(median=80.0, log_sd=1.0, tail_share=0.01, tail_index=1.2),
        "unfollow_rate": 0.0,
        "minutes_per_year": YEAR,
        "wait_form": int(WaitForm.LOG),
        "internet_taste_sd": 0.5,
        "name_hash": np.array([name_hash(name) for name in names], np.uint32),
        "taste_sd": np.array([1.5, 1.1, 0.65, 1.0, 0.8])[at],
        "internet_taste": INTERNET[at],
        "belief_logit": np.array([1.2, 0.77, 0.51, 0.2, 0.54])[at],
        "belief_age_slope": np.array([0.0, -0.033, -0.11, -0.2, -0.11])[at],
        "belief_sex_slope": np.array([0.0, 0.057, 0.38, 0.38, 0.38])[at],
        "belief_sd": np.array([0.64, 0.64, 0.64, 0.5, 0.64])[at],
        "prior_wait": np.array([4.8, 2.4, 1152.0, 120.0, 576.0])[at],
        "acceptable_delay": np.array([8.0, 3.0, 1440.0, 120.0, 720.0])[at],
    }
    return Traits(**{**fields, **values})


@pytest.fixture(scope="module")
def data():
    """Margins and access of France, 2010 to 2015."""
    return population_data(START, END)


@pytest.fixture(scope="module")
def people(data):
    """An organisation of 100,000."""
    return build_customers(KEY, SIZE, *data, traits())


def correlation(a, b):
    """Correlation of two columns."""
    return np.corrcoef(a, b)[0, 1]


class TestMargins:
    """Ages and sexes, laid out and not drawn."""

    @pytest.mark.parametrize("size", [1, 2, 999, 20_000, SIZE])
    def test_cells_are_within_one_person(self, data, size):
        """Every age and sex has its exact share of the customers, to within one person."""
        margins = data[0]
        exact = np.stack(
            [single_years(margins.youngest, sex) for sex in (margins.men, margins.women)], axis=1
        )
        exact *= size / exact.sum()
        age, woman = lay_out(margins, size)
        counts = np.stack(
            [np.bincount(age[woman == sex], minlength=106)[15:] for sex in (False, True)], axis=1
        )

        assert size == age.size == woman.size == counts.sum()
        assert np.abs(counts - exact).max() < 1.0

    def test_single_years_add_up_to_their_rows(self, data):
        """Five single years are their row of the margins; the open row ends at 105."""
        for people in (data[0].men, data[0].women):
            years = single_years(data[0].youngest, people)
            assert 91 == years.size
            assert np.all(years > 0)
            rows = np.append(years[:85].reshape(17, 5).sum(axis=1), years[85:].sum())
            np.testing.assert_allclose(rows, people[3:], rtol=1e-9)
            # No cliff at a row's edge: neighbours differ by less than a third below 85.
            assert np.abs(np.diff(np.log(years[:70]))).max() < math.log(4 / 3)

    def test_the_population_is_that_of_the_middle_of_the_period(self, data):
        """2010 to 2015 takes the people of the end of 2012, nearly midway between two counts."""
        first = population_data(datetime(2010, 7, 1), datetime(2010, 7, 1))[0]
        last = population_data(datetime(2015, 7, 1), datetime(2015, 7, 1))[0]
        for sex in ("men", "women"):
            middle = (getattr(first, sex) + getattr(last, sex)) / 2
            np.testing.assert_allclose(getattr(data[0], sex), middle, rtol=2e-3)

    def test_customers_are_laid_out_by_age(self, people):
        """Rows are sorted by age, and sexes are mixed evenly among those of one age."""
        assert np.all(np.diff(people.age.astype(int)) >= 0)
        for age in np.unique(people.age):
            woman = people.woman[people.age == age]
            so_far = np.cumsum(woman) - np.arange(1, woman.size + 1) * woman.mean()
            assert np.abs(so_far).max() < 1.0

    @given(
        st.lists(st.floats(0.0, 1e6), min_size=1, max_size=40).filter(lambda x: sum(x) > 1e-3),
        st.integers(0, 10_000),
    )
    def test_largest_remainder(self, weights, size):
        """Whole numbers add up to the size, each is within one of its share, and the largest
        remainders are the ones rounded up.
        """
        weights = np.array(weights)
        counts = largest_remainder(weights, size)
        over = counts - weights * (size / weights.sum())

        assert size == counts.sum()
        assert np.all(np.abs(over) < 1.0 + 1e-9)
        # A remainder r leaves -r if rounded down and 1 - r if rounded up.
        up, down = over[over > 1e-9], over[over < -1e-9]
        if up.size and down.size:
            assert up.max() - 1.0 <= down.min() + 1e-6

    def test_the_largest_remainder_is_rounded_up(self):
        """Of 1.5, 2.25 and 0.25, four in all, the half gets the odd one."""
        assert [2, 2, 0] == largest_remainder(np.array([1.5, 2.25, 0.25]), 4).tolist()

    @pytest.mark.parametrize(
        ("margins", "size", "says"),
        [
            (Margins(np.array([0, 15]), np.array([1.0, 1.0]), np.array([1.0, 1.0])), 0, "size 0"),
            (Margins(np.array([0, 15]), np.array([1.0, 0.0]), np.array([1.0, 0.0])), 9, "nobody"),
            (Margins(np.array([18, 60]), np.array([1.0, 1.0]), np.array([1.0, 1.0])), 9, "begin"),
            (Margins(np.array([0, 15]), np.array([1.0, -2.0]), np.array([1.0, 1.0])), 9, "-2"),
        ],
    )
    def test_impossible_populations_are_refused(self, data, margins, size, says):
        """Nobody, and margins without the youngest or of fewer than nobody, are errors."""
        with pytest.raises(ValueError, match=says):
            build_customers(KEY, size, margins, data[1], traits())


class TestDifferences:
    """What customers differ in: the law of each draw, with tolerances from standard errors."""

    def test_need_rates_are_gamma(self, people, data):
        """Rates are λ̄ times a gamma variate of shape k and mean 1; alike if k is infinite."""
        ratio = people.need_rate / 2.9
        assert kstest(ratio, "gamma", args=(1.3, 0.0, 1 / 1.3)).pvalue > 0.001
        assert abs(ratio.mean() - 1.0) < 4.5 * math.sqrt(1 / 1.3 / SIZE)
        alike = build_customers(KEY, 10, *data, traits(need_shape=math.inf))
        assert [2.9] * 10 == alike.need_rate.tolist()

    def test_tastes_have_their_spread(self, people):
        """Tastes are Normal; the shared one adds its variance to the internet channels."""
        spread = np.sqrt(np.array([1.5, 1.1, 0.65, 1.0, 0.8]) ** 2 + INTERNET * 0.25)
        for c, sd in enumerate(spread):
            taste = people.taste[:, c].astype(np.float64)
            assert kstest(taste / sd, "norm").pvalue > 0.001, NAMES[c]
            assert abs(taste.mean()) < 4.5 * sd / math.sqrt(SIZE)
            assert abs(taste.std() - sd) < 4.5 * sd / math.sqrt(2 * SIZE)

    def test_who_likes_one_internet_channel_likes_the_others(self, people):
        """Tastes correlate by the shared variance among internet channels, and by nothing else."""
        sd = np.sqrt(np.array([1.5, 1.1, 0.65, 1.0, 0.8]) ** 2 + INTERNET * 0.25)
        expected = np.outer(INTERNET, INTERNET) * 0.25 / np.outer(sd, sd)
        np.fill_diagonal(expected, 1.0)
        found = np.corrcoef(people.taste.T)

        assert np.abs(found - expected).max() < 4.5 / math.sqrt(SIZE)

    def test_prior_beliefs_follow_age_and_sex(self, people):
        """The logit of ŝ regresses on age and sex with the coefficients told, and their spread."""
        told = traits()
        decades = (people.age.astype(np.float64) - 45) / 10
        columns = np.stack([np.ones(SIZE), decades, 0.5 - people.woman], axis=1)
        spread = np.sqrt(np.diag(np.linalg.inv(columns.T @ columns)))
        beliefs = logit(people.satisfaction_belief.astype(np.float64))
        for c in range(len(NAMES)):
            found, *_ = np.linalg.lstsq(columns, beliefs[:, c], rcond=None)
            expected = [
                told.belief_logit[c],
                told.belief_age_slope[c],
                told.belief_sex_slope[c],
            ]
            sd = told.belief_sd[c]
            assert np.all(np.abs(found - expected) < 4.5 * sd * spread), NAMES[c]
            left_over = beliefs[:, c] - columns @ found
            assert abs(left_over.std() - sd) < 4.5 * sd / math.sqrt(2 * SIZE)
            assert abs(correlation(left_over, people.taste[:, c])) < 4.5 / math.sqrt(SIZE)

    def test_prior_beliefs_are_kept_off_the_ends(self, data):
        """However far a prior lies, ŝ starts in [0.01, 0.99]."""
        wild = build_customers(KEY, 2000, *data, traits(belief_sd=np.full(5, 9.0)))
        assert np.float32(0.01) == wild.satisfaction_belief.min()
        assert np.float32(0.99) == wild.satisfaction_belief.max()

    def test_expected_logit_is_the_mean_prior(self, people):
        """m_c is the mean over customers of the logit of ŝ as they hold it."""
        held = people.satisfaction_belief.astype(np.float64)
        expected = [sum(math.log(s / (1 - s)) for s in held[:, c]) / SIZE for c in range(5)]
        np.testing.assert_allclose(expected_logit(people), expected, rtol=1e-10)

    def test_all_expect_the_same_wait(self, people):
        """l̂ starts at log(w_0 + δ) for everybody."""
        expected = [
            math.log(wait + delay)
            for wait, delay in [(4.8, 8), (2.4, 3), (1152, 1440), (120, 120), (576, 720)]
        ]
        assert np.all(people.log_wait_belief == np.float32(expected))

    def test_expected_waits_may_be_held_linearly(self, data):
        """In the linear form a prior wait is held as it is."""
        people = build_customers(KEY, 10, *data, traits(wait_form=int(WaitForm.LINEAR)))
        assert np.all(people.log_wait_belief == traits().prior_wait.astype(np.float32))

    def test_nobody_stops_following_without_noise(self, people):
        """Without promotional noise everybody follows for ever."""
        assert np.all(np.isposinf(people.page_until))

    def test_members_stop_following_at_the_rate_of_the_noise(self, data):
        """An exponential time after joining, or after the start for who was a member before."""
        noisy = build_customers(KEY, SIZE, *data, traits(unfollow_rate=0.8))
        following = np.maximum(noisy.member_from, 0.0)
        members = np.isfinite(following)
        years = (noisy.page_until[members] - following[members]) / YEAR

        assert np.all(np.isposinf(noisy.page_until[~members]))
        assert kstest(years, "expon", args=(0.0, 1.0 / 0.8)).pvalue > 0.001
        # Who was there before the start and who joined later stop at the same rate.
        before = np.isneginf(noisy.member_from[members])
        for group in (years[before], years[~before]):
            assert group.size > 5_000
            assert abs(group.mean() - 1.25) < 4.5 * 1.25 / math.sqrt(group.size)

    def test_more_noise_drives_off_sooner(self, data):
        """At twice the rate everybody stops following in half the time: luck is kept."""
        once, twice = (
            build_customers(KEY, 5_000, *data, traits(unfollow_rate=r)) for r in (0.5, 1.0)
        )
        members = np.isneginf(once.member_from)
        np.testing.assert_allclose(
            once.page_until[members], 2.0 * twice.page_until[members], rtol=1e-12
        )

    def test_audiences_have_a_body_and_a_tail(self, people):
        """Audiences are lognormal up to the last hundredth, and Pareto from there, without a
        jump.
        """
        audience = people.audience.astype(np.float64)
        luck = np.array([uniform(KEY, int(Stream.AUDIENCE), i, 0, 0, 0) for i in range(SIZE)])
        threshold = 80.0 * math.exp(ndtri(0.99))

        assert np.all(np.diff(audience[np.argsort(luck)]) >= 0.0)
        assert np.array_equal(luck > 0.99, audience > threshold)
        body = audience[luck <= 0.99]
        np.testing.assert_allclose(body, 80.0 * np.exp(ndtri(luck[luck <= 0.99])), rtol=1e-6)
        excess = np.log(audience[luck > 0.99] / threshold)
        assert kstest(excess, "expon", args=(0.0, 1 / 1.2)).pvalue > 0.001

    def test_no_audience_is_larger_than_mankind(self, data):
        """A tail so heavy that its quantiles overflow ends at ten thousand million readers."""
        law = Audience(median=80.0, log_sd=1.0, tail_share=0.5, tail_index=1e-9)
        people = build_customers(KEY, 5000, *data, traits(audience=law))
        assert 1e10 == people.audience.max()
        assert np.all(np.isfinite(people.audience))

    def test_audiences_without_a_tail(self, data):
        """Without a tail all audiences are lognormal; of a median of 0 all are 0."""
        law = Audience(median=80.0, log_sd=0.5, tail_share=0.0, tail_index=1.0)
        people = build_customers(KEY, 5000, *data, traits(audience=law))
        assert kstest(np.log(people.audience / 80.0) / 0.5, "norm").pvalue > 0.001
        nobody = build_customers(KEY, 10, *data, traits(audience=law._replace(median=0.0)))
        assert 0.0 == nobody.audience.max()


class TestLuck:
    """Whose luck it is."""

    def test_the_same_luck_is_the_same_people(self, people, data):
        """One key makes the same customers, byte for byte."""
        again = build_customers(KEY, SIZE, *data, traits())
        for name in Customers._fields:
            assert getattr(people, name).tobytes() == getattr(again, name).tobytes(), name

    @pytest.mark.parametrize("key", [Key(8, 0), Key(7, 1)])
    def test_other_luck_is_other_people(self, people, data, key):
        """Another seed or organisation has people of the same ages with luck of their own."""
        others = build_customers(key, SIZE, *data, traits())

        assert np.array_equal(people.age, others.age)
        assert np.array_equal(people.woman, others.woman)
        limit = 4.5 / math.sqrt(SIZE)
        assert abs(correlation(people.need_rate, others.need_rate)) < limit
        for c in range(len(NAMES)):
            assert abs(correlation(people.taste[:, c], others.taste[:, c])) < limit
        for name in ("internet", "store_access", "member_from"):
            assert not np.array_equal(getattr(people, name), getattr(others, name)), name

    def test_channels_move_nobodys_luck(self, people, data):
        """With channels fewer, or in another order, tastes and priors for the rest stay."""
        names = ("social", "phone", "store")
        fewer = build_customers(KEY, SIZE, *data, traits(names=names))

        for c, name in enumerate(names):
            of_all = NAMES.index(name)
            for field in ("taste", "satisfaction_belief", "log_wait_belief"):
                mine, theirs = getattr(fewer, field)[:, c], getattr(people, field)[:, of_all]
                assert np.array_equal(mine, theirs), (name, field)
        for field in ("need_rate", "member_from", "audience", "internet", "store_access"):
            assert np.array_equal(getattr(fewer, field), getattr(people, field)), field

    def test_spreads_stretch_and_do_not_shuffle(self, people, data):
        """When a spread changes, everybody keeps their rank."""
        wider = build_customers(KEY, SIZE, *data, traits(taste_sd=np.full(5, 3.0), need_shape=2.0))
        for c in (0, 1):
            # Rounding to float32 makes a few tastes equal.
            order = np.lexsort((wider.taste[:, c], people.taste[:, c]))
            assert np.all(np.diff(wider.taste[order, c]) >= 0.0)
        assert np.all(np.diff(wider.need_rate[np.argsort(people.need_rate)]) >= 0.0)

    def test_decisions_are_independent(self, people):
        """Luck of access, membership, store, rate, audience and tastes is not shared."""
        middle = (people.age == 40) & people.internet
        n = middle.sum()
        columns = np.stack(
            [
                people.store_access[middle],
                np.isinf(people.member_from[middle]),
                people.need_rate[middle],
                np.log(people.audience[middle]),
                people.taste[middle, 0],
                people.taste[middle, 1],
                people.satisfaction_belief[middle, 0],
                people.satisfaction_belief[middle, 1],
            ]
        ).astype(np.float64)
        found = np.corrcoef(columns) - np.eye(len(columns))
        assert np.abs(found).max() < 4.5 / math.sqrt(n)

    def test_the_record_of_a_customer_is_small(self, people):
        """What is kept of a customer takes few bytes, of the types told."""
        assert (SIZE, 5) == people.taste.shape == people.satisfaction_belief.shape
        size = sum(getattr(people, name).itemsize for name in Customers._fields[:8])
        assert 32 == size
        assert 92 == sum(getattr(people, name).nbytes for name in Customers._fields) // SIZE


def test_a_population_may_be_made_by_hand():
    """One age, everybody on line, all members from a date."""
    margins = Margins(np.array([0, 40, 41]), np.array([0.0, 5.0, 0.0]), np.array([0.0, 5.0, 0.0]))
    almost = 1.0 - 1e-9
    access = Access(
        internet_age=np.array([15.0]),
        internet_share=np.array([almost]),
        member_age=np.array([15.0]),
        member_time=np.array([0.0, 100.0]),
        member_share=np.array([[1e-9], [almost]]),
    )
    people = build_customers(KEY, 10, margins, access, traits())

    assert [40] * 10 == people.age.tolist()
    assert [False, True] * 5 == people.woman.tolist()
    assert np.all(people.internet)
    assert np.all((people.member_from > 0) & (people.member_from < 100))
