"""The faults: what is planted where, and the test of the ordinary suite that must find it.

Each is a mistake that somebody could make and that leaves figures plausible. They are planted in
what the compiled engine runs; its tests work results out by hand, or compare with theory.
"""

from mutants.plant import Edit, Fault


def fault(name: str, found_by: str, path: str, *texts: str, compiled: bool = False) -> Fault:
    """A fault in one file; `texts` are each edit's text before and after, in turns."""
    pairs = zip(texts[::2], texts[1::2], strict=True)
    edits = tuple(Edit(path, before, after) for before, after in pairs)
    return Fault(name, edits, found_by, compiled)


FAULTS = [
    fault(
        "last come, first served",
        "tests/sim/test_flow_closing.py::test_after_hours_only_the_line_is_served",
        "sim/engine/tally.py",
        'return k if k != NONE else e.queues[c, NORMAL]["head"]',
        'return k if k != NONE else e.queues[c, NORMAL]["tail"]',
    ),
    fault(
        "patience drawn anew when an interrupted contact waits again",
        "tests/sim/test_flow_desks.py::test_patience_goes_on_where_it_stopped",
        "sim/engine/lines.py",
        '    if math.isnan(slot["patience_left"]):\n        _draw_patience',
        "    if True:\n        _draw_patience",
    ),
    fault(
        "patience drawn anew when a carried line opens again",
        "tests/sim/test_flow.py::test_a_line_carried_overnight_waits_without_the_night",
        "sim/engine/lines.py",
        '        return line["closed_total"]\n    return',
        '        return 0.0 * line["closed_total"]\n    return',
    ),
    fault(
        "who gave up is left out of the service level",
        "tests/scenarios/test_summary.py::test_channel_figures_are_those_of_the_contact_table",
        "scenarios/summary.py",
        'ratio(n["within_threshold"], n["joined"])',
        'ratio(n["within_threshold"], n["answered"])',
        compiled=True,
    ),
    fault(
        "a roster drop ends calls",
        "tests/sim/test_flow.py::test_roster_drop_lets_services_end",
        "sim/engine/roster.py",
        "    n_suspended = 0\n    if e.suspends[d]:",
        """    for k in range(len(e.slots)):
        slot = e.slots[k]
        if desk["busy"] > desk["advisers"] and slot["stage"] == IN_SERVICE and slot["desk"] == d:
            end_spell(e, k, now)
            give_up(e, k, Outcome.SENT_AWAY, now)
    n_suspended = 0
    if e.suspends[d]:""",
        "import dismiss_idle, fill_places,",
        "import dismiss_idle, end_spell, fill_places,",
        "import NONE\n",
        "import IN_SERVICE, NONE\n",
    ),
    fault(
        "redial decided once per customer, not per attempt",
        "tests/sim/test_chances.py::test_each_attempt_decides_anew_whether_another_follows",
        "sim/engine/contacts.py",
        'Stream.RETRY, journey["customer"], journey["need"], a, 0)',
        'Stream.RETRY, journey["customer"], 0, 0, 0)',
        compiled=True,
    ),
    fault(
        "day factors whose mean is not 1",
        "tests/sim/test_needs.py::TestLuckOfDays::test_factors_are_lognormal_of_mean_one",
        "sim/needs.py",
        "math.exp(log_sd * z - 0.5 * log_sd * log_sd)",
        "math.exp(log_sd * z)",
    ),
    fault(
        "satisfaction learnt with the wrong sign",
        "tests/sim/behaviour/test_judgement.py::test_beliefs_move_towards_what_was_felt",
        "sim/behaviour/learning.py",
        "new = old + rate * (np.float64(felt) - old)",
        "new = old - rate * (np.float64(felt) - old)",
    ),
    fault(
        "a wait in vain that teaches patience",
        "tests/sim/test_decisions.py::test_wait_in_vain_raises_the_wait_expected_only",
        "sim/behaviour/learning.py",
        "if only_up and step < 0.0:",
        "if only_up and step > 0.0:",
    ),
    fault(
        "loss aversion dropped",
        "tests/sim/behaviour/test_judgement.py::test_a_loss_weighs_more_than_a_gain",
        "sim/behaviour/judgement.py",
        'd = behaviour["loss_aversion"] * d',
        "d = 1.0 * d",
    ),
    fault(
        "closing time ignored by who arrives",
        "tests/sim/test_flow.py::test_arrival_at_closing_is_outside_hours",
        "sim/engine/lines.py",
        'e.lines[c]["open_desks"] == 0',
        'e.lines[c]["open_desks"] < 0',
    ),
    fault(
        "closing time ignored by the line",
        "tests/sim/test_flow.py::test_closing_rules",
        "sim/engine/roster.py",
        "elif was_open and not is_open:",
        "elif was_open and is_open:",
    ),
    fault(
        "priority inverted",
        "tests/sim/test_flow_desks.py::test_a_desk_serves_the_channel_of_highest_priority",
        "sim/engine/service.py",
        "or priority < best_priority",
        "or priority > best_priority",
    ),
    fault(
        "error term drawn anew in another scenario",
        "tests/sim/test_chances.py::test_luck_of_a_choice_is_held_between_plans",
        "sim/engine/choosing.py",
        "e.luck, needs, n, len(e.lines)",
        'e.luck, needs, n + int(e.desks[0]["advisers"]), len(e.lines)',
    ),
    fault(
        "the error term depends on how many channels there are",
        "tests/sim/test_choice_luck.py::test_adding_a_channel_moves_nobodys_luck",
        "sim/choice_luck.py",
        "uniform_pair(key, Stream.ERROR_TERM, customer[c], need[c], 0, names[c])",
        "uniform_pair(key, Stream.ERROR_TERM, customer[c], need[c], 0, names[c] + names.size)",
    ),
    fault(
        "a chase removes the old message",
        "tests/sim/test_flow.py::test_message_is_chased_once_and_answered_late",
        "sim/engine/waiting.py",
        "    if is_ignored:\n        close_contact",
        "    if not is_ignored:\n        leave_line(e, k, now)\n"
        "    if k >= 0:\n        close_contact",
    ),
    fault(
        "shared record ignored",
        "tests/sim/test_flow_messages.py::test_the_record_shows_what_was_asked_twice",
        "sim/engine/service.py",
        'if journey["open"] > 1:',
        'if journey["open"] < 1:',
    ),
    fault(
        "listening applied twice",
        "tests/sim/test_chances.py::test_messages_are_noticed_as_often_as_the_channel_listens",
        "sim/engine/waiting.py",
        "if u_answered >= p or",
        "if u_answered >= p * p or",
        compiled=True,
    ),
    fault(
        "age slope off by one bracket",
        "tests/validation/test_choice_shares.py::test_first_choices_are_logit_by_age[1e5]",
        "sim/engine/choosing.py",
        '(float(person["age"]) - 45.0) / 10.0',
        '(float(person["age"]) - 55.0) / 10.0',
        compiled=True,
    ),
    fault(
        "a listener picked twice",
        "tests/sim/test_flow_talk.py::test_in_a_small_place_everybody_else_hears_once",
        "sim/engine/talk.py",
        "link += 1\n        if link",
        "link += m & 1\n        if link",
    ),
    fault(
        "an adviser with several contacts works on each as if it were alone",
        "tests/sim/test_flow_desks.py::test_an_adviser_divides_his_time",
        "sim/engine/service.py",
        'due = now + slot["left"] * (load / e.speed[d, load - 1])',
        'due = now + slot["left"] / e.speed[d, load - 1]',
    ),
    fault(
        "overtime worked but not paid",
        "tests/sim/test_flow.py::test_roster_drop_lets_services_end",
        "sim/engine/tally.py",
        'paid = elapsed * desk["paid"] + desk["overtime_minutes"]',
        'paid = elapsed * desk["paid"]',
    ),
    fault(
        "the satisfied tell as many as the dissatisfied",
        "tests/sim/behaviour/test_word_of_mouth.py::test_the_dissatisfied_tell_more",
        "sim/behaviour/word_of_mouth.py",
        'behaviour["listeners_satisfied"]',
        'behaviour["listeners_dissatisfied"]',
    ),
    fault(
        "intervals of the normal law from five runs",
        "tests/scenarios/test_summary.py::test_intervals_are_those_of_student",
        "scenarios/summary.py",
        "stdtrit(known.size - 1, 0.975)",
        "1.96",
        compiled=True,
    ),
]
