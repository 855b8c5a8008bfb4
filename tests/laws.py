"""What holds in every run, whatever the scenario: checks of a world's tables against each other.

Each law is a function of a world and its output that fails an assertion where the law is broken;
`check` applies them all. Contact tables, tables of counts and tables by hour are written by
different code, so what they say of each other is a test of all three.
"""

import numpy as np

from sim.behaviour.laws import duration
from sim.params import AtClose, Form
from sim.records import HOURLY_FIELDS, NO_DESK, NOT_JUDGED, STAFFING_FIELDS, TALLY_FIELDS, Outcome
from sim.rng import Stream, uniform

JOINED = (
    Outcome.HANDLED, Outcome.LOST, Outcome.ABANDONED, Outcome.SENT_AWAY, Outcome.MESSAGE,
    Outcome.EXPIRED,
)  # fmt: skip
NEVER_IN_LINE = (Outcome.BLOCKED, Outcome.BALKED, Outcome.DROPPED, Outcome.UNANSWERED)
COUNTED = {
    "abandoned": Outcome.ABANDONED,
    "sent_away": Outcome.SENT_AWAY,
    "dropped": Outcome.DROPPED,
    "unanswered": Outcome.UNANSWERED,
    "blocked": Outcome.BLOCKED,
    "balked": Outcome.BALKED,
    "duplicates": Outcome.DUPLICATE,
    "expired": Outcome.EXPIRED,
    "lost": Outcome.LOST,
    "messages": Outcome.MESSAGE,
}


def check(world, output):
    """All laws."""
    for law in (
        nothing_comes_before_its_cause,
        attempts_are_numbered,
        contacts_are_conserved,
        judgements_are_probabilities,
        busy_is_paid_for,
        work_is_conserved,
        lines_hold_those_who_wait,
        waits_fill_the_lines,
        lines_are_first_in_first_out,
        needs_overlap_only_after_a_chase,
    ):
        law(world, output)


def versions(world):
    """Parameters in force at some time of the run."""
    return [world.params, *(change.params for change in world.changes)]


def has_started(contacts):
    """Which contacts an adviser, or a deskless channel, has begun to answer."""
    return ~np.isnan(contacts["start"])


def nothing_comes_before_its_cause(world, output):
    """Needs, choices, arrivals, starts and ends follow each other: no wait is negative."""
    rows = output.contacts
    end = np.where(np.isnan(rows["end"]), world.timeline.end, rows["end"])
    start = np.where(has_started(rows), rows["start"], rows["arrival"])

    assert np.all(rows["need_time"] <= rows["chosen"])
    assert np.all(rows["chosen"] <= rows["arrival"])
    assert np.all(rows["arrival"] <= start)
    assert np.all(start <= end)
    assert np.all(end <= world.timeline.end)
    assert np.all(rows["handling"] >= 0.0)
    assert np.all(np.isnan(rows["end"]) == (rows["outcome"] == Outcome.OPEN))
    for name in ("wait_minutes", "wait_answered_minutes", "handling_minutes"):
        assert output.tally[..., TALLY_FIELDS.index(name)].min() >= 0.0


def attempts_are_numbered(world, output):
    """A need's contacts are attempts 0, 1, 2, ... each once, no more than allowed."""
    rows = np.sort(output.contacts[["customer", "need", "attempt"]])
    most = max(params.behaviour.max_attempts for params in versions(world))
    is_first = np.ones(rows.size, bool)
    is_first[1:] = (rows["customer"][1:] != rows["customer"][:-1]) | (
        rows["need"][1:] != rows["need"][:-1]
    )
    position = np.arange(rows.size)
    number = position - np.maximum.accumulate(np.where(is_first, position, 0))

    assert np.array_equal(number, rows["attempt"])
    assert number.max(initial=0) < most


def contacts_are_conserved(world, output):
    """Every contact is counted once, by month of arrival and channel, under its outcome."""
    rows = output.contacts
    rows = rows[rows["arrival"] >= world.timeline.warm_up]
    outcome = rows["outcome"]
    is_open = outcome == Outcome.OPEN
    answered = np.isin(outcome, (Outcome.HANDLED, Outcome.LOST))
    judged = (rows["satisfied"] != NOT_JUDGED) & ~is_open
    not_offered = np.isin(outcome, (Outcome.DROPPED, Outcome.UNANSWERED))
    not_offered |= is_open & _is_ignored(world, rows)
    expected = {
        "contacts": np.ones(rows.size),
        "first_attempts": rows["attempt"] == 0,
        "retries": rows["attempt"] > 0,
        "offered": ~not_offered,
        "joined": np.isin(outcome, JOINED),
        "answered": answered,
        "handled": answered,
        "judged": judged,
        "satisfied": judged & (rows["satisfied"] == 1),
        "resolved": rows["resolved"],
        "handling_minutes": answered * rows["handling"],
        **{name: outcome == value for name, value in COUNTED.items()},
    }
    cell = (
        world.timeline.month_index[(rows["arrival"] // 60.0).astype(int)],
        rows["channel"].astype(int),
    )
    for name, weights in expected.items():
        sums = np.zeros(output.tally.shape[:2])
        np.add.at(sums, cell, weights)
        counted = output.tally[..., TALLY_FIELDS.index(name)].sum(axis=2)
        np.testing.assert_allclose(counted, sums, rtol=1e-6, atol=1e-6, err_msg=name)


def _is_ignored(world, rows):
    """Messages that nobody will answer, among those open: no desk has them in its line."""
    is_written = world.params.channels.form[rows["channel"]] == Form.WRITTEN
    return is_written & (rows["desk"] == NO_DESK)


def judgements_are_probabilities(world, output):
    """Satisfaction felt is in [0, 1], and there where a contact was judged and nowhere else."""
    rows = output.contacts
    felt = rows["judged"]

    assert np.array_equal(np.isnan(felt), rows["satisfied"] == NOT_JUDGED)
    assert np.nanmin(felt, initial=0.0) >= 0.0
    assert np.nanmax(felt, initial=1.0) <= 1.0
    assert set(np.unique(rows["satisfied"])) <= {0, 1, NOT_JUDGED}
    assert not np.any(rows["resolved"][rows["outcome"] != Outcome.HANDLED])


def busy_is_paid_for(world, output):
    """In every hour nobody works who is not paid, and all busy time is somebody's work."""
    busy, paid, cost = (output.staffing[..., STAFFING_FIELDS.index(n)] for n in STAFFING_FIELDS)

    assert np.all(busy <= paid + 1e-7)
    assert np.all(cost >= 0.0)
    np.testing.assert_allclose(output.work.sum(axis=2), busy, rtol=1e-7, atol=1e-6)


def work_is_conserved(world, output):
    """Adviser time spent on each channel, by desk and hour, is what its contacts took."""
    rows = output.contacts
    has_desk = world.params.channels.form[rows["channel"]] != Form.DESKLESS
    handling = np.zeros(output.work.shape[2])
    np.add.at(handling, rows["channel"][has_desk], rows["handling"][has_desk].astype(float))

    np.testing.assert_allclose(output.work.sum(axis=(0, 1)), handling, rtol=1e-5, atol=1e-3)


def plain_channels(world):
    """Channels whose contacts wait once, from arrival to start or end, all of it felt.

    Not those whose advisers may be interrupted, whose line is carried overnight, or whose exchange
    may go on in private.
    """
    channels, desks = world.params.channels, world.params.desks
    found = []
    for c in range(channels.form.size):
        route = desks.route[c][desks.route[c] >= 0]
        if (
            route.size
            and not desks.suspends[route].any()
            and all(version.channels.at_close[c] != AtClose.CARRY for version in versions(world))
            and not (
                any(version.channels.public[c] for version in versions(world))
                and any(version.policies.move_to_private for version in versions(world))
            )
        ):
            found.append(c)
    return found


def spells(world, output, channel):
    """Begin and end of each wait in line of a plain channel's contacts, and who they are."""
    rows = output.contacts[output.contacts["channel"] == channel]
    rows = rows[~np.isin(rows["outcome"], NEVER_IN_LINE)]
    rows = rows[~((rows["outcome"] == Outcome.OPEN) & _is_ignored(world, rows))]
    end = np.where(has_started(rows), rows["start"], rows["end"])
    return rows["arrival"], np.where(np.isnan(end), world.timeline.end, end), rows


def lines_hold_those_who_wait(world, output):
    """At the end of each hour a channel's backlog is those who came and were not yet served."""
    backlog, oldest = (
        output.hourly[..., HOURLY_FIELDS.index(name)] for name in ("backlog", "oldest_minutes")
    )
    hours = np.minimum(60.0 * np.arange(1, len(backlog) + 1), world.timeline.end)
    for c in plain_channels(world):
        begin, end, rows = spells(world, output, c)
        is_left = np.isnan(rows["end"]) & ~has_started(rows)  # still there at the end of the run
        for hour, time in enumerate(hours):
            # Lines are read before anything happens at that minute: who has just come is not there.
            waiting = (begin < time) & ((end >= time) | is_left)
            assert waiting.sum() == backlog[hour, c], f"channel {c}, hour {hour}"
            if waiting.any():
                assert time - begin[waiting].min() == oldest[hour, c]


def waits_fill_the_lines(world, output):
    """Little's law on the sample path: waits add up to the line's length over time.

    J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9 (1961) 383-387.
    The area under the number in line, arrival by departure, is the number of arrivals times their
    mean wait as the counts have it; here for plain channels, from an empty start to the run's end.
    """
    wait = output.tally[..., TALLY_FIELDS.index("wait_minutes")].sum(axis=(0, 2))
    for c in plain_channels(world):
        begin, end, rows = spells(world, output, c)
        joined = np.isin(rows["outcome"], JOINED) & (rows["arrival"] >= world.timeline.warm_up)
        times = np.concatenate([begin[joined], end[joined]])
        steps = np.repeat([1, -1], joined.sum())
        order = np.argsort(times, kind="stable")
        in_line = np.cumsum(steps[order])
        area = float((in_line[:-1] * np.diff(times[order])).sum()) if times.size else 0.0

        np.testing.assert_allclose(wait[c], area, rtol=1e-9, atol=1e-6, err_msg=f"channel {c}")


def lines_are_first_in_first_out(world, output):
    """Of those of a plain channel who are served, who came first is started first.

    Where parameters change, a place may open without anybody being called to it, and where loud
    customers stand ahead they are served first: such worlds are left out.
    """
    if world.changes or world.params.policies.loud_first:
        return
    for c in plain_channels(world):
        begin, end, rows = spells(world, output, c)
        served = has_started(rows)
        order = np.lexsort((end[served], begin[served]))
        assert np.all(np.diff(end[served][order]) >= 0.0), f"channel {c}"


def needs_overlap_only_after_a_chase(world, output):
    """A need has a second contact while one is open only from the minute of a chase on."""
    rows = np.sort(output.contacts, order=["customer", "need", "attempt"])
    close = np.where(np.isnan(rows["end"]), np.inf, rows["end"])
    for later in range(1, rows.size):
        row = rows[later]
        earlier = later - 1
        # Contacts before the last one stay open too: each of them was chased in its turn.
        while earlier >= 0 and rows[earlier][["customer", "need"]] == row[["customer", "need"]]:
            if row["chosen"] < close[earlier]:
                assert was_chased(world, rows[earlier], row["chosen"]), rows[earlier : later + 1]
            earlier -= 1


def was_chased(world, row, by):
    """Whether a contact's chase time, drawn when it arrived, had come `by` a minute."""
    who = int(row["customer"]), int(row["need"]), int(row["attempt"])
    u = uniform(world.key, int(Stream.CHASE_TIME), *who, 0)
    channel = int(row["channel"])
    return world.params.channels.form[channel] == Form.WRITTEN and any(
        row["arrival"] + duration(version.channels.chase[channel], u) <= by
        for version in versions(world)
    )
