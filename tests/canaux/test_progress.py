"""How far long work is, where there is no terminal to show a bar."""

from canaux.terminal import Lines


def test_a_line_every_half_minute_with_the_time_left():
    """Share done and time left at the pace so far; nothing in between, nothing at the end."""
    now, said = 1000.0, []
    lines = Lines("sweep", said.append, lambda: now)
    for share in (0.01, 0.02, 0.1, 0.2, 0.3, 0.4, 1.0):
        lines(share)
        now += 20.0

    assert [
        "sweep: 10.0 % done, about 6.7 min left",
        "sweep: 30.0 % done, about 3.2 min left",
    ] == said


def test_what_was_done_before_says_nothing_about_the_pace():
    """A study resumed at 90 % that gains 1 % in 100 seconds needs 15 minutes more."""
    now, said = 0.0, []
    lines = Lines("sweep", said.append, lambda: now)
    lines(0.9)
    now = 100.0
    lines(0.91)

    assert ["sweep: 91.0 % done, about 15.0 min left"] == said
