"""Values of single keys, the simplest first."""

from hypothesis import strategies as st

chance = st.sampled_from([0.0, 1.0, 0.5, 0.2, 0.9])
factor = st.sampled_from([1.0, 0.5, 2.0, 1.3])
utility = st.sampled_from([0.0, 1.0, -1.0, 0.4, -0.3])
minutes = st.sampled_from([30.0, 0.0, 1.0, 60.0, 240.0, 1440.0, 7.5])
finite_law = st.one_of(
    st.builds(lambda value: {"law": "fixed", "value": value}, minutes),
    st.sampled_from(
        [
            {"law": "exponential", "mean": "40 min"},
            {"law": "lognormal", "median": 20.0, "log_sd": 0.8},
            {"law": "weibull", "scale": "1 h", "shape": 0.7},
            {"law": "gamma", "mean": 45.0, "shape": 2.5},
            {"law": "erlang", "mean": 30.0, "stages": 3},
        ]
    ),
)
work_law = st.sampled_from(
    [
        {"law": "fixed", "value": "1 h"},
        {"law": "fixed", "value": "2 h"},
        {"law": "fixed", "value": 15.0},
        {"law": "exponential", "mean": "2 h"},
        {"law": "lognormal", "median": "50 min", "log_sd": 0.8},
        {"law": "erlang", "mean": "90 min", "stages": 3},
    ]
)
any_law = st.one_of(finite_law, st.just({"law": "never"}))


def some(draw, **strategies):
    """Values for some of the keys; those left out keep their default."""
    return {key: draw(value) for key, value in strategies.items() if draw(st.booleans())}
